#pragma once

#include <string>
#include <string_view>

namespace advisor::aws {

// The address of a page of the console: "lambda/home" and "/functions/x" give
// https://REGION.console.aws.amazon.com/lambda/home?region=REGION#/functions/x. Empty in a
// partition whose console we do not know. The shape of `page` and `fragment` is what the console
// itself shows in a browser (seen 2026); they are for people, nothing reads them.
std::string console_page(std::string_view partition, std::string_view region, std::string_view page,
                         std::string_view fragment = {});

}  // namespace advisor::aws
