#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "klinker/classify/explanation.h"
#include "klinker/nn/model_info.h"

namespace klinker {

/// What a report counts of one message. What is not known is left as it is.
struct ReportedMessage {
  std::string_view text;
  std::string_view file;   ///< "-" is standard input
  std::size_t number = 0;  ///< in the input, from 1; no two messages have the same
  double score = 0;        ///< probability of hate, from 0 to 1
  bool hateful = false;
  bool asked_both = false;      ///< went on to the second model
  std::optional<int> day{};     ///< see `day_of`
  std::optional<bool> gold{};   ///< what people say of it
  std::string_view target{};    ///< whom it attacks
  std::string_view category{};  ///< what else it is: offensive
  std::string_view mode{};      ///< explicit, implicit
};

/// Days since 1970-01-01 of a date as records hold it, given as JSON: "2024-03-12", also with a time behind it, "Tue Mar 12
/// 10:11:12 +0000 2024", or a number of seconds (from 1973 on) or milliseconds since then. Nothing for anything else, and
/// outside 1970 to 2199.
std::optional<int> day_of(std::string_view json);

struct MessageReportOptions {
  std::size_t highest = 200;  ///< messages to show with the highest scores
  std::size_t near = 100;     ///< and drawn from those whose score is near the threshold
  double threshold = 0.5;
  double margin = 0.1;  ///< what is near
};

/// What the page says of the run and its models.
struct MessageReportFacts {
  std::vector<ModelInfo> models{};                        ///< that were asked, the first first
  std::optional<double> second_from{};                    ///< the first one's score from which the second was asked
  std::vector<std::pair<double, double>> false_alarms{};  ///< thresholds, and the share of harmless messages that reach them
  std::size_t failed = 0;                                 ///< records that could not be read
};

/// One HTML page, in Dutch, on the messages of a corpus: how many are hateful, in which files or when, whom they attack, how
/// scores are spread, what other thresholds would give, how far scores can be trusted, and a table of messages to read.
/// It needs nothing beside it and fetches nothing. It holds messages as they are: keep it where these may be kept.
///
/// Memory does not grow with the number of messages: counts, the messages of the table (2,000 bytes of each), at most 1,000
/// names of files and 100 of targets. Safe to use from several threads; the page is the same in whatever order messages
/// come, but for which files have a name where there are more.
class MessageReport {
 public:
  explicit MessageReport(const MessageReportOptions& options = {});
  ~MessageReport();

  void add(std::span<const ReportedMessage> messages);

  /// Says what each word of a message did to its score; may return nothing.
  using Explain = std::function<std::vector<Explanation>(std::string_view text, bool asked_both)>;

  std::string page(const MessageReportFacts& facts, const Explain& explain = {}) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace klinker
