#include "src/engine/program.h"

#include <fmt/format.h>

#include <map>

#include "parsers/yaml.h"

namespace advisor {
namespace {

class Compiler {
 public:
  Compiler(const SourceSet& sources, Diagnostics& diagnostics, Program& program, Texts texts)
      : sources_(sources), diagnostics_(diagnostics), program_(program), texts_(texts) {}

  bool failed() const { return failed_; }

  const cel::Expression* compile(const RuleExpression& expression) {
    return expression.empty() ? nullptr : compile_part(expression, 0, expression.text.size());
  }

  void report(const RuleExpression& where, const cel::Issue& issue, std::size_t offset = 0) {
    failed_ = true;
    const auto base = static_cast<std::uint32_t>(offset);
    diagnostics_.push_back({Diagnostic::Level::kError,
                            issue.message,
                            issue.hint,
                            locate_in_rule(where, base + issue.begin, base + issue.end, sources_),
                            {}});
  }

  CompiledText text(const LocalizedExpression& texts, const std::vector<Language>& languages) {
    CompiledText chosen;
    for (const Language language : languages) {
      const bool japanese = language == Language::kJapanese && !texts.ja.empty();
      chosen = snippet(japanese ? texts.ja : texts.en, "{{");
    }
    return chosen;
  }

  CompiledText snippet(const RuleExpression& source, std::string_view opening) {
    CompiledText text;
    if (source.empty())
      return text;
    text.source = &source;
    text.opening = opening;
    if (texts_ == Texts::kCompile)
      fill(text, source);
    return text;
  }

  // Splits the text into literals and compiled placeholders; `opening` begins one, }} ends it.
  void fill(CompiledText& compiled, const RuleExpression& expression) {
    compiled.compiled = true;
    const std::string& text = expression.text;
    for (std::size_t at = 0;;) {
      const std::size_t open = text.find(compiled.opening, at);
      if (open == std::string::npos) {
        compiled.parts.push_back({text.substr(at), nullptr});
        return;
      }
      const std::size_t close = text.find("}}", open);
      if (close == std::string::npos) {
        report(expression, {"'{{' without '}}'",
                            {},
                            static_cast<std::uint32_t>(open),
                            static_cast<std::uint32_t>(open + 2)});
        return;
      }
      const std::size_t begin = open + compiled.opening.size();
      compiled.parts.push_back(
          {text.substr(at, open - at), compile_part(expression, begin, close - begin)});
      at = close + 2;
    }
  }

  void define(const std::string& name, const RuleExpression& expression) {
    if (!unique(name, expression))
      return;
    if (const auto issue = program_.scope.define(name, expression.text))
      report(expression, *issue);
  }

  void define_function(const RuleExpression& signature, const RuleExpression& body) {
    if (const auto issue = program_.scope.define_function(signature.text, body.text))
      report(issue->in_signature ? signature : body, issue->issue);
  }

  cel::Slot declare(const std::string& name, const RuleExpression& where = {}) {
    const auto known = slots_.find(name);
    if (known != slots_.end()) {
      if (where.span.valid())
        report(where, {fmt::format("the name '{}' is used twice", name), {}, 0, 1});
      return known->second;
    }
    return slots_.emplace(name, program_.scope.declare(name)).first->second;
  }

  // `where` compiles, so its parts do.
  void narrow(CompiledLookup& lookup) {
    lookup.narrowing = narrowing_of(lookup.source->where.text);
    if (!lookup.narrowing)
      return;
    const auto part = [&](const std::string& text) -> const cel::Expression* {
      cel::Compiled compiled = program_.scope.compile(text);
      const auto* expression = std::get_if<const cel::Expression*>(&compiled);
      return expression == nullptr ? nullptr : *expression;
    };
    const bool keyless = lookup.narrowing->kind == Narrowing::Kind::kReferred;
    lookup.key = keyless ? nullptr : part(lookup.narrowing->key);
    lookup.wanted = part(lookup.narrowing->wanted);
    if (!lookup.narrowing->filter.empty())
      lookup.filter = part(lookup.narrowing->filter);
    if ((lookup.key == nullptr && !keyless) || lookup.wanted == nullptr)
      lookup.narrowing.reset();
  }

  // `as` may be the same in several matches: they never run together.
  cel::Slot declare_item(const std::string& name) {
    const auto known = slots_.find(name);
    return known != slots_.end() ? known->second : declare(name);
  }

 private:
  bool unique(const std::string& name, const RuleExpression& where) {
    if (slots_.emplace(name, 0).second)
      return true;
    report(where, {fmt::format("the name '{}' is used twice", name), {}, 0, 1});
    return false;
  }

