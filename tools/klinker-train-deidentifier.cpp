#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "clinical/identifier_trainer.h"
#include "command.h"
#include "klinker/corpus/text_file.h"
#include "klinker/text/offset_map.h"
#include "text/json_reader.h"

using namespace klinker;

namespace {

namespace po = tools::po;

std::vector<Identifier> read_spans(const JsonObject& root, std::string_view text) {
  if (!root.has("spans")) root.fail("spans", "is missing");
  const OffsetMap offsets(text, OffsetUnit::code_point);
  std::vector<Identifier> identifiers;
  for (const JsonObject& span : root.objects("spans")) {
    const auto most = static_cast<std::int64_t>(text.size());
    const auto start = static_cast<std::size_t>(span.integer("start", 0, most));
    const auto end = static_cast<std::size_t>(span.integer("end", 0, most));
    const std::size_t first = offsets.to_bytes(start), last = offsets.to_bytes(end);
    if (first >= last) span.fail("end", "is not behind start, or behind the text");
    identifiers.push_back({{first, last}, identifier_kind(span.string("label"))});
  }
  std::sort(identifiers.begin(), identifiers.end(),
            [](const Identifier& a, const Identifier& b) { return a.span < b.span; });
  return identifiers;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "train-deidentifier",
      .summary = KLINKER_SUMMARY,
      .usage = "[--output TABLE] [--folds N] FILE...",
      .description = "Learns from records with marked identifiers what tells them from other words where no rule does, and "
                     "writes it as a table\n"
                     "of weights: compiled in from lib/clinical/tables/identifier-weights.tsv. Records are JSONL with "
                     "\"text\" and \"spans\", each of\n"
                     "which has \"start\", \"end\" (code points) and \"label\". With --folds each record is read by rules "
                     "and a model that did not see\n"
                     "it, and the characters found are counted. The same input gives the same bytes.",
      .example = "  klinker train-deidentifier --folds 10 --output identifier-weights.tsv corpora/clinical/huisarts.jsonl",
  });
  command.options().add_options()("output", po::value<std::string>()->value_name("TABLE"), "where the weights go")(
      "folds", po::value<std::size_t>()->default_value(0)->value_name("N"),
      "parts that are left out in turn; 0: measure nothing");
  return command.run(argc, argv, [](const po::variables_map& arguments) {
    if (!arguments.count("input")) throw Error(ErrorCode::usage, "name the files with records");
    const std::size_t folds = arguments["folds"].as<std::size_t>();
    if (folds == 1) throw Error(ErrorCode::usage, "--folds is 0, or 2 or more");
    IdentifierTrainer trainer;
    for (const std::string& path : arguments["input"].as<std::vector<std::string>>()) {
      const std::string text = read_text_file(path);
      for_each_line(text, [&](std::string_view line, std::size_t number) {
        if (line.empty()) return;
        const std::string place = line_place(path, number);
        const JsonDocument document(line, place);
        const std::string record = document.root().string("text");
        try {
          trainer.add(record, read_spans(document.root(), record));
        } catch (const Error& error) {
          const std::string why = error.what();
          throw Error(error.code(), why.starts_with(place) ? why : place + ": " + why);
        }
      });
    }
    if (trainer.records() < std::max<std::size_t>(folds, 1)) throw Error(ErrorCode::usage, "there are too few records");
    if (folds) {
      const std::vector<float> thresholds = {2.0f, 0.5f, IdentifierModel::kThreshold, 0.15f};
      const std::vector<CharacterCounts> all = trainer.cross_validate(folds, thresholds);
      for (std::size_t i = 0; i < thresholds.size(); ++i) {
        const CharacterCounts& counts = all[i];
        const float threshold = thresholds[i];
        const double recall = static_cast<double>(counts.right) / static_cast<double>(std::max<std::size_t>(counts.gold, 1));
        const double precision =
            static_cast<double>(counts.right) / static_cast<double>(std::max<std::size_t>(counts.found, 1));
        if (threshold > 1) std::printf("rules alone: ");
        else std::printf("from probability %.2f on: ", static_cast<double>(threshold));
        std::printf("characters recall %.4f, precision %.4f, F1 %.4f\n", recall, precision,
                    recall + precision > 0 ? 2 * recall * precision / (recall + precision) : 0);
      }
    }
    if (arguments.count("output")) {
      const std::string path = arguments["output"].as<std::string>();
      std::ofstream file(path, std::ios::binary);
      file << "# title: What tells an identifier in a healthcare record where no rule does\n"
              "# source: learned by klinker train-deidentifier from the invented records of corpora/clinical\n"
              "# licence: Apache-2.0\n"
              "# columns: feature\tlabel\tweight\n"
           << trainer.table();
      file.close();
      if (!file) throw Error(ErrorCode::io, "cannot write " + path);
    }
    return 0;
  });
}
