#include "parsers/cloudformation_cycles.h"

#include <algorithm>
#include <optional>

#include "src/base/text.h"

namespace advisor::cfn {
namespace {

// Depth first, without recursion: a template may be one long chain.
class CycleSearch {
 public:
  CycleSearch(const Edges& edges, Diagnostics& diagnostics)
      : edges_(edges), diagnostics_(diagnostics) {}

  void run() {
    for (const auto& [name, targets] : edges_)
      if (!states_.contains(name))
        visit(name);
  }

 private:
  enum class State : std::uint8_t { kOnPath, kDone };
  struct Step {
    std::string name;
    std::size_t next = 0;
  };

  void visit(const std::string& start) {
    path_ = {{start, 0}};
    states_[start] = State::kOnPath;
    while (!path_.empty()) {
      Step& step = path_.back();
      const auto found = edges_.find(step.name);
      if (found == edges_.end() || step.next == found->second.size()) {
        states_[step.name] = State::kDone;
        path_.pop_back();
        continue;
      }
      const auto& [target, span] = found->second[step.next++];
      if (!edges_.contains(target))
        continue;
      const auto known = states_.find(target);
      if (known == states_.end()) {
        states_[target] = State::kOnPath;
        path_.push_back({target, 0});
      } else if (known->second == State::kOnPath) {
        report(target, span);
      }
    }
  }

  void report(const std::string& target, Span span) {
    const auto first = std::ranges::find(path_, target, &Step::name);
    std::string circle;
    bool fresh = false;
    for (auto step = first; step != path_.end(); ++step) {
      circle += printable(step->name) + " -> ";
      fresh = reported_.emplace(step->name, true).second || fresh;
    }
    if (!fresh)
      return;
    diagnostics_.push_back(
        {Diagnostic::Level::kError,
         "resources depend on each other in a circle: " + circle + printable(target), "", span,
         ""});
  }

  const Edges& edges_;
  Diagnostics& diagnostics_;
  std::map<std::string, State> states_;
  std::map<std::string, bool> reported_;
  std::vector<Step> path_;
};

}  // namespace

void report_cycles(const Edges& edges, const Template& source, Diagnostics& diagnostics) {
  for (const auto& [name, targets] : edges)
    for (const auto& [target, span] : targets)
      if (!source.open && !source.resources.contains(target))
        diagnostics.push_back({Diagnostic::Level::kError,
                               printable(name) + " depends on " + printable(target) +
                                   ", which is no resource of the template",
                               "", span, ""});
  CycleSearch(edges, diagnostics).run();
}

}  // namespace advisor::cfn
