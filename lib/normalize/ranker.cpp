#include "ranker.h"

#include <algorithm>
#include <cmath>

namespace klinker {
namespace {

constexpr std::size_t kBeam = 5;
constexpr float kBehind = 9.0f;  // a hypothesis so far behind the best does not catch up

}  // namespace

// The n-gram model's, remembered: the same words meet again and again, and a look-up goes through memory that is far away.
float Ranker::probability(WordId before_previous, WordId previous, WordId word) const {
  struct Remembered {
    std::uint64_t key = ~std::uint64_t{0};
    std::uint64_t model = 0;
    float probability = 0;
  };
  constexpr std::size_t kRemembered = 1 << 15;
  constexpr unsigned kBits = NgramModel::kWordBits;
  thread_local std::vector<Remembered> memory(kRemembered);
  const std::uint64_t key = (std::uint64_t{before_previous} << kBits | previous) << kBits | word;
  Remembered& place = memory[(key * 0x9E3779B97F4A7C15u) >> (64 - 15)];
  if (place.key != key || place.model != model_.number())
    place = {key, model_.number(), model_.ngrams().log_probability(before_previous, previous, word)};
  return place.probability;
}

float Ranker::context(WordId& before_previous, WordId& previous, const Candidate& candidate) const {
  float sum = 0;
  for (const WordId word : candidate.words) {
    sum += probability(before_previous, previous, word);
    before_previous = previous;
    previous = word;
  }
  const float beyond = static_cast<float>(candidate.words.size()) - static_cast<float>(candidate.tokens);
  const bool unknown = !candidate.reading && candidate.words.front() == model_.special(NormalizerModel::Special::unknown);
  return weights_.context * sum + weights_.word * beyond + (unknown ? weights_.unknown : 0.0f);
}

std::vector<Choice> Ranker::choose(const CandidateLattice& lattice) const {
  const std::size_t tokens = lattice.tokens();
  const WordId begin = model_.special(NormalizerModel::Special::begin);
  thread_local std::vector<Hypothesis> all;
  thread_local std::vector<std::uint32_t> here, next, waiting;  // hypotheses at this token, at the next one, and beyond
  all.assign(1, {begin, begin, 0, 0, 0, 0, 0});
  here.assign(1, 0);
  waiting.clear();
  bool changes = false;
  const auto better = [](std::uint32_t a, std::uint32_t b) {
    return all[a].score != all[b].score ? all[a].score > all[b].score : a < b;
  };
  for (std::size_t i = 0; i < tokens; ++i, std::swap(here, next)) {
    next.clear();
    std::erase_if(waiting, [&](std::uint32_t h) {
      if (all[h].end != i) return false;
      here.push_back(h);
      return true;
    });
    if (here.empty()) continue;  // inside what a candidate of several tokens reads
    const auto candidates = lattice.of(i);
    if (here.size() > 1) {
      // One of each history, and the best of those.
      std::sort(here.begin(), here.end(), better);
      std::size_t kept = 0;
      for (const std::uint32_t h : here) {
        if (kept == kBeam || all[h].score < all[here[0]].score - kBehind) break;
        const bool seen = std::any_of(here.begin(), here.begin() + static_cast<std::ptrdiff_t>(kept), [&](std::uint32_t k) {
          return all[k].before_previous == all[h].before_previous && all[k].previous == all[h].previous;
        });
        if (!seen) here[kept++] = h;
      }
      here.resize(kept);
    }
    const bool only_way = here.size() == 1 && candidates.size() == 1 && waiting.empty();  // nothing to weigh
    changes |= candidates.size() > 1 || candidates[0].reading;
    for (const std::uint32_t h : here)
      for (std::uint32_t c = 0; c < candidates.size(); ++c) {
        const Candidate& candidate = candidates[c];
        if (i + candidate.tokens > tokens) continue;
        Hypothesis step = all[h];
        step.parent = h;
        step.candidate = c;
        step.token = static_cast<std::uint32_t>(i);
        step.end = static_cast<std::uint32_t>(i + candidate.tokens);
        if (only_way) step.before_previous = step.previous, step.previous = candidate.words.back();
        else step.score += candidate.prior + context(step.before_previous, step.previous, candidate);
        (candidate.tokens == 1 ? next : waiting).push_back(static_cast<std::uint32_t>(all.size()));
        all.push_back(step);
      }
  }
  std::vector<Choice> choices;
  if (!changes) return choices;
  here.insert(here.end(), waiting.begin(), waiting.end());
  if (here.empty()) return choices;
  if (here.size() > 1)
    for (const std::uint32_t h : here)
      all[h].score += weights_.context * model_.ngrams().log_probability(all[h].before_previous, all[h].previous,
                                                                         model_.special(NormalizerModel::Special::end));
  std::vector<std::uint32_t> path;
  for (std::uint32_t h = *std::min_element(here.begin(), here.end(), better); h != 0; h = all[h].parent) path.push_back(h);
  std::reverse(path.begin(), path.end());
  for (std::size_t place = 0; place < path.size(); ++place)
    if (lattice.of(all[path[place]].token)[all[path[place]].candidate].reading)
      choices.push_back(describe(lattice, all, path, place));
  return choices;
}

Choice Ranker::describe(const CandidateLattice& lattice, const std::vector<Hypothesis>& all,
                        const std::vector<std::uint32_t>& path, std::size_t place) const {
  const Hypothesis& chosen = all[path[place]];
  const Hypothesis& before = all[chosen.parent];
  Choice choice{chosen.token, chosen.candidate, 1.0f, {}};
  for (const Candidate& option : lattice.of(chosen.token)) {
    WordId u = before.before_previous, v = before.previous;
    float score = option.prior + context(u, v, option);
    // What the chosen one reads beyond it stays as it is.
    for (std::size_t t = chosen.token + option.tokens; t < chosen.end; ++t)
      score += lattice.of(t)[0].prior + context(u, v, lattice.of(t)[0]);
    // And what it makes of the next two steps of the path.
    std::size_t after = place + 1;
    while (after < path.size() && all[path[after]].token < chosen.token + option.tokens) ++after;
    for (std::size_t n = after; n < path.size() && n < after + 2; ++n)
      score += context(u, v, lattice.of(all[path[n]].token)[all[path[n]].candidate]);
    choice.scores.push_back(score);
  }
  const float largest = *std::max_element(choice.scores.begin(), choice.scores.end());
  float sum = 0;
  for (const float score : choice.scores) sum += std::exp(score - largest);
  choice.probability = std::exp(choice.scores[choice.candidate] - largest) / sum;
  return choice;
}

}  // namespace klinker
