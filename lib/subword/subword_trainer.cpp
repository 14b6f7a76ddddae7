#include "klinker/subword/subword_trainer.h"

#include <sentencepiece_trainer.h>

#include <unordered_map>

#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/line_sample.h"
#include "klinker/error.h"

namespace klinker {
namespace {

constexpr std::size_t kMaxLine = 16384;  // bytes; SentencePiece needs memory for the square of a long line

class Lines final : public sentencepiece::SentenceIterator {
 public:
  explicit Lines(const std::vector<std::string>& lines) : lines_(lines) {}
  bool done() const override { return at_ == lines_.size(); }
  void Next() override { ++at_; }
  const std::string& value() const override { return lines_[at_]; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  const std::vector<std::string>& lines_;
  std::size_t at_ = 0;
};

void check(const SubwordTraining& training) {
  const auto wrong = [](const std::string& what) { throw Error(ErrorCode::wrong_value, what); };
  if (training.files.empty()) wrong("no file to train pieces on; name at least one");
  if (training.output.empty()) wrong("no output file for the pieces");
  if (training.algorithm != "unigram" && training.algorithm != "bpe")
    wrong("the algorithm is unigram or bpe, not " + training.algorithm);
  if (training.normalization != "identity" && training.normalization != "nmt_nfkc" && training.normalization != "nmt_nfkc_cf")
    wrong("the normalization is identity, nmt_nfkc or nmt_nfkc_cf, not " + training.normalization);
  if (training.vocabulary < 300 || training.vocabulary > 1'000'000)
    wrong("a vocabulary has from 300 (256 of them bytes) to 1000000 pieces, not " + std::to_string(training.vocabulary));
  if (!(training.character_coverage >= 0.9 && training.character_coverage <= 1)) wrong("the character coverage is from 0.9 to 1");
  if (training.max_sentences == 0 || training.threads == 0 || training.threads > 1024)
    wrong("at least one sentence and from 1 to 1024 threads are needed");
}

}  // namespace

void train_subword_model(const SubwordTraining& training) {
  check(training);
  const LineSampleOptions sample = {.limit = training.max_sentences, .max_line_bytes = kMaxLine, .seed = training.seed};
  std::vector<std::string> lines = sample_lines(training.files, sample);
  // SentencePiece takes a NUL for the end of a text.
  std::erase_if(lines, [](const std::string& line) { return line.find('\0') != std::string::npos; });
  if (lines.empty()) throw Error(ErrorCode::wrong_value, "the files hold no line to train pieces on");

  const bool identity = training.normalization == "identity";
  const std::unordered_map<std::string, std::string> options = {
      {"model_type", training.algorithm},
      {"vocab_size", std::to_string(training.vocabulary)},
      {"hard_vocab_limit", "false"},  // a small sample gives the pieces that it has
      {"normalization_rule_name", training.normalization},
      {"remove_extra_whitespaces", identity ? "false" : "true"},
      {"add_dummy_prefix", identity ? "false" : "true"},
      {"byte_fallback", "true"},
      {"character_coverage", std::to_string(training.character_coverage)},
      {"split_digits", "true"},
      {"max_sentence_length", std::to_string(kMaxLine)},
      {"input_sentence_size", "0"},
      {"num_threads", std::to_string(training.threads)},
      {"minloglevel", "4"},  // above fatal: nothing is logged
  };
  Lines iterator(lines);
  std::string model;
  const auto status = sentencepiece::SentencePieceTrainer::Train(options, &iterator, &model);
  if (!status.ok())
    throw Error(ErrorCode::wrong_value, "no pieces could be learned from " + std::to_string(lines.size()) +
                                            " lines: give more text, or a smaller vocabulary than " +
                                            std::to_string(training.vocabulary));
  const auto writer = open_writer(training.output);
  writer->write(model);
  writer->finish(true);
}

}  // namespace klinker
