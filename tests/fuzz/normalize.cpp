// From non-standard to standard Dutch and back, in every profile.

#include <cmath>
#include <vector>

#include "fuzz.h"
#include "klinker/normalize/normalizer.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

Normalizer with_profile(NormalizerProfile profile, bool explain = false) {
  NormalizerOptions options;
  options.profile = profile;
  options.explain = explain;
  return Normalizer(options);
}

void check_edit(const Edit& edit) {
  require(edit.confidence > 0 && edit.confidence <= 1, "a confidence is a probability");
  require(!edit.kind.empty() && (edit.kind != "codeword" || !edit.reason.empty()), "an edit says why it is");
  variety(edit.variety);
}

void check_text(const Normalizer& normalizer, const std::string& text, bool explained) {
  const Normalization result = normalizer.normalize(text);
  std::size_t end = 0;
  for (const Edit& edit : result.edits) {
    require_place(text, edit.span);
    require(edit.span.start >= end && !edit.span.empty(), "edits change something and come in order");
    require(edit.span.of(text) != edit.replacement, "an edit is a change");
    check_edit(edit);
    end = edit.span.end;
  }
  require(result.explanations.size() == (explained ? result.edits.size() : 0), "each edit is explained where asked for");
  for (const EditExplanation& why : result.explanations)
    for (const EditExplanation::Option& option : why.options)
      require(std::isfinite(option.prior) && option.probability >= 0 && option.probability <= 1,
              "an option has a probability");
  require(!find_invalid_utf8(result.text), "the result is UTF-8");
  require(apply_edits(text, result.edits) == result.text, "the edits make the result");
  require(apply_edits(result.text, invert_edits(text, result.edits)) == text, "the edits can be undone");
}

void check_tokens(const Normalizer& normalizer, const std::vector<std::string>& tokens) {
  const NormalizedTokens result = normalizer.normalize(tokens);
  require(result.norm.size() == tokens.size(), "there is a normal form for every token");
  std::vector<std::string> made = tokens;
  std::size_t end = 0;
  for (const Edit& edit : result.edits) {
    require(edit.span.start >= end && !edit.span.empty() && edit.span.end <= tokens.size(), "edits of tokens come in order");
    check_edit(edit);
    made[edit.span.start] = edit.replacement;
    for (end = edit.span.start + 1; end < edit.span.end; ++end) made[end].clear();
  }
  require(made == result.norm, "the edits make the tokens");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Normalizer kNormalizers[] = {
      with_profile(NormalizerProfile::automatic),      with_profile(NormalizerProfile::chat),
      with_profile(NormalizerProfile::flemish),        with_profile(NormalizerProfile::street),
      with_profile(NormalizerProfile::clinical),       with_profile(NormalizerProfile::dialect),
      with_profile(NormalizerProfile::moderation),     with_profile(NormalizerProfile::historical),
      with_profile(NormalizerProfile::automatic, true)};
  static const Tokenizer kTokenizer;
  std::string_view input = bytes(data, size);
  const std::size_t choice = take_choice(input, std::size(kNormalizers));
  const std::string text = text_of(input);
  check_text(kNormalizers[choice], text, choice + 1 == std::size(kNormalizers));

  if (input.size() % 2 != 0) return 0;
  std::vector<std::string> tokens;
  for (const Token& token : kTokenizer.tokenize(text).tokens) tokens.emplace_back(token.span.of(text));
  check_tokens(kNormalizers[choice], tokens);
  // Tokens that no tokeniser makes: pieces of any bytes between spaces, empty ones too.
  tokens.clear();
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t stop = std::min(text.find(' ', at), text.size());
    tokens.push_back(text.substr(at, stop - at));
    at = stop + 1;
  }
  check_tokens(kNormalizers[choice], tokens);
  return 0;
}
