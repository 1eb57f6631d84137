// Templates nest without bound: a quoted string holds ${code}, which holds strings and heredocs,
// which hold ${code}. They are read with a stack of modes and come out as one token.
//
// What has no end must not cost a search to the end of the text each time, or many of them would
// cost the square of the size: a string ends with its line, a heredoc or comment opens only if the
// text is known to close it.

#include "parsers/terraform_scanner.h"

#include <algorithm>

#include "src/base/text.h"

namespace advisor {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_word(char c) {
  return begins_word(c) || is_digit(c) || c == '-';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

std::string_view word_at(std::string_view text, std::size_t position) {
  std::size_t end = position;
  if (end < text.size() && begins_word(text[end]))
    while (end < text.size() && is_word(text[end]))
      ++end;
  return text.substr(position, end - position);
}

std::size_t skip_blanks(std::string_view text, std::size_t position) {
  while (position < text.size() && is_blank(text[position]))
    ++position;
  return position;
}

// How many labels a block has that stands at the top level only; 0: not such a block.
int labels_of(std::string_view type) {
  if (type == "resource" || type == "data")
    return 2;
  for (const std::string_view other : {"module", "variable", "output", "provider"})
    if (type == other)
      return 1;
  return 0;
}

}  // namespace

TerraformScanner::TerraformScanner(std::string_view text, std::size_t begin, std::size_t end)
    : text_(text.substr(0, end)), position_(begin) {
  if (position_ == 0 && at("\xEF\xBB\xBF"))
    position_ = 3;
}

TfToken TerraformScanner::next() {
  comments_.clear();
  do
    position_ = skip_blanks(text_, position_);
  while (position_ < text_.size() && skip_comment());
  TfToken token;
  token.begin = static_cast<std::uint32_t>(position_);
  token.end = token.begin;
  if (position_ >= text_.size())
    return token;
  if (text_[position_] == '\n') {
    ++position_;
    line_start_ = true;
    token.kind = TfToken::Kind::kNewline;
    token.end = static_cast<std::uint32_t>(position_);
    return token;
  }
  token.top_level = line_start_ && is_header(position_);
  token.kind = read();
  std::size_t end = position_;
  while (end > token.begin + 1U && (is_blank(text_[end - 1]) || text_[end - 1] == '\n'))
    --end;  // of a template that was given up
  token.end = static_cast<std::uint32_t>(end);
  line_start_ = text_[position_ - 1] == '\n';
  return token;
}

bool TerraformScanner::skip_comment() {
  const std::size_t begin = position_;
  if (text_[position_] == '#' || at("//")) {
    position_ = std::min(text_.find('\n', position_), text_.size());
  } else if (at("/*")) {
    if (!comment_end_) {
      const std::size_t last = text_.rfind("*/");
      comment_end_ = last == std::string_view::npos ? 0 : last;
    }
    if (*comment_end_ < position_ + 2)
      return false;
    position_ = text_.find("*/", position_ + 2) + 2;
  } else {
    return false;
  }
  if (modes_.empty()) {
    std::size_t end = position_;
    while (is_blank(text_[end - 1]))
      --end;
    comments_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }
  return true;
}

TfToken::Kind TerraformScanner::read() {
  using Kind = TfToken::Kind;
  const char c = text_[position_];
  if (begins_word(c)) {
    position_ += word_at(text_, position_).size();
    return Kind::kIdentifier;
  }
  if (is_digit(c)) {
    while (position_ < text_.size() &&
           (is_word(text_[position_]) || text_[position_] == '.' ||
            (text_[position_] == '+' && (text_[position_ - 1] | 0x20) == 'e')))
      ++position_;
    return Kind::kNumber;
  }
  if (c == '"') {
    ++position_;
    modes_.push_back(Mode::kQuoted);
    read_template();
    return Kind::kString;
  }
  if (open_heredoc()) {
    read_template();
    return Kind::kHeredoc;
  }
  for (const std::string_view sign : {"==", "=>", "!=", "<=", ">=", "::"})
    if (at(sign)) {
      position_ += sign.size();
      return Kind::kOther;
    }
  ++position_;
  switch (c) {
    case '(':
    case '[':
    case '{':
      return Kind::kOpen;
    case ')':
    case ']':
    case '}':
      return Kind::kClose;
    case ',':
      return Kind::kComma;
    case '=':
    case ':':
      return Kind::kAssign;
    default:
      return Kind::kOther;
  }
}

bool TerraformScanner::is_header(std::size_t position) const {
  const std::string_view type = word_at(text_, position);
  const int labels = labels_of(type);
  if (labels == 0)
    return false;
  position = skip_blanks(text_, position + type.size());
  for (int i = 0; i < labels; ++i) {
    if (position < text_.size() && text_[position] == '"') {
      position = text_.find_first_of("\"\n", position + 1);
      if (position == std::string_view::npos || text_[position] == '\n')
        return false;
      ++position;
    } else {
      const std::size_t size = word_at(text_, position).size();
      if (size == 0)
        return false;
      position += size;
    }
    position = skip_blanks(text_, position);
  }
  return position < text_.size() && text_[position] == '{';
}

// Enters the heredoc that begins here, if one does.
bool TerraformScanner::open_heredoc() {
  if (!at("<<"))
    return false;
  std::size_t begin = position_ + 2;
  if (begin < text_.size() && text_[begin] == '-')
    ++begin;
  const std::string_view marker = word_at(text_, begin);
  const std::size_t end = skip_blanks(text_, begin + marker.size());
  if (marker.empty() || end >= text_.size() || text_[end] != '\n' || !marker_follows(marker))
    return false;
  position_ = end + 1;
  modes_.push_back(Mode::kHeredoc);
  markers_.push_back(marker);
  return true;
}

bool TerraformScanner::marker_follows(std::string_view marker) {
  if (!marker_lines_) {
    marker_lines_.emplace();
    for (std::size_t begin = position_; begin < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      const std::string_view line = trim(text_.substr(begin, end - begin));
      if (!line.empty() && word_at(line, 0).size() == line.size())
        (*marker_lines_)[line] = begin;
      begin = end + 1;
    }
  }
  const auto found = marker_lines_->find(marker);
  return found != marker_lines_->end() && found->second > position_;
}

void TerraformScanner::read_template() {
  while (!modes_.empty() && position_ < text_.size()) {
    if (modes_.back() == Mode::kCode)
      template_code();
    else
      template_text();
  }
  modes_.clear();
  markers_.clear();
}

// Reads up to the end of the text or to the code in it.
void TerraformScanner::template_text() {
  const bool quoted = modes_.back() == Mode::kQuoted;
  if (!quoted && text_[position_ - 1] == '\n' && close_heredoc())
    return;
  while (position_ < text_.size()) {
    const char c = text_[position_];
    if (quoted && (c == '"' || c == '\n')) {
      position_ += c == '"' ? 1 : 0;
      modes_.pop_back();
      return;
    }
    if (at("$${") || at("%%{")) {
      position_ += 3;
    } else if (at("${") || at("%{")) {
      position_ += 2;
      modes_.push_back(Mode::kCode);
      return;
    } else {
      const bool escape =
          quoted && c == '\\' && position_ + 1 < text_.size() && text_[position_ + 1] != '\n';
      position_ += escape ? 2 : 1;
      if (c == '\n')
        return;
    }
  }
}

// Reads the line if it is the closing marker of the innermost heredoc.
bool TerraformScanner::close_heredoc() {
  const std::size_t end = std::min(text_.find('\n', position_), text_.size());
  const std::string_view line = trim(text_.substr(position_, end - position_));
  if (line != markers_.back())
    return false;
  position_ = static_cast<std::size_t>(line.data() - text_.data()) + line.size();
  modes_.pop_back();
  markers_.pop_back();
  return true;
}

void TerraformScanner::template_code() {
  if (skip_comment() || open_heredoc())
    return;
  switch (text_[position_++]) {
    case '"':
      modes_.push_back(Mode::kQuoted);
      return;
    case '{':
      modes_.push_back(Mode::kCode);
      return;
    case '}':
      modes_.pop_back();
      return;
    case '\n':
      if (is_header(skip_blanks(text_, position_)))
        modes_.clear();  // the template is broken
      return;
    default:
      return;
  }
}

}  // namespace advisor
