#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace klinker {

/// At most `decimals` decimals.
std::string short_number(double value, int decimals = 3);

/// What a drawing shows: from `bottom` to `top` upwards and from `left` to `right`.
struct PlotAxes {
  double left = 0;
  double right = 1;
  double top = 1;
  double bottom = 0;                        ///< 0 where logarithmic
  std::string left_label{}, right_label{};  ///< instead of the numbers
  bool logarithmic = false;                 ///< upwards are counts: 0, 1, 10, 100…
  bool dutch = false;                       ///< numbers as Dutch readers write them
};

/// A drawing in SVG.
class Plot {
 public:
  explicit Plot(PlotAxes axes);

  using Points = std::vector<std::pair<double, double>>;

  void line(double x1, double y1, double x2, double y2, const std::string& style);
  /// `style`: further attributes, e.g. stroke-dasharray
  void curve(const Points& points, const std::string& colour, double width = 2, const std::string& style = "");
  void dot(double at, double value, double radius, const std::string& colour, const std::string& title);
  void bar(double from, double to, double value, const std::string& colour, const std::string& title);

  /// `caption` is HTML; `name` says what it shows for those who cannot see it.
  std::string figure(const std::string& name, const std::string& caption) const;

 private:
  static constexpr double kLeft = 52, kRight = 408, kTop = 12, kBottom = 212;

  void grid();
  void text(double at_x, double at_y, const char* anchor, const std::string& shown);
  std::string number(double value) const;
  double x(double value) const;
  double y(double value) const;

  PlotAxes axes_;
  std::string out_;
};

}  // namespace klinker
