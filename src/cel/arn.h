#pragma once

// ARNs and references to Lambda functions, in strings that may be partly known.

#include <optional>

#include "src/cel/pieces.h"

namespace advisor::cel {

// What such a text is: the parts, certainly nothing of the kind, or not known.
struct ArnParts {
  Truth is_arn = Truth::kUnknown;
  Fragments partition, service, region, account, resource;  // kTrue only
  // Before and behind the first '/' or ':' of the resource. Without one, type is nullopt and id is
  // the whole resource.
  bool split_known = false;  // false: a hole may contain the separator
  std::optional<Fragments> type;
  Fragments id;
};
ArnParts parse_arn(const Fragments& text);

// Appendix E of the rule catalogue.
struct LambdaReference {
  Truth is_function = Truth::kUnknown;
  Fragments name;                      // kTrue only
  std::optional<Fragments> qualifier;  // nullopt: certainly unqualified
};
// Decoded texts are put into the arena.
LambdaReference parse_lambda_reference(const Fragments& text, Arena& arena);

}  // namespace advisor::cel
