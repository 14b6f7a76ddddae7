#include "normalizer_trainer.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <random>
#include <set>

#include "dawg.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"
#include "ngram_builder.h"
#include "normalizer_model.h"
#include "reading_table.h"
#include "variety_model.h"

namespace klinker {
namespace {

constexpr std::uint32_t kSentence = 0xFFFFFFFF;
constexpr std::size_t kLongestWord = 40;

std::u32string code_points(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) out += next_code_point(text, at);
  return out;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

// Adds what the form of a sentence says. Capital and full stop are habits of writers rather than of varieties, so a third of
// those that lack them get them.
void add_signs(std::vector<std::string>& words, bool capital, bool closed, bool dressed) {
  words.emplace_back(capital || dressed ? variety_sign::kCapital : variety_sign::kSmall);
  words.emplace_back(closed || dressed ? variety_sign::kClosed : variety_sign::kOpen);
}

bool closes(std::string_view token) { return !token.empty() && token.find_first_not_of(".!?") == std::string_view::npos; }

enum class Written { lower, title, other };

Written written(std::string_view token) {
  bool first = true, first_upper = false, later_upper = false;
  for (std::size_t at = 0; at < token.size();) {
    const auto c = static_cast<UChar32>(next_code_point(token, at));
    if (!u_isalpha(c)) continue;
    (first ? first_upper : later_upper) |= static_cast<bool>(u_isupper(c));
    first = false;
  }
  return later_upper ? Written::other : first_upper ? Written::title : Written::lower;
}

bool is_letter_token(std::string_view token) {
  std::size_t at = 0;
  return !token.empty() && u_isalnum(static_cast<UChar32>(next_code_point(token, at)));
}

// Words, with apostrophes and hyphens inside, and single punctuation marks: what the order of words is learned of.
bool is_lexical(std::string_view key) {
  if (key.empty() || key.size() > kLongestWord) return false;
  bool letter = false;
  for (std::size_t at = 0; at < key.size();) {
    const auto c = static_cast<UChar32>(next_code_point(key, at));
    if (u_isalpha(c)) letter = true;
    else if (c != '\'' && c != '-' && c != '.')
      return key == "," || key == "!" || key == "?" || key == ":" || key == ";" || key == "(" || key == ")";
  }
  return letter || key == "." || key == "..." || key == "-";
}

}  // namespace

NormalizerTrainer::Form& NormalizerTrainer::form(std::string_view key) {
  const auto [at, added] = forms_.try_emplace(std::string(key));
  if (added) {
    at->second.id = static_cast<std::uint32_t>(keys_.size());
    keys_.push_back(&at->first);
  }
  return at->second;
}

void NormalizerTrainer::add_word(std::string_view word) {
  const std::string key = ReadingTable::key(word);
  if (key.empty() || key.size() > kLongestWord || key.find(' ') != std::string::npos) return;
  Form& entry = form(key);
  entry.listed = true;
  (written(word) == Written::lower ? entry.listed_lower : entry.listed_title) = true;
}

void NormalizerTrainer::add_sentence(const std::vector<std::string_view>& tokens, unsigned weight) {
  sequence_.push_back(kSentence);
  sequence_.push_back(weight);
  bool begins = true;
  for (const std::string_view token : tokens) {
    Form& entry = form(ReadingTable::key(token));
    if (begins) entry.begins += weight;
    else
      (written(token) == Written::lower   ? entry.lower
       : written(token) == Written::title ? entry.title
                                          : entry.other) += weight;
    begins = begins && !is_letter_token(token);
    sequence_.push_back(entry.id);
  }
}

void NormalizerTrainer::add_text(std::string_view text, unsigned weight) {
  const Tokenization tokenization = tokenizer_.tokenize(text);
  for (const Sentence& sentence : tokenization.sentences) {
    std::vector<std::string_view> tokens;
    for (std::size_t t = sentence.first_token; t < sentence.last_token; ++t)
      tokens.push_back(tokenization.tokens[t].span.of(text));
    add_sentence(tokens, weight);
  }
}

void NormalizerTrainer::add_example(std::string_view text, Variety variety) {
  const Tokenization tokenization = tokenizer_.tokenize(text);
  for (const Sentence& sentence : tokenization.sentences) {
    Example example{variety, {}};
    for (std::size_t t = sentence.first_token; t < sentence.last_token; ++t) {
      const Token& token = tokenization.tokens[t];
      if (token.type == TokenType::word || token.type == TokenType::abbreviation)
        example.words.emplace_back(token.span.of(text));
    }
    if (example.words.empty()) continue;
    const Token& last = tokenization.tokens[sentence.last_token - 1];
    add_signs(example.words, written(example.words.front()) != Written::lower, closes(last.span.of(text)), false);
    examples_.push_back(std::move(example));
  }
}

void NormalizerTrainer::add_pair(const NormalizerPair& pair, unsigned weight) {
  if (pair.tokens.size() != pair.norm.size())
    throw Error(ErrorCode::wrong_value, "\"norm\" has " + std::to_string(pair.norm.size()) + " items for " +
                                            std::to_string(pair.tokens.size()) + " tokens");
  pairs_.push_back(pair);
  std::vector<std::string_view> standard;
  for (const std::string& norm : pair.norm)
    for (std::string_view rest = norm; !rest.empty();) {
      const std::size_t end = rest.find(' ');
      if (end != 0) standard.push_back(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
  add_sentence(standard, weight);
  Example example{pair.variety, {}}, plain{Variety::standard, {}};
  example.words = pair.tokens;
  plain.words.assign(standard.begin(), standard.end());
  constexpr std::size_t kDressed = 3;
  const bool dressed = pairs_.size() % kDressed == 0;
  for (Example* one : {&example, &plain}) {
    if (one->words.empty()) continue;
    const bool capital = written(one->words.front()) != Written::lower, closed = closes(one->words.back());
    add_signs(one->words, capital, closed, dressed);
  }
  if (pair.tokens != pair.norm) examples_.push_back(std::move(example));
  examples_.push_back(std::move(plain));
}

TrainedNormalizer NormalizerTrainer::train() const {
  TrainedNormalizer result;
  std::vector<std::string> lexicon;
  for (const auto& [key, entry] : forms_) {
    const std::uint64_t count = entry.lower + entry.title + entry.other + entry.begins;
    if (is_lexical(key) && (entry.listed || count >= options_.min_count)) lexicon.push_back(key);
  }
  std::sort(lexicon.begin(), lexicon.end());
  std::string words = Dawg::build(lexicon);
  words.append((8 - words.size() % 8) % 8, '\0');
  std::string frequencies, cases;
  std::vector<std::uint32_t> ids(keys_.size(), kSentence);
  for (std::size_t w = 0; w < lexicon.size(); ++w) {
    const Form& entry = forms_.at(lexicon[w]);
    ids[entry.id] = static_cast<std::uint32_t>(w);
    const double count = static_cast<double>(entry.lower + entry.title + entry.other + entry.begins);
    frequencies += static_cast<char>(static_cast<unsigned char>(std::min(255.0, std::round(8 * std::log1p(count)))));
    UsualCase usual = UsualCase::lower;
    if (entry.listed_lower || (entry.lower >= entry.title && entry.lower >= entry.other && entry.lower + entry.begins > 0))
      usual = UsualCase::lower;
    else if (entry.listed_title || entry.title > entry.other) usual = UsualCase::title;
    else if (entry.other > 0) usual = UsualCase::other;
    // A word of the dictionary that texts nearly always write as a name is a name in them.
    if (entry.title > 9 * (entry.lower + 1) && entry.title > 20) usual = UsualCase::title;
    cases += static_cast<char>(usual);
  }
  const auto size = static_cast<std::uint32_t>(lexicon.size());
  const auto special = [&](NormalizerModel::Special which) { return size + static_cast<std::uint32_t>(which); };
  NgramBuilder builder(size + NormalizerModel::kSpecials);
  std::vector<std::uint32_t> sentence;
  for (std::size_t i = 0; i < sequence_.size();) {
    const auto weight = static_cast<float>(sequence_[i + 1]);
    sentence.assign(1, special(NormalizerModel::Special::begin));
    for (i += 2; i < sequence_.size() && sequence_[i] != kSentence; ++i) {
      std::uint32_t id = ids[sequence_[i]];
      if (id == kSentence) {
        const std::string& key = *keys_[sequence_[i]];
        const Form& entry = forms_.at(key);
        std::size_t at = 0;
        const auto first = key.empty() ? 0 : static_cast<UChar32>(next_code_point(key, at));
        id = special(u_isdigit(first)                                               ? NormalizerModel::Special::number
                     : !u_isalpha(first) || entry.title + entry.other > entry.lower ? NormalizerModel::Special::name
                                                                                    : NormalizerModel::Special::unknown);
      }
      sentence.push_back(id);
    }
    sentence.push_back(special(NormalizerModel::Special::end));
    builder.add(sentence, weight);
    ++result.sentences;
  }
  const std::string ngrams = builder.build({.max_bigrams = options_.max_bigrams, .max_trigrams = options_.max_trigrams});
  const std::string varieties_part = varieties(Dawg(words), frequencies);
  result.model = NormalizerModel::pack(
      {{"words", words}, {"counts", frequencies}, {"cases", cases}, {"ngrams", ngrams}, {"variety", varieties_part}});
  result.rewrites = rewrites(lexicon);
  result.reading_counts = reading_counts();
  result.words = lexicon.size();
  return result;
}

// Columns: variety, form, reading ("=" for itself), count, kind.
std::string NormalizerTrainer::reading_counts() const {
  std::map<std::pair<std::string, std::string>, std::map<std::string, std::size_t>> counts;
  std::set<std::pair<std::string, std::string>> changed;
  for (const NormalizerPair& pair : pairs_)
    for (std::size_t t = 0; t < pair.tokens.size(); ++t) {
      const std::string key = ReadingTable::key(pair.tokens[t]);
      const bool merged = pair.norm[t].empty() || (t + 1 < pair.norm.size() && pair.norm[t + 1].empty());
      if (merged || !is_lexical(key) || key.size() > kLongestWord) continue;
      std::string reading = ReadingTable::key(pair.norm[t]);
      const std::pair<std::string, std::string> place(name(pair.variety), key);
      if (reading == key) reading = "=";
      else changed.insert(place);
      ++counts[place][reading];
    }
  // What stood for itself is told only of forms that somewhere did not.
  std::set<std::string> forms;
  for (const auto& [variety, form] : changed) forms.insert(form);
  std::string out;
  for (const auto& [place, readings] : counts) {
    if (!forms.contains(place.second)) continue;
    for (const auto& [reading, count] : readings) {
      const bool several = reading.find(' ') != std::string::npos;
      const Variety of = variety(place.first);
      const char* kind = reading == "="                                  ? "-"
                         : of == Variety::clinical                       ? "medical"
                         : of == Variety::street                         ? "slang"
                         : of == Variety::historical                     ? "historical"
                         : several                                       ? "contraction"
                         : of == Variety::chat || of == Variety::evasive ? "spelling"
                                                                         : "dialect";
      out += place.first + '\t' + place.second + '\t' + reading + '\t' + std::to_string(count) + '\t' + kind + '\n';
    }
  }
  return out;
}

// Letters that differ between forms and words, by the alignment with the fewest changes, with a letter of context where one
// side is empty. Columns: variety, from, to, cost (minus the natural logarithm of how often `from` is written for `to`).
std::string NormalizerTrainer::rewrites(const std::vector<std::string>& lexicon) const {
  struct Counts {
    std::map<std::pair<std::string, std::string>, std::size_t> changes;
    std::map<std::string, std::size_t> seen;  // forms with this substring, anchors included
  };
  std::map<Variety, Counts> counts;
  std::set<std::pair<Variety, std::string>> done;
  constexpr std::size_t kLongestChange = 3;
  for (const NormalizerPair& pair : pairs_)
    for (std::size_t t = 0; t < pair.tokens.size(); ++t) {
      const std::string form = ReadingTable::key(pair.tokens[t]), word = ReadingTable::key(pair.norm[t]);
      if (!is_lexical(form) || form.size() < 2 || word.empty() || word.find(' ') != std::string::npos) continue;
      if (t + 1 < pair.norm.size() && pair.norm[t + 1].empty()) continue;
      if (!std::binary_search(lexicon.begin(), lexicon.end(), word) ||
          !done.insert({pair.variety, form + '\t' + word}).second)
        continue;
      Counts& of = counts[pair.variety];
      const std::u32string a = U'^' + code_points(form) + U'$', b = U'^' + code_points(word) + U'$';
      std::set<std::string> parts;
      for (std::size_t at = 0; at < a.size(); ++at)
        for (std::size_t width = 1; width <= kLongestChange + 1 && at + width <= a.size(); ++width)
          parts.insert(to_utf8(a.substr(at, width)));
      for (const std::string& part : parts) ++of.seen[part];
      if (a == b) continue;
      std::vector<std::vector<std::size_t>> distance(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
      for (std::size_t i = 0; i <= a.size(); ++i)
        for (std::size_t j = 0; j <= b.size(); ++j) {
          if (i == 0 || j == 0) {
            distance[i][j] = i + j;
            continue;
          }
          distance[i][j] = std::min(
              {distance[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), distance[i - 1][j] + 1, distance[i][j - 1] + 1});
        }
      if (2 * distance[a.size()][b.size()] > std::max(a.size(), b.size())) continue;  // another word, not another spelling
      // Back along the path; runs of changes become one.
      std::size_t i = a.size(), j = b.size(), end_a = i, end_b = j;
      const auto take = [&](std::size_t start_a, std::size_t start_b) {
        if (start_a == end_a && start_b == end_b) return;
        const auto count = [&](std::size_t from, std::size_t last, std::u32string source, std::u32string target) {
          if (source.empty() || source.size() > kLongestChange || target.size() > kLongestChange + 1) return;
          std::u32string anchored = source;
          if (from == 1) anchored.insert(0, 1, U'^');
          if (last + 1 == a.size()) anchored += U'$';
          ++of.changes[{to_utf8(anchored), to_utf8(target)}];
          if (anchored != source) ++of.changes[{to_utf8(source), to_utf8(target)}];  // the same anywhere in a word
        };
        const std::u32string source = a.substr(start_a, end_a - start_a), target = b.substr(start_b, end_b - start_b);
        if (!source.empty() && !target.empty()) return count(start_a, end_a, source, target);
        // Where one side is empty, with the letter before and with the one behind.
        if (start_a > 1) count(start_a - 1, end_a, a[start_a - 1] + source, a[start_a - 1] + target);
        if (end_a + 1 < a.size()) count(start_a, end_a + 1, source + a[end_a], target + a[end_a]);
      };
      while (i > 0 || j > 0) {
        const bool same = i > 0 && j > 0 && a[i - 1] == b[j - 1] && distance[i][j] == distance[i - 1][j - 1];
        if (same) {
          take(i, j);
          --i, --j;
          end_a = i, end_b = j;
        } else if (i > 0 && j > 0 && distance[i][j] == distance[i - 1][j - 1] + 1) {
          --i, --j;
        } else if (i > 0 && distance[i][j] == distance[i - 1][j] + 1) {
          --i;
        } else {
          --j;
        }
      }
      take(0, 0);
    }
  std::string out;
  constexpr std::size_t kSeldom = 2;
  for (const auto& [variety, of] : counts)
    for (const auto& [change, count] : of.changes) {
      if (count < kSeldom) continue;
      const auto seen = of.seen.find(change.first);
      const double all =
          seen == of.seen.end() ? static_cast<double>(count) : static_cast<double>(std::max(seen->second, count));
      char cost[16];
      std::snprintf(cost, sizeof cost, "%.2f", std::max(0.05, -std::log(static_cast<double>(count) / (all + 1))));
      out += std::string(name(variety)) + '\t' + change.first + '\t' + change.second + '\t' + cost + '\n';
    }
  return out;
}

std::string NormalizerTrainer::varieties(const Dawg& words, std::string_view frequencies) const {
  struct Row {
    std::size_t variety;
    std::vector<std::uint32_t> buckets;
  };
  std::vector<Row> rows;
  std::array<double, kVarieties> counts{};
  for (const Example& example : examples_) {
    Row row{static_cast<std::size_t>(example.variety), {}};
    for (const std::string& word : example.words) {
      const std::string key = ReadingTable::key(word);
      const auto id = words.find(key);
      const bool frequent = id != Dawg::kNone &&
                            static_cast<float>(static_cast<unsigned char>(frequencies[id])) / 8 >= VarietyModel::kFrequent;
      VarietyModel::features({key, frequent, id == Dawg::kNone && written(word) == Written::lower}, row.buckets);
    }
    counts[row.variety] += 1;
    rows.push_back(std::move(row));
  }
  // Softmax regression by stochastic gradient descent; rare varieties count for more, by the square root.
  constexpr std::size_t kRounds = 12;
  constexpr double kRate = 0.15, kDecay = 1e-5;
  std::vector<float> weights((VarietyModel::kBuckets + 1) * kVarieties);
  const double most = *std::max_element(counts.begin(), counts.end());
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  std::mt19937_64 random(options_.seed);
  for (std::size_t round = 0; round < kRounds; ++round) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    const double rate = kRate * (1 - static_cast<double>(round) / kRounds);
    for (const std::size_t r : order) {
      const Row& row = rows[r];
      VarietyLogits logits;
      float* bias = &weights[VarietyModel::kBuckets * kVarieties];
      for (std::size_t v = 0; v < kVarieties; ++v) logits[v] = bias[v];
      for (const auto bucket : row.buckets)
        for (std::size_t v = 0; v < kVarieties; ++v) logits[v] += weights[bucket * kVarieties + v];
      const VarietyScores scores = VarietyModel::softmax(logits);
      const double weight = std::min(8.0, std::sqrt(most / counts[row.variety]));
      const double step = rate * weight / std::sqrt(static_cast<double>(row.buckets.size() + 1));
      for (std::size_t v = 0; v < kVarieties; ++v) {
        const auto gradient = static_cast<float>(step * (scores.probabilities[v] - (v == row.variety ? 1 : 0)));
        bias[v] -= gradient;
        for (const auto bucket : row.buckets)
          weights[bucket * kVarieties + v] -=
              gradient + static_cast<float>(kDecay * step) * weights[bucket * kVarieties + v];
      }
    }
  }
  return VarietyModel::pack(weights);
}

}  // namespace klinker
