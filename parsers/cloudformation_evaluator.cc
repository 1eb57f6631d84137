#include "parsers/cloudformation_evaluator.h"

#include <algorithm>
#include <array>
#include <utility>

#include "parsers/cloudformation_strings.h"
#include "src/base/text.h"

namespace advisor::cfn {
namespace {

using Hole = Piece::Hole;

constexpr std::size_t kMaxWritten = 120;
// Allowed values beyond this number would use up the comparisons that a rule can look at together
// (kMaxWorldAtoms).
constexpr std::size_t kMaxChoices = 3;

constexpr std::string_view kUnknownStore = "AWS::SSM::Parameter::Value";

Value list_of(std::string_view text, Span span) {
  List out;
  if (!text.empty())
    for (const std::string_view part : advisor::split(text, ','))
      out.push_back(Value::string(std::string(trim(part)), span));
  return Value::list(std::move(out), span);
}

void place(Value& value, Span span) {
  value.set_span(span);
  if (List* list = value.as_list())
    for (Value& element : *list)
      element.set_span(span);
}

std::string_view partition_of(std::string_view region) {
  if (region.empty())
    return {};
  return region.starts_with("cn-")       ? "aws-cn"
         : region.starts_with("us-gov-") ? "aws-us-gov"
                                         : "aws";
}

}  // namespace

std::optional<Value> make_choice(const std::string& condition, std::optional<Value> then,
                                 std::optional<Value> otherwise, Unknown why, Span span) {
  if (!then && !otherwise)
    return std::nullopt;
  if (then && otherwise && !then->uncertain() && !otherwise->uncertain() &&
      same_value(*then, *otherwise))
    return then;
  const bool uncertain = !then || !otherwise || then->uncertain() || otherwise->uncertain();
  Choice choice;
  choice.condition = condition;
  if (then)
    choice.then = std::make_shared<const Value>(std::move(*then));
  if (otherwise)
    choice.otherwise = std::make_shared<const Value>(std::move(*otherwise));
  why.choice = std::make_shared<const Choice>(std::move(choice));
  Value out = Value::unknown(std::move(why), span);
  out.set_uncertain(uncertain);
  return out;
}

Evaluator::Evaluator(const Template& source, Parameters given, Surroundings& run,
                     std::string suffix)
    : source_(source), given_(std::move(given)), run_(run), suffix_(std::move(suffix)) {}

Evaluator::Function Evaluator::find_function(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Function>, 17> kFunctions = {
      {{"Ref", &Evaluator::ref},
       {"Fn::GetAtt", &Evaluator::get_att},
       {"Fn::Sub", &Evaluator::sub},
       {"Fn::Join", &Evaluator::join},
       {"Fn::Split", &Evaluator::split},
       {"Fn::Select", &Evaluator::select},
       {"Fn::FindInMap", &Evaluator::find_in_map},
       {"Fn::If", &Evaluator::choose},
       {"Fn::Base64", &Evaluator::base64},
       {"Fn::ImportValue", &Evaluator::import_value},
       {"Fn::Length", &Evaluator::length},
       {"Fn::ToJsonString", &Evaluator::to_json},
       {"Fn::GetStackOutput", &Evaluator::stack_output},
       {"Fn::Equals", &Evaluator::decided_condition},
       {"Fn::And", &Evaluator::decided_condition},
       {"Fn::Or", &Evaluator::decided_condition},
       {"Fn::Not", &Evaluator::decided_condition}}};
  const auto* found =
      std::ranges::find(kFunctions, name, &std::pair<std::string_view, Function>::first);
  return found == kFunctions.end() ? nullptr : found->second;
}

std::optional<Value> Evaluator::evaluate(const Value& node) {
  if (node.as_string() != nullptr)
    return evaluate_text(node);
  if (node.as_list() == nullptr && node.as_map() == nullptr)
    return node;
  if (depth_ == kMaxDepth) {
    Unknown too_deep;
    too_deep.cause = Unknown::Cause::kNotEvaluated;
    return Value::unknown(std::move(too_deep), node.span());
  }
  ++depth_;
  std::optional<Value> out = node.as_list() != nullptr ? evaluate_list(node) : evaluate_map(node);
  --depth_;
  return out;
}

Value Evaluator::evaluate_text(const Value& node) {
  if (!has_dynamic_reference(*node.as_string()))
    return node;
  PartialString text;
  text.text(*node.as_string());
  return text.finish(node.span(), written(node));
}

std::optional<Value> Evaluator::evaluate_list(const Value& node) {
  List out;
  bool open = node.open();
  for (const Value& element : *node.as_list()) {
    const Member* function = function_of(element);
    open = open || (function != nullptr && function->key == "Fn::Transform");
    if (auto value = evaluate(element))
      out.push_back(std::move(*value));
  }
  Value list = Value::list(std::move(out), node.span());
  list.set_open(open);
  return list;
}

std::optional<Value> Evaluator::evaluate_map(const Value& node) {
  if (const Member* function = function_of(node)) {
    const Call call{function->key, function->value, node};
    const Function apply = find_function(function->key);
    return apply != nullptr ? (this->*apply)(call) : unknown(call, Unknown::Cause::kIntrinsic);
  }
  Map out;
  bool open = node.open() || source_.macro;
  for (const Member& member : *node.as_map()) {
    if (member.key.starts_with("Fn::ForEach::") || member.key == "Fn::Transform") {
      open = true;
      continue;
    }
    auto value = evaluate(member.value);
    if (value && !value->is_null())
      out.push_back({member.key, member.key_span, std::move(*value)});
  }
  Value map = Value::map(std::move(out), node.span());
  map.set_open(open);
  return map;
}

namespace {

// The short form of a reference, which says the same in less space; empty for everything else.
std::string short_form(const Value& node) {
  const Map* map = node.as_map();
  if (map == nullptr || map->size() != 1)
    return {};
  const auto& [name, key_span, argument] = map->front();
  const std::string* text = argument.as_string();
  const List* parts = argument.as_list();
  if (text != nullptr && name == "Ref")
    return "!Ref " + *text;
  if (text != nullptr && name == "Fn::Sub")
    return "!Sub " + *text;
  if (name == "Fn::GetAtt" && parts != nullptr && parts->size() == 2 &&
      (*parts)[0].as_string() != nullptr && (*parts)[1].as_string() != nullptr)
    return "!GetAtt " + *(*parts)[0].as_string() + "." + *(*parts)[1].as_string();
  return {};
}

}  // namespace

std::string Evaluator::written(const Value& node) const {
  std::string out;
  if (const std::string brief = short_form(node);
      !brief.empty() && !run_.sources.text(node.span()).starts_with('!'))
    return brief.size() > kMaxWritten ? "…" : brief;
  for (const char c : run_.sources.text(node.span())) {
    const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (blank && (out.empty() || out.back() == ' '))
      continue;
    out += blank ? ' ' : c;
    if (out.size() > kMaxWritten)
      break;
  }
  if (out.size() > kMaxWritten) {
    std::size_t cut = kMaxWritten;
    while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0U) == 0x80U)
      --cut;
    out = out.substr(0, cut) + "…";
  }
  return out;
}

