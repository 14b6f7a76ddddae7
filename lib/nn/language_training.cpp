#include "klinker/nn/language_training.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <random>
#include <utility>

#include "adamw.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/error.h"
#include "klinker/nn/device.h"
#include "klinker/nn/tensors.h"
#include "klinker/nn/threads.h"

namespace klinker {
namespace {

using Tensors = std::vector<PublishedTensor>;

PieceBatch batch_of(const PieceCorpus& corpus, const std::vector<std::size_t>& texts) {
  PieceBatch batch;
  for (const std::size_t text : texts) batch.add(corpus[text]);
  return batch;
}

std::vector<std::size_t> lengths_of(const PieceCorpus& corpus) {
  std::vector<std::size_t> lengths(corpus.size());
  for (std::size_t text = 0; text < corpus.size(); ++text) lengths[text] = corpus[text].size();
  return lengths;
}

// Endless batches, pass after pass; which batch a step gets depends on the seed and the step's number alone.
class Batches {
 public:
  Batches(const PieceCorpus& corpus, const LanguageTrainingOptions& options)
      : corpus_(corpus), lengths_(lengths_of(corpus)), options_(options) {}

  PieceBatch next() {
    if (at_ == batches_.size()) {
      batches_ = shuffled_batches(lengths_, options_.batch_pieces, options_.seed + 1000 * passes_++);
      at_ = 0;
    }
    return batch_of(corpus_, batches_[at_++]);
  }

 private:
  const PieceCorpus& corpus_;
  std::vector<std::size_t> lengths_;
  const LanguageTrainingOptions& options_;
  std::vector<std::vector<std::size_t>> batches_;
  std::size_t at_ = 0, passes_ = 0;
};

// The state of a run in one file: weights, moments, and what says which run it is of.
class State {
 public:
  State(Tensors weights, AdamW& optimizer, const PieceCorpus& corpus, const LanguageTrainingOptions& options)
      : tensors_(std::move(weights)),
        optimizer_(optimizer),
        options_(options),
        run_(torch::tensor(
            {static_cast<std::int64_t>(options.seed), static_cast<std::int64_t>(options.steps),
             static_cast<std::int64_t>(options.batch_pieces), static_cast<std::int64_t>(corpus.pieces()), std::int64_t{0}},
            torch::kInt64)) {
    for (const TrainedTensor& tensor : optimizer.tensors()) {
      tensors_.push_back({{"first." + tensor.name}, tensor.first});
      tensors_.push_back({{"second." + tensor.name}, tensor.second});
    }
  }

  // The number of steps done; 0 where there is no file.
  std::size_t load() {
    if (options_.state.empty() || !std::filesystem::exists(options_.state)) return 0;
    const SafetensorsFile file(options_.state);
    const torch::Tensor found = to_tensor(file.tensor("run"));
    if (found.sizes() != run_.sizes() || !found.narrow(0, 0, 4).equal(run_.narrow(0, 0, 4)))
      throw Error(ErrorCode::wrong_value,
                  options_.state + ": is of a run with other options or other texts; remove it to begin anew");
    load_tensors(tensors_, file);
    optimizer_.set_steps(found[4].item<std::int64_t>());
    return static_cast<std::size_t>(optimizer_.steps());
  }

  void save() {
    if (options_.state.empty()) return;
    run_[4] = optimizer_.steps();
    Tensors all = tensors_;
    all.push_back({{"run"}, run_});
    save_tensors(all, options_.state, TensorType::f32);
  }

