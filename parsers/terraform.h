#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "parsers/document_file.h"
#include "parsers/terraform_document.h"
#include "parsers/terraform_source.h"
#include "src/model/resource.h"

namespace advisor::tf {

// The plans and states of one run.
class DocumentSet {
 public:
  explicit DocumentSet(Workspace& workspace) : workspace_(workspace) {}

  // A text for which look_at() says kDocument. False, with one error, if it cannot be read.
  bool add(const TextFile& file, Diagnostics& diagnostics);
  // "terraform-plan" or "terraform-state": of the document that was added last.
  std::string_view last_format() const;
  // After the last add(), once: resources, suppressions in .tf files, and what is worth noting.
  // Resources of a state that a plan has, too, are left to the plan.
  void build(Inventory& inventory);

 private:
  struct File {
    TextFile file;
    Document document;
  };
  TerraformSource* source_for(const TextFile& file);

  Workspace& workspace_;
  std::deque<File> files_;
  std::map<std::string, std::unique_ptr<TerraformSource>> sources_;  // by canonical directory
};

}  // namespace advisor::tf
