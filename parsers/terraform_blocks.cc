// Reads tokens into blocks and attributes. Expressions are passed over by counting brackets; only
// where one is an object or list constructor as a whole are its parts kept.
//
// A missing bracket would swallow the rest of the file. So a line that looks like the header of a
// top-level block ends everything that is open, and a closing bracket that does not fit is left to
// whoever has opened one like it.

#include "parsers/terraform_blocks.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "parsers/ignore_comments.h"
#include "parsers/terraform_scanner.h"
#include "src/base/text.h"

namespace advisor {
namespace {

using Kind = TfToken::Kind;

constexpr int kMaxDepth = 100;
constexpr int kMaxNodes = 1'000'000;

// What ends an expression, apart from closing brackets.
enum class Ends : std::uint8_t {
  kLine,         // attribute of a block
  kLineOrComma,  // entry of an object
  kComma,        // element of a list, argument of a call
};

char opener_of(char closer) {
  return closer == ')' ? '(' : closer == ']' ? '[' : '{';
}

class Reader {
 public:
  Reader(std::string_view text, std::size_t begin, std::size_t end, SourceId source)
      : text_(text), source_(source), scanner_(text, begin, end) {
    advance();
  }

  TfFile file() {
    TfBlock outside;  // attributes at the top level mean nothing
    while (token_.kind != Kind::kEnd) {
      in_check_ = here() == "check";
      if (token_.kind == Kind::kIdentifier)
        entry(outside, 0);
      else
        advance();
    }
    return {std::move(outside.blocks), std::move(comments_)};
  }

  // The whole text as one JSON value with templates in it; kOther if it is not.
  TfValue json(int depth) {
    json_ = true;
    TfValue value = expression(Ends::kComma, depth);
    skip_newlines();
    if (token_.kind != Kind::kEnd)
      value.kind = TfValue::Kind::kOther;
    return value;
  }

 private:
  std::string_view text_of(const TfToken& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }
  std::string_view here() const { return text_of(token_); }
  bool is(Kind kind, char c) const { return token_.kind == kind && text_[token_.begin] == c; }
  Span since(std::uint32_t begin) const { return {source_, begin, std::max(begin, last_end_)}; }
  Span span_of(const TfToken& token) const { return {source_, token.begin, token.end}; }
  bool at_end() const {
    // The scoped data source of a check is no top-level block.
    return token_.kind == Kind::kEnd || (token_.top_level && !(in_check_ && here() == "data"));
  }
  bool at_end_of(Ends ends) const {
    return at_end() || token_.kind == Kind::kClose ||
           (token_.kind == Kind::kNewline && ends != Ends::kComma) ||
           (token_.kind == Kind::kComma && ends != Ends::kLine);
  }

  void advance() {
    if (token_.kind != Kind::kNewline)
      last_end_ = token_.end;
    token_ = scanner_.next();
    for (const TerraformScanner::Comment& comment : scanner_.comments())
      if (text_.substr(comment.begin, comment.end - comment.begin).find(kIgnoreMark) !=
          std::string_view::npos)
        comments_.push_back({comment.begin, comment.end, last_end_, 0});
    if (token_.kind == Kind::kNewline)
      return;
    for (; awaiting_code_ < comments_.size(); ++awaiting_code_)
      comments_[awaiting_code_].code_after = token_.begin;
  }

  void skip_newlines() {
    while (token_.kind == Kind::kNewline)
      advance();
  }

  template <class T>
  void record(std::vector<T>& list, T node) {
    if (++nodes_ <= kMaxNodes)
      list.push_back(std::move(node));
  }

  // The literal name that a token is; empty if it is something else.
  std::string name_of(const TfToken& token) const {
    if (token.kind == Kind::kString)
      return tf_literal(text_of(token));
    if (token.kind == Kind::kIdentifier || token.kind == Kind::kNumber)
      return std::string(text_of(token));
    return {};
  }

