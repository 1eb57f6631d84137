// Documents of random shape and style, written together with the values and places they must have.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "parsers/yaml.h"
#include "parsers/yaml_scalar.h"
#include "src/model/dump.h"
#include "tests/parsers/places.h"

namespace advisor {
namespace {

struct Literal {
  Span scalar;
  std::size_t index = 0;       // in the value
  std::uint32_t position = 0;  // in the text
};

class RandomYaml {
 public:
  explicit RandomYaml(unsigned seed) : random_(seed) {
    if (chance(8))
      text = "\xEF\xBB\xBF";
    line_break_ = chance(4) ? "\r\n" : "\n";
    if (chance(6))
      text += "---" + line_break_;
    root = collection(0, 3);
    end_line();
    if (chance(6))
      text += "..." + line_break_;
  }

  std::string text;
  Value root;
  std::vector<Literal> literals;

 private:
  int pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  bool chance(int n) { return pick(n) == 0; }
  std::uint32_t here() const { return static_cast<std::uint32_t>(text.size()); }
  Span since(std::uint32_t begin) const { return {7, begin, here()}; }
  void spaces(int count) { text.append(static_cast<std::size_t>(count), ' '); }
  void end_line() {
    if (text.empty() || text.back() == '\n')
      return;
    if (chance(6))
      text += "  # c: 'x";
    text += line_break_;
    if (chance(10))
      text += "# - [x" + line_break_;
    if (chance(10))
      text += line_break_;
  }
  void tag() {
    if (chance(8))
      text += chance(2) ? "! " : "!!str ";
  }
  void anchor() {
    if (chance(8))
      text += "&a" + std::to_string(pick(9)) + " ";
  }

  // A block or flow collection at the start of a line or behind a dash, at column `indent`.
  Value collection(int indent, int depth) {
    const std::uint32_t begin = here();
    Value value =
        chance(3) ? Value::list(block_list(indent, depth)) : Value::map(block_map(indent, depth));
    value.set_span({7, begin, last_});
    return value;
  }

  List block_list(int indent, int depth) {
    List list;
    for (int i = 1 + pick(3); i > 0; --i) {
      if (!list.empty())
        spaces(indent);
      text += "-";
      last_ = here();
      if (depth > 0 && chance(4)) {
        text += " ";
        list.push_back(collection(indent + 2, depth - 1));
      } else {
        list.push_back(block_value(indent, depth));
      }
      end_line();
    }
    return list;
  }

  Map block_map(int indent, int depth) {
    Map map;
    for (int i = 1 + pick(3); i > 0; --i) {
      if (!map.empty())
        spaces(indent);
      Member member = key(i);
      text += chance(8) ? " :" : ":";
      last_ = here();
      member.value = block_value(indent, depth);
      end_line();
      map.push_back(std::move(member));
    }
    return map;
  }

  Member key(int number) {
    Member member;
    constexpr const char* kQuotes[] = {"", "", "'", "\""};
    const std::string quote = kQuotes[pick(4)];
    member.key = (chance(4) ? "鍵 k" : "k") + std::to_string(number);
    const std::uint32_t begin = here();
    text += quote + member.key + quote;
    member.key_span = since(begin);
    return member;
  }

  // Behind a colon or dash of a collection at column `indent`.
  Value block_value(int indent, int depth) {
    const int kind = pick(depth > 0 ? 8 : 5);
    if (kind == 0)
      return Value::null({7, last_, last_});
    if (kind == 5 || kind == 6) {
      text += " ";
      anchor();
      end_line();
      const int deeper = indent + 1 + pick(3);
      spaces(deeper);
      return collection(deeper, depth - 1);
    }
    text += chance(8) ? "   " : " ";
    if (kind == 1)
      return block_scalar(indent);
    if (kind == 7)
      anchor();
    Value value = kind == 7 ? flow(indent, depth - 1) : scalar(indent, false);
    last_ = here();
    return value;
  }

