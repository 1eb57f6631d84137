// String functions (cel-spec's string extensions). Positions count code points.

#include <algorithm>
#include <array>
#include <string>

#include "src/base/text.h"
#include "src/cel/functions.h"
#include "src/cel/pieces.h"

namespace advisor::cel {
namespace {

using Style = Function::Style;
constexpr auto kStrict = Function::Unknowns::kStrict;
constexpr auto kOwn = Function::Unknowns::kOwn;

// Byte offset of a code point position; nullopt beyond the end.
std::optional<std::size_t> byte_offset(std::string_view text, std::int64_t position) {
  if (position < 0)
    return std::nullopt;
  const auto count = static_cast<std::size_t>(position);
  const std::size_t at = prefix_of_code_points(text, count);
  if (at == text.size() && count_code_points(text) < count)
    return std::nullopt;
  return at;
}

std::int64_t position_of(std::string_view text, std::size_t offset) {
  return static_cast<std::int64_t>(count_code_points(text.substr(0, offset)));
}

Val out_of_range(Machine& machine, std::int64_t index) {
  return machine.error("index " + std::to_string(index) + " is out of range");
}

bool all_strings(Arguments arguments) {
  return std::all_of(arguments.begin(), arguments.end(),
                     [](const Val& value) { return value.is_string(); });
}

// startsWith, endsWith, contains: the receiver may be partly known.
template <class Known, class Partly>
Val search(Machine& machine, std::string_view name, Arguments arguments, Known known,
           Partly partly) {
  if (all_strings(arguments) && machine.exhausted())
    return Val();
  if (all_strings(arguments))
    return Val::boolean(known(arguments[0].string_value(), arguments[1].string_value()));
  const auto fragments = arguments[0].is_unknown() ? fragments_of(arguments[0]) : std::nullopt;
  if (fragments && arguments[1].is_string()) {
    Doubt doubt;
    doubt.add(arguments[0]);
    const std::string_view part = arguments[1].string_value();
    machine.charge(std::min(extent(*fragments) * (part.size() + 1), kMaxPatternWork) / 20);
    return machine.truth(partly(*fragments, part), doubt);
  }
  const Val early = machine.strict(arguments);
  return early.kind() != Val::Kind::kUnset ? early : machine.no_overload(name, arguments);
}

// For comparing with the second argument.
void charge_part(Machine& machine, Arguments arguments) {
  if (arguments[1].is_string())
    machine.charge(arguments[1].string_value().size() / 10);
}

Val starts_with_function(Machine& machine, Arguments arguments) {
  charge_part(machine, arguments);
  return search(
      machine, "startsWith", arguments,
      [](std::string_view text, std::string_view prefix) {
        return text.substr(0, prefix.size()) == prefix;
      },
      starts_with);
}

Val ends_with_function(Machine& machine, Arguments arguments) {
  charge_part(machine, arguments);
  return search(
      machine, "endsWith", arguments,
      [](std::string_view text, std::string_view suffix) {
        return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
      },
      ends_with);
}

Val contains_function(Machine& machine, Arguments arguments) {
  if (all_strings(arguments))
    machine.charge((arguments[0].string_value().size() / 10 + 1) *
                   (arguments[1].string_value().size() / 10 + 1));
  return search(
      machine, "contains", arguments,
      [](std::string_view text, std::string_view part) {
        return text.find(part) != std::string_view::npos;
      },
      contains);
}

Val char_at(Machine& machine, Arguments arguments) {
  const auto index = arguments[1].as_int();
  if (!arguments[0].is_string() || !index)
    return machine.no_overload("charAt", arguments);
  const std::string_view text = arguments[0].string_value();
  machine.charge(text.size() / 10);
  const auto at = byte_offset(text, *index);
  if (!at)
    return out_of_range(machine, *index);
  return machine.string(text.substr(*at, prefix_of_code_points(text.substr(*at), 1)));
}

Val find(Machine& machine, std::string_view name, Arguments arguments, bool last) {
  const bool offset_given = arguments.size() == 3;
  const auto index = offset_given ? arguments[2].as_int() : std::nullopt;
  if (!all_strings(arguments.first(2)) || (offset_given && !index))
    return machine.no_overload(name, arguments);
  const std::string_view text = arguments[0].string_value();
  const std::string_view part = arguments[1].string_value();
  if (!machine.charge((text.size() / 10 + 1) * (part.size() / 10 + 1)))
    return Val();
  std::size_t from = last ? std::string_view::npos : 0;
  if (index) {
    const auto at = byte_offset(text, *index);
    if (!at)
      return out_of_range(machine, *index);
    from = *at;
  }
  const std::size_t found = last ? text.rfind(part, from) : text.find(part, from);
  return Val::integer(found == std::string_view::npos ? -1 : position_of(text, found));
}

Val index_of(Machine& machine, Arguments arguments) {
  return find(machine, "indexOf", arguments, false);
}
Val last_index_of(Machine& machine, Arguments arguments) {
  return find(machine, "lastIndexOf", arguments, true);
}

Val change_case(Machine& machine, std::string_view name, Arguments arguments, char from, char to,
                char delta_from) {
  const auto convert = [&](std::string_view text) {
    std::string out(text);
    for (char& c : out)
      if (c >= from && c <= to)
        c = static_cast<char>(c - from + delta_from);
    return out;
  };
  if (arguments[0].is_string())
    return machine.string(convert(arguments[0].string_value()));
  const auto fragments = fragments_of(arguments[0]);
  if (!fragments) {
    const Val early = machine.strict(arguments);
    return early.kind() != Val::Kind::kUnset ? early : machine.no_overload(name, arguments);
  }
  machine.charge(extent(*fragments) / 10);
  Fragments out;
  for (const Fragment& fragment : *fragments)
    out.push_back({machine.arena().copy(convert(fragment.text)), fragment.hole});
  Doubt doubt;
  doubt.add(arguments[0]);
  return make_string(machine.arena(), out, doubt);
}

Val lower_ascii(Machine& machine, Arguments arguments) {
  return change_case(machine, "lowerAscii", arguments, 'A', 'Z', 'a');
}
Val upper_ascii(Machine& machine, Arguments arguments) {
  return change_case(machine, "upperAscii", arguments, 'a', 'z', 'A');
}

Val replace(Machine& machine, Arguments arguments) {
  const auto limit =
      arguments.size() == 4 ? arguments[3].as_int() : std::optional<std::int64_t>(-1);
  if (!all_strings(arguments.first(3)) || !limit)
    return machine.no_overload("replace", arguments);
  const std::string_view text = arguments[0].string_value();
  const std::string_view from = arguments[1].string_value();
  const std::string_view to = arguments[2].string_value();
  if (!machine.charge((text.size() / 10 + 1) * (from.size() / 10 + 1)))
    return Val();
  std::string out;
  std::int64_t left = *limit < 0 ? INT64_MAX : *limit;
  std::size_t at = 0;
  while (left-- > 0 && out.size() <= machine.limits().string_bytes) {
    const std::size_t found = text.find(from, at);
    if (found == std::string_view::npos)
      break;
    out += text.substr(at, found - at);
    out += to;
    at = found + from.size();
    if (!from.empty())
      continue;
    if (at == text.size())  // an empty pattern stands between all characters
      return machine.string(out);
    const std::size_t length = prefix_of_code_points(text.substr(at), 1);
    out += text.substr(at, length);
    at += length;
  }
  out += text.substr(std::min(at, text.size()));
  return machine.string(out);
}

Val strings_list(Machine& machine, const std::vector<std::string_view>& parts) {
  ListBuilder builder(machine.arena());
  builder.reserve(parts.size());
  for (const std::string_view part : parts)
    builder.add(Val::literal(part));
  return machine.list(builder);
}

// Parts of a known string; limit 0: no bound.
std::vector<std::string_view> split_known(std::string_view text, std::string_view separator,
                                          std::size_t limit, std::size_t max) {
  std::vector<std::string_view> parts;
  while ((limit == 0 || parts.size() + 1 < limit) && parts.size() <= max) {
    std::size_t at = text.find(separator);
    if (separator.empty()) {
      const std::size_t length = prefix_of_code_points(text, 1);
      at = length == text.size() ? std::string_view::npos : length;
    }
    if (at == std::string_view::npos)
      break;
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + separator.size());
  }
  parts.push_back(text);
  return parts;
}

Val split_partly(Machine& machine, Arguments arguments, std::size_t limit) {
  const auto fragments = fragments_of(arguments[0]);
  Doubt doubt;
  doubt.add(arguments[0]);
  if (fragments && !machine.charge(extent(*fragments) / 10))
    return machine.unknown(doubt);
  const auto fields =
      fragments ? split_fragments(*fragments, arguments[1].string_value(), limit) : std::nullopt;
  if (!fields)
    return machine.unknown(doubt);
  ListBuilder builder(machine.arena());
  for (const Fragments& field : *fields)
    builder.add(make_string(machine.arena(), field, doubt));
  return machine.list(builder);
}

Val split_function(Machine& machine, Arguments arguments) {
  const auto limit =
      arguments.size() == 3 ? arguments[2].as_int() : std::optional<std::int64_t>(-1);
  const bool partly = arguments[0].is_unknown() && arguments[1].is_string() && limit;
  if (!partly) {
    const Val early = machine.strict(arguments);
    if (early.kind() != Val::Kind::kUnset)
      return early;
  }
  if ((!partly && !arguments[0].is_string()) || !arguments[1].is_string() || !limit)
    return machine.no_overload("split", arguments);
  if (*limit == 0)
    return strings_list(machine, {});
  const std::size_t bound = *limit < 0 ? 0 : static_cast<std::size_t>(*limit);
  if (partly)
    return split_partly(machine, arguments, bound);
  if (!machine.charge((arguments[0].string_value().size() / 10 + 1) *
                      (arguments[1].string_value().size() / 10 + 1)))
    return Val();
  return strings_list(machine, split_known(arguments[0].string_value(), arguments[1].string_value(),
                                           bound, machine.limits().list_elements));
}

Val join_partly(Machine& machine, const ListView& list, std::string_view separator) {
  Doubt doubt;
  Fragments whole;
  for (std::size_t i = 0; i < list.size(); ++i) {
    doubt.add(list[i]);
    if (i != 0)
      whole.push_back({separator, Piece::Hole::kNone});
    if (const auto fragments = fragments_of(list[i]))
      whole.insert(whole.end(), fragments->begin(), fragments->end());
    else
      whole.push_back({"", Piece::Hole::kAny});
  }
  const std::size_t size = extent(whole);
  machine.charge(size / 10);
  if (machine.exhausted() || size > machine.limits().string_bytes)
    return machine.unknown(doubt);
  return make_string(machine.arena(), whole, doubt);
}

Val join_function(Machine& machine, Arguments arguments) {
  if (!arguments[0].is_list() || (arguments.size() == 2 && !arguments[1].is_string()))
    return machine.no_overload("join", arguments);
  const ListView list(arguments[0]);
  const std::string_view separator =
      arguments.size() == 2 ? arguments[1].string_value() : std::string_view();
  machine.charge(list.size());
  Doubt doubt;
  bool undecided = false;
  bool partly = false;
  std::string out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Val element = list[i];
    if (list.uncertain(i)) {
      undecided = true;
      list.doubt_element(doubt, i);
    } else if (element.is_unknown()) {
      partly = true;
    } else if (!element.is_string()) {
      return machine.no_overload("join", arguments);
    } else if (out.size() <= machine.limits().string_bytes) {
      out += i == 0 ? std::string_view() : separator;
      out += element.string_value();
    }
  }
  if (list.open()) {
    undecided = true;
    list.doubt_end(doubt);
  }
  if (undecided)
    return machine.unknown(doubt);
  return partly ? join_partly(machine, list, separator) : machine.string(out);
}

