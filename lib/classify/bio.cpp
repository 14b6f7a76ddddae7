#include "klinker/classify/bio.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "klinker/corpus/conll.h"
#include "klinker/error.h"

namespace klinker {
namespace {

using Rows = std::vector<std::vector<double>>;

constexpr double kImpossible = -std::numeric_limits<double>::infinity();

double log_add(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == kImpossible ? a : a + std::log1p(std::exp(b - a));
}

}  // namespace

std::vector<Entity> entities_of(const std::vector<std::string>& tags) {
  std::vector<std::string> bio = tags;
  to_bio(bio);
  std::vector<Entity> out;
  for (std::size_t i = 0; i < bio.size(); ++i) {
    if (bio[i][0] == 'B') out.push_back({i, i + 1, bio[i].substr(2)});
    if (bio[i][0] == 'I') out.back().last = i + 1;
  }
  return out;
}

std::vector<std::string> entity_types(const std::vector<std::string>& labels) {
  std::vector<std::string> types;
  for (const std::string& label : labels)
    if (label.starts_with("B-")) types.push_back(label.substr(2));
  return types;
}

BioScheme::BioScheme(const std::vector<std::string>& labels) : labels_(labels), begin_of_(labels.size(), kNone) {
  const auto wrong = [](const char* what) {
    throw Error(ErrorCode::invalid_model, std::string("the labels of a tagger ") + what);
  };
  if (std::find(labels.begin(), labels.end(), "O") == labels.end()) wrong("must hold O");
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!is_bio_tag(labels[i])) wrong("must be O, or B- or I- with a type");
    if (labels[i][0] != 'I') continue;
    const auto begin = std::find(labels.begin(), labels.end(), "B" + labels[i].substr(1));
    if (begin == labels.end()) wrong("must hold a B- for every I-");
    begin_of_[i] = static_cast<std::size_t>(begin - labels.begin());
  }
}

std::vector<std::size_t> BioScheme::best_path(const Rows& log_scores) const {
  const std::size_t words = log_scores.size(), width = labels_.size();
  Rows best(words, std::vector<double>(width, kImpossible));
  std::vector<std::vector<std::size_t>> from(words, std::vector<std::size_t>(width, 0));
  for (std::size_t word = 0; word < words; ++word) {
    // All labels but I- may follow any label, so the best label before them is found once.
    std::size_t any = 0;
    if (word > 0)
      for (std::size_t label = 1; label < width; ++label)
        if (best[word - 1][label] > best[word - 1][any]) any = label;
    for (std::size_t label = 0; label < width; ++label) {
      const std::size_t begin = begin_of_[label];
      if (word == 0) {
        if (begin == kNone) best[0][label] = log_scores[0][label];
        continue;
      }
      std::size_t before = any;
      if (begin != kNone) before = best[word - 1][begin] >= best[word - 1][label] ? begin : label;
      from[word][label] = before;
      best[word][label] = best[word - 1][before] + log_scores[word][label];
    }
  }
  std::vector<std::size_t> path(words);
  if (words == 0) return path;
  path.back() = static_cast<std::size_t>(std::max_element(best.back().begin(), best.back().end()) - best.back().begin());
  for (std::size_t word = words - 1; word > 0; --word) path[word - 1] = from[word][path[word]];
  return path;
}

// [word][label]: the sum over all valid beginnings that end in this label.
Rows BioScheme::forward(const Rows& log_scores) const {
  Rows out(log_scores.size(), std::vector<double>(labels_.size(), kImpossible));
  for (std::size_t word = 0; word < log_scores.size(); ++word) {
    double any = word == 0 ? 0 : kImpossible;
    if (word > 0)
      for (const double value : out[word - 1]) any = log_add(any, value);
    for (std::size_t label = 0; label < labels_.size(); ++label) {
      const std::size_t begin = begin_of_[label];
      double before = any;
      if (begin != kNone) before = word == 0 ? kImpossible : log_add(out[word - 1][label], out[word - 1][begin]);
      out[word][label] = before + log_scores[word][label];
    }
  }
  return out;
}

// [word][label]: the sum over all valid ends after this label at this word.
Rows BioScheme::backward(const Rows& log_scores) const {
  Rows out(log_scores.size(), std::vector<double>(labels_.size(), 0));
  for (std::size_t word = log_scores.size(); word-- > 0;) {
    if (word + 1 == log_scores.size()) continue;
    double any = kImpossible;
    for (std::size_t next = 0; next < labels_.size(); ++next)
      if (begin_of_[next] == kNone) any = log_add(any, log_scores[word + 1][next] + out[word + 1][next]);
    for (double& value : out[word]) value = any;
    for (std::size_t next = 0; next < labels_.size(); ++next) {
      if (begin_of_[next] == kNone) continue;
      const double with_next = log_scores[word + 1][next] + out[word + 1][next];
      for (const std::size_t label : {next, begin_of_[next]}) out[word][label] = log_add(out[word][label], with_next);
    }
  }
  return out;
}

Tagging BioScheme::decode(const Rows& log_scores) const {
  Tagging out;
  if (log_scores.empty()) return out;
  for (const std::size_t label : best_path(log_scores)) out.tags.push_back(labels_[label]);
  std::vector<Entity> entities = entities_of(out.tags);
  if (entities.empty()) return out;
  const Rows before = forward(log_scores), after = backward(log_scores);
  double all = kImpossible;
  for (const double value : before.back()) all = log_add(all, value);
  const auto index = [&](const std::string& label) {
    return static_cast<std::size_t>(std::find(labels_.begin(), labels_.end(), label) - labels_.begin());
  };
  for (Entity& entity : entities) {
    const std::size_t begin = index("B-" + entity.type), inside = index("I-" + entity.type);
    double score = before[entity.first][begin];
    for (std::size_t word = entity.first + 1; word < entity.last; ++word) score += log_scores[word][inside];
    const std::size_t last_label = entity.last - entity.first > 1 ? inside : begin;
    // Ends after it in which the entity does not go on.
    double rest = after[entity.last - 1][last_label];
    if (entity.last < log_scores.size() && inside < labels_.size()) {
      const double goes_on = log_scores[entity.last][inside] + after[entity.last][inside];
      rest += std::log1p(-std::min(std::exp(goes_on - rest), 1.0));
    }
    out.entities.push_back({std::move(entity), std::clamp(std::exp(score + rest - all), 0.0, 1.0)});
  }
  return out;
}

}  // namespace klinker
