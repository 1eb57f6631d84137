#pragma once

#include <optional>
#include <string_view>

#include "src/model/document.h"

namespace advisor {

struct YamlOptions {
  ParseLimits limits;
  // Short-form tags of CloudFormation (!Ref x, !GetAtt a.b, !Sub ...) become the one-entry maps of
  // the long form ({"Ref": "x"}, {"Fn::GetAtt": ["a", "b"]}), spanning tag and value. Without it
  // an unknown local tag is a warning and the value is read as if it had none.
  bool cloudformation_tags = false;
  // Node count after aliases are expanded is bounded by limits.nodes ("billion laughs").
};

// The first document of a YAML stream into a Value tree with exact byte spans: a plain scalar's
// text, a quoted scalar with its quotes, a block scalar from its indicator to the end of its last
// line, flow collections with their brackets, block collections from their first key or dash to
// the end of their last value. Scalars are typed by the YAML 1.2 core schema plus the YAML 1.1
// booleans yes/no/on/off only where `yaml11_booleans`... (not used: they stay strings).
// Merge keys (<<) are applied, explicit keys win. Duplicate keys: the last value wins, with a
// warning at the later key. Aliases give copies that keep the anchor's spans.
Parsed parse_yaml(std::string_view text, SourceId source, const YamlOptions& options = {});

// The byte offset in `text` of byte `offset` of a scalar's value, for a scalar that parse_yaml read
// at `span`: looks through quotes and escapes, folding, and the indentation of block scalars. Used
// to point into an expression inside a rule file. Exact for characters that stand literally in the
// source, the start of the escape or fold otherwise.
std::uint32_t yaml_scalar_offset(std::string_view text, Span span, std::size_t offset);

}  // namespace advisor
