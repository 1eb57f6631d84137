// Build tool: turns rules/**/*.yaml into one generated source with each rule in packed form, so
// that the program does not parse YAML at start.
//
//   pack_rules OUTPUT.cc RULES_DIR FILE...      FILE relative to RULES_DIR

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "parsers/yaml.h"
#include "src/base/files.h"
#include "src/base/source.h"
#include "src/engine/named_types.h"
#include "src/engine/pack_functions.h"
#include "src/model/packed.h"

namespace advisor {
namespace {

bool load(SourceSet& sources, const std::string& path, Value& root, std::string& text) {
  Result<std::string> read = real_file_system().read(path, std::size_t{16} << 20U);
  if (!read) {
    std::cerr << read.error().message << '\n';
    return false;
  }
  text = *read;
  const SourceId id = sources.add(path, text);
  Parsed parsed = parse_yaml(sources.file(id).text(), id);
  for (const Diagnostic& diagnostic : parsed.diagnostics) {
    const LineColumn at = sources.file(id).locate(diagnostic.span.begin);
    std::cerr << path << ':' << at.line << ':' << at.column << ": " << diagnostic.message << '\n';
  }
  root = std::move(parsed.root);
  return parsed.ok && parsed.diagnostics.empty();
}

bool inline_data(SourceSet& sources, const std::string& rules_dir, Value& rule) {
  Value* data = rule.find("data");
  if (data == nullptr || data->as_map() == nullptr)
    return true;
  for (Member& member : *data->as_map()) {
    const Value* file = member.value.find("file");
    if (file == nullptr || file->as_string() == nullptr)
      continue;
    Value table;
    std::string text;
    if (!load(sources, join_path(rules_dir, *file->as_string()), table, text))
      return false;
    member.value = std::move(table);
  }
  return true;
}

void write_literal(std::ostream& out, const std::string& bytes) {
  // Octal escapes of exactly three digits cannot run into a following digit.
  out << "std::string_view(";
  for (std::size_t at = 0; at < bytes.size() || at == 0; at += 64) {
    out << "\n    \"";
    for (const char c : std::string_view(bytes).substr(at, 64)) {
      const auto byte = static_cast<unsigned char>(c);
      char escaped[8];
      if (byte < 0x20 || byte >= 0x7F || c == '"' || c == '\\' || c == '?')
        std::snprintf(escaped, sizeof escaped, "\\%03o", static_cast<unsigned>(byte));
      else
        std::snprintf(escaped, sizeof escaped, "%c", c);
      out << escaped;
    }
    out << '"';
  }
  out << ", " << bytes.size() << ")";
}

// The texts of a list, or the text itself, separated by blanks.
std::string joined(const Value* value) {
  std::string out;
  if (value != nullptr && value->as_string() != nullptr)
    return *value->as_string();
  for (const Value& entry :
       value == nullptr || value->as_list() == nullptr ? List() : *value->as_list())
    if (const std::string* text = entry.as_string())
      out += (out.empty() ? "" : " ") + *text;
  return out;
}

std::string types_of(const Value& rule) {
  std::string out;
  const Value* match = rule.find("match");
  for (const Value& entry :
       match == nullptr || match->as_list() == nullptr ? List() : *match->as_list())
    out += (out.empty() ? "" : " ") + joined(entry.find("type"));
  return out;
}

void collect_types(const Value& value, std::set<std::string>& types) {
  if (const std::string* text = value.as_string())
    collect_type_names(*text, types);
  if (const Map* members = value.as_map())
    for (const Member& member : *members) {
      collect_type_names(member.key, types);
      collect_types(member.value, types);
    }
  if (const List* elements = value.as_list())
    for (const Value& element : *elements)
      collect_types(element, types);
}

std::string related_types(const Value& rule) {
  std::set<std::string> types;
  collect_types(rule, types);
  std::string out;
  for (const std::string& type : types)
    out += (out.empty() ? "" : " ") + type;
  return out;
}

int pack_rules(const std::vector<std::string>& arguments) {
  const std::string& rules_dir = arguments[1];
  SourceSet sources;
  Value functions;
  const std::string functions_path = join_path(rules_dir, std::string(kPackFunctionsFile));
  if (std::string text; real_file_system().kind(functions_path) == FileSystem::Kind::kFile &&
                        !load(sources, functions_path, functions, text))
    return 1;
  std::ofstream out(arguments[0], std::ios::binary);
  out << "#include \"src/engine/embedded.h\"\n\nnamespace advisor {\nnamespace {\n"
      << "constexpr EmbeddedRule kRules[] = {\n";
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    Value rule;
    std::string text;
    if (!load(sources, join_path(rules_dir, arguments[i]), rule, text) ||
        rule.as_map() == nullptr || !inline_data(sources, rules_dir, rule))
      return 1;
    rule.erase("examples");
    add_pack_functions(functions, rule);
    const char* separator = "{";
    for (const std::string& part :
         {"rules/" + arguments[i], joined(rule.find("id")), joined(rule.find("aliases")),
          types_of(rule), related_types(rule), pack(rule), text}) {
      out << separator;
      write_literal(out, part);
      separator = ", ";
    }
    out << "},\n";
  }
  out << "};\n}  // namespace\n\nstd::span<const EmbeddedRule> embedded_rules() {\n"
      << "  return kRules;\n}\n\n}  // namespace advisor\n";
  return out.good() ? 0 : 1;
}

}  // namespace
}  // namespace advisor

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: pack_rules OUTPUT.cc RULES_DIR FILE...\n";
    return 2;
  }
  return advisor::pack_rules(std::vector<std::string>(argv + 1, argv + argc));
}
