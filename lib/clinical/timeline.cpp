#include "klinker/clinical/timeline.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "clinical/feature_collector.h"
#include "clinical/statement_features.h"

namespace klinker {
namespace {

struct StatusNames {
  std::string_view name, dutch;
};

constexpr std::array<StatusNames, 8> kStatuses = {{{"active", "Actief"},
                                                   {"history", "Voorgeschiedenis"},
                                                   {"past", "Doorgemaakt of over"},
                                                   {"denied", "Ontkend"},
                                                   {"uncertain", "Onzeker"},
                                                   {"corrected", "Gecorrigeerd"},
                                                   {"family", "Familie"},
                                                   {"other", "Van een ander"}}};

std::uint64_t hash_run(const std::vector<RecordFacts::Clause>& clauses, std::size_t first, std::size_t last) {
  std::uint64_t hash = feature_hash({});
  for (std::size_t i = first; i <= last; ++i)
    hash = feature_hash({reinterpret_cast<const char*>(&clauses[i].words), sizeof(clauses[i].words)}, hash);
  return hash;
}

/// All records of one patient, in which an item is found by its record and number.
class Dossiers {
 public:
  explicit Dossiers(const std::vector<RecordFacts>& records) : records_(records) {}

  const std::string& date(std::size_t record, std::size_t contact) const { return records_[record].contacts[contact].date; }

  template <class Item>
  Timeline::Place place(std::size_t record, const Item& item, std::size_t line) const {
    return {date(record, item.contact), record, line, item.span};
  }

  /// All items of one kind (a member of RecordFacts) by date, then in the order of the records.
  template <class Item>
  std::vector<std::pair<std::size_t, const Item*>> in_order(std::vector<Item> RecordFacts::*kind) const {
    std::vector<std::pair<std::size_t, const Item*>> items;
    for (std::size_t record = 0; record < records_.size(); ++record)
      for (const Item& item : records_[record].*kind) items.emplace_back(record, &item);
    std::stable_sort(items.begin(), items.end(), [&](const auto& a, const auto& b) {
      return date(a.first, a.second->contact) < date(b.first, b.second->contact);
    });
    return items;
  }

 private:
  const std::vector<RecordFacts>& records_;
};

using Finding = RecordFacts::Finding;

Timeline::Mention mention(const Dossiers& dossier, std::size_t record, const Finding& finding) {
  return {dossier.place(record, finding, finding.line), finding.presence, finding.temporality, finding.experiencer};
}

/// The mentions of one problem, in order.
class ProblemMentions {
 public:
  using Item = std::pair<std::size_t, const Finding*>;
  void add(Item item) { items_.push_back(item); }
  const std::vector<Item>& items() const { return items_; }

  /// Diseases count, and symptoms that a summary cites as there; what only may come does not.
  bool counts() const {
    return std::any_of(items_.begin(), items_.end(), [](const Item& item) {
      const Finding& one = *item.second;
      const bool said = one.temporality != Temporality::future;
      return said && (!one.symptom || (one.cited != RecordFacts::none && one.presence != Presence::absent));
    });
  }

  /// The latest mention that says how it stands.
  const Item& deciding() const {
    const auto decides = [](const Item& item) { return item.second->temporality != Temporality::future; };
    return *std::find_if(items_.rbegin(), items_.rend(), decides);
  }

  bool was_there_before(const Item& last) const {
    return std::any_of(items_.begin(), items_.end(), [&](const Item& item) {
      return item.second != last.second && item.second->presence != Presence::absent && !item.second->corrects;
    });
  }

  ProblemStatus status() const {
    const Item& item = deciding();
    const Finding& last = *item.second;
    if (last.experiencer == Experiencer::family) return ProblemStatus::family;
    if (last.experiencer == Experiencer::other) return ProblemStatus::other;
    if (last.corrects && was_there_before(item)) return ProblemStatus::corrected;
    if (last.presence == Presence::absent)
      return last.symptom && was_there_before(item) ? ProblemStatus::past : ProblemStatus::denied;
    if (last.presence == Presence::uncertain) return ProblemStatus::uncertain;
    if (last.temporality != Temporality::historical) return ProblemStatus::active;
    return last.listed ? ProblemStatus::history : ProblemStatus::past;
  }

