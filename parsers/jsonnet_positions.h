#pragma once

#include <map>
#include <string>
#include <vector>

#include "parsers/jsonnet_lexer.h"
#include "src/model/value.h"

namespace advisor {

// A Jsonnet file as the search for positions needs it.
struct JsonnetText {
  SourceId source = 0;  // 0: not a source of this run, no position may point into it
  std::vector<JsonnetToken> tokens;
  std::map<std::string, std::string> imports;  // literal path -> key of the file
};

// Gives every value of the result of `main` a span. Objects and arrays of the result are laid over
// the literals of the source, through locals, sums, fields and imports; what has no literal gets
// the span of the nearest part around it.
void place_jsonnet(Value& root, const std::map<std::string, JsonnetText>& files,
                   const std::string& main);

}  // namespace advisor
