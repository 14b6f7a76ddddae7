#include "klinker/tokenize/conllu.h"

#include <unicode/normalizer2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "characters.h"
#include "escapes.h"
#include "klinker/error.h"
#include "klinker/text/mapped_text.h"
#include "klinker/text/utf8.h"
#include "klinker/tokenize/paragraph.h"

namespace klinker {
namespace {

// True for a token that can stand in FORM as it is, seen from its bytes alone: no control characters or white space, and
// nothing from U+0300 on, where Unicode's normal form begins to change things.
bool is_plain(std::string_view token) {
  return std::all_of(token.begin(), token.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F && byte < 0xCC;
  });
}

std::string form_of(std::string_view token) {
  std::string form;
  // A mark without a base would join the token before it; Unicode shows such a mark on a dotted circle.
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  std::size_t next = 0;
  if (U_SUCCESS(status) && !nfc->hasBoundaryBefore(static_cast<UChar32>(next_code_point(token, next))))
    form = "\xE2\x97\x8C";
  for (std::size_t at = 0; at < token.size();) {
    const Character c = character_at(token, at);
    const auto byte = static_cast<unsigned char>(token[at]);
    if (byte < 0x20 && c.type == CharClass::control) append_utf8(form, 0x2400u + byte);  // its picture
    else if (byte == 0x7F) append_utf8(form, 0x2421);
    else if (c.type != CharClass::space) form.append(token, at, c.size);
    else if (!form.empty() && form.back() != ' ') form += ' ';
    at += c.size;
  }
  if (form.ends_with(' ')) form.pop_back();
  return form.empty() ? "\xE2\x90\xA0" : to_nfc(form).text();
}

void append_comment(std::string& out, std::string_view name, std::string_view value) {
  ((out += "# ") += name) += " = ";
  // An id may hold anything; a comment is one line.
  for (const char c : value) out += static_cast<unsigned char>(c) < 0x20 ? '_' : c;
  out += '\n';
}

void append_misc(std::string& misc, std::string_view name, std::string_view value) {
  if (!misc.empty()) misc += '|';
  ((misc += name) += '=') += value;
}

std::string escaped(std::string_view text, bool ascii = false) {
  std::string out;
  append_escaped(out, text, ascii);
  return out;
}

class ConlluWriter {
 public:
  ConlluWriter(std::string& out, const DocumentPart& part) : out_(out), part_(part) {}

  void write() {
    const Tokenization& tokenization = part_.tokenization;
    for (const Paragraph& paragraph : find_paragraphs(part_.text, tokenization))
      for (std::size_t i = paragraph.first_sentence; i < paragraph.last_sentence; ++i) {
        if (i == 0 && part_.first) {
          if (part_.id.empty()) out_ += "# newdoc\n";
          else append_comment(out_, "newdoc id", to_nfc(part_.id).text());
        }
        if (i == paragraph.first_sentence && !(i == 0 && part_.continues)) out_ += "# newpar\n";
        append_comment(out_, "sent_id", part_.sentence_id(i));
        write_sentence(tokenization.sentences[i]);
      }
  }

 private:
  void write_sentence(const Sentence& sentence) {
    text_ = "# text = ";
    lines_.clear();
    for (std::size_t i = sentence.first_token; i < sentence.last_token; ++i) {
      const std::string_view token = part_.tokenization.tokens[i].span.of(part_.text);
      std::string changed;
      if (!is_plain(token)) changed = form_of(token);
      const std::string_view form = changed.empty() ? token : std::string_view(changed);
      const bool glued = set_misc(i, form == token ? "" : token);
      std::array<char, 20> number;
      lines_.append(number.data(),
                    std::to_chars(number.data(), number.data() + number.size(), i + 1 - sentence.first_token).ptr);
      ((lines_ += '\t') += form) += "\t_\t_\t_\t_\t_\t_\t_\t";
      (lines_ += misc_.empty() ? "_" : misc_) += '\n';
      text_ += form;
      if (!glued && i + 1 < sentence.last_token) text_ += ' ';
    }
    (((out_ += text_) += '\n') += lines_) += '\n';
  }

