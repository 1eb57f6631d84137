// A finite automaton reads the reference; each character that it takes has a role. Where the text
// has holes there may be many ways to read it: a field certainly holds the characters that have its
// role in all of them.

#include "src/cel/image_reference.h"

#include <algorithm>
#include <array>
#include <bit>

namespace advisor::cel {
namespace {

using Hole = Piece::Hole;
using State = std::uint8_t;
using States = std::uint64_t;  // a set, one bit per state

enum Role : std::uint8_t {
  kSeparator = 1,
  kRegistry = 2,
  kPath = 4,
  kName = 8,
  kTag = 16,
  kDigest = 32,
};

// What the first component is, is guessed and found out at its end: a registry has a dot, a port or
// a capital in it, or is "localhost"; the states kRegistryLocal + i and kFirstLocal + i have read
// i + 1 letters of that word. kHex + i has read i digits of the 32 that a digest needs.
enum : State {
  kStart = 0,
  kRegistryLocal = 1,
  kRegistryPlain = 10,
  kRegistryMarked = 11,
  kPortStart = 12,
  kPort = 13,
  kFirstLocal = 14,
  kFirstPlain = 23,
  kComponentStart = 24,
  kComponent = 25,
  kLast = 26,
  kTagStart = 27,
  kTagRest = 28,
  kAlgorithmStart = 29,
  kAlgorithm = 30,
  kHex = 31,
};
constexpr std::size_t kStates = 64;
constexpr std::size_t kHexDigits = 32;
constexpr std::size_t kMaxSteps = 4096;
constexpr std::string_view kLocalhost = "localhost";

constexpr States bit(State state) {
  return States{1} << state;
}
constexpr States kAccepting = bit(kLast) | bit(kTagRest) | bit(kHex + kHexDigits);

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool starts_component(char c) {
  return is_lower(c) || is_digit(c);
}
bool continues_component(char c) {
  return starts_component(c) || c == '.' || c == '_' || c == '-';
}
bool continues_tag(char c) {
  return continues_component(c) || is_upper(c);
}

struct Move {
  State to = kStart;
  Role role = kSeparator;
};

// Where a state can go with a character.
class Moves {
 public:
  Moves(State from, char c) {
    if (from >= kHex)
      hex(from, c);
    else if (from >= kComponentStart)
      later(from, c);
    else if (from == kStart)
      start(c);
    else if (from < kFirstLocal)
      registry(from, c);
    else
      first_component(from, c);
  }
  const Move* begin() const { return moves_.data(); }
  const Move* end() const { return moves_.data() + count_; }

 private:
  void add(State to, Role role) { moves_[count_++] = {to, role}; }

