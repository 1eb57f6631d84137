#include "parsers/terraform_address.h"

#include <fmt/format.h>

namespace advisor::tf {
namespace {

constexpr bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) {}

  std::string_view rest() const { return rest_; }
  std::optional<std::string> name() {
    std::size_t length = 0;
    while (length < rest_.size() && is_name(rest_[length]))
      ++length;
    if (length == 0)
      return std::nullopt;
    std::string out(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return out;
  }
  bool dot() {
    const bool found = rest_.starts_with('.');
    rest_.remove_prefix(found ? 1 : 0);
    return found;
  }
  // What stands between brackets, quotes included; empty if there are none. A key may hold
  // brackets, dots and quotes.
  std::string key() {
    if (!rest_.starts_with('['))
      return {};
    std::size_t at = 1;
    if (at < rest_.size() && rest_[at] == '"') {
      for (++at; at < rest_.size() && rest_[at] != '"'; ++at)
        at += rest_[at] == '\\' ? 1 : 0;
      ++at;
    } else {
      while (at < rest_.size() && rest_[at] != ']')
        ++at;
    }
    if (at >= rest_.size() || rest_[at] != ']')
      return {};
    std::string out(rest_.substr(1, at - 1));
    rest_.remove_prefix(at + 1);
    return out;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  Address out;
  Tokens tokens(text);
  for (;;) {
    auto first = tokens.name();
    if (!first)
      return std::nullopt;
    if (*first == "module") {
      auto name = tokens.dot() ? tokens.name() : std::nullopt;
      if (!name)
        return std::nullopt;
      out.modules.push_back({std::move(*name), tokens.key()});
      if (tokens.rest().empty())
        return out;
      if (!tokens.dot())
        return std::nullopt;
      // An output of the module, or a resource in it: of a type with '_'.
      const std::string_view next = tokens.rest().substr(0, tokens.rest().find_first_of(".["));
      if (next != "module" && next != "data" &&
          (next.size() == tokens.rest().size() || next.find('_') == std::string_view::npos ||
           tokens.rest()[next.size()] != '.')) {
        out.attribute = tokens.rest();
        return out;
      }
      continue;
    }
    if (*first == "data") {
      out.data = true;
      first = tokens.dot() ? tokens.name() : std::nullopt;
    }
    auto name = first && tokens.dot() ? tokens.name() : std::nullopt;
    if (!name || first->find('_') == std::string::npos)
      return std::nullopt;
    out.type = std::move(*first);
    out.resource = {std::move(*name), tokens.key()};
    tokens.dot();
    out.attribute = tokens.rest();
    return out;
  }
}

bool is_terraform(const Resource& resource) {
  return resource.format.starts_with("terraform") && resource.type != "Terraform::Plan";
}

std::string module_text(const std::vector<Instance>& modules) {
  std::string out;
  for (const Instance& module : modules)
    out += fmt::format("{}module.{}{}", out.empty() ? "" : ".", module.name,
                       module.key.empty() ? "" : "[" + module.key + "]");
  return out;
}

std::string block_text(const std::vector<Instance>& modules, bool data, std::string_view type,
                       std::string_view name) {
  const std::string module = module_text(modules);
  return fmt::format("{}{}{}{}.{}", module, module.empty() ? "" : ".", data ? "data." : "", type,
                     name);
}

Head head_of(std::string_view reference) {
  const std::size_t end = reference.find_first_of(".[");
  if (end == std::string_view::npos)
    return {reference, {}};
  return {reference.substr(0, end), reference.substr(end + (reference[end] == '.' ? 1 : 0))};
}

std::string quoted_key(std::string_view text) {
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos)
    return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace advisor::tf
