#include "dawg.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

#include "klinker/error.h"

namespace klinker {
namespace {

struct Header {
  std::uint32_t words, edges, root, root_degree;
};

struct Node {
  bool final = false;
  std::vector<std::pair<char, std::uint32_t>> edges;  // byte, node; ascending as unsigned bytes

  friend auto operator<=>(const Node&, const Node&) = default;
};

}  // namespace

Dawg::Dawg(std::string_view bytes) {
  Header header;
  const auto fail = [](const char* why) {
    throw Error(ErrorCode::invalid_model, std::string("the word list of the normaliser ") + why);
  };
  if (bytes.size() < sizeof header || reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(std::uint64_t) != 0)
    fail("is cut or not aligned");
  std::memcpy(&header, bytes.data(), sizeof header);
  const std::uint64_t labels = (std::uint64_t{header.edges} + 7) / 8 * 8;
  if (bytes.size() - sizeof header < labels + std::uint64_t{header.edges} * sizeof(std::uint64_t) ||
      header.root_degree > 256 || std::uint64_t{header.root} + header.root_degree > header.edges)
    fail("is damaged");
  labels_ = bytes.data() + sizeof header;
  edges_ = reinterpret_cast<const std::uint64_t*>(labels_ + labels);
  words_ = header.words;
  size_ = header.edges;
  root_ = header.root;
  root_degree_ = static_cast<std::uint16_t>(header.root_degree);
}

Dawg::State Dawg::next(const State& state, char byte) const {
  const char* const labels = labels_ + state.node;
  const void* const found = std::memchr(labels, byte, state.degree);
  return found == nullptr ? State() : step(state, edges_[static_cast<const char*>(found) - labels_]);
}

std::uint32_t Dawg::find(std::string_view word) const {
  State state = root();
  for (const char byte : word) {
    state = next(state, byte);
    if (!state.alive()) return kNone;
  }
  return state.final && state.index < words_ ? state.index : kNone;
}

std::string Dawg::word(std::uint32_t index) const {
  constexpr std::size_t kLongest = 256;  // a damaged file could go round in a circle
  std::string word;
  if (index >= words_) return word;
  State state = root();
  while (!(state.final && state.index == index)) {
    char byte = 0;
    State best;
    bool found = false;
    each(state, [&](char b, const State& to) {
      if (to.index <= index) byte = b, best = to, found = true;
    });
    if (!found || word.size() == kLongest) return {};
    word += byte;
    state = best;
  }
  return word;
}

std::string Dawg::build(const std::vector<std::string>& words) {
  // Nodes that are finished, each once; node 0 is the one without edges.
  std::map<Node, std::uint32_t> known;
  std::vector<Node> nodes{Node{true, {}}};
  known[nodes[0]] = 0;
  std::vector<Node> path(1);  // the nodes along the last word, not finished yet
  const auto finish = [&](std::size_t depth) {
    while (path.size() > depth + 1) {
      Node node = std::move(path.back());
      path.pop_back();
      const auto [at, added] = known.try_emplace(node, static_cast<std::uint32_t>(nodes.size()));
      if (added) nodes.push_back(std::move(node));
      path.back().edges.back().second = at->second;
    }
  };
  std::string_view last;
  for (const std::string& word : words) {
    const std::size_t common =
        static_cast<std::size_t>(std::mismatch(word.begin(), word.end(), last.begin(), last.end()).first - word.begin());
    finish(common);
    for (std::size_t i = common; i < word.size(); ++i) {
      path.back().edges.emplace_back(word[i], 0);
      path.emplace_back();
    }
    path.back().final = true;
    last = word;
  }
  finish(0);
  nodes.push_back(path[0]);

  std::vector<std::uint32_t> below(nodes.size()), place(nodes.size());  // words below each node, itself included; first edge
  std::uint32_t edges = 0;
  for (std::size_t n = 0; n < nodes.size(); ++n) {  // children stand before their parents
    below[n] = nodes[n].final ? 1 : 0;
    for (const auto& [byte, child] : nodes[n].edges) below[n] += below[child];
    place[n] = edges;
    edges += static_cast<std::uint32_t>(nodes[n].edges.size());
  }
  std::string labels;
  std::vector<std::uint64_t> array;
  for (const Node& node : nodes) {
    std::uint64_t skip = 0;
    for (const auto& [byte, child] : node.edges) {
      labels += byte;
      array.push_back((nodes[child].final ? kFinal : 0) | static_cast<std::uint64_t>(nodes[child].edges.size()) << kDegree |
                      static_cast<std::uint64_t>(place[child]) << kTarget | skip << kSkip);
      skip += below[child];
    }
  }
  labels.resize((labels.size() + 7) / 8 * 8);
  const Header header{below.back(), edges, place.back(), static_cast<std::uint32_t>(nodes.back().edges.size())};
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  return bytes.append(labels).append(reinterpret_cast<const char*>(array.data()), array.size() * sizeof(std::uint64_t));
}

}  // namespace klinker
