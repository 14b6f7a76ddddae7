#include "sentencepiece_file.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr std::size_t kMaxPieces = 1u << 24;

// One field of a protocol buffer message. https://protobuf.dev/programming-guides/encoding
struct Field {
  std::uint64_t number = 0;
  std::uint64_t value = 0;  // of a varint or a fixed number
  std::string_view bytes;   // of a string or message
};

class FieldReader {
 public:
  FieldReader(std::string_view bytes, const std::string& where) : rest_(bytes), where_(where) {}

  bool next(Field& field) {
    if (rest_.empty()) return false;
    const std::uint64_t key = varint();
    field = {key >> 3, 0, {}};
    switch (key & 7) {
      case 0: field.value = varint(); break;
      case 1: field.value = fixed(8); break;
      case 2: field.bytes = take(varint()); break;
      case 5: field.value = fixed(4); break;
      default: fail();
    }
    return true;
  }

 private:
  [[noreturn]] void fail() const {
    throw Error(ErrorCode::invalid_model, where_ + ": is no SentencePiece model, or a damaged one");
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    fail();
  }
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) fail();
    const std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }
  std::uint64_t fixed(std::size_t size) {
    const std::string_view bytes = take(size);
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
  }

  std::string_view rest_;
  const std::string& where_;
};

Piece read_piece(std::string_view bytes, const std::string& where) {
  Piece piece;
  FieldReader reader(bytes, where);
  for (Field field; reader.next(field);) {
    if (field.number == 1) piece.text = field.bytes;
    if (field.number == 2) piece.score = std::bit_cast<float>(static_cast<std::uint32_t>(field.value));
    if (field.number == 3) {
      if (field.value < 1 || field.value > 6)
        throw Error(ErrorCode::invalid_model, where + ": has a piece of an unknown type");
      piece.type = static_cast<PieceType>(field.value);
    }
  }
  if (piece.text.empty() || find_invalid_utf8(piece.text) || !std::isfinite(piece.score))
    throw Error(ErrorCode::invalid_model, where + ": has a piece that is empty, not UTF-8 or without a finite score");
  return piece;
}

void read_trainer(std::string_view bytes, const std::string& where, SentencePieceFile& file) {
  FieldReader reader(bytes, where);
  for (Field field; reader.next(field);) {
    if (field.number == 3) {
      if (field.value != 1 && field.value != 2)
        throw Error(ErrorCode::unsupported, where + ": is a word or character model; this version reads unigram and BPE");
      file.algorithm = static_cast<SentencePieceFile::Algorithm>(field.value);
    }
    if (field.number == 24) file.whitespace_as_suffix = field.value != 0;
    if (field.number == 35) file.byte_fallback = field.value != 0;
    if (field.number == 44) file.unknown_surface = field.bytes;
  }
}

void read_normalizer(std::string_view bytes, const std::string& where, SentencePieceFile& file) {
  FieldReader reader(bytes, where);
  for (Field field; reader.next(field);) {
    if (field.number == 2) file.charsmap = field.bytes;
    if (field.number == 3) file.add_dummy_prefix = field.value != 0;
    if (field.number == 4) file.remove_extra_whitespaces = field.value != 0;
    if (field.number == 5) file.escape_whitespaces = field.value != 0;
  }
}

}  // namespace

SentencePieceFile SentencePieceFile::parse(std::string_view bytes, const std::string& where) {
  SentencePieceFile file;
  FieldReader reader(bytes, where);
  for (Field field; reader.next(field);) {
    if (field.number == 1) file.pieces.push_back(read_piece(field.bytes, where));
    if (field.number == 2) read_trainer(field.bytes, where, file);
    if (field.number == 3) read_normalizer(field.bytes, where, file);
    if (file.pieces.size() > kMaxPieces) throw Error(ErrorCode::invalid_model, where + ": has more pieces than can be");
  }
  const auto count = [&](PieceType type) {
    return std::count_if(file.pieces.begin(), file.pieces.end(), [&](const Piece& piece) { return piece.type == type; });
  };
  if (count(PieceType::unknown) != 1)
    throw Error(ErrorCode::invalid_model, where + ": is no SentencePiece model: one piece must stand for the unknown");
  if (file.byte_fallback && count(PieceType::byte) != 256)
    throw Error(ErrorCode::invalid_model, where + ": falls back to bytes, but has no pieces for them");
  if (file.algorithm == Algorithm::bpe && count(PieceType::unused) > 0)
    throw Error(ErrorCode::unsupported, where + ": is a BPE model with unused pieces, which this version does not read");
  return file;
}

}  // namespace klinker