  // True where the next token follows at once. `original` is the token where FORM is not.
  bool set_misc(std::size_t i, std::string_view original) {
    misc_.clear();
    const std::string space = part_.space_after(i);
    const bool ends_part = i + 1 == part_.tokenization.tokens.size();
    if (space.empty() && !(ends_part && part_.last)) append_misc(misc_, "SpaceAfter", "No");
    else if (!space.empty() && (space != " " || ends_part)) append_misc(misc_, "SpacesAfter", escaped(space));
    if (i == 0)
      if (const std::string before = part_.space_before(); !before.empty())
        append_misc(misc_, "SpacesBefore", escaped(before));
    if (!original.empty()) append_misc(misc_, "SpacesInToken", escaped(original, true));
    const TokenType type = part_.tokenization.tokens[i].type;
    if (type != TokenType::word) append_misc(misc_, "TokenType", escaped(part_.tokenizer.type_name(type)));
    return space.empty();
  }

  std::string& out_;
  const DocumentPart& part_;
  std::string text_, lines_, misc_;
};

std::string_view take_column(std::string_view& line) {
  const std::size_t end = std::min(line.find('\t'), line.size());
  const std::string_view column = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return column;
}

// "7", or the first or last number of "7-8". Throws where it is none.
std::size_t number(std::string_view digits) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size())
    throw Error(ErrorCode::wrong_value, "the first column is no number of a word in CoNLL-U");
  return value;
}

}  // namespace

void append_conllu(std::string& out, const DocumentPart& part) { ConlluWriter(out, part).write(); }

void ConlluReader::begin(std::string& out, std::string_view separator) {
  if (pending_) out += separator;
  pending_ = false;
}

void ConlluReader::read(std::string_view line, std::string& out) {
  const std::size_t size = out.size();
  if (line.empty()) {
    covered_ = 0;
  } else if (line.front() == '#') {
    const auto is = [&](std::string_view name) {
      return line.starts_with(name) && (line.size() == name.size() || line[name.size()] == ' ');
    };
    if (is("# newdoc")) {
      pending_ = false;
      if (!ends_line_) out += '\n';
    } else if (is("# newpar")) {
      begin(out, "\n\n");
    }
  } else {
    if (std::count(line.begin(), line.end(), '\t') != 9)
      throw Error(ErrorCode::wrong_value, "a line of CoNLL-U has ten columns, separated by TAB");
    const std::string_view misc = line.substr(line.rfind('\t') + 1);
    const std::string_view id = take_column(line), form = take_column(line);
    const std::size_t dash = id.find('-');
    if (id.find('.') != std::string_view::npos) return;  // an empty node stands for no text
    const std::size_t word = number(id.substr(0, dash));
    if (word < std::exchange(word_, word)) covered_ = 0;  // a new sentence; the empty line before it may be gone
    if (word_ <= covered_) return;
    if (dash != std::string_view::npos) covered_ = number(id.substr(dash + 1));

    std::string_view token = form, after, before;
    bool in_token = false, glued = false;
    for (std::size_t start = 0; start < misc.size();) {
      const std::size_t end = std::min(misc.find('|', start), misc.size());
      const std::string_view item = misc.substr(start, end - start);
      const auto value = [&](std::string_view name) {
        return item.starts_with(name) ? item.substr(name.size()) : std::string_view();
      };
      if (item == "SpaceAfter=No") glued = true;
      else if (!value("SpacesAfter=").empty()) after = value("SpacesAfter=");
      else if (!value("SpacesBefore=").empty()) before = value("SpacesBefore=");
      else if (!value("SpacesInToken=").empty()) token = value("SpacesInToken="), in_token = true;
      start = end + 1;
    }
    begin(out, before.empty() ? " " : "");
    append_unescaped(out, before);
    if (in_token) append_unescaped(out, token);
    else out += token;
    append_unescaped(out, after);
    pending_ = !glued && after.empty();
  }
  if (out.size() > size) ends_line_ = out.back() == '\n';
}

}  // namespace klinker
