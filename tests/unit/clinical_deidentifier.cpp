#include "klinker/clinical/deidentifier.h"

#include <string>

#include "catch.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"

using namespace klinker;

namespace {

const Deidentifier& deidentifier() {
  static const Deidentifier one;
  return one;
}

// The identifiers of a text, as "label:words" with bars between them.
std::string found(std::string_view text, const std::vector<std::string>& patient = {}) {
  std::string out;
  for (const Identifier& identifier : deidentifier().find(text, patient)) {
    if (!out.empty()) out += '|';
    (((out += name(identifier.kind)) += ':') += identifier.span.of(text));
  }
  return out;
}

std::string safe(std::string_view text, int days = 0) {
  Dossier dossier;
  return deidentified(text, deidentifier().find(text), dossier, days);
}

}  // namespace

TEST_CASE("names of clinicians, relatives and patients are found without title or function", "[clinical]") {
  CHECK(found("Overleg met dr. Van Rossem over het lab.") == "persoon:Van Rossem");
  CHECK(found("Dochter Tineke belt, zus Maaike komt morgen.") == "persoon:Tineke|persoon:Maaike");
  CHECK(found("Gezien door huisarts Dekker en J.W. van den Broek.") == "persoon:Dekker|persoon:J.W. van den Broek");
  CHECK(found("Patiënt: dhr. K.J. Nijdam, komt voor controle.") == "patient:K.J. Nijdam");
  CHECK(found("Betreft: mevrouw Fatima el Amrani, sinds een week moe.") == "patient:Fatima el Amrani");
  CHECK(found("bewoner: Peeters-Van Gestel Julia, goed geslapen.") == "patient:Peeters-Van Gestel Julia");
  CHECK(found("mw. Oosterwijk-van Dam heeft pijn.") == "persoon:Oosterwijk-van Dam");
}

TEST_CASE("the patient is known from the call, and found in lower case", "[clinical]") {
  CHECK(found("Vandaag was sjoukje weer vrolijk, Wiarda sr. ging mee.", {"Sjoukje Wiarda"}) ==
        "patient:sjoukje|patient:Wiarda");
  CHECK(found("Sjoukje Wiarda, 41 jr, moe. Later was sjoukje weer vrolijk.") ==
        "patient:Sjoukje Wiarda|leeftijd:41 jr|patient:sjoukje");
}

TEST_CASE("illnesses, tests and drugs named after someone are left alone", "[clinical]") {
  for (const char* text :
       {"Bekend met M. Crohn en de ziekte van Parkinson.", "Syndroom van Cushing, M. Graves, colles fractuur.",
        "Glasgow 15, Wells 3, Lachman negatief, Babinski -.", "Gestart met Olanzapine en Xarelto.",
        "Hart en longen: geen bijzonderheden.", "RvV: pijn op de borst."})
    CHECK(found(text) == "");
}

TEST_CASE("institutions hold their town, addresses are three places", "[clinical]") {
  CHECK(found("Opname in het Martinushof Ziekenhuis gepland.") == "instelling:Martinushof Ziekenhuis");
  CHECK(found("Verwezen naar Ziekenhuis De Vecht, morgen.") == "instelling:Ziekenhuis De Vecht");
  CHECK(found("Woont Lindelaan 14, 7201 AB Zutphen sinds kort.") == "locatie:Lindelaan 14|locatie:7201 AB|locatie:Zutphen");
  CHECK(found("Verhuisd naar Epe. Het beste is rust; hij doet zijn best.") == "locatie:Epe");
}

TEST_CASE("a number is what its form and the word before it say", "[clinical]") {
  CHECK(found("BSN 999912345, pid 30011298") == "bsn:999912345|id:30011298");
  CHECK(found("nummer in de kop 111222333") == "bsn:111222333");  // passes the eleven-test
  CHECK(found("zonder naam erbij 111222334") == "id:111222334");  // does not
  CHECK(found("INSZ 81.06.04-000.17, RIZIV 1-00000-34-100") == "id:81.06.04-000.17|id:1-00000-34-100");
  CHECK(found("tel 06-12345678 of (030) 123 45 67, ook 0470 00 00 18") ==
        "telefoonnummer:06-12345678|telefoonnummer:(030) 123 45 67|telefoonnummer:0470 00 00 18");
  CHECK(found("mail balie@veerhuys.example, zie www.veerhuys.example/route") ==
        "emailadres:balie@veerhuys.example|url:www.veerhuys.example/route");
  CHECK(found("Hb 7,6, leuco 6.3, RR 120/80, NaCl 0,9% 500 ml, 1-0-1, 2-3 keer per dag, 2025 CT abdomen") == "");
}

TEST_CASE("dates have a day and a month, or a month and a year", "[clinical]") {
  CHECK(found("Opname 3-11-2024, ontslag 9 nov, controle op 14/12, sinds mei 2023, op 2024-02-01.") ==
        "datum:3-11-2024|datum:9 nov|datum:14/12|datum:mei 2023|datum:2024-02-01");
  CHECK(found("In 2019, op maandag, in mei, om 10.30 uur, kracht 4/5, 3-4 dagen.") == "");
}

