#include "klinker/text/document.h"

#include <algorithm>
#include <utility>

#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {

Document::Document(std::string text) : text_(std::move(text)) { require_utf8(text_); }

void Document::annotate(Annotation annotation) {
  const auto boundary = [this](std::size_t at) {
    return at == text_.size() || (at < text_.size() && !is_continuation(text_[at]));
  };
  const Span span = annotation.span;
  if (span.start > span.end || !boundary(span.start) || !boundary(span.end))
    throw Error(ErrorCode::wrong_value, "annotation [" + std::to_string(span.start) + ", " + std::to_string(span.end) +
                                            ") does not lie on characters of the text");
  const auto place = std::upper_bound(annotations_.begin(), annotations_.end(), annotation,
                                      [](const Annotation& a, const Annotation& b) { return a.span < b.span; });
  annotations_.insert(place, std::move(annotation));
}

std::vector<Annotation> Document::annotations(std::string_view layer, Span span) const {
  std::vector<Annotation> found;
  for (const Annotation& annotation : annotations_)
    if (annotation.layer == layer && annotation.span.overlaps(span)) found.push_back(annotation);
  return found;
}

}  // namespace klinker
