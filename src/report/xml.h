#pragma once

#include <string>
#include <string_view>

namespace advisor {

// Any bytes as text of an XML 1.0 document, between tags or between quotes of an attribute. What
// XML cannot hold even escaped (control characters, invalid UTF-8, noncharacters) becomes visible
// as in printable(): \x1b. Line breaks and tabs survive, in attributes as character references.
std::string xml_text(std::string_view text);
std::string xml_attribute(std::string_view text);

}  // namespace advisor
