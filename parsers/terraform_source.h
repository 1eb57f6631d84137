#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "parsers/terraform_blocks.h"
#include "src/base/files.h"
#include "src/base/source.h"
#include "src/model/resource.h"

namespace advisor {

enum class TfMode : std::uint8_t { kManaged, kData };

// Names without instance keys: module.a["x"].aws_lb.main[0] is {{"a"}, kManaged, "aws_lb", "main"}.
struct TfAddress {
  std::vector<std::string> modules;
  TfMode mode = TfMode::kManaged;
  std::string type;
  std::string name;
};

// Attribute, block and key names, and positions in lists, as in a plan: {"load_balancer", 0,
// "target_group_arn"}; inside JSON text: {"container_definitions", 0, "ulimits"}. A block type that
// stands once may do without its position.
using TfStep = std::variant<std::string, std::size_t>;
using TfPath = std::vector<TfStep>;

struct TfPlace {
  Span span;           // not valid(): nothing is known, not even a module call
  bool exact = false;  // the span is what the path names; else it is what should hold it
};

// The sources of one root module and of the modules that it calls, read when they are asked for.
// Nothing here is an error: a file that is missing, unreadable, broken or too large (16 MiB; 10,000
// files and 256 MiB in all) is not there.
class TerraformSource {
 public:
  // Modules are found by .terraform/modules/modules.json, else by relative `source` arguments.
  // Only what lies below repository_root is read (empty: below root_directory). Files are added to
  // `sources` under root_directory. `files` and `sources` must outlive this.
  TerraformSource(const FileSystem& files, SourceSet& sources, std::string root_directory,
                  const std::string& repository_root = {});

  // True if the directory of the module is there and has any block.
  bool has_module(const std::vector<std::string>& modules);
  // The block outside of override files if there is one. Pointers stay valid. nullptr: not found.
  const TfBlock* resource(const TfAddress& address);
  // The block `module "name"` in the module `modules`.
  const TfBlock* module_call(const std::vector<std::string>& modules, std::string_view name);

  // The text that explains a part of a resource best: the value of an attribute, the header of a
  // block (of the dynamic block that makes it), a part of an object, list or literal JSON. For what
  // is not written: the header or constructor that should hold it. For a resource in a module that
  // is not found or was downloaded: the header of the nearest module call outside of it. The n-th
  // block of a type is the n-th in the text, which is the order of plans for lists but not for
  // sets: ask without position for these.
  TfPlace locate(const TfAddress& address, const TfPath& path = {});

  // True if blocks of that type, or blocks around them, are made by `dynamic`. Positions in the
  // path are ignored.
  bool has_dynamic(const TfAddress& address, const TfPath& block_path);
  // True if the attribute or block stands in the text, with whatever value. False also for what
  // may hide in an expression, and if there is no resource(address).
  bool written(const TfAddress& address, const TfPath& path);

  // Comments "advisor:ignore RULE reason" of the files read up to now, downloaded modules aside. On
  // or above the first line of a block, attribute, entry or element such a comment covers all of
  // it.
  std::vector<InlineSuppression> suppressions() const;

 private:
  struct Directory {
    std::vector<TfFile> files;  // override files last
    // "resource type name", "data type name", "module name" -> blocks, those of override files last
    std::map<std::string, std::vector<const TfBlock*>, std::less<>> blocks;
    std::vector<InlineSuppression> suppressions;
    bool downloaded = false;
  };

  // nullptr: not known.
  const Directory* module(const std::vector<std::string>& modules);
  std::optional<std::string> module_path(const std::vector<std::string>& modules);
  const Directory* directory(const std::string& path);
  void read_file(const std::string& path, Directory& into);
  void read_module_list();
  std::vector<const TfBlock*> blocks(const TfAddress& address);

  const FileSystem& files_;
  SourceSet& sources_;
  std::string root_;
  std::string repository_;  // canonical
  bool listed_ = false;
  std::map<std::string, std::string> module_list_;  // module path joined by dots -> directory
  std::map<std::string, std::optional<std::string>> module_paths_;  // the same, as resolved
  std::map<std::string, Directory> directories_;                    // by canonical path
  std::size_t files_left_ = 10'000;
  std::size_t bytes_left_ = std::size_t{256} << 20U;
};

}  // namespace advisor
