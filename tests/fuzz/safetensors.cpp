// Files of weights: what opens holds together.

#include "klinker/nn/safetensors.h"

#include "fuzz.h"
#include "klinker/error.h"
#include "temporary_folder.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TemporaryFolder kFolder;
  try {
    const SafetensorsFile file(kFolder.write("model.safetensors", std::string(bytes(data, size))));
    unsigned sum = 0;
    for (const auto& [name_of_it, tensor] : file.tensors()) {
      std::size_t elements = 1;
      for (const std::int64_t length : tensor.shape) elements *= static_cast<std::size_t>(length);
      require(elements * size_of(tensor.type) == tensor.bytes.size(), "a tensor has the bytes of its shape");
      for (const char byte : tensor.bytes) sum += static_cast<unsigned char>(byte);  // touches every byte
      require(file.contains(name_of_it), "a tensor is found by its name");
    }
    require(sum <= 255 * size, "the bytes are those of the file");
  } catch (const Error& error) {
    require(error.code() == ErrorCode::invalid_model, "a bad file is called one");
  }
  return 0;
}
