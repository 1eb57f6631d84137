#pragma once

#include <ostream>

#include "src/report/report.h"

namespace advisor {

// One function per output format; report.h has the table of them. Each writes the whole report and
// ends it with a line break. docs/reports.md describes the formats.
void write_text(const Report& report, std::ostream& out);
void write_github(const Report& report, std::ostream& out);
void write_json(const Report& report, std::ostream& out);
void write_sarif(const Report& report, std::ostream& out);
void write_annotations(const Report& report, std::ostream& out);
void write_junit(const Report& report, std::ostream& out);
void write_checkstyle(const Report& report, std::ostream& out);
void write_rdjson(const Report& report, std::ostream& out);
void write_gitlab(const Report& report, std::ostream& out);

}  // namespace advisor
