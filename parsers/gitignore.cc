#include "parsers/gitignore.h"

#include <cctype>

#include "src/base/text.h"

namespace advisor {
namespace {

// The longest text a pattern can sensibly be; git stores paths up to 4096 bytes.
constexpr std::size_t kMaxPattern = 4096;

bool in_named_class(unsigned char c, std::string_view name) {
  static constexpr struct {
    std::string_view name;
    int (*test)(int);
  } kClasses[] = {{"alnum", std::isalnum}, {"alpha", std::isalpha}, {"blank", std::isblank},
                  {"cntrl", std::iscntrl}, {"digit", std::isdigit}, {"graph", std::isgraph},
                  {"lower", std::islower}, {"print", std::isprint}, {"punct", std::ispunct},
                  {"space", std::isspace}, {"upper", std::isupper}, {"xdigit", std::isxdigit}};
  for (const auto& entry : kClasses)
    if (entry.name == name)
      return entry.test(c) != 0;
  return false;
}

// What a '[' opens: whether `c` belongs to it and how long it is; length 0: not closed, which
// matches nothing.
struct ClassMatch {
  bool matched = false;
  std::size_t length = 0;
};

ClassMatch match_class(unsigned char c, std::string_view pattern) {
  std::size_t i = 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  i += negated ? 1 : 0;
  bool matched = false;
  for (bool first = true; i < pattern.size() && (first || pattern[i] != ']'); first = false) {
    if (pattern.substr(i, 2) == "[:") {
      const std::size_t end = pattern.find(":]", i + 2);
      if (end != std::string_view::npos) {
        matched = matched || in_named_class(c, pattern.substr(i + 2, end - i - 2));
        i = end + 2;
        continue;
      }
    }
    const auto next = [&] {
      if (pattern[i] == '\\' && i + 1 < pattern.size())
        ++i;
      return static_cast<unsigned char>(pattern[i++]);
    };
    const unsigned char low = next();
    unsigned char high = low;
    if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
      ++i;
      high = next();
    }
    matched = matched || (low <= c && c <= high);
  }
  if (i >= pattern.size())
    return {};
  return {matched != negated, i + 1};
}

// One pattern element (not a star) against one byte: its length in the pattern, 0 if it differs.
std::size_t match_element(char c, std::string_view pattern) {
  switch (pattern[0]) {
    case '?':
      return 1;
    case '[': {
      const ClassMatch found = match_class(static_cast<unsigned char>(c), pattern);
      return found.matched ? found.length : 0;
    }
    case '\\':
      return pattern.size() > 1 && pattern[1] == c ? 2 : 0;
    default:
      return pattern[0] == c ? 1 : 0;
  }
}

using Segments = std::vector<std::string_view>;

// Backtracks to the latest "**" only, which is enough: whatever an earlier one could give up, the
// later one can take.
bool matches_segments(const Segments& path, const std::vector<std::string>& pattern) {
  std::size_t t = 0;
  std::size_t p = 0;
  std::optional<std::size_t> star;
  std::size_t resume = 0;
  while (t < path.size()) {
    if (p < pattern.size() && pattern[p] == "**") {
      if (p + 1 == pattern.size())
        return true;
      star = p++;
      resume = t;
    } else if (p < pattern.size() && matches_component(path[t], pattern[p])) {
      ++t;
      ++p;
    } else if (star) {
      p = *star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return p == pattern.size();
}

std::string_view without_trailing_blanks(std::string_view line) {
  while (line.ends_with(' ') && !line.ends_with("\\ "))
    line.remove_suffix(1);
  return line;
}

}  // namespace

bool matches_component(std::string_view text, std::string_view pattern) {
  std::size_t t = 0;
  std::size_t p = 0;
  std::optional<std::size_t> star;
  std::size_t resume = 0;
  while (t < text.size()) {
    std::size_t length = 0;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (length = match_element(text[t], pattern.substr(p))) > 0) {
      p += length;
      ++t;
    } else if (star) {
      p = *star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*')
    ++p;
  return p == pattern.size();
}

IgnorePatterns::IgnorePatterns(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF"))
    text.remove_prefix(3);
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (!line.starts_with('#') && line.size() <= kMaxPattern)
      add(without_trailing_blanks(line));
  }
}

void IgnorePatterns::add(std::string_view line) {
  Pattern pattern;
  if (line.starts_with('!')) {
    pattern.negated = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    pattern.directory_only = true;
    line.remove_suffix(1);
  }
  pattern.anchored = line.find('/') != std::string_view::npos;
  if (line.starts_with('/'))
    line.remove_prefix(1);
  if (line.empty())
    return;
  for (const std::string_view segment : split(line, '/'))
    pattern.segments.emplace_back(segment);
  patterns_.push_back(std::move(pattern));
}

std::optional<bool> IgnorePatterns::ignored(std::string_view path, bool is_directory) const {
  const Segments segments = split(path, '/');
  for (auto it = patterns_.rbegin(); it != patterns_.rend(); ++it) {
    if (it->directory_only && !is_directory)
      continue;
    const bool matched = it->anchored ? matches_segments(segments, it->segments)
                                      : matches_component(segments.back(), it->segments[0]);
    if (matched)
      return !it->negated;
  }
  return std::nullopt;
}

}  // namespace advisor
