#pragma once

// Partly known strings: literal text and holes (rule-language.md 2.7).

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/cel/containers.h"

namespace advisor::cel {

using Fragments = std::vector<Fragment>;

// The fragments of a known or partly known string; nullopt for everything else, also for an
// unknown of which not even that much is certain. The texts live as long as the value.
std::optional<Fragments> fragments_of(const Val& value);
// A known string if there is no hole, else an unknown with pieces and the reasons of `source`.
Val make_string(Arena& arena, const Fragments& fragments, const Doubt& doubt);

// Beyond this much work (steps of the pattern times characters) a question about a partly known
// string is answered "unknown".
constexpr std::size_t kMaxPatternWork = 20'000;

// Bytes of text and number of fragments together, for the cost of working with them.
std::size_t extent(const Fragments& fragments);

bool has_hole(const Fragments& fragments);
// Every hole is a word (Piece::Hole::kWord or narrower).
bool only_word_holes(const Fragments& fragments);
// Neighbouring literals joined; empty literals dropped.
Fragments normalized(Arena& arena, const Fragments& fragments);

// True if one of the two is partly known and no way to fill its holes makes them equal.
bool certainly_different(const Val& a, const Val& b);

// Three-valued answers for a partly known string and a known operand.
Truth starts_with(const Fragments& text, std::string_view prefix);
Truth ends_with(const Fragments& text, std::string_view suffix);
Truth contains(const Fragments& text, std::string_view part);
Truth equals(const Fragments& text, std::string_view other);

// Cut at every `separator` (at most `limit` fields; 0: no bound). nullopt if a hole before the last
// cut could contain it, so that the fields are not known.
std::optional<std::vector<Fragments>> split_fragments(const Fragments& text,
                                                      std::string_view separator,
                                                      std::size_t limit = 0);

}  // namespace advisor::cel
