#include "parsers/project.h"

#include <algorithm>
#include <set>
#include <utility>

#include "parsers/document_file.h"
#include "parsers/ecspresso.h"
#include "parsers/formats.h"
#include "parsers/lambroll.h"

namespace advisor {
namespace {

// Nobody writes such files by hand, and every file above the given ones is looked at.
constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;

class Project {
 public:
  Project(const std::vector<FoundFile>& given, const FileSystem& files, const ReadOptions& options,
          const std::map<std::string, std::string>& environment)
      : workspace_{files, sources_, options, {}, {}} {
    base_.environment = environment;
    for (const FoundFile& file : given)
      known_.insert(file.canonical);
    for (const FoundFile& file : given)
      examine(file, true);
    for (const FoundFile& file : files_above(given, files, options.honour_gitignore))
      if (!known_.contains(file.canonical))
        examine(file, false);
  }

  std::vector<FoundFile> others() {
    add_ecspresso();
    for (const FoundFile& file : functions_)
      if (folders_.contains(parent_path(file.canonical)))
        add(file);
    for (const auto& [file, options] : options_)
      if (known_.contains(file.canonical) || names_known(options))
        add_with_options(file, options);
    return std::move(out_);
  }

 private:
  void examine(const FoundFile& file, bool given) {
    Result<std::string> text = workspace_.files.read(file.path, kMaxBytes);
    if (!text)
      return;
    const TellingWords words = telling_words(*text);
    if (!words.any())
      return;
    TemplateContext context = base_;
    context.accept_any_tfstate = true;
    context.prefixes = called_prefixes(*text);
    const TextFile source{file.path, file.root, sources_.add(file.path, std::move(*text))};
    if (words.config && !given)
      if (EcspressoConfigFile read = read_ecspresso_config(source, base_, workspace_); read.ok) {
        configs_.emplace_back(file, std::move(read.config));
        return;
      }
    if (!words.definition)
      return;
    Parsed parsed = parse_file(source, syntax_of(file.path), context, workspace_);
    const FileKind kind = parsed.ok ? kind_of(parsed.root) : FileKind::kForeign;
    if (kind == FileKind::kLambrollFunction || kind == FileKind::kLambrollFunctionUrl) {
      functions_.push_back(file);
      if (given)
        folders_.insert(parent_path(file.canonical));
    } else if (kind == FileKind::kLambrollOptions) {
      Diagnostics none;
      options_.emplace_back(
          file, read_lambroll_options(source, std::move(parsed.root), base_, workspace_, none));
    }
  }

  void add(FoundFile file) {
    if (known_.insert(file.canonical).second)
      out_.push_back(std::move(file));
  }

  void add_ecspresso() {
    for (const auto& [file, config] : configs_)
      if (std::ranges::any_of(config.references, [&](const EcspressoConfig::Reference& reference) {
            return is_known(reference.path);
          }))
        out_.push_back(file);
  }

  bool is_known(const std::string& path) const {
    return !path.empty() && known_.contains(workspace_.files.canonical(path));
  }
  bool names_known(const LambrollOptions& options) const {
    return is_known(options.function) || is_known(options.function_url);
  }
  void add_with_options(const FoundFile& file, const LambrollOptions& options) {
    add(file);
    for (const std::string& path : {options.function, options.function_url}) {
      const std::string canonical = workspace_.files.canonical(path);
      if (!path.empty() && is_below(canonical, file.root) &&
          workspace_.files.kind(path) == FileSystem::Kind::kFile)
        add({path, file.root, false, canonical});
    }
  }

  SourceSet sources_;
  Workspace workspace_;
  TemplateContext base_;
  std::set<std::string> known_;  // canonical paths of what is given or added
  std::vector<std::pair<FoundFile, EcspressoConfig>> configs_;
  std::vector<FoundFile> functions_;  // and function URLs
  std::set<std::string> folders_;     // of given functions and function URLs
  std::vector<std::pair<FoundFile, LambrollOptions>> options_;
  std::vector<FoundFile> out_;
};

}  // namespace

std::vector<FoundFile> project_files(const std::vector<FoundFile>& given, const FileSystem& files,
                                     const ReadOptions& options,
                                     const std::map<std::string, std::string>& environment) {
  return Project(given, files, options, environment).others();
}

}  // namespace advisor
