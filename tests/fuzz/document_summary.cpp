// Summaries of documents: every statement is a place in the document, in its order, and together they keep to the bounds.

#include <limits>
#include <vector>

#include "clinical/room.h"
#include "fuzz.h"
#include "klinker/error.h"
#include "klinker/summarize/document_summarizer.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const DocumentSummarizer kSummarizer;
  static constexpr double kRatios[] = {0.33, 0.05, 0.5, 1.0};
  static constexpr std::size_t kMost[] = {std::numeric_limits<std::size_t>::max(), 1, 3};
  std::string_view input = bytes(data, size);
  const double ratio = kRatios[take_choice(input, std::size(kRatios))];
  const std::size_t most = kMost[take_choice(input, std::size(kMost))];
  const std::string text = text_of(input);
  std::vector<Statement> statements;
  try {
    statements = kSummarizer.summarize(text, {.max_ratio = ratio, .max_sentences = most});
  } catch (const Error& error) {
    require_code(error, {ErrorCode::unsupported});
    return 0;
  }
  require(statements.size() <= most, "the number of sentences is kept");
  std::size_t end = 0;
  Room room = Room::of(text, ratio);
  for (const Statement& statement : statements) {
    require_place(text, statement.span);
    require(!statement.span.empty() && statement.span.start >= end, "statements come in order and say something");
    end = statement.span.end;
    require(room.take(statement.span.of(text)), "the ratio is kept");
    require(!dutch_document_name(statement.section).empty(), "a section has a name");
  }
  return 0;
}
