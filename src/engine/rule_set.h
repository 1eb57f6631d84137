#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/files.h"
#include "src/base/source.h"
#include "src/engine/embedded.h"
#include "src/engine/rule.h"

namespace advisor {

// All rules of a run: the shipped ones and those of --rules. Owns the rules; pointers to them stay
// valid while the set lives. Shipped rules are unpacked when they are first asked for.
class RuleSet {
 public:
  // The shipped rules, without reading a file.
  void add_builtin() { add_embedded(embedded_rules()); }
  // Rules in the form of shipped ones; what they refer to must live as long as the set.
  void add_embedded(std::span<const EmbeddedRule> rules);
  // Every *.yaml below a directory (data/ folders hold tables and are skipped), or one file. Rules
  // replace shipped ones of the same id. Mistakes become errors that point into the file.
  void add_path(const std::string& path, const FileSystem& files, SourceSet& sources,
                Diagnostics& diagnostics);

  // Sorted by id. `types`: only rules that have subjects of one of these resource types.
  std::vector<const Rule*> rules() const;
  std::vector<const Rule*> rules_for(const std::set<std::string_view>& types) const;
  // All resource types that rules look at, as subjects or beside them; rather too many than too
  // few.
  std::set<std::string> related_types(const SourceSet& sources) const;
  // Rule files that add_path met, whether their rules could be used or not.
  std::size_t files_read() const { return files_read_; }
  // Ids of all rules, sorted.
  std::vector<std::string_view> ids() const;
  // By id or alias, '_' taken for '-'. nullptr: no such rule.
  const Rule* find(std::string_view id) const;
  // For messages about an unknown id.
  std::string nearest(std::string_view id) const;

  // The rule's YAML text with its examples: the embedded file, or the file it was read from.
  std::string_view text(const Rule& rule, const SourceSet& sources) const;
  // Spans of shipped rules have no source; this registers the embedded text as one and returns
  // the same bytes in it.
  Span place(const Rule& rule, Span span, SourceSet& sources) const;

 private:
  struct Entry {
    mutable const Rule* rule = nullptr;      // nullptr: not unpacked yet
    const EmbeddedRule* embedded = nullptr;  // of a shipped rule
  };

  void add(Rule rule, Diagnostics& diagnostics);
  void add_file(const std::string& path, const std::string& root, const FileSystem& files,
                SourceSet& sources, Diagnostics& diagnostics);
  const Value& pack_functions(const std::string& root, const FileSystem& files, SourceSet& sources,
                              Diagnostics& diagnostics);
  const Rule* get(const Entry& entry) const;

  std::size_t files_read_ = 0;
  mutable std::deque<Rule> rules_;
  std::map<std::string, Entry, std::less<>> by_id_;
  std::map<std::string, std::string, std::less<>> by_alias_;
  std::deque<Value> tables_;                // data files, referred to while a rule is read
  std::map<std::string, Value> functions_;  // functions.yaml by rules folder
  mutable std::map<std::string, SourceId, std::less<>> registered_;
};

}  // namespace advisor
