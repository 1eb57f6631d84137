#include "src/aws/paging.h"

#include <algorithm>
#include <iterator>

#include "src/base/text.h"

namespace advisor::aws {

Value Pages::parameters(const Value& given) const {
  Value out = given.as_map() == nullptr ? Value::map() : given;
  const std::string size(operation_->page_size_parameter);
  const bool names = std::ranges::any_of(
      *out.as_map(), [](const Member& member) { return member.value.as_list() != nullptr; });
  if (!size.empty() && !names && out.find(size) == nullptr)
    out.set(size, Value::integer(operation_->page_size));
  if (!token_.empty())
    out.set(std::string(operation_->input_token), Value::string(token_));
  return out;
}

std::string Pages::token_of(const Value& page) const {
  const Value* token =
      operation_->output_token.empty() ? nullptr : page.find(operation_->output_token);
  return token == nullptr || token->as_string() == nullptr ? "" : *token->as_string();
}

void Pages::join(Value& page) {
  for (const std::string_view name : split(operation_->page_members, ' ')) {
    Value* from = page.find(name);
    if (from == nullptr || from->as_list() == nullptr)
      continue;
    elements_ += from->as_list()->size();
    Value* to = joined_.find(name);
    if (to == nullptr || to->as_list() == nullptr) {
      joined_.set(std::string(name), std::move(*from));
      continue;
    }
    to->as_list()->insert(to->as_list()->end(), std::make_move_iterator(from->as_list()->begin()),
                          std::make_move_iterator(from->as_list()->end()));
  }
}

Pages::Next Pages::add(Value page, int most_pages, std::size_t most_elements) {
  token_ = token_of(page);
  if (!operation_->output_token.empty())
    page.erase(operation_->output_token);
  if (pages_++ == 0)
    joined_ = Value::map();
  join(page);
  if (pages_ == 1)
    for (Member& member : *page.as_map())
      if (joined_.find(member.key) == nullptr)
        joined_.set(member.key, std::move(member.value));
  if (token_.empty())
    return Next::kDone;
  if (!seen_.insert(token_).second)
    return Next::kRepeats;
  return pages_ >= most_pages || elements_ >= most_elements ? Next::kTooMany : Next::kMore;
}

}  // namespace advisor::aws
