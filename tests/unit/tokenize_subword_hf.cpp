#include <array>
#include <filesystem>
#include <thread>

#include "catch.h"
#include "klinker/error.h"
#include "klinker/tokenize/subword_model.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

std::unique_ptr<SubwordModel> load_text(const TemporaryFolder& folder, const std::string& json) {
  return SubwordModel::load(folder.write("tokenizer.json", json));
}

std::string error_of(const TemporaryFolder& folder, const std::string& json, ErrorCode expected) {
  try {
    load_text(folder, json);
  } catch (const Error& error) {
    CHECK(error.code() == expected);
    CHECK(std::string(error.what()).find("tokenizer.json") != std::string::npos);
    return error.what();
  }
  FAIL("it was read: " << json);
  return {};
}

// A tokenizer of whole words with parts of choice.
std::string words(const std::string& parts, const std::string& vocab = R"("<unk>":0,"de":1,"kaas":2,"!":3)") {
  return R"({"version":"1.0",)" + parts + R"("model":{"type":"WordLevel","unk_token":"<unk>","vocab":{)" + vocab + "}}}";
}

std::vector<Span> spans_of(const SubwordModel& model, std::string_view text) {
  SubwordEncoding encoding;
  model.encode(text, encoding);
  REQUIRE(encoding.spans.size() == encoding.ids.size());
  return encoding.spans;
}

const char* const kWhitespace = R"("pre_tokenizer":{"type":"Whitespace"},)";

// A vocabulary of BERT's kind.
const char* const kPieces = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nde\nkaas\n##boer\n##s\nfiets\n!\ncafe\n";

// Byte-level: all bytes, and a few merges.
std::string byte_vocabulary() {
  std::string vocab = R"({"<s>":0,"</s>":1)";
  int id = 2;
  char32_t next = 0x100;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const bool printable = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte != 0xAD);
    const char32_t c = printable ? byte : next++;
    std::string piece;
    if (c == '"' || c == '\\') piece = '\\';
    if (c < 0x80) piece += static_cast<char>(c);
    else (piece += static_cast<char>(0xC0 | c >> 6)) += static_cast<char>(0x80 | (c & 0x3F));
    vocab += ",\"" + piece + "\":" + std::to_string(id++);
  }
  for (const char* const piece : {"de", "Ġk", "aa", "Ġkaa", "Ġkaas", "Ã«"})
    vocab += ",\"" + std::string(piece) + "\":" + std::to_string(id++);
  return vocab + "}";
}

const char* const kMerges = R"([["d","e"],"Ġ k",["a","a"],["Ġk","aa"],["Ġkaa","s"],["Ã","«"]])";

std::string byte_level(const std::string& options, bool prefix) {
  const std::string flag = prefix ? "true" : "false";
  return R"({"version":"1.0","pre_tokenizer":{"type":"ByteLevel","add_prefix_space":)" + flag +
         R"(,"trim_offsets":true,"use_regex":true},"decoder":{"type":"ByteLevel"},"post_processor":{"type":"RobertaProcessing","sep":["</s>",1],"cls":["<s>",0],"trim_offsets":true,"add_prefix_space":)" +
         flag +
         R"(},"added_tokens":[{"id":0,"content":"<s>","special":true,"normalized":false,"single_word":false,"lstrip":false,"rstrip":false}],"model":{"type":"BPE",)" +
         options + R"("vocab":)" + byte_vocabulary() + R"(,"merges":)" + kMerges + "}}";
}

std::vector<std::string> pieces_of(const SubwordModel& model, std::string_view text) {
  std::vector<std::string> out;
  for (const int id : model.encode(text)) out.push_back(model.piece(id));
  return out;
}

using Pieces = std::vector<std::string>;

}  // namespace

