#include "klinker/text/mapped_text.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "klinker/error.h"

namespace klinker {
namespace {

// Runs one of ICU's UTF-8 transformations, which all report what they changed in an icu::Edits.
template <class Transform>
MappedText transform(std::string_view text, const char* what, Transform apply) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int32_t>::max()) / 4)
    throw Error(ErrorCode::record_too_long, std::string(what) + " takes at most 512 MB of text at a time");
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(text.size()));
  icu::Edits edits;
  apply(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, edits, status);
  if (U_FAILURE(status)) throw Error(ErrorCode::unsupported, std::string(what) + ": " + u_errorName(status));
  std::vector<Replacement> changes;
  for (auto it = edits.getFineChangesIterator(); it.next(status);) {
    const auto source = static_cast<std::size_t>(it.sourceIndex()), target = static_cast<std::size_t>(it.destinationIndex());
    changes.push_back({{source, source + static_cast<std::size_t>(it.oldLength())},
                       {target, target + static_cast<std::size_t>(it.newLength())}});
  }
  return MappedText(std::move(out), std::move(changes));
}

}  // namespace

MappedText::MappedText(std::string text, std::vector<Replacement> changes)
    : text_(std::move(text)), changes_(std::move(changes)) {}

// A place inside a replacement stands for the whole of it; any other place moves with the last replacement before it.
Span MappedText::moved(Span span, Span Replacement::*from, Span Replacement::*to) const {
  const auto move = [&](std::size_t place, bool is_end) {
    auto it = std::upper_bound(changes_.begin(), changes_.end(), place,
                               [&](std::size_t p, const Replacement& change) { return p < (change.*from).start; });
    if (it == changes_.begin()) return place;
    const Replacement& last = *std::prev(it);
    if (place >= (last.*from).end) return (last.*to).end + (place - (last.*from).end);
    if (place == (last.*from).start) return (last.*to).start;
    return is_end ? (last.*to).end : (last.*to).start;
  };
  return {move(span.start, false), move(span.end, true)};
}

MappedText to_nfc(std::string_view text) {
  return transform(text, "NFC", [](icu::StringPiece in, icu::ByteSink& sink, icu::Edits& edits, UErrorCode& status) {
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
    if (U_SUCCESS(status)) nfc->normalizeUTF8(0, in, sink, &edits, status);
  });
}

MappedText fold_case(std::string_view text) {
  return transform(text, "case folding",
                   [](icu::StringPiece in, icu::ByteSink& sink, icu::Edits& edits, UErrorCode& status) {
                     icu::CaseMap::utf8Fold(0, in, sink, &edits, status);
                   });
}

}  // namespace klinker
