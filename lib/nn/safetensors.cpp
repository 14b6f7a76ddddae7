#include "klinker/nn/safetensors.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/json.h"
#include "text/json_reader.h"

namespace klinker {
namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeader = 100'000'000;  // the limit of the reference implementation
constexpr std::size_t kAlignment = 8;
constexpr std::size_t kMaxDimensions = 16;

struct TypeName {
  TensorType type;
  std::string_view name;
  std::size_t size;
};

constexpr std::array<TypeName, 10> kTypes = {{{TensorType::f64, "F64", 8},
                                              {TensorType::f32, "F32", 4},
                                              {TensorType::f16, "F16", 2},
                                              {TensorType::bf16, "BF16", 2},
                                              {TensorType::i64, "I64", 8},
                                              {TensorType::i32, "I32", 4},
                                              {TensorType::i16, "I16", 2},
                                              {TensorType::i8, "I8", 1},
                                              {TensorType::u8, "U8", 1},
                                              {TensorType::boolean, "BOOL", 1}}};

const TypeName& entry(TensorType type) { return kTypes[static_cast<std::size_t>(type)]; }

// The bytes that a shape needs, or nothing where the number does not fit.
std::optional<std::uint64_t> bytes_needed(const std::vector<std::int64_t>& shape, TensorType type) {
  std::uint64_t bytes = size_of(type);
  for (const std::int64_t extent : shape)
    if (extent < 0 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(extent), &bytes)) return std::nullopt;
  return bytes;
}

// A file in memory, unmapped at the end.
class Mapping {
 public:
  explicit Mapping(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) fail(path);
    struct stat status {};
    if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
      ::close(file);
      throw Error(ErrorCode::io, path + ": is not a file");
    }
    size_ = static_cast<std::size_t>(status.st_size);
    if (size_ > 0) data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
    const int error = errno;
    ::close(file);
    if (data_ == MAP_FAILED) {
      errno = error;
      fail(path);
    }
  }
  ~Mapping() {
    if (data_ != nullptr && data_ != MAP_FAILED) ::munmap(data_, size_);
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  std::string_view bytes() const { return {static_cast<const char*>(data_), size_}; }

 private:
  [[noreturn]] static void fail(const std::string& path) { throw Error(ErrorCode::io, path + ": " + std::strerror(errno)); }

  void* data_ = nullptr;
  std::size_t size_ = 0;
};

std::uint64_t read_length(std::string_view bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = kLengthBytes; i-- > 0;) length = length << 8 | static_cast<unsigned char>(bytes[i]);
  return length;
}

}  // namespace

std::string_view name(TensorType type) { return entry(type).name; }
std::size_t size_of(TensorType type) { return entry(type).size; }

struct SafetensorsFile::Impl {
  explicit Impl(const std::string& file) : path(file), mapping(file) { read(); }

  [[noreturn]] void fail(const std::string& why) const {
    throw Error(ErrorCode::invalid_model, path + ": " + why + "; the file is damaged or no safetensors file");
  }

  void read() {
    const std::string_view bytes = mapping.bytes();
    if (bytes.size() < kLengthBytes) fail("is shorter than the length of its header");
    const std::uint64_t length = read_length(bytes);
    if (length > kMaxHeader) fail("its header claims " + std::to_string(length) + " bytes, more than the format allows");
    if (length > bytes.size() - kLengthBytes)
      fail("its header claims " + std::to_string(length) + " bytes, more than the file has");
    const std::string_view header = bytes.substr(kLengthBytes, length);
    if (header.empty() || header.front() != '{') fail("its header does not begin with {");
    const std::string_view data = bytes.substr(kLengthBytes + length);
    const JsonDocument document(header, path + ", header");
    for (const auto field : document.root().raw()) {
      const std::string key(field.key);
      if (key == "__metadata__") read_metadata(field.value);
      else if (!tensors.emplace(key, read_tensor(key, field.value, data)).second) fail("holds the tensor " + key + " twice");
    }
    check_places(data);
  }

  void read_metadata(simdjson::dom::element value) {
    simdjson::dom::object fields;
    if (value.get(fields) != simdjson::SUCCESS) fail("its __metadata__ is not an object");
    for (const auto field : fields) {
      std::string_view text;
      if (field.value.get(text) != simdjson::SUCCESS) fail("its __metadata__ holds something other than strings");
      metadata[std::string(field.key)] = std::string(text);
    }
  }

