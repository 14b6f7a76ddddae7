#include "klinker/corpus/text_file.h"

#include <algorithm>
#include <vector>

#include "klinker/corpus/byte_stream.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {

std::string read_text_file(const std::string& path) {
  const auto reader = open_reader(path);
  std::string text;
  std::vector<char> buffer(1u << 18);
  for (;;) {
    const std::size_t got = reader->read(buffer.data(), buffer.size());
    if (got == 0 && !reader->interrupted()) break;
    text.append(buffer.data(), got);
  }
  if (const auto wrong = find_invalid_utf8(text)) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(*wrong);
    throw Error(ErrorCode::invalid_utf8,
                line_place(path, 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'))) +
                    ": is not UTF-8; convert the file first, e.g. with iconv -f ISO-8859-1 -t UTF-8");
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  return text;
}

void for_each_line(std::string_view text, const std::function<void(std::string_view, std::size_t)>& use) {
  std::size_t number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string_view line = text.substr(start, end - start);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    use(line, ++number);
    start = end + 1;
  }
}

std::string line_place(const std::string& path, std::size_t line) { return path + ", line " + std::to_string(line); }

}  // namespace klinker