TEST_CASE("an age is none where it is a duration", "[clinical]") {
  CHECK(found("Vrouw, 67 jr, bekend met hypertensie.") == "leeftijd:67 jr");
  CHECK(found("Deze 26-jarige student; oma had kanker op haar 79e.") == "leeftijd:26-jarige|leeftijd:79e");
  CHECK(found("Rookt al 20 jaar, 3 jaar geleden gestopt, sinds 5 jaar diabetes.") == "");
}

TEST_CASE("own lists are stronger than the rules", "[clinical]") {
  const Deidentifier own({{"Van Rossem"}, {{"de blauwe kamer", IdentifierKind::location}}});
  const std::string text = "Dr. Van Rossem ligt in de Blauwe kamer naast dr. Dekker.";
  const auto identifiers = own.find(text);
  REQUIRE(identifiers.size() == 2);
  CHECK(identifiers[0] == Identifier{{text.find("de Blauwe"), text.find(" naast")}, IdentifierKind::location});
  CHECK(identifiers[1].span.of(text) == "Dekker");
}

TEST_CASE("the same person has the same tag, in all records of a dossier", "[clinical]") {
  Dossier dossier;
  CHECK(dossier.tag(IdentifierKind::person, "T. Van Acker") == "<PERSOON-1>");
  CHECK(dossier.tag(IdentifierKind::person, "Dekker") == "<PERSOON-2>");
  CHECK(dossier.tag(IdentifierKind::person, "Van Acker") == "<PERSOON-1>");
  CHECK(dossier.tag(IdentifierKind::person, "P. Van Acker") == "<PERSOON-3>");
  CHECK(dossier.tag(IdentifierKind::patient, "Jan de Vries") == "<PATIENT-1>");
  CHECK(dossier.tag(IdentifierKind::patient, "Jan") == "<PATIENT-1>");
  CHECK(dossier.tag(IdentifierKind::location, "Epe") == dossier.tag(IdentifierKind::location, "EPE"));
}

TEST_CASE("dates are moved and keep their form", "[clinical]") {
  CHECK(safe("Opname 28-12-2024, ontslag 03-01-2025.", 7) == "Opname 04-01-2025, ontslag 10-01-2025.");
  CHECK(safe("Controle 30 december 2024 en 9 jan '25.", 7) == "Controle 6 januari 2025 en 16 jan '25.");
  CHECK(safe("Op 2024-02-28 gezien, lab 25/02/24.", 2) == "Op 2024-03-01 gezien, lab 27/02/24.");
  CHECK(safe("Opname 28-12-2024.") == "Opname <DATUM-1>.");
}

TEST_CASE("text outside identifiers is kept byte for byte", "[clinical]") {
  const std::vector<std::string> pieces = {
      "dr. ",    "Van ", "Jansen", "J.W. ",    "Ziekenhuis ", "Epe",  " 12",  "-03",      "-2024",  "\n",
      ", ",      "é",    "“",      "€ ",       "06-12345678", "mw. ", "tel ", "1234 AB ", "laan 3", "Lindelaan 3",
      "koorts ", "is ",  "de ",    "patiënt ", "(",           ")",    "  ",   "@",        ".nl",    "67 jr"};
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::string text;
    for (unsigned i = 0, state = seed; i < 40; ++i) {
      state = state * 1664525u + 1013904223u;
      text += pieces[(state >> 16) % pieces.size()];
    }
    const auto identifiers = deidentifier().find(text);
    Dossier dossier;
    const std::string out = deidentified(text, identifiers, dossier);
    std::string rebuilt;
    std::size_t at = 0;
    Dossier again;
    for (const Identifier& identifier : identifiers) {
      REQUIRE(identifier.span.start >= at);
      REQUIRE(identifier.span.start < identifier.span.end);
      REQUIRE(identifier.span.end <= text.size());
      REQUIRE_FALSE(is_continuation(text[identifier.span.start]));
      rebuilt += text.substr(at, identifier.span.start - at) + again.tag(identifier.kind, identifier.span.of(text));
      at = identifier.span.end;
    }
    REQUIRE(out == rebuilt + text.substr(at));
  }
}

TEST_CASE("what is no Dutch record is refused, what is long is read", "[clinical]") {
  CHECK(found("") == "");
  CHECK_THROWS_AS(deidentifier().find(std::string(5000, '\x01')), Error);
  CHECK_THROWS_AS(deidentifier().find("The patient was seen by the doctor and the nurse with the family for the results of "
                                      "the test that they had, and this is what we have."),
                  Error);
  for (const char* much : {"1 ", "Van ", "A.", "@", "1-2-", "Jan ", "0", "("}) {
    std::string text = "De patiënt heeft koorts en is moe. ";
    while (text.size() < 1000000) text += much;
    CHECK_NOTHROW(deidentifier().find(text));
  }
}

TEST_CASE("a given name that is a month too is a name before a family name or behind a patient", "[clinical]") {
  const Deidentifier deidentifier;
  const auto found = [&](const std::string& text) {
    const auto identifiers = deidentifier.find(text);
    return identifiers.size() == 1 ? std::string(identifiers.front().span.of(text)) : std::to_string(identifiers.size());
  };
  CHECK(found("Jan de Vries kwam langs.") == "Jan de Vries");
  CHECK(found("Patiënt: Jan de Vries") == "Jan de Vries");
  CHECK(found("Jan Bakker belde") == "Jan Bakker");
  CHECK(found("Controle in mei.") == "0");
  CHECK(found("Januari de drukste maand") == "0");
}
