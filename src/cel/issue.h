#pragma once

#include <cstdint>
#include <string>

namespace advisor::cel {

// Why an expression does not compile. begin and end are byte offsets in the expression's text.
struct Issue {
  std::string message;  // "no variable or function 'limit'"
  std::string hint;     // "did you mean 'limits'?"; may be empty
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

}  // namespace advisor::cel
