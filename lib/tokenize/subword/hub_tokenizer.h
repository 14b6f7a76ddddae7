#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "added_tokens.h"
#include "klinker/tokenize/subword_model.h"
#include "piece_assembly.h"
#include "piece_decoder.h"
#include "pre_tokenizer.h"
#include "text_normalizer.h"
#include "vocabulary.h"
#include "word_model.h"

namespace klinker {

/// The parts of a tokenizer as Hugging Face publishes it, in the order in which a text passes them.
struct HubTokenizer {
  std::string where;                           ///< the file, for messages
  std::unique_ptr<Vocabulary> vocabulary;      ///< `model` refers to it
  std::unique_ptr<TextNormalizer> normalizer;  ///< may be null
  std::vector<AddedToken> added;
  std::vector<std::unique_ptr<PreTokenizer>> pre_tokenizers;
  std::unique_ptr<WordModel> model;
  PieceTemplate post;
  std::vector<bool>
      trims;  ///< for each time that spaces are taken off the places of pieces: whether one was put before the text
  std::unique_ptr<PieceDecoder> decoder;  ///< null: pieces are joined by spaces
  SpecialPieces special;                  ///< as far as numbers are given
  struct Names {
    std::optional<std::string> cls, sep, pad, mask, unk;
  } names;  ///< which win where they are pieces
};

std::unique_ptr<SubwordModel> make_subword_model(HubTokenizer tokenizer);

}  // namespace klinker
