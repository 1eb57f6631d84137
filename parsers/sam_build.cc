#include "parsers/sam_build.h"

#include <algorithm>

#include "parsers/cloudformation_template.h"

namespace advisor::sam {

Value text(std::string_view value, Span span) {
  return Value::string(std::string(value), span);
}

Value call(std::string_view name, Value argument, Span span) {
  Map map;
  map.push_back({std::string(name), span, std::move(argument)});
  return Value::map(std::move(map), span);
}

Value ref(std::string_view logical_id, Span span) {
  return call("Ref", text(logical_id, span), span);
}

Value get_att(std::string_view logical_id, std::string_view attribute, Span span) {
  return call("Fn::GetAtt", array(span, {text(logical_id, span), text(attribute, span)}), span);
}

Value sub(std::string_view pattern, Span span) {
  return call("Fn::Sub", text(pattern, span), span);
}

Value no_value(Span span) {
  return ref("AWS::NoValue", span);
}

Value only_if(const Value* condition, Value value, Span span) {
  if (condition == nullptr || condition->as_string() == nullptr)
    return value;
  List branches;
  branches.push_back(*condition);
  branches.push_back(std::move(value));
  branches.push_back(no_value(span));
  return call("Fn::If", Value::list(std::move(branches), span), span);
}

Value object(Span span, std::initializer_list<std::pair<std::string_view, Value>> members) {
  Map map;
  for (const auto& [name, value] : members)
    map.push_back({std::string(name), span, value});
  return Value::map(std::move(map), span);
}

Value array(Span span, std::initializer_list<Value> elements) {
  return Value::list(List(elements), span);
}

bool is_absent(const Value* node) {
  if (node == nullptr || node->is_null())
    return true;
  const std::string* target = ref_target(node);
  return target != nullptr && *target == "AWS::NoValue";
}

const std::string* string_at(const Value& node, std::string_view key) {
  const Value* value = node.find(key);
  return value == nullptr ? nullptr : value->as_string();
}

namespace {

bool is_word(const Value* node, bool wanted) {
  if (node == nullptr)
    return false;
  if (const bool* known = node->as_bool())
    return *known == wanted;
  const std::string* word = node->as_string();
  if (word == nullptr)
    return false;
  return wanted ? *word == "true" || *word == "True" : *word == "false" || *word == "False";
}

}  // namespace

bool is_true(const Value* node) {
  return is_word(node, true);
}

bool is_false(const Value* node) {
  return is_word(node, false);
}

const std::string* ref_target(const Value* node) {
  const Member* function = node == nullptr ? nullptr : cfn::function_of(*node);
  return function != nullptr && function->key == "Ref" ? function->value.as_string() : nullptr;
}

void copy(const Value& from, Value& to, std::initializer_list<Name> names) {
  for (const Name& name : names)
    if (const Member* member = from.find_member(name.from))
      to.set(std::string(name.to), member->value, member->key_span);
}

namespace {

std::string_view version_name(std::string_view prefix) {
  return prefix.empty() ? "Version" : "S3ObjectVersion";
}

// "k?versionId=v"
void set_object(Value& out, std::string_view object, const std::string& key,
                std::string_view prefix) {
  constexpr std::string_view kVersion = "?versionId=";
  const std::size_t query = object.find(kVersion);
  out.set(key, text(object.substr(0, query), out.span()), out.span());
  if (query != std::string_view::npos)
    out.set(std::string(version_name(prefix)),
            text(object.substr(query + kVersion.size()), out.span()), out.span());
}

}  // namespace

Value location(const Value& written, std::string_view prefix) {
  Value out = Value::map({}, written.span());
  const std::string bucket = std::string(prefix) + "Bucket";
  const std::string key = std::string(prefix) + "Key";
  const std::string* uri = written.as_string();
  constexpr std::string_view kScheme = "s3://";
  if (uri != nullptr && uri->starts_with(kScheme)) {
    const std::string_view rest = std::string_view(*uri).substr(kScheme.size());
    const std::size_t slash = rest.find('/');
    out.set(bucket, text(rest.substr(0, slash), written.span()), written.span());
    if (slash != std::string_view::npos)
      set_object(out, rest.substr(slash + 1), key, prefix);
  } else if (written.find("Bucket") != nullptr) {
    copy(written, out,
         {{"Bucket", bucket.c_str()},
          {"Key", key.c_str()},
          {"Version", version_name(prefix).data()}});
  } else {
    out.set_open(true);
  }
  return out;
}

bool is_plain(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

}  // namespace advisor::sam
