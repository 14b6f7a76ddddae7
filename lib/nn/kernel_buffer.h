#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

namespace klinker::kernels {

/// Zeros at a place where vectors of 64 bytes begin.
template <typename T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::ptrdiff_t size) : values_(static_cast<T*>(::operator new(bytes(size), kAlignment))) {
    std::memset(values_.get(), 0, bytes(size));
  }

  T* data() { return values_.get(); }
  const T* data() const { return values_.get(); }
  T& operator[](std::ptrdiff_t i) { return values_.get()[i]; }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Release {
    void operator()(T* values) const { ::operator delete(values, kAlignment); }
  };
  static std::size_t bytes(std::ptrdiff_t size) { return static_cast<std::size_t>(size) * sizeof(T); }

  std::unique_ptr<T, Release> values_;
};

}  // namespace klinker::kernels
