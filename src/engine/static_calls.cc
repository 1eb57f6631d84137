// Calls: what they give, and literals that cannot mean what they were meant to.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

#include "src/base/text.h"
#include "src/cel/cel.h"
#include "src/engine/static_functions.h"
#include "src/engine/static_infer.h"

namespace advisor {
namespace {

using cel::AstNode;
using Kind = StaticType::Kind;
using Level = Diagnostic::Level;
using Node = AstNode::Kind;

constexpr std::size_t kShownValues = 8;

std::optional<std::string_view> literal_text(const AstNode& node) {
  return node.kind == Node::kLiteral ? node.literal.as_string() : std::nullopt;
}

// A string literal of the rule language.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\')
      out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + "'";
}

bool is_namespace(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kNamespaces = {"math", "sets", "regex",
                                                                  "optional", "cel"};
  return std::ranges::find(kNamespaces, name) != kNamespaces.end();
}

std::string documented(const StaticType& type) {
  std::string text;
  const std::vector<std::string>& values = type.schema->enumerated;
  for (std::size_t i = 0; i < values.size() && i < kShownValues; ++i)
    text += (i == 0 ? "" : ", ") + values[i];
  return text + (values.size() > kShownValues ? ", ..." : "");
}

// Text that a pattern matches as it stands, without what only makes it a pattern; nullopt if it
// has more than that.
std::optional<std::string> plain_text(std::string_view pattern) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size() &&
        std::string_view(".-/+*?()[]{}|^$").find(pattern[i + 1]) != std::string_view::npos)
      text += pattern[++i];
    else if (std::string_view(".+*?()[]{}|^$\\").find(pattern[i]) != std::string_view::npos)
      return std::nullopt;
    else
      text += pattern[i];
  }
  return text.empty() ? std::nullopt : std::optional(text);
}

bool names_something(std::string_view property) {
  static constexpr std::array<std::string_view, 5> kEndings = {"Name", "Id", "Identifier", "Arn",
                                                               "ARN"};
  return std::ranges::any_of(kEndings,
                             [&](std::string_view end) { return property.ends_with(end); });
}

// .orValue(d): the content, or d.
StaticType or_value(const StaticType& optional, const StaticType& other) {
  if (optional.kind != Kind::kOptional)
    return {};
  return join(optional.part(), other);
}

}  // namespace

StaticType StaticInference::call(const AstNode& node) {
  std::string name(node.name);
  std::uint32_t first = 0;
  bool member = node.member;
  if (member && at(child(node, 0)).kind == Node::kIdent && is_namespace(at(child(node, 0)).name)) {
    name = std::string(at(child(node, 0)).name) + "." + name;
    first = 1;
    member = false;
  }
  const auto function = member ? names_.functions.end() : names_.functions.find(name);
  if (function != names_.functions.end())
    return user_function(node, function->second);
  std::vector<StaticType> arguments;
  for (std::uint32_t i = first; i < node.count; ++i)
    arguments.push_back(this->node(child(node, i)));
  check_literal(node, name);
  const StaticType subject = arguments.empty() ? StaticType() : arguments[0];
  const bool about_optional = name == "orValue" || name == "or" || name == "value";
  const StaticSignature* signature = static_signature(name);
  const Kind wanted = about_optional         ? Kind::kOptional
                      : signature == nullptr ? Kind::kAny
                                             : signature->subject;
  if (member && wanted != Kind::kAny && !may_be(subject, {wanted})) {
    const bool optional = subject.kind == Kind::kOptional;
    add(Level::kError, fmt::format("{}() does not take {}", name, describe(subject)),
        optional                    ? "take it out with .orValue(...)"
        : wanted == Kind::kOptional ? "only .?Property and [?key] give an optional"
                                    : "",
        node.name_begin, node.name_end);
    return {};
  }
  if (member && wanted == Kind::kString)
    check_text_call(node, subject);
  if (member && name == "orValue" && arguments.size() == 2)
    return or_value(subject, arguments[1]);
  if (member && name == "or" && arguments.size() == 2)
    return arguments[1].kind == Kind::kOptional && subject.kind == Kind::kOptional
               ? StaticType::optional_of(join(subject.part(), arguments[1].part()))
               : StaticType();
  if (member && name == "value")
    return subject.part();
  if (name == "optional.of" && arguments.size() == 1)
    return StaticType::optional_of(subject);
  if (name == "dyn")
    return {};
  const bool keeps = name == "distinct" || name == "reverse" || name == "slice" || name == "sort";
  if (member && keeps)
    return subject.kind == Kind::kList ? subject : StaticType();
  if (member && (name == "first" || name == "last"))
    return subject.kind == Kind::kList && subject.part().kind != Kind::kNever
               ? StaticType::optional_of(subject.part())
               : StaticType();
  if (member && name == "flatten" && node.count == 1 && subject.part().kind == Kind::kList)
    return StaticType::list_of(subject.part().part());
  if (member && name == "sum" && subject.part().kind == Kind::kInt)
    return StaticType::of(Kind::kInt);
  StaticType result = StaticType::of(signature == nullptr ? Kind::kAny : signature->result);
  if (name == "split" || name == "regex.extractAll" || name == "regex.extract")
    result.parts = {StaticType::of(Kind::kString)};
  return result;
}

