#include "clinical/selector.h"

#include <string>

#include "catch.h"

using namespace klinker;

namespace {

// Sentences with bars between their clauses, a sentence a line.
struct Text {
  std::string record;
  std::vector<Clause> clauses;
  std::vector<Segment> segments;

  explicit Text(const std::vector<std::vector<std::string>>& sentences) {
    for (std::size_t s = 0; s < sentences.size(); ++s)
      for (const std::string& part : sentences[s]) {
        clauses.push_back({{record.size(), record.size() + part.size()}, 0, s, false});
        record += part + (&part == &sentences[s].back() ? "\n" : ", ");
      }
    segments = find_segments(clauses);
  }

  /// Scores by the words of segments; others have 0.
  std::vector<std::string> select(const std::vector<std::pair<std::string, double>>& scores, double ratio,
                                  std::vector<std::string>* also = nullptr) const {
    std::vector<double> values;
    for (const Segment& segment : segments) {
      values.push_back(0);
      for (const auto& [words, score] : scores)
        if (segment.span(clauses).of(record) == words) values.back() = score;
    }
    std::vector<std::string> chosen;
    for (const Statement& statement : select_statements(record, record, clauses, segments, values, ratio)) {
      chosen.emplace_back(statement.span.of(record));
      if (also)
        for (const Span& span : statement.also) also->emplace_back(span.of(record));
    }
    return chosen;
  }
};

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("segments are runs of clauses of one sentence", "[clinical]") {
  const Text text({{"a b", "c d"}, {"e f"}});
  Words segments;
  for (const Segment& segment : text.segments) segments.emplace_back(segment.span(text.clauses).of(text.record));
  CHECK(segments == Words{"a b", "a b, c d", "c d", "e f"});
}

TEST_CASE("the best for their length are chosen, in the order of the record, within the room", "[clinical]") {
  const Text text({{"eerste zin hier"}, {"tweede zin daar"}, {"derde zin elders"}});
  CHECK(text.select({{"eerste zin hier", 0.2}, {"tweede zin daar", 0.5}, {"derde zin elders", 0.9}}, 0.7) ==
        Words{"tweede zin daar", "derde zin elders"});
  CHECK(text.select({{"eerste zin hier", 0.2}, {"tweede zin daar", 0.5}, {"derde zin elders", 0.9}}, 0.2).empty());
  CHECK(text.select({}, 1).empty());
}

TEST_CASE("a longer segment takes the place of the one inside it where it adds something", "[clinical]") {
  const Text text({{"koorts sinds gisteren", "hoest ook"}, {"een heel andere lange zin zonder veel nut voor wie leest"}});
  CHECK(text.select({{"koorts sinds gisteren", 0.8}, {"koorts sinds gisteren, hoest ook", 0.95}}, 0.5) ==
        Words{"koorts sinds gisteren, hoest ook"});
  CHECK(text.select({{"koorts sinds gisteren", 0.8}, {"koorts sinds gisteren, hoest ook", 0.7}}, 0.5) ==
        Words{"koorts sinds gisteren"});
  CHECK(text.select({{"koorts sinds gisteren", 0.8}, {"koorts sinds gisteren, hoest ook", 0.95}}, 0.3) ==
        Words{"koorts sinds gisteren"});  // no room for both
}

TEST_CASE("segments that overlap are never both chosen", "[clinical]") {
  const Text text({{"een", "twee", "drie"}, {"vier"}});
  CHECK(text.select({{"een, twee", 0.9}, {"twee, drie", 0.8}, {"vier", 0.1}}, 1) == Words{"een, twee", "vier"});
}

TEST_CASE("what says the same again is cited beside the first", "[clinical]") {
  const Text text({{"breuk van de linkerpols"}, {"iets anders"}, {"breuk van de linkerpols"}});
  Words also;
  CHECK(text.select({{"breuk van de linkerpols", 0.9}, {"iets anders", 0.5}}, 1, &also) ==
        Words{"breuk van de linkerpols", "iets anders"});
  CHECK(also == Words{"breuk van de linkerpols"});
}
