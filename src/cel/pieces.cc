// A partly known string is a pattern: literal characters, and holes that match any text of their
// class. What a function certainly gives follows from which texts the pattern can match; the
// matching below keeps the set of positions in the pattern that are possible so far.

#include "src/cel/pieces.h"

#include <algorithm>

namespace advisor::cel {
namespace {

using Hole = Piece::Hole;

bool may_stand_in_word(char c) {
  return c != '$' && c != ':' && c != '/' && c != ' ' && c != '\t' && c != '\n' && c != '\r' &&
         c != '\v' && c != '\f';
}

bool may_stand_in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

struct Step {
  char c = 0;
  Hole hole = Hole::kNone;

  bool takes(char other) const {
    switch (hole) {
      case Hole::kNone:
        return c == other;
      case Hole::kWord:
        return may_stand_in_word(other);
      case Hole::kName:
        return may_stand_in_name(other);
      case Hole::kAny:
        return true;
    }
    return true;
  }
};

class Pattern {
 public:
  explicit Pattern(const Fragments& fragments) {
    for (const Fragment& fragment : fragments) {
      if (fragment.hole != Hole::kNone)
        steps_.push_back({0, fragment.hole});
      for (const char c : fragment.text)
        if (fragment.hole == Hole::kNone)
          steps_.push_back({c, Hole::kNone});
    }
  }

  void reverse() { std::reverse(steps_.begin(), steps_.end()); }

  // Can the pattern match `text` whole?
  bool matches(std::string_view text) const {
    std::vector<bool> at = start(false);
    advance_over(at, text);
    return at.back();
  }
  // Can it match some text that begins with `text`?
  bool matches_prefix(std::string_view text) const { return survives(start(false), text); }
  // Can it match some text that contains `text`?
  bool matches_part(std::string_view text) const { return survives(start(true), text); }

 private:
  // at[i]: the next character is matched by step i; at[size] is the end.
  std::vector<bool> start(bool anywhere) const {
    std::vector<bool> at(steps_.size() + 1, anywhere);
    at[0] = true;
    skip_empty_holes(at);
    return at;
  }
  void skip_empty_holes(std::vector<bool>& at) const {
    for (std::size_t i = 0; i < steps_.size(); ++i)
      if (at[i] && steps_[i].hole != Hole::kNone)
        at[i + 1] = true;
  }
  void advance_over(std::vector<bool>& at, std::string_view text) const {
    std::vector<bool> next(at.size());
    for (const char c : text) {
      std::fill(next.begin(), next.end(), false);
      for (std::size_t i = 0; i < steps_.size(); ++i)
        if (at[i] && steps_[i].takes(c))
          next[steps_[i].hole == Hole::kNone ? i + 1 : i] = true;
      skip_empty_holes(next);
      at.swap(next);
    }
  }
  bool survives(std::vector<bool> at, std::string_view text) const {
    advance_over(at, text);
    return std::find(at.begin(), at.end(), true) != at.end();
  }

