#include "klinker/classify/report.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "plot.h"

namespace klinker {
namespace {

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --ink: #1d1d1f; --soft: #6b6b70; --line: #d8d8dc; --back: #fff; --a: #b5482a; --b: #2a6fb5; --cell: 42,111,181; --off: 181,72,42; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf0; --soft: #a0a0a8; --line: #3a3a40; --back: #17171a; --a: #e8835f; --b: #6aa9e6; --cell: 106,169,230; --off: 232,131,95; } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #555; --line: #bbb; --back: #fff; --a: #b5482a; --b: #2a6fb5; --cell: 42,111,181; --off: 181,72,42; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } figure, tr { break-inside: avoid; } h2 { break-after: avoid; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back); max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2rem; } p.sub, .soft { color: var(--soft); } p.sub { margin-top: .2rem; }
table { border-collapse: collapse; } th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .wide { overflow-x: auto; }
table.matrix td { text-align: center; min-width: 4rem; border: 1px solid var(--line); }
table.dense { font-size: 9px; line-height: 1.2; } table.dense td { min-width: 11px; padding: 0; border: 1px solid var(--line); text-align: center; overflow-wrap: normal; } table.dense th { padding: 0 4px; border: 0; font-weight: normal; white-space: nowrap; }
table.dense th.up { writing-mode: vertical-rl; transform: rotate(180deg); padding: 4px 0; vertical-align: bottom; } table.dense tr > th:first-child { text-align: right; }
.figures { display: flex; flex-wrap: wrap; gap: 1.2rem; } .figures figure { margin: 0; max-width: 420px; } figcaption { color: var(--soft); font-size: .85rem; } svg { max-width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 11px; } svg .axis { stroke: var(--line); } code { font-size: .85rem; overflow-wrap: anywhere; }
.key { font-weight: 600; } .key.a { color: var(--a); } .key.b { color: var(--b); }
.words span { border-radius: 3px; padding: 0 1px; } .gold { border-bottom: 3px solid var(--b); } .found { background: rgba(var(--off),.3); } .words small { color: var(--soft); }
)";

std::string percent(double value) { return short_number(100 * value, 1) + " %"; }

std::string cell(const std::string& text, bool numeric = false) {
  return (numeric ? "<td class=\"n\">" : "<td>") + text + "</td>";
}

std::string header(const std::vector<std::string>& left, const std::vector<std::string>& numeric) {
  std::string out = "<tr>";
  for (const std::string& text : left) out += "<th>" + text + "</th>";
  for (const std::string& text : numeric) out += "<th class=\"n\">" + text + "</th>";
  return out + "</tr>";
}

std::string readable(std::string name) {
  if (const std::size_t f1 = name.find("f1"); f1 != std::string::npos) name[f1] = 'F';
  std::replace(name.begin(), name.end(), '_', ' ');
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

std::string range(Interval interval) { return short_number(interval.low) + " to " + short_number(interval.high); }

std::string key_figures(const Evaluation& evaluation) {
  std::string out = "<h2>Figures</h2><table>" + header({""}, {"value", "95 % interval"});
  const auto row = [&](const std::string& name, const std::string& value, const std::string& interval) {
    out += "<tr>" + cell(name) + cell(value, true) + cell(interval, true) + "</tr>";
  };
  for (const Figure& figure : evaluation.figures)
    row(readable(figure.name), short_number(figure.value), range(figure.interval));
  row("Calibration error (before temperature scaling " + short_number(evaluation.uncalibrated.expected_error) + ")",
      short_number(evaluation.calibrated.expected_error), "");
  row("Records", std::to_string(evaluation.records), "");
  return out + "</table>\n";
}

std::string comparison(const Report& report) {
  if (report.differences.empty()) return "";
  std::string out = "<h2>Beside " + html_escape(report.compared_with) + "</h2><table>" +
                    header({""}, {"this model", "the other", "difference", "95 % interval", "p"});
  for (const Difference& each : report.differences)
    out += "<tr>" + cell(readable(each.name)) + cell(short_number(each.first), true) +
           cell(short_number(each.second), true) + cell(short_number(each.first - each.second), true) +
           cell(range(each.interval), true) + cell(short_number(each.p, 4), true) + "</tr>";
  return out +
         "</table><p class=\"soft\">Intervals: paired bootstrap over the records. p: approximate randomisation, "
         "two-sided.</p>\n";
}

Plot::Points points(const std::vector<EpochMetrics>& epochs, double EpochMetrics::*value) {
  Plot::Points out;
  for (const EpochMetrics& epoch : epochs) out.emplace_back(static_cast<double>(epoch.step), epoch.*value);
  return out;
}

std::string loss_curves(const TrainingLog& log) {
  const Plot::Points train = points(log.epochs, &EpochMetrics::train_loss),
                     dev = points(log.epochs, &EpochMetrics::dev_loss);
  Plot::Points steps;
  for (const StepMetrics& step : log.steps) steps.emplace_back(static_cast<double>(step.step), step.loss);
  double highest = 0;
  for (const Plot::Points& curve : {train, dev, steps})
    for (const auto& point : curve) highest = std::max(highest, point.second);
  Plot plot(1, static_cast<double>(log.epochs.back().step), highest);
  plot.curve(steps, "var(--a)", 0.8);
  plot.curve(train, "var(--a)");
  plot.curve(dev, "var(--b)");
  for (const EpochMetrics& epoch : log.epochs)
    plot.dot(static_cast<double>(epoch.step), epoch.dev_loss, epoch.best ? 3.5 : 1.5, "var(--b)",
             "epoch " + std::to_string(epoch.epoch) + ": " + short_number(epoch.dev_loss));
  return plot.figure("Loss by step",
                     "Loss by step: <span class=\"key a\">training</span> (thin: between epochs), "
                     "<span class=\"key b\">development</span>; large dots are the epochs that were the best so far");
}

std::string quality_curves(const TrainingLog& log) {
  Plot plot(1, static_cast<double>(log.epochs.back().step), 1);
  std::string caption = "On development data by step";
  const char* const colours[] = {"a", "b"};
  for (std::size_t i = 0; i < std::min<std::size_t>(2, log.epochs.front().dev.size()); ++i) {
    const std::string colour = std::string("var(--") + colours[i] + ")", name = readable(log.epochs.front().dev[i].first);
    Plot::Points curve;
    for (const EpochMetrics& epoch : log.epochs) {
      curve.emplace_back(static_cast<double>(epoch.step), epoch.dev[i].second);
      plot.dot(curve.back().first, curve.back().second, epoch.best ? 3.5 : 1.5, colour,
               "epoch " + std::to_string(epoch.epoch) + ": " + name + " " + short_number(curve.back().second));
    }
    plot.curve(curve, colour);
    caption += std::string(i == 0 ? ": " : ", ") + "<span class=\"key " + colours[i] + "\">" + html_escape(name) + "</span>";
  }
  return plot.figure("Figures on development data by step", caption);
}

std::string class_table(const Evaluation& evaluation) {
  const bool types = evaluation.task == Task::token;
  std::string out = std::string("<h2>") + (types ? "Types of entities" : "Labels") + "</h2><table>" +
                    header({types ? "type" : "label"}, {"precision", "recall", "F1", types ? "entities" : "records"});
  for (std::size_t i = 0; i < evaluation.labels.size(); ++i) {
    const LabelCounts& counts = evaluation.classes[i];
    out += "<tr>" + cell(html_escape(evaluation.labels[i]));
    for (const double value : {counts.precision(), counts.recall(), counts.f1()}) out += cell(short_number(value), true);
    out += cell(std::to_string(counts.support()), true) + "</tr>";
  }
  return out + "</table>\n";
}

// With many labels only the counts, and the names turned.
std::string confusion_table(const Evaluation& evaluation) {
  constexpr std::size_t kFew = 8;
  const std::vector<std::string>& labels = evaluation.labels;
  const bool dense = labels.size() > kFew;
  std::string out =
      std::string(
          "<h2>Confusion</h2><p class=\"soft\">Rows: truth. Columns: answer. Darker: a greater share of the row.</p>"
          "<div class=\"wide\"><table class=\"") +
      (dense ? "dense" : "matrix") + "\"><tr><th></th>";
  for (const std::string& label : labels) out += (dense ? "<th class=\"up\">" : "<th>") + html_escape(label) + "</th>";
  out += "</tr>";
  for (std::size_t gold = 0; gold < labels.size(); ++gold) {
    const auto support = static_cast<double>(std::max<std::size_t>(evaluation.classes[gold].support(), 1));
    out += "<tr><th>" + html_escape(labels[gold]) + "</th>";
    for (std::size_t answer = 0; answer < labels.size(); ++answer) {
      const std::size_t count = evaluation.confusion[gold][answer];
      if (count == 0 && dense) {
        out += "<td></td>";
        continue;
      }
      const double share = static_cast<double>(count) / support;
      out += "<td style=\"background:rgba(var(--" + std::string(gold == answer ? "cell" : "off") + ")," +
             short_number(0.75 * share, 2) + ")\" title=\"" + html_escape(labels[gold]) + " as " +
             html_escape(labels[answer]) + ": " + percent(share) + "\">" + std::to_string(count) +
             (dense ? "" : "<br><small>" + percent(share) + "</small>") + "</td>";
    }
    out += "</tr>";
  }
  return out + "</table></div>\n";
}

std::string frequent_confusions(const Evaluation& evaluation) {
  constexpr std::size_t kShown = 15;
  std::vector<std::tuple<std::size_t, std::size_t, std::size_t>> pairs;  // count, gold, answer
  for (std::size_t gold = 0; gold < evaluation.confusion.size(); ++gold)
    for (std::size_t answer = 0; answer < evaluation.confusion.size(); ++answer)
      if (gold != answer && evaluation.confusion[gold][answer] > 0)
        pairs.emplace_back(evaluation.confusion[gold][answer], gold, answer);
  if (evaluation.labels.size() < 3 || pairs.empty()) return "";
  std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return std::get<0>(a) > std::get<0>(b); });
  std::string out =
      "<h2>What is most often taken for what</h2><table>" + header({"truth", "answer"}, {"records", "of all such"});
  for (std::size_t i = 0; i < std::min(kShown, pairs.size()); ++i) {
    const auto [count, gold, answer] = pairs[i];
    out += "<tr>" + cell(html_escape(evaluation.labels[gold])) + cell(html_escape(evaluation.labels[answer])) +
           cell(std::to_string(count), true) +
           cell(percent(static_cast<double>(count) / static_cast<double>(evaluation.classes[gold].support())), true) +
           "</tr>";
  }
  return out + "</table>\n";
}

