// Written by hand instead of through a DOM: a run over thousands of files has a hundred thousand
// verdicts. docs/report.schema.json describes the result; a change that is not an added key raises
// kSchema.

#include <fmt/format.h>

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "src/base/text.h"
#include "src/report/reporters.h"

namespace advisor {
namespace {

constexpr int kSchema = 1;

bool is_invisible(char32_t c) {
  return (c >= 0x80 && c <= 0x9F) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF ||
         (c >= 0xE0000 && c <= 0xE007F);
}

void append_plain(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
        out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
      else
        out.push_back(c);
  }
}

// A multi-byte sequence that is known to be valid.
void append_sequence(std::string& out, std::string_view sequence) {
  char32_t c = static_cast<unsigned char>(sequence.front()) & (0x7FU >> sequence.size());
  for (const char next : sequence.substr(1))
    c = (c << 6U) | (static_cast<unsigned char>(next) & 0x3FU);
  if (!is_invisible(c))
    out += sequence;
  else if (c < 0x10000)
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  else
    out +=
        fmt::format("\\u{:04x}\\u{:04x}", 0xD800U + ((static_cast<unsigned>(c) - 0x10000U) >> 10U),
                    0xDC00U + (static_cast<unsigned>(c) & 0x3FFU));
}

void append_valid(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) {
      append_plain(out, text[at++]);
      continue;
    }
    const std::size_t length = prefix_of_code_points(text.substr(at), 1);
    append_sequence(out, text.substr(at, length));
    at += length;
  }
}

// Invalid UTF-8 becomes U+FFFD; what a screen does not show is escaped.
void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  while (const auto invalid = find_invalid_utf8(text)) {
    append_valid(out, text.substr(0, *invalid));
    out += "\\ufffd";
    text.remove_prefix(*invalid + 1);
  }
  append_valid(out, text);
  out.push_back('"');
}

// Objects and lists with two spaces of indentation per level; commas and line breaks are its work.
class Writer {
 public:
  explicit Writer(std::ostream& out) : out_(out) {}

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_list() { begin('['); }
  void end_list() { end(']'); }
  void key(std::string_view name) {
    next();
    append_string(buffer_, name);
    buffer_ += ": ";
    after_key_ = true;
  }
  void text(std::string_view value) {
    next();
    append_string(buffer_, value);
  }
  void number(long long value) {
    next();
    buffer_ += std::to_string(value);
  }
  void member(std::string_view name, std::string_view value) {
    key(name);
    text(value);
  }
  void member(std::string_view name, long long value) {
    key(name);
    number(value);
  }
  // Left out if empty.
  void optional(std::string_view name, std::string_view value) {
    if (!value.empty())
      member(name, value);
  }
  void finish() {
    buffer_ += "\n";
    flush();
  }

 private:
  void begin(char bracket) {
    next();
    buffer_.push_back(bracket);
    empty_.push_back(true);
  }
  void end(char bracket) {
    const bool empty = empty_.back();
    empty_.pop_back();
    if (!empty)
      new_line();
    buffer_.push_back(bracket);
    if (buffer_.size() > (1U << 16U))
      flush();
  }
  void next() {
    if (std::exchange(after_key_, false) || empty_.empty())
      return;
    if (!empty_.back())
      buffer_.push_back(',');
    empty_.back() = false;
    new_line();
  }
  void new_line() { buffer_.append(1, '\n').append(2 * empty_.size(), ' '); }
  void flush() {
    out_ << buffer_;
    buffer_.clear();
  }

  std::ostream& out_;
  std::string buffer_;
  std::vector<bool> empty_;  // per open bracket
  bool after_key_ = false;
};

// FNV-1a, 64 bits. Parts are separated by a byte that UTF-8 does not have.
class Fingerprint {
 public:
  void add(std::string_view part) {
    for (const char c : part)
      mix(static_cast<unsigned char>(c));
    mix(0xFF);
  }
  std::string hex() const { return fmt::format("{:016x}", hash_); }

