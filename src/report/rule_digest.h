#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/engine/language.h"
#include "src/engine/rule.h"

namespace advisor {

struct DigestEntry {
  const Rule* rule = nullptr;
  std::vector<RuleChange> history;  // oldest first; notes may be empty
};

struct DigestOptions {
  std::string since;                 // date, the first day that counts
  std::string pages = "docs/rules";  // folder or https address of the rule pages
  Language language = Language::kEnglish;
  bool postmortem_links = true;
};

// The rules that were added or changed since a day, and the incidents they come from: Markdown for
// a post to a chat channel. Entries in the order given; those without a change since are left out.
std::string write_digest(const std::vector<DigestEntry>& entries, const DigestOptions& options);

}  // namespace advisor
