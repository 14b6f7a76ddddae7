#include "klinker/normalize/edit.h"

#include <utility>

namespace klinker {

std::string apply_edits(std::string_view text, const std::vector<Edit>& edits) {
  std::string out;
  std::size_t copied = 0;
  for (const Edit& edit : edits) {
    out.append(text, copied, edit.span.start - copied);
    out += edit.replacement;
    copied = edit.span.end;
  }
  return out.append(text, copied, text.size() - copied);
}

std::vector<Edit> invert_edits(std::string_view text, const std::vector<Edit>& edits) {
  std::vector<Edit> inverse;
  std::size_t moved = 0;  // bytes that the edits so far have added; may wrap, and wraps back
  for (const Edit& edit : edits) {
    Edit back = edit;
    const std::size_t start = edit.span.start + moved;
    back.span = {start, start + edit.replacement.size()};
    back.replacement = edit.span.of(text);
    back.alternatives.clear();
    moved += edit.replacement.size() - edit.span.size();
    inverse.push_back(std::move(back));
  }
  return inverse;
}

}  // namespace klinker
