#include <cmath>
#include <cstring>
#include <filesystem>
#include <memory>

#include "catch.h"
#include "klinker/error.h"
#include "klinker/nn/prune_vocabulary.h"
#include "klinker/tokenize/subword_model.h"
#include "nn/prune_vocabulary_choice.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

std::string floats(const std::vector<float>& values) {
  std::string out(values.size() * 4, '\0');
  std::memcpy(out.data(), values.data(), out.size());
  return out;
}

std::vector<float> floats_of(const TensorView& tensor) {
  std::vector<float> out(tensor.bytes.size() / 4);
  std::memcpy(out.data(), tensor.bytes.data(), tensor.bytes.size());
  return out;
}

// A folder "model" whose rows say in both columns which they are, and an empty folder "out".
class Model {
 public:
  explicit Model(std::size_t rows) {
    std::filesystem::create_directories(folder_->file("model"));
    std::filesystem::create_directories(folder_->file("out"));
    std::vector<float> words, bias;
    for (std::size_t row = 0; row < rows; ++row) {
      words.insert(words.end(), 2, static_cast<float>(row));
      bias.push_back(static_cast<float>(row) + 0.5f);
    }
    const auto count = static_cast<std::int64_t>(rows);
    const std::string word_bytes = floats(words), bias_bytes = floats(bias), other = floats({1, 2, 3, 4, 5, 6});
    write_safetensors(folder_->file("model/model.safetensors"),
                      {{"bert.embeddings.word_embeddings.weight", {TensorType::f32, {count, 2}, word_bytes}},
                       {"cls.predictions.bias", {TensorType::f32, {count}, bias_bytes}},
                       {"bert.embeddings.position_embeddings.weight", {TensorType::f32, {3, 2}, other}}},
                      {{"format", "pt"}});
    config(R"({"model_type":"bert","hidden_size":2,"vocab_size":)" + std::to_string(rows) +
           R"(,"pad_token_id":1,"layer_norm_eps":1e-12,"eos_token_id":null,"id2label":{"0":"é \" }"}})");
  }

  void config(const std::string& text) { folder_->write("model/config.json", text); }
  void file(const std::string& name, const std::string& text) { folder_->write("model/" + name, text); }
  std::string result(const std::string& name) const { return folder_->read("out/" + name); }

  PrunedVocabulary prune(std::size_t size, const std::vector<std::string>& texts,
                         std::optional<TensorType> type = {}) const {
    return prune_vocabulary({folder_->file("model"), folder_->file("out"), size, type}, texts);
  }

  std::string message(std::size_t size, ErrorCode code) const {
    try {
      prune(size, {"de fiets"});
    } catch (const Error& error) {
      CHECK(error.code() == code);
      return error.what();
    }
    FAIL("nothing was refused");
    return {};
  }

  std::unique_ptr<SubwordModel> before() const { return SubwordModel::load(folder_->file("model")); }
  std::unique_ptr<SubwordModel> after() const { return SubwordModel::load(folder_->file("out")); }
  SafetensorsFile weights() const { return SafetensorsFile(folder_->file("out/model.safetensors")); }

 private:
  std::unique_ptr<TemporaryFolder> folder_ = std::make_unique<TemporaryFolder>();
};

// <s> <pad> </s> <unk>, what a test adds, <mask>.
std::string unigram(const std::vector<std::pair<std::string, double>>& pieces) {
  std::string vocabulary = R"(["<s>",0],["<pad>",0],["</s>",0],["<unk>",0])";
  for (const auto& [piece, score] : pieces) vocabulary += ",[\"" + piece + "\"," + std::to_string(score) + "]";
  const std::string mask = std::to_string(pieces.size() + 4);
  return R"({"version":"1.0","truncation":null,"added_tokens":[{"id":0,"content":"<s>","special":true},)"
         R"({"id":1,"content":"<pad>","special":true},{"id":2,"content":"</s>","special":true},{"id":3,"content":"<unk>","special":true},{"id":)" +
         mask +
         R"(,"content":"<mask>","special":true,"lstrip":true}],"normalizer":null,)"
         R"("pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},)"
         R"("post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},)"
         R"({"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"<mask>","type_id":5}}],"pair":[{"Sequence":{"id":"A","type_id":0}},)"
         R"({"Sequence":{"id":"B","type_id":0}}],"special_tokens":{"<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]},)"
         R"("<mask>":{"id":"<mask>","ids":[)" +
         mask +
         R"(],"tokens":["<mask>"]}}},"decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"},)"
         R"("model":{"type":"Unigram","unk_id":3,"vocab":[)" +
         vocabulary + ",[\"<mask>\",0]]}}";
}

