#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sentence_end_features.h"

namespace klinker {

/// Finds the ends of sentences without closing punctuation in text that has lost its line ends: a logistic regression in two
/// steps (does something begin here; does something end here, given that and what came before). Source: after Reynar and
/// Ratnaparkhi 1997 and Gillick 2009, who ask it of full stops.
class SentenceEndModel {
 public:
  /// A table of weights: feature, its values separated by a space, weight. Throws Error(invalid_table) with `name`.
  SentenceEndModel(std::string_view table, const std::string& name);

  /// The model that is compiled in, read when it is first asked for.
  static const SentenceEndModel& builtin();

  /// The sum of the weights for a beginning behind token `index`.
  double beginning(const SentenceEndFeatures& features, std::size_t index) const;

  /// Whether a sentence ends with token `index`.
  bool ends(SentenceEndFeatures& features, std::size_t index, const SentenceEndFeatures::History& history) const;

 private:
  struct Slot {
    std::uint64_t key = 0;
    double weight = 0;
  };

  double weight(std::uint64_t key) const {
    for (std::size_t at = key & mask_;; at = (at + 1) & mask_) {
      if (slots_[at].key == key) return slots_[at].weight;
      if (slots_[at].key == 0) return 0;
    }
  }

  std::vector<Slot> slots_;  // open addressing, at most half full
  std::size_t mask_ = 0;
};

}  // namespace klinker
