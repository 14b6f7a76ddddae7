#include "summarize/sentence_signs.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "clinical/folded_text.h"
#include "clinical/section.h"
#include "klinker/error.h"
#include "klinker/text/table.h"
#include "summarize/sentence_graph.h"

namespace klinker {
namespace {

using enum SentenceFeature;

constexpr std::array<std::string_view, kSentenceFeatures> kNames = {"always",
                                                                    "central",
                                                                    "like document",
                                                                    "like title",
                                                                    "like heading",
                                                                    "like lead",
                                                                    "keywords",
                                                                    "fresh",
                                                                    "early",
                                                                    "lead",
                                                                    "place",
                                                                    "late",
                                                                    "opens paragraph",
                                                                    "closes paragraph",
                                                                    "alone in paragraph",
                                                                    "opens section",
                                                                    "closes section",
                                                                    "list item",
                                                                    "below reason",
                                                                    "below history",
                                                                    "below course",
                                                                    "below finding",
                                                                    "below plan",
                                                                    "below followup",
                                                                    "below unknown",
                                                                    "cue decision",
                                                                    "cue conclusion",
                                                                    "cue proposal",
                                                                    "cue issue",
                                                                    "cue next step",
                                                                    "cue change",
                                                                    "cue emphasis",
                                                                    "cue contrast",
                                                                    "cue cause",
                                                                    "cue procedure",
                                                                    "cue courtesy",
                                                                    "cue example",
                                                                    "cue speech",
                                                                    "cue background",
                                                                    "decision below plan",
                                                                    "conclusion below finding",
                                                                    "figures",
                                                                    "names",
                                                                    "length",
                                                                    "shorter",
                                                                    "longer",
                                                                    "leans",
                                                                    "question",
                                                                    "quoted",
                                                                    "cuts quotation",
                                                                    "fragment",
                                                                    "ends in colon",
                                                                    "first person",
                                                                    "second person"};

constexpr std::size_t kFewestWords = 3;  // of a sentence that says something

constexpr std::size_t at(SentenceFeature feature) { return static_cast<std::size_t>(feature); }

SentenceFeature below(std::optional<Section> section) {
  if (section == Section::reason) return below_reason;
  if (section == Section::history) return below_history;
  if (section == Section::course) return below_course;
  if (section == Section::finding) return below_finding;
  if (section == Section::plan) return below_plan;
  if (section == Section::followup) return below_followup;
  return below_unknown;
}

std::optional<Section> read_section(std::string_view word, const TableRow& row, const char* table) {
  if (word == "-") return std::nullopt;
  if (const auto section = find_section(word); section && below(section) != below_unknown) return section;
  throw Error(ErrorCode::invalid_table,
              std::string(table) + ", line " + std::to_string(row.line) + ": no section of documents");
}

// From 0 for the smallest to 1 for the largest; equal values have equal ranks.
std::vector<float> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<float> ranks(values.size());
  const float last = static_cast<float>(std::max<std::size_t>(2, values.size()) - 1);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool same = i > 0 && values[order[i]] == values[order[i - 1]];
    ranks[order[i]] = same ? ranks[order[i - 1]] : static_cast<float>(i) / last;
  }
  return ranks;
}

// The share of the weight of `terms` for which `holds`.
template <typename Holds>
float share(std::span<const Term> terms, Holds&& holds) {
  float all = 0, part = 0;
  for (const Term& term : terms) {
    all += term.weight;
    if (holds(term.number)) part += term.weight;
  }
  return all > 0 ? part / all : 0;
}

/// Terms that are looked for again and again.
class TermSet {
 public:
  explicit TermSet(std::size_t terms) : marks_(terms) {}
  void set(std::span<const Term> terms) {
    for (const std::uint32_t number : numbers_) marks_[number] = 0;
    numbers_.clear();
    add(terms);
  }
  void add(std::span<const Term> terms) {
    for (const Term& term : terms) {
      marks_[term.number] = 1;
      numbers_.push_back(term.number);
    }
  }
  bool operator()(std::uint32_t number) const { return marks_[number] != 0; }