  void start(char c) {
    if (is_upper(c))
      return add(kRegistryMarked, kRegistry);
    if (!starts_component(c))
      return;
    const bool local = c == kLocalhost[0];
    add(local ? kRegistryLocal : kRegistryPlain, kRegistry);
    add(local ? kFirstLocal : kFirstPlain, kPath);
    add(kLast, kName);
  }
  // How many letters of "localhost" a state has read; 0: another word.
  static std::size_t letters(State from, State local) {
    return from >= local && from < local + kLocalhost.size() ? from - local + std::size_t{1} : 0;
  }
  static bool goes_on(std::size_t read, char c) {
    return read != 0 && read < kLocalhost.size() && kLocalhost[read] == c;
  }
  void registry(State from, char c) {
    const std::size_t read = letters(from, kRegistryLocal);
    if (from == kPortStart || from == kPort) {
      if (is_digit(c))
        add(kPort, kRegistry);
      else if (c == '/' && from == kPort)
        add(kComponentStart, kSeparator);
    } else if (c == ':') {
      add(kPortStart, kRegistry);
    } else if (c == '/') {
      if (from == kRegistryMarked || read == kLocalhost.size())
        add(kComponentStart, kSeparator);
    } else if (c == '.' || is_upper(c)) {
      add(kRegistryMarked, kRegistry);
    } else if (continues_component(c)) {
      add(goes_on(read, c) ? static_cast<State>(from + 1)
                           : std::max(from, std::uint8_t{kRegistryPlain}),
          kRegistry);
    }
  }
  void first_component(State from, char c) {
    const std::size_t read = letters(from, kFirstLocal);
    if (c == '/' && read != kLocalhost.size())
      add(kComponentStart, kPath);
    else if (continues_component(c) && c != '.')
      add(goes_on(read, c) ? static_cast<State>(from + 1) : State{kFirstPlain}, kPath);
  }
  void later(State from, char c) {
    switch (from) {
      case kComponentStart:
        if (starts_component(c)) {
          add(kComponent, kPath);
          add(kLast, kName);
        }
        break;
      case kComponent:
        if (continues_component(c))
          add(kComponent, kPath);
        else if (c == '/')
          add(kComponentStart, kPath);
        break;
      case kLast:
        if (continues_component(c))
          add(kLast, kName);
        else if (c == ':')
          add(kTagStart, kSeparator);
        else if (c == '@')
          add(kAlgorithmStart, kSeparator);
        break;
      case kTagStart:
        if (continues_tag(c) && c != '.' && c != '-')
          add(kTagRest, kTag);
        break;
      case kTagRest:
        if (continues_tag(c))
          add(kTagRest, kTag);
        else if (c == '@')
          add(kAlgorithmStart, kSeparator);
        break;
      case kAlgorithmStart:
        if (is_lower(c) || is_upper(c))
          add(kAlgorithm, kDigest);
        break;
      default:
        if (continues_tag(c) || c == '+')
          add(kAlgorithm, kDigest);
        else if (c == ':')
          add(kHex, kDigest);
        break;
    }
  }
  void hex(State from, char c) {
    if (is_hex(c))
      add(from < kHex + kHexDigits ? static_cast<State>(from + 1) : from, kDigest);
  }

  std::array<Move, 3> moves_{};
  std::size_t count_ = 0;
};

// The moves that some text in a hole makes possible.
struct HoleMove {
  State from = kStart;
  Move move;
};
std::vector<HoleMove> hole_moves(bool word) {
  std::vector<HoleMove> out;
  for (State from = 0; from < kStates; ++from) {
    const std::size_t first = out.size();
    for (char c = ' '; c <= '~'; ++c) {
      if (word && (c == ':' || c == '/' || c == '$' || c == ' '))
        continue;
      for (const Move& move : Moves(from, c)) {
        const bool there = std::any_of(
            out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
            [&](const HoleMove& m) { return m.move.to == move.to && m.move.role == move.role; });
        if (!there)
          out.push_back({from, move});
      }
    }
  }
  return out;
}
const std::vector<HoleMove>& moves_in(Hole hole) {
  static const std::vector<HoleMove> kInWord = hole_moves(true);
  static const std::vector<HoleMove> kInAny = hole_moves(false);
  return hole == Hole::kWord ? kInWord : kInAny;
}

struct Step {
  char c = 0;
  Hole hole = Hole::kNone;
};

class Reading {
 public:
  explicit Reading(const Fragments& text) {
    for (const Fragment& fragment : text) {
      if (fragment.hole != Hole::kNone)
        steps_.push_back({0, fragment.hole});
      else
        for (const char c : fragment.text)
          steps_.push_back({c, Hole::kNone});
    }
    forward_ = forward(0);
    backward();
  }

  bool possible() const { return (forward_.back() & kAccepting) != 0; }

