// SentencePiece model files, and text through whatever model loads.

#include "klinker/error.h"
#include "subword_check.h"
#include "temporary_folder.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TemporaryFolder kFolder;
  try {
    const auto model = SubwordModel::load(kFolder.write("x.model", std::string(bytes(data, size))));
    check_model(*model);
  } catch (const Error& error) {
    require_code(error, {ErrorCode::invalid_model, ErrorCode::unsupported});
  }
  return 0;
}