 private:
  std::vector<char> marks_;
  std::vector<std::uint32_t> numbers_;
};

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> set) {
  return std::find(set.begin(), set.end(), word) != set.end();
}

// How often the terms of each sentence come back, by weight, in the mean.
std::vector<double> keyword_weights(const TermVectors& vectors, std::size_t sentences) {
  std::vector<double> weights(sentences);
  for (std::size_t i = 0; i < sentences; ++i) {
    const std::span<const Term> terms = vectors.of_sentence(i);
    for (const Term& term : terms)
      weights[i] += static_cast<double>(term.weight) * std::log(static_cast<double>(vectors.count(term.number)));
    if (!terms.empty()) weights[i] /= static_cast<double>(terms.size());
  }
  return weights;
}

// Whether a document is a story rather than a report or a decision: no heading says otherwise, and few sentences decide,
// conclude, ask or record.
bool is_plain(const std::vector<std::optional<Section>>& headings, const std::vector<SentenceSigns>& all) {
  constexpr double kFormal = 0.3;
  if (std::any_of(headings.begin(), headings.end(), [](const auto& section) { return section.has_value(); })) return false;
  const auto formal = std::count_if(all.begin(), all.end(), [](const SentenceSigns& signs) {
    const auto has = [&](SentenceFeature cue) { return signs.features[at(cue)] > 0; };
    return has(cue_decision) || has(cue_conclusion) || has(cue_issue) || has(cue_procedure);
  });
  return static_cast<double>(formal) < kFormal * static_cast<double>(all.size());
}

// The first few full sentences.
std::vector<std::size_t> find_lead(const std::vector<SentenceSigns>& all) {
  constexpr std::size_t kMost = 3;
  std::vector<std::size_t> lead;
  for (std::size_t i = 0; i < all.size() && lead.size() < kMost; ++i)
    if (all[i].candidate && all[i].features[at(fragment)] == 0) lead.push_back(i);
  return lead;
}

// Of each sentence, the share of its terms that the sentences of the lead have, itself apart.
std::vector<float> like_leads(const TermVectors& vectors, const std::vector<std::size_t>& lead, std::size_t sentences) {
  TermSet terms(vectors.terms());
  for (const std::size_t i : lead) terms.add(vectors.of_sentence(i));
  std::vector<float> shares(sentences);
  for (std::size_t i = 0; i < sentences; ++i) shares[i] = share(vectors.of_sentence(i), terms);
  for (const std::size_t i : lead) {
    terms.set({});
    for (const std::size_t other : lead)
      if (other != i) terms.add(vectors.of_sentence(other));
    shares[i] = share(vectors.of_sentence(i), terms);
  }
  return shares;
}

// What the tokens of a sentence show.
void read_tokens(std::string_view document, std::string_view folded, const DocumentParts& parts,
                 const DocumentSentence& sentence, SentenceSigns& signs) {
  std::size_t words = 0, figure_count = 0, name_count = 0;
  auto& features = signs.features;
  for (std::size_t i = sentence.first_token; i < sentence.last_token; ++i) {
    const Token& token = parts.tokens[i];
    const std::string_view word = token.span.of(folded);
    if (is_any_of(name(token.type), {"number", "ordinal", "date", "time", "currency"})) ++figure_count;
    if (token.type != TokenType::word && token.type != TokenType::abbreviation) continue;
    ++words;
    if (i > sentence.first_token && is_upper(document[token.span.start])) ++name_count;
    if (is_any_of(word, {"ik", "wij", "we", "ons", "onze", "mijn", "mij", "me"})) features[at(first_person)] = 1;
    if (is_any_of(word, {"u", "uw", "je", "jij", "jullie", "jouw"})) features[at(second_person)] = 1;
  }
  const auto few = [](std::size_t count, std::size_t most) {
    return static_cast<float>(std::min(count, most)) / static_cast<float>(most);
  };
  features[at(figures)] = few(figure_count, 3);
  features[at(names)] = few(name_count, 4);
  features[at(length)] = std::log2(1 + static_cast<float>(words)) / 5;
  features[at(shorter)] = words < 8 ? 1 - few(words, 8) : 0;
  features[at(longer)] = words > 30 ? few(words - 30, 30) : 0;
  std::size_t end = sentence.span.end;
  while (end > sentence.span.start + 1 && is_any_of(folded.substr(end - 1, 1), {")", "\"", "'", "]", " "})) --end;
  const char last = folded[end - 1];
  features[at(question)] = last == '?';
  features[at(ends_in_colon)] = last == ':';
  features[at(fragment)] = std::string_view(".!?;:").find(last) == std::string_view::npos;
  features[at(quoted)] = static_cast<float>(sentence.quoted);
  features[at(cuts_quotation)] = sentence.cuts_quotation;
  signs.candidate = words >= kFewestWords && !(last == ':' && words <= 8);
}

