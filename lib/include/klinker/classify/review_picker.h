#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/nn/model_info.h"

namespace klinker {

/// What makes a message worth a person's time.
enum class PickStrategy {
  uncertain,  ///< the model is least sure of it (Lewis and Gale 1994; margins as in Scheffer et al. 2001)
  diverse,    ///< it is unlike those picked before it (farthest first: Gonzalez 1985; Sener and Savarese 2018)
  both,       ///< among what the model is least sure of, what is unlike those picked before it
  random,     ///< nothing: a uniform sample, from which anything about the corpus may be estimated
};

/// Throws Error(wrong_value) for another word than uncertain, diverse, both or random.
PickStrategy pick_strategy_from_name(std::string_view name);

/// A message that a person may be asked about.
struct ReviewCandidate {
  std::string text{};
  std::string id{};      ///< JSON of the record's "id"; empty where it has none
  std::string guess{};   ///< the model's label
  double certainty = 0;  ///< see certainty_of
};

/// How far `scores`, a probability for each label, are from another answer: 0 on the border, 1 for full certainty. The
/// difference between the two highest, or with two labels of which one is given from a threshold on, the distance to that.
double certainty_of(const ModelInfo& info, std::span<const double> scores);

struct PickOptions {
  PickStrategy strategy = PickStrategy::both;
  std::size_t number = 50;  ///< messages to pick
  std::uint64_t seed = 1;   ///< of all chance
};

/// Picks messages from a corpus of any size in one pass: it holds twenty for each one to pick, 1000 at least. Never two
/// messages that nearly equal each other. The same messages in the same order, options and seed give the same picks.
class ReviewPicker {
 public:
  explicit ReviewPicker(const PickOptions& options);
  ~ReviewPicker();

  /// Neither `text` nor what nearly equals it will be picked. Before the first `add`.
  void exclude(std::string_view text);

  void add(ReviewCandidate candidate);

  /// At most `number`, those most worth it first. Once.
  std::vector<ReviewCandidate> pick();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace klinker
