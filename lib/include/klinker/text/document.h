#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

/// Something said about a place in a document: `layer` names who says it ("section", "entity", …).
struct Annotation {
  Span span;
  std::string layer;
  std::string label;
  double score = 1.0;
};

/// A text that is known to be UTF-8, with annotations that are known to lie inside it.
class Document {
 public:
  /// Throws Error(invalid_utf8).
  explicit Document(std::string text);

  const std::string& text() const { return text_; }

  /// Keeps annotations sorted by place. Throws Error(wrong_value) where the span leaves the text or cuts a character.
  void annotate(Annotation annotation);

  const std::vector<Annotation>& annotations() const { return annotations_; }

  /// The annotations of one layer that overlap `span`, in order of place.
  std::vector<Annotation> annotations(std::string_view layer, Span span) const;

 private:
  std::string text_;
  std::vector<Annotation> annotations_;
};

}  // namespace klinker
