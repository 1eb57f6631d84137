#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/report/json_writer.h"
#include "src/report/report.h"

namespace advisor {

// Texts of src/report/sarif.cc.

// "error", "warning", "note"
std::string_view sarif_level(Severity severity);
// A relative reference, or file:// for an absolute path: everything but letters, digits and
// "-._~/" is percent-encoded.
std::string sarif_uri(std::string_view path);
// Plain text may hold links, "[text](address)"; this makes sure that none comes of the text of an
// input.
std::string sarif_plain(std::string_view text);
// A finding as GitHub Flavored Markdown, with the snippet as code.
std::string sarif_markdown(const Verdict& verdict);
// The member "tool" of a run, with the descriptions of the rules.
void write_sarif_tool(JsonWriter& json, const Report& report,
                      const std::vector<const Rule*>& rules);

}  // namespace advisor
