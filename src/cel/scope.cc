#include "src/cel/scope.h"

#include <algorithm>
#include <cassert>

#include <re2/re2.h>

#include "src/base/text.h"
#include "src/cel/blame.h"
#include "src/cel/check.h"
#include "src/cel/functions.h"
#include "src/cel/lexer.h"
#include "src/cel/machine.h"
#include "src/cel/parser.h"

namespace advisor::cel {
namespace {

bool is_identifier(std::string_view name) {
  const auto letter = [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  if (name.empty() || !letter(name[0]))
    return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::string_view trimmed(std::string_view text, std::uint32_t& offset) {
  const std::string_view inner = trim(text);
  offset += inner.empty() ? 0 : static_cast<std::uint32_t>(inner.data() - text.data());
  return inner;
}

std::optional<Issue> compile_into(ScopeData& scope, std::string_view text, Program& out) {
  auto parsed = parse(scope.arena.copy(text), scope.arena);
  if (Issue* issue = std::get_if<Issue>(&parsed))
    return std::move(*issue);
  return check(std::get<Ast>(parsed), scope, out);
}

}  // namespace

bool is_valid_name(std::string_view name) {
  return is_identifier(name) && !is_keyword(name) && !is_reserved(name);
}

void ScopeData::add_name(std::string_view name, Name::Kind kind, std::size_t index) {
  assert(names.find(name) == names.end());
  names.emplace(std::string(name), Name{kind, static_cast<std::uint32_t>(index),
                                        static_cast<std::uint32_t>(names.size())});
}

Scope::Scope() : impl_(std::make_unique<Impl>()) {}
Scope::~Scope() = default;
Scope::Scope(Scope&&) noexcept = default;
Scope& Scope::operator=(Scope&&) noexcept = default;

Slot Scope::declare(std::string_view name) {
  impl_->add_name(name, Name::Kind::kVariable, impl_->variables.size());
  impl_->variables.emplace_back(name);
  return static_cast<Slot>(impl_->variables.size() - 1);
}

void Scope::define_constant(std::string_view name, Value value) {
  impl_->add_name(name, Name::Kind::kConstant, impl_->constants.size());
  impl_->constants.push_back(Val::constant(impl_->arena.keep(std::move(value))));
}

std::optional<Issue> Scope::define(std::string_view name, std::string_view expression) {
  Expression made;
  if (auto issue = compile_into(*impl_, expression, made.program))
    return issue;
  impl_->add_name(name, Name::Kind::kLet, impl_->lets.size());
  impl_->lets.push_back(std::move(made));
  return std::nullopt;
}

std::optional<Scope::FunctionIssue> Scope::define_function(std::string_view signature,
                                                           std::string_view body) {
  const auto at_signature = [&](std::string message, std::uint32_t begin, std::size_t length) {
    return FunctionIssue{
        {std::move(message), "", begin, begin + static_cast<std::uint32_t>(length)}, true};
  };
  const std::size_t open = signature.find('(');
  const std::size_t close = signature.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open ||
      !trim(signature.substr(close + 1)).empty())
    return at_signature("a function is written as name(parameter, ...)", 0, signature.size());
  std::uint32_t begin = 0;
  UserFunction made;
  made.name = trimmed(signature.substr(0, open), begin);
  if (!is_valid_name(made.name))
    return at_signature("'" + made.name + "' cannot be a name", begin, made.name.size());
  if (find_function(made.name) || made.name == "has" || impl_->names.count(made.name) != 0)
    return at_signature("'" + made.name + "' is already defined", begin, made.name.size());
  const std::string_view list = signature.substr(open + 1, close - open - 1);
  auto offset = static_cast<std::uint32_t>(open + 1);
  if (!trim(list).empty()) {
    for (const std::string_view part : split(list, ',')) {
      std::uint32_t at = offset;
      const std::string_view parameter = trimmed(part, at);
      if (!is_valid_name(parameter))
        return at_signature("'" + std::string(parameter) + "' cannot be a name", at,
                            std::max<std::size_t>(parameter.size(), 1));
      if (std::find(made.parameters.begin(), made.parameters.end(), parameter) !=
          made.parameters.end())
        return at_signature("there are two parameters '" + std::string(parameter) + "'", at,
                            parameter.size());
      made.parameters.emplace_back(parameter);
      offset += static_cast<std::uint32_t>(part.size() + 1);
    }
  }
  auto parsed = parse(impl_->arena.copy(body), impl_->arena);
  if (Issue* issue = std::get_if<Issue>(&parsed))
    return FunctionIssue{std::move(*issue), false};
  made.body = std::move(std::get<Ast>(parsed));
  made.order = static_cast<std::uint32_t>(impl_->names.size());
  if (auto issue = check_function(made, *impl_))
    return FunctionIssue{std::move(*issue), false};
  impl_->add_name(made.name, Name::Kind::kFunction, impl_->functions.size());
  impl_->functions.push_back(std::move(made));
  return std::nullopt;
}

Compiled Scope::compile(std::string_view text) {
  Expression made;
  if (auto issue = compile_into(*impl_, text, made.program))
    return std::move(*issue);
  impl_->expressions.push_back(std::move(made));
  return &impl_->expressions.back();
}

struct Frame::Impl {
  Impl(const ScopeData& scope, const Host* host, Limits limits)
      : machine(scope, arena, host, limits) {}
  Arena arena;
  Machine machine;
};

Frame::Frame(const Scope& scope, const Host* host, Limits limits)
    : impl_(std::make_unique<Impl>(*scope.impl_, host, limits)) {}
Frame::~Frame() = default;

void Frame::set(Slot slot, Val value) {
  impl_->machine.set(slot, value);
}

void Frame::clear() {
  impl_->machine.forget_variables();
  impl_->machine.forget_lets();
  impl_->arena.clear();
}

void Frame::reset(Slot slot, Val value) {
  impl_->machine.set(slot, value);
  impl_->machine.forget_lets();
}

Val Frame::eval(const Expression& expression) {
  return impl_->machine.run(expression.program);
}

std::vector<const Value*> Frame::blame(const Expression& expression) {
  return cel::blame(impl_->machine, expression.program);
}

Arena& Frame::arena() {
  return impl_->arena;
}

}  // namespace advisor::cel
