#include "lexicon.h"

#include "klinker/error.h"
#include "klinker/text/mapped_text.h"
#include "klinker/text/table.h"

namespace klinker {

NormalizerLexicon::NormalizerLexicon() : words_(builtin_table("normalize/tables/word-counts.tsv")) {}

NormalizerLexicon::NormalizerLexicon(const std::string& user_table) : NormalizerLexicon() {
  add(user_table, "the user table");
  for (const std::string table : {"contractions", "chat", "flemish", "street", "medical"}) {
    const std::string path = "normalize/tables/" + table + ".tsv";
    add(builtin_table(path), path);
  }
}

const std::vector<Reading>* NormalizerLexicon::readings(std::string_view form) const {
  const auto found = readings_.find(form);
  return found == readings_.end() ? nullptr : &found->second;
}

std::string NormalizerLexicon::key(std::string_view token) {
  constexpr std::string_view kCurly = "\xE2\x80\x99";
  std::string form;
  bool ascii = true;
  for (const char c : token) {
    ascii &= static_cast<signed char>(c) >= 0;
    form += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (ascii) return form;
  const std::string folded = fold_case(form).text();
  form.clear();
  for (std::size_t at = 0; at < folded.size();) {
    const bool curly = folded.compare(at, kCurly.size(), kCurly) == 0;
    form += curly ? '\'' : folded[at];
    at += curly ? kCurly.size() : 1;
  }
  return form;
}

void NormalizerLexicon::add(std::string_view table, const std::string& name) {
  for (const TableRow& row : parse_table(table, 5, name)) {
    const auto fail = [&](const std::string& why) {
      throw Error(ErrorCode::invalid_table, name + ", line " + std::to_string(row.line) + ": " + why);
    };
    Reading reading{{}, std::string(row.columns[2]), std::string(row.columns[3]), row.columns[4] == "y", {}};
    if (!reading.ambiguous && row.columns[4] != "-") fail("the fifth column is y or -");
    const std::string form = key(row.columns[0]);
    constexpr std::string_view kOr = " | ";
    for (std::string_view rest = row.columns[1]; !rest.empty();) {
      const std::size_t end = rest.find(kOr);
      (reading.replacement.empty() ? reading.replacement : reading.alternatives.emplace_back()) = rest.substr(0, end);
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + kOr.size());
    }
    if (reading.replacement.empty()) fail("the replacement is empty");
    // A form that millions of words of edited text never hold is a standard word in dictionaries only ("tis", "egt").
    const bool in_use = words_.count(form) > 0 || reading.kind == "slang" || form.front() == '\'';
    reading.ambiguous = (reading.ambiguous && in_use) || !reading.alternatives.empty();
    readings_[form].push_back(std::move(reading));
  }
}

}  // namespace klinker