// What the terms of each sentence show.
void read_terms(const DocumentParts& parts, const TermVectors& vectors, std::vector<SentenceSigns>& all) {
  const std::size_t n = all.size();
  const std::vector<float> central_ranks = ranks(sentence_centrality(vectors, n));
  const std::vector<float> likeness_ranks = ranks(likeness_to_document(vectors, n));
  const std::vector<float> keyword_ranks = ranks(keyword_weights(vectors, n));
  const std::vector<float> lead_shares = like_leads(vectors, find_lead(all), n);
  TermSet title(vectors.terms()), heading(vectors.terms()), said(vectors.terms());
  if (!parts.headings.empty()) title.add(vectors.of_heading(0));
  std::size_t last_heading = DocumentBlock::kNoHeading;
  for (std::size_t i = 0; i < n; ++i) {
    auto& features = all[i].features;
    const std::span<const Term> terms = vectors.of_sentence(i);
    const std::size_t above = parts.blocks[parts.sentences[i].block].heading;
    if (above != last_heading) heading.set(vectors.of_heading(last_heading = above));
    features[at(central)] = central_ranks[i];
    features[at(like_document)] = likeness_ranks[i];
    features[at(like_title)] = share(terms, title);
    features[at(like_heading)] = share(terms, heading);
    features[at(like_lead)] = lead_shares[i];
    features[at(keywords)] = keyword_ranks[i];
    features[at(fresh)] = share(terms, [&](std::uint32_t number) { return !said(number); });
    said.add(terms);
  }
}

// What the place of each sentence shows; says which block is the lead.
std::size_t read_places(const DocumentParts& parts, std::vector<SentenceSigns>& all) {
  const std::size_t n = all.size();
  std::size_t lead_block = n, full_sentences = 0;
  for (std::size_t i = 0; i < n; ++i) {
    auto& features = all[i].features;
    const auto set = [&](SentenceFeature feature, bool value) { features[at(feature)] = value ? 1 : 0; };
    const DocumentSentence& sentence = parts.sentences[i];
    const DocumentBlock& block = parts.blocks[sentence.block];
    const bool opens = block.first_sentence == i, closes = block.last_sentence == i + 1;
    const bool full = all[i].candidate && features[at(fragment)] == 0;
    if (full && lead_block == n) lead_block = sentence.block;
    set(opens_paragraph, opens);
    set(closes_paragraph, closes);
    set(alone, opens && closes);
    set(opens_section, i == 0 || parts.blocks[parts.sentences[i - 1].block].heading != block.heading);
    set(closes_section, i + 1 == n || parts.blocks[parts.sentences[i + 1].block].heading != block.heading);
    set(SentenceFeature::list_item, block.list_item);
    set(lead, sentence.block == lead_block);
    features[at(early)] = full ? 1 / static_cast<float>(++full_sentences) : 0;
    features[at(late)] = 1 / static_cast<float>(n - i);
    features[at(place)] = static_cast<float>(i) / static_cast<float>(n);
  }
  return lead_block;
}

}  // namespace

std::string_view name(SentenceFeature feature) { return kNames[at(feature)]; }

