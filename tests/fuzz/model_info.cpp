// klinker.json: what is read can be written and read again.

#include "klinker/nn/model_info.h"

#include "fuzz.h"
#include "klinker/error.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const ModelInfo info = ModelInfo::from_json(std::string(bytes(data, size)), "klinker.json");
    const std::string json = info.to_json();
    try {
      require(ModelInfo::from_json(json, "again").to_json() == json, "what is written says the same");
    } catch (const Error&) {
      require(false, "what is written can be read");
    }
    require(!find_invalid_utf8(info.card()), "a card is UTF-8");
  } catch (const Error& error) {
    require(error.code() == ErrorCode::invalid_model, "a bad file is called one");
  }
  return 0;
}
