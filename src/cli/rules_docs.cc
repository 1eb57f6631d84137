#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/session.h"
#include "src/cli/wording.h"
#include "src/engine/examples.h"
#include "src/report/rule_page.h"

namespace advisor::cli {
namespace {

constexpr std::size_t kMaxPageBytes = std::size_t{4} << 20U;

using Pages = std::map<std::string, std::string>;  // file name -> text

Pages make_pages(const RuleSet& rules, bool links, SourceSet& sources, Diagnostics& diagnostics) {
  Pages pages;
  for (const Rule* rule : rules.rules()) {
    const PageExamples examples =
        choose_examples(read_examples(*rule, rules, sources, diagnostics));
    pages.emplace(rule->id + ".md", rule_page(*rule, examples, {links}));
  }
  pages.emplace("README.md", rule_index(rules.rules()));
  return pages;
}

// Pages of ours in the folder that no rule gives; what others wrote there is not our business.
std::vector<std::string> superfluous(const std::string& folder, const Pages& pages,
                                     const FileSystem& files) {
  std::vector<std::string> out;
  const auto entries = files.list(folder);
  if (!entries)
    return out;
  for (const FileSystem::Entry& entry : *entries) {
    if (!entry.name.ends_with(".md") || pages.contains(entry.name))
      continue;
    const auto text = files.read(join_path(folder, entry.name), kMaxPageBytes);
    if (text && text->starts_with(kGeneratedMark))
      out.push_back(join_path(folder, entry.name));
  }
  return out;
}

int check_pages(const std::string& folder, const Pages& pages, Environment& environment) {
  std::size_t wrong = 0;
  const auto tell = [&](std::string_view what, const std::string& path) {
    environment.out << fmt::format("{} {}\n", what, printable(path));
    ++wrong;
  };
  for (const auto& [name, text] : pages) {
    const std::string path = join_path(folder, name);
    if (environment.files.kind(path) == FileSystem::Kind::kMissing) {
      tell("missing    ", path);
      continue;
    }
    const auto written = environment.files.read(path, kMaxPageBytes);
    if (!written || *written != text)
      tell("stale      ", path);
  }
  for (const std::string& path : superfluous(folder, pages, environment.files))
    tell("superfluous", path);
  if (wrong == 0) {
    environment.out << fmt::format("{} up to date\n", counted(pages.size(), "page"));
    return kExitClean;
  }
  environment.out << fmt::format("{} to write; `advisor rules docs --out {}` does it\n",
                                 counted(wrong, "page"), printable(folder));
  return kExitFindings;
}

int write_pages(const std::string& folder, const Pages& pages, Environment& environment) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::size_t changed = 0;
  for (const auto& [name, text] : pages) {
    const std::string path = join_path(folder, name);
    const auto before = environment.files.read(path, kMaxPageBytes);
    if (before && *before == text)
      continue;
    // A README.md that somebody wrote is not to be lost.
    if (before && !before->starts_with(kGeneratedMark)) {
      environment.err << fmt::format(
          "advisor: {} was not written by `advisor rules docs`; "
          "it is left as it is\n",
          printable(path));
      return kExitUsage;
    }
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) {
      environment.err << fmt::format("advisor: cannot write {}\n", printable(path));
      return kExitUsage;
    }
    ++changed;
  }
  std::size_t removed = 0;
  for (const std::string& path : superfluous(folder, pages, environment.files))
    removed += std::filesystem::remove(path, error) ? 1 : 0;
  environment.out << fmt::format("{} in {}: {} written, {} removed\n",
                                 counted(pages.size(), "page"), printable(folder), changed,
                                 removed);
  return kExitClean;
}

}  // namespace

int rules_docs_command(const Options& options, Environment& environment) {
  SourceSet sources;
  RuleSet rules;
  Diagnostics diagnostics;
  if (options.files.empty())
    rules.add_builtin();
  for (const std::string& path : options.files)
    rules.add_path(path, environment.files, sources, diagnostics);
  const Pages pages = make_pages(rules, !options.no_postmortem_links, sources, diagnostics);
  print_diagnostics(environment.err, diagnostics, sources, Language::kEnglish);
  // Pages of a part of the rules would make those of the others look superfluous.
  if (has_errors(diagnostics))
    return kExitUsage;
  const std::string folder = options.directory.empty() ? "docs/rules" : options.directory;
  return options.check ? check_pages(folder, pages, environment)
                       : write_pages(folder, pages, environment);
}

}  // namespace advisor::cli
