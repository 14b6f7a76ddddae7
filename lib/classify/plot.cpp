#include "plot.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "klinker/corpus/json.h"
#include "text/html.h"

namespace klinker {
namespace {

constexpr int kLines = 4;

// The least of 1, 2, 2.5 and 5 times a power of ten that is at least `value`.
double round_up(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0})
    if (factor * power >= value * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

}  // namespace

std::string short_number(double value, int decimals) {
  std::string out;
  append_json_number(out, value, decimals);
  return out;
}

Plot::Plot(PlotAxes axes) : axes_(std::move(axes)) {
  const double top = std::max(axes_.top, 1e-6);
  axes_.top = axes_.logarithmic ? std::pow(10, std::ceil(std::log10(std::max(top, 10.0)) - 1e-9)) : round_up(top);
  grid();
}

void Plot::grid() {
  const auto level = [&](double value) {
    line(axes_.left, value, axes_.right, value, "class=\"axis\"");
    text(kLeft - 6, y(value) + 4, "end", number(value));
  };
  level(axes_.bottom);
  if (axes_.logarithmic)
    for (double value = 1; value <= axes_.top; value *= 10) level(value);
  else
    for (int i = 1; i <= kLines; ++i) level(axes_.bottom + (axes_.top - axes_.bottom) * i / kLines);
  const auto below = [&](double value, const char* anchor, const std::string& label) {
    text(x(value), kBottom + 18, label.empty() ? "middle" : anchor, label.empty() ? number(value) : html_escape(label));
  };
  below(axes_.left, "start", axes_.left_label);
  if (axes_.right > axes_.left) below(axes_.right, "end", axes_.right_label);
}

void Plot::text(double at_x, double at_y, const char* anchor, const std::string& shown) {
  out_ += "<text x=\"" + short_number(at_x) + "\" y=\"" + short_number(at_y) + "\" text-anchor=\"" + anchor + "\">" + shown +
          "</text>";
}

std::string Plot::number(double value) const {
  if (!axes_.dutch) return short_number(value, 4);
  return value < 1000 ? dutch_number(value, 4) : dutch_count(static_cast<std::size_t>(value));
}

double Plot::x(double value) const {
  const double width = axes_.right - axes_.left;
  return width > 0 ? kLeft + (value - axes_.left) / width * (kRight - kLeft) : (kLeft + kRight) / 2;
}

double Plot::y(double value) const {
  const double share =
      axes_.logarithmic ? std::log1p(value) / std::log1p(axes_.top) : (value - axes_.bottom) / (axes_.top - axes_.bottom);
  return kBottom - std::clamp(share, 0.0, 1.0) * (kBottom - kTop);
}

void Plot::line(double x1, double y1, double x2, double y2, const std::string& style) {
  const bool flat = !(axes_.right > axes_.left);  // a single place is drawn over the whole width
  out_ += "<line x1=\"" + short_number(flat ? kLeft : x(x1)) + "\" y1=\"" + short_number(y(y1)) + "\" x2=\"" +
          short_number(flat ? kRight : x(x2)) + "\" y2=\"" + short_number(y(y2)) + "\" " + style + "/>";
}

void Plot::curve(const Points& points, const std::string& colour, double width, const std::string& style) {
  out_ += "<polyline points=\"";
  for (const auto& [at, value] : points) out_ += short_number(x(at), 1) + "," + short_number(y(value), 1) + " ";
  out_ += "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"" + short_number(width, 1) + "\" " + style + "/>";
}

void Plot::dot(double at, double value, double radius, const std::string& colour, const std::string& title) {
  out_ += "<circle cx=\"" + short_number(x(at)) + "\" cy=\"" + short_number(y(value)) + "\" r=\"" + short_number(radius) +
          "\" fill=\"" + colour + "\"><title>" + html_escape(title) + "</title></circle>";
}

void Plot::bar(double from, double to, double value, const std::string& colour, const std::string& title) {
  out_ += "<rect x=\"" + short_number(x(from) + 1) + "\" y=\"" + short_number(y(value)) + "\" width=\"" +
          short_number(x(to) - x(from) - 2) + "\" height=\"" + short_number(y(axes_.bottom) - y(value)) + "\" fill=\"" +
          colour + "\" fill-opacity=\".55\"><title>" + html_escape(title) + "</title></rect>";
}

std::string Plot::figure(const std::string& name, const std::string& caption) const {
  return "<figure><svg viewBox=\"0 0 420 240\" width=\"420\" height=\"240\" role=\"img\" aria-label=\"" + html_escape(name) +
         "\">" + out_ + "</svg><figcaption>" + caption + "</figcaption></figure>\n";
}

}  // namespace klinker
