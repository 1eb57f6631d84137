#include "parsers/yaml_errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "parsers/yaml_scalar.h"
#include "parsers/yaml_scan.h"
#include "src/base/text.h"

namespace advisor::yaml {
namespace {

// yaml-cpp's message begins with `theirs`.
struct Translation {
  std::string_view theirs;
  std::string_view message;
  std::string_view hint;
};

constexpr std::string_view kEndInScalar = "illegal EOF in scalar";
constexpr std::string_view kTextBehindDocument = "text behind the document";  // our own

constexpr Translation kTranslations[] = {
    {kTextBehindDocument, "expected the end of the document here",
     "check the indentation and the quotes of what stands before"},
    {"illegal tab when looking for indentation", "a tab is used for indentation",
     "indent with spaces"},
    {"illegal map value", "a ':' cannot stand here",
     "quote a text that contains ': ', and check the indentation of this line"},
    {"end of map not found", "this line does not fit the map above it",
     "indent it like the keys of the map it belongs to"},
    {"end of map flow not found", "expected ',' or '}' in a map", ""},
    {"end of sequence not found", "this line does not fit the list above it",
     "start it with '- ' or indent it less than the list"},
    {"end of sequence flow not found", "expected ',' or ']' in a list", ""},
    {"illegal flow end", "a closing bracket that nothing opens", ""},
    {"illegal block entry", "a list entry cannot start here",
     "put '- ' at the start of its own line, below the key"},
    {"illegal map key", "a '?' key cannot start here", "quote a text that starts with '? '"},
    {kEndInScalar, "a quoted string is not closed", "add the closing quote"},
    {"illegal document indicator in scalar",
     "a quoted string is not closed before the document ends", "add the closing quote"},
    {"unknown escape character", "an unknown escape in a double-quoted string",
     "write a backslash as \\\\, or use single quotes"},
    {"bad character found while scanning hex number", "an escape needs more hexadecimal digits",
     ""},
    {"invalid unicode", "an escape that is no Unicode character", ""},
    {"the referenced anchor is not defined", "an alias without an anchor",
     "quote a text that starts with '*'"},
    {"alias not found after *", "a '*' without the name of an anchor",
     "quote a text that starts with '*'"},
    {"anchor not found after &", "a '&' without a name", "quote a text that starts with '&'"},
    {"illegal character found while scanning a",
     "the name of an anchor ends with a character that cannot follow it",
     "put a space behind the name"},
    {"cannot assign multiple tags", "two tags on one value",
     "write the inner one in its long form"},
    {"cannot assign multiple anchors", "two anchors on one value", ""},
    {"cannot set zero indentation", "the indentation of a block scalar must be 1 to 9", ""},
    {"unexpected character in block scalar", "text behind the '|' or '>' of a block scalar",
     "start the text on the next line"},
    {"tag handle with no suffix", "a tag without a name", ""},
    {"end of verbatim tag not found", "a tag '!<' without '>'", ""},
    {"illegal character found while scanning tag", "a tag with a character that it cannot have",
     ""},
    {"bad file", "nested too deep", ""},
    {"YAML directives", "a %YAML directive must have one argument", ""},
    {"repeated YAML directive", "a second %YAML directive", ""},
    {"bad YAML version", "the version of the %YAML directive cannot be read", ""},
    {"YAML major version too large", "a YAML version above 1", ""},
    {"TAG directives", "a %TAG directive must have two arguments", ""},
    {"repeated TAG directive", "a second %TAG directive for the same handle", ""},
};

Diagnostic error(SourceId source, std::size_t begin, std::size_t end, std::string message,
                 std::string hint) {
  return {Diagnostic::Level::kError,
          std::move(message),
          std::move(hint),
          {source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
          {}};
}

// Of the character at `at`, whole; empty at the end of the text or of a line.
std::string_view character(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.empty() || break_length(text, at) != 0)
    return {};
  return rest.substr(0, std::max<std::size_t>(prefix_of_code_points(rest, 1), 1));
}

std::string describe_unknown_token(std::string_view found) {
  if (found.empty())
    return "a value is missing";
  return "a plain value cannot start with '" + printable(found) + "'";
}

// The quote in [from, end) that nothing closes; `end` if there is none. Quotes open a string only
// where a token can start.
std::size_t find_open_quote(std::string_view text, std::size_t from, std::size_t end) {
  bool token_start = true;
  for (std::size_t at = from; at < end; ++at) {
    const char c = text[at];
    if (token_start && (c == '"' || c == '\'')) {
      const std::size_t close = scalar_end(text, at, {});
      if (close == text.size())
        return at;
      at = close - 1;
    } else if (token_start && c == '#') {
      at = std::min(text.find('\n', at), text.size()) - 1;
    }
    token_start = std::string_view(" \t\r\n[{,:-").find(text[at]) != std::string_view::npos;
  }
  return end;
}

bool is_marker(std::string_view text, std::size_t at, std::string_view marker) {
  return text.substr(at).starts_with(marker) && is_blank_or_break(text, at + marker.size());
}

// Behind the document markers and directives at `at`; `at` if there are none.
std::size_t skip_markers(std::string_view text, std::size_t at) {
  while (at < text.size() && column_of(text, at) == 0) {
    if (is_marker(text, at, "---") || is_marker(text, at, "..."))
      at = skip_space(text, at + 3);
    else if (text[at] == '%')
      at = skip_space(text, std::min(text.find('\n', at), text.size()));
    else
      break;
  }
  return at;
}

}  // namespace

Diagnostic explain_yaml_error(std::string_view text, SourceId source, std::size_t from,
                              std::size_t at, std::string_view message) {
  at = std::min(at, text.size());
  if (message.starts_with(kEndInScalar))
    at = find_open_quote(text, from, at);
  const std::size_t line = line_begin(text, at);
  const std::size_t first = skip_blanks(text, line);
  const std::size_t tab = std::min(text.find('\t', line), text.size());
  // Whatever the complaint is, the tab is its cause: behind one, no key and no entry can start.
  if (tab < first && first <= at)
    return error(source, tab, tab + 1, "a tab is used for indentation", "indent with spaces");
  const std::string_view found = character(text, at);
  const std::size_t end = at + found.size();
  if (text.substr(at).starts_with("{{"))
    return error(source, at, at + 2, std::string(kTemplateAction),
                 std::string(kTemplateActionHint));
  if (message.starts_with("unknown token"))
    return error(source, at, end, describe_unknown_token(found),
                 found.empty() ? "" : "put the value in quotes");
  if (first < at && message.starts_with("end of map not found"))
    return error(source, at, end, "unexpected text behind a value",
                 "put the whole value in quotes");
  if (at == text.size() && message.starts_with("end of sequence flow"))
    return error(source, at, at, "a list is not closed", "add the closing ']'");
  if (at == text.size() && message.starts_with("end of map flow"))
    return error(source, at, at, "a map is not closed", "add the closing '}'");
  for (const Translation& translation : kTranslations)
    if (message.starts_with(translation.theirs))
      return error(source, at, end, std::string(translation.message),
                   std::string(translation.hint));
  return error(source, at, end, std::string(message), {});
}

bool check_characters(std::string_view text, SourceId source, Diagnostics& diagnostics) {
  const auto control = std::ranges::find_if(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  });
  if (control != text.end()) {
    const auto at = static_cast<std::size_t>(control - text.begin());
    diagnostics.push_back(
        error(source, at, at + 1,
              fmt::format("the control character \\x{:02x} is not allowed in YAML",
                          static_cast<unsigned char>(*control)),
              *control == '\0' ? "save the file as UTF-8" : ""));
    return false;
  }
  if (const auto invalid = find_invalid_utf8(text)) {
    diagnostics.push_back(error(source, *invalid, *invalid + 1, "the text is not valid UTF-8",
                                "save the file as UTF-8"));
    return false;
  }
  return true;
}

bool check_rest(std::string_view text, std::size_t end, SourceId source, Diagnostics& diagnostics) {
  const std::size_t rest = skip_space(text, end);
  const std::size_t next = skip_markers(text, rest);
  if (next == text.size())
    return true;
  if (next == rest) {
    diagnostics.push_back(explain_yaml_error(text, source, end, rest, kTextBehindDocument));
    return false;
  }
  Diagnostic note =
      error(source, rest, rest + 3, "only the first of several YAML documents is read",
            "put every document into its own file");
  note.level = Diagnostic::Level::kNote;
  diagnostics.push_back(std::move(note));
  return true;
}

}  // namespace advisor::yaml
