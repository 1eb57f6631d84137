#include "parsers/template_eval.h"

#include <algorithm>
#include <set>
#include <utility>

#include "parsers/functions.h"
#include "parsers/partial.h"
#include "parsers/template_builtins.h"
#include "src/base/text.h"

namespace advisor {
namespace {

using Node = TemplateNode;
using Nodes = std::vector<TemplateNode>;

class Evaluator {
 public:
  Evaluator(std::string_view text, const TemplateContext& context, const TemplateChoices& choices,
            TemplateSink& sink)
      : text_(text), context_(context), choices_(choices), sink_(sink) {}

  TemplateRun run(const Nodes& nodes) {
    list(nodes);
    return std::move(run_);
  }

 private:
  std::string written(std::uint32_t begin, std::uint32_t end) const {
    return std::string(text_.substr(begin, end - begin));
  }

  void list(const Nodes& nodes) {
    const std::size_t scope = variables_.size();
    for (const Node& node : nodes)
      one(node);
    variables_.resize(scope);
  }

  void one(const Node& node) {
    switch (node.kind) {
      case Node::Kind::kText:
        return sink_.literal(node.begin, node.end);
      case Node::Kind::kAction:
        return action(node);
      case Node::Kind::kIf:
      case Node::Kind::kWith:
        return branch(node);
      case Node::Kind::kRange:
        return range(node);
      case Node::Kind::kTemplate:
        return sink_.unknown(unnamed(node.begin, node.end), node.begin, node.block_end);
      case Node::Kind::kDefine:
      case Node::Kind::kJump:
        return;
    }
  }

  Unknown unnamed(std::uint32_t begin, std::uint32_t end) const {
    Unknown out;
    out.text = written(begin, end);
    return out;
  }

  void action(const Node& node) {
    Value value = pipeline(node.pipeline);
    if (node.pipeline.commands.empty() || !node.pipeline.variables.empty())
      return;
    if (const auto text = printed(value))
      return sink_.known(*text, node.begin, node.end);
    sink_.unknown(as_written(std::move(value), node), node.begin, node.end);
  }

  // The unknown that a message calls by the text of the whole action.
  Unknown as_written(Value value, const Node& node) const {
    Unknown out;
    if (Unknown* unknown = value.as_unknown())
      out = std::move(*unknown);
    out.text = written(node.begin, node.end);
    return out;
  }

  void branch(const Node& node) {
    const std::size_t scope = variables_.size();
    Value condition = pipeline(node.pipeline);
    auto is = truth(condition);
    if (!is)
      is = choose(node, condition);
    const Value dot = dot_;
    if (node.kind == Node::Kind::kWith && *is)
      dot_ = std::move(condition);
    list(*is ? node.body : node.otherwise);
    dot_ = dot;
    variables_.resize(scope);
  }

  bool choose(const Node& node, const Value& condition) {
    const auto forced = choices_.forced.find(node.begin);
    const bool choice = forced == choices_.forced.end() ? choices_.otherwise : forced->second;
    if (run_.made.empty())
      run_.condition = as_written(condition, node);
    run_.made.emplace(node.begin, choice);
    return choice;
  }

  void range(const Node& node) {
    const std::size_t scope = variables_.size();
    Value value = pipeline(node.pipeline);
    variables_.resize(scope);
    forget_assigned(node.body);
    forget_assigned(node.otherwise);
    const auto edge = [&](bool first) -> std::string_view {
      if (node.body.empty())
        return {};
      const Node& at = first ? node.body.front() : node.body.back();
      return at.kind == Node::Kind::kText ? text_.substr(at.begin, at.end - at.begin)
                                          : std::string_view();
    };
    sink_.spread(as_written(std::move(value), node), edge(true), edge(false), node.begin,
                 node.block_end);
  }

  // A body that may run any number of times leaves the variables that it sets unknown.
  void forget_assigned(const Nodes& nodes) {
    for (const Node& node : nodes) {
      if (node.pipeline.assigns)
        for (const std::string& name : node.pipeline.variables)
          if (Value* value = variable(name))
            *value = Value::unknown(unnamed(node.begin, node.end));
      forget_assigned(node.body);
      forget_assigned(node.otherwise);
    }
  }

