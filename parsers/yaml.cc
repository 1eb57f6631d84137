#include "parsers/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "parsers/json.h"
#include "parsers/members.h"
#include "parsers/yaml_errors.h"
#include "parsers/yaml_masks.h"
#include "parsers/yaml_merge.h"
#include "parsers/yaml_scalar.h"
#include "parsers/yaml_scan.h"
#include "parsers/yaml_tags.h"
#include "src/base/text.h"

// yaml-cpp's events tell where a node starts (at its tag or anchor if it has one), but not where it
// ends, and of an absent value they give the place of whatever comes next. So a cursor follows the
// events through the text: it always stands behind the last token that an event accounted for, and
// the few bytes between it and the next event (colon, dash, comma, bracket) are read here.

namespace advisor {
namespace {

using yaml::Properties;

// Thrown out of yaml-cpp when a diagnostic says why reading stops.
struct Stop {};

class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // streambuf's interface; only read from
    setg(begin, begin, begin + text.size());
  }
};

class TreeBuilder : public YAML::EventHandler {
 public:
  // `masks`: the tags that yaml-cpp does not see; those that it meets are marked.
  TreeBuilder(std::string_view text, SourceId source, const YamlOptions& options,
              std::vector<yaml::TagMask>& masks, Parsed& out)
      : text_(text),
        source_(source),
        options_(options),
        masks_(masks),
        out_(out),
        duplicates_(out.diagnostics),
        cursor_(yaml::text_begin(text)) {}

