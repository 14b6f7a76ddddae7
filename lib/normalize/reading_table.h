#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "klinker/normalize/variety.h"

namespace klinker {

/// What a form may stand for.
struct Reading {
  std::string text;  ///< the form itself where it was counted as standing for itself
  std::string kind;  ///< contraction, abbreviation, …
  Variety variety = Variety::chat;
  float probability = 0;  ///< of this reading, given the form and a text of that variety
  bool from_user = false;
  bool always = false;  ///< whatever the text looks like: a user's form that is no standard word
};

/// Non-standard forms and their readings, from tables and from counts in corpora. Read once, then constant.
class ReadingTable {
 public:
  /// The tables that are compiled in, and the text of a user's, which wins. Throws Error(invalid_table).
  explicit ReadingTable(const std::string& user_table);

  /// The readings of a form, nothing where it is unknown. `form` as `key` makes it.
  const std::vector<Reading>* find(std::string_view form) const;

  /// The form under which a token is looked up: lower case, straight apostrophes.
  static std::string key(std::string_view token);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Readings = std::unordered_map<std::string, std::vector<Reading>, Hash, std::equal_to<>>;

  void add(std::string_view table, const std::string& name, bool from_user);
  void count(std::string_view table, const std::string& name);

  Readings readings_;
};

}  // namespace klinker
