#include "klinker/normalize/normalizer.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "klinker/error.h"
#include "klinker/text/utf8.h"
#include "lexicon.h"

namespace klinker {
namespace {

// Priors by kind of rule, not calibrated: a form with one reading, a form that needs its variety to be read so.
constexpr double kCertain = 0.95, kAmbiguous = 0.7;

// In `automatic`, an ambiguous form is read as non-standard when at least this share of the words is non-standard for certain.
constexpr double kVarietyShare = 0.08;
constexpr double kClinicalShare = 0.12;

enum Variety : std::size_t { kChat, kFlemish, kStreet, kClinical, kVarieties };

std::size_t variety_index(std::string_view name) {
  if (name == "flemish") return kFlemish;
  if (name == "street") return kStreet;
  if (name == "clinical") return kClinical;
  return kChat;
}

struct Word {
  std::string_view text;
  std::string key;
  bool capitals = false;  // two letters or more, all upper case: an acronym as often as a shout
  const std::vector<Reading>* readings = nullptr;
  std::optional<Edit> elongation;
};

bool is_in_capitals(std::string_view token) {
  std::size_t letters = 0;
  for (std::size_t at = 0; at < token.size();) {
    const auto c = static_cast<UChar32>(next_code_point(token, at));
    if (!u_isalpha(c)) continue;
    if (!u_isupper(c)) return false;
    ++letters;
  }
  return letters > 1;
}

// Shortens every run of three or more of one letter to one or two, and takes the commonest known word that results:
// "leuuuuk" → "leuk", "heeeel" → "heel". Runs beyond the fourth are shortened to one.
std::optional<Edit> shorten(const std::string& form, const NormalizerLexicon& lexicon) {
  struct Run {
    std::size_t start, size;
  };
  std::vector<Run> runs;
  for (std::size_t i = 0; i < form.size();) {
    std::size_t end = i + 1;
    while (end < form.size() && form[end] == form[i]) ++end;
    if (end - i >= 3 && std::isalpha(static_cast<unsigned char>(form[i]))) runs.push_back({i, end - i});
    i = end;
  }
  if (runs.empty()) return std::nullopt;
  constexpr std::size_t kTried = 4;
  std::size_t best_count = 0, total = 0;
  std::string best;
  for (unsigned choice = 0; choice < 1u << std::min(runs.size(), kTried); ++choice) {
    std::string candidate;
    std::size_t copied = 0;
    for (std::size_t r = 0; r < runs.size(); ++r) {
      candidate.append(form, copied, runs[r].start - copied);
      candidate.append(r < kTried && (choice >> r & 1) ? 2 : 1, form[runs[r].start]);
      copied = runs[r].start + runs[r].size;
    }
    candidate.append(form, copied, std::string::npos);
    const std::size_t count = lexicon.words().count(candidate);
    total += count;
    if (count > best_count) best_count = count, best = candidate;
  }
  if (best.empty()) return std::nullopt;
  return Edit{{}, best, "elongation", "chat", kCertain * static_cast<double>(best_count) / static_cast<double>(total), {}};
}

// "Kwil" → "Ik wil". A word in capitals keeps to the table: shouting and abbreviations look the same.
std::string with_case_of(std::string_view original, std::string replacement) {
  std::size_t at = 0;
  const auto first = static_cast<UChar32>(next_code_point(original, at));
  if (!u_isupper(first)) return replacement;
  const bool second_upper = at < original.size() && u_isupper(static_cast<UChar32>(next_code_point(original, at)));
  if (second_upper) return replacement;
  std::size_t rest = 0;
  const auto letter = static_cast<UChar32>(next_code_point(replacement, rest));
  std::string out;
  append_utf8(out, static_cast<char32_t>(u_totitle(letter)));
  return out.append(replacement, rest, std::string::npos);
}

}  // namespace

NormalizerProfile normalizer_profile(std::string_view name) {
  if (name == "auto") return NormalizerProfile::automatic;
  if (name == "chat") return NormalizerProfile::chat;
  if (name == "flemish") return NormalizerProfile::flemish;
  if (name == "street") return NormalizerProfile::street;
  if (name == "clinical") return NormalizerProfile::clinical;
  throw Error(ErrorCode::wrong_value,
              "no normaliser profile \"" + std::string(name) + "\"; there are auto, chat, flemish, street and clinical");
}

struct Normalizer::Impl {
  explicit Impl(const NormalizerOptions& options) : profile(options.profile), lexicon(options.table) {}

  Word look_up(std::string_view token) const {
    Word word{token, NormalizerLexicon::key(token), is_in_capitals(token), nullptr, std::nullopt};
    word.readings = lexicon.readings(word.key);
    if (!word.readings && !word.key.empty()) word.elongation = shorten(word.key, lexicon);
    return word;
  }

