#include "summarize/sentence_selector.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <queue>

#include "clinical/room.h"

namespace klinker {
namespace {

constexpr double kThrift = 0.1;      // power of the share of the room by which a score is divided
constexpr double kNews = 0.7;        // share of a score that is lost where nothing is new
constexpr double kLeastNews = 0.25;  // share of new terms from which a sentence may be chosen
constexpr std::size_t kCompany = 2;  // sentences that one takes along at most
constexpr int kLooks = 12;           // how often the worth of a sentence is computed anew, so that the time is bounded

class Selection {
 public:
  Selection(const ReadDocument& document, const std::vector<double>& scores, const DocumentSummaryOptions& options)
      : document_(document),
        scores_(scores),
        room_(Room::of(document.text, options.max_ratio)),
        whole_(room_),
        sentences_(options.max_sentences),
        most_(options.max_sentences),
        chosen_(scores.size()),
        looks_(scores.size()),
        covered_(document.vectors.terms()) {}

  std::vector<std::size_t> run() {
    for (std::size_t i = 0; i < scores_.size(); ++i) push(i);
    while (!queue_.empty()) {
      const Candidate candidate = queue_.top();
      queue_.pop();
      if (chosen_[candidate.sentence]) continue;
      const double now = worth(candidate.sentence);
      if (now <= 0) continue;
      if (now < candidate.worth && ++looks_[candidate.sentence] <= kLooks) queue_.push({now, candidate.sentence});
      else choose(candidate.sentence);
    }
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < chosen_.size(); ++i)
      if (chosen_[i]) chosen.push_back(i);
    return chosen;
  }

 private:
  struct Candidate {
    double worth;
    std::size_t sentence;
    bool operator<(const Candidate& other) const {
      return worth != other.worth ? worth < other.worth : sentence > other.sentence;
    }
  };

  // The first sentence of those that must be chosen together with this one.
  std::size_t first_of_company(std::size_t sentence) const {
    const std::size_t begin = document_.parts.blocks[document_.parts.sentences[sentence].block].first_sentence;
    std::size_t first = sentence;
    while (first > begin && sentence - first < kCompany && document_.signs[first].leans && !chosen_[first - 1]) --first;
    return first;
  }

  double news(std::size_t sentence) const {
    double all = 0, fresh = 0;
    for (const Term& term : document_.vectors.of_sentence(sentence)) {
      all += static_cast<double>(term.weight);
      if (!covered_[term.number]) fresh += static_cast<double>(term.weight);
    }
    return all > 0 ? fresh / all : 1;
  }

  // Score for what is taken of the scarcer room, of characters or of sentences; 0 for what may not be chosen.
  double worth(std::size_t sentence) const {
    if (scores_[sentence] <= 0) return 0;
    const std::size_t first = first_of_company(sentence);
    std::size_t bytes = 0;
    for (std::size_t i = first; i <= sentence; ++i) bytes += document_.parts.sentences[i].span.size();
    const std::size_t count = sentence - first + 1;
    if (bytes > room_.bytes || count > sentences_) return 0;
    const double fresh = news(sentence);
    if (fresh < kLeastNews) return 0;
    const double taken = std::max(static_cast<double>(bytes) / static_cast<double>(whole_.bytes),
                                  static_cast<double>(count) / static_cast<double>(most_));
    return scores_[sentence] * (1 - kNews + kNews * fresh) / std::pow(taken, kThrift);
  }

  void push(std::size_t sentence) {
    if (const double now = worth(sentence); now > 0) queue_.push({now, sentence});
  }

  void choose(std::size_t sentence) {
    const std::size_t first = first_of_company(sentence);
    Room left = room_;
    for (std::size_t i = first; i <= sentence; ++i)
      if (!left.take(document_.parts.sentences[i].span.of(document_.text))) return;
    room_ = left;
    sentences_ -= sentence - first + 1;
    for (std::size_t i = first; i <= sentence; ++i) {
      chosen_[i] = 1;
      for (const Term& term : document_.vectors.of_sentence(i)) covered_[term.number] = 1;
    }
    // What leans on this one has become cheaper.
    for (std::size_t i = sentence + 1; i < scores_.size() && i <= sentence + kCompany && document_.signs[i].leans; ++i)
      push(i);
  }

  const ReadDocument& document_;
  const std::vector<double>& scores_;
  Room room_;
  const Room whole_;
  std::size_t sentences_;
  const std::size_t most_;
  std::vector<char> chosen_;
  std::vector<int> looks_;
  std::vector<char> covered_;  // terms
  std::priority_queue<Candidate> queue_;
};

}  // namespace

std::vector<std::size_t> select_sentences(const ReadDocument& document, const std::vector<double>& scores,
                                          const DocumentSummaryOptions& options) {
  return Selection(document, scores, options).run();
}

}  // namespace klinker
