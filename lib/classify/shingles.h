#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace klinker {

/// The runs of four characters in a text, case folded and white space as one space: what it is compared by. Of a long text
/// the 256 with the smallest hashes stand for all. Source: Broder 1997, "On the resemblance and containment of documents".
class Shingles {
 public:
  explicit Shingles(std::string_view text);

  /// From 0 (nothing in common) to 1: the share of runs that both have (Jaccard). An estimate for long texts.
  double similarity(const Shingles& other) const;

  /// Texts as alike as `kNearDuplicate` share at least one of these in more than 98 of 100 cases.
  std::array<std::uint64_t, 4> bands() const;

  static constexpr double kNearDuplicate = 0.8;
  bool is_near(const Shingles& other) const { return similarity(other) >= kNearDuplicate; }

 private:
  std::vector<std::uint32_t> hashes_;  // in ascending order, each once
};

/// Texts by number, to find those that nearly equal another without comparing it with all. Source: locality-sensitive
/// hashing, Indyk and Motwani 1998.
class NearDuplicates {
 public:
  void add(std::size_t number, const Shingles& shingles);
  void remove(std::size_t number);
  const Shingles& at(std::size_t number) const { return texts_.at(number); }

  /// The numbers of texts that are near, in ascending order; two in a hundred of those that barely are may be missed.
  std::vector<std::size_t> find(const Shingles& shingles) const;

 private:
  std::unordered_map<std::size_t, Shingles> texts_;
  std::unordered_multimap<std::uint64_t, std::size_t> by_band_;
};

}  // namespace klinker
