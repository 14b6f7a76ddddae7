#include "klinker/normalize/normalizer.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <utility>

#include "klinker/error.h"
#include "klinker/text/utf8.h"
#include "sentence_reader.h"

namespace klinker {
namespace {

// How many tokens are read at once; a longer sentence is read in parts, so that memory stays bounded.
constexpr std::size_t kMostTokens = 512;

bool is_readable(TokenType type) {
  switch (type) {
    case TokenType::word:
    case TokenType::number:
    case TokenType::ordinal:
    case TokenType::abbreviation:
    case TokenType::initial:
    case TokenType::symbol:
    case TokenType::unit: return true;
    default: return false;
  }
}

// Tokens of which nobody said what they are: names of accounts, tags and addresses stay.
bool is_readable(std::string_view token) {
  if (token.empty() || (token.size() > 1 && (token[0] == '@' || token[0] == '#'))) return false;
  if (token.find("://") != std::string_view::npos || token.starts_with("www.")) return false;
  const std::size_t at = token.find('@');
  if (at != std::string_view::npos && token.find('.', at) != std::string_view::npos) return false;
  for (std::size_t i = 0; i < token.size();)
    if (u_isalnum(static_cast<UChar32>(next_code_point(token, i)))) return true;
  return false;
}

// Whether a sentence begins behind a token; signs and emoji before its first word change nothing.
bool begins_behind(bool begins, const NormalizerWord& word) {
  if (word.text.empty()) return begins;
  if (word.text.find_first_not_of(".!?") == std::string_view::npos) return true;
  return begins && word.known->capitals.letters == 0 && !word.readable;
}

// Characters that hide letters when they stand among them.
bool may_hide(TokenType type) {
  switch (type) {
    case TokenType::symbol:
    case TokenType::currency:
    case TokenType::mention:
    case TokenType::number:
    case TokenType::emoticon:
    case TokenType::punctuation:
    case TokenType::initial:
    case TokenType::hashtag: return true;
    default: return false;
  }
}

}  // namespace

NormalizerProfile normalizer_profile(std::string_view name) {
  static constexpr std::pair<std::string_view, NormalizerProfile> kProfiles[] = {
      {"auto", NormalizerProfile::automatic},        {"chat", NormalizerProfile::chat},
      {"flemish", NormalizerProfile::flemish},       {"street", NormalizerProfile::street},
      {"dialect", NormalizerProfile::dialect},       {"clinical", NormalizerProfile::clinical},
      {"moderation", NormalizerProfile::moderation}, {"historical", NormalizerProfile::historical}};
  std::string names;
  for (const auto& [known, profile] : kProfiles) {
    if (known == name) return profile;
    names += (names.empty() ? "" : ", ") + std::string(known);
  }
  throw Error(ErrorCode::wrong_value, "no normaliser profile \"" + std::string(name) + "\"; there are " + names);
}

struct Normalizer::Impl {
  explicit Impl(const NormalizerOptions& options) : explain(options.explain), reader(NormalizerModel::builtin(), options) {}

  // Words of a sentence and their places.
  struct Words {
    std::vector<NormalizerWord> words;
    std::vector<Span> places;
    VarietyLogits logits{};
  };
  void read_words(std::string_view text, const Tokenization& tokenization, const Sentence& sentence, Words& result) const;
  // What a document looks like by its first sentences.
  VarietyLogits beginning(std::string_view text, const Tokenization& tokenization, Words& words) const;
  std::size_t hidden_word(std::string_view text, const Tokenization& tokenization, std::size_t first,
                          std::size_t last) const;

