#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "catch.h"
#include "klinker/corpus/batch.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/json.h"
#include "klinker/text/table.h"

using namespace klinker;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("klinker-test-" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, const std::string& content) const {
    fs::create_directories(fs::path(*this / name).parent_path());
    std::ofstream(*this / name, std::ios::binary) << content;
    return *this / name;
  }

 private:
  fs::path path_;
};

Worker shout() {
  return each([](Record& record) {
    if (record.text() == "fail") throw Error(ErrorCode::unsupported, "cannot");
    if (record.text() == "crash") throw std::runtime_error("unexpected");
    record.print(record.text() + "!");
    record.set("shout", json_string(record.text() + "!"));
  });
}

std::string run(const Folder& folder, BatchOptions options, BatchSummary* summary = nullptr) {
  options.output = folder / "out";
  const BatchSummary result = run_batch(options, shout);
  if (summary) *summary = result;
  return read_file(options.output);
}

}  // namespace

TEST_CASE("lines: empty ones are skipped, CRLF and a missing last line end do not matter", "[corpus]") {
  const Folder folder;
  BatchOptions options;
  options.inputs = {folder.write("a",
                                 "\xEF\xBB\xBF"
                                 "een\n\n  \t\ntwee\r\ndrie")};
  BatchSummary summary;
  CHECK(run(folder, options, &summary) == "een!\ntwee!\ndrie!\n");
  CHECK(summary.records == 3);
  CHECK(summary.failed == 0);
  CHECK_FALSE(fs::exists(folder / "out.part"));
}

TEST_CASE("bad records stand in their place with their line and byte, and the run goes on", "[corpus]") {
  const Folder folder;
  BatchOptions options;
  options.inputs = {folder.write("a", "een\nfail\n\nx\xFFy\ncrash\ntwee\n")};
  BatchSummary summary;
  const std::string out = run(folder, options, &summary);
  CHECK(summary.failed == 3);
  CHECK(out.find("een!\n{\"id\":null,\"error\":{\"code\":\"unsupported\"") == 0);
  CHECK(out.find("line 2, byte 4: cannot") != std::string::npos);
  CHECK(out.find("line 4, byte 10: not valid UTF-8 at byte 1") != std::string::npos);
  CHECK(out.find("\"internal\"") != std::string::npos);
  CHECK(out.substr(out.size() - 6) == "twee!\n");

  options.errors = folder / "errors";
  CHECK(run(folder, options) == "een!\ntwee!\n");
  CHECK(read_file(folder / "errors").find("line 4, byte 10") != std::string::npos);
}

TEST_CASE("the output is the same for every number of threads and batch size", "[corpus]") {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text += (i % 97 == 0 ? "fail" : std::string(static_cast<std::size_t>(i % 61), 'a') + std::to_string(i)) + "\n";
  BatchOptions options;
  options.inputs = {folder.write("a", text)};
  const std::string expected = run(folder, options);
  for (const unsigned threads : {1u, 2u, 4u, 9u})
    for (const std::size_t batch_bytes : {1u, 7u, 100u, 4096u}) {
      if (batch_bytes == 1 && threads > 1) continue;  // a batch a line is slow enough once
      options.threads = threads;
      options.batch_bytes = batch_bytes;
      REQUIRE(run(folder, options) == expected);
    }
}

TEST_CASE("gzip and zstd are written by name and read by content", "[corpus]") {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "regel " + std::to_string(i) + "\n";
  for (const std::string suffix : {"", ".gz", ".zst"}) {
    const auto writer = open_writer(folder / "x" + suffix);
    writer->write(std::string_view(text).substr(0, 100));
    writer->write(std::string_view(text).substr(100));
    CHECK_FALSE(fs::exists(folder / "x" + suffix));
    writer->finish(true);
    const std::string bytes = read_file(folder / "x" + suffix);
    CHECK((suffix.empty() || bytes.size() < text.size() / 2));
    // Two members in one file are read through.
    folder.write("double", bytes + bytes);
    const auto reader = open_reader(folder / "double");
    std::string back;
    char buffer[1000];
    while (const std::size_t count = reader->read(buffer, sizeof buffer)) back.append(buffer, count);
    CHECK(back == text + text);
    CHECK(reader->consumed() == 2 * bytes.size());
  }
}

