#include "parsers/json.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "src/model/dump.h"
#include "tests/parsers/places.h"

namespace advisor {
namespace {

std::string only_error(const std::string& text, const JsonOptions& options = {}) {
  const Parsed parsed = parse_json(text, 1, options);
  if (parsed.ok || parsed.diagnostics.size() != 1 || !parsed.root.is_null())
    return "no single error: " + dump(parsed.root);
  if (parsed.diagnostics[0].level != Diagnostic::Level::kError)
    return "not an error: " + show(parsed.diagnostics[0], text);
  return show(parsed.diagnostics[0], text);
}

TEST(Json, ReadsValues) {
  const std::pair<const char*, const char*> cases[] = {
      {"null", "null"},
      {" true ", "true"},
      {"false\n", "false"},
      {"0", "int0"},
      {"-0", "int0"},
      {"-12", "int-12"},
      {"30.0", "int30"},
      {"3e1", "int30"},
      {"1.5", "double1.5"},
      {"-2.5E-1", "double-0.25"},
      {"9223372036854775807", "int9223372036854775807"},
      {"-9223372036854775808", "int-9223372036854775808"},
      {"9223372036854775808", "double9.223372036854776e+18"},
      {"-9223372036854775809", "double-9.223372036854776e+18"},
      {"1e18", "int1000000000000000000"},
      {"1e19", "double1e+19"},
      {R"("a\"b\\\u00e9\ud83d\ude00")", "str\"a\\\"b\\é😀\""},
      {R"("{{ must_env `X` }}")", "str\"{{ must_env `X` }}\""},
      {"[]", "list[]"},
      {"{}", "map{}"},
      {R"([1,"a",[],{"b":null}])", "list[int1 str\"a\" list[] map{b:null}]"},
      {R"({"a":{"b":[1,2]},"":3})", "map{a:map{b:list[int1 int2]} :int3}"},
      {"\xEF\xBB\xBF{\"a\":1}", "map{a:int1}"},
      {"\t\r\n [1]\r\n", "list[int1]"},
  };
  for (const auto& [text, expected] : cases) {
    const Parsed parsed = parse_json(text, 1);
    EXPECT_TRUE(parsed.ok) << text;
    EXPECT_TRUE(parsed.diagnostics.empty()) << text;
    EXPECT_EQ(dump(parsed.root), expected) << text;
  }
}

TEST(Json, SpansAreExact) {
  const std::pair<const char*, const char*> cases[] = {
      {"  12 ", "[12]"},
      {"-1.5e+3", "[-1.5e+3]"},
      {R"( {"a\"" : "x\\" , "b":[ true,null ] } )",
       R"([{"a\"" : "x\\" , "b":[ true,null ] }]("a\"")["x\\"]("b")[[ true,null ]][true][null])"},
      {"\xEF\xBB\xBF{\r\n\"日本\":\"語,:\"}", "[{\r\n\"日本\":\"語,:\"}](\"日本\")[\"語,:\"]"},
      {"[[],{},[{}]]", "[[[],{},[{}]]][[]][{}][[{}]][{}]"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(places(parse_json(text, 7).root, text), expected) << text;
}

TEST(Json, OfDuplicateKeysTheLastCountsAtThePlaceOfTheFirst) {
  const std::string text = R"({"a":1,"b":2,"a":{"x":1,"x":2},"a":3})";
  const Parsed parsed = parse_json(text, 7);
  EXPECT_TRUE(parsed.ok);
  EXPECT_EQ(dump(parsed.root), "map{a:int3 b:int2}");
  EXPECT_EQ(places(parsed.root, text), "[" + text + R"(]("a")[3]("b")[2])");
  std::vector<std::string> shown;
  for (const Diagnostic& diagnostic : parsed.diagnostics) {
    EXPECT_EQ(diagnostic.level, Diagnostic::Level::kWarning);
    shown.push_back(show(diagnostic, text));
  }
  EXPECT_EQ(shown, (std::vector<std::string>{
                       "1:14-1:17 the key \"a\" is written again: the last value counts | remove "
                       "one of the two entries",
                       "1:25-1:28 the key \"x\" is written again: the last value counts | remove "
                       "one of the two entries",
                       "1:32-1:35 the key \"a\" is written again: the last value counts | remove "
                       "one of the two entries"}));
}

