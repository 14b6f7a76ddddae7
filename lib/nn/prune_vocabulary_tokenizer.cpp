#include "prune_vocabulary_tokenizer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>

#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/json.h"
#include "klinker/error.h"
#include "klinker/text/table.h"
#include "klinker/text/utf8.h"
#include "text/json_reader.h"
#include "tokenize/characters.h"
#include "tokenize/subword/tokenizer_settings.h"
#include "tokenize/subword/vocabulary.h"

namespace klinker {
namespace {

namespace dom = simdjson::dom;
using simdjson::SUCCESS;

constexpr std::string_view kWordStart = "\u2581";

[[noreturn]] void fail_unsupported(const std::string& path, const std::string& what) {
  throw Error(ErrorCode::unsupported,
              path + ": " + what + "; only a tokenizer.json of type Unigram or WordPiece and a vocab.txt can be pruned");
}

// A character of Dutch as people write it, loanwords and chat among it.
bool is_common(char32_t c, std::string_view text) {
  const bool is_latin = (c > ' ' && c < 0x7F) || (c > 0xA0 && c < 0x180);
  const bool is_sign = (c >= 0x2010 && c <= 0x2027) || c == U'€';
  return is_latin || is_sign || character_at(text, 0).type == CharClass::emoji;
}

// Whether a piece is such a character, or the mark at the start of a word, or both.
bool spells(std::string_view piece, const std::string& prefix) {
  if (!prefix.empty() && piece.size() > prefix.size() && piece.starts_with(prefix)) piece.remove_prefix(prefix.size());
  else if (piece.starts_with(kWordStart)) piece.remove_prefix(kWordStart.size());
  if (piece.empty()) return true;
  std::size_t end = 0;
  const char32_t c = next_code_point(piece, end);
  return end == piece.size() && is_common(c, piece);
}

bool is_byte_piece(std::string_view piece) { return piece.size() == 6 && piece.starts_with("<0x") && piece.back() == '>'; }

// Writes JSON again with other numbers for pieces. `key` is the field, or that of the array around the value.
class Renumbering {
 public:
  Renumbering(const std::vector<int>& kept, std::string where) : kept_(kept), where_(std::move(where)) {}

  std::optional<std::int64_t> find(std::int64_t id) const {
    const auto found = std::lower_bound(kept_.begin(), kept_.end(), id);
    if (found == kept_.end() || *found != id) return std::nullopt;
    return found - kept_.begin();
  }

  std::int64_t at(std::int64_t id) const {
    if (const auto number = find(id)) return *number;
    throw Error(ErrorCode::invalid_model,
                where_ + ": names a piece " + std::to_string(id) + " that is not in the vocabulary");
  }

  void write(std::string& out, dom::element value, std::string_view key) const {
    dom::object object;
    dom::array array;
    std::int64_t number = 0;
    if (value.get(object) == SUCCESS) {
      write_fields(out, object, [&](std::string_view name, dom::element field) { write(out, field, name); });
    } else if (value.get(array) == SUCCESS) {
      char before = '[';
      for (const dom::element item : array) {
        out += before;
        write(out, item, key);
        before = ',';
      }
      out += before == '[' ? "[]" : "]";
    } else if (is_number_of_piece(key) && value.get(number) == SUCCESS) {
      out += std::to_string(at(number));
    } else {
      out += simdjson::minify(value);
    }
  }

  template <typename Write>
  static void write_fields(std::string& out, dom::object object, Write write, std::string_view between = "") {
    char before = '{';
    for (const auto field : object) {
      ((out += before) += between);
      append_json_string(out, field.key);
      out += between.empty() ? ":" : ": ";
      write(field.key, field.value);
      before = ',';
    }
    if (before == '{') out += '{';
    else if (!between.empty()) out += '\n';
    out += '}';
  }

 private:
  static bool is_number_of_piece(std::string_view key) {
    for (const std::string_view name : {"id", "ids", "unk_id", "pad_id", "cls", "sep"})
      if (key == name) return true;
    return key.ends_with("_token_id");
  }

