#include "parsers/jsonnet_imports.h"

#include <set>
#include <string>
#include <vector>

#include "src/base/text.h"

namespace advisor {
namespace {

constexpr int kMaxDepth = 3;
constexpr std::size_t kMaxFiles = 16;
constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;

// The literal paths of `import "x"` and `importstr 'x'`.
std::vector<std::string> literal_imports(std::string_view text) {
  std::vector<std::string> paths;
  for (std::size_t at = text.find("import"); at != std::string_view::npos;
       at = text.find("import", at + 6)) {
    std::string_view rest = text.substr(at + 6);
    if (rest.starts_with("str"))
      rest.remove_prefix(3);
    rest = trim(rest.substr(0, 4096));
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\''))
      continue;
    const std::size_t end = rest.find(rest[0], 1);
    if (end != std::string_view::npos)
      paths.emplace_back(rest.substr(1, end - 1));
  }
  return paths;
}

class ImportWords {
 public:
  ImportWords(const FileSystem& files, const std::string& root) : files_(files), root_(root) {}

  void visit(const std::string& path, std::string_view text, int depth) {
    for (const std::string& import : literal_imports(text)) {
      const std::string target = normalize_path(join_path(parent_path(path), import));
      const std::string real = files_.canonical(target);
      if (found_.any() || seen_.size() >= kMaxFiles || !is_below(real, root_) ||
          !seen_.insert(real).second)
        continue;
      const Result<std::string> imported = files_.read(target, kMaxBytes);
      if (!imported)
        continue;
      found_ = telling_words(*imported);
      if (depth < kMaxDepth)
        visit(target, *imported, depth + 1);
    }
  }
  TellingWords found() const { return found_; }

 private:
  const FileSystem& files_;
  const std::string& root_;
  std::set<std::string> seen_;
  TellingWords found_;
};

}  // namespace

TellingWords telling_words_of_imports(const TextFile& file, std::string_view text,
                                      const FileSystem& files) {
  ImportWords words(files, file.root);
  words.visit(file.path, text, 1);
  return words.found();
}

}  // namespace advisor
