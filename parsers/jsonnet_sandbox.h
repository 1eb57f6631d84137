#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "parsers/template.h"

namespace advisor {

// All that one evaluation may read.
struct JsonnetJob {
  struct File {
    std::string text;  // kError: why the file is not there
    enum class Kind : std::uint8_t { kCode, kText, kError } kind = Kind::kCode;
  };
  std::string main;                   // key in `files`
  std::map<std::string, File> files;  // by normalized path
  std::map<std::string, std::string> ext_str;
  std::map<std::string, std::string> ext_code;
  const TemplateContext* context = nullptr;
  // The files compare in ways the prelude does not see: a part that touches anything unknown is
  // unknown as a whole.
  bool opaque = false;
  unsigned max_stack = 500;
  int timeout_ms = 5000;
  std::size_t max_bytes = std::size_t{64} << 20U;
};

// What an unknown value in the result was asked for with.
struct JsonnetCall {
  enum class Kind : std::uint8_t { kFunction, kVariable, kDerived };
  Kind kind = Kind::kFunction;
  std::string name;                    // function, external variable, function of std
  std::vector<std::string> arguments;  // may hold markers; kDerived: one text that does
  std::string field;                   // of the object that the function returns; may be empty
};

// A part of the result that was evaluated on its own, or could not be.
struct JsonnetPart {
  enum class Kind : std::uint8_t { kValue, kObject, kList, kFailed };
  Kind kind = Kind::kFailed;
  std::string json;                  // kValue: a list with the value as its only element
  std::vector<std::string> fields;   // kObject
  std::size_t size = 0;              // kList
  std::string reason;                // kFailed
  bool touched_unknown = false;      // kFailed: unknown values were asked for on the way
  std::vector<std::uint64_t> calls;  // kFailed: for these
};

struct JsonnetOutcome {
  std::map<std::string, JsonnetPart> parts;    // by path, compact JSON: ["containers",0,"image"]
  std::map<std::uint64_t, JsonnetCall> calls;  // by number of the marker (jsonnet_marker.h)
  std::optional<std::string> failure;          // took too long, crashed, no libjsonnet
};

// Runs libjsonnet in a child process that reads no files. If the whole cannot be evaluated, its
// fields and elements are, one by one, to a depth of six.
JsonnetOutcome run_jsonnet(const JsonnetJob& job);

}  // namespace advisor
