// klinker-bench-segment icu|LIBRARY: reads one JSONL record, splits its text with ICU's break iterators or with Bling Fire
// (the path of its library), and writes it with "sentences" as `klinker tokenize --jsonl` does.
// klinker-bench-segment RECORD LINES: the same for another program's output in LINES, a sentence a line with spaces between
// the tokens, which are looked for in the text of the record.

#include <unicode/uchar.h>

#include <cstdio>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "bling_fire.h"
#include "icu_segmenter.h"
#include "klinker/corpus/record.h"
#include "klinker/text/offset_map.h"
#include "klinker/text/table.h"
#include "klinker/text/utf8.h"

using namespace klinker;
using namespace klinker::bench;

namespace {

// The tokens by the sentence they start in.
std::vector<std::vector<Span>> by_sentence(const std::vector<Span>& tokens, const std::vector<Span>& sentences) {
  std::vector<std::vector<Span>> result;
  std::size_t next = 0;
  for (const Span token : tokens) {
    const std::size_t before = next;
    while (next < sentences.size() && sentences[next].start <= token.start) ++next;
    if (result.empty() || next > before) result.emplace_back();
    result.back().push_back(token);
  }
  return result;
}

std::vector<std::vector<Span>> with_icu(std::string_view text) {
  IcuSegmenter segmenter(IcuSegmenter::Reads::utf8, true);
  const Tokenization& result = segmenter.segment(text);
  std::vector<Span> tokens, sentences;
  for (const Token& token : result.tokens) tokens.push_back(token.span);
  for (const Sentence& sentence : result.sentences) sentences.push_back(sentence.span);
  return by_sentence(tokens, sentences);
}

std::vector<std::vector<Span>> with_bling_fire(const std::string& library, std::string_view text) {
  BlingFire segmenter(library);
  const std::vector<Span> sentences = segmenter.sentences(text);
  return by_sentence(segmenter.words(text), sentences);
}

std::vector<std::vector<Span>> aligned(std::string_view text, const std::string& lines) {
  std::vector<std::vector<Span>> result;
  std::size_t at = 0;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    result.emplace_back();
    for (std::string word; words >> word;) {
      Span span{text.size(), at};
      for (std::size_t i = 0; i < word.size();) {
        const char32_t wanted = next_code_point(word, i);
        std::size_t start = at;
        char32_t c = 0;
        do {
          if (at == text.size()) throw std::runtime_error("the lines hold more than the text");
          start = at;
          c = next_code_point(text, at);
        } while (u_isUWhiteSpace(static_cast<UChar32>(c)));
        if (c != wanted) throw std::runtime_error("the lines are not the text from byte " + std::to_string(start) + " on");
        span = {std::min(span.start, start), at};
      }
      result.back().push_back(span);
    }
    if (result.back().empty()) result.pop_back();
  }
  return result;
}

std::string to_json(std::string_view text, const std::vector<std::vector<Span>>& sentences) {
  const OffsetMap map(text, OffsetUnit::code_point);
  std::string json = "[";
  for (const std::vector<Span>& tokens : sentences) {
    json += json.size() > 1 ? ",{\"tokens\":[" : "{\"tokens\":[";
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const Span span = map.from_bytes(tokens[i]);
      json += (i > 0 ? ",{\"start\":" : "{\"start\":") + std::to_string(span.start) +
              ",\"end\":" + std::to_string(span.end) + "}";
    }
    json += "]}";
  }
  return json + "]";
}

int run(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fputs("usage: klinker-bench-segment icu|LIBRARY < RECORD\n       klinker-bench-segment RECORD LINES\n", stderr);
    return 2;
  }
  std::string line = argc == 3 ? read_file(argv[1]) : std::string(std::istreambuf_iterator<char>(std::cin), {});
  Record record = RecordParser().parse(line);
  if (record.error()) throw *record.error();
  const std::string& text = record.text();
  const std::string how = argv[1];
  record.set("sentences", to_json(text, argc == 3      ? aligned(text, read_file(argv[2]))
                                        : how == "icu" ? with_icu(text)
                                                       : with_bling_fire(how, text)));
  std::cout << record.to_json() << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "klinker-bench-segment: %s\n", error.what());
    return 1;
  }
}
