#pragma once

// References to container images ("registry:5000/path/name:tag@sha256:..."), in strings that may be
// partly known. The grammar is that of Docker's distribution/reference, without the length limits
// and without IPv6 addresses; what stands for a missing registry or tag is not filled in.

#include "src/cel/pieces.h"

namespace advisor::cel {

struct ImageField {
  Truth present = Truth::kFalse;
  Fragments text;  // if present is not kFalse
};

struct ImageReference {
  // A partly known text counts as a reference if it can be filled in so that it becomes one; the
  // fields are what every such filling gives. kUnknown: too long to tell, or a placeholder of
  // another tool stands in it.
  Truth is_image = Truth::kUnknown;
  ImageField registry;    // with the port
  ImageField repository;  // path without the registry
  ImageField name;        // its last segment
  ImageField tag;
  ImageField digest;
};
// Texts are put into the arena.
ImageReference parse_image_reference(const Fragments& text, Arena& arena);

}  // namespace advisor::cel
