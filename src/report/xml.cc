#include "src/report/xml.h"

#include "src/base/text.h"

namespace advisor {
namespace {

// U+FFFE and U+FFFF: the only valid UTF-8 above the controls that XML 1.0 excludes.
bool is_noncharacter(std::string_view sequence) {
  return sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF";
}

std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";  // "]]>" is not allowed in text
    case '"':
      return "&quot;";
    case '\'':
      return "&apos;";
    default:
      return {};
  }
}

void append_ascii(std::string& out, char c, bool attribute) {
  if (const std::string_view escaped = entity(c); !escaped.empty())
    out += escaped;
  else if (c == '\n' || c == '\t')
    out += !attribute ? std::string(1, c) : c == '\n' ? "&#10;" : "&#9;";
  else
    out += printable(std::string_view(&c, 1));
}

std::string escaped(std::string_view text, bool attribute) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      append_ascii(out, text[at++], attribute);
      continue;
    }
    const std::size_t length = prefix_of_code_points(text.substr(at), 1);
    const std::string_view sequence = text.substr(at, length);
    out += is_noncharacter(sequence)
               ? std::string("\\u") + (sequence.back() == '\xBE' ? "fffe" : "ffff")
               : printable(sequence);
    at += length;
  }
  return out;
}

}  // namespace

std::string xml_text(std::string_view text) {
  return escaped(text, false);
}

std::string xml_attribute(std::string_view text) {
  return escaped(text, true);
}

}  // namespace advisor