 private:
  Tensors tensors_;
  AdamW& optimizer_;
  const LanguageTrainingOptions& options_;
  torch::Tensor run_;
};

// Biases and norms do not decay.
std::vector<TrainedTensor> trained(const Tensors& tensors, double decay) {
  std::vector<TrainedTensor> out;
  for (const PublishedTensor& tensor : tensors)
    if (tensor.value.requires_grad())
      out.push_back({.name = tensor.names.front(), .value = tensor.value, .decay = tensor.value.dim() > 1 ? decay : 0});
  return out;
}

void check(const LanguageTrainingOptions& options) {
  if (options.steps < 1 || options.batch_pieces < 16 || !(options.learning_rate > 0) ||
      !(options.warm_up >= 0 && options.warm_up < 1))
    throw Error(ErrorCode::wrong_value,
                "steps, pieces a batch (at least 16) and learning rate must be positive, warm-up from 0 to below 1");
}

using Loss = std::function<torch::Tensor(const PieceBatch&, std::mt19937_64&)>;

// One loop for all kinds of language training.
void train(const Tensors& weights, const PieceCorpus& corpus, const LanguageTrainingOptions& options, const Loss& loss_of,
           const OnLanguageStep& on_step) {
  AdamW optimizer(trained(weights, options.weight_decay));
  State state(weights, optimizer, corpus, options);
  const std::size_t done = state.load();
  Batches batches(corpus, options);
  for (std::size_t step = 0; step < std::min(done, options.steps); ++step) batches.next();

  const auto start = std::chrono::steady_clock::now();
  std::size_t pieces = 0;
  for (std::size_t step = done; step < options.steps; ++step) {
    std::mt19937_64 random(options.seed ^ (step + 1) * 0x9E3779B97F4A7C15u);
    torch::manual_seed(random());
    const PieceBatch batch = batches.next();
    const double rate = options.learning_rate * linear_schedule(step, options.steps, options.warm_up);
    const torch::Tensor loss = loss_of(batch, random);
    LanguageTrainingProgress progress = {
        .step = step + 1, .steps = options.steps, .loss = loss.item<double>(), .learning_rate = rate};
    if (!std::isfinite(progress.loss))
      throw Error(ErrorCode::wrong_value, "the loss is no longer a number; train with a lower learning rate");
    loss.backward();
    optimizer.step(rate, options.clip);
    if (options.save_every > 0 && (step + 1) % options.save_every == 0) state.save();
    pieces += batch.ids.size();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    progress.pieces_per_second = static_cast<double>(pieces) / seconds;
    progress.seconds_left = seconds / static_cast<double>(step + 1 - done) * static_cast<double>(options.steps - step - 1);
    if (on_step) on_step(progress);
  }
}

// Texts with hidden pieces, and what they hide.
struct Masked {
  PieceBatch batch;
  std::vector<std::int64_t> places, pieces;
};

// Hides whole words, as the pieces that begin one tell.
class Masker {
 public:
  explicit Masker(const SubwordModel& tokenizer) : vocabulary_(tokenizer.size()) {
    const SpecialPieces special = tokenizer.special_pieces();
    if (!special.mask)
      throw Error(ErrorCode::unsupported, "the tokenizer has no mask token, so it cannot train a masked language model");
    mask_ = *special.mask;
    for (const auto& id : {special.cls, special.sep, special.pad, special.mask, special.unk})
      if (id) special_.push_back(*id);
    begins_word_.resize(vocabulary_, true);
    bool marked = false;  // by ▁ or Ġ, where WordPiece marks what does not begin one
    for (std::size_t id = 0; id < vocabulary_ && !marked; ++id) marked = starts_marked(piece(tokenizer, id));
    for (std::size_t id = 0; id < vocabulary_; ++id) {
      const std::string text = piece(tokenizer, id);
      begins_word_[id] = marked ? starts_marked(text) : !text.starts_with("##");
    }
  }

  Masked mask(const PieceBatch& batch, std::mt19937_64& random) const {
    Masked out;
    out.batch = batch;
    bool hidden = false;
    for (std::size_t i = 0; i < batch.ids.size(); ++i) {
      const auto id = static_cast<std::size_t>(batch.ids[i]);
      if (std::find(special_.begin(), special_.end(), static_cast<int>(id)) != special_.end()) continue;
      if (begins_word_[id] || i == 0 || is_special(batch.ids[i - 1])) hidden = random() % 100 < 15;
      if (!hidden) continue;
      out.places.push_back(static_cast<std::int64_t>(i));
      out.pieces.push_back(batch.ids[i]);
      const auto draw = random() % 10;
      if (draw < 8) out.batch.ids[i] = mask_;
      else if (draw == 8) out.batch.ids[i] = static_cast<std::int64_t>(random() % vocabulary_);
    }
    return out;
  }

