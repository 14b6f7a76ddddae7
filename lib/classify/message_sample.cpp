#include "message_sample.h"

#include <algorithm>
#include <cmath>

#include "klinker/text/utf8.h"
#include "text/split_mix.h"

namespace klinker {
namespace {

constexpr std::size_t kShown = 2000;  // bytes of a message

KeptMessage copy_of(const ReportedMessage& message) {
  std::size_t size = std::min(message.text.size(), kShown);
  while (size < message.text.size() && is_continuation(message.text[size])) --size;
  KeptMessage kept{message,
                   std::string(message.text.substr(0, size)),
                   std::string(message.file),
                   std::string(message.target),
                   std::string(message.category),
                   std::string(message.mode),
                   size < message.text.size(),
                   false};
  kept.about.text = kept.about.file = kept.about.target = kept.about.category = kept.about.mode = {};
  return kept;
}

}  // namespace

void MessageSample::keep(std::set<Kept>& kept, std::size_t most, Rank rank, const ReportedMessage& message) {
  if (most == 0 || (kept.size() == most && !(rank < std::prev(kept.end())->rank))) return;
  kept.insert({rank, copy_of(message)});
  if (kept.size() > most) kept.erase(std::prev(kept.end()));
}

void MessageSample::add(const ReportedMessage& message) {
  keep(highest_, options_.highest, {-message.score, message.number}, message);
  if (std::abs(message.score - options_.threshold) <= options_.margin)
    keep(near_, options_.near, {0, split_mix(message.number)}, message);
}

std::vector<KeptMessage> MessageSample::messages() const {
  std::vector<KeptMessage> out;
  std::set<std::size_t> numbers;
  for (const Kept& kept : highest_) {
    out.push_back(kept.message);
    numbers.insert(kept.message.about.number);
  }
  for (const Kept& kept : near_) {
    if (!numbers.insert(kept.message.about.number).second) continue;
    out.push_back(kept.message);
    out.back().near = true;
  }
  std::sort(out.begin(), out.end(), [](const KeptMessage& a, const KeptMessage& b) {
    return a.about.score != b.about.score ? a.about.score > b.about.score : a.about.number < b.about.number;
  });
  return out;
}

}  // namespace klinker
