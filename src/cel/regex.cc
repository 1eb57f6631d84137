#include "src/cel/regex.h"

#include <re2/re2.h>

namespace advisor::cel {

std::unique_ptr<re2::RE2> compile_pattern(std::string_view text) {
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(std::int64_t{1} << 20U);
  options.set_log_errors(false);
  return std::make_unique<re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
}

Val match(Machine& machine, std::string_view text, const re2::RE2& pattern) {
  machine.charge((text.size() + 1) * (pattern.pattern().size() + 1) / 40);
  return Val::boolean(re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern));
}

}  // namespace advisor::cel
