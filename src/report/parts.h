#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/report/report.h"

namespace advisor {

// What several reporters for programs show of a verdict or diagnostic. The texts are for people:
// every line of them is printable(), lines are separated by '\n', there is no white space around
// them. A reporter still escapes them for its format.

std::string_view say(const Report& report, std::string_view english, std::string_view japanese);
std::string printable_lines(std::string_view text);
// One of several lines of a text, made printable. Where standard output is the log of a CI job, a
// line that begins with "::" or "##[" is a command to it: such a one gets a backslash.
std::string output_line(std::string_view line);

// One line: the message; for a verdict without one the title of its rule.
std::string headline(const Report& report, const Verdict& verdict);
std::string headline(const Diagnostic& diagnostic);
// What follows it, may be empty. Finding: recommendation, then the snippet after an empty line.
// Undetermined: what is not known and what would decide it. Diagnostic: the hint.
std::string details(const Report& report, const Verdict& verdict);
std::string details(const Diagnostic& diagnostic);
// headline() and, after an empty line, details().
std::string full_text(const Report& report, const Verdict& verdict);
std::string full_text(const Diagnostic& diagnostic);

// "Critical[rule-id/check-id]"
std::string tag_of(const Verdict& verdict);
std::string_view level_name(Diagnostic::Level level);  // "note", "warning", "error"

// A verdict on a live resource has no file: place_of() gives its resource's id as path.
bool has_file(const Verdict& verdict);
// The verdict is about a resource of an account, with an id (its ARN) in place of a file.
bool is_live(const Verdict& verdict);
// "web (ap-northeast-1, account 123456789012)", one printable line.
std::string live_name(const Report& report, const Resource& resource);
// What stands before the reasons of an undetermined verdict.
std::string_view unknown_title(const Report& report, const Verdict& verdict);
// The last line that has a character of the place: a span that ends with a line break ends at the
// begin of the next line. 0 without a place.
int last_line(const Place& place);

// The first reference of the rule that is a plain https address; empty if there is none.
std::string_view first_reference(const Rule* rule);
// The rules of all verdicts, also of those that are only counted, by id.
std::vector<const Rule*> rules_of(const Report& report);
// Findings that are not suppressed, the most severe first, else in the order of the report.
std::vector<const Verdict*> findings_by_severity(const Report& report);

}  // namespace advisor
