#include "klinker/clinical/summarizer.h"

#include <algorithm>
#include <limits>
#include <string>

#include "catch.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"

using namespace klinker;

namespace {

const Summarizer& summarizer() {
  static const Summarizer one;
  return one;
}

const std::string kRecord =
    "Huisartsenpraktijk De Linde, Zwolle\n"
    "Dhr. A. Vogelaar, 1-2-1950\n\n"
    "3-6-2025 consult\n"
    "S Sinds een week hoest en koorts tot 39. Geen pijn op de borst, niet kortademig. Broer had longkanker.\n"
    "O Niet ziek. RR 140/80, pols 88, T 38,6. Crepiteren rechts onder. Geïrriteerde keel.\n"
    "E Pneumonie rechts\n"
    "P Amoxicilline 500 mg 3dd 5 dagen gestart. Bij benauwdheid of suf worden: bellen. Controle over 1 week.\n\n"
    "10-6-2025 tel.\n"
    "S Koorts weg, nog wat hoest. Van de pillen diarree.\n"
    "E Pneumonie herstellend\n"
    "P Kuur is af. Controle over 1 week niet nodig. Foto over 6 weken aangevraagd.\n";

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

void check_sound(std::string_view record, const std::vector<Statement>& summary, double ratio) {
  std::size_t bytes = 0, count = 0;
  std::vector<Span> cited;
  for (const Statement& statement : summary) {
    cited.push_back(statement.span);
    cited.insert(cited.end(), statement.also.begin(), statement.also.end());
  }
  for (const Span& span : cited) {
    REQUIRE(span.start < span.end);
    REQUIRE(span.end <= record.size());
    REQUIRE(!is_continuation(record[span.start]));
    REQUIRE((span.end == record.size() || !is_continuation(record[span.end])));
    bytes += span.size();
    count += characters(span.of(record));
  }
  REQUIRE(static_cast<double>(bytes) <= ratio * static_cast<double>(record.size()));
  REQUIRE(static_cast<double>(count) <= ratio * static_cast<double>(characters(record)));
  std::sort(cited.begin(), cited.end());
  for (std::size_t i = 1; i < cited.size(); ++i) REQUIRE(cited[i - 1].end <= cited[i].start);
}

bool cites(std::string_view record, const std::vector<Statement>& summary, std::string_view words) {
  return std::any_of(summary.begin(), summary.end(), [&](const Statement& statement) {
    return statement.span.of(record).find(words) != std::string_view::npos;
  });
}

std::string repeat(std::string_view text, std::size_t size) {
  std::string out;
  while (out.size() < size) out += text;
  return out;
}

}  // namespace

TEST_CASE("a summary holds the diagnosis, the drugs and the follow-up", "[clinical]") {
  const auto summary = summarizer().summarize(kRecord, {.max_ratio = 0.4});
  CHECK(cites(kRecord, summary, "Pneumonie"));
  CHECK(cites(kRecord, summary, "Foto over 6 weken aangevraagd"));
  CHECK_FALSE(cites(kRecord, summary, "Huisartsenpraktijk"));
  CHECK_FALSE(cites(kRecord, summary, "Vogelaar"));
}

TEST_CASE("all citations stay below the ratio, for every length of record", "[clinical]") {
  for (std::size_t size = 0; size <= kRecord.size(); ++size) {
    if (size < kRecord.size() && is_continuation(kRecord[size])) continue;
    const std::string_view record = std::string_view(kRecord).substr(0, size);
    for (const double ratio : {0.05, 0.25, 0.33, 0.5, 1.0})
      check_sound(record, summarizer().summarize(record, {.max_ratio = ratio}), ratio);
  }
}

TEST_CASE("what is denied, feared or a relative's is never cut", "[clinical]") {
  for (const double ratio : {0.2, 0.33, 0.5, 0.8, 1.0}) {
    const auto summary = summarizer().summarize(kRecord, {.max_ratio = ratio});
    for (const std::string whole : {"Geen pijn op de borst, niet kortademig", "Broer had longkanker",
                                    "Bij benauwdheid of suf worden: bellen", "Controle over 1 week niet nodig"}) {
      const Span place{kRecord.find(whole), kRecord.find(whole) + whole.size()};
      for (const Statement& statement : summary)
        if (statement.span.overlaps(place)) CHECK(statement.span.contains(place));
    }
  }
}

