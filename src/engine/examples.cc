#include "src/engine/examples.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "parsers/reader.h"
#include "parsers/yaml.h"
#include "src/base/date.h"
#include "src/base/text.h"
#include "src/engine/evaluate.h"
#include "src/engine/fields.h"

namespace advisor {
namespace {

constexpr std::size_t kMaxExampleFiles = 1000;
constexpr std::size_t kMaxExampleBytes = std::size_t{16} << 20U;

std::map<std::string, std::string> texts(Fields& fields, std::string_view key) {
  std::map<std::string, std::string> out;
  if (const Map* map = fields.map(key)) {
    for (const Member& member : *map) {
      if (const std::string* text = member.value.as_string())
        out.emplace(member.key, *text);
      else
        fields.error(member.value, fmt::format("'{}' must be a text", member.key));
    }
  }
  return out;
}

// All files of a folder, by their path below it.
void read_folder(const std::string& folder, const std::string& below, const FileSystem& files,
                 Example& example) {
  const auto entries = files.list(join_path(folder, below));
  if (!entries)
    return;
  for (const FileSystem::Entry& entry : *entries) {
    const std::string path = below.empty() ? entry.name : join_path(below, entry.name);
    if (entry.kind == FileSystem::Kind::kDirectory && !entry.symlink) {
      read_folder(folder, path, files, example);
    } else if (entry.kind == FileSystem::Kind::kFile && example.files.size() < kMaxExampleFiles) {
      Result<std::string> text = files.read(join_path(folder, path), kMaxExampleBytes);
      if (text)
        example.files.emplace(path, std::move(*text));
    }
  }
}

Example read_example(const Value& value, const std::string& rule_folder, const FileSystem& files,
                     Diagnostics& diagnostics) {
  Fields fields(value, "an example", diagnostics);
  Example example;
  example.span = value.span();
  example.name = fields.text("name");
  example.format = fields.text("format");
  example.files = texts(fields, "files");
  if (const std::string folder = fields.text("input_dir"); !folder.empty()) {
    read_folder(join_path(rule_folder, folder), "", files, example);
    if (example.files.empty())
      fields.error(*value.find("input_dir"),
                   fmt::format("there are no files in {}", join_path(rule_folder, folder)));
  }
  example.fixed = texts(fields, "fixed");
  example.params = Value::map();
  if (fields.map("params") != nullptr)
    example.params = *value.find("params");
  example.as_of = fields.text("as_of");
  if (!example.as_of.empty() && !parse_date(example.as_of))
    fields.error(*value.find("as_of"), "'as_of' must be a date such as 2026-11-01");
  example.expect = Value::list();
  fields.list("expect");
  if (const Value* expect = value.find("expect"); expect != nullptr && expect->as_list() != nullptr)
    example.expect = *expect;
  fields.require({"name", "expect"});
  if (value.find("files") == nullptr && value.find("input_dir") == nullptr)
    fields.error(value, "an example needs 'files' or 'input_dir'");
  fields.finish();
  return example;
}

struct Run {
  InputSet inputs;
  std::vector<Verdict> verdicts;
  Diagnostics diagnostics;
};

Run run(const Rule& rule, const RuleSet& rules, const Example& example,
        const std::map<std::string, std::string>& files, SourceSet& sources) {
  Run out;
  out.inputs = read_inputs({"."}, memory_file_system(files), sources, ReadOptions());
  ActiveRule active;
  active.rule = &rule;
  active.params = default_params(rule);
  for (const Member& member : *example.params.as_map())
    active.params.set(member.key, member.value);
  EvaluateOptions options;
  options.keep_not_applicable = true;
  options.now = parse_date(example.as_of.empty() ? kExampleDate : std::string_view(example.as_of))
                    .value_or(0);
  out.verdicts = evaluate({active}, rules, out.inputs.inventory, sources, options, out.diagnostics);
  return out;
}

std::string label_of(const Verdict& verdict) {
  return verdict.label.empty() ? verdict.resource->name : verdict.label;
}

std::string describe(const Verdict& verdict, const SourceSet& sources) {
  std::string out = fmt::format("{} {}", outcome_name(verdict.outcome), label_of(verdict));
  if (verdict.outcome == Outcome::kFinding)
    out += fmt::format(" ({}{})", severity_name(verdict.severity),
                       verdict.check_id.empty() ? "" : ", check " + verdict.check_id);
  if (verdict.primary.valid()) {
    const SourceFile& file = sources.file(verdict.primary.source);
    out += fmt::format(" at {}:{}", file.path(), file.locate(verdict.primary.begin).line);
  }
  if (!verdict.message.empty())
    out += ": " + verdict.message;
  for (const Reason& reason : verdict.reasons)
    out += fmt::format(" [{}: {}]", reason.path, reason.text);
  return out;
}

// One entry of `expect`, compared with verdicts field by field.
class Expectation {
 public:
  explicit Expectation(const Value& entry) : entry_(entry) {
    for (const auto& [key, outcome] :
         {std::pair{"pass", Outcome::kGood}, std::pair{"undetermined", Outcome::kUndetermined},
          std::pair{"not_applicable", Outcome::kNotApplicable},
          std::pair{"error", Outcome::kError}}) {
      if (entry.find(key) != nullptr) {
        outcome_ = outcome;
        label_ = text(key);
      }
    }
    if (outcome_ == Outcome::kFinding)
      label_ = text("label");
  }

