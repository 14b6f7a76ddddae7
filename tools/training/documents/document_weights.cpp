// klinker-document-weights learn FILE...: the rows of lib/summarize/tables/weights.tsv, learned from the documents of split
//   "dev" by logistic regression: a sentence is wanted where it holds most of the evidence of a key fact.
// klinker-document-weights check FILE... [DECAY]: share of the key facts of split "dev" that summaries hold, each document
// by
//   weights that were learned from the others, in ten parts.
// klinker-document-weights sentences FILE...: the documents with "sentences", places (in code points) of what may be cited.
// A document is a line of corpora/documents: "id", "split", "text", "key_facts" with "evidence".

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "clinical/folded_text.h"
#include "klinker/corpus/json.h"
#include "klinker/corpus/text_file.h"
#include "klinker/error.h"
#include "klinker/text/offset_map.h"
#include "klinker/text/table.h"
#include "summarize/document_analyzer.h"
#include "summarize/sentence_model.h"
#include "text/json_reader.h"

using namespace klinker;

namespace {

struct Document {
  std::string id, split, text;
  std::vector<Span> facts;  // places of evidence, one a key fact
};

std::vector<Document> read_documents(const std::vector<std::string>& files) {
  std::vector<Document> documents;
  for (const std::string& path : files) {
    const std::string lines = read_text_file(path);
    for_each_line(lines, [&](std::string_view line, std::size_t number) {
      if (line.empty()) return;
      const JsonDocument json(line, line_place(path, number));
      Document document{json.root().string("id"), json.root().string("split", "dev"), json.root().string("text"), {}};
      if (json.root().has("key_facts"))
        for (const JsonObject& fact : json.root().objects("key_facts"))
          for (const std::string& evidence : fact.strings("evidence")) {
            const std::size_t at = document.text.find(evidence);
            if (at == std::string::npos) fact.fail("evidence", "does not stand in the document");
            document.facts.push_back({at, at + evidence.size()});
          }
      documents.push_back(std::move(document));
    });
  }
  return documents;
}

double shared(Span a, Span b) {
  const std::size_t start = std::max(a.start, b.start), end = std::min(a.end, b.end);
  return start < end ? static_cast<double>(end - start) / static_cast<double>(b.size()) : 0;
}

struct Example {
  const SentenceSigns* signs;
  bool wanted;
};

std::vector<Example> examples_of(const Document& document, const ReadDocument& read) {
  std::vector<Example> examples;
  for (std::size_t i = 0; i < read.signs.size(); ++i) {
    if (!read.signs[i].candidate) continue;
    const Span span = read.parts.sentences[i].span;
    examples.push_back({&read.signs[i], std::any_of(document.facts.begin(), document.facts.end(),
                                                    [&](Span fact) { return shared(span, fact) > 0.5; })});
  }
  return examples;
}

using Row = std::array<float, kSentenceFeatures>;

// Logistic regression by full-batch gradient descent: the loss is convex and small, so the order of examples plays no part.
Row learn(const std::vector<Example>& examples, const Row& prior, double decay) {
  constexpr int kRounds = 3000;
  constexpr double kStep = 0.5;
  std::array<double, kSentenceFeatures> weights{}, gradient{};
  std::copy(prior.begin(), prior.end(), weights.begin());
  for (int round = 0; round < kRounds; ++round) {
    gradient.fill(0);
    for (const Example& example : examples) {
      double logit = 0;
      for (std::size_t i = 0; i < kSentenceFeatures; ++i)
        logit += weights[i] * static_cast<double>(example.signs->features[i]);
      const double error = 1 / (1 + std::exp(-logit)) - (example.wanted ? 1 : 0);
      for (std::size_t i = 0; i < kSentenceFeatures; ++i)
        gradient[i] += error * static_cast<double>(example.signs->features[i]);
    }
    for (std::size_t i = 0; i < kSentenceFeatures; ++i) {
      const bool intercept = i == static_cast<std::size_t>(SentenceFeature::always);
      const double pull = intercept ? 0 : decay * (weights[i] - static_cast<double>(prior[i]));
      weights[i] -= kStep * (gradient[i] / static_cast<double>(examples.size()) + pull);
    }
  }
  Row rounded{};
  for (std::size_t i = 0; i < kSentenceFeatures; ++i) rounded[i] = static_cast<float>(std::round(weights[i] * 100) / 100);
  return rounded;
}

// Formal documents learn from all, and plain ones from those of their kind, which are few: so the prior weighs more.
SentenceModel::Weights learn(const std::vector<Example>& examples, const SentenceModel::Weights& prior) {
  constexpr double kDecay = 0.01, kDecayOfPlain = 0.03;
  std::vector<Example> plain;
  std::copy_if(examples.begin(), examples.end(), std::back_inserter(plain), [](const Example& e) { return e.signs->plain; });
  return {learn(examples, prior.formal, kDecay), learn(plain, prior.plain, kDecayOfPlain)};
}

// Holds `documents` and what refers to them.
class Corpus {
 public:
  explicit Corpus(const std::vector<std::string>& files) : documents_(read_documents(files)) {
    for (const Document& document : documents_)
      read_.push_back(analyzer_.read(document.text, fold_for_matching(document.text)));
  }

