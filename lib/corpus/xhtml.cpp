#include "xhtml.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "klinker/corpus/text_file.h"
#include "klinker/error.h"
#include "klinker/text/table.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr std::size_t kLongestEntity = 32;
constexpr char32_t kReplacement = 0xFFFD;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

template <std::size_t N>
bool is_one_of(std::string_view name, const std::string_view (&names)[N]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// Elements that begin and end a line (HTML 4, section 7.5.3, and what tables are made of).
bool is_block(std::string_view name) {
  static constexpr std::string_view kBlocks[] = {
      "address", "article", "aside",    "blockquote", "body",   "br",    "caption", "center", "dd", "div",
      "dl",      "dt",      "fieldset", "figure",     "footer", "form",  "h1",      "h2",     "h3", "h4",
      "h5",      "h6",      "header",   "hr",         "html",   "li",    "main",    "nav",    "ol", "p",
      "pre",     "section", "table",    "tbody",      "tfoot",  "thead", "tr",      "ul"};
  return is_one_of(name, kBlocks);
}

bool is_hidden(std::string_view name) {
  static constexpr std::string_view kHidden[] = {"head", "script", "style", "template"};
  return is_one_of(name, kHidden);
}

const std::unordered_map<std::string_view, char32_t>& entities() {
  static const auto kEntities = [] {
    std::unordered_map<std::string_view, char32_t> all;
    for (const TableRow& row : parse_table(builtin_table("corpus/tables/entities.tsv"), 2, "entities.tsv")) {
      std::uint32_t code = 0;
      std::from_chars(row.columns[1].data(), row.columns[1].data() + row.columns[1].size(), code, 16);
      all.emplace(row.columns[0], static_cast<char32_t>(code));
    }
    return all;
  }();
  return kEntities;
}

class TextMaker {
 public:
  explicit TextMaker(std::string_view markup) : markup_(markup) {}

  std::string make() {
    while (at_ < markup_.size()) {
      const char c = markup_[at_];
      if (c == '<' && opens_markup()) markup();
      else if (c == '&') entity();
      else add(markup_.substr(at_++, 1));
    }
    end_line();
    return std::move(out_);
  }

 private:
  [[noreturn]] void refuse(const char* what) const {
    throw Error(ErrorCode::wrong_value, std::string("XHTML: ") + what + " without an end, at byte " + std::to_string(at_));
  }

  bool opens_markup() const {
    const char next = at_ + 1 < markup_.size() ? markup_[at_ + 1] : '\0';
    return is_letter(next) || next == '/' || next == '!' || next == '?';
  }

  // Moves past `end`, and gives what stands before it.
  std::string_view until(std::string_view end, std::size_t from, const char* what) {
    const std::size_t found = markup_.find(end, from);
    if (found == std::string_view::npos) refuse(what);
    at_ = found + end.size();
    return markup_.substr(from, found - from);
  }

  void markup() {
    const std::string_view rest = markup_.substr(at_);
    if (rest.starts_with("<!--")) until("-->", at_ + 4, "a comment");
    else if (rest.starts_with("<![CDATA[")) {
      for (const char c : until("]]>", at_ + 9, "a CDATA section")) add(std::string_view(&c, 1));
    } else if (rest.starts_with("<?")) until("?>", at_ + 2, "an instruction");
    else if (rest.starts_with("<!")) until(">", at_ + 2, "a declaration");
    else tag();
  }

  void tag() {
    const bool closing = markup_[at_ + 1] == '/';
    const std::size_t start = at_ + 1 + closing;
    std::size_t end = start;
    while (end < markup_.size() && !is_space(markup_[end]) && markup_[end] != '>' && markup_[end] != '/') ++end;
    const std::string name = lower(markup_.substr(start, end - start));
    // A sign in quotes belongs to an attribute.
    char quote = '\0';
    for (; end < markup_.size() && (quote != '\0' || markup_[end] != '>'); ++end) {
      const char c = markup_[end];
      if (quote != '\0') quote = c == quote ? '\0' : quote;
      else if (c == '"' || c == '\'') quote = c;
    }
    if (end == markup_.size()) refuse("a tag");
    const bool alone = markup_[end - 1] == '/';
    if (!closing && !alone && is_hidden(name)) {
      hide(name, end + 1);
      return;
    }
    at_ = end + 1;
    if (name == "pre") preformatted_ = !closing && !alone;
    if (name == "td" || name == "th") {
      if (!closing && row_begun_) cell_ = true;
      row_begun_ |= closing;
    }
    if (!is_block(name)) return;
    end_line();
    row_begun_ = cell_ = false;
    if (name == "li" && !closing) item_ = true;
    // As in a plain text, an empty line stands before a heading.
    if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && !closing && !out_.empty()) out_ += '\n';
  }

  void hide(const std::string& name, std::size_t from) {
    for (std::size_t found = from; (found = markup_.find("</", found)) != std::string_view::npos; found += 2) {
      if (lower(markup_.substr(found + 2, name.size())) != name) continue;
      at_ = found;
      until(">", found, "a tag");
      return;
    }
    refuse("a head, script or style");
  }

  void entity() {
    const std::size_t end = markup_.substr(0, at_ + kLongestEntity).find(';', at_);
    const std::string_view name =
        end == std::string_view::npos ? std::string_view() : markup_.substr(at_ + 1, end - at_ - 1);
    char32_t code = 0;
    if (name.starts_with('#')) {
      const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
      const std::string_view digits = name.substr(hex ? 2 : 1);
      std::uint32_t value = 0;
      const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
      const bool number = !digits.empty() && read.ptr == digits.data() + digits.size();
      const bool character = read.ec == std::errc() && value != 0 && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
      if (number) code = character ? static_cast<char32_t>(value) : kReplacement;
    } else if (const auto found = entities().find(name); found != entities().end()) {
      code = found->second;
    }
    if (code == 0) return add(markup_.substr(at_++, 1));
    at_ = end + 1;
    std::string character;
    append_utf8(character, code == 0xA0 ? U' ' : code);
    add(character);
  }

  void add(std::string_view character) {
    if (character.size() == 1 && is_space(character[0])) {
      if (!preformatted_) space_ = true;
      else if (character[0] == '\n') end_line();
      else if (character[0] != '\r') line_ += ' ';
      return;
    }
    if (cell_ && row_begun_) {
      line_ += line_.empty() ? "" : " | ";
      cell_ = space_ = false;
    }
    if (item_) line_ += "- ";
    else if (space_ && !line_.empty()) line_ += ' ';
    item_ = space_ = false;
    line_ += character;
  }

  void end_line() {
    while (line_.ends_with(' ')) line_.pop_back();
    if (!line_.empty()) (out_ += out_.empty() ? "" : "\n") += line_;
    line_.clear();
    space_ = false;
  }

  std::string_view markup_;
  std::size_t at_ = 0;
  std::string out_, line_;
  bool preformatted_ = false, space_ = false, item_ = false;
  bool row_begun_ = false, cell_ = false;  // a cell has ended in this row; another one begins
};

}  // namespace

std::string xhtml_text(std::string_view markup) { return TextMaker(markup).make(); }

void append_xhtml(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
  }
}

std::string xhtml_div(std::string_view text) {
  std::string out = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";
  for_each_line(text, [&](std::string_view line, std::size_t) {
    if (line.empty()) return;
    out += "<p>";
    append_xhtml(out, line);
    out += "</p>";
  });
  return out += "</div>";
}

}  // namespace klinker
