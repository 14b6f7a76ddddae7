#include "klinker/classify/review_session.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <set>

#include "append_file.h"
#include "klinker/corpus/json.h"
#include "klinker/corpus/text_file.h"
#include "klinker/error.h"
#include "klinker/text/table.h"
#include "klinker/text/utf8.h"
#include "text/json_reader.h"

namespace klinker {
namespace {

namespace fs = std::filesystem;

constexpr const char *kSettings = "session.json", *kTasks = "tasks.jsonl", *kAnswers = "labels.jsonl",
                     *kCurve = "curve.jsonl", *kLock = "session.lock", *kPicking = "picking.lock";
constexpr std::int64_t kMostTasks = 1'000'000'000;
constexpr std::size_t kLongestName = 64;

void check_labels(const std::vector<std::string>& labels) {
  const std::set<std::string> different(labels.begin(), labels.end());
  if (labels.size() < 2 || different.size() < labels.size() || different.count("") > 0)
    throw Error(ErrorCode::wrong_value, "a review needs two labels at least, all different and none empty");
}

std::string number(double value) {
  std::string out;
  append_json_number(out, value, 6);
  return out;
}

std::string to_json(const ReviewTask& task) {
  std::string out = "{\"task\":" + std::to_string(task.number) + ",\"text\":" + json_string(task.text);
  if (!task.id.empty()) out += ",\"id\":" + task.id;
  if (!task.annotator.empty()) out += ",\"annotator\":" + json_string(task.annotator);
  return out + ",\"guess\":" + json_string(task.guess) + ",\"certainty\":" + number(task.certainty) + "}\n";
}

std::string to_json(const ReviewAnswer& answer, bool taken_back) {
  std::string out = "{\"task\":" + std::to_string(answer.task) + ",\"annotator\":" + json_string(answer.annotator);
  if (taken_back) out += ",\"taken_back\":true";
  else if (answer.label.empty()) out += ",\"skipped\":true";
  else out += ",\"label\":" + json_string(answer.label);
  if (!answer.note.empty()) out += ",\"note\":" + json_string(answer.note);
  if (answer.guess_shown) out += ",\"guess_shown\":true";
  if (answer.decides) out += ",\"decides\":true";
  return out + ",\"at\":" + json_string(answer.at) + "}\n";
}

std::string utf8_string(const JsonObject& object, const char* key) {
  std::string text = object.string(key, "");
  if (find_invalid_utf8(text)) object.fail(key, "is not UTF-8");
  return text;
}

std::size_t task_number(const JsonObject& object) { return static_cast<std::size_t>(object.integer("task", 1, kMostTasks)); }

std::string read_if_there(const std::string& path) { return fs::exists(path) ? read_file(path) : std::string(); }

bool is_empty(const std::string& folder) {
  return std::all_of(fs::directory_iterator(folder), fs::directory_iterator(),
                     [](const fs::directory_entry& entry) { return entry.path().filename() == kLock; });
}

}  // namespace

void check_annotator(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::strchr("-_.@", c) != nullptr;
  };
  if (name.empty() || name.size() > kLongestName || name.front() == '.' || !std::all_of(name.begin(), name.end(), allowed))
    throw Error(
        ErrorCode::wrong_value,
        "the name of an annotator has 1 to 64 letters, digits, \"-\", \"_\", \".\" or \"@\", and does not begin with \".\"");
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

void ReviewSession::create(const std::string& folder, const std::vector<std::string>& labels, double overlap) {
  check_labels(labels);
  if (!(overlap >= 0 && overlap <= 1))
    throw Error(ErrorCode::wrong_value, "the overlap of a session is a share from 0 to 1");
  if (const fs::path parent = fs::path(folder).parent_path(); !parent.empty()) fs::create_directories(parent);
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) throw Error(ErrorCode::io, folder + ": " + std::strerror(errno));
  if (!fs::is_directory(folder)) throw Error(ErrorCode::usage, folder + ": is not a folder");
  if (!is_empty(folder))
    throw Error(ErrorCode::usage, folder + ": is not empty, and holds no session; choose another folder");
  chmod(folder.c_str(), 0700);  // also where it was there
  const FileLock lock(folder + "/" + kLock, true);
  if (is_in(folder)) return;  // somebody was faster
  append_lines(folder + "/" + kSettings,
               "{\"format\":1,\"labels\":" + json_array(labels) + ",\"overlap\":" + number(overlap) + "}\n");
}

bool ReviewSession::is_in(const std::string& folder) { return fs::is_regular_file(folder + "/" + kSettings); }

