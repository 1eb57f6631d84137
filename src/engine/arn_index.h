#pragma once

#include <map>
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

 private:
  void build() const;

  const Inventory& inventory_;
  mutable bool built_ = false;
  // "sqs:jobs", "lambda:function:f" -> resources
  mutable std::multimap<std::string, const Resource*, std::less<>> by_name_;
};

}  // namespace advisor
