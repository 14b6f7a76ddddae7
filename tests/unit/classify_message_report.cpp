#include "klinker/classify/message_report.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <thread>

#include "catch.h"
#include "classify/message_counts.h"
#include "classify/message_sample.h"

using namespace klinker;

namespace {

bool holds(const std::string& page, std::string_view part) { return page.find(part) != std::string::npos; }

ReportedMessage message(std::size_t number, double score, std::string_view text = "hallo") {
  return {.text = text, .file = "chat.jsonl", .number = number, .score = score, .hateful = score >= 0.5};
}

std::string page_of(const std::vector<ReportedMessage>& messages, const MessageReportFacts& facts = {},
                    const MessageReport::Explain& explain = {}, const MessageReportOptions& options = {}) {
  MessageReport report(options);
  report.add(messages);
  return report.page(facts, explain);
}

// Scores from 0 to 1 in a mixed order.
std::vector<ReportedMessage> many(std::size_t count) {
  std::vector<ReportedMessage> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(message(i + 1, static_cast<double>(i * 7919 % count) / static_cast<double>(count)));
    out.back().gold = i % 3 == 0;
    out.back().day = static_cast<int>(19000 + i % 400);
  }
  return out;
}

std::vector<std::size_t> numbers(const std::vector<KeptMessage>& messages, bool near) {
  std::vector<std::size_t> out;
  for (const KeptMessage& each : messages)
    if (each.near == near) out.push_back(each.about.number);
  return out;
}

}  // namespace

TEST_CASE("dates of messages", "[messages]") {
  CHECK(day_of("\"1970-01-01\"") == 0);
  CHECK(day_of("\"1970-01-02T23:59:59+02:00\"") == 1);
  CHECK(day_of(" \"2024-02-29 10:00\" ") == 19782);
  CHECK(day_of("\"Thu Feb 29 10:11:12 +0000 2024\"") == 19782);
  CHECK(day_of("1709200000") == 19782);
  CHECK(day_of("1709200000123") == 19782);
  for (const char* none : {"",
                           " ",
                           "\"",
                           "\"\"",
                           "null",
                           "{}",
                           "\"2023-02-29\"",
                           "\"2024-13-01\"",
                           "\"2024-00-01\"",
                           "\"2024-2-29\"",
                           "\"2024-02-299\"",
                           "\"29-02-2024\"",
                           "\"1024-02-29\"",
                           "\"9999-02-28\"",
                           "\"10:12\"",
                           "12",
                           "-1709200000",
                           "1e300",
                           "nan",
                           "\"Thu XFe 29 10:11:12 +0000 2024\"",
                           "\"+024-02-29\"",
                           "17092000x"})
    CHECK_FALSE(day_of(none).has_value());
}

TEST_CASE("counts of scores tell what any threshold gives", "[messages]") {
  MessageCounts counts;
  const auto add = [&](double score, bool gold) {
    ReportedMessage each = message(1, score);
    each.gold = gold;
    counts.add(each);
  };
  add(0, false);
  add(0.2, false);
  add(0.5, true);
  add(0.7, false);
  add(0.95, true);
  add(1, true);
  ReportedMessage unjudged = message(7, 0.1);
  counts.add(unjudged);
  CHECK(counts.all.messages == 7);
  CHECK(counts.all.hateful == 4);
  CHECK(counts.judged.right_hateful == 3);
  CHECK(counts.judged.wrong_hateful == 1);
  CHECK(counts.judged.missed == 0);
  CHECK(counts.judged.right_other == 2);
  CHECK(counts.share_from(0.5) == Approx(4.0 / 7));
  CHECK(counts.share_from(0) == 1);
  CHECK(*counts.quality(0.5).precision == Approx(0.75));
  CHECK(*counts.quality(0.71).precision == 1);
  CHECK(counts.quality(0.71).recall == Approx(2.0 / 3));
  const std::vector<std::size_t> bins = counts.histogram(20);
  CHECK(bins[0] == 1);
  CHECK(bins[10] == 1);
  CHECK(bins[19] == 2);
  CHECK(std::accumulate(bins.begin(), bins.end(), std::size_t{0}) == 7);
  const Calibration reliability = counts.reliability();
  CHECK(reliability.bins[9].answers == 2);
  CHECK(reliability.bins[9].right == 1);
  CHECK(reliability.bins[7].right == 0);
  CHECK(reliability.expected_error == Approx((0 + 0.2 + 0.5 + 0.7 + 0.05 + 0) / 6).margin(0.002));
}

TEST_CASE("the messages that are kept do not depend on their order", "[messages]") {
  std::vector<ReportedMessage> messages = many(5000);
  const MessageReportOptions options = {.highest = 50, .near = 40};
  const auto kept = [&] {
    MessageSample sample(options);
    for (const ReportedMessage& each : messages) sample.add(each);
    return sample.messages();
  };
  const std::vector<KeptMessage> first = kept();
  CHECK(numbers(first, false).size() == 50);
  CHECK(numbers(first, true).size() == 40);
  CHECK(first.front().about.score == Approx(0.9998));
  CHECK(first[49].about.score == Approx(0.99));
  CHECK(std::is_sorted(first.begin(), first.end(),
                       [](const KeptMessage& a, const KeptMessage& b) { return a.about.score > b.about.score; }));
  std::mt19937 random(1);
  std::shuffle(messages.begin(), messages.end(), random);
  const std::vector<KeptMessage> again = kept();
  CHECK(numbers(first, false) == numbers(again, false));
  CHECK(numbers(first, true) == numbers(again, true));
  // Each message near the threshold is as likely: their scores lie on both sides of it, spread out.
  double sum = 0, low = 1, high = 0;
  for (const KeptMessage& each : first)
    if (each.near) {
      sum += each.about.score;
      low = std::min(low, each.about.score);
      high = std::max(high, each.about.score);
    }
  CHECK(sum / 40 == Approx(0.5).margin(0.03));
  CHECK(low < 0.43);
  CHECK(high > 0.57);
}

