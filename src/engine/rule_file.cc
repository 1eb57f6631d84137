#include "src/engine/rule_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "src/base/date.h"
#include "src/base/text.h"
#include "src/cel/cel.h"
#include "src/engine/fields.h"

namespace advisor {
namespace {

constexpr std::array<std::string_view, 3> kSeverities = {"info", "warning", "critical"};
constexpr std::array<std::string_view, 8> kParamTypes = {"int",      "double",    "bool", "string",
                                                         "duration", "timestamp", "list", "map"};
constexpr std::array<std::string_view, 2> kReport = {"first", "all"};

void report(Diagnostics& diagnostics, Span span, std::string message, std::string hint = {}) {
  diagnostics.push_back({Diagnostic::Level::kError, std::move(message), std::move(hint), span, {}});
}

RuleExpression expression(Fields& fields, std::string_view key, Diagnostics& diagnostics) {
  const Value* value = fields.get(key);
  return value == nullptr ? RuleExpression() : rule_expression(*value, key, diagnostics);
}

std::optional<Severity> severity(Fields& fields) {
  const auto index = fields.choice("severity", kSeverities);
  if (!index)
    return std::nullopt;
  return static_cast<Severity>(*index);
}

Localized localized(Fields& fields, std::string_view key, Diagnostics& diagnostics) {
  const Value* value = fields.get(key);
  if (value == nullptr)
    return {};
  if (const std::string* text = value->as_string())
    return {*text, {}};
  Fields languages(*value, fmt::format("'{}'", key), diagnostics);
  Localized out{languages.text("en"), languages.text("ja")};
  languages.require({"en"});
  languages.finish();
  return out;
}

LocalizedExpression message(Fields& fields, std::string_view key, Diagnostics& diagnostics) {
  const Value* value = fields.get(key);
  if (value == nullptr)
    return {};
  if (value->as_string() != nullptr)
    return {rule_expression(*value, key, diagnostics), {}};
  Fields languages(*value, fmt::format("'{}'", key), diagnostics);
  LocalizedExpression out{expression(languages, "en", diagnostics),
                          expression(languages, "ja", diagnostics)};
  languages.require({"en"});
  languages.finish();
  return out;
}

void check_name(const std::string& name, Span span, Diagnostics& diagnostics) {
  static constexpr std::array<std::string_view, 6> kTaken = {"resource", "meta", "change",
                                                             "params",   "data", "now"};
  if (!cel::is_valid_name(name))
    report(diagnostics, span, fmt::format("'{}' cannot be used as a name", printable(name)),
           "names are letters, digits and _, and not a reserved word such as function or package");
  else if (std::ranges::find(kTaken, name) != kTaken.end())
    report(diagnostics, span, fmt::format("the name '{}' is taken", name));
}

RuleMatch read_match(const Value& value, Diagnostics& diagnostics) {
  Fields fields(value, "an entry of 'match'", diagnostics);
  RuleMatch match;
  match.types = fields.texts("type");
  if (const Value* type = fields.get("type"))
    match.type_span = type->span();
  match.changes = fields.texts("changes");
  match.when = expression(fields, "when", diagnostics);
  match.each = expression(fields, "each", diagnostics);
  if (std::string name = fields.text("as"); !name.empty()) {
    check_name(name, value.find("as")->span(), diagnostics);
    match.as = std::move(name);
  }
  match.label = expression(fields, "label", diagnostics);
  fields.require({"type"});
  fields.finish();
  return match;
}

bool fits(const Value& value, std::string_view type) {
  if (type == "int")
    return value.as_int() != nullptr;
  if (type == "double")
    return value.as_double() != nullptr || value.as_int() != nullptr;
  if (type == "bool")
    return value.as_bool() != nullptr;
  if (type == "list")
    return value.as_list() != nullptr;
  if (type == "map")
    return value.as_map() != nullptr;
  return value.as_string() != nullptr;
}

RuleParam read_param(const Member& member, Diagnostics& diagnostics) {
  Fields fields(member.value, fmt::format("the parameter '{}'", member.key), diagnostics);
  RuleParam param;
  param.name = member.key;
  param.span = member.key_span;
  check_name(param.name, member.key_span, diagnostics);
  if (fields.choice("type", kParamTypes))
    param.type = fields.text("type");
  param.min = fields.number("min");
  param.max = fields.number("max");
  for (const Value* choice : fields.list("enum"))
    param.enumerated.push_back(*choice);
  param.description = localized(fields, "description", diagnostics);
  if (const Value* value = fields.get("default")) {
    param.default_value = *value;
    if (!param.type.empty() && !fits(*value, param.type))
      report(diagnostics, value->span(),
             fmt::format("the default of '{}' is {}, its type is {}", param.name, kind_name(*value),
                         param.type));
  }
  fields.require({"type", "default"});
  fields.finish();
  return param;
}

RuleData read_data(const Member& member, const DataFile& data_file, Diagnostics& diagnostics) {
  RuleData data;
  data.name = member.key;
  check_name(data.name, member.key_span, diagnostics);
  const Value* body = &member.value;
  if (const Value* file = body->find("file")) {
    const std::string* path = file->as_string();
    body = path == nullptr ? nullptr : data_file(*path);
    if (body == nullptr) {
      report(diagnostics, file->span(),
             fmt::format("the data table '{}' cannot be read", data.name));
      return data;
    }
  }
  Fields fields(*body, fmt::format("the data table '{}'", data.name), diagnostics);
  if (const Value* table = fields.get("table"))
    data.table = *table;
  data.as_of = fields.text("as_of");
  data.source = fields.text("source");
  data.max_age_days = static_cast<int>(fields.integer("max_age").value_or(0));
  fields.get("description");
  fields.require({"table", "as_of", "source"});
  fields.finish();
  return data;
}

RuleLookup read_lookup(const Member& member, Diagnostics& diagnostics) {
  Fields fields(member.value, fmt::format("the lookup '{}'", member.key), diagnostics);
  RuleLookup lookup;
  lookup.name = member.key;
  lookup.span = member.key_span;
  check_name(lookup.name, member.key_span, diagnostics);
  lookup.follow = expression(fields, "follow", diagnostics);
  lookup.type = fields.text("type");
  lookup.find = fields.text("find");
  lookup.where = expression(fields, "where", diagnostics);
  lookup.complete = fields.boolean("complete").value_or(false);
  if (lookup.follow.empty() == lookup.find.empty())
    report(diagnostics, member.key_span,
           fmt::format("the lookup '{}' needs either 'follow' or 'find'", lookup.name));
  fields.finish();
  return lookup;
}

RuleVariant read_variant(const Value& value, Diagnostics& diagnostics) {
  Fields fields(value, "an entry of 'variants'", diagnostics);
  RuleVariant variant;
  variant.condition = expression(fields, "if", diagnostics);
  variant.severity = severity(fields);
  variant.message = message(fields, "message", diagnostics);
  variant.recommendation = message(fields, "recommendation", diagnostics);
  fields.require({"if"});
  fields.finish();
  return variant;
}

RuleCheck read_check(const Value& value, Diagnostics& diagnostics) {
  Fields fields(value, "an entry of 'checks'", diagnostics);
  RuleCheck check;
  check.id = fields.text("id");
  check.assertion = expression(fields, "assert", diagnostics);
  check.when = expression(fields, "when", diagnostics);
  check.severity = severity(fields);
  for (const Value* variant : fields.list("variants"))
    check.variants.push_back(read_variant(*variant, diagnostics));
  check.message = message(fields, "message", diagnostics);
  check.recommendation = message(fields, "recommendation", diagnostics);
  check.at = expression(fields, "at", diagnostics);
  fields.require({"id", "assert"});
  fields.finish();
  return check;
}

Postmortem read_postmortem(const Value& value, Diagnostics& diagnostics) {
  Fields fields(value, "an entry of 'postmortem'", diagnostics);
  Postmortem postmortem;
  postmortem.title = localized(fields, "title", diagnostics);
  postmortem.date = fields.text("date");
  postmortem.url = fields.text("url");
  postmortem.summary = localized(fields, "summary", diagnostics);
  fields.require({"title"});
  fields.finish();
  return postmortem;
}

RuleChange read_change(const Value& value, Diagnostics& diagnostics) {
  Fields fields(value, "an entry of 'history'", diagnostics);
  RuleChange change;
  change.date = fields.text("date");
  if (!change.date.empty() && !parse_date(change.date))
    fields.error(*value.find("date"), "'date' must be a date such as 2026-11-22");
  change.revision = static_cast<int>(fields.integer("revision").value_or(1));
  change.note = {fields.text("en"), fields.text("ja")};
  fields.require({"date", "revision", "en"});
  fields.finish();
  return change;
}

void read_history(Fields& fields, Rule& rule, Diagnostics& diagnostics) {
  for (const Value* value : fields.list("history")) {
    RuleChange change = read_change(*value, diagnostics);
    if (!rule.history.empty() &&
        (change.date < rule.history.back().date || change.revision <= rule.history.back().revision))
      fields.error(*value, "'history' must be in order: the oldest entry first, revisions growing");
    rule.history.push_back(std::move(change));
  }
}

void read_checks(Fields& fields, const Value& root, Rule& rule, Diagnostics& diagnostics) {
  const RuleExpression single = expression(fields, "check", diagnostics);
  const std::vector<const Value*> several = fields.list("checks");
  std::vector<RuleVariant> variants;
  for (const Value* variant : fields.list("variants"))
    variants.push_back(read_variant(*variant, diagnostics));
  if (single.empty() == several.empty()) {
    Span start = root.span();
    start.end = start.begin;
    report(diagnostics, start, "a rule needs either 'check' or 'checks'");
  }
  if (!single.empty()) {
    RuleCheck check;
    check.assertion = single;
    check.variants = std::move(variants);
    rule.checks.push_back(std::move(check));
    return;
  }
  for (const Value* value : several) {
    rule.checks.push_back(read_check(*value, diagnostics));
    // Variants of the rule are the fall-back of checks that have none of their own.
    if (rule.checks.back().variants.empty())
      rule.checks.back().variants = variants;
  }
}

void read_functions(Fields& fields, Rule& rule, Diagnostics& diagnostics) {
  const Map* functions = fields.map("functions");
  if (functions == nullptr)
    return;
  for (const Member& member : *functions)
    rule.functions.emplace_back(RuleExpression{member.key, member.key_span},
                                rule_expression(member.value, member.key, diagnostics));
}

void read_names(Fields& fields, const DataFile& data_file, Rule& rule, Diagnostics& diagnostics) {
  const auto each = [&](std::string_view key, auto&& read) {
    if (const Map* map = fields.map(key))
      for (const Member& member : *map)
        read(member);
  };
  each("params", [&](const Member& m) { rule.params.push_back(read_param(m, diagnostics)); });
  each("data", [&](const Member& m) { rule.data.push_back(read_data(m, data_file, diagnostics)); });
  each("lookup", [&](const Member& m) { rule.lookup.push_back(read_lookup(m, diagnostics)); });
  each("let", [&](const Member& m) {
    check_name(m.key, m.key_span, diagnostics);
    rule.let.emplace_back(m.key, rule_expression(m.value, m.key, diagnostics));
  });
}

void read_deprecated(Fields& fields, Rule& rule, Diagnostics& diagnostics) {
  const Value* value = fields.get("deprecated");
  if (value == nullptr)
    return;
  Fields inner(*value, "'deprecated'", diagnostics);
  const std::string since = inner.text("since");
  const std::string replaced_by = inner.text("replaced_by");
  std::string reason = inner.text("reason");
  if (!replaced_by.empty())
    reason += fmt::format("{}use '{}'", reason.empty() ? "" : "; ", replaced_by);
  inner.finish();
  rule.deprecated = since.empty() ? reason : fmt::format("since {}: {}", since, reason);
  rule.enabled = false;
}

}  // namespace

bool is_rule_id(std::string_view id) {
  return !id.empty() && id.front() != '-' && id.back() != '-' &&
         std::ranges::all_of(id, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

RuleExpression rule_expression(const Value& value, std::string_view key, Diagnostics& diagnostics) {
  if (const std::string* text = value.as_string())
    return {*text, value.span()};
  // `check: true` and numbers are valid CEL that YAML has typed already.
  if (const bool* constant = value.as_bool())
    return {*constant ? "true" : "false", value.span()};
  if (const std::int64_t* constant = value.as_int())
    return {std::to_string(*constant), value.span()};
  report(diagnostics, value.span(),
         fmt::format("'{}' must be an expression in a string, not {}", key, kind_name(value)),
         "quote it or write it below '|': YAML takes a leading [, { or ! for its own syntax");
  return {};
}

Rule read_rule(const Value& root, const DataFile& data_file, Diagnostics& diagnostics) {
  Rule rule;
  Fields fields(root, "a rule", diagnostics);
  if (const auto format = fields.integer("format"); format && *format != 1)
    report(diagnostics, root.find("format")->span(),
           fmt::format("this is rule format {}, this program reads format 1", *format),
           "update advisor");
  rule.id = fields.text("id");
  if (const Value* id = fields.get("id")) {
    rule.span = id->span();
    if (!is_rule_id(rule.id))
      report(diagnostics, id->span(), "'id' must be in kebab-case: a-z, 0-9 and -");
  }
  rule.aliases = fields.texts("aliases");
  rule.since = fields.text("since");
  rule.revision = static_cast<int>(fields.integer("revision").value_or(1));
  rule.severity = severity(fields).value_or(Severity::kWarning);
  rule.enabled = fields.boolean("enabled").value_or(true);
  read_deprecated(fields, rule, diagnostics);
  rule.profiles = fields.texts("profile");
  rule.title = localized(fields, "title", diagnostics);
  rule.description = localized(fields, "description", diagnostics);
  rule.tags = fields.texts("tags");
  rule.category = fields.texts("category");
  for (const Value* match : fields.list("match"))
    rule.match.push_back(read_match(*match, diagnostics));
  read_names(fields, data_file, rule, diagnostics);
  read_functions(fields, rule, diagnostics);
  rule.when = expression(fields, "when", diagnostics);
  read_checks(fields, root, rule, diagnostics);
  rule.at = expression(fields, "at", diagnostics);
  rule.report_all = fields.choice("report", kReport).value_or(0) == 1;
  rule.key = expression(fields, "key", diagnostics);
  rule.message = message(fields, "message", diagnostics);
  rule.recommendation = message(fields, "recommendation", diagnostics);
  if (const Map* fix = fields.map("fix"))
    for (const Member& member : *fix)
      if (const std::string* text = member.value.as_string())
        rule.fix.emplace(member.key, RuleExpression{*text, member.value.span()});
  rule.references = fields.texts("references");
  for (const Value* postmortem : fields.list("postmortem"))
    rule.postmortems.push_back(read_postmortem(*postmortem, diagnostics));
  read_history(fields, rule, diagnostics);
  fields.get("examples");
  fields.require({"format", "id", "severity", "title", "match"});
  fields.finish();
  for (const RuleCheck& check : rule.checks)
    if (check.message.empty() && rule.message.empty() && !check.assertion.empty())
      report(diagnostics, check.assertion.span, "this check has no message");
  return rule;
}

void lint_texts(const Rule& rule, Diagnostics& diagnostics) {
  const auto need = [&](bool present, std::string_view what) {
    if (!present)
      report(diagnostics, rule.span, fmt::format("the rule '{}' lacks {}", rule.id, what));
  };
  const auto both = [](const auto& text) { return !text.en.empty() && !text.ja.empty(); };
  need(both(rule.title), "a title in English and Japanese");
  need(both(rule.description), "a description in English and Japanese");
  need(!rule.references.empty(), "references");
  need(!rule.postmortems.empty(), "a postmortem");
  need(!rule.fix.empty(), "a fix");
  need(!rule.history.empty() && rule.history.back().revision == rule.revision,
       fmt::format("a history that ends with its revision, {}", rule.revision));
  for (const RuleChange& change : rule.history)
    need(both(change.note), "a note of its history in English and Japanese");
  for (const std::string& reference : rule.references)
    need(reference.starts_with("https://"), fmt::format("https in the reference {}", reference));
  for (const RuleCheck& check : rule.checks) {
    need(both(check.message) || both(rule.message), "a message in English and Japanese");
    need(both(check.recommendation) || both(rule.recommendation),
         "a recommendation in English and Japanese");
  }
}

}  // namespace advisor
