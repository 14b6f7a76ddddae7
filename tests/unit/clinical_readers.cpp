#include <algorithm>
#include <set>
#include <string>

#include "catch.h"
#include "clinical/abbreviations.h"
#include "clinical/folded_text.h"
#include "clinical/plain_dutch.h"
#include "clinical/reader_weights.h"
#include "clinical/statement_model.h"
#include "klinker/clinical/summarizer.h"
#include "klinker/text/table.h"
#include "klinker/text/utf8.h"

using namespace klinker;

namespace {

const std::string kRecord =
    "Ontslagbericht interne geneeskunde, mw. Voorbeeld, opname 2 tot 9 mei 2025\n\n"
    "Reden van opname: sinds drie dagen koorts, flankpijn rechts en braken.\n"
    "Conclusie: pyelonefritis rechts bij diabetes mellitus type 2.\n"
    "Lichamelijk onderzoek: abdomen soepel, slagpijn rechts, normale peristaltiek, cor zonder souffle.\n"
    "Lab: CRP 184, leukocyten 17,2, kreatinine 131, natrium 134, kalium 4,1, glucose 14,2.\n"
    "Aanvullend onderzoek: echo nieren toont geen stuwing.\n"
    "Medicatie bij ontslag: ciprofloxacine 500 mg 2dd tot 16 mei. Metformine gestopt vanwege de nierfunctie.\n"
    "Allergie: trimethoprim (huiduitslag).\n"
    "Zorg: wondje op de stuit, dagelijks schuimverband. Transfer met actieve tillift. Verblijfskatheter sinds 3 mei, "
    "verwijderen op 12 mei.\n"
    "Behandelbeperking: niet reanimeren, wel insturen.\n"
    "Sociaal: woont alleen, dochter komt dagelijks.\n"
    "Uitgelegd: veel drinken, bij koorts of weer braken dezelfde dag bellen.\n"
    "Verzoek aan huisarts: kreatinine over twee weken, dan metformine hervatten.\n"
    "Controle op de polikliniek over zes weken.\n";

const Summarizer& summarizer() {
  static const Summarizer one;
  return one;
}

std::vector<Statement> summary_for(Reader reader, double ratio = 0.33) {
  return summarizer().summarize(kRecord, {.max_ratio = ratio, .reader = reader});
}

bool cites(Reader reader, std::string_view words) {
  const auto summary = summary_for(reader);
  return std::any_of(summary.begin(), summary.end(),
                     [&](const Statement& s) { return s.span.of(kRecord).find(words) != std::string_view::npos; });
}

// How much of the citations is in statements that hold any of `words`.
double share(Reader reader, const std::vector<std::string_view>& words) {
  double found = 0, all = 0;
  for (const Statement& statement : summary_for(reader)) {
    const std::string_view said = statement.span.of(kRecord);
    all += static_cast<double>(said.size());
    if (std::any_of(words.begin(), words.end(), [&](auto word) { return said.find(word) != std::string_view::npos; }))
      found += static_cast<double>(said.size());
  }
  return found / all;
}

std::string note(const std::string& record, Section section = Section::diagnosis) {
  static const Abbreviations abbreviations;
  static const PlainDutch plain;
  PlainDutch::Told told;
  return plain.note(record, fold_for_matching(record), {section, {0, record.size()}, {}, {}}, abbreviations, told);
}

std::vector<TableRow> plain_rows() {
  return parse_table(builtin_table("clinical/tables/plain-dutch.tsv"), 3, "plain-dutch.tsv");
}

}  // namespace

TEST_CASE("readers have Dutch names", "[clinical]") {
  CHECK(find_reader("huisarts") == Reader::general_practitioner);
  CHECK(find_reader("verpleegkundige") == Reader::nurse);
  CHECK(find_reader("patient") == Reader::patient);
  CHECK_FALSE(find_reader(""));
  CHECK_FALSE(find_reader("Huisarts"));
}

TEST_CASE("each reader gets what that reader needs", "[clinical]") {
  CHECK(cites(Reader::general_practitioner, "pyelonefritis"));
  CHECK(cites(Reader::general_practitioner, "Metformine gestopt"));
  CHECK(cites(Reader::general_practitioner, "kreatinine over twee weken"));
  CHECK(cites(Reader::general_practitioner, "Controle op de polikliniek"));
  CHECK_FALSE(cites(Reader::general_practitioner, "tillift"));

  for (const std::string_view words : {"trimethoprim", "niet reanimeren", "tillift", "atheter", "dochter"}) {
    INFO(words);
    CHECK(cites(Reader::nurse, words));
  }
  const std::vector<std::string_view> care = {"reanimeren", "tillift", "atheter", "wondje", "dochter", "trimethoprim"};
  for (const Reader other : {Reader::any, Reader::general_practitioner, Reader::patient})
    CHECK(share(Reader::nurse, care) > share(other, care));

  CHECK(cites(Reader::patient, "bij koorts of weer braken"));
  CHECK(cites(Reader::patient, "Controle op de polikliniek"));
  const std::vector<std::string_view> measured = {"CRP", "leukocyten", "slagpijn", "peristaltiek"};
  for (const Reader other : {Reader::any, Reader::general_practitioner})
    CHECK(share(Reader::patient, measured) <= share(other, measured));
  CHECK_FALSE(cites(Reader::patient, "CRP"));
}