TEST_CASE("what is said twice is cited once, with the other place beside it when there is room", "[clinical]") {
  const std::string record = "Conclusie: fractuur van de linkerpols.\n\nBeleid\n- gips voor zes weken\n\nConclusie: fractuur van de linkerpols.\n";
  const auto summary = summarizer().summarize(record, {.max_ratio = 1});
  check_sound(record, summary, 1);
  CHECK(std::count_if(summary.begin(), summary.end(), [&](const Statement& statement) {
          return statement.span.of(record) == "fractuur van de linkerpols.";
        }) == 1);
  CHECK(std::any_of(summary.begin(), summary.end(), [](const Statement& statement) { return statement.also.size() == 1; }));
}

TEST_CASE("statements come by section, then by place", "[clinical]") {
  const auto summary = summarizer().summarize(kRecord, {.max_ratio = 1});
  CHECK(std::is_sorted(summary.begin(), summary.end(), [](const Statement& a, const Statement& b) {
    return a.section != b.section ? a.section < b.section : a.span < b.span;
  }));
}

TEST_CASE("typographic signs do not cut characters", "[clinical]") {
  const std::string record = "Plan –\n“Géén” opname… → thuis\n• cito ‘lab’ — µmol ≥ 5\u00a0× per dag; ÉÉN keer — naar huis €";
  check_sound(record, summarizer().summarize(record, {.max_ratio = 1}), 1);
}

TEST_CASE("hostile records", "[clinical]") {
  CHECK(summarizer().summarize("").empty());
  CHECK(summarizer().summarize("   \t ").empty());
  CHECK(summarizer().summarize(std::string(1 << 20, '\n')).empty());
  CHECK(summarizer().summarize("Geen koorts.").empty());  // it does not fit
  const std::size_t size = 5u << 20;
  for (const std::string_view unit : {"a", "é", "1", "-", ":", "a:", "dd ", "( ", ". ", ", ", "geen, ", "- ", "S ", "S\n", "a\n", "\n:\n",
                                      "1-", "1.", "x.y ", "12 ", "mg ", "bij ", "; ", " -> ", "koorts ", "Koorts. ", "Dr. ", "->"}) {
    const std::string record = repeat(unit, size / 8);
    check_sound(record, summarizer().summarize(record), 0.33);
  }
  const std::string solid(size, 'x');
  CHECK(summarizer().summarize(solid).empty());
}

TEST_CASE("what is no Dutch text is refused", "[clinical]") {
  const auto code = [](const std::string& record) {
    try {
      summarizer().summarize(record);
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::internal;
  };
  CHECK(code(std::string("PK\0\0\1\2\0\0", 8)) == ErrorCode::unsupported);
  CHECK(code("The patient was admitted with fever and cough for three days. He has no allergies and was treated with antibiotics "
             "at the ward. On discharge the fever was gone.") == ErrorCode::unsupported);
  CHECK(code("Der Patient wurde mit Fieber und Husten auf die Station aufgenommen. Er ist nicht allergisch und wurde mit einem "
             "Antibiotikum behandelt, das Fieber ist weg.") == ErrorCode::unsupported);
  CHECK(code("Le patient est hospitalisé pour de la fièvre et une toux depuis trois jours. Il est traité par antibiotiques dans le "
             "service, les suites sont simples et la fièvre est partie.") == ErrorCode::unsupported);
  CHECK(code("Пациент поступил с жалобами на температуру и кашель в течение трёх дней.") == ErrorCode::unsupported);
  CHECK_NOTHROW(summarizer().summarize(std::string("Koorts weg.\0 Hoest nog. Controle over een week. Rust houden en drinken.", 70)));
}

TEST_CASE("a ratio of nothing or of more than all is an error", "[clinical]") {
  CHECK_THROWS_AS(summarizer().summarize("koorts", {.max_ratio = 0}), Error);
  CHECK_THROWS_AS(summarizer().summarize("koorts", {.max_ratio = 1.5}), Error);
  CHECK_THROWS_AS(summarizer().summarize("koorts", {.max_ratio = std::numeric_limits<double>::quiet_NaN()}), Error);
}
