#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aligned_text.h"
#include "split_pattern.h"

namespace klinker {

/// A text cut into parts in order. What lies between them is left out.
struct PreTokens {
  struct Part {
    std::size_t start = 0;
    std::size_t end = 0;
    int token = -1;  ///< of an added token, which is not cut any further

    Span span() const { return {start, end}; }
  };

  AlignedText text;
  std::vector<Part> parts;

  /// Memory of the steps.
  std::vector<Part> next;
  std::vector<Span> matches;
};

/// What happens to the matches of a pattern that cuts a text.
enum class SplitBehavior : std::uint8_t { removed, isolated, merged_with_previous, merged_with_next, contiguous };

/// One step that cuts parts into smaller ones, as a tokenizer.json asks for.
class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;
  virtual void apply(PreTokens& tokens) const = 0;

  /// Spaces are left out, each sign of punctuation stands alone.
  static std::unique_ptr<PreTokenizer> bert();
  static std::unique_ptr<PreTokenizer> whitespace();        ///< words, and other signs in a row
  static std::unique_ptr<PreTokenizer> whitespace_split();  ///< what stands between spaces
  static std::unique_ptr<PreTokenizer> punctuation(SplitBehavior behavior);
  static std::unique_ptr<PreTokenizer> digits(bool individual);
  static std::unique_ptr<PreTokenizer> delimiter(std::string character);
  static std::unique_ptr<PreTokenizer> fixed_length(std::size_t characters);
  static std::unique_ptr<PreTokenizer> split(std::unique_ptr<SplitPattern> pattern, SplitBehavior behavior, bool invert);

  struct ByteLevel {
    bool add_prefix_space = true;
    bool use_regex = true;
    bool map_bytes = true;  ///< false: the model reads the bytes themselves
  };
  static std::unique_ptr<PreTokenizer> byte_level(const ByteLevel& options);

  struct Metaspace {
    enum class Prepend : std::uint8_t { always, first, never };
    std::string replacement = "\xE2\x96\x81";
    Prepend prepend = Prepend::always;
    bool split = true;
  };
  static std::unique_ptr<PreTokenizer> metaspace(const Metaspace& options);
};

}  // namespace klinker
