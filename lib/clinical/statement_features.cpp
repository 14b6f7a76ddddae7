#include "clinical/statement_features.h"

#include <algorithm>

#include "clinical/folded_text.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr std::size_t kLongestStatement = 250;  // bytes of several clauses together
constexpr std::size_t kStem = 4;                // bytes; shorter words have no stem of their own
constexpr std::size_t kLongestWord = 24;        // bytes; longer ones are numbers, addresses and noise
constexpr std::size_t kMostWords = 60;          // of a clause; later ones tell nothing new and cost time
constexpr std::size_t kCapitals = 5;            // letters that are no abbreviation any more: `GESTOPT`

// Words in the order of the text; a run of digits is 0, since that there is a number matters more than which.
std::vector<std::string> words_of(std::string_view folded, Span span) {
  std::vector<std::string> words;
  for (std::size_t at = span.start; at < span.end && words.size() < kMostWords;) {
    if (!is_word_byte(folded[at])) {
      if (std::string_view(">?!+").find(folded[at]) != std::string_view::npos) words.emplace_back(1, folded[at]);
      ++at;
      continue;
    }
    std::string word;
    for (; at < span.end && is_word_byte(folded[at]); ++at) {
      const char c = is_digit(folded[at]) ? '0' : folded[at];
      if (c != '0' || word.empty() || word.back() != '0') word += c;
    }
    if (word.size() <= kLongestWord) words.push_back(std::move(word));
  }
  return words;
}

bool holds_capitals(std::string_view record, Span span) {
  std::size_t run = 0;
  for (std::size_t at = span.start; at < span.end; ++at) {
    run = is_upper(record[at]) ? run + 1 : 0;
    if (run == kCapitals) return true;
  }
  return false;
}

// The front of a word that its inflected forms share; nothing for a short word.
std::string_view stem_of(const std::string& word) {
  if (word.size() < kStem) return {};
  std::size_t end = kStem;
  while (end < word.size() && is_continuation(word[end])) ++end;
  return std::string_view(word).substr(0, end);
}

// The sign at a place where a sentence was cut.
std::string_view sign_at(std::string_view folded, std::size_t at) {
  return static_cast<unsigned char>(folded[at]) < 0x80 ? folded.substr(at, 1) : std::string_view();
}

std::string_view few(std::size_t n) {
  constexpr std::array<std::string_view, 7> kNames = {"0", "1", "2", "3-4", "5-8", "9-16", ">16"};
  return kNames[n <= 2 ? n : n <= 4 ? 3 : n <= 8 ? 4 : n <= 16 ? 5 : 6];
}

std::string_view tenth(std::size_t part, std::size_t whole) {
  constexpr std::array<std::string_view, 10> kNames = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  return whole == 0 ? "none" : kNames[std::min<std::size_t>(9, 10 * part / whole)];
}

StatementSigns join(const std::vector<StatementSigns>& signs, Segment segment) {
  StatementSigns all = signs[segment.first];
  for (std::size_t i = segment.first + 1; i <= segment.last; ++i) {
    all.drug |= signs[i].drug;
    all.dose |= signs[i].dose;
    all.condition |= signs[i].condition;
    all.relative |= signs[i].relative;
    all.denials += signs[i].denials;
    all.measures += signs[i].measures;
    all.letterhead = std::max(all.letterhead, signs[i].letterhead);
  }
  return all;
}

}  // namespace

std::vector<Segment> find_segments(const std::vector<Clause>& clauses) {
  std::vector<Segment> segments;
  for (std::size_t first = 0; first < clauses.size(); ++first)
    for (std::size_t last = first;
         last < clauses.size() && last < first + kMostClauses && clauses[last].sentence == clauses[first].sentence &&
         (last == first || clauses[last].span.end - clauses[first].span.start <= kLongestStatement);
         ++last)
      segments.push_back({first, last});
  return segments;
}

StatementFeatures::StatementFeatures(std::string_view record, std::string_view folded, const std::vector<Block>& blocks,
                                     const std::vector<Clause>& clauses, const std::vector<StatementSigns>& signs)
    : record_(record), folded_(folded), blocks_(blocks), clauses_(clauses), signs_(signs), words_(clauses.size()) {
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    words_[i] = words_of(folded, clauses[i].span);
    for (const std::string& word : words_[i])
      if (const std::string_view stem = stem_of(word); !stem.empty()) ++stems_.emplace(stem, Stem{i, 0}).first->second.count;
  }
  // Where a section comes back, its last block tells how things stand now.
  for (std::size_t b = 0; b < blocks.size(); ++b)
    if (blocks[b].section) last_of_section_[static_cast<std::size_t>(*blocks[b].section)] = b;
}

