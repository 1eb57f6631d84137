#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/resource.h"

namespace advisor {

enum class CommentStyle : std::uint8_t {
  kHash,          // YAML
  kHashAndSlash,  // Jsonnet, Terraform: also //
};

// Comments "advisor:ignore RULE reason" in a text. Such a comment covers its own line, or, if
// nothing but comments stands on that line, the next line that is neither blank nor a comment. Text
// in quotes is no comment.
std::vector<InlineSuppression> scan_ignore_comments(std::string_view text, SourceId source,
                                                    CommentStyle style);

inline constexpr std::string_view kIgnoreMark = "advisor:ignore";

struct IgnoreMark {
  std::string rule;
  std::string reason;
};
// Reads one line of a comment, without comment signs.
std::optional<IgnoreMark> read_ignore_mark(std::string_view comment);

}  // namespace advisor
