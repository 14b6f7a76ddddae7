#pragma once

#include <cstddef>

#include "klinker/classify/review_picker.h"
#include "klinker/classify/text_classifier.h"
#include "klinker/corpus/batch.h"

namespace klinker {

/// What became of the records of a corpus.
struct ReviewScan {
  std::size_t records = 0;
  std::size_t failed = 0;  ///< no records, or longer than `max_record_bytes`: passed over
};

/// Scores the records of `corpus` (JSONL; inputs, max_record_bytes, threads and progress count) and shows them to `picker`
/// in the order of the input, whatever the number of threads. Empty texts are left out. Holds a bounded number of batches.
/// Throws Error(io), and Error(unsupported) where the model gives no single label to a single text.
ReviewScan scan(const BatchOptions& corpus, const TextClassifier& classifier, ReviewPicker& picker);

}  // namespace klinker