  Value flow(int indent, int depth) {
    const std::uint32_t begin = here();
    Value value;
    if (chance(2)) {
      List list;
      text += "[";
      for (int i = pick(4); i > 0; --i) {
        flow_space(indent);
        list.push_back(flow_value(indent, depth));
        flow_space(indent);
        text += i > 1 || chance(4) ? "," : "";
      }
      flow_space(indent);
      text += "]";
      value = Value::list(std::move(list));
    } else {
      Map map;
      text += "{";
      for (int i = pick(4); i > 0; --i) {
        flow_space(indent);
        Member member = key(i);
        text += ": ";
        member.value = flow_value(indent, depth);
        map.push_back(std::move(member));
        flow_space(indent);
        text += i > 1 || chance(4) ? "," : "";
      }
      flow_space(indent);
      text += "}";
      value = Value::map(std::move(map));
    }
    value.set_span(since(begin));
    return value;
  }
  Value flow_value(int indent, int depth) {
    return depth > 0 && chance(4) ? flow(indent, depth - 1) : scalar(indent, true);
  }
  void flow_space(int indent) {
    if (chance(3))
      text += " ";
    if (!chance(6))
      return;
    text += chance(3) ? " # ]" + line_break_ : line_break_;
    spaces(indent + 1 + pick(3));
  }

  // Adds to a value what stands literally, and remembers where.
  void literal(std::string& value, const std::string& what) {
    for (const char c : what) {
      pending_.emplace_back(value.size(), here());
      value += c;
      text += c;
    }
  }
  void fold(std::string& value, int indent) {
    const int breaks = 1 + pick(3);
    if (chance(3))
      text += "  ";
    for (int i = 0; i < breaks; ++i) {
      text += line_break_;
      if (chance(3) || i + 1 == breaks)
        spaces(indent + 1 + pick(2));
    }
    value += breaks == 1 ? " " : std::string(static_cast<std::size_t>(breaks - 1), '\n');
  }
  Value finish(std::string value, std::uint32_t begin) {
    for (const auto& [index, position] : pending_)
      literals.push_back({since(begin), index, position});
    pending_.clear();
    return Value::string(std::move(value), since(begin));
  }

  Value scalar(int indent, bool in_flow) {
    const int kind = pick(5);
    if (kind == 0)
      return typed();
    tag();
    if (kind < 3)
      return quoted(indent, kind == 1 ? '\'' : '"');
    const std::uint32_t begin = here();
    constexpr const char* kWords[] = {"word", "日本", "a-b", "x:y", "é#z", "it's", "w\"q", "5"};
    std::string value;
    literal(value, "w");
    for (int i = pick(4); i > 0; --i) {
      if (!in_flow && chance(4))
        fold(value, indent);
      else
        literal(value, chance(5) ? "  " : " ");
      literal(value, kWords[pick(8)]);
    }
    return finish(value, begin);
  }

  Value typed() {
    const std::uint32_t begin = here();
    Value value;
    switch (pick(4)) {
      case 0:
        text += "null";
        break;
      case 1:
        text += "True";
        value = Value::boolean(true);
        break;
      case 2:
        text += "-0042";
        value = Value::integer(-42);
        break;
      default:
        text += "2.50";
        value = Value::number(2.5);
        break;
    }
    value.set_span(since(begin));
    return value;
  }

  Value quoted(int indent, char quote) {
    const std::uint32_t begin = here();
    text += quote;
    std::string value;
    for (int i = pick(5); i > 0; --i) {
      literal(value, chance(2) ? "a:" : "# 語");
      if (chance(3)) {
        text += quote == '\'' ? "''" : "\\\"";
        value += quote;
      } else if (quote == '"' && chance(3)) {
        escape(value);
      } else if (chance(4)) {
        fold(value, indent);
        literal(value, "z");
      }
      literal(value, chance(3) ? "  b" : ".");
    }
    text += quote;
    return finish(value, begin);
  }
  void escape(std::string& value) {
    constexpr std::pair<const char*, const char*> kEscapes[] = {
        {"\\n", "\n"},        {"\\u00e9", "é"}, {"\\x41", "A"},    {"\\\\", "\\"},
        {"\\U0001F600", "😀"}, {"\\ ", " "},     {"\\\n   q", "q"}, {"\\/", "/"},
    };
    const auto& [source, meaning] = kEscapes[pick(8)];
    text += source;
    value += meaning;
  }