TEST_CASE("WordPiece takes the longest piece first and gives its place in the original", "[tokenize]") {
  const TemporaryFolder folder;
  const auto path = folder.write("vocab.txt", kPieces);
  const auto model = SubwordModel::load(path);
  CHECK(pieces_of(*model, "De kaasboers fiets!") == Pieces{"de", "kaas", "##boer", "##s", "fiets", "!"});
  CHECK(spans_of(*model, "De kaasboers fiets!") == std::vector<Span>{{0, 2}, {3, 7}, {7, 11}, {11, 12}, {13, 18}, {18, 19}});
  // A word of which a part is unknown is unknown, and its accents are gone by then.
  CHECK(pieces_of(*model, "café kaasx") == Pieces{"cafe", "[UNK]"});
  CHECK(spans_of(*model, "café kaasx") == std::vector<Span>{{0, 5}, {6, 11}});
  CHECK(pieces_of(*model, "[MASK] de[SEP]") == Pieces{"[MASK]", "de", "[SEP]"});
  CHECK(pieces_of(*model, "kaas\u200Bboer") == Pieces{"kaas", "##boer"});  // an invisible character is no border
  CHECK(model->encode("").empty());
  CHECK(model->decode(model->encode("De kaasboers!")) == "de kaasboers!");
  CHECK(model->size() == 12);
  CHECK(model->id("fiets") == 9);
  CHECK_FALSE(model->id("fie"));
  const SpecialPieces special = model->special_pieces();
  CHECK(special.cls == 2);
  CHECK(special.sep == 3);
  CHECK(special.pad == 0);
  CHECK(special.mask == 4);
  CHECK(special.unk == 1);

  folder.write("tokenizer_config.json", R"({"do_lower_case":false,"mask_token":{"content":"!"},"strip_accents":null})");
  const auto cased = SubwordModel::load(path);
  CHECK(pieces_of(*cased, "De de") == Pieces{"[UNK]", "de"});
  CHECK(cased->special_pieces().mask == 10);
}

TEST_CASE("Special tokens, pairs and limits", "[tokenize]") {
  const TemporaryFolder folder;
  const std::shared_ptr<const SubwordModel> model = SubwordModel::load(folder.write("vocab.txt", kPieces));
  SubwordEncoder encoder(model);
  SubwordEncoding result;
  encoder.encode("de kaas", "fiets!", {}, result);
  CHECK(result.ids == std::vector<int>{2, 5, 6, 3, 9, 10, 3});
  CHECK(result.type_ids == std::vector<int>{0, 0, 0, 0, 1, 1, 1});
  CHECK(result.special == std::vector<std::uint8_t>{1, 0, 0, 1, 0, 0, 1});
  CHECK(result.texts == std::vector<std::uint8_t>{0, 0, 0, 0, 1, 1, 0});
  CHECK(result.spans == std::vector<Span>{{0, 0}, {0, 2}, {3, 7}, {0, 0}, {0, 5}, {5, 6}, {0, 0}});
  CHECK(model->decode(result.ids) == "[CLS] de kaas [SEP] fiets! [SEP]");
  CHECK(model->decode_without_special(result.ids) == "de kaas fiets!");

  SubwordOptions options;
  options.special_tokens = false;
  encoder.encode("de kaas", options, result);
  CHECK(result.ids == std::vector<int>{5, 6});

  const auto limited = [&](std::size_t most, Truncation truncation, TruncationSide side = TruncationSide::right) {
    encoder.encode("de de de de", "fiets fiets", {.max_pieces = most, .truncation = truncation, .side = side}, result);
    std::string kinds;
    for (const int id : result.ids) kinds += id == 5 ? 'd' : id == 9 ? 'f' : '.';
    return kinds;
  };
  CHECK(limited(0, Truncation::longest_first) == ".dddd.ff.");
  CHECK(limited(8, Truncation::longest_first) == ".ddd.ff.");
  CHECK(limited(6, Truncation::longest_first) == ".dd.f.");
  CHECK(limited(7, Truncation::only_first) == ".dd.ff.");
  CHECK(limited(8, Truncation::only_second) == ".dddd.f.");
  CHECK(limited(3, Truncation::longest_first) == "...");
  CHECK_THROWS_AS(limited(2, Truncation::longest_first), Error);
  CHECK_THROWS_AS(limited(6, Truncation::only_second), Error);
  encoder.encode("de kaas fiets", {.max_pieces = 4, .side = TruncationSide::left}, result);
  CHECK(result.ids == std::vector<int>{2, 6, 9, 3});
  CHECK(result.spans[1] == Span{3, 7});
}

