// Any bytes as a model of the normaliser, or as its list of words: refused, or harmless to look things up in. The first byte
// says what: the bytes as they are; the bytes as the words of a model that is whole else; or the place and value of bytes to
// change in such a model, of which the head and words come first.

#include <cmath>
#include <cstring>
#include <vector>

#include "fuzz.h"
#include "normalize/ngram_builder.h"
#include "normalize/normalizer_model.h"
#include "normalize/normalizer_weights.h"
#include "normalize/ranker.h"
#include "normalize/rewrite_rules.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

constexpr std::string_view kWords[] = {".", "aan", "geen", "gewoon", "huis", "ik", "naar", "school", "één"};

std::string varieties() { return VarietyModel::pack(std::vector<float>((VarietyModel::kBuckets + 1) * kVarieties, 0.1f)); }

std::string whole(std::string_view words) {
  static const std::string kNgrams = [] {
    NgramBuilder builder(std::size(kWords) + NormalizerModel::kSpecials);
    builder.add({10, 5, 6, 4, 0, 11});
    builder.add({10, 5, 6, 7, 11});
    return builder.build({});
  }();
  static const std::string kVarietyBytes = varieties();
  return NormalizerModel::pack({{"words", std::string(words)},
                                {"counts", "\x40\x30\x20\x10\x40"},
                                {"cases", std::string("\0\1\2\3\xFF", 5)},
                                {"ngrams", kNgrams},
                                {"variety", kVarietyBytes}});
}

void look_up(std::string_view bytes) {
  // At a place of its size that is aligned as a mapped file is, so that a sanitizer sees what reads past it.
  std::vector<std::uint64_t> copy((bytes.size() + 7) / 8);
  if (!bytes.empty()) std::memcpy(copy.data(), bytes.data(), bytes.size());
  const NormalizerModel model({reinterpret_cast<const char*>(copy.data()), bytes.size()});
  static const RewriteRules kRules;
  static const NormalizerWeights kWeights("");
  static const Reading kReading{"huis", "dialect", Variety::low_saxon, 0.5f, false};
  CandidateLattice lattice;
  std::vector<std::vector<NormalizerModel::WordId>> ids;
  ids.reserve(2 * std::size(kWords));
  for (const std::string_view word : kWords) {
    const auto id = model.find(word);
    require(id == Dawg::kNone || id < model.words().size(), "a word has a number below their count");
    model.words().word(id);
    require(std::isfinite(model.log_count(id)) && model.usual_case(id) <= UsualCase::other,
            "what is known of a word is in bounds");
    require(std::isfinite(model.ngrams().log_probability(id, id + 1, id)), "a probability is a number");
    model.ngrams().has_bigram(id, model.special(NormalizerModel::Special::end));
    VarietyLogits logits = model.varieties().bias();
    model.varieties().add({word, false}, logits);
    ids.push_back(model.ids(word));
    ids.push_back(model.ids("naar huis"));
    lattice.begin_token();
    lattice.add({nullptr, ids[ids.size() - 2], -1, 1});
    lattice.add({&kReading, ids.back(), -1, 2});
  }
  for (std::uint32_t index = 0; index < 32; ++index)
    require(model.words().word(index * 7919).size() <= 256, "no word is endless");
  for (const auto& [form, variety] : {std::pair("skool", Variety::chat), {"noar", Variety::low_saxon}})
    require(kRules.words(form, variety, true, model).size() <= RewriteRules::kMost, "few words are offered");
  for (const Choice& choice : Ranker(model, kWeights).choose(lattice))
    require(choice.probability > 0 && choice.probability <= 1, "a choice has a probability");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string kWhole = whole(Dawg::build({std::begin(kWords), std::end(kWords)}));
  std::string_view input = bytes(data, size);
  try {
    switch (take_choice(input, 3)) {
      case 0: look_up(input); break;
      case 1: look_up(whole(input)); break;
      default: {
        std::string damaged = kWhole;
        for (; input.size() >= 3; input.remove_prefix(3)) {
          const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(input[i])); };
          damaged[(byte(0) << 8 | byte(1)) % std::min<std::size_t>(damaged.size(), 2048)] = input[2];
        }
        look_up(damaged);
      }
    }
  } catch (const Error& error) {
    require(error.code() == ErrorCode::invalid_model, "a bad model is called one");
  }
  return 0;
}
