#include "klinker/tokenize/vertical.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "escapes.h"
#include "klinker/text/utf8.h"
#include "klinker/tokenize/paragraph.h"

namespace klinker {
namespace {

constexpr std::pair<std::string_view, char> kEntities[] = {
    {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};

// With `quoted`, for the value of an attribute. Control characters become character references.
void append_xml(std::string& out, std::string_view text, bool quoted) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) ((out += "&#") += std::to_string(byte)) += ';';
    else if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"' && quoted) out += "&quot;";
    else out += c;
  }
}

std::string from_xml(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '&') {
      const auto* entity = std::find_if(std::begin(kEntities), std::end(kEntities),
                                        [&](const auto& e) { return text.substr(at).starts_with(e.first); });
      if (entity != std::end(kEntities)) {
        out += entity->second;
        at += entity->first.size();
        continue;
      }
      unsigned code_point = 0;
      const char* const end = text.data() + text.size();
      if (text.substr(at).starts_with("&#")) {
        const auto [stop, error] = std::from_chars(text.data() + at + 2, end, code_point);
        if (error == std::errc() && stop < end && *stop == ';' && code_point <= 0x10FFFF &&
            (code_point < 0xD800 || code_point > 0xDFFF)) {
          append_utf8(out, code_point);
          at = static_cast<std::size_t>(stop - text.data()) + 1;
          continue;
        }
      }
    }
    out += text[at++];
  }
  return out;
}

class VerticalWriter {
 public:
  VerticalWriter(std::string& out, const DocumentPart& part, const std::vector<Quotation>& quotations)
      : out_(out), part_(part), quotations_(quotations) {}

  void write() {
    const std::vector<Sentence>& sentences = part_.tokenization.sentences;
    if (part_.first) {
      out_ += "<doc";
      if (!part_.id.empty()) append_attribute("id", part_.id);
      out_ += ">\n";
    }
    if (const std::string space = part_.space_before(); !space.empty()) append_space(space);
    const std::vector<Paragraph> paragraphs = find_paragraphs(part_.text, part_.tokenization);
    for (const Paragraph& paragraph : paragraphs) {
      if (paragraph.first_sentence > 0 || !part_.continues) out_ += "<p>\n";
      for (std::size_t i = paragraph.first_sentence; i < paragraph.last_sentence; ++i) {
        out_ += "<s";
        append_attribute("id", part_.sentence_id(i));
        out_ += ">\n";
        for (std::size_t token = sentences[i].first_token; token < sentences[i].last_token; ++token) {
          const bool last = token + 1 == sentences[i].last_token;
          write_token(token);
          if (last) out_ += "</s>\n";
          if (last && i + 1 == paragraph.last_sentence && (&paragraph != &paragraphs.back() || !part_.continued))
            out_ += "</p>\n";
          const std::string space = part_.space_after(token);
          const bool ends_part = token + 1 == part_.tokenization.tokens.size();
          if (space.empty() && !(ends_part && part_.last)) out_ += "<g/>\n";
          else if (!space.empty() && (space != " " || ends_part)) append_space(space);
        }
      }
    }
    if (part_.last) out_ += "</doc>\n";
  }

 private:
  void write_token(std::size_t i) {
    for (; next_quotation_ < quotations_.size() && quotations_[next_quotation_].first_token == i; ++next_quotation_) {
      out_ += "<q>\n";
      ends_.push_back(quotations_[next_quotation_].last_token);
    }
    const Token& token = part_.tokenization.tokens[i];
    append_xml(out_, token.span.of(part_.text), false);
    ((out_ += '\t') += part_.tokenizer.type_name(token.type)) += '\n';
    for (; !ends_.empty() && ends_.back() == i + 1; ends_.pop_back()) out_ += "</q>\n";
  }

  void append_attribute(std::string_view name, std::string_view value) {
    ((out_ += ' ') += name) += "=\"";
    append_xml(out_, value, true);
    out_ += '"';
  }

  void append_space(std::string_view space) {
    std::string escaped;
    append_escaped(escaped, space);
    out_ += "<space";
    append_attribute("value", escaped);
    out_ += "/>\n";
  }

  std::string& out_;
  const DocumentPart& part_;
  const std::vector<Quotation>& quotations_;
  std::size_t next_quotation_ = 0;
  std::vector<std::size_t> ends_;  // of the quotations that are open, which lie one in the other
};

bool is_tag(std::string_view line, std::string_view name) {
  if (line.size() < name.size() + 2 || line.front() != '<' || line.substr(1, name.size()) != name) return false;
  const char next = line[name.size() + 1];
  return next == '>' || next == ' ' || next == '/';
}

}  // namespace

void append_vertical(std::string& out, const DocumentPart& part, const std::vector<Quotation>& quotations) {
  VerticalWriter(out, part, quotations).write();
}

void VerticalReader::read(std::string_view line, std::string& out) {
  constexpr std::string_view kValue = " value=\"";
  if (line.empty()) return;
  const std::size_t size = out.size();
  if (line.front() != '<' || line.back() != '>') {
    if (std::exchange(pending_, true)) out += ' ';
    out += from_xml(line.substr(0, line.find('\t')));
  } else if (is_tag(line, "g")) {
    pending_ = false;
  } else if (is_tag(line, "space")) {
    const std::size_t value = line.find(kValue);
    if (value != std::string_view::npos) {
      const std::size_t start = value + kValue.size();
      append_unescaped(out, from_xml(line.substr(start, line.find('"', start) - start)));
      pending_ = false;
    }
  } else if (is_tag(line, "doc")) {
    pending_ = false;
    if (!ends_line_) out += '\n';
  } else if (is_tag(line, "p") && std::exchange(pending_, false)) {
    out += "\n\n";
  }
  if (out.size() > size) ends_line_ = out.back() == '\n';
}

}  // namespace klinker
