// One evaluation is set up as for a rule: the expression of the command line is compiled in the
// names of the chosen rule, or of an empty one.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "src/base/date.h"
#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cel/containers.h"
#include "src/cel/number_text.h"
#include "src/cel/time.h"
#include "src/cli/session.h"
#include "src/engine/evaluate.h"
#include "src/engine/graph.h"
#include "src/engine/judge.h"
#include "src/engine/program.h"
#include "src/model/secrets.h"

namespace advisor::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestLine = 160;
constexpr std::string_view kHidden = "(not shown)";

// What one resource, or one element of it, gave.
struct Evaluated {
  const Resource* resource = nullptr;
  std::string label;
  Json value;
  std::string text;
  std::vector<Reason> reasons;
  bool unknown = false;  // the value as a whole
  std::string error;
  std::string excerpt;  // of the expression, with carets below
};

// Values of environment variables and the like must not come out, however they were computed.
class Secrets {
 public:
  explicit Secrets(const Inventory& inventory) {
    for (const Resource& resource : inventory.resources)
      for (const Value* node : secret_values(resource)) {
        nodes_.insert(node);
        if (const std::string* text = node->as_string(); text != nullptr && text->size() >= 4)
          texts_.insert(*text);
      }
  }

  bool hides(const Value* node) const { return node != nullptr && nodes_.contains(node); }
  bool hides(std::string_view text) const {
    return std::ranges::any_of(texts_, [&](const std::string& secret) {
      return text.find(secret) != std::string_view::npos;
    });
  }

 private:
  std::set<const Value*> nodes_;
  std::set<std::string> texts_;
};

std::string quote(std::string_view text) {
  return printable(Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace));
}

// A value in the notation of the language, and as JSON.
class Writer {
 public:
  explicit Writer(const Secrets& secrets) : secrets_(secrets) {}

  std::string text(const cel::Val& value) {
    if (secrets_.hides(value.origin()))
      return std::string(kHidden);
    switch (value.kind()) {
      case cel::Val::Kind::kNull:
        return "null";
      case cel::Val::Kind::kUint:
        return std::to_string(value.uint_value()) + "u";
      case cel::Val::Kind::kDouble: {
        const std::string number = cel::shortest_text(value.double_value());
        return number.find_first_of(".eNI") == std::string::npos ? number + ".0" : number;
      }
      case cel::Val::Kind::kString:
        return secrets_.hides(value.string_value()) ? std::string(kHidden)
                                                    : quote(value.string_value());
      case cel::Val::Kind::kTimestamp:
        return "timestamp(" + quote(cel::format_timestamp(value)) + ")";
      case cel::Val::Kind::kDuration:
        return "duration(" + quote(cel::format_duration(value.duration_value())) + ")";
      case cel::Val::Kind::kList:
        return list(cel::ListView(value));
      case cel::Val::Kind::kMap:
        return map(cel::MapView(value));
      case cel::Val::Kind::kOptional: {
        const cel::OptionalData* data = value.optional_data();
        if (data == nullptr)
          return "optional.none()";
        return (data->maybe ? "maybe(" : "optional.of(") + text(data->value) + ")";
      }
      case cel::Val::Kind::kUnknown:
        unknowns.push_back(value);
        return "unknown";
      case cel::Val::Kind::kError:
        return "error";
      default:
        return cel::display(value, "unknown");
    }
  }

