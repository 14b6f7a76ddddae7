#include "ngram_builder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "klinker/error.h"
#include "ngram_model.h"

namespace klinker {
namespace {

constexpr unsigned kWordBits = NgramModel::kWordBits;
constexpr std::uint64_t kWordMask = (1u << kWordBits) - 1;
constexpr std::uint32_t kBlock = NgramModel::Order::kBlock;
constexpr std::uint64_t kNothing = 1u << kWordBits;
constexpr std::size_t kLeastPending = 1u << 20;
constexpr double kTiny = 1e-12;

// What absolute discounting takes from an n-gram that was seen once, twice and more often.
class Discounts {
 public:
  void count(std::uint32_t count) {
    if (count >= 1 && count <= 4) ++seen_[count];
  }

  // To be called when all is counted. Source: Chen and Goodman 1998, equation 26. Texts that are too small for it get what
  // KenLM gives them.
  void estimate() {
    const double once = static_cast<double>(seen_[1]), twice = static_cast<double>(seen_[2]);
    for (std::size_t i = 1; i <= 3; ++i) {
      const double frequency = static_cast<double>(seen_[i]), next = static_cast<double>(seen_[i + 1]);
      const double times = static_cast<double>(i);
      const double value = frequency == 0 ? -1 : times - (times + 1) * once / (once + 2 * twice) * next / frequency;
      if (seen_[4] == 0 || value <= 0 || value >= times) {
        discounts_ = {0, 0.5, 1, 1.5};
        return;
      }
      discounts_[i] = value;
    }
  }

  double of(std::uint32_t count) const { return discounts_[std::min(count, 3u)]; }

 private:
  std::array<std::uint64_t, 5> seen_{};
  std::array<double, 4> discounts_{};
};

// How often a context was seen, and what was taken from that for words that were not seen behind it.
struct Mass {
  double total = 0;
  double taken = 0;

  void add(std::uint32_t count, const Discounts& discounts) {
    total += count;
    taken += discounts.of(count);
  }
  double back_off() const { return total == 0 ? 1 : taken / total; }
  double probability(std::uint32_t count, const Discounts& discounts, double lower) const {
    return (count - discounts.of(count) + taken * lower) / total;
  }
};

// The words behind a context: what they have in all, in this order and in the one below.
struct Sums {
  double own = 0;
  double lower = 0;

  void add(double probability, double lower_probability) {
    own += probability;
    lower += lower_probability;
  }
  // So that the context sums to one.
  double back_off() const { return std::max(1 - own, kTiny) / std::max(1 - lower, kTiny); }

  // How far the model would move away from itself without one of the words (relative entropy in nats, for a context that
  // always occurs). Source: Stolcke 1998, equation 7.
  double loss(double probability, double lower_probability) const {
    const double rest = std::max(1 - own, kTiny);
    const double change = std::log(rest + probability) - std::log(std::max(1 - lower, kTiny) + lower_probability);
    return -(probability * (std::log(lower_probability) + change - std::log(probability)) +
             rest * (change - std::log(back_off())));
  }
};

struct Bigram {
  std::uint64_t key;        // two words
  std::uint32_t count;      // how often it occurs
  std::uint32_t effective;  // what its probability is made of
};

struct Candidate {
  float loss;
  std::uint32_t index;
  bool operator<(const Candidate& other) const {  // the most useful one first
    return loss != other.loss ? loss > other.loss : index < other.index;
  }
};

// The first `count` of them in their order.
void keep_best(std::vector<Candidate>& candidates, std::size_t count) {
  if (count < candidates.size()) {
    std::nth_element(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(count), candidates.end());
    candidates.resize(count);
  }
  std::sort(candidates.begin(), candidates.end());
}

// The n-grams of one order as they are written.
struct Entries {
  std::vector<std::uint32_t> keys;
  std::vector<float> probabilities;  // logarithms
  std::vector<std::uint32_t> contexts, begins;
  std::vector<float> back_offs;  // logarithms

  void add(std::uint32_t key, double probability) {
    keys.push_back(key);
    probabilities.push_back(static_cast<float>(std::log(probability)));
  }
  // The entry that comes next, or a later one, has children from `begin` of the next order on.
  void add_context(std::size_t entry, std::size_t begin, double back_off) {
    contexts.push_back(static_cast<std::uint32_t>(entry));
    begins.push_back(static_cast<std::uint32_t>(begin));
    back_offs.push_back(static_cast<float>(std::log(back_off)));
  }
};

// The probabilities of all n-grams that were counted, and the choice among them.
class Estimate {
 public:
  Estimate(const std::vector<NgramCount>& counts, std::size_t vocabulary, const NgramLimits& limits)
      : counts_(counts), limits_(limits), words_(vocabulary) {
    count_bigrams();
    estimate_unigrams();
    estimate_bigrams();
    choose_trigrams();
    choose_bigrams();
  }