  bool matches(const Verdict& verdict, const SourceSet& sources) const {
    if (verdict.outcome != outcome_ || !equal_or_absent(label_, label_of(verdict)) ||
        !equal_or_absent(text("check"), verdict.check_id) ||
        !equal_or_absent(text("severity"), std::string(severity_name(verdict.severity))))
      return false;
    if (const auto part = text("message_contains");
        part && verdict.message.find(*part) == std::string::npos)
      return false;
    return place_matches(verdict, sources) && reason_matches(verdict);
  }

 private:
  std::optional<std::string> text(std::string_view key) const {
    const Value* value = entry_.find(key);
    if (value == nullptr || value->as_string() == nullptr)
      return std::nullopt;
    return *value->as_string();
  }

  static bool equal_or_absent(const std::optional<std::string>& expected,
                              const std::string& actual) {
    return !expected || *expected == actual;
  }

  bool place_matches(const Verdict& verdict, const SourceSet& sources) const {
    const Value* line = entry_.find("line");
    const auto file = text("file");
    if (line == nullptr && !file)
      return true;
    if (!verdict.primary.valid())
      return false;
    const SourceFile& source = sources.file(verdict.primary.source);
    if (file && normalize_path(source.path()) != normalize_path(*file))
      return false;
    return line == nullptr || (line->as_int() != nullptr &&
                               *line->as_int() == source.locate(verdict.primary.begin).line);
  }

  // `because` names a path or its end, or a part of the text that is unknown.
  bool reason_matches(const Verdict& verdict) const {
    const auto because = text("because");
    if (!because)
      return true;
    const std::string wanted = to_lower_ascii(*because);
    return std::ranges::any_of(verdict.reasons, [&](const Reason& reason) {
      return to_lower_ascii(reason.path).ends_with(wanted) ||
             to_lower_ascii(reason.text).find(wanted) != std::string::npos;
    });
  }

