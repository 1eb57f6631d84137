// What a template says whichever way its undecided conditions go: the trees of all variants are
// laid over each other; equal parts stay, the others become unknown or uncertain.

#include <algorithm>
#include <iterator>
#include <utility>

#include "parsers/partial.h"
#include "parsers/template.h"

namespace advisor {

class VariantMerger {
 public:
  // `into` gets what is true of both.
  static void merge(Value& into, Value other, const Rendered& rendered) {
    VariantMerger(rendered.condition_).value(into, std::move(other));
  }

 private:
  explicit VariantMerger(const Unknown& condition) : condition_(condition) {}

  void value(Value& into, Value other) const {
    const bool uncertain = into.uncertain() || other.uncertain();
    const bool open = into.open() || other.open();
    if (into.as_map() != nullptr && other.as_map() != nullptr) {
      maps(into, std::move(*other.as_map()));
      into.set_open(open);
    } else if (into.as_list() != nullptr && other.as_list() != nullptr) {
      lists(into, std::move(*other.as_list()));
      into.set_open(open);
    } else if (!same_data(into, other)) {
      into = Value::unknown(differing(), into.span());
    }
    into.set_uncertain(uncertain);
  }

  static bool same_data(const Value& a, Value b) {
    b.set_uncertain(a.uncertain());
    return same_value(a, b);
  }

  Unknown differing() const {
    Unknown out = condition_;
    out.cause = Unknown::Cause::kCondition;
    out.fallback.clear();
    out.pieces.clear();
    return out;
  }

  void maps(Value& into, Map others) const {
    for (Member& member : *into.as_map()) {
      const auto other = std::ranges::find(others, member.key, &Member::key);
      if (other == others.end())
        member.value.set_uncertain(true);
      else
        value(member.value, std::move(other->value));
    }
    for (Member& other : others) {
      if (into.find(other.key) != nullptr)
        continue;
      other.value.set_uncertain(true);
      into.as_map()->push_back(std::move(other));
    }
  }

  // Lists of one length are laid over each other. Otherwise the elements that differ in the middle
  // are there in one variant each.
  void lists(Value& into, List others) const {
    List& list = *into.as_list();
    if (list.size() == others.size()) {
      for (std::size_t i = 0; i < list.size(); ++i)
        value(list[i], std::move(others[i]));
      return;
    }
    const std::size_t shorter = std::min(list.size(), others.size());
    std::size_t front = 0;
    while (front < shorter && same_data(list[front], others[front]))
      ++front;
    std::size_t back = 0;
    while (back < shorter - front &&
           same_data(list[list.size() - 1 - back], others[others.size() - 1 - back]))
      ++back;
    List merged;
    const auto move_to = [&](List& from, std::size_t begin, std::size_t end, bool uncertain) {
      for (std::size_t i = begin; i < end; ++i) {
        from[i].set_uncertain(from[i].uncertain() || uncertain);
        merged.push_back(std::move(from[i]));
      }
    };
    for (std::size_t i = 0; i < back; ++i)
      if (others[others.size() - 1 - i].uncertain())
        list[list.size() - 1 - i].set_uncertain(true);
    for (std::size_t i = 0; i < front; ++i)
      if (others[i].uncertain())
        list[i].set_uncertain(true);
    const std::size_t list_tail = list.size() - back;
    move_to(list, 0, front, false);
    move_to(list, front, list_tail, true);
    move_to(others, front, others.size() - back, true);
    move_to(list, list_tail, list.size(), false);
    list = std::move(merged);
  }

  const Unknown& condition_;
};

namespace {

void add_diagnostics(Parsed& out, Diagnostics diagnostics, const Rendered& rendered) {
  for (Diagnostic& diagnostic : diagnostics) {
    diagnostic.span = rendered.source_span(diagnostic.span);
    const bool known = std::ranges::any_of(out.diagnostics, [&](const Diagnostic& other) {
      return other.span == diagnostic.span && other.message == diagnostic.message;
    });
    if (!known)
      out.diagnostics.push_back(std::move(diagnostic));
  }
}

}  // namespace

Parsed parse_rendered(const RenderedVariants& rendered,
                      const std::function<Parsed(std::string_view)>& parse) {
  Parsed out;
  out.ok = rendered.ok && !rendered.variants.empty();
  out.diagnostics = rendered.diagnostics;
  for (const Rendered& variant : rendered.variants) {
    Parsed parsed = parse(variant.text());
    variant.resolve(parsed.root);
    add_diagnostics(out, std::move(parsed.diagnostics), variant);
    out.ok = out.ok && parsed.ok;
    if (&variant == rendered.variants.data())
      out.root = std::move(parsed.root);
    else if (out.ok)
      VariantMerger::merge(out.root, std::move(parsed.root), variant);
  }
  if (!out.ok)
    out.root = Value();
  return out;
}

}  // namespace advisor
