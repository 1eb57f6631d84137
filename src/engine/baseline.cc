#include "src/engine/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "parsers/json.h"
#include "src/base/text.h"
#include "src/engine/fields.h"

namespace advisor {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} << 20U;
constexpr std::int64_t kSchema = 1;

void read_entry(const Value& value, Baseline& baseline, Diagnostics& diagnostics) {
  Fields fields(value, "an entry of 'findings'", diagnostics);
  FindingIdentity entry;
  entry.rule = fields.text("rule");
  entry.file = fields.text("file");
  entry.resource = fields.text("resource");
  entry.path = fields.text("path");
  const std::int64_t count = fields.integer("count").value_or(1);
  fields.require({"rule"});
  fields.finish();
  if (count < 1 || count > 1'000'000) {
    fields.error(*value.find("count"), "'count' must be a number of findings");
    return;
  }
  baseline.findings[std::move(entry)] += static_cast<int>(count);
}

std::string entry_text(const FindingIdentity& identity, int count) {
  nlohmann::ordered_json entry;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty())
      entry[name] = value;
  };
  add("rule", identity.rule);
  add("file", identity.file);
  add("resource", identity.resource);
  add("path", identity.path);
  if (count > 1)
    entry["count"] = count;
  return entry.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Names files as seen from a folder, wherever advisor was started.
class Folder {
 public:
  Folder(const std::string& baseline, const FileSystem& files, const SourceSet& sources)
      : files_(files), sources_(sources), names_(sources.size() + 1) {
    const std::string parent = parent_path(baseline);
    folder_ = files.canonical(parent.empty() ? "." : parent);
    for (SourceId source = 1; source <= sources.size(); ++source)
      by_path_.emplace(sources.file(source).path(), source);
  }

  const std::string& name(SourceId source) {
    std::string& name = names_[source];
    if (name.empty()) {
      const std::string& path = sources_.file(source).path();
      name = std::filesystem::path(files_.canonical(path))
                 .lexically_relative(folder_)
                 .generic_string();
      if (name.empty())
        name = path;  // standard input
    }
    return name;
  }

  // The file that a text "FILE#REST" begins with, or 0.
  SourceId file_of(std::string_view text) const {
    for (std::size_t end = text.find('#'); end != std::string_view::npos;
         end = text.find('#', end + 1))
      if (const auto found = by_path_.find(text.substr(0, end)); found != by_path_.end())
        return found->second;
    return 0;
  }

  // A rule's key may hold ids of resources, and so names of files.
  std::string key(std::string_view key) {
    std::string out;
    for (const std::string_view part : split(key, '|')) {
      const SourceId source = file_of(part);
      out += out.empty() ? "" : "|";
      if (source == 0)
        out += part;
      else
        out.append(name(source)).append(part.substr(sources_.file(source).path().size()));
    }
    return out;
  }

 private:
  const FileSystem& files_;
  const SourceSet& sources_;
  std::filesystem::path folder_;
  std::vector<std::string> names_;
  std::map<std::string_view, SourceId> by_path_;
};

FindingIdentity identity_of(const Verdict& verdict, const SourceSet& sources, Folder& folder) {
  FindingIdentity out{rule_label(verdict), {}, {}, {}};
  if (verdict.resource == nullptr)
    return out;
  const std::string& id = verdict.resource->id;
  if (const SourceId source = folder.file_of(id); source != 0) {
    out.file = folder.name(source);
    out.resource = id.substr(sources.file(source).path().size() + 1);
  } else {
    out.resource = lasting_id(*verdict.resource);
  }
  if (verdict.key != default_key(verdict))
    out.path = folder.key(verdict.key);
  else
    out.path = verdict.label.empty() ? verdict.element_path : verdict.label;
  return out;
}

// The rule on the resource, whatever its checks and elements.
FindingIdentity whole(const FindingIdentity& identity) {
  return {identity.rule.substr(0, identity.rule.find('/')), identity.file, identity.resource, {}};
}

}  // namespace

std::map<FindingIdentity, int>::const_iterator Baseline::find(const FindingIdentity& identity,
                                                              const Verdict& verdict) const {
  auto entry = findings.find(identity);
  for (const std::string& alias : verdict.rule->aliases) {
    if (entry != findings.end())
      break;
    FindingIdentity former = identity;
    former.rule = verdict.check_id.empty() ? alias : alias + "/" + verdict.check_id;
    entry = findings.find(former);
  }
  return entry;
}

Baseline read_baseline(const std::string& path, const FileSystem& files, SourceSet& sources,
                       Diagnostics& diagnostics) {
  Baseline baseline;
  baseline.path = path;
  Result<std::string> text = files.read(path, kMaxBytes);
  if (!text) {
    diagnostics.push_back({Diagnostic::Level::kError,
                           text.error().message,
                           "`advisor baseline create` writes one",
                           {},
                           path});
    return baseline;
  }
  const SourceId source = sources.add(path, std::move(*text));
  const Parsed parsed = parse_json(sources.file(source).text(), source);
  diagnostics.insert(diagnostics.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
  if (!parsed.ok)
    return baseline;
  Fields fields(parsed.root, "a baseline", diagnostics);
  const auto schema = fields.integer("schema");
  if (schema && *schema != kSchema)
    fields.error(*parsed.root.find("schema"),
                 fmt::format("this advisor reads baselines of schema {}", kSchema),
                 "use the advisor that wrote it, or write it anew");
  for (const Value* entry : fields.list("findings"))
    read_entry(*entry, baseline, diagnostics);
  fields.require({"schema", "findings"});
  fields.finish();
  return baseline;
}

std::string write_baseline(const Baseline& baseline) {
  std::string out = fmt::format("{{\n  \"schema\": {},\n  \"findings\": [", kSchema);
  std::string_view separator = "\n    ";
  for (const auto& [identity, count] : baseline.findings) {
    out.append(separator).append(entry_text(identity, count));
    separator = ",\n    ";
  }
  return out + (baseline.findings.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

bool Identified::decides(const FindingIdentity& entry) const {
  return std::ranges::binary_search(files, entry.file) && !undecided.contains(whole(entry));
}

Identified identify(std::vector<Verdict>& verdicts, const std::string& path,
                    const FileSystem& files, const SourceSet& sources) {
  Folder folder(path, files, sources);
  Identified out;
  for (Verdict& verdict : verdicts) {
    if (verdict.outcome == Outcome::kFinding && !verdict.suppressed)
      out.findings[identity_of(verdict, sources, folder)].push_back(&verdict);
    else if (verdict.outcome == Outcome::kUndetermined)
      out.undecided.insert(whole(identity_of(verdict, sources, folder)));
  }
  for (SourceId source = 1; source <= sources.size(); ++source)
    out.files.push_back(folder.name(source));
  std::ranges::sort(out.files);
  return out;
}

int mark_known(const Baseline& baseline, const FileSystem& files, const SourceSet& sources,
               std::vector<Verdict>& verdicts) {
  const Identified run = identify(verdicts, baseline.path, files, sources);
  std::set<const FindingIdentity*> found;
  for (const auto& [identity, same] : run.findings) {
    const auto entry = baseline.find(identity, *same.front());
    if (entry == baseline.findings.end())
      continue;
    found.insert(&entry->first);
    for (std::size_t i = 0; i < same.size() && i < static_cast<std::size_t>(entry->second); ++i)
      same[i]->known = Known::kBaseline;
  }
  return static_cast<int>(std::ranges::count_if(baseline.findings, [&](const auto& entry) {
    return !found.contains(&entry.first) && run.decides(entry.first);
  }));
}

}  // namespace advisor
