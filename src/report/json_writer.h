#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace advisor {

// Writes JSON from begin to end, without a DOM: a run over thousands of files has a hundred
// thousand verdicts. Objects and lists stand on lines of their own, two spaces of indentation per
// level; commas and line breaks are its work. In strings invalid UTF-8 becomes U+FFFD, and what a
// screen does not show is escaped.
class JsonWriter {
 public:
  explicit JsonWriter(std::ostream& out) : out_(out) {}

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_list() { begin('['); }
  void end_list() { end(']'); }
  void key(std::string_view name);
  void text(std::string_view value);
  void number(long long value);

  void member(std::string_view name, std::string_view value);
  void member(std::string_view name, long long value);
  void flag(std::string_view name, bool value);
  // Left out if empty.
  void optional(std::string_view name, std::string_view value);
  // { and [ of a member; end_object() and end_list() close it.
  void begin_object(std::string_view name);
  void begin_list(std::string_view name);

  // The last line break; call it once.
  void finish();

 private:
  void begin(char bracket);
  void end(char bracket);
  void next();
  void new_line() { buffer_.append(1, '\n').append(2 * empty_.size(), ' '); }
  void flush();

  std::ostream& out_;
  std::string buffer_;
  std::vector<bool> empty_;  // per open bracket
  bool after_key_ = false;
};

}  // namespace advisor
