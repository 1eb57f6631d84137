#include "src/cli/precommit_config.h"

#include <utility>
#include <vector>

#include "parsers/yaml.h"
#include "src/base/text.h"

namespace advisor::cli {
namespace {

constexpr SourceId kText = 1;

std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

// Behind the line break of the line that `at` is on.
std::size_t line_end(std::string_view text, std::size_t at) {
  const std::size_t found = text.find('\n', at);
  return found == std::string_view::npos ? text.size() : found + 1;
}

bool is_block(std::string_view text, const Value& list) {
  const std::size_t at = list.span().begin;
  return list.span().valid() && at < text.size() && text[at] == '-';
}

// Where the list's last entry ends, with the comments that belong to it: those that stand deeper
// than its dash, or at the dash where nothing else can begin.
std::size_t end_of_list(std::string_view text, const Value& list, std::size_t indent) {
  std::size_t last = list.span().end;
  while (last > 0 && (text[last - 1] == '\n' || text[last - 1] == '\r'))
    --last;
  std::size_t end = line_end(text, last);
  for (std::size_t at = end; at < text.size();) {
    const std::size_t next = line_end(text, at);
    const std::string_view line = text.substr(at, next - at);
    const std::size_t column = line.find_first_not_of(" \r\n");
    at = next;
    if (column == std::string_view::npos)
      continue;
    if (line[column] != '#' || column < indent || column == 0)
      break;
    end = next;
  }
  return end;
}

std::optional<PrecommitStyle> style_of(std::string_view text, const Value& list) {
  const std::size_t dash = list.span().begin;
  const std::size_t begin = line_begin(text, dash);
  if (text.substr(begin, dash - begin).find_first_not_of(' ') != std::string_view::npos)
    return std::nullopt;
  PrecommitStyle style;
  style.indent = dash - begin;
  const Value& last = list.as_list()->back();
  if (last.as_map() == nullptr)
    return std::nullopt;
  const auto column = [&](std::size_t at) { return at - line_begin(text, at); };
  style.keys = column(last.span().begin) - style.indent;
  const Member* hooks = last.find_member("hooks");
  if (hooks != nullptr && is_block(text, hooks->value)) {
    const std::size_t outer = column(hooks->key_span.begin);
    const std::size_t inner = column(hooks->value.span().begin);
    if (inner >= outer)
      style.hooks = inner - outer;
  }
  constexpr std::size_t kWidest = 8;
  if (style.keys < 2 || style.keys > kWidest || style.hooks > kWidest)
    return std::nullopt;
  return style;
}

}  // namespace

std::string precommit_entry(const PrecommitEntry& entry, const PrecommitStyle& style,
                            std::string_view line_end) {
  const std::string dash = std::string(style.indent, ' ') + "-" + std::string(style.keys - 1, ' ');
  const std::string keys(style.indent + style.keys, ' ');
  const std::string hook =
      keys + std::string(style.hooks, ' ') + "-" + std::string(style.keys - 1, ' ');
  std::string out;
  const auto line = [&](const std::string& text) { out.append(text).append(line_end); };
  if (!entry.comment.empty())
    line(std::string(style.indent, ' ') + "# " + entry.comment);
  line(dash + "repo: " + entry.repository);
  line(keys + "rev: " + entry.revision);
  line(keys + "hooks:");
  line(hook + "id: " + entry.hook);
  return out;
}

std::optional<std::string> with_precommit_entry(std::string_view text,
                                                const PrecommitEntry& entry) {
  Parsed before = parse_yaml(text, kText);
  const Value* repos = before.root.find("repos");
  // Whatever the parser remarks on, such as a second document, is not for a text edit.
  if (!before.ok || !before.diagnostics.empty() || repos == nullptr ||
      repos->as_list() == nullptr || repos->as_list()->empty() || !is_block(text, *repos))
    return std::nullopt;
  const auto style = style_of(text, *repos);
  if (!style)
    return std::nullopt;
  const std::size_t first = text.find('\n');
  const bool crlf = first != std::string_view::npos && first > 0 && text[first - 1] == '\r';
  const std::string_view newline = crlf ? "\r\n" : "\n";
  const std::size_t end = end_of_list(text, *repos, style->indent);
  std::string out(text.substr(0, end));
  if (!out.ends_with('\n'))
    out += newline;
  out += precommit_entry(entry, *style, newline);
  out += text.substr(end);

  const Parsed alone = parse_yaml(precommit_entry(entry, {}), kText);
  before.root.find("repos")->as_list()->push_back(alone.root.as_list()->front());
  const Parsed after = parse_yaml(out, kText);
  if (!after.ok || !after.diagnostics.empty() || !same_value(after.root, before.root))
    return std::nullopt;
  return out;
}

}  // namespace advisor::cli