std::string reliability(const Calibration& calibration, const std::string& title) {
  Plot plot(0, 1, 1);
  const auto bins = static_cast<double>(calibration.bins.size());
  for (std::size_t i = 0; i < calibration.bins.size(); ++i) {
    const ReliabilityBin& bin = calibration.bins[i];
    if (bin.answers == 0) continue;
    const auto at = static_cast<double>(i);
    plot.bar(
        at / bins, (at + 1) / bins, bin.right, "var(--b)",
        std::to_string(bin.answers) + " answers, mean score " + short_number(bin.score) + ", right " + percent(bin.right));
  }
  plot.line(0, 0, 1, 1, "stroke=\"var(--a)\" stroke-dasharray=\"4 4\"");
  return plot.figure(title, title + ": expected error " + short_number(calibration.expected_error));
}

std::string reliabilities(const Report& report) {
  const Evaluation& evaluation = report.evaluation.metrics;
  const auto& bins = evaluation.calibrated.bins;
  const bool answered = std::any_of(bins.begin(), bins.end(), [](const ReliabilityBin& bin) { return bin.answers > 0; });
  if (!answered) return "";  // a tagger that found nothing
  return "<h2>Reliability</h2><p class=\"soft\">How often answers with a score are right; on the dashed line scores mean "
         "what they "
         "say.</p><div class=\"figures\">" +
         reliability(evaluation.uncalibrated, "Before temperature scaling") +
         reliability(evaluation.calibrated, "After it (temperature " + (report.info.temperatures.empty() ? short_number(report.info.temperature) : "of each label") + ")") +
         "</div>\n";
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + html_escape(item);
  return out.empty() ? "<span class=\"soft\">none</span>" : out;
}

