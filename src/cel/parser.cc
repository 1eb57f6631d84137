// A Pratt parser over the tokens. Binary operators are read by precedence climbing, a chain of &&
// or || becomes one node. Macros are recognized here, because their first arguments are names and
// not expressions.

#include "src/cel/parser.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>

#include "src/cel/lexer.h"
#include "src/cel/macros.h"

namespace advisor::cel {
namespace {

struct Binary {
  Op op;
  int precedence;
};

std::optional<Binary> binary_operator(const Token& token) {
  if (token.kind == Token::Kind::kName && token.text == "in")
    return Binary{Op::kIn, 1};
  if (token.kind != Token::Kind::kPunctuation)
    return std::nullopt;
  static constexpr std::pair<std::string_view, Binary> kOperators[] = {
      {"==", {Op::kEqual, 1}},     {"!=", {Op::kNotEqual, 1}}, {"<", {Op::kLess, 1}},
      {"<=", {Op::kLessEqual, 1}}, {">", {Op::kGreater, 1}},   {">=", {Op::kGreaterEqual, 1}},
      {"+", {Op::kAdd, 2}},        {"-", {Op::kSubtract, 2}},  {"*", {Op::kMultiply, 3}},
      {"/", {Op::kDivide, 3}},     {"%", {Op::kModulo, 3}},
  };
  for (const auto& [text, op] : kOperators)
    if (token.text == text)
      return op;
  return std::nullopt;
}

class Parser {
 public:
  Parser(std::string_view source, std::vector<Token> tokens) : tokens_(std::move(tokens)) {
    ast_.source = source;
    ast_.nodes.reserve(tokens_.size());
    ast_.children.reserve(tokens_.size());
  }

  std::variant<Ast, Issue> run() {
    ast_.root = expression();
    if (!issue_ && token().kind != Token::Kind::kEnd)
      unexpected("an operator or the end");
    if (issue_)
      return *issue_;
    return std::move(ast_);
  }

 private:
  using Children = std::vector<AstChild>;

