#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/value.h"

namespace advisor::cfn {

// A string while Fn::Sub, Fn::Join and the like put it together: text and holes, and what the
// holes refer to.
class PartialString {
 public:
  void text(std::string_view text);
  // Scalars become text, unknowns keep their pieces; without pieces they are a hole of class
  // `hole`. What cannot be part of a string is a hole.
  void add(const Value& value, Piece::Hole hole = Piece::Hole::kAny);
  void hole(Piece::Hole hole);

  // A string if nothing is open, the unknown itself if it is all there is, else a partly known
  // string whose cause is that of the unknown that the user can do most about. Dynamic references
  // in the whole text become holes. Without `written`, an unknown keeps its own text.
  Value finish(Span span, std::string written);

 private:
  void add_unknown(const Unknown& unknown, Piece::Hole hole);

  std::vector<Piece> pieces_;
  std::vector<Unknown> unknowns_;  // without pieces and links; the first ones
  std::vector<Link> links_;
  std::size_t size_ = 0;
  std::size_t parts_ = 0;
  std::optional<Value> only_;
  bool secret_ = false;
};

// How CloudFormation writes a scalar in a string; nullopt for everything else.
std::optional<std::string> scalar_text(const Value& value);

// JSON with members in the order of the document; nullopt if a part is not known.
std::optional<std::string> json_text(const Value& value);

// Appends a piece; neighbouring literals become one.
void add_piece(std::vector<Piece>& pieces, Piece piece);

// The class of a hole that one of these texts fills.
Piece::Hole hole_for(const std::vector<std::string>& texts);

// No way to fill the holes gives that text.
bool certainly_not(const std::vector<Piece>& pieces, std::string_view text);

// The parts between separators; nullopt if a hole may contain one.
std::optional<std::vector<std::vector<Piece>>> split_pieces(const std::vector<Piece>& pieces,
                                                            std::string_view separator);

// "{{resolve:ssm:name}}" and the like: CloudFormation fetches the value when it deploys.
bool has_dynamic_reference(std::string_view text);

// The parts of a Fn::Sub template: text, and what stands in ${}. "${!x}" is the text "${x}".
struct SubPart {
  std::string text;
  bool variable = false;
};
std::vector<SubPart> parse_sub(std::string_view text);

}  // namespace advisor::cfn
