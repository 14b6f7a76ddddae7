// klinker-bench-tokenize [--rounds N] [--linearity] [--bling-fire LIBRARY] [FILE]...: how fast the library splits and
// normalises the text of the files, beside ICU's break iterators and Bling Fire on the same text in the same run; with
// --linearity, whether the time for one byte stays the same when hostile input grows. Prints Markdown.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bling_fire.h"
#include "icu_segmenter.h"
#include "klinker/normalize/normalizer.h"
#include "klinker/text/table.h"
#include "klinker/text/utf8.h"
#include "klinker/tokenize/tokenizer.h"

using namespace klinker;
using klinker::bench::BlingFire;
using klinker::bench::IcuSegmenter;

namespace {

using Documents = std::vector<std::string_view>;

/// Does its work on all documents; the sum keeps the compiler from leaving anything out, and shows who cuts finer.
using Work = std::function<std::size_t(const Documents&)>;

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Processor time of this process, which other work on the machine does not lengthen.
double processor_seconds_of(const std::function<void()>& work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double least(const std::vector<double>& values) { return *std::min_element(values.begin(), values.end()); }

// Non-empty lines, or blocks of whole lines of at least `least_size` bytes.
Documents documents(std::string_view text, std::size_t least_size) {
  Documents result;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t stop = text.find('\n', std::min(text.size(), start + least_size));
    const std::size_t end = std::min(stop, text.size());
    if (end > start) result.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return result;
}

Work with_icu(IcuSegmenter::Reads reads, bool sentences) {
  return [segmenter = std::make_shared<IcuSegmenter>(reads, sentences)](const Documents& texts) {
    std::size_t tokens = 0;
    for (const std::string_view text : texts) tokens += segmenter->segment(text).tokens.size();
    return tokens;
  };
}

Work with_bling_fire(const std::string& library, bool sentences) {
  return [segmenter = std::make_shared<BlingFire>(library), sentences](const Documents& texts) {
    std::size_t tokens = 0;
    for (const std::string_view text : texts) {
      tokens += segmenter->words(text).size();
      if (sentences) segmenter->sentences(text);
    }
    return tokens;
  };
}

Work with_tokenizer(const Tokenizer& tokenizer) {
  return [&tokenizer, result = Tokenization()](const Documents& texts) mutable {
    std::size_t tokens = 0;
    for (const std::string_view text : texts) {
      tokenizer.tokenize(text, result);
      tokens += result.tokens.size();
    }
    return tokens;
  };
}

Work with_normalizer(const Normalizer& normalizer) {
  return [&normalizer](const Documents& texts) {
    std::size_t edits = 0;
    for (const std::string_view text : texts) edits += normalizer.normalize(text).edits.size();
    return edits;
  };
}

// The same work on two threads that share one library object; each takes the next piece when it has done its last.
Work on_two_threads(const std::function<Work()>& make_work) {
  return [make_work](const Documents& texts) {
    const std::size_t piece = std::max<std::size_t>(1, texts.size() / 64);  // small enough that neither thread waits long
    std::atomic<std::size_t> next = 0, sum = 0;
    const auto work_off = [&] {
      const Work work = make_work();
      for (std::size_t at; (at = next.fetch_add(piece)) < texts.size();) {
        const auto from = texts.begin() + static_cast<std::ptrdiff_t>(at);
        sum += work(Documents(from, from + static_cast<std::ptrdiff_t>(std::min(piece, texts.size() - at))));
      }
    };
    std::thread other(work_off);
    work_off();
    other.join();
    return sum.load();
  };
}

struct Case {
  std::string name;
  Work work;
  std::vector<double> seconds{};
  std::size_t sum = 0;
};

// In each round, the best time of the cases `first` and `last`.
std::vector<double> best_of(const std::vector<Case>& cases, std::size_t first, std::size_t last) {
  std::vector<double> best = cases[first].seconds;
  for (std::size_t round = 0; round < best.size(); ++round) best[round] = std::min(best[round], cases[last].seconds[round]);
  return best;
}

void print_speed(const std::string& what, const Documents& texts, std::size_t rounds, const std::string& bling_fire) {
  const Tokenizer tokenizer;
  const Normalizer normalizer;
  using Reads = IcuSegmenter::Reads;
  std::vector<Case> cases = {
      {"ICU words and sentences, UTF-8", with_icu(Reads::utf8, true)},
      {"ICU words and sentences, through UTF-16", with_icu(Reads::utf16, true)},
      {"ICU words, UTF-8", with_icu(Reads::utf8, false)},
      {"ICU words, through UTF-16", with_icu(Reads::utf16, false)},
      {"klinker tokenize", with_tokenizer(tokenizer)},
      {"klinker tokenize, 2 threads", on_two_threads([&] { return with_tokenizer(tokenizer); })},
      {"klinker normalize", with_normalizer(normalizer)},
      {"klinker normalize, 2 threads", on_two_threads([&] { return with_normalizer(normalizer); })},
  };
  const std::size_t bling_fire_words = cases.size();
  if (!bling_fire.empty()) {
    cases.push_back({"Bling Fire words", with_bling_fire(bling_fire, false)});
    cases.push_back({"Bling Fire words and sentences", with_bling_fire(bling_fire, true)});
  }
  for (std::size_t round = 0; round < rounds; ++round)
    for (Case& one : cases) one.seconds.push_back(seconds_of([&] { one.sum = one.work(texts); }));

  // What is compared with: a name and the seconds of its rounds.
  std::vector<std::pair<std::string, std::vector<double>>> peers = {{"ICU words", best_of(cases, 2, 3)},
                                                                    {"ICU words and sentences", best_of(cases, 0, 1)}};
  for (std::size_t i = bling_fire_words; i < cases.size(); ++i) peers.push_back({cases[i].name, cases[i].seconds});
  std::size_t bytes = 0;
  for (const std::string_view text : texts) bytes += text.size();
  const double megabytes = static_cast<double>(bytes) / 1e6;
  std::printf("%.1f MB in %zu %s, %zu rounds in turn; ICU %s, the better of UTF-8 and UTF-16 where it is compared with\n\n",
              megabytes, texts.size(), what.c_str(), rounds, U_ICU_VERSION);
  std::printf("| library call | MB/s, median | MB/s, best | tokens or edits |");
  for (const auto& [name, seconds] : peers) std::printf(" times %s |", name.c_str());
  std::printf("\n|---|--:|--:|--:|");
  for (std::size_t i = 0; i < peers.size(); ++i) std::printf("--:|");
  std::printf("\n");
  for (const Case& one : cases) {
    std::printf("| %s | %.1f | %.1f | %zu |", one.name.c_str(), megabytes / median(one.seconds),
                megabytes / least(one.seconds), one.sum);
    for (const auto& [name, seconds] : peers) {
      std::vector<double> ratios;
      for (std::size_t round = 0; round < rounds; ++round) ratios.push_back(seconds[round] / one.seconds[round]);
      std::printf(" %.2f |", median(ratios));
    }
    std::printf("\n");
  }
  std::printf("\n");
}

struct Hostile {
  const char* name;
  const char* piece;
};

constexpr Hostile kHostile[] = {
    {"1", "1"},
    {"a", "a"},
    {"(", "("},
    {"a.", "a."},
    {"'", "'"},
    {"-", "-"},
    {"@", "@"},
    {".", "."},
    {"emoji, joiner", "\xF0\x9F\x91\xA9\xE2\x80\x8D"},
    {"joiner", "\xE2\x80\x8D"},
    {"combining mark", "\xCC\x81"},
    {"half a flag", "\xF0\x9F\x87\xB3"},
    {"a(", "a("},
    {"a)", "a)"},
    {"(a)", "(a)"},
    {"A.", "A."},
    {"1-", "1-"},
    {"1.", "1."},
    {"a’", "a’"},
    {"a@", "a@"},
    {"a!a@a", "a!a@a"},
    {"@a", "@a"},
    {"www.", "www."},
    {"http://a)", "http://a)"},
    {":-", ":-"},
    {"€", "€"},
    {"“", "“"},
    {"space", " "},
    {"line end", "\n"},
    {"A., two spaces", "A.  "},
    {"a!\"", "a!\""},
    {"aaab", "aaab"},
    {"een woord", "een woord "},
    {"a.b.c.", "a.b.c."},
    {"\"", "\""},
    {"„a” ", "„a” "},
    {"::lol::", "::lol::"},  // once a word of 91,742 bytes
    {"20 digits", "12345678901234567890"},
    {"20 digits, space", "12345678901234567890 "},
    {"e, combining mark", "e\xCC\x81"},
    {"zero-width space", "\xE2\x80\x8B"},
};

std::string repeated(const char* piece, std::size_t size) {
  std::string text;
  text.reserve(size + std::strlen(piece));
  while (text.size() < size) text += piece;
  return text;
}

// Nanoseconds for a byte at each size; the least of `repeats`. Stops a series that takes too long to be linear.
void print_linearity(const std::string& what, const std::vector<std::size_t>& sizes, int repeats,
                     const std::function<void(std::string_view)>& work) {
  constexpr double kTooLong = 10;
  constexpr double kSuspicious = 1.5, kSuspiciousStep = 1.35;  // fresh memory alone makes some of the first
  std::printf(
      "%s: processor nanoseconds for a byte of one record that repeats a piece; growth is the last by the first\n\n| piece "
      "|",
      what.c_str());
  for (const std::size_t size : sizes) std::printf(" %.2f MB |", static_cast<double>(size) / 1e6);
  std::printf(" growth | |\n|---|");
  for (std::size_t i = 0; i < sizes.size(); ++i) std::printf("--:|");
  std::printf("--:|---|\n");
  work(repeated("(", sizes.back()));  // memory that the rest finds ready
  for (const Hostile& hostile : kHostile) {
    std::vector<double> nanoseconds;
    double total = 0;
    std::printf("| `%s` |", hostile.name);
    for (const std::size_t size : sizes) {
      if (total > kTooLong) {
        std::printf(" |");
        continue;
      }
      const std::string text = repeated(hostile.piece, size);
      std::vector<double> times;
      for (int i = 0; i < repeats && total <= kTooLong; ++i) {
        times.push_back(processor_seconds_of([&] { work(text); }));
        total += times.back();
      }
      nanoseconds.push_back(least(times) * 1e9 / static_cast<double>(text.size()));
      std::printf(" %.2f |", nanoseconds.back());
      std::fflush(stdout);
    }
    const double growth = nanoseconds.back() / nanoseconds.front();
    const double step = nanoseconds.size() < 2 ? 1 : nanoseconds.back() / nanoseconds[nanoseconds.size() - 2];
    std::printf(" %.2f | %s |\n", growth, growth > kSuspicious && step > kSuspiciousStep ? "NOT LINEAR" : "");
  }
  std::printf("\n");
}

std::vector<std::size_t> doublings(std::size_t first, std::size_t count) {
  std::vector<std::size_t> sizes = {first};
  while (sizes.size() < count) sizes.push_back(2 * sizes.back());
  return sizes;
}

int run(int argc, char** argv) {
  std::size_t rounds = 7;
  bool linearity = false;
  std::string text, bling_fire;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--linearity") linearity = true;
    else if (argument == "--rounds" && i + 1 < argc) rounds = std::max<std::size_t>(1, std::stoul(argv[++i]));
    else if (argument == "--bling-fire" && i + 1 < argc) bling_fire = argv[++i];
    else text += read_file(argv[i]);
  }
  require_utf8(text);
  if (text.empty() && !linearity) {
    std::fputs("usage: klinker-bench-tokenize [--rounds N] [--linearity] [--bling-fire LIBRARY] [FILE]...\n", stderr);
    return 2;
  }
  if (!text.empty()) {
    constexpr std::size_t kBlock = 64u << 10;
    print_speed("lines", documents(text, 0), rounds, bling_fire);
    print_speed("blocks of 64 KB", documents(text, kBlock), rounds, bling_fire);
  }
  if (linearity) {
    constexpr int kRepeats = 2;
    const Tokenizer tokenizer;
    const Normalizer normalizer;
    Tokenization result;
    print_linearity("tokenize", doublings(2'500'000, 4), kRepeats,
                    [&](std::string_view record) { tokenizer.tokenize(record, result); });
    print_linearity("normalize", doublings(250'000, 4), kRepeats,
                    [&](std::string_view record) { (void)normalizer.normalize(record); });
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "klinker-bench-tokenize: %s\n", error.what());
    return 1;
  }
}
