#include <iostream>

#include <klinker/normalize/normalizer.h>
#include <klinker/tokenize/tokenizer.h>
#include <klinker/version.h>

int main() {
  const std::string text = "kwil naar huis. Jij ook?";
  const klinker::Tokenizer tokenizer;
  const klinker::Tokenization result = tokenizer.tokenize(text);
  for (const klinker::Sentence& sentence : result.sentences) std::cout << sentence.span.of(text) << '\n';

  const klinker::Normalizer normalizer;
  const klinker::Normalization normal = normalizer.normalize(text);
  for (const klinker::Edit& edit : normal.edits)
    std::cout << edit.span.of(text) << " -> " << edit.replacement << " (" << edit.kind << ")\n";
  std::cout << "klinker " << KLINKER_VERSION << '\n';
  return result.sentences.size() == 2 && normal.edits.size() == 1 ? 0 : 1;
}
