#pragma once

#include <bit>
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
  // The key of a feature and its values, of which the upper half finds the slot and the lower half is kept in it.
  static std::uint64_t add(std::uint64_t key, std::uint64_t hash) { return std::rotl(key ^ hash, 23) * 0x9E3779B97F4A7C15u; }

  struct Slot {
    std::uint32_t tag = 0;
    float weight = 0;
  };

  std::size_t slot(std::uint64_t key) const {
    const std::uint32_t tag = static_cast<std::uint32_t>(key) | 1;
    for (std::size_t at = key >> 32 & mask_;; at = (at + 1) & mask_)
      if (slots_[at].tag == 0 || slots_[at].tag == tag) return at;
  }

  std::vector<Slot> slots_;  // open addressing, at most half full
  std::size_t mask_ = 0;
};

}  // namespace klinker
