#pragma once

#include <map>
#include <string>
#include <vector>

#include "parsers/jsonnet_sandbox.h"
#include "parsers/partial.h"

namespace advisor {

// Reads the markers in strings that Jsonnet gave back.
class JsonnetCalls {
 public:
  JsonnetCalls(const std::map<std::uint64_t, JsonnetCall>& calls, const TemplateContext& context)
      : calls_(calls), context_(context) {}

  // Parts that were literal may hold markers, also inside the arguments of unknown ones.
  Value assemble(std::vector<StringPart> parts, Span span) const;
  Unknown unknown(std::uint64_t id) const { return unknown(id, 0); }

 private:
  Unknown unknown(std::uint64_t id, int depth) const;
  Unknown function(const JsonnetCall& call, int depth) const;
  Unknown derived(const JsonnetCall& call, int depth) const;
  std::string readable(std::string_view text, int depth) const;
  void clean(Unknown& unknown) const;

  const std::map<std::uint64_t, JsonnetCall>& calls_;
  const TemplateContext& context_;
};

}  // namespace advisor