void StatementFeatures::of_clause(std::size_t clause, FeatureNumbers& numbers, FeatureNames* names) const {
  FeatureCollector collector(numbers, names);
  const Words& words = words_[clause];
  for (std::size_t w = 0; w < words.size(); ++w) {
    collector.add({"word", words[w]});
    if (w > 0) collector.add({"pair", words[w - 1], words[w]});
    if (const std::string_view stem = stem_of(words[w]); !stem.empty()) collector.add({"stem", stem});
  }
}

void StatementFeatures::of_segment(const Segment& segment, FeatureNumbers& numbers, FeatureNames* names) const {
  FeatureCollector collector(numbers, names);
  const Clause& clause = clauses_[segment.first];
  const Block& block = blocks_[clause.block];
  const Span span = segment.span(clauses_);
  const StatementSigns sign = join(signs_, segment);
  const std::string_view about = name(sign.section);
  const std::string_view below = block.section ? name(*block.section) : "none";
  // By itself, and with the section that the statement is about and the one it stands below.
  const auto add = [&](std::string_view kind, std::string_view value) {
    collector.add({kind, value});
    collector.add({kind, value, "about", about});
    collector.add({kind, value, "below", below});
  };
  collector.add({"any"});
  collector.add({"about", about});
  collector.add({"below", below});
  for (const std::string& word : words_of(folded_, block.heading)) collector.add({"heading", word});

  if (const Words& front = words_[segment.first]; !front.empty()) collector.add({"first", front.front()});
  if (const Words& back = words_[segment.last]; !back.empty()) collector.add({"last", back.back()});
  const bool starts = segment.first == 0 || clauses_[segment.first - 1].sentence != clause.sentence;
  const bool ends = segment.last + 1 == clauses_.size() || clauses_[segment.last + 1].sentence != clause.sentence;
  collector.add({"in sentence", starts ? (ends ? "whole" : "start") : ends ? "end" : "inside"});
  collector.add({"clauses", few(segment.last - segment.first + 1)});
  if (segment.first > 0 && !words_[segment.first - 1].empty())
    collector.add({starts ? "after" : "after in sentence", words_[segment.first - 1].front()});
  if (!starts) collector.add({"cut before", sign_at(folded_, clauses_[segment.first - 1].span.end)});
  if (!ends) {
    collector.add({"cut after", sign_at(folded_, span.end)});
    if (!words_[segment.last + 1].empty()) collector.add({"before in sentence", words_[segment.last + 1].front()});
  }
  std::size_t fresh = 0, again = 0, all = 0;
  for (std::size_t i = segment.first; i <= segment.last; ++i)
    for (const std::string& word : words_[i])
      if (const auto stem = stems_.find(stem_of(word)); stem != stems_.end()) {
        ++all;
        fresh += stem->second.first >= segment.first;
        again += stem->second.count > 1;
      }
  collector.add({"fresh", tenth(fresh, all)});
  collector.add({"again", tenth(again, all)});

  if (sign.drug) add("drug", "yes");
  if (sign.dose) add("dose", "yes");
  if (sign.drug && sign.dose) add("drug and dose", "yes");
  add("measures", few(sign.measures));
  add("denials", few(sign.denials));
  if (sign.denial_first) add("denial first", "yes");
  if (sign.relative) add("relative", "yes");
  if (sign.condition) add("condition", "yes");
  if (clause.list_item) add("list item", "yes");
  if (sign.letterhead > 0) add("letterhead", tenth(static_cast<std::size_t>(sign.letterhead * 100), 100));
  add("length", few(span.size() / 12));
  add("place", tenth(span.start, record_.size()));
  const std::size_t contacts = blocks_.back().contact;
  add("contact", contacts <= 1 ? "only" : block.contact == contacts ? "last" : block.contact == 0 ? "before" : "earlier");
  const bool opens = segment.first == 0 || clauses_[segment.first - 1].block != clause.block;
  const bool closes = segment.last + 1 == clauses_.size() || clauses_[segment.last + 1].block != clause.block;
  add("in block", opens ? (closes ? "alone" : "first") : closes ? "last" : "inside");
  if (block.section)
    add("section comes back", last_of_section_[static_cast<std::size_t>(*block.section)] == clause.block ? "no" : "yes");
  if (block.body == block.heading) add("heading alone", "yes");
  if (folded_[span.end - 1] == '.') collector.add({"full stop"});
  if (holds_capitals(record_, span)) add("capitals", "yes");
}

}  // namespace klinker
