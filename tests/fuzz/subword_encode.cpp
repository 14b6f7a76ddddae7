// Text through sound models, unigram and BPE.

#include "subword_check.h"
#include "temporary_folder.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kUnigram = SubwordModel::load(test_data("tiny.model")),
                    kBpe = SubwordModel::load(test_data("tiny-bpe.model"));
  std::string_view input = bytes(data, size);
  const SubwordModel& model = take_choice(input, 2) == 0 ? *kUnigram : *kBpe;
  check_encoding(model, text_of(input));
  return 0;
}
