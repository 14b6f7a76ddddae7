#include "klinker/tokenize/token.h"

namespace klinker {

std::string_view name(TokenType type) {
  switch (type) {
    case TokenType::word: return "word";
    case TokenType::number: return "number";
    case TokenType::ordinal: return "ordinal";
    case TokenType::date: return "date";
    case TokenType::time: return "time";
    case TokenType::currency: return "currency";
    case TokenType::unit: return "unit";
    case TokenType::url: return "url";
    case TokenType::email: return "email";
    case TokenType::mention: return "mention";
    case TokenType::hashtag: return "hashtag";
    case TokenType::emoticon: return "emoticon";
    case TokenType::emoji: return "emoji";
    case TokenType::abbreviation: return "abbreviation";
    case TokenType::initial: return "initial";
    case TokenType::punctuation: return "punctuation";
    case TokenType::symbol: return "symbol";
    case TokenType::phone: return "phone";
    case TokenType::iban: return "iban";
    case TokenType::postcode: return "postcode";
    case TokenType::licence_plate: return "licence_plate";
    case TokenType::code: break;
  }
  return "code";
}

}  // namespace klinker
