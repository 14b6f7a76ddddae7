#include "sentence_reader.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "klinker/text/utf8.h"
#include "table_columns.h"

namespace klinker {
namespace {

// A sentence is informal when this much of the probability lies on varieties that people chat in.
constexpr float kInformal = 0.5f;
// Less than this is as good as nothing, and keeps impossible readings out of the search.
constexpr float kLeast = 2e-3f;
// Stretched letters say themselves that a text is informal; several words of evidence, that a code word may be one in any
// text.
constexpr float kStretched = 0.5f, kSpokenFor = 0.5f;
// Fewer capitals than this, with signs among them, are a name or a code rather than a disguise.
constexpr std::size_t kFewLetters = 4;
// So far behind the likeliest candidate, as logarithms, context does not lift another one over it.
constexpr float kHopeless = 4.5f;
constexpr float kEvidence = 1.0f;  // what each word that speaks for a code word adds to the logarithm of its probability
constexpr std::size_t kFewestSpaced = 3, kMostSpaced = 24;  // letters of a word with spaces between them

bool is_informal(Variety variety) {
  switch (variety) {
    case Variety::standard:
    case Variety::clinical:
    case Variety::historical:
    case Variety::frisian: return false;
    default: return true;
  }
}

std::size_t index(Variety variety) { return static_cast<std::size_t>(variety); }

std::string capitalised(std::string_view text) {
  // "'s avonds" begins with its third letter: "'s Avonds".
  std::size_t at = 0;
  if (text.size() > 3 && text[0] == '\'' && text[2] == ' ') at = 3;
  std::string out(text.substr(0, at));
  if (at == text.size()) return out;
  const auto letter = static_cast<UChar32>(next_code_point(text, at));
  const bool ij = letter == 'i' && at < text.size() && text[at] == 'j';  // the Dutch ij is one letter: IJs
  append_utf8(out, static_cast<char32_t>(u_totitle(letter)));
  if (ij) out += 'J', ++at;
  return out.append(text.substr(at));
}

std::string upper(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();)
    append_utf8(out, static_cast<char32_t>(u_toupper(static_cast<UChar32>(next_code_point(text, at)))));
  return out;
}

// How many tokens from `at` on are single letters or signs.
std::size_t spaced_letters(const std::vector<NormalizerWord>& words, std::size_t at) {
  constexpr std::size_t kBytes = 4;  // of one character
  std::size_t end = at;
  while (end < words.size() && words[end].known->capitals.letters <= 1 && words[end].text.size() <= kBytes &&
         words[end].readable)
    ++end;
  return end - at;
}

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> numbers{0};
  return ++numbers;
}

}  // namespace

SentenceReader::SentenceReader(const NormalizerModel& model, const NormalizerOptions& options)
    : model_(model),
      weights_(options.weights),
      analyzer_(model, weights_, options.table),
      ranker_(model, weights_),
      scorer_(model, weights_, options.profile),
      explain_(options.explain),
      number_(next_number()) {
  std::string name = "normalize/tables/variety-kinship.tsv";
  for (std::size_t v = 0; v < kVarieties; ++v) kinship_[v][v] = 1;
  for (const TableRow& row : parse_table(builtin_table(name), 3, name))
    kinship_[index(variety_in(row, 0, name))][index(variety_in(row, 1, name))] = number_in(row, 2, name);
  name = "normalize/tables/codeword-evidence.tsv";
  for (const TableRow& row : parse_table(builtin_table(name), 2, name))
    each_part(row.columns[1], " ", [&](std::string_view word) {
      evidence_.push_back({std::string(row.columns[0]), std::string(word)});
    });
  name = "normalize/tables/foreign-words.tsv";
  for (const TableRow& row : parse_table(builtin_table(name), 2, name)) foreign_.insert(row.columns[0]);
}

SentenceReader::Scratch& SentenceReader::scratch() {
  thread_local Scratch scratch;
  return scratch;
}

void SentenceReader::forget() const { scratch().cache.trim(number_); }

NormalizerWord SentenceReader::word(std::string_view token, bool readable) const {
  return {token, &scratch().cache.get(token, model_), readable, false, false};
}

bool SentenceReader::is_foreign(const std::vector<NormalizerWord>& words) const {
  constexpr std::size_t kFewest = 3;
  constexpr float kCommon = 4;  // some fifty times in the model's text
  std::size_t foreign = 0, dutch = 0;
  for (const NormalizerWord& word : words) {
    const KnownToken& known = *word.known;
    if (known.capitals.letters == 0 && known.word == Dawg::kNone) continue;
    if (foreign_.contains(known.key)) ++foreign;
    else dutch += known.word != Dawg::kNone && model_.log_count(known.word) >= kCommon;
  }
  return foreign >= kFewest && foreign > dutch;
}

