#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/template.h"
#include "parsers/template_parser.h"

namespace advisor {

// Takes the output of a template in order. Offsets are those of the template.
class TemplateSink {
 public:
  TemplateSink() = default;
  TemplateSink(const TemplateSink&) = delete;
  TemplateSink& operator=(const TemplateSink&) = delete;
  virtual ~TemplateSink() = default;

  virtual void literal(std::uint32_t begin, std::uint32_t end) = 0;
  virtual void known(const std::string& text, std::uint32_t begin, std::uint32_t end) = 0;
  virtual void unknown(Unknown value, std::uint32_t begin, std::uint32_t end) = 0;
  // A block that is written any number of times. head and tail: the literal text that its body
  // begins and ends with.
  virtual void spread(Unknown value, std::string_view head, std::string_view tail,
                      std::uint32_t begin, std::uint32_t end) = 0;
};

// Which way to go where a condition is unknown, by the offset of its action.
struct TemplateChoices {
  std::map<std::uint32_t, bool> forced;
  bool otherwise = true;  // for conditions that are not in `forced`
};

struct TemplateRun {
  std::map<std::uint32_t, bool> made;  // the choices that were met
  Unknown condition;                   // of the first of them
  Diagnostics diagnostics;             // spans without source: offsets of the template only
};

// Writes the template's output to `sink`. Nothing of the template's functions is executed but what
// `context` decides.
TemplateRun run_template(std::string_view text, const ParsedTemplate& parsed,
                         const TemplateContext& context, const TemplateChoices& choices,
                         TemplateSink& sink);

// The choices that take a template through every branch at least once, the next one at a time;
// nullopt when all are seen. `runs` are those done so far, in order.
std::optional<TemplateChoices> next_choices(const std::vector<TemplateRun>& runs);

}  // namespace advisor
