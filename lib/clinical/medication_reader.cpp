#include "clinical/medication_reader.h"

#include <algorithm>
#include <charconv>

#include "clinical/context_lexicon.h"
#include "clinical/deidentifier_lexicon.h"
#include "clinical/folded_text.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr std::size_t kDoseBytes = 80;       // behind a drug, in which its dose stands
constexpr std::size_t kItemWords = 6;        // of a bare item in a list: a drug and its dose
constexpr std::size_t kReachWords = 12;      // between a drug and the word that speaks of it
constexpr std::size_t kWordsBeforeDrug = 2;  // in an item of a list that a word before it speaks of

std::optional<DrugChange> change_of(const TableRow& row, std::size_t column) {
  const std::string_view word = row.columns[column];
  if (word == "-") return std::nullopt;
  return drug_change(word);
}

// The number that a token is, where it is nothing else: "2,5".
std::optional<double> plain_number(std::string_view token) {
  std::string digits(token);
  std::replace(digits.begin(), digits.end(), ',', '.');
  double number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return number;
}

// 12/1, 16-2, 3-4-2024, 2019: no dose unless a unit follows; 1-0-1 and 12/400 are.
bool is_date(std::string_view token) {
  std::size_t groups = 1, group = 0, value = 0, longest = 0;
  bool small = true;
  const auto close = [&] {
    longest = std::max(longest, group);
    small &= value <= (groups == 1 ? 31u : 12u) || groups > 2;
    group = value = 0;
  };
  for (const char c : token) {
    if (is_digit(c)) {
      ++group;
      value = std::min<std::size_t>(value * 10 + static_cast<std::size_t>(c - '0'), 10000);
    } else if (c == '/' || c == '-') {
      close();
      ++groups;
    } else {
      return false;
    }
  }
  const std::size_t last = value;
  close();
  if (groups == 1) return token.size() == 4 && last >= 1900 && last <= 2099;
  if (groups == 2) return small;
  return groups == 3 && longest > 1;
}

}  // namespace

MedicationReader::MedicationReader() {
  for (const TableRow& row :
       parse_table(builtin_table("clinical/tables/medication-changes.tsv"), 4, "medication-changes.tsv")) {
    phrases_.add(row.columns[0], rows_.size());
    rows_.push_back({change_of(row, 1), change_of(row, 2),
                     row.columns[3] == "end"    ? Where::end
                     : row.columns[3] == "all"  ? Where::all
                     : row.columns[3] == "pair" ? Where::pair
                                                : Where::any});
  }
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/dose-words.tsv"), 2, "dose-words.tsv"))
    dose_words_.add(row.columns[0], row.columns[1] == "link"  ? link
                                    : row.columns[1] == "to"  ? becomes
                                    : row.columns[1] == "was" ? was
                                                              : belongs);
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/context_words.tsv"), 2, "context_words.tsv"))
    if (row.columns[1] == "closed" || row.columns[1] == "joined") joints_.add(row.columns[0], 0);
}

bool MedicationReader::closes_list(std::string_view folded, Span span) const {
  std::vector<PhraseTable::Match> matches;
  joints_.find(folded, span, matches);
  return !matches.empty();
}

std::vector<MedicationReader::Trigger> MedicationReader::find_triggers(std::string_view folded, Span span,
                                                                       const std::vector<Span>& drugs) const {
  std::vector<PhraseTable::Match> matches;
  phrases_.find(folded, span, matches);
  std::vector<Trigger> triggers;
  std::size_t reached = span.start;
  for (const PhraseTable::Match& match : matches) {
    const Row& row = rows_[match.number];
    if (match.span.start < reached) continue;  // "gestart" in "niet gestart"
    const auto drug = std::lower_bound(drugs.begin(), drugs.end(), match.span.start,
                                       [](Span one, std::size_t at) { return one.end <= at; });
    if (drug != drugs.end() && drug->overlaps(match.span)) continue;
    if (row.where == Where::end) {
      std::size_t next = match.span.end;
      while (next < span.end && folded[next] == ' ') ++next;
      if (next < span.end && is_word_byte(folded[next]) && !is_digit(folded[next])) continue;
    }
    reached = match.span.end;
    if (row.before || row.after) triggers.push_back({match.span, &row});
  }
  return triggers;
}

