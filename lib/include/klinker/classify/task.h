#pragma once

#include <string>
#include <string_view>

namespace klinker {

/// What a model answers about its input.
enum class Task {
  text,        ///< one label for a text
  multilabel,  ///< any number of labels for a text
  token,       ///< a tag for each word of a sentence (BIO)
  pair,        ///< one label for two texts together
};

/// "text" and so on, as in klinker.json and on command lines.
std::string_view name(Task task);

/// Throws Error(wrong_value) for another word.
Task task_from_name(std::string_view name);

}  // namespace klinker
