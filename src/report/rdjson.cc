// The Reviewdog Diagnostic Format, as one DiagnosticResult:
// https://github.com/reviewdog/reviewdog/tree/master/proto/rdf. Its columns count bytes of UTF-8,
// and the end is behind the last one. No suggestions: they replace text, and what rules have is a
// snippet for people to fit in.

#include <string_view>

#include "src/report/json_writer.h"
#include "src/report/parts.h"
#include "src/report/reporters.h"

namespace advisor {
namespace {

std::string_view severity_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "ERROR";
    case Severity::kWarning:
      return "WARNING";
    case Severity::kInfo:
      break;
  }
  return "INFO";
}

void write_position(JsonWriter& json, std::string_view name, const SourceFile& file,
                    std::uint32_t at) {
  const int line = file.locate(at).line;
  json.begin_object(name);
  json.member("line", line);
  json.member("column", static_cast<long long>(at) - file.offset({line, 1}) + 1);
  json.end_object();
}

void write_location(JsonWriter& json, const Report& report, std::string_view path, Span span) {
  json.begin_object("location");
  json.member("path", path);
  if (span.valid()) {
    const SourceFile& file = report.sources->file(span.source);
    json.begin_object("range");
    write_position(json, "start", file, span.begin);
    write_position(json, "end", file, std::max(span.begin, span.end));
    json.end_object();
  }
  json.end_object();
}

void write_verdict(JsonWriter& json, const Report& report, const Verdict& verdict,
                   std::string_view severity) {
  json.begin_object();
  json.member("message", full_text(report, verdict));
  write_location(json, report, place_of(report, verdict).path, span_of(verdict));
  json.member("severity", severity);
  json.begin_object("code");
  json.member("value", rule_label(verdict));
  json.optional("url", first_reference(verdict.rule));
  json.end_object();
  json.end_object();
}

void write_verdicts(JsonWriter& json, const Report& report) {
  for (const Verdict& verdict : report.verdicts) {
    if (is_finding(verdict))
      write_verdict(json, report, verdict, severity_of(verdict.severity));
    else if (verdict.outcome == Outcome::kError)
      write_verdict(json, report, verdict, "ERROR");
    else if (verdict.outcome == Outcome::kUndetermined && report.options.show_undetermined)
      write_verdict(json, report, verdict, "INFO");
  }
}

void write_diagnostics(JsonWriter& json, const Report& report) {
  for (const Diagnostic& diagnostic : report.diagnostics) {
    if (diagnostic.level == Diagnostic::Level::kNote)
      continue;
    json.begin_object();
    json.member("message", full_text(diagnostic));
    write_location(json, report, place_of(report, diagnostic).path, diagnostic.span);
    json.member("severity", diagnostic.level == Diagnostic::Level::kError ? "ERROR" : "WARNING");
    json.end_object();
  }
}

}  // namespace

void write_rdjson(const Report& report, std::ostream& out) {
  JsonWriter json(out);
  json.begin_object();
  json.begin_object("source");
  json.member("name", "sre-advisor");
  json.end_object();
  json.begin_list("diagnostics");
  write_verdicts(json, report);
  write_diagnostics(json, report);
  json.end_list();
  json.end_object();
  json.finish();
}

}  // namespace advisor
