#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "klinker/classify/message_report.h"

namespace klinker {

/// A message that a report shows.
struct KeptMessage {
  ReportedMessage about;  ///< its views point nowhere
  std::string text, file, target, category, mode;
  bool cut = false;   ///< the text was longer
  bool near = false;  ///< drawn because its score is near the threshold
};

/// Keeps the messages with the highest scores, and some of those near the threshold, each as likely. What is kept does not
/// depend on the order in which they come.
class MessageSample {
 public:
  explicit MessageSample(const MessageReportOptions& options) : options_(options) {}

  void add(const ReportedMessage& message);

  /// The highest score first; each message once.
  std::vector<KeptMessage> messages() const;

 private:
  using Rank = std::pair<double, std::uint64_t>;  // the lower, the sooner kept
  struct Kept {
    Rank rank;
    KeptMessage message;
    bool operator<(const Kept& other) const { return rank < other.rank; }
  };
  static void keep(std::set<Kept>& kept, std::size_t most, Rank rank, const ReportedMessage& message);

  MessageReportOptions options_;
  std::set<Kept> highest_, near_;
};

}  // namespace klinker
