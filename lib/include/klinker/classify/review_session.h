#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "klinker/classify/agreement.h"
#include "klinker/classify/learning_curve.h"
#include "klinker/classify/review_picker.h"

namespace klinker {

class JsonObject;

/// A message that was handed out to be labelled.
struct ReviewTask {
  std::size_t number = 0;  ///< from 1
  std::string text{};
  std::string id{};         ///< JSON of the record's "id"; empty where it had none
  std::string annotator{};  ///< who is asked; empty: everyone
  std::string guess{};      ///< of the model
  double certainty = 0;
};

/// What an annotator made of a message.
struct ReviewAnswer {
  std::size_t task = 0;
  std::string annotator{};
  std::string label{};       ///< empty: passed over
  std::string note{};        ///< a remark, for the others
  std::string at{};          ///< when, in UTC: "2026-01-31T12:00:00Z"
  bool guess_shown = false;  ///< the model's label was in sight, which draws people towards it
  bool decides = false;      ///< given to settle a dispute, so no part of the agreement
};

/// What all annotators together made of a message.
struct ReviewedMessage {
  const ReviewTask* task = nullptr;
  std::vector<const ReviewAnswer*> answers{};  ///< with a label; by annotator
  std::string label{};                         ///< empty: they differ, and nobody decided
};

/// A folder in which people label messages, any number of them at once, each with a name: `session.json` (labels, share that
/// everyone labels), `tasks.jsonl` (messages handed out), `labels.jsonl` (answers, one a line, as they were given) and
/// `curve.jsonl` (what models learned from them). The last three are only ever appended to, under a lock, and what was added
/// is on the disk when the call returns. The folder holds the texts, so it is readable by its owner alone.
class ReviewSession {
 public:
  /// Makes the folder. `overlap` from 0 to 1. Throws Error(usage) where there is one with something in it, Error(io), and
  /// Error(wrong_value) for labels that are fewer than two, empty or twice the same.
  static void create(const std::string& folder, const std::vector<std::string>& labels, double overlap);

  /// Whether a folder holds a session.
  static bool is_in(const std::string& folder);

  /// Throws Error(io), and Error(invalid_model) for a session.json that is none.
  explicit ReviewSession(const std::string& folder);

  const std::string& folder() const { return folder_; }
  const std::vector<std::string>& labels() const { return labels_; }
  double overlap() const { return overlap_; }

  /// Reads what others have added.
  void refresh();

  /// Held as long as the result lives: nobody else works by this name. Throws Error(usage) where somebody does.
  using Lock = std::shared_ptr<const void>;
  Lock lock_annotator(const std::string& annotator) const;

  /// Waits until nobody else picks messages; then reads what was added.
  Lock lock_picking();

  const std::map<std::size_t, ReviewTask>& tasks() const { return tasks_; }

  /// The last answer of each annotator to each task, without those taken back. One that decides stands beside the other.
  const ReviewAnswer* answer_of(std::size_t task, const std::string& annotator, bool decides = false) const;

  /// The tasks that an annotator has answered, in the order of the answers.
  std::vector<std::size_t> answered_tasks(const std::string& annotator, bool decides = false) const;

  /// Places, as "labels.jsonl, line 7", of lines that say nothing that fits this session, and so do not count.
  const std::vector<std::string>& damaged() const { return damaged_; }

  /// Tasks for an annotator that he or she has not answered, in their order.
  std::vector<std::size_t> open_tasks(const std::string& annotator) const;

  /// Tasks about whose label annotators differ, and which this one has not decided.
  std::vector<std::size_t> disputed_tasks(const std::string& annotator) const;

  /// Adds tasks for `annotator`; the share `overlap`, evenly spread, for everyone. Throws Error(io).
  void hand_out(const std::vector<ReviewCandidate>& picks, const std::string& annotator);

  /// Throws Error(wrong_value) for a task or a label that the session does not have, Error(io).
  void answer(ReviewAnswer answer);

  /// Takes an answer back. Throws as `answer`.
  void take_back(std::size_t task, const std::string& annotator, bool decides = false);

  /// What models reached with labels of this session. Throws Error(io) and Error(invalid_model).
  std::vector<CurvePoint> curve() const;
  void add_to_curve(const CurvePoint& point);

  /// All tasks with a label. What `adjudicator` says counts for all; nobody where empty.
  std::vector<ReviewedMessage> reviewed(const std::string& adjudicator = "") const;

  /// Those who gave a label that counts for agreement, by name.
  std::vector<std::string> annotators() const;

  /// The labels of every task by these annotators, without answers that decide.
  std::vector<Ratings> ratings(const std::vector<std::string>& annotators) const;

 private:
  using Key = std::tuple<std::size_t, std::string, bool>;  // task, annotator, decides

  void read_tasks(const std::string& lines);
  void read_answers(const std::string& lines);
  void read_lines(const char* name, const std::string& lines, const std::function<void(const JsonObject&)>& read);
  void keep(ReviewAnswer answer);

  std::string folder_;
  std::vector<std::string> labels_;
  double overlap_ = 0;
  std::map<std::size_t, ReviewTask> tasks_;
  std::map<Key, std::pair<std::size_t, ReviewAnswer>> answers_;  // with the place in the order in which they were given
  std::size_t given_ = 0;
  std::vector<std::string> damaged_;
};

/// Throws Error(wrong_value) where `name` is no name of an annotator: 1 to 64 letters of ASCII, digits, "-", "_", "." and
/// "@", not beginning with ".".
void check_annotator(const std::string& name);

/// "2026-01-31T12:00:00Z"
std::string utc_now();

}  // namespace klinker
