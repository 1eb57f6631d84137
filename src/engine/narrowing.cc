#include "src/engine/narrowing.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "src/cel/arena.h"
#include "src/cel/parser.h"

namespace advisor {
namespace {

using cel::Ast;
using cel::AstNode;
using cel::NodeId;
using Kind = AstNode::Kind;

class Finder {
 public:
  explicit Finder(const Ast& ast) : ast_(ast) {}

  std::optional<Narrowing> find(NodeId root) const {
    const AstNode& node = ast_.nodes[root];
    if (node.kind != Kind::kLogic || node.op != cel::Op::kAnd)
      return operand(root);
    std::optional<Narrowing> found;
    std::string filter;
    for (std::uint32_t i = 0; i < node.count; ++i) {
      const NodeId id = ast_.child(node, i);
      if (auto other = operand(id); other && (!found || rank(*other) > rank(*found)))
        found = std::move(other);
      if (is_key(id, "it"))
        filter += (filter.empty() ? "" : " && ") + text(id);
    }
    if (found)
      found->filter = std::move(filter);
    return found;
  }

 private:
  std::optional<Narrowing> operand(NodeId id) const {
    const AstNode& node = ast_.nodes[id];
    if (node.kind == Kind::kMacro && node.op == cel::Op::kExists && node.second.empty())
      if (auto found = referred(node))
        return found;
    return about(id, "it");
  }

  // A part about `subject`, be it the candidate or an element of a list of its.
  std::optional<Narrowing> about(NodeId id, std::string_view subject) const {
    const AstNode& node = ast_.nodes[id];
    if (node.kind != Kind::kMacro || node.op != cel::Op::kExists || !node.second.empty())
      return direct(node, subject);
    auto found = through_exists(node, subject);
    return found ? std::move(found) : any_of(node, subject);
  }

  // RESOURCES.exists(r, refers(KEY, r)) with a list that is not the candidate's.
  std::optional<Narrowing> any_of(const AstNode& node, std::string_view subject) const {
    const NodeId range = ast_.child(node, 0);
    const AstNode& body = ast_.nodes[ast_.child(node, 1)];
    if (!is_wanted(range, subject) || body.kind != Kind::kCall || body.name != "refers" ||
        body.member || body.count != 2)
      return std::nullopt;
    const NodeId key = ast_.child(body, 0);
    const AstNode& target = ast_.nodes[ast_.child(body, 1)];
    if (target.kind != Kind::kIdent || target.name != node.name || !is_key(key, subject))
      return std::nullopt;
    return Narrowing{Narrowing::Kind::kRefers, text(key), false, text(range), {}, true};
  }

  // LIST.exists(x, … refers(VALUE of x, it) …) with a list that is not the candidate's.
  std::optional<Narrowing> referred(const AstNode& node) const {
    const NodeId range = ast_.child(node, 0);
    std::set<std::string_view> names;
    collect_names(range, names);
    const AstNode& body = ast_.nodes[ast_.child(node, 1)];
    if (names.contains("it") || body.kind != Kind::kCall || body.name != "refers" || body.member ||
        body.count != 2)
      return std::nullopt;
    const AstNode& target = ast_.nodes[ast_.child(body, 1)];
    names.clear();
    collect_names(ast_.child(body, 0), names);
    if (target.kind != Kind::kIdent || target.name != "it" || names.contains("it"))
      return std::nullopt;
    return Narrowing{
        Narrowing::Kind::kReferred,
        {},
        true,
        fmt::format("{}.map({}, {})", text(range), node.name, text(ast_.child(body, 0))),
        {},
        false};
  }

  // How few candidates it may leave: of a file there are many, of a reference few.
  static int rank(const Narrowing& narrowing) {
    if (narrowing.kind != Narrowing::Kind::kEquals)
      return 2;
    return narrowing.key.find("metaOf(") == std::string::npos ? 1 : 0;
  }

  std::string text(NodeId id) const {
    const AstNode& node = ast_.nodes[id];
    return fmt::format("({})", ast_.source.substr(node.begin, node.end - node.begin));
  }