// duration('1d'), timestamp('2026-13-01'), x.matches('('): compiled alone, because inside of && and
// the like the compiler has to leave such mistakes for the moment they are met.
void StaticInference::check_literal(const AstNode& node, const std::string& name) {
  std::uint32_t argument = 0;
  std::string before;
  if ((name == "duration" || name == "timestamp") && node.count == 1)
    before = name + "(";
  else if (name == "matches" && node.count == 2)
    argument = 1, before = "matches('', ";
  else if ((name == "regex.extract" || name == "regex.extractAll") && node.count == 3)
    argument = 2, before = name + "('', ";
  else
    return;
  const AstNode& literal = at(child(node, argument));
  if (!literal_text(literal))
    return;
  const std::string alone =
      before + std::string(here_->ast.source.substr(literal.begin, literal.end - literal.begin)) +
      ")";
  cel::Scope scope;
  const cel::Compiled compiled = scope.compile(alone);
  if (const auto* issue = std::get_if<cel::Issue>(&compiled))
    add(Level::kError, issue->message, issue->hint, literal.begin, literal.end);
}

void StaticInference::check_text_call(const AstNode& node, const StaticType& receiver) {
  if (node.count != 2)
    return;
  const AstNode& argument = at(child(node, 1));
  const auto wanted = literal_text(argument);
  if (!wanted)
    return;
  if (node.name == "matches")
    check_pattern(node, receiver, argument);
  const bool tests = node.name == "matches" || node.name == "startsWith" ||
                     node.name == "endsWith" || node.name == "contains";
  if (!tests || receiver.kind != Kind::kString || receiver.schema == nullptr)
    return;
  std::string list;
  for (const std::string& value : receiver.values)
    list += (list.empty() ? "" : ", ") + quoted(value);
  if (is_constantly(fmt::format("[{}].exists(v, v.{}({}))", list, node.name, quoted(*wanted)),
                    false))
    add(Level::kWarning,
        fmt::format("no value of {} fits {}({})", receiver.place(), node.name, text(argument)),
        "documented are " + documented(receiver), argument.begin, argument.end);
}

void StaticInference::check_pattern(const AstNode& node, const StaticType&,
                                    const AstNode& argument) {
  const std::string_view pattern = *literal_text(argument);
  if (pattern.starts_with('^')) {
    if (const auto prefix = plain_text(pattern.substr(1)))
      add(Level::kNote, "this pattern is a plain prefix",
          fmt::format("write startsWith({})", quoted(*prefix)), argument.begin, argument.end);
    return;
  }
  const bool anchored = pattern.find_first_of("^$") != std::string_view::npos ||
                        pattern.starts_with("\\A") || pattern.ends_with("\\z") ||
                        pattern.starts_with(".*") || pattern.ends_with(".*");
  if (!anchored && names_something(last_name(child(node, 0))))
    add(Level::kNote, "this pattern fits anywhere in the text",
        plain_text(pattern) ? fmt::format("write contains({}) if that is meant, else ^ and $",
                                          quoted(*plain_text(pattern)))
                            : "write ^ and $ around it, or .* where anything may follow",
        argument.begin, argument.end);
}

// A literal that is compared with a property of documented values must be one of them.
void StaticInference::check_value(const StaticType& type, const AstNode& literal) {
  const auto value = literal_text(literal);
  if (!value || type.kind != Kind::kString || type.schema == nullptr ||
      std::ranges::find(type.values, *value) != type.values.end())
    return;
  std::vector<std::string_view> candidates(type.schema->enumerated.begin(),
                                           type.schema->enumerated.end());
  const auto near = nearest_word(*value, candidates);
  add(Level::kWarning, fmt::format("'{}' is no value of {}", *value, type.place()),
      near ? fmt::format("did you mean '{}'?", *near) : "documented are " + documented(type),
      literal.begin, literal.end);
}

}  // namespace advisor
