#include "unicode_form.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <algorithm>
#include <array>
#include <optional>

#include "hub_characters.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

using Change = AlignedText::Change;
constexpr hub::Version kVersion = {9, 0};

const UNormalizer2& instance(bool compatible) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* const found = compatible ? unorm2_getNFKCInstance(&status) : unorm2_getNFCInstance(&status);
  if (U_FAILURE(status)) throw Error(ErrorCode::internal, "ICU has no data for normalisation");
  return *found;
}

bool is_compatible(UnicodeForm form) { return form == UnicodeForm::nfkd || form == UnicodeForm::nfkc; }
bool is_composed(UnicodeForm form) { return form == UnicodeForm::nfc || form == UnicodeForm::nfkc; }

std::uint8_t combining_class(char32_t c) {
  return c < 0x300 || !hub::existed(c, kVersion) ? std::uint8_t{0} : u_getCombiningClass(static_cast<UChar32>(c));
}

void decompose(char32_t c, const UNormalizer2& forms, std::vector<Change>& out) {
  std::array<UChar, 64> buffer;
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t size =
      c < 0x80 || !hub::existed(c, kVersion)
          ? -1
          : unorm2_getDecomposition(&forms, static_cast<UChar32>(c), buffer.data(), buffer.size(), &status);
  if (size < 0 || U_FAILURE(status)) {
    out.push_back({c, 0});
    return;
  }
  for (std::int32_t at = 0; at < size;) {
    UChar32 part = 0;
    const int change = at == 0 ? 0 : 1;
    U16_NEXT(buffer.data(), at, size, part);
    out.push_back({static_cast<char32_t>(part), change});
  }
}

std::optional<char32_t> compose(char32_t first, char32_t second) {
  const UChar32 both = unorm2_composePair(&instance(false), static_cast<UChar32>(first), static_cast<UChar32>(second));
  if (both < 0 || !hub::existed(static_cast<char32_t>(both), kVersion)) return std::nullopt;
  return static_cast<char32_t>(both);
}

void compose(std::vector<Change>& changes) {
  std::vector<Change> out, marks;  // marks that wait behind the starter
  std::optional<Change> starter;
  std::optional<std::uint8_t> last_class;
  const auto flush = [&] {
    if (starter) out.push_back(*starter);
    out.insert(out.end(), marks.begin(), marks.end());
    marks.clear();
    last_class.reset();
  };
  for (const Change& next : changes) {
    const std::uint8_t klass = combining_class(next.character);
    if (!starter) {
      if (klass == 0) starter = next;
      else out.push_back(next);
      continue;
    }
    if (!last_class || *last_class < klass) {
      if (const auto both = compose(starter->character, next.character)) {
        starter = {*both, starter->change + next.change - 1};
        continue;
      }
    }
    if (klass == 0) {
      flush();
      starter = next;
    } else {
      marks.push_back(next);
      last_class = klass;
    }
  }
  flush();
  changes.swap(out);
}

}  // namespace

bool is_settled(std::string_view text, UnicodeForm form) {
  const char32_t first = is_composed(form) ? is_compatible(form) ? 0xA0 : 0x300 : 0x80;
  constexpr std::array<UProperty, 4> kProperties = {UCHAR_NFD_QUICK_CHECK, UCHAR_NFKD_QUICK_CHECK, UCHAR_NFC_QUICK_CHECK,
                                                    UCHAR_NFKC_QUICK_CHECK};
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const char32_t c = next_code_point(text, at);
    if (c < first || !hub::existed(c, kVersion)) continue;
    const auto code_point = static_cast<UChar32>(c);
    if (u_getIntPropertyValue(code_point, kProperties[static_cast<std::size_t>(form)]) != UNORM_YES ||
        u_getCombiningClass(code_point) != 0)
      return false;
  }
  return true;
}

void normal_form(std::string_view text, UnicodeForm form, std::vector<Change>& changes) {
  changes.clear();
  const UNormalizer2& forms = instance(is_compatible(form));
  for (std::size_t at = 0; at < text.size();) decompose(next_code_point(text, at), forms, changes);
  // Marks behind a starter stand in the order of their classes.
  for (auto at = changes.begin(); at != changes.end();) {
    const auto is_starter = [](const Change& change) { return combining_class(change.character) == 0; };
    const auto begin = std::find_if_not(at, changes.end(), is_starter);
    at = std::find_if(begin, changes.end(), is_starter);
    std::stable_sort(begin, at, [](const Change& left, const Change& right) {
      return combining_class(left.character) < combining_class(right.character);
    });
  }
  if (is_composed(form)) compose(changes);
}

}  // namespace klinker
