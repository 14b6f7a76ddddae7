#include <array>
#include <utility>

#include "clinical/section.h"
#include "klinker/clinical/summarizer.h"
#include "klinker/error.h"

namespace klinker {
namespace {

struct Names {
  std::string_view name, dutch;
};

constexpr std::array<Names, kSections> kNames = {{{"reason", "Reden van contact"},
                                                  {"diagnosis", "Diagnose"},
                                                  {"history", "Voorgeschiedenis"},
                                                  {"course", "Beloop"},
                                                  {"medication", "Medicatie"},
                                                  {"allergy", "Allergieën"},
                                                  {"finding", "Bevindingen"},
                                                  {"measurement", "Metingen"},
                                                  {"procedure", "Verrichtingen"},
                                                  {"plan", "Beleid"},
                                                  {"followup", "Vervolg"},
                                                  {"social", "Sociaal"}}};

}  // namespace

std::string_view name(Section section) { return kNames[static_cast<std::size_t>(section)].name; }

std::string_view dutch_name(Section section) { return kNames[static_cast<std::size_t>(section)].dutch; }

std::optional<Section> find_section(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i].name == name) return static_cast<Section>(i);
  return std::nullopt;
}

}  // namespace klinker
