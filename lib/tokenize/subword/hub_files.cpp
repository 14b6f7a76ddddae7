#include "hub_files.h"

#include <algorithm>
#include <cmath>

#include "byte_level.h"
#include "hub_tokenizer.h"
#include "klinker/text/table.h"
#include "klinker/text/utf8.h"
#include "tokenizer_parts.h"
#include "tokenizer_settings.h"

namespace klinker {
namespace {

using simdjson::SUCCESS;

[[noreturn]] void fail(const std::string& where, const std::string& why) {
  throw Error(ErrorCode::invalid_model, where + ": " + why);
}

void read_ids(simdjson::dom::object pieces, const std::string& where, Vocabulary& vocabulary) {
  for (const auto& [piece, value] : pieces) {
    std::int64_t id = 0;
    if (value.get(id) != SUCCESS || id < 0 || id > Vocabulary::kMaxId) fail(where, "has a piece with an id that cannot be");
    vocabulary.add(piece, static_cast<int>(id));
  }
}

std::pair<std::string, std::string> read_merge(std::string_view line, const std::string& where) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos)
    fail(where, "has a merge that is not of two pieces");
  return {std::string(line.substr(0, space)), std::string(line.substr(space + 1))};
}

// A merge is a pair, or both in one string.
std::vector<std::pair<std::string, std::string>> read_merges(const JsonObject& model, const std::string& where) {
  simdjson::dom::array items;
  if (model.raw()["merges"].get(items) != SUCCESS) model.fail("merges", "must be an array");
  std::vector<std::pair<std::string, std::string>> merges;
  for (const simdjson::dom::element item : items) {
    std::string_view left, right;
    simdjson::dom::array pair;
    if (item.get(left) == SUCCESS) {
      if (!left.starts_with("#version")) merges.push_back(read_merge(left, where));
    } else if (item.get(pair) == SUCCESS && pair.size() == 2 && pair.at(0).get(left) == SUCCESS &&
               pair.at(1).get(right) == SUCCESS) {
      merges.emplace_back(left, right);
    } else {
      model.fail("merges", "must hold pairs of pieces");
    }
  }
  return merges;
}

// The id of the piece for the unknown, or -1.
int unknown_of(const JsonObject& model, HubTokenizer& tokenizer) {
  if (!is_given(model, "unk_token")) return -1;
  const int id = tokenizer.vocabulary->find(model.string("unk_token"));
  if (id >= 0) tokenizer.special.unk = id;
  return id;
}

std::string optional_string(const JsonObject& object, std::string_view key) {
  return is_given(object, key) ? object.string(key) : std::string();
}

bool flag(const JsonObject& object, std::string_view key) { return is_given(object, key) && object.boolean(key, false); }

bool has_all_bytes(const Vocabulary& vocabulary) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::string piece;
    append_utf8(piece, byte_character(static_cast<unsigned char>(byte)));
    if (vocabulary.find(piece) < 0) return false;
  }
  return true;
}

// Bytes need not be written as characters where nothing looks at them but merges.
bool can_read_bytes(const WordModel::BpeOptions& options, const Vocabulary& vocabulary) {
  return !options.byte_fallback && options.prefix.empty() && options.suffix.empty() && has_all_bytes(vocabulary);
}

std::unique_ptr<WordModel> read_bpe(const JsonObject& model, bool byte_level, HubTokenizer& tokenizer) {
  simdjson::dom::object pieces;
  if (model.raw()["vocab"].get(pieces) != SUCCESS) model.fail("vocab", "must be an object");
  read_ids(pieces, tokenizer.where, *tokenizer.vocabulary);
  if (is_given(model, "dropout") && model.number("dropout", 0, 1) > 0) fail_unsupported(tokenizer.where, "dropout");
  WordModel::BpeOptions options;
  options.unknown = unknown_of(model, tokenizer);
  options.prefix = optional_string(model, "continuing_subword_prefix");
  options.suffix = optional_string(model, "end_of_word_suffix");
  options.fuse_unknown = flag(model, "fuse_unk");
  options.byte_fallback = flag(model, "byte_fallback");
  options.ignore_merges = flag(model, "ignore_merges");
  if (options.byte_fallback && !(options.prefix.empty() && options.suffix.empty()))
    fail_unsupported(tokenizer.where, "byte_fallback together with a prefix or suffix of subwords");
  options.merges = read_merges(model, tokenizer.where);
  options.raw_bytes = byte_level && can_read_bytes(options, *tokenizer.vocabulary);
  return WordModel::bpe(*tokenizer.vocabulary, options, tokenizer.where);
}

