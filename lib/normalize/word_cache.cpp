#include "word_cache.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <functional>

#include "klinker/text/utf8.h"

namespace klinker {

Capitals Capitals::of(std::string_view token) {
  Capitals result;
  std::uint32_t capitals = 0;
  for (std::size_t at = 0; at < token.size();) {
    const auto c = static_cast<UChar32>(next_code_point(token, at));
    if (!u_isalpha(c)) continue;
    const bool capital = u_isupper(c);
    if (result.letters == 0) result.first = capital;
    if (result.letters == 1) result.second = capital;
    capitals += capital ? 1 : 0;
    ++result.letters;
  }
  result.all = result.letters > 1 && capitals == result.letters;
  return result;
}

namespace {

constexpr std::size_t kFewestSlots = 1 << 12, kMostTokens = 1 << 16, kMostBytes = 1 << 23;

}  // namespace

void WordCache::grow() {
  const std::size_t count = std::max(kFewestSlots, 2 * slots_.size());
  slots_.assign(count, {});
  for (KnownToken& token : tokens_) {
    const std::size_t hash = std::hash<std::string_view>()(token.text);
    std::size_t place = hash % count;
    while (slots_[place].token) place = (place + 1) % count;
    slots_[place] = {hash, &token};
  }
}

KnownToken& WordCache::get(std::string_view token, const NormalizerModel& model) {
  if (4 * (tokens_.size() + 1) > slots_.size()) grow();
  const std::size_t hash = std::hash<std::string_view>()(token);
  std::size_t place = hash % slots_.size();
  for (; slots_[place].token; place = (place + 1) % slots_.size())
    if (slots_[place].hash == hash && slots_[place].token->text == token) return *slots_[place].token;
  KnownToken& known = tokens_.emplace_back();
  slots_[place] = {hash, &known};
  bytes_ += 2 * token.size();
  known.text = token;
  known.key = ReadingTable::key(token);
  known.state = model.words().root();
  for (const char byte : known.key) known.state = model.words().next(known.state, byte);
  model.words().each(known.state, [&](char byte, const Dawg::State&) {
    if (byte >= 'a' && byte <= 'z') known.letters |= 1u << (byte - 'a');
  });
  known.word = model.find(known.key);
  known.id = known.word != Dawg::kNone ? known.word : model.id(token, known.key);
  known.capitals = Capitals::of(token);
  const bool is_word = known.word != Dawg::kNone;
  model.varieties().add(
      {known.key, is_word && model.log_count(known.word) >= VarietyModel::kFrequent, !is_word && !known.capitals.first},
      known.logits);
  return known;
}

const FormAnalysis* WordCache::analysis(KnownToken& token, Variety variety, const FormAnalyzer& analyzer) {
  static_assert(kVarieties <= 16);
  const auto bit = static_cast<std::uint16_t>(1u << static_cast<unsigned>(variety));
  if (token.nothing & bit) return nullptr;
  for (const auto& [known, analysis] : token.analyses)
    if (known == variety) return analysis.get();
  FormAnalysis analysis = analyzer.analyze(token.key, variety);
  if (analysis.readings.empty()) {
    token.nothing = static_cast<std::uint16_t>(token.nothing | bit);
    return nullptr;
  }
  token.analyses.emplace_back(variety, std::make_unique<const FormAnalysis>(std::move(analysis)));
  return token.analyses.back().second.get();
}

void WordCache::trim(std::uint64_t owner) {
  if (owner_ == owner && tokens_.size() < kMostTokens && bytes_ < kMostBytes) return;
  owner_ = owner;
  bytes_ = 0;
  tokens_.clear();
  slots_.clear();
}

}  // namespace klinker
