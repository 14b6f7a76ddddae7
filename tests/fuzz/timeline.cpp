// Timelines: everything in one is a place in a record, whatever the records are.

#include <vector>

#include "fuzz.h"
#include "klinker/clinical/timeline.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FactReader kReader({.max_ratio = 0.8});
  static constexpr std::string_view kDates[] = {"", "2024-03-01", "2023-11", "2025"};
  // Records end at a zero; the first byte of each chooses its date.
  std::string_view input = bytes(data, size);
  std::vector<std::string> texts;
  std::vector<RecordFacts> facts;
  while (!input.empty()) {
    const std::string_view part = input.substr(0, input.find('\0'));
    input.remove_prefix(std::min(input.size(), part.size() + 1));
    std::string_view rest = part;
    const std::string_view date = kDates[take_choice(rest, std::size(kDates))];
    std::string text = text_of(rest);
    try {
      facts.push_back(kReader.read(text, date));
      texts.push_back(std::move(text));
    } catch (const Error& error) {
      require_code(error, {ErrorCode::unsupported});
    }
  }
  const Timeline timeline = make_timeline(facts);
  const auto check = [&](const Timeline::Place& place) {
    require(place.record < texts.size(), "a place is in a record");
    require_place(texts[place.record], place.span);
    require(!place.span.empty(), "a place is not empty");
  };
  for (const Timeline::Entry& entry : timeline.entries) {
    check(entry);
    require(entry.span.of(texts[entry.record]) == entry.text, "a statement is what stands there");
    for (const Timeline::Place& place : entry.also) check(place);
    if (entry.corrected) check(*entry.corrected);
  }
  for (const Timeline::Problem& problem : timeline.problems) {
    require(!problem.places.empty() && problem.first <= problem.last, "a problem has places, and dates in order");
    for (const Timeline::Mention& place : problem.places) check(place);
    if (problem.replaced_by) check(*problem.replaced_by);
    require(!dutch_name(problem.status).empty(), "a status has a name");
  }
  for (const Timeline::Medication& medication : timeline.medication)
    for (const Timeline::DrugPlace& place : medication.places) {
      check(place);
      if (place.change) require_place(texts[place.record], place.because);
      if (place.dose) require(place.dose->span.of(texts[place.record]) == place.dose->text, "a dose is what stands there");
    }
  return 0;
}
