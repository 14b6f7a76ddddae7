#include "klinker/classify/review_scan.h"

#include <future>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus/line_source.h"
#include "corpus/progress.h"
#include "klinker/error.h"

namespace klinker {
namespace {

struct ScoredBatch {
  ReviewScan counts;
  std::size_t text_bytes = 0;
  std::vector<ReviewCandidate> candidates;
};

ScoredBatch score(const RawBatch& batch, const TextClassifier& classifier) {
  ScoredBatch out;
  RecordParser parser;
  for (const RawRecord& raw : batch.records) {
    ++out.counts.records;
    if (raw.error) {
      ++out.counts.failed;
      continue;
    }
    const Record record = parser.parse(raw.bytes.of(batch.data));
    const bool failed = record.error() || record.passes_through();
    out.counts.failed += failed ? 1 : 0;
    if (failed || record.text().find_first_not_of(" \t\r\n") == std::string::npos) continue;
    out.text_bytes += record.text().size();
    out.candidates.push_back({.text = record.text(), .id = std::string(record.field("id").value_or(""))});
  }
  const std::vector<std::string_view> texts = [&] {
    std::vector<std::string_view> views;
    for (const ReviewCandidate& candidate : out.candidates) views.push_back(candidate.text);
    return views;
  }();
  const std::vector<Prediction> predictions = classifier.predict(texts);
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    out.candidates[i].guess = predictions[i].label;
    out.candidates[i].certainty = certainty_of(classifier.info(), predictions[i].scores);
  }
  return out;
}

}  // namespace

ReviewScan scan(const BatchOptions& corpus, const TextClassifier& classifier, ReviewPicker& picker) {
  if (classifier.task() != Task::text)
    throw Error(ErrorCode::unsupported, "review is for models that give a text one label (the task text), not for " +
                                            std::string(name(classifier.task())));
  BatchOptions options = corpus;
  options.jsonl = true;
  LineSource source(options);
  Progress progress(options.progress);
  ReviewScan total;
  std::size_t text_bytes = 0;
  for (bool more = true; more;) {
    // As many batches at a time as there are threads; taken in their order.
    std::vector<RawBatch> batches;
    while (batches.size() < std::max(1u, options.threads) && more) {
      auto batch = source.next();
      if (batch) batches.push_back(std::move(*batch));
      else more = false;
    }
    std::vector<std::future<ScoredBatch>> scored;
    for (const RawBatch& batch : batches)
      scored.push_back(std::async(options.threads > 1 ? std::launch::async : std::launch::deferred, score, std::cref(batch),
                                  std::cref(classifier)));
    for (auto& one : scored) {
      ScoredBatch done = one.get();
      total.records += done.counts.records;
      total.failed += done.counts.failed;
      text_bytes += done.text_bytes;
      for (ReviewCandidate& candidate : done.candidates) picker.add(std::move(candidate));
    }
    progress.update(source.consumed(), source.total(), total.records, text_bytes);
  }
  progress.clear();
  return total;
}

}  // namespace klinker
