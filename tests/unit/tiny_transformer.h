#pragma once

#include <string>

#include "temporary_folder.h"

/// Writes a folder with a vocabulary of letters and a few words, and the settings of a small BERT without weights, which
/// reads at most `positions` pieces; returns its path.
inline std::string tiny_transformer(const TemporaryFolder& folder, int positions = 64, const std::string& name = "base") {
  std::filesystem::create_directory(folder.file(name));
  std::string pieces = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
  int count = 5;
  const auto add = [&](const std::string& piece) {
    pieces += piece + "\n";
    ++count;
  };
  for (char letter = 'a'; letter <= 'z'; ++letter) add(std::string(1, letter));
  for (char letter = 'a'; letter <= 'z'; ++letter) add(std::string("##") + letter);
  for (const char* const word : {"soep", "brood", "kaas", "regen", "wind", "zon", "vandaag", "weer", "echt", "veel"})
    add(word);
  folder.write(name + "/vocab.txt", pieces);
  folder.write(name + "/tokenizer_config.json", R"({"tokenizer_class":"BertTokenizer","do_lower_case":true})");
  folder.write(name + "/config.json",
               R"({"model_type":"bert","vocab_size":)" + std::to_string(count) +
                   R"(,"hidden_size":32,"num_hidden_layers":2,"num_attention_heads":2,"intermediate_size":64,)"
                   R"("max_position_embeddings":)" +
                   std::to_string(positions) + "}");
  return folder.file(name);
}