ReviewSession::ReviewSession(const std::string& folder) : folder_(folder) {
  if (!is_in(folder)) throw Error(ErrorCode::io, folder + ": holds no review session");
  const std::string path = folder + "/" + kSettings;
  const JsonDocument settings(read_file(path), path);
  settings.root().integer("format", 1, 1);
  labels_ = settings.root().strings("labels");
  overlap_ = settings.root().number("overlap", 0, 1);
  try {
    check_labels(labels_);
  } catch (const Error& error) {
    throw Error(ErrorCode::invalid_model, path + ": " + error.what());
  }
  refresh();
}

void ReviewSession::refresh() {
  damaged_.clear();
  answers_.clear();
  given_ = 0;
  // Answers first: what they answer is there before them.
  const std::string answers = read_if_there(folder_ + "/" + kAnswers);
  read_tasks(read_if_there(folder_ + "/" + kTasks));
  read_answers(answers);
}

ReviewSession::Lock ReviewSession::lock_annotator(const std::string& annotator) const {
  check_annotator(annotator);
  auto lock = std::make_shared<const FileLock>(folder_ + "/" + annotator + ".annotator.lock", false);
  if (!lock->held())
    throw Error(ErrorCode::usage, annotator + " is reviewing in this session already; use another --annotator");
  return lock;
}

ReviewSession::Lock ReviewSession::lock_picking() {
  auto lock = std::make_shared<const FileLock>(folder_ + "/" + kPicking, true);
  refresh();
  return lock;
}

std::vector<CurvePoint> ReviewSession::curve() const {
  const std::string path = folder_ + "/" + kCurve;
  return read_curve(read_if_there(path), path);
}

void ReviewSession::add_to_curve(const CurvePoint& point) { append_lines(folder_ + "/" + kCurve, to_json(point) + "\n"); }

void ReviewSession::read_lines(const char* name, const std::string& lines,
                               const std::function<void(const JsonObject&)>& read) {
  for_each_line(lines, [&](std::string_view line, std::size_t at) {
    if (line.find_first_not_of(" \t") == std::string_view::npos) return;
    const std::string where = line_place(name, at);
    try {
      const JsonDocument document(line, where);
      read(document.root());
    } catch (const Error&) {
      damaged_.push_back(where);
    }
  });
}

void ReviewSession::read_tasks(const std::string& lines) {
  std::size_t before = 0;
  read_lines(kTasks, lines, [&](const JsonObject& object) {
    ReviewTask task{.number = task_number(object),
                    .text = utf8_string(object, "text"),
                    .annotator = object.string("annotator", ""),
                    .guess = utf8_string(object, "guess"),
                    .certainty = object.number("certainty", 0, 1, 0)};
    if (!task.annotator.empty()) check_annotator(task.annotator);
    if (object.has("id")) task.id = simdjson::minify(object.raw()["id"].value());
    if (task.text.empty() || task.number <= before) object.fail("task", "has no text, or stands twice");
    before = task.number;
    tasks_.insert_or_assign(task.number, std::move(task));
  });
}

void ReviewSession::keep(ReviewAnswer answer) {
  const Key key(answer.task, answer.annotator, answer.decides);
  answers_.insert_or_assign(key, std::pair(++given_, std::move(answer)));
}

void ReviewSession::read_answers(const std::string& lines) {
  read_lines(kAnswers, lines, [&](const JsonObject& object) {
    ReviewAnswer answer{.task = task_number(object),
                        .annotator = object.string("annotator"),
                        .label = object.string("label", ""),
                        .note = utf8_string(object, "note"),
                        .at = object.string("at", ""),
                        .guess_shown = object.boolean("guess_shown", false),
                        .decides = object.boolean("decides", false)};
    check_annotator(answer.annotator);
    if (tasks_.count(answer.task) == 0) object.fail("task", "is not handed out");
    if (object.boolean("taken_back", false)) {
      answers_.erase(Key(answer.task, answer.annotator, answer.decides));
      return;
    }
    const bool known = std::find(labels_.begin(), labels_.end(), answer.label) != labels_.end();
    if (object.boolean("skipped", false) ? !answer.label.empty() : !known) object.fail("label", "is not one of the session's");
    keep(std::move(answer));
  });
}

const ReviewAnswer* ReviewSession::answer_of(std::size_t task, const std::string& annotator, bool decides) const {
  const auto found = answers_.find(Key(task, annotator, decides));
  return found == answers_.end() ? nullptr : &found->second.second;
}

std::vector<std::size_t> ReviewSession::answered_tasks(const std::string& annotator, bool decides) const {
  std::map<std::size_t, std::size_t> in_order;
  for (const auto& [key, answer] : answers_)
    if (answer.second.annotator == annotator && answer.second.decides == decides)
      in_order[answer.first] = answer.second.task;
  std::vector<std::size_t> out;
  for (const auto& [place, task] : in_order) out.push_back(task);
  return out;
}

