#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace advisor {

// Bytes [begin, end) of a text.
struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin == end; }
};

// Walks through JSON (RFC 8259) without building anything, so that of a large document only the
// parts that are wanted need memory. Everything it passes is checked for syntax but for the
// encoding of strings (find_invalid_utf8). After an error nothing more is found. Depth is bounded
// by `max_depth`, not by the stack.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text, std::size_t begin = 0, int max_depth = 1000)
      : text_(text), at_(begin), max_depth_(max_depth) {}

  bool failed() const { return failed_; }
  bool too_deep() const { return too_deep_; }
  // Where the cursor stands; behind the value after skip(), members() and elements().
  std::size_t at() const { return at_; }
  // First byte of the next value; 0 if there is none.
  char peek();
  // Passes one value. Its bytes, without white space around it; empty on an error.
  ByteRange skip();
  // Passes one string. What stands between its quotes, escapes as written; empty on an error.
  std::string_view raw_string();

  // If the next value is an object: calls visit(raw key, cursor) at each member's value, which
  // `visit` must pass. Passes any other value and returns false.
  template <class Visit>
  bool members(Visit visit) {
    if (peek() != '{') {
      skip();
      return false;
    }
    ++at_;
    if (peek() == '}') {
      ++at_;
      return true;
    }
    for (;;) {
      const std::string_view key = peek() == '"' ? raw_string() : (fail(), std::string_view());
      if (failed_ || !expect(':'))
        return true;
      visit(key);
      if (failed_ || !next('}'))
        return true;
    }
  }

  // The same for the elements of an array.
  template <class Visit>
  bool elements(Visit visit) {
    if (peek() != '[') {
      skip();
      return false;
    }
    ++at_;
    if (peek() == ']') {
      ++at_;
      return true;
    }
    for (;;) {
      visit();
      if (failed_ || !next(']'))
        return true;
    }
  }

 private:
  void fail() { failed_ = true; }
  bool expect(char wanted);
  // Behind a value: true at a comma; false, behind it, at the closing bracket.
  bool next(char close);
  bool pass_word();
  bool pass_string();
  bool pass_scalar();

  std::string_view text_;
  std::size_t at_ = 0;
  int max_depth_ = 0;
  bool failed_ = false;
  bool too_deep_ = false;
  std::vector<char> open_;
};

// The text of a JSON string whose bytes, without quotes, are these. Precondition: the cursor passed
// it. Escapes that mean no character become U+FFFD.
std::string unescape_json(std::string_view raw);

}  // namespace advisor
