#include "src/report/reporters.h"

#include <algorithm>
#include <array>

namespace advisor {
namespace {

constexpr std::array kReporters = {
    Reporter{"text", "for people at a terminal: code excerpts, recommendations, a summary",
             write_text},
    Reporter{"github", "Markdown for `gh issue create --body-file` and pull-request comments",
             write_github},
    Reporter{"json", "for programs: everything, as docs/report.schema.json describes it",
             write_json},
};

}  // namespace

std::span<const Reporter> reporters() {
  return kReporters;
}

const Reporter* find_reporter(std::string_view name) {
  const auto* found = std::find_if(kReporters.begin(), kReporters.end(),
                                   [&](const Reporter& reporter) { return reporter.name == name; });
  return found == kReporters.end() ? nullptr : found;
}

}  // namespace advisor
