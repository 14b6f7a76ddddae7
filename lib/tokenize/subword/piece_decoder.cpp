#include "piece_decoder.h"

#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <utility>

#include "byte_level.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  if (from.empty()) return;
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; done = at) {
    (out += std::string_view(text).substr(done, at - done)) += to;
    at += from.size();
  }
  text = out += std::string_view(text).substr(done);
}

std::string join(const std::vector<std::string>& pieces) {
  std::string out;
  for (const std::string& piece : pieces) out += piece;
  return out;
}

// How many bytes of an ill-formed beginning stand for one replacement character. Source: Unicode 15, section 3.9, U+FFFD
// substitution of maximal subparts.
std::size_t maximal_subpart(std::string_view text) {
  const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
  const unsigned first = byte(0);
  const std::size_t size = first >= 0xC2 && first <= 0xDF   ? 2
                           : first >= 0xE0 && first <= 0xEF ? 3
                           : first >= 0xF0 && first <= 0xF4 ? 4
                                                            : 1;
  const unsigned low = first == 0xE0   ? 0xA0
                       : first == 0xF0 ? 0x90
                                       : 0x80,
                 high = first == 0xED   ? 0x9F
                        : first == 0xF4 ? 0x8F
                                        : 0xBF;
  if (size == 1 || byte(1) < low || byte(1) > high) return 1;
  std::size_t end = 2;
  while (end < size && (byte(end) & 0xC0) == 0x80) ++end;
  return end;
}

std::string valid_utf8(std::string_view bytes) {
  std::string out;
  while (const auto valid = find_invalid_utf8(bytes)) {
    (out += bytes.substr(0, *valid)) += kReplacement;
    bytes.remove_prefix(*valid);
    bytes.remove_prefix(maximal_subpart(bytes));
  }
  return out += bytes;
}

class Bpe final : public PieceDecoder {
 public:
  explicit Bpe(std::string suffix) : suffix_(std::move(suffix)) {}
  void apply(std::vector<std::string>& pieces) const override {
    for (std::size_t i = 0; i < pieces.size(); ++i) replace_all(pieces[i], suffix_, i + 1 == pieces.size() ? "" : " ");
  }

 private:
  std::string suffix_;
};

class ByteLevel final : public PieceDecoder {
 public:
  void apply(std::vector<std::string>& pieces) const override {
    std::string bytes;
    for (const std::string& piece : pieces) bytes += piece_bytes(piece).value_or(piece);
    pieces = {valid_utf8(bytes)};
  }
};

class ByteFallback final : public PieceDecoder {
 public:
  void apply(std::vector<std::string>& pieces) const override {
    std::vector<std::string> out;
    std::string bytes;
    const auto flush = [&] {
      if (bytes.empty()) return;
      if (!find_invalid_utf8(bytes)) out.push_back(bytes);
      else out.insert(out.end(), bytes.size(), std::string(kReplacement));
      bytes.clear();
    };
    for (std::string& piece : pieces) {
      if (const auto byte = byte_of(piece)) {
        bytes += *byte;
        continue;
      }
      flush();
      out.push_back(std::move(piece));
    }
    flush();
    pieces = std::move(out);
  }

 private:
  static std::optional<char> byte_of(const std::string& piece) {
    const auto is_hex = [&](std::size_t at) { return std::isxdigit(static_cast<unsigned char>(piece[at])) != 0; };
    if (piece.size() != 6 || !piece.starts_with("<0x") || piece.back() != '>' || !is_hex(3) || !is_hex(4))
      return std::nullopt;
    return static_cast<char>(std::strtoul(piece.c_str() + 3, nullptr, 16));
  }
};

class Fuse final : public PieceDecoder {
 public:
  void apply(std::vector<std::string>& pieces) const override { pieces = {join(pieces)}; }
};

class Metaspace final : public PieceDecoder {
 public:
  Metaspace(std::string replacement, bool prepends) : replacement_(std::move(replacement)), prepends_(prepends) {}
  void apply(std::vector<std::string>& pieces) const override {
    for (std::size_t i = 0; i < pieces.size(); ++i) replace_all(pieces[i], replacement_, i == 0 && prepends_ ? "" : " ");
  }

 private:
  std::string replacement_;
  bool prepends_;
};

