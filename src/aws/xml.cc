#include "src/aws/xml.h"

#include <pugixml.hpp>
#include <string>

namespace advisor::aws {
namespace {

constexpr int kMaxDepth = 100;
constexpr std::size_t kMaxElements = 2'000'000;

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool has_elements(const pugi::xml_node& node) {
  for (const pugi::xml_node& child : node.children())
    if (child.type() == pugi::node_element)
      return true;
  return false;
}

class Reader {
 public:
  explicit Reader(const Service& service) : service_(service) {}

  // Of an element that is no list or map by its name.
  Value read(const pugi::xml_node& node, int depth) {
    if (!within_limits(depth))
      return {};
    if (!has_elements(node))
      return Value::string(node.text().get());
    Value out = Value::map();
    for (const pugi::xml_node& child : node.children())
      if (child.type() == pugi::node_element)
        add(out, child, depth + 1);
    return out;
  }

  const std::string& error() const { return error_; }

 private:
  bool within_limits(int depth) {
    if (++elements_ > kMaxElements)
      error_ = "its XML has more than " + std::to_string(kMaxElements) + " elements";
    if (depth > kMaxDepth)
      error_ = "its XML is nested deeper than " + std::to_string(kMaxDepth) + " levels";
    return error_.empty();
  }

  void add(Value& out, const pugi::xml_node& child, int depth) {
    const std::string_view name = local_name(child);
    if (const std::string_view list = find_name(service_.lists, name); !list.empty())
      out.set(std::string(list), elements(child, depth));
    else if (const std::string_view map = find_name(service_.maps, name); !map.empty())
      out.set(std::string(map), entries(child, depth));
    else if (const std::string_view many = find_name(service_.repeated, name); !many.empty())
      append(out, std::string(many), read(child, depth));
    else
      add_single(out, api_name(name), read(child, depth));
  }

  // What the tables do not know as a list shows by coming twice.
  static void add_single(Value& out, std::string name, Value value) {
    Value* earlier = out.find(name);
    if (earlier == nullptr) {
      out.set(std::move(name), std::move(value));
      return;
    }
    if (earlier->as_list() == nullptr) {
      List list;
      list.push_back(std::move(*earlier));
      *earlier = Value::list(std::move(list));
    }
    earlier->as_list()->push_back(std::move(value));
  }

  static void append(Value& out, std::string name, Value value) {
    Value* list = out.find(name);
    if (list == nullptr)
      list = &out.set(std::move(name), Value::list());
    list->as_list()->push_back(std::move(value));
  }

  Value elements(const pugi::xml_node& node, int depth) {
    List out;
    for (const pugi::xml_node& child : node.children())
      if (child.type() == pugi::node_element)
        out.push_back(read(child, depth + 1));
    return Value::list(std::move(out));
  }

  Value entries(const pugi::xml_node& node, int depth) {
    Value out = Value::map();
    for (const pugi::xml_node& entry : node.children("entry"))
      out.set(entry.child_value("key"), read(entry.child("value"), depth + 1));
    return out;
  }

  std::string api_name(std::string_view wire) const {
    const std::string_view renamed = find_name(service_.renamed, wire);
    std::string out(renamed.empty() ? wire : renamed);
    if (service_.protocol == Protocol::kEc2 && out[0] >= 'a' && out[0] <= 'z')
      out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
  }

  const Service& service_;
  std::size_t elements_ = 0;
  std::string error_;
};

}  // namespace

Result<Value> read_xml(std::string_view text, const Service& service) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  const pugi::xml_node root = document.document_element();
  if (!parsed || root.empty())
    return Error{std::string("it is no XML: ") + parsed.description()};
  Reader reader(service);
  Value value = reader.read(root, 0);
  if (!reader.error().empty())
    return Error{reader.error()};
  if (const std::string* bare = value.as_string()) {
    Value out = Value::map();
    if (!bare->empty())
      out.set(std::string(local_name(root)), std::move(value));
    return out;
  }
  return value;
}

}  // namespace advisor::aws