Value Evaluator::unknown(const Call& call, Unknown::Cause cause,
                         std::vector<std::string> arguments) {
  Unknown out;
  out.cause = cause;
  out.function = call.name;
  out.arguments = std::move(arguments);
  out.text = written(call.node);
  return Value::unknown(std::move(out), call.span());
}

// Unknown for the reason for which the input is.
Value Evaluator::because_of(const Value& input, const Call& call) {
  const Unknown* why = input.as_unknown();
  if (why == nullptr)
    return unknown(call, Unknown::Cause::kIntrinsic);
  Value out = unknown(call, why->cause, why->arguments);
  if (why->cause == Unknown::Cause::kParameter || why->cause == Unknown::Cause::kCondition)
    out.as_unknown()->function = why->function;
  return out;
}

void Evaluator::error(std::string message, Span span) {
  if (!reported_.insert(message).second)
    return;
  run_.diagnostics.push_back({Diagnostic::Level::kError, std::move(message), "", span, ""});
}

void Evaluator::error_unless_open(std::string message, Span span) {
  if (!source_.open)
    error(std::move(message), span);
}

std::optional<Value> Evaluator::ref(const Call& call) {
  const std::string* name = call.argument.as_string();
  std::optional<Value> computed;
  if (name == nullptr) {
    computed = evaluate(call.argument);
    name = computed ? computed->as_string() : nullptr;
  }
  return name == nullptr ? unknown(call, Unknown::Cause::kIntrinsic) : reference(*name, call);
}

