#include "klinker/classify/trainer.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

#include "batch_order.h"
#include "calibration.h"
#include "checkpoint.h"
#include "criterion.h"
#include "judge.h"
#include "klinker/classify/metrics.h"
#include "klinker/error.h"
#include "klinker/nn/device.h"
#include "klinker/nn/network.h"
#include "klinker/nn/threads.h"
#include "klinker/text/table.h"
#include "model.h"
#include "network_batch.h"
#include "nn/adamw.h"
#include "parameter_groups.h"
#include "training_data.h"

namespace klinker {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* kCheckpoint = "checkpoint.safetensors";
constexpr const char* kBest = "best.safetensors";
constexpr const char* kLog = "metrics.jsonl";

std::string file_of(const std::string& folder, const char* name) { return (fs::path(folder) / name).string(); }

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

void check(const ModelInfo& info, std::span<const Example> train, std::span<const Example> dev,
           const TrainingOptions& options) {
  const auto wrong = [](const std::string& what) { throw Error(ErrorCode::wrong_value, what); };
  if (train.empty()) wrong("there are no records to train on");
  if (dev.empty()) wrong("there are no development records; they decide which weights are kept");
  if (info.labels.empty() || (info.labels.size() < 2 && info.task != "multilabel"))
    wrong("a classifier needs at least two labels");
  if (options.batch_size == 0 || options.accumulate == 0)
    wrong("at least one record a batch and one batch a step are needed");
  if (!(options.learning_rate >= 0) || !(options.weight_decay >= 0) || !(options.clip >= 0) ||
      !(options.warm_up >= 0 && options.warm_up <= 1) || !(options.label_smoothing >= 0 && options.label_smoothing < 1) ||
      !(options.layer_decay > 0 && options.layer_decay <= 1))
    wrong("learning rate, weight decay, layer decay, clip, warm-up or label smoothing is out of its range");
  const std::string& metric = options.metric;
  const bool token = info.task == name(Task::token);
  const bool known =
      metric.empty() || metric == "loss" || metric == "macro_f1" || metric == "micro_f1" || metric == "accuracy";
  if (!known && !(token && metric == "entity_f1"))
    wrong("the metric is macro_f1, micro_f1, accuracy or loss, for tokens also entity_f1");
}

// What suits the base, in place of zeros.
TrainingOptions settle(TrainingOptions options, bool transformer, Task task) {
  if (options.epochs == 0) options.epochs = transformer ? 4 : 20;
  if (options.learning_rate == 0) options.learning_rate = transformer ? 5e-5 : 5e-3;
  if (options.metric.empty()) options.metric = task == Task::token ? "entity_f1" : "macro_f1";
  return options;
}

// A number for the data and all options that change the weights, so that a checkpoint is used for nothing else.
std::string fingerprint(const Model& model, const TrainingData& train, const DevelopmentData& dev,
                        const TrainingOptions& options) {
  std::uint64_t hash = 0xCBF29CE484222325u;  // FNV-1a
  const auto add = [&](std::uint64_t value) {
    for (int i = 0; i < 8; ++i) hash = (hash ^ (value >> (8 * i) & 0xFF)) * 0x100000001B3u;
  };
  const auto add_text = [&](std::string_view text) {
    add(text.size());
    for (const char c : text) add(static_cast<unsigned char>(c));
  };
  add_text(model.info.task);
  for (const std::string& label : model.info.labels) add_text(label);
  for (const Sequence& sequence : train.sequences)
    for (const int piece : sequence.pieces) add(static_cast<std::uint64_t>(piece));
  for (const auto* const targets : {&train.targets, &dev.targets})
    for (const std::vector<std::size_t>& record : *targets) {
      add(record.size());
      for (const std::size_t target : record) add(target);
    }
  for (const Input& input : dev.inputs) {
    add_text(input.text);
    add_text(input.second);
    for (const std::string& word : input.words) add_text(word);
  }
  for (const std::uint64_t number :
       {options.seed, std::uint64_t{options.epochs}, std::uint64_t{options.batch_size}, std::uint64_t{options.accumulate},
        std::uint64_t{options.freeze_layers}, std::uint64_t{options.patience}})
    add(number);
  for (const bool flag : {options.balance_classes, options.freeze_embeddings, options.bf16}) add(flag ? 1 : 0);
  for (const double number : {options.learning_rate, options.warm_up, options.layer_decay, options.weight_decay,
                              options.clip, options.label_smoothing})
    add(std::bit_cast<std::uint64_t>(number));
  add_text(options.metric);
  add_text(model.network->encoder().config());
  return std::to_string(hash);
}

// One training from its beginning, or from its last checkpoint, to its end.
class Training {
 public:
  Training(Model& model, const TrainingData& train, const DevelopmentData& dev, const Judge& judge,
           const TrainingOptions& options, const std::string& folder, const TrainingObserver& observer)
      : model_(model),
        train_(train),
        dev_(dev),
        judge_(judge),
        options_(options),
        observer_(observer),
        folder_(folder),
        device_(tensor_device(options.device)),
        criterion_(model.task, train.targets, model.info.labels.size(), options.label_smoothing, options.balance_classes),
        optimizer_(trained_tensors(*model.network, options)) {
    const std::size_t batch_steps = options.batch_size * options.accumulate;
    epoch_steps_ = (train.sequences.size() + batch_steps - 1) / batch_steps;
    state_.run = fingerprint(model, train, dev, options);
  }

