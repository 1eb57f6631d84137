#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <set>
#include <system_error>

#include "parsers/discover.h"
#include "src/base/date.h"
#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/analysis.h"
#include "src/cli/init_survey.h"
#include "src/cli/init_texts.h"
#include "src/cli/new_file.h"
#include "src/cli/session.h"
#include "src/report/parts.h"

namespace advisor::cli {
namespace {

constexpr const char* kPrecommit = ".pre-commit-config.yaml";
constexpr const char* kWorkflow = ".github/workflows/sre-advisor.yml";
constexpr const char* kOurName = "sre-advisor";
constexpr std::size_t kMaxPrecommit = std::size_t{1} << 20U;
constexpr std::int64_t kHalfAYear = std::int64_t{183} * 24 * 60 * 60;

// For a command line to be pasted.
std::string shell_word(const std::string& word) {
  std::string shown = printable(word);
  const bool plain = std::ranges::all_of(shown, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_-./+:@%,=").find(c) != std::string_view::npos;
  });
  if (plain && !shown.empty())
    return shown;
  std::string out = "'";
  for (const char c : shown)
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

class Init {
 public:
  Init(const Options& options, Environment& environment)
      : options_(options), environment_(environment), folder_(normalize_path(options.directory)) {}

  int run();

 private:
  const FileSystem& files() const { return environment_.files; }
  Language language() const { return analysis_.session.language; }
  std::string say(const char* english, const char* japanese) const {
    return language() == Language::kJapanese ? japanese : english;
  }
  template <class... Arguments>
  void print(const char* english, const char* japanese, const Arguments&... arguments) {
    environment_.out << fmt::format(fmt::runtime(say(english, japanese)), arguments...) << '\n';
  }
  void show(std::string_view text) {
    environment_.out << '\n';
    for (const std::string_view line : split(text, '\n'))
      environment_.out << (line.empty() ? "" : "    ") << line << '\n';
  }
  static std::string below(const std::string& folder, const std::string& name) {
    return folder == "." ? name : join_path(folder, name);
  }
  std::string path(const std::string& name) const { return below(folder_, name); }
  std::string relative(const std::string& found) const;
  int refuse(const std::string& why) {
    environment_.out.flush();
    environment_.err << "advisor: " << why << '\n';
    return kExitUsage;
  }
  bool write(const std::string& folder, const std::string& name, const std::string& text);
  bool cannot_write(const std::string& path, int error) {
    const std::string why = error == EAGAIN
                                ? say("it was changed meanwhile", "同時に変更されました")
                                : std::generic_category().message(error);
    refuse(fmt::format(fmt::runtime(say("cannot write {}: {}", "{} を書き込めません: {}")),
                       printable(path), why));
    return false;
  }
  void left(const std::string& path) {
    print("{} is there already; it is left as it is.", "{} はすでにあるため、変更しません。",
          printable(path));
  }

  Result<std::string> own_config() const;
  bool look(const std::string& config);
  std::vector<std::string> rule_paths() const;
  std::vector<std::string> usable_rule_paths();
  ConfigSample sample() const;
  bool write_config();
  void find_top();
  bool offer_precommit();
  bool offer_workflow();
  void tell_rest();