 private:
  static std::string piece(const SubwordModel& tokenizer, std::size_t id) {
    try {
      return tokenizer.piece(static_cast<int>(id));
    } catch (const Error&) {
      return "";  // a gap among the ids
    }
  }
  static bool starts_marked(const std::string& text) { return text.starts_with("\u2581") || text.starts_with("\u0120"); }
  bool is_special(std::int64_t id) const {
    return std::find(special_.begin(), special_.end(), static_cast<int>(id)) != special_.end();
  }

  std::size_t vocabulary_;
  int mask_ = 0;
  std::vector<int> special_;
  std::vector<bool> begins_word_;
};

torch::Tensor tensor_of(const std::vector<std::int64_t>& values, torch::Device device) {
  return torch::tensor(values, torch::kInt64).to(device);
}

torch::Tensor masked_loss_of(Network& model, const Masked& masked) {
  const torch::Tensor states = model.encoder().states(masked.batch);
  if (masked.places.empty()) return states.sum() * 0;
  const torch::Tensor logits = model.head(states.index_select(0, tensor_of(masked.places, states.device())));
  return torch::nn::functional::cross_entropy(logits, tensor_of(masked.pieces, states.device()));
}

// What a student's states are compared with, each dimension in units of its own spread: else a few large ones decide alone.
torch::Tensor distance(const torch::Tensor& x, const torch::Tensor& target) {
  const torch::Tensor variance = target.var(0, /*unbiased=*/false);
  return ((x - target).square().mean(0) / variance.clamp_min(0.01 * variance.mean().item<double>())).mean();
}

// The mean of the states of each text, of one length, about as long as a pooler's output can be.
torch::Tensor text_means(const torch::Tensor& states, const PieceBatch& batch) {
  std::vector<std::int64_t> owner;
  for (std::size_t text = 0; text < batch.size(); ++text)
    owner.insert(owner.end(), static_cast<std::size_t>(batch.offsets[text + 1] - batch.offsets[text]),
                 static_cast<std::int64_t>(text));
  const torch::Tensor sums = torch::zeros({static_cast<std::int64_t>(batch.size()), states.size(1)}, states.options())
                                 .index_add(0, tensor_of(owner, states.device()), states);
  return torch::nn::functional::normalize(sums, torch::nn::functional::NormalizeFuncOptions().dim(1)) *
         (0.5 * std::sqrt(static_cast<double>(states.size(1))));
}

// What a student's states go through before they are compared, where sizes differ: one matrix a layer, and one for the
// pooler.
struct Projections {
  std::vector<torch::Tensor> weights;

  Projections(const EncoderTransformer& student, const EncoderTransformer& teacher, std::size_t layers,
              torch::Device device) {
    if (student.hidden_size() == teacher.hidden_size()) return;
    const torch::NoGradGuard no_gradients;
    const torch::Tensor start =
        torch::randn({teacher.hidden_size(), student.hidden_size()}) / std::sqrt(static_cast<double>(student.hidden_size()));
    for (std::size_t i = 0; i <= layers; ++i) weights.push_back(start.clone().to(device).set_requires_grad(true));
  }

  torch::Tensor project(const torch::Tensor& x, std::size_t i) const {
    return weights.empty() ? x : torch::linear(x, weights[i]);
  }