  bool complete() const { return complete_; }
  std::size_t cursor() const { return cursor_; }
  std::size_t offset(const YAML::Mark& mark) const {
    const auto position = static_cast<std::size_t>(std::max(mark.pos, 0));
    return std::min(yaml::text_begin(text_) + position, text_.size());
  }
  void finish_warnings() { duplicates_.finish(); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override { complete_ = true; }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::size_t at = offset(mark);
    const Properties properties = yaml::read_properties(text_, at);
    const std::size_t length = null_word(properties.content);
    if (expects_key()) {
      if (length == 0)
        stop(at, at, "an entry of a map has no key", "quote a text that starts with ':' or '?'");
      set_key(std::string(text_.substr(properties.content, length)), properties.content,
              properties.content + length);
      return;
    }
    if (length > 0 && !is_key(properties.content + length)) {
      const std::size_t end = properties.content + length;
      add(Value::null(span(properties.content, end)), end, anchor, 1);
      return;
    }
    const std::size_t place = anchor != 0 ? properties.end : absent_place(at);
    add(Value::null(span(place, place)), place, anchor, 1);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::size_t at = offset(mark);
    const std::size_t end = yaml::anchor_end(text_, at);
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      stop(at, end, "an alias inside the value that it stands for", {});
    if (expects_key()) {
      const Value& value = found->second.value;
      if (value.as_map() != nullptr || value.as_list() != nullptr)
        stop(at, end, "a list or map cannot be a key here", {});
      const std::string* text = value.as_string();
      set_key(text != nullptr ? *text : source_text(value.span()), at, end);
      return;
    }
    add(found->second.value, end, 0, found->second.nodes);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const Scalar scalar = read_scalar(offset(mark), tag, value);
    const Span place = span(scalar.begin, scalar.end);
    if (expects_key()) {
      if (scalar.begin == scalar.end)
        stop(scalar.begin, scalar.end, "an entry of a map has no key", {});
      set_key(scalar.value, scalar.begin, scalar.end);
      remember(anchor, Value::string(scalar.value, place), 1);
      return;
    }
    if (is_short_form(scalar.tag)) {
      Value argument = yaml::cloudformation_argument(scalar.tag, text_, scalar.value, place);
      add(yaml::cloudformation_long_form(scalar.tag, tag_span(scalar.properties),
                                         std::move(argument)),
          scalar.end, anchor, 2);
      return;
    }
    check_tag(scalar.tag, scalar.properties);
    const bool plain = yaml::style_at(text_, scalar.begin) == yaml::Style::kPlain;
    add(yaml::tagged_scalar(scalar.tag, plain, scalar.value, place), scalar.end, anchor, 1);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    const bool flow = style == YAML::EmitterStyle::Flow;
    open(Value::list(), mark, tag, anchor, flow, '[');
    if (!flow)
      cursor_ = frames_.back().begin;
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Value::map(), mark, tag, anchor, style == YAML::EmitterStyle::Flow, '{');
  }
  void OnMapEnd() override {
    Frame& frame = frames_.back();
    Map& members = *frame.container.as_map();
    yaml::apply_merges(members, frame.merges, out_.diagnostics);
    duplicates_.remove(members);
    close();
  }

 private:
  struct Frame {
    Value container;
    std::size_t begin = 0;
    bool flow = false;
    bool bracketed = false;
    YAML::anchor_t anchor = 0;
    std::string short_form;  // the tag, if it is one
    Span tag_span;
    std::size_t nodes_before = 0;
    // Of a map: whether it had a key, the key whose value is awaited, and which members are merge
    // keys.
    bool begun = false;
    bool has_key = false;
    Member entry;
    bool merge = false;
    std::vector<std::size_t> merges;
  };
  struct Scalar {
    Properties properties;
    std::string tag;
    std::string value;
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  struct Anchored {
    Value value;
    std::size_t nodes = 0;
  };

  Span span(std::size_t begin, std::size_t end) const {
    return {source_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }
  std::string source_text(Span place) const {
    return std::string(text_.substr(place.begin, place.end - place.begin));
  }

  [[noreturn]] void stop(std::size_t begin, std::size_t end, std::string message,
                         std::string hint) {
    out_.diagnostics.push_back({Diagnostic::Level::kError,
                                std::move(message),
                                std::move(hint),
                                span(begin, std::max(begin, end)),
                                {}});
    throw Stop();
  }

  bool expects_key() const {
    return !frames_.empty() && frames_.back().container.as_map() != nullptr &&
           !frames_.back().has_key;
  }

  // Length of a plain scalar that means null at `at`.
  std::size_t null_word(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && (text_[end] == '~' || (text_[end] >= 'A' && text_[end] <= 'z')) &&
           end - at < 5)
      ++end;
    const std::string_view word = text_.substr(at, end - at);
    for (const std::string_view known : {"~", "null", "Null", "NULL"})
      if (word.starts_with(known) && ends_plain(at + known.size()))
        return known.size();
    return 0;
  }
  bool ends_plain(std::size_t at) const {
    return yaml::is_blank_or_break(text_, at) ||
           std::string_view(":,[]{}").find(text_[at]) != std::string_view::npos;
  }
  // Whether what ends at `end` is the key of a further entry rather than a value.
  bool is_key(std::size_t end) const {
    const std::size_t at = yaml::skip_blanks(text_, end);
    return at < text_.size() && text_[at] == ':' && yaml::is_blank_or_break(text_, at + 1);
  }

  Scalar read_scalar(std::size_t at, const std::string& tag, const std::string& value) {
    Scalar scalar{yaml::read_properties(text_, at), tag, value, 0, 0};
    if (yaml::TagMask* mask = yaml::find_mask(masks_, at)) {
      mask->met = true;
      scalar.properties = mask->properties;
      scalar.tag = yaml::full_tag(
          text_.substr(scalar.properties.tag, scalar.properties.tag_end - scalar.properties.tag));
    }
    scalar.begin = scalar.end = scalar.properties.content;
    if (value.empty() && !is_empty_scalar(scalar.begin)) {
      scalar.begin = scalar.end = scalar.properties.end;  // nothing but a tag
      return scalar;
    }
    scalar.end = yaml::scalar_end(text_, scalar.begin, value);
    // yaml-cpp takes the end of the text behind a line break for the second quote.
    if (scalar.end == text_.size() && !yaml::is_closed(text_, scalar.begin))
      stop(scalar.begin, scalar.begin + 1, "a quoted string is not closed",
           "add the closing quote");
    // Of \N and \_ it makes bytes that are no UTF-8.
    if (yaml::style_at(text_, scalar.begin) == yaml::Style::kDoubleQuoted &&
        find_invalid_utf8(value))
      scalar.value = yaml::decode_scalar(text_, scalar.begin, scalar.end).value;
    return scalar;
  }

  bool is_empty_scalar(std::size_t begin) const {
    if (yaml::style_at(text_, begin) == yaml::Style::kPlain)
      return false;
    const std::size_t end = yaml::scalar_end(text_, begin, {});
    return yaml::decode_scalar(text_, begin, end).value.empty() && (expects_key() || !is_key(end));
  }

  // Where an absent value would stand; `next` is where the next token does.
  std::size_t absent_place(std::size_t next) const {
    if (frames_.empty())
      return next;
    const Frame& frame = frames_.back();
    if (frame.container.as_map() != nullptr)
      return cursor_;
    if (frame.flow)
      return next;
    const std::size_t dash = yaml::skip_space(text_, cursor_);
    return dash < text_.size() && text_[dash] == '-' ? dash + 1 : cursor_;
  }

  void set_key(std::string key, std::size_t begin, std::size_t end) {
    Frame& frame = frames_.back();
    const std::size_t mark = yaml::skip_space(text_, cursor_);
    const bool question = mark < begin && text_[mark] == '?';
    if (!frame.bracketed && !frame.begun)
      frame.begin = begin;
    frame.begun = true;
    frame.merge = key == "<<" && text_.substr(begin, end - begin) == "<<";
    frame.entry = {std::move(key), span(begin, end), {}};
    frame.has_key = true;
    cursor_ = end;
    const std::size_t colon = yaml::skip_space(text_, end);
    if (colon < text_.size() && text_[colon] == ':')
      cursor_ = colon + 1;
    else if (!frame.flow && !question)
      stop(begin, end, "expected ':' behind the key",
           "a plain text over several lines must be "
           "indented more than its key");
  }

  void count(std::size_t nodes, std::size_t at) {
    if (nodes > options_.limits.nodes - std::min(nodes_, options_.limits.nodes))
      stop(at, at, fmt::format("more than {} values in one file", options_.limits.nodes), {});
    nodes_ += nodes;
  }

  void remember(YAML::anchor_t anchor, const Value& value, std::size_t nodes) {
    if (anchor == 0)
      return;
    count(nodes, cursor_);  // a copy is kept
    anchors_.insert_or_assign(anchor, Anchored{value, nodes});
  }

  void add(Value value, std::size_t end, YAML::anchor_t anchor, std::size_t nodes) {
    count(nodes, end);
    place(std::move(value), end, anchor, nodes);
  }

  void place(Value value, std::size_t end, YAML::anchor_t anchor, std::size_t nodes) {
    cursor_ = std::max(cursor_, end);
    remember(anchor, value, nodes);
    if (frames_.empty()) {
      out_.root = std::move(value);
      return;
    }
    Frame& frame = frames_.back();
    if (List* list = frame.container.as_list()) {
      list->push_back(std::move(value));
      return;
    }
    Map& members = *frame.container.as_map();
    if (frame.merge)
      frame.merges.push_back(members.size());
    frame.entry.value = std::move(value);
    members.push_back(std::move(frame.entry));
    frame.has_key = false;
  }

  void open(Value container, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            bool flow, char bracket) {
    const std::size_t at = offset(mark);
    Frame frame;
    const Properties properties = yaml::read_properties(text_, at);
    const std::size_t content = properties.content;
    if (expects_key())
      refuse_key(content);
    if (static_cast<int>(frames_.size()) >= options_.limits.depth)
      stop(content, content + 1,
           fmt::format("nested more than {} levels deep", options_.limits.depth), {});
    frame.flow = flow;
    frame.bracketed = flow && content < text_.size() && text_[content] == bracket;
    frame.nodes_before = nodes_;
    count(1, at);
    frame.anchor = anchor;
    if (is_short_form(tag)) {
      frame.short_form = tag;
      frame.tag_span = tag_span(properties);
      count(1, at);
    } else {
      check_tag(tag, properties);
    }
    frame.begin = content;
    // Without brackets, what stands before the first key may as well belong to that key.
    const bool own = anchor != 0 || tag != "?";
    cursor_ = frame.bracketed ? content + 1 : own ? properties.end : at;
    frame.container = std::move(container);
    frames_.push_back(std::move(frame));
  }

  bool is_short_form(std::string_view tag) const {
    return options_.cloudformation_tags && yaml::is_local_tag(tag);
  }
  Span tag_span(const Properties& properties) const {
    return span(properties.tag, properties.tag_end);
  }
  void check_tag(const std::string& tag, const Properties& properties) {
    if (yaml::is_core_tag(tag) || !unknown_tags_.insert(tag).second)
      return;
    out_.diagnostics.push_back({Diagnostic::Level::kWarning,
                                "the tag " + printable(tag) + " is not known and has no effect",
                                "put a text that starts with '!' in quotes",
                                tag_span(properties),
                                {}});
  }

  [[noreturn]] void refuse_key(std::size_t at) {
    const std::size_t action = at > 0 && text_.substr(at - 1, 2) == "{{" ? at - 1 : at;
    if (text_.substr(action, 2) == "{{")
      stop(action, action + 2, std::string(yaml::kTemplateAction),
           std::string(yaml::kTemplateActionHint));
    // Of unclosed brackets yaml-cpp takes the inner ones for keys.
    const char c = at < text_.size() ? text_[at] : ' ';
    if ((c == '[' || c == '{') && !yaml::is_flow_closed(text_, at))
      stop(at, at + 1, fmt::format("the '{}' is not closed", c), {});
    stop(at, at + 1, "a list or map cannot be a key here", {});
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    const std::size_t end = frame.bracketed ? behind_bracket() : cursor_;
    frame.container.set_span(span(frame.begin, end));
    Value value = std::move(frame.container);
    if (!frame.short_form.empty())
      value = yaml::cloudformation_long_form(frame.short_form, frame.tag_span, std::move(value));
    place(std::move(value), end, frame.anchor, nodes_ - frame.nodes_before);
  }

  std::size_t behind_bracket() const {
    std::size_t at = yaml::skip_space(text_, cursor_);
    while (at < text_.size() && text_[at] == ',')
      at = yaml::skip_space(text_, at + 1);
    return at < text_.size() && (text_[at] == ']' || text_[at] == '}') ? at + 1 : cursor_;
  }

  std::string_view text_;
  SourceId source_;
  const YamlOptions& options_;
  std::vector<yaml::TagMask>& masks_;
  Parsed& out_;
  DuplicateKeys duplicates_;
  std::size_t cursor_ = 0;
  std::vector<Frame> frames_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;
  std::unordered_set<std::string> unknown_tags_;
  std::size_t nodes_ = 0;
  bool complete_ = false;
};

