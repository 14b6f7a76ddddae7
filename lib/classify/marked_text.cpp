#include "marked_text.h"

#include <algorithm>
#include <cmath>

#include "plot.h"
#include "text/html.h"

namespace klinker {

std::string shade(const std::string& colour, double share) {
  constexpr int kShades = 10;
  const int step = static_cast<int>(std::lround(kShades * std::clamp(share, 0.0, 1.0)));
  return step == 0 ? "" : colour + " shade-" + std::to_string(step);
}

std::string marked_text(std::string_view text, const std::vector<Explanation>& explanation) {
  double greatest = 0;
  for (const Explanation& word : explanation) greatest = std::max(greatest, std::abs(word.weight));
  std::string out = "<span class=\"words\">";
  std::size_t at = 0;
  for (const Explanation& word : explanation) {
    out += html_escape(text.substr(at, word.span.start - at));
    const std::string shown = html_escape(word.span.of(text));
    const std::string style = greatest > 0 ? shade(word.weight > 0 ? "off" : "cell", std::abs(word.weight) / greatest) : "";
    out += style.empty()
               ? shown
               : "<span class=\"" + style + "\" title=\"" + short_number(word.weight, 3) + "\">" + shown + "</span>";
    at = word.span.end;
  }
  return out + html_escape(text.substr(at)) + "</span>";
}

}  // namespace klinker
