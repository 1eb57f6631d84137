// The functions that ecspresso and lambroll give to templates and to Jsonnet. Offline nearly all of
// them are unknown; what their arguments say about the value is kept as links and pieces.

#include "parsers/functions.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "parsers/partial.h"
#include "parsers/tfstate.h"

namespace advisor {
namespace {

using Arguments = std::span<const CallArgument>;

enum class Function {
  kEnv,
  kMustEnv,
  kJsonEscape,
  kTfstate,
  kTfstatef,
  kSsm,
  kSecret,
  kStackOutput,
  kStackExport,
  kCallerIdentity,
  kLayerArn,
  kExternal,
};

struct Named {
  std::string_view name;
  Function function;
  Arity arity;
  bool plugin;  // takes the prefix of its plugin entry
};

constexpr std::size_t kMany = 1000;

constexpr std::array kFunctions = {
    Named{"env", Function::kEnv, {1, kMany}, false},
    Named{"must_env", Function::kMustEnv, {1, 1}, false},
    Named{"json_escape", Function::kJsonEscape, {1, 1}, false},
    Named{"caller_identity", Function::kCallerIdentity, {0, 0}, false},
    Named{"layer_arn", Function::kLayerArn, {2, 2}, false},
    Named{"tfstate", Function::kTfstate, {1, 1}, false},
    Named{"tfstatef", Function::kTfstatef, {1, kMany}, false},
    Named{"ssm", Function::kSsm, {1, 2}, true},
    Named{"ssm_list", Function::kSsm, {2, 2}, true},
    Named{"secretsmanager_arn", Function::kSecret, {1, 1}, true},
    Named{"cfn_output", Function::kStackOutput, {2, 2}, true},
    Named{"cfn_export", Function::kStackExport, {1, 1}, true},
};

struct Resolved {
  Function function = Function::kExternal;
  std::string prefix;  // of a tfstate function
  std::optional<Arity> arity;
};

const Named* find_named(std::string_view name) {
  const auto* found = std::ranges::find(kFunctions, name, &Named::name);
  return found == kFunctions.end() ? nullptr : found;
}

std::optional<Resolved> resolve_tfstate(std::string_view name, const TemplateContext& context) {
  for (const std::string_view suffix : {"tfstatef", "tfstate"}) {
    if (!name.ends_with(suffix))
      continue;
    const std::string_view prefix = name.substr(0, name.size() - suffix.size());
    const bool declared = std::ranges::any_of(
        context.states,
        [&](const TemplateContext::State& state) { return state.prefix == prefix; });
    if (!prefix.empty() && !declared && !context.accept_any_tfstate)
      return std::nullopt;
    const Named* named = find_named(suffix);
    return Resolved{named->function, std::string(prefix), named->arity};
  }
  return std::nullopt;
}

std::optional<Resolved> resolve(std::string_view name, const TemplateContext& context) {
  if (auto tfstate = resolve_tfstate(name, context))
    return tfstate;
  if (const Named* named = find_named(name))
    return Resolved{named->function, "", named->arity};
  for (const std::string& prefix : context.prefixes) {
    if (prefix.empty() || !name.starts_with(prefix))
      continue;
    const Named* named = find_named(name.substr(prefix.size()));
    if (named != nullptr && named->plugin)
      return Resolved{named->function, "", named->arity};
  }
  if (std::ranges::find(context.external_functions, name) != context.external_functions.end())
    return Resolved{};
  return std::nullopt;
}

Piece literal(std::string text) {
  return {std::move(text), Piece::Hole::kNone};
}
Piece word() {
  return {"", Piece::Hole::kWord};
}

// Every partition, region and account id is a word.
std::vector<Piece> arn_pieces(const std::string& service, const std::string& resource) {
  return {literal("arn:"), word(), literal(":" + service + ":"), word(),
          literal(":"),    word(), literal(":" + resource)};
}

// An alias is a word. A version is one, too, unless the function does not publish: Terraform gives
// $LATEST then.
enum class Qualifier { kNone, kAlias, kVersion };

std::vector<Piece> function_arn(Qualifier qualifier) {
  std::vector<Piece> out = arn_pieces("lambda", "function:");
  out.push_back(word());
  if (qualifier != Qualifier::kNone) {
    out.push_back(literal(":"));
    out.push_back(qualifier == Qualifier::kAlias ? word() : Piece{"", Piece::Hole::kAny});
  }
  return out;
}

// API Gateway's ARN around the function's: the function part alone would be a wrong value.
std::vector<Piece> invoke_arn(Qualifier qualifier) {
  std::vector<Piece> out = {literal("arn:"),          word(), literal(":apigateway:"), word(),
                            literal(":lambda:path/"), word()};
  for (Piece& piece : function_arn(qualifier))
    out.push_back(std::move(piece));
  out[6].text = "/functions/" + out[6].text;
  out.push_back(literal("/invocations"));
  return out;
}

std::vector<Piece> terraform_pieces(const TerraformAddress& address) {
  const std::string& attribute = address.attribute;
  const bool function = address.type == "aws_lambda_function";
  const bool alias = address.type == "aws_lambda_alias";
  if (function || alias) {
    const Qualifier qualifier = alias ? Qualifier::kAlias : Qualifier::kNone;
    // data "aws_lambda_function" can be asked for one version; its arn is then qualified.
    if (attribute == "arn")
      return function && address.data ? std::vector<Piece>{} : function_arn(qualifier);
    if (attribute == "invoke_arn")
      return function && address.data ? std::vector<Piece>{} : invoke_arn(qualifier);
    if (function && attribute == "qualified_arn")
      return function_arn(Qualifier::kVersion);
    if (attribute == (function ? "function_name" : "name") && !address.data)
      return {word()};
  }
  // The hole behind ".dkr.ecr." holds region and domain; neither it nor the name has a ':'.
  if (address.type == "aws_ecr_repository" && attribute == "repository_url")
    return {word(), literal(".dkr.ecr."), word(), literal("/"), word()};
  return {};
}

Unknown unknown_call(std::string_view name, Arguments arguments) {
  Unknown out;
  out.cause = Unknown::Cause::kTemplate;
  out.function = std::string(name);
  out.text = out.function;
  for (const CallArgument& argument : arguments) {
    out.arguments.push_back(argument.text);
    out.text += argument.known ? " `" + argument.text + "`" : " (" + argument.text + ")";
  }
  return out;
}

bool all_known(Arguments arguments) {
  return std::ranges::all_of(arguments, &CallArgument::known);
}

Value env(std::string_view name, Arguments arguments, const TemplateContext& context) {
  Unknown out = unknown_call(name, arguments);
  bool decided = true;
  for (const CallArgument& argument : arguments) {
    const auto found = context.environment.find(argument.text);
    const bool supplied = argument.known && found != context.environment.end();
    if (decided && supplied && !found->second.empty())
      return Value::string(found->second);
    const bool last = &argument == &arguments.back();
    // The last argument is also tried as a variable, but hardly ever meant as one.
    decided = decided && supplied;
    if (!last || arguments.size() == 1) {
      if (argument.known && !argument.text.empty())
        out.links.push_back({Link::Kind::kEnvironment, "", argument.text, ""});
    }
    if (supplied && !found->second.empty() && out.fallback.empty())
      out.fallback = found->second;
  }
  const CallArgument& last = arguments.back();
  const bool all_empty =
      std::ranges::all_of(arguments.first(arguments.size() - 1), [&](const CallArgument& argument) {
        return argument.known && context.environment.contains(argument.text);
      });
  if (arguments.size() > 1 && last.known && all_empty)
    return Value::string(last.text);
  if (out.fallback.empty() && last.known)
    out.fallback = last.text;
  return Value::unknown(std::move(out));
}

Value must_env(std::string_view name, Arguments arguments, const TemplateContext& context) {
  const CallArgument& variable = arguments[0];
  if (variable.known) {
    const auto found = context.environment.find(variable.text);
    if (found != context.environment.end())
      return Value::string(found->second);
  }
  Unknown out = unknown_call(name, arguments);
  if (variable.known)
    out.links.push_back({Link::Kind::kEnvironment, "", variable.text, ""});
  return Value::unknown(std::move(out));
}

Value json_escape(std::string_view name, Arguments arguments) {
  if (!arguments[0].known)
    return Value::unknown(unknown_call(name, arguments));
  std::string quoted = *compact_json(Value::string(arguments[0].text));
  std::string out;
  for (const char c : quoted.substr(1, quoted.size() - 2)) {
    if (c == '<')
      out += "\\u003c";
    else if (c == '>')
      out += "\\u003e";
    else if (c == '&')
      out += "\\u0026";
    else
      out += c;
  }
  return Value::string(std::move(out));
}

// The value in the state, or what the address alone tells. Stars stand for unknown parts.
Value tfstate_value(Unknown out, const std::string& prefix, const std::string& address,
                    bool address_known, const TemplateContext& context) {
  for (const TemplateContext::State& state : context.states) {
    if (!address_known || state.prefix != prefix || state.state == nullptr)
      continue;
    if (const Value* found = lookup_tfstate(*state.state, address))
      return *found;
    if (is_sensitive_in_tfstate(*state.state, address))
      out.cause = Unknown::Cause::kRedacted;
  }
  if (const auto parts = parse_terraform_address(address)) {
    if (address_known)
      out.links.push_back({Link::Kind::kTerraform, prefix, parts->resource, parts->attribute});
    out.pieces = terraform_pieces(*parts);
  }
  return Value::unknown(std::move(out));
}

struct Formatted {
  std::string text;
  bool known = true;
};

// fmt.Sprintf with %s, %v, %d and %q of texts; another verb makes the result unknown.
Formatted go_format(Arguments arguments) {
  Formatted out;
  out.known = all_known(arguments);
  const std::string& format = arguments[0].text;
  std::size_t next = 1;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      out.text += format[i];
      continue;
    }
    const char verb = ++i < format.size() ? format[i] : '\0';
    if (verb == '%') {
      out.text += '%';
    } else if (std::string_view("svdq").find(verb) == std::string_view::npos ||
               next >= arguments.size()) {
      return {"", false};
    } else {
      const CallArgument& argument = arguments[next++];
      const std::string text = argument.known ? argument.text : "*";
      out.text += verb == 'q' ? '"' + text + '"' : text;
    }
  }
  if (next != arguments.size())
    return {"", false};
  return out;
}

