#include "piece_trie.h"

#include <algorithm>

#include "klinker/error.h"

namespace klinker {
namespace {

constexpr std::size_t kAlphabet = 256;
constexpr std::size_t kWindow = 1024;  // so far back holes are filled, which keeps building linear

}  // namespace

PieceTrie::PieceTrie(std::vector<Entry> entries, const std::string& where) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.text < b.text; });
  std::size_t edges = 0;
  std::string_view before;
  for (const Entry& entry : entries) {
    if (entry.text == before) throw Error(ErrorCode::invalid_model, where + ": has the same piece twice");
    const auto same = std::mismatch(before.begin(), before.end(), entry.text.begin(), entry.text.end()).second;
    edges += static_cast<std::size_t>(entry.text.end() - same);
    before = entry.text;
  }

  // What is still to be done: the pieces that go through a node, which all begin with the same `depth` bytes.
  struct Branch {
    std::uint32_t node;
    std::size_t begin, end, depth;
  };
  std::vector<Branch> branches = {{root(), 0, entries.size(), 0}};
  grow(2 * kAlphabet);
  std::vector<bool> is_base(units_.size());
  std::size_t first_free = 1;
  // A base that leaves room for children with these labels, as far to the front as a short search finds.
  const auto place = [&](const std::vector<unsigned char>& labels) {
    while (first_free < units_.size() && units_[first_free] != kFree) ++first_free;
    if (units_.size() > kWindow) first_free = std::max(first_free, units_.size() - kWindow);
    std::size_t base = std::max<std::size_t>(first_free, labels.front() + 1u) - labels.front();
    const auto is_free = [&](unsigned char label) { return base + label >= units_.size() || units_[base + label] == kFree; };
    while ((base < is_base.size() && is_base[base]) || !std::all_of(labels.begin(), labels.end(), is_free)) ++base;
    if (base + kAlphabet > units_.size()) grow(base + kAlphabet);
    is_base.resize(units_.size());
    is_base[base] = true;
    return base;
  };
  std::vector<unsigned char> labels;
  std::vector<std::size_t> starts;
  for (std::size_t next = 0; next < branches.size(); ++next) {
    auto [node, begin, end, depth] = branches[next];
    if (begin < end && entries[begin].text.size() == depth) {
      units_[node] |= kEnds;
      const double score = entries[begin].score;
      pieces_[node] = {static_cast<float>(score), entries[begin].id};
      if (static_cast<double>(pieces_[node].score) != score) {
        pieces_[node].score = std::numeric_limits<float>::quiet_NaN();
        exact_scores_[node] = score;
      }
      ++begin;
    }
    if (begin == end) continue;
    labels.clear();
    starts.clear();
    for (std::size_t i = begin; i < end; ++i) {
      const auto label = static_cast<unsigned char>(entries[i].text[depth]);
      if (!labels.empty() && labels.back() == label) continue;
      labels.push_back(label);
      starts.push_back(i);
    }
    starts.push_back(end);
    const std::size_t base = place(labels);
    if (units_.size() > std::min<std::size_t>(std::size_t{1} << (32 - kBaseShift), 64 * edges + 4 * kAlphabet))
      throw Error(ErrorCode::unsupported, where + ": its pieces are too many or too long for this version");
    units_[node] |= static_cast<std::uint32_t>(base) << kBaseShift;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      units_[base + labels[i]] = labels[i];
      branches.push_back({static_cast<std::uint32_t>(base + labels[i]), starts[i], starts[i + 1], depth + 1});
    }
  }
}

void PieceTrie::grow(std::size_t size) {
  units_.resize(size, kFree);
  pieces_.resize(size);
}

}  // namespace klinker
