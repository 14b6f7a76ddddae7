#include "klinker/classify/learning_curve.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "klinker/corpus/json.h"
#include "klinker/corpus/text_file.h"
#include "plot.h"
#include "text/html.h"
#include "text/json_reader.h"

namespace klinker {
namespace {

constexpr std::int64_t kMost = 1'000'000'000'000;
constexpr char kColours[] = {'b', 'a', 'c', 'd'};  // of plot.css and learning_curve.css

std::string number(double value) {
  std::string out;
  append_json_number(out, value);
  return out;
}

CurvePoint read_point(const JsonObject& object) {
  std::uint64_t seed = 0;
  if (object.raw()["seed"].get(seed) != simdjson::SUCCESS) object.fail("seed", "must be a whole number from 0 on");
  const auto count = [&](const char* key) { return static_cast<std::size_t>(object.integer(key, 0, kMost)); };
  CurvePoint point{.labels = count("labels"),
                   .train_records = count("train_records"),
                   .dev_records = count("dev_records"),
                   .seed = seed,
                   .model = object.string("model", "")};
  for (const JsonObject& figure : object.objects("figures"))
    point.figures.push_back(
        {figure.string("name"), figure.number("value", 0, 1), {figure.number("low", 0, 1), figure.number("high", 0, 1)}});
  return point;
}

std::vector<std::string> figure_names(std::span<const LearningCurve> curves) {
  std::vector<std::string> names;
  for (const LearningCurve& curve : curves)
    for (const CurvePoint& point : curve.points)
      for (const Figure& figure : point.figures)
        if (std::find(names.begin(), names.end(), figure.name) == names.end()) names.push_back(figure.name);
  return names;
}

const Figure* find(const CurvePoint& point, const std::string& name) {
  for (const Figure& figure : point.figures)
    if (figure.name == name) return &figure;
  return nullptr;
}

std::string shown(const Figure& figure) {
  return number(figure.value) + " (" + number(figure.interval.low) + " to " + number(figure.interval.high) + ")";
}

// The points of a curve that have the figure, by labels.
std::multimap<std::size_t, const CurvePoint*> points_with(const LearningCurve& curve, const std::string& name) {
  std::multimap<std::size_t, const CurvePoint*> out;
  for (const CurvePoint& point : curve.points)
    if (find(point, name) != nullptr) out.emplace(point.labels, &point);
  return out;
}

std::string drawing(std::span<const LearningCurve> curves, const std::string& name) {
  double least = 1, left = HUGE_VAL, right = 0;
  for (const LearningCurve& curve : curves)
    for (const auto& [labels, point] : points_with(curve, name)) {
      least = std::min(least, find(*point, name)->interval.low);
      left = std::min(left, static_cast<double>(labels));
      right = std::max(right, static_cast<double>(labels));
    }
  Plot plot({.left = left, .right = right, .bottom = std::min(0.8, std::floor(least * 10) / 10)});
  std::string caption = html_escape(name) + " by labels given:";
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const std::string name_of_colour(1, kColours[i % std::size(kColours)]), colour = "var(--" + name_of_colour + ")";
    std::map<std::size_t, std::pair<double, double>> sums;  // of the values, and how many
    for (const auto& [labels, point] : points_with(curves[i], name)) {
      const Figure& figure = *find(*point, name);
      const auto at = static_cast<double>(labels);
      plot.curve({{at, figure.interval.low}, {at, figure.interval.high}}, colour, 0.8);
      plot.dot(at, figure.value, 3, colour,
               std::to_string(labels) + " labels, seed " + std::to_string(point->seed) + ": " + shown(figure));
      sums[labels].first += figure.value;
      sums[labels].second += 1;
    }
    Plot::Points means;
    for (const auto& [labels, sum] : sums) means.emplace_back(static_cast<double>(labels), sum.first / sum.second);
    plot.curve(means, colour);
    caption += " <span class=\"key " + name_of_colour + "\">" + html_escape(curves[i].name) + "</span>";
  }
  return plot.figure(name + " by labels given", caption);
}

}  // namespace

std::string to_json(const CurvePoint& point) {
  std::string out = "{\"labels\":" + std::to_string(point.labels) +
                    ",\"train_records\":" + std::to_string(point.train_records) +
                    ",\"dev_records\":" + std::to_string(point.dev_records) + ",\"seed\":" + std::to_string(point.seed) +
                    ",\"model\":" + json_string(point.model) + ",\"figures\":[";
  for (const Figure& figure : point.figures) {
    if (&figure != point.figures.data()) out += ',';
    out += "{\"name\":" + json_string(figure.name) + ",\"value\":" + number(figure.value) +
           ",\"low\":" + number(figure.interval.low) + ",\"high\":" + number(figure.interval.high) + "}";
  }
  return out + "]}";
}

std::vector<CurvePoint> read_curve(const std::string& lines, const std::string& where) {
  std::vector<CurvePoint> out;
  for_each_line(lines, [&](std::string_view line, std::size_t at) {
    if (line.empty()) return;
    const JsonDocument document(line, line_place(where, at));
    out.push_back(read_point(document.root()));
  });
  return out;
}

std::string curve_table(std::span<const LearningCurve> curves) {
  const std::vector<std::string> names = figure_names(curves);
  std::string out = "session\tlabels\tseed\ttrain records";
  for (const std::string& name : names) out += "\t" + name;
  out += '\n';
  for (const LearningCurve& curve : curves)
    for (const CurvePoint& point : curve.points) {
      out += curve.name + "\t" + std::to_string(point.labels) + "\t" + std::to_string(point.seed) + "\t" +
             std::to_string(point.train_records);
      for (const std::string& name : names) out += "\t" + (find(point, name) ? shown(*find(point, name)) : "-");
      out += '\n';
    }
  return out;
}

std::string html_curve(std::span<const LearningCurve> curves) {
  std::string body =
      "<h1>Learning curve</h1>\n<p class=\"sub\">What models reached on development data with the labels that people had "
      "given. That data also chose "
      "the "
      "weights, so the figures are somewhat too good.</p>\n<div class=\"figures\">";
  const std::vector<std::string> names = figure_names(curves);
  for (const std::string& name : names) body += drawing(curves, name);
  body +=
      "</div>\n<p class=\"soft\">A dot is a training, its bar the 95 % interval over the development records; the line goes "
      "through the means.</p>\n<table><tr><th>session</th><th class=\"n\">labels</th><th class=\"n\">seed</th>";
  for (const std::string& name : names) body += "<th class=\"n\">" + html_escape(name) + "</th>";
  body += "</tr>";
  for (const LearningCurve& curve : curves)
    for (const CurvePoint& point : curve.points) {
      body += "<tr><td>" + html_escape(curve.name) + "</td><td class=\"n\">" + std::to_string(point.labels) +
              "</td><td class=\"n\">" + std::to_string(point.seed) + "</td>";
      for (const std::string& name : names)
        body += "<td class=\"n\">" + (find(point, name) ? shown(*find(point, name)) : "") + "</td>";
      body += "</tr>";
    }
  return html_page({.language = "en",
                    .title = "Learning curve",
                    .styles = {"classify/pages/plot.css", "classify/pages/learning_curve.css"},
                    .scripts = {},
                    .body = body + "</table>\n"});
}

}  // namespace klinker
