#include "piece_trie.h"

#include <algorithm>

#include "klinker/error.h"

namespace klinker {
namespace {

constexpr std::uint32_t kAlphabet = 256;
constexpr std::uint32_t kWindow = 1024;        // so far back holes are filled, which keeps building linear
constexpr std::uint32_t kMostUnits = 1u << 27;  // 2 GB

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
  units_.resize(2 * kAlphabet);
  ids_.resize(units_.size(), -1);
  std::vector<unsigned char> labels;
  std::vector<std::size_t> starts;
  for (std::size_t next = 0; next < branches.size(); ++next) {
    auto [node, begin, end, depth] = branches[next];
    if (begin < end && entries[begin].text.size() == depth) {
      ids_[node] = entries[begin].id;
      units_[node].score = entries[begin].score;
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
    const std::uint32_t base = place(labels);
    if (units_.size() > std::min<std::size_t>(kMostUnits, 64 * edges + 4 * kAlphabet))
      throw Error(ErrorCode::unsupported, where + ": its pieces are too many or too long for this version");
    units_[node].base = base;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      units_[base + labels[i]].parent = node;
      branches.push_back({base + labels[i], starts[i], starts[i + 1], depth + 1});
    }
  }
  units_.shrink_to_fit();
  ids_.shrink_to_fit();
}

// A base that leaves room for children with these labels, as far to the front as a short search finds. Any base + byte is inside.
std::uint32_t PieceTrie::place(const std::vector<unsigned char>& labels) {
  const auto free = [&](std::uint32_t at) { return at >= units_.size() || units_[at].parent == kNone; };
  const auto size = static_cast<std::uint32_t>(units_.size());
  while (first_free_ < size && !free(first_free_)) ++first_free_;
  if (size > kWindow) first_free_ = std::max(first_free_, size - kWindow);
  std::uint32_t base = std::max<std::uint32_t>(first_free_, labels.front() + 1u) - labels.front();
  while (!std::all_of(labels.begin(), labels.end(), [&](unsigned char label) { return free(base + label); })) ++base;
  if (base + kAlphabet > size) {
    units_.resize(base + kAlphabet);
    ids_.resize(units_.size(), -1);
  }
  return base;
}

}  // namespace klinker
