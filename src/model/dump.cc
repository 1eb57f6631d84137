#include "src/model/dump.h"

#include <fmt/format.h>

#include "src/base/text.h"

namespace advisor {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : printable(text)) {
    if (c == '"')
      out += '\\';
    out += c;
  }
  return out + '"';
}

void dump_into(std::string& out, const Value& value);

void dump_choice(std::string& out, const Choice& choice) {
  out += "choice(" + quoted(choice.condition);
  for (const Value* branch : {choice.then.get(), choice.otherwise.get()}) {
    out += ' ';
    if (branch == nullptr)
      out += "absent";
    else
      dump_into(out, *branch);
  }
  out += ')';
}

void dump_unknown(std::string& out, const Unknown& unknown) {
  if (unknown.choice) {
    dump_choice(out, *unknown.choice);
    return;
  }
  if (!unknown.pieces.empty()) {
    out += "partial(";
    for (const Piece& piece : unknown.pieces) {
      if (&piece != unknown.pieces.data())
        out += ' ';
      switch (piece.hole) {
        case Piece::Hole::kNone:
          out += quoted(piece.text);
          break;
        case Piece::Hole::kAny:
          out += "<any>";
          break;
        case Piece::Hole::kWord:
          out += "<word>";
          break;
        case Piece::Hole::kName:
          out += "<name>";
          break;
      }
    }
    out += ')';
    return;
  }
  out += "unknown(";
  out += cause_name(unknown.cause);
  if (!unknown.function.empty())
    out += " " + unknown.function;
  for (const std::string& argument : unknown.arguments)
    out += quoted(argument);
  out += ')';
}

void dump_into(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      out += "null";
      break;
    case Value::Kind::kBool:
      out += *value.as_bool() ? "true" : "false";
      break;
    case Value::Kind::kInt:
      out += fmt::format("int{}", *value.as_int());
      break;
    case Value::Kind::kDouble:
      out += fmt::format("double{}", *value.as_double());
      break;
    case Value::Kind::kString:
      out += "str" + quoted(*value.as_string());
      break;
    case Value::Kind::kList: {
      out += "list[";
      bool first = true;
      for (const Value& element : *value.as_list()) {
        out += first ? "" : " ";
        first = false;
        dump_into(out, element);
      }
      out += value.open() ? "...]" : "]";
      break;
    }
    case Value::Kind::kMap: {
      out += "map{";
      bool first = true;
      for (const Member& member : *value.as_map()) {
        out += first ? "" : " ";
        first = false;
        out += printable(member.key) + ":";
        dump_into(out, member.value);
      }
      out += value.open() ? "...}" : "}";
      break;
    }
    case Value::Kind::kUnknown:
      dump_unknown(out, *value.as_unknown());
      break;
  }
  if (value.uncertain())
    out += '?';
}

}  // namespace

std::string_view cause_name(Unknown::Cause cause) {
  switch (cause) {
    case Unknown::Cause::kAfterApply:
      return "after-apply";
    case Unknown::Cause::kParameter:
      return "parameter";
    case Unknown::Cause::kCondition:
      return "condition";
    case Unknown::Cause::kIntrinsic:
      return "intrinsic";
    case Unknown::Cause::kTemplate:
      return "template";
    case Unknown::Cause::kPlaceholder:
      return "placeholder";
    case Unknown::Cause::kNotEvaluated:
      return "not-evaluated";
    case Unknown::Cause::kRedacted:
      return "redacted";
    case Unknown::Cause::kNotCollected:
      return "not-collected";
    case Unknown::Cause::kIncomplete:
      return "incomplete";
    case Unknown::Cause::kUnresolved:
      return "unresolved";
  }
  return "unknown";
}

std::string dump(const Value& value) {
  std::string out;
  dump_into(out, value);
  return out;
}

}  // namespace advisor