  TensorView read_tensor(const std::string& key, simdjson::dom::element value, std::string_view data) const {
    simdjson::dom::object fields;
    if (value.get(fields) != simdjson::SUCCESS) fail("the tensor " + key + " is not described by an object");
    TensorView view;
    std::string_view type;
    if (fields["dtype"].get(type) != simdjson::SUCCESS) fail("the tensor " + key + " has no dtype");
    const auto found = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& known) { return known.name == type; });
    if (found == kTypes.end()) fail("the tensor " + key + " has a dtype that is not known");
    view.type = found->type;

    simdjson::dom::array shape;
    if (fields["shape"].get(shape) != simdjson::SUCCESS) fail("the tensor " + key + " has no shape");
    for (const simdjson::dom::element item : shape) {
      std::int64_t extent = 0;
      if (item.get(extent) != simdjson::SUCCESS || extent < 0) fail("the tensor " + key + " has an impossible shape");
      view.shape.push_back(extent);
    }
    if (view.shape.size() > kMaxDimensions) fail("the tensor " + key + " has too many dimensions");

    simdjson::dom::array offsets;
    std::uint64_t begin = 0, end = 0;
    if (fields["data_offsets"].get(offsets) != simdjson::SUCCESS || offsets.size() != 2 ||
        offsets.at(0).get(begin) != simdjson::SUCCESS || offsets.at(1).get(end) != simdjson::SUCCESS || begin > end)
      fail("the tensor " + key + " has no pair of ascending data_offsets");
    if (end > data.size()) fail("the tensor " + key + " ends after the end of the file");
    const auto needed = bytes_needed(view.shape, view.type);
    if (!needed || *needed != end - begin)
      fail("the tensor " + key + " has " + std::to_string(end - begin) + " bytes, which does not fit its shape and dtype");
    view.bytes = data.substr(begin, end - begin);
    return view;
  }

  // Tensors must cover the data one after the other: overlaps and hidden bytes are how such files are abused.
  void check_places(std::string_view data) const {
    std::vector<std::pair<std::string_view, const std::string*>> places;
    for (const auto& [key, view] : tensors) places.emplace_back(view.bytes, &key);
    std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) {
      return std::pair(a.first.data(), a.first.size()) < std::pair(b.first.data(), b.first.size());
    });
    std::size_t reached = 0;
    for (const auto& [place, key] : places) {
      const auto start = static_cast<std::size_t>(place.data() - data.data());
      if (start < reached) fail("the tensor " + *key + " overlaps another");
      if (start > reached) fail("there are bytes before the tensor " + *key + " that belong to no tensor");
      reached = start + place.size();
    }
    if (reached != data.size()) fail("there are bytes at the end that belong to no tensor");
  }

  std::string path;
  Mapping mapping;
  std::map<std::string, TensorView> tensors;
  std::map<std::string, std::string> metadata;
};

SafetensorsFile::SafetensorsFile(const std::string& path) : impl_(std::make_shared<const Impl>(path)) {}

const std::string& SafetensorsFile::path() const { return impl_->path; }
const std::map<std::string, TensorView>& SafetensorsFile::tensors() const { return impl_->tensors; }
const std::map<std::string, std::string>& SafetensorsFile::metadata() const { return impl_->metadata; }
bool SafetensorsFile::contains(const std::string& name) const { return impl_->tensors.count(name) > 0; }

const TensorView& SafetensorsFile::tensor(const std::string& name) const {
  const auto found = impl_->tensors.find(name);
  if (found == impl_->tensors.end())
    throw Error(ErrorCode::invalid_model,
                impl_->path + ": has no tensor " + name + "; it does not belong to this config.json");
  return found->second;
}

void write_safetensors(const std::string& path, const std::map<std::string, TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  std::string header = "{";
  const auto comma = [&] {
    if (header.size() > 1) header += ',';
  };
  if (!metadata.empty()) {
    header += "\"__metadata__\":{";
    bool first = true;
    for (const auto& [key, value] : metadata) {
      if (!first) header += ',';
      first = false;
      append_json_string(header, key);
      header += ':';
      append_json_string(header, value);
    }
    header += '}';
  }
  // Wide types first, so that every tensor lies on a multiple of its element's size.
  std::vector<const std::pair<const std::string, TensorView>*> ordered;
  for (const auto& tensor : tensors) {
    if (tensor.first == "__metadata__" ||
        bytes_needed(tensor.second.shape, tensor.second.type) != tensor.second.bytes.size())
      throw Error(ErrorCode::wrong_value,
                  "the tensor " + tensor.first + " cannot be written: its bytes do not fit its shape");
    ordered.push_back(&tensor);
  }
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const auto* a, const auto* b) { return size_of(a->second.type) > size_of(b->second.type); });
  std::size_t offset = 0;
  for (const auto* tensor : ordered) {
    const auto& [key, view] = *tensor;
    comma();
    append_json_string(header, key);
    header += ":{\"dtype\":\"" + std::string(name(view.type)) + "\",\"shape\":[";
    for (std::size_t i = 0; i < view.shape.size(); ++i) header += (i > 0 ? "," : "") + std::to_string(view.shape[i]);
    header += "],\"data_offsets\":[" + std::to_string(offset) + ',' + std::to_string(offset + view.bytes.size()) + "]}";
    offset += view.bytes.size();
  }
  header += '}';
  header.append((kAlignment - header.size() % kAlignment) % kAlignment, ' ');

  std::string length;
  for (std::size_t i = 0; i < kLengthBytes; ++i) length += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  const auto writer = open_writer(path);
  writer->write(length);
  writer->write(header);
  for (const auto* tensor : ordered) writer->write(tensor->second.bytes);
  writer->finish(true);
}

}  // namespace klinker
