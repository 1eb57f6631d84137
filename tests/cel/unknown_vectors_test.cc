// Vectors of evaluation with unknown inputs, written for this project.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "src/cel/cel.h"
#include "tests/cel/val_dump.h"

namespace advisor::cel {
namespace {

const char* const kVectors = ADVISOR_SOURCE_DIR "/../shared/corpus/cel/unknown-vectors.json";
using Json = nlohmann::json;

Value to_value(const Json& json) {
  if (json.is_object() && json.contains("$unknown"))
    return Value::unknown({});
  if (json.is_object() && json.contains("$maybe")) {
    Value value = to_value(json["$maybe"]);
    value.set_uncertain(true);
    return value;
  }
  if (json.is_array() || (json.is_object() && json.contains("$list"))) {
    Value list = Value::list();
    for (const Json& element : json.is_array() ? json : json["$list"])
      list.as_list()->push_back(to_value(element));
    list.set_open(json.is_object() && json.contains("$open"));
    return list;
  }
  if (json.is_object()) {
    Value map = Value::map();
    for (const auto& [key, element] : json.items())
      if (key == "$open")
        map.set_open(true);
      else
        map.set(key, to_value(element));
    return map;
  }
  if (json.is_boolean())
    return Value::boolean(json.get<bool>());
  if (json.is_number_integer())
    return Value::integer(json.get<std::int64_t>());
  if (json.is_number())
    return Value::number(json.get<double>());
  return Value::string(json.get<std::string>());
}

std::string expected(const Json& wanted) {
  if (wanted.contains("unknown"))
    return "?";
  if (wanted.contains("error"))
    return "error";
  const Json& value = wanted["value"];
  if (value.is_object() && value.contains("$optional")) {
    if (value["$optional"] == "none")
      return "none";
    const Value content = to_value(value["value"]);
    return value["$optional"].get<std::string>() + "(" + dump(Val::from(content)) + ")";
  }
  const Value content = to_value(value);
  return dump(Val::from(content));
}

std::string kind_of_result(const Val& result) {
  if (result.is_unknown())
    return "?";
  return result.is_error() ? "error" : dump(result);
}

TEST(UnknownVectorsTest, AllPass) {
  if (!std::filesystem::exists(kVectors))
    GTEST_SKIP() << "the corpus is not here";
  std::ifstream in(kVectors);
  const Json file = Json::parse(in);
  Scope scope;
  std::vector<std::pair<Slot, Value>> bindings;
  for (const auto& [name, value] : file["bindings"].items())
    bindings.emplace_back(scope.declare(name), to_value(value));
  int passed = 0;
  for (const Json& vector : file["vectors"]) {
    const auto expression = vector["expr"].get<std::string>();
    const Compiled compiled = scope.compile(expression);
    Frame frame(scope);
    if (const Issue* issue = std::get_if<Issue>(&compiled)) {
      EXPECT_TRUE(vector["expect"].contains("error")) << expression << ": " << issue->message;
      ++passed;
      continue;
    }
    for (const auto& [slot, value] : bindings)
      frame.set(slot, Val::from(value));
    const std::string result = kind_of_result(frame.eval(*std::get<const Expression*>(compiled)));
    const std::string wanted = expected(vector["expect"]);
    EXPECT_EQ(result, wanted) << expression;
    passed += result == wanted ? 1 : 0;
  }
  EXPECT_EQ(passed, 128);
}

}  // namespace
}  // namespace advisor::cel
