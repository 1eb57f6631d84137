#include "src/engine/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

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

std::string incomplete_text(Language language, const Unknown& unknown) {
  const bool japanese = language == Language::kJapanese;
  if (unknown.function.empty())
    return japanese ? "ほかの要素があるかもしれません" : "there may be further elements";
  return japanese ? fmt::format("入力にない {} があるかもしれません", unknown.function)
                  : fmt::format("other {} resources may exist that are not among the inputs",
                                unknown.function);
}

// "fails when IsProd is false"
std::string fails_text(Language language, const World& world, const Conditions& conditions) {
  std::string out;
  for (const auto& [id, holds] : world.decided) {
    const auto known = conditions.by_id.find(id);
    const std::string& name = known == conditions.by_id.end() ? id : known->second.name;
    if (language == Language::kJapanese)
      out += fmt::format("{}{} が{}", out.empty() ? "" : "、", name, holds ? "真" : "偽");
    else
      out += fmt::format("{}{} is {}", out.empty() ? "" : " and ", name, holds);
  }
  return language == Language::kJapanese ? out + "のとき違反します" : "fails when " + out;
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

// "lambda:GetPolicy: AccessDeniedException": whether the caller lacks a permission.
bool is_denial(std::string_view failure) {
  constexpr std::string_view kWords[] = {
      "Denied", "Unauthorized", "NotAuthorized", "AuthorizationError", "Forbidden", "HTTP 403"};
  return std::ranges::any_of(
      kWords, [&](std::string_view word) { return failure.find(word) != std::string_view::npos; });
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
  if (unknown.cause == Unknown::Cause::kAfterApply)
    return japanese ? "参照先のリソースができた後の plan で判定できます"
                    : "a plan made when what it refers to exists decides it";
  if (unknown.cause == Unknown::Cause::kNotCollected && !unknown.function.empty()) {
    if (is_denial(unknown.text))
      return japanese ? fmt::format("{} を許可してください", unknown.function)
                      : "allow " + unknown.function;
    return japanese ? fmt::format("{} が成功した読み取りで判定できます", unknown.function)
                    : "a scan in which " + unknown.function + " succeeds";
  }
  if (unknown.cause == Unknown::Cause::kPlaceholder)
    return japanese ? "置換後のファイルを入力してください"
                    : "analyse the file after it was filled in";
  return links_advice(unknown);
}

void append(std::vector<cel::Val>& to, const std::vector<cel::Val>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

Judge::Judge(Program& program, const RuleSet& rules, Graph& graph, SourceSet& sources,
             const EvaluateOptions& options, std::vector<Verdict>& verdicts)
    : program_(program),
      rules_(rules),
      graph_(graph),
      sources_(sources),
      options_(options),
      verdicts_(verdicts),
      frame_(program.scope, &graph) {
  for (const CompiledLookup& lookup : program_.lookups)
    candidates_.push_back(lookup.follow == nullptr ? std::make_unique<Candidates>(lookup, graph)
                                                   : nullptr);
}

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

cel::Val Judge::candidates_of(std::size_t number) {
  const CompiledLookup& lookup = program_.lookups[number];
  const bool open = !lookup.source->complete || graph_.is_partial(*resource_, lookup.source->find);
  const bool keeps = lookup.constant && !graph_.has_world();
  if (const auto known = lists_.find({number, open}); keeps && known != lists_.end())
    return known->second;
  const Candidates::Selection selection = candidates_[number]->select(frame_);
  cel::Elements list;
  list.open = open || selection.more;
  const Value* why = nullptr;  // an element's presence, or the end, is not known
  for (const Resource* candidate : selection.resources) {
    const cel::Truth exists = graph_.exists(*candidate);
    if (exists == cel::Truth::kFalse)
      continue;
    const cel::Val properties = cel::Val::from(graph_.properties(*candidate));
    bool uncertain = exists == cel::Truth::kUnknown;
    if (lookup.where != nullptr) {
      frame_.reset(lookup.candidate, properties);
      const cel::Val fits = frame_.eval(*lookup.where);
      if (fits.is_false())
        continue;
      uncertain = uncertain || !fits.is_true();
      if (why == nullptr && fits.is_unknown() && !fits.reasons().empty())
        why = fits.reasons().front();
    }
    list.items.push_back({properties, {}, uncertain});
  }
  if (why == nullptr)
    why = &graph_.others(lookup.source->find);
  if (!keeps || selection.more)
    return cel::make_list(list, frame_.arena(), why);
  return lists_.emplace(std::pair(number, open), cel::make_list(list, kept_, why)).first->second;
}

void Judge::set_lookups() {
  for (std::size_t i = 0; i < program_.lookups.size(); ++i) {
    const CompiledLookup& lookup = program_.lookups[i];
    if (lookup.follow == nullptr) {
      frame_.reset(lookup.slot, candidates_of(i));
      continue;
    }
    const cel::Val reference = frame_.eval(*lookup.follow);
    const Value* node = reference.origin();
    if (node == nullptr && reference.as_string())
      node = &graph_.keep(Value::string(std::string(*reference.as_string()), resource_->span));
    frame_.reset(lookup.slot, cel::Val::from(graph_.follow(node, lookup.source->type)));
  }
}

// What does not concern the match need not pay for its lookups.
cel::Frame& Judge::prepare(const Resource& resource, const CompiledMatch* match) {
  resource_ = &resource;
  root_ = &graph_.properties(resource);
  frame_.clear();
  frame_.set(program_.resource, cel::Val::from(*root_));
  if (!resource.change.is_null())
    frame_.set(program_.change, cel::Val::from(resource.change));
  frame_.set(program_.now, cel::Val::timestamp(options_.now, frame_.arena()));
  if (match == nullptr || !match->when_first || !frame_.eval(*match->when).is_false())
    set_lookups();
  return frame_;
}

std::optional<std::size_t> Judge::override_for(const Resource& resource) {
  if (program_.overrides.empty())
    return std::nullopt;
  prepare(resource);
  for (std::size_t i = 0; i < program_.overrides.size(); ++i)
    if (frame_.eval(*program_.overrides[i]).is_true())
      return i;
  return std::nullopt;
}

void Judge::subject(const CompiledMatch& match, const Resource& resource,
                    std::optional<Severity> severity) {
  severity_ = severity;
  conditions_.clear();
  parameters_.clear();
  std::vector<Found> found = judge_here(match, resource);
  if (!conditions_.empty())
    if (auto joined = judge_worlds(match, resource))
      found = std::move(*joined);
  for (Found& entry : found)
    commit(std::move(entry.verdict));
}

std::optional<std::vector<Judge::Found>> Judge::judge_worlds(const CompiledMatch& match,
                                                             const Resource& resource) {
  const Conditions& conditions = graph_.conditions();
  std::vector<Seen> items;
  std::vector<World> worlds;
  // A world may bring to light further conditions that decide in it.
  for (std::size_t known = 0; known != conditions_.size();) {
    known = conditions_.size();
    std::set<std::string> relevant = conditions_;
    if (!resource.condition.empty())
      relevant.insert(resource.condition);
    auto possible = worlds_of(conditions, relevant);
    if (!possible)
      return std::nullopt;
    worlds = std::move(*possible);
    // A resource whose own condition is undecided is judged as existing.
    std::erase_if(worlds, [&](const World& world) {
      const auto own = world.decided.find(resource.condition);
      return own != world.decided.end() && !own->second;
    });
    items.clear();
    std::map<ItemKey, std::size_t> index;
    for (std::size_t i = 0; i < worlds.size(); ++i) {
      graph_.enter(worlds[i]);
      for (Found& found : judge_here(match, resource)) {
        const auto [entry, is_new] = index.emplace(found.item, items.size());
        if (is_new)
          items.emplace_back();
        items[entry->second].emplace(i, std::move(found));
      }
    }
    graph_.leave();
  }
  if (worlds.empty())
    return std::nullopt;
  std::vector<Found> joined;
  joined.reserve(items.size());
  for (const Seen& seen : items)
    joined.push_back(join(seen, worlds));
  return joined;
}

// All worlds agree, or it is undetermined which verdict will come true. An element that a world
// does not have is not judged there.
Judge::Found Judge::join(const Seen& seen, const std::vector<World>& worlds) const {
  std::size_t failing = worlds.size();
  const Found* most_severe = &seen.begin()->second;
  for (const auto& [world, found] : seen) {
    if (found.verdict.outcome != Outcome::kFinding)
      continue;
    failing = std::min(failing, world);
    if (found.verdict.severity > most_severe->verdict.severity)
      most_severe = &found;
  }
  const auto outcome_of = [](const auto& entry) { return entry.second.verdict.outcome; };
  const auto count = [&](Outcome outcome) {
    return static_cast<std::size_t>(std::ranges::count(seen, outcome, outcome_of));
  };
  const std::size_t same = count(outcome_of(*seen.begin()));
  if (count(Outcome::kNotApplicable) == seen.size() || same == worlds.size())
    return *most_severe;
  const auto good = std::ranges::find(seen, Outcome::kGood, outcome_of);
  if (count(Outcome::kGood) + count(Outcome::kNotApplicable) == seen.size())
    return good->second;
  const auto doubtful = std::ranges::find(seen, Outcome::kUndetermined, outcome_of);
  Found out = doubtful != seen.end()    ? doubtful->second
              : failing < worlds.size() ? seen.at(failing)
                                        : seen.begin()->second;
  Verdict& verdict = out.verdict;
  verdict.outcome = Outcome::kUndetermined;
  verdict.check_id.clear();
  verdict.message.clear();
  verdict.recommendation.clear();
  verdict.fix.clear();
  verdict.key.clear();
  verdict.related.clear();
  if (failing < worlds.size()) {
    Reason reason;
    reason.text = fails_text(options_.language, worlds[failing], graph_.conditions());
    reason.advice = parameter_advice({parameters_.begin(), parameters_.end()});
    verdict.reasons.insert(verdict.reasons.begin(), std::move(reason));
  }
  return out;
}

std::vector<Judge::Found> Judge::judge_here(const CompiledMatch& match, const Resource& resource) {
  found_.clear();
  prepare(resource, &match);
  if (match.each == nullptr)
    judge(match, Item{cel::Val::from(*root_), false, true, {}, 0});
  else
    judge_elements(match);
  return std::move(found_);
}

void Judge::judge_elements(const CompiledMatch& match) {
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
    Item item{element.value, element.uncertain, false, {}, 0};
    if (match.label != nullptr)
      item.label = shown(frame_.eval(*match.label));
    if (const Value* node = element.value.origin(); item.label.empty() && node != nullptr) {
      item.label = source_path(*root_, *node, sources_).value_or(fmt::format("[{}]", index));
      item.place = node->span().begin + 1;
    }
    judge(match, item);
    ++index;
  }
  if (elements->open)
    further_elements(match, list);
}

// What else may be in the list is one more element of which nothing is known.
void Judge::further_elements(const CompiledMatch& match, const cel::Val& list) {
  const Value& unknown = graph_.others({});
  frame_.reset(match.item, cel::Val::from(unknown));
  frame_.reset(program_.key, cel::Val::from(unknown));
  const std::vector<CheckResult> results =
      run_checks(match, Item{cel::Val::from(unknown), true, false, {}, 0});
  if (std::ranges::any_of(results, [](const CheckResult& result) {
        return result.outcome == Outcome::kUndetermined || result.outcome == Outcome::kError;
      }))
    undecided_elements(list);
}

void Judge::undecided_elements(const cel::Val& list) {
  CheckResult result;
  result.why = {list};
  const Item whole{cel::Val::from(*root_), false, true, {}, 0};
  if (list.is_error())
    add_error(result, whole);
  else
    add_undetermined(result, whole);
}

Judge::CheckResult Judge::run_check(const CompiledMatch& match, CompiledCheck& check,
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
  for (CompiledCheck& check : program_.checks) {
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
  found_.push_back(
      {{item.place == 0 ? item.label : std::string(), item.place}, std::move(verdict)});
  return found_.back().verdict;
}

Span Judge::span_of(const Value& node, const Item& item) const {
  if (&node == root_)
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
    const auto path = source_path(*root_, *node, sources_);
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
  // Where the rule chooses the place, what else decided is worth a look too: the other end.
  if (overridden)
    std::ranges::copy(frame_.blame(*check.assertion), std::back_inserter(nodes));
  for (const Value* node : nodes) {
    const Span span = span_of(*node, item);
    if (span == verdict.primary || verdict.related.size() == kMaxRelated ||
        std::ranges::find(verdict.related, span) != verdict.related.end())
      continue;
    verdict.related.push_back(span);
  }
}

std::string Judge::fix() {
  auto& fixes = program_.fix;
  // What deploys a live resource is not known; its properties have CloudFormation's names.
  const std::string& format = resource_->format;
  const auto exact = fixes.find(format.starts_with("terraform") ? "terraform"
                                : format == "live"              ? "cloudformation"
                                                                : format);
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
  CompiledText* message = &result.check->message;
  CompiledText* recommendation = &result.check->recommendation;
  verdict.severity = check.source->severity.value_or(program_.rule->severity);
  for (CompiledVariant& variant : result.check->variants) {
    if (!frame_.eval(*variant.condition).is_true())
      continue;
    verdict.severity = variant.severity.value_or(verdict.severity);
    if (!variant.message.empty())
      message = &variant.message;
    if (!variant.recommendation.empty())
      recommendation = &variant.recommendation;
    break;
  }
  verdict.severity = severity_.value_or(verdict.severity);
  verdict.message = render(*message);
  verdict.recommendation = render(*recommendation);
  verdict.fix = fix();
  place_finding(verdict, check, item);
  if (program_.key_expression == nullptr)
    return;
  const cel::Val key = frame_.eval(*program_.key_expression);
  if (key.as_string())
    verdict.key = std::string(*key.as_string());
}

void Judge::commit(Verdict verdict) {
  if (verdict.outcome == Outcome::kGood && options_.good != nullptr) {
    ++*options_.good;
    return;
  }
  if (verdict.outcome == Outcome::kError && !reported_errors_.insert(verdict.message).second)
    return;  // the same fault in every container of a repository is one message
  if (verdict.outcome == Outcome::kFinding && !verdict.key.empty()) {
    // The same fact seen from two places is one finding with both places.
    const auto [same, is_new] =
        by_key_.emplace(fmt::format("{}|{}", verdict.check_id, verdict.key), verdicts_.size());
    if (!is_new) {
      verdicts_[same->second].related.push_back(verdict.primary);
      return;
    }
  }
  if (verdict.outcome != Outcome::kGood && verdict.key.empty())
    verdict.key = default_key(verdict);
  verdicts_.push_back(std::move(verdict));
}

void Judge::add_undetermined(const CheckResult& result, const Item& item) {
  Verdict& verdict = add(Outcome::kUndetermined, item, nullptr);
  verdict.reasons = reasons(result.why);
  note_doubt(result.why, item);
}

// Remembers the template conditions on which an undetermined verdict hangs.
void Judge::note_doubt(const std::vector<cel::Val>& why, const Item& item) {
  const auto note = [&](const Value& node) {
    collect_conditions(node, conditions_);
    if (const Unknown* unknown = node.as_unknown(); unknown != nullptr && unknown->choice)
      parameters_.insert(unknown->arguments.begin(), unknown->arguments.end());
  };
  for (const cel::Val& value : why)
    for (const Value* node : value.reasons())
      note(*node);
  if (item.uncertain && item.value.origin() != nullptr)
    note(*item.value.origin());
}

Span Judge::rule_span(std::string_view expression, std::uint32_t begin, std::uint32_t end) const {
  for (const RuleExpression* candidate : program_.rule->expressions()) {
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
  Verdict& verdict = add(Outcome::kError, item, result.check);
  verdict.message = std::move(message);
  verdict.related.push_back(data == nullptr ? verdict.primary : span_of(*data, item));
  verdict.primary = where;
}

// Shipped rules are held by tests to show no secret; with others the search is worth its time.
std::string Judge::shown(const cel::Val& value) const {
  return cel::display(
      value, unknown_text(options_.language),
      program_.rule->builtin ? cel::Hides()
                             : [this](const Value& node) { return graph_.hides(node); });
}

std::string Judge::render(CompiledText& text) {
  std::string out;
  for (const CompiledText::Part& part : program_.parts(text)) {
    out += part.literal;
    if (part.expression != nullptr)
      out += shown(frame_.eval(*part.expression));
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
    reason.path = source_path(*root_, *node, sources_).value_or("");
    if (const Unknown* unknown = node->as_unknown()) {
      reason.text = unknown->text;
      if (unknown->cause == Unknown::Cause::kUnresolved && !unknown->function.empty())
        reason.text = unresolved_text(options_.language, *unknown);
      else if (unknown->cause == Unknown::Cause::kIncomplete)
        reason.text = incomplete_text(options_.language, *unknown);
      reason.advice = advice_for(*unknown, options_.language);
    }
    const bool is_shown = reason.span.valid() && !sources_.file(reason.span.source).is_withheld();
    if (const Resource* resource = graph_.resource_of(*node))
      reason.text = fmt::format("{} ({})", resource->name, resource->type);
    else if (is_secret(*resource_, *node) || (is_shown && graph_.hides(reason.span)))
      reason.text.clear();
    else if (reason.text.empty() && is_shown)
      reason.text = std::string(sources_.text(node->span()));
    out.push_back(std::move(reason));
  }
  return out;
}

}  // namespace advisor