  ImageField field(std::uint8_t roles, Arena& arena) const {
    ImageField made;
    const bool some = std::any_of(roles_.begin(), roles_.end(),
                                  [&](std::uint8_t taken) { return (taken & roles) != 0; });
    if (!some)
      return made;
    made.present = (forward(roles).back() & kAccepting) != 0 ? Truth::kUnknown : Truth::kTrue;
    std::string literal;
    const auto flush = [&] {
      if (!literal.empty())
        made.text.push_back({arena.copy(literal), Hole::kNone});
      literal.clear();
    };
    // No character of a name or tag is one that a word cannot have.
    const bool word = roles == kName || roles == kTag;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if ((roles_[i] & roles) == 0)
        continue;
      if (steps_[i].hole == Hole::kNone && (roles_[i] & ~roles) == 0) {
        literal += steps_[i].c;
        continue;
      }
      flush();
      const Hole hole = word || steps_[i].hole == Hole::kWord ? Hole::kWord : Hole::kAny;
      if (made.text.empty() || made.text.back().hole == Hole::kNone)
        made.text.push_back({"", hole});
      else if (hole == Hole::kAny)
        made.text.back().hole = hole;
    }
    flush();
    return made;
  }

 private:
  // The states in which the text before each step can end, without characters of some roles.
  std::vector<States> forward(std::uint8_t without) const {
    std::vector<States> at(steps_.size() + 1);
    at[0] = bit(kStart);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (steps_[i].hole != Hole::kNone) {
        at[i] = closed(at[i], moves_in(steps_[i].hole), without);
        at[i + 1] = at[i];
        continue;
      }
      for (States left = at[i]; left != 0; left &= left - 1)
        for (const Move& move : Moves(static_cast<State>(std::countr_zero(left)), steps_[i].c))
          if ((move.role & without) == 0)
            at[i + 1] |= bit(move.to);
    }
    return at;
  }
  static States closed(States states, const std::vector<HoleMove>& moves, std::uint8_t without) {
    for (States before = 0; before != states;) {
      before = states;
      for (const HoleMove& move : moves)
        if ((states & bit(move.from)) != 0 && (move.move.role & without) == 0)
          states |= bit(move.move.to);
    }
    return states;
  }
  // The roles that each step has on a way to the end.
  void backward() {
    roles_.resize(steps_.size());
    States alive = forward_.back() & kAccepting;
    for (std::size_t i = steps_.size(); i-- > 0;) {
      if (steps_[i].hole != Hole::kNone) {
        alive = through_hole(i, alive);
        continue;
      }
      States before = 0;
      for (States left = forward_[i]; left != 0; left &= left - 1) {
        const auto from = static_cast<State>(std::countr_zero(left));
        for (const Move& move : Moves(from, steps_[i].c)) {
          if ((alive & bit(move.to)) == 0)
            continue;
          before |= bit(from);
          roles_[i] |= move.role;
        }
      }
      alive = before;
    }
  }
  States through_hole(std::size_t i, States alive) {
    for (States before = 0; before != alive;) {
      before = alive;
      for (const HoleMove& move : moves_in(steps_[i].hole)) {
        if ((forward_[i] & bit(move.from)) == 0 || (alive & bit(move.move.to)) == 0)
          continue;
        alive |= bit(move.from);
        roles_[i] |= move.move.role;
      }
    }
    return alive;
  }

  std::vector<Step> steps_;
  std::vector<States> forward_;
  std::vector<std::uint8_t> roles_;  // per step
};

bool has_placeholder(const Fragments& text) {
  return std::any_of(text.begin(), text.end(), [](const Fragment& fragment) {
    return fragment.text.find("{{") != std::string_view::npos ||
           fragment.text.find("${") != std::string_view::npos;
  });
}

}  // namespace

ImageReference parse_image_reference(const Fragments& text, Arena& arena) {
  ImageReference out;
  if (has_placeholder(text))
    return out;
  if (extent(text) > kMaxSteps) {
    out.is_image = has_hole(text) ? Truth::kUnknown : Truth::kFalse;
    return out;
  }
  const Reading reading(text);
  out.is_image = reading.possible() ? Truth::kTrue : Truth::kFalse;
  if (out.is_image == Truth::kFalse)
    return out;
  out.registry = reading.field(kRegistry, arena);
  out.repository = reading.field(kPath | kName, arena);
  out.name = reading.field(kName, arena);
  out.tag = reading.field(kTag, arena);
  out.digest = reading.field(kDigest, arena);
  return out;
}

}  // namespace advisor::cel