// The other words of the sentence that speak for reading `code` so, each once.
std::vector<std::string_view> SentenceReader::evidence(std::string_view reading, const NormalizerWord& code,
                                                       const std::vector<NormalizerWord>& words) const {
  std::vector<std::string_view> found;
  for (const Evidence& evidence : evidence_)
    if (evidence.reading == reading && evidence.word != code.known->key &&
        std::any_of(words.begin(), words.end(),
                    [&](const NormalizerWord& word) { return word.known->key == evidence.word; }))
      found.push_back(evidence.word);
  return found;
}

void SentenceReader::add_readings(const NormalizerWord& word, const std::vector<NormalizerWord>& words, const Shares& shares,
                                  Variety rules, Scratch& scratch) const {
  const Capitals& capitals = word.known->capitals;
  const NormalizerWord* const next = &word == &words.back() ? nullptr : &word + 1;
  // A capital inside a sentence, or before another one, is mostly a name's.
  const bool may_be_name =
      capitals.first && !capitals.all && (!word.begins_sentence || (next && next->known->capitals.first));
  const FormAnalysis* const found = scratch.cache.analysis(*word.known, may_be_name ? Variety::standard : rules, analyzer_);
  if (!found) return;
  const FormAnalysis& form = *found;
  CandidateLattice& lattice = scratch.lattice;
  const std::size_t token = lattice.tokens() - 1;
  // Of varieties that know the form each has a say, as large as its share.
  float say = 0;
  for (std::size_t v = 0; v < kVarieties; ++v) say += form.told[v] ? shares[v] : 0;
  const float part = 1 / std::max(1.0f, say);
  float read = 0;
  for (std::size_t r = 0; r < form.readings.size(); ++r) {
    const Reading& reading = form.readings[r];
    float share = part * shares[index(reading.variety)];
    if (reading.always) share = 1;
    if (reading.kind == "codeword" && !reading.from_user) {  // is one only where the sentence speaks for it
      const std::size_t signs = evidence(reading.text, word, words).size();
      if (signs == 0) continue;
      if (signs > 1) share = std::max(share, kSpokenFor);
    }
    if (reading.kind == "obfuscation" && capitals.all && capitals.letters < kFewLetters) continue;  // G4S, CD4
    if (reading.kind == "elongation" && rules != Variety::frisian)
      share = std::max(share, kStretched);  // says itself that the text is informal
    if (!reading.always && reading.variety != Variety::clinical) {
      if (capitals.first && capitals.letters == 1 && !word.begins_sentence)
        share *= 0.2f;                                                   // K. and M are initials, R and T signs
      if (capitals.all && reading.kind != "obfuscation") share *= 0.3f;  // shouts or abbreviates
      if (may_be_name) share *= 0.1f;
    }
    const float probability = std::min(share, 1.0f) * reading.probability;
    if (probability < kLeast) continue;
    read += probability;
    const auto others = lattice.of(token).subspan(1);
    const auto same = std::find_if(others.begin(), others.end(),
                                   [&](const Candidate& other) { return other.reading->text == reading.text; });
    if (same != others.end()) same->prior += probability;
    else lattice.add({&reading, form.words[r], probability, 1});
  }
  const float scale = read > 1 ? 1 / read : 1;
  const float kept = form.rare       ? weights_.keeps_rare
                     : form.standard ? weights_.keeps_known
                                     : weights_.keeps_unknown * (1 - std::min(read, 0.9f));
  const auto key = [&](std::ptrdiff_t beside) {
    const std::ptrdiff_t place = &word - words.data() + beside;
    return place < 0 || place >= std::ssize(words) ? std::string_view()
                                                   : std::string_view(words[static_cast<std::size_t>(place)].known->key);
  };
  for (Candidate& candidate : lattice.of(token))
    candidate.prior = std::log(candidate.reading ? candidate.prior * scale : std::max(1 - read, kept));
  for (Candidate& candidate : lattice.of(token))
    if (candidate.reading && candidate.reading->kind == "codeword")
      candidate.prior += kEvidence * static_cast<float>(evidence(candidate.reading->text, word, words).size());
  if (form.has_contexts)
    for (Candidate& candidate : lattice.of(token))
      candidate.prior += analyzer_.contexts().weight(
          word.known->key, candidate.reading ? std::string_view(candidate.reading->text) : word.known->key, key(-1), key(1));
  // What context cannot lift over the likeliest need not be looked at.
  const bool unknown = word.known->id == model_.special(NormalizerModel::Special::unknown);
  const auto chance = [&](const Candidate& candidate) {
    return candidate.prior + (candidate.reading || !unknown ? 0 : weights_.unknown);
  };
  float best = -1e9f;
  for (const Candidate& candidate : lattice.of(token)) best = std::max(best, chance(candidate));
  if (!explain_) lattice.erase_if([&](const Candidate& candidate) { return chance(candidate) < best - kHopeless; });
}

