#include "src/engine/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "src/engine/source_path.h"
#include "src/model/secrets.h"

namespace advisor {
namespace {

constexpr std::size_t kMaxMessageBytes = 5120;
constexpr std::size_t kMaxRelated = 8;

std::string_view unknown_text(Language language) {
  return language == Language::kJapanese ? "（デプロイ後に確定）" : "(known after deploy)";
}

std::string unresolved_text(Language language, const Unknown& unknown) {
  if (language == Language::kJapanese)
    return fmt::format("{} が入力に含まれていません", unknown.function);
  return fmt::format("the {} is not among the inputs", unknown.function);
}

std::string call_advice(const std::string& function, const std::string& argument) {
  if (function == "env" || function == "must_env")
    return fmt::format("--envfile FILE ({}=…)", argument);
  if (function == "std.extVar")
    return fmt::format("--ext-str {}=…", argument);
  return function.ends_with("tfstate") || function.ends_with("tfstatef") ? "--tfstate FILE"
                                                                         : std::string();
}

// What each part of a partly known string needs.
std::string links_advice(const Unknown& unknown) {
  std::string out;
  for (const Link& link : unknown.links) {
    std::string advice;
    if (link.kind == Link::Kind::kEnvironment)
      advice = call_advice("env", link.target);
    else if (link.kind == Link::Kind::kTerraform)
      advice = call_advice("tfstate", link.target);
    if (!advice.empty() && out.find(advice) == std::string::npos)
      out += (out.empty() ? "" : ", ") + advice;
  }
  return out;
}

std::string parameter_advice(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names)
    list += (list.empty() ? "" : ", ") + name + "=…";
  return list.empty() ? list : fmt::format("--parameters FILE ({})", list);
}

std::string advice_for(const Unknown& unknown, Language language) {
  const bool japanese = language == Language::kJapanese;
  const std::string argument = unknown.arguments.empty() ? std::string() : unknown.arguments[0];
  if (std::string advice = call_advice(unknown.function, argument); !advice.empty())
    return advice;
  const bool by_condition =
      unknown.cause == Unknown::Cause::kCondition && unknown.function == "Fn::If";
  if (unknown.cause == Unknown::Cause::kParameter || by_condition)
    return parameter_advice(unknown.arguments);
  if (unknown.cause == Unknown::Cause::kUnresolved)
    return japanese ? "参照先のファイルと、両者を結び付ける設定も入力に加えてください"
                    : "give the other file and the configuration that joins the two as input, too";
  if (unknown.cause == Unknown::Cause::kPlaceholder)
    return japanese ? "置換後のファイルを入力してください"
                    : "analyse the file after it was filled in";
  return links_advice(unknown);
}

void append(std::vector<cel::Val>& to, const std::vector<cel::Val>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

std::vector<const RuleExpression*> expressions_of(const Rule& rule) {
  std::vector<const RuleExpression*> out = {&rule.when, &rule.at, &rule.key};
  for (const auto& [signature, body] : rule.functions)
    out.push_back(&body);
  for (const auto& [name, expression] : rule.let)
    out.push_back(&expression);
  for (const RuleMatch& match : rule.match)
    out.insert(out.end(), {&match.when, &match.each, &match.label});
  for (const RuleLookup& lookup : rule.lookup)
    out.insert(out.end(), {&lookup.follow, &lookup.where});
  for (const RuleCheck& check : rule.checks) {
    out.insert(out.end(), {&check.assertion, &check.when, &check.at});
    for (const RuleVariant& variant : check.variants)
      out.push_back(&variant.condition);
  }
  return out;
}

}  // namespace

Judge::Judge(const Program& program, const ActiveRule& active, const RuleSet& rules, Graph& graph,
             SourceSet& sources, const EvaluateOptions& options, std::vector<Verdict>& verdicts)
    : program_(program),
      active_(active),
      rules_(rules),
      graph_(graph),
      sources_(sources),
      options_(options),
      verdicts_(verdicts),
      frame_(program.scope, &graph) {}

Judge::State Judge::state_of(const cel::Val& value) {
  if (value.is_true())
    return State::kTrue;
  if (value.is_false())
    return State::kFalse;
  return value.is_unknown() ? State::kUnknown : State::kError;
}

// The conditions joined with `&&`: false decides, unknown absorbs errors (Table 1).
Judge::Condition Judge::all_of(std::initializer_list<const cel::Expression*> conditions) {
  Condition joined;
  std::vector<cel::Val> errors;
  for (const cel::Expression* condition : conditions) {
    if (condition == nullptr)
      continue;
    const cel::Val value = frame_.eval(*condition);
    switch (state_of(value)) {
      case State::kTrue:
        break;
      case State::kFalse:
        return {State::kFalse, {}};
      case State::kUnknown:
        joined.state = State::kUnknown;
        joined.why.push_back(value);
        break;
      case State::kError:
        errors.push_back(value);
        break;
    }
  }
  if (joined.state == State::kTrue && !errors.empty())
    return {State::kError, std::move(errors)};
  return joined;
}

cel::Val Judge::candidates_of(const CompiledLookup& lookup) {
  Value list = Value::list();
  list.set_open(!lookup.source->complete);
  for (const Resource* candidate : graph_.of_type(lookup.source->find)) {
    bool uncertain = false;
    if (lookup.where != nullptr) {
      frame_.reset(lookup.candidate, cel::Val::from(candidate->properties));
      const State state = state_of(frame_.eval(*lookup.where));
      if (state == State::kFalse)
        continue;
      uncertain = state != State::kTrue;
    }
    // Elements of a document list are values, not references: copies are what a list can hold.
    Value element = candidate->properties;
    element.set_uncertain(uncertain);
    list.as_list()->push_back(std::move(element));
  }
  return cel::Val::from(graph_.keep(std::move(list)));
}

void Judge::set_lookups() {
  for (const CompiledLookup& lookup : program_.lookups) {
    if (lookup.follow == nullptr) {
      frame_.set(lookup.slot, candidates_of(lookup));
      continue;
    }
    const cel::Val reference = frame_.eval(*lookup.follow);
    const Value* node = reference.origin();
    if (node == nullptr && reference.as_string())
      node = &graph_.keep(Value::string(std::string(*reference.as_string()), resource_->span));
    frame_.set(lookup.slot, cel::Val::from(graph_.follow(node, lookup.source->type)));
  }
}

void Judge::subject(const CompiledMatch& match, const Resource& resource) {
  resource_ = &resource;
  frame_.clear();
  frame_.set(program_.resource, cel::Val::from(resource.properties));
  frame_.set(program_.meta, cel::Val::from(graph_.meta(resource)));
  frame_.set(program_.now, cel::Val::timestamp(options_.now, frame_.arena()));
  set_lookups();
  if (match.each == nullptr) {
    judge(match, Item{cel::Val::from(resource.properties), false, true, {}});
    return;
  }
  // A subject that the match leaves out need not have what `each` reads.
  if (match.when != nullptr && frame_.eval(*match.when).is_false())
    return;
  const cel::Val list = frame_.eval(*match.each);
  const auto elements = list.elements(frame_.arena());
  if (!elements) {
    undecided_elements(list);
    return;
  }
  std::size_t index = 0;
  for (const cel::Element& element : elements->items) {
    frame_.reset(match.item, element.value);
    frame_.reset(program_.key, element.key);
    Item item{element.value, element.uncertain, false, {}};
    if (match.label != nullptr)
      item.label = cel::display(frame_.eval(*match.label), unknown_text(options_.language));
    if (item.label.empty() && element.value.origin() != nullptr)
      item.label = source_path(resource.properties, *element.value.origin(), sources_)
                       .value_or(fmt::format("[{}]", index));
    judge(match, item);
    ++index;
  }
  if (elements->open)
    undecided_elements(list);
}

void Judge::undecided_elements(const cel::Val& list) {
  CheckResult result;
  result.why = {list};
  const Item whole{cel::Val::from(resource_->properties), false, true, {}};
  if (list.is_error())
    add_error(result, whole);
  else
    add_undetermined(result, whole);
}

Judge::CheckResult Judge::run_check(const CompiledMatch& match, const CompiledCheck& check,
                                    const Item& item) {
  CheckResult result{&check, Outcome::kNotApplicable, {}};
  const Condition when = all_of({match.when, program_.when, check.when});
  if (when.state == State::kFalse)
    return result;
  result.why = when.why;
  if (when.state == State::kError) {
    result.outcome = item.uncertain ? Outcome::kUndetermined : Outcome::kError;
    return result;
  }
  const cel::Val asserted = frame_.eval(*check.assertion);
  const State state = state_of(asserted);
  if (state == State::kUnknown || state == State::kError)
    result.why.push_back(asserted);
  if (state == State::kTrue)
    result.outcome = Outcome::kGood;
  else if (when.state == State::kUnknown || state == State::kUnknown || item.uncertain)
    result.outcome = Outcome::kUndetermined;
  else
    result.outcome = state == State::kFalse ? Outcome::kFinding : Outcome::kError;
  return result;
}

std::vector<Judge::CheckResult> Judge::run_checks(const CompiledMatch& match, const Item& item) {
  std::vector<CheckResult> results;
  for (const CompiledCheck& check : program_.checks) {
    results.push_back(run_check(match, check, item));
    if (results.back().outcome == Outcome::kFinding && !program_.rule->report_all)
      return {results.back()};
  }
  return results;
}

void Judge::judge(const CompiledMatch& match, const Item& item) {
  const std::vector<CheckResult> results = run_checks(match, item);
  const auto count = [&](Outcome outcome) {
    return std::ranges::count(results, outcome, &CheckResult::outcome);
  };
  if (count(Outcome::kFinding) > 0) {
    for (const CheckResult& result : results)
      if (result.outcome == Outcome::kFinding)
        add_finding(result, item);
    return;
  }
  for (const Outcome outcome : {Outcome::kError, Outcome::kUndetermined}) {
    if (count(outcome) == 0)
      continue;
    CheckResult joined = *std::ranges::find(results, outcome, &CheckResult::outcome);
    for (const CheckResult& result : results)
      if (result.outcome == outcome && result.check != joined.check)
        append(joined.why, result.why);
    if (outcome == Outcome::kError)
      add_error(joined, item);
    else
      add_undetermined(joined, item);
    return;
  }
  const Outcome outcome = count(Outcome::kGood) > 0 ? Outcome::kGood : Outcome::kNotApplicable;
  if (outcome == Outcome::kGood || options_.keep_not_applicable)
    add(outcome, item, nullptr);
}

Verdict& Judge::add(Outcome outcome, const Item& item, const CompiledCheck* check) {
  Verdict verdict;
  verdict.rule = program_.rule;
  verdict.resource = resource_;
  verdict.label = item.label;
  verdict.outcome = outcome;
  if (check != nullptr)
    verdict.check_id = check->source->id;
  const Value* node = item.value.origin();
  verdict.primary = node == nullptr ? resource_->span : span_of(*node, item);
  if (outcome != Outcome::kGood)
    verdict.key = fmt::format("{}|{}|{}", resource_->id, verdict.check_id, verdict.label);
  verdicts_.push_back(std::move(verdict));
  return verdicts_.back();
}

Span Judge::span_of(const Value& node, const Item& item) const {
  if (&node == &resource_->properties)
    return resource_->span;
  const Value* element = item.value.origin();
  if (&node == element && node.span().valid())
    return node.span();
  if (const Resource* other = graph_.resource_of(node))
    return other->span;
  if (node.span().valid())
    return node.span();
  return element != nullptr && element != &node && element->span().valid() ? element->span()
                                                                           : resource_->span;
}

void Judge::place_finding(Verdict& verdict, const CompiledCheck& check, const Item& item) {
  std::vector<const Value*> nodes;
  if (check.at != nullptr) {
    const cel::Val place = frame_.eval(*check.at);
    if (place.origin() != nullptr)
      nodes.push_back(place.origin());
    else if (!place.is_error())
      nodes = frame_.blame(*check.at);
  }
  const bool overridden = !nodes.empty();
  if (!overridden)
    nodes = frame_.blame(*check.assertion);
  // Deepest node of the subject first, then those of other resources.
  const Value* primary = nullptr;
  std::ptrdiff_t depth = -1;
  for (const Value* node : nodes) {
    const auto path = source_path(resource_->properties, *node, sources_);
    if (!path)
      continue;
    const auto node_depth = path->empty() ? 0 : 1 + std::ranges::count_if(*path, [](char c) {
                                                  return c == '.' || c == '[';
                                                });
    if (node_depth > depth) {
      depth = node_depth;
      primary = node;
      verdict.element_path = *path;
    }
  }
  if (overridden || (primary == nullptr && !nodes.empty()))
    primary = nodes.front();
  if (primary == nullptr)
    primary = item.value.origin();
  if (primary != nullptr)
    verdict.primary = span_of(*primary, item);
  for (const Value* node : nodes) {
    const Span span = span_of(*node, item);
    if (span == verdict.primary || verdict.related.size() == kMaxRelated ||
        std::ranges::find(verdict.related, span) != verdict.related.end())
      continue;
    verdict.related.push_back(span);
  }
}

std::string Judge::fix() {
  const auto& fixes = program_.fix;
  const auto exact = fixes.find(resource_->format);
  if (exact != fixes.end())
    return render(exact->second);
  // ecspresso and lambroll share the API's JSON shape.
  for (const char* other : {"ecspresso", "lambroll", "cloudformation"})
    if (const auto found = fixes.find(other); found != fixes.end())
      return render(found->second);
  return {};
}

void Judge::add_finding(const CheckResult& result, const Item& item) {
  const CompiledCheck& check = *result.check;
  Verdict& verdict = add(Outcome::kFinding, item, &check);
  const CompiledText* message = &check.message;
  const CompiledText* recommendation = &check.recommendation;
  verdict.severity = check.source->severity.value_or(program_.rule->severity);
  for (const CompiledVariant& variant : check.variants) {
    if (!frame_.eval(*variant.condition).is_true())
      continue;
    verdict.severity = variant.severity.value_or(verdict.severity);
    if (!variant.message.empty())
      message = &variant.message;
    if (!variant.recommendation.empty())
      recommendation = &variant.recommendation;
    break;
  }
  verdict.severity = active_.severity.value_or(verdict.severity);
  verdict.message = render(*message);
  verdict.recommendation = render(*recommendation);
  verdict.fix = fix();
  place_finding(verdict, check, item);
  if (program_.key_expression == nullptr)
    return;
  const cel::Val key = frame_.eval(*program_.key_expression);
  if (!key.as_string())
    return;
  verdict.key = std::string(*key.as_string());
  // The same fact seen from two places is one finding with both places.
  const auto same = std::find_if(verdicts_.begin(), verdicts_.end() - 1, [&](const Verdict& other) {
    return other.outcome == Outcome::kFinding && other.rule == verdict.rule &&
           other.check_id == verdict.check_id && other.key == verdict.key;
  });
  if (same == verdicts_.end() - 1)
    return;
  same->related.push_back(verdict.primary);
  verdicts_.pop_back();
}

void Judge::add_undetermined(const CheckResult& result, const Item& item) {
  Verdict& verdict = add(Outcome::kUndetermined, item, nullptr);
  verdict.reasons = reasons(result.why);
}

Span Judge::rule_span(std::string_view expression, std::uint32_t begin, std::uint32_t end) const {
  for (const RuleExpression* candidate : expressions_of(*program_.rule)) {
    if (candidate->text != expression)
      continue;
    const RuleExpression placed{candidate->text,
                                rules_.place(*program_.rule, candidate->span, sources_)};
    return locate_in_rule(placed, begin, end, sources_);
  }
  return rules_.place(*program_.rule, program_.rule->span, sources_);
}

void Judge::add_error(const CheckResult& result, const Item& item) {
  std::string message = "a condition is neither true nor false";
  Span where = rules_.place(*program_.rule, program_.rule->span, sources_);
  const Value* data = nullptr;
  for (const cel::Val& value : result.why) {
    if (!value.is_error())
      continue;
    const cel::EvalError& error = value.error();
    message = std::string(error.message);
    where = rule_span(error.expression, error.begin, error.end);
    data = error.data;
    break;
  }
  // The same fault in every container of a repository is one message.
  if (!reported_errors_.insert(message).second)
    return;
  Verdict& verdict = add(Outcome::kError, item, result.check);
  verdict.message = std::move(message);
  verdict.related.push_back(data == nullptr ? verdict.primary : span_of(*data, item));
  verdict.primary = where;
}

std::string Judge::render(const CompiledText& text) {
  std::string out;
  for (const CompiledText::Part& part : text.parts) {
    out += part.literal;
    if (part.expression != nullptr)
      out += cel::display(frame_.eval(*part.expression), unknown_text(options_.language));
  }
  if (out.size() > kMaxMessageBytes) {
    std::size_t cut = kMaxMessageBytes;
    while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0U) == 0x80U)
      --cut;
    out.resize(cut);
    out += "…";
  }
  return out;
}

std::vector<Reason> Judge::reasons(const std::vector<cel::Val>& why) const {
  std::vector<const Value*> nodes;
  for (const cel::Val& value : why)
    for (const Value* node : value.reasons())
      if (std::ranges::find(nodes, node) == nodes.end())
        nodes.push_back(node);
  std::vector<Reason> out;
  for (const Value* node : nodes) {
    Reason reason;
    reason.span = node->span();
    reason.path = source_path(resource_->properties, *node, sources_).value_or("");
    if (const Unknown* unknown = node->as_unknown()) {
      reason.text = unknown->text;
      if (unknown->cause == Unknown::Cause::kUnresolved && !unknown->function.empty())
        reason.text = unresolved_text(options_.language, *unknown);
      reason.advice = advice_for(*unknown, options_.language);
    }
    if (is_secret(*resource_, *node))
      reason.text.clear();
    else if (reason.text.empty())
      reason.text = std::string(sources_.text(node->span()));
    out.push_back(std::move(reason));
  }
  return out;
}

}  // namespace advisor
