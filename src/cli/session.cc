#include "src/cli/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "src/base/text.h"

namespace advisor::cli {
namespace {

Language language_of(const Options& options, const Config& config, const Environment& environment) {
  if (!options.lang.empty())
    return options.lang == "ja" ? Language::kJapanese : Language::kEnglish;
  if (config.language)
    return *config.language;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const std::string value = environment.variable(name); !value.empty())
      return value.starts_with("ja") ? Language::kJapanese : Language::kEnglish;
  return Language::kEnglish;
}

std::string_view level_name(Diagnostic::Level level, Language language) {
  const bool japanese = language == Language::kJapanese;
  switch (level) {
    case Diagnostic::Level::kNote:
      return japanese ? "注記" : "note";
    case Diagnostic::Level::kWarning:
      return japanese ? "警告" : "warning";
    case Diagnostic::Level::kError:
      break;
  }
  return japanese ? "エラー" : "error";
}

// How many characters behind the first one are in the span and on its line.
std::size_t underlined(const SourceFile& file, Span span, std::string_view line) {
  const LineColumn begin = file.locate(span.begin);
  const LineColumn end = file.locate(span.end);
  const std::size_t behind =
      end.line == begin.line ? static_cast<std::size_t>(end.column - 1) : count_code_points(line);
  const auto first = static_cast<std::size_t>(begin.column);
  return behind > first ? behind - first : 0;
}

void load_config(const Options& options, Environment& environment, Session& session,
                 Diagnostics& diagnostics) {
  if (options.no_config)
    return;
  const std::string first =
      options.paths.empty()
          ? std::string(".")
          : (options.paths[0] == "-" ? parent_path(options.stdin_file_name) : options.paths[0]);
  const std::string path =
      options.config.empty() ? find_config(first, environment.files) : options.config;
  if (!path.empty())
    session.config = read_config(path, environment.files, session.sources, diagnostics);
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
  return std::ranges::any_of(
      diagnostics, [](const Diagnostic& d) { return d.level == Diagnostic::Level::kError; });
}

bool load_session(const Options& options, Environment& environment, Session& session) {
  Diagnostics diagnostics;
  load_config(options, environment, session, diagnostics);
  session.language = language_of(options, session.config, environment);
  session.rules.add_builtin();
  std::vector<std::string> rule_paths = session.config.rule_paths;
  rule_paths.insert(rule_paths.end(), options.rule_paths.begin(), options.rule_paths.end());
  for (const std::string& path : rule_paths)
    session.rules.add_path(path, environment.files, session.sources, diagnostics);
  check_config(session.config, session.rules, diagnostics);
  for (const auto* ids : {&options.only, &options.skip})
    for (const std::string& id : *ids)
      if (session.rules.find(id) == nullptr)
        diagnostics.push_back({Diagnostic::Level::kError,
                               fmt::format("there is no rule '{}'", id),
                               session.rules.nearest(id),
                               {},
                               "advisor"});
  print_diagnostics(environment.err, diagnostics, session.sources, session.language);
  return !has_errors(diagnostics);
}

Result<ReadOptions> read_options(const Options& options) {
  ReadOptions out;
  out.env_files = options.env_files;
  out.tfstates = options.tfstates;
  const auto split_pairs = [](const std::vector<std::string>& entries, const char* option,
                              std::map<std::string, std::string>& to) -> std::optional<Error> {
    for (const std::string& entry : entries) {
      const std::size_t equals = entry.find('=');
      if (equals == std::string::npos || equals == 0)
        return Error{fmt::format("{} needs KEY=VALUE, not '{}'", option, printable(entry))};
      to[entry.substr(0, equals)] = entry.substr(equals + 1);
    }
    return std::nullopt;
  };
  if (auto error = split_pairs(options.ext_str, "--ext-str", out.ext_str))
    return std::move(*error);
  if (auto error = split_pairs(options.ext_code, "--ext-code", out.ext_code))
    return std::move(*error);
  out.parameter_files = options.parameter_files;
  if (auto error = split_pairs(options.parameters, "--parameter", out.parameters))
    return std::move(*error);
  out.assume_defaults = options.assume_defaults;
  if (options.regions.size() > 1 && !options.live.wanted())
    return Error{"--region is given once; only with --aws it is repeated, for each region to scan"};
  if (!options.regions.empty() && options.regions[0] != "all")
    out.region = options.regions[0];
  out.account = options.account;
  out.terraform_source = options.terraform_source;
  out.with_project = options.with_project;
  return out;
}

std::optional<StandardInput> standard_input(const Options& options, Environment& environment) {
  if (std::ranges::find(options.paths, "-") == options.paths.end())
    return std::nullopt;
  StandardInput input;
  input.text.assign(std::istreambuf_iterator<char>(environment.in), {});
  if (!options.stdin_file_name.empty())
    input.file_name = options.stdin_file_name;
  return input;
}

void print_diagnostics(std::ostream& out, const Diagnostics& diagnostics, const SourceSet& sources,
                       Language language) {
  for (const Diagnostic& diagnostic : diagnostics) {
    std::string place = printable(diagnostic.path);
    std::string excerpt;
    if (diagnostic.span.valid()) {
      const SourceFile& file = sources.file(diagnostic.span.source);
      const LineColumn at = file.locate(diagnostic.span.begin);
      place = fmt::format("{}:{}:{}", printable(file.path()), at.line, at.column);
      const std::string_view line = file.is_withheld() ? std::string_view() : file.line(at.line);
      constexpr std::size_t kLongestLine = 160;
      if (!file.is_withheld() && line.size() <= kLongestLine)
        excerpt = fmt::format("{:5} | {}\n      | {}^{}\n", at.line, printable(line),
                              std::string(static_cast<std::size_t>(at.column - 1), ' '),
                              std::string(underlined(file, diagnostic.span, line), '~'));
    }
    out << place << (place.empty() ? "" : ": ") << level_name(diagnostic.level, language) << ": "
        << printable(diagnostic.message) << '\n'
        << excerpt;
    if (!diagnostic.hint.empty())
      out << "      = " << printable(diagnostic.hint) << '\n';
  }
}

}  // namespace advisor::cli
