#include "parsers/sam_globals.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "parsers/cloudformation_template.h"

namespace advisor::sam {
namespace {

bool is_plain_map(const Value& value) {
  return value.as_map() != nullptr && cfn::function_of(value) == nullptr;
}

void merge(const Value& global, Value& local);

// An index of the keys: a search for each would take too long for maps of many thousand entries.
void merge_members(const Map& global, Map& local, const std::set<std::string_view>& ignored) {
  std::unordered_map<std::string_view, std::size_t> own;
  for (std::size_t i = 0; i < local.size(); ++i)
    own.emplace(local[i].key, i);
  Map added;
  for (const Member& member : global) {
    if (ignored.contains(member.key))
      continue;
    const auto found = own.find(member.key);
    if (found == own.end())
      added.push_back(member);
    else
      merge(member.value, local[found->second].value);
  }
  std::ranges::move(added, std::back_inserter(local));
}

void merge(const Value& global, Value& local) {
  if (is_plain_map(global) && is_plain_map(local)) {
    merge_members(*global.as_map(), *local.as_map(), {});
  } else if (global.as_list() != nullptr && local.as_list() != nullptr) {
    List joined = *global.as_list();
    std::ranges::move(*local.as_list(), std::back_inserter(joined));
    *local.as_list() = std::move(joined);
  }
}

}  // namespace

Value with_globals(const Value* globals, const Value& resource, std::string_view type) {
  const Value* written = resource.find("Properties");
  Value out = written != nullptr && is_plain_map(*written)
                  ? *written
                  : Value::map({}, written == nullptr ? resource.span() : written->span());
  // What a function or a list stands for as a whole cannot be read.
  if (written != nullptr && !written->is_null() && !is_plain_map(*written))
    out.set_open(true);
  constexpr std::string_view kPrefix = "AWS::Serverless::";
  const Value* section = globals == nullptr || !type.starts_with(kPrefix)
                             ? nullptr
                             : globals->find(type.substr(kPrefix.size()));
  if (section == nullptr || !is_plain_map(*section))
    return out;
  const Value* ignore = resource.find("IgnoreGlobals");
  if (ignore != nullptr && ignore->as_string() != nullptr && *ignore->as_string() == "*")
    return out;
  std::set<std::string_view> ignored;
  if (ignore != nullptr && ignore->as_list() != nullptr)
    for (const Value& name : *ignore->as_list())
      if (name.as_string() != nullptr)
        ignored.insert(*name.as_string());
  merge_members(*section->as_map(), *out.as_map(), ignored);
  return out;
}

}  // namespace advisor::sam