 private:
  std::vector<Item> items_;
};

// Mentions of one problem under one number, in the order of the first ones. A code given to one spelling holds for all.
std::vector<ProblemMentions> group(const std::vector<ProblemMentions::Item>& findings) {
  std::unordered_map<std::string, std::string> codes;
  for (const auto& [record, finding] : findings)
    if (!finding->code.empty()) codes.emplace(finding->term, finding->code);
  std::map<std::pair<std::string, Experiencer>, std::size_t> numbers;
  std::vector<ProblemMentions> problems;
  for (const auto& item : findings) {
    const auto code = codes.find(item.second->term);
    const std::string key = code == codes.end() ? "term " + item.second->term : "code " + code->second;
    const auto [number, fresh] = numbers.emplace(std::pair(key, item.second->experiencer), problems.size());
    if (fresh) problems.emplace_back();
    problems[number->second].add(item);
  }
  return problems;
}

Timeline::Problem to_problem(const Dossiers& dossier, const std::vector<RecordFacts>& records,
                             const ProblemMentions& mentions) {
  Timeline::Problem problem;
  const auto& [record, last] = mentions.deciding();
  problem.term = last->text;
  problem.status = mentions.status();
  for (const auto& [at, finding] : mentions.items()) {
    if (problem.code.empty()) problem.code = finding->code;
    problem.places.push_back(mention(dossier, at, *finding));
    const std::string& date = problem.places.back().date;
    if (problem.first.empty()) problem.first = date;
    if (!date.empty()) problem.last = date;
  }
  if (problem.status == ProblemStatus::corrected) {
    problem.corrected = dossier.place(record, *last, last->line);
    if (last->replaced_by != RecordFacts::none) {
      const Finding& other = records[record].findings[last->replaced_by];
      problem.replaced_by = dossier.place(record, other, other.line);
      problem.replacement = other.text;
    }
  }
  return problem;
}

/// Where the words of statements stand in all records, by the hash of their clauses.
class Copies {
 public:
  Copies(const std::vector<RecordFacts>& records, const Dossiers& dossier) {
    for (const RecordFacts& facts : records)
      for (const RecordFacts::Cited& cited : facts.cited)
        if (!cited.anew) places_[hash_run(facts.clauses, cited.first, cited.last)];
    for (std::size_t record = 0; record < records.size(); ++record) {
      const auto& clauses = records[record].clauses;
      for (std::size_t first = 0; first < clauses.size(); ++first)
        for (std::size_t last = first; last < clauses.size() && last < first + kMostClauses; ++last) {
          const auto found = places_.find(hash_run(clauses, first, last));
          if (found == places_.end()) continue;
          const Span span{clauses[first].span.start, clauses[last].span.end};
          found->second.push_back({dossier.date(record, clauses[first].contact), record, 0, span});
        }
    }
  }

  /// None where the words stand nowhere else, or were given before.
  std::vector<Timeline::Place> take(std::uint64_t words, bool& seen) {
    auto& places = places_[words];
    seen = places.empty();
    return std::exchange(places, {});
  }

 private:
  std::unordered_map<std::uint64_t, std::vector<Timeline::Place>> places_;
};

}  // namespace

std::string_view name(ProblemStatus status) { return kStatuses[static_cast<std::size_t>(status)].name; }

std::string_view dutch_name(ProblemStatus status) { return kStatuses[static_cast<std::size_t>(status)].dutch; }

Timeline make_timeline(const std::vector<RecordFacts>& records) {
  Timeline timeline;
  const Dossiers dossier(records);

  // The place that takes a cited statement back, by record and statement.
  std::map<std::pair<std::size_t, std::size_t>, Timeline::Place> corrected;
  for (const ProblemMentions& mentions : group(dossier.in_order(&RecordFacts::findings))) {
    if (!mentions.counts()) continue;
    const Timeline::Problem& problem = timeline.problems.emplace_back(to_problem(dossier, records, mentions));
    if (!problem.corrected) continue;
    for (const auto& [record, finding] : mentions.items()) {
      const bool itself = record == problem.corrected->record && finding->span == problem.corrected->span;
      if (!itself && !finding->corrects && finding->cited != RecordFacts::none && finding->presence != Presence::absent)
        corrected.emplace(std::pair(record, finding->cited), *problem.corrected);
    }
  }

  Copies copies(records, dossier);
  for (const auto& [record, cited] : dossier.in_order(&RecordFacts::cited)) {
    bool seen = false;
    std::vector<Timeline::Place> also;
    if (!cited->anew) {
      const std::uint64_t words = hash_run(records[record].clauses, cited->first, cited->last);
      also = copies.take(words, seen);
    }
    if (seen) continue;
    Timeline::Entry& entry = timeline.entries.emplace_back();
    static_cast<Timeline::Place&>(entry) = dossier.place(record, *cited, cited->line);
    entry.section = cited->section;
    entry.text = cited->text;
    entry.note = cited->note;
    for (const Span span : cited->also) also.push_back({entry.date, record, 0, span});
    const auto place_of = [](const Timeline::Place& place) { return std::pair(place.record, place.span); };
    std::stable_sort(also.begin(), also.end(), [&](const auto& a, const auto& b) { return place_of(a) < place_of(b); });
    for (Timeline::Place& place : also)
      if (place_of(place) != place_of(entry) && (entry.also.empty() || place_of(place) != place_of(entry.also.back())))
        entry.also.push_back(std::move(place));
    const auto number = static_cast<std::size_t>(cited - records[record].cited.data());
    if (const auto found = corrected.find({record, number}); found != corrected.end()) entry.corrected = found->second;
  }

  std::unordered_map<std::string, std::size_t> numbers;
  for (const auto& [record, drug] : dossier.in_order(&RecordFacts::drugs)) {
    const auto [number, fresh] = numbers.emplace(drug->name, timeline.medication.size());
    if (fresh) timeline.medication.emplace_back();
    Timeline::Medication& medication = timeline.medication[number->second];
    medication.drug = drug->text;
    Timeline::DrugPlace& place = medication.places.emplace_back();
    static_cast<Timeline::Place&>(place) = dossier.place(record, *drug, drug->line);
    place.change = drug->change;
    place.because = drug->because;
    if (!drug->dose_text.empty()) place.dose = {drug->dose_text, drug->dose};
    place.presence = drug->presence;
    place.temporality = drug->temporality;
  }
  return timeline;
}

}  // namespace klinker
