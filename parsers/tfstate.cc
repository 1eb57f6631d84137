// An address is read as steps (.name, [3], ["key"]); the leading steps name the resource, the rest
// is the path into its attributes.

#include "parsers/tfstate.h"

#include <charconv>
#include <vector>

namespace advisor {
namespace {

struct Step {
  std::string name;            // .name or ["name"]
  std::optional<long> number;  // [3]
  bool bracket = false;
  std::size_t begin = 0;  // in the address, with its dot or bracket
  std::size_t end = 0;
};

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '*';
}

bool read_name(std::string_view text, std::size_t& position, Step& step) {
  const std::size_t begin = position;
  while (position < text.size() && is_name(text[position]))
    ++position;
  step.name = text.substr(begin, position - begin);
  return position > begin;
}

bool read_index(std::string_view text, std::size_t& position, Step& step) {
  step.bracket = true;
  if (position < text.size() && (text[position] == '"' || text[position] == '\'')) {
    const std::size_t close = text.find(text[position], position + 1);
    if (close == std::string_view::npos)
      return false;
    step.name = text.substr(position + 1, close - position - 1);
    position = close + 1;
  } else {
    long number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + position, end, number);
    if (error != std::errc())
      return false;
    step.number = number;
    position = static_cast<std::size_t>(stop - text.data());
  }
  return position < text.size() && text[position++] == ']';
}

std::optional<std::vector<Step>> read_steps(std::string_view text) {
  std::vector<Step> steps;
  std::size_t position = 0;
  while (position < text.size()) {
    Step step;
    step.begin = position;
    bool ok = false;
    if (text[position] == '[' && position > 0) {
      ok = read_index(text, ++position, step);
    } else {
      if (position > 0 && text[position++] != '.')
        return std::nullopt;
      // jq also writes .["key"].
      ok = position < text.size() && text[position] == '[' && !steps.empty()
               ? read_index(text, ++position, step)
               : read_name(text, position, step);
    }
    if (!ok)
      return std::nullopt;
    step.end = position;
    steps.push_back(std::move(step));
  }
  if (steps.empty())
    return std::nullopt;
  return steps;
}

struct Address {
  std::vector<Step> steps;
  std::string module;  // "module.a.module.b[0]"; empty for the root
  bool output = false;
  bool data = false;
  std::string type;
  std::string name;
  std::optional<Step> index;
  std::size_t path = 0;          // first step of the path below the resource
  std::size_t resource_end = 0;  // in the text
};

bool is_word(const std::vector<Step>& steps, std::size_t i) {
  return i < steps.size() && !steps[i].bracket;
}

std::string double_quoted(std::string text) {
  for (char& c : text)
    if (c == '\'')
      c = '"';
  return text;
}

std::optional<Address> read_address(std::string_view text) {
  auto steps = read_steps(text);
  if (!steps)
    return std::nullopt;
  Address out;
  std::size_t i = 0;
  while (is_word(*steps, i) && (*steps)[i].name == "module" && is_word(*steps, i + 1)) {
    i += 2;
    if (i < steps->size() && (*steps)[i].bracket)
      ++i;
  }
  if (i > 0)
    out.module = double_quoted(std::string(text.substr(0, (*steps)[i - 1].end)));
  out.data = is_word(*steps, i) && (*steps)[i].name == "data";
  if (out.data)
    ++i;
  if (!is_word(*steps, i) || !is_word(*steps, i + 1))
    return std::nullopt;
  out.type = (*steps)[i].name;
  out.name = (*steps)[i + 1].name;
  out.output = out.type == "output" && !out.data;
  i += 2;
  if (!out.output && i < steps->size() && (*steps)[i].bracket)
    out.index = (*steps)[i++];
  out.path = i;
  out.resource_end = (*steps)[i - 1].end;
  out.steps = std::move(*steps);
  return out;
}

// A step as "sensitive_attributes" of the state writes it: {"type": "get_attr"|"index", "value"}.
bool is_same_step(const Value& written, const Step& step) {
  const Value* value = written.find("value");
  if (value != nullptr && value->as_map() != nullptr)
    value = value->find("value");
  if (value == nullptr)
    return true;  // not understood: rather withhold too much
  if (const std::string* name = value->as_string())
    return !step.number && *name == step.name;
  if (const std::int64_t* number = value->as_int())
    return step.number && *number == *step.number;
  return true;
}

