#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/template_lexer.h"
#include "src/model/value.h"

namespace advisor {

struct TemplatePipeline;

struct TemplateOperand {
  enum class Kind : std::uint8_t { kLiteral, kVariable, kDot, kFunction, kPipeline };
  Kind kind = Kind::kLiteral;
  Value literal;
  std::string name;                 // kVariable (with "$"), kFunction
  std::vector<std::string> fields;  // .A.B behind the operand
  std::unique_ptr<TemplatePipeline> pipeline;
  std::uint32_t begin = 0;  // bytes in the template
  std::uint32_t end = 0;
};

using TemplateCommand = std::vector<TemplateOperand>;  // not empty

struct TemplatePipeline {
  std::vector<std::string> variables;  // {{ $a, $b := ... }}
  bool assigns = false;                // `=` to variables of an outer block, not `:=`
  std::vector<TemplateCommand> commands;
};

struct TemplateNode {
  enum class Kind : std::uint8_t {
    kText,
    kAction,
    kIf,
    kWith,
    kRange,
    kTemplate,  // {{ template }} and {{ block }}: text that stands elsewhere
    kDefine,
    kJump,  // break, continue
  };
  Kind kind = Kind::kText;
  std::uint32_t begin = 0;  // of the text, or of the (opening) action
  std::uint32_t end = 0;
  std::uint32_t block_end = 0;  // behind {{ end }}
  TemplatePipeline pipeline;
  std::vector<TemplateNode> body;
  std::vector<TemplateNode> otherwise;  // else; `else if` is an if node alone in it
};

struct ParsedTemplate {
  std::vector<TemplateNode> nodes;
  std::vector<TemplateFault> faults;  // not empty: nodes hold nothing usable
  bool has_actions = false;
};

ParsedTemplate parse_template(std::string_view text);

}  // namespace advisor