TEST_CASE("A SentencePiece model has limits and pairs as well", "[tokenize]") {
  const std::shared_ptr<const SubwordModel> model = SubwordModel::load(test_data("tiny.model"));
  SubwordEncoder encoder(model);
  SubwordEncoding result;
  encoder.encode("Ik fiets", "naar huis", {}, result);
  std::vector<int> both = model->encode("Ik fiets");
  const std::size_t first = both.size();
  for (const int id : model->encode("naar huis")) both.push_back(id);
  CHECK(result.ids == both);
  CHECK(result.texts[first - 1] == 0);
  CHECK(result.texts[first] == 1);
  encoder.encode("Ik fiets", {.max_pieces = 2}, result);
  CHECK(result.ids == std::vector<int>(both.begin(), both.begin() + 2));
  CHECK(model->id(model->piece(300)) == 300);
}

TEST_CASE("Byte-level BPE", "[tokenize]") {
  const TemporaryFolder folder;
  const auto plain = load_text(folder, byte_level("", false));
  CHECK(pieces_of(*plain, "de kaas") == Pieces{"de", "Ġkaas"});
  // A place leaves out the space that a piece begins with; half a character is the whole of it.
  CHECK(spans_of(*plain, "de kaas") == std::vector<Span>{{0, 2}, {3, 7}});
  CHECK(pieces_of(*plain, "ëé") == Pieces{"Ã«", "Ã", "©"});
  CHECK(spans_of(*plain, "ëé") == std::vector<Span>{{0, 2}, {2, 4}, {2, 4}});
  CHECK(pieces_of(*plain, "de<s> kaas") == Pieces{"de", "<s>", "Ġkaas"});
  CHECK(pieces_of(*plain, "de  kaas\n") == Pieces{"de", "Ġ", "Ġkaas", "Ċ"});
  const auto prefixed = load_text(folder, byte_level("", true));
  CHECK(pieces_of(*prefixed, "kaas") == Pieces{"Ġkaas"});
  CHECK(spans_of(*prefixed, "kaas") == std::vector<Span>{{0, 4}});
  for (const char* const text : {"", " ", "de kaas", "ëé 汉字 😀", "\t\n  x", "a\xEF\xBF\xBD"})
    CHECK(plain->decode(plain->encode(text)) == text);
  CHECK(plain->decode({plain->id("Ã").value(), plain->id("d").value()}) == "\uFFFDd");
  CHECK(plain->decode_without_special({0, plain->id("de").value()}) == "de");
  // A word that is a piece needs no merges.
  const auto whole = load_text(folder, byte_level(R"("ignore_merges":true,)", false));
  CHECK(pieces_of(*whole, "de kaas") == Pieces{"de", "Ġkaas"});
}

TEST_CASE("vocab.json with merges.txt, and which file of a folder is read", "[tokenize]") {
  const TemporaryFolder folder;
  folder.write("vocab.txt", kPieces);
  CHECK(SubwordModel::load(folder.file(""))->size() == 12);
  folder.write("vocab.json", byte_vocabulary());
  folder.write("merges.txt", "#version: 0.2\nd e\nĠ k\na a\nĠk aa\nĠkaa s\nÃ «\n");
  const std::shared_ptr<const SubwordModel> model = SubwordModel::load(folder.file(""));
  CHECK(pieces_of(*model, "de kaas") == Pieces{"de", "Ġkaas"});
  SubwordEncoder encoder(model);
  SubwordEncoding result;
  encoder.encode("de", "kaas", {}, result);
  CHECK(result.ids.front() == 0);
  CHECK(result.ids.back() == 1);
  CHECK(result.special == std::vector<std::uint8_t>{1, 0, 1, 1, 0, 0, 0, 1});
  CHECK(pieces_of(*SubwordModel::load(folder.file("merges.txt")), "de") == Pieces{"de"});
  folder.write("tokenizer.json", words(kWhitespace));
  CHECK(SubwordModel::load(folder.file(""))->size() == 4);
  std::filesystem::remove(folder.file("merges.txt"));
  CHECK_THROWS_AS(SubwordModel::load(folder.file("vocab.json")), Error);
  const TemporaryFolder empty;
  CHECK_THROWS_AS(SubwordModel::load(empty.file("")), Error);
  CHECK_THROWS_AS(SubwordModel::load(empty.file("tokenizer.json")), Error);
}