TEST(Json, DuplicateKeysOfLargeMaps) {
  std::string text = "{";
  for (int i = 0; i < 40; ++i)
    text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  text += R"("k3":"again","k39":"again","k3":"last"})";
  const Parsed parsed = parse_json(text, 1);
  ASSERT_EQ(parsed.root.as_map()->size(), 40U);
  EXPECT_EQ(dump(*parsed.root.find("k3")), "str\"last\"");
  EXPECT_EQ(dump(*parsed.root.find("k39")), "str\"again\"");
  EXPECT_EQ((*parsed.root.as_map())[3].key, "k3");
  EXPECT_EQ(parsed.diagnostics.size(), 3U);
}

TEST(Json, ManyDuplicateKeysAreCountedAndCostLittle) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i)
    text += "\"k" + std::to_string(i % 100'000) + "\":1,";
  text.back() = '}';
  const Parsed parsed = parse_json(text, 1);
  EXPECT_EQ(parsed.root.as_map()->size(), 100'000U);
  ASSERT_EQ(parsed.diagnostics.size(), 51U);
  EXPECT_EQ(parsed.diagnostics.back().message, "99950 more keys are written again in this file");
}

TEST(Json, ErrorsNameTheOffendingByte) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "1:1-1:1 expected a JSON value, but the text is empty"},
      {"\xEF\xBB\xBF \n", "2:1-2:1 expected a JSON value, but the text is empty"},
      {"{\n  \"a\": 1,\n}", "2:9-2:10 a comma before the closing '}' | remove the comma"},
      {"[1, ]", "1:3-1:4 a comma before the closing ']' | remove the comma"},
      {"{\"a\": 1\n \"b\": 2}",
       "2:2-2:3 expected ',' or '}' after a value, found '\"' | put a comma behind the value "
       "before"},
      {"[1 2]",
       "1:4-1:5 expected ',' or ']' after a value, found '2' | put a comma behind the value "
       "before"},
      {"[1}", "1:3-1:4 expected ',' or ']' after a value, found '}'"},
      {"{\"a\": [1}", "1:9-1:10 expected ',' or ']' after a value, found '}'"},
      {"{\"a\" 1}", "1:6-1:7 expected ':' after a key, found '1'"},
      {"{\"a\",}", "1:5-1:6 expected ':' after a key, found ','"},
      {"{\"a\":}", "1:6-1:7 expected a value, found '}'"},
      {"{\"a\":,}",
       "1:6-1:7 expected a value, found ',' | remove the comma or put a value before it"},
      {"[,1]", "1:2-1:3 expected a value, found ',' | remove the comma or put a value before it"},
      {"{,}", "1:2-1:3 expected a key in double quotes, found ',' | remove the comma"},
      {"{a: 1}", "1:2-1:3 expected a key in double quotes, found 'a' | write \"a\""},
      {"{1: 2}", "1:2-1:3 expected a key in double quotes, found '1' | write \"1\""},
      {"{'a': 1}", "1:2-1:3 a string in single quotes | write strings in double quotes: \"text\""},
      {"{\"a\": 'x'}",
       "1:7-1:8 a string in single quotes | write strings in double quotes: \"text\""},
      {"{\n  // x\n  \"a\": 1}", "2:3-2:4 JSON has no comments | remove the comment"},
      {"{\"a\": 1 /* x */}", "1:9-1:10 JSON has no comments | remove the comment"},
      {"[1,\n# x\n2]", "2:1-2:2 JSON has no comments | remove the comment"},
      {"{\"a\": {{ must_env `X` }}}",
       "1:7-1:9 a template action {{ ... }} that nothing has replaced | the file must be JSON once "
       "the template is rendered"},
      {"{{ .X }}",
       "1:1-1:3 a template action {{ ... }} that nothing has replaced | the file must be JSON once "
       "the template is rendered"},
      {"{\n \"a\": [1,\n", "3:1-3:1 unexpected end of the text: the '[' of line 2 is not closed"},
      {"{\n \"a\"", "2:5-2:5 unexpected end of the text: the '{' of line 1 is not closed"},
      {"{\"a\":", "1:6-1:6 unexpected end of the text: the '{' of line 1 is not closed"},
      {"{", "1:2-1:2 unexpected end of the text: the '{' of line 1 is not closed"},
      {"[\"a", "1:2-1:3 a string is not closed | put '\"' behind its last character"},
      {"[\"a\\", "1:2-1:3 a string is not closed | put '\"' behind its last character"},
      {"{\"a: 1,\n \"b\": 2}",
       "1:2-1:8 a string is not closed before the end of its line | write a line break inside a "
       "string as \\n"},
      {"[\"a\tb\"]", "1:4-1:5 a control character in a string must be written as \\u0009"},
      {"[\"é\\q\"]", "1:4-1:6 JSON has no escape \"\\q\" | write a backslash as \\\\"},
      {"[\"\\u12g4\"]", "1:3-1:5 \\u needs four hexadecimal digits"},
      {"[\"\\ud83d x\"]", "1:3-1:9 half of a surrogate pair: \\ud83d"},
      {"[\"\\ude00\"]", "1:3-1:9 half of a surrogate pair: \\ude00"},
      {"[\"a\xff\"]", "1:4-1:5 the text is not valid UTF-8 | save the file as UTF-8"},
      {"[NaN]", "1:2-1:5 JSON has no number 'NaN'"},
      {"[-Infinity]", "1:2-1:11 JSON has no number '-Infinity'"},
      {"[True]", "1:2-1:6 expected a value, found 'True' | write true"},
      {"[None]", "1:2-1:6 expected a value, found 'None' | write null"},
      {"[nul]", "1:2-1:5 expected a value, found 'nul' | write null"},
      {"[hello]", "1:2-1:7 expected a value, found 'hello' | write strings in double quotes"},
      {"[012]",
       "1:2-1:5 a number must not start with 0 | write the number without leading zeros, or as a "
       "string"},
      {"[1x]", "1:3-1:4 expected ',' or ']' after a value, found 'x'"},
      {"[.5]", "1:2-1:3 a number needs a digit before the '.'"},
      {"[1.]", "1:4-1:5 a number needs a digit behind the '.'"},
      {"[1.5e]", "1:6-1:7 a number needs a digit in the exponent"},
      {"[+1]", "1:2-1:3 a number must not start with '+' | remove the '+'"},
      {"[-]", "1:3-1:4 expected a digit"},
      {"[1e999]", "1:2-1:7 the number is out of range"},
      {"{\"日本\": 1 \"b\"}",
       "1:10-1:11 expected ',' or '}' after a value, found '\"' | put a comma behind the value "
       "before"},
      {"<html>", "1:1-1:2 expected a value, found '<'"},
      {"{} {}", "1:4-1:5 expected the end of the text behind the value"},
      {"01", "1:2-1:3 expected the end of the text behind the value"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(only_error(text), expected) << text;
}