// Sensitive is what lies on the path, below it or above it.
bool touches_sensitive(const Value& instance, const Address& address) {
  const Value* all = instance.find("sensitive_attributes");
  if (all == nullptr || all->as_list() == nullptr)
    return false;
  for (const Value& path : *all->as_list()) {
    if (path.as_list() == nullptr)
      return true;
    bool same = true;
    std::size_t i = address.path;
    for (const Value& step : *path.as_list()) {
      if (!same || i >= address.steps.size())
        break;
      same = is_same_step(step, address.steps[i++]);
    }
    if (same)
      return true;
  }
  return false;
}

const Value* step_into(const Value& value, const Step& step) {
  if (!step.number)
    return value.find(step.name);
  const List* list = value.as_list();
  if (list == nullptr)
    return nullptr;
  const auto size = static_cast<long>(list->size());
  const long i = *step.number < 0 ? *step.number + size : *step.number;
  return i < 0 || i >= size ? nullptr : &(*list)[static_cast<std::size_t>(i)];
}

const Value* follow(const Value* value, const Address& address) {
  for (std::size_t i = address.path; i < address.steps.size() && value != nullptr; ++i)
    value = step_into(*value, address.steps[i]);
  return value;
}

bool says(const Value& map, std::string_view key, std::string_view text) {
  const Value* value = map.find(key);
  const std::string* string = value == nullptr ? nullptr : value->as_string();
  return string == nullptr ? text.empty() : double_quoted(*string) == text;
}

bool is_instance(const Value& instance, const std::optional<Step>& index) {
  const Value* key = instance.find("index_key");
  if (!index || key == nullptr)
    return !index && key == nullptr;
  if (const std::int64_t* number = key->as_int())
    return index->number && *index->number == *number;
  const std::string* name = key->as_string();
  return name != nullptr && !index->number && *name == index->name;
}

struct Answer {
  const Value* value = nullptr;
  bool sensitive = false;
};

Answer find_output(const Value& state, const Address& address) {
  const Value* output = state.at({"outputs", address.name});
  if (output == nullptr || !address.module.empty())
    return {};
  const Value* sensitive = output->find("sensitive");
  if (sensitive != nullptr && sensitive->as_bool() != nullptr && *sensitive->as_bool())
    return {nullptr, true};
  return {follow(output->find("value"), address), false};
}

const Value* find_resource(const Value& state, const Address& address) {
  const Value* resources = state.find("resources");
  if (resources == nullptr || resources->as_list() == nullptr)
    return nullptr;
  for (const Value& resource : *resources->as_list())
    if (says(resource, "type", address.type) && says(resource, "name", address.name) &&
        says(resource, "mode", address.data ? "data" : "managed") &&
        says(resource, "module", address.module))
      return &resource;
  return nullptr;
}

Answer find(const Value& state, std::string_view text) {
  const auto address = read_address(text);
  if (!address)
    return {};
  if (address->output)
    return find_output(state, *address);
  const Value* resource = find_resource(state, *address);
  const Value* instances = resource == nullptr ? nullptr : resource->find("instances");
  if (instances == nullptr || instances->as_list() == nullptr)
    return {};
  for (const Value& instance : *instances->as_list()) {
    if (!is_instance(instance, address->index))
      continue;
    if (touches_sensitive(instance, *address))
      return {nullptr, true};
    return {follow(instance.find("attributes"), *address), false};
  }
  return {};
}

}  // namespace

const Value* lookup_tfstate(const Value& state, std::string_view address) {
  return find(state, address).value;
}

bool is_sensitive_in_tfstate(const Value& state, std::string_view address) {
  return find(state, address).sensitive;
}

std::optional<TerraformAddress> parse_terraform_address(std::string_view address) {
  const auto parts = read_address(address);
  if (!parts)
    return std::nullopt;
  TerraformAddress out;
  out.resource = double_quoted(std::string(address.substr(0, parts->resource_end)));
  out.type = parts->type;
  out.data = parts->data;
  std::string_view rest = address.substr(parts->resource_end);
  if (rest.starts_with('.'))
    rest.remove_prefix(1);
  out.attribute = double_quoted(std::string(rest));
  return out;
}

}  // namespace advisor