  Json json(const cel::Val& value) {
    if (secrets_.hides(value.origin()))
      return std::string(kHidden);
    switch (value.kind()) {
      case cel::Val::Kind::kNull:
        return nullptr;
      case cel::Val::Kind::kBool:
        return value.bool_value();
      case cel::Val::Kind::kInt:
        return value.int_value();
      case cel::Val::Kind::kUint:
        return value.uint_value();
      case cel::Val::Kind::kDouble:
        return value.double_value();
      case cel::Val::Kind::kString:
        return std::string(secrets_.hides(value.string_value()) ? kHidden : value.string_value());
      case cel::Val::Kind::kTimestamp:
        return cel::format_timestamp(value);
      case cel::Val::Kind::kDuration:
        return cel::format_duration(value.duration_value());
      case cel::Val::Kind::kList: {
        const cel::ListView view(value);
        Json out = Json::array();
        for (std::size_t i = 0; i < view.size(); ++i)
          out.push_back(json(view[i]));
        return out;
      }
      case cel::Val::Kind::kMap: {
        const cel::MapView view(value);
        Json out = Json::object();
        for (std::size_t i = 0; i < view.size(); ++i)
          out[cel::display(view.key(i), "unknown")] = json(view.value(i));
        return out;
      }
      case cel::Val::Kind::kOptional:
        return value.optional_data() == nullptr ? Json() : json(value.optional_data()->value);
      case cel::Val::Kind::kUnknown:
        return Json{{"unknown", true}};
      default:
        return text(value);
    }
  }

  std::vector<cel::Val> unknowns;  // met by text()

 private:
  std::string list(const cel::ListView& view) {
    std::string out = "[";
    for (std::size_t i = 0; i < view.size(); ++i)
      out += (i == 0 ? "" : ", ") + text(view[i]) + (view.uncertain(i) ? "?" : "");
    return out + (view.open() ? (view.size() == 0 ? "...]" : ", ...]") : "]");
  }
  std::string map(const cel::MapView& view) {
    std::string out = "{";
    for (std::size_t i = 0; i < view.size(); ++i)
      out += (i == 0 ? "" : ", ") + text(view.key(i)) + ": " + text(view.value(i)) +
             (view.uncertain(i) ? "?" : "");
    return out + (view.open() ? (view.size() == 0 ? "...}" : ", ...}") : "}");
  }

  const Secrets& secrets_;
};

// The line of the expression that holds [begin, end), with carets below.
std::string excerpt(std::string_view expression, std::size_t begin, std::size_t end) {
  begin = std::min(begin, expression.size());
  const std::size_t before =
      begin == 0 ? std::string_view::npos : expression.rfind('\n', begin - 1);
  const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
  const std::size_t stop = std::min(expression.find('\n', begin), expression.size());
  const std::string_view line = expression.substr(start, stop - start);
  if (line.size() > kLongestLine)
    return {};
  const std::size_t column = count_code_points(line.substr(0, begin - start));
  const std::size_t marked = std::clamp(end, begin, stop) - begin;
  const std::size_t width =
      std::max<std::size_t>(1, count_code_points(line.substr(begin - start, marked)));
  return fmt::format("    {}\n    {}^{}\n", printable(line), std::string(column, ' '),
                     std::string(width - 1, '~'));
}

class Evaluation {
 public:
  Evaluation(Judge& judge, const Program& program, const cel::Expression& expression,
             const Secrets& secrets)
      : judge_(judge), program_(program), expression_(expression), secrets_(secrets) {}

  void on(const Resource& resource, const CompiledMatch* match) {
    cel::Frame& frame = judge_.prepare(resource);
    if (match == nullptr || match->each == nullptr) {
      add(resource, {}, frame.eval(expression_));
      return;
    }
    const cel::Val list = frame.eval(*match->each);
    const auto elements = list.elements(frame.arena());
    if (!elements) {
      add(resource, "each", list);
      return;
    }
    std::size_t index = 0;
    for (const cel::Element& element : elements->items) {
      frame.reset(match->item, element.value);
      frame.reset(program_.key, element.key);
      std::string label;
      if (match->label != nullptr)
        label = cel::display(frame.eval(*match->label), "unknown");
      add(resource, label.empty() ? fmt::format("[{}]", index) : label, frame.eval(expression_));
      ++index;
    }
  }

  std::vector<Evaluated> outcomes;

