#include <array>

#include "src/cel/functions.h"

namespace advisor::cel {
namespace {

using Style = Function::Style;

Val of(Machine& machine, Arguments arguments) {
  return make_some(machine.arena(), arguments[0]);
}

Val none(Machine& /*machine*/, Arguments /*arguments*/) {
  return make_none();
}

// Whether the value is the zero of its kind; kUnknown hangs on uncertain elements.
Truth is_zero(const Val& value, Doubt& doubt) {
  const auto truth = [](bool zero) { return zero ? Truth::kTrue : Truth::kFalse; };
  switch (value.kind()) {
    case Val::Kind::kNull:
      return Truth::kTrue;
    case Val::Kind::kBool:
      return truth(!value.bool_value());
    case Val::Kind::kInt:
      return truth(value.int_value() == 0);
    case Val::Kind::kUint:
      return truth(value.uint_value() == 0);
    case Val::Kind::kDouble:
      return truth(value.double_value() == 0);
    case Val::Kind::kString:
      return truth(value.string_value().empty());
    case Val::Kind::kDuration:
      return truth(value.duration_value() == 0);
    case Val::Kind::kTimestamp:
      return truth(value.seconds() == 0 && value.nanoseconds() == 0);
    case Val::Kind::kOptional:
      if (value.optional_data() == nullptr || !value.optional_data()->maybe)
        return truth(value.optional_data() == nullptr);
      doubt.add(*value.optional_data()->doubt);
      return Truth::kUnknown;
    case Val::Kind::kList:
    case Val::Kind::kMap: {
      Truth empty = Truth::kTrue;
      const auto look = [&](const auto& view) {
        for (std::size_t i = 0; i < view.size(); ++i) {
          if (!view.uncertain(i)) {
            empty = Truth::kFalse;
            return;
          }
          empty = Truth::kUnknown;
          view.doubt_element(doubt, i);
        }
        if (view.open()) {
          empty = Truth::kUnknown;
          view.doubt_end(doubt);
        }
      };
      value.is_list() ? look(ListView(value)) : look(MapView(value));
      return empty;
    }
    default:
      return Truth::kFalse;
  }
}

Val of_non_zero(Machine& machine, Arguments arguments) {
  Doubt doubt;
  switch (is_zero(arguments[0], doubt)) {
    case Truth::kTrue:
      return make_none();
    case Truth::kFalse:
      return make_some(machine.arena(), arguments[0]);
    case Truth::kUnknown:
      break;
  }
  return make_maybe(machine.arena(), arguments[0], doubt);
}

Val has_value(Machine& machine, Arguments arguments) {
  if (!arguments[0].is_optional())
    return machine.no_overload("hasValue", arguments);
  const OptionalData* data = arguments[0].optional_data();
  if (data != nullptr && data->maybe)
    return machine.unknown(*data->doubt);
  return Val::boolean(data != nullptr);
}

Val value(Machine& machine, Arguments arguments) {
  if (!arguments[0].is_optional())
    return machine.no_overload("value", arguments);
  const OptionalData* data = arguments[0].optional_data();
  if (data == nullptr)
    return machine.error("the optional has no value");
  return data->maybe ? machine.unknown(*data->doubt) : data->value;
}

constexpr std::array<Function, 5> kFunctions = {{
    {"optional.of", Style::kGlobal, 1, 1, Function::Unknowns::kOwn, of},
    {"optional.none", Style::kGlobal, 0, 0, Function::Unknowns::kStrict, none},
    {"optional.ofNonZeroValue", Style::kGlobal, 1, 1, Function::Unknowns::kStrict, of_non_zero},
    {"hasValue", Style::kMember, 1, 1, Function::Unknowns::kStrict, has_value},
    {"value", Style::kMember, 1, 1, Function::Unknowns::kStrict, value},
}};

}  // namespace

std::span<const Function> optional_functions() {
  return kFunctions;
}

}  // namespace advisor::cel
