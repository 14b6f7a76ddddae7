#include "klinker/classify/report.h"

#include <algorithm>
#include <functional>

#include "klinker/corpus/json.h"

namespace klinker {
namespace {

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --ink: #1d1d1f; --soft: #6b6b70; --line: #d8d8dc; --back: #fff; --a: #b5482a; --b: #2a6fb5; --cell: 42,111,181; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf0; --soft: #a0a0a8; --line: #3a3a40; --back: #17171a; --a: #e8835f; --b: #6aa9e6; --cell: 106,169,230; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2rem; } p.sub { color: var(--soft); margin-top: .2rem; }
table { border-collapse: collapse; } th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; } table.matrix td { text-align: center; min-width: 4rem; border: 1px solid var(--line); }
.figures { display: flex; flex-wrap: wrap; gap: 1.2rem; } .figures figure { margin: 0; max-width: 420px; } figcaption { color: var(--soft); font-size: .85rem; }
svg text { fill: var(--soft); font-size: 11px; } svg .axis { stroke: var(--line); } code { font-size: .85rem; overflow-wrap: anywhere; }
)";

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string number(double value, int decimals = 3) {
  std::string out;
  append_json_number(out, value, decimals);
  return out;
}

std::string percent(double value) { return number(100 * value, 1) + " %"; }

// A drawing of 0 to 1 upwards and of `low` to `high` to the right, in SVG.
class Plot {
 public:
  Plot(double left, double right, double top) : left_(left), right_(right), top_(top) {
    for (int i = 0; i <= 4; ++i) {
      const double value = top * i / 4;
      line(left, value, right, value, "class=\"axis\"");
      out_ += "<text x=\"" + number(kLeft - 6) + "\" y=\"" + number(y(value) + 4) + "\" text-anchor=\"end\">" + number(value, 2) + "</text>";
    }
    label(left, number(left, 1));
    label(right, number(right, 1));
  }

  void line(double x1, double y1, double x2, double y2, const std::string& style) {
    out_ += "<line x1=\"" + number(x(x1)) + "\" y1=\"" + number(y(y1)) + "\" x2=\"" + number(x(x2)) + "\" y2=\"" + number(y(y2)) +
            "\" " + style + "/>";
  }
  void curve(const std::vector<EpochMetrics>& epochs, const std::function<double(const EpochMetrics&)>& value, const char* colour) {
    std::string points;
    for (const EpochMetrics& epoch : epochs)
      points += number(x(static_cast<double>(epoch.epoch))) + "," + number(y(value(epoch))) + " ";
    out_ += "<polyline points=\"" + points + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"2\"/>";
    for (const EpochMetrics& epoch : epochs)
      dot(static_cast<double>(epoch.epoch), value(epoch), epoch.best ? 3.5 : 1.5, colour,
          "epoch " + std::to_string(epoch.epoch) + ": " + number(value(epoch)));
  }
  void dot(double at, double value, double radius, const char* colour, const std::string& title) {
    out_ += "<circle cx=\"" + number(x(at)) + "\" cy=\"" + number(y(value)) + "\" r=\"" + number(radius) + "\" fill=\"" + colour +
            "\"><title>" + escape(title) + "</title></circle>";
  }
  void bar(double from, double to, double value, const char* colour, const std::string& title) {
    out_ += "<rect x=\"" + number(x(from) + 1) + "\" y=\"" + number(y(value)) + "\" width=\"" + number(x(to) - x(from) - 2) +
            "\" height=\"" + number(y(0) - y(value)) + "\" fill=\"" + colour + "\" fill-opacity=\".55\"><title>" + escape(title) +
            "</title></rect>";
  }
  std::string figure(const std::string& caption) const {
    return "<figure><svg viewBox=\"0 0 420 240\" width=\"420\" height=\"240\" role=\"img\" aria-label=\"" + caption + "\">" + out_ +
           "</svg><figcaption>" + caption + "</figcaption></figure>\n";
  }

 private:
  static constexpr double kLeft = 44, kRight = 408, kTop = 12, kBottom = 212;

  double x(double value) const { return right_ > left_ ? kLeft + (value - left_) / (right_ - left_) * (kRight - kLeft) : (kLeft + kRight) / 2; }
  double y(double value) const { return kBottom - std::clamp(value / top_, 0.0, 1.0) * (kBottom - kTop); }
  void label(double at, const std::string& text) {
    out_ += "<text x=\"" + number(x(at)) + "\" y=\"" + number(kBottom + 18) + "\" text-anchor=\"middle\">" + text + "</text>";
  }

  double left_, right_, top_;
  std::string out_;
};

std::string curves(const std::vector<EpochMetrics>& epochs) {
  double highest = 0;
  for (const EpochMetrics& epoch : epochs) highest = std::max({highest, epoch.train_loss, epoch.dev_loss});
  const auto last = static_cast<double>(epochs.back().epoch);
  Plot loss(1, last, std::max(highest * 1.05, 1e-3));
  loss.curve(epochs, [](const EpochMetrics& e) { return e.train_loss; }, "var(--a)");
  loss.curve(epochs, [](const EpochMetrics& e) { return e.dev_loss; }, "var(--b)");
  Plot quality(1, last, 1);
  quality.curve(epochs, [](const EpochMetrics& e) { return e.dev_accuracy; }, "var(--a)");
  quality.curve(epochs, [](const EpochMetrics& e) { return e.dev_macro_f1; }, "var(--b)");
  return "<h2>Training</h2><div class=\"figures\">" + loss.figure("Loss by epoch: training (red), development (blue)") +
         quality.figure("On development data by epoch: accuracy (red), macro-F1 (blue); large dots are the best so far") + "</div>\n";
}

