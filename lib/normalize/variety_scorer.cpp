#include "variety_scorer.h"

#include <string_view>
#include <utility>

namespace klinker {
namespace {

// How much of a document's variety rubs off on each of its sentences.
constexpr float kOfDocument = 0.25f;
constexpr float kCertain = 12;  // of a logit

bool ends_sentence(std::string_view token) {
  return !token.empty() && token.find_first_not_of(".!?") == std::string_view::npos;
}

}  // namespace

VarietyScorer::VarietyScorer(const NormalizerModel& model, const NormalizerWeights& weights, NormalizerProfile profile)
    : model_(model), weights_(weights), profile_(profile) {
  for (const auto& [sign, logits] : {std::pair{variety_sign::kCapital, &capital_}, std::pair{variety_sign::kSmall, &small_},
                                     std::pair{variety_sign::kClosed, &closed_}, std::pair{variety_sign::kOpen, &open_}})
    model_.varieties().add({sign, true, false}, *logits);
}

VarietyLogits VarietyScorer::logits(const std::vector<NormalizerWord>& words) const {
  VarietyLogits sum = model_.varieties().bias();
  const auto add = [&](const VarietyLogits& logits) {
    for (std::size_t v = 0; v < kVarieties; ++v) sum[v] += logits[v];
  };
  bool any = false;
  for (const NormalizerWord& word : words) {
    if (!word.readable || word.known->capitals.letters == 0) continue;
    add(word.known->logits);
    if (!any) add(word.known->capitals.first ? capital_ : small_);
    any = true;
  }
  if (!any) {  // no words: nothing to read, so nothing but standard
    sum.fill(0);
    sum[static_cast<std::size_t>(Variety::standard)] = kCertain;
    return sum;
  }
  add(ends_sentence(words.back().text) ? closed_ : open_);
  return sum;
}

VarietyScores VarietyScorer::scores(const VarietyLogits& sentence, const VarietyLogits& document) const {
  VarietyLogits likely = sentence, likely_of_document = document;
  for (std::size_t v = 0; v < kVarieties; ++v) likely[v] += weights_.prior[v], likely_of_document[v] += weights_.prior[v];
  const VarietyScores own = VarietyModel::softmax(likely), whole = VarietyModel::softmax(likely_of_document);
  VarietyScores result;
  for (std::size_t v = 0; v < kVarieties; ++v)
    result.probabilities[v] = (1 - kOfDocument) * own.probabilities[v] + kOfDocument * whole.probabilities[v];
  const auto allowed = [&](Variety v) {
    switch (profile_) {
      case NormalizerProfile::automatic: return true;
      case NormalizerProfile::chat: return v == Variety::chat;
      case NormalizerProfile::flemish: return v == Variety::flemish || v == Variety::antwerp;
      case NormalizerProfile::street: return v == Variety::street;
      case NormalizerProfile::dialect:
        return v == Variety::brabantian || v == Variety::limburgish || v == Variety::low_saxon || v == Variety::zeelandic ||
               v == Variety::west_flemish || v == Variety::antwerp;
      case NormalizerProfile::clinical: return v == Variety::clinical;
      case NormalizerProfile::moderation: return v == Variety::evasive || v == Variety::street;
      case NormalizerProfile::historical: return v == Variety::historical;
    }
    return false;
  };
  constexpr float kShareOfAllowed = 1e-3f;  // so that a profile works on a text that does not look like it
  float sum = 0;
  for (std::size_t v = 0; v < kVarieties; ++v)
    sum += result.probabilities[v] =
        allowed(static_cast<Variety>(v))
            ? result.probabilities[v] + (profile_ == NormalizerProfile::automatic ? 0 : kShareOfAllowed)
            : 0;
  for (float& p : result.probabilities) p /= sum;
  return result;
}

}  // namespace klinker