  const Options& options_;
  Environment& environment_;
  std::string folder_;
  Analysis analysis_;
  Project project_{ADVISOR_REPOSITORY, ADVISOR_VERSION};
  std::vector<std::string> paths_;
  std::vector<std::string> rule_paths_;  // to be turned on
  std::string faulty_rules_;             // where there are some with errors
  Survey survey_;
  Report report_;
  // Where pre-commit and GitHub look, and whether we may write there: it is the folder itself.
  std::string top_;
  bool writes_ = false;
  bool offered_ = false;  // a text with the project's address was printed or written
  bool printed_ = false;  // one that --write would have written
};

// As the configuration and its readers see it: below the folder.
std::string Init::relative(const std::string& found) const {
  std::string normal = normalize_path(found);
  if (folder_ == "." || !is_below(normal, folder_) || normal.size() <= folder_.size())
    return normal;
  return normal.substr(folder_ == "/" ? 1 : folder_.size() + 1);
}

// Empty if the folder has none. Something of that name counts, whatever it is: a link that leads
// nowhere, too.
Result<std::string> Init::own_config() const {
  const auto entries = files().list(folder_);
  if (!entries)
    return entries.error();
  for (const char* name : {"advisor.yaml", "advisor.yml"})
    if (std::ranges::find(*entries, name, &FileSystem::Entry::name) != entries->end())
      return std::string(name);
  return std::string();
}

bool Init::look(const std::string& config) {
  paths_ = {folder_};
  std::ranges::move(cdk_outputs(folder_, files()), std::back_inserter(paths_));
  Options options = options_;
  options.paths = paths_;
  if (!config.empty() && files().kind(path(config)) == FileSystem::Kind::kFile)
    options.config = path(config);
  else
    options.no_config = true;
  if (config.empty())
    rule_paths_ = usable_rule_paths();
  for (const std::string& below : rule_paths_)
    options.rule_paths.push_back(path(below));
  if (!analyse(options, false, environment_, analysis_))
    return false;
  survey_ = survey(folder_, analysis_.inputs, files());
  report_ = make_report(std::move(analysis_.verdicts), std::move(analysis_.diagnostics),
                        analysis_.session.sources, language(), {});
  return true;
}

// The folders of the rule files, each with what is below it; of those at the top the files.
std::vector<std::string> Init::rule_paths() const {
  std::set<std::string> found;
  for (const std::string& file : rule_files(folder_, files())) {
    const std::string below = relative(file);
    found.insert(parent_path(below).empty() ? below : parent_path(below));
  }
  std::vector<std::string> out;
  for (const std::string& path : found)
    if (std::ranges::none_of(out, [&](const std::string& above) { return is_below(path, above); }))
      out.push_back(path);
  return out;
}

// None unless every rule loads: a configuration with errors would stop every run.
std::vector<std::string> Init::usable_rule_paths() {
  std::vector<std::string> found = rule_paths();
  constexpr std::size_t kMost = 8;
  if (found.empty() || found.size() > kMost ||
      std::ranges::any_of(found, [](const std::string& path) { return printable(path) != path; }))
    return {};
  Diagnostics diagnostics;
  SourceSet sources;
  RuleSet rules;
  rules.add_builtin();
  for (const std::string& below : found)
    rules.add_path(path(below), files(), sources, diagnostics);
  if (has_errors(diagnostics)) {
    faulty_rules_ = found[0];
    return {};
  }
  return found;
}

ConfigSample Init::sample() const {
  ConfigSample out{rule_paths_, "ecs-container-ulimits", "ecs/ecs-task-def.json",
                   format_date(environment_.now + kHalfAYear)};
  for (const Verdict* finding : findings_by_severity(report_)) {
    const Place place = place_of(report_, *finding);
    const std::string file = relative(place.path);
    // A suppression takes `*` and `?` as wildcards.
    if (!has_file(*finding) || printable(file) != file ||
        file.find_first_of("*?") != std::string::npos)
      continue;
    out.rule = finding->rule->id;
    out.file = file;
    break;
  }
  return out;
}

bool Init::write(const std::string& folder, const std::string& name, const std::string& text) {
  const int error = write_new_file(folder, name, text);
  if (error == EEXIST)
    left(below(folder, name));
  else if (error != 0)
    return cannot_write(below(folder, name), error);
  else
    print("Wrote {}.", "{} を作成しました。", printable(below(folder, name)));
  return true;
}

bool Init::write_config() {
  if (!faulty_rules_.empty())
    print("Rules in {} have errors (`advisor rules lint` tells them), so they are not turned on.",
          "{} のルールには誤りがあるため、有効にしません（`advisor rules lint` で表示します）。",
          printable(faulty_rules_));
  const std::string above = find_config(folder_, files());
  if (!write(folder_, "advisor.yaml", config_text(sample(), project_, language())))
    return false;
  if (!above.empty())
    print("Below {} it takes the place of {}.",
          "{} の下では、{} の代わりにこのファイルを使います。", printable(folder_),
          printable(above));
  return true;
}

void Init::find_top() {
  const std::string here = files().canonical(folder_);
  const std::string top = work_tree(here, files());
  const bool is_here = top.empty() || top == here;
  top_ = is_here ? folder_ : top;
  writes_ = options_.write && is_here;
  if (!is_here)
    print("pre-commit and GitHub look only at the top of the repository, {}.",
          "pre-commit と GitHub が見るのはリポジトリの最上位 {} だけです。", printable(top));
}

bool Init::offer_precommit() {
  const std::string path = below(top_, kPrecommit);
  const std::string shown = printable(path);
  bool exists = false;
  bool regular = false;
  if (const auto entries = files().list(top_))
    if (const auto entry = std::ranges::find(*entries, kPrecommit, &FileSystem::Entry::name);
        entry != entries->end()) {
      exists = true;
      regular = !entry->symlink && entry->kind == FileSystem::Kind::kFile;
    }
  // A link is read, to see what it has, but never written.
  std::optional<std::string> text;
  if (files().kind(path) == FileSystem::Kind::kFile)
    if (auto read = files().read(path, kMaxPrecommit))
      text = std::move(*read);
  if (text && text->find(kOurName) != std::string::npos) {
    print("{} has sre-advisor already; it is left as it is.",
          "{} にはすでに sre-advisor があるため、変更しません。", shown);
    return true;
  }
  offered_ = true;
  const PrecommitEntry ours = precommit_entry_of(project_, language());
  if (writes_ && !exists)
    return write(top_, kPrecommit, precommit_text(project_, language()));
  const auto extended =
      writes_ && text && regular ? with_precommit_entry(*text, ours) : std::optional<std::string>();
  if (extended) {
    if (const int error = replace_text(top_, kPrecommit, *text, *extended); error != 0)
      return cannot_write(path, error);
    print("Added sre-advisor to {}.", "{} に sre-advisor を追加しました。", shown);
    return true;
  }
  if (writes_)
    print("{} could not be extended safely; it is left as it is. This belongs in its repos:",
          "{} には安全に追加できないため、変更しません。repos に次の項目を追加してください。",
          shown);
  else if (exists)
    print("For pre-commit, to be added to the repos of {}:",
          "pre-commit で使うには、{} の repos に次の項目を追加します。", shown);
  else
    print("For pre-commit, as {}:", "pre-commit で使うには、次の内容で {} を作ります。", shown);
  show(exists ? precommit_entry(ours, {}) : precommit_text(project_, language()));
  printed_ = printed_ || !writes_;
  return true;
}

bool Init::offer_workflow() {
  const std::string path = below(top_, kWorkflow);
  if (files().kind(path) != FileSystem::Kind::kMissing) {
    left(path);
    return true;
  }
  offered_ = true;
  const std::string text = workflow_text(project_, language());
  if (writes_)
    return write(top_, kWorkflow, text);
  print("For pull requests on GitHub, as {}:",
        "GitHub のプルリクエストで使うには、次の内容で {} を作ります。", printable(path));
  show(text);
  printed_ = true;
  return true;
}

void Init::tell_rest() {
  if (printed_) {
    const std::string folder = top_ == "." ? "" : " " + shell_word(top_);
    print("`advisor init{} --write` adds them.", "`advisor init{} --write` で追加します。", folder);
  }
  if (offered_ && !project_.known())
    environment_.out << owner_note(project_, language()) << '\n';
  std::string paths;
  if (paths_.size() > 1 || folder_ != ".")
    for (const std::string& path : paths_)
      paths += " " + shell_word(path);
  const Counts& counts = report_.counts;
  if (counts.findings() > 0)
    print(
        "Findings now: {} Critical, {} Warning, {} Info. `advisor baseline create{}` lists them in "
        "advisor-baseline.json; with --baseline advisor-baseline.json a run reports only what is "
        "new.",
        "現在の指摘は Critical {} 件、Warning {} 件、Info {} 件です。`advisor baseline create{}` "
        "で advisor-baseline.json に記録し、--baseline advisor-baseline.json "
        "を付けて実行すると、新しい指摘だけが報告されます。",
        counts.critical, counts.warning, counts.info, paths);
  print("Next: advisor run{}", "次に: advisor run{}", paths);
}

int Init::run() {
  switch (files().kind(folder_)) {
    case FileSystem::Kind::kDirectory:
      break;
    case FileSystem::Kind::kMissing:
      return refuse(fmt::format("{}: no such file or directory", printable(folder_)));
    default:
      return refuse(fmt::format("{} is no directory", printable(folder_)));
  }
  const auto config = own_config();
  if (!config)
    return refuse(printable(config.error().message));
  if (!look(*config))
    return kExitUsage;
  environment_.out << describe(survey_, folder_, language()) << '\n';
  if (config->empty()) {
    if (!write_config())
      return kExitUsage;
  } else {
    left(path(*config));
  }
  find_top();
  if (!offer_precommit() || !offer_workflow())
    return kExitUsage;
  tell_rest();
  return kExitClean;
}

}  // namespace

int init_command(const Options& options, Environment& environment) {
  return Init(options, environment).run();
}

}  // namespace advisor::cli