  std::array<Entries, NgramModel::kOrders> entries() const;

 private:
  struct Trigram {
    std::size_t index;   // among the counts
    std::size_t bigram;  // of its last two words
    double probability;
  };

  void count_bigrams();
  void estimate_unigrams();
  void estimate_bigrams();
  void choose_trigrams();
  void choose_bigrams();

  // Calls visit(bigram, trigrams) for each bigram that trigrams begin with.
  template <typename Visit>
  void for_each_history(Visit visit) const;

  std::size_t word(std::size_t bigram) const { return bigrams_[bigram].key & kWordMask; }

  const std::vector<NgramCount>& counts_;
  const NgramLimits& limits_;
  std::size_t words_;
  std::size_t trigrams_ = 0;  // so many of the counts are trigrams
  Discounts discounts_;       // of trigrams
  std::vector<Bigram> bigrams_;
  std::vector<std::size_t> first_;  // bigram of each word, and one more
  std::vector<double> unigram_probability_, bigram_probability_;
  std::vector<bool> bigram_kept_, trigram_kept_;
};

void Estimate::count_bigrams() {
  bigrams_.reserve(counts_.size());
  for (const NgramCount& count : counts_) {
    const bool opens = count.key >> 2 * kWordBits == kNothing;  // a bigram that has nothing before it
    trigrams_ += !opens;
    bigrams_.push_back(
        {count.key & (kWordMask << kWordBits | kWordMask), count.count, opens || !limits_.continuations ? count.count : 1});
    if (!opens) discounts_.count(count.count);
  }
  discounts_.estimate();
  std::sort(bigrams_.begin(), bigrams_.end(), [](const Bigram& a, const Bigram& b) { return a.key < b.key; });
  const auto add = [](std::uint32_t& sum, std::uint32_t more) {
    sum += std::min(more, std::numeric_limits<std::uint32_t>::max() - sum);
  };
  std::size_t size = 0;
  for (const Bigram& bigram : bigrams_) {
    if (size > 0 && bigrams_[size - 1].key == bigram.key) {
      add(bigrams_[size - 1].count, bigram.count);
      add(bigrams_[size - 1].effective, bigram.effective);
    } else {
      bigrams_[size++] = bigram;
    }
  }
  bigrams_.resize(size);
  bigrams_.shrink_to_fit();
  first_.assign(words_ + 1, 0);
  for (const Bigram& bigram : bigrams_) ++first_[(bigram.key >> kWordBits) + 1];
  for (std::size_t i = 0; i < words_; ++i) first_[i + 1] += first_[i];
}

void Estimate::estimate_unigrams() {
  std::vector<std::uint32_t> counts(words_);
  for (std::size_t i = 0; i < bigrams_.size(); ++i) counts[word(i)] += limits_.continuations ? 1 : bigrams_[i].count;
  Discounts discounts;
  for (const std::uint32_t count : counts) discounts.count(count);
  discounts.estimate();
  Mass mass;
  for (const std::uint32_t count : counts) mass.add(count, discounts);
  const double share = 1 / static_cast<double>(words_);
  for (const std::uint32_t count : counts)
    unigram_probability_.push_back(bigrams_.empty() ? share : mass.probability(count, discounts, share));
}

void Estimate::estimate_bigrams() {
  Discounts discounts;
  for (const Bigram& bigram : bigrams_) discounts.count(bigram.effective);
  discounts.estimate();
  bigram_probability_.reserve(bigrams_.size());
  for (std::size_t first = 0; first < words_; ++first) {
    Mass mass;
    for (std::size_t i = first_[first]; i < first_[first + 1]; ++i) mass.add(bigrams_[i].effective, discounts);
    for (std::size_t i = first_[first]; i < first_[first + 1]; ++i)
      bigram_probability_.push_back(mass.probability(bigrams_[i].effective, discounts, unigram_probability_[word(i)]));
  }
}

template <typename Visit>
void Estimate::for_each_history(Visit visit) const {
  std::vector<Trigram> trigrams;
  std::size_t history = 0;
  for (std::size_t begin = 0; begin < trigrams_;) {
    const std::uint64_t key = counts_[begin].key >> kWordBits;
    Mass mass;
    std::size_t end = begin;
    for (; end < trigrams_ && counts_[end].key >> kWordBits == key; ++end) mass.add(counts_[end].count, discounts_);
    while (bigrams_[history].key != key) ++history;  // it is there: a trigram is behind another one or at a start
    trigrams.clear();
    auto bigram = bigrams_.begin() + static_cast<std::ptrdiff_t>(first_[key & kWordMask]);
    const auto last = bigrams_.begin() + static_cast<std::ptrdiff_t>(first_[(key & kWordMask) + 1]);
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint64_t pair = counts_[i].key & (kWordMask << kWordBits | kWordMask);
      bigram = std::lower_bound(bigram, last, pair, [](const Bigram& a, std::uint64_t b) { return a.key < b; });
      const auto index = static_cast<std::size_t>(bigram - bigrams_.begin());
      trigrams.push_back({i, index, mass.probability(counts_[i].count, discounts_, bigram_probability_[index])});
    }
    visit(history, trigrams);
    begin = end;
  }
}

void Estimate::choose_trigrams() {
  std::vector<Candidate> candidates;
  candidates.reserve(trigrams_);
  for_each_history([&](std::size_t, const std::vector<Trigram>& trigrams) {
    Sums sums;
    double occurrences = 0;
    for (const Trigram& trigram : trigrams) {
      sums.add(trigram.probability, bigram_probability_[trigram.bigram]);
      occurrences += counts_[trigram.index].count;
    }
    for (const Trigram& trigram : trigrams) {
      const double loss = occurrences * sums.loss(trigram.probability, bigram_probability_[trigram.bigram]);
      candidates.push_back({static_cast<float>(loss), static_cast<std::uint32_t>(trigram.index)});
    }
  });
  keep_best(candidates, limits_.max_trigrams);
  // A trigram needs both its bigrams: its history, and the one by whose place it is found.
  trigram_kept_.resize(trigrams_);
  bigram_kept_.resize(bigrams_.size());
  const auto place = [&](std::uint64_t key) {
    const auto less = [](const Bigram& a, std::uint64_t b) { return a.key < b; };
    return static_cast<std::size_t>(std::lower_bound(bigrams_.begin(), bigrams_.end(), key, less) - bigrams_.begin());
  };
  std::size_t kept = 0;
  for (const Candidate& candidate : candidates) {
    const std::uint64_t key = counts_[candidate.index].key;
    const std::size_t history = place(key >> kWordBits), rest = place(key & (kWordMask << kWordBits | kWordMask));
    const std::size_t needed = !bigram_kept_[history] + (rest != history && !bigram_kept_[rest]);
    if (kept + needed > limits_.max_bigrams) continue;
    kept += needed;
    bigram_kept_[history] = bigram_kept_[rest] = trigram_kept_[candidate.index] = true;
  }
}

void Estimate::choose_bigrams() {
  std::vector<Candidate> candidates;
  std::size_t kept = 0;
  for (std::size_t first = 0; first < words_; ++first) {
    Sums sums;
    double occurrences = 0;
    for (std::size_t i = first_[first]; i < first_[first + 1]; ++i) {
      sums.add(bigram_probability_[i], unigram_probability_[word(i)]);
      occurrences += bigrams_[i].count;
    }
    for (std::size_t i = first_[first]; i < first_[first + 1]; ++i) {
      const double loss = occurrences * sums.loss(bigram_probability_[i], unigram_probability_[word(i)]);
      if (bigram_kept_[i]) ++kept;
      else candidates.push_back({static_cast<float>(loss), static_cast<std::uint32_t>(i)});
    }
  }
  keep_best(candidates, limits_.max_bigrams - kept);
  for (const Candidate& candidate : candidates) bigram_kept_[candidate.index] = true;
}

std::array<Entries, NgramModel::kOrders> Estimate::entries() const {
  std::array<Entries, NgramModel::kOrders> result;
  Entries &unigrams = result[0], &bigrams = result[1], &trigrams = result[2];
  std::vector<std::size_t> place(bigrams_.size() + 1);  // among those that are kept
  for (std::size_t i = 0; i < bigrams_.size(); ++i) place[i + 1] = place[i] + bigram_kept_[i];
  for (std::size_t first = 0; first < words_; ++first) {
    unigrams.add(0, unigram_probability_[first]);
    Sums sums;
    for (std::size_t i = first_[first]; i < first_[first + 1]; ++i) {
      if (!bigram_kept_[i]) continue;
      bigrams.add(static_cast<std::uint32_t>(word(i)), bigram_probability_[i]);
      sums.add(bigram_probability_[i], unigram_probability_[word(i)]);
    }
    const std::size_t begin = place[first_[first]];
    if (place[first_[first + 1]] > begin) unigrams.add_context(first, begin, sums.back_off());
  }
  for_each_history([&](std::size_t history, const std::vector<Trigram>& all) {
    Sums sums;
    const std::size_t begin = trigrams.keys.size();
    const std::size_t siblings = place[first_[word(history)]];  // the bigrams that begin with the second word
    for (const Trigram& trigram : all) {
      if (!trigram_kept_[trigram.index]) continue;
      trigrams.add(static_cast<std::uint32_t>(place[trigram.bigram] - siblings), trigram.probability);
      sums.add(trigram.probability, bigram_probability_[trigram.bigram]);
    }
    if (trigrams.keys.size() > begin) bigrams.add_context(place[history], begin, sums.back_off());
  });
  return result;
}

class BitWriter {
 public:
  BitWriter(std::string& to, std::uint64_t bytes) : to_(to), at_(std::uint64_t{to.size()} * 8) {
    to_.resize(to.size() + bytes, '\0');
  }

