#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "klinker/classify/metrics.h"

namespace klinker {

/// What a model reached with the labels that there were.
struct CurvePoint {
  std::size_t labels = 0;  ///< given by people
  std::size_t train_records = 0;
  std::size_t dev_records = 0;
  std::uint64_t seed = 1;
  std::string model{};            ///< the folder that was written
  std::vector<Figure> figures{};  ///< on development data, with intervals over its records
};

struct LearningCurve {
  std::string name;
  std::vector<CurvePoint> points;  ///< in the order of the trainings
};

/// One line of curve.jsonl, without its end.
std::string to_json(const CurvePoint& point);

/// Reads the lines of a curve.jsonl. Throws Error(invalid_model) that names the line for one that is none.
std::vector<CurvePoint> read_curve(const std::string& lines, const std::string& where);

/// The points as a table, columns separated by tabs: curve, labels, seed, and each figure with its interval.
std::string curve_table(std::span<const LearningCurve> curves);

/// One HTML page that needs nothing beside it, with a drawing for each figure: every training is a dot, the line goes
/// through the means of those with as many labels.
std::string html_curve(std::span<const LearningCurve> curves);

}  // namespace klinker