std::optional<Value> Evaluator::reference(const std::string& name, const Call& call) {
  if (name.starts_with("AWS::"))
    return pseudo_parameter(name, call);
  if (const auto parameter = source_.parameters.find(name); parameter != source_.parameters.end())
    return parameter_reference(parameter->second, call);
  if (source_.resources.contains(name))
    return attribute(name, "", call);
  if (!unknown_names_.contains(name))
    error_unless_open("Ref to " + printable(name) +
                          ", which is neither a parameter nor a resource of the template",
                      call.span());
  return unknown(call, Unknown::Cause::kIntrinsic, {name});
}

std::vector<Piece> Evaluator::pseudo_pieces(std::string_view name) const {
  std::string_view known;
  Hole hole = Hole::kName;
  if (name == "AWS::Region")
    known = run_.region;
  else if (name == "AWS::AccountId")
    known = run_.account;
  else if (name == "AWS::Partition")
    known = partition_of(run_.region);
  else if (name == "AWS::URLSuffix" && !run_.region.empty())
    known = run_.region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  else if (name == "AWS::URLSuffix")
    hole = Hole::kWord;
  else if (name != "AWS::StackName")
    hole = Hole::kAny;
  return {{std::string(known), known.empty() ? hole : Hole::kNone}};
}

std::optional<Value> Evaluator::pseudo_parameter(std::string_view name, const Call& call) {
  if (name == "AWS::NoValue")
    return std::nullopt;
  Value out = unknown(call, Unknown::Cause::kIntrinsic, {std::string(name)});
  if (name == "AWS::NotificationARNs")
    return out;
  std::vector<Piece> pieces = pseudo_pieces(name);
  if (pieces[0].hole == Hole::kNone)
    return Value::string(std::move(pieces[0].text), call.span());
  out.as_unknown()->pieces = std::move(pieces);
  return out;
}

const Value& Evaluator::parameter_value(const Parameter& parameter) {
  const auto [place, fresh] = parameters_.emplace(parameter.name, Value());
  if (fresh)
    place->second = make_parameter_value(parameter);
  return place->second;
}

// The value, or an unknown without text and place.
Value Evaluator::make_parameter_value(const Parameter& parameter) {
  Unknown open;
  open.cause = Unknown::Cause::kParameter;
  open.function = "Ref";
  open.arguments = {parameter.name};
  if (!parameter.secret)
    open.fallback = parameter.fallback.value_or("");
  const auto given = given_.find(parameter.name);
  std::optional<std::string> text;
  if (given != given_.end()) {
    text = scalar_text(given->second);
    if (!text && !parameter.from_store)
      return given->second;
  } else if (run_.assume_defaults || (parameter.allowed.size() == 1 && !parameter.is_list)) {
    text = run_.assume_defaults && parameter.fallback ? *parameter.fallback
           : parameter.allowed.size() == 1            ? std::optional(parameter.allowed[0])
                                                      : std::nullopt;
  }
  if (parameter.from_store) {
    open.cause = Unknown::Cause::kIntrinsic;
    open.function = kUnknownStore;
    open.fallback.clear();
    if (text && !parameter.secret)
      open.links.push_back({Link::Kind::kSsmParameter, "", *text, ""});
    return Value::unknown(std::move(open));
  }
  if (!text)
    return Value::unknown(std::move(open));
  return parameter.is_list ? list_of(*text, {}) : Value::string(std::move(*text));
}