  const std::vector<int>& kept_;
  std::string where_;
};

void write_file(const std::filesystem::path& path, const std::string& text) {
  const auto writer = open_writer(path.string());
  writer->write(text);
  writer->finish(true);
}

// The vocabulary of a tokenizer.json, with new numbers.
void write_vocabulary(std::string& out, dom::element vocabulary, const Renumbering& numbers,
                      const std::vector<std::string>& pieces, const std::vector<int>& kept) {
  dom::array list;
  if (vocabulary.get(list) == SUCCESS) {
    char before = '[';
    std::int64_t id = 0;
    for (const dom::element item : list) {
      if (!numbers.find(id++)) continue;
      (out += before) += simdjson::minify(item);
      before = ',';
    }
    out += ']';
    return;
  }
  dom::object object;
  if (vocabulary.get(object) != SUCCESS) return;
  char before = '{';
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const std::string& piece = pieces[static_cast<std::size_t>(kept[i])];
    std::int64_t id = 0;
    if (object.at_key(piece).get(id) != SUCCESS) continue;  // added, and in no vocabulary
    out += before;
    append_json_string(out, piece);
    (out += ':') += std::to_string(i);
    before = ',';
  }
  out += '}';
}

std::string renumber_tokenizer(const std::string& text, const std::string& path, const std::vector<std::string>& pieces,
                               const std::vector<int>& kept) {
  const JsonDocument document(text, path);
  const Renumbering numbers(kept, path);
  std::string out;
  Renumbering::write_fields(
      out, document.root().raw(),
      [&](std::string_view key, dom::element value) {
        dom::object model;
        if (key == "model" && value.get(model) == SUCCESS) {
          Renumbering::write_fields(out, model, [&](std::string_view name, dom::element field) {
            if (name == "vocab") write_vocabulary(out, field, numbers, pieces, kept);
            else numbers.write(out, field, name);
          });
        } else if (key == "added_tokens" || key == "post_processor" || key == "padding") {
          numbers.write(out, value, key);
        } else {
          out += simdjson::minify(value);
        }
      },
      "\n  ");
  return out += '\n';
}

// tokenizer_config.json may list the added tokens by number.
std::string renumber_settings(const std::string& text, const std::string& path, const std::vector<int>& kept) {
  const JsonDocument document(text, path);
  const Renumbering numbers(kept, path);
  std::string out;
  Renumbering::write_fields(
      out, document.root().raw(),
      [&](std::string_view key, dom::element value) {
        dom::object tokens;
        if (key != "added_tokens_decoder" || value.get(tokens) != SUCCESS) {
          out += simdjson::minify(value);
          return;
        }
        char before = '{';
        for (const auto field : tokens) {
          std::int64_t id = -1;
          std::from_chars(field.key.data(), field.key.data() + field.key.size(), id);
          ((((out += before) += '"') += std::to_string(numbers.at(id))) += "\":") += simdjson::minify(field.value);
          before = ',';
        }
        out += before == '{' ? "{}" : "}";
      },
      "\n  ");
  return out += '\n';
}

}  // namespace

PrunedTokenizer::PrunedTokenizer(const ModelFolder& folder)
    : path_(folder.tokenizer_files().front()), model_(folder.tokenizer()) {
  const std::string name = std::filesystem::path(path_).filename().string();
  is_list_ = name == "vocab.txt";
  if (is_list_) read_list();
  else if (name == "tokenizer.json") read_json(read_file(path_));
  else fail_unsupported(path_, "a SentencePiece model or a BPE with merges");
  require_usual();
}

void PrunedTokenizer::read_json(const std::string& text) {
  const JsonDocument document(text, path_);
  const JsonObject model = document.root().object("model");
  const std::string type = model.string("type", model.raw()["vocab"].is_array() ? "Unigram" : "no name");
  const auto add = [&](std::size_t id, std::string_view piece) {
    if (inventory_.pieces.size() <= id) inventory_.pieces.resize(id + 1);
    inventory_.pieces[id] = piece;
  };
  // The tokenizer has been read from the same file, so that the parts of it are known to be what they should be.
  if (type == "Unigram") {
    for (const dom::element item : dom::array(model.raw()["vocab"])) {
      add(inventory_.pieces.size(), std::string_view(item.at(0)));
      inventory_.scores.push_back(double(item.at(1)));
    }
  } else if (type == "WordPiece") {
    inventory_.prefix = model.string("continuing_subword_prefix", "##");
    const dom::object vocabulary(model.raw()["vocab"]);
    for (const auto field : vocabulary) {
      const auto id = static_cast<std::size_t>(std::int64_t(field.value));
      if (id >= vocabulary.size()) fail_unsupported(path_, "a vocabulary with gaps between its numbers");
      add(id, field.key);
    }
  } else {
    fail_unsupported(path_, "a tokenizer of type " + type);
  }
  if (!document.root().has("added_tokens")) return;
  for (const JsonObject& token : document.root().objects("added_tokens")) {
    const std::string content = token.string("content");
    const auto id = model_->id(content);
    if (!id) continue;
    add(static_cast<std::size_t>(*id), content);
    require(*id);
    inventory_.inert[static_cast<std::size_t>(*id)] = true;
  }
}