TEST_CASE("a reader changes scores within their bounds, and none of nothing", "[clinical]") {
  const std::string folded = fold_for_matching(kRecord);
  const Candidates found = CandidateFinder().find(kRecord, folded);
  const ReaderWeights weights;
  for (const Reader reader : {Reader::any, Reader::general_practitioner, Reader::nurse, Reader::patient})
    for (const double score : {0.0, 1e-9, 0.5, 1.0}) {
      std::vector<double> scores(found.segments.size(), score);
      weights.apply(reader, folded, found, scores);
      for (const double changed : scores) {
        CHECK(changed >= 0);
        CHECK(changed <= 1 + 1e-9);
        CHECK((changed > 0) == (score > 0));
        if (reader == Reader::any) CHECK(changed == Approx(score));
      }
    }
}

TEST_CASE("notes for a patient explain each term once, where it stands first", "[clinical]") {
  const auto summary = summary_for(Reader::patient, 1);
  std::string all;
  for (const Statement& statement : summary)
    if (!statement.note.empty()) all += "; " + statement.note;
  const auto count = [&](const std::string& words) {
    std::size_t times = 0;
    for (std::size_t at = 0; (at = all.find(words, at)) != std::string::npos; ++at) ++times;
    return times;
  };
  CHECK(count("yelonefritis = ontsteking van het nierbekken") == 1);
  CHECK(count("reatinine = ") == 1);
  CHECK(count("etformine = medicijn tegen suikerziekte") == 1);
  CHECK(count("2dd = tweemaal daags: 2 keer per dag") == 1);
  for (const Reader reader : {Reader::any, Reader::general_practitioner, Reader::nurse})
    for (const Statement& statement : summary_for(reader, 1))
      CHECK(statement.note.find("suikerziekte") == std::string::npos);
}

TEST_CASE("notes in plain Dutch", "[clinical]") {
  CHECK(note("Geen dyspneu.") == "dyspneu = benauwdheid");
  CHECK(note("Dyspneu, DYSPNEU en dyspnoe.") == "Dyspneu = benauwdheid");
  CHECK(note("Diabetes insipidus, geen diabetes mellitus type 2.") ==
        "Diabetes insipidus = ziekte met heel veel plassen en dorst; diabetes mellitus type 2 = suikerziekte");
  // Written out, then explained; of what it stands for, part may be a term.
  CHECK(note("PMR bekend.") == "PMR = polymyalgia rheumatica: spierreuma met pijn en stijfheid in schouders en heupen");
  CHECK(note("AECOPD") ==
        "AECOPD = acute exacerbatie van COPD; acute exacerbatie = plotselinge verergering van een ziekte; "
        "COPD = blijvende longziekte met vernauwde of beschadigde luchtwegen");
  CHECK(note("Gebroken, schoon.").empty());
  // The longest form wins, and endings of words count.
  CHECK(note("longcarcinoom en keelcarcinoom") == "longcarcinoom = longkanker; keelcarcinoom = kanker");
  // Some forms are read so in one section only.
  CHECK(note("oxazepam 10 mg zn", Section::medication) ==
        "oxazepam = medicijn dat rustig of slaperig maakt; zn = alleen als het nodig is");
  CHECK(note("zn belt morgen", Section::social).empty());
  CHECK(note("").empty());
}

TEST_CASE("plain Dutch is plain: short, no term in an explanation, no form of an abbreviation", "[clinical]") {
  const PlainDutch plain;  // refuses a term that stands twice
  const Abbreviations abbreviations;
  CHECK(plain_rows().size() >= 900);
  for (const TableRow& row : plain_rows()) {
    const std::string explanation = fold_for_matching(row.columns[1]);
    INFO("line " << row.line << ": " << explanation);
    const Span whole{0, explanation.size()};
    std::vector<PhraseTable::Match> matches;
    for (std::size_t section = 0; section < kSections; ++section)
      plain.find(explanation, whole, static_cast<Section>(section), matches);
    abbreviations.find(explanation, whole, matches);
    CHECK(matches.empty());
    CHECK(std::count(explanation.begin(), explanation.end(), ' ') < 12);
    CHECK(explanation.find_first_of(";=") == std::string::npos);  // which part the items of a note
    const std::string spaced = " " + explanation + " ";
    for (const std::string_view who : {" u ", " uw ", " je ", " jij ", " jouw "})
      CHECK(spaced.find(who) == std::string::npos);

    // What is written out is explained by what it stands for, so it is no term itself.
    const std::string forms = fold_for_matching(row.columns[0]);
    for (std::size_t at = 0; at < forms.size();) {
      const std::size_t end = std::min(forms.find(" | ", at), forms.size());
      matches.clear();
      abbreviations.find(forms, {at, end}, matches);
      CHECK(std::none_of(matches.begin(), matches.end(), [&](const auto& match) { return match.span == Span{at, end}; }));
      at = end + 3;
    }
  }
}
