#include "tests/cel/val_dump.h"

#include "src/cel/containers.h"
#include "src/cel/number_text.h"
#include "src/cel/pieces.h"
#include "src/cel/time.h"

namespace advisor::cel {
namespace {

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

std::string dump_unknown(const Val& value) {
  const auto fragments = fragments_of(value);
  if (!fragments)
    return "?";
  std::string out = "partial(";
  for (const Fragment& fragment : *fragments) {
    out += out.back() == '(' ? "" : " ";
    out += fragment.hole == Piece::Hole::kNone   ? quoted(fragment.text)
           : fragment.hole == Piece::Hole::kWord ? "<word>"
           : fragment.hole == Piece::Hole::kName ? "<name>"
                                                 : "<any>";
  }
  return out + ")";
}

}  // namespace

std::string dump(const Val& value) {
  switch (value.kind()) {
    case Val::Kind::kUint:
      return std::to_string(value.uint_value()) + "u";
    case Val::Kind::kDouble: {
      const std::string text = shortest_text(value.double_value());
      return text.find_first_of(".eNI") == std::string::npos ? text + ".0" : text;
    }
    case Val::Kind::kString:
      return quoted(value.string_value());
    case Val::Kind::kTimestamp:
      return "timestamp(" + format_timestamp(value) + ")";
    case Val::Kind::kDuration:
      return "duration(" + format_duration(value.duration_value()) + ")";
    case Val::Kind::kList: {
      const ListView list(value);
      std::string out = "[";
      for (std::size_t i = 0; i < list.size(); ++i)
        out += (i == 0 ? "" : ", ") + dump(list[i]) + (list.uncertain(i) ? "?" : "");
      return out + (list.open() ? "...]" : "]");
    }
    case Val::Kind::kMap: {
      const MapView map(value);
      std::string out = "{";
      for (std::size_t i = 0; i < map.size(); ++i)
        out += (i == 0 ? "" : ", ") + dump(map.key(i)) + ": " + dump(map.value(i)) +
               (map.uncertain(i) ? "?" : "");
      return out + (map.open() ? "...}" : "}");
    }
    case Val::Kind::kOptional: {
      const OptionalData* data = value.optional_data();
      if (data == nullptr)
        return "none";
      return (data->maybe ? "maybe(" : "some(") + dump(data->value) + ")";
    }
    case Val::Kind::kUnknown:
      return dump_unknown(value);
    case Val::Kind::kError:
      return "error: " + std::string(value.error().message);
    default:
      return display(value, "?");
  }
}

std::string eval_dump(std::string_view expression) {
  Scope scope;
  const Compiled compiled = scope.compile(expression);
  if (const Issue* issue = std::get_if<Issue>(&compiled))
    return "issue: " + issue->message;
  Frame frame(scope);
  return dump(frame.eval(*std::get<const Expression*>(compiled)));
}

}  // namespace advisor::cel
