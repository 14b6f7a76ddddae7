#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "klinker/classify/example.h"
#include "klinker/nn/model_info.h"

/// Messages about food or about the weather, between words that say nothing.
inline std::vector<klinker::Example> toy_texts(std::size_t count, std::uint64_t seed) {
  const std::vector<std::string> food = {"soep", "brood", "kaas", "koffie"}, weather = {"regen", "wind", "zon", "mist"},
                                 filler = {"vandaag", "weer", "echt", "veel", "denk ik", "bij ons"};
  std::mt19937_64 random(seed);
  const auto one_of = [&](const std::vector<std::string>& words) { return words[random() % words.size()]; };
  std::vector<klinker::Example> out;
  for (std::size_t i = 0; i < count; ++i) {
    const bool about_food = random() % 2 == 0;
    out.push_back({.text = one_of(filler) + " " + one_of(about_food ? food : weather) + " " + one_of(filler),
                   .labels = {about_food ? "eten" : "weer"}});
  }
  return out;
}

inline klinker::ModelInfo toy_info(const std::string& task = "text",
                                   const std::vector<std::string>& labels = {"eten", "weer"}) {
  klinker::ModelInfo info;
  info.name = "toy";
  info.task = task;
  info.labels = labels;
  return info;
}
