#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/json_cursor.h"
#include "src/base/diagnostic.h"
#include "src/model/value.h"

namespace advisor::tf {

// Where things are in a document of Terraform or OpenTofu: no value is built. Texts are views of
// the document, escapes as written (unescape_json). Format: docs/terraform.md.
//
// A resource in a state, in planned_values or in prior_state; or what a plan does with it.
struct Item {
  std::string_view address;         // unique in the document; raw v4 states have none
  std::string_view module_address;  // empty: the root module
  std::string_view type;
  std::string_view name;
  std::string_view provider;
  std::string_view deposed;
  std::string_view previous_address;
  std::string_view action_reason;
  std::string_view actions;  // the JSON list as written
  std::size_t address_at = 0;
  ByteRange index;  // a JSON number or string
  bool data = false;
  ByteRange all;
  ByteRange values;  // of a change: after
  ByteRange before;
  ByteRange unknown;
  ByteRange sensitive;
  ByteRange before_sensitive;
  ByteRange replace_paths;
};

// A block of the configuration; instances share it.
struct Block {
  ByteRange expressions;
  ByteRange count;
  ByteRange for_each;
  std::string_view provider_key;
};

struct Module;
struct ModuleCall {
  ByteRange expressions;
  ByteRange count;
  ByteRange for_each;
  std::unique_ptr<Module> module;
};

struct Module {
  std::map<std::string, Block, std::less<>> resources;  // "type.name", "data.type.name"
  std::map<std::string, ModuleCall, std::less<>> calls;
  std::map<std::string, ByteRange, std::less<>> outputs;    // their expressions
  std::map<std::string, ByteRange, std::less<>> variables;  // their declarations
};

enum class DocumentKind : std::uint8_t { kPlan, kState, kRawState };

struct Document {
  DocumentKind kind = DocumentKind::kPlan;
  std::string_view text;  // to the end of the JSON value
  std::string_view format_version;
  std::string_view terraform_version;
  std::optional<bool> errored, complete;
  bool has_changes = false;  // resource_changes is there
  std::vector<Item> changes;
  // planned_values, of a state: values. Empty where the changes say it all.
  std::vector<Item> planned;
  std::vector<Item> prior;        // prior_state: where there is nothing else all, else data sources
  std::size_t prior_managed = 0;  // managed resources in prior_state
  Module configuration;
  bool has_configuration = false;
  std::map<std::string, ByteRange, std::less<>> providers;  // provider_config
  std::map<std::string, ByteRange, std::less<>> variables;  // of the root module, in clear
  std::map<std::string, ByteRange, std::less<>> outputs;    // known ones, not sensitive
};

// What a text is that may have come from Terraform.
enum class Look : std::uint8_t {
  kForeign,
  kDocument,        // plan or state: read_document takes it
  kBinaryPlan,      // what `terraform plan -out` writes
  kStream,          // `terraform plan -json`: no values in it
  kOldState,        // a state of Terraform 0.11
  kProviderSchema,  // `terraform providers schema -json`
};
// By the first keys of the text; a plan of any size is recognised without reading it whole.
Look look_at(std::string_view text);

// Text that the setup-terraform wrapper prints around the document is passed. nullopt, with one
// error, if the text is no JSON, is cut off, or has a format version that is not known (2 and up).
std::optional<Document> read_document(std::string_view text, SourceId source,
                                      Diagnostics& diagnostics);

// UTF-16 with a byte order mark, which PowerShell's redirection writes, as UTF-8; else nullopt.
std::optional<std::string> from_utf16(std::string_view text);

}  // namespace advisor::tf
