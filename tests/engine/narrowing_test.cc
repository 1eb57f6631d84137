#include "src/engine/narrowing.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace advisor {
namespace {

std::string described(std::string_view where) {
  const auto found = narrowing_of(where);
  if (!found)
    return "none";
  return fmt::format("{} {}{} | {}{}",
                     found->kind == Narrowing::Kind::kRefers ? "refers" : "equals",
                     found->many ? "any of " : "", found->key,
                     found->any ? "one of " + found->wanted : found->wanted,
                     found->filter.empty() ? "" : " if " + found->filter);
}

TEST(Narrowing, IsFoundAmongTheOperandsOfAnd) {
  const std::pair<const char*, const char*> cases[] = {
      {"refers(it.ListenerArn, resource)", "refers (it.ListenerArn) | (resource)"},
      {"it.Port > 1 && refers(it.?A.orValue(''), tg) && it.B == 1",
       "refers (it.?A.orValue('')) | (tg) if (it.Port > 1) && (it.B == 1)"},
      {"has(it.A) && it.A == resource.B && it.C == resource.D",
       "equals (it.A) | (resource.B) if (has(it.A))"},
      {"it.Name == resource.Name", "equals (it.Name) | (resource.Name)"},
      {"resource.?Name.orValue('x') == it.Names[0].Name",
       "equals (it.Names[0].Name) | (resource.?Name.orValue('x'))"},
      {"it.Targets.exists(t, refers(t.Arn, resource))",
       "refers any of (it.Targets).map(t, (t.Arn)) | (resource)"},
      {"it.?Targets.orValue([]).exists(t, has(t.Arn) && t.Arn == meta.id)",
       "equals any of (it.?Targets.orValue([])).map(t, (t.Arn)) | (meta.id)"},
      {"it.Name == params.prefix + resource.Name",
       "equals (it.Name) | (params.prefix + resource.Name)"},
      {"fns.exists(f, refers(it.FunctionName, f))", "refers (it.FunctionName) | one of (fns)"},
      {"it.B && it.Targets.exists(t, ([fn] + aliases).exists(a, refers(t.Arn, a)))",
       "refers any of (it.Targets).map(t, (t.Arn)) | one of ([fn] + aliases) if (it.B)"},
      // These say nothing about one key, or not for every candidate that fits.
      {"refers(it.A, resource) || it.B", "none"},
      {"!refers(it.A, resource)", "none"},
      {"it.A == it.B", "none"},
      {"refers(it.A + resource.B, resource)", "none"},
      {"resource.Names.exists(n, n == it.Name)", "none"},
      {"it.A.exists(x, x == it.B)", "none"},
      {"it.A.all(x, x == resource.B)", "none"},
      {"fns.exists(f, refers(it.A, f) || it.B)", "none"},
      {"it.Fns.exists(f, refers(it.A, f))", "none"},
      {"it.Fns.exists(f, fns(f).exists(g, refers(it.A, g)))", "none"},
      {"fns.exists(f, refers(f.A, resource))", "none"},
      {"it.A ==", "none"},
  };
  for (const auto& [where, expected] : cases)
    EXPECT_EQ(described(where), expected) << where;
}

}  // namespace
}  // namespace advisor
