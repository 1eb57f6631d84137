#pragma once

#include <string>
#include <string_view>

namespace advisor::aws {

// A text of AWS, which comes as HTML, for people. Both forms are free of control characters but for
// line feeds, and of what hides or reorders text; both are at most as large as html_lines.h bounds
// it; neither is wrapped.
struct HtmlText {
  std::string plain;  // links are "text (URL)"
  // GitHub Flavored Markdown that renders as the text, with its lists, its links and its headings
  // in bold: no markup, mention or image of the text itself comes of it.
  std::string markdown;
};
HtmlText html_text(std::string_view html);

// The description of a check of Trusted Advisor. Seen in all 104 of a recorded answer: an
// introduction, then headings, "Alert Criteria", "Recommended Action" and one for further reading.
// Newer ones have others before these, like "Source".
struct Description {
  HtmlText whole;
  bool divided = false;   // false: the parts below are empty, but recommended_action is the whole
  HtmlText introduction;  // all up to the alert criteria; the parts are without their headings
  HtmlText alert_criteria;
  HtmlText recommended_action;
  HtmlText further;  // may be empty
};
// Headings of other languages are told by their place: by that in `english`, the same description
// in English, where both have the same number of headings, else by their number alone.
Description divide_description(std::string_view html, std::string_view english = {});

}  // namespace advisor::aws
