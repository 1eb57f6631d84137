#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "src/model/value.h"

// Pieces of templates, as the parser would have made them.

namespace advisor::sam {

Value text(std::string_view value, Span span);
// {"name": argument}
Value call(std::string_view name, Value argument, Span span);
Value ref(std::string_view logical_id, Span span);
Value get_att(std::string_view logical_id, std::string_view attribute, Span span);
Value sub(std::string_view pattern, Span span);
Value no_value(Span span);
// Fn::If; the value itself where there is no condition.
Value only_if(const Value* condition, Value value, Span span);
Value object(Span span, std::initializer_list<std::pair<std::string_view, Value>> members);
Value array(Span span, std::initializer_list<Value> elements);

// Neither written nor null nor AWS::NoValue.
bool is_absent(const Value* node);
// The string at a key; nullptr for everything else.
const std::string* string_at(const Value& node, std::string_view key);
bool is_true(const Value* node);
bool is_false(const Value* node);
// The logical id of {"Ref": id}; nullptr for everything else.
const std::string* ref_target(const Value* node);

// Copies members, in this order, where `from` has them. A pair renames.
struct Name {
  std::string_view from;
  std::string_view to;
  Name(const char* same) : from(same), to(same) {}                            // NOLINT
  Name(const char* source, const char* target) : from(source), to(target) {}  // NOLINT
};
void copy(const Value& from, Value& to, std::initializer_list<Name> names);

// A location of code or of a definition: "s3://b/k", {Bucket, Key, Version}, or what is only known
// after packaging, which is an open map. The names get that prefix: "S3" or nothing.
Value location(const Value& written, std::string_view prefix);

// Letters and digits only, so that it may be part of a logical id.
bool is_plain(std::string_view text);

}  // namespace advisor::sam