Value tfstate(std::string_view name, const std::string& prefix, Arguments arguments,
              const TemplateContext& context) {
  return tfstate_value(unknown_call(name, arguments), prefix,
                       arguments[0].known ? arguments[0].text : arguments[0].pattern,
                       arguments[0].known, context);
}

Value tfstatef(std::string_view name, const std::string& prefix, Arguments arguments,
               const TemplateContext& context) {
  const Formatted address = arguments[0].known ? go_format(arguments) : Formatted{"", false};
  return tfstate_value(unknown_call(name, arguments), prefix, address.text, address.known, context);
}

Value linked(std::string_view name, Arguments arguments, Link::Kind kind) {
  Unknown out = unknown_call(name, arguments);
  if (all_known(arguments)) {
    if (kind == Link::Kind::kStackOutput)
      out.links.push_back({kind, arguments[0].text, arguments[1].text, ""});
    else
      out.links.push_back({kind, "", arguments[0].text, ""});
  }
  if (kind == Link::Kind::kSecret && arguments[0].known) {
    out.pieces = arn_pieces("secretsmanager", "secret:" + arguments[0].text + "-");
    out.pieces.push_back(word());
  }
  return Value::unknown(std::move(out));
}

Value caller_identity(std::string_view name) {
  const auto field = [&](std::string key, std::vector<Piece> pieces) {
    Unknown out = unknown_call(name, {});
    out.text += "." + key;
    out.pieces = std::move(pieces);
    return Member{std::move(key), {}, Value::unknown(std::move(out))};
  };
  const Piece any = {"", Piece::Hole::kAny};
  return Value::map(
      {field("Account", {word()}), field("Arn", {literal("arn:"), any}), field("UserId", {any})});
}

