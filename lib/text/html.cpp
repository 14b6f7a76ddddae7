#include "html.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "builtin_tables.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

const BuiltinTable& file(std::string_view path) {
  for (const BuiltinTable& table : builtin_tables())
    if (table.path == path) return table;
  throw Error(ErrorCode::internal, "no file " + std::string(path) + " is compiled in");
}

bool is_shown_by_number(char32_t c) {
  const bool control = (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0);
  const bool turns =
      c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x206F);
  return control || turns;
}

// "'sha256-…'", as a Content-Security-Policy names what may be used (RFC 4648 for the base64 of it).
std::string source_of(std::string_view hex) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out = "'sha256-";
  std::uint32_t bits = 0;
  int held = 0;
  for (const char digit : hex) {
    bits = bits << 4 | static_cast<std::uint32_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    held += 4;
    if (held < 6) continue;
    held -= 6;
    out += kDigits[bits >> held & 63];
  }
  if (held > 0) out += kDigits[bits << (6 - held) & 63];
  while ((out.size() - std::string_view("'sha256-").size()) % 4 != 0) out += '=';
  return out + "'";
}

}  // namespace

std::string html_escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const char32_t c = next_code_point(text, at);
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\r':
        if (at < text.size() && text[at] == '\n') break;  // a line end
        [[fallthrough]];
      default:
        if (!is_shown_by_number(c)) {
          out += text.substr(start, at - start);
          break;
        }
        char number[16];
        std::snprintf(number, sizeof number, "[U+%04X]", static_cast<unsigned>(c));
        out += number;
    }
  }
  return out;
}

std::string fill_template(std::string_view path, const std::map<std::string_view, std::string>& values) {
  const std::string_view text = file(path).text;
  std::string out;
  std::size_t at = 0;
  for (std::size_t open; (open = text.find("{{", at)) != std::string_view::npos;) {
    const std::size_t close = std::min(text.find("}}", open), text.size());
    const auto value = values.find(text.substr(open + 2, close - open - 2));
    if (value == values.end())
      throw Error(ErrorCode::internal, std::string(path) + " has a name that nothing was given for");
    (out += text.substr(at, open - at)) += value->second;
    at = close + 2;
  }
  return out += text.substr(at);
}

std::string html_page(HtmlPage page) {
  page.styles.insert(page.styles.begin(), "text/pages/page.css");
  const auto elements = [](const std::vector<std::string_view>& paths, const std::string& name, std::string& policy) {
    std::string out;
    for (const std::string_view path : paths) {
      const BuiltinTable& part = file(path);
      (((out += "<" + name + ">") += part.text) += "</" + name + ">\n");
      policy += " " + source_of(part.sha256);
    }
    return out;
  };
  std::string styles = "style-src", scripts = "script-src";
  const std::string style = elements(page.styles, "style", styles), script = elements(page.scripts, "script", scripts);
  const std::string policy = "default-src 'none'; " + styles + "; " + (page.scripts.empty() ? "" : scripts + "; ") +
                             "base-uri 'none'; form-action 'none'";
  return fill_template("text/pages/page.html", {{"language", html_escape(page.language)},
                                                {"title", html_escape(page.title)},
                                                {"policy", policy},
                                                {"styles", style},
                                                {"scripts", script},
                                                {"body", std::move(page.body)}});
}

std::string dutch_count(std::size_t count) {
  std::string out = std::to_string(count);
  for (std::size_t place = out.size(); place > 3; place -= 3) out.insert(place - 3, ".");
  return out;
}

std::string dutch_number(double value, int decimals) {
  if (!std::isfinite(value)) return "–";
  char digits[352];  // of any double
  const auto written = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, decimals);
  std::string out(digits, written.ptr);
  if (const std::size_t point = out.find('.'); point != std::string::npos) {
    out.erase(out.find_last_not_of('0') + 1);
    if (out.back() == '.') out.pop_back();
    else out[point] = ',';
  }
  return out == "-0" ? "0" : out;
}

std::string dutch_percent(double share, int decimals) { return dutch_number(100 * share, decimals) + "\u00A0%"; }

}  // namespace klinker
