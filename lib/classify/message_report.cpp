#include "klinker/classify/message_report.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <mutex>

#include "klinker/text/table.h"
#include "marked_text.h"
#include "message_counts.h"
#include "message_sample.h"
#include "plot.h"
#include "reliability_plot.h"
#include "text/html.h"
#include "wilson.h"

namespace klinker {
namespace {

constexpr std::size_t kRows = 50;     // of a table of files or targets
constexpr std::size_t kPeriods = 62;  // points of a curve over time, at most
constexpr std::size_t kBins = 20;     // of the histogram
constexpr int kSteps = 100;           // of a curve over thresholds

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string of_all(std::size_t part, std::size_t whole) {
  return dutch_count(part) + " (" + dutch_percent(share(part, whole), 2) + ")";
}

std::string range(std::size_t part, std::size_t whole) {
  const Interval interval = wilson(static_cast<double>(part), static_cast<double>(whole));
  return dutch_percent(interval.low) + " – " + dutch_percent(interval.high);
}

std::string cell(const std::string& html, const char* kind = "") { return "<td" + std::string(kind) + ">" + html + "</td>"; }
std::string numeric(const std::string& html) { return cell(html, " class=\"n\""); }

// A table in a frame that scrolls where the page is narrow. Headings that begin with '#' stand above numbers.
std::string table(const std::vector<std::string>& headings, const std::string& rows) {
  std::string out = "<div class=\"wide\"><table><thead><tr>";
  for (const std::string& heading : headings)
    out += heading.starts_with('#') ? "<th scope=\"col\" class=\"n\">" + heading.substr(1) + "</th>"
                                    : "<th scope=\"col\">" + heading + "</th>";
  return out + "</tr></thead><tbody>\n" + rows + "</tbody></table></div>\n";
}

std::string section(const std::string& title, const std::string& html) {
  return html.empty() ? "" : "<section>\n<h2>" + title + "</h2>\n" + html + "</section>\n";
}

std::string soft(const std::string& html) { return "<p class=\"soft\">" + html + "</p>\n"; }

// A bar in a row of a table, as long as `value` of 1.
std::string bar(double value) {
  return "<svg class=\"bar\" width=\"120\" height=\"10\" aria-hidden=\"true\"><rect height=\"10\" width=\"" +
         short_number(120 * std::clamp(value, 0.0, 1.0), 1) + "\" fill=\"var(--a)\"/></svg>";
}

std::string figures(const MessageCounts& counts, const MessageReportOptions& options, const MessageReportFacts& facts) {
  std::string rows;
  const auto row = [&](const std::string& name, const std::string& value) {
    rows += "<tr><th scope=\"row\">" + name + "</th>" + numeric(value) + "</tr>\n";
  };
  row("Berichten", dutch_count(counts.all.messages));
  row("Haatdragend genoemd", of_all(counts.all.hateful, counts.all.messages));
  row("Drempel van de score", dutch_number(options.threshold, 4));
  if (facts.second_from)
    row("Ook door het tweede model gelezen (score vanaf " + dutch_number(*facts.second_from, 4) + ")",
        of_all(counts.asked_both, counts.all.messages));
  if (facts.failed > 0) row("Konden niet gelezen worden", dutch_count(facts.failed));
  return "<table>" + rows + "</table>\n";
}

// By name, those with the most hateful messages first.
std::string file_table(const NamedTallies& tallies) {
  std::vector<std::pair<std::string, Tally>> sorted(tallies.all().begin(), tallies.all().end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second.hateful > b.second.hateful; });
  std::string rows;
  for (std::size_t i = 0; i < std::min(kRows, sorted.size()); ++i) {
    const auto& [name, tally] = sorted[i];
    const double rate = share(tally.hateful, tally.messages);
    rows += "<tr>" + cell(name == "-" ? "standaardinvoer" : html_escape(name)) + numeric(dutch_count(tally.messages)) +
            numeric(dutch_count(tally.hateful)) + numeric(dutch_percent(rate)) + cell(bar(rate)) +
            numeric(range(tally.hateful, tally.messages)) + "</tr>\n";
  }
  return table({"bestand", "#berichten", "#haatdragend", "#aandeel", "", "#95%-interval"}, rows) +
         (sorted.size() > kRows ? soft("De " + dutch_count(kRows) + " met de meeste haatdragende berichten, van " +
                                       dutch_count(sorted.size()) + ".")
                                : "");
}

std::string files(const MessageCounts& counts) {
  return counts.files.all().size() < 2 ? "" : section("Per bestand", file_table(counts.files));
}

// The label of a model as Dutch readers say it; one that the table does not have stays as it is.
std::string in_dutch(const std::string& label) {
  static const std::vector<TableRow> kRowsOfLabels =
      parse_table(builtin_table("classify/tables/report-labels.tsv"), 2, "report-labels.tsv");
  for (const TableRow& row : kRowsOfLabels)
    if (row.columns[0] == label) return html_escape(row.columns[1]);
  return html_escape(label);
}

// How many messages have each label, the most first.
std::string kind_table(const NamedTallies& tallies, std::size_t whole, const char* title, const char* heading,
                       const char* share_heading) {
  if (tallies.all().empty()) return "";
  std::vector<std::pair<std::string, Tally>> sorted(tallies.all().begin(), tallies.all().end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second.messages > b.second.messages; });
  std::string rows;
  for (const auto& [name, tally] : sorted)
    rows += "<tr>" + cell(in_dutch(name)) + numeric(dutch_count(tally.messages)) +
            numeric(dutch_percent(share(tally.messages, whole))) + cell(bar(share(tally.messages, whole))) + "</tr>\n";
  return section(title, table({heading, "#berichten", share_heading, ""}, rows));
}

