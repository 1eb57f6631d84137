#include "parsers/terraform_attributes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "src/base/text.h"

namespace advisor::tf {
namespace {

bool is_true(const Value* value) {
  return value != nullptr && value->as_bool() != nullptr && *value->as_bool();
}

const Value* child(const Value* value, std::string_view key) {
  return value == nullptr ? nullptr : value->find(key);
}

const Value* element(const Value* value, std::size_t i) {
  const List* list = value == nullptr ? nullptr : value->as_list();
  return list == nullptr || i >= list->size() ? nullptr : &(*list)[i];
}

// The sensitive paths of a raw state: [[{"type": "get_attr", "value": "password"}], …], as the
// mirrored structure that plans have.
Value mirrored(const Value& paths) {
  Value out = Value::map();
  for (const Value& path : *paths.as_list()) {
    const List* steps = path.as_list();
    const Value* first =
        steps == nullptr || steps->empty() ? nullptr : steps->front().find("value");
    if (first != nullptr && first->as_string() != nullptr)
      out.set(*first->as_string(), Value::boolean(true));
  }
  return out;
}

// Whether known values of a block contradict what a block of the configuration says.
bool may_come_from(const Value& block, const Value& expressions) {
  const Map* members = expressions.as_map();
  if (members == nullptr || block.as_map() == nullptr)
    return false;
  return std::ranges::all_of(*members, [&](const Member& member) {
    const Value* constant = member.value.find("constant_value");
    const Value* value = block.find(member.key);
    return constant == nullptr || value == nullptr || value->as_map() != nullptr ||
           value->as_list() != nullptr || same_value(*constant, *value);
  });
}

}  // namespace

Value Values::after(const Subject& subject) {
  const Item& item = *subject.item;
  return join(subject, item.values, item.unknown, item.sensitive, subject.expressions);
}

Value Values::before(const Subject& subject) {
  return join(subject, subject.item->before, {}, subject.item->before_sensitive, nullptr);
}

Value Values::join(const Subject& subject, ByteRange values, ByteRange unknown, ByteRange sensitive,
                   const Value* expressions) {
  subject_ = &subject;
  path_.clear();
  source_path_.clear();
  Value known = parts_.parse(values);
  const Value open = parts_.parse(unknown);
  Value hidden = parts_.parse(sensitive);
  if (hidden.as_list() != nullptr)
    hidden = mirrored(hidden);
  around_ = place(parts_.span(values.empty() ? subject.item->all : values));
  auto joined = join({&known, &open, &hidden, expressions, expressions != nullptr});
  return joined && joined->as_map() != nullptr ? std::move(*joined) : Value::map(Map(), around_);
}

Span Values::place(Span in_document) {
  if (source_ == nullptr || !subject_->in_source)
    return in_document;
  const TfPlace found = source_->locate(subject_->source, source_path_);
  return found.span.valid() ? found.span : in_document;
}

bool Values::is_secret_name() const {
  static constexpr std::array<std::string_view, 8> kEnds = {
      "password",    "password_wo", "secret_string", "auth_token",
      "private_key", "secret_key",  "access_token",  "user_data"};
  const auto* name = path_.empty() ? nullptr : std::get_if<std::string>(&path_.back());
  return name != nullptr &&
         std::ranges::any_of(kEnds, [&](std::string_view end) { return name->ends_with(end); });
}

Value Values::redacted() const {
  Unknown unknown;
  unknown.cause = Unknown::Cause::kRedacted;
  unknown.text = "(sensitive value)";
  return Value::unknown(std::move(unknown));
}

std::optional<Value> Values::join(const Node& node) {
  const bool has_value = node.value != nullptr && !node.value->is_null();
  if (is_true(node.unknown))
    return make_unknown(node);
  // States and old plans do not mark what the provider's schema calls sensitive.
  if (is_true(node.sensitive) || (has_value && is_secret_name())) {
    Value out = redacted();
    // A redacted plan shows null for what is sensitive, whatever it is. Where there is nothing,
    // reports have nothing to hide.
    out.set_uncertain(!has_value);
    if (has_value)
      out.set_span(place(node.value->span()));
    return out;
  }
  const bool has_open_parts = node.unknown != nullptr && node.unknown->as_map() != nullptr &&
                              !node.unknown->as_map()->empty();
  if (!has_value && !has_open_parts)
    return std::nullopt;
  const Span outer = around_;
  const Span here = place(has_value ? node.value->span() : around_);
  around_ = here;
  Value out;
  if (!has_value || node.value->as_map() != nullptr)
    out = join_map(node);
  else if (node.value->as_list() != nullptr)
    out = join_list(node);
  else
    out = std::move(*node.value);
  out.set_span(here);
  around_ = outer;
  return out;
}

Value Values::join_map(const Node& node) {
  Map members;
  // At the top stand the arguments themselves, maybe none.
  const bool leaf = !path_.empty() && node.expression != nullptr && is_expression(*node.expression);
  const auto expression_of = [&](const std::string& key) {
    return leaf ? node.expression : child(node.expression, key);
  };
  const auto add = [&](const std::string& key, Span key_span, Value* value) {
    path_.emplace_back(key);
    source_path_.emplace_back(key);
    auto joined = join({value, child(node.unknown, key), child(node.sensitive, key),
                        expression_of(key), node.configured});
    if (joined)
      members.push_back({key, source_ != nullptr && subject_->in_source ? joined->span() : key_span,
                         std::move(*joined)});
    path_.pop_back();
    source_path_.pop_back();
  };
  const Map* open = node.unknown == nullptr ? nullptr : node.unknown->as_map();
  if (node.value != nullptr && node.value->as_map() != nullptr) {
    members.reserve(node.value->as_map()->size());
    for (Member& member : *node.value->as_map())
      add(member.key, member.key_span, &member.value);
  }
  if (open != nullptr)
    for (const Member& member : *open) {
      const bool there = node.value != nullptr && node.value->find(member.key) != nullptr;
      if (!there && (is_true(&member.value) || member.value.as_map() != nullptr))
        add(member.key, around_, nullptr);
    }
  members.shrink_to_fit();  // most attributes of a plan are null
  return Value::map(std::move(members));
}

Value Values::join_list(const Node& node) {
  List& given = *node.value->as_list();
  List elements;
  elements.reserve(given.size());
  const List* blocks = node.expression == nullptr || is_expression(*node.expression)
                           ? nullptr
                           : node.expression->as_list();
  for (std::size_t i = 0; i < given.size(); ++i) {
    // Blocks of sets come in another order than in the configuration; dynamic ones are not in it.
    const Value* expression = node.expression;
    std::optional<std::size_t> position = i;
    bool configured = node.configured;
    if (blocks != nullptr) {
      std::vector<std::size_t> fitting;
      for (std::size_t b = 0; b < blocks->size(); ++b)
        if (may_come_from(given[i], (*blocks)[b]))
          fitting.push_back(b);
      const bool same_place = blocks->size() == given.size() &&
                              std::ranges::find(fitting, i) != fitting.end() && fitting.size() > 1;
      if (fitting.size() == 1 || same_place) {
        position = fitting.size() == 1 ? fitting[0] : i;
        expression = &(*blocks)[*position];
        configured = configured && fitting.size() == 1;
      } else {
        expression = nullptr;
        position.reset();
        configured = false;
      }
    } else if (expression != nullptr && !is_expression(*expression)) {
      expression = i == 0 && given.size() == 1 ? expression : nullptr;
      configured = configured && expression != nullptr;
    }
    path_.emplace_back(i);
    if (position)
      source_path_.emplace_back(*position);
    auto joined = join(
        {&given[i], element(node.unknown, i), element(node.sensitive, i), expression, configured});
    path_.pop_back();
    if (position)
      source_path_.pop_back();
    if (joined)
      elements.push_back(std::move(*joined));
  }
  return Value::list(std::move(elements));
}

// `alarm_actions = [aws_sns_topic.a.arn, "arn:…"]`: one unknown element makes the whole set unknown
// in a plan; the source says what the elements are.
std::optional<Value> Values::listed_in_source() {
  const auto* name = path_.size() == 1 ? std::get_if<std::string>(&path_[0]) : nullptr;
  if (source_ == nullptr || !subject_->in_source || name == nullptr)
    return std::nullopt;
  const TfBlock* block = source_->resource(subject_->source);
  const TfItem* attribute = block == nullptr ? nullptr : block->attribute(*name);
  if (attribute == nullptr || attribute->value.kind != TfValue::Kind::kList ||
      attribute->value.encoded)
    return std::nullopt;
  List elements;
  for (const TfItem& item : attribute->value.items) {
    const std::string_view text = trim(sources_.text(item.value.span));
    if (std::string literal = tf_literal(text); !literal.empty()) {
      elements.push_back(Value::string(std::move(literal), item.value.span));
      continue;
    }
    Value expression = Value::map();
    expression.set("references", Value::list({Value::string(std::string(text))}));
    const References references = resolver_.follow(expression, subject_->place);
    Unknown unknown;
    unknown.cause = Unknown::Cause::kAfterApply;
    unknown.text = printable(text);
    path_.emplace_back(elements.size());
    source_path_.emplace_back(elements.size());
    // A splat or a call stands for any number of elements.
    const auto address = parse_address(text);
    if (!address || address->type.empty() || address->attribute.empty()) {
      path_.pop_back();
      source_path_.pop_back();
      return std::nullopt;
    }
    describe_(*subject_, source_path_, references, unknown);
    path_.pop_back();
    source_path_.pop_back();
    elements.push_back(Value::unknown(std::move(unknown), item.value.span));
  }
  return Value::list(std::move(elements), attribute->value.span);
}

// rules-catalogue 0.3 and resource-mapping, "Optional + computed": what is unknown because the
// provider chooses it was not set, so it is absent; what is unknown because of something else is
// unknown.
std::optional<Value> Values::make_unknown(const Node& node) {
  Unknown unknown;
  unknown.cause = Unknown::Cause::kAfterApply;
  unknown.text = "(known after apply)";
  bool uncertain = false;
  if (node.configured && node.expression == nullptr) {
    const bool block = subject_->is_block && subject_->is_block(path_);
    if (!block)
      return std::nullopt;
    // A dynamic block leaves no trace in the configuration.
    if (source_ != nullptr && subject_->in_source &&
        !source_->has_dynamic(subject_->source, source_path_))
      return std::nullopt;
    uncertain = true;
  }
  if (node.expression != nullptr && is_expression(*node.expression)) {
    if (const Value* constant = node.expression->find("constant_value");
        constant != nullptr && constant->is_null())
      return std::nullopt;
    if (path_.size() == 1 && resolver_.is_known(*node.expression, subject_->place))
      return std::nullopt;
    if (auto listed = listed_in_source())
      return listed;
    const References references = resolver_.follow(*node.expression, subject_->place);
    if (!references.text.empty())
      unknown.text = printable(references.text);
    describe_(*subject_, source_path_, references, unknown);
  } else if (!node.configured && node.value == nullptr) {
    uncertain = true;
  }
  Value out = Value::unknown(std::move(unknown), place(around_));
  out.set_uncertain(uncertain);
  return out;
}

}  // namespace advisor::tf
