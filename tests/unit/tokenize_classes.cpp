#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "klinker/tokenize/tokenizer.h"

using namespace klinker;

namespace {

// "20/number mg/unit": tokens with their types, where the type is not word or punctuation.
std::string show(std::string_view text, TokenizerProfile profile = TokenizerProfile::standard) {
  TokenizerOptions options;
  options.profile = profile;
  const Tokenizer tokenizer(options);
  std::string out;
  for (const Token& token : tokenizer.tokenize(text).tokens) {
    (out += out.empty() ? "" : " ") += token.span.of(text);
    if (token.type != TokenType::word && token.type != TokenType::punctuation) (out += '_') += name(token.type);
  }
  return out;
}

struct Example {
  std::string_view text, tokens;
};

void check(const std::vector<Example>& examples, TokenizerProfile profile = TokenizerProfile::standard) {
  for (const Example& example : examples) CHECK(show(example.text, profile) == example.tokens);
}

}  // namespace

TEST_CASE("numbers and ordinals", "[tokenize]") {
  check({
      {"12345678901234567890", "12345678901234567890_number"},
      {"1.250,50 en -5 of +3", "1.250,50_number en -5_number of +3_number"},
      {"3/4 10^9 7:658 3:3 120/80", "3/4_number 10^9_number 7:658_number 3:3_number 120/80_number"},
      {"10% 5‰ ½ 2½ 10–12", "10%_number 5‰_number ½_number 2½_number 10–12_number"},
      {"€ 25,- of 30,--, meer", "€_currency 25,-_number of 30,--_number , meer"},
      {"3e 2de 21ste 1ᵉ 37.501ste", "3e_ordinal 2de_ordinal 21ste_ordinal 1ᵉ_ordinal 37.501ste_ordinal"},
      {"XIVe IIde XXe, IVste", "XIVe_ordinal IIde_ordinal XXe_ordinal , IVste_ordinal"},
      {"De Ve VVDe XVIIIIe Ide die", "De Ve VVDe XVIIIIe Ide die"},
      {"19e-eeuws 3-jarige 2xdd 4x", "19e-eeuws 3-jarige 2xdd 4x"},
  });
}

TEST_CASE("dates and times", "[tokenize]") {
  check({
      {"12-03-2024 12/3/24 12.03.2024", "12-03-2024_date 12/3/24_date 12.03.2024_date"},
      {"2024-03-12T10:30:00Z 2024-03-12", "2024-03-12T10:30:00Z_date 2024-03-12_date"},
      {"32-03-2024", "32-03-2024_number"},
      {"14:30 8.15u 8u30 14u 23h59 10:30:15", "14:30_time 8.15u_time 8u30_time 14u_time 23h59_time 10:30:15_time"},
      {"25u 8u70 8ur", "25u 8u70 8ur"},
  });
}

TEST_CASE("money and units", "[tokenize]") {
  check({
      {"€50 $5 £3 50€", "€_currency 50_number $_currency 5_number £_currency 3_number 50_number €_currency"},
      {"20 mg 5 km/u 1,5 ml/kg/uur", "20_number mg_unit 5_number km/u_unit 1,5_number ml/kg/uur_unit"},
      {"37,5 °C, 10 % en 3 m²", "37,5_number °C_unit , 10_number %_unit en 3_number m²_unit"},
      {"mg is een eenheid", "mg is een eenheid"},
  });
}

TEST_CASE("the clinical profile sets units apart and loses nothing", "[tokenize]") {
  check(
      {
          {"140mmol/L 1,85m QTc 426ms", "140_number mmol/L_unit 1,85_number m_unit QTc 426_number ms_unit"},
          {"20mg/dag, 120/80mmHg", "20_number mg/dag_unit , 120/80_number mmHg_unit"},
          {"-2,5ml 37,5°C <5mg", "-2,5_number ml_unit 37,5_number °C_unit <_symbol 5_number mg_unit"},
          {"60/min 2dd 3dd1 10^9/L", "60_number /min_unit 2dd 3dd1 10^9/L"},
      },
      TokenizerProfile::clinical);
  CHECK(show("140mmol/L 1,85m") == "140mmol/L 1,85m");
}

TEST_CASE("codes", "[tokenize]") {
  check({
      {"NL91ABNA0417164300 NL92ABNA0417164300", "NL91ABNA0417164300_iban NL92ABNA0417164300"},
      {"1234AB 1234 AB 0234AB 1234ab", "1234AB_postcode 1234_number AB 0234AB 1234ab"},
      {"12-ABC-3 AB-12-CD 1-ABC-234", "12-ABC-3_licence_plate AB-12-CD_licence_plate 1-ABC-234_licence_plate"},
      {"12-AB3-4 F-16 TE-PRI-JS A-12-BC4", "12-AB3-4 F-16 TE-PRI-JS A-12-BC4"},
      {"06-12345678 020-1234567 0612345678", "06-12345678_phone 020-1234567_phone 0612345678_phone"},
      {"+31612345678 0123.456.789 012345678", "+31612345678_phone 0123.456.789_number 012345678_number"},
  });
}

