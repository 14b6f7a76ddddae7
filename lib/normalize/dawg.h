#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// A minimal acyclic automaton of words that also numbers them (a directed acyclic word graph): a view of bytes, read where
/// they lie. Source: Daciuk et al., "Incremental construction of minimal acyclic finite-state automata" (2000); numbers as
/// in Lucchesi and Kowaltowski (1993).
class Dawg {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  /// All words that begin with the bytes walked so far.
  struct State {
    std::uint32_t node = 0;    // its first edge
    std::uint32_t index = 0;   // the number of the first such word, which is the walked bytes themselves where `final`
    std::uint16_t degree = 0;  // its edges; 0: no word goes on from here
    bool final = false;

    bool alive() const { return degree > 0 || final; }
  };

  /// `bytes` as `build` made them; must outlive this object and lie at a multiple of 8. Throws Error(invalid_model).
  explicit Dawg(std::string_view bytes);

  /// `words` in ascending byte order, each once, none empty.
  static std::string build(const std::vector<std::string>& words);

  /// The number of words; they are numbered from 0 in byte order.
  std::uint32_t size() const { return words_; }

  /// The number of `word`, or kNone.
  std::uint32_t find(std::string_view word) const;

  /// The word of that number; "" where there is none.
  std::string word(std::uint32_t index) const;

  State root() const { return {root_, 0, root_degree_, false}; }

  /// The state after one byte more; not alive where no word goes on so.
  State next(const State& state, char byte) const;

  /// Calls `f(char byte, State)` for each byte that goes on.
  template <class F>
  void each(const State& state, F&& f) const {
    for (std::uint32_t e = state.node; e < state.node + state.degree; ++e) f(labels_[e], step(state, edges_[e]));
  }

 private:
  // An edge beside its byte: its target is a word (1 bit), the target's degree (9), the target (24), words before it in this
  // node (24).
  static constexpr std::uint64_t kFinal = 1, kDegreeMask = (1 << 9) - 1, kTargetMask = (1 << 24) - 1;
  static constexpr int kDegree = 1, kTarget = 10, kSkip = 34;

  State step(const State& from, std::uint64_t edge) const {
    const auto node = static_cast<std::uint32_t>(edge >> kTarget & kTargetMask);
    const auto degree = static_cast<std::uint32_t>(edge >> kDegree & kDegreeMask);
    return {node, from.index + (from.final ? 1 : 0) + static_cast<std::uint32_t>(edge >> kSkip & kTargetMask),
            static_cast<std::uint16_t>(node + degree <= size_ ? degree : 0), (edge & kFinal) != 0};
  }

  const char* labels_ = nullptr;  // the bytes of edges, apart from them, because most of the time only those are read
  const std::uint64_t* edges_ = nullptr;
  std::uint32_t words_ = 0, size_ = 0, root_ = 0;
  std::uint16_t root_degree_ = 0;
};

}  // namespace klinker
