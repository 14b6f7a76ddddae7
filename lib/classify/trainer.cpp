#include "klinker/classify/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>

#include "klinker/classify/metrics.h"
#include "klinker/error.h"
#include "klinker/nn/device.h"
#include "klinker/nn/encoder_bag.h"
#include "klinker/nn/tensors.h"
#include "klinker/nn/threads.h"
#include "text_module.h"

namespace klinker {
namespace {

constexpr std::size_t kEvaluationBatch = 256;

void check(const ModelInfo& info, std::span<const LabelledText> train, std::span<const LabelledText> dev,
           const TrainingOptions& options) {
  const auto wrong = [](const std::string& what) { throw Error(ErrorCode::wrong_value, what); };
  if (info.labels.size() < 2) wrong("a classifier needs at least two labels");
  if (train.empty()) wrong("there are no records to train on");
  if (dev.empty()) wrong("there are no development records; they decide which weights are kept");
  if (options.epochs == 0 || options.batch_size == 0) wrong("at least one epoch and one record a batch are needed");
  if (!(options.learning_rate > 0) || !(options.weight_decay >= 0) || !(options.clip >= 0) ||
      !(options.warm_up >= 0 && options.warm_up <= 1) || !(options.label_smoothing >= 0 && options.label_smoothing < 1))
    wrong("learning rate, weight decay, clip, warm-up or label smoothing is out of its range");
}

// Texts as pieces with the numbers of their labels.
struct Examples {
  std::vector<std::vector<int>> pieces;
  std::vector<std::size_t> labels;

