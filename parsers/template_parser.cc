#include "parsers/template_parser.h"

#include <cerrno>
#include <cstdlib>
#include <optional>

#include "src/base/text.h"

namespace advisor {
namespace {

using Token = TemplateToken;
using Operand = TemplateOperand;
using Node = TemplateNode;

constexpr int kMaxDepth = 100;

std::optional<Value> number_value(const std::string& text) {
  std::string digits;
  for (const char c : text)
    if (c != '_')
      digits += c;
  char* end = nullptr;
  errno = 0;
  const long long integer = std::strtoll(digits.c_str(), &end, 0);
  if (*end == '\0' && errno == 0)
    return Value::integer(integer);
  errno = 0;
  const double number = std::strtod(digits.c_str(), &end);
  if (*end == '\0' && errno == 0)
    return Value::number(number);
  return std::nullopt;
}

// The pipeline inside one action.
class PipelineParser {
 public:
  PipelineParser(const std::vector<Token>& tokens, std::size_t first, const TemplateSegment& action)
      : tokens_(tokens), next_(first), action_(action) {}

  std::optional<TemplatePipeline> parse() {
    auto result = pipeline(0);
    if (result && next_ < tokens_.size())
      fail("unexpected text in a template action", tokens_[next_]);
    if (fault_)
      return std::nullopt;
    return result;
  }

  TemplateFault fault() const { return *fault_; }

 private:
  void fail(std::string message, const Token& at) { fail(std::move(message), at.begin, at.end); }
  void fail(std::string message, std::uint32_t begin, std::uint32_t end) {
    if (!fault_)
      fault_ = TemplateFault{std::move(message), begin, end};
  }

  const Token* peek() const { return next_ < tokens_.size() ? &tokens_[next_] : nullptr; }
  bool peek_is(Token::Kind kind) const { return peek() != nullptr && peek()->kind == kind; }

  std::optional<TemplatePipeline> pipeline(int depth) {
    if (depth > kMaxDepth) {
      fail("template expression is nested too deeply", action_.begin, action_.end);
      return std::nullopt;
    }
    TemplatePipeline out;
    declarations(out);
    do {
      TemplateCommand command;
      while (peek() != nullptr && !peek_is(Token::Kind::kPipe) && !peek_is(Token::Kind::kClose)) {
        command.push_back(operand(depth));
        if (fault_)
          return std::nullopt;
      }
      if (command.empty()) {
        missing_command();
        return std::nullopt;
      }
      out.commands.push_back(std::move(command));
    } while (take(Token::Kind::kPipe));
    return out;
  }

  void missing_command() {
    if (const Token* token = peek())
      fail("missing value in a template action", *token);
    else
      fail("missing value in a template action", action_.begin, action_.end);
  }

  bool take(Token::Kind kind) {
    if (!peek_is(kind))
      return false;
    ++next_;
    return true;
  }

  // "$a :=", "$a, $b :=" and "$a =" in front of a pipeline; anything else is left alone.
  void declarations(TemplatePipeline& out) {
    std::size_t i = next_;
    std::vector<std::string> names;
    while (i < tokens_.size() && tokens_[i].kind == Token::Kind::kVariable) {
      names.push_back(tokens_[i++].text);
      if (i < tokens_.size() && tokens_[i].kind == Token::Kind::kComma)
        ++i;
      else
        break;
    }
    if (names.empty() || i >= tokens_.size())
      return;
    if (tokens_[i].kind != Token::Kind::kAssign && tokens_[i].kind != Token::Kind::kDeclare)
      return;
    out.variables = std::move(names);
    out.assigns = tokens_[i].kind == Token::Kind::kAssign;
    next_ = i + 1;
  }

  Operand operand(int depth) {
    const Token& token = tokens_[next_++];
    Operand out;
    out.begin = token.begin;
    out.end = token.end;
    switch (token.kind) {
      case Token::Kind::kString:
        out.literal = Value::string(token.text);
        break;
      case Token::Kind::kCharacter:
        out.literal = Value::integer(code_point(token.text));
        break;
      case Token::Kind::kNumber:
        number(out, token);
        break;
      case Token::Kind::kIdentifier:
        identifier(out, token);
        break;
      case Token::Kind::kVariable:
        out.kind = Operand::Kind::kVariable;
        out.name = token.text;
        break;
      case Token::Kind::kField:
        out.kind = Operand::Kind::kDot;
        out.fields.push_back(token.text);
        break;
      case Token::Kind::kDot:
        out.kind = Operand::Kind::kDot;
        break;
      case Token::Kind::kOpen:
        parenthesis(out, token, depth);
        break;
      default:
        fail("unexpected text in a template action", token);
    }
    fields(out);
    return out;
  }

  static std::int64_t code_point(const std::string& text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80)
      return lead;
    std::int64_t value = lead & (0xFFU >> (text.size() + 1));
    for (std::size_t i = 1; i < text.size(); ++i)
      value = (value << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    return value;
  }

  void number(Operand& out, const Token& token) {
    if (const auto value = number_value(token.text))
      out.literal = *value;
    else
      fail("bad number syntax: " + printable(token.text), token);
  }

  static void identifier(Operand& out, const Token& token) {
    if (token.text == "true" || token.text == "false") {
      out.literal = Value::boolean(token.text == "true");
    } else if (token.text != "nil") {
      out.kind = Operand::Kind::kFunction;
      out.name = token.text;
    }
  }