 private:
  void add(const Resource& resource, std::string label, const cel::Val& value) {
    Evaluated outcome;
    outcome.resource = &resource;
    outcome.label = std::move(label);
    if (value.is_error()) {
      const cel::EvalError& error = value.error();
      outcome.error = std::string(error.message);
      outcome.excerpt = excerpt(error.expression, error.begin, error.end);
    } else {
      Writer writer(secrets_);
      outcome.text = writer.text(value);
      outcome.value = writer.json(value);
      outcome.unknown = value.is_unknown();
      outcome.reasons = judge_.reasons(writer.unknowns);
    }
    outcomes.push_back(std::move(outcome));
  }

  Judge& judge_;
  const Program& program_;
  const cel::Expression& expression_;
  const Secrets& secrets_;
};

std::string place(const Resource& resource, const SourceSet& sources) {
  if (!resource.span.valid())
    return resource.id;
  const SourceFile& file = sources.file(resource.span.source);
  return fmt::format("{}:{}", file.path(), file.locate(resource.span.begin).line);
}

std::string because(const std::vector<Reason>& reasons) {
  std::string out;
  for (const Reason& reason : reasons) {
    out += out.empty() ? " (" : "; ";
    out += reason.path + (reason.path.empty() || reason.text.empty() ? "" : ": ") + reason.text;
  }
  return printable(out.empty() ? out : out + ")");
}

void write_text(const std::vector<Evaluated>& outcomes, const SourceSet& sources,
                std::ostream& out) {
  for (const Evaluated& outcome : outcomes) {
    out << fmt::format("{} ({}) {}: ", printable(outcome.resource->name), outcome.resource->type,
                       printable(place(*outcome.resource, sources)));
    if (!outcome.label.empty())
      out << printable(outcome.label) << ": ";
    if (outcome.error.empty())
      out << outcome.text << because(outcome.reasons) << '\n';
    else
      out << "error: " << printable(outcome.error) << '\n' << outcome.excerpt;
  }
}

Json as_json(const Evaluated& outcome, const SourceSet& sources) {
  const Resource& resource = *outcome.resource;
  Json entry = {{"resource", resource.name}, {"type", resource.type}, {"id", resource.id}};
  if (resource.span.valid()) {
    const SourceFile& file = sources.file(resource.span.source);
    entry["file"] = file.path();
    entry["line"] = file.locate(resource.span.begin).line;
  }
  if (!outcome.label.empty())
    entry["label"] = outcome.label;
  if (!outcome.error.empty()) {
    entry["error"] = outcome.error;
    return entry;
  }
  if (!outcome.unknown)
    entry["value"] = outcome.value;
  if (!outcome.reasons.empty() || outcome.unknown) {
    Json reasons = Json::array();
    for (const Reason& reason : outcome.reasons)
      reasons.push_back({{"path", reason.path}, {"text", reason.text}, {"advice", reason.advice}});
    entry["unknown"] = std::move(reasons);
  }
  return entry;
}

