#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "klinker/classify/metrics.h"

namespace klinker {

/// The labels that the annotators, by their places, gave a message; nothing where one gave none.
using Ratings = std::vector<std::optional<std::size_t>>;

/// (observed - expected agreement) / (1 - expected), expected from what each of two annotators says how often. Nothing where
/// expected is 1, or there are no messages. Source: Cohen 1960.
std::optional<double> cohen_kappa(std::span<const std::pair<std::size_t, std::size_t>> labels);

/// 1 - observed / expected disagreement of any number of annotators, for labels without order; messages with fewer than two
/// labels do not count. Nothing where only one label was given. Source: Krippendorff 2011, "Computing Krippendorff's
/// Alpha-Reliability".
std::optional<double> krippendorff_alpha(std::span<const Ratings> messages);

/// A coefficient with the interval in which 95 % of bootstrap samples of the messages have it, leaving out samples in which
/// it is not defined; no interval where nothing differs, for every sample is 1 then.
struct Coefficient {
  std::optional<double> value{};
  std::optional<Interval> interval{};
};

struct PairAgreement {
  std::size_t first = 0, second = 0;  ///< annotators
  std::size_t messages = 0;           ///< that both labelled
  std::size_t equal = 0;
  Interval equal_interval{};  ///< of the share: 95 %, by Wilson's score
  Coefficient kappa{};
};

struct Agreement {
  std::size_t messages = 0;  ///< with two labels or more
  std::vector<PairAgreement> pairs{};
  Coefficient alpha{};
};

/// Throws Error(wrong_value) where a message has not as many ratings as there are annotators.
Agreement agreement(std::span<const Ratings> messages, std::size_t annotators, std::uint64_t seed = 1);

/// The agreement as a JSON object over several lines.
std::string to_json(const Agreement& agreement, const std::vector<std::string>& annotators);

}  // namespace klinker
