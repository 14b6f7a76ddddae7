#include <algorithm>
#include <string>
#include <vector>

#include "catch.h"
#include "clinical/contact_reader.h"
#include "clinical/folded_text.h"
#include "klinker/clinical/timeline.h"
#include "klinker/error.h"

using namespace klinker;

namespace {

struct Written {
  std::string date, text;
};

Timeline timeline_of(const std::vector<Written>& records, const FactOptions& options = {}) {
  const FactReader reader(options);
  std::vector<RecordFacts> facts;
  for (const Written& record : records) facts.push_back(reader.read(record.text, record.date));
  return make_timeline(facts);
}

const Timeline::Problem* problem(const Timeline& timeline, std::string_view term) {
  const auto found = std::find_if(timeline.problems.begin(), timeline.problems.end(),
                                  [&](const Timeline::Problem& one) { return one.term == term; });
  return found == timeline.problems.end() ? nullptr : &*found;
}

// "started 18 mcg 1dd" of each place of a drug.
std::vector<std::string> course_of(const Timeline& timeline, std::string_view drug) {
  std::vector<std::string> course;
  for (const Timeline::Medication& medication : timeline.medication)
    if (fold_for_matching(medication.drug) == drug)
      for (const Timeline::DrugPlace& place : medication.places)
        course.push_back(std::string(place.change ? name(*place.change) : "-") + (place.dose ? " " + place.dose->text : ""));
  return course;
}

std::vector<std::string> course_of(const std::string& text, std::string_view drug) {
  return course_of(timeline_of({{"2025-01-01", text}}), drug);
}

std::vector<std::string> contacts_of(const std::string& text, std::string_view date = {}) {
  static const ContactReader kReader;
  std::vector<std::string> dates;
  for (const Contact& contact : kReader.read(text, fold_for_matching(text), date)) {
    dates.push_back(contact.date + " " + std::string(contact.place.of(text)));
    CHECK((contact.start == 0 || text[contact.start - 1] == '\n'));
  }
  return dates;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("A record has the date of its first lines, which is not the patient's birth") {
  CHECK(contacts_of("Praktijk Elzenhof\nUtrecht, 3 maart 2025\nBetreft: dhr. Voorbeeld, 14-06-1998\n\nKnieklachten.") ==
        Strings{"2025-03-03 3 maart 2025"});
  CHECK(contacts_of("Mw. Voorbeeld 12-11-2001\nDatum: 09-11-2024\nKnieklachten.") == Strings{"2024-11-09 09-11-2024"});
  CHECK(contacts_of("Voorbeeld 14.04.47 Essenkamp\nKnieklachten.") == Strings{" "});
  CHECK(contacts_of("Knieklachten.", "2024-05-06") == Strings{"2024-05-06 "});
}

TEST_CASE("A line that begins with a date opens a contact") {
  CHECK(contacts_of("Dossier\n\n06-01-2025 consult\nHoest.\n\nVisite 24-02\nBeter.\n\nma 03-03-2025 tel.\nKlaar.") ==
        Strings{" ", "2025-01-06 06-01-2025", "2025-02-24 24-02", "2025-03-03 03-03-2025"});
  // The year is that of the contact nearest to it, and what follows the record's own date is still to come.
  CHECK(contacts_of("28-12-2024 consult\nHoest.\n\n03-01 tel.\nBeter.") ==
        Strings{"2024-12-28 28-12-2024", "2025-01-03 03-01"});
  CHECK(contacts_of("Hoest.\n\n12-02 tel.\nBeter.\n\n15-04 controle", "2025-03-01") ==
        Strings{"2025-03-01 ", "2025-02-12 12-02"});
}

TEST_CASE("Times of the day are no dates") {
  CHECK(contacts_of("Nachtrapport 3 mei 2025\n\n22.45 onrustig\n\n05.10 slaapt") == Strings{"2025-05-03 3 mei 2025"});
  CHECK(contacts_of("Journaal 3 mei 2025\n\n05.05 beter\n\n12.05 klaar") ==
        Strings{"2025-05-03 3 mei 2025", "2025-05-05 05.05", "2025-05-12 12.05"});
}

TEST_CASE("What becomes of a drug") {
  CHECK(course_of("Beleid: tiotropium 18 mcg 1dd gestart.", "tiotropium") == Strings{"started 18 mcg 1dd"});
  CHECK(course_of("Lisinopril 10 mg 1dd - verhoogd naar 20 mg.", "lisinopril") == Strings{"raised 10 mg 1dd"});
  CHECK(course_of("Pyridostigmine opgehoogd naar 60 mg.", "pyridostigmine") == Strings{"raised 60 mg"});
  CHECK(course_of("Xarelto 20 → 15 mg zolang eGFR <50.", "xarelto") == Strings{"lowered 20 → 15 mg"});
  CHECK(course_of("Perindopril 4 mg 1dd (was 8).", "perindopril") == Strings{"lowered 4 mg 1dd"});
  CHECK(course_of("Metformine niet gestart.", "metformine") == Strings{"-"});
  CHECK(course_of("Pcm zn, metformine 850 mg 2dd door.", "metformine") == Strings{"continued 850 mg 2dd"});
  CHECK(course_of("Diclofenac niet staken.", "diclofenac") == Strings{"continued"});
  CHECK(course_of("Amlodipine gestopt 12/1.", "amlodipine") == Strings{"stopped"});
}

TEST_CASE("A word speaks of the drugs of its part of the sentence") {
  const std::string swap = "Labetalol gestopt en vervangen door nifedipine 30 mg.";
  CHECK(course_of(swap, "labetalol") == Strings{"stopped"});
  CHECK(course_of(swap, "nifedipine") == Strings{"started 30 mg"});
  CHECK(course_of("HCT wordt vervangen door amlodipine 5 mg. Simvastatine omzetten in atorvastatine.", "simvastatine") ==
        Strings{"switched"});
  const std::string two = "Amoxicilline gestart, doxycycline gestopt.";
  CHECK(course_of(two, "amoxicilline") == Strings{"started"});
  CHECK(course_of(two, "doxycycline") == Strings{"stopped"});
  const std::string reversed = "Start amoxicilline 500 mg 3dd, stop doxycycline.";
  CHECK(course_of(reversed, "amoxicilline") == Strings{"started 500 mg 3dd"});
  CHECK(course_of(reversed, "doxycycline") == Strings{"stopped"});
  CHECK(course_of("Gestart met amoxicilline en doxycycline gestopt.", "doxycycline") == Strings{"stopped"});
}

TEST_CASE("A word speaks of a list") {
  for (const char* drug : {"metformine", "perindopril", "furosemide"})
    CHECK(course_of("Metformine, perindopril en furosemide zijn gestaakt.", drug) == Strings{"stopped"});
  CHECK(course_of("Metformine 500 mg, perindopril gestaakt.", "metformine") == Strings{"- 500 mg"});
  for (const char* drug : {"pantoprazol", "metoprolol"})
    CHECK(course_of("Pantoprazol, metoprolol: alles gestopt.", drug) == Strings{"stopped"});
  for (const char* drug : {"loperamide", "nadroparine"})
    CHECK(course_of("Gestart: loperamide 4 mg 4dd; nadroparine 5700 IE 1dd.", drug).front().starts_with("started"));
  CHECK(course_of("Gestopte medicatie\nfurosemide 40 mg\nbumetanide 1 mg", "bumetanide") == Strings{"stopped 1 mg"});
}

TEST_CASE("Allergies and drugs of relatives are no medication") {
  CHECK(course_of("Allergie: doxycycline (huiduitslag).", "doxycycline").empty());
  CHECK(course_of("Moeder gebruikt metoprolol.", "metoprolol").empty());
}

TEST_CASE("Statements come by date, and what was copied is shown once") {
  const std::string copied = "Voorgeschiedenis: hypertensie, DM2, appendectomie 1998.\n";
  const auto timeline = timeline_of({{"2024-03-01", copied + "Conclusie: longontsteking. Geen koorts."},
                                     {"2023-05-04", copied + "Conclusie: verstuikte enkel links. Geen koorts."}},
                                    {.max_ratio = 1});
  std::vector<const Timeline::Entry*> history, fever;
  for (const Timeline::Entry& entry : timeline.entries) {
    if (entry.text.find("DM2") != std::string::npos) history.push_back(&entry);
    if (entry.text.find("koorts") != std::string::npos && entry.text.size() < 14) fever.push_back(&entry);
  }
  CHECK(std::is_sorted(timeline.entries.begin(), timeline.entries.end(),
                       [](const auto& a, const auto& b) { return a.date < b.date; }));
  REQUIRE(history.size() == 1);
  CHECK(history[0]->date == "2023-05-04");
  REQUIRE(history[0]->also.size() == 1);
  CHECK(history[0]->also[0].date == "2024-03-01");
  CHECK(history[0]->also[0].record == 0);
  CHECK(history[0]->also[0].span == history[0]->span);
  CHECK(fever.size() == 2);  // what is observed again is said again
}

TEST_CASE("The latest mention says how a problem stands") {
  const auto timeline = timeline_of(
      {{"2024-03-01", "Conclusie: geen tekenen van hartfalen. Verdenking jicht. Hypertensie. Broer heeft astma."},
       {"2023-05-04", "Conclusie: hartfalen. Koorts. Voorgeschiedenis: COPD. Doorgemaakte longembolie in 2015."},
       {"2024-06-01", "Conclusie: urineweginfectie. Geen koorts meer. Bij koorts bellen."}},
      {.max_ratio = 1});
  const auto status = [&](std::string_view term) {
    const auto* found = problem(timeline, term);
    return found == nullptr ? std::string_view("none") : name(found->status);
  };
  CHECK(status("hartfalen") == "denied");
  CHECK(status("jicht") == "uncertain");
  CHECK(status("Hypertensie") == "active");
  CHECK(status("astma") == "family");
  CHECK(status("COPD") == "history");
  CHECK(status("longembolie") == "past");
  CHECK(status("koorts") == "past");
  REQUIRE(problem(timeline, "hartfalen") != nullptr);
  CHECK(problem(timeline, "hartfalen")->first == "2023-05-04");
  CHECK(problem(timeline, "hartfalen")->last == "2024-03-01");
}

TEST_CASE("Spellings of one problem are one, by code where a list gives one") {
  const auto timeline = timeline_of({{"2023-01-01", "Conclusie: diabetes mellitus type 2. Longontsteking."},
                                     {"2024-01-01", "Conclusie: DM2. Pneumonie. Knieartrose en heupfractuur."}},
                                    {.terms = "DM2\t44054006\n"});
  REQUIRE(problem(timeline, "DM2") != nullptr);
  CHECK(problem(timeline, "DM2")->code == "44054006");
  CHECK(problem(timeline, "DM2")->places.size() == 2);
  CHECK(problem(timeline, "diabetes mellitus type 2") == nullptr);
  REQUIRE(problem(timeline, "Pneumonie") != nullptr);
  CHECK(problem(timeline, "Pneumonie")->places.size() == 2);
  CHECK(problem(timeline, "Knieartrose") != nullptr);
}

TEST_CASE("What a later record takes back is corrected, with both places") {
  const std::string first = "Conclusie: COPD GOLD II.", second = "Conclusie: geen COPD, blijkt astma.";
  const auto timeline = timeline_of({{"2023-05-04", first}, {"2024-03-01", second}}, {.max_ratio = 1});
  const auto* copd = problem(timeline, "COPD");
  REQUIRE(copd != nullptr);
  CHECK(copd->status == ProblemStatus::corrected);
  REQUIRE(copd->places.size() == 2);
  CHECK(copd->places[0].span.of(first) == "COPD");
  REQUIRE(copd->corrected);
  CHECK(copd->corrected->record == 1);
  CHECK(copd->corrected->span.of(second) == "COPD");
  REQUIRE(copd->replaced_by);
  CHECK(copd->replacement == "astma");
  CHECK(copd->replaced_by->span.of(second) == "astma");
  const auto told = std::find_if(timeline.entries.begin(), timeline.entries.end(),
                                 [](const auto& entry) { return entry.text.find("GOLD") != std::string::npos; });
  REQUIRE(told != timeline.entries.end());
  REQUIRE(told->corrected);
  CHECK(told->corrected->record == 1);
}

TEST_CASE("Words that take back, and words that only look like it") {
  const auto status = [](const std::string& later) {
    const auto timeline = timeline_of({{"2023-01-01", "Conclusie: longembolie."}, {"2024-01-01", later}});
    for (const Timeline::Problem& one : timeline.problems)
      if (fold_for_matching(one.term) == "longembolie") return one.status;
    return ProblemStatus::other;
  };
  CHECK(status("De diagnose longembolie is verworpen.") == ProblemStatus::corrected);
  CHECK(status("Correctie: geen longembolie.") == ProblemStatus::corrected);
  CHECK(status("Geen longembolie.") == ProblemStatus::denied);
  CHECK(status("Geen longembolie, maar hoest blijft.") == ProblemStatus::denied);
  // Without an earlier word there is nothing to take back.
  const auto alone = timeline_of({{"2024-01-01", "Conclusie: geen COPD, blijkt astma."}});
  REQUIRE(problem(alone, "COPD") != nullptr);
  CHECK(problem(alone, "COPD")->status == ProblemStatus::denied);
}

TEST_CASE("Bad dates are refused") {
  const FactReader reader;
  CHECK_NOTHROW(reader.read("Koorts.", "2024"));
  for (const char* date : {"14-03-2024", "2024-13-01", "2024-02-30", "gisteren", "2024-3-1"}) {
    CAPTURE(date);
    CHECK_THROWS_AS(reader.read("Koorts.", date), Error);
  }
}
