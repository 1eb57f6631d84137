#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace advisor {

// Number of a SourceFile inside its SourceSet; 0 means "no source".
using SourceId = std::uint32_t;

// Half-open byte range [begin, end) of a source text. source == 0: no text (a value that was
// computed). begin == end in a source: a place without text of its own.
struct Span {
  SourceId source = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool valid() const { return source != 0; }
  friend bool operator==(const Span&, const Span&) = default;
};

// Both 1-based; the column counts code points (a tab is one, as in actionlint and SARIF's
// unicodeCodePoints).
struct LineColumn {
  int line = 1;
  int column = 1;
  friend bool operator==(const LineColumn&, const LineColumn&) = default;
};

// One input text. The text is kept as it was read (BOM and CRLF included), so that byte offsets
// are those of the file.
class SourceFile {
 public:
  SourceFile(std::string path, std::string text);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }
  // Reports must not quote it: secrets stand in it beside everything else (plans, states).
  bool is_withheld() const { return withheld_; }

  // offset may be text().size() (end of file). Offsets beyond it are clamped.
  LineColumn locate(std::uint32_t offset) const;
  // The line's text without its line end; line is 1-based. Empty beyond the last line.
  std::string_view line(int line) const;
  // Byte offset of a 1-based line and column (in code points), clamped to the line.
  std::uint32_t offset(LineColumn where) const;

 private:
  const std::vector<std::uint32_t>& line_starts() const;
  std::size_t code_points_before(std::uint32_t offset) const;

  friend class SourceSet;

  std::string path_;
  std::string text_;
  bool withheld_ = false;
  mutable std::vector<std::uint32_t> line_starts_;  // built on first use, likewise below
  mutable std::vector<std::size_t> code_points_;    // before each block of the text
};

// Owns all texts of a run. References and string_views into files stay valid while it lives.
class SourceSet {
 public:
  // Returns the id of the new file. Paths are not checked for uniqueness.
  SourceId add(std::string path, std::string text);
  // Precondition for this and the next: id was returned by add().
  void withhold_text(SourceId id) { files_[id - 1].withheld_ = true; }
  const SourceFile& file(SourceId id) const;
  // The source text of a span; empty for spans without source.
  std::string_view text(Span span) const;
  std::size_t size() const { return files_.size(); }

 private:
  std::deque<SourceFile> files_;
};

}  // namespace advisor