TEST(Json, AByteZeroDoesNotEndTheText) {
  EXPECT_EQ(only_error(std::string("[1\0]", 4)),
            "1:3-1:4 expected ',' or ']' after a value, found '\\x00'");
  EXPECT_EQ(only_error(std::string("1\0", 2)),
            "1:2-1:3 expected the end of the text behind the value");
}

TEST(Json, TrailingTextCanBeIgnored) {
  JsonOptions options;
  options.ignore_trailing_text = true;
  const std::string text = "{\"a\":1}\n}  garbage\n";
  const Parsed parsed = parse_json(text, 7, options);
  EXPECT_TRUE(parsed.ok);
  EXPECT_EQ(dump(parsed.root), "map{a:int1}");
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(parsed.diagnostics[0].level, Diagnostic::Level::kWarning);
  EXPECT_EQ(show(parsed.diagnostics[0], text),
            "2:1-2:11 the text behind the first value is not read | remove it");
  EXPECT_TRUE(parse_json("{}\n\t\n", 7, options).diagnostics.empty());
}

TEST(Json, LimitsEndTheParse) {
  JsonOptions options;
  options.limits.depth = 3;
  EXPECT_TRUE(parse_json("[[{}]]", 1, options).ok);
  EXPECT_EQ(only_error("[[{\"a\":[]}]]", options), "1:8-1:9 nested more than 3 levels deep");
  options.limits.nodes = 4;
  EXPECT_TRUE(parse_json("[1,2,3]", 1, options).ok);
  EXPECT_EQ(only_error("[1,2,3,4,5]", options), "1:10-1:11 more than 4 values in one file");
  options.limits.bytes = 5;
  EXPECT_TRUE(parse_json("[1,2]", 1, options).ok);
  EXPECT_EQ(only_error("[1,2 ]", options), "1:1-1:1 larger than 5 bytes");
  EXPECT_EQ(only_error(std::string(1'000'000, '[')),
            "1:201-1:202 nested more than 200 levels deep");
}

// A random document printed with random white space, and the spans it must have.
class RandomJson {
 public:
  explicit RandomJson(unsigned seed) : random_(seed) {}

  Value make(int depth) {
    space();
    const std::uint32_t begin = here();
    const int kind = pick(depth > 0 ? 7 : 5);
    Value value;
    if (kind == 5)
      value = Value::list(elements(depth));
    else if (kind == 6)
      value = Value::map(members(depth));
    else
      value = leaf(kind);
    value.set_span({7, begin, here()});
    space();
    return value;
  }
  std::string text;