  Value* variable(const std::string& name) {
    for (auto it = variables_.rbegin(); it != variables_.rend(); ++it)
      if (it->first == name)
        return &it->second;
    return nullptr;
  }

  Value pipeline(const TemplatePipeline& pipeline) {
    Value value;
    const BuiltinArgument* piped = nullptr;
    BuiltinArgument last;
    for (const TemplateCommand& command : pipeline.commands) {
      value = this->command(command, piped);
      last = {value, written(pipeline.commands[0][0].begin, command.back().end)};
      piped = &last;
    }
    for (const std::string& name : pipeline.variables) {
      Value* existing = pipeline.assigns ? variable(name) : nullptr;
      if (existing != nullptr)
        *existing = value;
      else
        variables_.emplace_back(name, value);
    }
    return value;
  }

  Value command(const TemplateCommand& command, const BuiltinArgument* piped) {
    const TemplateOperand& first = command[0];
    if (first.kind != TemplateOperand::Kind::kFunction) {
      if (command.size() > 1 || piped != nullptr)
        report("arguments behind a value that is no function", "", first.begin, command.back().end);
      return operand(first);
    }
    std::vector<BuiltinArgument> arguments;
    for (std::size_t i = 1; i < command.size(); ++i)
      arguments.push_back({operand(command[i]), shown(command[i])});
    if (piped != nullptr)
      arguments.push_back(*piped);
    return fields(call(first, arguments), first);
  }

  // How messages show an operand: without the parentheses around it.
  std::string shown(const TemplateOperand& operand) const {
    if (operand.kind == TemplateOperand::Kind::kLiteral && operand.literal.as_string() != nullptr)
      return *operand.literal.as_string();
    const bool grouped = operand.kind == TemplateOperand::Kind::kPipeline && operand.fields.empty();
    return std::string(trim(grouped ? written(operand.begin + 1, operand.end - 1)
                                    : written(operand.begin, operand.end)));
  }

  Value operand(const TemplateOperand& operand) {
    switch (operand.kind) {
      case TemplateOperand::Kind::kLiteral:
        return operand.literal;
      case TemplateOperand::Kind::kDot:
        return fields(dot_, operand);
      case TemplateOperand::Kind::kVariable:
        return fields(variable_value(operand), operand);
      case TemplateOperand::Kind::kFunction:
        return fields(call(operand, {}), operand);
      case TemplateOperand::Kind::kPipeline:
        return fields(pipeline(*operand.pipeline), operand);
    }
    return {};
  }

  Value variable_value(const TemplateOperand& operand) {
    if (operand.name == "$")
      return {};
    if (const Value* value = variable(operand.name))
      return *value;
    report("undefined variable '" + printable(operand.name) + "'", "", operand.begin, operand.end);
    return Value::unknown(unnamed(operand.begin, operand.end));
  }

  Value fields(Value value, const TemplateOperand& operand) const {
    for (const std::string& name : operand.fields) {
      if (const Value* inner = value.find(name)) {
        value = Value(*inner);
        continue;
      }
      Unknown unknown = unnamed(operand.begin, operand.end);
      if (const Unknown* outer = value.as_unknown()) {
        unknown.function = outer->function;
        unknown.arguments = outer->arguments;
      }
      return Value::unknown(std::move(unknown));
    }
    return value;
  }

  Value call(const TemplateOperand& function, const std::vector<BuiltinArgument>& arguments) {
    if (is_builtin(function.name))
      return too_large(arguments) ? Value::unknown(unnamed(function.begin, function.end))
                                  : call_builtin(function.name, arguments);
    std::vector<CallArgument> texts;
    for (const BuiltinArgument& argument : arguments) {
      const auto text = printed(argument.value);
      texts.push_back({text ? *text : argument.written, text.has_value(), ""});
    }
    auto value = call_with(function.name, texts, context_);
    if (!value)
      return unknown_function(function, texts);
    check_arity(function, texts.size());
    return in_template(std::move(*value), function);
  }

