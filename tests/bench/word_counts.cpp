// klinker-bench-word-counts: words on standard input, one a line and in lower case; writes each with how common the
// normaliser's lexicon says it is, as the natural logarithm of one more than its count, or with -1 where it is not in there.

#include <iostream>
#include <string>

#include "normalize/normalizer_model.h"

using namespace klinker;

int main() {
  const NormalizerModel& model = NormalizerModel::builtin();
  for (std::string word; std::getline(std::cin, word);) {
    const NormalizerModel::WordId id = model.find(word);
    std::cout << word << '\t' << (id == Dawg::kNone ? -1.0f : model.log_count(id)) << '\n';
  }
}
