// Any bytes as an account file, joined with a template that could be about the same account.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "parsers/aws_account.h"
#include "parsers/live_join.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto live = advisor::read_account_file(text);
  if (!live)
    return 0;
  advisor::failure_diagnostics(*live);
  advisor::Inventory files;
  advisor::Resource function;
  function.type = "AWS::Lambda::Function";
  function.id = "t.yaml#F";
  function.properties = advisor::Value::map();
  function.properties.set("FunctionName", advisor::Value::string("hello"));
  files.resources.push_back(std::move(function));
  std::size_t total = 1;
  for (const advisor::LiveAccount& account : live->accounts)
    total += account.resources.size();
  const advisor::LiveJoin joined = advisor::join_live(*live, files);
  if (files.resources.size() + joined.replaced != total)
    std::abort();
  return 0;
}
