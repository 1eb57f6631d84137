#pragma once

#include <string>
#include <vector>

#include "parsers/terraform_table.h"
#include "src/model/schema.h"
#include "src/model/value.h"

namespace advisor::tf {

// Takes `attributes` (a map) apart by the rules and the schema (nullptr: none). What has no place
// in the schema is left in `rest`.
class Mapper {
 public:
  // `root` receives what `^` paths say.
  Mapper(Value& root, const Schema* root_schema) : root_(root), root_schema_(root_schema) {}

  void map_members(Value& attributes, const std::vector<TerraformRule>& rules, const Schema* schema,
                   Value& out, Value& rest, bool top = false);

 private:
  void apply(const TerraformRule& rule, Member member, const Schema* schema, Value& out,
             Value& rest);
  void apply_path(const TerraformRule& rule, const std::vector<std::string>& path, Member member,
                  const Schema* schema, Value& out);
  void append(const TerraformRule& rule, Member member, const Schema* element, Value& out);
  static void append_pair(const TerraformRule& rule, Value value, Span key_span, Value& out);
  Value keyed_blocks(const TerraformRule& rule, Value value, const Schema* target);
  void flatten(const TerraformRule& rule, Value block, const Schema* schema, Value& out,
               Value& rest);
  void spread(const TerraformRule& rule, const Value& unknown, const Schema* schema, Value& out,
              Value& rest);
  // The value in the shape that the schema wants: lists of one block become objects and so on.
  Value shape(Value value, const TerraformRule* rule, const Schema* schema);
  Value shape_list(Value value, const TerraformRule* rule, const Schema& schema);
  Value shape_block(Value value, const std::vector<TerraformRule>& rules, const Schema* schema);
  void add_elements(Value element, const TerraformRule* rule, const Schema& schema, List& list);

  Value& root_;
  const Schema* root_schema_;
};

}  // namespace advisor::tf
