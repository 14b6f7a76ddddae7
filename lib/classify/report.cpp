#include "klinker/classify/report.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "marked_text.h"
#include "plot.h"
#include "reliability_plot.h"
#include "text/html.h"

namespace klinker {
namespace {

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
  Plot plot({.left = 1, .right = static_cast<double>(log.epochs.back().step), .top = highest});
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
  Plot plot({.left = 1, .right = static_cast<double>(log.epochs.back().step)});
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
      out += "<td class=\"" + shade(gold == answer ? "cell" : "off", share) + "\" title=\"" + html_escape(labels[gold]) +
             " as " + html_escape(labels[answer]) + ": " + percent(share) + "\">" + std::to_string(count) +
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
  Plot plot(PlotAxes{});
  plot_reliability(plot, calibration, [](const ReliabilityBin& bin) {
    return std::to_string(bin.answers) + " answers, mean score " + short_number(bin.score) + ", right " + percent(bin.right);
  });
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

std::string both_texts(const WrongAnswer& wrong) {
  std::string out = marked_text(wrong.example.text, wrong.explanation);
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
        "it</span>, underlined) or rises (<span class=\"key b\">against it</span>, dotted). They show what this model "
        "reacts to, not why a text means what it "
        "means.</p>";
  out += "<table>" + header({"text", "truth", "answer"}, {"score"});
  for (const WrongAnswer& wrong : worst)
    out += "<tr>" + cell(both_texts(wrong)) + cell(joined(wrong.example.labels)) + cell(joined(wrong.answer)) +
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
  std::string out = "<h1>" + html_escape(report.title) + "</h1>\n";
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
  return html_page({.language = "en",
                    .title = report.title,
                    .styles = {"classify/pages/plot.css", "classify/pages/report.css"},
                    .scripts = {},
                    .body = out + notes(report.info)});
}

}  // namespace klinker
