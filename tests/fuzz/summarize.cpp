// Summaries: every statement is a place in the record, and together they keep to the ratio.

#include <algorithm>
#include <cmath>
#include <vector>

#include "fuzz.h"
#include "klinker/clinical/summarizer.h"
#include "klinker/error.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Summarizer kSummarizer;
  static constexpr double kRatios[] = {0.33, 0.05, 0.5, 1.0};
  std::string_view input = bytes(data, size);
  const std::size_t choice = take_choice(input, 4 * std::size(kRatios));
  const double ratio = kRatios[choice % std::size(kRatios)];
  const auto reader = static_cast<Reader>(choice / std::size(kRatios));
  const std::string text = text_of(input);
  std::vector<Statement> statements;
  try {
    statements = kSummarizer.summarize(text, {.max_ratio = ratio, .reader = reader});
  } catch (const Error&) {
    return 0;  // control characters that no record holds
  }
  std::vector<bool> cited(text.size());
  for (const Statement& statement : statements) {
    std::vector<Span> places = statement.also;
    places.push_back(statement.span);
    for (const Span place : places) {
      require_place(text, place);
      require(!place.empty(), "a statement says something");
      std::fill(cited.begin() + static_cast<std::ptrdiff_t>(place.start),
                cited.begin() + static_cast<std::ptrdiff_t>(place.end), true);
    }
    require(!find_invalid_utf8(statement.note), "a note is UTF-8");
    require(!name(statement.section).empty() && !dutch_name(statement.section).empty(), "a section has names");
  }
  std::size_t characters = 0, cited_characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_continuation(text[at])) continue;
    ++characters;
    cited_characters += cited[at];
  }
  const auto most = [&](std::size_t all) { return ratio * static_cast<double>(all); };
  require(static_cast<double>(std::count(cited.begin(), cited.end(), true)) <= most(text.size()),
          "the ratio is kept in bytes");
  require(static_cast<double>(cited_characters) <= most(characters), "the ratio is kept in characters");
  return 0;
}
