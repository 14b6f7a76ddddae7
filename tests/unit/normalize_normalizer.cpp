#include <algorithm>
#include <map>

#include "catch.h"
#include "klinker/error.h"
#include "klinker/normalize/normalizer.h"
#include "klinker/text/utf8.h"

using namespace klinker;

namespace {

const Normalizer& normalizer(NormalizerProfile profile = NormalizerProfile::automatic) {
  static std::map<NormalizerProfile, Normalizer> made;
  const auto found = made.find(profile);
  if (found != made.end()) return found->second;
  NormalizerOptions options;
  options.profile = profile;
  return made.emplace(profile, Normalizer(options)).first->second;
}

std::string normal(std::string_view text, NormalizerProfile profile = NormalizerProfile::automatic) {
  return normalizer(profile).normalize(text).text;
}

Normalizer with_table(const std::string& table) {
  NormalizerOptions options;
  options.table = table;
  return Normalizer(options);
}

// The edit of a word, nothing known where there is none.
Edit edit_of(std::string_view text, std::string_view word, NormalizerProfile profile = NormalizerProfile::automatic) {
  for (const Edit& edit : normalizer(profile).normalize(text).edits)
    if (edit.span.of(text) == word) return edit;
  return {};
}

std::string what(const Edit& edit) { return edit.kind + ' ' + edit.variety + ' ' + edit.replacement; }

void check_error(const NormalizerOptions& options, const std::string& message) {
  try {
    const Normalizer broken(options);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_table);
    CAPTURE(error.what());
    CHECK(std::string(error.what()).find(message) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("the example of the normaliser's header", "[normalize]") {
  CHECK(normal("kwil gwn naar huis") == "Ik wil gewoon naar huis");
}

TEST_CASE("chat becomes standard Dutch, with a capital where its sentence begins", "[normalize]") {
  CHECK(normal("ik ben gwn ff thuis ofzo") == "Ik ben gewoon even thuis of zo");
  CHECK(normal("tnx idd, wss wel morge") == "Bedankt inderdaad, waarschijnlijk wel morgen");
  CHECK(normal("kwil gwn naar huis", NormalizerProfile::chat) == "Ik wil gewoon naar huis");
  CHECK(normal("Kheb leuuuuk geslapen", NormalizerProfile::chat) == "Ik heb leuk geslapen");
  CHECK(normal("ijsberen zijn gwn leuk", NormalizerProfile::chat) == "IJsberen zijn gewoon leuk");
  CHECK(normal("iPhone gwn kapot", NormalizerProfile::chat) == "iPhone gewoon kapot");
}

TEST_CASE("every profile reads its own varieties", "[normalize]") {
  CHECK(normal("ik ga morge naa skool", NormalizerProfile::chat) == "Ik ga morgen naar school");
  CHECK(normal("kom ne keer langs, manneke", NormalizerProfile::flemish) == "Kom een keer langs, mannetje");
  CHECK(normal("heb je doekoe, ben skeer bro", NormalizerProfile::street) == "Heb je geld, ben blut broer");
  CHECK(normal("moar dat wait ik nait", NormalizerProfile::dialect) == "Maar dat weet ik niet");
  CHECK(normal("Pt heeft htn, wrs ook dm2.", NormalizerProfile::clinical) ==
        "Patiënt heeft hypertensie, waarschijnlijk ook diabetes mellitus type 2.");
  CHECK(normal("je bent een h3el d0mme id1oot", NormalizerProfile::moderation) == "Je bent een heel domme idioot");
  CHECK(normal("De menschen waren zoo blij.", NormalizerProfile::historical) == "De mensen waren zo blij.");
}

TEST_CASE("a profile leaves the forms of other varieties", "[normalize]") {
  CHECK(normal("Pt heeft htn", NormalizerProfile::chat) == "Pt heeft htn");
  CHECK(normal("De menschen waren zoet", NormalizerProfile::street) == "De menschen waren zoet");
  CHECK(normal("Moar dat wait ik nait", NormalizerProfile::chat) == "Maar dat wait ik nait");
}

TEST_CASE("edits say of which kind and variety they are", "[normalize]") {
  const std::string chat = "das echt heeeel leuk gwn, mn nichtje hep egt een prive feestje in amsterdam";
  CHECK(what(edit_of(chat, "das")) == "contraction chat Dat is");
  CHECK(what(edit_of(chat, "heeeel")) == "elongation chat heel");
  CHECK(what(edit_of(chat, "gwn")) == "abbreviation chat gewoon");
  CHECK(what(edit_of(chat, "egt")) == "spelling chat echt");
  CHECK(what(edit_of(chat, "prive")) == "diacritic chat privé");
  CHECK(what(edit_of(chat, "amsterdam")) == "case chat Amsterdam");
  CHECK(what(edit_of("dat isgoed hoor", "isgoed", NormalizerProfile::chat)) == "split chat is goed");
  CHECK(what(edit_of("hij heeft hoofd pijn vandag", "hoofd pijn", NormalizerProfile::chat)) == "merge chat hoofdpijn");
  CHECK(what(edit_of("moar dat wait ik nait, wie goan noar hoes", "wait")) == "dialect low_saxon weet");
  CHECK(what(edit_of("heb je doekoe? ik ben skeer", "doekoe")) == "slang street geld");
  CHECK(what(edit_of("Pt heeft htn, wrs ook dm2.", "htn")) == "medical clinical hypertensie");
  CHECK(what(edit_of("haal die wi3t ff op", "wi3t", NormalizerProfile::moderation)) == "obfuscation evasive wiet");
  CHECK(what(edit_of("Zij hebben den geheelen dag geloopen en zoo veel gezien.", "geloopen")) ==
        "historical historical gelopen");
}

TEST_CASE("an edit is sure of itself in so far as the others are not likely", "[normalize]") {
  NormalizerOptions options;
  options.explain = true;
  const std::string text = "moar dat wait ik nait, wie goan noar hoes";
  const Normalization result = Normalizer(options).normalize(text);
  REQUIRE(result.edits.size() == 7);
  REQUIRE(result.explanations.size() == result.edits.size());
  for (std::size_t e = 0; e < result.edits.size(); ++e) {
    const EditExplanation& why = result.explanations[e];
    CHECK(result.edits[e].confidence > 0);
    CHECK(result.edits[e].confidence <= 1);
    CHECK(why.varieties.best() == Variety::low_saxon);
    REQUIRE(why.options.size() >= 2);
    CHECK(std::is_sorted(why.options.begin(), why.options.end(),
                         [](const auto& a, const auto& b) { return a.probability > b.probability; }));
    CHECK(std::any_of(why.options.begin(), why.options.end(),
                      [&](const auto& option) { return option.text == result.edits[e].span.of(text); }));
  }
  CHECK(normalizer().normalize(text).explanations.empty());
}

TEST_CASE("standard Dutch stays as it is, byte for byte", "[normalize]") {
  for (const std::string_view text :
       {"'s Avonds om 8.30 uur, zo’n 20 km/u via www.gwn.example.", "Artikel III lid 2 BW",
        "De WHO en de VN overleggen over het klimaat.", "@gwn #kwil j.wss@klinker.example",
        "programma's à la carte – één euro", "Hun zoon is ziek.",
        "De minister-president heeft de Kamer op 3 maart 2021 schriftelijk geïnformeerd.",
        "Zij lust een ons kaas, en oma ook.", "Ik heb die auto 's morgens gewassen.", "", " \n\t", "?!...", "👍🏽"})
    CHECK(normal(text) == text);
}

TEST_CASE("standard words that look like chat stay in a standard sentence", "[normalize]") {
  for (const std::string_view text :
       {"De das eet wormen; de ma van Jan heet Wil.", "Hij belde zijn ma op.", "De mist hing laag.",
        "Wij gaan naar Den Bosch en Den Helder.", "Op den duur leert men dat.", "Weet u al wat u gaat koken?",
        "Hebt u uw fiets bij u?", "Rob komt morgen langs.", "Zij won dankzij een tweede zege.", "De LV is bevoegd."})
    CHECK(normal(text) == text);
}

TEST_CASE("ambiguous forms need a text that shows their variety", "[normalize]") {
  CHECK(normal("Hun zoon is ziek.") == "Hun zoon is ziek.");
  CHECK(normal("kwil gwn zoon fiets") == "Ik wil gewoon zo'n fiets");
  const Normalizer own = with_table("vriend\tvijand\tslang\tstreet\ty\n");
  CHECK(own.normalize("mijn vriend").text == "mijn vriend");
  CHECK(own.normalize("ewa bro mijn vriend is skeer").text.find("vijand") != std::string::npos);
}

TEST_CASE("a code word is read as one only with evidence, which the edit names", "[normalize]") {
  const Edit edit = edit_of("k heb 5 gram sneeuw te koop, halen bij mij in de buurt", "sneeuw");
  CHECK(what(edit) == "codeword evasive cocaïne");
  CHECK(edit.reason == "gram, halen");
  CHECK(what(edit_of("2 gram sneeuw halen", "sneeuw", NormalizerProfile::moderation)) == "codeword evasive cocaïne");
  for (const std::string_view text : {"Er ligt sneeuw op het dak", "Het gras is groen", "Hij kookt broccoli met kip"})
    CHECK(normal(text, NormalizerProfile::moderation) == text);
}

TEST_CASE("code words stay in ordinary sentences", "[normalize]") {
  for (const std::string_view text :
       {"Er ligt veel sneeuw in de tuin en de kinderen spelen.", "Het gras in de tuin is groen en de bloemen bloeien.",
        "Zij kocht een fles wijn en chocola voor oma.", "De bezorger kwam met de bestelling.",
        "De monteur haalde zijn gereedschap uit de auto en deed de klus.", "Hij eet aardappelen met broccoli.",
        "In de keuken stond een tank met water."})
    CHECK(normal(text) == text);
}

TEST_CASE("Frisian is left alone", "[normalize]") {
  for (const std::string_view text : {"It giet oan, wy binne der hast en hy komt ek.", "Ik wol dat net ha, mar it moat wol.",
                                      "De bern binne yn 'e hûs en wy geane nei skoalle."})
    CHECK(normal(text) == text);
}

TEST_CASE("disguised words are seen through", "[normalize]") {
  const auto moderated = [](std::string_view text) { return normal(text, NormalizerProfile::moderation); };
  CHECK(moderated("Die s.u.k.k.e.l") == "Die sukkel");
  CHECK(moderated("Die s u k k e l toch") == "Die sukkel toch");
  CHECK(moderated("Die kl00tzak") == "Die klootzak");
  CHECK(moderated("Jij bent een \u0455ukk\u0435l man") == "Jij bent een sukkel man");    // Cyrillic dze and ie
  CHECK(moderated("Jij bent een suk\u200Bkel man") == "Jij bent een sukkel man");        // zero width space
  CHECK(normal("\u200Fkwil\u200F gwn ff naar huis") == "Ik wil gewoon even naar huis");  // right-to-left marks
  CHECK(normal("\u202Etest\u202C van iets") == "\u202Etest\u202C van iets");
  // Letters that stand for themselves, with nothing to find.
  CHECK(moderated("Kies a b c d of e.") == "Kies a b c d of e.");
}

TEST_CASE("what spaced letters hide is as sure as it looks", "[normalize]") {
  CHECK(edit_of("Die s u k k e l toch", "s u k k e l", NormalizerProfile::moderation).confidence > 0.5);
}

TEST_CASE("edits can be made and undone", "[normalize]") {
  const std::string text = "Kwil ’t gwn niet 👍 wss egt";
  const Normalization result = normalizer().normalize(text);
  CHECK(result.edits.size() >= 4);
  CHECK(apply_edits(text, result.edits) == result.text);
  CHECK(apply_edits(result.text, invert_edits(text, result.edits)) == text);
  CHECK(apply_edits(text, {}) == text);
  CHECK(invert_edits(text, {}).empty());
  for (const Edit& edit : result.edits) {
    CHECK(!edit.span.empty());
    CHECK(edit.span.of(text) != edit.replacement);
  }
}

TEST_CASE("tokens in, as many items out, and edits with places in tokens", "[normalize]") {
  const NormalizedTokens result =
      normalizer().normalize(std::vector<std::string>{"kwil", "", "gwn", "Jan", "#gwn", "@ff", "http://ff"});
  CHECK(result.norm == std::vector<std::string>{"Ik wil", "", "gewoon", "Jan", "#gwn", "@ff", "http://ff"});
  REQUIRE(result.edits.size() == 2);
  CHECK(result.edits[0].span == Span{0, 1});
  CHECK(result.edits[1].span == Span{2, 3});
  CHECK(normalizer().normalize(std::vector<std::string>{}).norm.empty());
}

TEST_CASE("tokens that are one word merge into the first", "[normalize]") {
  const NormalizedTokens result = normalizer(NormalizerProfile::chat)
                                      .normalize(std::vector<std::string>{"Hij", "heeft", "hoofd", "pijn", "vandag", "."});
  CHECK(result.norm == std::vector<std::string>{"Hij", "heeft", "hoofdpijn", "", "vandaag", "."});
  REQUIRE(result.edits.size() == 2);
  CHECK(result.edits[0].span == Span{2, 4});
  CHECK(result.edits[0].kind == "merge");
}

TEST_CASE("a user's table wins, in texts and tokens", "[normalize]") {
  const Normalizer own = with_table("gwn\tgemeentewaternet\tabbreviation\tchat\t-\nDM2\tdrie | vier\tslang\tclinical\t-\n");
  CHECK(own.normalize("Het gwn is er").text == "Het gemeentewaternet is er");
  CHECK(own.normalize(std::vector<std::string>{"het", "gwn"}).norm[1] == "gemeentewaternet");
  const Normalization several = own.normalize("Het dm2 is er");
  REQUIRE(several.edits.size() == 1);
  CHECK(several.edits[0].replacement == "drie");
  CHECK(several.edits[0].alternatives == std::vector<std::string>{"vier"});
}

TEST_CASE("errors of a user's table name the line", "[normalize]") {
  const auto refused = [](const std::string& row, const std::string& message) {
    NormalizerOptions options;
    options.table = "# mine\n" + row;
    check_error(options, message);
  };
  refused("a\tb\tslang\tstreet\n", "line 2: 4 TAB-separated columns where 5 are needed");
  refused("a\tb\tslang\tstreet\t-\tx\n", "line 2: 6 TAB-separated columns where 5 are needed");
  refused("a\tb\tslang\tstreet\tmaybe\n", "line 2: the fifth column is y or -");
  refused("a\tb\tslang\tstreet\t-\na\t\tslang\tstreet\t-\n", "line 3: the replacement is empty");
  refused("a\tb |  | c\tslang\tstreet\t-\n", "line 2: a reading is empty");
  refused("\tb\tslang\tstreet\t-\n", "line 2: the first column is empty");
  refused("a\tb\tslang\tklingon\t-\n", "line 2: no variety \"klingon\"");
}

TEST_CASE("errors of a table of weights name the line", "[normalize]") {
  const auto refused = [](const std::string& row, const std::string& message) {
    NormalizerOptions options;
    options.weights = "# mine\ncontext\t0.4\n" + row;
    check_error(options, message);
  };
  refused("context\tx\n", "line 3: the value is no number");
  refused("context\t1x\n", "line 3: the value is no number");
  refused("context\tnan\n", "line 3: the value is no number");
  refused("context\tinf\n", "line 3: the value is no number");
  refused("contents\t1\n", "line 3: no such weight");
  refused("prior_klingon\t1\n", "line 3: no such weight");
  refused("context\n", "line 3: 1 TAB-separated columns where 2 are needed");
  NormalizerOptions options;
  options.weights = "prior_chat\t1.5\n";
  CHECK_NOTHROW(Normalizer(options));
}

TEST_CASE("a megabyte without a space, and a sentence of 20,000 tokens", "[normalize]") {
  for (const std::string_view piece : {"a", "1", ".", "a.", "@", "👍", "ё", "\u200B", "k*", "aap"}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;
    const Normalization result = normalizer().normalize(text);
    CHECK(apply_edits(text, result.edits) == result.text);
    CHECK(!find_invalid_utf8(result.text));
  }
  std::string text;
  std::vector<std::string> tokens;
  for (int i = 0; i < 20'000; ++i) {
    tokens.push_back(i % 3 == 0 ? "gwn" : i % 3 == 1 ? "kwil" : "huis");
    text += tokens.back() + ' ';
  }
  const Normalization result = normalizer(NormalizerProfile::chat).normalize(text);
  CHECK(result.edits.size() > 12'000);
  CHECK(apply_edits(text, result.edits) == result.text);
  const NormalizedTokens of_tokens = normalizer(NormalizerProfile::chat).normalize(tokens);
  CHECK(of_tokens.norm.size() == tokens.size());
  CHECK(of_tokens.norm[19'998] == "gewoon");
  // Letters with spaces between them are one word only up to some length.
  std::string letters;
  for (int i = 0; i < 20'000; ++i) letters += "k ";
  CHECK(apply_edits(letters, normalizer().normalize(letters).edits).size() > 1000);
}

TEST_CASE("what was read before does not change what is read now", "[normalize]") {
  const std::string text = "moar dat wait ik nait, wie goan noar hoes";
  const Normalization first = normalizer().normalize(text);
  for (const NormalizerProfile profile :
       {NormalizerProfile::street, NormalizerProfile::clinical, NormalizerProfile::dialect})
    normalizer(profile).normalize("heb je doekoe? pt heeft wait htn, nait goan");
  const Normalization again = normalizer().normalize(text);
  CHECK(again.text == first.text);
  CHECK(again.edits == first.edits);
}

TEST_CASE("profiles have names", "[normalize]") {
  CHECK(normalizer_profile("auto") == NormalizerProfile::automatic);
  for (const std::string_view name : {"chat", "flemish", "street", "dialect", "clinical", "moderation", "historical"})
    CHECK_NOTHROW(normalizer_profile(name));
  CHECK_THROWS_AS(normalizer_profile("klingon"), Error);
}

TEST_CASE("sentences of other languages are left alone, Dutch with a few foreign words is not", "[normalize]") {
  for (const std::string text : {"Ich habe heute keine Zeit, weil ich arbeiten muss.", "Je ne sais pas ce que vous voulez.",
                                 "No tengo nada que decir sobre eso.", "Nie wiem, co to jest, ale bardzo dziękuję."})
    CHECK(normal(text) == text);
  CHECK(normal("kheb zin om te chillen you know, das leuk") == "Ik heb zin om te chillen you know, dat is leuk");
}
