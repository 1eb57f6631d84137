#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "src/cel/cel.h"
#include "src/engine/evaluate.h"
#include "src/engine/graph.h"
#include "src/engine/program.h"
#include "src/engine/verdict.h"

namespace advisor {

// One rule over its subjects (rule-language.md 2.8, 2.9): evaluates conditions, decides verdicts,
// finds the place to point at and fills in the texts.
class Judge {
 public:
  Judge(const Program& program, const ActiveRule& active, const RuleSet& rules, Graph& graph,
        SourceSet& sources, const EvaluateOptions& options, std::vector<Verdict>& verdicts);

  void subject(const CompiledMatch& match, const Resource& resource);
  // The frame with all variables of the rule set for a resource, but for the element of `each`.
  cel::Frame& prepare(const Resource& resource);
  // The places whose unknownness made values of the prepared resource unknown.
  std::vector<Reason> reasons(const std::vector<cel::Val>& why) const;

 private:
  enum class State : std::uint8_t { kTrue, kFalse, kUnknown, kError };
  struct Condition {
    State state = State::kTrue;
    std::vector<cel::Val> why;  // the unknown or failed parts
  };
  struct CheckResult {
    const CompiledCheck* check = nullptr;
    Outcome outcome = Outcome::kNotApplicable;
    std::vector<cel::Val> why;
  };
  struct Item {  // what one verdict is about
    cel::Val value;
    bool uncertain = false;
    bool whole = true;  // the resource itself, not an element of `each`
    std::string label;
  };

  static State state_of(const cel::Val& value);
  Condition all_of(std::initializer_list<const cel::Expression*> conditions);
  void set_lookups();
  cel::Val candidates_of(const CompiledLookup& lookup);
  std::vector<CheckResult> run_checks(const CompiledMatch& match, const Item& item);
  CheckResult run_check(const CompiledMatch& match, const CompiledCheck& check, const Item& item);
  void judge(const CompiledMatch& match, const Item& item);
  void undecided_elements(const cel::Val& list);

  Verdict& add(Outcome outcome, const Item& item, const CompiledCheck* check);
  void add_finding(const CheckResult& result, const Item& item);
  void add_undetermined(const CheckResult& result, const Item& item);
  void add_error(const CheckResult& result, const Item& item);
  void place_finding(Verdict& verdict, const CompiledCheck& check, const Item& item);

  std::string render(const CompiledText& text);
  Span span_of(const Value& node, const Item& item) const;
  Span rule_span(std::string_view expression, std::uint32_t begin, std::uint32_t end) const;
  std::string fix();

  const Program& program_;
  const ActiveRule& active_;
  const RuleSet& rules_;
  Graph& graph_;
  SourceSet& sources_;
  const EvaluateOptions& options_;
  std::vector<Verdict>& verdicts_;
  cel::Frame frame_;
  const Resource* resource_ = nullptr;
  std::set<std::string> reported_errors_;
};

}  // namespace advisor