  TrainingLog run() {
    resume();
    log_file_.open(file_of(folder_, kLog), std::ios::app);
    started_at_ = state_.step;
    while (state_.epoch < static_cast<std::int64_t>(options_.epochs) && !stuck()) {
      const auto start = Clock::now();
      pass();
      finish_epoch(start);
    }
    load_best(file_of(folder_, kBest), optimizer_);
    return std::move(log_);
  }

 private:
  bool stuck() const {
    return options_.patience > 0 && state_.epoch - state_.best_epoch >= static_cast<std::int64_t>(options_.patience);
  }

  void resume() {
    const std::string path = file_of(folder_, kCheckpoint), log = file_of(folder_, kLog);
    if (!has_checkpoint(folder_)) {
      std::ofstream(log, std::ios::trunc);
      return;
    }
    state_ = load_checkpoint(path, optimizer_, state_.run, device_);
    std::error_code error;
    if (fs::file_size(log, error) < static_cast<std::uintmax_t>(state_.log_bytes) || error)
      throw Error(ErrorCode::io, log + ": is shorter than its checkpoint says; begin again with --restart");
    fs::resize_file(log, static_cast<std::uintmax_t>(state_.log_bytes));
    log_.read(read_file(log), log);
    if (observer_.on_resume) observer_.on_resume(static_cast<std::size_t>(state_.step));
  }

  // The rest of one pass over the data.
  void pass() {
    model_.network->train();
    model_.network->encoder().use_bf16(options_.bf16);
    const bool bucketed = model_.limits.special_tokens;  // a bag has no use for like lengths
    const auto batches =
        batch_order(train_.lengths, options_.batch_size, bucketed, options_.seed, static_cast<std::uint64_t>(state_.epoch));
    while (static_cast<std::size_t>(state_.batch) < batches.size()) {
      const std::size_t size = std::min(options_.accumulate, batches.size() - static_cast<std::size_t>(state_.batch));
      step(std::span(batches).subspan(static_cast<std::size_t>(state_.batch), size));
      state_.batch += static_cast<std::int64_t>(size);
      ++state_.step;
      report_step();
      const auto steps = static_cast<std::size_t>(state_.step);
      if (options_.save_every > 0 && steps % options_.save_every == 0 &&
          static_cast<std::size_t>(state_.batch) < batches.size())
        save();
    }
  }

  void step(std::span<const std::vector<std::size_t>> batches) {
    std::vector<std::vector<const std::vector<std::size_t>*>> targets;
    double weight = 0, loss = 0;
    for (const std::vector<std::size_t>& batch : batches) {
      targets.emplace_back();
      for (const std::size_t i : batch) targets.back().push_back(&train_.targets[i]);
      weight += criterion_.weight(targets.back());
      examples_ += batch.size();
    }
    for (std::size_t i = 0; i < batches.size(); ++i) {
      NetworkBatch batch;
      for (const std::size_t sequence : batches[i]) batch.add(train_.sequences[sequence]);
      const torch::Tensor sum = criterion_.loss(batch.run(*model_.network).to(torch::kFloat32), targets[i]);
      loss += sum.item<double>();
      (sum / weight).backward();
    }
    if (!std::isfinite(loss))
      throw Error(ErrorCode::wrong_value, "the loss is no longer a number; train with a lower learning rate");
    rate_ = options_.learning_rate *
            linear_schedule(static_cast<std::size_t>(state_.step), epoch_steps_ * options_.epochs, options_.warm_up);
    optimizer_.step(rate_, options_.clip);
    state_.loss += loss;
    state_.weight += weight;
    state_.log_loss += loss;
    state_.log_weight += weight;
  }

