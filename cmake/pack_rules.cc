// Build tool: turns rules/**/*.yaml into one generated source with each rule in packed form, so
// that the program does not parse YAML at start.
//
//   pack_rules OUTPUT.cc RULES_DIR FILE...      FILE relative to RULES_DIR

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "parsers/yaml.h"
#include "src/base/files.h"
#include "src/base/source.h"
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

int pack_rules(const std::vector<std::string>& arguments) {
  const std::string& rules_dir = arguments[1];
  SourceSet sources;
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
    out << "{";
    write_literal(out, "rules/" + arguments[i]);
    out << ", ";
    write_literal(out, pack(rule));
    out << ", ";
    write_literal(out, text);
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
