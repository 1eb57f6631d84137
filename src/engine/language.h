#pragma once

#include <cstdint>
#include <string>

namespace advisor {

enum class Language : std::uint8_t { kEnglish, kJapanese };

// A text in both languages. Japanese may be empty in users' own rules: English is shown then.
struct Localized {
  std::string en;
  std::string ja;
  const std::string& in(Language language) const {
    return language == Language::kJapanese && !ja.empty() ? ja : en;
  }
  bool empty() const { return en.empty() && ja.empty(); }
};

}  // namespace advisor
