#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "aligned_text.h"
#include "charsmap_table.h"

namespace klinker {

/// The table of characters of a SentencePiece model, used as the `Precompiled` normaliser of Hugging Face does: a cluster of
/// characters of at most five bytes is looked up first, by the shortest entry that it begins with, then each character.
class Charsmap {
 public:
  /// Throws Error(invalid_model) with `where` for a table that does not hold together.
  Charsmap(std::string_view bytes, const std::string& where);

  /// False where the text stays what it is; `changes` hold nothing then.
  bool apply(std::string_view text, std::vector<AlignedText::Change>& changes) const;

 private:
  bool find(std::string_view text, std::string_view& replacement) const;

  CharsmapTable table_;
  std::array<bool, 128> changes_ascii_{};
};

}  // namespace klinker