  Value block_scalar(int indent) {
    tag();
    const std::uint32_t begin = here();
    const bool folded = chance(2);
    const int deeper = 1 + pick(4);
    const bool given = chance(3);
    text += folded ? '>' : '|';
    const std::string chomp = chance(2) ? "" : chance(2) ? "-" : "+";
    if (given && chance(2))
      text += std::to_string(deeper) + chomp;
    else
      text += chomp + (given ? std::to_string(deeper) : "");
    const std::uint32_t header = here();
    if (chance(4))
      text += " # c";
    text += line_break_;
    std::string value;
    block_lines(value, indent + deeper, folded, given);
    // yaml-cpp keeps one line break too few of those behind a folded scalar.
    const int trailing = folded && chomp == "+" ? 0 : pick(3);
    std::uint32_t end = here();
    for (int i = 0; i < trailing; ++i) {
      text += line_break_;
      end = chomp == "+" ? here() : end;
    }
    text += line_break_;
    if (chomp == "+")
      value.append(static_cast<std::size_t>(trailing) + 1, '\n');
    else if (chomp.empty())
      value += '\n';
    EXPECT_GT(end, header);
    last_ = end;
    for (const auto& [index, position] : pending_)
      literals.push_back({{7, begin, end}, index, position});
    pending_.clear();
    return Value::string(std::move(value), {7, begin, end});
  }

  void block_lines(std::string& value, int column, bool folded, bool may_indent) {
    const int lines = 1 + pick(4);
    for (int i = 0; i < lines; ++i) {
      if (i > 0) {
        const int empty = chance(4) ? 1 + pick(2) : 0;
        for (int j = 0; j <= empty; ++j)
          text += line_break_;
        value += !folded      ? std::string(static_cast<std::size_t>(empty + 1), '\n')
                 : empty == 0 ? " "
                              : std::string(static_cast<std::size_t>(empty), '\n');
      }
      spaces(column);
      if (!folded && (i > 0 || may_indent) && chance(3))
        literal(value, "  ");
      constexpr const char* kLines[] = {"has(x) ? y : z", "- # [語", "'", "k: v", "a  b "};
      literal(value, kLines[pick(5)]);
    }
  }

  std::mt19937 random_;
  std::string line_break_;
  std::uint32_t last_ = 0;  // end of the last value
  std::vector<std::pair<std::size_t, std::uint32_t>> pending_;
};

TEST(YamlRandom, DocumentsKeepValuesSpansAndOffsets) {
  std::size_t literals = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    const RandomYaml random(seed);
    const Parsed parsed = parse_yaml(random.text, 7);
    ASSERT_TRUE(parsed.ok) << show(parsed.diagnostics[0], random.text) << "\n" << random.text;
    ASSERT_EQ(dump(parsed.root), dump(random.root)) << seed << "\n" << random.text;
    ASSERT_EQ(offsets(parsed.root), offsets(random.root)) << seed << "\n" << random.text;
    for (const Literal& literal : random.literals)
      ASSERT_EQ(yaml_scalar_offset(random.text, literal.scalar, literal.index), literal.position)
          << seed << "\n"
          << random.text.substr(literal.scalar.begin, literal.scalar.end - literal.scalar.begin);
    literals += random.literals.size();
  }
  EXPECT_GT(literals, 10'000U);
}

TEST(YamlRandom, EveryPrefixIsAnswered) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const RandomYaml random(seed);
    for (std::size_t length = 0; length < random.text.size(); ++length) {
      const Parsed parsed = parse_yaml(random.text.substr(0, length), 7);
      ASSERT_TRUE(parsed.ok || parsed.diagnostics.back().level == Diagnostic::Level::kError);
      for (const Diagnostic& diagnostic : parsed.diagnostics)
        ASSERT_LE(diagnostic.span.end, length);
    }
  }
}