// A word that was written in pieces: single letters with spaces between them, or two words that are one.
void SentenceReader::add_merges(const std::vector<NormalizerWord>& words, std::size_t at, const Shares& shares,
                                Scratch& scratch) const {
  const auto add = [&](std::string text, const char* kind, Variety variety, float probability, std::size_t tokens) {
    auto ids = model_.ids(text);
    scratch.merges.push_back({{std::move(text), kind, variety, probability, false, false}, std::move(ids)});
    const auto& [reading, stored] = scratch.merges.back();
    scratch.lattice.add({&reading, stored, std::log(probability), static_cast<std::uint32_t>(tokens)});
  };
  if (spaced_letters(words, at) >= kFewestSpaced) {
    // The longest word that they make from here on.
    std::string joined;
    std::vector<std::size_t> sizes;
    const std::size_t end = at + std::min(spaced_letters(words, at), kMostSpaced);
    for (std::size_t i = at; i < end; ++i) sizes.push_back((joined += words[i].known->key).size());
    constexpr float kSpaced = 0.9f;
    for (std::size_t count = sizes.size(); count >= kFewestSpaced; --count) {
      joined.resize(sizes[count - 1]);
      const bool whole = count == sizes.size() && (at == 0 || spaced_letters(words, at - 1) < spaced_letters(words, at));
      if ((whole || count > kFewestSpaced) && analyzer_.believable(joined))
        return add(joined, "obfuscation", Variety::evasive, kSpaced, count);
    }
    for (std::size_t i = at; i < end; ++i) joined += i - at < kFewestSpaced ? std::string() : words[i].known->key;
    if (const auto revealed = analyzer_.disguises().read(joined); !revealed.empty())
      add(revealed.front().text, "obfuscation", Variety::evasive, kSpaced * revealed.front().probability, end - at);
    return;
  }
  float probability = 0.3f * shares[index(Variety::chat)];
  if (probability < kLeast || at + 1 >= words.size() || words[at + 1].joined || !words[at + 1].readable) return;
  const KnownToken &first = *words[at].known, &second = *words[at + 1].known;
  const char letter = second.key.empty() ? '\0' : second.key[0];
  if (letter < 'a' || letter > 'z' || !(first.letters >> (letter - 'a') & 1)) return;
  Dawg::State state = first.state;
  for (const char byte : second.key) {
    if (state.degree == 0) return;
    state = model_.words().next(state, byte);
  }
  constexpr std::size_t kShort = 2;
  constexpr float kSeen = 2.0f;
  if (!state.final || first.key.size() < kShort || second.key.size() < kShort || model_.log_count(state.index) < kSeen)
    return;
  // Where the two often stand side by side they are meant so.
  if (first.word != Dawg::kNone && second.word != Dawg::kNone && model_.ngrams().has_bigram(first.word, second.word))
    probability *= 0.05f;
  if (probability >= kLeast) add(first.key + second.key, "merge", Variety::chat, probability, 2);
}

// A reading in the case that its place asks for.
std::string SentenceReader::in_case(const Reading& reading, const std::vector<NormalizerWord>& words, std::size_t first,
                                    std::size_t count, bool informal) const {
  const Capitals& capitals = words[first].known->capitals;
  bool changed = true;  // every token has capitals only
  for (std::size_t t = first; t < first + count; ++t)
    changed = changed && std::string_view(words[t].known->key) != words[t].text;
  if (reading.kind == "obfuscation" && changed && (capitals.all || count > 1)) return upper(reading.text);
  const std::string_view written = words[first].text;
  std::string text = reading.text;
  if (reading.kind == "split" && text.size() == written.size() + 1) {  // the letters stay as they are: "inNederland"
    const std::size_t space = text.find(' ');
    text = std::string(written.substr(0, space)) + ' ' + std::string(written.substr(space));
  }
  const auto id = model_.find(text);
  const bool name = id != Dawg::kNone && model_.usual_case(id) == UsualCase::title;
  if ((capitals.first && !capitals.second) || name ||
      (words[first].begins_sentence && (informal || is_informal(reading.variety))))
    return capitalised(text);
  return text;
}