const std::vector<std::pair<std::string, double>> kPieces = {
    {"▁", -4}, {"▁de", -5}, {"日", -6},       {"▁fiets", -7}, {"en", -8},    {"d", -9},      {"e", -9},
    {"f", -9}, {"i", -9},   {"t", -9},        {"s", -9},      {"n", -9},     {"▁paard", -9}, {"p", -9},
    {"a", -9}, {"r", -9},   {"▁cheval", -10}, {"ts", -11},    {"🙂", -12}, {"ц", -12},     {"fiets", -12}};

Model fiets_model() {
  Model model(kPieces.size() + 7);  // two more rows than pieces, as published models have
  model.file("tokenizer.json", unigram(kPieces));
  return model;
}

}  // namespace

TEST_CASE("a pruned vocabulary keeps the pieces that texts need, with their rows") {
  const Model model = fiets_model();
  const std::vector<std::string> texts = {"de fietsen de paard", "de fietsen"};
  const PrunedVocabulary result = model.prune(21, texts);
  CHECK(result.rows_before == 28);
  CHECK(result.rows == 21);
  CHECK(result.words == 6);
  CHECK(result.pieces_before == 8);
  CHECK(result.pieces == 8);

  const auto before = model.before(), after = model.after();
  CHECK(after->size() == 21);
  CHECK_FALSE(after->id("▁cheval"));
  CHECK_FALSE(after->id("日"));
  CHECK_FALSE(after->id("ц"));
  CHECK(after->id("🙂"));
  CHECK(after->id("r"));
  const SafetensorsFile weights = model.weights();
  const auto rows = floats_of(weights.tensor("bert.embeddings.word_embeddings.weight"));
  const auto bias = floats_of(weights.tensor("cls.predictions.bias"));
  REQUIRE(rows.size() == 42);
  REQUIRE(bias.size() == 21);
  for (int id = 0; id < 21; ++id) {
    const auto old = static_cast<float>(before->id(after->piece(id)).value());
    CHECK(rows[static_cast<std::size_t>(2 * id)] == old);
    CHECK(rows[static_cast<std::size_t>(2 * id + 1)] == old);
    CHECK(bias[static_cast<std::size_t>(id)] == old + 0.5f);
  }
  CHECK(floats_of(weights.tensor("bert.embeddings.position_embeddings.weight")) == std::vector<float>{1, 2, 3, 4, 5, 6});
  CHECK(weights.metadata().at("format") == "pt");

  for (const std::string& text : texts) {
    CHECK(after->decode(after->encode(text)) == text);
    const auto old_ids = before->encode(text), ids = after->encode(text);
    REQUIRE(old_ids.size() == ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) CHECK(before->piece(old_ids[i]) == after->piece(ids[i]));
  }
  CHECK(after->decode(after->encode("ren tien paarden 🙂")) == "ren tien paarden 🙂");
}

TEST_CASE("numbers of special pieces follow in a pruned folder, all else stays") {
  Model model = fiets_model();
  model.file("tokenizer_config.json",
             R"({"model_max_length":512,"added_tokens_decoder":{"25":{"content":"<mask>","special":true}}})");
  model.file("special_tokens_map.json", R"({"mask_token":"<mask>"})");
  model.file("pytorch_model.bin", "old");
  model.prune(21, {"de fiets"});
  const auto after = model.after();
  CHECK(after->special_pieces().mask == 20);
  CHECK(after->special_pieces().unk == 3);
  const std::shared_ptr<const SubwordModel> shared = model.after();
  SubwordEncoding encoding;
  SubwordEncoder(shared).encode("de", {}, encoding);
  CHECK(encoding.ids == std::vector<int>{0, shared->id("▁de").value(), 20});
  CHECK(encoding.type_ids == std::vector<int>{0, 0, 5});
  CHECK(model.result("config.json") ==
        "{\n  \"model_type\": \"bert\",\n  \"hidden_size\": 2,\n  \"vocab_size\": 21,\n  \"pad_token_id\": 1,\n"
        "  \"layer_norm_eps\": 1e-12,\n  \"eos_token_id\": null,\n  \"id2label\": {\"0\":\"é \\\" }\"}\n}\n");
  CHECK(model.result("tokenizer_config.json") ==
        "{\n  \"model_max_length\": 512,\n  \"added_tokens_decoder\": "
        "{\"20\":{\"content\":\"<mask>\",\"special\":true}}\n}\n");
  CHECK(model.result("special_tokens_map.json") == R"({"mask_token":"<mask>"})");
  CHECK(model.result("pytorch_model.bin").empty());
}

