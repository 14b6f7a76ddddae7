#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fuzz.h"
#include "klinker/error.h"
#include "klinker/tokenize/subword_model.h"

namespace klinker::fuzz {

/// Both ways to encode agree, ids are in the vocabulary, places are in the text, and ids can be read again.
inline void check_encoding(const SubwordModel& model, std::string_view text) {
  SubwordEncoding result;
  model.encode(text, result);
  require(result.ids.size() == result.spans.size(), "every piece has a place");
  require(model.encode(text) == result.ids, "with and without places the ids are the same");
  for (const Span span : result.spans)
    require(span.start <= span.end && span.end <= text.size(), "a piece lies inside the text");
  for (const int id : result.ids) {
    require(id >= 0 && static_cast<std::size_t>(id) < model.size(), "an id is in the vocabulary");
    (void)model.piece(id);
  }
  (void)model.decode(result.ids);
}

/// Text that a model of any kind must get through: Dutch, digits, signs, emoji, what normalisers change, and its own pieces.
inline void check_model(const SubwordModel& model) {
  constexpr std::size_t kPieces = 64;
  std::string text =
      "Zo'n dertig co\xC3\xB6peraties, 's avonds (12:30)!  \t\xEF\xAC\x81 "
      "\xE2\x80\x9C\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xAC\xE2\x80\x9D "
      "e\xCC\x81 \xEA\xB0\x80 \xE2\x96\x81 \xC2\xA0x [UNK] <s>\n";
  for (std::size_t id = 0; id < std::min(model.size(), kPieces); ++id) {
    try {
      text += text_of(model.piece(static_cast<int>(id)));
    } catch (const Error& error) {
      require(error.code() == ErrorCode::wrong_value, "an id without a piece is called a wrong value");
    }
  }
  check_encoding(model, text);
  check_encoding(model, {});
}

}  // namespace klinker::fuzz
