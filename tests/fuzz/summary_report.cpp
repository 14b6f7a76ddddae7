// Pages with a summary beside its record: whatever stands in a record, and whatever is cited, the markup is the page's own.

#include <string>
#include <vector>

#include "fuzz.h"
#include "klinker/clinical/summary_report.h"
#include "klinker/error.h"
#include "text/split_mix.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

// Places anywhere in the text, which may overlap, as no summariser would choose them.
std::vector<Statement> any_statements(std::string_view text, std::uint64_t seed) {
  const auto place = [&] {
    const auto boundary = [&](std::uint64_t number) {
      std::size_t at = number % (text.size() + 1);
      while (!is_boundary(text, at)) ++at;
      return at;
    };
    const std::size_t a = boundary(seed = split_mix(seed)), b = boundary(seed = split_mix(seed));
    return Span{std::min(a, b), std::max(a, b)};
  };
  std::vector<Statement> statements(split_mix(seed) % 6);
  for (Statement& statement : statements) {
    statement.section = static_cast<Section>(split_mix(seed) % 12);
    statement.span = place();
    statement.note = text.substr(statement.span.start, statement.span.size());
    if (seed % 3 == 0) statement.also = {place(), place()};
  }
  return statements;
}

std::string_view name_at(std::string_view page, std::size_t at) {
  return page.substr(at, page.find_first_of(" >", at) - at);
}

// Every element that is opened is closed again, inside the one that it was opened in, and no link stands in another.
void require_well_formed(std::string_view html) {
  std::vector<std::string_view> open;
  for (std::size_t at = 0; (at = html.find('<', at)) != std::string_view::npos; ++at) {
    const bool closes = html[at + 1] == '/';
    const std::string_view name = name_at(html, at + 1 + closes);
    if (name == "input") continue;
    if (!closes) {
      require(name != "a" || std::find(open.begin(), open.end(), "a") == open.end(), "a link stands in no other link");
      open.push_back(name);
      continue;
    }
    require(!open.empty() && open.back() == name, "elements are nested well");
    open.pop_back();
  }
  require(open.empty(), "every element is closed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static SummaryReport report({.max_records = 1});
  std::string_view input = bytes(data, size);
  const std::uint64_t seed = take_choice(input, 256);
  const std::string text = text_of(input);
  try {
    report.add(1, text, any_statements(text, seed));
  } catch (const Error&) {
    return 0;  // control characters that no record holds
  }
  const std::string page = report.page();
  const std::size_t body = page.find("<body>"), end = page.find("<script>");
  require(body < end && page.find("<script", end + 1) == std::string::npos, "the only script is the page's own");
  require_well_formed(std::string_view(page).substr(body + 6, end - body - 6));
  return 0;
}
