#include "parsers/reader.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <tuple>
#include <utility>

#include "parsers/cloudformation.h"
#include "parsers/cross_links.h"
#include "parsers/discover.h"
#include "parsers/document_file.h"
#include "parsers/ecspresso.h"
#include "parsers/env_file.h"
#include "parsers/formats.h"
#include "parsers/ignore_comments.h"
#include "parsers/jsonnet_imports.h"
#include "parsers/lambroll.h"
#include "parsers/project.h"
#include "parsers/terraform.h"
#include "src/base/text.h"

// The order of reading: first the ecspresso configurations, since they say what other files are and
// what their templates may call; then the definitions that they name; then every file that no
// configuration names and that looks like one of ours. lambroll files name nothing, so functions,
// function URLs and option files are matched at the end.

namespace advisor {
namespace {

using Kind = FileOutcome::Kind;

struct Entry {
  TextFile file;
  bool named = false;
  bool done = false;  // its outcome is known
  bool looks_like_template = false;
  bool looks_like_terraform = false;
  TellingWords words;
  FileOutcome outcome;
};

// A definition and the configurations that name it.
struct Claim {
  FileKind kind = FileKind::kForeign;
  std::vector<const EcspressoConfig*> configs;
};

struct LambrollFile {
  Entry* entry = nullptr;
  Value root;
};

class Reader {
 public:
  Reader(const FileSystem& files, SourceSet& sources, const ReadOptions& options)
      : workspace_{files, sources, options, {}, {}},
        templates_(workspace_),
        terraform_(workspace_) {}

  void find_files(const std::vector<std::string>& paths, const StandardInput* standard_input);
  void read_environment();
  void read_configs();
  void read_named_definitions();
  void read_the_rest();
  void match_lambroll_files();
  void read_templates() { templates_.build(out_.inventory); }
  void read_terraform();
  void join(const std::function<void(Inventory&)>& add) { add(out_.inventory); }
  InputSet finish();

 private:
  std::string canonical(const std::string& path) const { return workspace_.files.canonical(path); }
  SourceSet& sources() { return workspace_.sources; }
  void report(Diagnostics diagnostics) {
    std::ranges::move(diagnostics, std::back_inserter(out_.inventory.diagnostics));
  }
  void report(Diagnostic::Level level, std::string message, std::string hint, Span span,
              std::string path = "") {
    out_.inventory.diagnostics.push_back(
        {level, std::move(message), std::move(hint), span, std::move(path)});
  }

  Entry& add_entry(const FoundFile& found);
  bool load(Entry& entry);
  Result<std::string> read_text(const Entry& entry);
  bool examine_terraform(Entry& entry, std::string& text);
  void examine(Entry& entry);
  void set_outcome(Entry& entry, Kind kind, std::string_view format, std::string reason = "");
  void refuse(Entry& entry, std::string_view format, Diagnostics diagnostics);
  void leave_alone(Entry& entry, std::string reason);

  void read_config(Entry& entry);
  void claim_references(const EcspressoConfig& config);
  Entry* referenced(const EcspressoConfig& config, const EcspressoConfig::Reference& reference);
  void read_claimed(Entry& entry, const Claim& claim);
  void add_services(const Value& definition, Entry& entry, const Claim& claim);
  std::string task_definition_of(const EcspressoConfig& config);

  void read_on_its_own(Entry& entry);
  bool read_as_template(Entry& entry);
  void scan_comments(const Entry& entry);
  void build(Entry& entry, FileKind kind, Value root);
  void add_function(const LambrollFile& function, const std::vector<LambrollOptions>& options);
  const Resource* function_of(const std::string& url_path,
                              const std::vector<LambrollOptions>& options) const;

