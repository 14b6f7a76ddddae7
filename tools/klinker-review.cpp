#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "command.h"
#include "klinker/classify/review_scan.h"
#include "klinker/classify/review_session.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/json.h"
#include "klinker/nn/model_folder.h"
#include "models.h"
#include "review/page_server.h"
#include "review/terminal.h"
#include "training.h"

using namespace klinker;

namespace {

namespace po = tools::po;

using Strings = std::vector<std::string>;

constexpr std::size_t kLongestRecord = 128u << 10;  // longer ones nobody reads to the end

std::string word(const po::variables_map& arguments, const char* option) {
  return arguments.count(option) ? arguments[option].as<std::string>() : std::string();
}

void add_session_option(po::options_description& options) {
  options.add_options()("session,s", po::value<std::string>()->value_name("DIR")->required(),
                        "the folder of the review; it holds texts of the messages");
}

void add_adjudicator_option(po::options_description& options) {
  options.add_options()("adjudicator", po::value<std::string>()->value_name("NAME"),
                        "what this annotator said counts where others differ; without it such messages are left out");
}

ReviewSession open_session(const std::string& folder) {
  ReviewSession session(folder);
  for (const std::string& place : session.damaged())
    std::fprintf(stderr, "klinker review: %s/%s: is damaged, or not of this session, and was passed over\n", folder.c_str(),
                 place.c_str());
  return session;
}

// A session for the labels of the model; made where there is none.
ReviewSession session_for(const po::variables_map& arguments) {
  const std::string folder = word(arguments, "session");
  Strings labels;
  if (arguments.count("model")) {
    const ModelInfo info = ModelFolder(tools::find_model(word(arguments, "model"))).info();
    if (info.task != name(Task::text))
      throw Error(ErrorCode::usage, "review is for models that give a text one label (the task text), not for " + info.task);
    labels = info.labels;
  }
  const double overlap = arguments["overlap"].as<double>();
  if (!ReviewSession::is_in(folder)) {
    if (labels.empty()) throw Error(ErrorCode::usage, folder + " holds no review session yet; give --model and --data");
    ReviewSession::create(folder, labels, overlap);
  }
  ReviewSession session = open_session(folder);
  if (!labels.empty() &&
      !std::is_permutation(labels.begin(), labels.end(), session.labels().begin(), session.labels().end()))
    throw Error(ErrorCode::usage, folder + " is a session for other labels than the model has; choose another --session");
  if (!arguments["overlap"].defaulted() && overlap != session.overlap())
    throw Error(ErrorCode::usage, "the overlap of a session cannot be changed; choose another --session");
  return session;
}

// Hands out new messages, unless a batch is unfinished.
void pick(const po::variables_map& arguments, ReviewSession& session, const std::string& annotator) {
  const auto unfinished = [&] {
    const std::vector<std::size_t> open = session.open_tasks(annotator);
    return std::any_of(open.begin(), open.end(),
                       [&](std::size_t task) { return !session.tasks().at(task).annotator.empty(); });
  };
  if (unfinished() || !arguments.count("model") || !arguments.count("data")) return;
  const auto lock = session.lock_picking();
  const std::size_t number = arguments["number"].as<std::size_t>(), open = session.open_tasks(annotator).size();
  if (open >= number) return;
  ReviewPicker picker({.strategy = pick_strategy_from_name(word(arguments, "strategy")),
                       .number = number - open,
                       .seed = arguments["seed"].as<std::uint64_t>()});
  for (const auto& [place, task] : session.tasks()) picker.exclude(task.text);
  BatchOptions corpus;
  corpus.inputs = arguments["data"].as<Strings>();
  corpus.max_record_bytes = kLongestRecord;
  corpus.threads = arguments["threads"].as<unsigned>();
  corpus.progress = isatty(STDERR_FILENO) && !arguments.count("quiet");
  const auto model = TextClassifier::load(tools::find_model(word(arguments, "model")));
  const ReviewScan counts = scan(corpus, model, picker);
  const std::vector<ReviewCandidate> picks = picker.pick();
  session.hand_out(picks, annotator);
  std::fprintf(stderr,
               "klinker review: %zu records read, %zu of them bad or too long and passed over; %zu messages picked\n",
               counts.records, counts.failed, picks.size());
}

std::string annotator_name(const po::variables_map& arguments) {
  if (arguments.count("annotator")) return word(arguments, "annotator");
  const char* const user = std::getenv("USER");
  return user != nullptr && *user != '\0' ? user : "annotator";
}

int review(const po::variables_map& arguments) {
  if (arguments.count("input"))
    throw Error(ErrorCode::usage, "there is no such thing to do; it is agreement, export, retrain, curve, or options alone");
  const Strings data = arguments.count("data") ? arguments["data"].as<Strings>() : Strings();
  if (std::find(data.begin(), data.end(), "-") != data.end())
    throw Error(ErrorCode::usage, "--data must be files or folders: answers are read from standard input");
  const std::string annotator = annotator_name(arguments);
  check_annotator(annotator);
  pick_strategy_from_name(word(arguments, "strategy"));
  ReviewSession session = session_for(arguments);
  const auto lock = session.lock_annotator(annotator);
  session.refresh();
  const bool disputed = arguments.count("disputed") > 0;
  if (!disputed) pick(arguments, session, annotator);
  ReviewQueue queue(session, annotator,
                    {.disputed = disputed,
                     .guess_shown = arguments.count("show-guess") > 0,
                     .limit = arguments["number"].as<std::size_t>()});
  if (queue.current() == nullptr) {
    std::fprintf(stderr, "klinker review: nothing to do for %s%s\n", annotator.c_str(),
                 disputed || arguments.count("data") ? "" : "; give --model and --data for new messages");
    return 0;
  }
  if (arguments.count("page")) {
    tools::PageServer server(queue, arguments["port"].as<int>());
    std::cout << "Open this page in a browser on this machine: " << server.url() << std::endl;
    server.run();
  } else {
    tools::TerminalReview(queue).run();
  }
  std::fprintf(stderr, "klinker review: %zu messages done by %s, %zu left\n", queue.done(), annotator.c_str(), queue.left());
  return 0;
}

std::string object_json(const std::vector<const ReviewAnswer*>& answers, std::string ReviewAnswer::*member) {
  std::string out = "{";
  for (const ReviewAnswer* answer : answers) {
    if ((answer->*member).empty()) continue;
    out += (out.size() > 1 ? "," : "") + json_string(answer->annotator) + ":" + json_string(answer->*member);
  }
  return out + "}";
}

std::string message_json(const ReviewTask& task) {
  return "{" + (task.id.empty() ? "" : "\"id\":" + task.id + ",") + "\"text\":" + json_string(task.text);
}

void write(const std::string& path, const std::string& bytes) {
  const auto writer = open_writer(path);
  writer->write(bytes);
  writer->finish(true);
}

int show_agreement(const po::variables_map& arguments) {
  const ReviewSession session = open_session(word(arguments, "session"));
  const Strings annotators = session.annotators();
  if (arguments.count("disagreements")) {
    std::string lines;
    for (const ReviewedMessage& message : session.reviewed())
      if (message.label.empty())
        lines += message_json(*message.task) + ",\"labels\":" + object_json(message.answers, &ReviewAnswer::label) +
                 ",\"notes\":" + object_json(message.answers, &ReviewAnswer::note) + "}\n";
    write(word(arguments, "disagreements"), lines);
    if (word(arguments, "disagreements") == "-") return 0;
  }
  std::cout << to_json(agreement(session.ratings(annotators), annotators.size()), annotators) << '\n';
  return 0;
}

int export_labels(const po::variables_map& arguments) {
  const ReviewSession session = open_session(word(arguments, "session"));
  std::string lines;
  std::size_t written = 0, left_out = 0;
  for (const ReviewedMessage& message : session.reviewed(word(arguments, "adjudicator"))) {
    ++(message.label.empty() ? left_out : written);
    if (message.label.empty()) continue;
    Strings annotators;
    std::string at;
    for (const ReviewAnswer* answer : message.answers) {
      if (annotators.empty() || annotators.back() != answer->annotator) annotators.push_back(answer->annotator);
      at = std::max(at, answer->at);
    }
    lines += message_json(*message.task) + ",\"label\":" + json_string(message.label) +
             ",\"annotators\":" + json_array(annotators) + ",\"at\":" + json_string(at) + "}\n";
  }
  write(word(arguments, "output"), lines);
  std::fprintf(stderr, "klinker review: %zu messages written, %zu left out because annotators differ\n", written, left_out);
  return 0;
}

std::string folder_name(const std::string& folder) {
  return std::filesystem::absolute(folder + "/.").lexically_normal().parent_path().filename().string();
}

int retrain(const po::variables_map& arguments) {
  if (word(arguments, "task") != name(Task::text)) throw Error(ErrorCode::usage, "review is for the task text alone");
  ReviewSession session = open_session(word(arguments, "session"));
  tools::AddedRecords added{.name = "the review session " + folder_name(session.folder()), .labels = session.labels()};
  for (const ReviewedMessage& message : session.reviewed(word(arguments, "adjudicator")))
    if (!message.label.empty()) added.examples.push_back({.text = message.task->text, .labels = {message.label}});
  const tools::TrainedModel trained = tools::train_model(arguments, "review retrain", added);
  session.add_to_curve({.labels = added.examples.size(),
                        .train_records = trained.train_records,
                        .dev_records = trained.evaluation.records,
                        .seed = arguments["seed"].as<std::uint64_t>(),
                        .model = word(arguments, "output"),
                        .figures = trained.evaluation.figures});
  return 0;
}

int show_curve(const po::variables_map& arguments) {
  std::vector<LearningCurve> curves;
  for (const std::string& folder : arguments["session"].as<Strings>())
    curves.push_back({folder_name(folder), ReviewSession(folder).curve()});
  if (arguments.count("report")) write(word(arguments, "report"), html_curve(curves));
  if (!arguments.count("json")) {
    std::cout << curve_table(curves);
    return 0;
  }
  for (const LearningCurve& curve : curves)
    for (const CurvePoint& point : curve.points)
      std::cout << "{\"session\":" << json_string(curve.name) << ',' << to_json(point).substr(1) << '\n';
  return 0;
}

int run_agreement(int argc, char** argv) {
  tools::Command command({
      .name = "review agreement",
      .summary = "say how far the annotators of a review agree",
      .usage = "--session DIR [OPTION]...",
      .description =
          "Prints as JSON Cohen's kappa of every two annotators over the messages that both labelled, and Krippendorff's "
          "alpha of all,\n"
          "each with the interval in which 95 % of 2000 bootstrap samples of the messages have it. null: it is not defined, "
          "because only\n"
          "one label was given; without an interval: nothing differs. Passed-over messages and decisions of disputes do not "
          "count.\n\n"
          "Messages that were picked because a model doubts are harder than others, and people agree less about them. For "
          "the\n"
          "agreement about a corpus as it is, let them label a session with --strategy random --overlap 1.",
      .example = "  klinker review agreement --session review --disagreements -",
  });
  add_session_option(command.options());
  command.options().add_options()("disagreements", po::value<std::string>()->value_name("FILE"),
                                  "write messages about which annotators differ as JSONL; - is standard output, without the "
                                  "figures");
  return command.run(argc, argv, show_agreement);
}

int run_export(int argc, char** argv) {
  tools::Command command({
      .name = "review export",
      .summary = "write the labels of a review as training data",
      .usage = "--session DIR [OPTION]...",
      .description =
          "Writes each labelled message as a record with \"text\", \"label\", \"annotators\" and \"at\" (when the "
          "last of them said\n"
          "so, in UTC), and the \"id\" that it had. Messages about which annotators differ are left out.",
      .example = "  klinker review export --session review --adjudicator chris -o labelled.jsonl",
  });
  add_session_option(command.options());
  add_adjudicator_option(command.options());
  command.options().add_options()("output,o", po::value<std::string>()->value_name("FILE")->default_value("-"),
                                  "write to FILE; .gz and .zst are compressed");
  return command.run(argc, argv, export_labels);
}

int run_retrain(int argc, char** argv) {
  tools::Command command({
      .name = "review retrain",
      .summary = "train a model with the labels of a review",
      .usage = "--session DIR --train FILE... --dev FILE... --base DIR --output DIR [OPTION]...",
      .description =
          "Trains as klinker train does (see there), on --train and the labels of the session; where both have a text the "
          "session's\n"
          "label counts. Adds to the learning curve of the session what the model reaches on --dev. That data must not come "
          "from the\n"
          "session: it would hold what the model doubts, and little else.",
      .example =
          "  klinker review retrain --session review --train train.jsonl --dev dev.jsonl --base base-nl --output better",
  });
  add_session_option(command.options());
  add_adjudicator_option(command.options());
  tools::add_training_options(command.options());
  return command.run(argc, argv, retrain);
}

int run_curve(int argc, char** argv) {
  tools::Command command({
      .name = "review curve",
      .summary = "show what models learned from the labels of reviews",
      .usage = "--session DIR... [OPTION]...",
      .description = "Prints a line for each training with klinker review retrain: labels that there were, seed, records "
                     "trained on, and\n"
                     "figures on development data with their 95 % intervals.",
      .example = "  klinker review curve --session by-doubt --session at-random --report curve.html",
  });
  command.options().add_options()("session,s", po::value<Strings>()->value_name("DIR")->multitoken()->required(),
                                  "folders of reviews")("report", po::value<std::string>()->value_name("FILE"),
                                                        "write an HTML page with drawings")(
      "json", "print an object a line instead of a table");
  return command.run(argc, argv, show_curve);
}

int run_review(int argc, char** argv) {
  tools::Command command({
      .name = "review",
      .summary = KLINKER_SUMMARY,
      .usage = "--model DIR --data FILE... --session DIR [OPTION]...\n"
               "       klinker review agreement|export|retrain|curve --session DIR [OPTION]...",
      .description =
          "Reads a corpus (JSONL with \"text\"), picks the messages that the model is least sure of and that differ from "
          "each "
          "other, and\n"
          "shows them one by one, to be labelled with a key: on the terminal, or with --page in a browser on this machine. "
          "Where standard\n"
          "input is no terminal each line of it is an answer: a key, or the name of a label. Each answer is on the disk "
          "before the next\n"
          "message is shown; the same command goes on with an unfinished batch, and picks a new one when that is done. "
          "Messages that are\n"
          "nearly equal are shown once.\n\n"
          "Several people may work in one session at once, each with --annotator. A share of the messages (--overlap) goes "
          "to "
          "everyone:\n"
          "agreement says how far they agree, --disputed lets somebody decide where they differ. export writes the labels "
          "as "
          "training\n"
          "data, retrain trains with them, curve shows what that brought. Each has its own --help.\n\n"
          "The session folder holds the texts of the messages, names of annotators and times. It is made readable by you "
          "alone; keep it where\n"
          "the corpus may be kept.",
      .example =
          "  klinker review --model topics --data letters.jsonl.zst --session review --annotator anna\n"
          "  klinker review --session review --annotator chris --disputed\n"
          "  klinker review retrain --session review --train train.jsonl --dev dev.jsonl --base base-nl --output better",
  });
  command.options().add_options()("model,m", po::value<std::string>()->value_name("DIR"),
                                  "a model folder, or the name of a shipped model; its labels are those of the session")(
      "data", po::value<Strings>()->value_name("FILE...")->multitoken(),
      "records to pick from: JSONL files, or folders of them");
  add_session_option(command.options());
  command.options().add_options()("annotator", po::value<std::string>()->value_name("NAME"),
                                  "who labels; without it the name of the user")(
      "number", po::value<std::size_t>()->value_name("N")->default_value(50), "messages to look at, at most")(
      "strategy", po::value<std::string>()->value_name("NAME")->default_value("both"),
      "uncertain: what the model is least sure of; diverse: what is unlike the others; both; random")(
      "overlap", po::value<double>()->value_name("X")->default_value(0.2, "0.2"),
      "share of the messages that every annotator gets; for the whole session")(
      "disputed", "decide about messages on which annotators differ")(
      "show-guess", "show what the model says; that draws people towards it, so it is kept with the answer")(
      "page", "serve a page on 127.0.0.1 instead of asking on the terminal")(
      "port", po::value<int>()->value_name("N")->default_value(0, "any"), "of the page")(
      "seed", po::value<std::uint64_t>()->value_name("N")->default_value(1), "of all chance")(
      "threads,t", po::value<unsigned>()->value_name("N")->default_value(1), "score the records on N threads")(
      "quiet,q", "show no progress");
  return command.run(argc, argv, review);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc > 1 ? argv[1] : "";
  if (verb == "agreement") return run_agreement(argc - 1, argv + 1);
  if (verb == "export") return run_export(argc - 1, argv + 1);
  if (verb == "retrain") return run_retrain(argc - 1, argv + 1);
  if (verb == "curve") return run_curve(argc - 1, argv + 1);
  return run_review(argc, argv);
}