// Every scalar, read again from its span alone, must give its value.
void check_scalars(const Value& value, const std::string& text, int& checked) {
  const auto check = [&](Span span, const std::string& expected) {
    ASSERT_LE(span.begin, span.end);
    ASSERT_LE(span.end, text.size());
    EXPECT_EQ(yaml::decode_scalar(text, span.begin, span.end).value, expected);
    ++checked;
  };
  const Span span = value.span();
  const bool collection = value.as_list() != nullptr || value.as_map() != nullptr;
  if (const std::string* string = value.as_string()) {
    check(span, *string);
  } else if (!collection) {
    const std::string source = text.substr(span.begin, span.end - span.begin);
    EXPECT_EQ(dump(value), dump(yaml::typed_scalar(source, span)));
  }
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      check_scalars(element, text, checked);
  if (const Map* map = value.as_map())
    for (const Member& member : *map) {
      if (text[member.key_span.begin] != '!')
        check(member.key_span, member.key);
      check_scalars(member.value, text, checked);
    }
}

TEST(YamlRandom, CorpusScalarsReadAgainGiveTheValue) {
  const std::filesystem::path corpus =
      std::filesystem::path(ADVISOR_SOURCE_DIR) / ".." / "shared" / "corpus";
  if (!std::filesystem::exists(corpus))
    GTEST_SKIP() << "no corpus beside the source tree";
  int read = 0;
  int checked = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".yml" && extension != ".yaml")
      continue;
    std::ostringstream content;
    content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const std::string text = content.str();
    YamlOptions options;
    options.cloudformation_tags = entry.path().string().find("cloudformation") != std::string::npos;
    const Parsed parsed = parse_yaml(text, 1, options);
    if (!parsed.ok) {
      RecordProperty(entry.path().filename().string(), show(parsed.diagnostics.back(), text));
      continue;
    }
    ++read;
    SCOPED_TRACE(entry.path());
    check_scalars(parsed.root, text, checked);
  }
  EXPECT_GT(read, 100);
  EXPECT_GT(checked, 5000);
}

TEST(YamlScalarOffset, LooksThroughEveryStyle) {
  struct Case {
    std::string text;
    std::size_t offset;
    std::string rest;  // the source text from the answer on
  };
  const Case cases[] = {
      {"a: bcd", 1, "cd"},
      {"a: b\n   c d", 1, "\n   c d"},
      {"a: b\n   c d", 2, "c d"},
      {"a: b\n   c d", 9, ""},
      {"a: 'b''c'", 1, "''c'"},
      {"a: 'b''c'", 2, "c'"},
      {"a: \"\\u00e9b\"", 1, "\\u00e9b\""},
      {"a: \"\\u00e9b\"", 2, "b\""},
      {"a: \"b\\\n   c\"", 1, "c\""},
      {"a: |\n  b\n  c\n", 0, "b\n  c\n"},
      {"a: |\n  b\n  c\n", 1, "\n  c\n"},
      {"a: |\n  b\n  c\n", 2, "c\n"},
      {"a: |\n  b\n  c\n", 3, "\n"},
      {"a: |\n  b\n  c\n", 4, "\n"},
      {"- a: |2\n     b\n", 1, "b\n"},
      {"- a: |2\n     b\n", 0, " b\n"},
      {"a: >-\n  b\n  c\n\n  d\n", 1, "\n  c\n\n  d\n"},
      {"a: >-\n  b\n  c\n\n  d\n", 2, "c\n\n  d\n"},
      {"a: >-\n  b\n  c\n\n  d\n", 4, "d\n"},
  };
  for (const Case& given : cases) {
    const Value root = parse_yaml(given.text, 1).root;
    const Value& scalar =
        root.as_list() == nullptr ? *root.find("a") : *(*root.as_list())[0].find("a");
    EXPECT_EQ(given.text.substr(yaml_scalar_offset(given.text, scalar.span(), given.offset)),
              given.rest)
        << given.text << " at " << given.offset;
  }
}

}  // namespace
}  // namespace advisor
