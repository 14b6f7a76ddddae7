// bench_encoder.cpp MODEL TEXTS [THREADS [f32|bf16|int8 [PIECES [IN_FLIGHT]]]]: a worker of encoder.py. Reads commands from
// standard input and answers each with one line:
//   model FROM TO        seconds, and seconds of processor time, from pieces to vectors of these lines, tokenised before
//   text FROM TO         the same from text to vectors
//   latency FROM TO      milliseconds from text to vector, of each line alone
//   pieces FROM TO       how many there are
//   vectors FROM TO FILE writes the vectors as f32
//   memory               the most kilobytes that the process had
// A vector is the mean of the states of a text's pieces, of length 1.
#include <chrono>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "klinker/error.h"
#include "klinker/nn/encoder_transformer.h"
#include "klinker/nn/model_folder.h"
#include "klinker/nn/network.h"
#include "klinker/nn/threads.h"
#include "nn/batching.h"

using namespace klinker;

namespace {

using Pieces = std::vector<std::vector<int>>;

struct Seconds {
  double wall, processor;
};

Seconds seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t clock = std::clock();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          static_cast<double>(std::clock() - clock) / CLOCKS_PER_SEC};
}

std::ostream& operator<<(std::ostream& out, const Seconds& seconds) { return out << seconds.wall << ' ' << seconds.processor; }

class Worker {
 public:
  Worker(const std::string& folder, const std::string& texts, unsigned threads, const std::string& precision,
         BatchingOptions batching)
      : threads_(threads), batching_(batching) {
    const ModelFolder model(folder);
    tokenizer_ = model.tokenizer();
    network_ = Network::load(model, HeadKind::token, 2);
    network_->eval();
    network_->encoder().use_bf16(precision == "bf16");
    if (precision == "int8") dynamic_cast<EncoderTransformer&>(network_->encoder()).use_int8(true);
    std::ifstream file(texts);
    for (std::string line; std::getline(file, line);) lines_.push_back(line);
    for (std::size_t i = 0; i < lines_.size(); ++i) pieces_.push_back({});
    embed_texts(0, 1);  // packs the weights
  }

  std::string answer(const std::string& command) {
    std::istringstream in(command);
    std::string name, file;
    std::size_t from = 0, to = 0;
    in >> name >> from >> to >> file;
    std::ostringstream out;
    if (name == "text") out << seconds_of([&] { embed_texts(from, to); });
    else if (name == "model") {
      const Pieces& pieces = tokenize(from, to);
      out << seconds_of([&] { embed(pieces, from, to); });
    } else if (name == "latency") {
      for (std::size_t i = from; i < to; ++i) out << 1e3 * seconds_of([&] { embed_texts(i, i + 1); }).wall << ' ';
    } else if (name == "pieces") {
      std::size_t count = 0;
      for (std::size_t i = from; i < to; ++i) count += tokenize(i, i + 1)[i].size();
      out << count;
    } else if (name == "vectors") {
      const torch::Tensor vectors = embed_texts(from, to);
      std::ofstream(file, std::ios::binary)
          .write(static_cast<const char*>(vectors.data_ptr()), static_cast<std::streamsize>(vectors.nbytes()));
      out << vectors.size(1);
    } else if (name == "memory") {
      std::ifstream status("/proc/self/status");
      for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) out << std::stol(line.substr(6));
    } else throw Error(ErrorCode::wrong_value, "there is no command " + name);
    return out.str();
  }

 private:
  // Results stay in their places, so that a text is tokenised once where only the model is timed.
  const Pieces& tokenize(std::size_t from, std::size_t to) {
    SubwordEncoder encoder(tokenizer_);
    SubwordEncoding encoding;
    for (std::size_t i = from; i < to; ++i) {
      encoder.encode(lines_[i], {.max_pieces = static_cast<std::size_t>(network_->encoder().max_pieces())}, encoding);
      pieces_[i] = encoding.ids;
    }
    return pieces_;
  }

  torch::Tensor embed_texts(std::size_t from, std::size_t to) { return embed(tokenize(from, to), from, to); }

  torch::Tensor embed(const Pieces& pieces, std::size_t from, std::size_t to) {
    const torch::NoGradGuard no_gradients;
    const TensorThreads threads(threads_);
    std::vector<std::size_t> lengths;
    for (std::size_t i = from; i < to; ++i) lengths.push_back(pieces[i].size());
    torch::Tensor out = torch::empty({static_cast<std::int64_t>(to - from), network_->encoder().hidden_size()});
    for_each_batch(lengths, batching_, [&](std::span<const std::size_t> texts) {
      PieceBatch batch;
      for (const std::size_t text : texts) batch.add(pieces[from + text]);
      const torch::Tensor states = network_->encoder().states(batch);
      for (std::size_t i = 0; i < texts.size(); ++i) {
        const torch::Tensor mean = states.slice(0, batch.offsets[i], batch.offsets[i + 1]).mean(0);
        out[static_cast<std::int64_t>(texts[i])] = mean / mean.norm();
      }
    });
    return out;
  }

  unsigned threads_;
  BatchingOptions batching_;
  std::shared_ptr<SubwordModel> tokenizer_;
  std::shared_ptr<Network> network_;
  std::vector<std::string> lines_;
  Pieces pieces_;
};

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 2) {
    std::cerr << "usage: klinker-bench-encoder MODEL TEXTS [THREADS [f32|bf16|int8 [PIECES [IN_FLIGHT]]]]\n";
    return 2;
  }
  const auto number = [&](std::size_t i, unsigned long missing) {
    return words.size() > i ? std::stoul(words[i]) : missing;
  };
  try {
    Worker worker(words[0], words[1], static_cast<unsigned>(number(2, 1)), words.size() > 3 ? words[3] : "f32",
                  {.pieces = number(4, 4096), .in_flight = static_cast<unsigned>(number(5, 1))});
    std::cout << "ready" << std::endl;
    for (std::string line; std::getline(std::cin, line);) std::cout << worker.answer(line) << std::endl;
  } catch (const std::exception& error) {
    std::cerr << "klinker-bench-encoder: " << error.what() << '\n';
    return 1;
  }
}