  Workspace workspace_;
  cfn::TemplateSet templates_;
  tf::DocumentSet terraform_;
  InputSet out_;
  TemplateContext base_;
  std::deque<Entry> entries_;
  std::map<std::string, Entry*> by_path_;  // canonical
  std::deque<EcspressoConfig> configs_;
  std::map<std::string, Claim> claims_;  // by canonical path
  std::vector<LambrollFile> functions_, function_urls_, options_;
  std::deque<Resource> function_resources_;
};

Entry& Reader::add_entry(const FoundFile& found) {
  const auto [place, fresh] =
      by_path_.emplace(found.canonical.empty() ? canonical(found.path) : found.canonical, nullptr);
  if (fresh) {
    place->second = &entries_.emplace_back();
    place->second->file = {found.path, found.root, 0};
    place->second->outcome.path = found.path;
  }
  place->second->named = place->second->named || found.named;
  return *place->second;
}

void Reader::set_outcome(Entry& entry, Kind kind, std::string_view format, std::string reason) {
  entry.done = true;
  entry.outcome.kind = kind;
  entry.outcome.format = format;
  entry.outcome.reason = std::move(reason);
}

void Reader::refuse(Entry& entry, std::string_view format, Diagnostics diagnostics) {
  const auto error = std::ranges::find(diagnostics, Diagnostic::Level::kError, &Diagnostic::level);
  set_outcome(entry, Kind::kRefused, format,
              error != diagnostics.end() ? error->message : "it could not be read");
  report(std::move(diagnostics));
}

void Reader::leave_alone(Entry& entry, std::string reason) {
  set_outcome(entry, Kind::kLeftAlone, "", std::move(reason));
  // A hook gives every file that changed.
  if (entry.named && !workspace_.options.with_project)
    report(Diagnostic::Level::kNote,
           printable(entry.file.path) + " is no file that advisor knows; it was not analysed", "",
           Span{}, entry.file.path);
}

// Takes the text into the source set.
bool Reader::load(Entry& entry) {
  if (entry.file.source != 0)
    return true;
  Result<std::string> text =
      workspace_.files.read(entry.file.path, workspace_.options.max_file_bytes);
  if (!text) {
    refuse(entry, "",
           {{Diagnostic::Level::kError, text.error().message, "", Span{}, entry.file.path}});
    return false;
  }
  entry.file.source = sources().add(entry.file.path, std::move(*text));
  return true;
}

// Plans may be larger than anything else; only a file that is one is read whole.
Result<std::string> Reader::read_text(const Entry& entry) {
  const std::size_t usual = workspace_.options.max_file_bytes;
  Result<std::string> text = workspace_.files.read(entry.file.path, usual);
  const std::string suffix = extension(entry.file.path);
  if (text || (suffix != ".json" && suffix != ".tfstate" && !entry.named))
    return text;
  Result<std::string> large = workspace_.files.read(entry.file.path, UINT32_MAX);
  return large && tf::look_at(*large) == tf::Look::kDocument ? std::move(large) : std::move(text);
}

// True if the text is Terraform's, and the entry's outcome or what follows is settled.
bool Reader::examine_terraform(Entry& entry, std::string& text) {
  if (auto utf8 = tf::from_utf16(text)) {
    if (tf::look_at(*utf8) != tf::Look::kDocument)
      return false;
    text = std::move(*utf8);
  }
  struct Refusal {
    tf::Look look;
    const char* message;
    const char* hint;
  };
  static constexpr Refusal kRefusals[] = {
      {tf::Look::kBinaryPlan, "this is a binary Terraform plan, which only Terraform can read",
       "make JSON of it: terraform show -json PLAN > plan.json (tofu show -json for OpenTofu)"},
      {tf::Look::kStream, "this is the log of `terraform plan -json`, which holds no values",
       "make a plan and show it: terraform plan -out PLAN; terraform show -json PLAN > plan.json"},
      {tf::Look::kOldState, "this Terraform state has a format before version 4 (Terraform 0.11)",
       "let a current Terraform upgrade it: terraform state pull"},
      {tf::Look::kProviderSchema, "this is a provider schema of Terraform, not a plan",
       "make a plan and show it: terraform plan -out PLAN; terraform show -json PLAN > plan.json"}};
  const tf::Look look = tf::look_at(text);
  if (look == tf::Look::kForeign)
    return false;
  if (look == tf::Look::kDocument) {
    entry.looks_like_terraform = true;
    if (entry.file.source == 0)
      entry.file.source = sources().add(entry.file.path, std::move(text));
    sources().withhold_text(entry.file.source);
    return true;
  }
  const auto* refusal = std::ranges::find(kRefusals, look, &Refusal::look);
  if (!entry.named)
    leave_alone(entry, refusal->message);
  else
    refuse(entry, "terraform",
           {{Diagnostic::Level::kError, refusal->message, refusal->hint, Span{}, entry.file.path}});
  return true;
}

void Reader::read_terraform() {
  for (Entry& entry : entries_) {
    if (!entry.looks_like_terraform || entry.done)
      continue;
    Diagnostics diagnostics;
    if (!terraform_.add(entry.file, diagnostics)) {
      refuse(entry, "terraform", std::move(diagnostics));
      continue;
    }
    report(std::move(diagnostics));
    set_outcome(entry, Kind::kRead, terraform_.last_format());
  }
  terraform_.build(out_.inventory);
}

// Decides by the words of the text whether a file is worth parsing. Only then its text is kept.
void Reader::examine(Entry& entry) {
  if (entry.file.source == 0) {
    Result<std::string> text = read_text(entry);
    if (!text && entry.named) {
      refuse(entry, "",
             {{Diagnostic::Level::kError, text.error().message, "", Span{}, entry.file.path}});
      return;
    }
    if (!text) {
      leave_alone(entry, text.error().message);
      return;
    }
    if (examine_terraform(entry, *text))
      return;
    entry.words = telling_words(*text);
    if (!entry.words.any() && syntax_of(entry.file.path) == Syntax::kJsonnet)
      entry.words = telling_words_of_imports(entry.file, *text, workspace_.files);
    if (entry.words.any() || entry.named)
      entry.file.source = sources().add(entry.file.path, std::move(*text));
  } else {
    std::string text = sources().file(entry.file.source).text();
    if (examine_terraform(entry, text))
      return;
    entry.words = telling_words(text);
  }
  if (entry.file.source != 0 && syntax_of(entry.file.path) != Syntax::kJsonnet)
    entry.looks_like_template =
        entry.words.section && looks_like_template(sources().file(entry.file.source).text());
  if (entry.file.source != 0 && syntax_of(entry.file.path) == Syntax::kYaml &&
      is_rule_file(sources().file(entry.file.source).text()))
    leave_alone(entry, "a rule file of advisor");
  else if (extension(entry.file.path) == ".libsonnet" && !entry.named)
    leave_alone(entry, "a Jsonnet library is read with the files that import it");
  else if (!entry.words.any() && !entry.named)
    leave_alone(entry, "nothing in it belongs to ecspresso, lambroll, CloudFormation or Terraform");
}

void Reader::find_files(const std::vector<std::string>& paths,
                        const StandardInput* standard_input) {
  std::vector<std::string> on_disk;
  std::ranges::copy_if(paths, std::back_inserter(on_disk),
                       [](const std::string& path) { return path != "-"; });
  Discovery found = discover(on_disk, workspace_.files, workspace_.options.honour_gitignore);
  for (const Diagnostic& diagnostic : found.diagnostics)
    if (!diagnostic.path.empty())
      out_.files.push_back({diagnostic.path, Kind::kRefused, "", diagnostic.message});
  report(std::move(found.diagnostics));
  if (standard_input != nullptr && on_disk.size() != paths.size()) {
    const std::string& name = standard_input->file_name;
    Entry& entry = add_entry({name, reference_root(name, workspace_.files), true, {}});
    entry.file.source = sources().add(name, standard_input->text);
  }
  for (const FoundFile& file : found.files)
    add_entry(file);
  if (workspace_.options.with_project) {
    std::erase_if(found.files, [](const FoundFile& file) { return !file.named; });
    for (const FoundFile& file :
         project_files(found.files, workspace_.files, workspace_.options, base_.environment))
      add_entry(file);
  }
  for (Entry& entry : entries_)
    examine(entry);
}

void Reader::read_environment() {
  for (const std::string& path : workspace_.options.env_files) {
    Result<std::string> text = workspace_.files.read(path, std::size_t{1} << 20U);
    if (!text) {
      report(Diagnostic::Level::kError, text.error().message, "", Span{}, path);
      continue;
    }
    const SourceId source = sources().add(path, std::move(*text));
    sources().withhold_text(source);
    report(read_env_file(sources().file(source).text(), source, base_.environment));
  }
  for (const std::string& given : workspace_.options.tfstates) {
    const std::size_t equals = given.find('=');
    const bool prefixed =
        equals != std::string::npos && workspace_.files.kind(given) != FileSystem::Kind::kFile;
    const std::string path = prefixed ? given.substr(equals + 1) : given;
    Diagnostics problems;
    auto state = load_state(path, workspace_, problems);
    if (state == nullptr)
      report(Diagnostic::Level::kError, "cannot use " + printable(path) + " as Terraform state",
             "a state file of format version 4 is wanted", Span{}, path);
    base_.states.push_back({prefixed ? given.substr(0, equals) : "", std::move(state)});
  }
}

void Reader::read_configs() {
  // The deque of entries grows when configurations name files that were not found by walking.
  const std::size_t found = entries_.size();
  for (std::size_t i = 0; i < found; ++i)
    if (!entries_[i].done && !entries_[i].looks_like_template &&
        !entries_[i].looks_like_terraform && (entries_[i].words.config || entries_[i].named))
      read_config(entries_[i]);
  for (const EcspressoConfig& config : configs_)
    claim_references(config);
}

void Reader::read_config(Entry& entry) {
  const std::string& text = sources().file(entry.file.source).text();
  EcspressoConfigFile read = read_ecspresso_config(entry.file, base_, workspace_);
  if (read.ok) {
    set_outcome(entry, Kind::kRead, format_name(FileKind::kEcspressoConfig));
    report(std::move(read.diagnostics));
    configs_.push_back(std::move(read.config));
  } else if (entry.words.config && kind_of(read.config.root) == FileKind::kForeign &&
             surely(text) == FileKind::kEcspressoConfig) {
    refuse(entry, format_name(FileKind::kEcspressoConfig), std::move(read.diagnostics));
  }
}

void Reader::claim_references(const EcspressoConfig& config) {
  for (const EcspressoConfig::Reference& reference : config.references) {
    Entry* entry = referenced(config, reference);
    if (entry == nullptr)
      continue;
    Claim& claim = claims_[canonical(entry->file.path)];
    if (claim.configs.empty())
      claim.kind = reference.kind;
    if (claim.kind == reference.kind)
      claim.configs.push_back(&config);
  }
}

// The file that a reference names; nullptr, with a warning, if it is not there.
Entry* Reader::referenced(const EcspressoConfig& config,
                          const EcspressoConfig::Reference& reference) {
  const std::string real = canonical(reference.path);
  if (const auto known = by_path_.find(real); known != by_path_.end())
    return known->second;
  if (!is_below(real, config.file.root)) {
    report(Diagnostic::Level::kWarning,
           printable(reference.path) + " lies outside of the scanned tree and was not read",
           "scan the directory that holds both", reference.span);
    return nullptr;
  }
  if (workspace_.files.kind(reference.path) != FileSystem::Kind::kFile) {
    report(Diagnostic::Level::kWarning,
           printable(reference.path) + " does not exist, so it was not checked",
           "if a build makes it, run advisor after that", reference.span);
    return nullptr;
  }
  return &add_entry({reference.path, config.file.root, false, {}});
}

void Reader::read_named_definitions() {
  // Task definitions first: services refer to them.
  for (const bool tasks : {true, false})
    for (const auto& [path, claim] : claims_)
      if ((claim.kind == FileKind::kTaskDefinition) == tasks)
        read_claimed(*by_path_.at(path), claim);
}

bool fits(FileKind kind, const Value& root) {
  if (root.as_map() == nullptr)
    return false;
  if (kind != FileKind::kTaskDefinition || root.open())
    return true;
  return kind_of(root) == FileKind::kTaskDefinition;
}

void Reader::read_claimed(Entry& entry, const Claim& claim) {
  if (entry.done && entry.outcome.kind != Kind::kLeftAlone)
    return;
  if (!load(entry))
    return;
  const std::string_view format = format_name(claim.kind);
  const Syntax syntax =
      syntax_of(entry.file.path) == Syntax::kJsonnet ? Syntax::kJsonnet : Syntax::kJson;
  Parsed parsed = parse_file(entry.file, syntax, merged_context(claim.configs, base_), workspace_);
  if (parsed.ok && !fits(claim.kind, parsed.root))
    parsed.diagnostics.push_back(
        {Diagnostic::Level::kError,
         claim.kind == FileKind::kTaskDefinition
             ? "this file has no containerDefinitions, but " +
                   printable(claim.configs[0]->file.path) + " names it as task definition"
             : "this file is no JSON object, but " + printable(claim.configs[0]->file.path) +
                   " names it",
         "",
         {entry.file.source, parsed.root.span().begin, parsed.root.span().begin},
         ""});
  if (!parsed.ok || !fits(claim.kind, parsed.root)) {
    refuse(entry, format, std::move(parsed.diagnostics));
    return;
  }
  set_outcome(entry, Kind::kRead, format);
  report(std::move(parsed.diagnostics));
  if (claim.kind == FileKind::kTaskDefinition)
    out_.inventory.resources.push_back(task_definition_resource(
        std::move(parsed.root), entry.file, claim.configs, sources(), out_.inventory.diagnostics));
  else
    add_services(parsed.root, entry, claim);
}

std::string Reader::task_definition_of(const EcspressoConfig& config) {
  const auto* reference = config.reference(FileKind::kTaskDefinition);
  if (reference == nullptr)
    return {};
  const auto entry = by_path_.find(canonical(reference->path));
  if (entry == by_path_.end())
    return {};
  const FileOutcome& outcome = entry->second->outcome;
  const bool read =
      outcome.kind == Kind::kRead && outcome.format == format_name(FileKind::kTaskDefinition);
  return read ? entry->second->file.path + "#task_definition" : std::string();
}

// One service for every configuration that makes a different one of the definition.
void Reader::add_services(const Value& definition, Entry& entry, const Claim& claim) {
  std::vector<Resource> made;
  for (const EcspressoConfig* config : claim.configs) {
    // Without a name of a service the project only runs tasks (`ecspresso run`).
    if (claim.kind == FileKind::kServiceDefinition && config->get("service") == nullptr)
      continue;
    Diagnostics notes;
    Resource service = claim.kind == FileKind::kServiceDefinition
                           ? service_resource(definition, entry.file, config,
                                              task_definition_of(*config), sources(), notes)
                           : express_resource(definition, entry.file, config, sources(), notes);
    if (made.empty())
      report(std::move(notes));
    if (std::ranges::any_of(made, [&](const Resource& other) {
          return same_value(other.properties, service.properties);
        }))
      continue;
    if (!made.empty())
      service.id += "@" + config->file.path;
    made.push_back(std::move(service));
  }
  std::ranges::move(made, std::back_inserter(out_.inventory.resources));
}

void Reader::read_the_rest() {
  for (Entry& entry : entries_)
    if (!entry.done && !entry.looks_like_terraform)
      read_on_its_own(entry);
}

// No configuration says what the file's templates may call, so every prefix is taken for that of a
// plugin.
void Reader::read_on_its_own(Entry& entry) {
  if (entry.looks_like_template && read_as_template(entry))
    return;
  const std::string& text = sources().file(entry.file.source).text();
  TemplateContext context = base_;
  context.accept_any_tfstate = true;
  std::ranges::move(called_prefixes(text), std::back_inserter(context.prefixes));
  Parsed parsed = parse_file(entry.file, syntax_of(entry.file.path), context, workspace_);
  const FileKind kind = parsed.ok ? kind_of(parsed.root) : FileKind::kForeign;
  if (kind != FileKind::kForeign) {
    report(std::move(parsed.diagnostics));
    build(entry, kind, std::move(parsed.root));
    return;
  }
  const bool unreadable = !parsed.ok || parsed.root.as_map() == nullptr;
  const FileKind guess = unreadable ? surely(text) : FileKind::kForeign;
  const bool is_error = std::ranges::any_of(
      parsed.diagnostics, [](const Diagnostic& d) { return d.level == Diagnostic::Level::kError; });
  if (guess != FileKind::kForeign && is_error)
    refuse(entry, format_name(guess), std::move(parsed.diagnostics));
  else
    leave_alone(entry, unreadable ? "it could not be parsed, and is hardly ours"
                                  : "its content belongs to another tool");
}

// False if it turns out to be something else.
bool Reader::read_as_template(Entry& entry) {
  ParseLimits limits;
  limits.bytes = workspace_.options.max_file_bytes;
  Parsed parsed =
      cfn::parse_template(sources().file(entry.file.source).text(), entry.file.source, limits);
  if (!parsed.ok) {
    refuse(entry, format_name(FileKind::kCloudFormation), std::move(parsed.diagnostics));
    return true;
  }
  if (kind_of(parsed.root) != FileKind::kCloudFormation)
    return false;
  set_outcome(entry, Kind::kRead, format_name(FileKind::kCloudFormation));
  templates_.add(entry.file, std::move(parsed.root), std::move(parsed.diagnostics));
  return true;
}

void Reader::build(Entry& entry, FileKind kind, Value root) {
  set_outcome(entry, kind == FileKind::kRunOverrides ? Kind::kSupporting : Kind::kRead,
              format_name(kind));
  auto& resources = out_.inventory.resources;
  auto& notes = out_.inventory.diagnostics;
  switch (kind) {
    case FileKind::kTaskDefinition:
      resources.push_back(
          task_definition_resource(std::move(root), entry.file, {}, sources(), notes));
      break;
    case FileKind::kServiceDefinition:
      resources.push_back(
          service_resource(std::move(root), entry.file, nullptr, "", sources(), notes));
      break;
    case FileKind::kExpressDefinition:
      resources.push_back(express_resource(std::move(root), entry.file, nullptr, sources(), notes));
      break;
    case FileKind::kLambrollFunction:
      functions_.push_back({&entry, std::move(root)});
      break;
    case FileKind::kLambrollFunctionUrl:
      function_urls_.push_back({&entry, std::move(root)});
      break;
    case FileKind::kLambrollOptions:
      options_.push_back({&entry, std::move(root)});
      break;
    case FileKind::kCloudFormation:  // made by Jsonnet
      templates_.add(entry.file, std::move(root), {});
      break;
    default:
      break;
  }
}

void Reader::add_function(const LambrollFile& function,
                          const std::vector<LambrollOptions>& options) {
  const Entry& entry = *function.entry;
  Value root = function.root;
  std::string region;
  if (const auto given = base_.environment.find("AWS_REGION"); given != base_.environment.end())
    region = given->second;
  for (const LambrollOptions& option : options) {
    if (option.function.empty() || canonical(option.function) != canonical(entry.file.path))
      continue;
    if (!option.region.empty())
      region = option.region;
    if (!option.changes_context)
      continue;
    Parsed again = parse_file(entry.file, syntax_of(entry.file.path), option.context, workspace_,
                              &option.variables);
    if (again.ok && kind_of(again.root) == FileKind::kLambrollFunction)
      root = std::move(again.root);
  }
  function_resources_.push_back(function_resource(std::move(root), entry.file, region, sources(),
                                                  out_.inventory.diagnostics));
}

const Resource* Reader::function_of(const std::string& url_path,
                                    const std::vector<LambrollOptions>& options) const {
  std::vector<const Resource*> functions;
  for (const Resource& function : function_resources_)
    functions.push_back(&function);
  for (const LambrollOptions& option : options) {
    if (option.function_url.empty() || canonical(option.function_url) != canonical(url_path))
      continue;
    for (const Resource* function : functions)
      if (canonical(option.function) ==
          canonical(workspace_.sources.file(function->sources[0]).path()))
        return function;
  }
  return function_beside(url_path, functions, workspace_.sources);
}

void Reader::match_lambroll_files() {
  TemplateContext base = base_;
  base.accept_any_tfstate = true;
  std::vector<LambrollOptions> options;
  for (LambrollFile& file : options_) {
    options.push_back(read_lambroll_options(file.entry->file, std::move(file.root), base,
                                            workspace_, out_.inventory.diagnostics));
    out_.inventory.resources.push_back(options_resource(options.back(), sources()));
  }
  for (const LambrollFile& function : functions_)
    add_function(function, options);
  for (LambrollFile& url : function_urls_)
    out_.inventory.resources.push_back(
        function_url_resource(url.root, url.entry->file, function_of(url.entry->file.path, options),
                              sources(), out_.inventory.diagnostics));
  std::ranges::move(function_resources_, std::back_inserter(out_.inventory.resources));
}

// Suppressions in comments, of every syntax that has comments.
void Reader::scan_comments(const Entry& entry) {
  if (entry.outcome.kind != Kind::kRead || entry.file.source == 0)
    return;
  const std::string& text = sources().file(entry.file.source).text();
  const Syntax syntax = syntax_of(entry.file.path);
  const bool is_json = syntax != Syntax::kJsonnet &&
                       text.find_first_of("{[") == text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (!is_json)
    std::ranges::move(scan_ignore_comments(text, entry.file.source,
                                           syntax == Syntax::kJsonnet ? CommentStyle::kHashAndSlash
                                                                      : CommentStyle::kHash),
                      std::back_inserter(out_.inventory.suppressions));
}

InputSet Reader::finish() {
  link_across(out_.inventory);
  for (const Entry& entry : entries_)
    scan_comments(entry);
  for (const EcspressoConfig& config : configs_)
    out_.inventory.resources.push_back(config_resource(config, sources()));
  for (const auto& [path, format] : workspace_.supporting) {
    const auto known = by_path_.find(canonical(path));
    if (known == by_path_.end())
      out_.files.push_back({path, Kind::kSupporting, format, ""});
    else if (known->second->outcome.kind == Kind::kLeftAlone)
      set_outcome(*known->second, Kind::kSupporting, format);
  }
  for (const Entry& entry : entries_)
    out_.files.push_back(entry.outcome);
  std::ranges::sort(out_.files, {}, &FileOutcome::path);

  const auto place = [&](const Span& span, const std::string& path) {
    return std::tuple(span.valid() ? std::string_view(sources().file(span.source).path())
                                   : std::string_view(path),
                      span.begin);
  };
  std::ranges::stable_sort(out_.inventory.resources, [&](const Resource& a, const Resource& b) {
    return std::tuple(place(a.span, a.id), std::string_view(a.id)) <
           std::tuple(place(b.span, b.id), std::string_view(b.id));
  });
  std::ranges::stable_sort(out_.inventory.diagnostics,
                           [&](const Diagnostic& a, const Diagnostic& b) {
                             return std::tuple(place(a.span, a.path), std::string_view(a.message)) <
                                    std::tuple(place(b.span, b.path), std::string_view(b.message));
                           });
  return std::move(out_);
}

}  // namespace

InputSet read_inputs(const std::vector<std::string>& paths, const FileSystem& files,
                     SourceSet& sources, const ReadOptions& options,
                     const StandardInput* standard_input) {
  Reader reader(files, sources, options);
  reader.read_environment();
  reader.find_files(paths, standard_input);
  reader.read_configs();
  reader.read_named_definitions();
  reader.read_the_rest();
  reader.match_lambroll_files();
  reader.read_templates();
  reader.read_terraform();
  if (options.join)
    reader.join(options.join);
  return reader.finish();
}

}  // namespace advisor
