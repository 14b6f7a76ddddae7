#include "tokenizer_parts.h"

#include <array>

#include "klinker/text/utf8.h"
#include "tokenizer_settings.h"

namespace klinker {
namespace {

std::string type_of(const JsonObject& object) { return object.string("type"); }

std::string decode_base64(const JsonObject& object, std::string_view key) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<int, 256> values;
  values.fill(-1);
  for (std::size_t i = 0; i < kDigits.size(); ++i) values[static_cast<unsigned char>(kDigits[i])] = static_cast<int>(i);
  std::string text = object.string(key), out;
  while (!text.empty() && text.back() == '=') text.pop_back();
  unsigned bits = 0, buffer = 0;
  for (const char c : text) {
    const int value = values[static_cast<unsigned char>(c)];
    if (value < 0) object.fail(key, "is not base64");
    buffer = (buffer << 6 | static_cast<unsigned>(value)) & 0xFFFF;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(buffer >> bits & 0xFF);
  }
  return out;
}

// {"String": …} or {"Regex": …}.
std::unique_ptr<SplitPattern> read_pattern(const JsonObject& object, const std::string& where) {
  const JsonObject pattern = object.object("pattern");
  if (pattern.has("String")) return SplitPattern::literal(pattern.string("String"));
  return SplitPattern::regex(pattern.string("Regex"), where);
}

SplitBehavior read_behavior(const JsonObject& object, std::string_view missing) {
  constexpr std::array<std::string_view, 5> kNames = {"Removed", "Isolated", "MergedWithPrevious", "MergedWithNext",
                                                      "Contiguous"};
  const std::string name = object.string("behavior", missing);
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (name == kNames[i]) return static_cast<SplitBehavior>(i);
  object.fail("behavior", "is none that is known");
}

// One character.
std::string read_character(const JsonObject& object, std::string_view key) {
  std::string text = object.string(key);
  std::size_t end = 0;
  if (!text.empty()) next_code_point(text, end);
  if (text.empty() || end != text.size()) object.fail(key, "must be one character");
  return text;
}

// The steps of a sequence, and of the sequences in it.
std::vector<JsonObject> steps_of(const JsonObject& object, std::string_view key) {
  if (type_of(object) != "Sequence") return {object};
  std::vector<JsonObject> steps;
  for (const JsonObject& step : object.objects(key))
    for (JsonObject& inner : steps_of(step, key)) steps.push_back(std::move(inner));
  return steps;
}

PreTokenizer::Metaspace read_metaspace(const JsonObject& object) {
  using Prepend = PreTokenizer::Metaspace::Prepend;
  PreTokenizer::Metaspace options;
  options.replacement = read_character(object, "replacement");
  const std::string scheme = object.string("prepend_scheme", "always");
  if (scheme != "always" && scheme != "first" && scheme != "never") object.fail("prepend_scheme", "is none that is known");
  options.prepend = scheme == "always" ? Prepend::always : scheme == "first" ? Prepend::first : Prepend::never;
  if (is_given(object, "add_prefix_space") && !object.boolean("add_prefix_space", true)) options.prepend = Prepend::never;
  if (is_given(object, "split")) options.split = object.boolean("split", true);
  return options;
}

std::unique_ptr<PreTokenizer> read_pre_tokenizer(const JsonObject& object, bool map_bytes, const std::string& where) {
  const std::string type = type_of(object);
  if (type == "BertPreTokenizer") return PreTokenizer::bert();
  if (type == "Whitespace") return PreTokenizer::whitespace();
  if (type == "WhitespaceSplit") return PreTokenizer::whitespace_split();
  if (type == "Punctuation") return PreTokenizer::punctuation(read_behavior(object, "Isolated"));
  if (type == "Digits") return PreTokenizer::digits(object.boolean("individual_digits", false));
  if (type == "CharDelimiterSplit") return PreTokenizer::delimiter(read_character(object, "delimiter"));
  if (type == "FixedLength")
    return PreTokenizer::fixed_length(static_cast<std::size_t>(object.integer("length", 1, 1 << 30, 5)));
  if (type == "Split")
    return PreTokenizer::split(read_pattern(object, where), read_behavior(object, "Isolated"),
                               object.boolean("invert", false));
  if (type == "ByteLevel")
    return PreTokenizer::byte_level(
        {object.boolean("add_prefix_space", true), object.boolean("use_regex", true), map_bytes});
  if (type == "Metaspace") return PreTokenizer::metaspace(read_metaspace(object));
  fail_unsupported(where, "the pre-tokenizer " + type);
}

int read_id(const JsonObject& object, simdjson::dom::element value, std::string_view key) {
  std::int64_t id = 0;
  if (value.get(id) != simdjson::SUCCESS || id < 0 || id > Vocabulary::kMaxId)
    object.fail(key, "holds an id that cannot be");
  return static_cast<int>(id);
}

// ["[SEP]", 102]
int read_token_id(const JsonObject& object, std::string_view key) {
  simdjson::dom::array pair;
  if (object.raw()[key].get(pair) != simdjson::SUCCESS || pair.size() != 2) object.fail(key, "must be a token and its id");
  return read_id(object, pair.at(1).value(), key);
}

std::vector<PieceTemplate::Item> read_template(const JsonObject& object, std::string_view key, std::size_t texts) {
  const JsonObject specials = object.object("special_tokens");
  std::vector<PieceTemplate::Item> items;
  for (const JsonObject& piece : object.objects(key)) {
    PieceTemplate::Item item;
    if (piece.has("Sequence")) {
      const JsonObject sequence = piece.object("Sequence");
      const std::string text = sequence.string("id");
      item.text = text == "A" ? 0 : 1;
      if ((text != "A" && text != "B") || static_cast<std::size_t>(item.text) >= texts)
        object.fail(key, "names a text that is not there");
      item.type_id = static_cast<int>(sequence.integer("type_id", 0, 1 << 30));
    } else {
      const JsonObject special = piece.object("SpecialToken");
      item.type_id = static_cast<int>(special.integer("type_id", 0, 1 << 30));
      simdjson::dom::array ids;
      if (specials.object(special.string("id")).raw()["ids"].get(ids) != simdjson::SUCCESS)
        object.fail("special_tokens", "lack ids");
      for (const simdjson::dom::element id : ids) item.ids.push_back(read_id(object, id, "special_tokens"));
    }
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace

void fail_unsupported(const std::string& where, const std::string& what) {
  throw Error(ErrorCode::unsupported, where + ": needs " + what + ", which this version does not have");
}

std::unique_ptr<TextNormalizer> read_normalizer(const JsonObject& object, const std::string& where) {
  const std::string type = type_of(object);
  if (type == "Sequence") {
    std::vector<std::unique_ptr<TextNormalizer>> steps;
    for (const JsonObject& step : object.objects("normalizers")) steps.push_back(read_normalizer(step, where));
    return TextNormalizer::sequence(std::move(steps));
  }
  if (type == "BertNormalizer") {
    TextNormalizer::Bert options;
    options.clean_text = object.boolean("clean_text", true);
    options.handle_chinese_chars = object.boolean("handle_chinese_chars", true);
    options.lowercase = object.boolean("lowercase", true);
    if (is_given(object, "strip_accents")) options.strip_accents = object.boolean("strip_accents", false);
    return TextNormalizer::bert(options);
  }
  if (type == "NFC") return TextNormalizer::unicode(UnicodeForm::nfc);
  if (type == "NFD") return TextNormalizer::unicode(UnicodeForm::nfd);
  if (type == "NFKC") return TextNormalizer::unicode(UnicodeForm::nfkc);
  if (type == "NFKD") return TextNormalizer::unicode(UnicodeForm::nfkd);
  if (type == "Lowercase") return TextNormalizer::lowercase();
  if (type == "StripAccents") return TextNormalizer::strip_accents();
  if (type == "Strip") return TextNormalizer::strip(object.boolean("strip_left", true), object.boolean("strip_right", true));
  if (type == "Nmt") return TextNormalizer::nmt();
  if (type == "Prepend") return TextNormalizer::prepend(object.string("prepend"));
  if (type == "Replace") return TextNormalizer::replace(read_pattern(object, where), object.string("content"));
  if (type == "ByteLevel") return TextNormalizer::byte_level();
  if (type == "Precompiled") return TextNormalizer::precompiled(decode_base64(object, "precompiled_charsmap"), where);
  fail_unsupported(where, "the normalizer " + type);
}

std::vector<std::unique_ptr<PreTokenizer>> read_pre_tokenizers(const JsonObject& object, bool map_bytes,
                                                               const std::string& where) {
  const std::vector<JsonObject> steps = steps_of(object, "pretokenizers");
  std::vector<std::unique_ptr<PreTokenizer>> out;
  for (const JsonObject& step : steps) out.push_back(read_pre_tokenizer(step, map_bytes || &step != &steps.back(), where));
  return out;
}

bool ends_byte_level(const JsonObject& pre_tokenizer) {
  const std::vector<JsonObject> steps = steps_of(pre_tokenizer, "pretokenizers");
  return !steps.empty() && type_of(steps.back()) == "ByteLevel";
}

void read_post_processor(const JsonObject& object, HubTokenizer& tokenizer, const std::string& where) {
  bool has_template = false;
  for (const JsonObject& step : steps_of(object, "processors")) {
    const std::string type = type_of(step);
    const bool is_roberta = type == "RobertaProcessing";
    if ((type == "ByteLevel" || is_roberta) && step.boolean("trim_offsets", true))
      tokenizer.trims.push_back(step.boolean("add_prefix_space", true));
    if (type == "ByteLevel") continue;
    if (has_template) fail_unsupported(where, "more than one post-processor with special tokens");
    has_template = true;
    if (type == "TemplateProcessing") {
      tokenizer.post = {read_template(step, "single", 1), read_template(step, "pair", 2)};
    } else if (type == "BertProcessing" || is_roberta) {
      const PieceTemplate::Item cls = {-1, {read_token_id(step, "cls")}, 0}, sep = {-1, {read_token_id(step, "sep")}, 0};
      const int second = is_roberta ? 0 : 1;
      tokenizer.post.single = {cls, {0, {}, 0}, sep};
      tokenizer.post.pair = {cls, {0, {}, 0}, sep, {1, {}, second}, {-1, sep.ids, second}};
      if (is_roberta) tokenizer.post.pair.insert(tokenizer.post.pair.begin() + 3, sep);
      tokenizer.special.cls = cls.ids.front();
      tokenizer.special.sep = sep.ids.front();
    } else {
      fail_unsupported(where, "the post-processor " + type);
    }
  }
}

std::unique_ptr<PieceDecoder> read_decoder(const JsonObject& object, const std::string& where) {
  const std::string type = type_of(object);
  if (type == "Sequence") {
    std::vector<std::unique_ptr<PieceDecoder>> steps;
    for (const JsonObject& step : object.objects("decoders")) steps.push_back(read_decoder(step, where));
    return PieceDecoder::sequence(std::move(steps));
  }
  if (type == "BPEDecoder") return PieceDecoder::bpe(object.string("suffix", "</w>"));
  if (type == "ByteLevel") return PieceDecoder::byte_level();
  if (type == "ByteFallback") return PieceDecoder::byte_fallback();
  if (type == "Fuse") return PieceDecoder::fuse();
  if (type == "WordPiece") return PieceDecoder::word_piece(object.string("prefix", "##"), object.boolean("cleanup", true));
  if (type == "Replace") return PieceDecoder::replace(read_pattern(object, where), object.string("content"));
  if (type == "Strip")
    return PieceDecoder::strip(read_character(object, "content"),
                               static_cast<std::size_t>(object.integer("start", 0, 1 << 30)),
                               static_cast<std::size_t>(object.integer("stop", 0, 1 << 30)));
  if (type == "Metaspace") {
    const PreTokenizer::Metaspace options = read_metaspace(object);
    return PieceDecoder::metaspace(options.replacement, options.prepend != PreTokenizer::Metaspace::Prepend::never);
  }
  fail_unsupported(where, "the decoder " + type);
}

}  // namespace klinker
