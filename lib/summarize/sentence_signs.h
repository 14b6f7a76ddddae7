#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "clinical/phrase_table.h"
#include "klinker/clinical/summarizer.h"
#include "summarize/document_reader.h"
#include "summarize/term_vectors.h"

namespace klinker {

/// What tells whether a reader needs a sentence, by name as in weights.tsv. Shares and ranks lie between 0 and 1, the rest
/// is 0 or 1 but where it says otherwise.
enum class SentenceFeature : std::size_t {
  always,
  central,        // rank by centrality among the sentences of the document
  like_document,  // rank by likeness to all of it
  like_title,     // share of its terms, by weight, that the first heading or the line of the subject has
  like_heading,   // the same of the heading above it
  like_lead,      // share of its terms that the first three full sentences have, itself apart
  keywords,       // rank by how often its terms come back, in the mean
  fresh,          // share of its terms that no sentence before it has
  early,          // 1 for the first sentence that is no fragment, 1/2 for the second, 1/3 ...
  lead,           // in the first paragraph that is no fragment
  place,          // where in the document, from 0 to 1
  late,           // 1 for the last sentence, 1/2 for the one before ...
  opens_paragraph,
  closes_paragraph,
  alone,
  opens_section,
  closes_section,
  list_item,
  below_reason,
  below_history,
  below_course,
  below_finding,
  below_plan,
  below_followup,
  below_unknown,
  cue_decision,
  cue_conclusion,
  cue_proposal,
  cue_issue,
  cue_next_step,
  cue_change,
  cue_emphasis,
  cue_contrast,
  cue_cause,
  cue_procedure,
  cue_courtesy,
  cue_example,
  cue_speech,
  cue_background,
  decision_below_plan,
  conclusion_below_finding,
  figures,  // numbers, dates and amounts, up to 3, a third each
  names,    // words with a capital inside the sentence, up to 4, a quarter each
  length,   // words, as log2, a fifth each
  shorter,  // words missing to 8, an eighth each
  longer,   // words above 30, a thirtieth each, up to 1
  leans,    // begins with a word that leans on the sentence before it
  question,
  quoted,          // share of its tokens in a quotation
  cuts_quotation,  // holds a part of one only
  fragment,
  ends_in_colon,
  first_person,
  second_person,
  count
};
constexpr std::size_t kSentenceFeatures = static_cast<std::size_t>(SentenceFeature::count);

std::string_view name(SentenceFeature feature);

struct SentenceSigns {
  bool candidate = false;  // says something by itself
  bool leans = false;
  bool plain = false;  // in a story: without known headings, and with few decisions, conclusions, issues and formalities
  Section section = Section::course;
  std::array<float, kSentenceFeatures> features{};
};

/// Reads the signs of all sentences of a document, with the tables cues.tsv, headings.tsv and leaning.tsv. Immutable.
class SentenceSignReader {
 public:
  SentenceSignReader();

  /// `folded`: the document as fold_for_matching makes it. Time n log n.
  std::vector<SentenceSigns> read(std::string_view document, std::string_view folded, const DocumentParts& parts,
                                  const TermVectors& vectors) const;

 private:
  /// What a phrase of cues.tsv says.
  struct Cue {
    SentenceFeature kind;
    std::optional<Section> section;
  };
  /// Puts the cues of a sentence into its features, and says what section they speak for.
  std::optional<Section> read_cues(std::string_view folded, Span span, SentenceSigns& signs) const;
  std::vector<std::optional<Section>> sections_of_headings(std::string_view folded, const DocumentParts& parts) const;

  PhraseTable phrases_, headings_, leaning_;
  std::vector<Cue> cues_;  // by number in phrases_
};

}  // namespace klinker
