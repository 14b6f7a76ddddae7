#include "rewrite_rules.h"

#include <algorithm>
#include <functional>

#include "klinker/text/utf8.h"
#include "table_columns.h"

namespace klinker {
namespace {

// A slip that no rule foresees: one letter changed, left out, added or exchanged with its neighbour.
constexpr float kSlip = 5.0f, kExchange = 4.0f;
// What rules may have cost before one.
constexpr float kBeforeSlip = 3.0f;
// What a word's frequency is worth against the cost of rules.
constexpr float kFrequency = 0.7f;
// Ways tried; beyond it only what was found counts.
constexpr std::size_t kSteps = 250;
constexpr float kDearest = 9.0f;
// Once a word is found, so much more may a commoner one cost.
constexpr float kWorthLooking = 4.0f;
constexpr std::size_t kExchanges = 64, kMostParts = 128;

constexpr auto kBytes = [] {
  std::array<char, 256> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i);
  return bytes;
}();

// Vowels are taken for vowels, and consonants for consonants.
bool is_vowel(char letter) { return std::string_view("aeiouy").find(letter) != std::string_view::npos; }

struct Way {
  Dawg::State state;
  std::uint32_t parent = 0;
  std::uint32_t at = 0;  // bytes of the form that are read
  float cost = 0;
  std::string_view added;  // what this step wrote
  bool slipped = false, regional = false;
};

}  // namespace

RewriteRules::RewriteRules() {
  const std::string name = "normalize/tables/rewrites.tsv";
  for (const TableRow& row : parse_table(builtin_table(name), 4, name)) {
    Rule rule{std::string(row.columns[1]), std::string(row.columns[2]), number_in(row, 3, name), false, false,
              row.columns[0] != "chat"};
    if (rule.from.starts_with('^')) rule.at_start = true, rule.from.erase(0, 1);
    if (rule.from.ends_with('$')) rule.at_end = true, rule.from.pop_back();
    if (rule.from.empty()) fail(name, row, "there is nothing to rewrite");
    const Variety of = variety_in(row, 0, name);
    // The slips of chat happen in every variety.
    for (std::size_t v = 0; v < kVarieties; ++v)
      if (of == Variety::chat || static_cast<std::size_t>(of) == v)
        rules_[v][static_cast<unsigned char>(rule.from[0])].push_back(rule);
  }
}

