// Files that are or are not gzip or zstd, read in pieces of any size.

#include <algorithm>

#include "fuzz.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/error.h"
#include "temporary_folder.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

struct Outcome {
  std::string bytes;
  std::string error;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// Stops at `most` bytes, for a few bytes of zstd can stand for gigabytes.
Outcome read_all(const std::string& path, std::size_t piece, std::size_t most) {
  Outcome outcome;
  try {
    const auto reader = open_reader(path);
    std::string buffer(piece, '\0');
    while (outcome.bytes.size() < most) {
      const std::size_t count = reader->read(buffer.data(), std::min(piece, most - outcome.bytes.size()));
      require(count <= piece, "no more is read than there is room for");
      if (count == 0) break;
      outcome.bytes.append(buffer, 0, count);
    }
  } catch (const Error& error) {
    require(error.code() == ErrorCode::io, "a damaged file is an input that cannot be read");
    outcome.error = error.what();
  }
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TemporaryFolder kFolder;
  constexpr std::size_t kMost = 16u << 10;
  std::string_view input = bytes(data, size);
  const std::size_t piece = 1 + take_choice(input, 256);
  const std::string path = kFolder.write("input", std::string(input));
  const Outcome whole = read_all(path, kMost, kMost), pieces = read_all(path, piece, kMost);
  require(whole.bytes.size() <= kMost, "no more is read than is asked for");
  if (whole.error.empty() && whole.bytes.size() < kMost)
    require(whole == pieces, "the size of the pieces makes no difference");
  return 0;
}