MedicationReader::Dose MedicationReader::read_dose(std::string_view folded, std::size_t at, std::size_t end) const {
  end = std::min(end, at + kDoseBytes);
  if (at < end && folded[at] == ':') ++at;
  std::vector<PhraseTable::Match> words;
  dose_words_.find(folded, {at, end}, words);
  Dose dose;
  Span start{at, at};
  std::optional<double> number;  // the last one that is nothing else
  std::optional<PhraseTable::Match> relation;
  double related = 0;
  bool counted = false;
  const auto take = [&](Span token) {
    if (start.empty()) start = token;
    start.end = token.end;
  };
  for (std::size_t word = 0; at < end;) {
    std::size_t spaces = 0;
    while (at < end && folded[at] == ' ') ++at, ++spaces;
    if (at >= end || spaces > 3) break;
    const bool bracket = folded[at] == '(';
    const std::size_t place = at + bracket;
    while (word < words.size() && words[word].span.start < place) ++word;
    const bool known = word < words.size() && words[word].span.start == place;
    if (bracket && !(known && words[word].number == was)) break;
    if (known) {
      const PhraseTable::Match& match = words[word];
      if (match.number == belongs && (!relation || relation->number != was)) take(match.span);
      if (match.number == becomes || match.number == was) {
        if (!number) {
          if (match.number == was) break;
        } else {
          relation = match;
          related = *number;
        }
      }
      at = match.span.end;
      continue;
    }
    if (!is_digit(folded[at])) break;
    std::size_t stop = at;
    while (stop < end &&
           (is_word_byte(folded[stop]) || (std::string_view(".,/-").find(folded[stop]) != std::string_view::npos &&
                                           stop + 1 < end && is_digit(folded[stop + 1]))))
      ++stop;
    const Span token{at, stop};
    std::size_t next = stop;
    while (next < end && folded[next] == ' ') ++next;
    const bool unit_follows = std::any_of(words.begin(), words.end(), [&](const PhraseTable::Match& match) {
      return match.span.start == next && match.number == belongs;
    });
    std::size_t word_end = next;
    while (word_end < end && is_word_byte(folded[word_end])) ++word_end;
    const bool month_follows = IdentityLexicon::month(folded.substr(next, word_end - next)) != 0;
    if (month_follows || (is_date(token.of(folded)) && !unit_follows)) break;
    const auto plain = plain_number(token.of(folded));
    if (plain) number = plain;
    if (relation && plain && *plain != related && !dose.change) {
      const bool up = relation->number == was ? related > *plain : *plain > related;
      dose.change = up ? DrugChange::raised : DrugChange::lowered;
      dose.because = relation->span;
    }
    counted = true;
    if (!relation || relation->number != was) take(token);
    at = stop;
    if (at < end && folded[at] == '%') take({at, at + 1}), ++at;
  }
  if (!counted) return {};
  dose.span = start;
  return dose;
}

/// The drugs and triggers of one sentence, part by part.
class MedicationReader::Sentence {
 public:
  Sentence(const MedicationReader& reader, std::string_view folded, Span span, const std::vector<Span>& drugs,
           std::vector<DrugSigns>& signs)
      : reader_(reader), folded_(folded), span_(span), drugs_(drugs), signs_(signs) {}

  void read() {
    triggers_ = reader_.find_triggers(folded_, span_, drugs_);
    if (triggers_.empty()) return;
    first_ = static_cast<std::size_t>(std::lower_bound(drugs_.begin(), drugs_.end(), span_.start,
                                                       [](Span drug, std::size_t at) { return drug.start < at; }) -
                                      drugs_.begin());
    for (std::size_t start = span_.start; start < span_.end;) {
      std::size_t end = start;
      while (end < span_.end && !ends_part(end)) ++end;
      part({start, end}, end < span_.end && folded_[end] == ';');
      start = end + 1;
    }
  }