  const cel::Expression* compile_part(const RuleExpression& expression, std::size_t offset,
                                      std::size_t size) {
    cel::Compiled compiled =
        program_.scope.compile(std::string_view(expression.text).substr(offset, size));
    if (const auto* issue = std::get_if<cel::Issue>(&compiled)) {
      report(expression, *issue, offset);
      return nullptr;
    }
    return std::get<const cel::Expression*>(compiled);
  }

  const SourceSet& sources_;
  Diagnostics& diagnostics_;
  Program& program_;
  Texts texts_;
  std::map<std::string, cel::Slot> slots_;
  bool failed_ = false;
};

Value data_tables(const Rule& rule) {
  Value tables = Value::map();
  for (const RuleData& data : rule.data)
    tables.set(data.name, data.table);
  return tables;
}

void declare_names(const Rule& rule, const Value& params, Compiler& compiler, Program& program) {
  program.resource = compiler.declare("resource");
  // Made for the resources whose rules ask for it only.
  compiler.define("meta", {"metaOf(resource)", {}});
  program.change = compiler.declare("change");
  program.now = compiler.declare("now");
  program.key = compiler.declare("key");
  program.scope.define_constant("params", params);
  program.scope.define_constant("data", data_tables(rule));
  for (const auto& [signature, body] : rule.functions)
    compiler.define_function(signature, body);
  for (const RuleMatch& match : rule.match)
    compiler.declare_item(match.as);
  for (const RuleLookup& lookup : rule.lookup) {
    CompiledLookup compiled;
    compiled.source = &lookup;
    compiled.follow = compiler.compile(lookup.follow);
    compiled.constant = is_about_candidate(lookup.where.text);
    if (!lookup.where.empty()) {
      compiled.candidate = compiler.declare_item("it");
      compiled.where = compiler.compile(lookup.where);
      if (compiled.where != nullptr)
        compiler.narrow(compiled);
    }
    compiled.slot = compiler.declare(lookup.name);
    program.lookups.push_back(compiled);
  }
  for (const auto& [name, expression] : rule.let)
    compiler.define(name, expression);
}

CompiledCheck compile_check(const Rule& rule, const RuleCheck& check,
                            const std::vector<Language>& languages, Compiler& compiler) {
  CompiledCheck compiled;
  compiled.source = &check;
  compiled.assertion = compiler.compile(check.assertion);
  compiled.when = compiler.compile(check.when);
  compiled.at = compiler.compile(check.at.empty() ? rule.at : check.at);
  for (const RuleVariant& variant : check.variants)
    compiled.variants.push_back({compiler.compile(variant.condition), variant.severity,
                                 compiler.text(variant.message, languages),
                                 compiler.text(variant.recommendation, languages)});
  compiled.message = compiler.text(check.message.empty() ? rule.message : check.message, languages);
  compiled.recommendation = compiler.text(
      check.recommendation.empty() ? rule.recommendation : check.recommendation, languages);
  return compiled;
}

}  // namespace

Span locate_in_rule(const RuleExpression& expression, std::uint32_t begin, std::uint32_t end,
                    const SourceSet& sources) {
  if (!expression.span.valid())
    return expression.span;
  const std::string& text = sources.file(expression.span.source).text();
  Span span = expression.span;
  span.begin = yaml_scalar_offset(text, expression.span, begin);
  span.end = std::max(span.begin, yaml_scalar_offset(text, expression.span, end));
  return span;
}

const std::vector<CompiledText::Part>& Program::parts(CompiledText& text) {
  if (text.source != nullptr && !text.compiled) {
    const SourceSet sources;
    Diagnostics diagnostics;
    const RuleExpression unplaced{text.source->text, {}};
    Compiler(sources, diagnostics, *this, Texts::kCompile).fill(text, unplaced);
  }
  return text.parts;
}

std::unique_ptr<Program> compile_rule(const Rule& rule, const Value& params,
                                      const std::vector<Language>& languages,
                                      const SourceSet& sources, Diagnostics& diagnostics,
                                      Texts texts, const std::vector<RuleExpression>& overrides) {
  auto program = std::make_unique<Program>();
  program->rule = &rule;
  Compiler compiler(sources, diagnostics, *program, texts);
  declare_names(rule, params, compiler, *program);
  for (const RuleMatch& match : rule.match)
    program->matches.push_back({&match, compiler.compile(match.when), compiler.compile(match.each),
                                compiler.compile(match.label), compiler.declare_item(match.as),
                                !match.when.empty() && is_about_subject(match.when.text)});
  program->when = compiler.compile(rule.when);
  program->key_expression = compiler.compile(rule.key);
  for (const RuleCheck& check : rule.checks)
    program->checks.push_back(compile_check(rule, check, languages, compiler));
  for (const auto& [format, snippet] : rule.fix)
    program->fix.emplace(format, compiler.snippet(snippet, "{{="));
  for (const RuleExpression& condition : overrides)
    program->overrides.push_back(compiler.compile(condition));
  if (compiler.failed())
    return nullptr;
  return program;
}

}  // namespace advisor
