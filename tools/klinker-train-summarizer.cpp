#include <cstdio>
#include <fstream>
#include <iostream>

#include "clinical/summary_trainer.h"
#include "command.h"
#include "klinker/corpus/text_file.h"
#include "text/json_reader.h"

using namespace klinker;

namespace {

namespace po = tools::po;

std::vector<KeyFact> read_facts(const JsonObject& root, std::string_view text) {
  if (!root.has("key_facts")) root.fail("key_facts", "is missing");
  std::vector<KeyFact> facts;
  for (const JsonObject& fact : root.objects("key_facts")) {
    const std::string importance = fact.string("importance");
    if (importance != "must" && importance != "should") fact.fail("importance", "is must or should");
    facts.push_back({importance == "must", {}});
    for (const std::string& evidence : fact.strings("evidence")) {
      if (evidence.empty() || text.find(evidence) == std::string_view::npos)
        fact.fail("evidence", "does not stand in the record: " + evidence);
      for (std::size_t at = text.find(evidence); at != std::string_view::npos;
           at = text.find(evidence, at + evidence.size()))
        facts.back().places.push_back({at, at + evidence.size()});
    }
  }
  return facts;
}

void print_share(const char* what, std::size_t part, std::size_t whole) {
  std::printf("%s facts %.3f (%zu/%zu)", what, whole ? static_cast<double>(part) / static_cast<double>(whole) : 0, part,
              whole);
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "train-summarizer",
      .summary = KLINKER_SUMMARY,
      .usage = "[--output TABLE] [--folds N] FILE...",
      .description = "Learns from records with key facts what a reader needs of a healthcare record, and writes it as a "
                     "table of weights:\n"
                     "compiled in from lib/clinical/tables/statement-weights.tsv. Records are JSONL with \"text\" and "
                     "\"key_facts\", each of\n"
                     "which has \"importance\" (must, should) and \"evidence\", strings of the text. With --folds each "
                     "record is summarised by a\n"
                     "model that did not see it, and the share of the facts in these summaries is printed. The same input "
                     "gives the same bytes.",
      .example = "  klinker train-summarizer --folds 10 --output statement-weights.tsv corpora/clinical/huisarts.jsonl",
  });
  command.options().add_options()("output", po::value<std::string>()->value_name("TABLE"), "where the weights go")(
      "folds", po::value<std::size_t>()->default_value(0)->value_name("N"),
      "parts that are left out in turn; 0: measure nothing");
  return command.run(argc, argv, [](const po::variables_map& arguments) {
    if (!arguments.count("input")) throw Error(ErrorCode::usage, "name the files with records");
    const std::size_t folds = arguments["folds"].as<std::size_t>();
    if (folds == 1) throw Error(ErrorCode::usage, "--folds is 0, or 2 or more");
    SummaryTrainer trainer;
    for (const std::string& path : arguments["input"].as<std::vector<std::string>>()) {
      const std::string text = read_text_file(path);
      for_each_line(text, [&](std::string_view line, std::size_t number) {
        if (line.empty()) return;
        const JsonDocument document(line, line_place(path, number));
        const std::string record = document.root().string("text");
        trainer.add(record, read_facts(document.root(), record));
      });
    }
    if (trainer.records() < std::max<std::size_t>(folds, 1)) throw Error(ErrorCode::usage, "there are too few records");
    if (folds) {
      const std::vector<double> ratios = {0.25, 0.33, 0.5};
      const std::vector<Coverage> coverages = trainer.cross_validate(folds, ratios);
      for (std::size_t i = 0; i < ratios.size(); ++i) {
        const Coverage& coverage = coverages[i];
        std::printf("at %.2f of the text: ", ratios[i]);
        print_share("must", coverage.must, coverage.musts);
        print_share(", should", coverage.should, coverage.shoulds);
        std::printf("\n");
      }
    }
    if (arguments.count("output")) {
      const std::string path = arguments["output"].as<std::string>();
      std::ofstream file(path, std::ios::binary);
      file << "# title: What tells that a reader of a healthcare record needs a statement\n"
              "# source: learned by klinker train-summarizer from the invented records of corpora/clinical\n"
              "# licence: Apache-2.0\n"
              "# columns: feature\tweight\n"
           << trainer.table();
      file.close();
      if (!file) throw Error(ErrorCode::io, "cannot write " + path);
    }
    return 0;
  });
}