  void write(std::uint64_t value, std::uint64_t width) {
    for (std::uint64_t done = 0; done < width;) {
      const std::uint64_t taken = std::min(width - done, 8 - at_ % 8);
      const std::uint64_t bits = value >> done & ((1u << taken) - 1);
      to_[at_ / 8] = static_cast<char>(static_cast<unsigned char>(to_[at_ / 8]) | bits << at_ % 8);
      at_ += taken;
      done += taken;
    }
  }

 private:
  std::string& to_;
  std::uint64_t at_;
};

NgramModel::Order header(const Entries& entries, std::size_t children, std::size_t order, const NgramLimits& limits) {
  NgramModel::Order result;
  result.count = static_cast<std::uint32_t>(entries.keys.size());
  result.contexts = static_cast<std::uint32_t>(entries.contexts.size());
  if (order > 0 && !entries.keys.empty())
    result.key_bits =
        static_cast<std::uint32_t>(std::bit_width(*std::max_element(entries.keys.begin(), entries.keys.end())));
  result.probability_bits = limits.probability_bits;
  result.begin_bits = static_cast<std::uint32_t>(std::bit_width(children));
  result.back_off_bits = limits.back_off_bits;
  const auto codes = [](unsigned bits) { return static_cast<float>((1u << bits) - 1); };
  float least = 0;
  for (const float probability : entries.probabilities) least = std::min(least, probability);
  result.scale = -least / codes(limits.probability_bits) / codes(limits.probability_bits);
  if (!entries.back_offs.empty()) {
    const auto [low, high] = std::minmax_element(entries.back_offs.begin(), entries.back_offs.end());
    result.low = *low;
    result.step = (*high - *low) / codes(limits.back_off_bits);
  }
  return result;
}

std::uint64_t rounded(double code, unsigned bits) {
  return static_cast<std::uint64_t>(std::clamp(std::round(code), 0.0, static_cast<double>((1u << bits) - 1)));
}

void write_order(const Entries& entries, std::size_t children, const NgramModel::Order& order, std::string& bytes) {
  BitWriter packed(bytes, order.entry_bytes());
  for (std::size_t i = 0; i < entries.keys.size(); ++i) {
    packed.write(entries.keys[i], order.key_bits);
    const double squared = order.scale > 0 ? static_cast<double>(-entries.probabilities[i] / order.scale) : 0;
    packed.write(rounded(std::sqrt(std::max(squared, 0.0)), order.probability_bits), order.probability_bits);
  }
  BitWriter samples(bytes, order.sample_bytes());
  for (std::size_t i = 0; i < entries.keys.size(); i += kBlock) samples.write(entries.keys[i], 32);
  BitWriter ranks(bytes, order.rank_bytes());
  for (std::size_t block = 0, rank = 0; rank < entries.contexts.size(); ++block) {
    const auto before = static_cast<std::uint32_t>(rank);
    std::uint64_t flags = 0;
    for (; rank < entries.contexts.size() && entries.contexts[rank] / kBlock == block; ++rank)
      flags |= std::uint64_t{1} << entries.contexts[rank] % kBlock;
    ranks.write(flags, 64);
    ranks.write(before, 32);
  }
  BitWriter contexts(bytes, order.context_bytes());
  for (std::size_t i = 0; i < entries.contexts.size(); ++i) {
    contexts.write(entries.begins[i], order.begin_bits);
    const double code = order.step > 0 ? static_cast<double>((entries.back_offs[i] - order.low) / order.step) : 0;
    contexts.write(rounded(code, order.back_off_bits), order.back_off_bits);
  }
  contexts.write(children, order.begin_bits);
}

std::string file_of(const std::array<Entries, NgramModel::kOrders>& entries, const NgramLimits& limits) {
  std::string bytes(NgramModel::kMagic);
  std::array<NgramModel::Order, NgramModel::kOrders> orders;
  const auto children = [&](std::size_t order) { return order + 1 < entries.size() ? entries[order + 1].keys.size() : 0; };
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const NgramModel::Order& order = orders[i] = header(entries[i], children(i), i, limits);
    BitWriter numbers(bytes, NgramModel::Order::kNumbers * 4);
    for (const std::uint32_t number : {order.count, order.contexts, order.key_bits, order.probability_bits, order.begin_bits,
                                       order.back_off_bits, std::bit_cast<std::uint32_t>(order.scale),
                                       std::bit_cast<std::uint32_t>(order.low), std::bit_cast<std::uint32_t>(order.step)})
      numbers.write(number, 32);
  }
  for (std::size_t i = 0; i < entries.size(); ++i) write_order(entries[i], children(i), orders[i], bytes);
  return bytes;
}

}  // namespace

