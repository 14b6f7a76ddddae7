#include "normalizer_model.h"

#include <unicode/uchar.h>

#include <atomic>
#include <cstring>

#include "builtin_model.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"
#include "reading_table.h"

namespace klinker {
namespace {

constexpr std::string_view kMagic = "KLNORM01";
constexpr std::size_t kName = 8, kAlignment = 16;

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> numbers{0};
  return ++numbers;
}

struct Entry {
  char name[kName];
  std::uint64_t offset, size;
};

}  // namespace

std::string_view NormalizerModel::section(std::string_view bytes, std::string_view name) {
  const auto fail = [&](const std::string& why) {
    throw Error(ErrorCode::invalid_model, "the model of the normaliser " + why);
  };
  std::uint64_t count = 0;
  if (bytes.size() < kMagic.size() + sizeof count || bytes.substr(0, kMagic.size()) != kMagic) fail("is no such file");
  std::memcpy(&count, bytes.data() + kMagic.size(), sizeof count);
  const std::string_view table = bytes.substr(kMagic.size() + sizeof count);
  if (count > table.size() / sizeof(Entry)) fail("is cut");
  for (std::uint64_t i = 0; i < count; ++i) {
    Entry entry;
    std::memcpy(&entry, table.data() + i * sizeof entry, sizeof entry);
    if (std::string_view(entry.name, strnlen(entry.name, kName)) != name) continue;
    if (entry.offset > bytes.size() || entry.size > bytes.size() - entry.offset) fail("is cut");
    return bytes.substr(entry.offset, entry.size);
  }
  fail("has no part \"" + std::string(name) + "\"");
  return {};
}

NormalizerModel::NormalizerModel(std::string_view bytes)
    : number_(next_number()),
      words_(section(bytes, "words")),
      frequencies_(section(bytes, "counts")),
      cases_(section(bytes, "cases")),
      ngrams_(section(bytes, "ngrams")),
      varieties_(section(bytes, "variety")) {}

const NormalizerModel& NormalizerModel::builtin() {
  static const NormalizerModel kModel(builtin_normalizer_model());
  return kModel;
}

std::string NormalizerModel::pack(const std::vector<std::pair<std::string, std::string>>& sections) {
  std::string out(kMagic);
  const std::uint64_t count = sections.size();
  out.append(reinterpret_cast<const char*>(&count), sizeof count);
  std::uint64_t offset = out.size() + count * sizeof(Entry);
  const auto align = [](std::uint64_t at) { return (at + kAlignment - 1) / kAlignment * kAlignment; };
  for (const auto& [name, bytes] : sections) {
    Entry entry{};
    std::memcpy(entry.name, name.data(), std::min(name.size(), kName));
    offset = align(offset);
    entry.offset = offset;
    entry.size = bytes.size();
    out.append(reinterpret_cast<const char*>(&entry), sizeof entry);
    offset += bytes.size();
  }
  for (const auto& [name, bytes] : sections) out.append(align(out.size()) - out.size(), '\0').append(bytes);
  return out;
}

NormalizerModel::WordId NormalizerModel::id(std::string_view token, std::string_view key) const {
  if (const WordId word = find(key); word != Dawg::kNone) return word;
  if (token.empty()) return special(Special::unknown);
  std::size_t at = 0;
  const auto first = static_cast<UChar32>(next_code_point(token, at));
  if (u_isdigit(first)) return special(Special::number);
  return special(u_isupper(first) || !u_isalpha(first) ? Special::name : Special::unknown);
}

std::vector<NormalizerModel::WordId> NormalizerModel::ids(std::string_view text) const {
  std::vector<WordId> ids;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    const std::string_view part = text.substr(0, end);
    ids.push_back(id(part, ReadingTable::key(part)));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return ids;
}

}  // namespace klinker
