#include "klinker/classify/review_queue.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "klinker/error.h"

namespace klinker {

ReviewQueue::ReviewQueue(ReviewSession& session, std::string annotator, const ReviewQueueOptions& options)
    : session_(session),
      annotator_(std::move(annotator)),
      options_(options),
      answered_(session.answered_tasks(annotator_, options.disputed)),
      open_(options.disputed ? session.disputed_tasks(annotator_) : session.open_tasks(annotator_)) {
  if (open_.size() > options.limit) open_.resize(options.limit);
  std::reverse(open_.begin(), open_.end());
}

const ReviewTask* ReviewQueue::current() const { return open_.empty() ? nullptr : &session_.tasks().at(open_.back()); }

void ReviewQueue::answer(const std::string& label) {
  if (open_.empty()) throw Error(ErrorCode::wrong_value, "there is no message left to answer");
  session_.answer({.task = open_.back(),
                   .annotator = annotator_,
                   .label = label,
                   .note = note_,
                   .guess_shown = options_.guess_shown,
                   .decides = options_.disputed});
  answered_.push_back(open_.back());
  open_.pop_back();
  note_.clear();
}

bool ReviewQueue::undo() {
  if (answered_.empty()) return false;
  const std::size_t task = answered_.back();
  const ReviewAnswer* const answer = session_.answer_of(task, annotator_, options_.disputed);
  std::string note = answer == nullptr ? "" : answer->note;
  session_.take_back(task, annotator_, options_.disputed);
  answered_.pop_back();
  open_.push_back(task);
  note_ = std::move(note);
  return true;
}

std::vector<std::string> review_keys(const std::vector<std::string>& labels) {
  constexpr std::string_view kCommands = "sunq", kKeys = "123456789abcdefghijklmnopqrstuvwxyz";
  const auto is_own_key = [&](const std::string& label) {
    return label.size() == 1 && (kKeys.find(label[0]) != std::string_view::npos || label == "0") &&
           kCommands.find(label[0]) == std::string_view::npos;
  };
  std::string free;
  for (const char key : kKeys)
    if (kCommands.find(key) == std::string_view::npos &&
        std::find(labels.begin(), labels.end(), std::string(1, key)) == labels.end())
      free += key;
  const auto own = static_cast<std::size_t>(std::count_if(labels.begin(), labels.end(), is_own_key));
  const bool numbers = labels.size() - own > free.size();
  std::vector<std::string> keys;
  std::size_t next = 0;
  for (const std::string& label : labels)
    keys.push_back(numbers ? std::to_string(keys.size() + 1) : is_own_key(label) ? label : std::string(1, free[next++]));
  return keys;
}

}  // namespace klinker
