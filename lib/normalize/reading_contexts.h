#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// Neighbours that speak for one reading of an ambiguous form: `ca` before a number is `circa`, behind an organ `carcinoom`.
class ReadingContexts {
 public:
  /// Reads the table that is compiled in. Throws Error(invalid_table).
  ReadingContexts();

  bool knows(std::string_view form) const { return rules_.find(form) != rules_.end(); }

  /// What the tokens beside `form` add to the logarithm of the probability of `reading`. `before` and `after` in lower case;
  /// "" where the sentence begins or ends.
  float weight(std::string_view form, std::string_view reading, std::string_view before, std::string_view after) const;

 private:
  struct Rule {
    std::string reading;
    bool before = false;
    std::vector<std::string> signs;
    float weight = 0;
  };
  bool fits(std::string_view sign, std::string_view token, bool before) const;

  std::map<std::string, std::vector<Rule>, std::less<>> rules_;
  std::vector<std::string> months_;
};

}  // namespace klinker
