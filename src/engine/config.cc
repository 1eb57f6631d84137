#include "src/engine/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parsers/yaml.h"
#include "src/base/date.h"
#include "src/base/text.h"
#include "src/engine/fields.h"
#include "src/engine/rule_file.h"

namespace advisor {
namespace {

constexpr std::size_t kMaxConfigBytes = std::size_t{4} << 20U;
constexpr std::array<std::string_view, 3> kSeverities = {"info", "warning", "critical"};
constexpr std::array<std::string_view, 5> kFailOn = {"critical", "warning", "info", "undetermined",
                                                     "never"};
constexpr std::array<std::string_view, 2> kLanguages = {"en", "ja"};
constexpr std::string_view kTrustedAdvisor = "trusted-advisor";

std::string normal_id(std::string_view id) {
  std::string out(id);
  std::ranges::replace(out, '_', '-');
  return out;
}

SuppressionRule read_suppression(const Value& value, const std::string& rule_id,
                                 Diagnostics& diagnostics) {
  Fields fields(value, "an entry of 'suppression_rules'", diagnostics);
  SuppressionRule entry;
  entry.rule_id = rule_id;
  entry.span = value.span();
  entry.file = fields.text("file");
  entry.resource = fields.text("resource");
  entry.element = fields.text("element");
  if (const std::string container = fields.text("container"); !container.empty())
    entry.element = container;
  entry.check = fields.text("check");
  entry.check_id = fields.text("check_id");
  entry.reason = fields.text("reason");
  entry.owner = fields.text("owner");
  entry.expires = fields.text("expires");
  if (!entry.expires.empty() && !parse_date(entry.expires))
    fields.error(*value.find("expires"), "'expires' must be a date such as 2027-03-31");
  fields.finish();
  const bool selects = !entry.file.empty() || !entry.resource.empty() || !entry.element.empty() ||
                       !entry.check.empty() || !entry.check_id.empty();
  if (value.as_map() != nullptr && !selects)
    fields.error(value, "this entry does not say what it suppresses",
                 "give file, resource, container or check; to turn the rule off write `enabled: "
                 "false` and a reason");
  return entry;
}

RuleOverride read_override(const Value& value, Diagnostics& diagnostics) {
  Fields fields(value, "an entry of 'overrides'", diagnostics);
  RuleOverride out;
  if (const Value* condition = fields.get("if"))
    out.condition = rule_expression(*condition, "if", diagnostics);
  out.enabled = fields.boolean("enabled");
  if (const auto severity = fields.choice("severity", kSeverities))
    out.severity = static_cast<Severity>(*severity);
  out.params = Value::map();
  if (fields.map("params") != nullptr)
    out.params = *value.find("params");
  fields.text("reason");
  fields.require({"if"});
  fields.finish();
  if (!out.enabled && !out.severity && out.params.as_map()->empty())
    fields.error(value, "this override changes nothing", "give enabled, severity or params");
  return out;
}

RuleConfig read_rule_config(const Member& member, Diagnostics& diagnostics) {
  Fields fields(member.value, fmt::format("the rule '{}'", printable(member.key)), diagnostics);
  RuleConfig rule;
  rule.enabled = fields.boolean("enabled");
  if (const auto severity = fields.choice("severity", kSeverities))
    rule.severity = static_cast<Severity>(*severity);
  rule.params = Value::map();
  if (fields.map("params") != nullptr)
    rule.params = *member.value.find("params");
  fields.text("reason");
  for (const Value* entry : fields.list("overrides"))
    rule.overrides.push_back(read_override(*entry, diagnostics));
  const std::string id = normal_id(member.key);
  for (const Value* entry : fields.list("suppression_rules"))
    rule.suppressions.push_back(read_suppression(*entry, id, diagnostics));
  fields.finish();
  return rule;
}

void check_reasons(const Config& config, Diagnostics& diagnostics) {
  for (const auto& [id, rule] : config.rules) {
    for (const SuppressionRule& entry : rule.suppressions) {
      if (!entry.reason.empty())
        continue;
      diagnostics.push_back(
          {config.require_reason ? Diagnostic::Level::kError : Diagnostic::Level::kNote,
           fmt::format("this suppression of {} gives no reason", id),
           "add `reason:` so that the next reader knows why",
           entry.span,
           {}});
    }
  }
}

bool fits(const Value& value, const RuleParam& param) {
  if (param.type == "int")
    return value.as_int() != nullptr;
  if (param.type == "double")
    return value.as_int() != nullptr || value.as_double() != nullptr;
  if (param.type == "bool")
    return value.as_bool() != nullptr;
  if (param.type == "list")
    return value.as_list() != nullptr;
  if (param.type == "map")
    return value.as_map() != nullptr;
  return value.as_string() != nullptr;
}

void check_param(const Rule& rule, const Member& given, Diagnostics& diagnostics) {
  const auto report = [&](Span span, std::string message, std::string hint = {}) {
    diagnostics.push_back(
        {Diagnostic::Level::kError, std::move(message), std::move(hint), span, {}});
  };
  const auto param = std::ranges::find(rule.params, given.key, &RuleParam::name);
  if (param == rule.params.end()) {
    std::vector<std::string_view> names;
    for (const RuleParam& known : rule.params)
      names.push_back(known.name);
    const auto near = nearest_word(given.key, names);
    report(given.key_span,
           fmt::format("the rule {} has no parameter '{}'", rule.id, printable(given.key)),
           near ? fmt::format("did you mean '{}'?", *near) : std::string());
    return;
  }
  const Span span = given.value.span();
  if (!fits(given.value, *param)) {
    report(span, fmt::format("the parameter '{}' is of type {}, not {}", given.key, param->type,
                             kind_name(given.value)));
    return;
  }
  const double number = given.value.as_int() != nullptr
                            ? static_cast<double>(*given.value.as_int())
                            : (given.value.as_double() != nullptr ? *given.value.as_double() : 0);
  if (param->min && number < *param->min)
    report(span, fmt::format("the parameter '{}' must be at least {}", given.key, *param->min));
  if (param->max && number > *param->max)
    report(span, fmt::format("the parameter '{}' must be at most {}", given.key, *param->max));
  if (!param->enumerated.empty() && std::ranges::none_of(param->enumerated, [&](const Value& v) {
        return same_value(v, given.value);
      }))
    report(span,
           fmt::format("the parameter '{}' has a value that is not among its choices", given.key));
}

}  // namespace

std::string find_config(const std::string& path, const FileSystem& files) {
  std::string folder = files.canonical(path.empty() || path == "-" ? "." : path);
  if (files.kind(folder) != FileSystem::Kind::kDirectory)
    folder = parent_path(folder);
  while (true) {
    for (const char* name : {"advisor.yaml", "advisor.yml"})
      if (std::string candidate = join_path(folder, name);
          files.kind(candidate) == FileSystem::Kind::kFile)
        return candidate;
    const std::string above = parent_path(folder);
    if (folder.empty() || above == folder)
      return {};
    folder = above;
  }
}

Config read_config(const std::string& path, const FileSystem& files, SourceSet& sources,
                   Diagnostics& diagnostics) {
  Config config;
  config.path = path;
  Result<std::string> text = files.read(path, kMaxConfigBytes);
  if (!text) {
    diagnostics.push_back({Diagnostic::Level::kError, text.error().message, {}, {}, path});
    return config;
  }
  const SourceId source = sources.add(path, std::move(*text));
  const Parsed parsed = parse_yaml(sources.file(source).text(), source);
  diagnostics.insert(diagnostics.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
  if (!parsed.ok || parsed.root.is_null())
    return config;
  Fields fields(parsed.root, "advisor.yaml", diagnostics);
  config.require_reason = fields.boolean("require_reason").value_or(false);
  config.postmortems = fields.boolean("postmortems").value_or(false);
  if (const auto fail_on = fields.choice("fail_on", kFailOn))
    config.fail_on = std::string(kFailOn[*fail_on]);
  if (const auto language = fields.choice("lang", kLanguages))
    config.language = *language == 0 ? Language::kEnglish : Language::kJapanese;
  if (const std::string profile = fields.text("profile"); !profile.empty())
    config.profile = profile;
  for (const std::string& folder : fields.texts("rule_paths"))
    config.rule_paths.push_back(join_path(parent_path(path), folder));
  if (const Map* rules = fields.map("rules"))
    for (const Member& member : *rules)
      if (!config.rules.emplace(normal_id(member.key), read_rule_config(member, diagnostics))
               .second)
        diagnostics.push_back({Diagnostic::Level::kError,
                               fmt::format("the rule '{}' is configured twice", member.key),
                               "ids with _ and - are the same",
                               member.key_span,
                               {}});
  fields.finish();
  check_reasons(config, diagnostics);
  // The ids are looked up later; their places are needed then.
  for (auto& [id, rule] : config.rules)
    for (const Member& member : *parsed.root.find("rules")->as_map())
      if (normal_id(member.key) == id)
        rule.params.set_span(member.key_span);
  return config;
}

namespace {

void report_old_name(const Rule& rule, const std::string& id, Span span, Diagnostics& diagnostics) {
  const auto note = [&](std::string message, std::string hint) {
    diagnostics.push_back(
        {Diagnostic::Level::kNote, std::move(message), std::move(hint), span, {}});
  };
  if (id != rule.id)
    note(fmt::format("the rule '{}' is now called '{}'", id, rule.id), "the old name still works");
  if (rule.deprecated)
    note(fmt::format("the rule '{}' is deprecated: {}", rule.id, *rule.deprecated), {});
}

}  // namespace

void check_config(const Config& config, const RuleSet& rules, Diagnostics& diagnostics) {
  for (const auto& [id, rule_config] : config.rules) {
    if (id == kTrustedAdvisor)
      continue;
    const Rule* rule = rules.find(id);
    if (rule == nullptr) {
      diagnostics.push_back({Diagnostic::Level::kError,
                             fmt::format("there is no rule '{}'", id),
                             rules.nearest(id),
                             rule_config.params.span(),
                             {}});
      continue;
    }
    report_old_name(*rule, id, rule_config.params.span(), diagnostics);
    for (const Member& given : *rule_config.params.as_map())
      check_param(*rule, given, diagnostics);
    for (const RuleOverride& entry : rule_config.overrides)
      for (const Member& given : *entry.params.as_map())
        check_param(*rule, given, diagnostics);
  }
}

}  // namespace advisor
