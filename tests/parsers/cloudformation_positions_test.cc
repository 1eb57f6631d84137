// Places against those that cfn-lint 1.51.0 gives for public templates
// (fixtures/cloudformation-positions; cfn-lint points to the key of a map entry, and to a list
// element itself). The templates are not part of the repository.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "parsers/cloudformation_template.h"
#include "src/base/source.h"

namespace advisor {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string text_of(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

char first_of(Span span, std::string_view text) {
  return span.begin < text.size() ? text[span.begin] : ' ';
}

// A short form has no place of its own for cfn-lint, nor have the two parts of !GetAtt A.B: the
// place of what holds it stands for it.
std::optional<Span> place_of(const Value& root, const Json& path, std::string_view text) {
  const Value* value = &root;
  Span place = root.span();
  for (const Json& step : path) {
    if (step.is_number()) {
      const List* list = value->as_list();
      const auto index = step.get<std::size_t>();
      if (list == nullptr || index >= list->size())
        return std::nullopt;
      const char open = first_of(value->span(), text);
      value = &(*list)[index];
      if (open == '[' || open == '-')
        place = value->span();
      continue;
    }
    const Member* member = value->find_member(step.get<std::string>());
    if (member == nullptr)
      return std::nullopt;
    value = &member->value;
    if (first_of(member->key_span, text) != '!')
      place = member->key_span;
  }
  return place;
}

TEST(CloudFormationPositions, AreThoseOfCfnLint) {
  const fs::path source = ADVISOR_SOURCE_DIR;
  const fs::path corpus = source / "../shared/corpus/cloudformation";
  if (!fs::exists(corpus))
    GTEST_SKIP() << corpus << " is not there";
  const Json wanted =
      Json::parse(text_of(source / "fixtures/cloudformation-positions/cfn-lint.json"));
  std::map<std::string, std::pair<SourceId, Value>> documents;
  SourceSet sources;
  int same = 0;
  std::string others;
  for (const Json& each : wanted) {
    const auto name = each["file"].get<std::string>();
    const auto [entry, fresh] = documents.try_emplace(name);
    if (fresh) {
      const SourceId id = sources.add(name, text_of(corpus / name));
      entry->second = {id, cfn::parse_template(sources.file(id).text(), id).root};
    }
    const auto place =
        place_of(entry->second.second, each["path"], sources.file(entry->second.first).text());
    const LineColumn at =
        place ? sources.file(entry->second.first).locate(place->begin) : LineColumn{0, 0};
    if (at == LineColumn{each["line"].get<int>(), each["column"].get<int>()})
      ++same;
    else
      others += name + " " + each["path"].dump() + ": " + std::to_string(at.line) + ":" +
                std::to_string(at.column) + " and not " + each["line"].dump() + ":" +
                each["column"].dump() + "\n";
  }
  std::cout << same << " of " << wanted.size() << " places are the same\n" << others;
  // The others are parts that cfn-lint makes itself (loops, SAM, JSON in strings), or short forms
  // that are list elements, for which it points to the list.
  EXPECT_EQ(same, 291);
}

}  // namespace
}  // namespace advisor
