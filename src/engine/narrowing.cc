#include "src/engine/narrowing.h"

#include <fmt/format.h>

#include <set>
#include <variant>

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
      if (!found)
        found = operand(id);
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
      return through_exists(node);
    return direct(node, "it");
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
    return !names.contains(subject) && !names.contains("it");
  }

  std::optional<Narrowing> direct(const AstNode& node, std::string_view subject) const {
    const bool refers =
        node.kind == Kind::kCall && node.name == "refers" && !node.member && node.count == 2;
    const bool equals = node.kind == Kind::kBinary && node.op == cel::Op::kEqual;
    if (!refers && !equals)
      return std::nullopt;
    NodeId key = ast_.child(node, 0);
    NodeId wanted = ast_.child(node, 1);
    if (equals && !is_key(key, subject))
      std::swap(key, wanted);
    if (!is_key(key, subject) || !is_wanted(wanted, subject))
      return std::nullopt;
    return Narrowing{refers ? Narrowing::Kind::kRefers : Narrowing::Kind::kEquals,
                     text(key),
                     false,
                     text(wanted),
                     {}};
  }

  std::optional<Narrowing> through_exists(const AstNode& node) const {
    const NodeId range = ast_.child(node, 0);
    if (!is_key(range, "it"))
      return std::nullopt;
    const AstNode& body = ast_.nodes[ast_.child(node, 1)];
    if (body.kind == Kind::kLogic && body.op == cel::Op::kAnd) {
      for (std::uint32_t i = 0; i < body.count; ++i)
        if (auto found = of_element(range, node.name, ast_.nodes[ast_.child(body, i)]))
          return found;
      return std::nullopt;
    }
    return of_element(range, node.name, body);
  }

  std::optional<Narrowing> of_element(NodeId range, std::string_view variable,
                                      const AstNode& body) const {
    auto found = direct(body, variable);
    if (found) {
      found->key = fmt::format("{}.map({}, {})", text(range), variable, found->key);
      found->many = true;
    }
    return found;
  }

  const Ast& ast_;
};

}  // namespace

std::optional<Narrowing> narrowing_of(std::string_view where) {
  cel::Arena arena;
  const auto parsed = cel::parse(where, arena);
  const Ast* ast = std::get_if<Ast>(&parsed);
  return ast == nullptr ? std::nullopt : Finder(*ast).find(ast->root);
}

}  // namespace advisor