std::vector<std::size_t> ReviewSession::open_tasks(const std::string& annotator) const {
  std::vector<std::size_t> out;
  for (const auto& [number, task] : tasks_)
    if ((task.annotator.empty() || task.annotator == annotator) && answer_of(number, annotator) == nullptr)
      out.push_back(number);
  return out;
}

std::vector<std::size_t> ReviewSession::disputed_tasks(const std::string& annotator) const {
  std::vector<std::size_t> out;
  for (const ReviewedMessage& message : reviewed())
    if (message.label.empty() && answer_of(message.task->number, annotator, true) == nullptr)
      out.push_back(message.task->number);
  return out;
}

void ReviewSession::hand_out(const std::vector<ReviewCandidate>& picks, const std::string& annotator) {
  check_annotator(annotator);
  std::size_t number = tasks_.empty() ? 0 : tasks_.rbegin()->first;
  const auto shared_until = [&](std::size_t count) { return std::floor(static_cast<double>(count) * overlap_ + 1e-9); };
  std::string lines;
  for (const ReviewCandidate& pick : picks) {
    ++number;
    const bool shared = shared_until(number) > shared_until(number - 1);
    ReviewTask task{number, pick.text, pick.id, shared ? "" : annotator, pick.guess, std::clamp(pick.certainty, 0.0, 1.0)};
    lines += to_json(task);
    tasks_.emplace(number, std::move(task));
  }
  if (!picks.empty()) append_lines(folder_ + "/" + kTasks, lines);
}

void ReviewSession::answer(ReviewAnswer answer) {
  check_annotator(answer.annotator);
  if (tasks_.count(answer.task) == 0) throw Error(ErrorCode::wrong_value, "the session has no such task");
  if (!answer.label.empty() && std::find(labels_.begin(), labels_.end(), answer.label) == labels_.end())
    throw Error(ErrorCode::wrong_value, "the session has no such label");
  require_utf8(answer.note);
  if (answer.at.empty()) answer.at = utc_now();
  append_lines(folder_ + "/" + kAnswers, to_json(answer, false));
  keep(std::move(answer));
}

void ReviewSession::take_back(std::size_t task, const std::string& annotator, bool decides) {
  check_annotator(annotator);
  if (tasks_.count(task) == 0) throw Error(ErrorCode::wrong_value, "the session has no such task");
  append_lines(folder_ + "/" + kAnswers,
               to_json({.task = task, .annotator = annotator, .at = utc_now(), .decides = decides}, true));
  answers_.erase(Key(task, annotator, decides));
}

std::vector<ReviewedMessage> ReviewSession::reviewed(const std::string& adjudicator) const {
  std::vector<ReviewedMessage> out;
  for (const auto& [key, given] : answers_) {
    const ReviewAnswer& answer = given.second;
    if (answer.label.empty() || (answer.decides && answer.annotator != adjudicator)) continue;
    if (out.empty() || out.back().task->number != answer.task) out.push_back({.task = &tasks_.at(answer.task)});
    out.back().answers.push_back(&answer);
  }
  for (ReviewedMessage& message : out) {
    const auto decided = std::find_if(message.answers.rbegin(), message.answers.rend(), [&](const ReviewAnswer* answer) {
      return answer->annotator == adjudicator;  // of two by one name the one that decides comes last
    });
    const auto differs = [&](const ReviewAnswer* answer) { return answer->label != message.answers.front()->label; };
    if (decided != message.answers.rend()) message.label = (*decided)->label;
    else if (std::none_of(message.answers.begin(), message.answers.end(), differs))
      message.label = message.answers.front()->label;
  }
  return out;
}

std::vector<std::string> ReviewSession::annotators() const {
  std::set<std::string> names;
  for (const auto& [key, answer] : answers_)
    if (!answer.second.label.empty() && !answer.second.decides) names.insert(answer.second.annotator);
  return {names.begin(), names.end()};
}

std::vector<Ratings> ReviewSession::ratings(const std::vector<std::string>& annotators) const {
  std::vector<Ratings> out;
  for (const auto& [number, task] : tasks_) {
    Ratings& row = out.emplace_back(annotators.size());
    for (std::size_t i = 0; i < annotators.size(); ++i) {
      const ReviewAnswer* const answer = answer_of(number, annotators[i]);
      if (answer == nullptr || answer->label.empty()) continue;
      row[i] = static_cast<std::size_t>(std::find(labels_.begin(), labels_.end(), answer->label) - labels_.begin());
    }
  }
  return out;
}

}  // namespace klinker
