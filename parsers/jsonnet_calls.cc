#include "parsers/jsonnet_calls.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "parsers/functions.h"
#include "parsers/jsonnet_marker.h"

namespace advisor {
namespace {

constexpr int kMaxDepth = 20;

Unknown not_evaluated(std::string reason) {
  Unknown out;
  out.cause = Unknown::Cause::kNotEvaluated;
  out.text = std::move(reason);
  return out;
}

// `[1] + tfstate(..)`: libjsonnet joined the JSON of a number, list or object with the marker, but
// the true value may be a sum of numbers or a longer list.
bool is_json(const std::string& text) {
  return nlohmann::json::accept(text);
}

}  // namespace

std::string JsonnetCalls::readable(std::string_view text, int depth) const {
  std::string out;
  for (const MarkedPart& part : split_marked(text)) {
    if (part.kind == MarkedPart::Kind::kText)
      out += part.text;
    else if (part.kind == MarkedPart::Kind::kMarker && depth < kMaxDepth)
      out += "{{ " + unknown(part.id, depth + 1).text + " }}";
    else
      out += "?";
  }
  return out;
}

Unknown JsonnetCalls::function(const JsonnetCall& call, int depth) const {
  std::vector<CallArgument> arguments;
  for (const std::string& text : call.arguments) {
    CallArgument argument{text, !has_mark(text), ""};
    if (!argument.known) {
      argument.text = readable(text, depth);
      for (const MarkedPart& part : split_marked(text))
        argument.pattern += part.kind == MarkedPart::Kind::kText ? part.text : "*";
    }
    arguments.push_back(std::move(argument));
  }
  const auto value = call_with(call.name, arguments, context_);
  const Value* inner = value ? &*value : nullptr;
  if (inner != nullptr && !call.field.empty())
    inner = inner->find(call.field);
  if (inner != nullptr && inner->as_unknown() != nullptr)
    return *inner->as_unknown();
  Unknown out;
  out.function = call.name;
  out.arguments = call.arguments;
  out.text = call.name;
  return out;
}

Unknown JsonnetCalls::derived(const JsonnetCall& call, int depth) const {
  Unknown out;
  std::size_t count = 0;
  for (const std::string& text : call.arguments) {
    for (const MarkedPart& part : split_marked(text)) {
      if (part.kind != MarkedPart::Kind::kMarker)
        continue;
      Unknown inner = unknown(part.id, depth + 1);
      add_links(out, inner.links);
      if (count++ == 0) {
        out.function = std::move(inner.function);
        out.arguments = std::move(inner.arguments);
      }
      out.text += (out.text.empty() ? "" : ", ") + inner.text;
    }
  }
  if (count > 1) {
    out.function.clear();
    out.arguments.clear();
  }
  out.text = "std." + call.name + "(" + out.text + ")";
  return out;
}

Unknown JsonnetCalls::unknown(std::uint64_t id, int depth) const {
  const auto found = calls_.find(id);
  if (found == calls_.end() || depth > kMaxDepth)
    return not_evaluated("a value that is not known here");
  const JsonnetCall& call = found->second;
  switch (call.kind) {
    case JsonnetCall::Kind::kFunction:
      return function(call, depth);
    case JsonnetCall::Kind::kDerived:
      return derived(call, depth);
    case JsonnetCall::Kind::kVariable:
      break;
  }
  Unknown out;
  out.function = "std.extVar";
  out.arguments = {readable(call.name, depth)};
  out.text = "std.extVar('" + out.arguments[0] + "')";
  return out;
}

// A template inside the string was given the markers as they are.
void JsonnetCalls::clean(Unknown& unknown) const {
  unknown.text = readable(unknown.text, 0);
  unknown.fallback = has_mark(unknown.fallback) ? "" : unknown.fallback;
  for (std::string& argument : unknown.arguments)
    argument = readable(argument, 0);
  std::erase_if(unknown.links, [](const Link& link) {
    return has_mark(link.target) || has_mark(link.scope) || has_mark(link.attribute);
  });
  if (std::ranges::any_of(unknown.pieces, [](const Piece& p) { return has_mark(p.text); }))
    unknown.pieces.clear();
}

Value JsonnetCalls::assemble(std::vector<StringPart> parts, Span span) const {
  std::vector<StringPart> out;
  bool any_kind = false;
  bool all_json = true;
  for (StringPart& part : parts) {
    if (auto* given = std::get_if<Unknown>(&part)) {
      clean(*given);
      out.push_back(std::move(part));
      all_json = false;
      continue;
    }
    for (const MarkedPart& piece : split_marked(std::get<std::string>(part))) {
      if (piece.kind == MarkedPart::Kind::kFragment)
        return Value::unknown(not_evaluated("a part of a value that is not known here"), span);
      if (piece.kind == MarkedPart::Kind::kText) {
        all_json = all_json && is_json(std::string(piece.text));
        out.emplace_back(std::string(piece.text));
        continue;
      }
      any_kind = any_kind || piece.marker == MarkerKind::kAny;
      out.emplace_back(unknown(piece.id, 0));
    }
  }
  return any_kind && all_json ? assemble_bare(std::move(out), span)
                              : assemble_string(std::move(out), span);
}

}  // namespace advisor
