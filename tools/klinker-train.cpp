#include "command.h"
#include "training.h"

using namespace klinker;

int main(int argc, char** argv) {
  tools::Command command({
      .name = "train",
      .summary = KLINKER_SUMMARY,
      .usage = "--task NAME --train FILE... --dev FILE... --base DIR --output DIR [OPTION]...",
      .description = "Trains a model on labelled data and writes a model folder with weights, settings, card (README.md), "
                     "metrics.jsonl and\n"
                     "report.html, which shows wrong answers and so holds texts of the development data. The figures on the "
                     "development\n"
                     "data go to standard output as JSON; they also chose the weights, so measure on other data before you "
                     "rely on them.\n"
                     "The same data, options and seed give the same weights.\n\n"
                     "Data is JSONL, CSV or TSV with \"text\" and \"label\" (task text), \"text\" and \"labels\" "
                     "(multilabel; in a table separated\n"
                     "by |), or \"text\", \"text_pair\" and \"label\" (pair); for the task token JSONL with \"tokens\" and "
                     "\"tags\", or columns as in\n"
                     "CoNLL with the token first and its tag (BIO, or IOB1) last.\n\n"
                     "A training that was stopped, however roughly, goes on with the same command and ends with the weights "
                     "of an unbroken\n"
                     "one; until then its folder is called DIR.part.",
      .example = "  klinker subword train --output nl.model messages.txt\n"
                 "  klinker train --train train.jsonl --dev dev.jsonl --base nl.model --output topics --seed 7\n"
                 "  klinker classify --model topics --jsonl new.jsonl\n"
                 "  klinker train --task token --train ned.train --dev ned.testa --base klinker-base-nl --output names",
  });
  tools::add_training_options(command.options());
  return command.run(argc, argv, [](const tools::po::variables_map& arguments) {
    tools::train_model(arguments, "train");
    return 0;
  });
}
