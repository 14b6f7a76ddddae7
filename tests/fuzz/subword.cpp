// Vocabularies as they are published, by the names of their files. The first byte says which; a form feed ends a file where
// there are two.

#include "klinker/error.h"
#include "subword_check.h"
#include "temporary_folder.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  struct Kind {
    const char *first, *second;
    bool as_folder;
  };
  static constexpr Kind kKinds[] = {{"tokenizer.json", nullptr, false},
                                    {"vocab.txt", "tokenizer_config.json", false},
                                    {"vocab.json", "merges.txt", true},
                                    {"x.model", nullptr, false},
                                    {"tokenizer.json", "tokenizer_config.json", true},
                                    {"vocab.txt", nullptr, false}};
  std::string_view input = bytes(data, size);
  const Kind& kind = kKinds[take_choice(input, std::size(kKinds))];
  const std::size_t cut = kind.second == nullptr ? input.size() : std::min(input.find('\f'), input.size());
  const TemporaryFolder folder;
  std::string path = folder.write(kind.first, std::string(input.substr(0, cut)));
  if (cut < input.size()) folder.write(kind.second, std::string(input.substr(cut + 1)));
  if (kind.as_folder) path = std::filesystem::path(path).parent_path();
  try {
    const auto model = SubwordModel::load(path);
    check_model(*model);
  } catch (const Error& error) {
    // A wrong value is a text with a word that is not in a vocabulary without a piece for the unknown.
    require_code(error, {ErrorCode::invalid_model, ErrorCode::unsupported, ErrorCode::io, ErrorCode::wrong_value});
  }
  return 0;
}