TEST_CASE("Unknown bytes, characters and words", "[tokenize]") {
  const TemporaryFolder folder;
  const auto bpe = [&](const std::string& options, const std::string& pieces) {
    return load_text(folder, R"({"version":"1.0","model":{"type":"BPE","unk_token":"<unk>",)" + options +
                                 R"("vocab":{"<unk>":0,"a":1,"b":2,"ab":3)" + pieces + R"(},"merges":["a b"]}})");
  };
  CHECK(pieces_of(*bpe("", ""), "abéxa") == Pieces{"ab", "<unk>", "<unk>", "a"});
  const auto fused = bpe(R"("fuse_unk":true,)", "");
  CHECK(pieces_of(*fused, "abéxa") == Pieces{"ab", "<unk>", "a"});
  CHECK(spans_of(*fused, "abéxa") == std::vector<Span>{{0, 2}, {2, 5}, {5, 6}});
  const auto bytes = bpe(R"("byte_fallback":true,)", R"(,"<0xC3>":4,"<0xA9>":5)");
  CHECK(pieces_of(*bytes, "aéx") == Pieces{"a", "<0xC3>", "<0xA9>", "<unk>"});
  CHECK(spans_of(*bytes, "aéx") == std::vector<Span>{{0, 1}, {1, 3}, {1, 3}, {3, 4}});
  const auto suffix = load_text(
      folder,
      R"({"version":"1.0","pre_tokenizer":{"type":"WhitespaceSplit"},"decoder":{"type":"BPEDecoder","suffix":"</w>"},"model":{"type":"BPE","end_of_word_suffix":"</w>","vocab":{"a":0,"b</w>":1,"ab</w>":2},"merges":[["a","b</w>"]]}})");
  CHECK(pieces_of(*suffix, "ab aab") == Pieces{"ab</w>", "a", "ab</w>"});
  CHECK(suffix->decode({2, 0, 2}) == "ab aab");
  const auto unigram = load_text(
      folder,
      R"({"version":"1.0","pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"},"decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"},"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0],["▁",-2.0],["ka",-3.0],["▁kaas",-4.5],["as",-3.0],["▁ka",-3.5],["s",-1.0]]}})");
  CHECK(pieces_of(*unigram, "kaas kass") == Pieces{"▁kaas", "▁ka", "s", "s"});
  CHECK(spans_of(*unigram, "kaas kass") == std::vector<Span>{{0, 4}, {4, 7}, {7, 8}, {8, 9}});
  CHECK(pieces_of(*unigram, "xyz") == Pieces{"▁", "<unk>"});
  CHECK(unigram->decode(unigram->encode("kaas kass")) == "kaas kass");
  const auto silent =
      load_text(folder, R"({"version":"1.0","model":{"type":"Unigram","unk_id":null,"vocab":[["a",-1.0]]}})");
  CHECK_THROWS_AS(silent->encode("b"), Error);
  CHECK_THROWS_AS(silent->decode({1}), Error);
  CHECK_THROWS_AS(silent->piece(-1), Error);
}

TEST_CASE("Added tokens are found before the model sees the text", "[tokenize]") {
  const TemporaryFolder folder;
  const auto token = [](const std::string& content, const std::string& more) {
    return R"({"id":0,"content":")" + content + R"(",)" + more + "}";
  };
  const auto model = load_text(
      folder,
      words(R"("added_tokens":[)" +
            token("<mask>", R"("lstrip":true,"rstrip":false,"single_word":false,"normalized":false,"special":true)") + "," +
            token("Kaas", R"("single_word":true,"normalized":true,"special":false)") +
            R"(],"normalizer":{"type":"Lowercase"},)" + kWhitespace));
  CHECK(pieces_of(*model, "de  <mask>!") == Pieces{"de", "<mask>", "!"});
  CHECK(spans_of(*model, "de  <mask>!") == std::vector<Span>{{0, 2}, {2, 10}, {10, 11}});
  CHECK(pieces_of(*model, "<MASK>") == Pieces{"<unk>", "<unk>", "<unk>"});
  CHECK(model->encode("KAAS de") == std::vector<int>{5, 1});
  CHECK(model->encode("kaasde") == std::vector<int>{0});
  CHECK(model->size() == 6);
  CHECK(model->id("Kaas") == 5);
  CHECK(model->special_pieces().mask == 4);
  CHECK(model->special_pieces().unk == 0);
}

