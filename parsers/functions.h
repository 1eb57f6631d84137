#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/template.h"

namespace advisor {

// An argument of a call: its value, or (known == false) how the source writes it.
struct CallArgument {
  std::string text;
  bool known = true;
  std::string pattern = {};  // of a partly known text, with `*` for what is not known
};

// call_function with arguments that need not be known.
std::optional<Value> call_with(std::string_view name, std::span<const CallArgument> arguments,
                               const TemplateContext& context);

// All function names that the context accepts, without the built-ins of Go; any name that ends in
// tfstate or tfstatef may come on top (accept_any_tfstate).
std::vector<std::string> function_names(const TemplateContext& context);

// Number of arguments that a function takes; nullopt: any number, or no such function.
struct Arity {
  std::size_t least = 0;
  std::size_t most = 0;
};
std::optional<Arity> function_arity(std::string_view name, const TemplateContext& context);

}  // namespace advisor
