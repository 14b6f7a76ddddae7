#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aligned_text.h"
#include "split_pattern.h"
#include "unicode_form.h"

namespace klinker {

/// One step of the normalisation that a tokenizer.json asks for. Every step has the quirks of the original, for a model has
/// learnt from what that made of the text.
class TextNormalizer {
 public:
  virtual ~TextNormalizer() = default;
  virtual void apply(AlignedText& text) const = 0;

  struct Bert {
    bool clean_text = true;             ///< drop control characters, make every space a plain one
    bool handle_chinese_chars = true;   ///< spaces around ideographs
    std::optional<bool> strip_accents;  ///< unless it says otherwise, as `lowercase`
    bool lowercase = true;
  };

  static std::unique_ptr<TextNormalizer> bert(const Bert& options);
  static std::unique_ptr<TextNormalizer> unicode(UnicodeForm form);
  static std::unique_ptr<TextNormalizer> lowercase();
  static std::unique_ptr<TextNormalizer> strip_accents();
  static std::unique_ptr<TextNormalizer> strip(bool left, bool right);
  static std::unique_ptr<TextNormalizer> nmt();
  static std::unique_ptr<TextNormalizer> prepend(std::string prefix);
  static std::unique_ptr<TextNormalizer> replace(std::unique_ptr<SplitPattern> pattern, std::string content);
  static std::unique_ptr<TextNormalizer> byte_level();

  /// `charsmap` as SentencePiece compiles it; throws Error(invalid_model) with `where` for a damaged one.
  static std::unique_ptr<TextNormalizer> precompiled(std::string charsmap, const std::string& where);
  static std::unique_ptr<TextNormalizer> sequence(std::vector<std::unique_ptr<TextNormalizer>> steps);
};

/// Writes each byte as the character that stands for it.
void map_bytes(AlignedText& text, std::size_t from, std::size_t to);

}  // namespace klinker
