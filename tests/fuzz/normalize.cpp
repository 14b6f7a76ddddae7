// From non-standard to standard Dutch and back, in every profile.

#include <vector>

#include "fuzz.h"
#include "klinker/normalize/normalizer.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

Normalizer with_profile(NormalizerProfile profile) {
  NormalizerOptions options;
  options.profile = profile;
  return Normalizer(options);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Normalizer kNormalizers[] = {with_profile(NormalizerProfile::automatic),
                                            with_profile(NormalizerProfile::chat), with_profile(NormalizerProfile::flemish),
                                            with_profile(NormalizerProfile::street),
                                            with_profile(NormalizerProfile::clinical)};
  static const Tokenizer kTokenizer;
  std::string_view input = bytes(data, size);
  const Normalizer& normalizer = kNormalizers[take_choice(input, std::size(kNormalizers))];
  const std::string text = text_of(input);
  const Normalization result = normalizer.normalize(text);
  std::size_t end = 0;
  for (const Edit& edit : result.edits) {
    require_place(text, edit.span);
    require(edit.span.start >= end && !edit.span.empty(), "edits change something and come in order");
    require(edit.span.of(text) != edit.replacement, "an edit is a change");
    require(edit.confidence > 0 && edit.confidence <= 1, "a confidence is a probability");
    end = edit.span.end;
  }
  require(!find_invalid_utf8(result.text), "the result is UTF-8");
  require(apply_edits(text, result.edits) == result.text, "the edits make the result");
  require(apply_edits(result.text, invert_edits(text, result.edits)) == text, "the edits can be undone");

  if (input.size() % 2 != 0) return 0;
  std::vector<std::string> tokens;
  for (const Token& token : kTokenizer.tokenize(text).tokens) tokens.emplace_back(token.span.of(text));
  require(normalizer.normalize(tokens).size() == tokens.size(), "there is a normal form for every token");
  return 0;
}
