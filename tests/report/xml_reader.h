#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace advisor {

struct XmlElement {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  // all of it, joined
  std::vector<XmlElement> children;
};

// A strict reader of what XML 1.0 documents without DTD, comments and CDATA can be. Throws
// std::runtime_error for anything that is not well-formed: characters that are not allowed, a bare
// '&' or '<', "]]>" in text, tags that do not match, attributes that come twice.
XmlElement read_xml(std::string_view text);
// Elements of that name, at any depth, in document order.
std::vector<const XmlElement*> find_all(const XmlElement& root, std::string_view name);

}  // namespace advisor