std::optional<Value> Evaluator::parameter_reference(const Parameter& parameter, const Call& call) {
  Value value = parameter_value(parameter);
  if (parameter.secret) {
    Value hidden = unknown(call, Unknown::Cause::kRedacted, {parameter.name});
    return hidden;
  }
  place(value, call.span());
  Unknown* open = value.as_unknown();
  if (open == nullptr)
    return value;
  if (open->choice == nullptr) {
    open->text = written(call.node);
    open->identity = condition_id("Ref " + parameter.name);
  }
  const bool few = parameter.allowed.size() > 1 && parameter.allowed.size() <= kMaxChoices;
  if (few && !parameter.is_list && !given_.contains(parameter.name)) {
    Value choice = choice_of_allowed(parameter, call.span());
    choice.as_unknown()->text = written(call.node);
    return choice;
  }
  return value;
}

// The allowed values as a chain of choices between this one and the rest.
Value Evaluator::choice_of_allowed(const Parameter& parameter, Span span) {
  Value out = Value::string(parameter.allowed.back(), span);
  for (std::size_t i = parameter.allowed.size() - 1; i-- > 0;) {
    const std::string& literal = parameter.allowed[i];
    const std::string id = condition_id(parameter.name + " = " + literal);
    if (!run_.conditions.by_id.contains(id)) {
      Decision is = atom(condition_id("Ref " + parameter.name), literal, parameter.allowed);
      run_.conditions.by_id.emplace(id, Condition{id, parameter.name + " = " + literal,
                                                  std::move(is.expression), parameter.span});
    }
    Unknown why;
    why.cause = Unknown::Cause::kParameter;
    why.function = "Ref";
    why.arguments = {parameter.name};
    why.fallback = parameter.fallback.value_or("");
    out = *make_choice(id, Value::string(literal, span), std::move(out), std::move(why), span);
  }
  return out;
}

// The class of a hole that this unknown makes in a string.
Piece::Hole Evaluator::hole_of(const Value& value) const {
  const Unknown* unknown = value.as_unknown();
  if (unknown == nullptr || unknown->function != "Ref" || unknown->arguments.size() != 1)
    return Hole::kAny;
  const auto parameter = source_.parameters.find(unknown->arguments[0]);
  return parameter == source_.parameters.end() || given_.contains(parameter->first)
             ? Hole::kAny
             : parameter->second.hole;
}

std::optional<Value> Evaluator::get_att(const Call& call) {
  std::string resource;
  std::string name;
  if (const std::string* text = call.argument.as_string()) {
    const std::size_t dot = text->find('.');
    resource = text->substr(0, dot);
    name = dot == std::string::npos ? "" : text->substr(dot + 1);
  } else if (const List* parts = call.argument.as_list(); parts != nullptr && parts->size() == 2) {
    std::array<std::string*, 2> targets = {&resource, &name};
    for (std::size_t i = 0; i < 2; ++i) {
      const auto part = evaluate((*parts)[i]);
      if (part && part->as_string() != nullptr)
        *targets[i] = *part->as_string();
    }
  }
  if (resource.empty() || name.empty())
    return unknown(call, Unknown::Cause::kIntrinsic);
  if (source_.resources.contains(resource))
    return attribute(resource, name, call);
  if (!unknown_names_.contains(resource))
    error_unless_open(
        "Fn::GetAtt of " + printable(resource) + ", which is no resource of the template",
        call.span());
  return unknown(call, Unknown::Cause::kIntrinsic, {resource + "." + name});
}

Value Evaluator::attribute(const std::string& resource, const std::string& name, const Call& call) {
  if (choices_ == 0)
    edges_.emplace_back(resource, call.span());
  const std::string id = resource_id(resource);
  if (name.starts_with("Outputs.") && run_.nested)
    if (auto output = run_.nested(id, name.substr(8))) {
      place(*output, call.span());
      return std::move(*output);
    }
  Value out =
      unknown(call, Unknown::Cause::kIntrinsic, {name.empty() ? resource : resource + "." + name});
  out.as_unknown()->identity = "GetAtt " + id + "." + name;
  out.as_unknown()->links.push_back({Link::Kind::kResource, "", id, name});
  out.as_unknown()->pieces = pieces_of_attribute(resource, name);
  return out;
}