  // An attribute or a block, or what begins like one.
  void entry(TfBlock& into, int depth) {
    const TfToken name = token_;
    advance();
    if (is(Kind::kAssign, '=')) {
      advance();
      TfItem item{name_of(name), span_of(name), expression(Ends::kLine, depth)};
      record(into.attributes, std::move(item));
      return;
    }
    TfBlock block;
    block.type = name_of(name);
    while (!at_end() && (token_.kind == Kind::kString || token_.kind == Kind::kIdentifier)) {
      block.labels.push_back(name_of(token_));
      advance();
    }
    if (!is(Kind::kOpen, '{')) {
      skip_rest(Ends::kLine);
      return;
    }
    block.header = since(name.begin);
    if (depth >= kMaxDepth)
      skip_brackets();
    else
      body(block, depth + 1);
    block.span = since(name.begin);
    record(into.blocks, std::move(block));
  }

  void body(TfBlock& block, int depth) {
    advance();
    while (!at_end()) {
      if (is(Kind::kClose, '}')) {
        advance();
        return;
      }
      if (token_.kind == Kind::kIdentifier)
        entry(block, depth);
      else if (token_.kind == Kind::kNewline || token_.kind == Kind::kClose)
        advance();
      else
        skip_rest(Ends::kLine);
    }
  }

  TfValue expression(Ends ends, int depth) {
    if (ends == Ends::kComma)
      skip_newlines();
    const std::uint32_t begin = at_end_of(ends) ? last_end_ : token_.begin;
    TfValue value;
    std::string open;
    if (depth >= kMaxDepth) {
      // nothing is recorded; skip_rest takes all
    } else if (token_.kind == Kind::kHeredoc) {
      value = heredoc(depth);
    } else if (is(Kind::kOpen, '[') || is(Kind::kOpen, '{')) {
      value = collection(depth + 1);
    } else if (token_.kind == Kind::kIdentifier && here() == "jsonencode") {
      advance();
      if (is(Kind::kOpen, '('))
        value = encoded(open, depth);
    }
    if (ends == Ends::kComma)
      skip_newlines();
    if (!open.empty() || !at_end_of(ends)) {
      value = {};
      skip_rest(ends, std::move(open));
    }
    value.span = since(begin);
    return value;
  }

  // The argument of jsonencode. If there is more in the parentheses, they remain open.
  TfValue encoded(std::string& open, int depth) {
    advance();
    TfValue value = expression(Ends::kComma, depth + 1);
    if (token_.kind == Kind::kComma)
      advance();
    skip_newlines();
    if (is(Kind::kClose, ')'))
      advance();
    else
      open = "(";
    value.encoded = value.kind != TfValue::Kind::kOther;
    return value;
  }

  TfValue heredoc(int depth) {
    const TfToken token = token_;
    advance();
    const std::string_view all = text_of(token);
    const std::size_t begin = all.find('\n');
    const std::size_t end = all.rfind('\n');  // the closing marker has a line of its own
    if (json_ || begin >= end)
      return {};
    const std::string_view text = all.substr(begin, end - begin);
    const std::string_view trimmed = trim(text);
    // Directives can add and remove anything.
    if (!(trimmed.starts_with('{') || trimmed.starts_with('[')) || text.find("%{") != text.npos)
      return {};
    Reader inner(text_, token.begin + begin, token.begin + end, source_);
    inner.nodes_ = nodes_;
    TfValue value = inner.json(depth);
    nodes_ = inner.nodes_;
    value.encoded = value.kind != TfValue::Kind::kOther;
    return value.encoded ? std::move(value) : TfValue{};
  }

  TfValue collection(int depth) {
    const char open = text_[token_.begin];
    advance();
    skip_newlines();
    if (token_.kind == Kind::kIdentifier && here() == "for") {
      skip_rest(Ends::kComma, std::string(1, open), true);
      return {};
    }
    TfValue value;
    value.kind = open == '[' ? TfValue::Kind::kList : TfValue::Kind::kObject;
    while (!at_end()) {
      if (token_.kind == Kind::kClose) {
        if (opener_of(text_[token_.begin]) != open)
          return {};
        advance();
        return value;
      }
      if (token_.kind == Kind::kNewline || token_.kind == Kind::kComma) {
        advance();
        continue;
      }
      // In JSON text, `${...}` in the place of an element can be any number of elements.
      if (json_ && open == '[' && here() == "$")
        value.kind = TfValue::Kind::kOther;
      TfItem item;
      if (open == '{' && !key(item))
        continue;
      item.value = expression(open == '{' ? Ends::kLineOrComma : Ends::kComma, depth);
      record(value.items, std::move(item));
    }
    return {};
  }

