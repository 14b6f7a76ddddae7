#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/mapped_text.h"

namespace klinker::testing {

inline std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

/// What is wrong with a file in CoNLL-U by the rules of https://universaldependencies.org/format.html for one without
/// syntax, or "".
inline std::string conllu_problem(std::string_view file) {
  if (file.empty()) return "";
  if (!file.ends_with("\n\n")) return "no empty line at the end";
  std::set<std::string> ids;
  while (!file.empty()) {
    const std::size_t end = file.find("\n\n");
    std::string text, id, joined;
    std::size_t words = 0;
    bool any_text = false, glued = true;
    for (const std::string_view line : split(file.substr(0, end), '\n')) {
      if (line.empty()) return "an empty line too many";
      if (to_nfc(line).text() != line) return "not in form NFC";
      if (std::any_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; }))
        return "a control character";
      if (line[0] == '#') {
        if (words > 0) return "a comment inside a sentence";
        if (line.starts_with("# sent_id = ")) id = line.substr(12);
        if (line.starts_with("# text = ")) text = line.substr(9), any_text = true;
        continue;
      }
      const auto columns = split(line, '\t');
      if (columns.size() != 10) return "not ten columns";
      for (const std::string_view column : columns)
        if (column.empty() || column.front() == ' ' || column.back() == ' ' || column.find("  ") != std::string_view::npos)
          return "an empty column, or white space around or doubled";
      if (columns[0] != std::to_string(++words)) return "words are not numbered 1 to n";
      if (!glued) joined += ' ';
      joined += columns[1];
      const auto misc = split(columns[9], '|');
      glued = std::find(misc.begin(), misc.end(), "SpaceAfter=No") != misc.end();
      for (const std::string_view item : misc)
        if (item != "_" && (item.find('=') == std::string_view::npos || item.back() == '=')) return "MISC is not name=value";
    }
    if (words == 0) return "a sentence without words";
    if (id.empty() || id.find_first_of(" \t/") != std::string::npos || !ids.insert(id).second) return "sent_id";
    if (!any_text || text != joined) return "# text is not the words";
    file.remove_prefix(end + 2);
  }
  return "";
}

}  // namespace klinker::testing