NgramBuilder::NgramBuilder(std::size_t vocabulary) : vocabulary_(vocabulary) {
  if (vocabulary == 0 || vocabulary > kNothing) throw Error(ErrorCode::wrong_value, "a vocabulary has 1 to 2^20 words");
}

void NgramBuilder::add(const std::vector<std::uint32_t>& sentence, float weight) {
  if (!(weight >= 0 && weight <= 1000)) throw Error(ErrorCode::wrong_value, "the weight of a sentence is 0 to 1000");
  for (const std::uint32_t word : sentence)
    if (word >= vocabulary_) throw Error(ErrorCode::wrong_value, "a word id is not below the size of the vocabulary");
  const double total = carried_ + static_cast<double>(weight);
  const auto times = static_cast<std::uint32_t>(total);
  carried_ = total - times;
  if (times == 0) return;
  for (std::size_t i = 1; i < sentence.size(); ++i) {
    const std::uint64_t before_previous = i > 1 ? sentence[i - 2] : kNothing;
    pending_.push_back({(before_previous << kWordBits | sentence[i - 1]) << kWordBits | sentence[i], times});
  }
  if (pending_.size() < std::max(kLeastPending, counts_.size() / 2)) return;
  counts_ = merged(counts_, std::move(pending_));
  pending_.clear();
}

