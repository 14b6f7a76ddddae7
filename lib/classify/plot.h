#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace klinker {

/// Text in HTML.
std::string html_escape(std::string_view text);

/// At most `decimals` decimals.
std::string short_number(double value, int decimals = 3);

/// A drawing in SVG, from 0 to `top` upwards and from `left` to `right`.
class Plot {
 public:
  Plot(double left, double right, double top);

  using Points = std::vector<std::pair<double, double>>;

  void line(double x1, double y1, double x2, double y2, const std::string& style);
  void curve(const Points& points, const std::string& colour, double width = 2);
  void dot(double at, double value, double radius, const std::string& colour, const std::string& title);
  void bar(double from, double to, double value, const std::string& colour, const std::string& title);

  /// `caption` is HTML; `name` says what it shows for those who cannot see it.
  std::string figure(const std::string& name, const std::string& caption) const;

 private:
  static constexpr double kLeft = 48, kRight = 408, kTop = 12, kBottom = 212;

  double x(double value) const;
  double y(double value) const;

  double left_, right_, top_;
  std::string out_;
};

}  // namespace klinker