TEST_CASE("a message stands once, and a long one is cut at a character", "[messages]") {
  MessageSample sample({.highest = 2, .near = 5});
  std::string text = "é";
  while (text.size() < 5000) text += "éa";
  sample.add(message(1, 0.55, text));
  sample.add(message(2, 0.52));
  sample.add(message(3, 0.51));
  const auto kept = sample.messages();
  CHECK(numbers(kept, false) == std::vector<std::size_t>{1, 2});
  CHECK(numbers(kept, true) == std::vector<std::size_t>{3});
  CHECK(kept[0].cut);
  CHECK(kept[0].text.size() <= 2000);
  CHECK(kept[0].text.size() >= 1999);
  CHECK(kept[0].text.ends_with("éa"));
}

TEST_CASE("names are bounded", "[messages]") {
  NamedTallies tallies(3, "andere");
  for (int i = 0; i < 10; ++i) tallies.add("bestand" + std::to_string(i), i % 2 == 0);
  tallies.add("bestand0", true);
  CHECK(tallies.all().size() == 4);
  CHECK(tallies.all().at("bestand0").hateful == 2);
  CHECK(tallies.all().at("andere").messages == 7);
}

TEST_CASE("the page says what is known, and leaves out what is not", "[messages]") {
  std::vector<ReportedMessage> messages = many(1200);
  for (ReportedMessage& each : messages) each.gold.reset(), each.day.reset();
  MessageReportFacts facts;
  facts.models.resize(1);
  facts.models[0].name = "model-een";
  facts.models[0].measurements = {
      {.metric = "macro_f1", .value = 0.87, .low = 0.84, .high = 0.9, .data = "dev.jsonl", .records = 300, .command = ""}};
  std::string page = page_of(messages, facts);
  CHECK(holds(page, "<th scope=\"row\">Berichten</th><td class=\"n\">1.200</td>"));
  CHECK(holds(page, "<td class=\"n\">600 (50\u00A0%)</td>"));
  CHECK(holds(page, "Wat van de modellen bekend is"));
  CHECK(holds(page, "<td>macro-F1</td><td class=\"n\">0,87</td><td class=\"n\">0,84 – 0,9</td>"));
  for (const char* absent :
       {"Naast het oordeel", "In de tijd", "Per bestand", "Waarom mensen worden aangevallen", "tweede model", "Konden niet"})
    CHECK_FALSE(holds(page, absent));

  messages = many(1200);
  for (ReportedMessage& each : messages) {
    each.target = each.number % 2 == 0 ? "religion" : each.number % 7 == 0 ? "<own>" : "";
    each.file = each.number < 400 ? "een.jsonl" : "twee.jsonl";
    each.asked_both = each.number <= 120;
  }
  facts.second_from = 0.05;
  facts.failed = 3;
  page = page_of(messages, facts);
  for (const char* present : {"Naast het oordeel", "In de tijd", "Per bestand", "Waarom mensen worden aangevallen",
                              "<td>geloof</td>", "<td>&lt;own&gt;</td>", "<td class=\"n\">120 (10\u00A0%)</td>", "per week",
                              "Konden niet gelezen worden</th><td class=\"n\">3<"})
    CHECK(holds(page, present));
  CHECK_FALSE(holds(page, "Wat van de modellen"));
}

TEST_CASE("the page is the same from several threads", "[messages]") {
  const std::vector<ReportedMessage> messages = many(4000);
  MessageReport report;
  std::vector<std::thread> threads;
  for (std::size_t part = 0; part < 4; ++part)
    threads.emplace_back([&, part] {
      for (std::size_t i = 4000; i-- > 0;)
        if (i % 4 == part) report.add({&messages[i], 1});
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(report.page({}) == page_of(messages));
}

TEST_CASE("hostile messages are text in the page", "[messages]") {
  ReportedMessage bad = message(1, 0.99, "</script><img src=x onerror=alert(1)> \u202Eavond\u2069 {{messages}} \"'");
  bad.target = "<b>";
  bad.file = "a<i>b.jsonl";
  const std::string page = page_of({bad, message(2, 0.1)}, {}, [](std::string_view text, bool) {
    return text.size() < 9 ? std::vector<Explanation>() : std::vector<Explanation>{{{0, 9}, 0.5}, {{9, text.size()}, -0.2}};
  });
  CHECK(holds(page, "<span class=\"off shade-10\" title=\"0.5\">&lt;/script&gt;</span>"));
  CHECK(holds(page, "&lt;img src=x onerror=alert(1)&gt; [U+202E]avond[U+2069] {{messages}} &quot;&#39;</span>"));
  CHECK(holds(page, "<td>&lt;b&gt;</td>"));
  CHECK(holds(page, "a&lt;i&gt;b.jsonl"));
  CHECK_FALSE(holds(page, "<img"));
  CHECK_FALSE(holds(page, " style="));  // the page's own policy would refuse it
}

TEST_CASE("a page of no messages is a page", "[messages]") {
  const std::string page = page_of({});
  CHECK(holds(page, "<td class=\"n\">0</td>"));
  CHECK(holds(page, "</html>"));
}