SentenceSignReader::SentenceSignReader() {
  for (const TableRow& row : parse_table(builtin_table("summarize/tables/cues.tsv"), 3, "cues.tsv")) {
    const auto kind = std::find(kNames.begin(), kNames.end(), "cue " + std::string(row.columns[1]));
    if (kind == kNames.end())
      throw Error(ErrorCode::invalid_table, "cues.tsv, line " + std::to_string(row.line) + ": no kind of cue");
    phrases_.add(row.columns[0], cues_.size());
    cues_.push_back({static_cast<SentenceFeature>(kind - kNames.begin()), read_section(row.columns[2], row, "cues.tsv")});
  }
  for (const TableRow& row : parse_table(builtin_table("summarize/tables/headings.tsv"), 2, "headings.tsv"))
    headings_.add(row.columns[0], static_cast<std::size_t>(read_section(row.columns[1], row, "headings.tsv").value()));
  for (const TableRow& row : parse_table(builtin_table("summarize/tables/leaning.tsv"), 1, "leaning.tsv"))
    leaning_.add(row.columns[0], 0);
}

std::optional<Section> SentenceSignReader::read_cues(std::string_view folded, Span span, SentenceSigns& signs) const {
  std::vector<PhraseTable::Match> matches;
  phrases_.find(folded, span, matches);
  std::optional<Section> section;
  SentenceFeature strongest = SentenceFeature::count;  // features of cues are in the order of what they say of a section
  for (const PhraseTable::Match& match : matches) {
    const Cue& cue = cues_[match.number];
    signs.features[at(cue.kind)] = 1;
    if (!cue.section || cue.kind >= strongest) continue;
    strongest = cue.kind;
    section = cue.section;
  }
  matches.clear();
  leaning_.find(folded, {span.start, std::min(span.end, span.start + 40)}, matches);
  signs.leans = !matches.empty() && matches.front().span.start == span.start;
  return section;
}

std::vector<std::optional<Section>> SentenceSignReader::sections_of_headings(std::string_view folded,
                                                                             const DocumentParts& parts) const {
  std::vector<std::optional<Section>> sections;
  std::vector<PhraseTable::Match> matches;
  for (const Span heading : parts.headings) {
    matches.clear();
    headings_.find(folded, heading, matches);
    sections.push_back(matches.empty() ? std::nullopt : std::optional(static_cast<Section>(matches.front().number)));
  }
  return sections;
}

std::vector<SentenceSigns> SentenceSignReader::read(std::string_view document, std::string_view folded,
                                                    const DocumentParts& parts, const TermVectors& vectors) const {
  std::vector<SentenceSigns> all(parts.sentences.size());
  for (std::size_t i = 0; i < all.size(); ++i) read_tokens(document, folded, parts, parts.sentences[i], all[i]);
  read_terms(parts, vectors, all);
  const std::size_t lead_block = read_places(parts, all);
  const std::vector<std::optional<Section>> sections = sections_of_headings(folded, parts);
  for (std::size_t i = 0; i < all.size(); ++i) {
    SentenceSigns& signs = all[i];
    auto& features = signs.features;
    const std::size_t block = parts.sentences[i].block, heading = parts.blocks[block].heading;
    const std::optional<Section> headed = heading == DocumentBlock::kNoHeading ? std::nullopt : sections[heading];
    const std::optional<Section> cued = read_cues(folded, parts.sentences[i].span, signs);
    features[at(always)] = 1;
    features[at(leans)] = signs.leans ? 1 : 0;
    features[at(below(headed))] = 1;
    if (headed == Section::plan) features[at(decision_below_plan)] = features[at(cue_decision)];
    if (headed == Section::finding) features[at(conclusion_below_finding)] = features[at(cue_conclusion)];
    // What a sentence says of itself comes first, but for what is told or recorded, which may be about anything.
    const bool strong = cued && *cued != Section::course && *cued != Section::history;
    if (strong) signs.section = *cued;
    else if (headed) signs.section = *headed;
    else if (cued) signs.section = *cued;
    else signs.section = block == lead_block ? Section::reason : Section::course;
  }
  const bool plain = is_plain(sections, all);
  for (SentenceSigns& signs : all) signs.plain = plain;
  return all;
}

}  // namespace klinker
