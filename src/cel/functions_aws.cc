// Functions about AWS names and about values that AWS takes in more than one form.

#include <algorithm>
#include <array>

#include "src/base/text.h"
#include "src/cel/arn.h"
#include "src/cel/functions.h"
#include "src/cel/image_reference.h"
#include "src/cel/number_text.h"

namespace advisor::cel {
namespace {

using Style = Function::Style;
constexpr auto kStrict = Function::Unknowns::kStrict;
constexpr auto kOwn = Function::Unknowns::kOwn;

// The known or partly known text of the only argument; unset if there is one.
Val text_argument(Machine& machine, std::string_view name, Arguments arguments,
                  std::optional<Fragments>& text) {
  text = fragments_of(arguments[0]);
  if (text) {
    machine.charge(extent(*text) / 10);
    text = normalized(machine.arena(), *text);
    return Val::unset();
  }
  const Val early = machine.strict(arguments);
  return early.kind() != Val::Kind::kUnset ? early : machine.no_overload(name, arguments);
}

Val arn(Machine& machine, Arguments arguments) {
  std::optional<Fragments> text;
  const Val early = text_argument(machine, "arn", arguments, text);
  if (!text)
    return early;
  const ArnParts parts = parse_arn(*text);
  if (parts.is_arn == Truth::kFalse)
    return make_none();
  Doubt doubt;
  doubt.add(arguments[0]);
  if (parts.is_arn == Truth::kUnknown)
    return machine.unknown(doubt);
  const auto field = [&](const Fragments& part) {
    return make_string(machine.arena(), part, doubt);
  };
  MapBuilder map(machine.arena());
  map.add("Partition", field(parts.partition));
  map.add("Service", field(parts.service));
  map.add("Region", field(parts.region));
  map.add("AccountId", field(parts.account));
  map.add("Resource", field(parts.resource));
  if (!parts.split_known) {
    map.doubt().add(doubt);
    map.add(Val::literal("ResourceType"), machine.unknown(doubt), true);
    map.add("ResourceId", machine.unknown(doubt));
  } else {
    if (parts.type)
      map.add("ResourceType", field(*parts.type));
    map.add("ResourceId", field(parts.id));
  }
  return make_some(machine.arena(), map.build());
}

Val lambda_ref(Machine& machine, Arguments arguments) {
  std::optional<Fragments> text;
  const Val early = text_argument(machine, "lambdaRef", arguments, text);
  if (!text)
    return early;
  const LambdaReference reference = parse_lambda_reference(*text, machine.arena());
  if (reference.is_function == Truth::kFalse)
    return make_none();
  Doubt doubt;
  doubt.add(arguments[0]);
  doubt.add(arguments[0].origin());  // a known text with a placeholder in it
  if (reference.is_function == Truth::kUnknown)
    return machine.unknown(doubt);
  MapBuilder map(machine.arena());
  map.add("Name", make_string(machine.arena(), reference.name, doubt));
  if (reference.qualifier)
    map.add("Qualifier", make_string(machine.arena(), *reference.qualifier, doubt));
  return make_some(machine.arena(), map.build());
}

Val image_ref(Machine& machine, Arguments arguments) {
  std::optional<Fragments> text;
  const Val early = text_argument(machine, "imageRef", arguments, text);
  if (!text)
    return early;
  // Reading a hole looks at all states of the automaton.
  machine.charge(3 * extent(*text) + 100 * text->size());
  Doubt doubt;
  doubt.add(arguments[0]);
  doubt.add(arguments[0].origin());  // a known text with a placeholder in it
  if (machine.exhausted())
    return machine.unknown(doubt);
  const ImageReference reference = parse_image_reference(*text, machine.arena());
  if (reference.is_image == Truth::kFalse)
    return make_none();
  if (reference.is_image == Truth::kUnknown)
    return machine.unknown(doubt);
  MapBuilder map(machine.arena());
  const auto add = [&](std::string_view key, const ImageField& field) {
    if (field.present == Truth::kFalse)
      return;
    const bool uncertain = field.present == Truth::kUnknown;
    map.add(Val::literal(key), make_string(machine.arena(), field.text, doubt), uncertain);
    if (uncertain)
      map.doubt().add(doubt);
  };
  add("Registry", reference.registry);
  add("Repository", reference.repository);
  add("Name", reference.name);
  add("Tag", reference.tag);
  add("Digest", reference.digest);
  return make_some(machine.arena(), map.build());
}

Val number(Machine& machine, Arguments arguments) {
  const Val& value = arguments[0];
  if (value.kind() == Val::Kind::kInt || value.kind() == Val::Kind::kUint ||
      value.kind() == Val::Kind::kDouble)
    return value;
  if (!value.is_string())
    return machine.no_overload("number", arguments);
  machine.charge(value.string_value().size() / 10);
  if (const auto whole = parse_int(value.string_value()))
    return Val::integer(*whole);
  const auto real = parse_double(value.string_value());
  if (!real || value.string_value().find_first_of("Nn") != std::string_view::npos)
    return machine.error("'" + std::string(value.string_value()) + "' is no number",
                         value.origin());
  return Val::real(*real);
}

// A partly known string is one element whatever its holes are.
Val as_list(Machine& machine, Arguments arguments) {
  if (arguments[0].is_list())
    return arguments[0];
  if (!arguments[0].is_unknown() || !fragments_of(arguments[0]))
    if (const Val early = machine.strict(arguments); early.kind() != Val::Kind::kUnset)
      return early;
  ListBuilder builder(machine.arena());
  builder.add(arguments[0]);
  return builder.build();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The next run of digits or of other characters.
std::string_view next_part(std::string_view& rest) {
  std::size_t length = 0;
  while (length < rest.size() && is_digit(rest[length]) == is_digit(rest[0]))
    ++length;
  const std::string_view part = rest.substr(0, length);
  rest.remove_prefix(length);
  return part;
}

int compare_parts(std::string_view a, std::string_view b) {
  if (!a.empty() && !b.empty() && is_digit(a[0]) && is_digit(b[0])) {
    a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
    if (a.size() != b.size())
      return a.size() < b.size() ? -1 : 1;
  }
  return a < b ? -1 : a == b ? 0 : 1;
}

Val compare_versions(Machine& machine, Arguments arguments) {
  if (!arguments[0].is_string() || !arguments[1].is_string())
    return machine.no_overload("compareVersions", arguments);
  std::string_view a = arguments[0].string_value();
  std::string_view b = arguments[1].string_value();
  machine.charge((a.size() + b.size()) / 10);
  while (!a.empty() || !b.empty()) {
    const int order = compare_parts(next_part(a), next_part(b));
    if (order != 0)
      return Val::integer(order);
  }
  return Val::integer(0);
}

Val matches_glob_function(Machine& machine, Arguments arguments) {
  if (!arguments[0].is_string() || !arguments[1].is_string())
    return machine.no_overload("matchesGlob", arguments);
  const std::string_view text = arguments[0].string_value();
  const std::string_view pattern = arguments[1].string_value();
  if (!machine.charge((text.size() + 1) * (pattern.size() + 1) / 40))
    return Val::boolean(false);
  return Val::boolean(matches_glob(text, pattern));
}

constexpr std::array<Function, 7> kFunctions = {{
    {"arn", Style::kGlobal, 1, 1, kOwn, arn},
    {"lambdaRef", Style::kGlobal, 1, 1, kOwn, lambda_ref},
    {"imageRef", Style::kGlobal, 1, 1, kOwn, image_ref},
    {"number", Style::kGlobal, 1, 1, kStrict, number},
    {"asList", Style::kGlobal, 1, 1, kOwn, as_list},
    {"compareVersions", Style::kGlobal, 2, 2, kStrict, compare_versions},
    {"matchesGlob", Style::kGlobal, 2, 2, kStrict, matches_glob_function},
}};

}  // namespace

std::span<const Function> aws_functions() {
  return kFunctions;
}

}  // namespace advisor::cel
