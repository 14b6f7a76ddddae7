#include "klinker/nn/transformer_config.h"

#include "catch.h"
#include "klinker/error.h"
#include "text/json_reader.h"

using namespace klinker;

namespace {

TransformerConfig read(const std::string& json) {
  const JsonDocument document(json, "config.json");
  return TransformerConfig::from_json(document.root());
}

// A BERT, with members after those that it needs.
std::string bert(const std::string& more) {
  return R"({"model_type":"bert","vocab_size":100,"hidden_size":32,"num_hidden_layers":2,"num_attention_heads":4,)"
         R"("intermediate_size":64)" +
         more + "}";
}

std::string refusal(const std::string& json, ErrorCode code) {
  try {
    read(json);
  } catch (const Error& error) {
    CHECK(error.code() == code);
    return error.what();
  }
  return "nothing was refused";
}

}  // namespace

TEST_CASE("A config.json gives the sizes of an encoder, and is written as it was read", "[nn]") {
  // The settings of published Dutch models, with what does not concern us beside them.
  const TransformerConfig robbert = read(
      R"({"_num_labels":2,"architectures":["RobertaForMaskedLM"],"attention_probs_dropout_prob":0.1,"bos_token_id":0,)"
      R"("bad_words_ids":null,"do_sample":false,"eos_token_id":2,"finetuning_task":null,"gradient_checkpointing":false,)"
      R"("hidden_act":"gelu","hidden_dropout_prob":0.1,"hidden_size":768,"id2label":{"0":"LABEL_0","1":"LABEL_1"},)"
      R"("initializer_range":0.02,"intermediate_size":3072,"is_decoder":false,"layer_norm_eps":1e-05,"max_position_embeddings":514,)"
      R"("model_type":"roberta","num_attention_heads":12,"num_hidden_layers":12,"output_past":true,"pad_token_id":1,)"
      R"("pruned_heads":{},"torchscript":false,"transformers_version":"4.16.2","type_vocab_size":1,"use_bfloat16":false,)"
      R"("position_embedding_type":"absolute","classifier_dropout":null,"vocab_size":40000})");
  CHECK(robbert.max_pieces() == 512);
  CHECK(robbert.types == 1);
  CHECK(robbert.epsilon == 1e-5);
  CHECK(robbert.prefix() == "roberta");
  CHECK(robbert.parameters() == (40000 + 514 + 1 + 2) * 768 + 12 * (4 * 768 * 769 + 2 * 768 * 3072 + 3072 + 5 * 768));

  const TransformerConfig distil = read(
      R"({"model_type":"distilbert","vocab_size":30522,"dim":48,"n_layers":6,"n_heads":12,"hidden_dim":96,"layer_norm_eps":0.5,)"
      R"("sinusoidal_pos_embds":true,"tie_weights_":true,"activation":"relu","dropout":0.2,"attention_dropout":0,"seq_classif_dropout":0.3})");
  CHECK(distil.hidden == 48);
  CHECK(distil.types == 0);
  CHECK(distil.epsilon == 1e-12);
  CHECK(distil.head_dropout == 0.3);

  const TransformerConfig bertje = read(bert(R"(,"pad_token_id":null,"classifier_dropout":0.25,"hidden_act":"gelu_new")"));
  CHECK(bertje.max_pieces() == 512);
  CHECK(bertje.head_dropout == 0.25);
  CHECK(bertje.activation == TransformerConfig::Activation::gelu_tanh);

  const TransformerConfig electra =
      read(R"({"model_type":"electra","vocab_size":9,"hidden_size":8,"embedding_size":4,"num_hidden_layers":1,)"
           R"("num_attention_heads":2,"intermediate_size":8,"max_position_embeddings":7,"tie_word_embeddings":false})");
  CHECK(electra.embedding == 4);
  CHECK_FALSE(electra.tied);
  const TransformerConfig xlm =
      read(R"({"model_type":"xlm-roberta","vocab_size":9,"hidden_size":8,"num_hidden_layers":1,"num_attention_heads":2,)"
           R"("intermediate_size":8,"max_position_embeddings":7})");
  CHECK(xlm.pad == 1);
  CHECK(xlm.max_pieces() == 5);
  for (const TransformerConfig& config : {robbert, distil, bertje, electra, xlm})
    CHECK(read("{" + config.to_json() + "}") == config);
}

TEST_CASE("What an encoder cannot do is refused by name", "[nn]") {
  const auto names = [](const std::string& more, const char* name) {
    INFO(more);
    CHECK(refusal(bert(more), ErrorCode::unsupported).find(name) != std::string::npos);
  };
  names(R"(,"is_decoder":true)", "is_decoder");
  names(R"(,"add_cross_attention":true)", "add_cross_attention");
  names(R"(,"quantization_config":{"quant_method":"bitsandbytes","load_in_8bit":true})", "quantization_config");
  names(R"(,"auto_map":{"AutoModel":"modeling.Model"})", "auto_map");
  names(R"(,"pruned_heads":{"0":[1]})", "pruned_heads");
  names(R"(,"position_embedding_type":"relative_key")", "relative_key");
  names(R"(,"hidden_act":"quick_gelu")", "quick_gelu");
  CHECK(refusal(R"({"model_type":"deberta"})", ErrorCode::unsupported).find("deberta") != std::string::npos);
  for (const char* const more :
       {R"(,"pad_token_id":100)", R"(,"pad_token_id":-1)", R"(,"layer_norm_eps":-1)", R"(,"type_vocab_size":0)",
        R"(,"hidden_dropout_prob":1)", R"(,"max_position_embeddings":0)"}) {
    INFO(more);
    refusal(bert(more), ErrorCode::invalid_model);
    CHECK(refusal(bert(more), ErrorCode::invalid_model) != "nothing was refused");
  }
  CHECK(
      refusal(
          R"({"model_type":"bert","vocab_size":9,"hidden_size":9,"num_hidden_layers":1,"num_attention_heads":2,"intermediate_size":8})",
          ErrorCode::invalid_model)
          .find("must divide") != std::string::npos);
}
