#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "normalizer_model.h"
#include "reading_table.h"

namespace klinker {

/// Sees through spelling that hides words from filters: look-alike characters (`sl€cht`, Cyrillic letters), masked letters
/// (`k*t`), signs between letters (`k.u.t`), invisible characters.
class DisguiseReader {
 public:
  /// Both must outlive this object. Throws Error(invalid_table).
  DisguiseReader(const NormalizerModel& model, const ReadingTable& table);

  /// The words that a form may hide, the likeliest first; empty where there is none, or where the form has more than 64
  /// bytes. `form` as ReadingTable::key makes it.
  std::vector<Reading> read(std::string_view form) const;

 private:
  struct Lookalike {
    std::string character;
    std::vector<std::string> letters;  // likeliest first; "*" for any, "-" for none
  };
  struct Found {
    std::string word;
    float weight;
  };

  const Lookalike* lookalike(std::string_view character) const;
  bool is_spaced(std::string_view plain) const;
  void add_words(std::string_view plain, bool invisible, bool spaced, std::vector<Found>& found) const;
  void add_listed(std::string_view plain, bool invisible, bool spaced, std::vector<Found>& found) const;

  const NormalizerModel& model_;
  const ReadingTable& table_;
  std::vector<Lookalike> lookalikes_;  // by character
};

}  // namespace klinker
