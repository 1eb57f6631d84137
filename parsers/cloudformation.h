#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "parsers/cloudformation_evaluator.h"
#include "parsers/cloudformation_parameters.h"
#include "parsers/document_file.h"
#include "src/model/resource.h"

namespace advisor::cfn {

// The templates of one run: each read as CloudFormation would with the parameters that are given,
// nested stacks as part of their parent, exports found by imports.
class TemplateSet {
 public:
  explicit TemplateSet(Workspace& workspace);
  ~TemplateSet();
  TemplateSet(const TemplateSet&) = delete;
  TemplateSet& operator=(const TemplateSet&) = delete;

  bool empty() const { return files_.empty(); }
  // A parsed document that is a template. `diagnostics` are those of the parser.
  void add(const TextFile& file, Value document, Diagnostics diagnostics);
  // After the last add(), once.
  void build(Inventory& inventory);

 private:
  struct File;
  struct Stack;
  struct Child;

  void read_parameter_files(Diagnostics& diagnostics);
  void report_unused_parameters(Diagnostics& diagnostics);
  using Evaluate = std::function<std::optional<Value>(const Value&)>;
  void prepare(File& file, Inventory& inventory);
  void rewrite(File& file, Diagnostics& diagnostics,
               const std::function<void(Value&, const Evaluate&)>& change);
  void find_children(File& file);
  File* child_file(File& file, const Member& resource);
  File* load(const std::string& path, const File& parent);
  void add_stack_sets(File& file, Inventory& inventory);
  Evaluator::Parameters parameters_for(File& file, Diagnostics& diagnostics);
  void apply(const ParameterSet& set, Evaluator::Parameters& to) const;
  const ParameterSet* samconfig_for(const File& file, Diagnostics& diagnostics);
  const ParameterSet* parameter_file_beside(const File& file, Diagnostics& diagnostics);

  Stack& add_stack(File& file, Evaluator::Parameters given, std::string suffix, int depth,
                   Inventory& inventory, Stack** made = nullptr);
  Stack* child_stack(const std::string& id);
  std::optional<Value> nested_output(const std::string& id, const std::string& output);
  std::optional<Value> exported(const std::string& name);
  void index_exports();
  void add_outputs(Inventory& inventory);

  Workspace& workspace_;
  Inventory* inventory_ = nullptr;
  std::deque<File> files_;
  std::map<std::string, File*> by_path_;  // canonical
  std::deque<Stack> stacks_;
  std::map<std::string, Child> children_;        // by the id of the AWS::CloudFormation::Stack
  std::map<std::string, Stack*> nested_stacks_;  // by template and parameters
  std::vector<ParameterSet> given_;
  std::map<std::string, std::optional<ParameterSet>> beside_;       // files found beside templates
  std::map<std::string, std::vector<std::string>> parameter_like_;  // file names by folder
  struct Export {
    Stack* stack = nullptr;  // nullptr: several templates export the name
    const Value* value = nullptr;
    bool busy = false;
  };
  std::map<std::string, Export> exports_;
  std::size_t exports_of_ = 0;  // how many stacks are in exports_
  bool indexing_ = false;
  int exporting_ = 0;  // exports that are being looked up, one for another
};

}  // namespace advisor::cfn
