// Context: whatever the record and the places in it, an answer for each, and triggers that are places.

#include <vector>

#include "fuzz.h"
#include "klinker/clinical/context.h"
#include "klinker/clinical/entity_finder.h"
#include "klinker/error.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ContextDetector kDetector;
  static const EntityFinder kFinder("koorts\tK1\npijn op de borst\tP1\nAF\tA1\nacute trombose\tT1\n");
  std::string_view input = bytes(data, size);
  const std::size_t step = 1 + take_choice(input, 8);
  const std::string text = text_of(input);
  std::vector<Span> entities;
  std::size_t end = 0;
  for (const FoundEntity& found : kFinder.find(text)) {
    require_place(text, found.span);
    require(!found.span.empty() && found.span.start >= end, "terms do not overlap");
    end = found.span.end;
    entities.push_back(found.span);
  }
  // Places of our own too, overlapping: any two boundaries of characters.
  std::vector<std::size_t> boundaries;
  for (std::size_t at = 0; at <= text.size(); ++at)
    if (at == text.size() || !is_continuation(text[at])) boundaries.push_back(at);
  for (std::size_t i = 0; i + step < boundaries.size(); i += step)
    entities.push_back({boundaries[i], boundaries[std::min(i + 2 * step, boundaries.size() - 1)]});
  const auto contexts = kDetector.detect(text, entities);
  require(contexts.size() == entities.size(), "an answer for each entity");
  for (const EntityContext& context : contexts) {
    for (const auto& trigger : {context.presence_trigger, context.temporality_trigger, context.experiencer_trigger})
      if (trigger) require_place(text, *trigger);
    require(context.presence == Presence::present || context.presence_trigger,
            "nothing is denied or doubted without a word");
    require(context.temporality == Temporality::current || context.temporality_trigger, "nothing is past without a word");
    require(context.experiencer == Experiencer::patient || context.experiencer_trigger,
            "nothing is another's without a word");
  }
  return 0;
}
