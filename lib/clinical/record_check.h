#pragma once

#include <string_view>

#include "clinical/phrase_table.h"

namespace klinker {

/// Refuses what is no Dutch text, since a summary of it would look sound and mean nothing.
class RecordCheck {
 public:
  RecordCheck();

  /// Throws Error(unsupported) for binary data, another script, or another language. Telegraphic notes with few function
  /// words pass: only words of another language speak against a record.
  void require_dutch(std::string_view record, std::string_view folded) const;

 private:
  PhraseTable words_;  // 0 Dutch, 1 another language
};

}  // namespace klinker