  Tensors tensors() const {
    Tensors out;
    for (std::size_t i = 0; i < weights.size(); ++i) out.push_back({{"projection." + std::to_string(i)}, weights[i]});
    return out;
  }
};

torch::Tensor distillation_loss_of(EncoderTransformer& student, EncoderTransformer& teacher,
                                   const std::vector<std::size_t>& layers, const Projections& projections,
                                   const PieceBatch& batch) {
  std::vector<torch::Tensor> targets;
  {
    const torch::NoGradGuard no_gradients;
    targets = teacher.all_states(batch);
  }
  const std::vector<torch::Tensor> states = student.all_states(batch);
  torch::Tensor loss = torch::zeros({}, states.front().options());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const double weight = i + 1 == layers.size() ? 2 : 1;  // what the tasks will see
    loss = loss + weight * distance(projections.project(states[i + 1], i), targets[layers[i] + 1]);
  }
  if (student.has_pooler())
    loss = loss + distance(projections.project(student.pool(states.back(), batch), layers.size()),
                           text_means(targets.back(), batch));
  return loss;
}

void check_layers(const EncoderTransformer& teacher, const std::vector<std::size_t>& layers) {
  if (layers.empty()) throw Error(ErrorCode::wrong_value, "a student needs at least one layer");
  for (const std::size_t layer : layers)
    if (layer >= static_cast<std::size_t>(teacher.transformer_config().layers))
      throw Error(ErrorCode::wrong_value, "the teacher has no layer " + std::to_string(layer) +
                                              "; its first is 0 and its last " +
                                              std::to_string(teacher.transformer_config().layers - 1));
}

void check_pair(const EncoderTransformer& student, const EncoderTransformer& teacher,
                const std::vector<std::size_t>& layers) {
  check_layers(teacher, layers);
  if (layers.size() != static_cast<std::size_t>(student.transformer_config().layers))
    throw Error(ErrorCode::wrong_value, "each layer of the student needs one layer of the teacher");
  if (student.vocabulary() != teacher.vocabulary())
    throw Error(ErrorCode::wrong_value, "student and teacher must read the same pieces");
}

// The tensors of two encoders that have the same names and sizes.
void copy_tensors(const Tensors& from, const Tensors& to,
                  const std::function<std::string(const std::string&)>& name_in_from) {
  const torch::NoGradGuard no_gradients;
  for (const PublishedTensor& target : to) {
    const std::string name = name_in_from(target.names.front());
    const auto source =
        std::find_if(from.begin(), from.end(), [&](const PublishedTensor& each) { return each.names.front() == name; });
    if (source != from.end() && source->value.sizes() == target.value.sizes())
      torch::Tensor(target.value).copy_(source->value);
  }
}

}  // namespace

void pretrain(Network& model, const PieceCorpus& corpus, const SubwordModel& tokenizer,
              const LanguageTrainingOptions& options, const OnLanguageStep& on_step) {
  check(options);
  const TensorThreads threads(options.threads);
  const Masker masker(tokenizer);
  model.to(tensor_device(options.device));
  model.encoder().use_bf16(options.bf16);
  model.train();
  train(
      model.tensors(), corpus, options,
      [&](const PieceBatch& batch, std::mt19937_64& random) { return masked_loss_of(model, masker.mask(batch, random)); },
      on_step);
  model.encoder().use_bf16(false);
  model.to(torch::kCPU);
  model.eval();
}

double masked_loss(Network& model, const PieceCorpus& corpus, const SubwordModel& tokenizer,
                   const LanguageTrainingOptions& options) {
  const TensorThreads threads(options.threads);
  const torch::NoGradGuard no_gradients;
  const Masker masker(tokenizer);
  model.to(tensor_device(options.device));
  model.eval();
  std::mt19937_64 random(1);
  double loss = 0, places = 0;
  for (const auto& texts : shuffled_batches(lengths_of(corpus), options.batch_pieces, 1)) {
    const Masked masked = masker.mask(batch_of(corpus, texts), random);
    loss += masked_loss_of(model, masked).item<double>() * static_cast<double>(masked.places.size());
    places += static_cast<double>(masked.places.size());
  }
  return places > 0 ? loss / places : 0;
}

std::shared_ptr<EncoderTransformer> student_of_layers(const EncoderTransformer& teacher,
                                                      const std::vector<std::size_t>& layers) {
  check_layers(teacher, layers);
  TransformerConfig config = teacher.transformer_config();
  config.layers = static_cast<std::int64_t>(layers.size());
  const auto student = std::make_shared<EncoderTransformer>(config);
  copy_tensors(teacher.tensors(), student->tensors(), [&](const std::string& name) {
    const std::size_t mark = name.find("layer.");
    if (mark == std::string::npos) return name;
    const std::size_t number = mark + 6, end = name.find('.', number);
    return name.substr(0, number) + std::to_string(layers[std::stoul(name.substr(number, end - number))]) + name.substr(end);
  });
  return student;
}

