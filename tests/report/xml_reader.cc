#include "tests/report/xml_reader.h"

#include <stdexcept>

#include "src/base/text.h"

namespace advisor {
namespace {

void check_characters(std::string_view text) {
  if (find_invalid_utf8(text))
    throw std::runtime_error("invalid UTF-8");
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t')
      throw std::runtime_error("control character");
  for (const std::string_view forbidden : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
    if (text.find(forbidden) != std::string_view::npos)
      throw std::runtime_error("noncharacter");
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  XmlElement document() {
    expect("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    XmlElement root = element();
    expect("\n");
    if (at_ != text_.size())
      throw std::runtime_error("text behind the root element");
    return root;
  }

 private:
  bool accept(std::string_view part) {
    if (!text_.substr(at_).starts_with(part))
      return false;
    at_ += part.size();
    return true;
  }
  void expect(std::string_view part) {
    if (!accept(part))
      throw std::runtime_error("expected " + std::string(part) + " before " +
                               std::string(text_.substr(at_, 40)));
  }
  std::string name() {
    const std::size_t end = text_.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at_);
    const std::string out(text_.substr(at_, end - at_));
    if (out.empty())
      throw std::runtime_error("no name at " + std::string(text_.substr(at_, 40)));
    at_ = end;
    return out;
  }
  std::string reference() {
    const std::pair<std::string_view, const char*> known[] = {
        {"amp;", "&"},  {"lt;", "<"},   {"gt;", ">"},  {"quot;", "\""},
        {"apos;", "'"}, {"#10;", "\n"}, {"#9;", "\t"},
    };
    for (const auto& [written, meant] : known)
      if (accept(written))
        return meant;
    throw std::runtime_error("bare &");
  }
  std::string characters(char end) {
    std::string out;
    for (; at_ < text_.size() && text_[at_] != end;) {
      if (text_[at_] == '<' || text_.substr(at_).starts_with("]]>"))
        throw std::runtime_error("markup in text");
      if (accept("&"))
        out += reference();
      else
        out += text_[at_++];
    }
    return out;
  }
  XmlElement element() {
    expect("<");
    XmlElement out;
    out.name = name();
    while (accept(" ")) {
      const std::string attribute = name();
      expect("=\"");
      if (!out.attributes.emplace(attribute, characters('"')).second)
        throw std::runtime_error("attribute twice");
      expect("\"");
    }
    if (accept("/>"))
      return out;
    expect(">");
    for (;;) {
      out.text += characters('<');
      if (accept("</"))
        break;
      out.children.push_back(element());
    }
    expect(out.name + ">");
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

void collect(const XmlElement& element, std::string_view name,
             std::vector<const XmlElement*>& out) {
  if (element.name == name)
    out.push_back(&element);
  for (const XmlElement& child : element.children)
    collect(child, name, out);
}

}  // namespace

XmlElement read_xml(std::string_view text) {
  check_characters(text);
  return Reader(text).document();
}

std::vector<const XmlElement*> find_all(const XmlElement& root, std::string_view name) {
  std::vector<const XmlElement*> out;
  collect(root, name, out);
  return out;
}

}  // namespace advisor