std::vector<Piece> Evaluator::pieces_of_attribute(const std::string& resource,
                                                  const std::string& name) {
  const std::string key = resource + "." + name;
  if (const auto known = attributes_.find(key); known != attributes_.end())
    return known->second;
  const Value* type = source_.resources.at(resource)->value.find("Type");
  std::string_view pattern = type == nullptr || type->as_string() == nullptr
                                 ? std::string_view()
                                 : attribute_pattern(*type->as_string(), name);
  if (pattern.empty() || source_.macro || !describing_.insert(key).second)
    return {};
  std::vector<Piece> out;
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    add_piece(out, {std::string(pattern.substr(0, open)), Hole::kNone});
    if (open == pattern.size())
      break;
    const std::size_t close = pattern.find('}');
    const std::string_view what = pattern.substr(open + 1, close - open - 1);
    pattern.remove_prefix(close + 1);
    if (what == "partition" || what == "region" || what == "account") {
      for (Piece& piece : pseudo_pieces(what == "partition" ? "AWS::Partition"
                                        : what == "region"  ? "AWS::Region"
                                                            : "AWS::AccountId"))
        add_piece(out, std::move(piece));
    } else if (what == "name" || what == "word" || what == "any") {
      add_piece(out, {"", what == "name"   ? Hole::kName
                          : what == "word" ? Hole::kWord
                                           : Hole::kAny});
    } else {
      add_property_pieces(resource, std::string(what), out);
    }
  }
  describing_.erase(key);
  attributes_.emplace(key, out);
  return out;
}

// Names that AWS takes without ':', '/' and blanks, so that whatever a parameter holds, what
// follows such a name in an ARN is what it seems.
bool is_plain_name(std::string_view property) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "FunctionName", "QueueName",   "TopicName", "TableName",
      "ClusterName",  "ServiceName", "Family",    "StateMachineName"};
  return std::ranges::find(kNames, property) != kNames.end();
}

void Evaluator::add_property_pieces(const std::string& resource, const std::string& property,
                                    std::vector<Piece>& pieces) {
  const auto value = property_of(resource, property);
  if (!value) {
    add_piece(pieces, {"", Hole::kName});  // CloudFormation makes up a name
    return;
  }
  PartialString text;
  text.add(*value, hole_of(*value));
  const Value whole = text.finish({}, "");
  const auto add = [&](Piece piece) {
    if (piece.hole == Hole::kAny && is_plain_name(property))
      piece.hole = Hole::kWord;
    add_piece(pieces, std::move(piece));
  };
  if (const std::string* known = whole.as_string())
    add({*known, Hole::kNone});
  else if (!whole.as_unknown()->pieces.empty())
    for (const Piece& piece : whole.as_unknown()->pieces)
      add(piece);
  else
    add({"", value->uncertain() ? Hole::kAny : hole_of(*value)});
}

std::optional<std::string> Evaluator::known_attribute(const std::string& logical_id,
                                                      const std::string& name) {
  const std::vector<Piece> pieces = pieces_of_attribute(logical_id, name);
  if (pieces.size() != 1 || pieces[0].hole != Hole::kNone)
    return std::nullopt;
  return pieces[0].text;
}

std::optional<Value> Evaluator::property_of(const std::string& logical_id,
                                            const std::string& property) {
  const Value* node = source_.resources.at(logical_id)->value.at({"Properties", property});
  if (node == nullptr)
    return std::nullopt;
  return evaluate_apart(*node);
}

std::optional<Value> Evaluator::evaluate_apart(const Value& node) {
  auto assumptions = std::exchange(assumptions_, {});
  ++choices_;  // what another resource refers to is not this one's business
  auto value = evaluate(node);
  --choices_;
  assumptions_ = std::move(assumptions);
  return value;
}

}  // namespace advisor::cfn