// yaml-cpp keeps every token of an unfinished flow collection, and the whole text can be one.
// Brackets and commas bound their number, whether they stand in a flow collection or in a string.
bool check_flow_size(std::string_view text, SourceId source, const ParseLimits& limits,
                     Diagnostics& diagnostics) {
  constexpr std::size_t kAlwaysFine = 1'000'000;
  constexpr int kDeep = 100'000;
  const std::size_t limit = std::max(limits.nodes, kAlwaysFine);
  std::size_t tokens = 0;
  int open = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool opens = c == '[' || c == '{';
    tokens += opens || c == ',' ? 1 : 0;
    open += opens ? 1 : (c == ']' || c == '}') && open > 0 ? -1 : 0;
    if (tokens <= limit && open <= kDeep)
      continue;
    diagnostics.push_back({Diagnostic::Level::kError,
                           open > kDeep
                               ? fmt::format("nested more than {} levels deep", limits.depth)
                               : fmt::format("more than {} values in one file", limit),
                           {},
                           {source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at)},
                           {}});
    return false;
  }
  return true;
}

bool check_input(std::string_view text, SourceId source, const ParseLimits& limits,
                 Diagnostics& diagnostics) {
  const std::size_t max_bytes = std::min<std::size_t>(limits.bytes, INT32_MAX);  // yaml-cpp: int
  if (text.size() > max_bytes) {
    diagnostics.push_back({Diagnostic::Level::kError,
                           fmt::format("larger than {} bytes", max_bytes),
                           {},
                           {source, 0, 0},
                           {}});
    return false;
  }
  return yaml::check_characters(text, source, diagnostics) &&
         check_flow_size(text, source, limits, diagnostics);
}

