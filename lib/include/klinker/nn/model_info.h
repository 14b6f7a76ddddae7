#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace klinker {

/// A text collection that weights were trained on.
struct TrainingSource {
  std::string name;
  std::string file;  ///< the last part of its path when it was trained on
  std::string licence;
  std::string note;  ///< what was taken from it, and as what
  std::size_t records = 0;
};

/// A figure and the command that gave it. Where low == high there is no interval.
struct Measurement {
  std::string metric;  ///< "macro_f1"
  double value = 0;
  double low = 0;
  double high = 0;
  std::string data;  ///< what it was measured on
  std::size_t records = 0;
  std::string command;

  friend bool operator==(const Measurement&, const Measurement&) = default;
};

/// What klinker.json says about a model, beyond the config.json that other programs read.
struct ModelInfo {
  std::string name;
  std::string task = "text";
  std::vector<std::string> labels;  ///< in the order of the model's outputs
  std::string positive;             ///< a label that is given when its score reaches `threshold`; empty: the likeliest label
  double threshold = 0.5;
  std::vector<double> thresholds;    ///< multilabel: of each label; empty: `threshold` for all
  double temperature = 1.0;          ///< logits are divided by it. Source: Guo et al. 2017
  std::vector<double> temperatures;  ///< multilabel: of each label; empty: `temperature` for all
  std::string licence = "Apache-2.0";
  std::vector<TrainingSource> training_data;
  std::vector<Measurement> measurements;
  std::vector<std::string> notes;  ///< paragraphs for the card: what it is for, what it cannot do

  /// What the score of label number `label` must reach, multilabel, and what its logits are divided by.
  double threshold_of(std::size_t label) const;
  double temperature_of(std::size_t label) const;

  /// The text of klinker.json.
  std::string to_json() const;

  /// `where` names the file in messages. Throws Error(invalid_model).
  static ModelInfo from_json(const std::string& json, const std::string& where);

  /// The place of `label`. Throws Error(wrong_value) where it is not one of the labels.
  std::size_t index_of(const std::string& label) const;

  /// Adds a figure, in place of one of the same metric on the same data.
  void add(Measurement measurement);

  /// The card (README.md) in Markdown, with the header that model hubs read.
  std::string card() const;
};

}  // namespace klinker
