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
    Reporter{"sarif", "SARIF 2.1.0, for code scanning of GitHub and others, and editors",
             write_sarif},
    Reporter{"annotations", "workflow commands: annotations of GitHub Actions", write_annotations},
    Reporter{"junit", "JUnit XML, for the test reports of CI systems", write_junit},
    Reporter{"checkstyle", "Checkstyle XML, for Jenkins and others", write_checkstyle},
    Reporter{"rdjson", "the diagnostic format of reviewdog", write_rdjson},
    Reporter{"gitlab", "Code Quality of GitLab", write_gitlab},
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
