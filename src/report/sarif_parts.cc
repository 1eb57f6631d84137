#include "src/report/sarif_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/markdown.h"
#include "src/base/text.h"
#include "src/report/parts.h"

namespace advisor {
namespace {

// GitHub refuses descriptions that are longer.
constexpr std::size_t kDescriptionLimit = 1'000;

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~' || c == '/';
}

std::string markdown_lines(std::string_view text) {
  const std::string lines = printable_lines(text);
  std::string out;
  for (const std::string_view line : split(lines, '\n'))
    out += (out.empty() ? "" : "\n") + markdown_line(line);
  return out;
}

// "ecs-container-ulimits" -> "EcsContainerUlimits", the form that the standard wants for names.
std::string pascal_case(std::string_view id) {
  std::string out;
  bool start = true;
  for (const char c : id) {
    if (c == '-') {
      start = true;
      continue;
    }
    out += start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    start = false;
  }
  return out;
}

void write_text(JsonWriter& json, std::string_view name, std::string_view text) {
  json.begin_object(name);
  json.member("text", sarif_plain(shorten(text, kDescriptionLimit)));
  json.end_object();
}

std::string postmortem_line(const Postmortem& postmortem, const Report& report) {
  std::string out = std::string(trim(postmortem.title.in(report.language)));
  if (!postmortem.date.empty())
    out += " (" + postmortem.date + ")";
  if (report.options.postmortem_links && !postmortem.url.empty())
    out += " " + postmortem.url;
  return out;
}

struct Help {
  std::string text, markdown;
};

Help help_of(const Rule& rule, const Report& report) {
  const std::string_view written = trim(rule.description.in(report.language));
  const std::string_view description =
      written.empty() ? trim(rule.title.in(report.language)) : written;
  Help help{printable_lines(description), markdown_prose(description)};
  std::string list, marked;
  for (const std::string& url : rule.references) {
    list += fmt::format("\n- {}", printable(url));
    marked += fmt::format("\n- {}", markdown_url(url));
  }
  if (report.options.postmortems) {
    for (const Postmortem& postmortem : rule.postmortems) {
      const std::string line = fmt::format("{}: {}", say(report, "Postmortem", "ポストモーテム"),
                                           postmortem_line(postmortem, report));
      list += "\n- " + printable(line);
      marked += "\n- " + markdown_inline(printable(line));
    }
  }
  if (!list.empty()) {
    help.text += "\n" + list;
    help.markdown += "\n" + marked;
  }
  return help;
}

void write_tags(JsonWriter& json, const Rule& rule) {
  std::vector<std::string> tags = rule.tags;
  tags.insert(tags.end(), rule.category.begin(), rule.category.end());
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  json.begin_list("tags");
  for (const std::string& tag : tags)
    json.text(tag);
  json.end_list();
}

void write_rule(JsonWriter& json, const Report& report, const Rule& rule) {
  const std::string title = printable_lines(rule.title.in(report.language));
  const std::string description = printable_lines(rule.description.in(report.language));
  json.begin_object();
  json.member("id", rule.id);
  json.optional("name", pascal_case(rule.id));
  write_text(json, "shortDescription", title.empty() ? rule.id : title);
  write_text(json, "fullDescription",
             !description.empty() ? description
             : title.empty()      ? rule.id
                                  : title);
  const Help help = help_of(rule, report);
  json.begin_object("help");
  json.member("text", sarif_plain(help.text.empty() ? rule.id : help.text));
  json.optional("markdown", help.markdown);
  json.end_object();
  json.optional("helpUri", first_reference(&rule));
  json.begin_object("defaultConfiguration");
  json.member("level", sarif_level(rule.severity));
  json.end_object();
  json.begin_object("properties");
  json.member("revision", rule.revision);
  write_tags(json, rule);
  json.end_object();
  json.end_object();
}

}  // namespace

std::string_view sarif_level(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kInfo:
      break;
  }
  return "note";
}

std::string sarif_uri(std::string_view path) {
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    if (is_unreserved(c))
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out;
}

std::string sarif_plain(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ']' && i + 1 < text.size() && text[i + 1] == '(')
      out += '\\';
    out += text[i];
  }
  return out;
}

std::string sarif_markdown(const Verdict& verdict) {
  std::string out = markdown_line(printable(trim(verdict.message)));
  if (const std::string text = markdown_lines(verdict.recommendation); !text.empty())
    out += "\n\n" + text;
  std::string_view snippet = verdict.fix;
  while (!snippet.empty() && (snippet.back() == '\n' || snippet.back() == ' '))
    snippet.remove_suffix(1);
  if (snippet.empty())
    return out;
  const std::string_view start = trim(snippet);
  const bool json = start.front() == '{' || start.front() == '[' || start.front() == '"';
  return out + "\n\n" + markdown_fence(snippet, json ? "json" : "yaml", 0);
}

void write_sarif_tool(JsonWriter& json, const Report& report,
                      const std::vector<const Rule*>& rules) {
  json.begin_object("tool");
  json.begin_object("driver");
  json.member("name", "sre-advisor");
  json.member("version", report.version);
  json.member("semanticVersion", report.version);
  json.begin_list("rules");
  for (const Rule* rule : rules)
    write_rule(json, report, *rule);
  json.end_list();
  json.end_object();
  json.end_object();
}

}  // namespace advisor