TEST_CASE("damaged and cut-off compressed files become an error record", "[corpus]") {
  const Folder folder;
  for (const std::string suffix : {".gz", ".zst"}) {
    const auto writer = open_writer(folder / "x" + suffix);
    std::string text;
    for (int i = 0; i < 20000; ++i) text += "regel " + std::to_string(i * 7919) + "\n";
    writer->write(text);
    writer->finish(true);
    std::string bytes = read_file(folder / "x" + suffix);
    const std::string next = folder.write("next", "verder\n");
    for (const bool cut : {true, false}) {
      std::string bad = bytes;
      if (cut) bad.resize(bad.size() / 2);
      else
        for (std::size_t i = bad.size() / 2; i < bad.size() / 2 + 40; ++i) bad[i] = 'x';
      BatchOptions options;
      options.inputs = {folder.write("bad", bad), next};
      BatchSummary summary;
      const std::string out = run(folder, options, &summary);
      CHECK(summary.failed == 1);
      CHECK(out.find("\"code\":\"io\"") != std::string::npos);
      CHECK(out.substr(out.size() - 8) == "verder!\n");
    }
  }
}

TEST_CASE("a record over the limit is an error, and what follows is read", "[corpus]") {
  const Folder folder;
  BatchOptions options;
  options.max_record_bytes = 1000;
  for (const std::size_t batch_bytes : {64u, 100000u}) {
    options.batch_bytes = batch_bytes;
    options.inputs = {folder.write(
        "a", "een\n" + std::string(50000, 'x') + "\n" + std::string(1000, 'y') + "\n" + std::string(5000, 'z'))};
    BatchSummary summary;
    const std::string out = run(folder, options, &summary);
    CHECK(summary.records == 4);
    CHECK(summary.failed == 2);
    CHECK(out.find("record_too_long") != std::string::npos);
    CHECK(out.find("line 2, byte 4:") != std::string::npos);
    CHECK(out.find(std::string(1000, 'y') + "!\n") != std::string::npos);
  }
}

TEST_CASE("folders, skip and limit", "[corpus]") {
  const Folder folder;
  folder.write("in/b/2.txt", "drie\n");
  folder.write("in/a.txt", "een\ntwee\n");
  BatchOptions options;
  options.inputs = {folder / "in"};
  CHECK(run(folder, options) == "een!\ntwee!\ndrie!\n");
  options.skip = 1;
  options.limit = 1;
  CHECK(run(folder, options) == "twee!\n");
  options.unit = RecordUnit::file;
  options.skip = 0;
  CHECK(run(folder, options) == "een\ntwee\n!\n");
}

TEST_CASE("JSON records go through with all they hold", "[corpus]") {
  const Folder folder;
  BatchOptions options;
  options.jsonl = true;
  options.inputs = {folder.write("a", "{\"text\":\"hoi\",\"a\":1}\n{\"error\":1}\n\n{\"text\":2}\n")};
  CHECK(run(folder, options) ==
        "{\"text\":\"hoi\",\"a\":1,\"shout\":\"hoi!\"}\n{\"error\":1}\n"
        "{\"id\":null,\"error\":{\"code\":\"wrong_type\",\"message\":\"" +
            (folder / "a") + ", line 4, byte 34: \\\"text\\\" is not a string\"}}\n");
}

TEST_CASE("a missing input is known before anything is written", "[corpus]") {
  const Folder folder;
  BatchOptions options;
  options.inputs = {folder.write("a", "een\n"), folder / "missing"};
  CHECK_THROWS_AS(run(folder, options), Error);
  CHECK_FALSE(fs::exists(folder / "out"));
}