  std::size_t size() const { return labels.size(); }
};

Examples encode(std::span<const LabelledText> texts, const ModelInfo& info, const SubwordModel& tokenizer, const Encoder& encoder) {
  Examples out;
  for (const LabelledText& text : texts) {
    out.pieces.push_back(encode_text(tokenizer, text.text, encoder.max_pieces()));
    out.labels.push_back(info.index_of(text.label));
  }
  return out;
}

struct Batch {
  PieceBatch pieces;
  torch::Tensor labels;
};

Batch make_batch(const Examples& examples, std::span<const std::size_t> order, torch::Device device) {
  Batch batch;
  std::vector<std::int64_t> labels;
  for (const std::size_t i : order) {
    batch.pieces.add(examples.pieces[i]);
    labels.push_back(static_cast<std::int64_t>(examples.labels[i]));
  }
  batch.labels = torch::tensor(labels, torch::kInt64).to(device);
  return batch;
}

// Fisher and Yates, because std::shuffle differs between libraries.
void shuffle(std::vector<std::size_t>& order, std::mt19937_64& random) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
}

torch::Tensor class_weights(const Examples& examples, std::size_t labels) {
  std::vector<float> counts(labels, 0.0F);
  for (const std::size_t label : examples.labels) counts[label] += 1.0F;
  for (float& count : counts)
    count = count > 0 ? static_cast<float>(examples.size()) / (static_cast<float>(labels) * count) : 0.0F;
  return torch::tensor(counts);
}

torch::optim::AdamW make_optimizer(TextModule& module, const TrainingOptions& options) {
  std::vector<torch::Tensor> decayed, free;
  for (const auto& item : module.named_parameters()) (item.value().dim() > 1 ? decayed : free).push_back(item.value());
  using Options = torch::optim::AdamWOptions;
  const auto group = [&](std::vector<torch::Tensor> parameters, double decay) {
    return torch::optim::OptimizerParamGroup(std::move(parameters),
                                             std::make_unique<Options>(Options(options.learning_rate).weight_decay(decay)));
  };
  return torch::optim::AdamW({group(std::move(decayed), options.weight_decay), group(std::move(free), 0.0)},
                             Options(options.learning_rate));
}

void set_learning_rate(torch::optim::Optimizer& optimizer, double rate) {
  for (auto& group : optimizer.param_groups()) static_cast<torch::optim::AdamWOptions&>(group.options()).lr(rate);
}

// Rises to 1 over the first steps, then falls to 0.
double schedule(std::size_t step, std::size_t steps, double warm_up) {
  const double done = static_cast<double>(step + 1) / static_cast<double>(steps + 1);
  return done < warm_up ? done / warm_up : (1 - done) / std::max(1e-9, 1 - warm_up);
}

using Rows = std::vector<std::vector<double>>;

Rows logits_of(TextModule& module, const Examples& examples, torch::Device device) {
  const torch::NoGradGuard no_gradients;
  module.eval();
  Rows rows;
  std::vector<std::size_t> order(examples.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t at = 0; at < order.size(); at += kEvaluationBatch) {
    const auto part = std::span(order).subspan(at, std::min(kEvaluationBatch, order.size() - at));
    const torch::Tensor logits =
        module.forward(make_batch(examples, part, device).pieces).to(torch::kCPU, torch::kFloat64).contiguous();
    const auto width = static_cast<std::size_t>(logits.size(1));
    for (std::size_t i = 0; i < part.size(); ++i)
      rows.emplace_back(logits.data_ptr<double>() + i * width, logits.data_ptr<double>() + (i + 1) * width);
  }
  return rows;
}

std::vector<double> softmax(const std::vector<double>& logits, double temperature) {
  const double highest = *std::max_element(logits.begin(), logits.end());
  std::vector<double> out;
  double sum = 0;
  for (const double logit : logits) sum += out.emplace_back(std::exp((logit - highest) / temperature));
  for (double& value : out) value /= sum;
  return out;
}

void measure(const Rows& logits, const Examples& dev, std::size_t labels, EpochMetrics& out) {
  std::vector<std::vector<std::size_t>> confusion(labels, std::vector<std::size_t>(labels));
  std::size_t right = 0;
  out.dev_loss = 0;
  for (std::size_t i = 0; i < dev.size(); ++i) {
    const std::vector<double> scores = softmax(logits[i], 1.0);
    const auto label = static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    ++confusion[dev.labels[i]][label];
    right += label == dev.labels[i];
    out.dev_loss -= std::log(std::max(scores[dev.labels[i]], 1e-12)) / static_cast<double>(dev.size());
  }
  out.dev_accuracy = static_cast<double>(right) / static_cast<double>(dev.size());
  out.dev_macro_f1 = macro_f1(confusion);
}

// From 0.5, because nobody expects "hateful" where the score says that it likely is not; of equally good thresholds the one
// in the middle, which depends least on single records.
double fit_threshold(const Rows& logits, const Examples& dev, ModelInfo info) {
  std::vector<double> best;
  double best_f1 = -1;
  for (int percent = 50; percent <= 95; ++percent) {
    info.threshold = percent / 100.0;
    std::vector<std::vector<std::size_t>> confusion(info.labels.size(), std::vector<std::size_t>(info.labels.size()));
    for (std::size_t i = 0; i < dev.size(); ++i)
      ++confusion[dev.labels[i]][answer(info, softmax(logits[i], info.temperature))];
    const double f1 = macro_f1(confusion);
    if (f1 > best_f1) best.clear();
    if (f1 >= best_f1) best.push_back(info.threshold);
    best_f1 = std::max(best_f1, f1);
  }
  return best[best.size() / 2];
}

// The base's encoder where it has one, else a fresh bag over its pieces.
std::shared_ptr<Encoder> make_base(const ModelFolder& base, const SubwordModel& tokenizer, const TrainingOptions& options) {
  if (base.has_weights()) {
    auto encoder = make_encoder(base.config(), base.file("config.json"));
    require_same_vocabulary(*encoder, tokenizer, base.path());
    load_tensors(tensors_of(*encoder), base.weights(), encoder->prefix() + ".");
    return encoder;
  }
  BagConfig config = options.fresh;
  config.vocabulary = static_cast<std::int64_t>(tokenizer.size());
  return std::make_shared<EncoderBag>(config);
}

std::vector<torch::Tensor> copy_weights(const TextModule& module) {
  std::vector<torch::Tensor> out;
  for (const torch::Tensor& parameter : module.parameters()) out.push_back(parameter.detach().clone());
  return out;
}

void restore_weights(TextModule& module, const std::vector<torch::Tensor>& weights) {
  const torch::NoGradGuard no_gradients;
  const auto parameters = module.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i].set_data(weights[i]);
}

// One pass over the training data; returns the mean loss.
class Epochs {
 public:
  Epochs(TextModule& module, const Examples& train, std::size_t labels, const TrainingOptions& options, torch::Device device)
      : module_(module), train_(train), options_(options), device_(device), optimizer_(make_optimizer(module, options)),
        random_(options.seed), order_(train.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    if (options.balance_classes) weights_ = class_weights(train, labels).to(device);
    steps_ = options.epochs * ((train.size() + options.batch_size - 1) / options.batch_size);
  }