void write_json(const std::vector<Evaluated>& outcomes, const std::string& expression,
                const SourceSet& sources, std::ostream& out) {
  Json results = Json::array();
  for (const Evaluated& outcome : outcomes)
    results.push_back(as_json(outcome, sources));
  const Json report = {{"expression", expression}, {"results", std::move(results)}};
  out << report.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

bool wanted(const Resource& resource, const Options& options) {
  const std::string& name = options.resource_name;
  return (options.resource_type.empty() || resource.type == options.resource_type) &&
         (name.empty() || resource.name == name || resource.id == name);
}

// The rule whose names the expression may use: the chosen one, or one without names.
std::optional<ActiveRule> rule_for(const Options& options, const Session& session, const Rule& none,
                                   Environment& environment) {
  if (options.rule_id.empty())
    return configured_rule(none, session.rules, session.config);
  const Rule* rule = session.rules.find(options.rule_id);
  if (rule == nullptr) {
    environment.err << fmt::format("advisor: there is no rule '{}'; {}\n",
                                   printable(options.rule_id),
                                   session.rules.nearest(options.rule_id));
    return std::nullopt;
  }
  return configured_rule(*rule, session.rules, session.config);
}

const cel::Expression* compile(const std::string& text, Program& program, SourceSet& sources,
                               Diagnostics& diagnostics) {
  cel::Compiled compiled = program.scope.compile(text);
  if (const auto* expression = std::get_if<const cel::Expression*>(&compiled))
    return *expression;
  const cel::Issue& issue = std::get<cel::Issue>(compiled);
  const Span span{sources.add("expression", text), issue.begin, issue.end};
  diagnostics.push_back({Diagnostic::Level::kError, issue.message, issue.hint, span, {}});
  return nullptr;
}

void evaluate_on(const Resource& resource, const Program& program, bool has_rule,
                 Evaluation& evaluation) {
  if (!has_rule) {
    evaluation.on(resource, nullptr);
    return;
  }
  for (const CompiledMatch& match : program.matches)
    if (std::ranges::find(match.source->types, resource.type) != match.source->types.end())
      evaluation.on(resource, &match);
}

bool check_paths(const Options& options, Environment& environment) {
  for (const std::string& path : options.paths) {
    if (path == "-" || environment.files.kind(path) != FileSystem::Kind::kMissing)
      continue;
    environment.err << fmt::format("advisor: {}: no such file or directory\n", printable(path));
    return false;
  }
  return true;
}

}  // namespace

int eval_command(const Options& options, Environment& environment) {
  const auto reading = read_options(options);
  const auto now = options.as_of.empty() ? environment.now : parse_date(options.as_of);
  if (!reading || !now) {
    environment.err << "advisor: "
                    << (reading ? fmt::format("--as-of needs a date such as 2026-11-22, not '{}'",
                                              printable(options.as_of))
                                : reading.error().message)
                    << '\n';
    return kExitUsage;
  }
  Session session;
  if (!check_paths(options, environment))
    return kExitUsage;
  // Without --rule no rule is needed: one that is being written must not get in the way.
  if (!options.rule_id.empty() && !load_session(options, environment, session))
    return kExitUsage;
  const Rule none;
  const auto active = rule_for(options, session, none, environment);
  if (!active)
    return kExitUsage;
  Diagnostics diagnostics;
  const auto program = compile_rule(*active->rule, active->params, {Language::kEnglish},
                                    session.sources, diagnostics);
  const cel::Expression* expression =
      program == nullptr ? nullptr
                         : compile(options.expression, *program, session.sources, diagnostics);
  print_diagnostics(environment.err, diagnostics, session.sources, session.language);
  if (expression == nullptr)
    return kExitUsage;

  const auto input = standard_input(options, environment);
  const InputSet inputs = read_inputs(options.paths, environment.files, session.sources, *reading,
                                      input ? &*input : nullptr);
  Graph graph(inputs.inventory);
  const EvaluateOptions evaluate_options{Language::kEnglish, *now, false};
  std::vector<Verdict> verdicts;
  Judge judge(*program, session.rules, graph, session.sources, evaluate_options, verdicts);
  const Secrets secrets(inputs.inventory);
  Evaluation evaluation(judge, *program, *expression, secrets);
  for (const Resource& resource : inputs.inventory.resources)
    if (wanted(resource, options))
      evaluate_on(resource, *program, !options.rule_id.empty(), evaluation);
  if (options.format == "json")
    write_json(evaluation.outcomes, options.expression, session.sources, environment.out);
  else
    write_text(evaluation.outcomes, session.sources, environment.out);
  environment.out.flush();
  print_diagnostics(environment.err, inputs.inventory.diagnostics, session.sources,
                    Language::kEnglish);
  if (evaluation.outcomes.empty())
    environment.err << "advisor: no resource to evaluate the expression on\n";
  const bool failed = std::ranges::any_of(
      evaluation.outcomes, [](const Evaluated& outcome) { return !outcome.error.empty(); });
  return failed || has_errors(inputs.inventory.diagnostics) ? kExitIncomplete : kExitClean;
}

}  // namespace advisor::cli
