#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// Text for HTML: the content of an element, or of an attribute in quotes. Control characters, and those that turn the
/// direction of writing (Unicode UAX #9), come out as "[U+202E]": what is read is what is there.
std::string html_escape(std::string_view text);

/// A file of `lib/*/pages` that was compiled in, by its path below `lib/`, with `{{name}}` replaced by the HTML of that
/// name. What is filled in is not read again. Throws Error(internal) for a name without a value.
std::string fill_template(std::string_view path, const std::map<std::string_view, std::string>& values);

/// A page that needs nothing beside it, and may fetch and run nothing but what it holds: its Content-Security-Policy names
/// each style sheet and script by its hash. So HTML in `body` has no style attributes.
struct HtmlPage {
  std::string_view language;              ///< "nl"
  std::string_view title;                 ///< text
  std::vector<std::string_view> styles;   ///< files of `lib/*/pages`, behind the one that all pages share
  std::vector<std::string_view> scripts;  ///< files of `lib/*/pages`, run where the page ends
  std::string body;                       ///< HTML
};

std::string html_page(HtmlPage page);

/// As Dutch readers write numbers: 1.234 and 0,25 (at most `decimals` decimals).
std::string dutch_count(std::size_t count);
std::string dutch_number(double value, int decimals);
std::string dutch_percent(double share, int decimals = 1);

}  // namespace klinker