  void parenthesis(Operand& out, const Token& open, int depth) {
    auto inner = pipeline(depth + 1);
    if (!inner)
      return;
    if (!take(Token::Kind::kClose))
      return fail("unclosed parenthesis in a template action", open);
    out.kind = Operand::Kind::kPipeline;
    out.pipeline = std::make_unique<TemplatePipeline>(std::move(*inner));
    out.end = tokens_[next_ - 1].end;
  }

  void fields(Operand& out) {
    while (peek_is(Token::Kind::kField) && !peek()->space_before) {
      out.fields.push_back(peek()->text);
      out.end = peek()->end;
      ++next_;
    }
  }

  const std::vector<Token>& tokens_;
  std::size_t next_;
  const TemplateSegment& action_;
  std::optional<TemplateFault> fault_;
};

class Parser {
 public:
  explicit Parser(LexedTemplate lexed) : lexed_(std::move(lexed)) {}

  ParsedTemplate run() {
    ParsedTemplate out;
    out.faults = std::move(lexed_.faults);
    for (const TemplateSegment& segment : lexed_.segments)
      out.has_actions = out.has_actions || segment.action;
    if (!out.faults.empty())
      return out;
    out.nodes = list(0);
    if (!fault_ && next_ < lexed_.segments.size())
      fail("unexpected {{" + keyword(lexed_.segments[next_]) + "}}", lexed_.segments[next_]);
    if (fault_)
      out.faults.push_back(*fault_);
    return out;
  }

 private:
  void fail(std::string message, const TemplateSegment& at) {
    if (!fault_)
      fault_ = TemplateFault{std::move(message), at.begin, at.end};
  }

  static std::string keyword(const TemplateSegment& segment) {
    if (!segment.action || segment.tokens.empty() ||
        segment.tokens[0].kind != Token::Kind::kIdentifier)
      return "";
    return segment.tokens[0].text;
  }

  // Up to {{ else }} or {{ end }} of an outer block, or to the end of the text.
  std::vector<Node> list(int depth) {
    std::vector<Node> nodes;
    while (!fault_ && next_ < lexed_.segments.size()) {
      const TemplateSegment& segment = lexed_.segments[next_];
      const std::string word = keyword(segment);
      if (word == "else" || word == "end")
        break;
      if (depth > kMaxDepth) {
        fail("template blocks are nested too deeply", segment);
        break;
      }
      ++next_;
      Node node;
      node.begin = segment.begin;
      node.end = node.block_end = segment.end;
      if (segment.action)
        action(node, segment, word, depth);
      nodes.push_back(std::move(node));
    }
    return nodes;
  }

  void action(Node& node, const TemplateSegment& segment, const std::string& word, int depth) {
    if (word == "if" || word == "with" || word == "range") {
      node.kind = word == "if"     ? Node::Kind::kIf
                  : word == "with" ? Node::Kind::kWith
                                   : Node::Kind::kRange;
      pipeline(node, segment, 1);
      block(node, segment, depth);
    } else if (word == "define" || word == "block") {
      node.kind = word == "define" ? Node::Kind::kDefine : Node::Kind::kTemplate;
      block(node, segment, depth);
    } else if (word == "template" || word == "break" || word == "continue") {
      node.kind = word == "template" ? Node::Kind::kTemplate : Node::Kind::kJump;
    } else {
      node.kind = Node::Kind::kAction;
      pipeline(node, segment, 0);
    }
  }

  void pipeline(Node& node, const TemplateSegment& segment, std::size_t first) {
    if (fault_)
      return;
    PipelineParser parser(segment.tokens, first, segment);
    if (auto parsed = parser.parse())
      node.pipeline = std::move(*parsed);
    else
      fault_ = parser.fault();
  }

  void block(Node& node, const TemplateSegment& opening, int depth) {
    node.body = list(depth + 1);
    if (fault_)
      return;
    if (next_ >= lexed_.segments.size())
      return fail("{{" + keyword(opening) + "}} without {{end}}", opening);
    const TemplateSegment& closing = lexed_.segments[next_++];
    node.block_end = closing.end;
    if (keyword(closing) == "end")
      return;
    if (closing.tokens.size() > 1)
      return else_if(node, closing, depth);
    node.otherwise = list(depth + 1);
    if (fault_)
      return;
    if (next_ >= lexed_.segments.size() || keyword(lexed_.segments[next_]) != "end")
      return fail("{{" + keyword(opening) + "}} without {{end}}", opening);
    node.block_end = lexed_.segments[next_++].end;
  }

  // The inner `if` ends with the outer one, at the same {{ end }}.
  void else_if(Node& node, const TemplateSegment& closing, int depth) {
    const std::string& word = closing.tokens[1].text;
    if (closing.tokens[1].kind != Token::Kind::kIdentifier || (word != "if" && word != "with"))
      return fail("unexpected text behind else", closing);
    if (depth > kMaxDepth)
      return fail("template blocks are nested too deeply", closing);
    Node inner;
    inner.kind = word == "if" ? Node::Kind::kIf : Node::Kind::kWith;
    inner.begin = closing.begin;
    inner.end = closing.end;
    pipeline(inner, closing, 2);
    block(inner, closing, depth + 1);
    node.block_end = inner.block_end;
    node.otherwise.push_back(std::move(inner));
  }

  LexedTemplate lexed_;
  std::size_t next_ = 0;
  std::optional<TemplateFault> fault_;
};

}  // namespace

ParsedTemplate parse_template(std::string_view text) {
  return Parser(lex_template(text)).run();
}

}  // namespace advisor