  const Token& token(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  const Token& take() {
    const Token& taken = token();
    if (at_ + 1 < tokens_.size())
      ++at_;
    return taken;
  }
  bool accept(std::string_view punctuation) {
    if (!token().is(punctuation))
      return false;
    take();
    return true;
  }
  bool expect(std::string_view punctuation) {
    if (accept(punctuation))
      return true;
    unexpected("'" + std::string(punctuation) + "'");
    return false;
  }
  std::uint32_t last_end() const { return at_ == 0 ? 0 : tokens_[at_ - 1].end; }

  NodeId fail(std::string message, std::uint32_t begin, std::uint32_t end, std::string hint = "") {
    if (!issue_)
      issue_ = Issue{std::move(message), std::move(hint), begin, end};
    return kNoNode;
  }
  NodeId unexpected(const std::string& wanted) {
    const Token& found = token();
    const std::string what =
        found.kind == Token::Kind::kEnd
            ? "the expression ends"
            : "'" + std::string(ast_.source.substr(found.begin, found.end - found.begin)) +
                  "' stands";
    return fail(what + " where " + wanted + " should be", found.begin, found.end);
  }

  NodeId add(AstNode node, const Children& children = {}) {
    if (ast_.nodes.size() >= kMaxNodes)
      return fail("the expression has more than 10000 parts", node.begin, node.end);
    node.first = static_cast<std::uint32_t>(ast_.children.size());
    node.count = static_cast<std::uint32_t>(children.size());
    for (const AstChild& child : children) {
      if (child.id == kNoNode)
        return kNoNode;
      node.depth = std::max(node.depth, ast_.nodes[child.id].depth + 1);
    }
    if (node.depth > kMaxDepth)
      return too_deep(node.begin, node.end);
    ast_.children.insert(ast_.children.end(), children.begin(), children.end());
    ast_.nodes.push_back(node);
    return static_cast<NodeId>(ast_.nodes.size() - 1);
  }
  NodeId too_deep(std::uint32_t begin, std::uint32_t end) {
    return fail("the expression is nested more than 100 levels deep", begin, end);
  }
  AstNode make(AstNode::Kind kind, std::uint32_t begin) const {
    AstNode node;
    node.kind = kind;
    node.begin = begin;
    node.end = last_end();
    return node;
  }

  NodeId expression() {
    if (++nesting_ > kMaxDepth)
      return too_deep(token().begin, token().end);
    const NodeId result = conditional();
    --nesting_;
    return result;
  }

  NodeId conditional() {
    const std::uint32_t begin = token().begin;
    const NodeId condition = logic(Op::kOr);
    if (issue_ || !accept("?"))
      return condition;
    const NodeId yes = logic(Op::kOr);
    if (issue_ || !expect(":"))
      return kNoNode;
    const NodeId no = expression();
    return issue_ ? kNoNode
                  : add(make(AstNode::Kind::kConditional, begin),
                        {{condition, false}, {yes, false}, {no, false}});
  }

  NodeId logic(Op op) {
    const std::uint32_t begin = token().begin;
    const auto operand = [&] { return op == Op::kOr ? logic(Op::kAnd) : binary(1); };
    Children operands = {{operand(), false}};
    while (!issue_ && accept(op == Op::kOr ? "||" : "&&"))
      operands.push_back({operand(), false});
    if (issue_ || operands.size() == 1)
      return operands[0].id;
    AstNode node = make(AstNode::Kind::kLogic, begin);
    node.op = op;
    return add(node, operands);
  }

  NodeId binary(int precedence) {
    const std::uint32_t begin = token().begin;
    NodeId left = precedence == 4 ? unary() : binary(precedence + 1);
    while (precedence < 4 && !issue_) {
      const auto found = binary_operator(token());
      if (!found || found->precedence != precedence)
        break;
      const Token sign = take();
      const NodeId right = binary(precedence + 1);
      if (issue_)
        return kNoNode;
      AstNode node = make(AstNode::Kind::kBinary, begin);
      node.op = found->op;
      node.name_begin = sign.begin;
      node.name_end = sign.end;
      left = add(node, {{left, false}, {right, false}});
    }
    return left;
  }

  NodeId unary() {
    const Token first = token();
    if (!first.is("!") && !first.is("-"))
      return postfix();
    if (first.is("-") && is_number(token(1)) && token(1).begin == first.end)
      return postfix();
    std::size_t count = 0;
    while (token().is(first.text) &&
           !(count != 0 && first.is("-") && is_number(token(1)) && token(1).begin == token().end)) {
      take();
      ++count;
    }
    if (token().is(first.is("!") ? "-" : "!"))
      return fail("'!' and '-' cannot be mixed", first.begin, token().end,
                  "put the inner one in parentheses");
    NodeId operand = postfix();
    // Two of a kind cancel each other, but a single one must stay to check the operand's kind.
    for (count = count % 2 == 0 ? 2 : 1; count != 0 && !issue_; --count) {
      AstNode node = make(AstNode::Kind::kUnary, first.begin);
      node.op = first.is("!") ? Op::kNot : Op::kNegate;
      operand = add(node, {{operand, false}});
    }
    return operand;
  }

  static bool is_number(const Token& token) {
    return token.kind == Token::Kind::kInt || token.kind == Token::Kind::kUint ||
           token.kind == Token::Kind::kDouble;
  }

  NodeId postfix() {
    const std::uint32_t begin = token().begin;
    NodeId operand = primary();
    while (!issue_) {
      if (accept("."))
        operand = selector(operand, begin);
      else if (accept("["))
        operand = index(operand, begin);
      else
        return operand;
    }
    return kNoNode;
  }

  NodeId selector(NodeId operand, std::uint32_t begin) {
    const bool optional = accept("?");
    const Token name = token();
    if (name.kind != Token::Kind::kBacktick &&
        (name.kind != Token::Kind::kName || is_keyword(name.text)))
      return unexpected("a property name");
    take();
    if (!optional && name.kind == Token::Kind::kName && token().is("("))
      return call(operand, name, begin);
    AstNode node = make(AstNode::Kind::kSelect, begin);
    node.name = name.text;
    node.name_begin = name.begin;
    node.name_end = name.end;
    node.optional = optional;
    return add(node, {{operand, false}});
  }

  NodeId index(NodeId operand, std::uint32_t begin) {
    const bool optional = accept("?");
    const NodeId key = expression();
    if (issue_ || !expect("]"))
      return kNoNode;
    AstNode node = make(AstNode::Kind::kIndex, begin);
    node.optional = optional;
    return add(node, {{operand, false}, {key, false}});
  }

  // Behind the name, at the opening parenthesis. receiver == kNoNode: a global call.
  NodeId call(NodeId receiver, const Token& name, std::uint32_t begin) {
    take();
    Children arguments;
    while (!issue_ && !token().is(")")) {
      arguments.push_back({expression(), false});
      if (!accept(","))
        break;
      if (token().is(")"))
        unexpected("an argument");
    }
    if (issue_ || !expect(")"))
      return kNoNode;
    if (arguments.size() > kMaxArguments)
      return fail("more than 64 arguments", name.begin, last_end());
    AstNode node = make(AstNode::Kind::kCall, begin);
    node.name = name.text;
    node.name_begin = name.begin;
    node.name_end = name.end;
    node.member = receiver != kNoNode;
    if (!node.member && name.text == "has")
      return has(node, arguments);
    if (node.member && name.text == "bind" && arguments.size() == 3 && is_name(receiver, "cel"))
      return macro(node, kNoNode, {"bind", Op::kBind, 1, 2}, arguments);
    const Macro* found = node.member ? find_macro(name.text, arguments.size()) : nullptr;
    if (found != nullptr)
      return macro(node, receiver, *found, arguments);
    if (node.member)
      arguments.insert(arguments.begin(), {receiver, false});
    return add(node, arguments);
  }

  bool is_name(NodeId id, std::string_view name) const {
    const AstNode& node = ast_.nodes[id];
    return node.kind == AstNode::Kind::kIdent && node.name == name;
  }

  NodeId has(const AstNode& call, const Children& arguments) {
    const AstNode* select = arguments.size() == 1 ? &ast_.nodes[arguments[0].id] : nullptr;
    if (select == nullptr || select->kind != AstNode::Kind::kSelect || select->optional)
      return fail("has() takes one property, as in has(x.Name)", call.begin, call.end);
    AstNode node = *select;
    node.kind = AstNode::Kind::kHas;
    node.begin = call.begin;
    node.end = call.end;
    return add(node, {{ast_.child(*select, 0), false}});
  }

  NodeId macro(AstNode node, NodeId range, const Macro& macro, const Children& arguments) {
    node.kind = AstNode::Kind::kMacro;
    node.op = macro.op;
    for (std::uint32_t i = 0; i < macro.variables; ++i) {
      const AstNode& variable = ast_.nodes[arguments[i].id];
      if (variable.kind != AstNode::Kind::kIdent || variable.leading_dot)
        return fail(std::string(macro.name) + "() takes a simple name as its " +
                        (i == 0 ? "first" : "second") + " argument",
                    variable.begin, variable.end);
      (i == 0 ? node.name : node.second) = variable.name;
    }
    if (node.name == node.second)
      return fail("both variables are called '" + std::string(node.name) + "'", node.begin,
                  node.end);
    Children children;
    if (range != kNoNode)
      children.push_back({range, false});
    children.insert(children.end(), arguments.begin() + macro.variables, arguments.end());
    return add(node, children);
  }

  NodeId primary() {
    const Token first = token();
    switch (first.kind) {
      case Token::Kind::kName:
        return named();
      case Token::Kind::kString:
        take();
        return literal(first.begin, Val::literal(first.text));
      case Token::Kind::kInt:
      case Token::Kind::kUint:
      case Token::Kind::kDouble:
        return number(false);
      case Token::Kind::kPunctuation:
        break;
      default:
        return unexpected("a value");
    }
    if (first.is("-")) {
      take();
      return number(true);
    }
    if (first.is("."))
      return dotted();
    if (first.is("["))
      return list();
    if (first.is("{"))
      return map();
    if (!accept("("))
      return unexpected("a value");
    const NodeId inner = expression();
    return issue_ || !expect(")") ? kNoNode : inner;
  }

  NodeId literal(std::uint32_t begin, const Val& value) {
    AstNode node = make(AstNode::Kind::kLiteral, begin);
    node.literal = value;
    return add(node);
  }

  NodeId named() {
    const Token name = take();
    if (name.text == "true" || name.text == "false")
      return literal(name.begin, Val::boolean(name.text == "true"));
    if (name.text == "null")
      return literal(name.begin, Val());
    return identifier(name, name.begin, false);
  }

  NodeId dotted() {
    const std::uint32_t begin = take().begin;
    const Token name = token();
    if (name.kind != Token::Kind::kName)
      return unexpected("a name");
    take();
    return identifier(name, begin, true);
  }

  NodeId identifier(const Token& name, std::uint32_t begin, bool leading_dot) {
    if (is_keyword(name.text) || is_reserved(name.text))
      return fail("'" + std::string(name.text) + "' is a reserved word", name.begin, name.end);
    if (token().is("("))
      return call(kNoNode, name, begin);
    AstNode node = make(AstNode::Kind::kIdent, begin);
    node.name = name.text;
    node.name_begin = name.begin;
    node.name_end = name.end;
    node.leading_dot = leading_dot;
    return add(node);
  }

  NodeId number(bool negative) {
    const Token text = take();
    const std::uint32_t begin = negative ? text.begin - 1 : text.begin;
    if (text.kind == Token::Kind::kDouble)
      return real(text, begin, negative);
    const bool hex = text.text.size() > 2 && (text.text[1] == 'x' || text.text[1] == 'X');
    const std::string_view digits = hex ? text.text.substr(2) : text.text;
    std::uint64_t value = 0;
    const auto parsed =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
    const bool too_large = parsed.ec != std::errc();
    if (text.kind == Token::Kind::kUint) {
      if (too_large || negative)
        return fail(negative ? "an unsigned number cannot be negative"
                             : "the number does not fit into 64 bits",
                    begin, text.end);
      return literal(begin, Val::unsigned_integer(value));
    }
    const std::uint64_t bound = std::uint64_t{1} << 63U;
    if (too_large || value > bound || (value == bound && !negative))
      return fail("the number does not fit into 64 bits", begin, text.end);
    return literal(begin, Val::integer(static_cast<std::int64_t>(negative ? 0 - value : value)));
  }

  NodeId real(const Token& text, std::uint32_t begin, bool negative) {
    double value = 0;
    const auto parsed =
        std::from_chars(text.text.data(), text.text.data() + text.text.size(), value);
    if (parsed.ec == std::errc::result_out_of_range)
      // Too large or too small; strtod tells which and gives infinity or zero.
      value = std::strtod(std::string(text.text).c_str(), nullptr);
    if (std::isinf(value))
      return fail("the number is too large for a double", begin, text.end);
    return literal(begin, Val::real(negative ? -value : value));
  }

  NodeId list() {
    const std::uint32_t begin = take().begin;
    Children elements;
    while (!issue_ && !token().is("]")) {
      const bool optional = accept("?");
      elements.push_back({expression(), optional});
      if (!accept(","))
        break;
    }
    if (issue_ || !expect("]"))
      return kNoNode;
    return add(make(AstNode::Kind::kList, begin), elements);
  }

  NodeId map() {
    const std::uint32_t begin = take().begin;
    Children entries;
    while (!issue_ && !token().is("}")) {
      const bool optional = accept("?");
      const NodeId key = expression();
      if (issue_ || !expect(":"))
        return kNoNode;
      entries.push_back({key, optional});
      entries.push_back({expression(), optional});
      if (!accept(","))
        break;
    }
    if (issue_ || !expect("}"))
      return kNoNode;
    return add(make(AstNode::Kind::kMap, begin), entries);
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::uint32_t nesting_ = 0;
  Ast ast_;
  std::optional<Issue> issue_;
};

}  // namespace

std::variant<Ast, Issue> parse(std::string_view source, Arena& arena) {
  auto tokens = tokenize(source, arena);
  if (const Issue* issue = std::get_if<Issue>(&tokens))
    return *issue;
  return Parser(source, std::move(std::get<std::vector<Token>>(tokens))).run();
}

}  // namespace advisor::cel
