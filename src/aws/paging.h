#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>

#include "src/aws/operations.h"
#include "src/model/value.h"

namespace advisor::aws {

// Joins the pages of one call.
class Pages {
 public:
  explicit Pages(const Operation& operation) : operation_(&operation) {}

  // The parameters of the next page: the caller's, the page size unless the caller gave one or a
  // list of names (EC2 refuses both together), and the token.
  Value parameters(const Value& given) const;

  enum class Next { kDone, kMore, kRepeats, kTooMany };
  // Takes a page; kRepeats: its token came before, so the pages would never end.
  Next add(Value page, int most_pages, std::size_t most_elements);

  // All pages: the first one's members, its lists with all elements, without the token.
  Value take() { return std::move(joined_); }

 private:
  void join(Value& page);
  std::string token_of(const Value& page) const;

  const Operation* operation_;
  Value joined_;
  std::string token_;
  std::set<std::string> seen_;
  int pages_ = 0;
  std::size_t elements_ = 0;
};

}  // namespace advisor::aws