std::unique_ptr<WordModel> read_unigram(const JsonObject& model, HubTokenizer& tokenizer) {
  simdjson::dom::array pieces;
  if (model.raw()["vocab"].get(pieces) != SUCCESS) model.fail("vocab", "must be an array");
  WordModel::UnigramOptions options;
  for (const simdjson::dom::element item : pieces) {
    simdjson::dom::array pair;
    std::string_view piece;
    double score = 0;
    if (item.get(pair) != SUCCESS || pair.size() != 2 || pair.at(0).get(piece) != SUCCESS ||
        pair.at(1).get(score) != SUCCESS || !std::isfinite(score) ||
        options.scores.size() > static_cast<std::size_t>(Vocabulary::kMaxId))
      model.fail("vocab", "must hold pieces with their scores");
    tokenizer.vocabulary->add(piece, static_cast<int>(options.scores.size()));
    options.scores.push_back(score);
  }
  if (is_given(model, "unk_id"))
    options.unknown = static_cast<int>(model.integer("unk_id", 0, static_cast<std::int64_t>(options.scores.size()) - 1));
  options.byte_fallback = flag(model, "byte_fallback");
  tokenizer.special.unk = options.unknown < 0 ? std::nullopt : std::optional(options.unknown);
  return WordModel::unigram(*tokenizer.vocabulary, std::move(options), tokenizer.where);
}

std::string type_of_model(const JsonObject& model) {
  if (is_given(model, "type")) return model.string("type");
  // The first files named no type.
  if (model.raw()["vocab"].is_array()) return "Unigram";
  return model.has("merges") ? "BPE" : model.has("max_input_chars_per_word") ? "WordPiece" : "WordLevel";
}

std::unique_ptr<WordModel> read_model(const JsonObject& model, bool byte_level, HubTokenizer& tokenizer) {
  const std::string type = type_of_model(model);
  if (type == "BPE") return read_bpe(model, byte_level, tokenizer);
  if (type == "Unigram") return read_unigram(model, tokenizer);
  if (type != "WordPiece" && type != "WordLevel") fail_unsupported(tokenizer.where, "the model " + type);
  simdjson::dom::object pieces;
  if (model.raw()["vocab"].get(pieces) != SUCCESS) model.fail("vocab", "must be an object");
  read_ids(pieces, tokenizer.where, *tokenizer.vocabulary);
  const int unknown = unknown_of(model, tokenizer);
  if (type == "WordLevel") return WordModel::word_level(*tokenizer.vocabulary, unknown);
  WordModel::WordPieceOptions options;
  options.unknown = unknown;
  options.prefix = model.string("continuing_subword_prefix", "##");
  options.max_characters = static_cast<std::size_t>(model.integer("max_input_chars_per_word", 0, 1 << 30, 100));
  return WordModel::word_piece(*tokenizer.vocabulary, options, tokenizer.where);
}

HubTokenizer new_tokenizer(const std::string& path) {
  HubTokenizer tokenizer;
  tokenizer.where = path;
  tokenizer.vocabulary = std::make_unique<Vocabulary>();
  return tokenizer;
}

// The special tokens by name, unless the settings list the added tokens themselves.
void add_special_tokens(const TokenizerSettings& settings, const std::vector<std::string>& names, HubTokenizer& tokenizer) {
  tokenizer.added = settings.added;
  for (const std::string& name : names) {
    const bool is_listed = std::any_of(settings.added.begin(), settings.added.end(),
                                       [&](const AddedToken& token) { return token.content == name; });
    if (is_listed || tokenizer.vocabulary->find(name) < 0) continue;
    AddedToken token;
    token.content = name;
    token.special = true;
    token.normalized = false;
    token.lstrip = name == "<mask>";
    tokenizer.added.push_back(token);
  }
}

}  // namespace

std::unique_ptr<SubwordModel> load_tokenizer_json(const std::string& path) {
  const JsonDocument document(read_file(path), path);
  const JsonObject root = document.root();
  if (root.has("version") && root.string("version") != "1.0")
    fail_unsupported(path, "version " + root.string("version") + " of this format");
  HubTokenizer tokenizer = new_tokenizer(path);
  const auto part = [&](std::string_view key) {
    return is_given(root, key) ? std::optional(root.object(key)) : std::nullopt;
  };
  const auto pre_tokenizer = part("pre_tokenizer");
  const bool byte_level = pre_tokenizer && ends_byte_level(*pre_tokenizer);
  const JsonObject model = root.object("model");
  tokenizer.model = read_model(model, byte_level, tokenizer);
  if (const auto normalizer = part("normalizer")) tokenizer.normalizer = read_normalizer(*normalizer, path);
  if (pre_tokenizer)
    tokenizer.pre_tokenizers = read_pre_tokenizers(*pre_tokenizer, !byte_level || !tokenizer.model->reads_bytes(), path);
  if (const auto post_processor = part("post_processor")) read_post_processor(*post_processor, tokenizer, path);
  if (const auto decoder = part("decoder")) tokenizer.decoder = read_decoder(*decoder, path);
  if (is_given(root, "added_tokens"))
    for (const JsonObject& token : root.objects("added_tokens")) tokenizer.added.push_back(read_added_token(token));
  const TokenizerSettings settings = TokenizerSettings::beside(path);
  tokenizer.names = {settings.cls, settings.sep, settings.pad, settings.mask, settings.unk};
  return make_subword_model(std::move(tokenizer));
}

