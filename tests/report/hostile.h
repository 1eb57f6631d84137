#pragma once

#include <string>
#include <string_view>

#include "src/report/report.h"

namespace advisor {

// Made to break out of every format: line breaks, workflow commands, markup, quotes, escapes of a
// terminal, marks that reorder text, control characters, invalid UTF-8, a noncharacter.
inline constexpr std::string_view kNasty =
    "a\n::error::forged\r\n##[error]forged %0A%25 `b` </testcase>]]><!--\"'&amp;"
    "\x1b[31m\xE2\x80\xAE\x01\x7F\xFF\xC0\xAF\xEF\xBF\xBF\xF0\x9F\x98\x80](https://evil.example)";
inline constexpr std::string_view kNastyPath =
    "a b/,:%;=\"'<&>]]>\n::error::x\x1b\xE2\x80\xAE\xFF#?.json";

// A report of which every text of an input is kNasty: a critical finding, a suppressed one, an
// undetermined verdict, a rule error, a good verdict, an input error and one without a place.
struct Hostile {
  Hostile();
  Report report() const;

  SourceSet sources;
  Rule rule;
  Resource resource;
  std::vector<Verdict> verdicts;
  Diagnostics diagnostics;
};

// A report with many findings of all severities, in files of 100 findings each.
struct Crowd {
  explicit Crowd(int number);
  Report report(Language language = Language::kEnglish) const;

  Rule rule;
  SourceSet sources;
  std::vector<Verdict> verdicts;
};

// Neither characters that a terminal obeys nor such that reorder text; line breaks are allowed.
bool is_harmless(std::string_view text);
// Runs a command; the text is its standard input. -1: it is not installed.
int run_tool(const std::string& tool, const std::string& command, const std::string& text);

}  // namespace advisor