std::vector<RewrittenWord> RewriteRules::words(std::string_view form, Variety variety, bool slips,
                                               const NormalizerModel& model) const {
  const Dawg& dawg = model.words();
  const Rules& rules = rules_[static_cast<std::size_t>(variety)];
  using Item = std::pair<float, std::uint32_t>;
  thread_local std::vector<Way> ways;
  thread_local std::vector<Item> queue;  // a heap, the cheapest way on top
  ways.assign(1, {dawg.root(), 0, 0, 0, {}, !slips || form.size() < 4, false});
  queue.assign(1, {0, 0});
  std::vector<RewrittenWord> found;
  std::vector<std::string> exchanged;  // keeps what exchanges write
  exchanged.reserve(kExchanges);
  float dearest = kDearest;
  // The rules that fit at each place of the form.
  thread_local std::vector<const Rule*> fitting;
  thread_local std::vector<std::size_t> first_rule;
  fitting.clear();
  first_rule.clear();
  for (std::size_t at = 0; at < form.size(); ++at) {
    const std::string_view rest = form.substr(at);
    first_rule.push_back(fitting.size());
    for (const Rule& rule : rules[static_cast<unsigned char>(rest[0])])
      if (rest.starts_with(rule.from) && (!rule.at_start || at == 0) && (!rule.at_end || rest.size() == rule.from.size()))
        fitting.push_back(&rule);
  }
  first_rule.push_back(fitting.size());
  const auto push = [&](std::uint32_t from, const Dawg::State& state, std::string_view written, std::size_t at, float cost,
                        bool slip, bool regional) {
    const Way& way = ways[from];
    if (way.cost + cost > dearest) return;
    ways.push_back({state, from, static_cast<std::uint32_t>(at), way.cost + cost, written, way.slipped || slip,
                    way.regional || regional});
    // Of two that cost the same, the way that has read more comes first.
    queue.emplace_back(ways.back().cost - 0.05f * static_cast<float>(at), static_cast<std::uint32_t>(ways.size() - 1));
    std::push_heap(queue.begin(), queue.end(), std::greater<>());
  };
  const auto go = [&](std::uint32_t from, Dawg::State state, std::string_view write, std::size_t at, float cost, bool slip,
                      bool regional) {
    for (const char byte : write) {
      state = dawg.next(state, byte);
      if (!state.alive()) return;
    }
    push(from, state, write, at, cost, slip, regional);
  };
  const auto is_ascii = [&](std::size_t at) { return at < form.size() && static_cast<signed char>(form[at]) >= 0; };
  for (std::size_t steps = 0; steps < kSteps && !queue.empty(); ++steps) {
    std::pop_heap(queue.begin(), queue.end(), std::greater<>());
    const std::uint32_t here = queue.back().second;
    queue.pop_back();
    const Way way = ways[here];
    if (way.cost > dearest) continue;
    if (way.at == form.size() && way.state.final && way.cost > 0) {
      RewrittenWord word{{}, way.cost - kFrequency * model.log_count(way.state.index), way.regional};
      std::array<std::string_view, kMostParts> parts;
      std::size_t count = 0;
      for (std::uint32_t w = here; w != 0 && count < parts.size(); w = ways[w].parent) parts[count++] = ways[w].added;
      while (count > 0) word.word += parts[--count];
      const auto known =
          std::find_if(found.begin(), found.end(), [&](const RewrittenWord& other) { return other.word == word.word; });
      if (known == found.end()) found.push_back(std::move(word));
      else if (word.cost < known->cost) *known = std::move(word);
      dearest = std::min(dearest, way.cost + kWorthLooking);
    }
    std::size_t next = way.at;
    if (way.at < form.size()) {
      ++next;
      while (next < form.size() && is_continuation(form[next])) ++next;
      const std::string_view letter = form.substr(way.at, next - way.at);
      go(here, way.state, letter, next, 0, false, false);
      for (std::size_t r = first_rule[way.at]; r < first_rule[way.at + 1]; ++r)
        go(here, way.state, fitting[r]->to, way.at + fitting[r]->from.size(), fitting[r]->cost, false, fitting[r]->regional);
    }
    // Hardly anyone gets the first letter wrong.
    if (way.slipped || way.at == 0 || way.cost > kBeforeSlip || way.cost + kExchange > dearest) continue;
    // A letter too many; two exchanged.
    if (way.at < form.size()) push(here, way.state, {}, next, kSlip, true, false);
    if (is_ascii(way.at) && is_ascii(next) && form[next] != form[way.at] && exchanged.size() < kExchanges) {
      exchanged.push_back({form[next], form[way.at]});
      go(here, way.state, exchanged.back(), next + 1, kExchange, true, false);
    }
    // A letter left out, or another one written; only where the word can go on as the form does.
    const auto goes_on = [&](const Dawg::State& state, std::size_t at) {
      if (at == form.size()) return state.final;
      const Dawg::State after = dawg.next(state, form[at]);
      return after.alive();
    };
    dawg.each(way.state, [&](char byte, const Dawg::State& state) {
      if (static_cast<signed char>(byte) < 0) return;
      const std::string_view written(&kBytes[static_cast<unsigned char>(byte)], 1);
      if (goes_on(state, way.at)) push(here, state, written, way.at, kSlip, true, false);
      if (is_ascii(way.at) && form[way.at] != byte && is_vowel(form[way.at]) == is_vowel(byte) && goes_on(state, next))
        push(here, state, written, next, kSlip, true, false);
    });
  }
  std::sort(found.begin(), found.end(), [](const RewrittenWord& a, const RewrittenWord& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.word < b.word;
  });
  if (found.size() > kMost) found.resize(kMost);
  return found;
}

}  // namespace klinker