  double run() {
    module_.train();
    shuffle(order_, random_);
    double loss = 0;
    for (std::size_t at = 0; at < order_.size(); at += options_.batch_size) {
      const auto part = std::span(order_).subspan(at, std::min(options_.batch_size, order_.size() - at));
      loss += step(part) * static_cast<double>(part.size());
    }
    return loss / static_cast<double>(order_.size());
  }

  double learning_rate() const { return rate_; }

 private:
  double step(std::span<const std::size_t> part) {
    rate_ = options_.learning_rate * schedule(step_++, steps_, options_.warm_up);
    set_learning_rate(optimizer_, rate_);
    const Batch batch = make_batch(train_, part, device_);
    optimizer_.zero_grad();
    torch::nn::functional::CrossEntropyFuncOptions loss_options;
    loss_options.label_smoothing(options_.label_smoothing);
    if (weights_.defined()) loss_options.weight(weights_);
    const torch::Tensor loss = torch::nn::functional::cross_entropy(module_.forward(batch.pieces), batch.labels, loss_options);
    const auto value = loss.item<double>();
    if (!std::isfinite(value))
      throw Error(ErrorCode::wrong_value, "the loss is no longer a number; train with a lower learning rate");
    loss.backward();
    if (options_.clip > 0) torch::nn::utils::clip_grad_norm_(module_.parameters(), options_.clip);
    optimizer_.step();
    return value;
  }

  TextModule& module_;
  const Examples& train_;
  const TrainingOptions& options_;
  torch::Device device_;
  torch::optim::AdamW optimizer_;
  std::mt19937_64 random_;
  std::vector<std::size_t> order_;
  torch::Tensor weights_;
  std::size_t steps_ = 0, step_ = 0;
  double rate_ = 0;
};

}  // namespace

TextClassifier train_text_classifier(const ModelFolder& base, ModelInfo info, std::span<const LabelledText> train,
                                     std::span<const LabelledText> dev, const TrainingOptions& options,
                                     const std::function<void(const EpochMetrics&)>& on_epoch) {
  check(info, train, dev, options);
  const TensorThreads threads(options.threads);
  torch::manual_seed(options.seed);
  const torch::Device device = tensor_device(options.device);

  auto impl = std::make_unique<TextClassifier::Impl>();
  impl->tokenizer_files = base.tokenizer_files();
  impl->tokenizer = base.tokenizer();
  const auto encoder = make_base(base, *impl->tokenizer, options);
  impl->module = std::make_shared<TextModule>(encoder, info.labels.size());
  impl->module->to(device);
  const Examples train_set = encode(train, info, *impl->tokenizer, *encoder);
  const Examples dev_set = encode(dev, info, *impl->tokenizer, *encoder);

  Epochs epochs(*impl->module, train_set, info.labels.size(), options, device);
  std::vector<torch::Tensor> best_weights;
  Rows best_logits;
  EpochMetrics best;
  for (std::size_t epoch = 1; epoch <= options.epochs; ++epoch) {
    const auto start = std::chrono::steady_clock::now();
    EpochMetrics metrics;
    metrics.epoch = epoch;
    metrics.train_loss = epochs.run();
    metrics.learning_rate = epochs.learning_rate();
    Rows logits = logits_of(*impl->module, dev_set, device);
    measure(logits, dev_set, info.labels.size(), metrics);
    metrics.best = epoch == 1 || std::pair(metrics.dev_macro_f1, -metrics.dev_loss) > std::pair(best.dev_macro_f1, -best.dev_loss);
    metrics.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (metrics.best) {
      best = metrics;
      best_weights = copy_weights(*impl->module);
      best_logits = std::move(logits);
    }
    if (on_epoch) on_epoch(metrics);
    if (options.patience > 0 && epoch - best.epoch >= options.patience) break;
  }

  restore_weights(*impl->module, best_weights);
  impl->module->to(torch::kCPU);
  impl->module->eval();
  info.temperature = fit_temperature(best_logits, dev_set.labels);
  if (options.fit_threshold && !info.positive.empty()) info.threshold = fit_threshold(best_logits, dev_set, info);
  impl->info = std::move(info);
  return TextClassifier(std::move(impl));
}

}  // namespace klinker
