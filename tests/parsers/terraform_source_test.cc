#include "parsers/terraform_source.h"

#include <gtest/gtest.h>

#include <map>

namespace advisor {
namespace {

using Files = std::map<std::string, std::string>;

// A repository in memory, with places as texts.
class Tree {
 public:
  explicit Tree(const Files& files, const std::string& root = "",
                const std::string& repository = "")
      : files_(memory_file_system(files)), source(files_, sources, root, repository) {}

  // "path: text", with "~" before it if that is not what was asked for.
  std::string show(const TfPlace& place) const {
    if (!place.span.valid())
      return "nothing";
    return (place.exact ? "" : "~") + text(place.span);
  }
  std::string text(Span span) const {
    return sources.file(span.source).path() + ": " + std::string(sources.text(span));
  }
  std::string locate(const TfAddress& address, const TfPath& path = {}) {
    return show(source.locate(address, path));
  }
  // Each as "rule|reason|covered text".
  std::vector<std::string> suppressions() const {
    std::vector<std::string> out;
    for (const InlineSuppression& one : source.suppressions())
      out.push_back(one.rule + "|" + one.reason + "|" + std::string(sources.text(one.covered)));
    return out;
  }

 private:
  FileSystem files_;

 public:
  SourceSet sources;
  TerraformSource source;
};

TfAddress managed(std::string type, std::string name, std::vector<std::string> modules = {}) {
  return {std::move(modules), TfMode::kManaged, std::move(type), std::move(name)};
}

TfStep at(std::size_t position) {
  return position;
}

const TfAddress kX = managed("t", "x");

TEST(TerraformSource, LocatesAttributesAndBlocks) {
  Tree tree(Files{{"m.tf", R"(resource "t" "x" {
  name = "n"
  one {
    a = 1
  }
  two {
    a = 2
    deep { b = 3 }
  }
  two { a = 4 }
  tags = { Name = "q", "k/y" = 5 }
  list = [6, { c = 7 }]
  expr = var.y
  text = jsonencode([{ Name = "app", ulimits = [{ soft = 8 }] }, { name = local.z }])
  doc = <<EOF
{"Statement": [{"Effect": "Allow"}]}
EOF
})"}});
  struct Case {
    TfPath path;
    const char* place;
  };
  const Case cases[] = {
      {{}, "resource \"t\" \"x\""},
      {{"name"}, "\"n\""},
      {{"missing"}, "~resource \"t\" \"x\""},
      {{"missing", at(0), "a"}, "~resource \"t\" \"x\""},
      {{at(0)}, "~resource \"t\" \"x\""},
      {{"one"}, "one"},
      {{"one", "a"}, "1"},
      {{"one", at(0), "a"}, "1"},
      {{"one", at(0), "z"}, "~one"},
      {{"one", at(1), "a"}, "~resource \"t\" \"x\""},
      {{"two", at(0)}, "two"},
      {{"two", at(0), "a"}, "2"},
      {{"two", at(0), "deep", at(0), "b"}, "3"},
      {{"two", at(1), "a"}, "4"},
      {{"two", "a"}, "~resource \"t\" \"x\""},
      {{"tags", "Name"}, "\"q\""},
      {{"tags", "name"}, "~{ Name = \"q\", \"k/y\" = 5 }"},
      {{"tags", "k/y"}, "5"},
      {{"list", at(0)}, "6"},
      {{"list", at(1), "c"}, "7"},
      {{"list", at(2), "c"}, "~[6, { c = 7 }]"},
      {{"expr"}, "var.y"},
      {{"expr", at(0), "q"}, "~var.y"},
      {{"text", at(0), "name"}, "\"app\""},
      {{"text", at(0), "ulimits"}, "[{ soft = 8 }]"},
      {{"text", at(0), "ulimits", at(0), "soft"}, "8"},
      {{"text", at(1), "ulimits"}, "~{ name = local.z }"},
      {{"doc", "Statement", at(0), "Effect"}, "\"Allow\""},
      {{"doc", "Statement", "Effect"}, "\"Allow\""},
  };
  for (const Case& given : cases) {
    std::string expected = given.place;
    expected.insert(expected.starts_with('~') ? 1 : 0, "m.tf: ");
    EXPECT_EQ(tree.locate(kX, given.path), expected);
  }
  EXPECT_EQ(tree.locate(managed("t", "y")), "nothing");
  EXPECT_EQ(tree.locate({{}, TfMode::kData, "t", "x"}), "nothing");
}

TEST(TerraformSource, KnowsWhatIsWritten) {
  Tree tree(Files{{"m.tf", R"(data "t" "x" {
  a = null
  b { c = 1 }
  b { d = [{ e = 2 }] }
  dynamic "f" {
    for_each = var.f
    content {
      g = 3
      dynamic "h" {
        for_each = var.h
        content {}
      }
    }
  }
  i { dynamic "j" { content { k = 4 } } }
})"}});
  const TfAddress data = {{}, TfMode::kData, "t", "x"};
  const auto written = [&](const TfPath& path) { return tree.source.written(data, path); };
  EXPECT_TRUE(written({"a"}));
  EXPECT_TRUE(written({"b"}));
  EXPECT_TRUE(written({"b", "c"}));
  EXPECT_TRUE(written({"b", "d"}));
  EXPECT_TRUE(written({"b", at(0), "c"}));
  EXPECT_FALSE(written({"b", at(1), "c"}));
  EXPECT_FALSE(written({"b", at(2), "c"}));
  EXPECT_TRUE(written({"b", at(1), "d", at(0), "e"}));
  EXPECT_FALSE(written({"a", "b"}));
  EXPECT_FALSE(written({"c"}));
  EXPECT_TRUE(written({"f", at(7), "g"}));
  EXPECT_TRUE(written({"f", at(7)}));
  EXPECT_FALSE(written({"f", at(7), "for_each"}));
  EXPECT_TRUE(written({"f", "h"}));
  EXPECT_FALSE(tree.source.written(kX, {"a"}));

  const auto dynamic = [&](const TfPath& path) { return tree.source.has_dynamic(data, path); };
  EXPECT_TRUE(dynamic({"f"}));
  EXPECT_TRUE(dynamic({"f", at(0), "q"}));
  EXPECT_TRUE(dynamic({"i", at(0), "j"}));
  EXPECT_FALSE(dynamic({"i"}));
  EXPECT_FALSE(dynamic({"b"}));
  EXPECT_FALSE(dynamic({"a"}));
  EXPECT_FALSE(dynamic({}));
  EXPECT_FALSE(tree.source.has_dynamic(kX, {"f"}));
}

TEST(TerraformSource, LocatesWhatDynamicBlocksMake) {
  Tree tree(Files{{"m.tf", R"(resource "t" "x" {
  s { a = 1 }
  dynamic "s" {
    for_each = var.s
    iterator = it
    content {
      a = it.value
      dynamic "n" {
        for_each = []
        content { b = 2 }
      }
    }
  }
  dynamic "empty" {}
  dynamic "two" { content { a = 3 } }
  two { a = 4 }
})"}});
  EXPECT_EQ(tree.locate(kX, {"s", at(0), "a"}), "m.tf: 1");
  EXPECT_EQ(tree.locate(kX, {"s", at(1), "a"}), "m.tf: it.value");
  EXPECT_EQ(tree.locate(kX, {"s", at(5), "a"}), "m.tf: it.value");
  EXPECT_EQ(tree.locate(kX, {"s", at(5)}), "m.tf: dynamic \"s\"");
  EXPECT_EQ(tree.locate(kX, {"s", at(5), "z"}), "~m.tf: dynamic \"s\"");
  EXPECT_EQ(tree.locate(kX, {"s", at(5), "n", at(0), "b"}), "m.tf: 2");
  EXPECT_EQ(tree.locate(kX, {"empty", at(0), "a"}), "~m.tf: dynamic \"empty\"");
  EXPECT_EQ(tree.locate(kX, {"two", at(0), "a"}), "~m.tf: dynamic \"two\"");
}

TEST(TerraformSource, OverrideFilesReplaceArgumentsAndBlocks) {
  Tree tree(Files{{"b_override.tf", "resource \"t\" \"x\" {\n a = 2\n c { d = 3 }\n}"},
                  {"a.tf", "resource \"t\" \"x\" {\n a = 1\n b = 1\n c { d = 1 }\n c { d = 2 }\n}"},
                  {"override.tf", "resource \"t\" \"x\" {\n a = 4\n}"}});
  EXPECT_EQ(tree.locate(kX), "a.tf: resource \"t\" \"x\"");
  EXPECT_EQ(tree.locate(kX, {"a"}), "override.tf: 4");
  EXPECT_EQ(tree.locate(kX, {"b"}), "a.tf: 1");
  EXPECT_EQ(tree.locate(kX, {"c", at(0), "d"}), "b_override.tf: 3");
  EXPECT_EQ(tree.locate(kX, {"c", at(1), "d"}), "~b_override.tf: resource \"t\" \"x\"");
}

TEST(TerraformSource, ReadsTheFilesThatTerraformReads) {
  const std::string body = "\" {}";
  Tree tree(Files{{"r/a.tf", "resource \"t\" \"a" + body},
                  {"r/b.tofu", "resource \"t\" \"b" + body},
                  {"r/b.tf", "resource \"t\" \"replaced" + body},
                  {"r/.c.tf", "resource \"t\" \"c" + body},
                  {"r/#d.tf", "resource \"t\" \"d" + body},
                  {"r/e.tf~", "resource \"t\" \"e" + body},
                  {"r/sub/f.tf", "resource \"t\" \"f" + body},
                  {"r/g.tf.json", R"({"resource": [{"t": {"g": [{"n": "v"}]}}]})"}},
            "r");
  EXPECT_EQ(tree.locate(managed("t", "a")), "r/a.tf: resource \"t\" \"a\"");
  EXPECT_EQ(tree.locate(managed("t", "b")), "r/b.tofu: resource \"t\" \"b\"");
  EXPECT_EQ(tree.locate(managed("t", "g"), {"n"}), "r/g.tf.json: \"v\"");
  for (const char* name : {"replaced", "c", "d", "e", "f"})
    EXPECT_EQ(tree.locate(managed("t", name)), "nothing") << name;
}

TEST(TerraformSource, JsonSyntaxGivesPlaces) {
  Tree tree(Files{{"m.tf.json",
                   R"({"//": "x", "module": {"m": {"source": "./m"}}, "data": {"t": {"d": {}}},
    "resource": {"t": {"x": {"a": 1, "s": {"b": 2}, "l": [{"b": 3}, {"b": 4}],
      "dynamic": {"e": {"for_each": "${f}", "content": {"g": 5}}}}}}})"},
                  {"m/a.tf", "resource \"t\" \"y\" {}"}});
  EXPECT_EQ(tree.locate(kX), "m.tf.json: \"x\"");
  EXPECT_EQ(tree.locate(kX, {"s", at(0), "b"}), "m.tf.json: 2");
  EXPECT_EQ(tree.locate(kX, {"l", at(1), "b"}), "m.tf.json: 4");
  EXPECT_EQ(tree.locate(kX, {"e", at(1), "g"}), "m.tf.json: 5");
  const TfBlock& dynamic = tree.source.resource(kX)->blocks.at(0);
  EXPECT_EQ(tree.sources.text(dynamic.blocks.at(0).span), "\"content\": {\"g\": 5}");
  EXPECT_TRUE(tree.source.has_dynamic(kX, {"e"}));
  EXPECT_EQ(tree.locate({{}, TfMode::kData, "t", "d"}), "m.tf.json: \"d\"");
  EXPECT_EQ(tree.locate(managed("t", "y", {"m"})), "m/a.tf: resource \"t\" \"y\"");
}

TEST(TerraformSource, FollowsRelativeSources) {
  Tree tree(Files{{"live/prod/main.tf", R"(module "a" { source = "../../modules/a" }
module "out" { source = "../../../out" }
module "gone" { source = "./gone" }
module "registry" { source = "terraform-aws-modules/vpc/aws" }
module "variable" { source = "./${var.x}" }
module "none" {})"},
                  {"modules/a/main.tf", R"(module "b" { source = "./b" }
resource "t" "x" { n = 1 })"},
                  {"modules/a/b/main.tf", R"(resource "t" "x" { n = 2 }
module "self" { source = "./" })"}},
            "live/prod", ".");
  EXPECT_EQ(tree.locate(managed("t", "x", {"a"}), {"n"}), "modules/a/main.tf: 1");
  EXPECT_EQ(tree.locate(managed("t", "x", {"a", "b"}), {"n"}), "modules/a/b/main.tf: 2");
  EXPECT_EQ(tree.locate(managed("t", "x", {"a", "b", "self", "self"}), {"n"}),
            "modules/a/b/main.tf: 2");
  EXPECT_EQ(tree.locate(managed("t", "y", {"a", "b"})), "~modules/a/main.tf: module \"b\"");
  EXPECT_EQ(tree.locate(managed("t", "x", {"a", "q", "r"})), "~live/prod/main.tf: module \"a\"");
  for (const char* name : {"out", "gone", "registry", "variable", "none"}) {
    EXPECT_EQ(tree.locate(managed("t", "x", {name}), {"n"}),
              "~live/prod/main.tf: module \"" + std::string(name) + "\"");
    EXPECT_FALSE(tree.source.has_module({name}));
  }
  EXPECT_TRUE(tree.source.has_module({"a", "b"}));
  EXPECT_EQ(tree.locate(managed("t", "x", {"unknown"})), "nothing");
  EXPECT_EQ(tree.locate(managed("t", "x", std::vector<std::string>(1000, "a"))),
            "~live/prod/main.tf: module \"a\"");
  EXPECT_EQ(tree.sources.size(), 3U);
}

TEST(TerraformSource, StaysBelowTheRepository) {
  const Files files = {
      {"r/main.tf", "module \"a\" { source = \"../a\" }\nmodule \"b\" { source = \"x\" }"},
      {"r/.terraform/modules/modules.json",
       R"({"Modules": [{"Key": "b", "Dir": "../b"}, {"Key": "c", "Dir": "/b"}]})"},
      {"a/main.tf", "resource \"t\" \"x\" {}"},
      {"b/main.tf", "resource \"t\" \"x\" {}"}};
  Tree narrow(files, "r");
  EXPECT_EQ(narrow.locate(managed("t", "x", {"a"})), "~r/main.tf: module \"a\"");
  EXPECT_EQ(narrow.locate(managed("t", "x", {"b"})), "~r/main.tf: module \"b\"");
  EXPECT_EQ(narrow.locate(managed("t", "x", {"c"})), "nothing");
  EXPECT_EQ(narrow.sources.size(), 1U);
  Tree wide(files, "r", ".");
  EXPECT_EQ(wide.locate(managed("t", "x", {"a"})), "a/main.tf: resource \"t\" \"x\"");
  EXPECT_EQ(wide.locate(managed("t", "x", {"b"})), "b/main.tf: resource \"t\" \"x\"");
  EXPECT_EQ(wide.locate(managed("t", "x", {"c"})), "nothing");
}

TEST(TerraformSource, ModuleListOfInit) {
  Tree tree(Files{{"main.tf", R"(module "vpc" { source = "org/vpc/aws" }
module "own" { source = "./own" })"},
                  {".terraform/modules/modules.json",
                   R"({"Modules": [{"Key": "", "Source": "", "Dir": "."},
    {"Key": "vpc", "Source": "x", "Dir": ".terraform/modules/vpc"},
    {"Key": "vpc.sub", "Source": "./s", "Dir": ".terraform/modules/vpc/s"},
    {"Key": "own", "Source": "./own", "Dir": "moved"}, {"Key": 5}, 6]})"},
                  {".terraform/modules/vpc/m.tf", R"(# advisor:ignore r
resource "t" "x" {
  dynamic "d" {}
}
module "sub" {})"},
                  {".terraform/modules/vpc/s/m.tf", "resource \"t\" \"x\" { n = 1 }"},
                  {"moved/m.tf", "resource \"t\" \"x\" { n = 2 }"}});
  EXPECT_EQ(tree.locate(managed("t", "x", {"own"}), {"n"}), "moved/m.tf: 2");
  // The author cannot change a downloaded module, but what it does can be told.
  EXPECT_EQ(tree.locate(managed("t", "x", {"vpc"})), "~main.tf: module \"vpc\"");
  EXPECT_EQ(tree.locate(managed("t", "x", {"vpc", "sub"})), "~main.tf: module \"vpc\"");
  EXPECT_TRUE(tree.source.has_dynamic(managed("t", "x", {"vpc"}), {"d"}));
  EXPECT_TRUE(tree.source.written(managed("t", "x", {"vpc", "sub"}), {"n"}));
  EXPECT_NE(tree.source.resource(managed("t", "x", {"vpc"})), nullptr);
  EXPECT_TRUE(tree.suppressions().empty());
}

TEST(TerraformSource, CommentsSuppress) {
  Tree tree(Files{{"m.tf", R"(# advisor:ignore whole not ours
# more words

resource "t" "x" {
  a = 1 # advisor:ignore line since then
  // advisor:ignore list
  b = [
    1,
    { c = 2 }, # advisor:ignore element
  ]
  /* advisor:ignore block why not */ s { d = 3 }
  /*
   * advisor:ignore first one
   * advisor:ignore second
   */
  u {
    e = <<EOF
# advisor:ignore no
EOF
    f = "# advisor:ignore no"
  } # advisor:ignore brace
  # not advisor:ignore no
  # advisor:ignored no
}
resource "t" "y" { # advisor:ignore header
  g = 1
}
# advisor:ignore last)"}});
  ASSERT_NE(tree.source.resource(kX), nullptr);
  const std::string x(tree.sources.text(tree.source.resource(kX)->span));
  const std::string u =
      "  u {\n    e = <<EOF\n# advisor:ignore no\nEOF\n    f = \"# advisor:ignore no\"\n  }";
  const std::vector<std::string> expected = {
      "whole|not ours|" + x,
      "line|since then|  a = 1 # advisor:ignore line since then",
      "list||  b = [\n    1,\n    { c = 2 }, # advisor:ignore element\n  ]",
      "element||    { c = 2 }, # advisor:ignore element",
      "block|why not|  /* advisor:ignore block why not */ s { d = 3 }",
      "first|one|" + u,
      "second||" + u,
      "brace||  } # advisor:ignore brace",
      "header||resource \"t\" \"y\" { # advisor:ignore header\n  g = 1\n}",
      "last||# advisor:ignore last",
  };
  EXPECT_EQ(tree.suppressions(), expected);
  const InlineSuppression first = tree.source.suppressions()[0];
  EXPECT_EQ(tree.text(first.span), "m.tf: # advisor:ignore whole not ours");
}

TEST(TerraformSource, MissingThingsAreNotThere) {
  Tree empty(Files{{"x", ""}});
  EXPECT_EQ(empty.locate(kX), "nothing");
  EXPECT_FALSE(empty.source.has_module({}));
  Tree missing(Files{{"x", ""}}, "nowhere");
  EXPECT_EQ(missing.locate(managed("t", "x", {"m"})), "nothing");
  Tree broken(Files{{"a.tf", std::string("\0\xff{{{", 5)},
                    {"b.tf.json", "{"},
                    {"c.tf", "resource \"t\" \"x\" {}"},
                    {".terraform/modules/modules.json", "[]"}});
  EXPECT_EQ(broken.locate(kX), "c.tf: resource \"t\" \"x\"");
  Tree large(Files{{"a.tf", "resource \"t\" \"y\" {}" + std::string(std::size_t{17} << 20U, ' ')},
                   {"c.tf", "resource \"t\" \"x\" {}"}});
  EXPECT_EQ(large.locate(managed("t", "y")), "nothing");
  EXPECT_EQ(large.locate(kX), "c.tf: resource \"t\" \"x\"");
}

}  // namespace
}  // namespace advisor
