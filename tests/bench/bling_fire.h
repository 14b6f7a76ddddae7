#pragma once

#include <dlfcn.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker::bench {

/// Bling Fire's splitter of words and sentences with places, through the C interface of its library.
/// https://github.com/microsoft/BlingFire
class BlingFire {
 public:
  explicit BlingFire(const std::string& library) : library_(dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL), dlclose) {
    if (!library_) throw std::runtime_error(dlerror());
    words_ = reinterpret_cast<Split*>(find("TextToWordsWithOffsets"));
    sentences_ = reinterpret_cast<Split*>(find("TextToSentencesWithOffsets"));
  }

  /// Places in bytes, which live until the next call.
  const std::vector<Span>& words(std::string_view text) { return split(*words_, ' ', text); }
  const std::vector<Span>& sentences(std::string_view text) { return split(*sentences_, '\n', text); }

 private:
  // Writes the parts with separators between them and a NUL behind, and for each the bytes where it starts and ends (the
  // last one, not the one behind it); gives the number of bytes written, or a negative number.
  using Split = int(const char* text, int size, char* out, int* starts, int* ends, int most);

  void* find(const char* name) const {
    void* const function = dlsym(library_.get(), name);
    if (function == nullptr) throw std::runtime_error(std::string("Bling Fire has no ") + name);
    return function;
  }

  const std::vector<Span>& split(Split& function, char separator, std::string_view text) {
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) / 4)
      throw std::runtime_error("too much text for Bling Fire");
    const std::size_t most = 2 * text.size() + 16;
    if (out_.size() < most) out_.resize(most), starts_.resize(most), ends_.resize(most);
    const int size = function(text.data(), static_cast<int>(text.size()), out_.data(), starts_.data(), ends_.data(),
                              static_cast<int>(most));
    if (size < 0 || static_cast<std::size_t>(size) > most) throw std::runtime_error("Bling Fire cannot split the text");
    parts_.clear();
    if (size <= 1) return parts_;
    const auto separators = std::count(out_.begin(), out_.begin() + size - 1, separator);
    for (std::size_t i = 0; i <= static_cast<std::size_t>(separators); ++i)
      parts_.push_back({static_cast<std::size_t>(starts_[i]), static_cast<std::size_t>(ends_[i]) + 1});
    return parts_;
  }

  std::unique_ptr<void, int (*)(void*)> library_;
  Split* words_ = nullptr;
  Split* sentences_ = nullptr;
  std::string out_;
  std::vector<int> starts_, ends_;
  std::vector<Span> parts_;
};

}  // namespace klinker::bench
