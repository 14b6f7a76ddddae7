#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "klinker/classify/message_report.h"
#include "klinker/classify/metrics.h"

namespace klinker {

/// Messages, and how many of them are hateful.
struct Tally {
  std::size_t messages = 0;
  std::size_t hateful = 0;

  void add(bool is_hateful) {
    ++messages;
    hateful += is_hateful;
  }
};

/// Tallies by name. The first names keep theirs; what comes when there are `most` goes under one name for all others.
class NamedTallies {
 public:
  NamedTallies(std::size_t most, std::string others) : most_(most), others_(std::move(others)) {}

  void add(std::string_view name, bool hateful);
  const std::map<std::string, Tally, std::less<>>& all() const { return tallies_; }

 private:
  std::size_t most_;
  std::string others_;
  std::map<std::string, Tally, std::less<>> tallies_;
};

/// The counts of a corpus, in bounded memory. Scores are counted by thousandths, so that whatever depends on a threshold can
/// be told afterwards.
class MessageCounts {
 public:
  void add(const ReportedMessage& message);

  Tally all;
  std::size_t asked_both = 0;
  NamedTallies files{1000, "andere bestanden"}, targets{100, "andere"}, categories{100, "andere"}, modes{100, "andere"};
  std::map<int, Tally> days;
  std::size_t without_day = 0;

  /// What people say beside what the models say, at the thresholds of the run.
  struct Judged {
    std::size_t right_hateful = 0, wrong_hateful = 0, missed = 0, right_other = 0;
    std::size_t all() const { return right_hateful + wrong_hateful + missed + right_other; }
  } judged;

  /// How many messages have a score in each of `bins` equal parts of 0 to 1. `bins` divides 1000.
  std::vector<std::size_t> histogram(std::size_t bins) const;

  /// The share of messages whose score reaches the threshold.
  double share_from(double threshold) const;

  /// Of judged messages: precision and recall of hate where the threshold were this one; nothing where a share is of none.
  struct Quality {
    std::optional<double> precision;
    double recall = 0;
  };
  Quality quality(double threshold) const;

  /// How often messages with a score are hateful to people.
  Calibration reliability() const;

 private:
  static constexpr std::size_t kParts = 1000;
  struct Part {
    std::size_t messages = 0, judged = 0, gold = 0;
  };
  static std::size_t part_of(double score);
  Part from(double threshold) const;

  std::array<Part, kParts> parts_{};
};

}  // namespace klinker
