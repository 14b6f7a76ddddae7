// The files of a review, any bytes: what fits no session is passed over and named, and what is left can be worked with.

#include "klinker/classify/review_session.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "fuzz.h"
#include "klinker/classify/learning_curve.h"
#include "klinker/error.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

void write(const std::string& path, std::string_view bytes) { std::ofstream(path, std::ios::binary) << bytes; }

class Folder {
 public:
  Folder() { require(mkdtemp(name_) != nullptr, "a folder can be made"); }
  ~Folder() {
    for (const char* file : {"/session.json", "/tasks.jsonl", "/labels.jsonl", "/curve.jsonl"})
      unlink((path() + file).c_str());
    rmdir(name_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path() const { return name_; }

 private:
  char name_[32] = "/tmp/klinker-fuzz-XXXXXX";
};

// One for all inputs of the run.
std::string folder() {
  static const Folder folder;
  return folder.path();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Three files, parted by a form feed.
  std::string_view rest = bytes(data, size);
  const auto next = [&] {
    const std::string_view part = rest.substr(0, rest.find('\f'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    return part;
  };
  write(folder() + "/session.json", R"({"format":1,"labels":["eten","weer"],"overlap":0.2})");
  write(folder() + "/tasks.jsonl", next());
  write(folder() + "/labels.jsonl", next());
  write(folder() + "/curve.jsonl", next());

  const ReviewSession session(folder());
  for (const auto& [number, task] : session.tasks())
    require(number == task.number && !find_invalid_utf8(task.text), "a task is one that can be shown");
  for (const ReviewedMessage& message : session.reviewed("chris")) {
    require(session.tasks().count(message.task->number) == 1, "what is answered was handed out");
    for (const ReviewAnswer* answer : message.answers)
      require(answer->label == "eten" || answer->label == "weer", "a label is one of the session's");
  }
  const auto alpha = krippendorff_alpha(session.ratings(session.annotators()));
  require(!alpha || *alpha <= 1, "no agreement is more than full");
  try {
    const std::vector<LearningCurve> curves = {{"s", session.curve()}};
    html_curve(curves);
  } catch (const Error& error) {
    require_code(error, {ErrorCode::invalid_model});
  }
  return 0;
}
