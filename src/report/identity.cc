#include "src/report/identity.h"

#include <fmt/format.h>

namespace advisor {

void Fingerprint::add(std::string_view part) {
  for (const char c : part)
    mix(static_cast<unsigned char>(c));
  mix(0xFF);
}

std::string Fingerprint::hex() const {
  return fmt::format("{:016x}", hash_);
}

std::string finding_identity(const Verdict& verdict) {
  Fingerprint print;
  print.add(verdict.rule == nullptr ? "" : verdict.rule->id);
  print.add(verdict.check_id);
  print.add(verdict.resource == nullptr ? "" : verdict.resource->type);
  print.add(verdict.resource == nullptr ? "" : lasting_id(*verdict.resource));
  if (!verdict.key.empty())
    print.add(verdict.key);
  else
    print.add(verdict.label.empty() ? verdict.element_path : verdict.label);
  return print.hex();
}

}  // namespace advisor
