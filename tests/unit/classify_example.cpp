#include "catch.h"
#include "klinker/classify/example.h"
#include "klinker/error.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

std::string refusal(const std::string& path, Task task) {
  try {
    read_examples({path}, task);
  } catch (const Error& error) {
    return error.what();
  }
  return "not refused";
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("Records of each task are read from JSONL", "[classify]") {
  const TemporaryFolder folder;
  const std::string text =
      folder.write("a.jsonl", "{\"text\":\"één\",\"label\":\"x\",\"rest\":1}\n\n{\"label\":\"y\",\"text\":\"twee\"}\r\n");
  CHECK(read_examples({text}, Task::text) ==
        std::vector<Example>{{.text = "één", .labels = {"x"}}, {.text = "twee", .labels = {"y"}}});
  const std::string sets = folder.write("b.jsonl", R"({"text":"a","labels":["x","y"]}
{"text":"b","labels":[]})");
  CHECK(read_examples({sets}, Task::multilabel) == std::vector<Example>{{.text = "a", .labels = {"x", "y"}}, {.text = "b"}});
  const std::string pairs = folder.write("c.jsonl", R"({"text":"a","text_pair":"b","label":"x"})");
  CHECK(read_examples({pairs}, Task::pair) == std::vector<Example>{{.text = "a", .text_pair = "b", .labels = {"x"}}});
  const std::string tags = folder.write("d.jsonl", R"({"tokens":["Jan","de","Wit"],"tags":["I-PER","I-PER","I-PER"]})");
  CHECK(read_examples({tags}, Task::token).front().tags == std::vector<std::string>{"B-PER", "I-PER", "I-PER"});
}

TEST_CASE("Records are read from tables and columns", "[classify]") {
  const TemporaryFolder folder;
  const std::string csv = folder.write("a.csv", "id;label;text\n1;x;\"een; twee\"\n");
  CHECK(read_examples({csv}, Task::text) == std::vector<Example>{{.text = "een; twee", .labels = {"x"}}});
  const std::string tsv = folder.write("b.tsv", "text\ttext_pair\tlabel\na\tb\tx\n");
  CHECK(read_examples({tsv}, Task::pair) == std::vector<Example>{{.text = "a", .text_pair = "b", .labels = {"x"}}});
  const std::string sets = folder.write("c.csv", "text,labels\na,x|y\nb,\n");
  CHECK(read_examples({sets}, Task::multilabel) == std::vector<Example>{{.text = "a", .labels = {"x", "y"}}, {.text = "b"}});
  const std::string columns = folder.write("ned.train", "Jan N B-PER\n. Punc O\n\nja Adv O\n");
  CHECK(read_examples({columns}, Task::token) ==
        std::vector<Example>{{.tokens = {"Jan", "."}, .tags = {"B-PER", "O"}}, {.tokens = {"ja"}, .tags = {"O"}}});
}

TEST_CASE("A bad record is named by its place, not by what it holds", "[classify]") {
  const TemporaryFolder folder;
  const auto check = [&](Task task, const std::string& good, const std::string& bad) {
    const std::string message = refusal(folder.write("a.jsonl", good + "\n" + bad + "\n"), task);
    INFO(bad);
    CHECK(holds(message, "a.jsonl, line 2: "));
    CHECK_FALSE(holds(message, "geheim"));
  };
  for (const char* const line : {"{\"text\":\"geheim\"}", "{\"text\":\"geheim\",\"label\":1}", "{\"label\":\"geheim\"}",
                                 "geheim", "{\"text\":\"geheim\",\"label\":\"\"}"})
    check(Task::text, R"({"text":"a","label":"x"})", line);
  for (const char* const line : {"{\"text\":\"geheim\",\"labels\":\"x\"}", "{\"text\":\"geheim\",\"labels\":[1]}",
                                 "{\"text\":\"geheim\",\"labels\":[\"\"]}"})
    check(Task::multilabel, R"({"text":"a","labels":[]})", line);
  for (const char* const line :
       {"{\"tokens\":[\"geheim\"],\"tags\":[]}", "{\"tokens\":[],\"tags\":[]}",
        "{\"tokens\":[\"geheim\"],\"tags\":[\"PER\"]}", "{\"tokens\":[\"\"],\"tags\":[\"O\"]}", "{\"text\":\"geheim\"}"})
    check(Task::token, R"({"tokens":["a"],"tags":["O"]})", line);
  check(Task::pair, R"({"text":"a","text_pair":"b","label":"x"})", R"({"text":"geheim","label":"x"})");
  CHECK(holds(refusal(folder.write("b.csv", "text,name\na,b\n"), Task::text),
              "b.csv, line 1: the header names no column label"));
  CHECK(holds(refusal(folder.write("c.csv", "text,label\na,\n"), Task::text), "c.csv, line 2: a label is empty"));
}

TEST_CASE("Lines of text files get one label", "[classify]") {
  const TemporaryFolder folder;
  const std::string lines = folder.write("c.txt", "een\n\ntwee\ndrie\nvier\nvijf");
  CHECK(label_lines({lines}, "z", 100).size() == 5);
  const auto sample = label_lines({lines}, "z", 2, 3);
  CHECK(sample.size() == 2);
  CHECK(sample == label_lines({lines}, "z", 2, 3));
}

TEST_CASE("Labels are those that occur, tags come in pairs", "[classify]") {
  CHECK(labels_of({{.labels = {"b", "a"}}, {.labels = {"b"}}}, Task::multilabel) == std::vector<std::string>{"a", "b"});
  CHECK(labels_of({{.tokens = {"x", "y"}, .tags = {"B-PER", "O"}}, {.tokens = {"z"}, .tags = {"B-LOC"}}}, Task::token) ==
        std::vector<std::string>{"O", "B-LOC", "I-LOC", "B-PER", "I-PER"});
  CHECK(labels_of({{.tokens = {"x"}, .tags = {"O"}}}, Task::token) == std::vector<std::string>{"O"});
}

TEST_CASE("Texts that differ in case alone are the same", "[classify]") {
  CHECK(content_key({.text = "Één"}) == content_key({.text = "één"}));
  CHECK(content_key({.text = "a", .text_pair = "b"}) != content_key({.text = "ab"}));
  CHECK(content_key({.tokens = {"a", "b"}}) != content_key({.tokens = {"a"}}));
}
