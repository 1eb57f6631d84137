#pragma once

#include <string>
#include <string_view>

#include "src/model/value.h"

namespace advisor::yaml {

// Tags as yaml-cpp gives them: "?" for a plain node and "!" for a quoted one without tag, core tags
// in their long form ("tag:yaml.org,2002:str"), local ones as written ("!Ref").
bool is_core_tag(std::string_view tag);   // or none
bool is_local_tag(std::string_view tag);  // "!x", but not "!" alone

// A tag of the source text as yaml-cpp gives it ("!!str", "!<tag:...>", "!Ref").
std::string full_tag(std::string_view written);

// A scalar as its tag wants it; without a (known) tag as its style does: plain scalars are typed,
// quoted and block scalars are strings.
Value tagged_scalar(std::string_view tag, bool plain, std::string_view value, Span span);

// {"Fn::Sub": argument} for "!Sub"; the map spans tag and argument, the key the tag.
Value cloudformation_long_form(std::string_view tag, Span tag_span, Value argument);
// The argument of a tag on a scalar that stands at `span`: a string, and for !GetAtt, which has its
// two arguments in one text, a list.
Value cloudformation_argument(std::string_view tag, std::string_view text, std::string_view value,
                              Span span);

}  // namespace advisor::yaml
