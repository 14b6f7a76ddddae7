#include "klinker/nn/language_training.h"

#include <fstream>

#include "catch_torch.h"
#include "klinker/error.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

// Twelve words and the special pieces of a WordPiece vocabulary.
std::unique_ptr<SubwordModel> tokenizer(const TemporaryFolder& folder) {
  std::ofstream(folder.file("vocab.txt"))
      << "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nde\nhond\nkat\nloopt\nslaapt\nin\nop\nhet\nhuis\n##je\n##s\nen\n";
  return SubwordModel::load(folder.file("vocab.txt"));
}

PieceCorpus corpus(const TemporaryFolder& folder, const SubwordModel& model, std::size_t max_pieces = 16) {
  std::ofstream out(folder.file("texts.txt"));
  for (int i = 0; i < 40; ++i) out << "de hond loopt in het huisje en de kat slaapt op de hond\nde kat loopt\nin het huis\n";
  out.close();
  return PieceCorpus({folder.file("texts.txt")}, model, max_pieces);
}

TransformerConfig config(std::int64_t layers = 3) {
  TransformerConfig out;
  out.vocabulary = 17;
  out.hidden = out.embedding = 16;
  out.layers = layers;
  out.heads = 2;
  out.intermediate = 32;
  out.positions = 32;
  out.dropout = out.attention_dropout = out.head_dropout = 0;
  return out;
}

LanguageTrainingOptions few_steps(std::size_t steps, std::size_t batch_pieces) {
  LanguageTrainingOptions out;
  out.steps = steps;
  out.batch_pieces = batch_pieces;
  out.learning_rate = 3e-3;
  return out;
}

}  // namespace

TEST_CASE("A corpus cuts long texts and puts special pieces around each part", "[nn]") {
  const TemporaryFolder folder;
  const auto model = tokenizer(folder);
  const PieceCorpus texts = corpus(folder, *model, 8);
  REQUIRE(texts.size() == 40 * (3 + 2));
  for (std::size_t text = 0; text < texts.size(); ++text) {
    CHECK(texts[text].size() <= 8);
    CHECK(texts[text].front() == 2);
    CHECK(texts[text].back() == 3);
  }
  CHECK_THROWS_AS(corpus(folder, *model, 4), Error);
}

TEST_CASE("Batches hold each text once, within their size, and depend on the seed alone", "[nn]") {
  std::vector<std::size_t> lengths;
  for (std::size_t i = 0; i < 500; ++i) lengths.push_back(3 + i * 7 % 40);
  const auto batches = shuffled_batches(lengths, 128, 5);
  CHECK(batches == shuffled_batches(lengths, 128, 5));
  CHECK(batches != shuffled_batches(lengths, 128, 6));
  std::vector<int> seen(lengths.size());
  for (const auto& batch : batches) {
    std::size_t pieces = 0;
    for (const std::size_t text : batch) {
      ++seen[text];
      pieces += lengths[text];
    }
    CHECK(pieces <= 128);
  }
  CHECK(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
}

TEST_CASE("A student of all layers is its teacher, and one of some comes nearer by distillation", "[nn]") {
  const TemporaryFolder folder;
  const auto model = tokenizer(folder);
  const PieceCorpus texts = corpus(folder, *model);
  torch::manual_seed(4);
  EncoderTransformer teacher(config());
  const auto twin = student_of_layers(teacher, {0, 1, 2});
  const LanguageTrainingOptions options = few_steps(40, 256);
  // What is left is the pooler's, which means something else in a student.
  const auto student = student_of_layers(teacher, {0, 2});
  const double before = distillation_loss(*student, teacher, {0, 2}, texts, options);
  CHECK(distillation_loss(*twin, teacher, {0, 1, 2}, texts, options) < before);
  distill(*student, teacher, {0, 2}, texts, options);
  CHECK(distillation_loss(*student, teacher, {0, 2}, texts, options) < 0.8 * before);
  CHECK_THROWS_AS(student_of_layers(teacher, {3}), Error);
  CHECK_THROWS_AS(distill(*student, teacher, {0}, texts, options), Error);
}

TEST_CASE("Batches of a single text do not lose the loss", "[nn]") {
  const TemporaryFolder folder;
  const auto model = tokenizer(folder);
  const PieceCorpus texts = corpus(folder, *model);
  torch::manual_seed(4);
  EncoderTransformer teacher(config());
  const auto student = student_of_size(teacher, 2, 8, 2, 16);
  double last = 0;
  distill(*student, teacher, {0, 2}, texts, few_steps(30, 16),
          [&](const LanguageTrainingProgress& progress) { last = progress.loss; });
  CHECK(std::isfinite(last));
  for (const torch::Tensor& parameter : student->parameters()) CHECK(parameter.isfinite().all().item<bool>());
}

TEST_CASE("A masked language model learns, and goes on from its state to the same weights", "[nn]") {
  const TemporaryFolder folder;
  const auto model = tokenizer(folder);
  const PieceCorpus texts = corpus(folder, *model);
  const auto fresh = [] {
    torch::manual_seed(4);
    return Network(std::make_shared<EncoderTransformer>(config()), HeadKind::masked, 0);
  };
  LanguageTrainingOptions options = few_steps(30, 128);
  Network whole = fresh();
  const double before = masked_loss(whole, texts, *model, options);
  pretrain(whole, texts, *model, options);
  CHECK(masked_loss(whole, texts, *model, options) < before - 0.1);

  options.state = folder.file("state.safetensors");
  options.save_every = 10;
  struct Stop {};
  Network broken = fresh();
  CHECK_THROWS_AS(pretrain(broken, texts, *model, options,
                           [](const LanguageTrainingProgress& progress) {
                             if (progress.step == 17) throw Stop();
                           }),
                  Stop);
  Network resumed = fresh();
  pretrain(resumed, texts, *model, options);
  const auto expected = whole.parameters(), got = resumed.parameters();
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(expected[i].equal(got[i]));

  options.steps = 31;
  CHECK_THROWS_AS(pretrain(resumed, texts, *model, options), Error);  // the state is of another run
}
