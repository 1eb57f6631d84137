#include "tests/engine/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "parsers/json.h"
#include "src/engine/evaluate.h"

namespace advisor::testing_support {
namespace {

std::string line_of(const Verdict& verdict) {
  std::string out(outcome_name(verdict.outcome));
  out += " " + verdict.resource->name;
  if (!verdict.label.empty())
    out += "/" + verdict.label;
  if (!verdict.check_id.empty())
    out += " [" + verdict.check_id + "]";
  if (verdict.outcome == Outcome::kFinding)
    out += fmt::format(" {}", severity_name(verdict.severity));
  if (!verdict.message.empty())
    out += ": " + verdict.message;
  const char* separator = ": ";
  for (const Reason& reason : verdict.reasons) {
    out += separator + reason.text;
    separator = "; ";
  }
  return out + "\n";
}

}  // namespace

void Trial::add_rule(const std::string& id, const std::string& text) {
  add_file("rules/test/" + id + ".yaml",
           fmt::format("format: 1\nid: {}\nseverity: warning\ntitle: A title\n{}", id, text));
}

void Trial::add_file(const std::string& path, const std::string& text) {
  files_[path] = text;
}

Value Trial::convert(const Value& value) {
  Unknown unknown;
  if (const Value* target = value.find("Ref")) {
    unknown.text = "Ref " + *target->as_string();
    unknown.links.push_back({Link::Kind::kResource, "", *target->as_string(), ""});
    return Value::unknown(std::move(unknown), value.span());
  }
  if (const Value* text = value.find("Unknown")) {
    unknown.text = *text->as_string();
    return Value::unknown(std::move(unknown), value.span());
  }
  if (const Value* choice = value.find("If")) {
    const List& parts = *choice->as_list();
    const auto branch = [&](const Value& part) {
      return part.find("NoValue") == nullptr ? std::make_shared<const Value>(convert(part))
                                             : nullptr;
    };
    unknown.cause = Unknown::Cause::kCondition;
    unknown.text = "If " + *parts[0].as_string();
    unknown.choice = std::make_shared<const Choice>(
        Choice{*parts[0].as_string(), branch(parts[1]), branch(parts[2])});
    const bool uncertain = !unknown.choice->then || !unknown.choice->otherwise;
    Value out = Value::unknown(std::move(unknown), value.span());
    out.set_uncertain(uncertain);
    return out;
  }
  Value out = value;
  if (List* list = out.as_list())
    for (Value& element : *list)
      element = convert(element);
  if (Map* map = out.as_map())
    for (Member& member : *map)
      member.value = convert(member.value);
  return out;
}

void Trial::add(const std::string& type, const std::string& id, const std::string& json) {
  const SourceId source = sources_.add(id + ".json", json);
  const Parsed parsed = parse_json(sources_.file(source).text(), source);
  Resource resource;
  resource.type = type;
  resource.id = id;
  resource.name = id;
  resource.format = "cloudformation";
  resource.properties = convert(parsed.root);
  resource.span = parsed.root.span();
  resource.aliases = {id};
  resource.sources = {source};
  inventory_.resources.push_back(std::move(resource));
}

Resource& Trial::resource(const std::string& id) {
  return *std::ranges::find(inventory_.resources, id, &Resource::id);
}

std::string Trial::verdicts(bool keep_not_applicable) {
  Diagnostics diagnostics;
  files_["advisor.yaml"] = config_;
  const FileSystem files = memory_file_system(files_);
  RuleSet rules;
  rules.add_path("rules", files, sources_, diagnostics);
  const Config config = read_config("advisor.yaml", files, sources_, diagnostics);
  check_config(config, rules, diagnostics);
  EvaluateOptions options;
  options.keep_not_applicable = keep_not_applicable;
  std::string out;
  for (const Verdict& verdict : evaluate(active_rules(rules, config, inventory_, {}, {}), rules,
                                         inventory_, sources_, options, diagnostics))
    out += line_of(verdict);
  for (const Diagnostic& diagnostic : diagnostics) {
    out += diagnostic.level == Diagnostic::Level::kError ? "error: " : "note: ";
    if (diagnostic.span.valid()) {
      const SourceFile& file = sources_.file(diagnostic.span.source);
      const LineColumn at = file.locate(diagnostic.span.begin);
      out += fmt::format("{}:{}:{}: ", file.path(), at.line, at.column);
    }
    out += diagnostic.message + (diagnostic.hint.empty() ? "" : "; " + diagnostic.hint) + "\n";
  }
  return out;
}

}  // namespace advisor::testing_support
