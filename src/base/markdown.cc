// GitHub resolves mentions, references and emoji in the rendered text, where backslashes and
// entities are gone already, but not in code spans. So a word with a character that could have a
// meaning becomes a code span as a whole, which also keeps ARNs and names easy to copy. A word is
// a run of ASCII characters without blanks; Japanese text around it stays as it is.

#include "src/base/markdown.h"

#include <algorithm>

#include "src/base/text.h"

namespace advisor {
namespace {

bool is_word_character(char c) {
  return c > 0x20 && c < 0x7F;
}

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_hexadecimal(char c) {
  return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9');
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// ":name:" is an emoji, "://" makes a link.
bool has_colon_markup(std::string_view word) {
  const std::size_t first = word.find(':');
  return first != std::string_view::npos &&
         (word.find(':', first + 1) != std::string_view::npos || word.substr(first + 1, 2) == "//");
}

// GitHub links what looks like a commit.
bool has_commit_hash(std::string_view word) {
  std::size_t run = 0;
  bool digit = false;
  for (const char c : word) {
    run = is_hexadecimal(c) ? run + 1 : 0;
    digit = run > 0 && (digit || is_digit(c));
    if (run >= 7 && digit)
      return true;
  }
  return false;
}

// "GH-1" is a reference to an issue, "www.x" a link.
bool has_reference(std::string_view word) {
  const std::string lower = to_lower_ascii(word);
  for (std::size_t at = lower.find("gh-"); at != std::string::npos; at = lower.find("gh-", at + 1))
    if (at + 3 < lower.size() && is_digit(lower[at + 3]))
      return true;
  return lower.find("www.") != std::string::npos;
}

bool has_underscore_markup(std::string_view word) {
  for (std::size_t at = word.find('_'); at != std::string_view::npos; at = word.find('_', at + 1))
    if (at == 0 || at + 1 == word.size() || !is_alphanumeric(word[at - 1]) ||
        !is_alphanumeric(word[at + 1]))
      return true;
  return false;
}

bool needs_code(std::string_view word) {
  constexpr std::string_view kMarkup = "\\`*~<>&#@$[]{}|^";
  return word.find_first_of(kMarkup) != std::string_view::npos || has_colon_markup(word) ||
         has_underscore_markup(word) || has_commit_hash(word) || has_reference(word);
}

std::string code_span(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const bool blank_only = text.find_first_not_of(' ') == std::string_view::npos;
  const bool pad = !blank_only && (text.front() == '`' || text.back() == '`' ||
                                   (text.front() == ' ' && text.back() == ' '));
  const std::string_view padding = pad ? " " : "";
  return fence + std::string(padding) + std::string(text) + std::string(padding) + fence;
}

// Punctuation of the sentence around a name stays outside its code span.
void append_word(std::string& out, std::string_view word) {
  constexpr std::string_view kOpening = "(\"'";
  if (!needs_code(word)) {
    out += word;
    return;
  }
  const std::size_t begin = std::min(word.find_first_not_of(kOpening), word.size());
  const bool own_parentheses = word.find('(', begin) != std::string_view::npos;
  const std::size_t last = word.find_last_not_of(own_parentheses ? ".,:!?\"'" : ".,:!?\"')");
  const std::size_t end = last == std::string_view::npos ? 0 : last + 1;
  const std::string_view core = begin < end ? word.substr(begin, end - begin) : std::string_view();
  if (core.empty() || !needs_code(core)) {
    out += code_span(word);
    return;
  }
  out += word.substr(0, begin);
  out += code_span(core);
  out += word.substr(end);
}

std::string inline_of_printable(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (is_word_character(text[at])) {
      while (end < text.size() && is_word_character(text[end]))
        ++end;
      append_word(out, text.substr(at, end - at));
    } else {
      out.push_back(text[at]);
    }
    at = end;
  }
  return out;
}

// Index of the character that would start a block at the begin of a line, npos if none.
std::size_t block_marker(std::string_view line) {
  if (line.empty())
    return std::string_view::npos;
  if (std::string_view("-+=:").find(line.front()) != std::string_view::npos)
    return 0;
  std::size_t digits = 0;
  while (digits < line.size() && is_digit(line[digits]))
    ++digits;
  const bool marker =
      digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')');
  return marker ? digits : std::string_view::npos;
}

}  // namespace

std::string markdown_inline(std::string_view text) {
  return inline_of_printable(printable(trim(text)));
}

std::string markdown_line(std::string_view text) {
  std::string line = markdown_inline(text);
  if (const std::size_t marker = block_marker(line); marker != std::string::npos)
    line.insert(marker, "\\");
  return line;
}

std::string markdown_code(std::string_view text) {
  return text.empty() ? std::string() : code_span(printable(text));
}

std::string markdown_prose(std::string_view text) {
  std::string line;
  for (const std::string_view part : split(trim(text), '\n'))
    line += (line.empty() ? "" : " ") + std::string(trim(part));
  // An odd number of backticks means that the last one is just a character.
  const std::vector<std::string_view> parts = split(line, '`');
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool code = i % 2 == 1 && i + 1 < parts.size() && !parts[i].empty();
    const std::string piece = (i % 2 == 1 && !code ? "`" : "") + std::string(parts[i]);
    const std::string marked = code ? markdown_code(piece) : inline_of_printable(printable(piece));
    // Two code spans that touch would be one.
    if (out.ends_with('`') && marked.starts_with('`'))
      out += ' ';
    out += marked;
  }
  if (const std::size_t marker = block_marker(out); marker != std::string::npos)
    out.insert(marker, "\\");
  return out;
}

std::string markdown_cell(std::string_view markdown) {
  std::string out;
  for (const char c : markdown) {
    if (c == '|')
      out += '\\';
    out += c;
  }
  return out;
}

bool is_plain_url(std::string_view url) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/?#=&%+,:;@!$'()*";
  return url.starts_with("https://") && url.find_first_not_of(kAllowed) == std::string_view::npos;
}

std::string markdown_url(std::string_view url) {
  return is_plain_url(url) ? "<" + std::string(url) + ">" : markdown_code(url);
}

std::string markdown_fence(std::string_view text, std::string_view info, std::size_t indent) {
  std::size_t longest = 2;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const std::string margin(indent, ' ');
  std::string out = margin + fence + std::string(info) + "\n";
  for (const std::string_view line : split(text, '\n')) {
    std::string spaced;
    for (const char c : line)
      spaced += c == '\t' ? std::string(4, ' ') : std::string(1, c);
    out += (spaced.empty() ? std::string() : margin + printable(spaced)) + "\n";
  }
  return out + margin + fence + "\n";
}

std::string shorten(std::string_view text, std::size_t limit) {
  const std::size_t whole = prefix_of_code_points(text, limit);
  if (whole == text.size())
    return std::string(text);
  return std::string(text.substr(0, prefix_of_code_points(text, limit - 3))) + "...";
}

std::size_t utf16_length(std::string_view text) {
  std::size_t units = count_code_points(text);
  units += static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xF0; }));
  return units;
}

}  // namespace advisor