 private:
  bool ends_part(std::size_t at) const {
    return folded_[at] == ';' || (folded_[at] == ',' && at + 1 < span_.end && is_space(folded_[at + 1]));
  }
  bool near(Span a, Span b) const {
    return count_words(folded_, a.end < b.start ? Span{a.end, b.start} : Span{b.end, a.start}, kReachWords) <= kReachWords;
  }
  // `stop en gabapentine`: what the word speaks of stood before it.
  bool joined(const Trigger& trigger, Span drug) const {
    const Span gap = trim(folded_, {trigger.span.end, std::max(trigger.span.end, drug.start)});
    return count_words(folded_, gap, 1) == 1 && reader_.closes_list(folded_, gap);
  }
  void give(std::size_t drug, std::optional<DrugChange> change, Span because) {
    if (!change || signs_[drug].change) return;
    signs_[drug].change = change;
    signs_[drug].because = because;
  }

  void part(Span span, bool semicolon) {
    std::vector<const Trigger*> triggers;
    for (; next_trigger_ < triggers_.size() && triggers_[next_trigger_].span.start < span.end; ++next_trigger_)
      triggers.push_back(&triggers_[next_trigger_]);
    // Group g holds the drugs behind g triggers.
    std::vector<std::vector<std::size_t>> groups(triggers.size() + 1);
    for (std::size_t g = 0; first_ < drugs_.size() && drugs_[first_].start < span.end; ++first_) {
      while (g < triggers.size() && triggers[g]->span.start < drugs_[first_].start) ++g;
      groups[g].push_back(first_);
    }
    if (triggers.empty()) return carry_on(span, groups[0], semicolon);
    std::vector<char> used(triggers.size(), 0);  // it speaks of what stands before it
    for (std::size_t g = 0; g < groups.size(); ++g) {
      if (groups[g].empty()) continue;
      const Trigger* left = g > 0 ? triggers[g - 1] : nullptr;
      const Trigger* right = g < triggers.size() ? triggers[g] : nullptr;
      // What changes one drug for another speaks of both sides, other words of one.
      const bool speaks_on = left != nullptr && left->row->after && (!used[g - 1] || left->row->before != left->row->after);
      const bool speaks_back =
          right != nullptr && right->row->before && (right->row->where != Where::pair || !groups[g + 1].empty());
      const bool needed = speaks_back && (groups[g + 1].empty() || right->row->before != right->row->after);
      const std::size_t kept = !speaks_on ? 0 : !needed ? groups[g].size() : used[g - 1] ? 0 : groups[g].size() - 1;
      for (std::size_t i = 0; i < groups[g].size(); ++i) {
        const std::size_t drug = groups[g][i];
        const bool by_left = speaks_on && (i < kept || !speaks_back) && !joined(*left, drugs_[drug]);
        if (by_left && near(drugs_[drug], left->span)) give(drug, left->row->after, left->span);
        else if (speaks_back && near(drugs_[drug], right->span)) {
          give(drug, right->row->before, right->span);
          used[g] = 1;
        }
      }
    }
    list_before(span, *triggers.front(), groups[0], used[0] != 0);
    const Trigger& last = *triggers.back();
    const bool colon = last.span.end < span.end && folded_[last.span.end] == ':';
    carried_ = used.back() || !last.row->after || (groups.back().empty() && !colon) ? nullptr : &last;
    carried_far_ = carried_ != nullptr && colon;
    if (semicolon && !carried_far_) carried_ = nullptr;
    pending_.clear();
  }

