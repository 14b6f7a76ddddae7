#include "klinker/normalize/variety.h"

#include <algorithm>

#include "klinker/error.h"
#include "klinker/tokenize/tokenizer.h"
#include "variety_scorer.h"

namespace klinker {
namespace {

constexpr std::array<std::string_view, kVarieties> kNames = {
    "standard",  "chat",         "flemish", "street",   "brabantian", "limburgish", "low_saxon",
    "zeelandic", "west_flemish", "antwerp", "clinical", "evasive",    "historical", "frisian"};

// Words at the begin of a sentence that tell what it is in.
constexpr std::size_t kLookedAt = 512;

}  // namespace

std::string_view name(Variety variety) { return kNames[static_cast<std::size_t>(variety)]; }

Variety variety(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found != kNames.end()) return static_cast<Variety>(found - kNames.begin());
  std::string names;
  for (const std::string_view known : kNames) names += (names.empty() ? "" : ", ") + std::string(known);
  throw Error(ErrorCode::wrong_value, "no variety \"" + std::string(name) + "\"; there are " + names);
}

Variety VarietyScores::best() const {
  return static_cast<Variety>(std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin());
}

struct VarietyIdentifier::Impl {
  const NormalizerModel& model = NormalizerModel::builtin();
  NormalizerWeights weights{""};
  VarietyScorer scorer{model, weights, NormalizerProfile::automatic};
  Tokenizer tokenizer{{.profile = TokenizerProfile::social, .abbreviations = {}}};
};

VarietyIdentifier::VarietyIdentifier() : impl_(std::make_unique<const Impl>()) {}
VarietyIdentifier::~VarietyIdentifier() = default;
VarietyIdentifier::VarietyIdentifier(VarietyIdentifier&&) noexcept = default;
VarietyIdentifier& VarietyIdentifier::operator=(VarietyIdentifier&&) noexcept = default;

VarietiesOfText VarietyIdentifier::identify(std::string_view text) const {
  const Tokenization tokenization = impl_->tokenizer.tokenize(text);
  VarietiesOfText result;
  std::vector<float> sizes;
  std::vector<NormalizerWord> words;
  thread_local WordCache cache;
  for (const Sentence& sentence : tokenization.sentences) {
    words.clear();
    cache.trim(impl_->model.number());
    for (std::size_t t = sentence.first_token; t < std::min(sentence.last_token, sentence.first_token + kLookedAt); ++t) {
      const Token& token = tokenization.tokens[t];
      const std::string_view form = token.span.of(text);
      const bool readable = token.type == TokenType::word || token.type == TokenType::abbreviation;
      words.push_back({form, &cache.get(form, impl_->model), readable, false, false});
    }
    const VarietyLogits logits = impl_->scorer.logits(words);
    sizes.push_back(static_cast<float>(words.size()));
    result.sentences.push_back({sentence.span, impl_->scorer.scores(logits, logits)});
  }
  // The whole is the mean of its sentences, the long ones counting for more.
  float total = 0;
  for (std::size_t s = 0; s < sizes.size(); ++s) {
    total += sizes[s];
    for (std::size_t v = 0; v < kVarieties; ++v)
      result.scores.probabilities[v] += sizes[s] * result.sentences[s].scores.probabilities[v];
  }
  if (total > 0)
    for (float& p : result.scores.probabilities) p /= total;
  else result.scores.probabilities[static_cast<std::size_t>(Variety::standard)] = 1;
  return result;
}

}  // namespace klinker
