#include "klinker/classify/task.h"

#include "klinker/error.h"

namespace klinker {

std::string_view name(Task task) {
  switch (task) {
    case Task::text: return "text";
    case Task::multilabel: return "multilabel";
    case Task::token: return "token";
    case Task::pair: return "pair";
  }
  throw Error(ErrorCode::internal, "a task without a name");
}

Task task_from_name(std::string_view word) {
  for (const Task task : {Task::text, Task::multilabel, Task::token, Task::pair})
    if (name(task) == word) return task;
  throw Error(ErrorCode::wrong_value, "a task is text, multilabel, token or pair");
}

}  // namespace klinker