std::shared_ptr<EncoderTransformer> student_of_size(const EncoderTransformer& teacher, std::int64_t layers,
                                                    std::int64_t hidden, std::int64_t heads, std::int64_t intermediate) {
  TransformerConfig config = teacher.transformer_config();
  if (layers < 1 || heads < 1 || intermediate < 1 || hidden < heads || hidden % heads != 0 || hidden > config.embedding ||
      config.family == TransformerConfig::Family::electra)
    throw Error(ErrorCode::wrong_value,
                "a student needs positive sizes, states that its heads divide and that are no larger than the "
                "teacher's, and a teacher other than ELECTRA");
  config.layers = layers;
  config.hidden = config.embedding = hidden;
  config.heads = heads;
  config.intermediate = intermediate;
  const auto student = std::make_shared<EncoderTransformer>(config);
  const torch::NoGradGuard no_gradients;
  const Tensors from = teacher.tensors();
  const torch::Tensor pieces = from.front().value;
  const torch::Tensor basis =
      std::get<2>(torch::linalg_svd((pieces - pieces.mean(0)).t().matmul(pieces - pieces.mean(0)), true))
          .narrow(0, 0, hidden);
  for (const PublishedTensor& target : student->tensors())
    for (const PublishedTensor& source : from)
      if (source.names == target.names && source.value.dim() == 2 && source.names.front().find("embeddings.") == 0)
        torch::Tensor(target.value).copy_(source.value.matmul(basis.t()));
  return student;
}

void distill(EncoderTransformer& student, EncoderTransformer& teacher, const std::vector<std::size_t>& layers,
             const PieceCorpus& corpus, const LanguageTrainingOptions& options, const OnLanguageStep& on_step) {
  check(options);
  check_pair(student, teacher, layers);
  const TensorThreads threads(options.threads);
  const torch::Device device = tensor_device(options.device);
  torch::manual_seed(options.seed);
  const Projections projections(student, teacher, layers.size(), device);
  for (EncoderTransformer* const encoder : {&student, &teacher}) {
    encoder->to(device);
    encoder->use_bf16(options.bf16);
    encoder->eval();  // with dropout the student would chase noise
  }
  Tensors weights = student.tensors();
  for (PublishedTensor& tensor : projections.tensors()) weights.push_back(std::move(tensor));
  train(
      weights, corpus, options,
      [&](const PieceBatch& batch, std::mt19937_64&) {
        return distillation_loss_of(student, teacher, layers, projections, batch);
      },
      on_step);
  for (EncoderTransformer* const encoder : {&student, &teacher}) {
    encoder->use_bf16(false);
    encoder->to(torch::kCPU);
  }
}

double distillation_loss(EncoderTransformer& student, EncoderTransformer& teacher, const std::vector<std::size_t>& layers,
                         const PieceCorpus& corpus, const LanguageTrainingOptions& options) {
  check_pair(student, teacher, layers);
  const TensorThreads threads(options.threads);
  const torch::NoGradGuard no_gradients;
  const Projections projections(student, teacher, layers.size(), torch::kCPU);
  student.eval();
  teacher.eval();
  double loss = 0;
  const auto batches = shuffled_batches(lengths_of(corpus), options.batch_pieces, 1);
  for (const auto& texts : batches)
    loss += distillation_loss_of(student, teacher, layers, projections, batch_of(corpus, texts)).item<double>();
  return loss / static_cast<double>(batches.size());
}

void save_encoder(const EncoderTransformer& encoder, const std::string& folder, TensorType type) {
  const std::string dtype = type == TensorType::f16 ? "float16" : type == TensorType::bf16 ? "bfloat16" : "float32";
  const auto writer = open_writer(folder + "/config.json");
  writer->write("{" + encoder.config() + ",\"torch_dtype\":\"" + dtype + "\"}\n");
  writer->finish(true);
  save_tensors(encoder.tensors(), folder + "/model.safetensors", type);
}

}  // namespace klinker
