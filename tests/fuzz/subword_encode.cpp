// Text through sound models, unigram and BPE.

#include <algorithm>

#include "subword_check.h"
#include "temporary_folder.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kUnigram = SubwordModel::load(test_data("tiny.model")),
                    kBpe = SubwordModel::load(test_data("tiny-bpe.model"));
  std::string_view input = bytes(data, size);
  const SubwordModel& model = take_choice(input, 2) == 0 ? *kUnigram : *kBpe;
  const std::string text = text_of(input);
  check_encoding(model, text);
  SubwordEncoding result;
  model.encode(text, result);
  require(std::is_sorted(result.spans.begin(), result.spans.end(), [](Span a, Span b) { return a.start < b.start; }),
          "pieces come in the order of the text");
  return 0;
}
