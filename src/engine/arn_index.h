#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/resource.h"

namespace advisor {

// Finds resources by an ARN that spells their name, although their own region and account may not
// be known: "arn:aws:sqs:ap-northeast-1:123456789012:jobs" is the queue whose QueueName is jobs.
// Also the other spellings of a Lambda function: a qualifier behind its name, and
// "123456789012:function:f". Built when first asked; the inventory must outlive it.
class ArnIndex {
 public:
  explicit ArnIndex(const Inventory& inventory) : inventory_(inventory) {}

  // '*' in the text stands for a word that is not known. nullptr: none, or several fit.
  const Resource* find(std::string_view type, std::string_view arn) const;
  // Whether a name, ARN or queue URL that find() does not know certainly denotes no resource of
  // that type: of another service, or spelling a name that none of them has.
  bool is_foreign(const std::string& type, std::string_view text) const;
  // Whether it certainly does not denote this one.
  bool is_other(const Resource& resource, std::string_view text) const;

 private:
  struct Type {
    std::string service;    // of its ARNs; empty: their shape is not known
    bool all_named = true;  // the names of all its resources are known; aliases: their qualifiers
  };
  void build() const;

  const Inventory& inventory_;
  mutable bool built_ = false;
  mutable std::map<std::string, Type, std::less<>> types_;
  // "sqs:jobs", "lambda:function:f" -> resources
  mutable std::multimap<std::string, const Resource*, std::less<>> by_name_;
  mutable std::set<std::string, std::less<>> qualifiers_;  // of aliases
};

}  // namespace advisor
