#include "klinker/classify/hate_speech_detector.h"

#include <algorithm>
#include <utility>

namespace klinker {
namespace {

constexpr const char* kOffensive = "offensive";
constexpr const char* kExplicit = "explicit";
constexpr const char* kImplicit = "implicit";

// Messages end a sentence at every line end.
TokenizerOptions for_messages() {
  TokenizerOptions options;
  options.profile = TokenizerProfile::social;
  return options;
}

}  // namespace

HateSpeechDetector::HateSpeechDetector(TextClassifier first, std::optional<TextClassifier> second,
                                       const CascadeOptions& options, std::optional<double> threshold)
    : cascade_(std::move(first), std::move(second), kLabel, options), threshold_(threshold), tokenizer_(for_messages()) {
  if (cascade_.first().task() != Task::multilabel) return;
  const std::vector<std::string>& labels = cascade_.first().labels();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == kOffensive) offensive_ = i;
    else if (labels[i] == kExplicit) explicit_ = i;
    else if (labels[i] == kImplicit) implicit_ = i;
    else if (labels[i] != kLabel) targets_.push_back(i);
  }
}

std::vector<HateSpeechAnswer> HateSpeechDetector::predict(std::span<const std::string_view> texts) const {
  std::vector<HateSpeechAnswer> out;
  for (CascadeAnswer& hate : cascade_.predict(texts)) {
    const bool hateful = threshold_ ? hate.score >= *threshold_ : hate.positive;
    HateSpeechAnswer answer = {.hate = std::move(hate), .hateful = hateful};
    if (offensive_) answer.aspects = aspects(answer.hate, hateful);
    out.push_back(std::move(answer));
  }
  return out;
}

HateSpeechAspects HateSpeechDetector::aspects(const CascadeAnswer& answer, bool hateful) const {
  const ModelInfo& info = cascade_.first().info();
  const std::vector<double>& scores = answer.first;
  HateSpeechAspects out = {.offensive = scores[*offensive_], .category = "neutral", .target = {}, .mode = {}};
  if (!hateful) {
    if (out.offensive >= info.threshold_of(*offensive_)) out.category = kOffensive;
    return out;
  }
  out.category = kLabel;
  // Whoever attacks people attacks them for something and in some way, so the likeliest is given, however unlikely.
  const auto less = [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; };
  if (!targets_.empty()) out.target = info.labels[*std::max_element(targets_.begin(), targets_.end(), less)];
  if (explicit_ && implicit_) out.mode = less(*explicit_, *implicit_) ? kImplicit : kExplicit;
  return out;
}

std::vector<ScoredSentence> HateSpeechDetector::sentences(std::string_view text) const {
  std::vector<ScoredSentence> out;
  std::vector<std::string_view> parts;
  for (const Sentence& sentence : tokenizer_.tokenize(text).sentences) {
    out.push_back({.span = sentence.span});
    parts.push_back(sentence.span.of(text));
  }
  const std::vector<HateSpeechAnswer> answers = predict(parts);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].score = answers[i].hate.score;
    out[i].hateful = answers[i].hateful;
  }
  return out;
}

std::vector<Explanation> HateSpeechDetector::explain(const HateSpeechAnswer& answer, std::string_view text) const {
  return klinker::explain(cascade_.last(answer.hate), tokenizer_, text, cascade_.label(answer.hate));
}

}  // namespace klinker
