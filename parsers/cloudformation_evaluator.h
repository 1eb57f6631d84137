#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/cloudformation_template.h"
#include "src/base/diagnostic.h"
#include "src/model/condition.h"
#include "src/model/value.h"

namespace advisor::cfn {

// What the templates of one run share.
struct Surroundings {
  const SourceSet& sources;
  Conditions& conditions;
  Diagnostics& diagnostics;
  bool assume_defaults = false;
  std::string region;  // empty: not known; likewise below
  std::string account;
  // The value that a template of this run exports under a name.
  std::function<std::optional<Value>(const std::string& name)> exported;
  // An output of the nested stack that the resource with that id makes.
  std::function<std::optional<Value>(const std::string& id, const std::string& output)> nested;
};

// A condition that is decided, or the comparisons that it hangs on.
struct Decision {
  std::optional<bool> value;
  ConditionExpression expression;       // if undecided
  std::vector<std::string> parameters;  // that would decide it; the first ones

  static Decision known(bool value);
};

// Evaluates the intrinsic functions of one template with given parameters. What only the deploy
// knows becomes unknown, with links, pieces and choices (model/value.h). Conditions and parameters
// are evaluated once, so the cost is linear in the size of what is evaluated.
class Evaluator {
 public:
  using Parameters = std::map<std::string, Value, std::less<>>;

  // A resource's id is "<path>#<logical id><suffix>". Template and surroundings must outlive this.
  Evaluator(const Template& source, Parameters given, Surroundings& run, std::string suffix = "");

  // nullopt: absent (AWS::NoValue).
  std::optional<Value> evaluate(const Value& node);

  // The same under no assumption, for what is asked on behalf of something else.
  std::optional<Value> evaluate_apart(const Value& node);

  // The condition of that name.
  const Decision& condition(const std::string& name, Span use);
  std::string condition_id(const std::string& name) const {
    return source_.path + "#" + name + suffix_;
  }

  // While it lives, a condition counts as decided, and so do those that follow from it.
  class Assumption {
   public:
    Assumption(Evaluator& evaluator, const std::string& name, bool value);
    ~Assumption();
    Assumption(const Assumption&) = delete;
    Assumption& operator=(const Assumption&) = delete;

   private:
    Evaluator& evaluator_;
    std::size_t before_;
  };

  std::string resource_id(const std::string& logical_id) const {
    return source_.path + "#" + logical_id + suffix_;
  }
  const Template& source() const { return source_; }
  // Names that a Fn::ForEach of unknown length left in the template.
  void add_unknown_names(const std::set<std::string>& names) { unknown_names_ = names; }
  // References between resources outside of undecided choices, from `from` on; for cycles.
  std::vector<std::pair<std::string, Span>> take_edges() { return std::exchange(edges_, {}); }
  // A reference to the resource ("" or an attribute) whose value is certain as a whole.
  std::optional<std::string> known_attribute(const std::string& logical_id,
                                             const std::string& name);
  // A property as a partly known string, under no assumption; nullopt if the resource has none.
  std::optional<Value> property_of(const std::string& logical_id, const std::string& property);

 private:
  friend class Assumption;
  struct Call {
    std::string name;       // "Fn::Join"
    const Value& argument;  // not evaluated
    const Value& node;      // the whole function
    Span span() const { return node.span(); }
  };
  struct Operand;
  using Function = std::optional<Value> (Evaluator::*)(const Call&);

  // The parser's limit of depth, plus what outputs and properties of other resources add.
  static constexpr int kMaxDepth = 400;

  static Function find_function(std::string_view name);
  std::optional<Value> evaluate_map(const Value& node);
  std::optional<Value> evaluate_list(const Value& node);
  Value evaluate_text(const Value& node);

  std::optional<Value> ref(const Call& call);
  std::optional<Value> get_att(const Call& call);
  std::optional<Value> sub(const Call& call);
  std::optional<Value> join(const Call& call);
  std::optional<Value> split(const Call& call);
  std::optional<Value> select(const Call& call);
  std::optional<Value> find_in_map(const Call& call);
  std::optional<Value> choose(const Call& call);
  std::optional<Value> base64(const Call& call);
  std::optional<Value> import_value(const Call& call);
  std::optional<Value> length(const Call& call);
  std::optional<Value> to_json(const Call& call);
  std::optional<Value> stack_output(const Call& call);
  std::optional<Value> decided_condition(const Call& call);