 private:
  void mix(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

// Neither positions nor texts take part: it stays when lines move and in the other language.
std::string fingerprint(const Verdict& verdict) {
  Fingerprint print;
  print.add(verdict.rule == nullptr ? "" : verdict.rule->id);
  print.add(verdict.check_id);
  print.add(verdict.resource == nullptr ? "" : verdict.resource->type);
  print.add(verdict.resource == nullptr ? "" : verdict.resource->id);
  if (!verdict.key.empty())
    print.add(verdict.key);
  else
    print.add(verdict.label.empty() ? verdict.element_path : verdict.label);
  return print.hex();
}

void write_place(Writer& json, const Place& place) {
  json.begin_object();
  json.member("path", place.path);
  if (place.begin) {
    json.member("line", place.begin->line);
    json.member("column", place.begin->column);
    json.member("endLine", place.end->line);
    json.member("endColumn", place.end->column);
  }
  json.end_object();
}

void write_resource(Writer& json, const Report& report, const Resource& resource) {
  json.key("resource");
  json.begin_object();
  json.member("type", resource.type);
  json.member("name", resource.name);
  json.member("id", resource.id);
  const SourceId source = resource.span.valid()      ? resource.span.source
                          : resource.sources.empty() ? 0
                                                     : resource.sources.front();
  if (source != 0)
    json.member("file", report.sources->file(source).path());
  json.end_object();
}

void write_related(Writer& json, const Report& report, const Verdict& verdict) {
  if (verdict.related.empty())
    return;
  json.key("related");
  json.begin_list();
  for (const Span& span : verdict.related)
    if (span.valid())
      write_place(json, place_of(report, span));
  json.end_list();
}

void write_reasons(Writer& json, const Report& report, const Verdict& verdict) {
  if (verdict.outcome != Outcome::kUndetermined)
    return;
  json.key("reasons");
  json.begin_list();
  for (const Reason& reason : verdict.reasons) {
    json.begin_object();
    json.member("path", reason.path);
    json.optional("text", reason.text);
    json.optional("advice", reason.advice);
    if (reason.span.valid()) {
      json.key("location");
      write_place(json, place_of(report, reason.span));
    }
    json.end_object();
  }
  json.end_list();
}

void write_suppression(Writer& json, const Report& report, const Verdict& verdict) {
  if (!verdict.suppressed)
    return;
  json.key("suppressed");
  json.begin_object();
  json.member("reason", verdict.suppressed->reason);
  json.optional("owner", verdict.suppressed->owner);
  json.optional("expires", verdict.suppressed->expires);
  if (verdict.suppressed->span.valid()) {
    json.key("location");
    write_place(json, place_of(report, verdict.suppressed->span));
  }
  json.end_object();
}

void write_postmortems(Writer& json, const Report& report, const Verdict& verdict) {
  if (!report.options.postmortems || verdict.outcome != Outcome::kFinding ||
      verdict.rule == nullptr || verdict.rule->postmortems.empty())
    return;
  json.key("postmortems");
  json.begin_list();
  for (const Postmortem& postmortem : verdict.rule->postmortems) {
    json.begin_object();
    json.member("title", postmortem.title.in(report.language));
    json.optional("date", postmortem.date);
    if (report.options.postmortem_links)
      json.optional("url", postmortem.url);
    json.optional("summary", trim(postmortem.summary.in(report.language)));
    json.end_object();
  }
  json.end_list();
}

void write_location(Writer& json, const Report& report, const Verdict& verdict) {
  const Place place = place_of(report, verdict);
  const bool in_file =
      place.begin || (verdict.resource != nullptr && !verdict.resource->sources.empty());
  if (!in_file)
    return;
  json.key("location");
  write_place(json, place);
}

void write_verdict(Writer& json, const Report& report, const Verdict& verdict) {
  json.begin_object();
  json.member("rule", verdict.rule == nullptr ? "" : verdict.rule->id);
  json.optional("check", verdict.check_id);
  json.member("outcome", outcome_name(verdict.outcome));
  if (verdict.outcome == Outcome::kFinding)
    json.member("severity", severity_name(verdict.severity));
  json.optional("message", trim(verdict.message));
  json.optional("recommendation", trim(verdict.recommendation));
  json.optional("fix", verdict.fix);
  write_postmortems(json, report, verdict);
  write_location(json, report, verdict);
  write_related(json, report, verdict);
  if (verdict.resource != nullptr)
    write_resource(json, report, *verdict.resource);
  json.optional("elementPath", verdict.element_path);
  json.optional("label", verdict.label);
  json.member("fingerprint", fingerprint(verdict));
  write_suppression(json, report, verdict);
  write_reasons(json, report, verdict);
  json.end_object();
}

void write_verdicts(Writer& json, const Report& report) {
  json.key("verdicts");
  json.begin_list();
  for (const Verdict& verdict : report.verdicts)
    if (verdict.outcome != Outcome::kGood || report.options.show_good)
      write_verdict(json, report, verdict);
  json.end_list();
}

void write_rule(Writer& json, const Rule& rule, Language language) {
  json.begin_object();
  json.member("id", rule.id);
  json.member("revision", rule.revision);
  json.member("severity", severity_name(rule.severity));
  json.optional("title", rule.title.in(language));
  json.key("references");
  json.begin_list();
  for (const std::string& reference : rule.references)
    json.text(reference);
  json.end_list();
  json.end_object();
}

// The rules of all verdicts, also of those that are only counted.
void write_rules(Writer& json, const Report& report) {
  const auto by_id = [](const Rule* a, const Rule* b) { return a->id < b->id; };
  std::set<const Rule*, decltype(by_id)> rules(by_id);
  const Rule* last = nullptr;
  for (const Verdict& verdict : report.verdicts) {
    if (verdict.rule != nullptr && verdict.rule != last)
      rules.insert(verdict.rule);
    last = verdict.rule;
  }
  json.key("rules");
  json.begin_list();
  for (const Rule* rule : rules)
    write_rule(json, *rule, report.language);
  json.end_list();
}

std::string_view level_name(Diagnostic::Level level) {
  switch (level) {
    case Diagnostic::Level::kNote:
      return "note";
    case Diagnostic::Level::kWarning:
      return "warning";
    case Diagnostic::Level::kError:
      return "error";
  }
  return "";
}

void write_diagnostics(Writer& json, const Report& report) {
  json.key("diagnostics");
  json.begin_list();
  for (const Diagnostic& diagnostic : report.diagnostics) {
    json.begin_object();
    json.member("level", level_name(diagnostic.level));
    json.member("message", diagnostic.message);
    json.optional("hint", diagnostic.hint);
    const Place place = place_of(report, diagnostic);
    if (!place.path.empty()) {
      json.key("location");
      write_place(json, place);
    }
    json.end_object();
  }
  json.end_list();
}

void write_counts(Writer& json, const Counts& counts) {
  json.key("counts");
  json.begin_object();
  json.member("critical", counts.critical);
  json.member("warning", counts.warning);
  json.member("info", counts.info);
  json.member("suppressed", counts.suppressed);
  json.member("undetermined", counts.undetermined);
  json.member("error", counts.errors);
  json.member("good", counts.good);
  json.end_object();
}

void write_tool(Writer& json, const Report& report) {
  json.key("tool");
  json.begin_object();
  json.member("name", "sre-advisor");
  json.member("version", report.version);
  json.end_object();
}

}  // namespace

void write_json(const Report& report, std::ostream& out) {
  Writer json(out);
  json.begin_object();
  json.member("schema", kSchema);
  write_tool(json, report);
  json.member("language", language_name(report.language));
  json.member("summary", summary_sentence(report));
  json.member("filesRead", static_cast<long long>(report.files_read));
  write_counts(json, report.counts);
  write_rules(json, report);
  write_verdicts(json, report);
  write_diagnostics(json, report);
  json.end_object();
  json.finish();
}

}  // namespace advisor
