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
    std::uint32_t node = 0;   // 0: no word goes on from here
    std::uint32_t index = 0;  // the number of the first such word, which is the walked bytes themselves where `final`
    bool final = false;
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

  State root() const { return {root_, 0, false}; }

  /// The state after one byte more; node and final are 0 where no word goes on so.
  State next(const State& state, char byte) const;

  /// Calls `f(char byte, State)` for each byte that goes on.
  template <class F>
  void each(const State& state, F&& f) const {
    if (state.node == 0) return;
    for (std::uint32_t e = state.node; e < edges_; ++e) {
      const std::uint64_t edge = this->edge(e);
      f(static_cast<char>(edge & 0xFF), step(state, edge));
      if (edge & kLast) break;
    }
  }

 private:
  // An edge: byte (8 bits), last of its node, its target is a word, target node (28), words before it in this node (24).
  static constexpr std::uint64_t kLast = 1 << 8, kFinal = 1 << 9;
  static constexpr int kTarget = 10, kSkip = 40;
  static constexpr std::uint64_t kTargetMask = (1 << 28) - 1;

  std::uint64_t edge(std::uint32_t at) const { return array_[at]; }
  State step(const State& from, std::uint64_t edge) const {
    return {static_cast<std::uint32_t>(edge >> kTarget & kTargetMask),
            from.index + (from.final ? 1 : 0) + static_cast<std::uint32_t>(edge >> kSkip), (edge & kFinal) != 0};
  }

  const std::uint64_t* array_ = nullptr;
  std::uint32_t words_ = 0, edges_ = 0, root_ = 0;
};

}  // namespace klinker