class Replace final : public PieceDecoder {
 public:
  Replace(std::unique_ptr<SplitPattern> pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}
  void apply(std::vector<std::string>& pieces) const override {
    std::vector<Span> matches;
    for (std::string& piece : pieces) {
      pattern_->find(piece, matches);
      std::string out;
      std::size_t done = 0;
      for (const Span match : matches) {
        (out += std::string_view(piece).substr(done, match.start - done)) += content_;
        done = match.end;
      }
      piece = out += std::string_view(piece).substr(done);
    }
  }

 private:
  std::unique_ptr<SplitPattern> pattern_;
  std::string content_;
};

class Strip final : public PieceDecoder {
 public:
  Strip(std::string character, std::size_t start, std::size_t stop)
      : character_(std::move(character)), start_(start), stop_(stop) {}
  void apply(std::vector<std::string>& pieces) const override {
    for (std::string& piece : pieces) {
      std::string_view rest = piece;
      for (std::size_t i = 0; i < start_ && rest.starts_with(character_); ++i) rest.remove_prefix(character_.size());
      for (std::size_t i = 0; i < stop_ && rest.ends_with(character_); ++i) rest.remove_suffix(character_.size());
      piece = std::string(rest);
    }
  }

 private:
  std::string character_;
  std::size_t start_, stop_;
};

class WordPieceDecoder final : public PieceDecoder {
 public:
  WordPieceDecoder(std::string prefix, bool cleanup) : prefix_(std::move(prefix)), cleanup_(cleanup) {}
  void apply(std::vector<std::string>& pieces) const override {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (i > 0) pieces[i] = pieces[i].starts_with(prefix_) ? pieces[i].substr(prefix_.size()) : " " + pieces[i];
      if (cleanup_) clean_up(pieces[i]);
    }
  }

 private:
  static void clean_up(std::string& piece) {
    // What the original takes together, in its order.
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kTogether = {{{" .", "."},
                                                                                                 {" ?", "?"},
                                                                                                 {" !", "!"},
                                                                                                 {" ,", ","},
                                                                                                 {" ' ", "'"},
                                                                                                 {" n't", "n't"},
                                                                                                 {" 'm", "'m"},
                                                                                                 {" do not", " don't"},
                                                                                                 {" 's", "'s"},
                                                                                                 {" 've", "'ve"},
                                                                                                 {" 're", "'re"}}};
    for (const auto& [apart, together] : kTogether) replace_all(piece, apart, together);
  }

  std::string prefix_;
  bool cleanup_;
};

class Sequence final : public PieceDecoder {
 public:
  explicit Sequence(std::vector<std::unique_ptr<PieceDecoder>> steps) : steps_(std::move(steps)) {}
  void apply(std::vector<std::string>& pieces) const override {
    for (const auto& step : steps_) step->apply(pieces);
  }

 private:
  std::vector<std::unique_ptr<PieceDecoder>> steps_;
};

}  // namespace

std::unique_ptr<PieceDecoder> PieceDecoder::bpe(std::string suffix) { return std::make_unique<Bpe>(std::move(suffix)); }
std::unique_ptr<PieceDecoder> PieceDecoder::byte_level() { return std::make_unique<ByteLevel>(); }
std::unique_ptr<PieceDecoder> PieceDecoder::byte_fallback() { return std::make_unique<ByteFallback>(); }
std::unique_ptr<PieceDecoder> PieceDecoder::fuse() { return std::make_unique<Fuse>(); }
std::unique_ptr<PieceDecoder> PieceDecoder::metaspace(std::string replacement, bool prepends) {
  return std::make_unique<Metaspace>(std::move(replacement), prepends);
}
std::unique_ptr<PieceDecoder> PieceDecoder::replace(std::unique_ptr<SplitPattern> pattern, std::string content) {
  return std::make_unique<Replace>(std::move(pattern), std::move(content));
}
std::unique_ptr<PieceDecoder> PieceDecoder::strip(std::string character, std::size_t start, std::size_t stop) {
  return std::make_unique<Strip>(std::move(character), start, stop);
}
std::unique_ptr<PieceDecoder> PieceDecoder::word_piece(std::string prefix, bool cleanup) {
  return std::make_unique<WordPieceDecoder>(std::move(prefix), cleanup);
}
std::unique_ptr<PieceDecoder> PieceDecoder::sequence(std::vector<std::unique_ptr<PieceDecoder>> steps) {
  return std::make_unique<Sequence>(std::move(steps));
}

}  // namespace klinker