  // Keeps `$x = print $x $x` from growing without end.
  static bool too_large(const std::vector<BuiltinArgument>& arguments) {
    std::size_t size = 0;
    for (const BuiltinArgument& argument : arguments) {
      size += argument.written.size();
      if (const std::string* text = argument.value.as_string())
        size += text->size();
      if (const Unknown* unknown = argument.value.as_unknown())
        size += unknown->text.size() + 64 * (unknown->pieces.size() + unknown->links.size());
    }
    return size > (std::size_t{1} << 18U);
  }

  // Templates see the JSON text of what is no string in a state.
  Value in_template(Value value, const TemplateOperand& function) const {
    const bool structured = value.as_list() != nullptr || value.as_map() != nullptr;
    if (value.as_string() != nullptr || value.is_unknown() ||
        (structured && function.name.ends_with("caller_identity")))
      return value;
    if (auto json = compact_json(value))
      return Value::string(std::move(*json));
    return Value::unknown(unnamed(function.begin, function.end));
  }

  void check_arity(const TemplateOperand& function, std::size_t count) {
    const auto arity = function_arity(function.name, context_);
    if (!arity || (count >= arity->least && count <= arity->most))
      return;
    const bool few = count < arity->least;
    const std::size_t wanted = few ? arity->least : arity->most;
    report("function '" + function.name + "' takes " +
               (arity->least == arity->most ? "" : (few ? "at least " : "at most ")) +
               std::to_string(wanted) + (wanted == 1 ? " argument" : " arguments") + ", not " +
               std::to_string(count),
           "", function.begin, function.end);
  }

  Value unknown_function(const TemplateOperand& function,
                         const std::vector<CallArgument>& arguments) {
    std::vector<std::string> names = function_names(context_);
    std::vector<std::string_view> candidates(names.begin(), names.end());
    candidates.insert(candidates.end(), builtin_names().begin(), builtin_names().end());
    std::string message = "unknown function '" + printable(function.name) + "'";
    if (const auto near = nearest_word(function.name, candidates))
      message += "; did you mean '" + std::string(*near) + "'?";
    report(std::move(message), "", function.begin, function.end);
    Unknown out = unnamed(function.begin, function.end);
    out.function = function.name;
    for (const CallArgument& argument : arguments)
      out.arguments.push_back(argument.text);
    return Value::unknown(std::move(out));
  }

  void report(std::string message, std::string hint, std::uint32_t begin, std::uint32_t end) {
    run_.diagnostics.push_back(
        {Diagnostic::Level::kError, std::move(message), std::move(hint), {0, begin, end}, ""});
  }

  std::string_view text_;
  const TemplateContext& context_;
  const TemplateChoices& choices_;
  TemplateSink& sink_;
  TemplateRun run_;
  Value dot_;
  std::vector<std::pair<std::string, Value>> variables_;
};

}  // namespace

TemplateRun run_template(std::string_view text, const ParsedTemplate& parsed,
                         const TemplateContext& context, const TemplateChoices& choices,
                         TemplateSink& sink) {
  return Evaluator(text, context, choices, sink).run(parsed.nodes);
}

std::optional<TemplateChoices> next_choices(const std::vector<TemplateRun>& runs) {
  if (runs.empty())
    return TemplateChoices{};
  if (runs.size() == 1)
    return runs[0].made.empty() ? std::nullopt : std::optional(TemplateChoices{{}, false});
  std::set<std::pair<std::uint32_t, bool>> seen;
  for (const TemplateRun& run : runs)
    seen.insert(run.made.begin(), run.made.end());
  for (const TemplateRun& run : runs) {
    for (const auto& [offset, choice] : run.made) {
      if (seen.contains({offset, !choice}))
        continue;
      // Templates run from top to bottom, so the choices before this one lead to it again.
      TemplateChoices next{{run.made.begin(), run.made.find(offset)}, !choice};
      next.forced[offset] = !choice;
      return next;
    }
  }
  return std::nullopt;
}

}  // namespace advisor
