#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "src/engine/verdict.h"

namespace advisor {

// What a verdict is about, whatever line it stands on and in whatever language: rule, check,
// resource, and the rule's key (else the element's label, else its path). 16 hexadecimal digits.
// Users keep lists of them, so the value for a verdict may never change. Two verdicts can have the
// same, where a rule judges elements that nothing tells apart.
std::string finding_identity(const Verdict& verdict);

// FNV-1a, 64 bits. Parts are separated by a byte that UTF-8 does not have.
class Fingerprint {
 public:
  void add(std::string_view part);
  std::string hex() const;

 private:
  void mix(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace advisor