  const Value& entry_;
  Outcome outcome_ = Outcome::kFinding;
  std::optional<std::string> label_;
};

void compare(const Example& example, const Run& run, const SourceSet& sources,
             std::vector<std::string>& failures) {
  std::vector<bool> taken(run.verdicts.size(), false);
  for (const Value& entry : *example.expect.as_list()) {
    const Expectation expected(entry);
    bool found = false;
    for (std::size_t i = 0; i < run.verdicts.size() && !found; ++i) {
      if (taken[i] || !expected.matches(run.verdicts[i], sources))
        continue;
      taken[i] = true;
      found = true;
    }
    if (!found)
      failures.push_back(fmt::format("expected but missing: {}", sources.text(entry.span())));
  }
  for (std::size_t i = 0; i < run.verdicts.size(); ++i) {
    const Outcome outcome = run.verdicts[i].outcome;
    if (!taken[i] && outcome != Outcome::kGood && outcome != Outcome::kNotApplicable)
      failures.push_back(fmt::format("not expected: {}", describe(run.verdicts[i], sources)));
  }
}

void check_format(const Example& example, const Run& run, std::vector<std::string>& failures) {
  const auto& resources = run.inputs.inventory.resources;
  if (!example.format.empty() &&
      std::ranges::find(resources, example.format, &Resource::format) == resources.end())
    failures.push_back(fmt::format("no file was read as '{}'", example.format));
}

void collect_errors(const Diagnostics& diagnostics, const SourceSet& sources,
                    std::vector<std::string>& failures) {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.level != Diagnostic::Level::kError)
      continue;
    std::string place = diagnostic.path;
    if (diagnostic.span.valid()) {
      const SourceFile& file = sources.file(diagnostic.span.source);
      const LineColumn at = file.locate(diagnostic.span.begin);
      place = fmt::format("{}:{}:{}", file.path(), at.line, at.column);
    }
    failures.push_back(fmt::format("{}: {}", place, diagnostic.message));
  }
}

}  // namespace

std::vector<Example> read_examples(const Rule& rule, const RuleSet& rules, SourceSet& sources,
                                   Diagnostics& diagnostics, const FileSystem& files) {
  const Span place = rules.place(rule, rule.span, sources);
  if (!place.valid())
    return {};
  const Parsed parsed = parse_yaml(sources.file(place.source).text(), place.source);
  std::vector<Example> examples;
  const Value* list = parsed.root.find("examples");
  if (list == nullptr || list->as_list() == nullptr)
    return examples;
  for (const Value& value : *list->as_list())
    examples.push_back(read_example(value, parent_path(rule.path), files, diagnostics));
  return examples;
}

ExampleResult run_example(const Rule& rule, const RuleSet& rules, const Example& example,
                          SourceSet& sources) {
  ExampleResult result{example.name, example.span, {}};
  const Run first = run(rule, rules, example, example.files, sources);
  collect_errors(first.inputs.inventory.diagnostics, sources, result.failures);
  collect_errors(first.diagnostics, sources, result.failures);
  check_format(example, first, result.failures);
  compare(example, first, sources, result.failures);
  if (example.fixed.empty())
    return result;
  std::map<std::string, std::string> files = example.files;
  for (const auto& [path, text] : example.fixed)
    files[path] = text;
  for (const Verdict& verdict : run(rule, rules, example, files, sources).verdicts)
    if (verdict.outcome != Outcome::kGood && verdict.outcome != Outcome::kNotApplicable)
      result.failures.push_back(
          fmt::format("after the fix, not expected: {}", describe(verdict, sources)));
  return result;
}

std::vector<ExampleResult> run_examples(const Rule& rule, const RuleSet& rules, SourceSet& sources,
                                        Diagnostics& diagnostics) {
  std::vector<ExampleResult> results;
  std::set<std::string> seen;
  for (const Example& example : read_examples(rule, rules, sources, diagnostics)) {
    results.push_back(run_example(rule, rules, example, sources));
    for (const Verdict& verdict : run(rule, rules, example, example.files, sources).verdicts) {
      seen.insert(std::string(outcome_name(verdict.outcome)));
      if (verdict.outcome == Outcome::kFinding)
        seen.insert("finding of " + verdict.check_id);
    }
  }
  ExampleResult coverage{"coverage", rules.place(rule, rule.span, sources), {}};
  for (const char* outcome : {"finding", "good", "undetermined"})
    if (!seen.contains(outcome))
      coverage.failures.push_back(fmt::format("no example is {}", outcome));
  for (const RuleCheck& check : rule.checks)
    if (!check.id.empty() && !seen.contains("finding of " + check.id))
      coverage.failures.push_back(fmt::format("no example is a finding of check {}", check.id));
  if (!coverage.failures.empty())
    results.push_back(std::move(coverage));
  return results;
}

}  // namespace advisor