std::vector<NgramCount> NgramBuilder::merged(const std::vector<NgramCount>& sorted, std::vector<NgramCount> pending) {
  std::sort(pending.begin(), pending.end(), [](const NgramCount& a, const NgramCount& b) { return a.key < b.key; });
  std::vector<NgramCount> result;
  result.reserve(sorted.size() + pending.size());
  const auto add = [&](const NgramCount& count) {
    if (result.empty() || result.back().key != count.key) {
      result.push_back(count);
      return;
    }
    std::uint32_t& sum = result.back().count;
    sum += std::min(count.count, std::numeric_limits<std::uint32_t>::max() - sum);
  };
  auto next = sorted.begin();
  for (const NgramCount& count : pending) {
    for (; next != sorted.end() && next->key <= count.key; ++next) add(*next);
    add(count);
  }
  for (; next != sorted.end(); ++next) add(*next);
  return result;
}

std::string NgramBuilder::build(const NgramLimits& limits) const {
  for (const unsigned bits : {limits.probability_bits, limits.back_off_bits})
    if (bits == 0 || bits > NgramModel::kMaxCodeBits)
      throw Error(ErrorCode::wrong_value, "a probability and a back-off weight have 1 to 24 bits");
  return file_of(Estimate(merged(counts_, pending_), vocabulary_, limits).entries(), limits);
}

}  // namespace klinker
