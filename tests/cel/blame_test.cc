// Where a finding points: rule-language.md 2.9.

#include <gtest/gtest.h>

#include "src/cel/cel.h"
#include "src/model/dump.h"

namespace advisor::cel {
namespace {

Value string(const char* text) {
  return Value::string(text);
}

Value ulimit(const char* name, std::int64_t soft) {
  Value map = Value::map();
  map.set("Name", string(name));
  map.set("SoftLimit", Value::integer(soft));
  return map;
}

class BlameTest : public ::testing::Test {
 protected:
  BlameTest() {
    container_ = Value::map();
    container_.set("Name", string("envoy"));
    Value ulimits = Value::list();
    ulimits.as_list()->push_back(ulimit("nproc", 10000));
    ulimits.as_list()->push_back(ulimit("nofile", 1024));
    container_.set("Ulimits", std::move(ulimits));
    container_.set("Essential", Value::boolean(false));
    Value environment = Value::map();
    environment.set("DEBUG", string("1"));
    container_.set("Environment", std::move(environment));
    bare_ = Value::map();
    bare_.set("Name", string("nginx"));
    Value params = Value::map();
    params.set("min", Value::integer(4096));
    params.set("names", Value::list({string("a")}));
    c_ = scope_.declare("c");
    bare_slot_ = scope_.declare("bare");
    scope_.define_constant("params", std::move(params));
    EXPECT_FALSE(scope_.define("limits", "c.?Ulimits.orValue([])"));
    EXPECT_FALSE(scope_.define("bareLimits", "bare.?Ulimits.orValue([])"));
    EXPECT_FALSE(scope_.define_function("named(x, n)", "x.Name == n"));
  }

  // Paths of the blamed nodes, in order.
  std::string blame(std::string_view expression) {
    const Compiled compiled = scope_.compile(expression);
    if (const Issue* issue = std::get_if<Issue>(&compiled))
      return "issue: " + issue->message;
    Frame frame(scope_);
    frame.set(c_, Val::from(container_));
    frame.set(bare_slot_, Val::from(bare_));
    std::string out;
    for (const Value* node : frame.blame(*std::get<const Expression*>(compiled)))
      out += (out.empty() ? "" : " ") + path(node);
    return out;
  }

  std::string path(const Value* node) {
    std::string out = find(container_, "c", node);
    if (out.empty())
      out = find(bare_, "bare", node);
    return out.empty() ? "?" + advisor::dump(*node) : out;
  }

  static std::string find(const Value& at, const std::string& path, const Value* wanted) {
    if (&at == wanted)
      return path;
    if (const List* list = at.as_list())
      for (std::size_t i = 0; i < list->size(); ++i)
        if (auto found = find((*list)[i], path + "[" + std::to_string(i) + "]", wanted);
            !found.empty())
          return found;
    if (const Map* map = at.as_map())
      for (const Member& member : *map)
        if (auto found = find(member.value, path + "." + member.key, wanted); !found.empty())
          return found;
    return "";
  }

  Scope scope_;
  Slot c_ = 0;
  Slot bare_slot_ = 0;
  Value container_;
  Value bare_;
};

TEST_F(BlameTest, PointsToWhatExplainsTheValue) {
  const std::vector<std::pair<std::string, std::string>> table = {
      // Comparison and call: the operands; literals and parameters have none.
      {"c.Name == 'x'", "c.Name"},
      {"c.Name == bare.Name", "c.Name bare.Name"},
      {"c.Name in params.names", "c.Name"},
      {"c.Name.startsWith('x')", "c.Name"},
      {"size(c.Ulimits) > params.min", "c.Ulimits"},
      {"1 == 2", ""},
      // Logic
      {"c.Name == 'x' && bare.Name == 'nginx'", "c.Name"},
      {"c.Name == 'x' && c.Essential", "c.Name c.Essential"},
      {"c.Name == 'x' || bare.Name == 'x'", "c.Name bare.Name"},
      {"c.Name == 'envoy' || bare.Name == 'x'", "c.Name"},
      {"!(c.Name == 'envoy')", "c.Name"},
      {"c.Essential ? true : bare.Name == 'x'", "bare.Name c.Essential"},
      // has
      {"has(c.Ulimits) && false", ""},
      {"!has(c.Ulimits)", "c.Ulimits"},
      {"has(bare.Ulimits)", "bare"},
      {"has(bare.?A.B)", "bare"},
      // Macros
      {"c.Ulimits.all(u, u.SoftLimit > 4096)", "c.Ulimits[1].SoftLimit"},
      {"!c.Ulimits.exists(u, u.Name == 'nproc')", "c.Ulimits[0].Name"},
      {"limits.exists(u, u.Name == 'nofile' && u.SoftLimit >= params.min)",
       "c.Ulimits[1].SoftLimit"},
      {"limits.exists(u, named(u, 'nofile') && u.SoftLimit >= params.min)",
       "c.Ulimits[1].SoftLimit"},
      {"limits.exists(u, u.Name == 'core' && u.SoftLimit >= 20000)", "c.Ulimits"},
      {"limits.exists(u, u.Name == 'core')", "c.Ulimits"},
      {"bareLimits.exists(u, u.Name == 'nofile')", "bare"},
      {"c.Ulimits.exists_one(u, u.SoftLimit > 0)", "c.Ulimits[0].SoftLimit c.Ulimits[1].SoftLimit"},
      {"c.Environment.all(k, v, v != '1')", "c.Environment.DEBUG"},
      {"c.Environment.all(k, k != 'DEBUG')", "c.Environment.DEBUG"},
      {"c.Ulimits.filter(u, u.Name == 'core').size() > 0", "c.Ulimits"},
      {"c.Ulimits.map(u, u.Name).exists(n, n == 'core')", "c.Ulimits"},
      // Optionals
      {"bare.?Essential.orValue(false)", "bare"},
      {"c.?Essential.orValue(true)", "c.Essential"},
      {"bare.?Cpu.orValue(0) > 100", "bare"},
      {"bare.?A.?B.orValue(0) > 100", "bare"},
      {"c.?Environment.?A.orValue(0) > 100", "c.Environment"},
      {"c.?Name.optMap(n, n == 'x').orValue(true)", "c.Name"},
      // let and bind
      {"limits == []", "c.Ulimits"},
      {"bareLimits != []", "bare"},
      {"cel.bind(n, c.Name, n == 'x')", "c.Name"},
      {"named(c, 'x')", "c.Name"},
      // The deepest first
      {"c.Environment == {} || c.Environment.DEBUG == '0' || c.Name == 'x'",
       "c.Environment.DEBUG c.Environment c.Name"},
      // No boolean: the origin of the value, else of the operands
      {"c.Ulimits[0].Name", "c.Ulimits[0].Name"},
      {"bare.?Cpu.orValue(30)", "bare"},
      {"c.Ulimits.map(u, u.SoftLimit).sum() + 1", "c.Ulimits"},
  };
  for (const auto& [expression, wanted] : table)
    EXPECT_EQ(blame(expression), wanted) << expression;
}

}  // namespace
}  // namespace advisor::cel
