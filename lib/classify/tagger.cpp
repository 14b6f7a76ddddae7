#include "klinker/classify/tagger.h"

#include <utility>

#include "klinker/error.h"
#include "model.h"

namespace klinker {

Tagger::Tagger(Model model) : model_(std::make_unique<const Model>(std::move(model))), scheme_(model_->info.labels) {}
Tagger::~Tagger() = default;
Tagger::Tagger(Tagger&&) noexcept = default;
Tagger& Tagger::operator=(Tagger&&) noexcept = default;

const ModelInfo& Tagger::info() const { return model_->info; }

std::vector<std::string> Tagger::types() const { return entity_types(info().labels); }

Tagger Tagger::load(const std::string& folder, const ClassifierOptions& options) {
  const std::string task = ModelFolder(folder).info().task;
  if (task != name(Task::token))
    throw Error(ErrorCode::unsupported,
                folder + ": is a model for the task " + task + ", not for tagging words; use klinker classify");
  return Tagger(Model::load(folder, options));
}

std::vector<Tagging> Tagger::tag(std::span<const std::vector<std::string>> sentences) const {
  std::vector<Input> inputs;
  for (const std::vector<std::string>& sentence : sentences) inputs.push_back({.words = sentence});
  std::vector<Tagging> out;
  for (const Rows& rows : model_->logits(inputs)) out.push_back(decode(scheme_, rows, info().temperature));
  return out;
}

std::vector<std::vector<TaggedSpan>> Tagger::tag(std::span<const std::string_view> texts, const Tokenizer& tokenizer) const {
  std::vector<std::vector<std::string>> sentences;
  std::vector<std::vector<Span>> places;
  std::vector<std::size_t> owner;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Tokenization tokenization = tokenizer.tokenize(texts[i]);
    for (const Sentence& sentence : tokenization.sentences) {
      owner.push_back(i);
      sentences.emplace_back();
      places.emplace_back();
      for (std::size_t token = sentence.first_token; token < sentence.last_token; ++token) {
        places.back().push_back(tokenization.tokens[token].span);
        sentences.back().emplace_back(places.back().back().of(texts[i]));
      }
    }
  }
  std::vector<std::vector<TaggedSpan>> out(texts.size());
  const std::vector<Tagging> taggings = tag(sentences);
  for (std::size_t i = 0; i < taggings.size(); ++i)
    for (const ScoredEntity& scored : taggings[i].entities)
      out[owner[i]].push_back(
          {{places[i][scored.entity.first].start, places[i][scored.entity.last - 1].end}, scored.entity.type, scored.score});
  return out;
}

}  // namespace klinker
