#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/cel/arena.h"
#include "src/cel/cel.h"
#include "src/engine/candidates.h"
#include "src/engine/evaluate.h"
#include "src/engine/graph.h"
#include "src/engine/program.h"
#include "src/engine/verdict.h"

namespace advisor {

// One rule over its subjects (rule-language.md 2.7 to 2.9): evaluates conditions, decides verdicts,
// finds the place to point at and fills in the texts. What is undetermined because a condition of
// the template is not decided is judged again in every world in which that condition can come out.
class Judge {
 public:
  Judge(Program& program, const RuleSet& rules, Graph& graph, SourceSet& sources,
        const EvaluateOptions& options, std::vector<Verdict>& verdicts);

  // severity: from the configuration, instead of the rule's own.
  void subject(const CompiledMatch& match, const Resource& resource,
               std::optional<Severity> severity);
  // The first override of the program whose condition is definitely true; nullopt: none.
  std::optional<std::size_t> override_for(const Resource& resource);
  // The frame with all variables of the rule set for a resource, but for the element of `each`.
  cel::Frame& prepare(const Resource& resource, const CompiledMatch* match = nullptr);
  // The places whose unknownness made values of the prepared resource unknown.
  std::vector<Reason> reasons(const std::vector<cel::Val>& why) const;

 private:
  enum class State : std::uint8_t { kTrue, kFalse, kUnknown, kError };
  struct Condition {
    State state = State::kTrue;
    std::vector<cel::Val> why;  // the unknown or failed parts
  };
  struct CheckResult {
    CompiledCheck* check = nullptr;
    Outcome outcome = Outcome::kNotApplicable;
    std::vector<cel::Val> why;
  };
  struct Item {  // what one verdict is about
    cel::Val value;
    bool uncertain = false;
    bool whole = true;  // the resource itself, not an element of `each`
    std::string label;
    std::uint32_t place = 0;  // without a label of the rule's: where it stands, from 1
  };

  // An element of a subject, to be recognized in another world: by its label if the rule gives
  // labels, else by its place.
  using ItemKey = std::pair<std::string, std::uint32_t>;
  struct Found {
    ItemKey item;
    Verdict verdict;
  };
  using Seen = std::map<std::size_t, Found>;  // one element, by the world in which it is there

  static State state_of(const cel::Val& value);
  std::vector<Found> judge_here(const CompiledMatch& match, const Resource& resource);
  void judge_elements(const CompiledMatch& match);
  // The verdicts in which all worlds are joined; nullopt: there are too many, or none to tell
  // apart.
  std::optional<std::vector<Found>> judge_worlds(const CompiledMatch& match,
                                                 const Resource& resource);
  Found join(const Seen& seen, const std::vector<World>& worlds) const;
  void commit(Verdict verdict);
  void note_doubt(const std::vector<cel::Val>& why, const Item& item);
  Condition all_of(std::initializer_list<const cel::Expression*> conditions);
  void set_lookups();
  cel::Val candidates_of(std::size_t number);
  std::vector<CheckResult> run_checks(const CompiledMatch& match, const Item& item);
  CheckResult run_check(const CompiledMatch& match, CompiledCheck& check, const Item& item);
  void judge(const CompiledMatch& match, const Item& item);
  void undecided_elements(const cel::Val& list);
  void further_elements(const CompiledMatch& match, const cel::Val& list);

  Verdict& add(Outcome outcome, const Item& item, const CompiledCheck* check);
  void add_finding(const CheckResult& result, const Item& item);
  void add_undetermined(const CheckResult& result, const Item& item);
  void add_error(const CheckResult& result, const Item& item);
  void place_finding(Verdict& verdict, const CompiledCheck& check, const Item& item);

  std::string shown(const cel::Val& value) const;
  std::string render(CompiledText& text);
  Span span_of(const Value& node, const Item& item) const;
  Span rule_span(std::string_view expression, std::uint32_t begin, std::uint32_t end) const;
  std::string fix();

  Program& program_;
  const RuleSet& rules_;
  Graph& graph_;
  SourceSet& sources_;
  const EvaluateOptions& options_;
  std::vector<Verdict>& verdicts_;
  cel::Frame frame_;
  // Lists that are the same for all subjects, closed and open, by number of the lookup; their
  // memory outlives that of a subject.
  std::map<std::pair<std::size_t, bool>, cel::Val> lists_;
  cel::Arena kept_;
  std::vector<std::unique_ptr<Candidates>> candidates_;  // like program_.lookups; null for follow

  // The subject that is being judged.
  const Resource* resource_ = nullptr;
  const Value* root_ = nullptr;  // its properties in the current world
  std::optional<Severity> severity_;
  std::vector<Found> found_;
  std::set<std::string> conditions_;  // on which undetermined verdicts hang
  std::set<std::string> parameters_;  // that decide these

  std::set<std::string> reported_errors_;
  std::unordered_map<std::string, std::size_t> by_key_;  // findings with a key of the rule's own
};

}  // namespace advisor
