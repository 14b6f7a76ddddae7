// In which variety any text is written.

#include <cmath>

#include "fuzz.h"
#include "klinker/normalize/variety.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

void check(const VarietyScores& scores) {
  float sum = 0;
  for (const float p : scores.probabilities) {
    require(p >= 0 && p <= 1.0001f, "a probability is one");
    sum += p;
  }
  require(std::abs(sum - 1) < 1e-3f, "probabilities sum to one");
  require(variety(name(scores.best())) == scores.best(), "a variety has a name");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const VarietyIdentifier kIdentifier;
  const std::string text = text_of(bytes(data, size));
  const VarietiesOfText found = kIdentifier.identify(text);
  check(found.scores);
  std::size_t end = 0;
  for (const VarietyOfSentence& sentence : found.sentences) {
    require_place(text, sentence.span);
    require(sentence.span.start >= end && !sentence.span.empty(), "sentences come in order");
    check(sentence.scores);
    end = sentence.span.end;
  }
  return 0;
}