  // Which varieties may be read, and of which the ambiguous forms as well.
  struct Allowed {
    std::array<bool, kVarieties> certain{}, ambiguous{};
  };
  Allowed allowed(const std::vector<Word>& words) const;
  std::optional<Edit> edit(const Word& word, const Allowed& allowed) const;

  NormalizerProfile profile;
  NormalizerLexicon lexicon;
  Tokenizer tokenizer{{.profile = TokenizerProfile::social, .abbreviations = {}}};
};

Normalizer::Impl::Allowed Normalizer::Impl::allowed(const std::vector<Word>& words) const {
  Allowed result;
  const auto allow = [&](std::initializer_list<Variety> varieties) {
    for (const Variety variety : varieties) result.certain[variety] = result.ambiguous[variety] = true;
  };
  switch (profile) {
    case NormalizerProfile::chat: allow({kChat}); return result;
    case NormalizerProfile::flemish: allow({kChat, kFlemish}); return result;
    case NormalizerProfile::street: allow({kChat, kStreet}); return result;
    case NormalizerProfile::clinical: allow({kClinical}); return result;
    case NormalizerProfile::automatic: break;
  }
  std::array<std::size_t, kVarieties> evidence{};
  for (const Word& word : words) {
    if (word.capitals) continue;
    if (word.elongation) ++evidence[kChat];
    if (word.readings)
      for (const Reading& reading : *word.readings)
        if (!reading.ambiguous) ++evidence[variety_index(reading.variety)];
  }
  const auto enough = [&](std::size_t count, double share) {
    return count > 0 && static_cast<double>(count) >= share * static_cast<double>(words.size());
  };
  const std::size_t informal = evidence[kChat] + evidence[kFlemish] + evidence[kStreet];
  const bool clinical = evidence[kClinical] > informal && evidence[kClinical] > 1 && enough(evidence[kClinical], kClinicalShare);
  result.certain = {!clinical, !clinical, !clinical, clinical};
  result.ambiguous[kClinical] = clinical;
  result.ambiguous[kChat] = !clinical && enough(informal, kVarietyShare);
  result.ambiguous[kFlemish] = !clinical && enough(evidence[kFlemish], kVarietyShare);
  result.ambiguous[kStreet] = !clinical && enough(evidence[kStreet], kVarietyShare);
  return result;
}

std::optional<Edit> Normalizer::Impl::edit(const Word& word, const Allowed& allowed) const {
  if (word.elongation && (word.capitals ? allowed.ambiguous : allowed.certain)[kChat]) {
    Edit edit = *word.elongation;
    edit.replacement = with_case_of(word.text, std::move(edit.replacement));
    return edit;
  }
  if (!word.readings) return std::nullopt;
  for (const Reading& reading : *word.readings) {
    const std::size_t variety = variety_index(reading.variety);
    if (!(reading.ambiguous || word.capitals ? allowed.ambiguous : allowed.certain)[variety]) continue;
    std::string replacement = with_case_of(word.text, reading.replacement);
    if (NormalizerLexicon::key(replacement) == word.key) return std::nullopt;  // only another kind of apostrophe
    return Edit{{}, std::move(replacement), reading.kind, reading.variety, reading.ambiguous ? kAmbiguous : kCertain, reading.alternatives};
  }
  return std::nullopt;
}

Normalizer::Normalizer(const NormalizerOptions& options) : impl_(std::make_unique<const Impl>(options)) {}
Normalizer::~Normalizer() = default;
Normalizer::Normalizer(Normalizer&&) noexcept = default;
Normalizer& Normalizer::operator=(Normalizer&&) noexcept = default;

Normalization Normalizer::normalize(std::string_view text) const {
  const Tokenization tokenization = impl_->tokenizer.tokenize(text);
  std::vector<Word> words;
  std::vector<Span> places;
  for (const Token& token : tokenization.tokens)
    if (token.type == TokenType::word || token.type == TokenType::abbreviation) {
      words.push_back(impl_->look_up(token.span.of(text)));
      places.push_back(token.span);
    }
  const auto allowed = impl_->allowed(words);
  Normalization result;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (auto edit = impl_->edit(words[i], allowed)) {
      edit->span = places[i];
      result.edits.push_back(std::move(*edit));
    }
  result.text = apply_edits(text, result.edits);
  return result;
}

std::vector<std::string> Normalizer::normalize(const std::vector<std::string>& tokens) const {
  std::vector<Word> words;
  for (const std::string& token : tokens) words.push_back(impl_->look_up(token));
  const auto allowed = impl_->allowed(words);
  std::vector<std::string> result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto edit = impl_->edit(words[i], allowed);
    result.push_back(edit ? edit->replacement : tokens[i]);
  }
  return result;
}

}  // namespace klinker
