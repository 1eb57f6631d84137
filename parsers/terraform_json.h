#pragma once

#include <string_view>

#include "parsers/terraform_blocks.h"

namespace advisor {

// Resources, data sources and module calls of a file in JSON syntax (.tf.json). Without a schema,
// nested blocks cannot be told from attributes, so all but `dynamic` at the first level are
// attributes. A block's header is the key with its name. Never fails; broken JSON has no blocks.
TfFile read_terraform_json(std::string_view text, SourceId source);

}  // namespace advisor