void PrunedTokenizer::read_list() {
  inventory_.prefix = "##";
  for (std::size_t id = 0; id < model_->size(); ++id) {
    try {
      inventory_.pieces.push_back(model_->piece(static_cast<int>(id)));
    } catch (const Error&) {
      throw Error(ErrorCode::invalid_model,
                  path_ + ", line " + std::to_string(id + 1) + ": the piece is there once more further on");
    }
  }
  const TokenizerSettings settings = TokenizerSettings::beside(path_);
  for (const AddedToken& token : settings.added)
    if (const auto id = model_->id(token.content)) require(*id);
}

void PrunedTokenizer::require(std::int64_t id) {
  inventory_.required.resize(std::max(inventory_.required.size(), inventory_.pieces.size()));
  inventory_.inert.resize(inventory_.required.size());
  if (id < 0 || static_cast<std::size_t>(id) >= inventory_.pieces.size() ||
      inventory_.pieces[static_cast<std::size_t>(id)].empty())
    return;
  inventory_.required[static_cast<std::size_t>(id)] = true;
}

void PrunedTokenizer::require_usual() {
  const SpecialPieces special = model_->special_pieces();
  for (const std::optional<int>& id : {special.cls, special.sep, special.pad, special.mask, special.unk}) {
    require(id.value_or(-1));
    if (id && static_cast<std::size_t>(*id) < inventory_.inert.size())
      inventory_.inert[static_cast<std::size_t>(*id)] = true;
  }
  for (std::size_t id = 0; id < inventory_.pieces.size(); ++id) {
    const std::string& piece = inventory_.pieces[id];
    if (!piece.empty() && (spells(piece, inventory_.prefix) || is_byte_piece(piece))) inventory_.required[id] = true;
  }
}

void PrunedTokenizer::count_words(std::string_view text, WordCounts& words) const {
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) ++words[word];
    word.clear();
  };
  for (const int id : model_->encode(text)) {
    const auto index = static_cast<std::size_t>(id);
    if (index >= inventory_.pieces.size() || inventory_.inert[index] || is_byte_piece(inventory_.pieces[index])) {
      finish();
      continue;
    }
    const std::string_view piece = inventory_.pieces[index];
    const bool is_word_piece = inventory_.scores.empty();
    const bool goes_on = is_word_piece ? piece.size() > inventory_.prefix.size() && piece.starts_with(inventory_.prefix)
                                       : !piece.starts_with(kWordStart);
    if (!goes_on) finish();
    word += is_word_piece && goes_on ? piece.substr(inventory_.prefix.size()) : piece;
  }
  finish();
}

void PrunedTokenizer::write(const std::vector<int>& kept, const std::string& folder) const {
  namespace fs = std::filesystem;
  if (is_list_) {
    std::string out;
    for (const int id : kept) (out += inventory_.pieces[static_cast<std::size_t>(id)]) += '\n';
    write_file(fs::path(folder) / "vocab.txt", out);
  } else {
    write_file(fs::path(folder) / "tokenizer.json", renumber_tokenizer(read_file(path_), path_, inventory_.pieces, kept));
  }
  const std::string settings = (fs::path(path_).parent_path() / "tokenizer_config.json").string();
  if (fs::is_regular_file(settings))
    write_file(fs::path(folder) / "tokenizer_config.json", renumber_settings(read_file(settings), settings, kept));
}

std::string PrunedTokenizer::renumber_config(const std::string& config, const std::string& where,
                                             const std::vector<int>& kept, std::optional<TensorType> type) {
  const JsonDocument document(config, where);
  const Renumbering numbers(kept, where);
  std::string out;
  Renumbering::write_fields(
      out, document.root().raw(),
      [&](std::string_view key, dom::element value) {
        if (key == "vocab_size") out += std::to_string(kept.size());
        else if (key.ends_with("_token_id")) numbers.write(out, value, key);
        else if (type && (key == "dtype" || key == "torch_dtype"))
          out += *type == TensorType::f16 ? "\"float16\"" : "\"float32\"";
        else out += simdjson::minify(value);
      },
      "\n  ");
  return out += '\n';
}

}  // namespace klinker
