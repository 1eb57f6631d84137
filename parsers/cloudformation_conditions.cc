// Conditions in three-valued logic. What stays open is kept as a boolean expression over
// comparisons (model/condition.h), so that the engine can say which combinations are possible.
// A condition is evaluated once; expressions that grow too large for that (conditions may name
// each other twice) are cut to a comparison of their own.

#include <algorithm>
#include <utility>

#include "parsers/cloudformation_evaluator.h"
#include "parsers/cloudformation_strings.h"
#include "src/base/text.h"
#include "src/model/dump.h"

namespace advisor::cfn {
namespace {

using Kind = ConditionExpression::Kind;

constexpr std::size_t kMaxExpression = 256;
constexpr std::size_t kMaxSubject = 500;
constexpr std::size_t kMaxParameters = 4;
constexpr int kMaxImplied = 20;
constexpr int kMaxFollowed = 2;
constexpr std::size_t kMaxChain = 200;  // conditions that lead from one to the next

std::size_t size_of(const ConditionExpression& expression) {
  std::size_t size = 1;
  for (const ConditionExpression& operand : expression.operands)
    size += size_of(operand);
  return size;
}

void add_parameters(std::vector<std::string>& to, const std::vector<std::string>& from) {
  for (const std::string& name : from)
    if (to.size() < kMaxParameters && std::ranges::find(to, name) == to.end())
      to.push_back(name);
}

bool is_choice(const Value& value) {
  return value.as_unknown() != nullptr && value.as_unknown()->choice != nullptr;
}

const List* members_of(const Value& value) {
  return value.as_list();
}

}  // namespace

Decision Decision::known(bool value) {
  Decision out;
  out.value = value;
  return out;
}

// What a comparison compares.
struct Evaluator::Operand {
  std::optional<std::string> known;
  std::string subject;  // the same for the same expression; empty: too long to say
  std::vector<std::string> allowed;
  std::vector<Piece> pieces;
  std::vector<std::string> parameters;
  std::optional<Value> choice;
};

std::optional<bool> Evaluator::assumed(std::string_view name) const {
  const auto found = std::find_if(assumptions_.rbegin(), assumptions_.rend(),
                                  [&](const auto& each) { return each.first == name; });
  return found == assumptions_.rend() ? std::nullopt : std::optional(found->second);
}

// What a condition's definition certainly is under the assumptions.
std::optional<bool> Evaluator::follows(const Value& expression, int depth) const {
  const Map* map = expression.as_map();
  if (map == nullptr || map->size() != 1 || depth == kMaxFollowed)
    return std::nullopt;
  const Member& member = map->front();
  if (const std::string* name = member.value.as_string();
      name != nullptr && member.key == "Condition") {
    if (const auto known = assumed(*name))
      return known;
    const auto definition = source_.conditions.find(*name);
    return definition == source_.conditions.end() ? std::nullopt
                                                  : follows(definition->second->value, depth + 1);
  }
  const List* parts = members_of(member.value);
  if (parts == nullptr)
    return std::nullopt;
  if (member.key == "Fn::Not" && parts->size() == 1) {
    const auto part = follows(parts->front(), depth);
    return part ? std::optional(!*part) : std::nullopt;
  }
  if (member.key != "Fn::And" && member.key != "Fn::Or")
    return std::nullopt;
  const bool all = member.key == "Fn::And";
  bool open = false;
  for (const Value& part : *parts) {
    const auto known = follows(part, depth);
    if (known == std::optional(!all))
      return !all;
    open = open || !known;
  }
  return open ? std::nullopt : std::optional(all);
}

Evaluator::Assumption::Assumption(Evaluator& evaluator, const std::string& name, bool value)
    : evaluator_(evaluator), before_(evaluator.assumptions_.size()) {
  evaluator.assume(name, value, 0);
}

Evaluator::Assumption::~Assumption() {
  evaluator_.assumptions_.resize(before_);
}

void Evaluator::assume(const std::string& name, bool value, int depth) {
  if (depth == kMaxImplied || assumed(name))
    return;
  assumptions_.emplace_back(name, value);
  const auto definition = source_.conditions.find(name);
  if (definition == source_.conditions.end())
    return;
  const auto imply = [&](const Value& part, bool holds) {
    const Value* other = part.find("Condition");
    if (other != nullptr && other->as_string() != nullptr)
      assume(*other->as_string(), holds, depth + 1);
  };
  const Value& expression = definition->second->value;
  imply(expression, value);
  const Value* parts = expression.find(value ? "Fn::And" : "Fn::Or");
  if (parts != nullptr && members_of(*parts) != nullptr)
    for (const Value& part : *members_of(*parts))
      imply(part, value);
  const Value* negated = expression.find("Fn::Not");
  if (negated != nullptr && members_of(*negated) != nullptr && members_of(*negated)->size() == 1)
    imply(members_of(*negated)->front(), !value);
}

const Decision& Evaluator::condition(const std::string& name, Span use) {
  if (const auto known = decisions_.find(name); known != decisions_.end())
    return known->second;
  const auto definition = source_.conditions.find(name);
  const std::string id = condition_id(name);
  Decision made;
  if (definition == source_.conditions.end()) {
    error_unless_open("the template has no condition " + printable(name), use);
    made = atom(id, "", {});
  } else if (deciding_.size() == kMaxChain) {
    made = atom(id, "", {});
  } else if (!deciding_.insert(name).second) {
    error("the condition " + printable(name) + " refers to itself", definition->second->key_span);
    return decisions_.emplace(name, atom(id, "", {})).first->second;
  } else {
    auto assumptions = std::exchange(assumptions_, {});
    made = decide(definition->second->value);
    assumptions_ = std::move(assumptions);
    deciding_.erase(name);
  }
  if (!made.value && size_of(made.expression) > kMaxExpression)
    made.expression = atom(id, "", {}).expression;
  if (!made.value)
    run_.conditions.by_id.insert_or_assign(
        id, Condition{id, name, made.expression,
                      definition == source_.conditions.end() ? use : definition->second->key_span});
  return decisions_.insert_or_assign(name, std::move(made)).first->second;
}

Decision Evaluator::atom(std::string subject, std::string literal,
                         std::vector<std::string> allowed) {
  Decision out;
  const auto key = std::pair(subject, literal);
  const auto known = subject.empty() ? atoms_.end() : atoms_.find(key);
  std::size_t index = 0;
  if (known != atoms_.end()) {
    index = known->second;
  } else {
    index = run_.conditions.atoms.size();
    run_.conditions.atoms.push_back({std::move(subject), std::move(literal), std::move(allowed)});
    if (!key.first.empty())
      atoms_.emplace(key, index);
  }
  out.expression = ConditionExpression::of_atom(index);
  return out;
}

Decision Evaluator::decide(const Value& expression) {
  if (depth_ >= kMaxDepth)
    return atom("", "", {});
  ++depth_;
  Decision out = decide_node(expression);
  --depth_;
  return out;
}

Decision Evaluator::decide_node(const Value& expression) {
  const Map* map = expression.as_map();
  if (map == nullptr || map->size() != 1) {
    const auto text = scalar_text(expression);
    if (text == "true" || text == "false")
      return Decision::known(text == "true");
    return atom("", "", {});
  }
  const Member& member = map->front();
  const std::string* name = member.value.as_string();
  if (member.key == "Condition" && name != nullptr)
    return condition(*name, member.value.span());
  if (member.key == "Fn::Equals")
    return decide_equals(member.value);
  if (member.key == "Fn::And" || member.key == "Fn::Or")
    return decide_all(member.value, member.key == "Fn::And");
  const List* list = member.value.as_list();
  if (member.key == "Fn::Not" && list != nullptr && list->size() == 1) {
    Decision out = decide(list->front());
    if (out.value)
      return Decision::known(!*out.value);
    out.expression = ConditionExpression::negation(std::move(out.expression));
    return out;
  }
  return atom("", "", {});
}

// Fn::And (all) or Fn::Or of a list.
Decision Evaluator::decide_all(const Value& list, bool all) {
  Decision out;
  out.expression.kind = all ? Kind::kAnd : Kind::kOr;
  bool decided = false;
  for (const Value& part : list.as_list() == nullptr ? List() : *list.as_list()) {
    Decision one = decide(part);
    decided = decided || one.value == std::optional(!all);
    if (one.value)
      continue;
    add_parameters(out.parameters, one.parameters);
    out.expression.operands.push_back(std::move(one.expression));
  }
  if (decided)
    return Decision::known(!all);
  if (list.as_list() == nullptr)
    return atom("", "", {});
  if (out.expression.operands.empty())
    return Decision::known(all);
  if (out.expression.operands.size() == 1) {
    ConditionExpression only = std::move(out.expression.operands.front());
    out.expression = std::move(only);
  }
  return out;
}

Decision Evaluator::decide_equals(const Value& arguments) {
  const List* list = arguments.as_list();
  if (list == nullptr || list->size() != 2)
    return atom("", "", {});
  return compare(operand((*list)[0]), operand((*list)[1]));
}

Evaluator::Operand Evaluator::operand(const Value& node) {
  Operand out;
  out.subject = dump(node);
  std::optional<Value> value;
  const Member* function = function_of(node);
  const std::string* name =
      function != nullptr && function->key == "Ref" ? function->value.as_string() : nullptr;
  const auto parameter =
      name == nullptr ? source_.parameters.end() : source_.parameters.find(*name);
  if (parameter != source_.parameters.end()) {
    // Not as a property sees it: a condition may look at a hidden value, and allowed values are
    // better known as such.
    value = parameter_value(parameter->second);
    out.subject = "Ref " + *name;
    out.allowed = given_.contains(*name) ? std::vector<std::string>() : parameter->second.allowed;
    if (!parameter->second.from_store)
      out.parameters.push_back(*name);
  } else {
    ++choices_;
    value = evaluate(node);
    --choices_;
  }
  out.subject = out.subject.size() > kMaxSubject ? "" : condition_id(out.subject);
  if (!value) {
    out.known = "";
    return out;
  }
  out.known = scalar_text(*value);
  if (const List* list = value->as_list(); list != nullptr && !value->open()) {
    std::string joined;
    bool whole = true;
    for (const Value& element : *list) {
      const auto text = scalar_text(element);
      whole = whole && text.has_value();
      joined += (joined.empty() ? "" : ",") + text.value_or("");
    }
    if (whole)
      out.known = joined;
  }
  if (const Unknown* open = value->as_unknown()) {
    out.pieces = open->pieces;
    if (open->cause == Unknown::Cause::kParameter)
      add_parameters(out.parameters, open->arguments);
    if (is_choice(*value))
      out.choice = std::move(*value);
  }
  return out;
}

Decision Evaluator::compare(const Operand& a, const Operand& b) {
  if (a.known && b.known)
    return Decision::known(*a.known == *b.known);
  if (!a.known && !b.known) {
    if (!a.subject.empty() && a.subject == b.subject)
      return Decision::known(true);
    const bool named = !a.subject.empty() && !b.subject.empty();
    Decision out =
        atom(named ? std::min(a.subject, b.subject) + " == " + std::max(a.subject, b.subject)
                   : std::string(),
             "", {});
    add_parameters(out.parameters, a.parameters);
    add_parameters(out.parameters, b.parameters);
    return out;
  }
  const Operand& open = a.known ? b : a;
  const std::string& literal = a.known ? *a.known : *b.known;
  if (!open.allowed.empty() && std::ranges::find(open.allowed, literal) == open.allowed.end())
    return Decision::known(false);
  if (open.allowed.size() == 1)
    return Decision::known(true);
  if (certainly_not(open.pieces, literal))
    return Decision::known(false);
  Decision out = open.choice ? compare_choice(*open.choice, literal)
                             : atom(open.subject, literal, open.allowed);
  add_parameters(out.parameters, open.parameters);
  return out;
}

// (condition and then == literal) or (not condition and otherwise == literal)
Decision Evaluator::compare_choice(const Value& value, const std::string& literal) {
  if (!is_choice(value)) {
    const auto text = scalar_text(value);
    return text ? Decision::known(*text == literal) : atom("", "", {});
  }
  const Choice& choice = *value.as_unknown()->choice;
  const auto condition = run_.conditions.by_id.find(choice.condition);
  if (condition == run_.conditions.by_id.end())
    return atom("", "", {});
  const auto branch = [&](const Value* each) {
    return each == nullptr ? Decision::known(literal.empty()) : compare_choice(*each, literal);
  };
  Decision then = branch(choice.then.get());
  const Decision otherwise = branch(choice.otherwise.get());
  if (then.value && then.value == otherwise.value)
    return then;
  Decision out;
  out.expression.kind = Kind::kOr;
  const auto add = [&](ConditionExpression when, const Decision& is) {
    if (is.value == std::optional(false))
      return;
    ConditionExpression both;
    both.kind = Kind::kAnd;
    both.operands.push_back(std::move(when));
    if (!is.value)
      both.operands.push_back(is.expression);
    out.expression.operands.push_back(std::move(both));
  };
  add(condition->second.expression, then);
  add(ConditionExpression::negation(condition->second.expression), otherwise);
  return out;
}

std::optional<Value> Evaluator::choose(const Call& call) {
  const List* arguments = call.argument.as_list();
  const std::string* name =
      arguments != nullptr && arguments->size() == 3 ? arguments->front().as_string() : nullptr;
  if (name == nullptr)
    return unknown(call, Unknown::Cause::kIntrinsic);
  std::optional<bool> holds = assumed(*name);
  const auto definition = source_.conditions.find(*name);
  if (!holds && !assumptions_.empty() && definition != source_.conditions.end())
    holds = follows(definition->second->value, 0);
  std::vector<std::string> parameters;
  if (!holds) {
    const Decision& decision = condition(*name, (*arguments)[0].span());
    holds = decision.value;
    parameters = decision.parameters;
  }
  if (holds)
    return evaluate((*arguments)[*holds ? 1 : 2]);
  ++choices_;
  const auto branch = [&](bool value) {
    const Assumption while_evaluating(*this, *name, value);
    return evaluate((*arguments)[value ? 1 : 2]);
  };
  auto then = branch(true);
  auto otherwise = branch(false);
  --choices_;
  Unknown why;
  why.cause = Unknown::Cause::kCondition;
  why.function = call.name;
  why.arguments = std::move(parameters);
  // Not as it is written: the branches may hold what must not be shown.
  why.text = "Fn::If " + *name;
  return make_choice(condition_id(*name), std::move(then), std::move(otherwise), std::move(why),
                     call.span());
}

std::optional<Value> Evaluator::decided_condition(const Call& call) {
  const Decision decision = decide(call.node);
  if (decision.value)
    return Value::boolean(*decision.value, call.span());
  return unknown(call, Unknown::Cause::kCondition, decision.parameters);
}

}  // namespace advisor::cfn