// The text with the words that speak for the answer, and those against it, the more coloured the more they do.
std::string marked_text(const WrongAnswer& wrong) {
  double greatest = 0;
  for (const Explanation& word : wrong.explanation) greatest = std::max(greatest, std::abs(word.weight));
  const std::string& text = wrong.example.text;
  std::string out = "<span class=\"words\">";
  std::size_t at = 0;
  for (const Explanation& word : wrong.explanation) {
    out += html_escape(text.substr(at, word.span.start - at));
    const std::string shown = html_escape(word.span.of(text));
    const double share = greatest > 0 ? std::abs(word.weight) / greatest : 0;
    if (share < 0.05) out += shown;
    else
      out += "<span style=\"background:rgba(var(--" + std::string(word.weight > 0 ? "off" : "cell") + ")," +
             short_number(0.6 * share, 2) + ")\" title=\"" + short_number(word.weight, 3) + "\">" + shown + "</span>";
    at = word.span.end;
  }
  out += html_escape(text.substr(at)) + "</span>";
  if (!wrong.example.text_pair.empty())
    out += "<br><span class=\"soft\">" + html_escape(wrong.example.text_pair) + "</span>";
  return out;
}

std::string wrong_texts(const std::vector<WrongAnswer>& worst) {
  const bool explained =
      std::any_of(worst.begin(), worst.end(), [](const WrongAnswer& wrong) { return !wrong.explanation.empty(); });
  std::string out = "<h2>The surest wrong answers</h2>";
  if (explained)
    out +=
        "<p class=\"soft\">Marked are words without which the score of the answer falls (<span class=\"key a\">for "
        "it</span>) or rises "
        "(<span class=\"key b\">against it</span>). They show what this model reacts to, not why a text means what it "
        "means.</p>";
  out += "<table>" + header({"text", "truth", "answer"}, {"score"});
  for (const WrongAnswer& wrong : worst)
    out += "<tr>" + cell(marked_text(wrong)) + cell(joined(wrong.example.labels)) + cell(joined(wrong.answer)) +
           cell(short_number(wrong.score, 2), true) + "</tr>";
  return out + "</table>\n";
}

