#include "clinical/context_scope.h"

#include <algorithm>
#include <array>

#include "clinical/folded_text.h"

namespace klinker {
namespace {

constexpr std::size_t kWindow = 320;     // bytes around an entity in which cues are looked for
constexpr std::size_t kItemWords = 4;    // of an item in a list
constexpr std::size_t kListBytes = 160;  // after an entity, in which its list may close
// By reach: near, item, clause, sentence.
constexpr std::array<std::size_t, 4> kWordsBefore = {2, 5, 10, 24};
constexpr std::array<std::size_t, 4> kWordsAfter = {2, 5, 8, 16};

bool is_kind(Sense sense, bool presence, bool temporality) {
  switch (sense) {
    case Sense::absent:
    case Sense::uncertain:
    case Sense::present: return presence;
    case Sense::historical:
    case Sense::current:
    case Sense::future:
    case Sense::condition: return temporality;
    case Sense::family:
    case Sense::other:
    case Sense::patient: return !presence && !temporality;
    case Sense::none: break;
  }
  return false;
}

// A bracket that closes or opens only on one side of the gap parts what stands there.
bool leaves_bracket(std::string_view gap) {
  int depth = 0;
  for (const char c : gap) {
    if (c == '(') ++depth;
    if (c == ')' && --depth < 0) return true;
  }
  return false;
}

}  // namespace

bool ContextScope::ends_within(Span gap, bool before) const {
  auto end = std::lower_bound(sentence_.ends.begin(), sentence_.ends.end(), gap.start,
                              [](const ContextEnd& e, std::size_t at) { return e.span.start < at; });
  for (; end != sentence_.ends.end() && end->span.end <= gap.end; ++end)
    if (before || !end->only_before) return true;
  return false;
}

// Few words (of two items, where "of" stands between), no number, nothing that says anything of its own.
bool ContextScope::is_bare(Span item) const {
  const std::string_view text = item.of(folded_);
  const std::size_t most = lexicon_.joint(folded_, item) == ContextLexicon::Joint::none ? kItemWords : 2 * kItemWords;
  if (count_words(folded_, item, most) > most || std::any_of(text.begin(), text.end(), is_digit)) return false;
  const auto cue = std::lower_bound(sentence_.cues.begin(), sentence_.cues.end(), item.start,
                                    [](const ContextCue& c, std::size_t at) { return c.span.start < at; });
  return (cue == sentence_.cues.end() || cue->span.start >= item.end) && !ends_within(item, true);
}

// `geen A, B of C`: the commas of a list that a word before it speaks of. Without "of" only three items or more are one,
// since of two the second is as often a finding of its own.
bool ContextScope::is_list_after(Span gap, Span entity, bool closed_only) const {
  std::size_t items = 1, part = gap.start;
  for (std::size_t at = gap.start; at < gap.end; ++at) {
    if (folded_[at] != ',') continue;
    if (items > 1 && !is_bare({part, at})) return false;
    part = at + 1;
    ++items;
  }
  if (items > 1 && !is_bare({part, gap.end})) return false;
  const std::size_t limit = std::min(sentence_.span.end, entity.end + kListBytes);
  part = entity.end;
  while (part < limit) {
    std::size_t end = part;
    while (end < limit && folded_[end] != ',' && folded_[end] != ';' && folded_[end] != '.' && folded_[end] != '\n') ++end;
    const auto joint = lexicon_.joint(folded_, {part, end});
    if (joint == ContextLexicon::Joint::closed) return true;
    if (!is_bare({part, end})) break;
    if (joint == ContextLexicon::Joint::joined) ++items;
    if (end >= limit || folded_[end] != ',') break;
    ++items;
    part = end + 1;
  }
  if (lexicon_.joint(folded_, gap) == ContextLexicon::Joint::closed) return true;
  return !closed_only && items >= 3;
}

// `A, B en C afwezig`.
bool ContextScope::is_list_before(Span gap) const {
  std::size_t part = gap.start;
  for (std::size_t at = gap.start; at < gap.end; ++at) {
    if (folded_[at] != ',') continue;
    if (!is_bare({part, at})) return false;
    part = at + 1;
  }
  return lexicon_.joint(folded_, {part, gap.end}) != ContextLexicon::Joint::none &&
         count_words(folded_, {part, gap.end}, 2 * kItemWords) <= 2 * kItemWords;
}

bool ContextScope::closes_clause(Span cue) const {
  std::size_t at = cue.end;
  while (at < sentence_.span.end && folded_[at] == ' ') ++at;
  if (at >= sentence_.span.end || std::string_view(",.;)!\n").find(folded_[at]) != std::string_view::npos) return true;
  const auto end = std::lower_bound(sentence_.ends.begin(), sentence_.ends.end(), at,
                                    [](const ContextEnd& e, std::size_t place) { return e.span.start < place; });
  return end != sentence_.ends.end() && end->span.start == at;
}

bool ContextScope::reaches(const ContextCue& cue, Kind kind, Span entity, bool before, std::size_t& distance) const {
  const Span gap = before ? Span{cue.span.end, entity.start} : Span{entity.end, cue.span.start};
  const std::string_view text = gap.of(folded_);
  const std::size_t most = (before ? kWordsBefore : kWordsAfter)[static_cast<std::size_t>(cue.reach)];
  distance = count_words(folded_, gap, most);
  if (distance > most || text.find(';') != std::string_view::npos || leaves_bracket(text)) return false;
  if (kind == Kind::presence) {
    if (ends_within(gap, before) || text.find(" - ") != std::string_view::npos || text.find("->") != std::string_view::npos)
      return false;
    const std::size_t colon = text.find(':');
    if (before && colon != std::string_view::npos && count_words(folded_, {gap.start, gap.start + colon}, 0) > 0 &&
        cue.reach != Reach::sentence)
      return false;
  }
  if (cue.reach == Reach::near) {
    const auto next = std::lower_bound(entities_.begin(), entities_.end(), gap.start,
                                       [](Span other, std::size_t at) { return other.start < at; });
    if (next != entities_.end() && next->end <= gap.end) return false;  // it speaks of the entity between
  }
  if (text.find(',') == std::string_view::npos || cue.reach == Reach::sentence) return true;
  if (cue.reach == Reach::near) return false;
  return before ? is_list_after(gap, entity, cue.reach == Reach::item) : is_list_before(gap);
}

ContextScope::Found ContextScope::nearest(Kind kind, Span entity, bool before) const {
  const auto& cues = sentence_.cues;
  const auto of_kind = [&](const ContextCue& cue) {
    return is_kind(cue.sense, kind == Kind::presence, kind == Kind::temporality);
  };
  std::size_t distance = 0;
  if (before) {
    auto at = std::lower_bound(cues.begin(), cues.end(), entity.start,
                               [](const ContextCue& cue, std::size_t place) { return cue.span.start < place; });
    while (at != cues.begin()) {
      --at;
      if (entity.start - at->span.start > kWindow) break;
      if (at->span.end > entity.start || !of_kind(*at) || (at->side != Side::before && at->side != Side::both)) continue;
      if (reaches(*at, kind, entity, true, distance)) return {&*at, distance};
    }
    return {};
  }
  auto at = std::lower_bound(cues.begin(), cues.end(), entity.end,
                             [](const ContextCue& cue, std::size_t place) { return cue.span.start < place; });
  for (; at != cues.end() && at->span.start - entity.end <= kWindow; ++at) {
    if (!of_kind(*at)) continue;
    if (at->side == Side::before) {
      // What follows a denial is about something else: `pijn zonder roodheid, …`.
      if (kind == Kind::presence && at->sense != Sense::uncertain && at->reach != Reach::near) {
        const auto same = [&](const ContextCue& cue) { return cue.span == at->span; };
        if (std::none_of(at, std::find_if_not(at, cues.end(), same),
                         [](const ContextCue& cue) { return cue.side != Side::before; }))
          break;
      }
      continue;
    }
    if (at->side == Side::end && !closes_clause(at->span)) continue;
    if (reaches(*at, kind, entity, false, distance)) return {&*at, distance};
  }
  return {};
}

EntityContext ContextScope::decide(Span entity) const {
  EntityContext context;
  const Sense heading = lexicon_.heading(folded_, sentence_.heading);

  // A verdict after the entity comes last: `verdenking longembolie, werd uitgesloten`.
  Found presence = nearest(Kind::presence, entity, false);
  if (presence.cue == nullptr) presence = nearest(Kind::presence, entity, true);
  if (presence.cue != nullptr) {
    context.presence_trigger = presence.cue->span;
    context.presence = presence.cue->sense == Sense::absent      ? Presence::absent
                       : presence.cue->sense == Sense::uncertain ? Presence::uncertain
                                                                 : Presence::present;
  } else if (heading == Sense::uncertain || heading == Sense::absent) {
    context.presence_trigger = sentence_.heading;
    context.presence = heading == Sense::absent ? Presence::absent : Presence::uncertain;
  }

  const auto nearer = [&](Kind kind) {
    const Found left = nearest(kind, entity, true), right = nearest(kind, entity, false);
    if (left.cue == nullptr || right.cue == nullptr) return left.cue == nullptr ? right.cue : left.cue;
    return right.distance < left.distance ? right.cue : left.cue;
  };
  if (const ContextCue* cue = nearer(Kind::temporality)) {
    const bool in_case =
        cue->sense == Sense::condition &&
        ((sentence_.plan && cue->span.start == sentence_.start) ||
         lexicon_.says_what_to_do(folded_, {entity.start - std::min(entity.start - sentence_.span.start, kWindow),
                                            std::min(sentence_.span.end, entity.end + kWindow)}));
    context.temporality_trigger = cue->span;
    // `geen koorts gehad` tells no more of the past than `geen koorts`.
    const bool denied_past = context.presence == Presence::absent && cue->span.start > entity.start;
    if (cue->sense == Sense::historical) context.temporality = denied_past ? Temporality::current : Temporality::historical;
    else if (cue->sense == Sense::future || in_case) context.temporality = Temporality::future;
    else if (cue->sense == Sense::condition) context.temporality_trigger.reset();
  }
  if (!context.temporality_trigger && (heading == Sense::historical || heading == Sense::future)) {
    context.temporality_trigger = sentence_.heading;
    context.temporality = heading == Sense::historical ? Temporality::historical : Temporality::future;
  }

  if (const ContextCue* cue = nearer(Kind::experiencer)) {
    context.experiencer_trigger = cue->span;
    context.experiencer = cue->sense == Sense::family  ? Experiencer::family
                          : cue->sense == Sense::other ? Experiencer::other
                                                       : Experiencer::patient;
  } else if (heading == Sense::family) {
    context.experiencer_trigger = sentence_.heading;
    context.experiencer = Experiencer::family;
  }
  return context;
}

}  // namespace klinker
