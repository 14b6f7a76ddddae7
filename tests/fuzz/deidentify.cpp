// De-identification: identifiers are places in order, and what stands between them comes out as it went in.

#include "fuzz.h"
#include "klinker/clinical/deidentifier.h"
#include "klinker/error.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Deidentifier kDeidentifier({{"De Linde"}, {{"rode map", IdentifierKind::id}}});
  static constexpr int kDays[] = {0, 7, -400, 36500};
  std::string_view input = bytes(data, size);
  const int days = kDays[take_choice(input, std::size(kDays))];
  const std::string text = text_of(input);
  std::vector<Identifier> identifiers;
  try {
    identifiers = kDeidentifier.find(text, {"Jan de Vries"});
  } catch (const Error& error) {
    require_code(error, {ErrorCode::unsupported});
    return 0;
  }
  Dossier dossier;
  const std::string safe = deidentified(text, identifiers, dossier, days);
  std::size_t at = 0, in_safe = 0;
  for (const Identifier& identifier : identifiers) {
    require_place(text, identifier.span);
    require(!identifier.span.empty() && identifier.span.start >= at, "identifiers stand in order and hold something");
    const std::string_view between = std::string_view(text).substr(at, identifier.span.start - at);
    const std::size_t found = std::string_view(safe).find(between, in_safe);
    require(found != std::string_view::npos, "text outside identifiers is kept");
    in_safe = found + between.size();
    at = identifier.span.end;
  }
  require(std::string_view(safe).ends_with(std::string_view(text).substr(at)), "the end of the text is kept");
  require(!find_invalid_utf8(safe), "what comes out is UTF-8");
  return 0;
}
