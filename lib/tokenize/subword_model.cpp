#include "klinker/tokenize/subword_model.h"

#include "sentencepiece_model.h"

namespace klinker {

std::unique_ptr<SubwordModel> SubwordModel::load(const std::string& path) { return load_sentencepiece_model(path); }

}  // namespace klinker
