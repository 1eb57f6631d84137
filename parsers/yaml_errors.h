#pragma once

#include <string_view>

#include "src/base/diagnostic.h"

namespace advisor::yaml {

inline constexpr std::string_view kTemplateAction =
    "a template action {{ ... }} that nothing has replaced";
inline constexpr std::string_view kTemplateActionHint = "put it in quotes: '{{ ... }}'";

// What yaml-cpp found wrong at byte `at`, told in our words: `message` is its own text. Everything
// before byte `from` was read without complaint.
Diagnostic explain_yaml_error(std::string_view text, SourceId source, std::size_t from,
                              std::size_t at, std::string_view message);

// Reasons not to give a text to yaml-cpp at all: bytes that are not UTF-8, control characters (it
// takes one of them for the end of the text). Returns false and reports if there is one.
bool check_characters(std::string_view text, SourceId source, Diagnostics& diagnostics);

// What may follow the first document, which ends at `end`: nothing, or further documents, which
// are noted. Returns false and reports an error for anything else.
bool check_rest(std::string_view text, std::size_t end, SourceId source, Diagnostics& diagnostics);

}  // namespace advisor::yaml
