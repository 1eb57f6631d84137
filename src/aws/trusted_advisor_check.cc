#include "src/aws/trusted_advisor_check.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "src/aws/html_text.h"
#include "src/aws/shape.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

constexpr std::size_t kMaxResources = 10'000;  // of one check
constexpr std::size_t kMaxCells = 64;          // of one resource
constexpr std::size_t kMaxCellLength = 1'000;  // code points

bool flag_of(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value != nullptr && value->as_bool() != nullptr && *value->as_bool();
}

std::string known_status(const std::string& status) {
  const bool known = status == "ok" || status == "warning" || status == "error";
  return known ? status : "not_available";
}

Value cell(const Value& value) {
  if (const std::string* text = value.as_string())
    return Value::string(text->substr(0, prefix_of_code_points(*text, kMaxCellLength)));
  if (const std::int64_t* number = value.as_int())
    return Value::string(std::to_string(*number));
  return Value::string("");
}

// Headings and cells belong together by their place; either may be missing.
Value cells(const List& headings, const List& texts) {
  List out;
  for (std::size_t i = 0; i < texts.size() && i < kMaxCells; ++i)
    out.push_back(
        Value::list({i < headings.size() ? cell(headings[i]) : Value::string(""), cell(texts[i])}));
  return Value::list(std::move(out));
}

Value affected(const Value& resource, const List& headings) {
  Value out = Value::map();
  out.set("id", Value::string(text_at(resource, "resourceId")));
  out.set("region", Value::string(text_at(resource, "region")));
  out.set("status", Value::string(known_status(text_at(resource, "status"))));
  out.set("cells", cells(headings, list_of(resource, "metadata")));
  out.set("excluded", Value::boolean(flag_of(resource, "isSuppressed")));
  return out;
}

std::string described(const Check& check, std::string_view key) {
  const std::string local = text_at(check.local, key);
  return local.empty() ? text_at(check.english, key) : local;
}

// AWS lists resources, too, with which all is well.
Value all_affected(const Check& check) {
  const List& local = list_of(check.local, "metadata");
  const List& headings = local.empty() ? list_of(check.english, "metadata") : local;
  List out;
  for (const Value& resource : list_of(check.result, "flaggedResources"))
    if (text_at(resource, "status") != "ok" && resource.as_map() != nullptr &&
        out.size() < kMaxResources)
      out.push_back(affected(resource, headings));
  return Value::list(std::move(out));
}

void describe(const Check& check, Value& out) {
  const Description texts =
      divide_description(described(check, "description"), text_at(check.english, "description"));
  out.set("alertCriteria", Value::string(texts.alert_criteria.plain));
  out.set("recommendedAction", Value::string(texts.recommended_action.plain));
  out.set("recommendedActionMarkdown", Value::string(texts.recommended_action.markdown));
}

}  // namespace

const List& list_of(const Value& map, std::string_view key) {
  static const List kNone;
  const Value* value = map.find(key);
  return value == nullptr || value->as_list() == nullptr ? kNone : *value->as_list();
}

std::int64_t count_of(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value == nullptr || value->as_int() == nullptr
             ? 0
             : std::max<std::int64_t>(*value->as_int(), 0);
}

void Check::take(const Value& summary) {
  status = known_status(text_at(summary, "status"));
  timestamp = text_at(summary, "timestamp");
  if (const Value* counts = summary.find("resourcesSummary")) {
    flagged = count_of(*counts, "resourcesFlagged");
    excluded = count_of(*counts, "resourcesSuppressed");
  }
}

void Check::forget() {
  status = "not_available";
  flagged = 0;
  result = {};
}

Value to_value(const Check& check) {
  Value out = Value::map();
  out.set("id", Value::string(check.id));
  out.set("category", Value::string(text_at(check.english, "category")));
  out.set("name", Value::string(described(check, "name")));
  out.set("status", Value::string(check.status));
  out.set("timestamp", Value::string(check.timestamp));
  out.set("excluded", Value::boolean(check.flagged == 0 && check.excluded > 0));
  out.set("flagged", Value::integer(check.flagged));
  if (check.is_flagged())
    describe(check, out);
  out.set("resources", all_affected(check));
  return out;
}

}  // namespace advisor::aws
