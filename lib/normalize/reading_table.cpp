#include "reading_table.h"

#include <algorithm>

#include "klinker/text/mapped_text.h"
#include "table_columns.h"

namespace klinker {
namespace {

// How often a form of a table stands for one of its readings, in a text of its variety: before any counts. A form that is
// also a common word, or has several readings, is marked so in the table. Each further reading gets a third of the one
// before.
constexpr float kCertain = 0.97f, kAmbiguous = 0.55f, kFurther = 1.0f / 3;
constexpr float kWeightOfTable = 4;  // as many occurrences in a corpus does the table outweigh

constexpr std::string_view kOr = " | ";

}  // namespace

ReadingTable::ReadingTable(const std::string& user_table) {
  constexpr std::size_t kForms = 1 << 16;  // there are some 30,000
  readings_.reserve(kForms);
  for (const std::string table : {"contractions", "chat", "flemish", "antwerp", "street", "brabantian", "limburgish",
                                  "low-saxon", "zeelandic", "west-flemish", "medical", "evasive", "historical"}) {
    const std::string path = "normalize/tables/" + table + ".tsv";
    add(builtin_table(path), path, false);
  }
  const std::string counts = "normalize/tables/reading-counts.tsv";
  count(builtin_table(counts), counts);
  add(user_table, "the user table", true);
}

const std::vector<Reading>* ReadingTable::find(std::string_view form) const {
  const auto found = readings_.find(form);
  return found == readings_.end() ? nullptr : &found->second;
}

std::string ReadingTable::key(std::string_view token) {
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

void ReadingTable::add(std::string_view table, const std::string& name, bool from_user) {
  std::vector<std::string_view> kinds;
  const std::string kind_table = "normalize/tables/edit-kinds.tsv";
  if (from_user)
    for (const TableRow& row : parse_table(builtin_table(kind_table), 1, kind_table)) kinds.push_back(row.columns[0]);
  for (const TableRow& row : parse_table(table, 5, name)) {
    if (row.columns[0].empty()) fail(name, row, "the form is empty");
    if (row.columns[1].empty()) fail(name, row, "the replacement is empty");
    const bool ambiguous = row.columns[4] == "y";
    if (!ambiguous && row.columns[4] != "-") fail(name, row, "the fifth column is y or -");
    const Variety variety = variety_in(row, 3, name);
    if (from_user) {
      if (row.columns[0].find(' ') != std::string_view::npos) fail(name, row, "a form is one token, without spaces");
      if (std::find(kinds.begin(), kinds.end(), row.columns[2]) == kinds.end())
        fail(name, row, "no kind \"" + std::string(row.columns[2]) + "\"; see the table of kinds in the README");
    }
    std::vector<Reading>& readings = readings_[key(row.columns[0])];
    if (from_user) std::erase_if(readings, [](const Reading& reading) { return !reading.from_user; });
    std::vector<std::string_view> texts;
    each_part(row.columns[1], kOr, [&](std::string_view text) {
      if (text.empty()) fail(name, row, "a reading is empty");
      texts.push_back(text);
    });
    float shares = 0, share = 1;
    for (std::size_t i = 0; i < texts.size(); ++i, share *= kFurther) shares += share;
    share = (ambiguous ? kAmbiguous : kCertain) / shares;
    for (const std::string_view text : texts) {
      const bool known = std::any_of(readings.begin(), readings.end(), [&](const Reading& reading) {
        return reading.text == text && reading.variety == variety;
      });
      if (!known)
        readings.push_back(
            {std::string(text), std::string(row.columns[2]), variety, share, from_user, from_user && !ambiguous});
      share *= kFurther;
    }
  }
}

// Columns: variety, form, reading ("=" where the form stood for itself), count, kind; the rows of a form together.
void ReadingTable::count(std::string_view table, const std::string& name) {
  const auto rows = parse_table(table, 5, name);
  std::vector<float> counts;
  for (std::size_t first = 0, end = 0; first < rows.size(); first = end) {
    const std::string_view form = rows[first].columns[1];
    const Variety variety = variety_in(rows[first], 0, name);
    counts.clear();
    float total = 0;
    for (; end < rows.size() && rows[end].columns[0] == rows[first].columns[0] && rows[end].columns[1] == form; ++end) {
      const float count = number_in(rows[end], 3, name);
      if (count <= 0) fail(name, rows[end], "the count is not above 0");
      counts.push_back(count);
      total += count;
    }
    std::vector<Reading>& readings = readings_[std::string(form)];
    const bool in_table =
        std::any_of(readings.begin(), readings.end(), [&](const Reading& reading) { return reading.variety == variety; });
    const float weight = in_table ? kWeightOfTable : 1;
    for (Reading& reading : readings)
      if (reading.variety == variety) reading.probability *= weight / (weight + total);
    for (std::size_t row = first; row < end; ++row) {
      const std::string_view stands_for = rows[row].columns[2] == "=" ? form : rows[row].columns[2];
      const float probability = counts[row - first] / (weight + total);
      const auto known = std::find_if(readings.begin(), readings.end(), [&](const Reading& reading) {
        return reading.variety == variety && reading.text == stands_for;
      });
      if (known != readings.end()) known->probability += probability;
      else
        readings.push_back({std::string(stands_for), std::string(rows[row].columns[4]), variety, probability, false, false});
    }
  }
}

}  // namespace klinker
