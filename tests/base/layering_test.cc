// Which folder may include which, and which library is used where. docs/architecture.md shows the
// same tables to people; the last test compares the two.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/text.h"

namespace advisor {
namespace {

using std::filesystem::path;
using Names = std::vector<std::string_view>;

// A folder, or one file of it that has rules of its own.
struct Layer {
  std::string_view folder;
  Names may_include;
};
const std::vector<Layer> kLayers = {
    {"src/base", {}},
    {"src/model", {"src/base"}},
    {"src/cel", {"src/base", "src/model"}},
    {"parsers", {"src/base", "src/model"}},
    {"src/engine", {"src/base", "src/model", "src/cel", "parsers"}},
    {"src/report", {"src/base", "src/model", "src/engine"}},
    {"src/cli", {"src/base", "src/model", "src/cel", "parsers", "src/engine", "src/report"}},
    {"src/aws", {"src/base", "src/model"}},
    {"src/main.cc", {"src/base", "src/cli"}},
    {"src/aws_main.cc", {"src/base", "src/model", "src/aws"}},
};

// A library's headers, and the files that may include them. Patterns as in matches_glob().
struct Library {
  std::string_view name;
  std::string_view headers;
  Names users;
};
const std::vector<Library> kLibraries = {
    {"CLI11", "CLI/*", {"src/cli/*.cc"}},
    {"yaml-cpp", "yaml-cpp/*", {"parsers/yaml*.cc"}},
    {"libjsonnet", "libjsonnet*", {"parsers/jsonnet*.cc"}},
    {"nlohmann_json", "nlohmann/*", {"*.cc"}},
    {"RE2", "re2/*", {"src/cel/*"}},
    {"toml++", "toml++/*", {"parsers/samconfig.cc"}},
    {"fmt", "fmt/*", {"*"}},
    {"libcurl", "curl/*", {"src/aws/*.cc"}},
    {"OpenSSL", "openssl/*", {"src/aws/*.cc"}},
    {"pugixml", "pugixml.hpp", {"src/aws/*.cc"}},
    {"gumbo", "gumbo.h", {"src/aws/*.cc"}},
};

// "src/cel/cel.h" -> "src/cel", "parsers/yaml.h" -> "parsers".
std::string_view folder_of(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : file.substr(0, slash);
}

const Layer* find_layer(std::string_view file) {
  for (const std::string_view name : {file, folder_of(file)})
    if (const auto found = std::ranges::find(kLayers, name, &Layer::folder); found != kLayers.end())
      return &*found;
  return nullptr;
}

std::string check_own(std::string_view file, std::string_view header) {
  const Layer* from = find_layer(file);
  const Layer* to = find_layer(header);
  if (from == nullptr)
    return std::string(folder_of(file)) + " is not in the table of layers";
  if (to == nullptr)
    return "\"" + std::string(header) + "\" is not written from the root, or not in a layer";
  if (from == to || std::ranges::count(from->may_include, to->folder) > 0)
    return "";
  return std::string(from->folder) + " may not include " + std::string(to->folder);
}

std::string check_library(std::string_view file, std::string_view header) {
  for (const Library& library : kLibraries) {
    if (!matches_glob(header, library.headers))
      continue;
    const auto fits = [&](std::string_view users) { return matches_glob(file, users); };
    if (std::ranges::none_of(library.users, fits))
      return std::string(library.name) + " may not be used here";
  }
  return "";
}

// "FILE:LINE: what is wrong" for each include that is not allowed.
std::vector<std::string> violations(std::string_view file, std::string_view text) {
  std::vector<std::string> found;
  int number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    constexpr std::string_view kInclude = "#include ";
    if (!line.starts_with(kInclude) || line.size() < kInclude.size() + 2)
      continue;
    const char quote = line[kInclude.size()];
    const std::string_view rest = line.substr(kInclude.size() + 1);
    const std::string_view header = rest.substr(0, rest.find_first_of("\">"));
    const std::string wrong = quote == '"' ? check_own(file, header) : check_library(file, header);
    if (!wrong.empty())
      found.push_back(std::string(file) + ":" + std::to_string(number) + ": " + wrong);
  }
  return found;
}

std::string read(const path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Layering, ReportsWhatIsNotAllowed) {
  struct Case {
    std::string_view file, text;
    std::vector<std::string> expected;
  };
  const Case cases[] = {
      {"src/cel/eval.cc", "#include \"src/model/value.h\"\n#include \"src/cel/val.h\"\n", {}},
      {"parsers/yaml.cc", "#include <yaml-cpp/parser.h>\n#include <vector>\n", {}},
      {"src/model/value.cc",
       "// cel\n#include \"src/cel/cel.h\"\n",
       {"src/model/value.cc:2: src/model may not include src/cel"}},
      {"parsers/reader.h",
       "#include \"src/engine/rule.h\"\n",
       {"parsers/reader.h:1: parsers may not include src/engine"}},
      {"src/cel/eval.cc",
       "#include \"val.h\"\n",
       {"src/cel/eval.cc:1: \"val.h\" is not written from the root, or not in a layer"}},
      {"src/live/client.cc",
       "#include \"src/base/text.h\"\n",
       {"src/live/client.cc:1: src/live is not in the table of layers"}},
      {"src/aws_main.cc", "#include \"src/aws/api.h\"\n", {}},
      {"src/main.cc",
       "#include \"src/aws/api.h\"\n",
       {"src/main.cc:1: src/main.cc may not include src/aws"}},
      {"src/cli/live.cc",
       "#include <curl/curl.h>\n",
       {"src/cli/live.cc:1: libcurl may not be used here"}},
      {"src/report/text.cc",
       "#include <CLI/CLI.hpp>\n",
       {"src/report/text.cc:1: CLI11 may not be used here"}},
      {"parsers/json.h",
       "#include <nlohmann/json.hpp>\n",
       {"parsers/json.h:1: nlohmann_json may not be used here"}},
  };
  for (const Case& c : cases)
    EXPECT_EQ(violations(c.file, c.text), c.expected) << c.file;
}

TEST(Layering, EverySourceKeepsToIt) {
  const path root = ADVISOR_SOURCE_DIR;
  std::vector<std::string> found;
  int files = 0;
  for (const char* top : {"src", "parsers"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cc" && extension != ".h")
        continue;
      ++files;
      const std::string file = entry.path().lexically_relative(root).generic_string();
      const std::string text = read(entry.path());
      for (std::string& violation : violations(file, text))
        found.push_back(std::move(violation));
      if (extension == ".h" && text.find("#pragma once\n") == std::string::npos)
        found.push_back(file + ": no #pragma once");
    }
  }
  EXPECT_GT(files, 40);
  std::ranges::sort(found);
  EXPECT_THAT(found, testing::IsEmpty()) << "see docs/architecture.md";
}

std::string in_code(const Names& names, std::string_view none) {
  std::string text;
  for (const std::string_view name : names)
    text += (text.empty() ? "`" : ", `") + std::string(name) + "`";
  return text.empty() ? std::string(none) : text;
}

TEST(Layering, ArchitectureShowsTheSameTables) {
  const std::string text = read(path(ADVISOR_SOURCE_DIR) / "docs" / "architecture.md");
  std::string layers = "| folder | may include |\n|---|---|\n";
  for (const Layer& layer : kLayers) {
    layers += "| `" + std::string(layer.folder) + "` | " +
              in_code(layer.may_include, "nothing of ours") + " |\n";
  }
  std::string libraries = "| library | included by |\n|---|---|\n";
  for (const Library& library : kLibraries)
    libraries += "| " + std::string(library.name) + " | " + in_code(library.users, "") + " |\n";
  EXPECT_THAT(text, testing::HasSubstr("\n" + layers + "\n"));
  EXPECT_THAT(text, testing::HasSubstr("\n" + libraries + "\n"));
}

}  // namespace
}  // namespace advisor