Val substring(Machine& machine, Arguments arguments) {
  const bool end_given = arguments.size() == 3;
  const auto begin = arguments[1].as_int();
  const auto end = end_given ? arguments[2].as_int() : std::nullopt;
  if (!arguments[0].is_string() || !begin || (end_given && !end))
    return machine.no_overload("substring", arguments);
  const std::string_view text = arguments[0].string_value();
  machine.charge(text.size() / 10);
  const auto from = byte_offset(text, *begin);
  if (!from)
    return out_of_range(machine, *begin);
  if (!end)
    return machine.string(text.substr(*from));
  const std::int64_t last = *end;
  const auto to = byte_offset(text, last);
  if (!to)
    return out_of_range(machine, last);
  if (*to < *from)
    return machine.error("the end " + std::to_string(last) + " of the substring lies before its " +
                         "start " + std::to_string(*begin));
  return machine.string(text.substr(*from, *to - *from));
}

// White space as Unicode defines it, which is more than ASCII's.
std::size_t space_length(std::string_view text) {
  static constexpr std::array<std::string_view, 25> kSpaces = {" ",
                                                               "\t",
                                                               "\n",
                                                               "\v",
                                                               "\f",
                                                               "\r",
                                                               "\xC2\x85",
                                                               "\xC2\xA0",
                                                               "\xE1\x9A\x80",
                                                               "\xE2\x80\x80",
                                                               "\xE2\x80\x81",
                                                               "\xE2\x80\x82",
                                                               "\xE2\x80\x83",
                                                               "\xE2\x80\x84",
                                                               "\xE2\x80\x85",
                                                               "\xE2\x80\x86",
                                                               "\xE2\x80\x87",
                                                               "\xE2\x80\x88",
                                                               "\xE2\x80\x89",
                                                               "\xE2\x80\x8A",
                                                               "\xE2\x80\xA8",
                                                               "\xE2\x80\xA9",
                                                               "\xE2\x80\xAF",
                                                               "\xE2\x81\x9F",
                                                               "\xE3\x80\x80"};
  for (const std::string_view space : kSpaces)
    if (text.substr(0, space.size()) == space)
      return space.size();
  return 0;
}