  std::vector<Step> steps_;
};

bool too_much(const Fragments& fragments, std::string_view text) {
  const std::size_t steps = extent(fragments);
  return steps > kMaxPatternWork || steps * (text.size() + 1) > kMaxPatternWork;
}

std::string_view leading_literal(const Fragments& text) {
  return text.empty() || text.front().hole != Hole::kNone ? std::string_view() : text.front().text;
}

std::string_view trailing_literal(const Fragments& text) {
  return text.empty() || text.back().hole != Hole::kNone ? std::string_view() : text.back().text;
}

std::optional<Fragments> partly_known(const Val& value) {
  return value.is_unknown() ? fragments_of(value) : std::nullopt;
}

bool ends_differ(const Fragments& a, const Fragments& b) {
  const std::string_view x = leading_literal(a);
  const std::string_view y = leading_literal(b);
  const std::size_t common = std::min(x.size(), y.size());
  if (x.substr(0, common) != y.substr(0, common))
    return true;
  const std::string_view v = trailing_literal(a);
  const std::string_view w = trailing_literal(b);
  const std::size_t tail = std::min(v.size(), w.size());
  return v.substr(v.size() - tail) != w.substr(w.size() - tail);
}

}  // namespace

std::optional<Fragments> fragments_of(const Val& value) {
  Fragments out;
  if (value.is_string()) {
    out.push_back({value.string_value(), Hole::kNone});
    return out;
  }
  if (!value.is_unknown())
    return std::nullopt;
  if (value.is_node()) {
    for (const Piece& piece : value.node().as_unknown()->pieces)
      out.push_back({piece.hole == Hole::kNone ? std::string_view(piece.text) : std::string_view(),
                     piece.hole});
  } else {
    const UnknownData& data = *value.unknown_data();
    out.assign(data.fragments, data.fragments + data.fragment_count);
  }
  if (out.empty())
    return std::nullopt;
  return out;
}

std::size_t extent(const Fragments& fragments) {
  std::size_t sum = fragments.size();
  for (const Fragment& fragment : fragments)
    sum += fragment.text.size();
  return sum;
}

bool has_hole(const Fragments& fragments) {
  return std::any_of(fragments.begin(), fragments.end(),
                     [](const Fragment& f) { return f.hole != Hole::kNone; });
}

bool only_word_holes(const Fragments& fragments) {
  return std::none_of(fragments.begin(), fragments.end(),
                      [](const Fragment& f) { return f.hole == Hole::kAny; });
}

Fragments normalized(Arena& arena, const Fragments& fragments) {
  Fragments out;
  std::string text;
  const auto flush = [&] {
    if (!text.empty())
      out.push_back({arena.copy(text), Hole::kNone});
    text.clear();
  };
  for (const Fragment& fragment : fragments) {
    if (fragment.hole == Hole::kNone) {
      text += fragment.text;
      continue;
    }
    flush();
    out.push_back(fragment);
  }
  flush();
  return out;
}

Val make_string(Arena& arena, const Fragments& fragments, const Doubt& doubt) {
  const Fragments whole = normalized(arena, fragments);
  if (whole.empty())
    return Val::literal("");
  if (whole.size() == 1 && whole[0].hole == Hole::kNone)
    return Val::literal(whole[0].text);
  UnknownData data;
  data.doubt = doubt;
  data.fragments = arena.copy(whole);
  data.fragment_count = static_cast<std::uint32_t>(whole.size());
  return Val::unknown(arena.make(data));
}

bool certainly_different(const Val& a, const Val& b) {
  const auto x = partly_known(a);
  const auto y = partly_known(b);
  if (x && b.is_string())
    return equals(*x, b.string_value()) == Truth::kFalse;
  if (y && a.is_string())
    return equals(*y, a.string_value()) == Truth::kFalse;
  return x && y && ends_differ(*x, *y);
}

Truth equals(const Fragments& text, std::string_view other) {
  const std::string_view head = leading_literal(text);
  const std::string_view tail = trailing_literal(text);
  if (other.substr(0, head.size()) != head || other.size() < tail.size() ||
      other.substr(other.size() - tail.size()) != tail)
    return Truth::kFalse;
  if (too_much(text, other))
    return Truth::kUnknown;
  const bool possible = Pattern(text).matches(other);
  return !possible ? Truth::kFalse : has_hole(text) ? Truth::kUnknown : Truth::kTrue;
}

Truth starts_with(const Fragments& text, std::string_view prefix) {
  if (leading_literal(text).substr(0, prefix.size()) == prefix)
    return Truth::kTrue;
  return too_much(text, prefix) || Pattern(text).matches_prefix(prefix) ? Truth::kUnknown
                                                                        : Truth::kFalse;
}

Truth ends_with(const Fragments& text, std::string_view suffix) {
  const std::string_view tail = trailing_literal(text);
  if (tail.size() >= suffix.size() && tail.substr(tail.size() - suffix.size()) == suffix)
    return Truth::kTrue;
  if (too_much(text, suffix))
    return Truth::kUnknown;
  Pattern pattern(text);
  pattern.reverse();
  const std::string backwards(suffix.rbegin(), suffix.rend());
  return pattern.matches_prefix(backwards) ? Truth::kUnknown : Truth::kFalse;
}

Truth contains(const Fragments& text, std::string_view part) {
  for (const Fragment& fragment : text)
    if (fragment.hole == Hole::kNone && fragment.text.find(part) != std::string_view::npos)
      return Truth::kTrue;
  if (part.empty())
    return Truth::kTrue;
  return too_much(text, part) || Pattern(text).matches_part(part) ? Truth::kUnknown : Truth::kFalse;
}

std::optional<std::vector<Fragments>> split_fragments(const Fragments& text,
                                                      std::string_view separator,
                                                      std::size_t limit) {
  if (separator.empty())
    return std::nullopt;
  // A longer separator could come about around an empty hole.
  const bool words_keep_out = separator.size() == 1 && !may_stand_in_word(separator[0]);
  std::vector<Fragments> fields(1);
  for (const Fragment& fragment : text) {
    const bool last = limit != 0 && fields.size() == limit;
    if (fragment.hole != Hole::kNone) {
      if (!last && (fragment.hole == Hole::kAny || !words_keep_out))
        return std::nullopt;
      fields.back().push_back(fragment);
      continue;
    }
    std::string_view rest = fragment.text;
    while (limit == 0 || fields.size() < limit) {
      const std::size_t at = rest.find(separator);
      if (at == std::string_view::npos)
        break;
      fields.back().push_back({rest.substr(0, at), Hole::kNone});
      fields.emplace_back();
      rest = rest.substr(at + separator.size());
    }
    fields.back().push_back({rest, Hole::kNone});
  }
  return fields;
}

}  // namespace advisor::cel