TEST_CASE("a file by paragraph: every byte is in one record, however it is read", "[corpus]") {
  const Folder folder;
  const std::string text = "\n\xEF\xBB\xBF Een\nregel \n \t\r\n\n\xC2\xA0\n\xE2\x80\x83Twee\n\n\xC2\x85\n\nDrie\n\xC2\xA0";
  BatchOptions options;
  options.unit = RecordUnit::paragraph;
  options.inputs = {folder.write("a", text), folder.write("b", "\xEF\xBB\xBFVier\n\n")};
  for (const std::size_t batch_bytes : {1u, 2u, 3u, 7u, 100000u}) {
    options.batch_bytes = batch_bytes;
    options.output = folder / "out";
    run_batch(options, [] {
      return each([](Record& record) {
        const RecordPlace& place = record.place();
        std::string shown = std::to_string(place.document) + "." + std::to_string(place.part) + (place.first ? "<" : "") +
                            (place.last ? ">" : "") + (place.byte_order_mark ? "m" : "") + "@" + std::to_string(place.line) +
                            "[" + record.text() + "]";
        record.print_exactly(std::move(shown));
      });
    });
    CHECK(read_file(options.output) == "1.1<@1[" + text.substr(0, text.find("Twee")) +
                                           "]1.2@7[Twee\n\n\xC2\x85\n\n]1.3>@11[Drie\n\xC2\xA0]2.1<>m@1[Vier\n\n]");
  }
}

TEST_CASE("a paragraph that fails leaves its document with a beginning and an end", "[corpus]") {
  const Folder folder;
  BatchOptions options;
  options.unit = RecordUnit::paragraph;
  options.errors = folder / "errors";
  options.output = folder / "out";
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{{"a\xFF\n\nb\n\nc", "(b\n\nc)"},
                                                                                       {"a\n\nb\xFF", "(a\n\n)"},
                                                                                       {"a\xFF", ""},
                                                                                       {"a\n\nb\xFF\n\nc\n", "(a\n\nc\n)"},
                                                                                       {"", ""}}) {
    options.inputs = {folder.write("a", text)};
    const BatchSummary summary = run_batch(options, [] {
      return each([](Record& record) {
        record.print_exactly((record.place().first ? "(" : "") + record.text() + (record.place().last ? ")" : ""));
      });
    });
    CHECK(read_file(options.output) == expected);
    CHECK(summary.failed == (text.find('\xFF') != std::string::npos));
  }
}

TEST_CASE("what is too long is cut where the caller says, the same however it is read", "[corpus]") {
  const Folder folder;
  std::string text = "kort\n";
  for (int i = 0; i < 500; ++i) text += "woord" + std::to_string(i) + "é ";
  text += "\nslot " + std::string(300, 'x') + "\xFF" + std::string(300, 'y') + "\n" + std::string(150, 'z');
  BatchOptions options;
  options.max_record_bytes = 100;
  options.cut = [](std::string_view window) {
    CHECK(window.size() <= 100);
    const std::size_t space = window.rfind(' ');
    return space == std::string_view::npos ? window.size() : space + 1;
  };
  options.output = folder / "out";
  options.errors = folder / "errors";
  options.inputs = {folder.write("a", text)};
  for (const RecordUnit unit : {RecordUnit::line, RecordUnit::paragraph}) {
    options.unit = unit;
    std::string first;
    for (const std::size_t batch_bytes : {10u, 99u, 1000u, 100000u}) {
      options.batch_bytes = batch_bytes;
      const BatchSummary summary = run_batch(options, [] {
        return each([](Record& record) {
          record.print_exactly((record.place().continues ? "" : "(") + record.text() +
                               (record.place().continued ? "" : ")"));
        });
      });
      CHECK(summary.failed == 1);
      const std::string out = read_file(options.output);
      if (first.empty()) first = out;
      CHECK(out == first);
    }
    CHECK(first.find("(kort") == 0);
    CHECK(first.find("woord499é") != std::string::npos);
    CHECK(first.substr(first.size() - 151) == std::string(150, 'z') + ")");
  }
}

TEST_CASE("records of JSON may come out as printed, with errors apart", "[corpus]") {
  const Folder folder;
  BatchOptions options;
  options.jsonl = options.printed = options.errors_apart = true;
  options.errors = folder / "errors";
  options.inputs = {folder.write("a", "{\"text\":\"hoi\"}\n{\"error\":1}\n{}\n")};
  CHECK(run(folder, options) == "hoi!\n");
  CHECK(read_file(options.errors).find("{\"error\":1}\n{\"id\":null,\"error\":{\"code\":\"missing_text\"") == 0);
}
