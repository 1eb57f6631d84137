#include "src/engine/static_functions.h"

#include <algorithm>
#include <array>

namespace advisor {
namespace {

using Kind = StaticType::Kind;

constexpr auto kSignatures = std::to_array<StaticSignature>({
    {"size", Kind::kInt},
    {"int", Kind::kInt},
    {"uint", Kind::kUint},
    {"double", Kind::kDouble},
    {"string", Kind::kString},
    {"bool", Kind::kBool},
    {"timestamp", Kind::kTimestamp},
    {"duration", Kind::kDuration},
    {"type", Kind::kTypeName},
    {"number", Kind::kNumber},
    {"compareVersions", Kind::kInt},
    {"matchesGlob", Kind::kBool},
    {"seconds", Kind::kDuration},
    {"days", Kind::kDuration},
    {"found", Kind::kBool},
    {"isType", Kind::kBool},
    {"refers", Kind::kBool},
    {"math.isNaN", Kind::kBool},
    {"math.isInf", Kind::kBool},
    {"math.isFinite", Kind::kBool},
    {"math.ceil", Kind::kDouble},
    {"math.floor", Kind::kDouble},
    {"math.round", Kind::kDouble},
    {"math.trunc", Kind::kDouble},
    {"sets.contains", Kind::kBool},
    {"sets.intersects", Kind::kBool},
    {"sets.equivalent", Kind::kBool},
    {"regex.extractAll", Kind::kList},
    {"regex.extract", Kind::kOptional},
    {"hasValue", Kind::kBool, Kind::kOptional},
    {"matches", Kind::kBool, Kind::kString},
    {"startsWith", Kind::kBool, Kind::kString},
    {"endsWith", Kind::kBool, Kind::kString},
    {"contains", Kind::kBool, Kind::kString},
    {"charAt", Kind::kString, Kind::kString},
    {"indexOf", Kind::kInt, Kind::kString},
    {"lastIndexOf", Kind::kInt, Kind::kString},
    {"lowerAscii", Kind::kString, Kind::kString},
    {"upperAscii", Kind::kString, Kind::kString},
    {"replace", Kind::kString, Kind::kString},
    {"substring", Kind::kString, Kind::kString},
    {"trim", Kind::kString, Kind::kString},
    {"split", Kind::kList, Kind::kString},
    {"join", Kind::kString, Kind::kList},
    {"sum", Kind::kAny, Kind::kList},
    {"getFullYear", Kind::kInt, Kind::kTimestamp},
    {"getMonth", Kind::kInt, Kind::kTimestamp},
    {"getDate", Kind::kInt, Kind::kTimestamp},
    {"getDayOfMonth", Kind::kInt, Kind::kTimestamp},
    {"getDayOfWeek", Kind::kInt, Kind::kTimestamp},
    {"getDayOfYear", Kind::kInt, Kind::kTimestamp},
    {"getHours", Kind::kInt},
    {"getMinutes", Kind::kInt},
    {"getSeconds", Kind::kInt},
    {"getMilliseconds", Kind::kInt},
});

}  // namespace

const StaticSignature* static_signature(std::string_view name) {
  const auto* found = std::ranges::find(kSignatures, name, &StaticSignature::name);
  return found == kSignatures.end() ? nullptr : found;
}

}  // namespace advisor
