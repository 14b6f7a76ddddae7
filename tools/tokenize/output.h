#pragma once

#include <memory>
#include <string>

#include "klinker/corpus/record.h"
#include "klinker/text/offset_map.h"
#include "klinker/tokenize/document_part.h"
#include "klinker/tokenize/token_filter.h"
#include "text_reader.h"

namespace klinker::tools {

enum class Format { text, jsonl, conllu, vertical };

struct OutputOptions {
  Format format = Format::text;
  bool json_input = false;
  bool whole_files = false;  ///< of plain text, a file is a document
  OffsetUnit unit = OffsetUnit::code_point;
  bool paragraphs = false, quotations = false;
  bool sentences_only = false;
  TokenFilterOptions filter{};
};

/// Shows the tokens of records in one of the formats.
class OutputWriter {
 public:
  OutputWriter(OutputOptions options, std::shared_ptr<const Tokenizer> tokenizer)
      : options_(std::move(options)), tokenizer_(std::move(tokenizer)), filter_(options_.filter) {}

  void write(Record& record, const Tokenization& result);

 private:
  void write_text(Record& record, std::string_view text, const Tokenization& result) const;
  void write_json(Record& record, const Tokenization& original, const FilteredText* shown) const;
  DocumentPart document_part(const Record& record, std::string_view text, const Tokenization& result);
  std::string document_id(const Record& record);

  OutputOptions options_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  TokenFilter filter_;
  std::shared_ptr<RecordParser> parser_ = std::make_shared<RecordParser>();  // for ids
};

}  // namespace klinker::tools
