#include "clinical/record_check.h"

#include <algorithm>
#include <vector>

#include "clinical/folded_text.h"
#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr std::size_t kSample = 64u << 10;  // bytes that are looked at for the language
constexpr std::size_t kFewestWords = 8;     // function words of another language that make a verdict

}  // namespace

RecordCheck::RecordCheck() {
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/function_words.tsv"), 2, "function_words.tsv"))
    words_.add(row.columns[0], row.columns[1] == "nl" ? 0 : 1);
}

void RecordCheck::require_dutch(std::string_view record, std::string_view folded) const {
  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v';
  };
  const auto controls = static_cast<std::size_t>(std::count_if(record.begin(), record.end(), is_control));
  if (controls * 50 > record.size())
    throw Error(ErrorCode::unsupported, "the record looks like binary data: " + std::to_string(controls) + " of " +
                                            std::to_string(record.size()) + " bytes are control characters");
  const std::string_view sample = folded.substr(0, kSample);
  std::size_t latin = 0, other = 0;
  for (const char c : sample) {
    const auto byte = static_cast<unsigned char>(c);
    if (c >= 'a' && c <= 'z') ++latin;
    if (byte >= 0xC6) ++other;  // lead bytes beyond Latin-1
  }
  if (other > 20 && other > latin)
    throw Error(ErrorCode::unsupported, "the record is not in the Latin alphabet; only Dutch is summarised");
  std::vector<PhraseTable::Match> matches;
  words_.find(folded, {0, sample.size()}, matches);
  const auto dutch = static_cast<std::size_t>(
      std::count_if(matches.begin(), matches.end(), [](const PhraseTable::Match& match) { return match.number == 0; }));
  const std::size_t foreign = matches.size() - dutch;
  if (foreign >= kFewestWords && foreign > 2 * dutch)
    throw Error(ErrorCode::unsupported, "the record does not look like Dutch (" + std::to_string(foreign) +
                                            " function words of other languages, " + std::to_string(dutch) +
                                            " of Dutch); only Dutch is summarised");
}

}  // namespace klinker
