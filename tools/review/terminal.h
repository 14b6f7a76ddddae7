#pragma once

#include <string>

#include "klinker/classify/review_queue.h"

namespace klinker::tools {

/// Asks an annotator on a terminal, where a key is an answer; or on any other standard input, where a line is one: a key or
/// the name of a label.
class TerminalReview {
 public:
  explicit TerminalReview(ReviewQueue& queue);

  /// Until there is nothing left, the input ends or the annotator quits. Throws Error(io) where an answer cannot be kept.
  void run();

 private:
  void show() const;
  bool treat(const std::string& answer);
  void ask_note();

  ReviewQueue& queue_;
  std::vector<std::string> keys_;
  bool single_keys_;
};

}  // namespace klinker::tools