std::string key_figures(const Evaluation& evaluation) {
  const auto row = [](const std::string& name, const std::string& value, const std::string& range) {
    return "<tr><td>" + name + "</td><td class=\"n\">" + value + "</td><td class=\"n\">" + range + "</td></tr>";
  };
  const auto range = [](Interval interval) { return number(interval.low) + " to " + number(interval.high); };
  return "<h2>Figures</h2><table><tr><th></th><th class=\"n\">value</th><th class=\"n\">95 % interval</th></tr>" +
         row("Accuracy", number(evaluation.accuracy), range(evaluation.accuracy_interval)) +
         row("Macro-F1", number(evaluation.macro_f1), range(evaluation.macro_f1_interval)) +
         row("Expected calibration error", number(evaluation.expected_calibration_error), "") +
         row("Records", std::to_string(evaluation.records), "") + "</table>\n";
}

std::string class_table(const Evaluation& evaluation, const std::vector<std::string>& labels) {
  std::string out =
      "<h2>Labels</h2><table><tr><th>label</th><th class=\"n\">precision</th><th class=\"n\">recall</th><th class=\"n\">F1</th>"
      "<th class=\"n\">records</th></tr>";
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const ClassMetrics& metrics = evaluation.classes[i];
    out += "<tr><td>" + escape(labels[i]) + "</td>";
    for (const double value : {metrics.precision, metrics.recall, metrics.f1}) out += "<td class=\"n\">" + number(value) + "</td>";
    out += "<td class=\"n\">" + std::to_string(metrics.support) + "</td></tr>";
  }
  return out + "</table>\n";
}

std::string confusion_table(const Evaluation& evaluation, const std::vector<std::string>& labels) {
  std::string out = "<h2>Confusion</h2><table class=\"matrix\"><tr><th>truth \\ answer</th>";
  for (const std::string& label : labels) out += "<th>" + escape(label) + "</th>";
  out += "</tr>";
  for (std::size_t gold = 0; gold < labels.size(); ++gold) {
    out += "<tr><th>" + escape(labels[gold]) + "</th>";
    for (const std::size_t count : evaluation.confusion[gold]) {
      const double share = evaluation.classes[gold].support == 0
                               ? 0.0
                               : static_cast<double>(count) / static_cast<double>(evaluation.classes[gold].support);
      out += "<td style=\"background:rgba(var(--cell)," + number(0.75 * share, 2) + ")\">" + std::to_string(count) + "<br><small>" +
             percent(share) + "</small></td>";
    }
    out += "</tr>";
  }
  return out + "</table>\n";
}

std::string reliability(const Evaluation& evaluation) {
  Plot plot(0, 1, 1);
  const auto bins = static_cast<double>(evaluation.reliability.size());
  for (std::size_t i = 0; i < evaluation.reliability.size(); ++i) {
    const ReliabilityBin& bin = evaluation.reliability[i];
    if (bin.records == 0) continue;
    const auto at = static_cast<double>(i);
    plot.bar(at / bins, (at + 1) / bins, bin.accuracy, "var(--b)",
             std::to_string(bin.records) + " records, mean score " + number(bin.confidence) + ", right " + percent(bin.accuracy));
  }
  plot.line(0, 0, 1, 1, "stroke=\"var(--a)\" stroke-dasharray=\"4 4\"");
  return "<h2>Reliability</h2><div class=\"figures\">" +
         plot.figure("How often answers with a score are right; on the dashed line scores mean what they say") + "</div>\n";
}

std::string errors(const std::vector<WrongAnswer>& worst) {
  std::string out = "<h2>The surest wrong answers</h2><table><tr><th>text</th><th>truth</th><th>answer</th><th class=\"n\">score</th></tr>";
  for (const WrongAnswer& wrong : worst)
    out += "<tr><td>" + escape(wrong.text) + "</td><td>" + escape(wrong.gold) + "</td><td>" + escape(wrong.answer) +
           "</td><td class=\"n\">" + number(wrong.score, 2) + "</td></tr>";
  return out + "</table>\n";
}

std::string notes(const ModelInfo& info) {
  if (info.notes.empty()) return "";
  std::string out = "<h2>About the model</h2>";
  for (const std::string& note : info.notes) out += "<p>" + escape(note) + "</p>";
  return out;
}

}  // namespace

std::string html_report(const Report& report) {
  const auto& labels = report.info.labels;
  std::string out = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" +
                    escape(report.title) + "</title><style>" + kStyle + "</style></head><body>\n<h1>" + escape(report.title) + "</h1>\n";
  out += "<p class=\"sub\">Measured on " + escape(report.data) + ". <code>" + escape(report.command) + "</code></p>\n";
  out += key_figures(report.evaluation.metrics);
  if (!report.epochs.empty()) out += curves(report.epochs);
  out += class_table(report.evaluation.metrics, labels);
  out += confusion_table(report.evaluation.metrics, labels);
  out += reliability(report.evaluation.metrics);
  if (!report.evaluation.worst.empty()) out += errors(report.evaluation.worst);
  return out + notes(report.info) + "</body></html>\n";
}

}  // namespace klinker
