#include "message_counts.h"

#include <algorithm>
#include <cmath>

namespace klinker {

void NamedTallies::add(std::string_view name, bool hateful) {
  auto found = tallies_.find(name);
  if (found == tallies_.end()) found = tallies_.try_emplace(tallies_.size() < most_ ? std::string(name) : others_).first;
  found->second.add(hateful);
}

std::size_t MessageCounts::part_of(double score) {
  return std::min(static_cast<std::size_t>(std::clamp(score, 0.0, 1.0) * kParts + 1e-9), kParts - 1);
}

void MessageCounts::add(const ReportedMessage& message) {
  all.add(message.hateful);
  asked_both += message.asked_both;
  files.add(message.file, message.hateful);
  if (!message.target.empty()) targets.add(message.target, message.hateful);
  if (!message.category.empty()) categories.add(message.category, message.hateful);
  if (!message.mode.empty()) modes.add(message.mode, message.hateful);
  if (message.day) days[*message.day].add(message.hateful);
  else ++without_day;
  Part& part = parts_[part_of(message.score)];
  ++part.messages;
  if (!message.gold) return;
  ++part.judged;
  part.gold += *message.gold;
  if (*message.gold) ++(message.hateful ? judged.right_hateful : judged.missed);
  else ++(message.hateful ? judged.wrong_hateful : judged.right_other);
}

std::vector<std::size_t> MessageCounts::histogram(std::size_t bins) const {
  std::vector<std::size_t> out(bins);
  for (std::size_t i = 0; i < kParts; ++i) out[i * bins / kParts] += parts_[i].messages;
  return out;
}

MessageCounts::Part MessageCounts::from(double threshold) const {
  Part sum;
  for (std::size_t i = threshold >= 1 ? kParts : part_of(threshold); i < kParts; ++i) {
    sum.messages += parts_[i].messages;
    sum.judged += parts_[i].judged;
    sum.gold += parts_[i].gold;
  }
  return sum;
}

double MessageCounts::share_from(double threshold) const {
  return all.messages == 0 ? 0 : static_cast<double>(from(threshold).messages) / static_cast<double>(all.messages);
}

MessageCounts::Quality MessageCounts::quality(double threshold) const {
  const Part above = from(threshold);
  const auto gold = static_cast<double>(from(0).gold), right = static_cast<double>(above.gold);
  Quality out;
  if (above.judged > 0) out.precision = right / static_cast<double>(above.judged);
  out.recall = gold > 0 ? right / gold : 0;
  return out;
}

Calibration MessageCounts::reliability() const {
  constexpr std::size_t kBins = 10;
  Calibration out;
  out.bins.resize(kBins);
  for (std::size_t i = 0; i < kParts; ++i) {
    ReliabilityBin& bin = out.bins[i * kBins / kParts];
    bin.answers += parts_[i].judged;
    bin.score += (static_cast<double>(i) + 0.5) / kParts * static_cast<double>(parts_[i].judged);
    bin.right += static_cast<double>(parts_[i].gold);
  }
  for (ReliabilityBin& bin : out.bins) {
    if (bin.answers == 0) continue;
    out.expected_error += std::abs(bin.right - bin.score) / static_cast<double>(judged.all());
    bin.score /= static_cast<double>(bin.answers);
    bin.right /= static_cast<double>(bin.answers);
  }
  return out;
}

}  // namespace klinker
