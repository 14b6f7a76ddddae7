#include "summarize/sentence_graph.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace klinker {
namespace {

constexpr std::size_t kRemembered = 24;  // sentences that a term ties to the next one that has it
constexpr std::size_t kNeighbours = 24;  // edges that a sentence makes to those before it
constexpr double kLeast = 0.08;          // cosine from which there is an edge
constexpr double kDamping = 0.85;
constexpr int kRounds = 20;

struct Edge {
  std::uint32_t to;
  float weight;
};

double norm(std::span<const Term> terms) {
  double squares = 0;
  for (const Term& term : terms) squares += static_cast<double>(term.weight) * static_cast<double>(term.weight);
  return std::sqrt(squares);
}

// The last few sentences that have a term, in a ring.
struct Holders {
  std::vector<std::pair<std::uint32_t, float>> ring;
  std::size_t next = 0;

  void add(std::uint32_t sentence, float weight) {
    if (ring.size() < kRemembered) ring.emplace_back(sentence, weight);
    else ring[next++ % kRemembered] = {sentence, weight};
  }
};

std::vector<std::vector<Edge>> find_edges(const TermVectors& vectors, std::size_t sentences) {
  std::vector<std::vector<Edge>> edges(sentences);
  std::vector<Holders> holders(vectors.terms());
  std::vector<float> products(sentences);
  std::vector<std::uint32_t> touched;
  for (std::size_t i = 0; i < sentences; ++i) {
    const std::span<const Term> terms = vectors.of_sentence(i);
    const double length = norm(terms);
    if (length <= 0) continue;
    touched.clear();
    for (const Term& term : terms) {
      const float weight = static_cast<float>(static_cast<double>(term.weight) / length);
      for (const auto& [other, other_weight] : holders[term.number].ring) {
        if (products[other] == 0) touched.push_back(other);
        products[other] += weight * other_weight;
      }
      holders[term.number].add(static_cast<std::uint32_t>(i), weight);
    }
    std::vector<Edge> found;
    for (const std::uint32_t other : touched) {
      if (static_cast<double>(products[other]) >= kLeast) found.push_back({other, products[other]});
      products[other] = 0;
    }
    if (found.size() > kNeighbours) {
      std::nth_element(found.begin(), found.begin() + kNeighbours, found.end(), [](const Edge& a, const Edge& b) {
        return a.weight != b.weight ? a.weight > b.weight : a.to > b.to;
      });
      found.resize(kNeighbours);
    }
    for (const Edge& edge : found) {
      edges[i].push_back(edge);
      edges[edge.to].push_back({static_cast<std::uint32_t>(i), edge.weight});
    }
  }
  return edges;
}

}  // namespace

std::vector<double> sentence_centrality(const TermVectors& vectors, std::size_t sentences) {
  const std::vector<std::vector<Edge>> edges = find_edges(vectors, sentences);
  std::vector<double> out(sentences), rank(sentences, 1.0), next(sentences);
  for (std::size_t i = 0; i < sentences; ++i)
    for (const Edge& edge : edges[i]) out[i] += static_cast<double>(edge.weight);
  for (int round = 0; round < kRounds; ++round) {
    std::fill(next.begin(), next.end(), 1 - kDamping);
    for (std::size_t i = 0; i < sentences; ++i)
      for (const Edge& edge : edges[i]) next[edge.to] += kDamping * rank[i] * static_cast<double>(edge.weight) / out[i];
    rank.swap(next);
  }
  return rank;
}

std::vector<double> likeness_to_document(const TermVectors& vectors, std::size_t sentences) {
  std::vector<double> document(vectors.terms());
  for (std::size_t i = 0; i < sentences; ++i)
    for (const Term& term : vectors.of_sentence(i)) document[term.number] += static_cast<double>(term.weight);
  double squares = 0;
  for (const double weight : document) squares += weight * weight;
  std::vector<double> likeness(sentences);
  for (std::size_t i = 0; i < sentences; ++i) {
    const std::span<const Term> terms = vectors.of_sentence(i);
    if (terms.empty() || squares <= 0) continue;
    double product = 0;
    for (const Term& term : terms) product += static_cast<double>(term.weight) * document[term.number];
    likeness[i] = product / (norm(terms) * std::sqrt(squares));
  }
  return likeness;
}

}  // namespace klinker
