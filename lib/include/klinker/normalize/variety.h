#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

/// Ways of writing Dutch, and Frisian, which is a language of its own.
enum class Variety : std::uint8_t {
  standard,
  chat,     ///< chat, text messages, forums
  flemish,  ///< tussentaal: spoken-style Belgian Dutch
  street,   ///< straattaal
  brabantian,
  limburgish,
  low_saxon,  ///< Gronings, Drents, Twents, Achterhoeks
  zeelandic,
  west_flemish,
  antwerp,
  clinical,    ///< notes of doctors and nurses
  evasive,     ///< written to get past filters
  historical,  ///< spelling before 1947
  frisian,
};
inline constexpr std::size_t kVarieties = 14;

/// "standard", "chat" and so on.
std::string_view name(Variety variety);

/// Throws Error(wrong_value) for a name that is no variety.
Variety variety(std::string_view name);

/// A probability for each variety; they sum to one.
struct VarietyScores {
  std::array<float, kVarieties> probabilities{};

  float operator[](Variety variety) const { return probabilities[static_cast<std::size_t>(variety)]; }
  Variety best() const;
};

struct VarietyOfSentence {
  Span span;
  VarietyScores scores;
};

struct VarietiesOfText {
  VarietyScores scores;  ///< of the whole
  std::vector<VarietyOfSentence> sentences;
};

/// Says in which variety a text is written: a linear model of words and their letters. Immutable, safe to share between
/// threads.
class VarietyIdentifier {
 public:
  VarietyIdentifier();
  ~VarietyIdentifier();
  VarietyIdentifier(VarietyIdentifier&&) noexcept;
  VarietyIdentifier& operator=(VarietyIdentifier&&) noexcept;

  /// `text` must be valid UTF-8. A text without words is standard.
  VarietiesOfText identify(std::string_view text) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace klinker