  // `Start A 5 mg, B 10 mg`: a part without a word of its own.
  void carry_on(Span span, const std::vector<std::size_t>& drugs, bool semicolon) {
    if (carried_ != nullptr && !drugs.empty() &&
        (carried_far_ ||
         count_words(folded_, {span.start, drugs_[drugs.front()].start}, kWordsBeforeDrug) <= kWordsBeforeDrug))
      for (const std::size_t drug : drugs) give(drug, carried_->row->after, carried_->span);
    if (semicolon && !carried_far_) carried_ = nullptr;
    if (drugs.empty() || count_words(folded_, span, kItemWords * drugs.size()) > kItemWords * drugs.size()) pending_.clear();
    pending_.insert(pending_.end(), drugs.begin(), drugs.end());
    all_.insert(all_.end(), drugs.begin(), drugs.end());
  }

  // `A, B en C gestopt`, `A, B: alles gestopt`.
  void list_before(Span span, const Trigger& first, const std::vector<std::size_t>& drugs, bool used) {
    const bool all = first.row->where == Where::all;
    const bool closed = used && reader_.closes_list(folded_, {span.start, drugs_[drugs.back()].start});
    if (all || closed)
      for (const std::size_t drug : all ? all_ : pending_) give(drug, first.row->before, first.span);
  }

  const MedicationReader& reader_;
  std::string_view folded_;
  Span span_;
  const std::vector<Span>& drugs_;
  std::vector<DrugSigns>& signs_;
  std::vector<Trigger> triggers_;
  std::size_t next_trigger_ = 0, first_ = 0;
  const Trigger* carried_ = nullptr;
  bool carried_far_ = false;
  std::vector<std::size_t> pending_, all_;  // drugs of parts without a word of their own: just before, in the sentence
};

std::vector<DrugSigns> MedicationReader::read(std::string_view folded, const std::vector<Block>& blocks,
                                              const std::vector<Clause>& clauses, const std::vector<Span>& drugs) const {
  std::vector<DrugSigns> signs(drugs.size());
  if (drugs.empty()) return signs;
  std::size_t drug = 0, first_sentence = 0, block = static_cast<std::size_t>(-1);
  for (std::size_t i = 0; i < clauses.size();) {
    std::size_t next = i;
    Span span = clauses[i].span;
    for (; next < clauses.size() && clauses[next].sentence == clauses[i].sentence; ++next) span.end = clauses[next].span.end;
    if (clauses[i].block != block) {
      block = clauses[i].block;
      first_sentence = clauses[i].sentence;
    }
    while (drug < drugs.size() && drugs[drug].end <= span.start) ++drug;
    std::size_t last = drug;
    while (last < drugs.size() && drugs[last].start < span.end) ++last;
    if (last > drug) {
      Sentence(*this, folded, span, drugs, signs).read();
      const Span heading = blocks[block].heading;
      const auto above = heading.empty() ? std::vector<Trigger>() : find_triggers(folded, heading, drugs);
      const bool inline_heading =
          folded.substr(heading.end, blocks[block].body.start - heading.end).find('\n') == std::string_view::npos;
      const bool governs =
          !above.empty() && above.front().row->after && (!inline_heading || clauses[i].sentence == first_sentence);
      for (std::size_t d = drug; d < last; ++d) {
        const std::size_t end = d + 1 < last ? std::min(span.end, drugs[d + 1].start) : span.end;
        Dose dose = drugs[d].end < end ? read_dose(folded, drugs[d].end, end) : Dose{};
        if (dose.span.empty() && signs[d].change && signs[d].because.start >= drugs[d].end && signs[d].because.end < end)
          dose = read_dose(folded, signs[d].because.end, end);
        signs[d].dose = dose.span;
        if (!signs[d].change && dose.change) {
          signs[d].change = dose.change;
          signs[d].because = dose.because;
        }
        if (!signs[d].change && governs) {
          signs[d].change = above.front().row->after;
          signs[d].because = above.front().span;
        }
      }
    }
    drug = last;
    i = next;
  }
  return signs;
}

}  // namespace klinker
