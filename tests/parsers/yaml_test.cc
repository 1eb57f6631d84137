#include "parsers/yaml.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "src/model/dump.h"
#include "tests/parsers/places.h"

namespace advisor {
namespace {

std::string dumped(const std::string& text, const YamlOptions& options = {}) {
  const Parsed parsed = parse_yaml(text, 7, options);
  std::string out = parsed.ok ? dump(parsed.root) : "error";
  for (const Diagnostic& diagnostic : parsed.diagnostics)
    out += "\n" + show(diagnostic, text);
  return out;
}

std::string placed(const std::string& text, const YamlOptions& options = {}) {
  return places(parse_yaml(text, 7, options).root, text);
}

std::string only_error(const std::string& text, const YamlOptions& options = {}) {
  const Parsed parsed = parse_yaml(text, 7, options);
  if (parsed.ok || parsed.diagnostics.size() != 1 || !parsed.root.is_null())
    return "no single error: " + dumped(text, options);
  if (parsed.diagnostics[0].level != Diagnostic::Level::kError)
    return "not an error: " + show(parsed.diagnostics[0], text);
  return show(parsed.diagnostics[0], text);
}

YamlOptions cloudformation() {
  YamlOptions options;
  options.cloudformation_tags = true;
  return options;
}

using Case = std::pair<std::string, std::string>;

TEST(Yaml, TypesPlainScalarsByTheCoreSchema) {
  const Case cases[] = {
      {"null", "null"},
      {"Null", "null"},
      {"NULL", "null"},
      {"~", "null"},
      {"true", "true"},
      {"True", "true"},
      {"FALSE", "false"},
      {"yes", "str\"yes\""},
      {"No", "str\"No\""},
      {"on", "str\"on\""},
      {"off", "str\"off\""},
      {"y", "str\"y\""},
      {"tRUE", "str\"tRUE\""},
      {"12", "int12"},
      {"-12", "int-12"},
      {"+12", "int12"},
      {"010", "int10"},
      {"012345678901", "int12345678901"},
      {"0o17", "int15"},
      {"0x1F", "int31"},
      {"0xG", "str\"0xG\""},
      {"0o8", "str\"0o8\""},
      {"-0x1", "str\"-0x1\""},
      {"1_000", "str\"1_000\""},
      {"12:30:45", "str\"12:30:45\""},
      {"9223372036854775807", "int9223372036854775807"},
      {"9223372036854775808", "double9.223372036854776e+18"},
      {"1.5", "double1.5"},
      {"30.0", "int30"},
      {"3e1", "int30"},
      {".5", "double0.5"},
      {"5.", "int5"},
      {"-1.5E-1", "double-0.15"},
      {"1e", "str\"1e\""},
      {".", "str\".\""},
      {"+", "str\"+\""},
      {"1.2.3", "str\"1.2.3\""},
      {"1e-999", "int0"},
      {".inf", "doubleinf"},
      {"-.INF", "double-inf"},
      {".NaN", "doublenan"},
      {"2012-10-17", "str\"2012-10-17\""},
      {"'12'", "str\"12\""},
      {"\"true\"", "str\"true\""},
      {"''", "str\"\""},
      {"|\n  12", "str\"12\""},
      {"!!str 12", "str\"12\""},
      {"!!str null", "str\"null\""},
      {"! 12", "str\"12\""},
      {"!!int '12'", "int12"},
      {"!!float 1.5", "double1.5"},
      {"!!null ''", "null"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(dumped("a: " + text), "map{a:" + expected + "}") << text;
    EXPECT_EQ(dumped("- " + text), "list[" + expected + "]") << text;
  }
}

TEST(Yaml, SpansOfScalars) {
  const Case cases[] = {
      {"a: b", "[a: b](a)[b]"},
      {"a:    b   # c", "[a:    b](a)[b]"},
      {"a : b", "[a : b](a)[b]"},
      {"a: b c  \n", "[a: b c](a)[b c]"},
      {"a: b#c", "[a: b#c](a)[b#c]"},
      {"a: http://x:80/y", "[a: http://x:80/y](a)[http://x:80/y]"},
      {"a: b\n  c\n\n  d # e\nf: g", "[a: b\n  c\n\n  d # e\nf: g](a)[b\n  c\n\n  d](f)[g]"},
      {"a:\n  b\n", "[a:\n  b](a)[b]"},
      {"'a''b': 'c''d' # e", "['a''b': 'c''d']('a''b')['c''d']"},
      {"\"a\\\"b\": \"c\\\\\" # e", "[\"a\\\"b\": \"c\\\\\"](\"a\\\"b\")[\"c\\\\\"]"},
      {"a: \"b\n\n  c\\\n  d\"\n", "[a: \"b\n\n  c\\\n  d\"](a)[\"b\n\n  c\\\n  d\"]"},
      {"a: |\n  b\n  c\nd: e", "[a: |\n  b\n  c\nd: e](a)[|\n  b\n  c](d)[e]"},
      {"a: |- # x\n  b\n\n\nd: e", "[a: |- # x\n  b\n\n\nd: e](a)[|- # x\n  b](d)[e]"},
      {"a: |+\n  b\n\n\nd: e", "[a: |+\n  b\n\n\nd: e](a)[|+\n  b\n\n](d)[e]"},
      {"a: >2\n    b\n   c\n# d", "[a: >2\n    b\n   c](a)[>2\n    b\n   c]"},
      {"a: |\nb: c", "[a: |\nb: c](a)[|](b)[c]"},
      {"- |2\n    b\n- c", "[- |2\n    b\n- c][|2\n    b][c]"},
      {"a:\n- >-\n  b\n- c", "[a:\n- >-\n  b\n- c](a)[- >-\n  b\n- c][>-\n  b][c]"},
      {"a: あ  # い\nう: \"え\"", "[a: あ  # い\nう: \"え\"](a)[あ](う)[\"え\"]"},
      {"あ: [い, 'う', {え: お}]",
       "[あ: [い, 'う', {え: お}]](あ)[[い, 'う', {え: お}]][い]['う'][{え: お}](え)[お]"},
      {"12", "[12]"},
      {"|\n b", "[|\n b]"},
      {"-  \n  |\n b\n", "[-  \n  |\n b][|\n b]"},
      {"- # c\n  |\n b\n", "[- # c\n  |\n b][|\n b]"},
      {"--- # c\n\n|\n b\n", "[|\n b]"},
      {"a: !!str # c\n  # d\n  |2\n    b\n", "[a: !!str # c\n  # d\n  |2\n    b](a)[|2\n    b]"},
      {"--- |\n b\n...\n", "[|\n b]"},
      {"\"\"", "[\"\"]"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(placed(text), expected) << text;
}

TEST(Yaml, SpansOfAbsentValuesAreBehindColonOrDash) {
  const std::string text =
      "a:\nb:   # c\nc: {d: , e:}\nf:\n-\n- \ng: &h\nn:\nnull: i\nj: !!str\nk:";
  const Parsed parsed = parse_yaml(text, 7);
  ASSERT_EQ(dump(parsed.root),
            "map{a:null b:null c:map{d:null e:null} f:list[null null] g:null n:null null:str\"i\" "
            "j:str\"\" k:null}");
  const auto at = [&](const Value* value) {
    EXPECT_EQ(value->span().begin, value->span().end);
    return text.substr(0, value->span().begin);
  };
  EXPECT_EQ(at(parsed.root.find("a")), "a:");
  EXPECT_EQ(at(parsed.root.find("b")), "a:\nb:");
  EXPECT_EQ(at(parsed.root.at({"c", "d"})), "a:\nb:   # c\nc: {d:");
  EXPECT_EQ(at(parsed.root.at({"c", "e"})), "a:\nb:   # c\nc: {d: , e:");
  const std::string before_list = "a:\nb:   # c\nc: {d: , e:}\nf:\n";
  EXPECT_EQ(at(&(*parsed.root.find("f")->as_list())[0]), before_list + "-");
  EXPECT_EQ(at(&(*parsed.root.find("f")->as_list())[1]), before_list + "-\n-");
  EXPECT_EQ(at(parsed.root.find("g")), before_list + "-\n- \ng: &h");
  EXPECT_EQ(at(parsed.root.find("n")), before_list + "-\n- \ng: &h\nn:");
  EXPECT_EQ(at(parsed.root.find("j")), before_list + "-\n- \ng: &h\nn:\nnull: i\nj: !!str");
  EXPECT_EQ(at(parsed.root.find("k")), text);
}

TEST(Yaml, SpansOfCollections) {
  const Case cases[] = {
      {"# x\na:\n  b: c\n  d:\n  # y\ne: f\n",
       "[a:\n  b: c\n  d:\n  # y\ne: f](a)[b: c\n  d:](b)[c](d)[](e)[f]"},
      {"a:\n  - b\n  - c # d\n", "[a:\n  - b\n  - c](a)[- b\n  - c][b][c]"},
      {"a:\n- b\nc: d\n", "[a:\n- b\nc: d](a)[- b][b](c)[d]"},
      {"- - a\n  - b\n- c: d\n  e: f",
       "[- - a\n  - b\n- c: d\n  e: f][- a\n  - b][a][b][c: d\n  e: f](c)[d](e)[f]"},
      {"a: [ b , # c ]\n  d, ] # e\nf: {}\n",
       "[a: [ b , # c ]\n  d, ] # e\nf: {}](a)[[ b , # c ]\n  "
       "d, ]][b][d](f)[{}]"},
      {"a: {\n  b: [],\n  c: 'd',\n}\n",
       "[a: {\n  b: [],\n  c: 'd',\n}](a)[{\n  b: [],\n  c: "
       "'d',\n}](b)[[]](c)['d']"},
      {"{\"a\":\"b\",'c':d}", "[{\"a\":\"b\",'c':d}](\"a\")[\"b\"]('c')[d]"},
      {"[a: b, c]", "[[a: b, c]][a: b](a)[b][c]"},
      {"{a, b: c}", "[{a, b: c}](a)[](b)[c]"},
      {"? a\n: b\n? c\n", "[a\n: b\n? c](a)[b](c)[]"},
      {"? a\n: - b\n  - c\n", "[a\n: - b\n  - c](a)[- b\n  - c][b][c]"},
      {"a: &x [b]\nc: &y\n  d: e\n", "[a: &x [b]\nc: &y\n  d: e](a)[[b]][b](c)[d: e](d)[e]"},
      {"&x a: &y b", "[a: &y b](a)[b]"},
      {"&x\n&y a: b", "[a: b](a)[b]"},
      {"a: !!map # c\n  b: c\nd: !!seq\n- e",
       "[a: !!map # c\n  b: c\nd: !!seq\n- e](a)[b: c](b)[c](d)[- e][e]"},
      {"%YAML 1.2\n---\n# x\na: b\n", "[a: b](a)[b]"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(placed(text), expected) << text;
}

TEST(Yaml, ByteOrderMarkAndCarriageReturns) {
  const Case cases[] = {
      {"\xEF\xBB\xBF"
       "a: b",
       "[a: b](a)[b]"},
      {"a: b\r\nc:\r\n  - d\r\n  - 'e\r\n\r\n    f'\r\n",
       "[a: b\r\nc:\r\n  - d\r\n  - 'e\r\n\r\n    f'](a)[b](c)[- d\r\n  - 'e\r\n\r\n    "
       "f'][d]['e\r\n\r\n    f']"},
      {"\xEF\xBB\xBF- |\r\n  b\r\n  c\r\n- d\r\n",
       "[- |\r\n  b\r\n  c\r\n- d][|\r\n  b\r\n  c][d]"},
      {"a: b\r\n  c\r\nd: e\r\n", "[a: b\r\n  c\r\nd: e](a)[b\r\n  c](d)[e]"},
      {"a:\r\nb:\r\n", "[a:\r\nb:](a)[](b)[]"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(placed(text), expected) << text;
  EXPECT_EQ(dumped("a: |\r\n  b\r\n  c\r\nd: e\r\n  f\r\n"), "map{a:str\"b\\nc\\n\" d:str\"e f\"}");
}

TEST(Yaml, Escapes) {
  const Parsed parsed = parse_yaml(
      "\"\\0\\a\\b\\t\\n\\v\\f\\r\\e\\ \\\"\\/\\\\\\N\\_\\L\\P\\x41\\u65e5\\U0001F600\"", 1);
  using namespace std::string_literals;
  EXPECT_EQ(*parsed.root.as_string(), "\0\a\b\t\n\v\f\r\x1b \"/\\\u0085\u00A0\u2028\u2029A日😀"s);
}

TEST(Yaml, KeysAreStringsAsWritten) {
  EXPECT_EQ(dumped("1: a\ntrue: b\nnull: c\n~: d\n010: e\n'f g': h\n\"i\\u006a\": k\n'': l"),
            "map{1:str\"a\" true:str\"b\" null:str\"c\" ~:str\"d\" 010:str\"e\" f g:str\"h\" "
            "ij:str\"k\" :str\"l\"}");
  EXPECT_EQ(placed("null: c\n&x ~ : d\n"), "[null: c\n&x ~ : d](null)[c](~)[d]");
}

TEST(Yaml, AliasesCopyWithTheSpansOfTheAnchor) {
  EXPECT_EQ(placed("a: &x {b: c}\nd: *x\ne: [*x, *x]\n"),
            "[a: &x {b: c}\nd: *x\ne: [*x, *x]](a)[{b: c}](b)[c](d)[{b: c}](b)[c](e)[[*x, *x]][{b: "
            "c}](b)[c][{b: c}](b)[c]");
  EXPECT_EQ(dumped("a: &x b\n*x : c\nd: &y 010\n*y : e"),
            "map{a:str\"b\" b:str\"c\" d:int10 010:str\"e\"}");
  EXPECT_EQ(dumped("&x a: *x"), "map{a:str\"a\"}");
  EXPECT_EQ(dumped("- &x 1\n- *x\n- &x 2\n- *x"), "list[int1 int1 int2 int2]");
  EXPECT_EQ(only_error("&x [*x]"), "1:5-1:7 an alias inside the value that it stands for");
  EXPECT_EQ(only_error("a: &x [b]\n*x : c"), "2:1-2:3 a list or map cannot be a key here");
}

TEST(Yaml, MergeKeys) {
  const Case cases[] = {
      {"a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3",
       "map{a:map{b:int1 c:int2} d:map{b:int1 c:int3}}"},
      {"a: &x {b: 1, c: 2}\nd:\n  c: 3\n  <<: *x\n",
       "map{a:map{b:int1 c:int2} d:map{c:int3 b:int1}}"},
      {"- &x {b: 1}\n- &y {b: 2, c: 3}\n- <<: [*x, *y]\n  d: 4",
       "list[map{b:int1} map{b:int2 c:int3} map{b:int1 c:int3 d:int4}]"},
      {"- &x {b: 1}\n- &y {b: 2, c: 3}\n- <<: *x\n  <<: *y",
       "list[map{b:int1} map{b:int2 c:int3} map{b:int1 c:int3}]"},
      {"<<: {a: 1}\nb: 2", "map{a:int1 b:int2}"},
      {"'<<': {a: 1}\n", "map{<<:map{a:int1}}"},
      {"<<: 5\na: 1",
       "map{<<:int5 a:int1}\n1:5-1:6 the value of a merge key '<<' must be a map or a list of maps "
       "| "
       "quote the key if it is meant as it stands"},
      {"<<: {a: 1}\nb: 2\nb: 3",
       "map{a:int1 b:int3}\n3:1-3:2 the key \"b\" is written again: the last value counts | remove "
       "one of the two entries"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(dumped(text), expected) << text;
  EXPECT_EQ(placed("a: &x {b: 1}\nd: {<<: *x, c: 2}"),
            "[a: &x {b: 1}\nd: {<<: *x, c: 2}](a)[{b: 1}](b)[1](d)[{<<: *x, c: 2}](b)[1](c)[2]");
}

TEST(Yaml, OfDuplicateKeysTheLastCountsAtThePlaceOfTheFirst) {
  EXPECT_EQ(dumped("a: 1\nb: 2\n'a': 3\n"),
            "map{a:int3 b:int2}\n3:1-3:4 the key \"a\" is written again: the last value counts | "
            "remove one of the two entries");
}

TEST(Yaml, CloudFormationShortForms) {
  const Case cases[] = {
      {"!Ref A", "map{Ref:str\"A\"}"},
      {"!Condition A", "map{Condition:str\"A\"}"},
      {"!Sub '${A}-b'", "map{Fn::Sub:str\"${A}-b\"}"},
      {"!GetAtt A.B.C", "map{Fn::GetAtt:list[str\"A\" str\"B.C\"]}"},
      {"!GetAtt [A, B]", "map{Fn::GetAtt:list[str\"A\" str\"B\"]}"},
      {"!GetAtt A", "map{Fn::GetAtt:str\"A\"}"},
      {"!Select [0, !Split [',', !Ref A]]",
       "map{Fn::Select:list[int0 map{Fn::Split:list[str\",\" map{Ref:str\"A\"}]}]}"},
      {"!If\n  - A\n  - !Ref B\n  - !Ref AWS::NoValue\n",
       "map{Fn::If:list[str\"A\" map{Ref:str\"B\"} map{Ref:str\"AWS::NoValue\"}]}"},
      {"!Sub\n  - a${b}\n  - b: !GetAtt C.D\n",
       "map{Fn::Sub:list[str\"a${b}\" map{b:map{Fn::GetAtt:list[str\"C\" str\"D\"]}}]}"},
      {"!Transform {Name: A, Parameters: {B: c}}",
       "map{Fn::Transform:map{Name:str\"A\" Parameters:map{B:str\"c\"}}}"},
      {"!Sub |\n  a ${B}\n", "map{Fn::Sub:str\"a ${B}\\n\"}"},
      {"!GetAZs", "map{Fn::GetAZs:str\"\"}"},
      {"!Ref null", "map{Ref:str\"null\"}"},
      {"!Ref 12", "map{Ref:str\"12\"}"},
      {"[a, !Ref AWS::NoValue, 5]", "list[str\"a\" map{Ref:str\"AWS::NoValue\"} int5]"},
      {"!!str 5", "str\"5\""},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(dumped("x: " + text, cloudformation()), "map{x:" + expected + "}") << text;
}

TEST(Yaml, SpansOfCloudFormationShortForms) {
  const Case cases[] = {
      {"a: !Ref B # c", "[a: !Ref B](a)[!Ref B](!Ref)[B]"},
      {"a: !GetAtt B.C.D", "[a: !GetAtt B.C.D](a)[!GetAtt B.C.D](!GetAtt)[B.C.D][B][C.D]"},
      {"a: !GetAtt \"B.C\"", "[a: !GetAtt \"B.C\"](a)[!GetAtt \"B.C\"](!GetAtt)[\"B.C\"][B][C]"},
      {"a: &x !Sub\n  'b'\n", "[a: &x !Sub\n  'b'](a)[!Sub\n  'b'](!Sub)['b']"},
      {"a: !If [B, !Ref C]",
       "[a: !If [B, !Ref C]](a)[!If [B, !Ref C]](!If)[[B, !Ref C]][B][!Ref C](!Ref)[C]"},
      {"- !Join\n  - ''\n  - [a]\n",
       "[- !Join\n  - ''\n  - [a]][!Join\n  - ''\n  - [a]](!Join)[- ''\n  - [a]][''][[a]][a]"},
      {"a: !GetAZs\nb: c", "[a: !GetAZs\nb: c](a)[!GetAZs](!GetAZs)[](b)[c]"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(placed(text, cloudformation()), expected) << text;
}

// yaml-cpp alone refuses or misreads these.
TEST(Yaml, TagsBetweenDashAndScalarOfSeveralLines) {
  const Case cases[] = {
      {"- !Sub |\n  a\n  b\n- c", "list[map{Fn::Sub:str\"a\\nb\\n\"} str\"c\"]"},
      {"a:\n- !Sub >-\n  b\n   c\n", "map{a:list[map{Fn::Sub:str\"b\\n c\"}]}"},
      {"- - !Sub |2\n      a\n", "list[list[map{Fn::Sub:str\"  a\\n\"}]]"},
      {"- !Sub a\n  b\n- c", "list[map{Fn::Sub:str\"a b\"} str\"c\"]"},
      {"- !!str 1\n  2\n", "list[str\"1 2\"]"},
      {"? a\n: !Sub |\n  b\n", "map{a:map{Fn::Sub:str\"b\\n\"}}"},
      {"- !GetAtt A.B\n- !Ref C\n",
       "list[map{Fn::GetAtt:list[str\"A\" str\"B\"]} map{Ref:str\"C\"}]"},
      {"- a: |\n    - !Sub |\n     b\n- !Sub |\n  c\n",
       "list[map{a:str\"- !Sub |\\n b\\n\"} map{Fn::Sub:str\"c\\n\"}]"},
      {"a:\n  !Sub |\n  b\nc: d", "map{a:map{Fn::Sub:str\"b\\n\"} c:str\"d\"}"},
      {"a:\n  !Sub |\n    b\nc:\n  - !Sub |\n    d\n",
       "map{a:map{Fn::Sub:str\"b\\n\"} c:list[map{Fn::Sub:str\"d\\n\"}]}"},
      {"a:\n  !Sub b\n  c\nd: e", "map{a:map{Fn::Sub:str\"b c\"} d:str\"e\"}"},
      {"a:\n  !Sub b\nc: d", "map{a:map{Fn::Sub:str\"b\"} c:str\"d\"}"},
      {"- !Foo a: b\n  c: d", "list[map{a:str\"b\" c:str\"d\"}]"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(dumped(text, cloudformation()), expected) << text;
  EXPECT_EQ(placed("- !Sub |\n  a\n- !Ref b", cloudformation()),
            "[- !Sub |\n  a\n- !Ref b][!Sub |\n  a](!Sub)[|\n  a][!Ref b](!Ref)[b]");
}

TEST(Yaml, UnknownTagsAreWarnedAboutOnce) {
  EXPECT_EQ(
      dumped("a: !Ref B\nc: !Ref D\ne: !x [1]\n"),
      "map{a:str\"B\" c:str\"D\" e:list[int1]}\n"
      "1:4-1:8 the tag !Ref is not known and has no effect | put a text that starts with '!' "
      "in quotes\n"
      "3:4-3:6 the tag !x is not known and has no effect | put a text that starts with '!' in "
      "quotes");
}

TEST(Yaml, OnlyTheFirstDocumentIsRead) {
  const std::string note =
      " only the first of several YAML documents is read | put every document into its own file";
  EXPECT_EQ(dumped("a: 1\n---\nb: 2\n"), "map{a:int1}\n2:1-2:4" + note);
  EXPECT_EQ(dumped("a: 1\n...\n---\nb: [\n"), "map{a:int1}\n2:1-2:4" + note);
  EXPECT_EQ(dumped("---\na: 1\n--- x\n"), "map{a:int1}\n3:1-3:4" + note);
  EXPECT_EQ(dumped("---\na: 1\n...\n# b\n---\n"), "map{a:int1}");
  EXPECT_EQ(dumped("---\na: 1\n---\n\n"), "map{a:int1}");
  EXPECT_EQ(parse_yaml("a\n---\nb", 1).diagnostics[0].level, Diagnostic::Level::kNote);
}

TEST(Yaml, AnEmptyStreamIsNull) {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n", "\xEF\xBB\xBF", "...\n"})
    EXPECT_EQ(dumped(text), "null") << text;
}

TEST(Yaml, JsonIsRead) {
  EXPECT_EQ(dumped("\n{\"a\":\"\\ud83d\\ude00\",\t\"b\":[1.0]}"), "map{a:str\"😀\" b:list[int1]}");
  EXPECT_EQ(placed("{\"a\": \"b\"}"), "[{\"a\": \"b\"}](\"a\")[\"b\"]");
}

TEST(Yaml, ErrorsNameThePlace) {
  const Case cases[] = {
      {"a:\n\tb: 1", "2:1-2:2 a tab is used for indentation | indent with spaces"},
      {"\ta: 1", "1:1-1:2 a tab is used for indentation | indent with spaces"},
      {"a:\n  - b\n \t- c", "3:2-3:3 a tab is used for indentation | indent with spaces"},
      {"a: |\n  b\n\tc", "3:1-3:2 a tab is used for indentation | indent with spaces"},
      {"a: b: c",
       "1:5-1:6 a ':' cannot stand here | quote a text that contains ': ', and check the "
       "indentation of this line"},
      {"a: 1\n  b: 2",
       "2:4-2:5 a ':' cannot stand here | quote a text that contains ': ', and check the "
       "indentation of this line"},
      {"a:\n  b: 1\n c: 2",
       "3:2-3:3 this line does not fit the map above it | indent it like the keys of the map it "
       "belongs to"},
      {"a: 1\n- b",
       "2:1-2:2 this line does not fit the map above it | indent it like the keys of the map it "
       "belongs to"},
      {"- a\nb: 1",
       "2:1-2:2 expected the end of the document here | check the indentation and the quotes of "
       "what stands before"},
      {"- a\n  - b: 1\n c",
       "2:6-2:7 a ':' cannot stand here | quote a text that contains ': ', and check the "
       "indentation of this line"},
      {"a: - b",
       "1:4-1:5 a list entry cannot start here | put '- ' at the start of its own line, below the "
       "key"},
      {"a: 'b' c", "1:8-1:9 unexpected text behind a value | put the whole value in quotes"},
      {"a: 1\nfoo\nb: 2",
       "3:2-3:3 a ':' cannot stand here | quote a text that contains ': ', and check the "
       "indentation of this line"},
      {"a: 1\nfoo\n",
       "2:1-2:4 expected ':' behind the key | a plain text over several lines must be indented "
       "more "
       "than its key"},
      {"a: [b, c", "1:9-1:9 a list is not closed | add the closing ']'"},
      {"a: {b: c", "1:9-1:9 a map is not closed | add the closing '}'"},
      {"a: [[b", "1:5-1:6 the '[' is not closed"},
      {"a: {b: c\nd: e", "2:2-2:3 expected ',' or '}' in a map"},
      {"a: [b}", "1:6-1:7 a closing bracket that nothing opens"},
      {"a: ]", "1:4-1:5 a closing bracket that nothing opens"},
      {"a: \"b\nc: d\n", "1:4-1:5 a quoted string is not closed | add the closing quote"},
      {"a: it's # don't\nb: 'c", "2:4-2:5 a quoted string is not closed | add the closing quote"},
      {"a: @b", "1:4-1:5 a plain value cannot start with '@' | put the value in quotes"},
      {"a: %b", "1:4-1:5 a plain value cannot start with '%' | put the value in quotes"},
      {"あ: `b`", "1:4-1:5 a plain value cannot start with '`' | put the value in quotes"},
      {"a: *b", "1:4-1:5 an alias without an anchor | quote a text that starts with '*'"},
      {"a: *", "1:5-1:5 a '*' without the name of an anchor | quote a text that starts with '*'"},
      {"a: !x !y b", "1:7-1:8 two tags on one value | write the inner one in its long form"},
      {"a: \"\\q\"",
       "1:7-1:8 an unknown escape in a double-quoted string | write a backslash as \\\\, or use "
       "single quotes"},
      {"a: | b",
       "1:6-1:7 text behind the '|' or '>' of a block scalar | start the text on the next line"},
      {"a: {{ must_env `X` }}",
       "1:4-1:6 a template action {{ ... }} that nothing has replaced | put it in quotes: '{{ ... "
       "}}'"},
      {"a: {{ x }}",
       "1:4-1:6 a template action {{ ... }} that nothing has replaced | put it in quotes: '{{ ... "
       "}}'"},
      {"a: b\n\n{{ x }}\n",
       "3:1-3:3 a template action {{ ... }} that nothing has replaced | put it in quotes: '{{ ... "
       "}}'"},
      {"a: b\n{{x}}c: d\n",
       "2:1-2:3 a template action {{ ... }} that nothing has replaced | put it in quotes: '{{ ... "
       "}}'"},
      {"? [a]\n: b", "1:3-1:4 a list or map cannot be a key here"},
      {"? a: b\n: c", "1:3-1:4 a list or map cannot be a key here"},
      {": b", "1:1-1:1 an entry of a map has no key | quote a text that starts with ':' or '?'"},
      {"{: b}", "1:2-1:2 an entry of a map has no key | quote a text that starts with ':' or '?'"},
      {"a: \x01", "1:4-1:5 the control character \\x01 is not allowed in YAML"},
      {std::string("a: b\0c", 6),
       "1:5-1:6 the control character \\x00 is not allowed in YAML | save the file as UTF-8"},
      {"a: \xff", "1:4-1:5 the text is not valid UTF-8 | save the file as UTF-8"},
      {"%YAML 2.0\n---\na", "1:1-1:2 a YAML version above 1"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(only_error(text), expected) << text;
}

TEST(Yaml, LimitsEndTheParse) {
  YamlOptions options;
  options.limits.depth = 3;
  EXPECT_EQ(dumped("a: {b: {c: d}}", options), "map{a:map{b:map{c:str\"d\"}}}");
  EXPECT_EQ(only_error("a: {b: {c: [d]}}", options), "1:12-1:13 nested more than 3 levels deep");
  EXPECT_EQ(only_error("- - - - a", options), "1:7-1:8 nested more than 3 levels deep");
  options.limits.nodes = 4;
  EXPECT_EQ(dumped("- a\n- b\n- c", options), "list[str\"a\" str\"b\" str\"c\"]");
  EXPECT_EQ(only_error("- a\n- b\n- c\n- d", options), "4:4-4:4 more than 4 values in one file");
  options.limits.bytes = 5;
  EXPECT_EQ(only_error("a: bcd", options), "1:1-1:1 larger than 5 bytes");
}

TEST(Yaml, BillionLaughsAreStopped) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j)
      text += (j == 0 ? "" : ", ") + before;
    text += "]\n";
  }
  YamlOptions options;
  options.limits.nodes = 100'000;
  const Parsed parsed = parse_yaml(text, 1, options);
  EXPECT_FALSE(parsed.ok);
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(parsed.diagnostics[0].message, "more than 100000 values in one file");
}

TEST(Yaml, HostileNestingIsRefusedWithoutHarm) {
  const auto times = [](int count, const std::string& what) {
    std::string out;
    for (int i = 0; i < count; ++i)
      out += what;
    return out;
  };
  std::string stairs;
  for (int i = 0; i < 1000; ++i)
    stairs += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  for (const std::string& text :
       {times(200'000, "["), times(200'000, "{"), "a: " + times(200'000, "["), times(100'000, "- "),
        times(100'000, "? "), times(50'000, "[{"), times(50'000, "{a: "), stairs,
        times(50'000, "!!seq ["), times(50'000, "- ? ")}) {
    const Parsed parsed = parse_yaml(text, 1);
    EXPECT_FALSE(parsed.ok) << text.substr(0, 20);
  }
}

}  // namespace
}  // namespace advisor
