#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace advisor {

struct TfToken {
  enum class Kind : std::uint8_t {
    kEnd,
    kNewline,
    kIdentifier,
    kNumber,
    kString,   // a quoted template with all that is in it
    kHeredoc,  // from << to the closing marker, without the line end behind it
    kOpen,     // ( [ {
    kClose,    // ) ] }
    kComma,
    kAssign,  // = or :
    kOther,
  };
  Kind kind = Kind::kEnd;
  // Begins a line that can only be the header of a top-level block: `resource "t" "n" {`. Found
  // inside of something else, it tells that a bracket or quote is missing before.
  bool top_level = false;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// Tokens of the Terraform language (HCL native syntax), one by one. Takes any bytes; linear in
// their number over all calls.
class TerraformScanner {
 public:
  struct Comment {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;  // without the line end
  };

  // Reads [begin, end) of the text; positions are those of the text.
  TerraformScanner(std::string_view text, std::size_t begin, std::size_t end);

  TfToken next();
  // Comments skipped by the last next(), those inside of templates aside.
  const std::vector<Comment>& comments() const { return comments_; }

 private:
  enum class Mode : std::uint8_t { kQuoted, kHeredoc, kCode };

  bool at(std::string_view what) const { return text_.substr(position_).starts_with(what); }
  bool skip_comment();
  TfToken::Kind read();
  bool is_header(std::size_t position) const;
  bool open_heredoc();
  bool marker_follows(std::string_view marker);
  void read_template();
  void template_text();
  void template_code();
  bool close_heredoc();

  std::string_view text_;  // up to the end
  std::size_t position_;
  bool line_start_ = true;  // nothing but blanks before on the line
  std::vector<Comment> comments_;
  std::vector<Mode> modes_;                 // of the template that is being read, innermost last
  std::vector<std::string_view> markers_;   // of its heredocs
  std::optional<std::size_t> comment_end_;  // the last "*/" of the text; 0: none
  // Lines that can close a heredoc -> where the last such line begins.
  std::optional<std::unordered_map<std::string_view, std::size_t>> marker_lines_;
};

}  // namespace advisor
