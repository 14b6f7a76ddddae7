// klinker-sentence-ends features begin|end FILE...: the places of flattened documents where a sentence may end without
//   closing punctuation, one a line: 1 or 0, and the features, `name value value`, separated by TAB. `begin`: those of the
//   first step. `end --begin TABLE`: those of the second, with the first step's weights.
// klinker-sentence-ends evaluate TABLE FILE...: precision, recall and F1 of sentences in the documents, joined to one text.
// klinker-sentence-ends errors TABLE FILE...: where text and model differ.
//
// A document is a line of JSON: {"lines":["A heading","A sentence."]}; it is flattened by joining its lines with spaces.

#include <cstdio>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <simdjson.h>

#include "klinker/text/table.h"
#include "klinker/tokenize/tokenizer.h"
#include "tokenize/sentence_splitter.h"

using namespace klinker;

namespace {

/// A text and the places in it where lines ended.
struct Flattened {
  std::string text;
  std::vector<Span> lines;

  void add(std::string_view line) {
    if (line.empty()) return;
    if (!text.empty()) text += ' ';
    lines.push_back({text.size(), text.size() + line.size()});
    text += line;
  }
};

// Without `together` a text for each document.
std::vector<Flattened> read_documents(const std::vector<std::string>& files, bool together) {
  std::vector<Flattened> texts(together ? 1 : 0);
  simdjson::ondemand::parser parser;
  for (const std::string& file : files) {
    const simdjson::padded_string bytes = simdjson::padded_string::load(file);
    simdjson::ondemand::document_stream documents = parser.iterate_many(bytes, std::max<std::size_t>(bytes.size(), 1 << 20));
    for (auto document : documents) {
      if (!together) texts.emplace_back();
      for (auto line : document["lines"]) texts.back().add(line.get_string().value());
    }
  }
  return texts;
}

class Splitter {
 public:
  explicit Splitter(const SentenceEndModel& model) : model_(model) {}

  Tokenization split(std::string_view text) const {
    Tokenization result = tokenizer_.tokenize(text);
    result.sentences.clear();
    SentenceSplitter(text, tables_, result.tokens, &model_).split(result.sentences);
    return result;
  }

 private:
  const SentenceEndModel& model_;
  Tokenizer tokenizer_;
  TokenizerTables tables_{TokenizerOptions{}};
};

void print_feature(std::string_view name, std::initializer_list<std::string_view> values) {
  std::printf("\t%.*s", static_cast<int>(name.size()), name.data());
  for (const std::string_view value : values) std::printf(" %.*s", static_cast<int>(value.size()), value.data());
}

void print_features(const std::vector<Flattened>& texts, const SentenceEndModel* begin) {
  const SentenceEndModel rules_only("prior\t\t-1000\n", "rules");
  const Splitter splitter(rules_only);
  const auto print = [](FeatureName name, const auto&... values) { print_feature(name.text, {values.text...}); };
  for (const Flattened& text : texts) {
    const Tokenization result = splitter.split(text.text);
    std::set<std::size_t> lines, sentences;
    for (const Span line : text.lines) lines.insert(line.end);
    for (const Sentence& sentence : result.sentences) sentences.insert(sentence.last_token - 1);
    SentenceEndFeatures features(text.text, result.tokens);
    SentenceEndFeatures::History history;
    for (std::size_t i = 0; i + 1 < result.tokens.size(); ++i) {
      const bool ends = lines.count(result.tokens[i].span.end) > 0, closed = sentences.count(i) > 0;
      if (!closed && features.is_candidate(i)) {
        std::printf("%d", ends);
        if (begin) features.ending(i, history, begin->beginning(features, i), print);
        else features.beginning(i, print);
        std::printf("\n");
      }
      if (ends) history.end_sentence(i, closed);
    }
  }
}

void evaluate(const Flattened& text, const SentenceEndModel& model) {
  const Tokenization result = Splitter(model).split(text.text);
  std::set<std::pair<std::size_t, std::size_t>> gold;
  for (const Span line : text.lines) gold.emplace(line.start, line.end);
  double right = 0;
  for (const Sentence& sentence : result.sentences)
    right += static_cast<double>(gold.count({sentence.span.start, sentence.span.end}));
  const double precision = right / static_cast<double>(result.sentences.size()),
               recall = right / static_cast<double>(gold.size());
  std::printf("F1 %.4f (P %.4f R %.4f) %zu sentences, %zu found, %.0f right\n",
              2 * right / static_cast<double>(gold.size() + result.sentences.size()), precision, recall, gold.size(),
              result.sentences.size(), right);
}

// The places where gold and model differ: - an end that was missed, + one too many.
void print_errors(const Flattened& text, const SentenceEndModel& model) {
  constexpr std::size_t kContext = 60;
  std::map<std::size_t, char> ends;
  for (const Span line : text.lines) ends[line.end] = '-';
  for (const Sentence& sentence : Splitter(model).split(text.text).sentences)
    if (const auto [place, added] = ends.emplace(sentence.span.end, '+'); !added) ends.erase(place);
  for (const auto& [end, kind] : ends) {
    const std::size_t start = end - std::min(end, kContext);
    std::printf("%c %s | %s\n", kind, text.text.substr(start, end - start).c_str(), text.text.substr(end, kContext).c_str());
  }
}

int run(std::vector<std::string> arguments) {
  const auto take = [&] {
    if (arguments.empty())
      throw std::runtime_error("usage: features begin FILE... | features end TABLE FILE... | evaluate|errors TABLE FILE...");
    std::string first = arguments.front();
    arguments.erase(arguments.begin());
    return first;
  };
  const auto model = [&] {
    const std::string path = take();
    return path == "builtin" ? SentenceEndModel::builtin() : SentenceEndModel(read_file(path), path);
  };
  const std::string verb = take();
  if (verb == "evaluate" || verb == "errors") {
    const SentenceEndModel weights = model();
    const Flattened text = read_documents(arguments, true).front();
    if (verb == "evaluate") evaluate(text, weights);
    else print_errors(text, weights);
  } else if (take() == "begin") {
    print_features(read_documents(arguments, false), nullptr);
  } else {
    const SentenceEndModel begin = model();
    print_features(read_documents(arguments, false), &begin);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "klinker-sentence-ends: %s\n", error.what());
    return 1;
  }
}
