#include "src/model/schema.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <deque>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include <nlohmann/json.hpp>

#include "src/base/source.h"
#include "src/base/text.h"
#include "src/model/embedded.h"

namespace advisor {
namespace {

using Json = nlohmann::json;

Schema::Kind kind_of_name(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Schema::Kind>, 5> kKinds = {
      {{"bool", Schema::Kind::kBool},
       {"int", Schema::Kind::kInt},
       {"number", Schema::Kind::kNumber},
       {"string", Schema::Kind::kString},
       {"json", Schema::Kind::kJson}}};
  for (const auto& [text, kind] : kKinds)
    if (text == name)
      return kind;
  return Schema::Kind::kAny;
}

// Reads one node as cmake/reduce_schemas.py describes them.
Schema read_node(const Json& node) {
  Schema schema;
  if (node.is_string()) {
    schema.kind = kind_of_name(node.get_ref<const std::string&>());
  } else if (node.contains("enum")) {
    schema.kind = Schema::Kind::kString;
    schema.enumerated = node["enum"].get<std::vector<std::string>>();
  } else if (node.contains("list")) {
    schema.kind = Schema::Kind::kList;
    schema.element.push_back(read_node(node["list"]));
  } else if (node.contains("map")) {
    schema.kind = Schema::Kind::kMap;
    schema.element.push_back(read_node(node["map"]));
  } else {
    schema.kind = Schema::Kind::kObject;
    for (const auto& [name, child] : node.at("object").items())  // nlohmann sorts by name
      schema.properties.push_back({name, false, read_node(child)});
    for (const Json& name : node.value("required", Json::array()))
      for (Schema::Property& property : schema.properties)
        property.required = property.required || property.name == name;
  }
  return schema;
}

struct Slot {
  std::string type;
  std::string_view text;
  std::once_flag once;
  Schema schema;
};

// One slot per embedded file. A cache: what a slot holds does not depend on when it is filled.
std::deque<Slot>& slots() {
  static std::deque<Slot>* all = [] {
    auto* list = new std::deque<Slot>;
    for (const EmbeddedText& file : embedded_schemas()) {
      Slot& slot = list->emplace_back();
      for (const char c : file.name)
        slot.type += c == '-' ? std::string("::") : std::string(1, c);
      slot.text = file.text;
    }
    return list;
  }();
  return *all;
}

std::string with_raised_first_letter(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// Enough to see what is wrong with a file; hostile ones have millions.
constexpr int kMaxUnknownKeys = 20;

class Renamer {
 public:
  explicit Renamer(Diagnostics& notes) : notes_(notes) {}

  void rename(Value& value, const Schema& schema) {
    if (List* list = value.as_list(); list != nullptr && schema.kind == Schema::Kind::kList) {
      path_.emplace_back("[]");
      for (Value& element : *list)
        rename(element, schema.element[0]);
      path_.pop_back();
    } else if (Map* map = value.as_map(); map != nullptr && schema.kind == Schema::Kind::kMap) {
      for (Member& member : *map)
        rename(member.value, schema.element[0]);
    } else if (value.as_map() != nullptr && schema.kind == Schema::Kind::kObject) {
      rename_members(value, schema);
    }
  }

 private:
  void rename_members(Value& value, const Schema& schema) {
    Map renamed;
    renamed.reserve(value.as_map()->size());
    std::unordered_map<std::string, std::size_t> index;  // only of maps too long to search
    const bool is_long = value.as_map()->size() > kSearchedMembers;
    for (Member& member : *value.as_map()) {
      std::string name = with_raised_first_letter(member.key);
      const Schema::Property* property = schema.find(name);
      if (property == nullptr)
        property = schema.find_ignoring_case(name);
      if (property == nullptr) {
        report_unknown(member, name, schema);
      } else {
        name = property->name;
        path_.push_back(property->name);
        rename(member.value, property->schema);
        path_.pop_back();
      }
      member.key = std::move(name);
      const auto same = is_long ? index.emplace(member.key, renamed.size()).first->second
                                : index_of(renamed, member.key);
      if (same == renamed.size())
        renamed.push_back(std::move(member));
      else
        replace_earlier(renamed[same], std::move(member));
    }
    *value.as_map() = std::move(renamed);
  }

  static std::size_t index_of(const Map& map, const std::string& key) {
    return static_cast<std::size_t>(std::ranges::find(map, key, &Member::key) - map.begin());
  }

  // "image" and "Image" are one field to Go's decoder, and the later one wins.
  void replace_earlier(Member& earlier, Member later) {
    notes_.push_back({Diagnostic::Level::kWarning,
                      printable(later.key) + " is given twice; the later one counts", "",
                      later.key_span, ""});
    earlier = std::move(later);
  }

  void report_unknown(const Member& member, const std::string& name, const Schema& schema) {
    if (++unknown_keys_ > kMaxUnknownKeys)
      return;
    std::vector<std::string_view> names;
    for (const Schema::Property& property : schema.properties)
      names.emplace_back(property.name);
    Diagnostic note{Diagnostic::Level::kNote, "unknown key " + printable(member.key) + place(), "",
                    member.key_span, ""};
    if (const auto near = nearest_word(name, names)) {
      note.level = Diagnostic::Level::kWarning;
      note.hint = "did you mean " + std::string(*near) + "?";
    }
    notes_.push_back(std::move(note));
  }

  std::string place() const {
    std::string text;
    for (const std::string_view step : path_)
      text += (text.empty() || step == "[]" ? "" : ".") + std::string(step);
    return text.empty() ? "" : " in " + text;
  }

  static constexpr std::size_t kSearchedMembers = 50;

  Diagnostics& notes_;
  std::vector<std::string_view> path_;
  int unknown_keys_ = 0;
};

class Repairer {
 public:
  Repairer(const SourceSet& sources, Diagnostics* repaired)
      : sources_(sources), repaired_(repaired) {}

  void repair(Value& value, const Schema& schema, std::string_view name) {
    if (Unknown* unknown = value.as_unknown()) {
      repair_choice(*unknown, schema, name);
      return;
    }
    if (Map* map = value.as_map())
      std::erase_if(*map, [](const Member& member) { return member.value.is_null(); });
    switch (schema.kind) {
      case Schema::Kind::kObject:
        parse_text(value, name);
        repair_members(value, schema);
        break;
      case Schema::Kind::kMap:
        if (Map* map = value.as_map())
          for (Member& member : *map)
            repair(member.value, schema.element[0], member.key);
        break;
      case Schema::Kind::kList:
        if (List* list = value.as_list())
          for (Value& element : *list)
            repair(element, schema.element[0], name);
        break;
      case Schema::Kind::kJson:
        parse_text(value, name);
        break;
      default:
        repair_scalar(value, schema.kind, name);
    }
  }

 private:
  void repair_choice(Unknown& unknown, const Schema& schema, std::string_view name) {
    if (unknown.choice == nullptr)
      return;
    const auto mended = [&](const std::shared_ptr<const Value>& branch) {
      if (branch == nullptr)
        return branch;
      auto copy = std::make_shared<Value>(*branch);
      repair(*copy, schema, name);
      return std::shared_ptr<const Value>(std::move(copy));
    };
    unknown.choice = std::make_shared<const Choice>(Choice{unknown.choice->condition,
                                                           mended(unknown.choice->then),
                                                           mended(unknown.choice->otherwise)});
  }

  void repair_members(Value& value, const Schema& schema) {
    Map* map = value.as_map();
    if (map == nullptr)
      return;
    for (Member& member : *map)
      if (const Schema::Property* property = schema.find(member.key))
        repair(member.value, property->schema, member.key);
  }

  void repair_scalar(Value& value, Schema::Kind kind, std::string_view name) {
    std::optional<Value> better;
    if (kind == Schema::Kind::kString)
      better = as_text(value);
    else if (const std::string* text = value.as_string())
      better = from_text(*text, kind);
    if (!better && kind != Schema::Kind::kString)
      better = from_yaml_1_1(value, kind);
    if (better)
      replace(value, std::move(*better), kind, name);
  }

  static std::optional<Value> from_text(const std::string& text, Schema::Kind kind) {
    if (kind == Schema::Kind::kBool) {
      if (text == "true" || text == "false")
        return Value::boolean(text == "true");
      return std::nullopt;
    }
    if (kind != Schema::Kind::kInt && kind != Schema::Kind::kNumber)
      return std::nullopt;
    const char* end = text.data() + text.size();
    std::int64_t integer = 0;
    if (const auto [stop, error] = std::from_chars(text.data(), end, integer);
        error == std::errc() && stop == end)
      return Value::integer(integer);
    double number = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (kind == Schema::Kind::kInt || error != std::errc() || stop != end || !std::isfinite(number))
      return std::nullopt;
    return Value::number(number);
  }

  // CloudFormation reads YAML 1.1, in which a plain `yes` is a boolean, 010 is eight, 1_000 a
  // thousand and 12:30 a number to the base of sixty. JSON has none of these.
  std::optional<Value> from_yaml_1_1(const Value& value, Schema::Kind kind) const {
    const std::string_view written = sources_.text(value.span());
    const std::string* text = value.as_string();
    if (kind == Schema::Kind::kBool && text != nullptr && written == *text) {
      const std::string word = to_lower_ascii(*text);
      if (word == "yes" || word == "on")
        return Value::boolean(true);
      if (word == "no" || word == "off")
        return Value::boolean(false);
      return std::nullopt;
    }
    if (kind != Schema::Kind::kInt && kind != Schema::Kind::kNumber)
      return std::nullopt;
    if (value.as_int() != nullptr && written.size() > 1 && written[0] == '0' &&
        says_the_same(written, value))
      return digits_to_base(written, 8);
    if (text == nullptr || written != *text || written.empty())
      return std::nullopt;
    std::string digits(written);
    std::erase(digits, '_');
    return digits.find(':') != std::string::npos ? sexagesimal(digits) : digits_to_base(digits, 10);
  }

  static std::optional<Value> digits_to_base(std::string_view digits, int base) {
    std::int64_t number = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number, base);
    return error == std::errc() && stop == end ? std::optional(Value::integer(number))
                                               : std::nullopt;
  }

  static std::optional<Value> sexagesimal(std::string_view text) {
    std::int64_t sum = 0;
    for (const std::string_view part : split(text, ':')) {
      const auto one = part.size() <= 4 ? digits_to_base(part, 10) : std::nullopt;
      if (!one || *one->as_int() < 0 || sum > (std::int64_t{1} << 40U))
        return std::nullopt;
      sum = sum * 60 + *one->as_int();
    }
    return Value::integer(sum);
  }

  std::optional<Value> as_text(const Value& value) const {
    std::string plain;
    if (const bool* flag = value.as_bool())
      plain = *flag ? "true" : "false";
    else if (const std::int64_t* integer = value.as_int())
      plain = std::to_string(*integer);
    else if (const double* number = value.as_double())
      plain = Json(*number).dump();
    else
      return std::nullopt;
    const std::string_view written = sources_.text(value.span());
    return Value::string(says_the_same(written, value) ? std::string(written) : plain);
  }

  // The span of a computed value (template, Jsonnet) covers an expression, not the value's text.
  static bool says_the_same(std::string_view written, const Value& value) {
    if (const bool* flag = value.as_bool())
      return written == (*flag ? "true" : "false");
    const char* end = written.data() + written.size();
    double number = 0;
    const auto [stop, error] = std::from_chars(written.data(), end, number);
    const double wanted =
        value.as_int() != nullptr ? static_cast<double>(*value.as_int()) : *value.as_double();
    return !written.empty() && error == std::errc() && stop == end && number == wanted;
  }

  void parse_text(Value& value, std::string_view name) {
    const std::string* text = value.as_string();
    if (text == nullptr || text->find_first_of("{[") == std::string::npos ||
        text->size() > kMaxEmbeddedJson)
      return;
    const auto bounded = [](int depth, Json::parse_event_t, Json&) {
      return depth < kMaxEmbeddedDepth;
    };
    const Json parsed = Json::parse(*text, bounded, /*allow_exceptions=*/false);
    if (parsed.is_object() || parsed.is_array())
      replace(value, tree_of(parsed, value.span()), Schema::Kind::kJson, name);
  }

  // Every part points to the whole text: offsets inside an escaped string mean nothing to a reader.
  static Value tree_of(const Json& json, Span span) {
    switch (json.type()) {
      case Json::value_t::boolean:
        return Value::boolean(json.get<bool>(), span);
      case Json::value_t::number_integer:
        return Value::integer(json.get<std::int64_t>(), span);
      case Json::value_t::number_unsigned:
        if (json.get<std::uint64_t>() <= INT64_MAX)
          return Value::integer(json.get<std::int64_t>(), span);
        return Value::number(json.get<double>(), span);
      case Json::value_t::number_float:
        return Value::number(json.get<double>(), span);
      case Json::value_t::string:
        return Value::string(json.get<std::string>(), span);
      case Json::value_t::array: {
        List list;
        for (const Json& element : json)
          list.push_back(tree_of(element, span));
        return Value::list(std::move(list), span);
      }
      case Json::value_t::object: {
        Map map;
        for (const auto& [key, child] : json.items())
          map.push_back({key, span, tree_of(child, span)});
        return Value::map(std::move(map), span);
      }
      default:
        return Value::null(span);
    }
  }

  void replace(Value& value, Value better, Schema::Kind wanted, std::string_view name) {
    better.set_span(value.span());
    better.set_uncertain(value.uncertain());
    value = std::move(better);
    if (repaired_ == nullptr)
      return;
    repaired_->push_back({Diagnostic::Level::kNote,
                          std::string(name) + " should be " + kind_name(wanted) + "; read as one",
                          "", value.span(), ""});
  }

  static const char* kind_name(Schema::Kind kind) {
    switch (kind) {
      case Schema::Kind::kBool:
        return "a boolean";
      case Schema::Kind::kInt:
      case Schema::Kind::kNumber:
        return "a number";
      case Schema::Kind::kString:
        return "a string";
      default:
        return "an object";
    }
  }

  static constexpr std::size_t kMaxEmbeddedJson = std::size_t{1} << 20U;
  static constexpr int kMaxEmbeddedDepth = 200;

  const SourceSet& sources_;
  Diagnostics* repaired_;
};

}  // namespace

const Schema::Property* Schema::find(std::string_view name) const {
  const auto found =
      std::ranges::lower_bound(properties, name, std::less<>(),
                               [](const Property& p) -> std::string_view { return p.name; });
  return found != properties.end() && found->name == name ? &*found : nullptr;
}

const Schema::Property* Schema::find_ignoring_case(std::string_view name) const {
  if (const Property* exact = find(name))
    return exact;
  const auto found = std::ranges::find_if(
      properties, [&](const Property& p) { return equals_ignoring_case(p.name, name); });
  return found == properties.end() ? nullptr : &*found;
}

const Schema* resource_schema(std::string_view type) {
  for (Slot& slot : slots()) {
    if (slot.type != type)
      continue;
    std::call_once(slot.once, [&] {
      const Json file = Json::parse(slot.text, nullptr, /*allow_exceptions=*/false);
      slot.schema = read_node(file["schema"]);
    });
    return &slot.schema;
  }
  return nullptr;
}

std::vector<std::string_view> schema_types() {
  std::vector<std::string_view> types;
  for (const Slot& slot : slots())
    types.emplace_back(slot.type);
  return types;
}

void rename_by_schema(Value& value, const Schema& schema, Diagnostics& notes) {
  Renamer(notes).rename(value, schema);
}

bool is_absent(const Value& value) {
  if (const std::string* text = value.as_string())
    return text->empty();
  if (const List* list = value.as_list())
    return list->empty() && !value.open();
  if (const Map* map = value.as_map())
    return map->empty() && !value.open();
  return value.is_null();
}

void drop_absent(Value& value, const Schema* schema) {
  const bool users_keys = schema != nullptr && schema->kind == Schema::Kind::kMap;
  const Schema* element =
      schema != nullptr && !schema->element.empty() ? &schema->element[0] : nullptr;
  if (List* list = value.as_list())
    for (Value& child : *list)
      drop_absent(child, element);
  Map* map = value.as_map();
  if (map == nullptr)
    return;
  for (Member& member : *map) {
    const Schema::Property* property =
        schema != nullptr && !users_keys ? schema->find(member.key) : nullptr;
    drop_absent(member.value, property != nullptr ? &property->schema : element);
  }
  std::erase_if(*map, [&](const Member& member) {
    const bool text = member.value.as_string() != nullptr;
    return is_absent(member.value) && !(text && (users_keys || member.key == "Value"));
  });
}

void repair_by_schema(Value& value, const Schema& schema, const SourceSet& sources,
                      Diagnostics* repaired) {
  Repairer(sources, repaired).repair(value, schema, "");
}

}  // namespace advisor
