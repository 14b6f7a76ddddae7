#include "klinker/nn/device.h"

#include <charconv>

#include "klinker/error.h"

namespace klinker {

torch::Device tensor_device(const std::string& name) {
  if (name == "cpu") return torch::kCPU;
  const int count = torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0;
  if (name == "auto") return count > 0 ? torch::Device(torch::kCUDA, 0) : torch::Device(torch::kCPU);
  int index = 0;
  if (name != "cuda") {
    const char* const end = name.data() + name.size();
    if (name.rfind("cuda:", 0) != 0 || std::from_chars(name.data() + 5, end, index).ptr != end || name.size() == 5)
      throw Error(ErrorCode::wrong_value, "a device is cpu, cuda, cuda:N or auto, not " + name);
  }
  if (index < 0 || index >= count)
    throw Error(ErrorCode::unsupported, "there is no device " + name + " that this libtorch can use; take cpu or auto");
  return {torch::kCUDA, static_cast<c10::DeviceIndex>(index)};
}

}  // namespace klinker
