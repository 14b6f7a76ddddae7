#include "output.h"

#include <algorithm>
#include <optional>

#include "klinker/corpus/json.h"
#include "klinker/tokenize/conllu.h"
#include "klinker/tokenize/paragraph.h"
#include "klinker/tokenize/quotation.h"
#include "klinker/tokenize/vertical.h"

namespace klinker::tools {
namespace {

void append_span(std::string& out, Span span) {
  out += "\"start\":" + std::to_string(span.start) + ",\"end\":" + std::to_string(span.end);
}

// A list of objects with places, and what `more` adds to each.
template <class Items, class More>
std::string spans_to_json(const Items& items, const OffsetMap& offsets, const More& more) {
  std::string out = "[";
  for (const auto& item : items) {
    out += out.size() > 1 ? ",{" : "{";
    append_span(out, offsets.from_bytes(item.span));
    more(out, item);
    out += '}';
  }
  return out += ']';
}

}  // namespace

void OutputWriter::write(Record& record, const Tokenization& result) {
  std::optional<FilteredText> changed;
  if (!filter_.empty()) changed = filter_.apply(record.text(), result, *tokenizer_);
  if (options_.format == Format::jsonl) return write_json(record, result, changed ? &*changed : nullptr);
  const std::string_view text = changed ? std::string_view(changed->text) : record.text();
  const Tokenization& shown = changed ? changed->tokenization : result;
  if (options_.format == Format::text) return write_text(record, text, shown);
  const DocumentPart part = document_part(record, text, shown);
  std::string out;
  if (options_.format == Format::conllu) append_conllu(out, part);
  else append_vertical(out, part, options_.quotations ? find_quotations(text, shown) : std::vector<Quotation>());
  record.print_exactly(std::move(out));
}

// One sentence a line, tokens separated by a space.
void OutputWriter::write_text(Record& record, std::string_view text, const Tokenization& result) const {
  std::string out;
  std::vector<Paragraph> paragraphs;
  if (options_.paragraphs) paragraphs = find_paragraphs(text, result);
  if (!paragraphs.empty() && record.place().part > 1 && !record.place().continues) out += '\n';
  std::size_t paragraph = 1;
  for (std::size_t s = 0; s < result.sentences.size(); ++s) {
    const Sentence& sentence = result.sentences[s];
    if (paragraph < paragraphs.size() && paragraphs[paragraph].first_sentence == s) ++paragraph, out += '\n';
    if (options_.sentences_only) {
      const std::size_t start = out.size();
      out += sentence.span.of(text);
      std::replace_if(
          out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    }
    for (std::size_t i = sentence.first_token; i < sentence.last_token && !options_.sentences_only; ++i) {
      if (i > sentence.first_token) out += ' ';
      out += result.tokens[i].span.of(text);
    }
    out += '\n';
  }
  // A record of JSON, or a message that the filter emptied, keeps its line; what is left of a document does not.
  if (out.empty() && !options_.whole_files && record.place().last) out += '\n';
  record.print_exactly(std::move(out));
}

void OutputWriter::write_json(Record& record, const Tokenization& original, const FilteredText* shown) const {
  const std::string& text = record.text();
  const OffsetMap offsets(text, options_.unit);
  const Tokenization& result = shown ? shown->tokenization : original;
  std::string out = "[";
  for (std::size_t s = 0; s < result.sentences.size(); ++s) {
    const Sentence& sentence = result.sentences[s];
    out += s > 0 ? ",{" : "{";
    append_span(out, offsets.from_bytes(original.sentences[shown ? shown->sentences[s] : s].span));
    if (!options_.sentences_only) {
      out += ",\"tokens\":[";
      for (std::size_t i = sentence.first_token; i < sentence.last_token; ++i) {
        const Token& token = original.tokens[shown ? shown->tokens[i] : i];
        out += i > sentence.first_token ? ",{" : "{";
        append_span(out, offsets.from_bytes(token.span));
        out += ",\"text\":";
        append_json_string(out, shown ? result.tokens[i].span.of(shown->text) : token.span.of(text));
        ((out += ",\"type\":") += json_string(tokenizer_->type_name(token.type))) += '}';
      }
      out += ']';
    }
    out += '}';
  }
  if (!options_.json_input) {
    if (options_.whole_files && record.place().file != "-") record.set("id", json_string(record.place().file));
    record.set("text", json_string(text));
  }
  record.set("sentences", out += ']');
  if (options_.paragraphs)
    record.set("paragraphs",
               spans_to_json(find_paragraphs(text, original), offsets, [](std::string& json, const Paragraph& paragraph) {
                 json += ",\"first_sentence\":" + std::to_string(paragraph.first_sentence) +
                         ",\"last_sentence\":" + std::to_string(paragraph.last_sentence);
               }));
  if (options_.quotations)
    record.set("quotations", spans_to_json(find_quotations(text, original), offsets, [](std::string&, const Quotation&) {}));
  if (!options_.json_input) record.print(record.to_json());
}

DocumentPart OutputWriter::document_part(const Record& record, std::string_view text, const Tokenization& result) {
  const RecordPlace& place = record.place();
  DocumentPart part{.text = text, .tokenization = result, .tokenizer = *tokenizer_};
  part.id = document_id(record);
  part.document = place.document;
  part.part = place.part;
  part.first = place.first;
  part.last = place.last;
  part.continues = place.continues;
  part.continued = place.continued;
  if (place.byte_order_mark) part.before = "\xEF\xBB\xBF";
  if (!options_.json_input && !options_.whole_files && place.last) part.after = "\n";
  return part;
}

// The "id" of a record of JSON, else its file or its line.
std::string OutputWriter::document_id(const Record& record) {
  if (options_.json_input) {
    const auto id = record.field("id");
    if (!id || id->empty()) return "";
    if (id->front() != '"') return std::string(*id);
    return parser_->parse("{\"text\":" + std::string(*id) + "}").text();
  }
  const RecordPlace& place = record.place();
  const std::string file(place.file == "-" ? "" : place.file);
  if (options_.whole_files) return file;
  return (file.empty() ? "" : file + ":") + std::to_string(place.line);
}

}  // namespace klinker::tools