  bool explain;
  SentenceReader reader;
  Tokenizer tokenizer{{.profile = TokenizerProfile::social, .abbreviations = {}}};
};

// Where tokens without white space between them together hide a word (`sl€cht`, `k*t`), the token behind the last of them;
// else `first`.
std::size_t Normalizer::Impl::hidden_word(std::string_view text, const Tokenization& tokenization, std::size_t first,
                                          std::size_t last) const {
  const auto& tokens = tokenization.tokens;
  constexpr std::size_t kMostParts = 24;
  std::size_t end = first + 1;
  bool suspicious =
      may_hide(tokens[first].type) && tokens[first].type != TokenType::mention && tokens[first].type != TokenType::hashtag;
  std::size_t words = tokens[first].type == TokenType::word ? 1 : 0;
  while (end < last && tokens[end].span.start == tokens[end - 1].span.end && end - first < kMostParts) {
    suspicious = suspicious || may_hide(tokens[end].type);
    words += tokens[end].type == TokenType::word || tokens[end].type == TokenType::mention ? 1 : 0;
    ++end;
  }
  if (end - first < 2 || !suspicious || words == 0) return first;
  // Closing punctuation is no part of the word.
  while (end > first + 1 && tokens[end - 1].type == TokenType::punctuation) --end;
  if (end - first < 2) return first;
  const std::string_view run = Span{tokens[first].span.start, tokens[end - 1].span.end}.of(text);
  bool inner = false;  // something but letters and hyphens between letters
  for (std::size_t t = first; t < end; ++t)
    inner = inner || (may_hide(tokens[t].type) && tokens[t].span.of(text) != "-" && tokens[t].span.of(text) != "/");
  return inner && !reader.analyzer().disguises().read(ReadingTable::key(run)).empty() ? end : first;
}

void Normalizer::Impl::read_words(std::string_view text, const Tokenization& tokenization, const Sentence& sentence,
                                  Words& result) const {
  const auto& tokens = tokenization.tokens;
  result.words.clear();
  result.places.clear();
  bool begins = true;
  for (std::size_t t = sentence.first_token; t < sentence.last_token;) {
    const bool alone = t + 1 >= sentence.last_token || tokens[t + 1].span.start != tokens[t].span.end;
    const std::size_t hidden = alone ? t : hidden_word(text, tokenization, t, sentence.last_token);
    const std::size_t end = std::max(hidden, t + 1);
    const Span place{tokens[t].span.start, tokens[end - 1].span.end};
    NormalizerWord word = reader.word(place.of(text), hidden != t || is_readable(tokens[t].type));
    word.joined = t > 0 && tokens[t - 1].span.end == place.start;
    word.begins_sentence = begins && tokens[t].type == TokenType::word;
    begins = begins_behind(begins, word);
    result.words.push_back(word);
    result.places.push_back(place);
    t = end;
  }
  result.logits = reader.scorer().logits(result.words);
}

Normalizer::Normalizer(const NormalizerOptions& options) : impl_(std::make_unique<const Impl>(options)) {}
Normalizer::~Normalizer() = default;
Normalizer::Normalizer(Normalizer&&) noexcept = default;
Normalizer& Normalizer::operator=(Normalizer&&) noexcept = default;

VarietyLogits Normalizer::Impl::beginning(std::string_view text, const Tokenization& tokenization, Words& words) const {
  constexpr std::size_t kLookedAt = 128;
  VarietyLogits sum{};
  const std::size_t sentences = std::min(tokenization.sentences.size(), kLookedAt);
  for (std::size_t s = 0; s < sentences; ++s) {
    Sentence sentence = tokenization.sentences[s];
    sentence.last_token = std::min(sentence.last_token, sentence.first_token + kMostTokens);
    read_words(text, tokenization, sentence, words);
    for (std::size_t v = 0; v < kVarieties; ++v) sum[v] += words.logits[v] / static_cast<float>(sentences);
    reader.forget();
  }
  return sum;
}

Normalization Normalizer::normalize(std::string_view text) const {
  const Impl& impl = *impl_;
  thread_local Tokenization tokenization;
  thread_local std::vector<Impl::Words> sentences;
  impl.tokenizer.tokenize(text, tokenization);
  impl.reader.forget();
  Normalization result;
  const auto read = [&](const Impl::Words& words, const VarietyLogits& document) {
    for (ReadingChoice& change : impl.reader.read(words.words, impl.reader.scorer().scores(words.logits, document))) {
      change.edit.span = {words.places[change.first].start, words.places[change.first + change.count - 1].end};
      if (change.edit.span.of(text) == change.edit.replacement) continue;
      result.edits.push_back(std::move(change.edit));
      if (impl.explain) result.explanations.push_back(std::move(change.explanation));
    }
  };
  // A short document is looked at as a whole; of a long one only the beginning tells what it looks like.
  const std::size_t count = tokenization.sentences.size();
  const bool is_short = tokenization.tokens.size() <= kMostTokens;
  if (sentences.size() < count && is_short) sentences.resize(count);
  if (sentences.empty()) sentences.resize(1);
  VarietyLogits document{};
  if (is_short)
    for (std::size_t s = 0; s < count; ++s) {
      impl.read_words(text, tokenization, tokenization.sentences[s], sentences[s]);
      for (std::size_t v = 0; v < kVarieties; ++v) document[v] += sentences[s].logits[v] / static_cast<float>(count);
    }
  else document = impl.beginning(text, tokenization, sentences[0]);
  for (std::size_t s = 0; s < count; ++s) {
    if (is_short) {
      read(sentences[s], document);
      continue;
    }
    for (Sentence part = tokenization.sentences[s]; part.first_token < tokenization.sentences[s].last_token;
         part.first_token = part.last_token) {
      part.last_token = std::min(tokenization.sentences[s].last_token, part.first_token + kMostTokens);
      impl.read_words(text, tokenization, part, sentences[0]);
      read(sentences[0], document);
      impl.reader.forget();
    }
  }
  result.text = apply_edits(text, result.edits);
  return result;
}

NormalizedTokens Normalizer::normalize(const std::vector<std::string>& tokens) const {
  const Impl& impl = *impl_;
  NormalizedTokens result{tokens, {}};
  std::vector<NormalizerWord> words;
  bool begins = true;
  for (std::size_t first = 0; first < tokens.size(); first += kMostTokens) {
    impl.reader.forget();
    words.clear();
    for (std::size_t t = first; t < std::min(tokens.size(), first + kMostTokens); ++t) {
      NormalizerWord word = impl.reader.word(tokens[t], is_readable(std::string_view(tokens[t])));
      word.begins_sentence = begins && word.readable;
      begins = begins_behind(begins, word);
      words.push_back(word);
    }
    const VarietyLogits logits = impl.reader.scorer().logits(words);
    for (ReadingChoice& change : impl.reader.read(words, impl.reader.scorer().scores(logits, logits))) {
      const std::size_t place = first + change.first;
      result.norm[place] = change.edit.replacement;
      for (std::size_t t = 1; t < change.count; ++t) result.norm[place + t].clear();
      change.edit.span = {place, place + change.count};
      result.edits.push_back(std::move(change.edit));
    }
  }
  return result;
}

}  // namespace klinker