Val trim_function(Machine& machine, Arguments arguments) {
  if (!arguments[0].is_string())
    return machine.no_overload("trim", arguments);
  std::string_view text = arguments[0].string_value();
  machine.charge(text.size() / 10);
  while (const std::size_t length = space_length(text))
    text.remove_prefix(length);
  for (bool again = true; again && !text.empty();) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U)
      --begin;
    again = space_length(text.substr(begin)) == text.size() - begin;
    if (again)
      text.remove_suffix(text.size() - begin);
  }
  return machine.string(text);
}

constexpr std::array<Function, 13> kFunctions = {{
    {"startsWith", Style::kMember, 2, 2, kOwn, starts_with_function},
    {"endsWith", Style::kMember, 2, 2, kOwn, ends_with_function},
    {"contains", Style::kMember, 2, 2, kOwn, contains_function},
    {"charAt", Style::kMember, 2, 2, kStrict, char_at},
    {"indexOf", Style::kMember, 2, 3, kStrict, index_of},
    {"lastIndexOf", Style::kMember, 2, 3, kStrict, last_index_of},
    {"lowerAscii", Style::kMember, 1, 1, kOwn, lower_ascii},
    {"upperAscii", Style::kMember, 1, 1, kOwn, upper_ascii},
    {"replace", Style::kMember, 3, 4, kStrict, replace},
    {"split", Style::kMember, 2, 3, kOwn, split_function},
    {"join", Style::kMember, 1, 2, kStrict, join_function},
    {"substring", Style::kMember, 2, 3, kStrict, substring},
    {"trim", Style::kMember, 1, 1, kStrict, trim_function},
}};

}  // namespace

std::span<const Function> string_functions() {
  return kFunctions;
}

}  // namespace advisor::cel