std::unique_ptr<SubwordModel> load_vocab_txt(const std::string& path) {
  const TokenizerSettings settings = TokenizerSettings::beside(path);
  HubTokenizer tokenizer = new_tokenizer(path);
  const std::string text = read_file(path);
  if (find_invalid_utf8(text)) fail(path, "is not UTF-8");
  int id = 0;
  for (std::size_t start = 0; start < text.size(); ++id) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string_view line = std::string_view(text).substr(start, end - start);
    while (!line.empty() && std::string_view(" \t\r\v\f").find(line.back()) != std::string_view::npos) line.remove_suffix(1);
    if (id > Vocabulary::kMaxId) fail(path, "has more pieces than can be");
    tokenizer.vocabulary->add(line, id);
    start = end + 1;
  }
  const auto name = [](const std::optional<std::string>& given, const char* usual) { return given.value_or(usual); };
  const std::string cls = name(settings.cls, "[CLS]"), sep = name(settings.sep, "[SEP]"), unk = name(settings.unk, "[UNK]");
  WordModel::WordPieceOptions options;
  options.unknown = tokenizer.vocabulary->find(unk);
  if (options.unknown < 0) fail(path, "is no list of BERT's pieces: none is for the unknown");
  tokenizer.model = WordModel::word_piece(*tokenizer.vocabulary, options, path);
  TextNormalizer::Bert normalizer;
  normalizer.lowercase = settings.do_lower_case.value_or(true);
  normalizer.strip_accents = settings.strip_accents;
  normalizer.handle_chinese_chars = settings.tokenize_chinese_chars.value_or(true);
  tokenizer.normalizer = TextNormalizer::bert(normalizer);
  tokenizer.pre_tokenizers.push_back(PreTokenizer::bert());
  tokenizer.decoder = PieceDecoder::word_piece("##", true);
  add_special_tokens(settings, {name(settings.pad, "[PAD]"), unk, cls, sep, name(settings.mask, "[MASK]")}, tokenizer);
  const int cls_id = tokenizer.vocabulary->find(cls), sep_id = tokenizer.vocabulary->find(sep);
  if (cls_id >= 0 && sep_id >= 0) {
    const PieceTemplate::Item before = {-1, {cls_id}, 0}, after = {-1, {sep_id}, 0};
    tokenizer.post = {{before, {0, {}, 0}, after}, {before, {0, {}, 0}, after, {1, {}, 1}, {-1, {sep_id}, 1}}};
  }
  tokenizer.names = {settings.cls, settings.sep, settings.pad, settings.mask, settings.unk};
  return make_subword_model(std::move(tokenizer));
}

std::unique_ptr<SubwordModel> load_vocab_and_merges(const std::string& vocab, const std::string& merges) {
  const TokenizerSettings settings = TokenizerSettings::beside(vocab);
  HubTokenizer tokenizer = new_tokenizer(vocab);
  const JsonDocument document(read_file(vocab), vocab);
  read_ids(document.root().raw(), vocab, *tokenizer.vocabulary);
  WordModel::BpeOptions options;
  const std::string text = read_file(merges);
  if (find_invalid_utf8(text)) fail(merges, "is not UTF-8");
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string_view line = std::string_view(text).substr(start, end - start);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty() && !line.starts_with("#version")) options.merges.push_back(read_merge(line, merges));
    start = end + 1;
  }
  options.raw_bytes = can_read_bytes(options, *tokenizer.vocabulary);
  const int unk = tokenizer.vocabulary->find(settings.unk.value_or("<unk>"));
  options.unknown = unk;
  tokenizer.model = WordModel::bpe(*tokenizer.vocabulary, options, merges);
  const bool add_prefix_space = settings.add_prefix_space.value_or(false);
  tokenizer.pre_tokenizers.push_back(PreTokenizer::byte_level({add_prefix_space, true, !options.raw_bytes}));
  tokenizer.decoder = PieceDecoder::byte_level();
  const std::string cls = settings.cls.value_or(settings.bos.value_or("<s>")),
                    sep = settings.sep.value_or(settings.eos.value_or("</s>"));
  const int cls_id = tokenizer.vocabulary->find(cls), sep_id = tokenizer.vocabulary->find(sep);
  // RoBERTa's family puts its tokens around the text, GPT-2's does not.
  const bool is_gpt2 = settings.tokenizer_class.starts_with("GPT2") || cls_id < 0 || sep_id < 0 || cls == sep;
  if (!is_gpt2) {
    const PieceTemplate::Item before = {-1, {cls_id}, 0}, after = {-1, {sep_id}, 0};
    tokenizer.post = {{before, {0, {}, 0}, after}, {before, {0, {}, 0}, after, after, {1, {}, 0}, after}};
    tokenizer.special.cls = cls_id;
    tokenizer.special.sep = sep_id;
  }
  if (settings.trim_offsets.value_or(!is_gpt2)) tokenizer.trims.push_back(add_prefix_space);
  add_special_tokens(settings,
                     {cls, settings.pad.value_or("<pad>"), sep, settings.unk.value_or("<unk>"),
                      settings.mask.value_or("<mask>"), "<|endoftext|>"},
                     tokenizer);
  tokenizer.names = {settings.cls, settings.sep, settings.pad, settings.mask, settings.unk};
  return make_subword_model(std::move(tokenizer));
}

}  // namespace klinker
