#include "parsers/yaml_masks.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "src/base/text.h"

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

// The last two words of a line without its comment.
std::pair<std::string_view, std::string_view> last_words(std::string_view line) {
  const std::size_t comment = line.find(" #");
  line = trim(line.substr(0, comment));
  const std::size_t space = line.find_last_of(" \t");
  if (space == std::string_view::npos)
    return {{}, line};
  const std::string_view before = trim(line.substr(0, space));
  return {before.substr(before.find_last_of(" \t") + 1), line.substr(space + 1)};
}

// Offset of the '|' or '>' at the end of a line; npos: the line begins no block scalar.
std::size_t block_indicator(std::string_view text, std::size_t begin, std::size_t end) {
  const auto [before, last] = last_words(text.substr(begin, end - begin));
  const bool header = !last.empty() && (last[0] == '|' || last[0] == '>') && last.size() <= 3 &&
                      last.find_first_not_of("+-123456789", 1) == std::string_view::npos;
  const bool behind_node_start = before.empty() || before.back() == ':' || before == "-" ||
                                 before == "?" || before[0] == '!' || before[0] == '&';
  if (!header || !behind_node_start)
    return std::string_view::npos;
  return static_cast<std::size_t>(last.data() - text.data());
}

// Byte ranges of the texts of block scalars: a '!' there begins no tag.
std::vector<std::pair<std::size_t, std::size_t>> block_scalars(std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  int parent = -1;  // column that the lines of the open block are indented more than
  bool open = false;
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end + 1) {
    end = std::min(text.find('\n', begin), text.size());
    const std::size_t first = text.find_first_not_of(" \r", begin);
    const bool blank = first == std::string_view::npos || first >= end;
    if (open && (blank || static_cast<int>(column_of(text, first)) > std::max(parent, 0))) {
      out.back().second = end;
      continue;
    }
    const std::size_t indicator =
        blank ? std::string_view::npos : block_indicator(text, begin, end);
    open = indicator != std::string_view::npos;
    if (!open)
      continue;
    parent = block_parent_column(text, indicator);
    out.emplace_back(end, end);
  }
  return out;
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
  if (masks.empty())
    return masks;
  const auto blocks = block_scalars(text);
  std::erase_if(masks, [&](const TagMask& mask) {
    const auto block = std::ranges::upper_bound(blocks, mask.properties.tag, {},
                                                [](const auto& range) { return range.first; });
    return block != blocks.begin() && mask.properties.tag < std::prev(block)->second;
  });
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
