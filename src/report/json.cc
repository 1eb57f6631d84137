// docs/report.schema.json describes the result; a change that is not an added key raises kSchema.

#include "src/base/text.h"
#include "src/report/identity.h"
#include "src/report/json_writer.h"
#include "src/report/parts.h"
#include "src/report/reporters.h"

namespace advisor {
namespace {

constexpr int kSchema = 1;

void write_place(JsonWriter& json, const Place& place) {
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

void write_resource_members(JsonWriter& json, const Report& report, const Resource& resource) {
  json.member("type", resource.type);
  json.member("name", resource.name);
  json.member("id", resource.id);
  const SourceId source = resource.span.valid()      ? resource.span.source
                          : resource.sources.empty() ? 0
                                                     : resource.sources.front();
  if (source != 0)
    json.member("file", report.sources->file(source).path());
  if (resource.format != "live")
    return;
  json.optional("region", resource.region);
  json.optional("account", resource.account);
  json.optional("console", resource.console);
}

void write_resource(JsonWriter& json, const Report& report, const Resource& resource) {
  json.begin_object("resource");
  write_resource_members(json, report, resource);
  json.end_object();
}

void write_related(JsonWriter& json, const Report& report, const Verdict& verdict) {
  if (verdict.related.empty())
    return;
  json.key("related");
  json.begin_list();
  for (const Span& span : verdict.related)
    if (span.valid())
      write_place(json, place_of(report, span));
  json.end_list();
}

void write_reasons(JsonWriter& json, const Report& report, const Verdict& verdict) {
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

void write_suppression(JsonWriter& json, const Report& report, const Verdict& verdict) {
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

void write_postmortems(JsonWriter& json, const Report& report, const Verdict& verdict) {
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

void write_location(JsonWriter& json, const Report& report, const Verdict& verdict) {
  if (!has_file(verdict))
    return;
  json.key("location");
  write_place(json, place_of(report, verdict));
}

void write_verdict(JsonWriter& json, const Report& report, const Verdict& verdict) {
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
  json.member("fingerprint", finding_identity(verdict));
  write_suppression(json, report, verdict);
  if (verdict.known != Known::kNo)
    json.member("known", verdict.known == Known::kBaseline ? "baseline" : "unchanged");
  write_reasons(json, report, verdict);
  json.end_object();
}

void write_verdicts(JsonWriter& json, const Report& report) {
  json.key("verdicts");
  json.begin_list();
  for (const Verdict& verdict : report.verdicts)
    if (verdict.outcome != Outcome::kGood || report.options.show_good)
      write_verdict(json, report, verdict);
  json.end_list();
}

void write_rule(JsonWriter& json, const Rule& rule, Language language) {
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
void write_rules(JsonWriter& json, const Report& report) {
  json.key("rules");
  json.begin_list();
  for (const Rule* rule : rules_of(report))
    write_rule(json, *rule, report.language);
  json.end_list();
}

void write_diagnostics(JsonWriter& json, const Report& report) {
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

void write_counts(JsonWriter& json, const Counts& counts) {
  json.key("counts");
  json.begin_object();
  json.member("critical", counts.critical);
  json.member("warning", counts.warning);
  json.member("info", counts.info);
  json.member("suppressed", counts.suppressed);
  json.member("known", counts.known());
  json.member("undetermined", counts.undetermined);
  json.member("error", counts.errors);
  json.member("good", counts.good);
  json.member("notAvailable", counts.not_available);
  json.end_object();
}

void write_accounts(JsonWriter& json, const Report& report) {
  if (report.accounts.empty())
    return;
  json.begin_list("accounts");
  for (const ReportedAccount& account : report.accounts) {
    json.begin_object();
    json.member("id", account.id);
    json.begin_list("regions");
    for (const std::string& region : account.regions)
      json.text(region);
    json.end_list();
    json.end_object();
  }
  json.end_list();
}

void write_drift(JsonWriter& json, const Report& report) {
  if (!report.lists_drift)
    return;
  json.begin_list("drift");
  for (const Drift& drift : report.drift) {
    json.begin_object();
    write_resource_members(json, report, *drift.resource);
    if (drift.unsure)
      json.flag("unsure", true);
    json.end_object();
  }
  json.end_list();
}

void write_tool(JsonWriter& json, const Report& report) {
  json.key("tool");
  json.begin_object();
  json.member("name", "sre-advisor");
  json.member("version", report.version);
  json.end_object();
}

}  // namespace

void write_json(const Report& report, std::ostream& out) {
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", kSchema);
  write_tool(json, report);
  json.member("language", language_name(report.language));
  json.member("summary", summary_sentence(report));
  json.member("filesRead", static_cast<long long>(report.files_read));
  write_accounts(json, report);
  write_counts(json, report.counts);
  write_rules(json, report);
  write_verdicts(json, report);
  write_diagnostics(json, report);
  write_drift(json, report);
  json.end_object();
  json.finish();
}

}  // namespace advisor
