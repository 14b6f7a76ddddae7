#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "klinker/classify/review_session.h"

namespace klinker {

struct ReviewQueueOptions {
  bool disputed = false;                             ///< messages to decide about, instead of open ones
  bool guess_shown = false;                          ///< kept with the answers
  std::size_t limit = static_cast<std::size_t>(-1);  ///< messages at most
};

/// What one annotator has still to look at, and the way back. Every answer is on the disk when the call returns.
class ReviewQueue {
 public:
  /// The open tasks of `annotator`, or those that he or she is to decide. `session` must outlive it.
  ReviewQueue(ReviewSession& session, std::string annotator, const ReviewQueueOptions& options = {});

  const ReviewSession& session() const { return session_; }
  const std::string& annotator() const { return annotator_; }
  bool guess_shown() const { return options_.guess_shown; }

  /// The message to look at; null when there is no more.
  const ReviewTask* current() const;
  std::size_t done() const { return answered_.size(); }  ///< in earlier runs too
  std::size_t left() const { return open_.size(); }

  /// A remark, kept with the next answer to this message.
  const std::string& note() const { return note_; }
  void set_note(std::string note) { note_ = std::move(note); }

  /// An empty label passes the message over. Throws Error(wrong_value), also where there is no message; Error(io).
  void answer(const std::string& label);

  /// Takes the last answer back, of an earlier run too; its message and note are the current ones then. False where there is
  /// none.
  bool undo();

 private:
  ReviewSession& session_;
  std::string annotator_;
  ReviewQueueOptions options_;
  std::vector<std::size_t> answered_, open_;  // `open_` from the last to the first
  std::string note_;
};

/// The keys by which labels are given: a label of one digit or letter is its own key, the others get the free ones of
/// 1 to 9 and a to z, but not s, u, n and q (skip, undo, note, quit) and "?". Where there are too many labels the keys are
/// their numbers, "1" to "60".
std::vector<std::string> review_keys(const std::vector<std::string>& labels);

}  // namespace klinker