  std::optional<Value> reference(const std::string& name, const Call& call);
  std::optional<Value> pseudo_parameter(std::string_view name, const Call& call);
  std::optional<Value> parameter_reference(const Parameter& parameter, const Call& call);
  Value attribute(const std::string& resource, const std::string& name, const Call& call);
  std::optional<Value> sub_variable(const std::string& name, const Value* variables,
                                    const Call& call);
  std::optional<Value> select_from(const Value& list, std::size_t index, const Call& call);
  std::optional<Value> look_up(const Value& map, const Value& first, const Value& second,
                               const Value* fallback, const Call& call);
  std::optional<Value> look_up_known(const Map& rows, const std::string& first,
                                     const std::string& second, const Value* fallback,
                                     const Call& call);
  // The same function for both branches of a choice.
  std::optional<Value> over_choice(const Value& chosen, Span span,
                                   const std::function<std::optional<Value>(const Value&)>& apply);

  const Value& parameter_value(const Parameter& parameter);
  Value make_parameter_value(const Parameter& parameter);
  Value choice_of_allowed(const Parameter& parameter, Span span);
  Piece::Hole hole_of(const Value& value) const;

  Decision decide(const Value& expression);
  Decision decide_node(const Value& expression);
  Decision decide_all(const Value& list, bool all);
  Decision decide_equals(const Value& arguments);
  Decision compare(const Operand& a, const Operand& b);
  Decision compare_choice(const Value& value, const std::string& literal);
  Operand operand(const Value& node);
  Decision atom(std::string subject, std::string literal, std::vector<std::string> allowed);
  std::optional<bool> assumed(std::string_view name) const;
  std::optional<bool> follows(const Value& expression, int depth) const;
  void assume(const std::string& name, bool value, int depth);

  std::vector<Piece> pieces_of_attribute(const std::string& resource, const std::string& name);
  void add_property_pieces(const std::string& resource, const std::string& property,
                           std::vector<Piece>& pieces);
  std::vector<Piece> pseudo_pieces(std::string_view name) const;

  Value unknown(const Call& call, Unknown::Cause cause, std::vector<std::string> arguments = {});
  Value because_of(const Value& input, const Call& call);
  std::string written(const Value& node) const;
  void error(std::string message, Span span);
  void error_unless_open(std::string message, Span span);

  const Template& source_;
  Parameters given_;
  Surroundings& run_;
  std::string suffix_;
  std::map<std::string, Value, std::less<>> parameters_;
  std::map<std::string, Decision, std::less<>> decisions_;
  std::set<std::string> deciding_;
  std::map<std::pair<std::string, std::string>, std::size_t> atoms_;
  std::map<std::string, std::vector<Piece>> attributes_;
  std::set<std::string> describing_;  // attributes whose pieces are being made
  std::vector<std::pair<std::string, bool>> assumptions_;
  std::vector<std::pair<std::string, Span>> edges_;
  std::set<std::string> unknown_names_;
  std::set<std::string> reported_;
  int choices_ = 0;  // undecided choices around what is evaluated
  int depth_ = 0;
};

// {condition ? then : otherwise}; nullopt where both are absent, the value itself where both are
// the same.
std::optional<Value> make_choice(const std::string& condition, std::optional<Value> then,
                                 std::optional<Value> otherwise, Unknown why, Span span);

// What Ref (attribute "") or Fn::GetAtt of a type certainly looks like: literal text, and in braces
// {partition} {region} {account} {name} {word} {any}, or the name of a property whose value stands
// there (a made-up name if the property is absent). Empty: nothing is certain.
std::string_view attribute_pattern(std::string_view type, std::string_view attribute);
// Whether what stands in such a pattern for a property is a word (Piece::Hole) whatever it is.
bool is_plain_name(std::string_view property);
// The attributes of a type that have a pattern; "" is Ref.
std::vector<std::string_view> attributes_of(std::string_view type);

}  // namespace advisor::cfn
