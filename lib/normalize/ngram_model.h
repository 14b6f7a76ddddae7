#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace klinker {

/// A trigram model of words with back-off, read where its bytes lie (a mapped file, or bytes that are compiled in), so that
/// it costs nothing to load. The bytes need no alignment and no trust: whatever they are, no look-up leaves them.
/// NgramBuilder writes them.
///
/// The file: kMagic, for each of three orders the numbers of `Order` in its sequence, then for each order four sections:
///   entries   packed: the key of an n-gram among its siblings, ascending, and the code of its log probability
///   samples   the first key of each block of entries, 4 bytes, so that a search touches few far places
///   ranks     for each block a bit an entry that says whether longer n-grams begin with it (8 bytes), and how many entries
///             before the block do (4 bytes); nothing where there are no longer n-grams
///   contexts  packed: for each such entry where its longer n-grams begin, and the code of its back-off weight; and one more
/// The key of a unigram is its place. The key of a bigram is its second word. The key of a trigram u v w is the place of v w
/// among the bigrams of v, which has fewer bits than w. All numbers are little-endian; a section ends with 8 bytes of
/// nothing, so that whole words can be read. Source of the keys: Germann, Joanis and Larkin 2009, "Tightly packed tries".
class NgramModel {
 public:
  static constexpr std::size_t kOrders = 3;
  static constexpr unsigned kWordBits = 20;
  static constexpr unsigned kMaxCodeBits = 24;
  static constexpr std::string_view kMagic = "KLNGRAM1";

  /// `bytes` must outlive this object. Throws Error(invalid_model) where the header is damaged or the size is not what it
  /// says.
  explicit NgramModel(std::string_view bytes);

  /// Natural logarithm of the probability of `word` behind two words, behind one and alone. An id that the model does not
  /// know is as likely as a word that was never seen.
  float log_probability(std::uint32_t before_previous, std::uint32_t previous, std::uint32_t word) const;
  float log_probability(std::uint32_t previous, std::uint32_t word) const;
  float log_probability(std::uint32_t word) const;

  bool has_bigram(std::uint32_t previous, std::uint32_t word) const;

  std::size_t vocabulary() const { return orders_[0].count; }
  std::size_t bigrams() const { return orders_[1].count; }
  std::size_t trigrams() const { return orders_[2].count; }

  /// The n-grams of one length: what the header says of them.
  struct Order {
    std::uint32_t count = 0;
    std::uint32_t contexts = 0;  // how many of them longer n-grams begin with
    std::uint32_t key_bits = 0;
    std::uint32_t probability_bits = 0;
    std::uint32_t begin_bits = 0;
    std::uint32_t back_off_bits = 0;
    float scale = 0;  // log probability = -scale * code * code: fine where it counts, near certainty
    float low = 0;    // log back-off weight = low + step * code
    float step = 0;

    static constexpr std::size_t kNumbers = 9;
    static constexpr std::uint32_t kBlock = 64;  // entries
    static constexpr std::size_t kRankBytes = 12;

    std::uint64_t entry_bits() const { return key_bits + probability_bits; }
    std::uint64_t context_bits() const { return begin_bits + back_off_bits; }
    std::uint64_t entry_bytes() const { return packed_bytes(count, entry_bits()); }
    std::uint64_t blocks() const { return std::uint64_t{count} / kBlock + 1; }
    std::uint64_t sample_bytes() const { return blocks() * 4 + 8; }
    std::uint64_t rank_bytes() const { return contexts == 0 ? 0 : blocks() * kRankBytes + 8; }
    std::uint64_t context_bytes() const { return packed_bytes(std::uint64_t{contexts} + 1, context_bits()); }
    std::uint64_t bytes() const { return entry_bytes() + sample_bytes() + rank_bytes() + context_bytes(); }
  };

  static constexpr std::size_t kHeaderBytes = kMagic.size() + kOrders * Order::kNumbers * 4;

 private:
  struct View : Order {
    const char* entries = nullptr;
    const char* samples = nullptr;
    const char* ranks = nullptr;
    const char* context_table = nullptr;
  };

  // The longer n-grams of an entry, and the weight of what is not among them.
  struct Context {
    std::uint32_t begin = 0, end = 0;
    float back_off = 0;
  };

  static std::uint64_t packed_bytes(std::uint64_t count, std::uint64_t width) { return (count * width + 7) / 8 + 8; }

  static std::uint64_t word_at(const char* from) {
    std::uint64_t word;
    std::memcpy(&word, from, sizeof word);
    if constexpr (std::endian::native == std::endian::big) {
      std::uint64_t turned = 0;
      for (int i = 0; i < 8; ++i) turned = turned << 8 | (word >> 8 * i & 0xFF);
      word = turned;
    }
    return word;
  }

  // `width` is at most 56, so that the bits lie in one word.
  static std::uint64_t bits_at(const char* from, std::uint64_t bit, std::uint64_t width) {
    return word_at(from + bit / 8) >> bit % 8 & ((std::uint64_t{1} << width) - 1);
  }

  static std::uint32_t key(const View& order, std::uint32_t entry) {
    return static_cast<std::uint32_t>(bits_at(order.entries, entry * order.entry_bits(), order.key_bits));
  }

  static float probability(const View& order, std::uint32_t entry) {
    const std::uint64_t bit = entry * order.entry_bits() + order.key_bits;
    const auto code = static_cast<float>(bits_at(order.entries, bit, order.probability_bits));
    return -order.scale * code * code;
  }

  // Of an entry of order `order`, in that and the next one.
  Context context(std::size_t order, std::uint32_t entry) const;
  Context context(std::uint32_t word) const { return word < vocabulary() ? context(0, word) : Context(); }

  // For an n-gram by its key among those of a context.
  struct Search {
    Context context;
    std::uint32_t key;
    std::uint32_t at = 0;  // the entry, where it was found
    bool found = false;
  };

  // Searches go side by side, so that one does not wait for the memory of the other.
  template <typename... Searches>
  static void find(const View& order, Searches&... searches);

  // The log probability of the word of a bigram that was looked for.
  float bigram_or_less(const Search& bigram) const;

  std::array<View, kOrders> orders_;
  float unknown_ = 0;
};

}  // namespace klinker
