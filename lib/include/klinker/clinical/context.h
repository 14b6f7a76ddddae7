#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

enum class Presence { present, absent, uncertain };
enum class Temporality { current, historical, future };
enum class Experiencer { patient, family, other };

std::string_view name(Presence presence);
std::string_view name(Temporality temporality);
std::string_view name(Experiencer experiencer);

/// What a record says of one entity. Where nothing in the record decides, the first value of each kind holds and there
/// is no trigger; a trigger is the place of the words (or the heading) that decided.
struct EntityContext {
  Presence presence = Presence::present;
  Temporality temporality = Temporality::current;
  Experiencer experiencer = Experiencer::patient;
  std::optional<Span> presence_trigger, temporality_trigger, experiencer_trigger;
};

struct ContextOptions {
  int year = 0;  ///< in which the record was written; 0: that of the latest full date in it
};

/// Finds what is denied, doubted, past, feared or someone else's: words with a scope, after ConText (Harkema e.a. 2009,
/// doi:10.1016/j.jbi.2009.05.002), over the tables `lib/clinical/tables/context_*.tsv`, headings and years. Linear in the
/// record. Immutable and safe to share between threads. Not a medical device: support for professionals, who read the
/// source.
///
///     const ContextDetector detector;
///     detector.detect("Geen koorts.", {{5, 11}}).front().presence;  // Presence::absent
class ContextDetector {
 public:
  ContextDetector();
  ~ContextDetector();
  ContextDetector(ContextDetector&&) noexcept;
  ContextDetector& operator=(ContextDetector&&) noexcept;

  /// One answer for each entity, in their order. `record` must be valid UTF-8. Entities may come in any order and
  /// overlap. Throws Error(wrong_value) for one that is empty, outside the record, or cuts a character.
  std::vector<EntityContext> detect(std::string_view record, const std::vector<Span>& entities,
                                    const ContextOptions& options = {}) const;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace klinker