  // False: there is no key, but something has been passed over or stands at the end.
  bool key(TfItem& item) {
    const TfToken first = token_;
    int tokens = 0;
    while (token_.kind != Kind::kAssign) {
      if (at_end_of(Ends::kLineOrComma))
        return false;
      if (token_.kind == Kind::kOpen)
        skip_brackets();
      else
        advance();
      ++tokens;
    }
    if (tokens == 1)
      item.name = name_of(first);
    item.name_span = since(first.begin);
    advance();
    if (json_)
      skip_newlines();
    return true;
  }

  // From an opening bracket to behind its partner.
  void skip_brackets() {
    std::string open(1, text_[token_.begin]);
    advance();
    skip_rest(Ends::kComma, std::move(open), true);
  }

  // Passes over the rest of an expression in which brackets are open; only_open: until these are
  // closed.
  void skip_rest(Ends ends, std::string open = {}, bool only_open = false) {
    while (!at_end() && !(open.empty() && (only_open || at_end_of(ends)))) {
      if (token_.kind == Kind::kOpen) {
        open += text_[token_.begin];
      } else if (token_.kind == Kind::kClose) {
        const std::size_t partner = open.rfind(opener_of(text_[token_.begin]));
        if (partner == std::string::npos)
          return;
        open.resize(partner);
      }
      advance();
    }
  }

  std::string_view text_;
  SourceId source_;
  TerraformScanner scanner_;
  TfToken token_;               // the next one
  std::uint32_t last_end_ = 0;  // of the token before, line ends aside
  std::vector<TfIgnoreComment> comments_;
  std::size_t awaiting_code_ = 0;
  int nodes_ = 0;
  bool in_check_ = false;
  bool json_ = false;
};

// Resolves the escape at `position` of a quoted template and moves behind it; false: no escape.
bool read_escape(std::string_view text, std::size_t& position, std::string& out) {
  constexpr std::string_view kNames = "nrt\"\\";
  constexpr std::string_view kValues = "\n\r\t\"\\";
  const char c = text[position + 1];
  if (const std::size_t simple = kNames.find(c); simple != std::string_view::npos) {
    out += kValues[simple];
    position += 2;
    return true;
  }
  const std::size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits == 0 || position + 2 + digits > text.size())
    return false;
  std::uint32_t code = 0;
  const char* begin = text.data() + position + 2;
  if (std::from_chars(begin, begin + digits, code, 16).ptr != begin + digits)
    return false;
  append_utf8(out, static_cast<char32_t>(code));
  position += 2 + digits;
  return true;
}

}  // namespace

const TfItem* TfBlock::attribute(std::string_view name) const {
  const auto found = std::ranges::find(attributes, name, &TfItem::name);
  return found == attributes.end() ? nullptr : &*found;
}

TfFile scan_terraform(std::string_view text, SourceId source) {
  return Reader(text, 0, text.size(), source).file();
}

std::string tf_literal(std::string_view quoted) {
  if (quoted.size() < 2 || !quoted.starts_with('"') || !quoted.ends_with('"'))
    return {};
  const std::string_view text = quoted.substr(1, quoted.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("${") || rest.starts_with("%{"))
      return {};
    if (rest.starts_with("$${") || rest.starts_with("%%{")) {
      out += rest.substr(1, 2);
      i += 3;
    } else if (rest[0] != '\\' || rest.size() < 2 || !read_escape(text, i, out)) {
      out += rest[0];
      ++i;
    }
  }
  return out;
}

}  // namespace advisor