std::string wrong_sentences(const std::vector<WrongAnswer>& worst) {
  std::string out =
      "<h2>The worst sentences</h2><p class=\"soft\"><span class=\"gold\">Underlined</span>: entities of the truth. <span "
      "class=\"found\">Coloured</span>: those that were found.</p><table>" +
      header({"sentence"}, {"errors"});
  for (const WrongAnswer& wrong : worst) {
    const std::vector<Entity> gold = entities_of(wrong.example.tags), found = entities_of(wrong.answer);
    const auto covers = [](const std::vector<Entity>& entities, std::size_t word) -> const Entity* {
      for (const Entity& entity : entities)
        if (entity.first <= word && word < entity.last) return &entity;
      return nullptr;
    };
    std::string words;
    for (std::size_t i = 0; i < wrong.example.tokens.size(); ++i) {
      const Entity *const in_gold = covers(gold, i), *const in_found = covers(found, i);
      std::string style = in_gold ? "gold" : "";
      if (in_found) style += style.empty() ? "found" : " found";
      words += (i > 0 ? " " : "") + (style.empty() ? std::string() : "<span class=\"" + style + "\">");
      words += html_escape(wrong.example.tokens[i]) + (style.empty() ? "" : "</span>");
      const bool gold_ends = in_gold && in_gold->last == i + 1, found_ends = in_found && in_found->last == i + 1;
      if (gold_ends || found_ends)
        words += " <small>" + (gold_ends ? html_escape(in_gold->type) : "") + (gold_ends && found_ends ? "/" : "") +
                 (found_ends ? "→" + html_escape(in_found->type) : "") + "</small>";
    }
    out += "<tr><td class=\"words\">" + words + "</td>" + cell(std::to_string(wrong.errors), true) + "</tr>";
  }
  return out + "</table>\n";
}

std::string notes(const ModelInfo& info) {
  if (info.notes.empty()) return "";
  std::string out = "<h2>About the model</h2>";
  for (const std::string& note : info.notes) out += "<p>" + html_escape(note) + "</p>";
  return out;
}

}  // namespace

std::string html_report(const Report& report) {
  const Evaluation& evaluation = report.evaluation.metrics;
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" +
      html_escape(report.title) + "</title><style>" + kStyle + "</style></head><body>\n<h1>" + html_escape(report.title) +
      "</h1>\n";
  out += "<p class=\"sub\">Measured on " + html_escape(report.data) + ". <code>" + html_escape(report.command) +
         "</code></p>\n";
  out += key_figures(evaluation) + comparison(report);
  if (!report.log.epochs.empty())
    out += "<h2>Training</h2><div class=\"figures\">" + loss_curves(report.log) + quality_curves(report.log) + "</div>\n";
  out += class_table(evaluation);
  if (!evaluation.confusion.empty()) out += confusion_table(evaluation) + frequent_confusions(evaluation);
  out += reliabilities(report);
  const std::vector<WrongAnswer>& worst = report.evaluation.worst;
  if (!worst.empty()) out += evaluation.task == Task::token ? wrong_sentences(worst) : wrong_texts(worst);
  return out + notes(report.info) + "</body></html>\n";
}

}  // namespace klinker
