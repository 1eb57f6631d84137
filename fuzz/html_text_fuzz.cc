#include "src/aws/html_text.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "src/aws/html_lines.h"
#include "src/base/text.h"

namespace {

void require(bool condition) {
  if (!condition)
    std::abort();
}

void check(const advisor::aws::HtmlText& text) {
  require(text.plain.size() <= 2 * advisor::aws::kMaxHtmlText);
  require(text.markdown.size() <= 8 * advisor::aws::kMaxHtmlText);
  for (const std::string* form : {&text.plain, &text.markdown})
    for (const std::string_view line : advisor::split(*form, '\n')) {
      require(advisor::printable(line) == line);
      require(line.empty() || line.back() != ' ');
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view html(reinterpret_cast<const char*>(data), size);
  const advisor::aws::Description description = advisor::aws::divide_description(html);
  for (const advisor::aws::HtmlText* text :
       {&description.whole, &description.introduction, &description.alert_criteria,
        &description.recommended_action, &description.further})
    check(*text);
  require(description.divided || description.recommended_action.plain == description.whole.plain);
  return 0;
}