  void report_step() {
    const auto step = static_cast<std::size_t>(state_.step), epoch = static_cast<std::size_t>(state_.epoch) + 1;
    const double seconds = std::max(seconds_since(started_), 1e-9), speed = static_cast<double>(examples_) / seconds;
    if (options_.log_every > 0 && step % options_.log_every == 0) {
      log_.steps.push_back({step, epoch, state_.log_loss / state_.log_weight, rate_, speed});
      write(to_json(log_.steps.back()));
      state_.log_loss = state_.log_weight = 0;
    }
    if (!observer_.on_step) return;
    const std::size_t steps = epoch_steps_ * options_.epochs;
    const double done = static_cast<double>(state_.step - started_at_);
    observer_.on_step({step, steps, epoch, options_.epochs, state_.loss / state_.weight, speed,
                       seconds / done * static_cast<double>(steps - step)});
  }

  void finish_epoch(Clock::time_point start) {
    EpochMetrics metrics;
    metrics.epoch = static_cast<std::size_t>(++state_.epoch);
    metrics.step = static_cast<std::size_t>(state_.step);
    metrics.learning_rate = rate_;
    metrics.train_loss = state_.loss / state_.weight;
    const double value = measure(metrics);
    metrics.best =
        state_.best_epoch == 0 || std::pair(value, -metrics.dev_loss) > std::pair(state_.best_value, -state_.best_loss);
    metrics.seconds = seconds_since(start);
    if (metrics.best) {
      state_.best_epoch = state_.epoch;
      state_.best_value = value;
      state_.best_loss = metrics.dev_loss;
      save_best(file_of(folder_, kBest), optimizer_);
    }
    state_.batch = 0;
    state_.loss = state_.weight = 0;
    log_.epochs.push_back(metrics);
    write(to_json(metrics));
    save();
    if (observer_.on_epoch) observer_.on_epoch(metrics);
  }

  // Figures on the development data; returns the one that decides, higher for better.
  double measure(EpochMetrics& metrics) {
    model_.network->eval();
    const std::vector<Rows> logits = model_.logits(dev_.inputs);
    std::vector<Outcome> outcomes;
    double loss = 0, weight = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
      outcomes.push_back(judge_.judge(dev_.targets[i], logits[i], false).outcome);
      const auto size = static_cast<double>(dev_.targets[i].size());
      loss += size * negative_log_likelihood(model_.task, logits[i], dev_.targets[i], 1.0);
      weight += size;
    }
    metrics.dev_loss = loss / weight;
    for (const std::string& name : headline_figures(model_.task))
      metrics.dev.emplace_back(name, figure(name, outcomes, judge_.classes().size()));
    return options_.metric == "loss" ? -metrics.dev_loss : figure(options_.metric, outcomes, judge_.classes().size());
  }

  void write(const std::string& line) {
    log_file_ << line << '\n' << std::flush;
    if (!log_file_) throw Error(ErrorCode::io, file_of(folder_, kLog) + ": cannot be written; is the disk full?");
    state_.log_bytes += static_cast<std::int64_t>(line.size()) + 1;
  }

  void save() { save_checkpoint(file_of(folder_, kCheckpoint), optimizer_, state_, device_); }

  Model& model_;
  const TrainingData& train_;
  const DevelopmentData& dev_;
  const Judge& judge_;
  const TrainingOptions& options_;
  const TrainingObserver& observer_;
  std::string folder_;
  torch::Device device_;
  Criterion criterion_;
  AdamW optimizer_;
  TrainingState state_;
  TrainingLog log_;
  std::ofstream log_file_;
  std::size_t epoch_steps_ = 0, examples_ = 0;
  std::int64_t started_at_ = 0;
  Clock::time_point started_ = Clock::now();
  double rate_ = 0;
};

}  // namespace

TrainingLog train(const ModelFolder& base, ModelInfo info, std::span<const Example> train, std::span<const Example> dev,
                  const TrainingOptions& given, const std::string& folder, const TrainingObserver& observer) {
  check(info, train, dev, given);
  const TensorThreads threads(given.threads);
  torch::manual_seed(given.seed);
  Model model = Model::start(base, std::move(info), given.fresh, given.device);
  model.threads = given.threads;
  const TrainingOptions options = settle(given, model.limits.special_tokens, model.task);
  const Judge judge(model.info);
  const TrainingData train_data(model, judge, train);
  const DevelopmentData dev_data(judge, dev);
  fs::create_directories(folder);
  TrainingLog log = Training(model, train_data, dev_data, judge, options, folder, observer).run();

  model.network->eval();
  calibrate(model, dev_data, options.fit_threshold);
  model.network->to(torch::kCPU);
  model.save(folder, options.half);
  if (!options.keep_checkpoint) discard_checkpoint(folder);
  return log;
}

bool has_checkpoint(const std::string& folder) { return fs::is_regular_file(file_of(folder, kCheckpoint)); }

void discard_checkpoint(const std::string& folder) {
  fs::remove(file_of(folder, kCheckpoint));
  fs::remove(file_of(folder, kBest));
}

}  // namespace klinker
