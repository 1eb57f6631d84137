#pragma once

#include <deque>
#include <map>
#include <string>

#include "src/base/source.h"
#include "src/engine/config.h"
#include "src/engine/rule_set.h"
#include "src/model/resource.h"

namespace advisor::testing_support {

// Rules over resources that the test writes down, without readers. In the JSON of properties,
//   {"Ref": "id"}                is unknown with a link to that resource
//   {"Unknown": "text"}          is unknown
//   {"If": ["Cond", a, b]}       hangs on a condition; {"NoValue": true} as branch is nothing
class Trial {
 public:
  void add_rule(const std::string& id, const std::string& text);
  void add_file(const std::string& path, const std::string& text);  // below rules/
  void add(const std::string& type, const std::string& id, const std::string& json);
  Resource& resource(const std::string& id);
  Conditions& conditions() { return inventory_.conditions; }
  void set_config(const std::string& yaml) { config_ = yaml; }

  // One line per verdict and per diagnostic: "finding q1 [nofile]: message",
  // "undetermined q1: reason; reason", "good q1", "error: ...".
  std::string verdicts(bool keep_not_applicable = false);

 private:
  Value convert(const Value& value);

  SourceSet sources_;
  std::map<std::string, std::string> files_;
  std::string config_;
  Inventory inventory_;
};

}  // namespace advisor::testing_support
