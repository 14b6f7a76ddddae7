#include "klinker/classify/review_picker.h"

#include <algorithm>
#include <map>
#include <utility>

#include "klinker/error.h"
#include "shingles.h"
#include "text/split_mix.h"

namespace klinker {
namespace {

constexpr std::size_t kHeldForEach = 20, kHeldAtLeast = 1000;

bool by_certainty(PickStrategy strategy) { return strategy == PickStrategy::uncertain || strategy == PickStrategy::both; }
bool by_distance(PickStrategy strategy) { return strategy == PickStrategy::diverse || strategy == PickStrategy::both; }

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
  for (const char c : text) seed = split_mix(seed ^ static_cast<unsigned char>(c));
  return seed;
}

}  // namespace

PickStrategy pick_strategy_from_name(std::string_view name) {
  if (name == "uncertain") return PickStrategy::uncertain;
  if (name == "diverse") return PickStrategy::diverse;
  if (name == "both") return PickStrategy::both;
  if (name == "random") return PickStrategy::random;
  throw Error(ErrorCode::wrong_value, "a strategy is uncertain, diverse, both or random, not " + std::string(name));
}

double certainty_of(const ModelInfo& info, std::span<const double> scores) {
  if (scores.size() < 2) return 1;
  if (scores.size() == 2 && !info.positive.empty()) {
    const double score = scores[info.index_of(info.positive)], threshold = info.threshold;
    return score < threshold ? (threshold - score) / threshold : (score - threshold) / std::max(1 - threshold, 1e-9);
  }
  double first = 0, second = 0;
  for (const double score : scores) {
    if (score > first) second = std::exchange(first, score);
    else second = std::max(second, score);
  }
  return first - second;
}

struct ReviewPicker::Impl {
  // The least worth come last. The hash decides where the certainty is the same or plays no part, the number last.
  struct Place {
    double certainty;
    std::uint64_t hash;
    std::size_t number;
    auto operator<=>(const Place&) const = default;
  };
  PickOptions options;
  std::size_t room;
  std::uint64_t seed;
  std::size_t numbers = 0;
  NearDuplicates known;  // all that is held or excluded
  std::vector<std::size_t> excluded;
  std::map<Place, ReviewCandidate> held;
  std::map<std::size_t, Place> place_of;  // of what is held

  explicit Impl(const PickOptions& o)
      : options(o),
        room(std::max(kHeldAtLeast, kHeldForEach * std::min<std::size_t>(o.number, 1u << 20))),
        seed(split_mix(o.seed)) {}

  Place place(const ReviewCandidate& candidate) {
    const bool counts = by_certainty(options.strategy) && candidate.certainty >= 0;  // not where it is no number
    return {counts ? candidate.certainty : 0, hash_of(candidate.text, seed), ++numbers};
  }

  void drop(const Place& place) {
    known.remove(place.number);
    place_of.erase(place.number);
    held.erase(place);
  }

  // Of messages that are nearly equal only the one most worth it stays.
  bool gives_way(const Place& place, const Shingles& shingles) {
    const std::vector<std::size_t> near = known.find(shingles);
    const auto wins = [&](std::size_t number) {
      const auto found = place_of.find(number);
      return found == place_of.end() || found->second < place;
    };
    if (std::any_of(near.begin(), near.end(), wins)) return true;
    for (const std::size_t number : near) drop(Place(place_of.at(number)));
    return false;
  }

  // The quick search of `known` may have missed something.
  bool is_new(std::size_t number) const {
    return std::none_of(excluded.begin(), excluded.end(),
                        [&](std::size_t other) { return known.at(other).is_near(known.at(number)); });
  }

  // Farthest first: what has the greatest distance to the nearest one picked. Certainty weighs in, because short messages
  // are all far from each other; without it the odd ones would always be first.
  std::vector<ReviewCandidate> farthest_first() {
    struct Left {
      const Place* place;
      const ReviewCandidate* candidate;
      double distance = 1;
    };
    std::vector<Left> left;
    for (const auto& [place, candidate] : held) left.push_back({&place, &candidate});
    const auto worth = [&](const Left& one) {
      return (by_certainty(options.strategy) ? 1 - one.candidate->certainty : 1) * one.distance;
    };
    std::vector<ReviewCandidate> out;
    while (out.size() < options.number && !left.empty()) {
      // The first of equals, so that the order of `held` decides.
      const auto best =
          std::max_element(left.begin(), left.end(), [&](const Left& a, const Left& b) { return worth(a) < worth(b); });
      const Left chosen = *best;
      left.erase(best);
      if (!is_new(chosen.place->number)) continue;
      out.push_back(*chosen.candidate);
      const Shingles& shingles = known.at(chosen.place->number);
      for (Left& one : left) one.distance = std::min(one.distance, 1 - shingles.similarity(known.at(one.place->number)));
      std::erase_if(left, [](const Left& one) { return one.distance <= 1 - Shingles::kNearDuplicate; });
    }
    return out;
  }

  std::vector<ReviewCandidate> first_ones() const {
    std::vector<std::size_t> chosen;
    std::vector<ReviewCandidate> out;
    for (const auto& [place, candidate] : held) {
      if (out.size() == options.number) break;
      const Shingles& shingles = known.at(place.number);
      const auto is_near = [&](std::size_t other) { return known.at(other).is_near(shingles); };
      if (!is_new(place.number) || std::any_of(chosen.begin(), chosen.end(), is_near)) continue;
      chosen.push_back(place.number);
      out.push_back(candidate);
    }
    return out;
  }
};

ReviewPicker::ReviewPicker(const PickOptions& options) : impl_(std::make_unique<Impl>(options)) {}
ReviewPicker::~ReviewPicker() = default;

void ReviewPicker::exclude(std::string_view text) {
  impl_->excluded.push_back(++impl_->numbers);
  impl_->known.add(impl_->numbers, Shingles(text));
}

void ReviewPicker::add(ReviewCandidate candidate) {
  Impl& impl = *impl_;
  const Impl::Place place = impl.place(candidate);
  if (impl.held.size() == impl.room && impl.held.rbegin()->first < place) return;
  const Shingles shingles(candidate.text);
  if (impl.gives_way(place, shingles)) return;
  if (impl.held.size() == impl.room) impl.drop(Impl::Place(impl.held.rbegin()->first));
  impl.known.add(place.number, shingles);
  impl.place_of.emplace(place.number, place);
  impl.held.emplace(place, std::move(candidate));
}

std::vector<ReviewCandidate> ReviewPicker::pick() {
  return by_distance(impl_->options.strategy) ? impl_->farthest_first() : impl_->first_ones();
}

}  // namespace klinker
