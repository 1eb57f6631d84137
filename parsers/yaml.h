#pragma once

#include <string_view>

#include "src/model/document.h"

namespace advisor {

struct YamlOptions {
  // limits.nodes also bounds what aliases expand to ("billion laughs").
  ParseLimits limits;
  // Short-form tags of CloudFormation (!Ref x, !GetAtt a.b, !Sub ...) become the one-entry maps of
  // the long form ({"Ref": "x"}, {"Fn::GetAtt": ["a", "b"]}), spanning tag and value; the key spans
  // the tag. Without it an unknown local tag is a warning and the value is read as if it had none.
  bool cloudformation_tags = false;
};

// The first document of a YAML stream into a Value tree with exact byte spans: a plain scalar's
// text, a quoted scalar with its quotes, a block scalar from its indicator to the end of its last
// line, flow collections with their brackets, block collections from their first key or dash to
// the end of their last value. Anchors and tags before a value are not part of its span.
//
// Plain scalars are typed by the YAML 1.2 core schema: yes, no, on and off are strings, 010 is ten.
// Integral floats in int64 range become ints as in JSON. The text as written is what the span
// covers ("012345678901" is an int here). Keys are strings, as written. Merge keys (<<) are
// applied, explicit keys win. Duplicate keys: the last value wins at the place of the first, with a
// warning at the later key. Aliases give copies that keep the anchor's spans. An empty stream is
// null; of several documents only the first is read, with a note.
Parsed parse_yaml(std::string_view text, SourceId source, const YamlOptions& options = {});

// The byte offset in `text` of byte `offset` of a scalar's value, for a scalar that parse_yaml read
// at `span`: looks through quotes and escapes, folding, and the indentation of block scalars. Used
// to point into an expression inside a rule file. Exact for characters that stand literally in the
// source, the start of the escape or fold otherwise; span.end for offsets behind the value.
std::uint32_t yaml_scalar_offset(std::string_view text, Span span, std::size_t offset);

}  // namespace advisor
