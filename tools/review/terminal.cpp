#include "terminal.h"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "klinker/error.h"
#include "klinker/text/utf8.h"
#include "klinker/text/visible_text.h"

namespace klinker::tools {
namespace {

constexpr char kInterrupt = 3, kEndOfInput = 4, kEscape = 27;

// The terminal hands over each key at once, and does not show it, while this lives.
class KeyMode {
 public:
  KeyMode() {
    tcgetattr(STDIN_FILENO, &before_);
    termios keys = before_;
    keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
    tcsetattr(STDIN_FILENO, TCSANOW, &keys);
  }
  ~KeyMode() { tcsetattr(STDIN_FILENO, TCSANOW, &before_); }
  KeyMode(const KeyMode&) = delete;
  KeyMode& operator=(const KeyMode&) = delete;

 private:
  termios before_{};
};

std::optional<std::string> read_key() {
  const KeyMode mode;
  char key = 0;
  for (;;) {
    if (read(STDIN_FILENO, &key, 1) != 1 || key == kInterrupt || key == kEndOfInput) return std::nullopt;
    if (key != kEscape) return std::string(1, key);
    tcflush(STDIN_FILENO, TCIFLUSH);  // the rest of an arrow key or the like
  }
}

std::optional<std::string> read_line() {
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  const std::size_t first = line.find_first_not_of(" \t\r"), last = line.find_last_not_of(" \t\r");
  return first == std::string::npos ? "" : line.substr(first, last - first + 1);
}

std::string indented(const std::string& text) {
  std::string out = "  ";
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

}  // namespace

TerminalReview::TerminalReview(ReviewQueue& queue)
    : queue_(queue), keys_(review_keys(queue.session().labels())), single_keys_(isatty(STDIN_FILENO)) {
  for (const std::string& key : keys_) single_keys_ = single_keys_ && key.size() == 1;
}

void TerminalReview::run() {
  while (queue_.current() != nullptr) {
    show();
    std::optional<std::string> answer;
    do {
      std::cout << "> " << std::flush;
      answer = single_keys_ ? read_key() : read_line();
      if (!answer || *answer == "q") {
        std::cout << std::endl;
        return;
      }
    } while (!treat(*answer));
  }
}

void TerminalReview::show() const {
  const ReviewTask& task = *queue_.current();
  std::cout << "\n[" << queue_.done() << " done, " << queue_.left() << " left]\n\n"
            << indented(visible_text(task.text)) << "\n\n";
  if (queue_.guess_shown()) std::cout << "  the model says: " << visible_text(task.guess) << "\n";
  if (!queue_.note().empty()) std::cout << "  your note: " << visible_text(queue_.note()) << "\n";
  for (std::size_t i = 0; i < keys_.size(); ++i)
    std::cout << "  " << keys_[i] << ' ' << visible_text(queue_.session().labels()[i]);
  std::cout << "  |  s skip  u undo  n note  q quit\n";
}

void TerminalReview::ask_note() {
  std::cout << "note: " << std::flush;
  const std::string note = read_line().value_or("");
  if (find_invalid_utf8(note)) std::cout << "the note is not UTF-8, and was not kept\n";
  else queue_.set_note(note);
}

// False where the same question has to be asked again.
bool TerminalReview::treat(const std::string& answer) {
  const auto& labels = queue_.session().labels();
  if (answer == "n") {
    ask_note();
    return true;
  }
  if (answer == "u") {
    if (queue_.undo()) return true;
    std::cout << "there is nothing to undo\n";
    return false;
  }
  std::string label;
  if (answer != "s") {
    auto place = std::find(keys_.begin(), keys_.end(), answer) - keys_.begin();
    if (place == std::ssize(keys_)) place = std::find(labels.begin(), labels.end(), answer) - labels.begin();
    if (place == std::ssize(labels)) {
      std::cout << "that is none of the keys\n";
      return false;
    }
    label = labels[static_cast<std::size_t>(place)];
  }
  if (single_keys_) std::cout << (label.empty() ? "skipped" : visible_text(label)) << '\n';
  queue_.answer(label);
  return true;
}

}  // namespace klinker::tools