TEST_CASE("Normalisation keeps the places in the original", "[tokenize]") {
  const TemporaryFolder folder;
  const auto first = [&](const std::string& normalizer, std::string_view text, const std::string& piece) {
    const auto model =
        load_text(folder, words(R"("normalizer":)" + normalizer + R"(,"pre_tokenizer":{"type":"WhitespaceSplit"},)",
                                R"("<unk>":0,")" + piece + R"(":1)"));
    SubwordEncoding encoding;
    model->encode(text, encoding);
    REQUIRE(encoding.ids.size() == 1);
    CHECK(encoding.ids.front() == 1);
    return encoding.spans.front();
  };
  CHECK(first(R"({"type":"NFC"})", "e\u0301", "é") == Span{0, 1});  // the mark is not part of it, as in the original
  CHECK(first(R"({"type":"NFD"})", "éé", "e\u0301e\u0301") == Span{0, 4});
  CHECK(first(R"({"type":"NFKC"})", " ﬁets ", "fiets") == Span{1, 7});
  CHECK(first(R"({"type":"Sequence","normalizers":[{"type":"NFKD"},{"type":"StripAccents"},{"type":"Lowercase"}]})", "ÉÉN",
              "een") == Span{0, 5});
  CHECK(first(R"({"type":"Lowercase"})", "İK", "i\u0307k") == Span{0, 3});
  CHECK(first(R"({"type":"Strip","strip_left":true,"strip_right":true})", "\u00A0ja\n", "ja") == Span{2, 4});
  CHECK(first(R"({"type":"Replace","pattern":{"Regex":"[0-9]+"},"content":"#"})", "a123b", "a#b") == Span{0, 5});
  CHECK(first(R"({"type":"Prepend","prepend":"_"})", "ja", "_ja") == Span{0, 2});
  CHECK(first(R"({"type":"Nmt"})", "\u0001ja\uFEFF", "ja") == Span{1, 3});
  CHECK(first(R"({"type":"ByteLevel"})", "é", "Ã©") == Span{0, 2});
}

TEST_CASE("Pre-tokenizers cut where they should", "[tokenize]") {
  const TemporaryFolder folder;
  const auto cut = [&](const std::string& pre_tokenizer, std::string_view text) {
    const auto model = load_text(folder, words(R"("pre_tokenizer":)" + pre_tokenizer + ","));
    std::string out;
    for (const Span span : spans_of(*model, text)) (out += '|') += span.of(text);
    return out;
  };
  const auto split = [](const std::string& behavior, const std::string& more = "") {
    return R"({"type":"Split","pattern":{"String":"-"},"behavior":")" + behavior + R"(","invert":false)" + more + "}";
  };
  CHECK(cut(split("Removed"), "a--b-") == "|a|b");
  CHECK(cut(split("Isolated"), "a--b-") == "|a|-|-|b|-");
  CHECK(cut(split("MergedWithPrevious"), "a--b-") == "|a-|-|b-");
  CHECK(cut(split("MergedWithNext"), "a--b-") == "|a|-|-b|-");
  CHECK(cut(split("Contiguous"), "a--b-") == "|a|--|b|-");
  CHECK(cut(R"({"type":"BertPreTokenizer"})", "wc-bril, ja!") == "|wc|-|bril|,|ja|!");
  CHECK(cut(R"({"type":"Whitespace"})", "wc-bril?! ja") == "|wc|-|bril|?!|ja");
  CHECK(cut(R"({"type":"Digits","individual_digits":true})", "a12") == "|a|1|2");
  CHECK(cut(R"({"type":"Punctuation","behavior":"Contiguous"})", "a?!b") == "|a|?!|b");
  CHECK(cut(R"({"type":"CharDelimiterSplit","delimiter":"é"})", "aébéé") == "|a|b");
  CHECK(cut(R"({"type":"FixedLength","length":2})", "aébéé") == "|aé|bé|é");
  CHECK(
      cut(R"({"type":"Split","pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},"behavior":"Isolated","invert":false})",
          "Ja, 't is 12345 euro!\n\n  x'S") == "|Ja|,| '|t| is| |123|45| euro|!\n\n| | x|'S");
  // The same as an expression that is read by ICU.
  CHECK(
      cut(R"({"type":"Split","pattern":{"Regex":"(?:'t)| ?\\p{L}+|\\s+(?!\\S)|\\s+"},"behavior":"Isolated","invert":false})",
          "Ja 't  is") == "|Ja| |'t| | is");
  CHECK(cut(R"({"type":"Split","pattern":{"Regex":"\\w+|[^\\w\\s]+"},"behavior":"Removed","invert":true})",
            "m² ½?\u200D!") == "|m²|½|?\u200D!");
  CHECK(cut(R"({"type":"Split","pattern":{"String":""},"behavior":"Isolated","invert":false})", "aé") == "|a|é");
  CHECK(cut(R"({"type":"Split","pattern":{"Regex":"\\w+"},"behavior":"Removed","invert":true})", "ja, nee") == "|ja|nee");
}