// What the models say of messages beside the score, where they do.
std::string kinds(const MessageCounts& counts) {
  return kind_table(counts.categories, counts.all.messages, "Wat voor berichten", "soort", "#van alle berichten") +
         kind_table(counts.targets, counts.all.hateful, "Waarom mensen worden aangevallen", "doelwit",
                    "#van de haatdragende") +
         kind_table(counts.modes, counts.all.hateful, "Openlijk of verhuld", "vorm", "#van de haatdragende");
}

// Days of which a curve takes the sum, and how their first one is written.
struct Period {
  const char* each;
  const char* format;
  int (*first_day)(int day);
};

std::chrono::year_month_day date_of(int day) {
  return std::chrono::year_month_day(std::chrono::sys_days(std::chrono::days(day)));
}

int day_number(std::chrono::year_month_day date) {
  return static_cast<int>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::string written(int day, const char* format) {
  const auto date = date_of(day);
  std::string out;
  for (const char* c = format; *c != '\0'; ++c) {
    char number[16] = {*c, '\0'};
    if (*c == 'd') std::snprintf(number, sizeof number, "%02u", static_cast<unsigned>(date.day()));
    if (*c == 'm') std::snprintf(number, sizeof number, "%02u", static_cast<unsigned>(date.month()));
    if (*c == 'y') std::snprintf(number, sizeof number, "%d", static_cast<int>(date.year()));
    out += number;
  }
  return out;
}

constexpr Period kPeriodsOfTime[] = {
    {"dag", "d-m-y", [](int day) { return day; }},
    {"week", "d-m-y", [](int day) { return day - (day + 3) % 7; }},  // 1970-01-01 was a Thursday
    {"maand", "m-y", [](int day) { return day_number(date_of(day).year() / date_of(day).month() / 1); }},
    {"jaar", "y", [](int day) { return day_number(date_of(day).year() / 1 / 1); }},
};

std::map<int, Tally> by_period(const std::map<int, Tally>& days, const Period& period) {
  std::map<int, Tally> out;
  for (const auto& [day, tally] : days) {
    Tally& sum = out[period.first_day(day)];
    sum.messages += tally.messages;
    sum.hateful += tally.hateful;
  }
  return out;
}

std::string over_time(const MessageCounts& counts) {
  if (counts.days.empty()) return "";
  const Period* period = kPeriodsOfTime;
  std::map<int, Tally> tallies = by_period(counts.days, *period);
  while (tallies.size() > kPeriods && period + 1 < std::end(kPeriodsOfTime)) tallies = by_period(counts.days, *++period);
  double highest = 0, most = 0;
  for (const auto& [day, tally] : tallies) {
    highest = std::max(highest, share(tally.hateful, tally.messages));
    most = std::max(most, static_cast<double>(tally.messages));
  }
  const int first = tallies.begin()->first, last = tallies.rbegin()->first;
  PlotAxes axes{.left = static_cast<double>(first),
                .right = static_cast<double>(last),
                .top = 100 * highest,
                .left_label = written(first, period->format),
                .right_label = written(last, period->format),
                .dutch = true};
  Plot rates(axes);
  axes.top = most;
  Plot messages(axes);
  Plot::Points rate_curve, message_curve;
  for (const auto& [day, tally] : tallies) {
    const double rate = share(tally.hateful, tally.messages);
    const std::string title = written(day, period->format) + ": " + of_all(tally.hateful, tally.messages) + " van " +
                              dutch_count(tally.messages) + ", 95%-interval " + range(tally.hateful, tally.messages);
    rate_curve.emplace_back(day, 100 * rate);
    message_curve.emplace_back(day, static_cast<double>(tally.messages));
    rates.dot(day, 100 * rate, 2.5, "var(--a)", title);
    messages.dot(day, static_cast<double>(tally.messages), 2.5, "var(--b)", title);
  }
  rates.curve(rate_curve, "var(--a)");
  messages.curve(message_curve, "var(--b)");
  const std::string each = std::string("per ") + period->each;
  return section(
      "In de tijd",
      "<div class=\"figures\">" +
          rates.figure("Aandeel haatdragende berichten " + each, "Haatdragend, in procenten, " + each) +
          messages.figure("Berichten " + each, "Berichten " + each) + "</div>\n" +
          (counts.without_day > 0 ? soft(dutch_count(counts.without_day) + " berichten zonder datum tellen hier niet mee.")
                                  : ""));
}

std::string score_histogram(const MessageCounts& counts, double threshold) {
  const std::vector<std::size_t> bins = counts.histogram(kBins);
  const double most = static_cast<double>(*std::max_element(bins.begin(), bins.end()));
  Plot plot({.top = most, .logarithmic = true, .dutch = true});
  for (std::size_t i = 0; i < kBins; ++i) {
    if (bins[i] == 0) continue;
    const double from = static_cast<double>(i) / kBins, to = static_cast<double>(i + 1) / kBins;
    plot.bar(from, to, static_cast<double>(bins[i]), "var(--b)",
             "score " + dutch_number(from, 2) + " tot " + dutch_number(to, 2) + ": " + dutch_count(bins[i]) + " berichten");
  }
  plot.line(threshold, 0, threshold, most, "stroke=\"var(--a)\" stroke-dasharray=\"4 4\"");
  return plot.figure("Berichten naar score",
                     "Berichten naar score; omhoog vertienvoudigen de lijnen. Streepjes: de drempel");
}

// What a curve over thresholds shows.
template <class Value>
Plot::Points over_thresholds(Value value) {
  Plot::Points points;
  for (int i = 0; i <= kSteps; ++i) {
    const double threshold = static_cast<double>(i) / kSteps;
    if (const std::optional<double> y = value(threshold)) points.emplace_back(threshold, *y);
  }
  return points;
}

void mark_threshold(Plot& plot, double threshold, double top) {
  plot.line(threshold, 0, threshold, top, "stroke=\"var(--soft)\" stroke-dasharray=\"1 3\"");
}

std::string called_hateful(const MessageCounts& counts, const MessageReportFacts& facts, double threshold) {
  const Plot::Points called = over_thresholds([&](double at) -> std::optional<double> {
    return at < 0.05 ? std::nullopt : std::optional(100 * counts.share_from(at));
  });
  Plot::Points alarms;
  for (const auto& [at, alarm] : facts.false_alarms) alarms.emplace_back(at, 100 * alarm);
  double top = 0;
  for (const Plot::Points& curve : {called, alarms})
    for (const auto& point : curve) top = std::max(top, point.second);
  Plot plot({.top = top, .dutch = true});
  mark_threshold(plot, threshold, top);
  plot.curve(called, "var(--a)");
  if (!alarms.empty()) plot.curve(alarms, "var(--b)", 2, "stroke-dasharray=\"6 3\"");
  return plot.figure("Aandeel van de berichten met ten minste een score",
                     "In procenten, naar drempel: <span class=\"key a\">berichten die hem halen</span>" +
                         std::string(alarms.empty() ? ""
                                                    : "; streepjes: <span class=\"key b\">onschuldige regels</span> van "
                                                      "debatten en nieuws die hem haalden toen het model werd gemeten"));
}

std::string quality_curves(const MessageCounts& counts, double threshold) {
  const auto precision = [&](double at) { return counts.quality(at).precision; };
  const auto recall = [&](double at) { return std::optional(counts.quality(at).recall); };
  const auto f1 = [&](double at) -> std::optional<double> {
    const MessageCounts::Quality quality = counts.quality(at);
    const double sum = quality.precision.value_or(0) + quality.recall;
    return sum > 0 ? 2 * quality.precision.value_or(0) * quality.recall / sum : 0;
  };
  Plot plot({.dutch = true});
  mark_threshold(plot, threshold, 1);
  plot.curve(over_thresholds(precision), "var(--a)");
  plot.curve(over_thresholds(recall), "var(--b)", 2, "stroke-dasharray=\"6 3\"");
  plot.curve(over_thresholds(f1), "var(--soft)", 2, "stroke-dasharray=\"2 3\"");
  return plot.figure(
      "Precisie, vangst en F1 naar drempel",
      "Naar drempel: <span class=\"key a\">precisie</span> (doorgetrokken), <span class=\"key b\">vangst</span> "
      "(streepjes), F1 (stippels)");
}

std::string judged(const MessageCounts& counts, double threshold) {
  const MessageCounts::Judged& judged = counts.judged;
  if (judged.all() == 0) return "";
  const std::size_t called = judged.right_hateful + judged.wrong_hateful, gold = judged.right_hateful + judged.missed;
  std::string rows;
  const auto row = [&](const char* name, std::size_t part, std::size_t whole) {
    if (whole == 0) return;
    rows += "<tr><th scope=\"row\">" + std::string(name) + "</th>" +
            numeric(dutch_count(part) + " van " + dutch_count(whole)) + numeric(dutch_percent(share(part, whole))) +
            numeric(range(part, whole)) + "</tr>\n";
  };
  row("Haatdragend genoemd, en dat volgens mensen ook (precisie)", judged.right_hateful, called);
  row("Haatdragend volgens mensen, en zo genoemd (vangst)", judged.right_hateful, gold);
  row("Niet haatdragend volgens mensen, toch zo genoemd (vals alarm)", judged.wrong_hateful, judged.all() - gold);
  const Calibration reliability = counts.reliability();
  Plot plot({.dutch = true});
  plot_reliability(plot, reliability, [](const ReliabilityBin& bin) {
    return dutch_count(bin.answers) + " berichten, gemiddelde score " + dutch_number(bin.score, 2) + ", haatdragend " +
           dutch_percent(bin.right);
  });
  return section(
      "Naast het oordeel van mensen",
      soft("Over " + dutch_count(judged.all()) + " berichten met een oordeel in \"gold\" of \"label\".") +
          table({"", "#berichten", "#aandeel", "#95%-interval"}, rows) + "<div class=\"figures\">" +
          plot.figure("Betrouwbaarheid van de scores",
                      "Hoe vaak berichten met een score haatdragend zijn; op de streepjeslijn betekent een score wat hij "
                      "zegt. Verwachte fout " +
                          dutch_number(reliability.expected_error, 3)) +
          quality_curves(counts, threshold) + "</div>\n");
}

// What was measured when the models were made: all there is where nobody has judged these messages.
std::string cards(const MessageReportFacts& facts) {
  const auto name = [](const std::string& metric) -> std::string {
    if (metric == "accuracy") return "juist";
    if (metric == "macro_f1") return "macro-F1";
    if (metric == "expected_calibration_error") return "fout van de scores";
    return metric;
  };
  std::string rows;
  for (const ModelInfo& model : facts.models)
    for (const Measurement& each : model.measurements)
      rows += "<tr>" + cell(html_escape(model.name)) + cell(html_escape(name(each.metric))) +
              numeric(dutch_number(each.value, 3)) +
              numeric(each.low == each.high ? "" : dutch_number(each.low, 3) + " – " + dutch_number(each.high, 3)) +
              cell(html_escape(each.data)) + numeric(dutch_count(each.records)) + "</tr>\n";
  if (rows.empty()) return "";
  return section(
      "Wat van de modellen bekend is",
      soft("Van hun kaarten, elk model apart en op andere berichten dan deze gemeten: hier kan het anders zijn. Heeft een "
           "deel van de berichten een oordeel van mensen in \"gold\", dan staat op deze pagina hoe het met deze "
           "berichten gaat.") +
          table({"model", "maat", "#waarde", "#95%-interval", "gemeten op", "#berichten"}, rows));
}

// The columns that a table of messages has: those that say something.
struct Columns {
  bool gold = false, target = false, category = false, mode = false, day = false, file = false;

  explicit Columns(const std::vector<KeptMessage>& messages) {
    for (const KeptMessage& each : messages) {
      gold |= each.about.gold.has_value();
      target |= !each.target.empty();
      category |= !each.category.empty();
      mode |= !each.mode.empty();
      day |= each.about.day.has_value();
      file |= each.file != messages.front().file;
    }
  }
};

std::string said(bool hateful) { return hateful ? "haatdragend" : "niet haatdragend"; }

std::string message_row(const KeptMessage& message, const Columns& columns, const MessageReport::Explain& explain) {
  const ReportedMessage& about = message.about;
  std::string out = "<tr>" + numeric(dutch_number(about.score, 3)) + cell(said(about.hateful)) +
                    cell(message.near ? "bij de drempel" : "hoogste");
  if (columns.gold) out += cell(about.gold ? said(*about.gold) : "");
  if (columns.target) out += cell(in_dutch(message.target));
  if (columns.mode) out += cell(in_dutch(message.mode));
  if (columns.category) out += cell(in_dutch(message.category));
  out += cell(marked_text(message.text, explain ? explain(message.text, about.asked_both) : std::vector<Explanation>()) +
                  (message.cut ? " <small>(ingekort)</small>" : ""),
              " class=\"message\" dir=\"auto\"");
  if (columns.day) out += cell(about.day ? written(*about.day, "y-m-d") : "");
  if (columns.file) out += cell(html_escape(message.file), " class=\"file\"");
  return out + numeric(std::to_string(about.number)) + "</tr>\n";
}

std::string message_table(const std::vector<KeptMessage>& messages, const MessageReport::Explain& explain) {
  const Columns columns(messages);
  std::string head;
  const auto heading = [&](const char* title, bool shown = true, const char* kind = "") {
    if (shown) head += "<th scope=\"col\"" + std::string(kind) + ">" + title + "</th>";
  };
  heading("score", true, " class=\"n\" data-sort=\"number\" aria-sort=\"descending\"");
  heading("genoemd", true, " data-filter");
  heading("gekozen als", true, " data-filter");
  heading("volgens mensen", columns.gold, " data-filter");
  heading("doelwit", columns.target, " data-filter");
  heading("vorm", columns.mode, " data-filter");
  heading("soort", columns.category, " data-filter");
  heading("bericht");
  heading("datum", columns.day);
  heading("bestand", columns.file);
  heading("nummer", true, " class=\"n\" data-sort=\"number\"");
  std::string rows;
  for (const KeptMessage& message : messages) rows += message_row(message, columns, explain);
  return "<div class=\"wide\"><table class=\"messages\"><thead><tr>" + head + "</tr></thead><tbody>\n" + rows +
         "</tbody></table></div>\n";
}

}  // namespace