// Returns whether the first document was read to its end. `given` is what yaml-cpp reads instead of
// `text`, with the same offsets.
bool read_document(std::string_view text, std::string_view given, SourceId source,
                   TreeBuilder& builder, Parsed& out) {
  ViewBuffer buffer(given.substr(yaml::text_begin(given)));
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    return true;
  } catch (const Stop&) {
    return false;
  } catch (const YAML::Exception& error) {
    if (builder.complete())
      return true;  // about what comes behind the document; check_rest judges that
    const std::size_t from = builder.cursor();
    const std::size_t at = error.mark.is_null() ? from : builder.offset(error.mark);
    out.diagnostics.push_back(yaml::explain_yaml_error(text, source, from, at, error.msg));
    return false;
  } catch (const std::exception& error) {
    const std::size_t at = builder.cursor();
    out.diagnostics.push_back(yaml::explain_yaml_error(text, source, at, at, error.what()));
    return false;
  }
}

Parsed parse_masked(std::string_view text, SourceId source, const YamlOptions& options,
                    std::vector<yaml::TagMask>& masks) {
  Parsed out;
  out.root = Value::null({source, 0, 0});
  const std::string masked = masks.empty() ? std::string() : yaml::apply_masks(text, masks);
  TreeBuilder builder(text, source, options, masks, out);
  out.ok = read_document(text, masks.empty() ? text : masked, source, builder, out) &&
           yaml::check_rest(text, builder.cursor(), source, out.diagnostics);
  builder.finish_warnings();
  if (!out.ok)
    out.root = Value::null();
  return out;
}

}  // namespace

Parsed parse_yaml(std::string_view text, SourceId source, const YamlOptions& options) {
  // JSON is YAML, but yaml-cpp is ten times slower and refuses surrogate pairs.
  const std::size_t first = yaml::skip_space(text, yaml::text_begin(text));
  if (first < text.size() && (text[first] == '{' || text[first] == '[')) {
    Parsed json = parse_json(text, source, {options.limits, false});
    if (json.ok)
      return json;
  }
  Parsed out;
  out.ok = check_input(text, source, options.limits, out.diagnostics);
  if (!out.ok)
    return out;
  std::vector<yaml::TagMask> masks = yaml::find_tag_masks(text);
  out = parse_masked(text, source, options, masks);
  // Where masks do harm, the text itself decides, and its errors are those to report.
  if (!out.ok && !masks.empty()) {
    masks.clear();
    return parse_masked(text, source, options, masks);
  }
  // A mask inside a scalar has changed its text.
  if (out.ok && std::erase_if(masks, [](const yaml::TagMask& mask) { return !mask.met; }) > 0)
    out = parse_masked(text, source, options, masks);
  return out;
}

}  // namespace advisor
