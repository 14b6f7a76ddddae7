#include "clinical/folded_text.h"

#include "klinker/text/utf8.h"

namespace klinker {
namespace {

// What stands for a character of the General Punctuation, Arrows and Mathematical Operators blocks: three bytes.
const char* fold_symbol(unsigned char second, unsigned char third) {
  if (second == 0x80) {
    if (third >= 0x90 && third <= 0x95) return "  -";  // hyphens and dashes
    if (third == 0x98 || third == 0x99) return "  '";
    if (third >= 0x9C && third <= 0x9F) return "  \"";
    if (third == 0xA2) return "-  ";  // bullet: begins a list item
    if (third == 0xA6) return "...";
  }
  if (second == 0x86 && third == 0x92) return " ->";
  if (second == 0x87 && third == 0x92) return " ->";
  if (second == 0x89 && third == 0xA4) return "  <";
  if (second == 0x89 && third == 0xA5) return "  >";
  return "   ";
}

}  // namespace

std::string fold_for_matching(std::string_view record) {
  std::string folded(record);
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const auto byte = static_cast<unsigned char>(folded[i]);
    if (byte < 0x80) {
      if (byte >= 'A' && byte <= 'Z') folded[i] = static_cast<char>(byte + ('a' - 'A'));
      else if ((byte < 0x20 && byte != '\n') || byte == 0x7F) folded[i] = ' ';
    } else if (byte == 0xC2 && i + 1 < folded.size()) {  // Latin-1 signs, no letters but µ and ª º
      if (static_cast<unsigned char>(folded[i + 1]) != 0xB5) folded[i] = folded[i + 1] = ' ';
      ++i;
    } else if (byte == 0xC3 && i + 1 < folded.size()) {  // Latin-1 letters, with × and ÷ among them
      auto& next = folded[i + 1];
      const auto code = static_cast<unsigned char>(next);
      if (code == 0x97 || code == 0xB7) folded[i] = next = ' ';
      else if (code >= 0x80 && code <= 0x9E) next = static_cast<char>(code + 0x20);
      ++i;
    } else if (byte == 0xE2 && i + 2 < folded.size()) {
      folded.replace(i, 3, fold_symbol(static_cast<unsigned char>(folded[i + 1]), static_cast<unsigned char>(folded[i + 2])), 3);
      i += 2;
    }
  }
  return folded;
}

Span trim(std::string_view folded, Span span) {
  while (span.start < span.end && is_space(folded[span.start])) ++span.start;
  while (span.end > span.start && is_space(folded[span.end - 1])) --span.end;
  return span;
}

Span snap(std::string_view record, Span span) {
  while (span.start > 0 && span.start < record.size() && is_continuation(record[span.start])) --span.start;
  while (span.end < record.size() && is_continuation(record[span.end])) ++span.end;
  return span;
}

}  // namespace klinker
