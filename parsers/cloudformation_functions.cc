// The functions over strings, lists and mappings. What follows from known parts is computed; what
// hangs on an unknown part says which.

#include <algorithm>
#include <charconv>
#include <utility>

#include "parsers/cloudformation_evaluator.h"
#include "parsers/cloudformation_strings.h"
#include "src/base/text.h"

namespace advisor::cfn {
namespace {

using Hole = Piece::Hole;

constexpr std::size_t kMaxImported = 4096;

const List* arguments_of(const Value& argument, std::size_t least) {
  const List* list = argument.as_list();
  return list != nullptr && list->size() >= least ? list : nullptr;
}

std::optional<std::size_t> index_of(const Value& value) {
  const auto text = scalar_text(value);
  std::size_t index = 0;
  if (!text)
    return std::nullopt;
  const char* end = text->data() + text->size();
  const auto [stop, fault] = std::from_chars(text->data(), end, index);
  return fault == std::errc() && stop == end ? std::optional(index) : std::nullopt;
}

bool is_id_char(char c) {
  // "{", "$" and "&" are of loops that could not be unrolled.
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("{}$&").find(c) != std::string_view::npos;
}

bool is_choice(const Value& value) {
  return value.as_unknown() != nullptr && value.as_unknown()->choice != nullptr;
}

void place_all(Value& value, Span span) {
  value.set_span(span);
  if (List* list = value.as_list())
    for (Value& element : *list)
      place_all(element, span);
}

}  // namespace

std::optional<Value> Evaluator::over_choice(
    const Value& chosen, Span span,
    const std::function<std::optional<Value>(const Value&)>& apply) {
  const Unknown& unknown = *chosen.as_unknown();
  const Choice& choice = *unknown.choice;
  const auto branch = [&](const Value* value) -> std::optional<Value> {
    if (value == nullptr)
      return std::nullopt;
    ++choices_;  // what goes wrong in one branch is no certain error
    auto out = apply(*value);
    --choices_;
    return out;
  };
  Unknown why;
  why.cause = unknown.cause;
  why.function = unknown.function;
  why.arguments = unknown.arguments;
  why.text = unknown.text;
  return make_choice(choice.condition, branch(choice.then.get()), branch(choice.otherwise.get()),
                     std::move(why), span);
}

std::optional<Value> Evaluator::sub(const Call& call) {
  const Value* text = &call.argument;
  const Value* variables = nullptr;
  if (const List* list = arguments_of(call.argument, 2)) {
    text = &(*list)[0];
    variables = &(*list)[1];
  }
  const std::string* pattern = text->as_string();
  if (pattern == nullptr)
    return unknown(call, Unknown::Cause::kIntrinsic);
  PartialString out;
  for (const SubPart& part : parse_sub(*pattern)) {
    if (!part.variable) {
      out.text(part.text);
      continue;
    }
    const auto value = sub_variable(part.text, variables, call);
    if (!value)
      out.text("");
    else
      out.add(*value, hole_of(*value));
  }
  return out.finish(call.span(), written(call.node));
}

std::optional<Value> Evaluator::sub_variable(const std::string& name, const Value* variables,
                                             const Call& call) {
  if (const Value* given = variables == nullptr ? nullptr : variables->find(name))
    return evaluate(*given);
  if (name.starts_with("AWS::"))
    return reference(name, call);
  const std::size_t dot = name.find('.');
  // The Serverless Framework and others fill in ${self:stage} before CloudFormation sees it.
  if (!std::ranges::all_of(name.substr(0, dot), is_id_char))
    return unknown(call, Unknown::Cause::kPlaceholder, {name});
  if (dot == std::string::npos)
    return reference(name, call);
  const std::string resource = name.substr(0, dot);
  if (source_.resources.contains(resource))
    return attribute(resource, name.substr(dot + 1), call);
  if (!unknown_names_.contains(resource))
    error_unless_open(
        "Fn::Sub refers to " + printable(name) + ", but the template has no such resource",
        call.span());
  return unknown(call, Unknown::Cause::kIntrinsic, {name});
}

std::optional<Value> Evaluator::join(const Call& call) {
  const List* arguments = arguments_of(call.argument, 2);
  if (arguments == nullptr)
    return unknown(call, Unknown::Cause::kIntrinsic);
  const auto delimiter = evaluate((*arguments)[0]);
  const auto list = evaluate((*arguments)[1]);
  if (!delimiter || delimiter->as_string() == nullptr || !list)
    return unknown(call, Unknown::Cause::kIntrinsic);
  PartialString out;
  if (list->as_list() == nullptr || list->open()) {
    out.add(*list);
    Value whole = out.finish(call.span(), written(call.node));
    // That it is a string is certain even if the list is not known.
    if (Unknown* open = whole.as_unknown(); open != nullptr && open->choice == nullptr)
      open->pieces = {{"", Hole::kAny}};
    return whole;
  }
  bool joined = true;  // nothing needs a delimiter in front of it
  for (const Value& element : *list->as_list()) {
    if (element.uncertain()) {
      Value either = element;  // the element with its delimiter, or nothing
      if (either.as_unknown() != nullptr) {
        either.as_unknown()->choice = nullptr;
        either.as_unknown()->pieces.clear();
      }
      out.add(either, Hole::kAny);
      continue;
    }
    if (!joined)
      out.text(*delimiter->as_string());
    joined = false;
    out.add(element, hole_of(element));
  }
  return out.finish(call.span(), written(call.node));
}

std::optional<Value> Evaluator::split(const Call& call) {
  const List* arguments = arguments_of(call.argument, 2);
  const std::string* delimiter = arguments == nullptr ? nullptr : (*arguments)[0].as_string();
  if (delimiter == nullptr)
    return unknown(call, Unknown::Cause::kIntrinsic);
  const auto text = evaluate((*arguments)[1]);
  if (!text)
    return unknown(call, Unknown::Cause::kIntrinsic);
  const std::function<std::optional<Value>(const Value&)> apply =
      [&](const Value& input) -> std::optional<Value> {
    if (is_choice(input))
      return over_choice(input, call.span(), apply);
    const auto known = scalar_text(input);
    const Unknown* why = input.as_unknown();
    std::vector<Piece> pieces;
    if (known)
      pieces.push_back({*known, Hole::kNone});
    else if (why != nullptr)
      pieces = why->pieces;
    const auto fields = pieces.empty() ? std::nullopt : split_pieces(pieces, *delimiter);
    if (!fields)
      return because_of(input, call);
    List out;
    for (const std::vector<Piece>& field : *fields) {
      if (field.empty() || (field.size() == 1 && field[0].hole == Hole::kNone)) {
        out.push_back(Value::string(field.empty() ? "" : field[0].text, call.span()));
        continue;
      }
      Value part = because_of(input, call);
      part.as_unknown()->pieces = field;
      if (why != nullptr)
        part.as_unknown()->links = why->links;
      out.push_back(std::move(part));
    }
    return Value::list(std::move(out), call.span());
  };
  return apply(*text);
}

std::optional<Value> Evaluator::select(const Call& call) {
  const List* arguments = arguments_of(call.argument, 2);
  if (arguments == nullptr)
    return unknown(call, Unknown::Cause::kIntrinsic);
  const auto index_value = evaluate((*arguments)[0]);
  const auto list = evaluate((*arguments)[1]);
  const auto index = index_value ? index_of(*index_value) : std::nullopt;
  if (!index || !list)
    return index_value && list ? because_of(index_value->is_unknown() ? *index_value : *list, call)
                               : unknown(call, Unknown::Cause::kIntrinsic);
  return select_from(*list, *index, call);
}

std::optional<Value> Evaluator::select_from(const Value& list, std::size_t index,
                                            const Call& call) {
  if (is_choice(list))
    return over_choice(list, call.span(),
                       [&](const Value& branch) { return select_from(branch, index, call); });
  const List* elements = list.as_list();
  if (elements == nullptr)
    return because_of(list, call);
  const auto before =
      elements->begin() + static_cast<std::ptrdiff_t>(std::min(index + 1, elements->size()));
  if (list.open() || std::any_of(elements->begin(), before,
                                 [](const Value& element) { return element.uncertain(); }))
    return unknown(call, Unknown::Cause::kIntrinsic);
  if (index >= elements->size() && choices_ > 0)
    return unknown(call, Unknown::Cause::kIntrinsic);
  if (index >= elements->size()) {
    error_unless_open("Fn::Select asks for element " + std::to_string(index) + " of " +
                          std::to_string(elements->size()),
                      call.span());
    return unknown(call, Unknown::Cause::kIntrinsic);
  }
  Value chosen = (*elements)[index];
  place_all(chosen, call.span());
  return chosen;
}

std::optional<Value> Evaluator::find_in_map(const Call& call) {
  const List* arguments = arguments_of(call.argument, 3);
  if (arguments == nullptr)
    return unknown(call, Unknown::Cause::kIntrinsic);
  const Value* fallback = arguments->size() > 3 ? (*arguments)[3].find("DefaultValue") : nullptr;
  const auto map = evaluate((*arguments)[0]);
  const auto first = evaluate((*arguments)[1]);
  const auto second = evaluate((*arguments)[2]);
  if (!map || !first || !second)
    return unknown(call, Unknown::Cause::kIntrinsic);
  return look_up(*map, *first, *second, fallback, call);
}

std::optional<Value> Evaluator::look_up(const Value& map, const Value& first, const Value& second,
                                        const Value* fallback, const Call& call) {
  if (is_choice(first))
    return over_choice(first, call.span(),
                       [&](const Value& key) { return look_up(map, key, second, fallback, call); });
  if (is_choice(second))
    return over_choice(second, call.span(),
                       [&](const Value& key) { return look_up(map, first, key, fallback, call); });
  if (map.as_string() == nullptr)
    return because_of(map, call);
  const auto found = source_.mappings.find(*map.as_string());
  if (found == source_.mappings.end()) {
    if (fallback != nullptr)
      return evaluate(*fallback);
    error_unless_open("Fn::FindInMap refers to the mapping " + printable(*map.as_string()) +
                          ", which the template does not have",
                      call.span());
    return unknown(call, Unknown::Cause::kIntrinsic);
  }
  const Map* rows = found->second->value.as_map();
  if (rows == nullptr)
    return unknown(call, Unknown::Cause::kIntrinsic);
  const auto column = scalar_text(second);
  if (!column)
    return because_of(second, call);
  const auto row = scalar_text(first);
  if (row)
    return look_up_known(*rows, *row, *column, fallback, call);
  // Whatever the row is, its value is the same if all rows agree; a row that is missing fails.
  const Value* same = nullptr;
  for (const Member& member : *rows) {
    const Value* value = member.value.find(*column);
    if (value == nullptr || fallback != nullptr || (same != nullptr && !same_value(*same, *value)))
      return because_of(first, call);
    same = value;
  }
  if (same == nullptr)
    return because_of(first, call);
  Value out = *same;
  place_all(out, call.span());
  return out;
}

std::optional<Value> Evaluator::look_up_known(const Map& rows, const std::string& first,
                                              const std::string& second, const Value* fallback,
                                              const Call& call) {
  bool open = false;
  for (const Member& row : rows) {
    open = open || row.key.starts_with("Fn::");
    if (row.key != first)
      continue;
    if (const Value* value = row.value.find(second)) {
      Value out = *value;
      place_all(out, call.span());
      return out;
    }
    open = open || row.value.find("Fn::Transform") != nullptr;
  }
  if (fallback != nullptr)
    return evaluate(*fallback);
  if (!open && choices_ == 0)
    error_unless_open("Fn::FindInMap finds no entry " + printable(first) + ", " + printable(second),
                      call.span());
  return unknown(call, Unknown::Cause::kIntrinsic);
}

std::optional<Value> Evaluator::base64(const Call& call) {
  // Rules look into user data; the encoding tells them nothing.
  auto text = evaluate(call.argument);
  if (text)
    text->set_span(call.span());
  return text;
}

std::optional<Value> Evaluator::import_value(const Call& call) {
  const auto name = evaluate(call.argument);
  if (!name || name->as_string() == nullptr)
    return name ? because_of(*name, call) : unknown(call, Unknown::Cause::kIntrinsic);
  if (run_.exported) {
    auto value = run_.exported(*name->as_string());
    const std::string* text = value ? value->as_string() : nullptr;
    if (value && (text == nullptr || text->size() <= kMaxImported)) {
      place_all(*value, call.span());
      if (Unknown* open = value->as_unknown())
        open->links.push_back({Link::Kind::kStackExport, "", *name->as_string(), ""});
      return value;
    }
  }
  Value out = unknown(call, Unknown::Cause::kIntrinsic, {*name->as_string()});
  out.as_unknown()->links.push_back({Link::Kind::kStackExport, "", *name->as_string(), ""});
  return out;
}

std::optional<Value> Evaluator::stack_output(const Call& call) {
  Value out = unknown(call, Unknown::Cause::kIntrinsic);
  const Value* stack = call.argument.find("StackName");
  const Value* output = call.argument.find("OutputName");
  if (stack == nullptr || output == nullptr)
    return out;
  const auto stack_name = evaluate(*stack);
  const auto output_name = evaluate(*output);
  if (stack_name && output_name && stack_name->as_string() != nullptr &&
      output_name->as_string() != nullptr)
    out.as_unknown()->links.push_back(
        {Link::Kind::kStackOutput, *stack_name->as_string(), *output_name->as_string(), ""});
  return out;
}

std::optional<Value> Evaluator::length(const Call& call) {
  const auto list = evaluate(call.argument);
  if (!list)
    return unknown(call, Unknown::Cause::kIntrinsic);
  const List* elements = list->as_list();
  if (elements == nullptr)
    return because_of(*list, call);
  if (list->open() || std::ranges::any_of(*elements, [](const Value& e) { return e.uncertain(); }))
    return unknown(call, Unknown::Cause::kIntrinsic);
  return Value::integer(static_cast<std::int64_t>(elements->size()), call.span());
}

std::optional<Value> Evaluator::to_json(const Call& call) {
  const auto value = evaluate(call.argument);
  if (!value)
    return unknown(call, Unknown::Cause::kIntrinsic);
  if (auto text = json_text(*value))
    return Value::string(std::move(*text), call.span());
  return because_of(*value, call);
}

}  // namespace advisor::cfn