TEST_CASE("addresses, mentions, emoticons and emoji", "[tokenize]") {
  check({
      {"https://klinker.example/a?b=c, klinker.nl", "https://klinker.example/a?b=c_url , klinker.nl_url"},
      {"WWW.klinker.example nu.klinker.be/pad.", "WWW.klinker.example_url nu.klinker.be/pad_url ."},
      {"einde.nu sp.a o.nl", "einde.nu sp.a o.nl"},
      {"jan@klinker.example @jan #fiets", "jan@klinker.example_email @jan_mention #fiets_hashtag"},
      {"haha xD XD :-) (2000): (:", "haha xD_emoticon XD_emoticon :-)_emoticon ( 2000_number ) : (:_emoticon"},
      {"xDrive maxx Xander, xd.", "xDrive maxx Xander , xd_emoticon ."},
      {"❤️ 1️⃣ 👍🏽👍", "❤️_emoji 1️⃣_emoji 👍🏽_emoji 👍_emoji"},
  });
}

TEST_CASE("abbreviations that are words too, and capitals", "[tokenize]") {
  check({
      {"In de pers. Daarna 2 pers. in var. en vorm.",
       "In de pers . Daarna 2_number pers._abbreviation in var._abbreviation en vorm ."},
      {"Dat is verg. Hij", "Dat is verg . Hij"},
      {"De fa zong, de pers en var staan er", "De fa zong , de pers en var staan er"},
      {"het WK. Daarna", "het WK . Daarna"},
      {"het WK.", "het WK ."},
      {"over wk. 3 en WK. 3", "over wk._abbreviation 3_number en WK._abbreviation 3_number"},
      {"DR. JANSEN KOMT", "DR._abbreviation JANSEN KOMT"},
      {"St.-Janstraat K.S.A. SP.A", "St.-Janstraat K.S.A._initial SP.A"},
      {"J.P.M. de Boer, A. Smit", "J.P.M._initial de Boer , A._initial Smit"},
  });
}

TEST_CASE("quotation marks, apostrophes and genitives", "[tokenize]") {
  check({
      {"Louis' honden en Louis’ boek", "Louis' honden en Louis’ boek"},
      {"'de tantes' en ‘de tantes’", "' de tantes ' en ‘ de tantes ’"},
      {"‘s avonds ’s morgens 's middags", "‘s avonds ’s morgens 's middags"},
      {"‘s’ is een letter", "‘ s ’ is een letter"},
      {"l' Eau, geef 'ns 'm 'em", "l' Eau , geef 'ns 'm 'em"},
      {"\"16- en 17-jarige\" JP8-brandstof (sam)-missiles", "\" 16- en 17-jarige \" JP8-brandstof (sam)-missiles"},
      {"“Ja,” zei zij… „Nee!”", "“ Ja , ” zei zij … „ Nee ! ”"},
  });
}

TEST_CASE("formulas and open ends", "[tokenize]") {
  check({
      {"(2004-...) 1995-...,", "( 2004-... ) 1995-... ,"},
      {"a+bsqrt(-1) en (a+b)+c", "a+bsqrt(-1) en (a+b)+c"},
      {"(a) (-1) nee (dus)", "( a ) ( -1_number ) nee ( dus )"},
      {"wacht-... nee...", "wacht-... nee ..."},
  });
}

// Plain chunks are read sixty-four bytes at a time: the same chunk must give the same tokens wherever it stands.
TEST_CASE("tokens do not depend on where a chunk stands", "[tokenize]") {
  const std::string_view chunks =
      "woord, zin. \"ja\" één-tweeën (xD) XIVe 12e bijv. A. Jan’s foto’s\u00A0's 3 mg co\u00F6peratie\u2003wat?! ) ‘k "
      "“nee” ";
  const Tokenizer tokenizer;
  const std::vector<Token> expected = tokenizer.tokenize(chunks).tokens;
  for (std::size_t shift = 1; shift < 140; ++shift) {
    for (const std::string& before : {std::string(shift, ' '), std::string(shift, 'a') + ' '}) {
      const std::vector<Token> shifted = tokenizer.tokenize(before + std::string(chunks)).tokens;
      const std::size_t more = before[0] == ' ' ? 0 : 1;
      REQUIRE(shifted.size() == expected.size() + more);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(shifted[i + more].type == expected[i].type);
        CHECK(shifted[i + more].span.start == expected[i].span.start + before.size());
        CHECK(shifted[i + more].span.end == expected[i].span.end + before.size());
      }
    }
  }
}

TEST_CASE("every byte that is not white space is in one token, in order", "[tokenize]") {
  const std::string all =
      "a,b.c;d:e!f?g\"h'i(j)k[l]m{n}o<p>q=r+s-t*u/v\\w|x^y~z`1@2#3$4%5&6_7 \t\r\n\u00A0é€–…’‘“😀\u0301\u200D\u2028";
  const Tokenizer tokenizer;
  for (std::size_t step = 1; step < 40; ++step) {
    std::string text;
    for (std::size_t i = 0; i < 400; ++i) {  // characters of `all`, in an order that differs with each step
      std::size_t at = (i * i * step + i * 7) % all.size();
      while ((all[at] & 0xC0) == 0x80) --at;
      do text += all[at++];
      while (at < all.size() && (all[at] & 0xC0) == 0x80);
    }
    std::size_t at = 0;
    for (const Token& token : tokenizer.tokenize(text).tokens) {
      REQUIRE(token.span.start >= at);
      for (; at < token.span.start; ++at)
        CHECK(std::string_view(" \t\r\n\xC2\xA0\xE2\x80\xA8").find(text[at]) != std::string_view::npos);
      REQUIRE(token.span.end > token.span.start);
      REQUIRE(token.span.end <= text.size());
      CHECK((text[token.span.start] & 0xC0) != 0x80);
      at = token.span.end;
    }
    for (; at < text.size(); ++at)
      CHECK(std::string_view(" \t\r\n\xC2\xA0\xE2\x80\xA8").find(text[at]) != std::string_view::npos);
  }
}
