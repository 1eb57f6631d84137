#include "parsers/cloudformation_parameters.h"

#include <utility>

#include "parsers/cloudformation_strings.h"
#include "parsers/cloudformation_template.h"
#include "src/base/text.h"

namespace advisor::cfn {
namespace {

bool add_pair(const std::string& pair, Span span, ParameterSet& out) {
  const std::size_t equals = pair.find('=');
  if (equals == std::string::npos || equals == 0)
    return false;
  out.values[pair.substr(0, equals)] = Value::string(pair.substr(equals + 1), span);
  return true;
}

// {"ParameterKey": "Env", "ParameterValue": "prod"}
bool add_entry(const Value& entry, ParameterSet& out) {
  if (const std::string* pair = entry.as_string())
    return add_pair(*pair, entry.span(), out);
  const Value* key = entry.find("ParameterKey");
  const Value* value = entry.find("ResolvedValue");
  if (value == nullptr)
    value = entry.find("ParameterValue");
  if (key == nullptr || key->as_string() == nullptr)
    return false;
  const Value* previous = entry.find("UsePreviousValue");
  const bool keeps =
      previous != nullptr && scalar_text(*previous) == std::optional<std::string>("true");
  if (value != nullptr && !keeps)
    out.values[*key->as_string()] = *value;
  return value != nullptr || keeps;
}

bool add_map(const Value& map, const SourceSet& sources, ParameterSet& out) {
  if (map.as_map() == nullptr)
    return false;
  for (const Member& member : *map.as_map()) {
    if (member.value.as_map() != nullptr)
      return false;
    if (member.value.is_null())
      continue;
    Value value = member.value;
    // An account id begins with zeros that its number has lost.
    if (value.as_int() != nullptr || value.as_double() != nullptr)
      value = Value::string(std::string(sources.text(value.span())), value.span());
    out.values[member.key] = std::move(value);
  }
  return true;
}

bool add_document(const Value& root, const SourceSet& sources, ParameterSet& out) {
  if (const List* list = root.as_list()) {
    bool all = true;
    for (const Value& entry : *list)
      all = add_entry(entry, out) && all;
    return all;
  }
  if (const Value* path = root.find("template-file-path"); path != nullptr && path->as_string())
    out.template_path = *path->as_string();
  for (const char* key : {"Parameters", "parameters"})
    if (const Value* inner = root.find(key))
      return inner->as_list() != nullptr ? add_document(*inner, sources, out)
                                         : add_map(*inner, sources, out);
  return add_map(root, sources, out);
}

}  // namespace

std::optional<ParameterSet> read_parameters(const std::string& path, std::string text,
                                            SourceSet& sources, Diagnostics& diagnostics) {
  if (extension(path) == ".toml")
    return read_samconfig(path, text, diagnostics);
  const SourceId source = sources.add(path, std::move(text));
  Parsed parsed = parse_template(sources.file(source).text(), source);
  const bool parsed_ok = parsed.ok;
  std::ranges::move(parsed.diagnostics, std::back_inserter(diagnostics));
  if (!parsed_ok)
    return std::nullopt;
  ParameterSet out;
  if (add_document(parsed.root, sources, out))
    return out;
  diagnostics.push_back({Diagnostic::Level::kError,
                         printable(path) + " is no parameter file",
                         "a list of {ParameterKey, ParameterValue}, a list of \"Key=Value\", or a "
                         "map of names and values is wanted",
                         {source, 0, 0},
                         ""});
  return std::nullopt;
}

std::map<std::string, std::string> parse_overrides(std::string_view text) {
  std::map<std::string, std::string> out;
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  bool begun = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size() && quote != '\'') {
      word += text[++i];
    } else if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (begun)
        words.push_back(std::exchange(word, {}));
      begun = false;
      continue;
    } else {
      word += c;
    }
    begun = true;
  }
  if (begun)
    words.push_back(std::move(word));
  for (const std::string& pair : words) {
    static constexpr std::string_view kKey = "ParameterKey=";
    static constexpr std::string_view kValue = ",ParameterValue=";
    const std::size_t value = pair.find(kValue);
    if (pair.starts_with(kKey) && value != std::string::npos) {
      out[pair.substr(kKey.size(), value - kKey.size())] = pair.substr(value + kValue.size());
      continue;
    }
    const std::size_t equals = pair.find('=');
    if (equals != std::string::npos && equals != 0)
      out[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return out;
}

}  // namespace advisor::cfn