Value layer_arn(std::string_view name, Arguments arguments) {
  Unknown out = unknown_call(name, arguments);
  if (arguments[0].known && arguments[0].text.find(':') == std::string::npos) {
    out.pieces = arn_pieces("lambda", "layer:" + arguments[0].text + ":");
    if (arguments[1].known && arguments[1].text != "latest")
      out.pieces.back().text += arguments[1].text;
    else
      out.pieces.push_back(word());
  }
  return Value::unknown(std::move(out));
}

}  // namespace

std::optional<Arity> function_arity(std::string_view name, const TemplateContext& context) {
  const auto resolved = resolve(name, context);
  return resolved ? resolved->arity : std::nullopt;
}

std::vector<std::string> function_names(const TemplateContext& context) {
  std::vector<std::string> out;
  for (const Named& named : kFunctions) {
    out.emplace_back(named.name);
    for (const std::string& prefix : context.prefixes)
      if (named.plugin && !prefix.empty())
        out.push_back(prefix + std::string(named.name));
  }
  for (const TemplateContext::State& state : context.states)
    if (!state.prefix.empty())
      for (const char* suffix : {"tfstate", "tfstatef"})
        out.push_back(state.prefix + suffix);
  std::ranges::copy(context.external_functions, std::back_inserter(out));
  return out;
}

std::optional<Value> call_with(std::string_view name, Arguments arguments,
                               const TemplateContext& context) {
  const auto resolved = resolve(name, context);
  if (!resolved)
    return std::nullopt;
  const auto& arity = resolved->arity;
  // A wrong number of arguments fails in the tool; there is no value to tell anything about.
  if (arity && (arguments.size() < arity->least || arguments.size() > arity->most))
    return Value::unknown(unknown_call(name, arguments));
  switch (resolved->function) {
    case Function::kEnv:
      return env(name, arguments, context);
    case Function::kMustEnv:
      return must_env(name, arguments, context);
    case Function::kJsonEscape:
      return json_escape(name, arguments);
    case Function::kTfstate:
      return tfstate(name, resolved->prefix, arguments, context);
    case Function::kTfstatef:
      return tfstatef(name, resolved->prefix, arguments, context);
    case Function::kSsm:
      return linked(name, arguments, Link::Kind::kSsmParameter);
    case Function::kSecret:
      return linked(name, arguments, Link::Kind::kSecret);
    case Function::kStackOutput:
      return linked(name, arguments, Link::Kind::kStackOutput);
    case Function::kStackExport:
      return linked(name, arguments, Link::Kind::kStackExport);
    case Function::kCallerIdentity:
      return caller_identity(name);
    case Function::kLayerArn:
      return layer_arn(name, arguments);
    case Function::kExternal:
      break;
  }
  return Value::unknown(unknown_call(name, arguments));
}

std::optional<Value> call_function(std::string_view name, const std::vector<std::string>& arguments,
                                   const TemplateContext& context) {
  std::vector<CallArgument> known;
  known.reserve(arguments.size());
  for (const std::string& argument : arguments)
    known.push_back({argument, true, ""});
  return call_with(name, known, context);
}

}  // namespace advisor
