#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "catch.h"
#include "klinker/classify/review_queue.h"
#include "klinker/classify/review_session.h"
#include "klinker/error.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

using Strings = std::vector<std::string>;
using Numbers = std::vector<std::size_t>;

const Strings kLabels = {"eten", "weer"};

ReviewSession new_session(const TemporaryFolder& folder, double overlap = 0) {
  ReviewSession::create(folder.file("s"), kLabels, overlap);
  return ReviewSession(folder.file("s"));
}

std::vector<ReviewCandidate> picks(std::size_t count) {
  std::vector<ReviewCandidate> out;
  for (std::size_t i = 1; i <= count; ++i)
    out.push_back({.text = "bericht \"" + std::to_string(i) + "\"\n", .guess = "eten", .certainty = 0.25});
  return out;
}

unsigned mode(const std::string& path) {
  struct stat status {};
  stat(path.c_str(), &status);
  return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("A session keeps tasks and answers", "[classify]") {
  const TemporaryFolder folder;
  ReviewSession session = new_session(folder);
  CHECK(mode(folder.file("s")) == 0700);
  auto three = picks(3);
  three[1].id = "{\"bron\": [1, \"x\"]}";
  session.hand_out(three, "anna");
  session.answer({.task = 1, .annotator = "anna", .label = "weer", .note = "twijfel\n", .guess_shown = true});
  session.answer({.task = 2, .annotator = "anna"});
  session.answer({.task = 3, .annotator = "anna", .label = "eten"});
  session.answer({.task = 3, .annotator = "anna", .label = "weer"});
  session.take_back(1, "anna");
  session.answer({.task = 1, .annotator = "anna", .label = "eten", .note = "toch", .at = "2026-01-31T12:00:00Z"});
  for (const char* file : {"s/session.json", "s/tasks.jsonl", "s/labels.jsonl"}) CHECK(mode(folder.file(file)) == 0600);

  for (const ReviewSession& read : {session, ReviewSession(folder.file("s"))}) {
    CHECK(read.labels() == kLabels);
    CHECK(read.damaged().empty());
    REQUIRE(read.tasks().size() == 3);
    CHECK(read.tasks().at(1).text == "bericht \"1\"\n");
    CHECK(read.tasks().at(1).guess == "eten");
    CHECK(read.tasks().at(1).certainty == 0.25);
    CHECK(read.tasks().at(1).annotator == "anna");
    CHECK(read.answer_of(1, "anna")->label == "eten");
    CHECK(read.answer_of(1, "anna")->note == "toch");
    CHECK(read.answer_of(1, "anna")->at == "2026-01-31T12:00:00Z");
    CHECK(read.answer_of(2, "anna")->label.empty());
    CHECK(read.answer_of(3, "anna")->label == "weer");
    CHECK(read.answer_of(3, "anna")->at.size() == 20);
    CHECK(read.answered_tasks("anna") == Numbers{2, 3, 1});
    CHECK(read.open_tasks("anna").empty());
    CHECK(read.reviewed().size() == 2);
  }
  CHECK(ReviewSession(folder.file("s")).tasks().at(2).id == "{\"bron\":[1,\"x\"]}");
}

TEST_CASE("A share of the tasks is for everyone", "[classify]") {
  const TemporaryFolder folder;
  ReviewSession session = new_session(folder, 0.2);
  session.hand_out(picks(7), "anna");
  session.hand_out(picks(13), "ben");
  CHECK(session.open_tasks("anna") == Numbers{1, 2, 3, 4, 5, 6, 7, 10, 15, 20});
  CHECK(session.open_tasks("ben") == Numbers{5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20});
  CHECK(session.open_tasks("chris") == Numbers{5, 10, 15, 20});
}

TEST_CASE("What annotators differ about is left out until somebody decides", "[classify]") {
  const TemporaryFolder folder;
  ReviewSession session = new_session(folder, 1);
  session.hand_out(picks(4), "anna");
  const auto say = [&](std::size_t task, const char* who, const char* label, bool decides = false) {
    session.answer({.task = task, .annotator = who, .label = label, .decides = decides});
  };
  say(1, "anna", "eten"), say(1, "ben", "eten");
  say(2, "anna", "eten"), say(2, "ben", "weer");
  say(3, "anna", "eten"), say(3, "ben", "");
  say(4, "anna", "weer"), say(4, "ben", "eten");
  const auto labels = [&](const std::string& adjudicator) {
    Strings out;
    for (const ReviewedMessage& message : session.reviewed(adjudicator)) out.push_back(message.label);
    return out;
  };
  CHECK(labels("") == Strings{"eten", "", "eten", ""});
  CHECK(session.disputed_tasks("chris") == Numbers{2, 4});
  say(2, "chris", "weer", true);
  say(4, "anna", "eten", true);  // one of the two decides after all, against what she said first
  session.refresh();
  CHECK(session.disputed_tasks("chris") == Numbers{4});
  CHECK(labels("") == Strings{"eten", "", "eten", ""});
  CHECK(labels("chris") == Strings{"eten", "weer", "eten", ""});
  CHECK(labels("anna") == Strings{"eten", "eten", "eten", "eten"});
  CHECK(session.annotators() == Strings{"anna", "ben"});  // who only decides takes no part in the agreement
  const Agreement figures = agreement(session.ratings({"anna", "ben"}), 2);
  CHECK(figures.messages == 3);
  CHECK(figures.pairs.front().equal == 1);
}

TEST_CASE("Lines that fit no session do not count, and stop nothing", "[classify]") {
  const TemporaryFolder folder;
  ReviewSession session = new_session(folder);
  session.hand_out(picks(3), "anna");
  session.answer({.task = 1, .annotator = "anna", .label = "weer"});
  const std::string tasks = folder.read("s/tasks.jsonl"), answers = folder.read("s/labels.jsonl");
  folder.write("s/tasks.jsonl",
               tasks + "{\"task\":2,\"text\":\"nog een\"}\n{\"task\":9}\n[]\n{\"task\":1e99,\"text\":\"x\"}\n\n");
  const std::string line = R"(,"annotator":"anna","at":"x"})";
  folder.write("s/labels.jsonl",
               answers + R"({"task":1,"label":"regen")" + line + "\n" + R"({"task":7,"label":"eten")" + line + "\n" +
                   R"({"task":2)" + line + "\n" + R"({"task":2,"label":"eten","skipped":true)" + line + "\n" +
                   R"({"task":2,"label":"eten","annotator":"../anna"})" + "\n\xff\xfe\n" +
                   R"({"task":2,"label":"eten","ann)");  // a write that was broken off
  ReviewSession read(folder.file("s"));
  CHECK(read.damaged().size() == 11);
  CHECK(read.damaged().front() == "tasks.jsonl, line 4");
  CHECK(read.tasks().size() == 3);
  CHECK(read.answered_tasks("anna") == Numbers{1});
  read.answer({.task = 2, .annotator = "anna", .label = "eten"});  // begins a line of its own
  CHECK(ReviewSession(folder.file("s")).answered_tasks("anna") == Numbers{1, 2});

  CHECK_THROWS_AS(read.answer({.task = 2, .annotator = "anna", .label = "regen"}), Error);
  CHECK_THROWS_AS(read.answer({.task = 99, .annotator = "anna", .label = "eten"}), Error);
  CHECK_THROWS_AS(read.answer({.task = 2, .annotator = "an na", .label = "eten"}), Error);
  CHECK_THROWS_AS(read.answer({.task = 2, .annotator = "anna", .label = "eten", .note = "\xff"}), Error);
  CHECK_THROWS_AS(read.take_back(99, "anna"), Error);

  for (const char* settings :
       {"", "{}", "[]", R"({"format":2,"labels":["a","b"],"overlap":0})", R"({"format":1,"labels":["a"],"overlap":0})",
        R"({"format":1,"labels":["a","b"],"overlap":2})"}) {
    folder.write("s/session.json", settings);
    CHECK_THROWS_AS(ReviewSession(folder.file("s")), Error);
  }
}

TEST_CASE("A session is not made where it may not be", "[classify]") {
  const TemporaryFolder folder;
  for (const Strings& labels : {Strings{"a"}, Strings{"a", "a"}, Strings{"a", ""}})
    CHECK_THROWS_AS(ReviewSession::create(folder.file("s"), labels, 0), Error);
  for (const double overlap : {-0.1, 1.1}) CHECK_THROWS_AS(ReviewSession::create(folder.file("s"), kLabels, overlap), Error);
  folder.write("file", "x");
  CHECK_THROWS_AS(ReviewSession::create(folder.file("file"), kLabels, 0), Error);
  std::filesystem::create_directory(folder.file("full"));
  folder.write("full/letter", "x");
  CHECK_THROWS_AS(ReviewSession::create(folder.file("full"), kLabels, 0), Error);
  CHECK_THROWS_AS(ReviewSession(folder.file("full")), Error);
  std::filesystem::create_directory(folder.file("empty"));
  ReviewSession::create(folder.file("empty"), kLabels, 0);
  CHECK(mode(folder.file("empty")) == 0700);
  for (const char* name : {"", ".anna", "an/na", "an na", "ann\xC3\xA1"}) CHECK_THROWS_AS(check_annotator(name), Error);
  CHECK_NOTHROW(check_annotator("Anna.de-B_1@huis"));
}

TEST_CASE("Several processes answer at once without a loss", "[classify]") {
  const TemporaryFolder folder;
  ReviewSession session = new_session(folder, 1);
  session.hand_out(picks(50), "anna");
  for (const char* name : {"anna", "ben", "chris"}) {
    if (fork() != 0) continue;
    for (std::size_t task = 1; task <= 50; ++task) session.answer({.task = task, .annotator = name, .label = "eten"});
    _exit(0);
  }
  while (wait(nullptr) > 0) {
  }
  session.refresh();
  CHECK(session.damaged().empty());
  for (const char* name : {"anna", "ben", "chris"}) CHECK(session.open_tasks(name).empty());

  const auto lock = session.lock_annotator("anna");
  CHECK_THROWS_AS(session.lock_annotator("anna"), Error);
  CHECK_NOTHROW(session.lock_annotator("ben"));
}

TEST_CASE("A queue goes on where it was, and back", "[classify]") {
  const TemporaryFolder folder;
  ReviewSession session = new_session(folder);
  session.hand_out(picks(3), "anna");
  {
    ReviewQueue queue(session, "anna", {.guess_shown = true});
    CHECK(!queue.undo());
    REQUIRE(queue.current() != nullptr);
    CHECK(queue.current()->number == 1);
    queue.set_note("let op");
    queue.answer("eten");
    CHECK(queue.note().empty());
    queue.answer("");
    CHECK(queue.current()->number == 3);
    CHECK(queue.done() == 2);
    CHECK(queue.left() == 1);
    CHECK(session.answer_of(1, "anna")->guess_shown);
  }
  ReviewSession later(folder.file("s"));
  CHECK(ReviewQueue(later, "anna", {.limit = 0}).current() == nullptr);
  ReviewQueue queue(later, "anna");
  CHECK(queue.current()->number == 3);
  CHECK(queue.undo());
  CHECK(queue.undo());
  CHECK(queue.current()->number == 1);
  CHECK(queue.note() == "let op");
  CHECK(!queue.undo());
  CHECK(later.answered_tasks("anna").empty());
  for (int i = 0; i < 3; ++i) queue.answer("weer");
  CHECK(queue.current() == nullptr);
  CHECK_THROWS_AS(queue.answer("weer"), Error);
  CHECK(ReviewQueue(later, "ben").current() == nullptr);
}

TEST_CASE("Labels have keys", "[classify]") {
  CHECK(review_keys({"eten", "weer", "sport"}) == Strings{"1", "2", "3"});
  CHECK(review_keys({"0", "1", "x", "s", "eten"}) == Strings{"0", "1", "x", "2", "3"});
  const Strings many = review_keys(Strings(31, "label"));
  CHECK(many.back() == "z");
  CHECK(std::count(many.begin(), many.end(), "s") == 0);
  CHECK(review_keys(Strings(32, "label")).back() == "32");
}

TEST_CASE("A learning curve is kept and shown", "[classify]") {
  const TemporaryFolder folder;
  ReviewSession session = new_session(folder);
  CHECK(session.curve().empty());
  const auto point = [](std::size_t labels, std::uint64_t seed, double value) {
    return CurvePoint{labels, 500 + labels, 300, seed, "m<1>", {{"macro_f1", value, {value - 0.05, value + 0.05}}}};
  };
  session.add_to_curve(point(0, 1, 0.6));
  session.add_to_curve(point(200, 18446744073709551615u, 0.8));
  const std::vector<CurvePoint> curve = session.curve();
  REQUIRE(curve.size() == 2);
  CHECK(curve[1].labels == 200);
  CHECK(curve[1].train_records == 700);
  CHECK(curve[1].seed == 18446744073709551615u);
  CHECK(curve[1].figures.front().interval.high == Approx(0.85));
  const std::vector<LearningCurve> curves = {{"a & b", curve}, {"leeg", {}}};
  CHECK(curve_table(curves) ==
        "session\tlabels\tseed\ttrain records\tmacro_f1\n"
        "a & b\t0\t1\t500\t0.6 (0.55 to 0.65)\n"
        "a & b\t200\t18446744073709551615\t700\t0.8 (0.75 to 0.85)\n");
  const std::string page = html_curve(curves);
  CHECK(page.find("<svg") != std::string::npos);
  CHECK(page.find("a &amp; b") != std::string::npos);
  CHECK(html_curve({}).find("</html>") != std::string::npos);
  CHECK_THROWS_AS(read_curve("{\"labels\":1}\n", "curve.jsonl"), Error);
  CHECK_THROWS_AS(read_curve("{\"labels\":-1,\"seed\":1}\n", "curve.jsonl"), Error);
}
