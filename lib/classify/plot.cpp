#include "plot.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "klinker/corpus/json.h"

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

std::string html_escape(std::string_view text) {
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

std::string short_number(double value, int decimals) {
  std::string out;
  append_json_number(out, value, decimals);
  return out;
}

Plot::Plot(double left, double right, double top) : left_(left), right_(right), top_(round_up(std::max(top, 1e-6))) {
  const auto text = [&](double at_x, double at_y, const char* anchor, double value) {
    out_ += "<text x=\"" + short_number(at_x) + "\" y=\"" + short_number(at_y) + "\" text-anchor=\"" + anchor + "\">" +
            short_number(value, 4) + "</text>";
  };
  for (int i = 0; i <= kLines; ++i) {
    const double value = top_ * i / kLines;
    line(left, value, right, value, "class=\"axis\"");
    text(kLeft - 6, y(value) + 4, "end", value);
  }
  text(x(left), kBottom + 18, "middle", left);
  if (right > left) text(x(right), kBottom + 18, "middle", right);
}

double Plot::x(double value) const {
  return right_ > left_ ? kLeft + (value - left_) / (right_ - left_) * (kRight - kLeft) : (kLeft + kRight) / 2;
}

double Plot::y(double value) const { return kBottom - std::clamp(value / top_, 0.0, 1.0) * (kBottom - kTop); }

void Plot::line(double x1, double y1, double x2, double y2, const std::string& style) {
  const bool flat = !(right_ > left_);  // a single place is drawn over the whole width
  out_ += "<line x1=\"" + short_number(flat ? kLeft : x(x1)) + "\" y1=\"" + short_number(y(y1)) + "\" x2=\"" +
          short_number(flat ? kRight : x(x2)) + "\" y2=\"" + short_number(y(y2)) + "\" " + style + "/>";
}

void Plot::curve(const Points& points, const std::string& colour, double width) {
  out_ += "<polyline points=\"";
  for (const auto& [at, value] : points) out_ += short_number(x(at), 1) + "," + short_number(y(value), 1) + " ";
  out_ += "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"" + short_number(width, 1) + "\"/>";
}

void Plot::dot(double at, double value, double radius, const std::string& colour, const std::string& title) {
  out_ += "<circle cx=\"" + short_number(x(at)) + "\" cy=\"" + short_number(y(value)) + "\" r=\"" + short_number(radius) +
          "\" fill=\"" + colour + "\"><title>" + html_escape(title) + "</title></circle>";
}

void Plot::bar(double from, double to, double value, const std::string& colour, const std::string& title) {
  out_ += "<rect x=\"" + short_number(x(from) + 1) + "\" y=\"" + short_number(y(value)) + "\" width=\"" +
          short_number(x(to) - x(from) - 2) + "\" height=\"" + short_number(y(0) - y(value)) + "\" fill=\"" + colour +
          "\" fill-opacity=\".55\"><title>" + html_escape(title) + "</title></rect>";
}

std::string Plot::figure(const std::string& name, const std::string& caption) const {
  return "<figure><svg viewBox=\"0 0 420 240\" width=\"420\" height=\"240\" role=\"img\" aria-label=\"" + html_escape(name) +
         "\">" + out_ + "</svg><figcaption>" + caption + "</figcaption></figure>\n";
}

}  // namespace klinker