TEST_CASE("What a tokenizer needs and this version lacks is named", "[tokenize]") {
  const TemporaryFolder folder;
  const auto named = [&](const std::string& parts, const std::string& name) {
    CHECK(error_of(folder, words(parts), ErrorCode::unsupported).find(name) != std::string::npos);
  };
  named(R"("normalizer":{"type":"Uppercase"},)", "Uppercase");
  named(R"("pre_tokenizer":{"type":"UnicodeScripts"},)", "UnicodeScripts");
  named(R"("pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Whitespace"},{"type":"Thai"}]},)", "Thai");
  named(R"("pre_tokenizer":{"type":"Split","pattern":{"Regex":"("},"behavior":"Isolated","invert":false},)", "expression");
  named(R"("post_processor":{"type":"Other"},)", "Other");
  named(R"("decoder":{"type":"CTC"},)", "CTC");
  CHECK(error_of(folder, R"({"model":{"type":"Morphemes","vocab":{}}})", ErrorCode::unsupported).find("Morphemes") !=
        std::string::npos);
  CHECK(error_of(folder, R"({"model":{"type":"BPE","dropout":0.1,"vocab":{"a":0},"merges":[]}})", ErrorCode::unsupported)
            .find("dropout") != std::string::npos);
  CHECK(error_of(folder, R"({"version":"2.0","model":{"type":"BPE","vocab":{},"merges":[]}})", ErrorCode::unsupported)
            .find("2.0") != std::string::npos);
}

TEST_CASE("Damaged tokenizers are refused, with the file and the reason", "[tokenize]") {
  const TemporaryFolder folder;
  for (const char* const json : {"",
                                 "[]",
                                 "{}",
                                 R"({"model":[]})",
                                 R"({"model":{"type":"BPE"}})",
                                 R"({"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}})",
                                 R"({"model":{"type":"BPE","vocab":{"a":99999999999},"merges":[]}})",
                                 R"({"model":{"type":"BPE","vocab":{"a":20000000},"merges":[]}})",
                                 R"({"model":{"type":"BPE","vocab":{"a":"1"},"merges":[]}})",
                                 R"({"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}})",
                                 R"({"model":{"type":"BPE","vocab":{"a":0},"merges":["aa"]}})",
                                 R"({"model":{"type":"BPE","vocab":{"a":0},"merges":[["a"]]}})",
                                 R"({"model":{"type":"BPE","vocab":{"a":0},"merges":{}}})",
                                 R"({"model":{"type":"WordPiece","vocab":[]}})",
                                 R"({"model":{"type":"WordPiece","vocab":{"a":0},"max_input_chars_per_word":-1}})",
                                 R"({"model":{"type":"Unigram","vocab":{"a":0}}})",
                                 R"({"model":{"type":"Unigram","vocab":[["a"]]}})",
                                 R"({"model":{"type":"Unigram","unk_id":1,"vocab":[["a",0.0]]}})",
                                 R"({"model":{"type":"Unigram","unk_id":-1,"vocab":[["a",0.0]]}})",
                                 R"({"model":{"type":"Unigram","unk_id":0,"vocab":[["a","b"]]}})"}) {
    INFO(json);
    CHECK_FALSE(error_of(folder, json, ErrorCode::invalid_model).empty());
  }
  for (
      const char* const parts :
      {R"("normalizer":{},)", R"("normalizer":"NFC",)", R"("normalizer":{"type":"Precompiled","precompiled_charsmap":"!"},)",
       R"("normalizer":{"type":"Precompiled","precompiled_charsmap":"AAAA"},)",
       R"("normalizer":{"type":"Replace","pattern":"a","content":"b"},)",
       R"("pre_tokenizer":{"type":"Metaspace","replacement":"ab"},)",
       R"("pre_tokenizer":{"type":"FixedLength","length":0},)",
       R"("pre_tokenizer":{"type":"Split","pattern":{"String":"a"},"behavior":"Sideways","invert":false},)",
       R"("post_processor":{"type":"BertProcessing","sep":["a",-1],"cls":["b",1]},)",
       R"("post_processor":{"type":"BertProcessing","cls":["b",1]},)",
       R"("post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x","type_id":0}}],"pair":[],"special_tokens":{}},)",
       R"("post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"B","type_id":0}}],"pair":[],"special_tokens":{}},)",
       R"("added_tokens":[{"id":0}],)", R"("added_tokens":{},)", R"("version":1,)"}) {
    INFO(parts);
    CHECK_FALSE(error_of(folder,
                         "{" + std::string(parts) + R"("model":{"type":"WordLevel","unk_token":"a","vocab":{"a":0}}})",
                         ErrorCode::invalid_model)
                    .empty());
  }
  folder.write("vocab.txt", "de\nkaas\n");
  CHECK_THROWS_AS(SubwordModel::load(folder.file("vocab.txt")), Error);
}

