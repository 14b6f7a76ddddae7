#include "parameter_groups.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "klinker/error.h"

namespace klinker {
namespace {

constexpr int kEmbeddings = -1;
constexpr int kAbove = 1 << 20;  // heads and poolers

// The layer that a tensor is of, by its published name.
int layer_of(std::string_view name) {
  constexpr std::string_view kLayer = ".layer.";
  if (const std::size_t at = name.find(kLayer); at != std::string_view::npos) {
    int layer = 0;
    std::from_chars(name.data() + at + kLayer.size(), name.data() + name.size(), layer);
    return layer;
  }
  return name.find("embeddings") != std::string_view::npos ? kEmbeddings : kAbove;
}

}  // namespace

std::vector<TrainedTensor> trained_tensors(Network& network, const TrainingOptions& options) {
  const std::vector<PublishedTensor> tensors = network.tensors();
  int layers = 0;
  for (const PublishedTensor& tensor : tensors)
    if (const int layer = layer_of(tensor.names.front()); layer != kAbove) layers = std::max(layers, layer + 1);
  const auto frozen_layers = static_cast<int>(std::min(options.freeze_layers, std::size_t{1} << 20));
  if (frozen_layers > layers)
    throw Error(ErrorCode::wrong_value, "the base has " + std::to_string(layers) + " layers, so no more can be frozen");
  std::vector<TrainedTensor> out;
  for (const PublishedTensor& tensor : tensors) {
    const int layer = std::min(layer_of(tensor.names.front()), layers);
    const bool frozen = layer == kEmbeddings ? options.freeze_embeddings || frozen_layers > 0 : layer < frozen_layers;
    torch::Tensor value = tensor.value;
    value.set_requires_grad(!frozen);
    if (frozen) continue;
    out.push_back({.name = tensor.names.front(),
                   .value = value,
                   .decay = value.dim() > 1 ? options.weight_decay : 0.0,
                   .factor = std::pow(options.layer_decay, layers - layer)});
  }
  return out;
}

}  // namespace klinker