 private:
  int pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  std::uint32_t here() const { return static_cast<std::uint32_t>(text.size()); }
  void space() {
    constexpr const char* kSpaces[] = {"", "", " ", "\n", "\r\n\t", "   "};
    text += kSpaces[pick(6)];
  }
  std::string string() {
    struct Part {
      const char* source;
      const char* value;
    };
    constexpr Part kParts[] = {{"a", "a"},       {"\\\"", "\""}, {"\\\\", "\\"}, {"日", "日"},
                               {"\\u0041", "A"}, {"{", "{"},     {",", ","},     {" : ", " : "},
                               {"\\n", "\n"},    {"😀", "😀"}};
    text += '"';
    std::string value;
    for (int i = pick(6); i > 0; --i) {
      const Part& part = kParts[pick(10)];
      text += part.source;
      value += part.value;
    }
    text += '"';
    return value;
  }
  Value leaf(int kind) {
    if (kind == 0) {
      text += "null";
      return {};
    }
    if (kind == 1) {
      text += "true";
      return Value::boolean(true);
    }
    if (kind == 2) {
      const int number = pick(100'000) - 50'000;
      text += std::to_string(number);
      return Value::integer(number);
    }
    if (kind == 3) {
      text += "-0.5e2";
      return Value::integer(-50);
    }
    return Value::string(string());
  }
  List elements(int depth) {
    List list;
    text += '[';
    for (int i = pick(4); i > 0; --i) {
      list.push_back(make(depth - 1));
      text += i > 1 ? "," : "";
    }
    text += ']';
    return list;
  }
  Map members(int depth) {
    Map map;
    text += '{';
    for (int i = pick(4); i > 0; --i) {
      space();
      const std::uint32_t begin = here();
      Member member;
      member.key = "k" + std::to_string(i);
      text += '"' + member.key + '"';
      member.key_span = {7, begin, here()};
      space();
      text += ':';
      member.value = make(depth - 1);
      map.push_back(std::move(member));
      text += i > 1 ? "," : "";
    }
    text += '}';
    return map;
  }
  std::mt19937 random_;
};

TEST(Json, RandomDocumentsKeepValuesAndSpans) {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    RandomJson random(seed);
    const Value expected = random.make(4);
    const Parsed parsed = parse_json(random.text, 7);
    ASSERT_TRUE(parsed.ok) << random.text;
    ASSERT_EQ(dump(parsed.root), dump(expected)) << random.text;
    ASSERT_EQ(offsets(parsed.root), offsets(expected)) << random.text;
  }
}

// Cutting a valid text anywhere must give one error inside the text or a value, never a crash.
TEST(Json, EveryPrefixIsAnswered) {
  const std::string text =
      R"({"a": [1, -2.5e3, "x\u00e9\n", true, {"b": null}], "日本": {"c": ""}})";
  for (std::size_t length = 0; length < text.size(); ++length) {
    const Parsed parsed = parse_json(text.substr(0, length), 1);
    EXPECT_FALSE(parsed.ok) << length;
    ASSERT_EQ(parsed.diagnostics.size(), 1U);
    EXPECT_LE(parsed.diagnostics[0].span.end, length);
  }
}

void check_strings(const Value& value, const std::string& text, int& checked) {
  const auto again = [&](Span span, const std::string& expected) {
    const Parsed parsed = parse_json(text.substr(span.begin, span.end - span.begin), 1);
    EXPECT_EQ(dump(parsed.root), dump(Value::string(expected)));
    ++checked;
  };
  if (const std::string* string = value.as_string())
    again(value.span(), *string);
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      check_strings(element, text, checked);
  if (const Map* map = value.as_map())
    for (const Member& member : *map) {
      again(member.key_span, member.key);
      check_strings(member.value, text, checked);
    }
}

TEST(Json, CorpusSpansReadAgainGiveTheValue) {
  const std::filesystem::path corpus =
      std::filesystem::path(ADVISOR_SOURCE_DIR) / ".." / "shared" / "corpus";
  if (!std::filesystem::exists(corpus))
    GTEST_SKIP() << "no corpus beside the source tree";
  int read = 0;
  int checked = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() != ".json" || entry.file_size() > 500'000)
      continue;
    std::ostringstream content;
    content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const std::string text = content.str();
    const Parsed parsed = parse_json(text, 1);
    if (!parsed.ok) {
      EXPECT_EQ(parsed.diagnostics.back().level, Diagnostic::Level::kError) << entry.path();
      continue;
    }
    ++read;
    check_strings(parsed.root, text, checked);
  }
  EXPECT_GT(read, 100);
  EXPECT_GT(checked, 1000);
}

}  // namespace
}  // namespace advisor
