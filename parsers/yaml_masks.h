#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/yaml_scan.h"

namespace advisor::yaml {

// yaml-cpp 0.7 takes the tag in
//     - !Sub |
//       text
// for the start of a key and wants the text to be indented more than the tag, which YAML does not
// ask for and CloudFormation templates do not do. Such tags are overwritten with blanks before
// yaml-cpp sees the text, and given back to their scalars by position.
struct TagMask {
  Properties properties;  // content is where the scalar's event will be
  bool met = false;       // false after a parse: the "tag" stood inside a scalar
};

// Tags that begin a line, or stand there behind a dash, '?' or ':', and before a block scalar or a
// plain scalar of several lines, ordered by position.
std::vector<TagMask> find_tag_masks(std::string_view text);
std::string apply_masks(std::string_view text, const std::vector<TagMask>& masks);
// nullptr: none.
TagMask* find_mask(std::vector<TagMask>& masks, std::size_t content);

}  // namespace advisor::yaml
