#include "src/engine/static_type.h"

#include <algorithm>
#include <array>

namespace advisor {
namespace {

using Kind = StaticType::Kind;

// Beyond this a union says nothing useful any more.
constexpr std::size_t kMaxAlternatives = 32;

Kind kind_of(const Schema& schema) {
  switch (schema.kind) {
    case Schema::Kind::kBool:
      return Kind::kBool;
    case Schema::Kind::kInt:
      return Kind::kInt;
    case Schema::Kind::kNumber:
      return Kind::kNumber;
    case Schema::Kind::kString:
      return Kind::kString;
    case Schema::Kind::kList:
      return Kind::kList;
    case Schema::Kind::kMap:
      return Kind::kMap;
    case Schema::Kind::kObject:
      return Kind::kObject;
    case Schema::Kind::kAny:
    case Schema::Kind::kJson:
      break;
  }
  return Kind::kAny;
}

bool is_number(Kind kind) {
  return kind == Kind::kInt || kind == Kind::kUint || kind == Kind::kDouble ||
         kind == Kind::kNumber;
}

bool is_map(Kind kind) {
  return kind == Kind::kMap || kind == Kind::kObject || kind == Kind::kRecord;
}

std::string_view name_of(Kind kind) {
  static constexpr std::array<std::string_view, 18> kNames = {
      "anything",         "null",           "a boolean", "an integer",  "an unsigned integer",
      "a decimal number", "a number",       "a string",  "a timestamp", "a duration",
      "a type",           "a list",         "a map",     "a map",       "a map",
      "an optional",      "one of several", "nothing"};
  return kNames[static_cast<std::size_t>(kind)];
}

// Adds an alternative, merging it into one of the same sort.
void add_alternative(std::vector<StaticType>& all, const StaticType& added) {
  for (StaticType& known : all) {
    if (known.kind != added.kind || known.schema != added.schema)
      continue;
    if (known.kind == Kind::kString && known.values.empty() != added.values.empty()) {
      known.values.clear();
    } else if (known.kind == Kind::kString) {
      for (const std::string& value : added.values)
        if (std::ranges::find(known.values, value) == known.values.end())
          known.values.push_back(value);
    } else if (known.kind == Kind::kObject) {
      std::erase_if(known.present,
                    [&](const std::string& path) { return !added.present.contains(path); });
    } else if (known.kind == Kind::kRecord) {
      continue;
    } else if (!known.parts.empty() || !added.parts.empty()) {
      known.parts = {join(known.part(), added.part())};
    }
    return;
  }
  all.push_back(added);
}

// The documented values of a property and the literal that stands in for an absent one are one
// string: otherwise 'foward' in `x.?Type.orValue('') == 'foward'` would be missed.
void merge_strings(std::vector<StaticType>& all) {
  const auto is_string = [](const StaticType& type) { return type.kind == Kind::kString; };
  const auto documented = std::ranges::find_if(
      all, [&](const StaticType& type) { return is_string(type) && type.schema != nullptr; });
  if (documented == all.end() || std::ranges::count_if(all, is_string) < 2)
    return;
  StaticType merged = *documented;
  for (const StaticType& type : all) {
    if (!is_string(type))
      continue;
    if (type.values.empty() || (type.schema != nullptr && type.schema != merged.schema)) {
      merged = StaticType::of(Kind::kString);
      break;
    }
    merged.values.insert(merged.values.end(), type.values.begin(), type.values.end());
  }
  std::erase_if(all, is_string);
  all.push_back(std::move(merged));
}

bool is_open(const StaticType& type) {
  return type.is_any() || type.kind == Kind::kNever;
}

bool one_may_equal(const StaticType& a, const StaticType& b) {
  if (is_open(a) || is_open(b) || a.kind == b.kind)
    return true;
  return (is_number(a.kind) && is_number(b.kind)) || (is_map(a.kind) && is_map(b.kind));
}

bool one_may_order(const StaticType& a, const StaticType& b) {
  if (is_open(a) || is_open(b) || (is_number(a.kind) && is_number(b.kind)))
    return true;
  return a.kind == b.kind && (a.kind == Kind::kBool || a.kind == Kind::kString ||
                              a.kind == Kind::kTimestamp || a.kind == Kind::kDuration);
}

template <class Test>
bool any_pair(const StaticType& a, const StaticType& b, Test test) {
  return std::ranges::any_of(a.alternatives(), [&](const StaticType& left) {
    return std::ranges::any_of(b.alternatives(),
                               [&](const StaticType& right) { return test(left, right); });
  });
}

Kind sum_of(Kind a, Kind b) {
  if (a == b && (a == Kind::kString || a == Kind::kDuration))
    return a;
  if ((a == Kind::kTimestamp && b == Kind::kDuration) ||
      (a == Kind::kDuration && b == Kind::kTimestamp))
    return Kind::kTimestamp;
  return Kind::kAny;
}

Kind difference_of(Kind a, Kind b) {
  if (a == Kind::kTimestamp && b == Kind::kDuration)
    return Kind::kTimestamp;
  const bool times = a == b && (a == Kind::kTimestamp || a == Kind::kDuration);
  return times ? Kind::kDuration : Kind::kAny;
}

// kAny: it cannot work.
Kind number_of(char op, Kind a, Kind b) {
  if (!is_number(a) || !is_number(b))
    return Kind::kAny;
  if (op == '%' && (a == Kind::kDouble || b == Kind::kDouble))
    return Kind::kAny;
  if (a == b)
    return a;
  if (a != Kind::kNumber && b != Kind::kNumber)
    return Kind::kAny;
  const Kind other = a == Kind::kNumber ? b : a;
  return other == Kind::kUint ? Kind::kAny : other;
}

}  // namespace

StaticType StaticType::of(Kind kind) {
  StaticType type;
  type.kind = kind;
  return type;
}

StaticType StaticType::list_of(StaticType element) {
  StaticType type = of(Kind::kList);
  if (!element.is_any())
    type.parts.push_back(std::move(element));
  return type;
}

StaticType StaticType::optional_of(StaticType content) {
  StaticType type = of(Kind::kOptional);
  if (!content.is_any())
    type.parts.push_back(std::move(content));
  return type;
}

StaticType StaticType::of_schema(const Schema& schema, std::string resource, std::string path) {
  StaticType type = of(kind_of(schema));
  if (type.kind == Kind::kString) {
    type.values = schema.enumerated;
    type.schema = schema.enumerated.empty() ? nullptr : &schema;
  } else if (type.kind == Kind::kObject) {
    type.schema = &schema;
  } else if (!schema.element.empty()) {
    StaticType element = of_schema(schema.element[0], resource, path + "[]");
    if (!element.is_any())
      type.parts.push_back(std::move(element));
  }
  type.resource = std::move(resource);
  type.path = std::move(path);
  return type;
}

std::span<const StaticType> StaticType::alternatives() const {
  return kind == Kind::kUnion ? std::span<const StaticType>(parts)
                              : std::span<const StaticType>(this, 1);
}

StaticType StaticType::part() const {
  if (kind == Kind::kList || kind == Kind::kMap || kind == Kind::kOptional)
    return parts.empty() ? StaticType() : parts[0];
  if (kind != Kind::kUnion)
    return {};
  StaticType all = parts[0].part();
  for (const StaticType& alternative : parts)
    all = join(all, alternative.part());
  return all;
}

std::string StaticType::place() const {
  return path.empty() ? resource : path + " of " + resource;
}

StaticType join(const StaticType& a, const StaticType& b) {
  if (a.kind == Kind::kNever || b.kind == Kind::kNever)
    return a.kind == Kind::kNever ? b : a;
  if (a.is_any() || b.is_any())
    return {};
  std::vector<StaticType> all;
  for (const StaticType* side : {&a, &b})
    for (const StaticType& alternative : side->alternatives())
      add_alternative(all, alternative);
  merge_strings(all);
  if (all.size() == 1)
    return all[0];
  if (all.size() > kMaxAlternatives)
    return {};
  StaticType type = StaticType::of(Kind::kUnion);
  type.parts = std::move(all);
  return type;
}

StaticType narrowed(StaticType object, const std::string& prefix,
                    const std::set<std::string, std::less<>>& facts) {
  const auto narrow = [&](StaticType& type) {
    if (type.kind != Kind::kObject && type.kind != Kind::kMap)
      return;
    for (auto fact = facts.lower_bound(prefix); fact != facts.end() && fact->starts_with(prefix);
         ++fact)
      type.present.insert(fact->substr(prefix.size()));
  };
  if (object.kind == Kind::kUnion)
    std::ranges::for_each(object.parts, narrow);
  else
    narrow(object);
  return object;
}

std::string describe(const StaticType& type) {
  std::vector<std::string_view> names;
  for (const StaticType& alternative : type.alternatives())
    if (std::ranges::find(names, name_of(alternative.kind)) == names.end())
      names.push_back(name_of(alternative.kind));
  std::string text(names[0]);
  for (std::size_t i = 1; i < names.size(); ++i)
    text += std::string(i + 1 == names.size() ? " or " : ", ") + std::string(names[i]);
  return text;
}

bool may_be(const StaticType& type, std::initializer_list<Kind> kinds) {
  return std::ranges::any_of(type.alternatives(), [&](const StaticType& alternative) {
    return is_open(alternative) || std::ranges::find(kinds, alternative.kind) != kinds.end();
  });
}

bool may_equal(const StaticType& a, const StaticType& b) {
  return any_pair(a, b, one_may_equal);
}

bool may_order(const StaticType& a, const StaticType& b) {
  return any_pair(a, b, one_may_order);
}

bool arithmetic(char op, const StaticType& a, const StaticType& b, StaticType& result) {
  bool works = false;
  result = {};
  for (const StaticType& left : a.alternatives()) {
    for (const StaticType& right : b.alternatives()) {
      if (is_open(left) || is_open(right)) {
        result = {};
        return true;
      }
      Kind kind = number_of(op, left.kind, right.kind);
      if (kind == Kind::kAny && op == '+')
        kind = sum_of(left.kind, right.kind);
      if (kind == Kind::kAny && op == '-')
        kind = difference_of(left.kind, right.kind);
      StaticType one = StaticType::of(kind);
      if (op == '+' && left.kind == Kind::kList && right.kind == Kind::kList)
        one = StaticType::list_of(join(left.part(), right.part()));
      if (one.is_any())
        continue;
      result = works ? join(result, one) : one;
      works = true;
    }
  }
  return works;
}

}  // namespace advisor