struct MessageReport::State {
  explicit State(const MessageReportOptions& asked) : options(asked), sample(asked) {}

  MessageReportOptions options;
  std::mutex mutex;
  MessageCounts counts;
  MessageSample sample;
};

MessageReport::MessageReport(const MessageReportOptions& options) : state_(std::make_unique<State>(options)) {}
MessageReport::~MessageReport() = default;

void MessageReport::add(std::span<const ReportedMessage> messages) {
  const std::lock_guard lock(state_->mutex);
  for (const ReportedMessage& message : messages) {
    state_->counts.add(message);
    state_->sample.add(message);
  }
}

std::string MessageReport::page(const MessageReportFacts& facts, const Explain& explain) const {
  const std::lock_guard lock(state_->mutex);
  const MessageCounts& counts = state_->counts;
  const MessageReportOptions& options = state_->options;
  const std::vector<KeptMessage> messages = state_->sample.messages();
  const std::string scores = "<div class=\"figures\">" + score_histogram(counts, options.threshold) +
                             called_hateful(counts, facts, options.threshold) + "</div>\n";
  return html_page(
      {.language = "nl",
       .title = "Haat in een verzameling berichten",
       .styles = {"classify/pages/plot.css", "classify/pages/messages.css"},
       .scripts = {"classify/pages/messages.js"},
       .body = fill_template("classify/pages/messages.html", {{"figures", figures(counts, options, facts)},
                                                              {"time", over_time(counts)},
                                                              {"files", files(counts)},
                                                              {"kinds", kinds(counts)},
                                                              {"scores", section("Scores", scores)},
                                                              {"judged", judged(counts, options.threshold)},
                                                              {"cards", counts.judged.all() == 0 ? cards(facts) : ""},
                                                              {"highest", dutch_count(options.highest)},
                                                              {"near", dutch_count(options.near)},
                                                              {"margin", dutch_number(options.margin, 2)},
                                                              {"shown", dutch_count(messages.size())},
                                                              {"messages", message_table(messages, explain)}})});
}

}  // namespace klinker
