#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/document.h"

namespace advisor {

// What template actions and Jsonnet native functions can be evaluated with. Everything that is not
// here stays unknown.
struct TemplateContext {
  // From --envfile and --env; never the process environment unless the user asked for it.
  std::map<std::string, std::string> environment;
  // Function name prefixes of tfstate plugins ("" is always accepted; "app_" accepts app_tfstate,
  // app_tfstatef) with the state behind each, where a state file could be read.
  struct State {
    std::string prefix;
    std::shared_ptr<const Value> state;  // tfstate v4 document; null: not readable here
  };
  std::vector<State> states;
  // Names of functions that plugins add (kind `external`) and prefixes of the other plugins.
  std::vector<std::string> external_functions;
  std::vector<std::string> prefixes;
  // lambroll: any function that ends in tfstate or tfstatef is accepted.
  bool accept_any_tfstate = false;
};

enum class TemplateHost { kJson, kYaml };  // what the text is, for quoting markers

// A text after its `{{ }}` actions were evaluated or replaced by markers. Markers consist of
// [A-Za-z0-9_] only and stand for unknown values.
class Rendered {
 public:
  // Parseable text. In JSON, a marker that stood outside a string is quoted.
  const std::string& text() const { return text_; }
  bool changed() const { return changed_; }  // false: no action at all, text() is the source text

  // Turns a tree that was parsed from text() into one about the source: spans are mapped back,
  // strings that are one marker become unknown, strings that contain markers become partly known
  // strings. Keys that contain markers make their map open and are dropped.
  void resolve(Value& root) const;
  // Maps a span of text() to the source.
  Span source_span(Span span) const;

 private:
  friend class RenderedBuilder;
  // A stretch of text(), up to where the next one begins: source text, or what stands for an
  // action.
  struct Segment {
    std::uint32_t begin = 0;
    std::uint32_t source_begin = 0;
    std::uint32_t source_end = 0;
    bool literal = true;
  };
  struct Marker {
    Unknown unknown;
    bool bare = false;    // stood outside a JSON string: need not be a string
    bool spread = false;  // stands for any number of list elements or map entries
  };

  std::uint32_t source_begin(std::uint32_t offset) const;
  std::uint32_t source_end(std::uint32_t offset) const;
  const Segment& segment(std::uint32_t offset) const;
  bool has_marker(std::string_view text) const;
  bool is_spread(const Value& value) const;
  void resolve_string(Value& value) const;

  std::string text_;
  bool changed_ = false;
  TemplateHost host_ = TemplateHost::kJson;
  std::string marker_prefix_;  // of every marker: prefix, number, "_"
  std::vector<Segment> segments_;
  std::vector<Marker> markers_;
  Unknown condition_;  // the first condition that was assumed
  friend class VariantMerger;
};

struct RenderedVariants {
  // More than one when an `if` hangs on an unknown condition: all such conditions true, all false,
  // and as many more as it takes to see every branch once.
  std::vector<Rendered> variants;
  Diagnostics diagnostics;  // unknown functions (with "did you mean"), syntax errors
  bool ok = true;           // false: a syntax error, nothing usable
};

// Go text/template as ecspresso and lambroll use it (docs/ecspresso-and-lambroll.md).
RenderedVariants render_template(std::string_view text, SourceId source, TemplateHost host,
                                 const TemplateContext& context);

// Evaluates the actions inside the strings of a tree (what Jsonnet printed is rendered once more by
// both tools). Strings without "{{" are left alone.
void render_strings(Value& root, const TemplateContext& context, Diagnostics& diagnostics);

// Parses every variant with `parse` and keeps what is equal in all; what differs becomes unknown
// (cause kCondition), entries that only some have become uncertain.
Parsed parse_rendered(const RenderedVariants& rendered,
                      const std::function<Parsed(std::string_view)>& parse);

// The value of a call of one of the known functions (env, must_env, tfstate, tfstatef, ssm,
// ssm_list, secretsmanager_arn, cfn_output, cfn_export, caller_identity, layer_arn, ...) with
// known arguments: a definite Value if the context decides it, else an unknown with links (and
// pieces for well-known attributes: aws_lambda_function.x.arn is an unqualified function ARN).
// nullopt: no such function. Shared by templates and Jsonnet.
std::optional<Value> call_function(std::string_view name, const std::vector<std::string>& arguments,
                                   const TemplateContext& context);

}  // namespace advisor
