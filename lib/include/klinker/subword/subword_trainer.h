#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace klinker {

struct SubwordTraining {
  std::vector<std::string> files;  ///< plain text, one sentence a line, or JSONL; gzip and zstd are recognised
  std::string output;              ///< the `.model` file to write
  std::size_t vocabulary = 8000;
  std::string algorithm = "unigram";  ///< or "bpe"

  /// "identity" changes nothing and keeps every space; "nmt_nfkc" makes one form of compatible characters (𝓱𝓪𝓪𝓽, full-width letters) and of
  /// spaces; "nmt_nfkc_cf" folds case as well, which suits small models of chat.
  std::string normalization = "nmt_nfkc";

  double character_coverage = 0.9999;     ///< share of all characters that get a piece; rarer ones are split into bytes
  std::size_t max_sentences = 2'000'000;  ///< a sample of the lines is taken where there are more
  std::uint64_t seed = 1;                 ///< of that sample
  unsigned threads = 1;                   ///< the pieces depend on it in the last digits of their scores
};

/// Trains a SentencePiece model with byte fallback, so that no text is out of vocabulary. The same input, options and
/// seed give the same file. Lies in klinker::subword, the one part that links SentencePiece: never link it together with
/// klinker::nn, because both bring a protobuf of their own. Throws Error(io) and Error(wrong_value). Source: Kudo and Richardson 2018 (SentencePiece),
/// Kudo 2018 (unigram), Sennrich et al. 2016 (BPE).
void train_subword_model(const SubwordTraining& training);

}  // namespace klinker
