#include "parsers/yaml_masks.h"

#include <algorithm>

namespace advisor::yaml {
namespace {

// Whether a plain scalar at `content` may go on in the next line; `dash` is the column that the
// next line must be indented more than.
bool goes_on(std::string_view text, std::size_t content, int dash) {
  constexpr std::string_view kNotPlain = "'\"[{&*!#|>%@`,]}";
  const std::size_t end = std::min(text.find('\n', content), text.size());
  const std::string_view line = text.substr(content, end - content);
  const bool plain = kNotPlain.find(line.empty() ? '#' : line[0]) == std::string_view::npos;
  if (!plain || line.find(": ") != std::string_view::npos ||
      line.find(" #") != std::string_view::npos ||
      line.find_last_not_of(" \t\r") == line.rfind(':'))
    return false;
  const std::size_t next = text.find_first_not_of(" \r\n", end);
  return next != std::string_view::npos && text[next] != '#' &&
         static_cast<int>(column_of(text, next)) > dash;
}

}  // namespace

std::vector<TagMask> find_tag_masks(std::string_view text) {
  std::vector<TagMask> masks;
  std::size_t next = 0;
  for (std::size_t at = text.find('!'); at != std::string_view::npos; at = text.find('!', next)) {
    next = std::min(text.find('\n', at), text.size());
    const Indicators indicators = read_indicators(text, line_begin(text, at), at);
    if (indicators.end != at)
      continue;
    const Properties found = read_properties(text.substr(0, next), at);
    if (found.content >= next || found.end != found.tag_end ||
        skip_blanks(text, found.tag_end) != found.content)
      continue;
    const char first = text[found.content];
    if (first == '|' || first == '>' || goes_on(text, found.content, indicators.column))
      masks.push_back({found, false});
  }
  return masks;
}

std::string apply_masks(std::string_view text, const std::vector<TagMask>& masks) {
  std::string out(text);
  for (const TagMask& mask : masks)
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(mask.properties.tag),
              out.begin() + static_cast<std::ptrdiff_t>(mask.properties.tag_end), ' ');
  return out;
}

TagMask* find_mask(std::vector<TagMask>& masks, std::size_t content) {
  const auto found = std::ranges::lower_bound(
      masks, content, {}, [](const TagMask& mask) { return mask.properties.content; });
  return found != masks.end() && found->properties.content == content ? &*found : nullptr;
}

}  // namespace advisor::yaml