  std::vector<Example> examples(std::size_t folds, std::size_t fold) const {
    std::vector<Example> all;
    for (std::size_t d = 0; d < documents_.size(); ++d) {
      if (documents_[d].split != "dev" || d % folds == fold) continue;
      const auto own = examples_of(documents_[d], read_[d]);
      all.insert(all.end(), own.begin(), own.end());
    }
    return all;
  }

  void check(const SentenceModel::Weights& prior) const {
    constexpr std::size_t kFolds = 10;
    std::map<double, std::size_t> hits;
    std::size_t facts = 0;
    for (std::size_t fold = 0; fold < kFolds; ++fold) {
      const SentenceModel model(learn(examples(kFolds, fold), prior));
      for (std::size_t d = fold; d < documents_.size(); d += kFolds) {
        if (documents_[d].split != "dev") continue;
        facts += documents_[d].facts.size();
        std::vector<double> scores;
        for (const SentenceSigns& signs : read_[d].signs) scores.push_back(model.score(signs));
        for (const double ratio : {0.2, 0.33}) {
          std::vector<Span> cited;
          for (const std::size_t i : select_sentences(read_[d], scores, {.max_ratio = ratio}))
            cited.push_back(read_[d].parts.sentences[i].span);
          for (const Span fact : documents_[d].facts) {
            double held = 0;
            for (const Span span : cited) held += shared(span, fact);
            hits[ratio] += held >= 0.9;
          }
        }
      }
    }
    for (const auto& [ratio, hit] : hits)
      std::printf("at %.2f of the text: key facts %.3f (%zu/%zu)\n", ratio,
                  static_cast<double>(hit) / static_cast<double>(facts), hit, facts);
  }

  void print_sentences() const {
    for (std::size_t d = 0; d < documents_.size(); ++d) {
      const OffsetMap offsets(documents_[d].text, OffsetUnit::code_point);
      std::string out = "{\"id\":" + json_string(documents_[d].id) + ",\"sentences\":[";
      for (std::size_t i = 0; i < read_[d].signs.size(); ++i) {
        if (!read_[d].signs[i].candidate) continue;
        const Span span = offsets.from_bytes(read_[d].parts.sentences[i].span);
        if (out.back() != '[') out += ',';
        out += '[' + std::to_string(span.start) + ',' + std::to_string(span.end) + ']';
      }
      std::puts((out + "]}").c_str());
    }
  }

 private:
  DocumentAnalyzer analyzer_;
  std::vector<Document> documents_;
  std::vector<ReadDocument> read_;
};

int run(const std::string& verb, std::vector<std::string> arguments) {
  SentenceModel::Weights prior{};
  if (verb != "sentences") {
    prior = SentenceModel::parse(read_file(arguments.front()), arguments.front());
    arguments.erase(arguments.begin());
  }
  const Corpus corpus(arguments);
  if (verb == "sentences") corpus.print_sentences();
  else if (verb == "check") corpus.check(prior);
  else if (verb == "learn") {
    const SentenceModel::Weights weights = learn(corpus.examples(1, 1), prior);
    std::puts(
        "# title: What tells that a reader needs a sentence of a document\n"
        "# source: learned by tools/training/documents/train.sh from the documents of split dev in corpora/documents\n"
        "# licence: Apache-2.0\n"
        "# columns: feature\tformal\tplain\n"
        "# formal: weights in documents with headings that headings.tsv knows, or with many formal sentences; plain: in "
        "others");
    for (std::size_t i = 0; i < kSentenceFeatures; ++i)
      std::printf("%s\t%.2f\t%.2f\n", std::string(name(static_cast<SentenceFeature>(i))).c_str(),
                  static_cast<double>(weights.formal[i]), static_cast<double>(weights.plain[i]));
  } else return 2;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 3) throw Error(ErrorCode::usage, "klinker-document-weights learn|check PRIOR FILE..., or sentences FILE...");
    return run(argv[1], {argv + 2, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "klinker-document-weights: %s\n", error.what());
    return 2;
  }
}