TEST_CASE("a vocabulary of WordPiece is pruned, in both forms that it is published in") {
  const std::vector<std::string> pieces = {"[PAD]", "ever",   "[UNK]", "[CLS]", "[SEP]",  "[MASK]", "fiets",
                                           "##en",  "f",      "##i",   "##e",   "##t",    "##s",    "##n",
                                           "paard", "##ever", "!",     "##d",   "##fiets"};
  const bool is_list = GENERATE(true, false);
  Model model(pieces.size());
  if (is_list) {
    std::string list;
    for (const std::string& piece : pieces) list += piece + "\n";
    model.file("vocab.txt", list);
  } else {
    std::string vocabulary, added;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const std::string number = std::to_string(i);
      vocabulary += (i == 0 ? "\"" : ",\"") + pieces[i] + "\":" + number;
      if (pieces[i].front() == '[')
        added +=
            (added.empty() ? "{\"id\":" : ",{\"id\":") + number + ",\"content\":\"" + pieces[i] + "\",\"special\":true}";
    }
    model.file(
        "tokenizer.json",
        R"({"added_tokens":[)" + added +
            R"(],"normalizer":{"type":"BertNormalizer"},"pre_tokenizer":{"type":"BertPreTokenizer"},)"
            R"("post_processor":{"type":"BertProcessing","sep":["[SEP]",4],"cls":["[CLS]",3]},"decoder":{"type":"WordPiece"},)"
            R"("model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{)" +
            vocabulary + "}}}");
  }
  model.config(R"({"vocab_size":19,"pad_token_id":0})");
  const PrunedVocabulary result = model.prune(16, {"fietsen fietsen paard paard!"});
  CHECK(result.pieces == 7);
  const std::shared_ptr<const SubwordModel> after = model.after();
  CHECK(after->size() == 16);
  for (const char* const gone : {"ever", "##ever", "##fiets"}) CHECK_FALSE(after->id(gone));
  SubwordEncoding encoding;
  SubwordEncoder(after).encode("fietsen!", {}, encoding);
  std::vector<float> expected;
  const auto rows = floats_of(model.weights().tensor("bert.embeddings.word_embeddings.weight"));
  std::vector<float> found;
  for (const int id : encoding.ids) found.push_back(rows[static_cast<std::size_t>(2 * id)]);
  CHECK(found == std::vector<float>{3, 6, 7, 16, 4});
}

TEST_CASE("pieces are chosen by what texts lose without them, not by how often they occur") {
  // "ab" is there more often, and costs one piece a time; "abcdef" costs four.
  PieceInventory inventory;
  inventory.pieces = {"a", "b", "c", "d", "e", "f", "ab", "abcdef"};
  inventory.scores = {-5, -5, -5, -5, -5, -5, -6, -7};
  inventory.required = {true, true, true, true, true, true, false, false};
  inventory.inert.assign(8, false);
  const WordCounts words = {{"ab", 10}, {"abcdef", 4}};
  CHECK(choose_pieces(inventory, words, 7, "test").kept == std::vector<int>{0, 1, 2, 3, 4, 5, 7});
  const PieceChoice all = choose_pieces(inventory, words, 8, "test");
  CHECK(all.kept.size() == 8);
  CHECK(all.pieces == 14);
}

TEST_CASE("of pieces that stand for each other, one goes and the others are counted again") {
  PieceInventory inventory;
  inventory.pieces = {"a", "b", "c", "d", "abcd", "abc", "xyz", "x", "y", "z", "abcda"};
  inventory.scores = {-5, -5, -5, -5, -6, -7, -6, -5, -5, -5, -7};
  inventory.required = {true, true, true, true, false, false, false, true, true, true, false};
  inventory.inert.assign(11, false);
  // "abc" goes, for no word needs it. At first "abcd" seems to be worth less than "abcda", as "abc" could stand for it.
  const PieceChoice choice = choose_pieces(inventory, {{"abcd", 10}, {"xyz", 9}, {"abcda", 11}}, 9, "test");
  CHECK(choice.kept == std::vector<int>{0, 1, 2, 3, 4, 6, 7, 8, 9});
  CHECK(choice.pieces_before == 30);
  CHECK(choice.pieces == 41);
}