TEST_CASE("A tokenizer that is cut off or changed is refused or read, never more", "[tokenize]") {
  const TemporaryFolder folder;
  const std::string whole = byte_level(R"("ignore_merges":false,)", true);
  std::size_t read = 0;
  const auto load = [&](const std::string& json) {
    try {
      const auto model = load_text(folder, json);
      ++read;
      model->decode(model->encode("Ik eet de kaas op, toch? 😀<s>"));
    } catch (const Error& error) {
      CHECK(error.code() != ErrorCode::internal);
      CHECK(std::string(error.what()).find("eet") == std::string::npos);
    }
  };
  for (std::size_t size = 0; size < whole.size(); size += 11) load(whole.substr(0, size));
  CHECK(read == 0);
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    std::string changed = whole;
    changed[at] = changed[at] == '1' ? '9' : changed[at] == 'e' ? '"' : '1';
    load(changed);
  }
}

TEST_CASE("What an encoder remembers changes nothing, on any thread", "[tokenize]") {
  const TemporaryFolder folder;
  const std::shared_ptr<const SubwordModel> model = load_text(folder, byte_level("", true));
  const auto text_of = [](int i) {
    return "de kaas " + std::to_string(i * 7919) + " ë" + std::string(static_cast<std::size_t>(i % 70), 'a');
  };
  std::array<bool, 2> same = {true, true};
  {
    std::vector<std::jthread> threads;
    for (bool& ok : same)
      threads.emplace_back([&] {
        SubwordEncoder encoder(model);
        SubwordEncoding remembered, fresh;
        for (int i = 0; i < 20'000; ++i) {
          encoder.encode(text_of(i), {.special_tokens = false}, remembered);
          if (i % 10 != 0) continue;
          model->encode(text_of(i), fresh);
          ok = ok && remembered.ids == fresh.ids && remembered.spans == fresh.spans;
        }
      });
  }
  CHECK(same[0]);
  CHECK(same[1]);
}

TEST_CASE("Long and odd texts are split in time", "[tokenize]") {
  const TemporaryFolder folder;
  const auto model = load_text(folder, byte_level("", true));
  CHECK(model->encode(std::string(300'000, 'd')).size() == 300'001);
  CHECK(model->encode(std::string(300'000, ' ')).size() == 300'000);
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "<s> ";
  CHECK(model->encode(many).size() == 40'000);
  const auto expression = load_text(
      folder,
      words(R"("pre_tokenizer":{"type":"Split","pattern":{"Regex":"(a+)+$"},"behavior":"Isolated","invert":false},)"));
  CHECK_THROWS_AS(expression->encode(std::string(200, 'a') + "b"), Error);
}
