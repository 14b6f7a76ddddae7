#pragma once

#include "normalize/normalizer_trainer.h"

namespace klinker::testing {

/// A trainer that has seen a few sentences of standard Dutch and of Low Saxon.
inline NormalizerTrainer tiny_trainer(std::uint64_t seed = 1) {
  NormalizerTrainerOptions options;
  options.min_count = 2;
  options.seed = seed;
  NormalizerTrainer trainer(options);
  for (const char* word : {"huis", "weten", "Gouda", "niet"}) trainer.add_word(word);
  for (const char* text : {"Wij gaan naar huis.", "Hij gaat naar huis met de trein.", "De trein naar Gouda rijdt niet.",
                           "Dat weet ik niet, en hij weet het ook niet.", "De muis gaat naar de kaas."})
    trainer.add_text(text, 5);
  const std::vector<NormalizerPair> pairs = {
      {Variety::low_saxon, {"wie", "goan", "noar", "hoes"}, {"wij", "gaan", "naar", "huis"}},
      {Variety::low_saxon, {"dat", "wait", "ik", "nait"}, {"dat", "weet", "ik", "niet"}},
      {Variety::low_saxon, {"de", "moes", "gait"}, {"de", "muis", "gaat"}},
      {Variety::chat, {"kweet", "t", "thuis", "niet"}, {"ik weet", "het", "thuis", "niet"}},
      {Variety::chat, {"trein", "naar", "Gou", "da"}, {"trein", "naar", "Gouda", ""}}};
  for (const NormalizerPair& pair : pairs) trainer.add_pair(pair, 2);
  trainer.add_example("Wy geane nei hûs.", Variety::frisian);
  return trainer;
}

inline const TrainedNormalizer& tiny_normalizer() {
  static const TrainedNormalizer trained = tiny_trainer().train();
  return trained;
}

}  // namespace klinker::testing