TEST_CASE("weights get another type where one is asked for") {
  Model model = fiets_model();
  const float small = std::ldexp(3.0f, -24), tie = 1 + std::ldexp(1.0f, -11), above = std::nextafter(tie, 2.0f);
  TemporaryFolder folder;
  const std::string rows = floats(std::vector<float>(56, 1.5f)), other = floats({0.1f, -65504, small, tie, above, -0.0f});
  const auto write = [&](const std::string& values) {
    write_safetensors(folder.file("w"), {{"word_embeddings.weight", {TensorType::f32, {28, 2}, rows}},
                                         {"other", {TensorType::f32, {6}, values}},
                                         {"positions", {TensorType::i64, {1}, std::string_view("\1\0\0\0\0\0\0\0", 8)}}});
    model.file("model.safetensors", folder.read("w"));
  };
  write(other);
  model.config(R"({"vocab_size":28,"dtype":"float32"})");
  model.prune(21, {"de fiets"}, TensorType::f16);
  const SafetensorsFile weights = model.weights();
  CHECK(weights.tensor("word_embeddings.weight").type == TensorType::f16);
  CHECK(weights.tensor("word_embeddings.weight").bytes.size() == 84);
  CHECK(weights.tensor("positions").bytes == std::string_view("\1\0\0\0\0\0\0\0", 8));
  const std::string_view half = weights.tensor("other").bytes;
  CHECK(half == std::string_view("\x66\x2E\xFF\xFB\x03\x00\x00\x3C\x01\x3C\x00\x80", 12));
  CHECK(model.result("config.json").find("\"dtype\": \"float16\"") != std::string::npos);

  const std::string bytes(half), row_bytes(weights.tensor("word_embeddings.weight").bytes);
  const std::string all_rows = row_bytes + row_bytes.substr(0, 28);
  write_safetensors(folder.file("w"), {{"word_embeddings.weight", {TensorType::f16, {28, 2}, all_rows}},
                                       {"other", {TensorType::f16, {6}, bytes}}});
  model.file("model.safetensors", folder.read("w"));
  model.prune(21, {"de fiets"}, TensorType::f32);
  const auto back = floats_of(model.weights().tensor("other"));
  CHECK(back[0] == Approx(0.1f).epsilon(1e-3));
  CHECK(std::vector<float>(back.begin() + 1, back.end()) ==
        std::vector<float>{-65504, small, 1, 1 + std::ldexp(1.0f, -10), -0.0f});

  write(floats({65520, 0, 0, 0, 0, 0}));
  CHECK_THROWS_AS(model.prune(21, {"de fiets"}, TensorType::f16), Error);
}

TEST_CASE("what cannot be pruned is refused with a reason") {
  Model model = fiets_model();
  CHECK(model.message(4, ErrorCode::wrong_value).find("21 pieces that must stay, and 4 were asked for") ==
        std::string::npos);
  CHECK(model.message(4, ErrorCode::wrong_value).find("must stay, and 4 were asked for") != std::string::npos);
  CHECK(model.message(1000, ErrorCode::wrong_value).find("26 pieces in all") != std::string::npos);
  CHECK_THROWS_AS(model.prune(21, {""}), Error);
  model.config(R"({"vocab_size":27})");
  CHECK(model.message(21, ErrorCode::invalid_model).find("word_embeddings.weight: does not have the 27 rows") !=
        std::string::npos);
  model.config(R"({"vocab_size":20})");
  CHECK(model.message(20, ErrorCode::invalid_model).find("\"vocab_size\" in config.json is 20") != std::string::npos);
  model.config(R"({"vocab_size":28,"mask_token_id":99})");
  CHECK(model.message(21, ErrorCode::invalid_model).find("names a piece 99") != std::string::npos);
  model.config(R"({"vocab_size":28)");
  CHECK(model.message(21, ErrorCode::invalid_model).find("config.json") != std::string::npos);

  model.config(R"({"vocab_size":28})");
  TemporaryFolder folder;
  const std::string rows = floats(std::vector<float>(56));
  write_safetensors(folder.file("w"), {{"rows", {TensorType::f32, {28, 2}, rows}}});
  model.file("model.safetensors", folder.read("w"));
  CHECK(model.message(21, ErrorCode::unsupported).find("no embeddings of pieces under a name that is known") !=
        std::string::npos);

  model.file("tokenizer.json", R"({"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}})");
  CHECK(model.message(2, ErrorCode::unsupported).find("a tokenizer of type BPE") != std::string::npos);
  model.file("tokenizer.json", R"({"model":{"type":"WordPiece","unk_token":"[UNK]","vocab":{"[UNK]":0,"a":16000000}}})");
  CHECK(model.message(2, ErrorCode::unsupported).find("gaps") != std::string::npos);
}
