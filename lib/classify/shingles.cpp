#include "shingles.h"

#include <algorithm>
#include <limits>
#include <string>

#include "klinker/text/mapped_text.h"
#include "klinker/text/utf8.h"
#include "text/split_mix.h"

namespace klinker {
namespace {

constexpr std::size_t kRun = 4, kMost = 256;

// Folded, with one space for all white space between words and around the text, so that a short text has runs too.
std::u32string characters(std::string_view text) {
  const std::string folded = fold_case(text).text();
  std::u32string out = U" ";
  for (std::size_t at = 0; at < folded.size();) {
    const char32_t c = next_code_point(folded, at);
    const bool space = c <= ' ' || c == 0xA0;
    if (!space) out += c;
    else if (out.back() != ' ') out += ' ';
  }
  if (out.back() != ' ') out += ' ';
  return out;
}

}  // namespace

Shingles::Shingles(std::string_view text) {
  const std::u32string all = characters(text);
  for (std::size_t start = 0; start == 0 || start + kRun <= all.size(); ++start) {
    std::uint64_t hash = 0;
    for (const char32_t c : all.substr(start, kRun)) hash = split_mix(hash ^ c);
    hashes_.push_back(static_cast<std::uint32_t>(hash));
  }
  std::sort(hashes_.begin(), hashes_.end());
  hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
  if (hashes_.size() > kMost) hashes_.resize(kMost);
  hashes_.shrink_to_fit();
}

double Shingles::similarity(const Shingles& other) const {
  // The smallest hashes of both together are a sample of them. Sets that are whole are compared whole.
  const bool sampled = hashes_.size() == kMost || other.hashes_.size() == kMost;
  const std::size_t most = sampled ? kMost : std::numeric_limits<std::size_t>::max();
  std::size_t all = 0, common = 0;
  auto a = hashes_.begin(), b = other.hashes_.begin();
  while (all < most && (a != hashes_.end() || b != other.hashes_.end())) {
    const bool from_a = b == other.hashes_.end() || (a != hashes_.end() && *a <= *b);
    const bool from_b = a == hashes_.end() || (b != other.hashes_.end() && *b <= *a);
    a += from_a;
    b += from_b;
    ++all;
    common += from_a && from_b;
  }
  return static_cast<double>(common) / static_cast<double>(all);
}

std::array<std::uint64_t, 4> Shingles::bands() const {
  std::array<std::uint64_t, 4> out{};
  for (std::size_t band = 0; band < out.size(); ++band) {
    // Two orders of all possible runs: that both texts have the same first one in each is as likely as similarity squared.
    std::uint64_t first = ~std::uint64_t{0}, second = first;
    for (const std::uint32_t hash : hashes_) {
      first = std::min(first, split_mix(hash ^ (2 * band + 1) << 32));
      second = std::min(second, split_mix(hash ^ (2 * band + 2) << 32));
    }
    out[band] = split_mix(split_mix(first) ^ second ^ band);
  }
  return out;
}

void NearDuplicates::add(std::size_t number, const Shingles& shingles) {
  texts_.emplace(number, shingles);
  for (const std::uint64_t band : shingles.bands()) by_band_.emplace(band, number);
}

void NearDuplicates::remove(std::size_t number) {
  const auto found = texts_.find(number);
  if (found == texts_.end()) return;
  for (const std::uint64_t band : found->second.bands()) {
    auto [at, end] = by_band_.equal_range(band);
    while (at != end) at = at->second == number ? by_band_.erase(at) : std::next(at);
  }
  texts_.erase(found);
}

std::vector<std::size_t> NearDuplicates::find(const Shingles& shingles) const {
  std::vector<std::size_t> out;
  for (const std::uint64_t band : shingles.bands()) {
    const auto [begin, end] = by_band_.equal_range(band);
    for (auto at = begin; at != end; ++at)
      if (texts_.at(at->second).is_near(shingles)) out.push_back(at->second);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace klinker
