#pragma once

#include <set>
#include <string>

#include "parsers/document_file.h"
#include "parsers/terraform_document.h"
#include "parsers/terraform_source.h"
#include "src/model/resource.h"

namespace advisor::tf {

// The resources that a plan or state holds, as far as `options.wants` them, into the inventory, in
// the common model (terraform_mapping.h), with references to each other. `source` may be nullptr.
// Resources at the addresses in `known` are passed over.
void add_resources(const Document& document, const TextFile& file, const Workspace& workspace,
                   TerraformSource* source, const std::set<std::string>& known,
                   Inventory& inventory);

}  // namespace advisor::tf
