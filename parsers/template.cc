#include "parsers/template.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "parsers/partial.h"
#include "parsers/rendered_builder.h"
#include "parsers/template_eval.h"

namespace advisor {
namespace {

constexpr std::size_t kMaxVariants = 16;
constexpr std::size_t kMarkerTail = 7;  // six digits and "_"; more than a million: eight and more

// Length of the marker at the start of `text` behind its prefix, and its number.
std::optional<std::pair<std::size_t, std::size_t>> marker_number(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || length + 1 < kMarkerTail || length >= text.size() || *end != '_')
    return std::nullopt;
  return std::pair{length + 1, number};
}

// A YAML plain scalar that could be read as a number, a boolean or null.
bool may_be_no_string(const std::vector<StringPart>& parts) {
  const auto* first = std::get_if<std::string>(&parts.front());
  static constexpr std::string_view kStarts = "0123456789.+-~tTfFnNyYoO";
  return first == nullptr || first->empty() || kStarts.find(first->front()) != std::string::npos;
}

bool has_special(const std::vector<StringPart>& parts) {
  return std::ranges::any_of(parts, [](const StringPart& part) {
    const auto* text = std::get_if<std::string>(&part);
    return text != nullptr && text->find_first_of("/:@ ") != std::string::npos;
  });
}

Diagnostic fault_diagnostic(const TemplateFault& fault, SourceId source) {
  return {Diagnostic::Level::kError,
          "template: " + fault.message,
          "",
          {source, fault.begin, fault.end},
          ""};
}

// The variants of a run repeat each other's diagnostics.
void add_new(Diagnostics& all, Diagnostics more, SourceId source) {
  for (Diagnostic& diagnostic : more) {
    diagnostic.span.source = source;
    const bool known = std::ranges::any_of(all, [&](const Diagnostic& other) {
      return other.span == diagnostic.span && other.message == diagnostic.message;
    });
    if (!known)
      all.push_back(std::move(diagnostic));
  }
}

}  // namespace

const Rendered::Segment& Rendered::segment(std::uint32_t offset) const {
  const auto behind = std::ranges::upper_bound(segments_, offset, {}, &Segment::begin);
  return behind == segments_.begin() ? *behind : *(behind - 1);
}

std::uint32_t Rendered::source_begin(std::uint32_t offset) const {
  if (segments_.empty())
    return offset;
  const Segment& at = segment(offset);
  if (!at.literal || offset < at.begin)
    return at.source_begin;
  return std::min(at.source_begin + (offset - at.begin), at.source_end);
}

std::uint32_t Rendered::source_end(std::uint32_t offset) const {
  if (segments_.empty() || offset == 0)
    return source_begin(offset);
  const Segment& at = segment(offset - 1);
  return at.literal ? std::min(at.source_begin + (offset - at.begin), at.source_end)
                    : at.source_end;
}

Span Rendered::source_span(Span span) const {
  if (!span.valid() || !changed_)
    return span;
  const std::uint32_t end = source_end(span.end);
  const std::uint32_t begin = span.begin == span.end ? end : source_begin(span.begin);
  return {span.source, std::min(begin, end), end};
}

bool Rendered::has_marker(std::string_view text) const {
  return !markers_.empty() && text.find(marker_prefix_) != std::string_view::npos;
}

bool Rendered::is_spread(const Value& value) const {
  const std::string* text = value.as_string();
  if (text == nullptr || !text->starts_with(marker_prefix_))
    return false;
  const auto found = marker_number(std::string_view(*text).substr(marker_prefix_.size()));
  return found && found->first + marker_prefix_.size() == text->size() &&
         found->second < markers_.size() && markers_[found->second].spread;
}

void Rendered::resolve_string(Value& value) const {
  std::vector<StringPart> parts;
  std::string literal;
  bool bare = false;
  std::string_view rest = *value.as_string();
  while (!rest.empty()) {
    const std::size_t at = std::min(rest.find(marker_prefix_), rest.size());
    literal += rest.substr(0, at);
    rest.remove_prefix(at);
    if (rest.empty())
      break;
    const auto found = marker_number(rest.substr(marker_prefix_.size()));
    const bool exists = found && found->second < markers_.size();
    const std::size_t length = marker_prefix_.size() + (exists ? found->first : 0);
    if (exists) {
      parts.emplace_back(std::exchange(literal, {}));
      parts.emplace_back(markers_[found->second].unknown);
      bare = bare || markers_[found->second].bare;
    } else {
      literal += rest.substr(0, length);
    }
    rest.remove_prefix(length);
  }
  parts.emplace_back(std::move(literal));
  std::erase_if(parts, [](const StringPart& part) {
    const auto* text = std::get_if<std::string>(&part);
    return text != nullptr && text->empty();
  });
  const Span span = value.span();
  if (host_ == TemplateHost::kYaml && !parts.empty() && span.begin < text_.size()) {
    const bool quoted = std::string_view("\"'|>").find(text_[span.begin]) != std::string::npos;
    bare = !quoted && may_be_no_string(parts) && !has_special(parts);
  }
  value = bare ? assemble_bare(std::move(parts), source_span(span))
               : assemble_string(std::move(parts), source_span(span));
}

void Rendered::resolve(Value& root) const {
  if (!changed_)
    return;
  if (root.as_string() != nullptr && has_marker(*root.as_string()))
    return resolve_string(root);
  root.set_span(source_span(root.span()));
  if (List* list = root.as_list()) {
    if (std::erase_if(*list, [&](const Value& element) { return is_spread(element); }) > 0)
      root.set_open(true);
    for (Value& element : *list)
      resolve(element);
  } else if (Map* map = root.as_map()) {
    if (std::erase_if(*map, [&](const Member& member) { return has_marker(member.key); }) > 0)
      root.set_open(true);
    for (Member& member : *map) {
      member.key_span = source_span(member.key_span);
      resolve(member.value);
    }
  }
}

RenderedVariants render_template(std::string_view text, SourceId source, TemplateHost host,
                                 const TemplateContext& context) {
  RenderedVariants out;
  const ParsedTemplate parsed = parse_template(text);
  if (!parsed.faults.empty()) {
    out.ok = false;
    out.diagnostics.push_back(fault_diagnostic(parsed.faults[0], source));
    return out;
  }
  std::vector<TemplateRun> runs;
  while (const auto choices = next_choices(runs)) {
    if (runs.size() >= kMaxVariants) {
      out.ok = false;
      out.diagnostics.push_back({Diagnostic::Level::kError,
                                 "template: too many conditions that cannot be decided",
                                 "give their environment variables with --env or --envfile",
                                 {source, 0, 0},
                                 ""});
      return out;
    }
    RenderedBuilder builder(text, host);
    TemplateRun run = run_template(text, parsed, context, *choices, builder);
    add_new(out.diagnostics, std::exchange(run.diagnostics, {}), source);
    // A byte order mark or comments alone change nothing, but trimmed comments do.
    const bool changed = parsed.has_actions || text.find("{{") != std::string_view::npos;
    out.variants.push_back(builder.finish(changed, run.condition));
    runs.push_back(std::move(run));
  }
  return out;
}

}  // namespace advisor
