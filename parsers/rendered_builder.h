#pragma once

#include <string>
#include <string_view>

#include "parsers/template_eval.h"

namespace advisor {

// Writes a Rendered: source text as it is, markers for what is unknown.
class RenderedBuilder : public TemplateSink {
 public:
  RenderedBuilder(std::string_view source, TemplateHost host);

  void literal(std::uint32_t begin, std::uint32_t end) override;
  void known(const std::string& text, std::uint32_t begin, std::uint32_t end) override;
  void unknown(Unknown value, std::uint32_t begin, std::uint32_t end) override;
  void spread(Unknown value, std::string_view head, std::string_view tail, std::uint32_t begin,
              std::uint32_t end) override;

  Rendered finish(bool changed, Unknown condition);

 private:
  void write(std::string_view text, std::uint32_t begin, std::uint32_t end, bool literal);
  void track_strings(std::string_view text);
  bool bare_place() const;
  void bare_unknown(Unknown value, std::uint32_t begin, std::uint32_t end);
  std::size_t join_bare(std::string_view text, std::uint32_t end);
  std::string add_marker(Unknown value, bool bare, bool spread);
  std::string json_spread(std::string_view head, std::string_view tail, const std::string& marker);
  static std::string yaml_spread(std::string_view head, const std::string& marker);

  std::string_view source_;
  Rendered out_;
  bool in_string_ = false;
  bool escaped_ = false;
  bool after_bare_ = false;  // the last thing written is a marker outside a JSON string
};

}  // namespace advisor