  void collect_names(NodeId id, std::set<std::string_view>& names) const {
    const AstNode& node = ast_.nodes[id];
    if (node.kind == Kind::kIdent)
      names.insert(node.name);
    for (std::uint32_t i = 0; i < node.count; ++i)
      collect_names(ast_.child(node, i), names);
  }

  // Whether the part is about the candidate alone.
  bool is_key(NodeId id, std::string_view subject) const {
    std::set<std::string_view> names;
    collect_names(id, names);
    if (names.erase(subject) == 0)
      return false;
    names.erase("params");
    names.erase("data");
    return names.empty();
  }

  bool is_wanted(NodeId id, std::string_view subject) const {
    std::set<std::string_view> names;
    collect_names(id, names);
    return !names.contains(subject) && !names.contains("it") &&
           std::ranges::none_of(bound_,
                                [&](std::string_view name) { return names.contains(name); });
  }

  std::optional<Narrowing> direct(const AstNode& node, std::string_view subject) const {
    const bool refers =
        node.kind == Kind::kCall && node.name == "refers" && !node.member && node.count == 2;
    const bool equals = node.kind == Kind::kBinary && node.op == cel::Op::kEqual;
    if (!refers && !equals)
      return std::nullopt;
    NodeId key = ast_.child(node, 0);
    NodeId wanted = ast_.child(node, 1);
    if (const AstNode& second = ast_.nodes[wanted];
        refers && second.kind == Kind::kIdent && second.name == "it" && is_wanted(key, "it"))
      return Narrowing{Narrowing::Kind::kReferred, {}, false, text(key), {}, false};
    if (equals && !is_key(key, subject))
      std::swap(key, wanted);
    if (!is_key(key, subject) || !is_wanted(wanted, subject))
      return std::nullopt;
    return Narrowing{refers ? Narrowing::Kind::kRefers : Narrowing::Kind::kEquals,
                     text(key),
                     false,
                     text(wanted),
                     {},
                     false};
  }

  std::optional<Narrowing> through_exists(const AstNode& node, std::string_view subject) const {
    const NodeId range = ast_.child(node, 0);
    if (!is_key(range, subject))
      return std::nullopt;
    const NodeId body = ast_.child(node, 1);
    const AstNode& condition = ast_.nodes[body];
    if (condition.kind != Kind::kLogic || condition.op != cel::Op::kAnd)
      return of_element(range, node.name, body);
    for (std::uint32_t i = 0; i < condition.count; ++i)
      if (auto found = of_element(range, node.name, ast_.child(condition, i)))
        return found;
    return std::nullopt;
  }

  std::optional<Narrowing> of_element(NodeId range, std::string_view variable, NodeId body) const {
    bound_.push_back(variable);
    auto found = about(body, variable);
    bound_.pop_back();
    if (found) {
      found->key = fmt::format("{}.map({}, {}){}", text(range), variable, found->key,
                               found->many ? ".flatten()" : "");
      found->many = true;
    }
    return found;
  }

  const Ast& ast_;
  mutable std::vector<std::string_view> bound_;  // variables of the macros around
};

// No names but these, and no function that may be the rule's own.
bool names_only(std::string_view expression, std::initializer_list<std::string_view> names) {
  cel::Arena arena;
  const auto parsed = cel::parse(expression, arena);
  const Ast* ast = std::get_if<Ast>(&parsed);
  return ast != nullptr && std::ranges::all_of(ast->nodes, [&](const AstNode& node) {
           return (node.kind != Kind::kIdent ||
                   std::ranges::find(names, node.name) != names.end()) &&
                  (node.kind != Kind::kCall || node.member);
         });
}

}  // namespace

bool is_about_subject(std::string_view expression) {
  return names_only(expression, {"resource", "meta", "change", "now", "params", "data"});
}

bool is_about_candidate(std::string_view where) {
  return where.empty() || names_only(where, {"it", "params", "data"});
}

std::optional<Narrowing> narrowing_of(std::string_view where) {
  cel::Arena arena;
  const auto parsed = cel::parse(where, arena);
  const Ast* ast = std::get_if<Ast>(&parsed);
  return ast == nullptr ? std::nullopt : Finder(*ast).find(ast->root);
}

}  // namespace advisor
