#include "sequence.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "klinker/error.h"
#include "readable_part.h"

namespace klinker {

Input input_of(const Example& example) {
  return {.text = example.text, .second = example.text_pair, .words = example.tokens};
}

SequenceMaker::SequenceMaker(std::shared_ptr<const SubwordModel> model, ReadingLimits limits)
    : encoder_(std::move(model)), limits_(limits) {
  if (!limits.special_tokens) return;
  encoder_.encode("a", {.special_tokens = true}, encoding_);
  const auto first = std::find(encoding_.special.begin(), encoding_.special.end(), 0) - encoding_.special.begin();
  auto last = static_cast<std::ptrdiff_t>(encoding_.size());
  while (last > first && encoding_.special[static_cast<std::size_t>(last) - 1] != 0) --last;
  before_.assign(encoding_.ids.begin(), encoding_.ids.begin() + first);
  after_.assign(encoding_.ids.begin() + last, encoding_.ids.end());
  if (before_.size() + after_.size() >= limits.max_pieces)
    throw Error(ErrorCode::invalid_model, "the encoder takes so few pieces that special tokens leave no room for a text");
}

std::vector<Sequence> SequenceMaker::read(Task task, const Input& input) {
  if (task == Task::token) return sentence(input.words);
  const SubwordOptions options = {.special_tokens = limits_.special_tokens, .max_pieces = limits_.max_pieces};
  if (task == Task::pair) encoder_.encode(readable_part(input.text), readable_part(input.second), options, encoding_);
  else encoder_.encode(readable_part(input.text), options, encoding_);
  return {{.pieces = encoding_.ids, .types = encoding_.type_ids}};
}

std::vector<Sequence> SequenceMaker::sentence(std::span<const std::string> words) {
  std::string text;
  std::vector<Span> places;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    places.push_back({text.size(), text.size() + word.size()});
    text += word;
  }
  encoder_.encode(text, {.special_tokens = false}, encoding_);
  const std::vector<int>& pieces = encoding_.ids;
  // The first piece of each word; a word that the tokenizer makes nothing of has that of the next, or the last one of all.
  std::vector<std::size_t> first;
  std::size_t piece = 0;
  for (const Span place : places) {
    while (piece < pieces.size() && encoding_.spans[piece].end <= place.start) ++piece;
    first.push_back(pieces.empty() ? 0 : std::min(piece, pieces.size() - 1));
  }

  const std::size_t room = limits_.max_pieces - before_.size() - after_.size();
  struct Window {
    std::size_t first_word, first_piece, last_piece;
  };
  std::vector<Window> windows;
  for (std::size_t word = 0; word < words.size();) {
    const std::size_t end = std::min(first[word] + room, pieces.size());
    windows.push_back({word, first[word], end});
    if (end == pieces.size()) break;
    // On by three quarters, but at least to the next word that has pieces of its own. Words without stay with the one after.
    const std::size_t aim = first[word] + room - room / 4;
    std::size_t next = word + 1;
    while (next < words.size() && first[next] == first[word]) ++next;
    for (std::size_t later = next; later < words.size() && first[later] <= aim; ++later)
      if (first[later] != first[later - 1]) next = later;
    word = next;
  }
  std::vector<Sequence> out;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const auto [first_word, first_piece, last_piece] = windows[i];
    Sequence sequence;
    sequence.pieces = before_;
    sequence.pieces.insert(sequence.pieces.end(), pieces.begin() + static_cast<std::ptrdiff_t>(first_piece),
                           pieces.begin() + static_cast<std::ptrdiff_t>(last_piece));
    sequence.pieces.insert(sequence.pieces.end(), after_.begin(), after_.end());
    // What two windows share is divided in the middle.
    const std::size_t from = i == 0 ? 0 : (windows[i - 1].last_piece + first_piece) / 2;
    const bool last = i + 1 == windows.size();
    const std::size_t to = last ? pieces.size() : (last_piece + windows[i + 1].first_piece) / 2;
    sequence.first_word = words.size();
    for (std::size_t word = first_word; word < words.size() && (last || first[word] < to); ++word) {
      if (i > 0 && first[word] < from) continue;
      if (sequence.words.empty()) sequence.first_word = word;
      sequence.words.push_back(static_cast<std::int64_t>(before_.size() + first[word] - first_piece));
    }
    if (!sequence.words.empty() && !sequence.pieces.empty()) out.push_back(std::move(sequence));
  }
  return out;
}

}  // namespace klinker
