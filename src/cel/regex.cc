#include "src/cel/regex.h"

#include <algorithm>

#include <re2/re2.h>

namespace advisor::cel {

std::unique_ptr<re2::RE2> compile_pattern(std::string_view text) {
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(std::int64_t{1} << 20U);
  options.set_log_errors(false);
  return std::make_unique<re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
}

std::uint64_t match_cost(std::string_view text, const re2::RE2& pattern) {
  // A short pattern may stand for a long program: 'a{1000}'.
  const std::size_t program = static_cast<std::size_t>(std::max(pattern.ProgramSize(), 0));
  return (text.size() + 1) * (std::max(program, pattern.pattern().size()) + 1) / 40;
}

Val match(Machine& machine, std::string_view text, const re2::RE2& pattern) {
  if (!machine.charge(match_cost(text, pattern)))
    return Val::boolean(false);
  return Val::boolean(re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern));
}

}  // namespace advisor::cel