std::vector<ReadingChoice> SentenceReader::read(const std::vector<NormalizerWord>& words,
                                                const VarietyScores& scores) const {
  std::vector<ReadingChoice> result;
  Shares shares{};
  float probability = 0;
  // Spelling is looked at in a text that does not look standard, by the rules of what it looks like most.
  Variety rules = Variety::standard;
  constexpr float kRulesFrom = 0.3f;
  for (std::size_t u = 0; u < kVarieties; ++u) {
    const float p = scores.probabilities[u];
    for (std::size_t v = 0; v < kVarieties; ++v) shares[v] += p * kinship_[u][v];
    if (is_informal(static_cast<Variety>(u))) probability += p;
    if (u > 0 && p > kRulesFrom && (rules == Variety::standard || p > scores[rules])) rules = static_cast<Variety>(u);
  }
  // Frisian is a language of its own too: of other languages only a user's forms are read, by the rules that have no other.
  constexpr float kLooksStandard = 0.95f;
  if (scores[Variety::standard] < kLooksStandard && is_foreign(words)) rules = Variety::frisian;
  const bool other_language = rules == Variety::frisian;
  const bool informal = probability > kInformal && !other_language;
  if (other_language) shares.fill(0);
  if (rules == Variety::standard && informal) rules = Variety::chat;

  Scratch& memory = scratch();
  CandidateLattice& lattice = memory.lattice;
  lattice.clear();
  memory.merges.clear();
  std::size_t spaced_end = 0;  // behind a run of single letters, which say nothing alone
  for (std::size_t i = 0; i < words.size(); ++i) {
    lattice.begin_token();
    lattice.add({nullptr, {&words[i].known->id, 1}, 0, 1});
    if (!words[i].readable || words[i].known->key.empty()) continue;
    if (i >= spaced_end && spaced_letters(words, i) >= kFewestSpaced) spaced_end = i + spaced_letters(words, i);
    if (i >= spaced_end) add_readings(words[i], words, shares, rules, memory);
    add_merges(words, i, shares, memory);
  }
  const auto choices = ranker_.choose(lattice);
  auto choice = choices.begin();
  std::size_t lowered = words.size();  // had the capital of a sentence whose first word now has it: 't Is
  for (std::size_t i = 0; i < words.size();) {
    const NormalizerWord& word = words[i];
    if (choice == choices.end() || choice->token != i) {
      ++i;
      // Names, and the first word of a sentence, get their capital in a text whose writer did not care.
      const KnownToken& known = *word.known;
      if (i - 1 == lowered && known.capitals.first && !known.capitals.second && known.word != Dawg::kNone &&
          model_.usual_case(known.word) == UsualCase::lower) {
        result.push_back({i - 1, 1, {{}, known.key, "case", "chat", std::min(probability, 1.0f), {}, {}}, {}});
        if (explain_) result.back().explanation.varieties = scores;
        continue;
      }
      if (!informal || !word.readable || known.capitals.letters == 0 || std::string_view(known.key) != word.text) continue;
      const bool name = known.word != Dawg::kNone && model_.usual_case(known.word) == UsualCase::title;
      std::size_t at = 0;
      if ((!word.begins_sentence && !name) || !u_isalpha(static_cast<UChar32>(next_code_point(word.text, at)))) continue;
      result.push_back({i - 1, 1, {{}, capitalised(word.text), "case", "chat", std::min(probability, 1.0f), {}, {}}, {}});
      if (explain_) result.back().explanation.varieties = scores;
      continue;
    }
    const auto candidates = lattice.of(i);
    const Candidate& chosen = candidates[choice->candidate];
    const Reading& reading = *chosen.reading;
    ReadingChoice change{i, chosen.tokens, {}, {}};
    change.edit = {{},
                   in_case(reading, words, i, chosen.tokens, informal),
                   reading.kind,
                   std::string(name(reading.variety)),
                   std::clamp(choice->probability, 0.01f, 1.0f),
                   {},
                   {}};
    if (reading.kind == "codeword")
      for (const std::string_view word_found : evidence(reading.text, word, words))
        change.edit.reason += (change.edit.reason.empty() ? "" : ", ") + std::string(word_found);
    std::vector<std::size_t> order(candidates.size());
    for (std::size_t c = 0; c < order.size(); ++c) order[c] = c;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return choice->scores[a] > choice->scores[b]; });
    constexpr std::size_t kAlternatives = 4;
    for (const std::size_t c : order)
      if (c != choice->candidate && candidates[c].reading && candidates[c].tokens == chosen.tokens &&
          change.edit.alternatives.size() < kAlternatives)
        change.edit.alternatives.push_back(candidates[c].reading->text);
    if (explain_) {
      change.explanation.varieties = scores;
      float sum = 0;
      for (const float score : choice->scores) sum += std::exp(score - choice->scores[order[0]]);
      for (const std::size_t c : order)
        change.explanation.options.push_back({candidates[c].reading ? candidates[c].reading->text : std::string(word.text),
                                              candidates[c].prior,
                                              std::exp(choice->scores[c] - choice->scores[order[0]]) / sum});
    }
    if (word.begins_sentence && word.known->capitals.letters == 1 && !word.known->capitals.first)
      lowered = i + chosen.tokens;
    i += chosen.tokens;
    ++choice;
    if (change.edit.replacement != word.text || change.count > 1) result.push_back(std::move(change));
  }
  return result;
}

}  // namespace klinker
