#include "clinical/identifier_model.h"

#include <string>

#include "catch.h"
#include "clinical/deidentifier_rules.h"
#include "clinical/folded_text.h"

using namespace klinker;

namespace {

std::string found(const IdentifierModel& model, const std::string& record, float threshold) {
  static const IdentityLexicon lexicon;
  const std::string folded = fold_for_matching(record);
  const RecordWords words(record, folded, lexicon);
  Findings findings(words);
  model.find(words, findings, threshold);
  std::string out;
  for (const Identifier& identifier : findings.found())
    (((out += out.empty() ? "" : "|") += name(identifier.kind)) += ':') += identifier.span.of(record);
  return out;
}

IdentifierModel weights(const std::vector<std::tuple<std::string, std::size_t, float>>& rows) {
  IdentifierModel::Weights weights;
  for (const auto& [feature, kind, weight] : rows) weights[feature_hash(feature)][kind] = weight;
  return IdentifierModel(std::move(weights));
}

constexpr std::size_t kPerson = static_cast<std::size_t>(IdentifierKind::person), kNone = IdentifierModel::kKinds;

}  // namespace

TEST_CASE("learned weights find words, neighbours of one kind as one identifier", "[clinical]") {
  const IdentifierModel model = weights({{"any", kNone, 4}, {"word qwixa", kPerson, 6}, {"word zorpel", kPerson, 6}});
  CHECK(found(model, "gezien door Qwixa Zorpel vandaag", 0.5f) == "persoon:Qwixa Zorpel");
  CHECK(found(model, "gezien door Qwixa\nZorpel vandaag", 0.5f) == "persoon:Qwixa|persoon:Zorpel");
  CHECK(found(model, "gezien door niemand", 0.5f).empty());
}

TEST_CASE("the threshold decides", "[clinical]") {
  const IdentifierModel model = weights({{"any", kNone, 3}, {"word qwixa", kPerson, 2}});
  CHECK(found(model, "gezien door qwixa", 0.5f).empty());
  CHECK(found(model, "gezien door qwixa", 0.05f) == "persoon:qwixa");
}

TEST_CASE("what tables know as something else is never learned to be an identifier", "[clinical]") {
  const IdentifierModel model = weights({{"any", kPerson, 9}});
  CHECK(found(model, "bekend met de ziekte van Parkinson", 0.5f).empty());
  CHECK(found(model, "Vandaag gestart met olanzapine", 0.5f).empty());
}

TEST_CASE("the shipped weights find names that no rule knows", "[clinical]") {
  const IdentifierModel model = IdentifierModel::builtin();
  CHECK(found(model, "13 feb  belcontact verpl. spec. Ciska", IdentifierModel::kThreshold).find("Ciska") !=
        std::string::npos);
  CHECK(found(model, "koorts en hoest, pols 80, keel rood", IdentifierModel::kThreshold).empty());
}
