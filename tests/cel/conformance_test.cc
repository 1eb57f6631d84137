// The public conformance suite of CEL, as far as the profile covers it.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "src/cel/cel.h"
#include "src/cel/containers.h"
#include "src/cel/equal.h"
#include "tests/cel/textproto.h"
#include "tests/cel/val_dump.h"

namespace advisor::cel {
namespace {

const char* const kCorpus = ADVISOR_SOURCE_DIR "/../shared/corpus/cel";

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string trim(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::vector<std::string> columns(const std::string& line, char separator) {
  std::vector<std::string> out;
  std::stringstream in(line);
  for (std::string part; std::getline(in, part, separator);)
    out.push_back(trim(part));
  return out;
}

// "file/section/test" for every row of the table of exclusions.
std::set<std::string> excluded_tests(const std::string& provenance) {
  std::set<std::string> names;
  std::stringstream in(provenance.substr(provenance.find("out of the profile\n")));
  for (std::string line; std::getline(in, line);) {
    const auto row = columns(line, '|');
    if (row.size() < 4 || row[1] == "file/section" || row[1].find('/') == std::string::npos)
      continue;
    for (const std::string& test : columns(row[2], ','))
      names.insert(row[1] + "/" + test);
  }
  return names;
}

class Expected {
 public:
  explicit Expected(Arena& arena) : arena_(arena) {}

  // A value of cel.expr.Value.
  Val value(const TextMessage& message) {
    if (message.fields.empty())
      return Val();
    const TextMessage::Field& field = message.fields[0];
    const std::string& text = field.scalar;
    if (field.name == "int64_value")
      return Val::integer(static_cast<std::int64_t>(std::strtoll(text.c_str(), nullptr, 10)));
    if (field.name == "uint64_value")
      return Val::unsigned_integer(std::strtoull(text.c_str(), nullptr, 10));
    if (field.name == "double_value")
      return Val::real(std::strtod(text.c_str(), nullptr));
    if (field.name == "bool_value")
      return Val::boolean(text == "true");
    if (field.name == "string_value")
      return Val::string(text, arena_);
    if (field.name == "type_value")
      return type(text);
    if (field.name == "list_value")
      return list(field.message[0]);
    if (field.name == "map_value")
      return map(field.message[0]);
    return Val();
  }

 private:
  static Val type(const std::string& name) {
    for (int kind = 0; kind <= static_cast<int>(Val::Kind::kOptional); ++kind)
      if (kind_name(static_cast<Val::Kind>(kind)) == name)
        return Val::type(static_cast<Val::Kind>(kind));
    ADD_FAILURE() << "type " << name;
    return Val();
  }
  Val list(const TextMessage& message) {
    ListBuilder builder(arena_);
    for (const TextMessage* element : message.all("values"))
      builder.add(value(*element));
    return builder.build();
  }
  Val map(const TextMessage& message) {
    MapBuilder builder(arena_);
    for (const TextMessage* entry : message.all("entries"))
      builder.add(value(*entry->find("key")), value(*entry->find("value")));
    return builder.build();
  }
  Arena& arena_;
};

// Equal in value and kind at every level; NaN matches NaN.
bool matches(const Val& actual, const Val& wanted) {
  if (actual.kind() != wanted.kind())
    return false;
  if (actual.is_list()) {
    const ListView a(actual);
    const ListView b(wanted);
    bool same = a.size() == b.size();
    for (std::size_t i = 0; same && i < a.size(); ++i)
      same = matches(a[i], b[i]);
    return same;
  }
  if (actual.is_map()) {
    const MapView a(actual);
    const MapView b(wanted);
    bool same = a.size() == b.size();
    for (std::size_t i = 0; same && i < b.size(); ++i) {
      const auto at = a.find(b.key(i));
      same = at && matches(a.key(*at), b.key(i)) && matches(a.value(*at), b.value(i));
    }
    return same;
  }
  if (actual.kind() == Val::Kind::kDouble && std::isnan(wanted.double_value()))
    return std::isnan(actual.double_value());
  Doubt doubt;
  Budget budget;
  return equal(actual, wanted, doubt, budget) == Truth::kTrue;
}

// "" if the test passes.
std::string run(const TextMessage& test) {
  Scope scope;
  Arena arena;
  std::vector<std::pair<Slot, Val>> bindings;
  for (const TextMessage* binding : test.all("bindings")) {
    const std::string key = binding->text("key").value_or("");
    if (key == "true" || key == "false" || key == "null")
      continue;
    bindings.emplace_back(scope.declare(key),
                          Expected(arena).value(*binding->find("value")->find("value")));
  }
  const std::string expression = test.text("expr").value_or("");
  Compiled compiled = scope.compile(expression);
  const bool error_expected = test.find("eval_error") != nullptr;
  for (int attempt = 0; attempt < 5; ++attempt) {
    const Issue* issue = std::get_if<Issue>(&compiled);
    if (issue == nullptr)
      break;
    if (error_expected)
      return "";
    // Without checking, CEL finds an undeclared name only when it is used.
    constexpr std::string_view kUnknownName = "no variable or function '";
    if (issue->message.compare(0, kUnknownName.size(), kUnknownName) != 0)
      return "issue: " + issue->message;
    scope.declare(issue->message.substr(kUnknownName.size(),
                                        issue->message.size() - kUnknownName.size() - 1));
    compiled = scope.compile(expression);
  }
  if (std::holds_alternative<Issue>(compiled))
    return "issue: " + std::get<Issue>(compiled).message;
  Frame frame(scope);
  for (const auto& [slot, value] : bindings)
    frame.set(slot, value);
  const Val actual = frame.eval(*std::get<const Expression*>(compiled));
  if (error_expected)
    return actual.is_error() ? "" : "no error but " + dump(actual);
  const TextMessage* wanted = test.find("value");
  if (const TextMessage* typed = test.find("typed_result"))
    wanted = typed->find("result");
  const Val expected =
      wanted == nullptr ? Val::boolean(true) : Expected(frame.arena()).value(*wanted);
  return matches(actual, expected) ? "" : "got " + dump(actual) + ", wanted " + dump(expected);
}

TEST(ConformanceTest, EveryTestOfTheProfilePasses) {
  if (!std::filesystem::exists(kCorpus))
    GTEST_SKIP() << "the corpus is not here";
  const std::set<std::string> excluded =
      excluded_tests(read(std::string(kCorpus) + "/PROVENANCE.md"));
  int passed = 0;
  int failed = 0;
  std::set<std::string> skipped;
  for (const auto& file : std::filesystem::directory_iterator(kCorpus)) {
    if (file.path().extension() != ".textproto")
      continue;
    const auto parsed = parse_textproto(read(file.path()));
    ASSERT_TRUE(parsed) << file.path();
    for (const TextMessage* section : parsed->all("section")) {
      const std::string group =
          file.path().stem().string() + "/" + section->text("name").value_or("");
      for (const TextMessage* test : section->all("test")) {
        const std::string name = group + "/" + test->text("name").value_or("");
        if (excluded.count(name) != 0) {
          skipped.insert(name);
          continue;
        }
        const std::string problem = run(*test);
        EXPECT_EQ(problem, "") << name << ": " << test->text("expr").value_or("");
        ++(problem.empty() ? passed : failed);
      }
    }
  }
  std::printf("conformance: %d passed, %zu out of the profile, %d failed\n", passed, skipped.size(),
              failed);
  EXPECT_EQ(skipped, excluded);
  EXPECT_EQ(passed, 900);
}

}  // namespace
}  // namespace advisor::cel
