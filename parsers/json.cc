#include "parsers/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "parsers/json_errors.h"
#include "parsers/members.h"
#include "src/base/text.h"

// nlohmann's SAX events carry no positions. They come in document order, though, and everything
// before an event is known to be valid JSON; so a cursor over the same text finds each token by
// skipping white space, commas and colons, and its end by its first byte.

namespace advisor {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Precondition: a number or literal that nlohmann accepted begins at `at`. Follows the grammar
// rather than the alphabet: of "01" only the "0" was read.
std::size_t word_end(std::string_view text, std::size_t at) {
  const auto skip = [&](std::string_view any) {
    const bool found = at < text.size() && any.find(text[at]) != std::string_view::npos;
    at += found ? 1 : 0;
    return found;
  };
  constexpr std::string_view kDigits = "0123456789";
  if (text[at] == 't' || text[at] == 'n')
    return at + 4;
  if (text[at] == 'f')
    return at + 5;
  skip("-");
  if (!skip("0"))
    while (skip(kDigits)) {
    }
  if (skip("."))
    while (skip(kDigits)) {
    }
  if (skip("eE")) {
    skip("+-");
    while (skip(kDigits)) {
    }
  }
  return at;
}

class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, std::size_t begin, SourceId source, const JsonOptions& options,
              Parsed& out)
      : text_(text),
        source_(source),
        limits_(options.limits),
        discard_(options.discard),
        out_(out),
        duplicates_(out.diagnostics) {
    progress_.end = begin;
  }

  // The interface nlohmann::json::sax_parse calls; false stops it.
  bool null() { return add(Value::null(word())); }
  bool boolean(bool value) { return add(Value::boolean(value, word())); }
  bool number_integer(std::int64_t value) { return add(Value::integer(value, word())); }
  bool number_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(INT64_MAX))
      return add(Value::number(static_cast<double>(value), word()));
    return add(Value::integer(static_cast<std::int64_t>(value), word()));
  }
  bool number_float(double value, const std::string&) {
    if (std::trunc(value) == value && std::abs(value) < 0x1p63)
      return add(Value::integer(static_cast<std::int64_t>(value), word()));
    return add(Value::number(value, word()));
  }
  bool string(const std::string& value) { return add(Value::string(value, quoted(value))); }
  bool binary(const nlohmann::json::binary_t&) { return false; }

  bool start_object(std::size_t) { return open(members_.size()); }
  bool start_array(std::size_t) { return open(elements_.size()); }
  bool key(const std::string& name) {
    const Span span = quoted(name);
    if (!discard_)
      members_.push_back({name, span, {}});
    progress_.after = JsonProgress::After::kKey;
    return true;
  }
  bool end_object() {
    Map members = take(members_);
    duplicates_.remove(members);
    return close(Value::map(std::move(members)));
  }
  bool end_array() { return close(Value::list(take(elements_))); }

  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) {
    duplicates_.finish();
    out_.diagnostics.push_back(explain_json_error(text_, source_, progress_));
    return fail();
  }

  void check_rest(bool ignore) {
    duplicates_.finish();
    const std::size_t rest = text_.find_first_not_of(" \t\r\n", progress_.end);
    if (rest == std::string_view::npos)
      return;
    if (!ignore) {
      report(rest, rest + 1, "expected the end of the text behind the value", {});
      fail();
      return;
    }
    const std::size_t end = text_.find_last_not_of(" \t\r\n") + 1;
    out_.diagnostics.push_back({Diagnostic::Level::kWarning,
                                "the text behind the first value is not read",
                                "remove it",
                                span(rest, end),
                                {}});
  }

 private:
  struct Frame {
    std::size_t begin = 0;  // offset of the bracket
    std::size_t first = 0;  // index of the first child in members_ or elements_
  };

  Span span(std::size_t begin, std::size_t end) const {
    return {source_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  std::size_t token() const {
    std::size_t at = progress_.end;
    for (;; ++at) {
      const char c = text_[at];
      if (c != ' ' && c != '\n' && c != ',' && c != ':' && c != '\r' && c != '\t')
        return at;
    }
  }

  // Span of a number or literal. Moves the cursor behind it, as do the next ones.
  Span word() {
    const std::size_t begin = token();
    progress_.end = word_end(text_, begin);
    return span(begin, progress_.end);
  }

  Span quoted(std::string_view value) {
    const std::size_t begin = token();
    std::size_t end = begin + 1 + value.size();
    // Without escapes the text is the value; every escape is longer than what it means.
    if (end >= text_.size() || text_[end] != '"' || text_.substr(begin + 1, value.size()) != value)
      for (end = begin + 1; text_[end] != '"';)
        end += text_[end] == '\\' ? 2 : 1;
    progress_.end = end + 1;
    return span(begin, end + 1);
  }

  bool open(std::size_t first) {
    const std::size_t begin = token();
    if (static_cast<int>(frames_.size()) >= limits_.depth) {
      report(begin, begin + 1, fmt::format("nested more than {} levels deep", limits_.depth), {});
      return fail();
    }
    frames_.push_back({begin, first});
    progress_.open.push_back(begin);
    progress_.end = begin + 1;
    progress_.after = JsonProgress::After::kStart;
    return true;
  }

  // The children of the innermost container, in a vector of just their size.
  template <class T>
  std::vector<T> take(std::vector<T>& stack) {
    const auto first = stack.begin() + static_cast<std::ptrdiff_t>(frames_.back().first);
    std::vector<T> children(std::make_move_iterator(first), std::make_move_iterator(stack.end()));
    stack.erase(first, stack.end());
    return children;
  }

  bool close(Value container) {
    const std::size_t end = token() + 1;
    progress_.end = end;
    container.set_span(span(frames_.back().begin, end));
    frames_.pop_back();
    progress_.open.pop_back();
    return add(std::move(container));
  }

  bool add(Value&& value) {
    if (++nodes_ > limits_.nodes) {
      report(value.span().begin, value.span().end,
             fmt::format("more than {} values in one file", limits_.nodes), {});
      return fail();
    }
    progress_.after = JsonProgress::After::kValue;
    if (discard_)
      return true;
    if (frames_.empty())
      out_.root = std::move(value);
    else if (text_[frames_.back().begin] == '[')
      elements_.push_back(std::move(value));
    else
      members_.back().value = std::move(value);
    return true;
  }

  void report(std::size_t begin, std::size_t end, std::string message, std::string hint) {
    out_.diagnostics.push_back(
        {Diagnostic::Level::kError, std::move(message), std::move(hint), span(begin, end), {}});
  }

  bool fail() {
    out_.ok = false;
    out_.root = Value::null();
    return false;
  }

  std::string_view text_;
  SourceId source_;
  const ParseLimits& limits_;
  bool discard_;
  Parsed& out_;
  DuplicateKeys duplicates_;
  JsonProgress progress_;
  std::vector<Frame> frames_;
  // Children of all open containers, so that each container is allocated once.
  std::vector<Member> members_;
  std::vector<Value> elements_;
  std::size_t nodes_ = 0;
};

}  // namespace

Parsed parse_json(std::string_view text, SourceId source, const JsonOptions& options) {
  Parsed out;
  const std::size_t max_bytes = std::min<std::size_t>(options.limits.bytes, UINT32_MAX);
  text = text.substr(0, options.end);
  if (text.size() - std::min(options.begin, text.size()) > max_bytes) {
    out.ok = false;
    out.diagnostics.push_back({Diagnostic::Level::kError,
                               fmt::format("larger than {} bytes", max_bytes),
                               {},
                               {source, 0, 0},
                               {}});
    return out;
  }
  const std::size_t begin = options.begin > 0 ? std::min(options.begin, text.size())
                            : text.starts_with(kByteOrderMark) ? kByteOrderMark.size()
                                                               : 0;
  TreeBuilder builder(text, begin, source, options, out);
  // Not strict: text behind the value is judged here, where its position is known.
  if (nlohmann::json::sax_parse(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(),
                                &builder, nlohmann::json::input_format_t::json, false))
    builder.check_rest(options.ignore_trailing_text);
  return out;
}

}  // namespace advisor
