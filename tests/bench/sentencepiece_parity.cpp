// klinker-bench-sentencepiece MODEL TEXT: every line of TEXT is split by the SentencePiece library that is linked and by
// Klinker, and ids and places are compared; then the time of both, taken in turn on one block of lines in ten, on one
// thread. klinker-bench-sentencepiece MODEL TEXT --against FILE: compares only, with what another SentencePiece said (- is
// standard input): for each line a SentencePieceText message behind its size in four bytes, lowest first. Prints one line
// for sentencepiece_parity.sh: lines, lines that differ in ids, in places, and in the first case seconds for ids
// (SentencePiece, Klinker) and for ids with places (the same), bytes of the lines that were timed. The exit status is 1
// where a line differs.

#include <sentencepiece_processor.h>

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/table.h"
#include "klinker/tokenize/subword_model.h"

using namespace klinker;

namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

void split(const sentencepiece::SentencePieceProcessor& processor, std::string_view line, SubwordEncoding& result) {
  result = {};
  const auto split_line = processor.EncodeAsImmutableProto({line.data(), line.size()});
  for (const auto& piece : split_line.pieces()) {
    result.ids.push_back(static_cast<int>(piece.id()));
    result.spans.push_back({piece.begin(), piece.end()});
  }
}

std::uint64_t varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  throw std::runtime_error("the other pieces are cut off");
}

// Calls with(number, value, bytes) for each field of a message that holds varints, strings and one float.
void each_field(std::string_view message, const auto& with) {
  while (!message.empty()) {
    const std::uint64_t key = varint(message);
    std::uint64_t value = key % 8 == 5 ? 4 : varint(message);
    const std::size_t size = key % 8 == 0 ? 0 : value;
    if (size > message.size()) throw std::runtime_error("the other pieces are cut off");
    with(key / 8, value, message.substr(0, size));
    message.remove_prefix(size);
  }
}

void read_message(std::istream& in, SubwordEncoding& result) {
  result = {};
  unsigned char size[4];
  if (!in.read(reinterpret_cast<char*>(size), 4)) throw std::runtime_error("the other pieces end too early");
  std::string message(size[0] | size[1] << 8 | size[2] << 16 | static_cast<std::size_t>(size[3]) << 24, '\0');
  in.read(message.data(), static_cast<std::streamsize>(message.size()));
  each_field(message, [&](std::uint64_t number, std::uint64_t, std::string_view bytes) {
    if (number != 2) return;
    result.ids.push_back(0);
    result.spans.push_back({});
    each_field(bytes, [&](std::uint64_t field, std::uint64_t value, std::string_view) {
      if (field == 2) result.ids.back() = static_cast<int>(value);
      if (field == 4) result.spans.back().start = value;
      if (field == 5) result.spans.back().end = value;
    });
  });
}

// Processor time, which other work on the machine does not lengthen.
double seconds_of(const auto& work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

int run(const std::string& model_path, const std::string& text_path, const std::string& against) {
  const auto model = SubwordModel::load(model_path);
  sentencepiece::SentencePieceProcessor processor;
  if (!processor.Load(model_path).ok()) throw std::runtime_error(model_path + ": SentencePiece cannot read it");
  const std::string text = read_file(text_path);
  const std::vector<std::string_view> lines = lines_of(text);

  std::ifstream file;
  if (!against.empty() && against != "-") file.open(against, std::ios::binary);
  std::istream& in = against == "-" ? std::cin : file;

  std::size_t other_ids = 0, other_spans = 0;
  SubwordEncoding theirs, ours;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (against.empty()) split(processor, line, theirs);
    else read_message(in, theirs);
    model->encode(line, ours);
    const bool same_ids = ours.ids == theirs.ids && model->encode(line) == theirs.ids,
               same_spans = ours.spans == theirs.spans;
    if (other_ids + other_spans == 0 && !(same_ids && same_spans))
      std::fprintf(stderr, "the first line that differs is number %zu\n", i + 1);
    other_ids += !same_ids;
    other_spans += !same_spans;
  }
  std::printf("%zu\t%zu\t%zu", lines.size(), other_ids, other_spans);

  if (against.empty()) {
    const auto fresh = SubwordModel::load(model_path), fresh_too = SubwordModel::load(model_path);  // know no words yet
    double seconds[4] = {};
    std::size_t sum = 0, bytes = 0;
    constexpr std::size_t kBlock = 5000;
    for (std::size_t start = 0; start < lines.size(); start += 10 * kBlock) {
      const std::vector<std::string_view> block(
          lines.begin() + static_cast<std::ptrdiff_t>(start),
          lines.begin() + static_cast<std::ptrdiff_t>(std::min(start + kBlock, lines.size())));
      for (const auto line : block) bytes += line.size() + 1;
      seconds[0] += seconds_of([&] {
        for (const auto line : block) sum += processor.EncodeAsIds({line.data(), line.size()}).size();
      });
      seconds[1] += seconds_of([&] {
        for (const auto line : block) sum -= fresh->encode(line).size();
      });
      seconds[2] += seconds_of([&] {
        for (const auto line : block) sum += processor.EncodeAsImmutableProto({line.data(), line.size()}).pieces_size();
      });
      seconds[3] += seconds_of([&] {
        for (const auto line : block) fresh_too->encode(line, ours), sum -= ours.ids.size();
      });
    }
    for (const double value : seconds) std::printf("\t%.3f", value);
    std::printf("\t%zu", bytes);
    if (sum != 0) std::fprintf(stderr, "another number of pieces\n");
  }
  std::printf("\n");
  return other_ids + other_spans == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const bool against = argc == 5 && std::string_view(argv[3]) == "--against";
  if (argc != 3 && !against) {
    std::fputs("usage: klinker-bench-sentencepiece MODEL TEXT [--against FILE]\n", stderr);
    return 2;
  }
  try {
    return run(argv[1], argv[2], against ? argv[4] : "");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "klinker-bench-sentencepiece: %s\n", error.what());
    return 2;
  }
}
