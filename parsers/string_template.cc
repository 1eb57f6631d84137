#include "parsers/string_template.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "parsers/template_eval.h"

namespace advisor {
namespace {

constexpr std::size_t kMaxVariants = 16;

class PartsSink : public TemplateSink {
 public:
  explicit PartsSink(std::string_view source) : source_(source) {}

  void literal(std::uint32_t begin, std::uint32_t end) override {
    parts_.emplace_back(std::string(source_.substr(begin, end - begin)));
  }
  void known(const std::string& text, std::uint32_t, std::uint32_t) override {
    parts_.emplace_back(text);
  }
  void unknown(Unknown value, std::uint32_t, std::uint32_t) override {
    parts_.emplace_back(std::move(value));
  }
  void spread(Unknown value, std::string_view, std::string_view, std::uint32_t,
              std::uint32_t) override {
    parts_.emplace_back(std::move(value));
  }

  std::vector<StringPart> take() { return std::move(parts_); }

 private:
  std::string_view source_;
  std::vector<StringPart> parts_;
};

Unknown undecided(const std::string& text, const Unknown& condition) {
  Unknown out = condition;
  out.cause = Unknown::Cause::kCondition;
  out.text = text;
  out.fallback.clear();
  out.pieces.clear();
  return out;
}

Unknown broken(const std::string& text) {
  Unknown out;
  out.text = text;
  return out;
}

}  // namespace

Value render_string(const std::string& text, Span span, const TemplateContext& context,
                    Diagnostics& diagnostics,
                    const std::function<Value(std::vector<StringPart>)>& assemble) {
  const ParsedTemplate parsed = parse_template(text);
  if (!parsed.faults.empty()) {
    diagnostics.push_back(
        {Diagnostic::Level::kError, "template: " + parsed.faults[0].message, "", span, ""});
    return Value::unknown(broken(text), span);
  }
  std::optional<Value> result;
  std::vector<TemplateRun> runs;
  while (const auto choices = next_choices(runs)) {
    PartsSink sink(text);
    TemplateRun run = run_template(text, parsed, context, *choices, sink);
    for (Diagnostic& diagnostic : run.diagnostics)
      diagnostic.span = span;
    if (runs.empty())
      std::ranges::move(run.diagnostics, std::back_inserter(diagnostics));
    const Unknown condition = run.condition;
    runs.push_back(std::move(run));
    Value value = assemble(sink.take());
    if (!result)
      result = std::move(value);
    else if (!same_value(*result, value) || runs.size() > kMaxVariants)
      return Value::unknown(undecided(text, condition), span);
  }
  return std::move(*result);
}

void render_strings(Value& root, const TemplateContext& context, Diagnostics& diagnostics) {
  if (const std::string* text = root.as_string()) {
    if (text->find("{{") != std::string::npos) {
      const bool uncertain = root.uncertain();
      root = render_string(std::string(*text), root.span(), context, diagnostics,
                           [span = root.span()](std::vector<StringPart> parts) {
                             return assemble_string(std::move(parts), span);
                           });
      root.set_uncertain(uncertain);
    }
  } else if (List* list = root.as_list()) {
    for (Value& element : *list)
      render_strings(element, context, diagnostics);
  } else if (Map* map = root.as_map()) {
    for (Member& member : *map)
      render_strings(member.value, context, diagnostics);
  }
}

}  // namespace advisor
