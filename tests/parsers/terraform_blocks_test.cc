#include "parsers/terraform_blocks.h"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/parsers/terraform_show.h"

namespace advisor {
namespace {

struct Case {
  const char* text;
  const char* shown;
};

void expect_shown(const std::vector<Case>& cases) {
  for (const Case& given : cases) {
    EXPECT_EQ(scan(given.text), given.shown) << given.text;
    scan_and_check(given.text);
  }
}

TEST(TerraformBlocks, HaveHeadersAttributesAndNestedBlocks) {
  expect_shown({
      {"", ""},
      {"resource \"a\" \"b\" {}", "<resource \"a\" \"b\">{}"},
      {"resource a b {\n}\nlocals {\n}\n", "<resource a b>{} <locals>{}"},
      {"  data \"a\" \"b\"{ x = 1 }", "<data \"a\" \"b\">{(x)[1]}"},
      {"a { x = 1 + 2   \n y-z=\"q\"\n}", "<a>{(x)[1 + 2](y-z)[\"q\"]}"},
      {"a {\n b \"c\" {\n d = 1\n }\n e {}\n b \"f\" {}\n}",
       "<a>{<b \"c\">{(d)[1]}<e>{}<b \"f\">{}}"},
      {"\xEF\xBB\xBF"
       "a {\r\n  b = 1\r\n  c {\r\n  }\r\n}\r\n",
       "<a>{(b)[1]<c>{}}"},
      {"x = 1\na { b = 2 }", "<a>{(b)[2]}"},
      {"a {\n b = c ? d : e\n f = g == h\n i = j => k\n}",
       "<a>{(b)[c ? d : e](f)[g == h](i)[j => k]}"},
      {"a { b = provider::aws::arn_parse(c)[0].d }", "<a>{(b)[provider::aws::arn_parse(c)[0].d]}"},
      {"a { b = foo(\n  1,\n  2\n)\n c = 3 }", "<a>{(b)[foo(\n  1,\n  2\n)](c)[3]}"},
      {"a {\n b = (1\n + 2)\n c = !d\n}", "<a>{(b)[(1\n + 2)](c)[!d]}"},
      {"a {\n  größe = 1\n}", "<a>{(größe)[1]}"},
      {"a {\n  b =\n  c = 1\n}", "<a>{(b)[](c)[1]}"},
  });
}

TEST(TerraformBlocks, CommentsAreNotCode) {
  expect_shown({
      {"# resource \"x\" \"y\" {\na {\n b = 1 # c = 2 {\n // d { \n /* e = {\n */ f = 3 /* } */ + "
       "4\n}",
       "<a>{(b)[1](f)[3 /* } */ + 4]}"},
      {"resource /* x { */ \"a\" /**/ \"b\" /* } */ {\n}",
       "<resource /* x { */ \"a\" /**/ \"b\">{}"},
      {"a {\n b = [ # ]\n 1, // ]\n /* ] */ 2\n ]\n}",
       "<a>{(b)[[ # ]\n 1, // ]\n /* ] */ 2\n ]]{[1][2]}}"},
      {"/* open\na {}", "<a>{}"},
      {"/*/ a {} /*/ b {}", "<b>{}"},
      {"a { b = \"# no\" // \"yes\n}", "<a>{(b)[\"# no\"]}"},
      {"a { b = \"/*\" }\nc { d = \"*/\" }", "<a>{(b)[\"/*\"]} <c>{(d)[\"*/\"]}"},
  });
}

TEST(TerraformBlocks, TemplatesAreOpaque) {
  expect_shown({
      {R"(a { b = "}${"}"}{" })", R"(<a>{(b)["}${"}"}{"]})"},
      {R"(a { b = "${c["${d}"]}" })", R"(<a>{(b)["${c["${d}"]}"]})"},
      {R"(a { b = "$${" c = "%%{" })", R"(<a>{(b)["$${" c = "%%{"]})"},
      {R"(a { b = "\"}" })", R"(<a>{(b)["\"}"]})"},
      {R"(a { b = "\\" })", R"(<a>{(b)["\\"]})"},
      {R"(a { b = "%{ if c }}%{ else }{%{ endif }" })",
       R"(<a>{(b)["%{ if c }}%{ else }{%{ endif }"]})"},
      {"a {\n b = \"${\n {x = \"}\"}\n # }\n}\"\n c = 1\n}",
       "<a>{(b)[\"${\n {x = \"}\"}\n # }\n}\"](c)[1]}"},
      {"a { b = \"$\" }", "<a>{(b)[\"$\"]}"},
      {"a { b = \"$${x}${y}\" }", "<a>{(b)[\"$${x}${y}\"]}"},
  });
}

TEST(TerraformBlocks, HeredocsAreOpaque) {
  expect_shown({
      {"a {\n b = <<EOF\n}\nresource \"x\" \"y\" {\n\"\nEOF\n c = 1\n}",
       "<a>{(b)[<<EOF\n}\nresource \"x\" \"y\" {\n\"\nEOF](c)[1]}"},
      {"a {\n b = <<-EOF\n  }\n  EOF2\n  EOF\n c = 1\n}",
       "<a>{(b)[<<-EOF\n  }\n  EOF2\n  EOF](c)[1]}"},
      {"a {\r\n b = <<EOF\r\n}\r\nEOF\r\n c = 1\r\n}", "<a>{(b)[<<EOF\r\n}\r\nEOF](c)[1]}"},
      {"a {\n b = <<EOF\n\\${x}\nEOF\n}", "<a>{(b)[<<EOF\n\\${x}\nEOF]}"},
      {"a {\n b = <<EOF\n$${\n${join(\"\", [for x in y : <<EOF\n}\nEOF\n])}\nEOF\n c = 1\n}",
       "<a>{(b)[<<EOF\n$${\n${join(\"\", [for x in y : <<EOF\n}\nEOF\n])}\nEOF](c)[1]}"},
      {"a {\n b = f(<<A\n)\nA\n, <<B\n)\nB\n)\n c = 1\n}",
       "<a>{(b)[f(<<A\n)\nA\n, <<B\n)\nB\n)](c)[1]}"},
      {"a {\n b = <<EOF\nEOF\n c = 1\n}", "<a>{(b)[<<EOF\nEOF](c)[1]}"},
      {"a {\n b = <<EOF\n# don't\n'EOF'\n \"EOF\nEOF\n}",
       "<a>{(b)[<<EOF\n# don't\n'EOF'\n \"EOF\nEOF]}"},
      {"a {\n b = <<EOF\n}", "<a>{(b)[<<EOF]}"},
      {"a {\n b = <<EOF\nx\nEOF", "<a>{(b)[<<EOF\nx\nEOF]?"},
      {"a {\n b = \"<<EOF\"\n c = 1\n}\nEOF\n", "<a>{(b)[\"<<EOF\"](c)[1]}"},
  });
}

TEST(TerraformBlocks, LiteralCollectionsHaveParts) {
  expect_shown({
      {R"(a { b = [1, [2], {c = 3}] })",
       R"(<a>{(b)[[1, [2], {c = 3}]]{[1][[2]]{[2]}[{c = 3}]{(c)[3]}}})"},
      {"a { b = {\n c = 1\n \"d\" : 2, (e) = 3\n \"${f}\" = 4\n 5 = 6 } }",
       "<a>{(b)[{\n c = 1\n \"d\" : 2, (e) = 3\n \"${f}\" = 4\n 5 = 6 }]"
       "{(c)[1](\"d\")[2]((e))[3](\"${f}\")[4](5)[6]}}"},
      {"a { b = [] }", "<a>{(b)[[]]{}}"},
      {"a { b = [1,\n\n 2 +\n 3\n ,] }", "<a>{(b)[[1,\n\n 2 +\n 3\n ,]]{[1][2 +\n 3]}}"},
      {"a { b = [for x in y : {c = x}] }", "<a>{(b)[[for x in y : {c = x}]]}"},
      {"a { b = {for x in y : x => {c = x}...} }", "<a>{(b)[{for x in y : x => {c = x}...}]}"},
      {"a { b = [1][0] }", "<a>{(b)[[1][0]]}"},
      {"a { b = {c = 1}.c }", "<a>{(b)[{c = 1}.c]}"},
      {"a { b = [1] == c ? [2] : [3] }", "<a>{(b)[[1] == c ? [2] : [3]]}"},
      {"a { b = concat([1], [2]) }", "<a>{(b)[concat([1], [2])]}"},
      {"a { b = {c = d ? 1 : 2, e = [f ?\n 3 :\n 4]} }",
       "<a>{(b)[{c = d ? 1 : 2, e = [f ?\n 3 :\n 4]}]{(c)[d ? 1 : 2](e)[[f ?\n 3 :\n 4]]"
       "{[f ?\n 3 :\n 4]}}}"},
      {"a { b = [\n <<X\n ]\n X\n , 2] }", "<a>{(b)[[\n <<X\n ]\n X\n , 2]]{[<<X\n ]\n X][2]}}"},
  });
}

TEST(TerraformBlocks, JsonTextHasParts) {
  expect_shown({
      {"a { b = jsonencode([{ name = \"app\", ulimits = [\n {}] }]) }",
       "<a>{(b)[jsonencode([{ name = \"app\", ulimits = [\n {}] }])]*{"
       "[{ name = \"app\", ulimits = [\n {}] }]{(name)[\"app\"](ulimits)[[\n {}]]{[{}]{}}}}}"},
      {"a { b = jsonencode(\n {c = 1},\n) }", "<a>{(b)[jsonencode(\n {c = 1},\n)]*{(c)[1]}}"},
      {"a { b = jsonencode(concat([1], c)) }", "<a>{(b)[jsonencode(concat([1], c))]}"},
      {"a { b = jsonencode([1]) == c }", "<a>{(b)[jsonencode([1]) == c]}"},
      {"a { b = jsonencode([1], 2)\n c = 3 }", "<a>{(b)[jsonencode([1], 2)](c)[3]}"},
      {"a { b = jsonencode\n c = 3 }", "<a>{(b)[jsonencode](c)[3]}"},
      {"a { b = [jsonencode([1]), 2] }",
       "<a>{(b)[[jsonencode([1]), 2]]{[jsonencode([1])]*{[1]}[2]}}"},
      {"a { b = jsonencode(jsonencode([1])) }", "<a>{(b)[jsonencode(jsonencode([1]))]*{[1]}}"},
      {"a {\n b = <<EOF\n[{\"n\": \"${x[\"y\"]}\", \"c\":\n ${z}\n, \"u\": []}]\nEOF\n d = 1\n}",
       "<a>{(b)[<<EOF\n[{\"n\": \"${x[\"y\"]}\", \"c\":\n ${z}\n, \"u\": []}]\nEOF]*{"
       "[{\"n\": \"${x[\"y\"]}\", \"c\":\n ${z}\n, \"u\": []}]{"
       "(\"n\")[\"${x[\"y\"]}\"](\"c\")[${z}](\"u\")[[]]{}}}(d)[1]}"},
      {"a {\n b = <<EOF\n[${x}, 1]\nEOF\n}", "<a>{(b)[<<EOF\n[${x}, 1]\nEOF]}"},
      {"a {\n b = <<EOF\n[%{ if x }1%{ endif }]\nEOF\n}",
       "<a>{(b)[<<EOF\n[%{ if x }1%{ endif }]\nEOF]}"},
      {"a {\n b = <<EOF\n[1] [2]\nEOF\n}", "<a>{(b)[<<EOF\n[1] [2]\nEOF]}"},
      {"a {\n b = <<EOF\n[1\nEOF\n}", "<a>{(b)[<<EOF\n[1\nEOF]}"},
  });
}

TEST(TerraformBlocks, BrokenPartsEndAtTheNextHeader) {
  constexpr const char* kGood = "resource \"c\" \"d\" {\n  e = 1\n}\n";
  constexpr const char* kShown = "<resource \"c\" \"d\">{(e)[1]}";
  const Case cases[] = {
      {"resource \"a\" \"b\" {\n x = [1, 2\n}\n", "<resource \"a\" \"b\">{(x)[[1, 2]}"},
      {"resource \"a\" \"b\" {\n x = [1, 2\n", "<resource \"a\" \"b\">{(x)[[1, 2]?"},
      {"resource \"a\" \"b\" {\n x {\n y = 1\n }\n", "<resource \"a\" \"b\">{<x>{(y)[1]}}"},
      {"resource \"a\" \"b\" {\n x = \"abc\n}\n", "<resource \"a\" \"b\">{(x)[\"abc]}"},
      {"resource \"a\" \"b\" {\n x = \"${c\n}\n", "<resource \"a\" \"b\">{(x)[\"${c\n}]}"},
      {"resource \"a\" \"b\" {\n x = \"${c + \"d\n}\n",
       "<resource \"a\" \"b\">{(x)[\"${c + \"d\n}]}"},
      {"resource \"a\" \"b\" {\n x = <<EOF\n 1\n", "<resource \"a\" \"b\">{(x)[<<EOF]?"},
      {"resource \"a\" \"b\" {\n x = f(1))\n y = 2\n}\n",
       "<resource \"a\" \"b\">{(x)[f(1)](y)[2]}"},
      {"resource \"a\" \"b\" {\n }\n }\n }\n", "<resource \"a\" \"b\">{}"},
      {"resource \"a\" \"b\" {\n , = ? 1 {\n }\n y = 2\n}\n", "<resource \"a\" \"b\">{(y)[2]}"},
      {"resource \"a\" \"b\" {\n x = {\n y = 1\n", "<resource \"a\" \"b\">{(x)[{\n y = 1]?"},
      {"resource \"a\" \"b\" {\n x = jsonencode([{\n y = 1\n",
       "<resource \"a\" \"b\">{(x)[jsonencode([{\n y = 1]?"},
      {"resource \"a\" \"b\" {\n x = [{ y = [1 }]\n z = 2 }\n",
       "<resource \"a\" \"b\">{(x)[[{ y = [1 }]]{[{ y = [1 }]{(y)[[1]}}(z)[2]}"},
      {"resource \"a\" {\n <<<<<<< HEAD\n x = 1\n=======\n x = 2\n>>>>>>> other\n}\n",
       "<resource \"a\">{(x)[1](x)[2]}"},
      {"resource \"a\" \"b\"\n", ""},
      {"foo bar (((\n", ""},
      {"\"\n'\n${\n", ""},
      {"/*\n", ""},
  };
  for (const Case& given : cases) {
    const std::string text = std::string(given.text) + kGood;
    const std::string shown = *given.shown == '\0' ? "" : given.shown + std::string(" ");
    EXPECT_EQ(scan(text), shown + kShown) << text;
    scan_and_check(text);
  }
  EXPECT_EQ(scan("check \"h\" {\ndata \"a\" \"b\" {\nx = 1\n}\nassert {\n}\n}"),
            "<check \"h\">{<data \"a\" \"b\">{(x)[1]}<assert>{}}");
}

TEST(TerraformBlocks, WholeBlocksEndWithTheirBrace) {
  const std::string text = "resource \"a\" \"b\" {\n  x { y = \"}\" }\n} # c\n\nlocals {}\n";
  const TfFile file = scan_and_check(text);
  ASSERT_EQ(file.blocks.size(), 2U);
  const Show show(text);
  EXPECT_EQ(show.text(file.blocks[0].span), "resource \"a\" \"b\" {\n  x { y = \"}\" }\n}");
  EXPECT_EQ(show.text(file.blocks[0].blocks[0].span), "x { y = \"}\" }");
  EXPECT_EQ(show.text(file.blocks[1].span), "locals {}");
  EXPECT_EQ(file.blocks[0].type, "resource");
  EXPECT_EQ(file.blocks[0].labels, (std::vector<std::string>{"a", "b"}));
}

TEST(TerraformBlocks, LiteralsResolveEscapes) {
  const Case cases[] = {
      {R"("a")", "a"},
      {R"("")", ""},
      {R"("a\n\t\"\\b")", "a\n\t\"\\b"},
      {R"("\u00e9\U0001f600")", "é😀"},
      {R"("$${x}%%{y}$")", "${x}%{y}$"},
      {R"("${x}")", ""},
      {R"("%{x}")", ""},
      {"a", ""},
      {R"("\u12")", R"(\u12)"},
      {R"(")", ""},
  };
  for (const Case& given : cases)
    EXPECT_EQ(tf_literal(given.text), given.shown) << given.text;
}

std::string repeat(const std::string& what, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out += what;
  return out;
}

// Each of these took seconds or more if some search ran to the end of the text again and again, and
// would overflow the stack if nesting were recursion.
TEST(TerraformBlocks, HostileTextsTakeLinearTime) {
  constexpr std::size_t kMany = 200'000;
  const std::string good = "\nresource \"c\" \"d\" {\n  e = 1\n}\n";
  for (const char* piece : {"a {",
                            "a = [",
                            "a = {b = ",
                            "(",
                            "[",
                            "{",
                            "}",
                            "]",
                            "\"${",
                            "${",
                            "\"",
                            "<<A\n",
                            "<<A\nA\n",
                            "/*",
                            "*/",
                            "/* advisor:ignore x */",
                            "# advisor:ignore x\n",
                            "resource \"a\" \"b\" {\n",
                            "resource ",
                            "jsonencode(",
                            "a = jsonencode([",
                            "a = <<A\n[\nA\n",
                            "<<A\n[",
                            "\\",
                            "\"\\",
                            "x {\n",
                            "a = [{",
                            "[for ",
                            "{(",
                            "a \"b\" ",
                            "\n",
                            "\r",
                            "\xff",
                            "dynamic \"a\" {\n",
                            "data \"a\" \"b\" {",
                            "a = [(}",
                            "a=1\n",
                            "<<A\n${",
                            "check \"x\" {\n"}) {
    const std::string text = "resource \"a\" \"b\" {\n x = " + repeat(piece, kMany) + good;
    const auto begin = std::chrono::steady_clock::now();
    const TfFile file = scan_terraform(text, 7);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(time.count(), 5) << piece;
  }
  for (const char* piece : {"a {\n", "a = [\n", "a = {\n", "(\n", "x = jsonencode([\n"}) {
    const std::string text = "resource \"a\" \"b\" {\n" + repeat(piece, 10'000) + good;
    const TfFile file = scan_and_check(text);
    ASSERT_EQ(file.blocks.size(), 2U) << piece;
    EXPECT_EQ(Show(text).text(file.blocks[1].header), "resource \"c\" \"d\"");
  }
}
}  // namespace
}  // namespace advisor
