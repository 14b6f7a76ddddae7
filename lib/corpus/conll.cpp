#include "klinker/corpus/conll.h"

#include <utility>

#include "klinker/corpus/text_file.h"
#include "klinker/error.h"

namespace klinker {
namespace {

std::vector<std::string_view> columns_of(std::string_view line) {
  const char* const separators = line.find('\t') != std::string_view::npos ? "\t" : " ";
  std::vector<std::string_view> columns;
  for (std::size_t at = line.find_first_not_of(separators); at != std::string_view::npos;) {
    const std::size_t end = line.find_first_of(separators, at);
    columns.push_back(line.substr(at, end == std::string_view::npos ? end : end - at));
    at = line.find_first_not_of(separators, end);
  }
  return columns;
}

}  // namespace

bool is_bio_tag(std::string_view tag) {
  return tag == "O" || (tag.size() > 2 && (tag[0] == 'B' || tag[0] == 'I') && tag[1] == '-');
}

void to_bio(std::vector<std::string>& tags) {
  std::string before = "O";
  for (std::string& tag : tags) {
    const bool continues =
        before != "O" && std::string_view(before).substr(2) == std::string_view(tag).substr(tag == "O" ? 1 : 2);
    if (tag[0] == 'I' && !continues) tag[0] = 'B';
    before = tag;
  }
}

std::vector<ConllSentence> parse_conll(std::string_view text, const std::string& where) {
  std::vector<ConllSentence> sentences;
  ConllSentence sentence;
  std::size_t width = 0;
  const auto finish = [&] {
    if (sentence.tokens.empty()) return;
    to_bio(sentence.tags);
    sentences.push_back(std::exchange(sentence, {}));
  };
  for_each_line(text, [&](std::string_view line, std::size_t number) {
    const std::vector<std::string_view> columns = columns_of(line);
    if (columns.empty()) return finish();
    if (columns.front() == "-DOCSTART-") return;
    const bool tagged = is_bio_tag(columns.back());
    if (sentence.tokens.empty() && line.starts_with("# ") && !tagged) return;
    const auto fail = [&](const std::string& why) {
      throw Error(ErrorCode::invalid_table, line_place(where, number) + ": " + why);
    };
    if (columns.size() < 2) fail("has one column; a token and a tag are needed");
    if (width == 0) width = columns.size();
    if (columns.size() != width)
      fail("has " + std::to_string(columns.size()) + " columns, the lines before " + std::to_string(width));
    if (!tagged) fail("the last column is no tag; tags are O, or B- or I- with a type");
    if (sentence.tokens.empty()) sentence.line = number;
    sentence.tokens.emplace_back(columns.front());
    sentence.tags.emplace_back(columns.back());
  });
  finish();
  return sentences;
}

}  // namespace klinker
