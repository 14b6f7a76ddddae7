#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace klinker {

/// Features of a linear model are numbers at run time: hashes (FNV-1a, 64 bits) of their names.
using FeatureNumbers = std::vector<std::uint64_t>;
using FeatureNames = std::unordered_map<std::uint64_t, std::string>;

constexpr std::uint64_t feature_hash(std::string_view text, std::uint64_t state = 0xcbf29ce484222325u) {
  for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return state;
}

/// Appends the numbers of features to a list; a name is put together of parts with spaces between them.
class FeatureCollector {
 public:
  /// `names`, where given, gets the name of every number.
  explicit FeatureCollector(FeatureNumbers& numbers, FeatureNames* names = nullptr) : numbers_(numbers), names_(names) {}

  void add(std::initializer_list<std::string_view> parts) {
    std::uint64_t state = feature_hash({});
    for (const std::string_view& part : parts) {
      if (&part != parts.begin()) state = feature_hash(" ", state);
      state = feature_hash(part, state);
    }
    numbers_.push_back(state);
    if (names_ == nullptr || names_->contains(state)) return;
    std::string& name = (*names_)[state];
    for (const std::string_view& part : parts) (name += &part == parts.begin() ? "" : " ") += part;
  }

 private:
  FeatureNumbers& numbers_;
  FeatureNames* names_;
};

}  // namespace klinker
