#include "command.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <sstream>
#include <utility>

#include "klinker/error.h"
#include "klinker/version.h"

namespace klinker::tools {
namespace {

// A signal handler can reach nothing else. The second Ctrl-C ends the program at once.
std::atomic<bool> stop_requested{false};

void request_stop(int signal) {
  stop_requested = true;
  std::signal(signal, SIG_DFL);
}

void catch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = request_stop;  // without SA_RESTART, so that a waiting read returns
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_DFL);  // a closed pipe ends the program quietly, also when the parent ignores the signal
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// troff reads a leading dot or apostrophe as a request and `\` as an escape.
std::string troff(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') out += "\\e";
    else if (c == '-') out += "\\-";
    else out += c;
    line_start = c == '\n';
  }
  return out;
}

}  // namespace

Command::Command(CommandText text) : text_(std::move(text)) {
  common_.add_options()("help,h", "show this help")("version,V", "show the version")(
      "help-format", po::value<std::string>()->value_name("man|options"),
      "show the help as a man page, or the option names");
}

int Command::run(int argc, char** argv, const std::function<int(const po::variables_map&)>& action) {
  return parse_and_run(argc, argv, action);
}

int Command::run_batch(int argc, char** argv, const Prepare& prepare) {
  options_.add_options()("jsonl", "read and write one JSON object a line, with \"text\" (or \"tokens\")")(
      "output,o", po::value<std::string>()->value_name("FILE")->default_value("-"),
      "write to FILE; .gz and .zst are compressed")("errors",
                                                    po::value<std::string>()->value_name("FILE")->default_value(""),
                                                    "write error records to FILE instead of in place")(
      "threads,t", po::value<unsigned>()->value_name("N")->default_value(1), "work on N threads; the output stays the same")(
      "offsets", po::value<std::string>()->value_name("UNIT")->default_value("char"),
      "count places in char (code points), utf8 (bytes) or utf16 units")(
      "skip", po::value<std::size_t>()->value_name("N")->default_value(0), "pass over the first N records")(
      "limit", po::value<std::size_t>()->value_name("N"), "stop after N records")(
      "max-record", po::value<std::size_t>()->value_name("BYTES")->default_value(64u << 20),
      "turn longer records into error records")("quiet,q", "show no progress");
  return parse_and_run(argc, argv, [&](const po::variables_map& arguments) {
    BatchOptions batch;
    batch.jsonl = arguments.count("jsonl") > 0;
    batch.output = arguments["output"].as<std::string>();
    batch.errors = arguments["errors"].as<std::string>();
    batch.threads = arguments["threads"].as<unsigned>();
    if (batch.threads == 0 || batch.threads > 1024) throw Error(ErrorCode::usage, "--threads must be from 1 to 1024");
    batch.skip = arguments["skip"].as<std::size_t>();
    if (arguments.count("limit")) batch.limit = arguments["limit"].as<std::size_t>();
    batch.max_record_bytes = arguments["max-record"].as<std::size_t>();
    if (arguments.count("input")) batch.inputs = arguments["input"].as<std::vector<std::string>>();
    batch.progress = isatty(STDERR_FILENO) && !arguments.count("quiet");
    batch.stop = &stop_requested;
    offset_unit(arguments);
    const WorkerFactory make_worker = prepare(arguments, batch);
    catch_stop_signals();
    const BatchSummary summary = klinker::run_batch(batch, make_worker);
    if (at_end_) at_end_(summary);
    if (batch.progress)
      std::fprintf(stderr, "%zu records, %zu failed, %.1f MB of text in %.1f s (%.1f MB/s)\n", summary.records,
                   summary.failed, static_cast<double>(summary.text_bytes) / 1e6, summary.seconds,
                   static_cast<double>(summary.text_bytes) / 1e6 / summary.seconds);
    if (summary.interrupted) {
      if (batch.epilogue)
        std::fprintf(stderr, "klinker %s: stopped after %zu records, before anything was written\n", text_.name.c_str(),
                     summary.records);
      else
        std::fprintf(stderr, "klinker %s: stopped after %zu records; go on with --skip %zu\n", text_.name.c_str(),
                     summary.records, summary.records + batch.skip);
      return 130;
    }
    return summary.failed > 0 ? 1 : 0;
  });
}

int Command::parse_and_run(int argc, char** argv, const std::function<int(const po::variables_map&)>& action) {
  all_.add(options_).add(common_);
  po::options_description hidden;
  hidden.add(all_).add_options()("input", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("input", -1);
  const auto complain = [&](const std::string& message) {
    std::fprintf(stderr, "klinker %s: %s\n", text_.name.c_str(), message.c_str());
  };
  try {
    using po::command_line_style::style_t;
    constexpr int style = style_t::unix_style & ~style_t::allow_guessing;
    po::variables_map arguments;
    po::store(po::command_line_parser(argc, argv).options(hidden).positional(positional).style(style).run(), arguments);
    if (arguments.count("help-format")) {
      const auto format = arguments["help-format"].as<std::string>();
      if (format == "man") std::cout << man_page();
      else if (format == "options")
        for (const auto& option : all_.options()) std::cout << "--" << option->long_name() << '\n';
      else throw Error(ErrorCode::usage, "--help-format is man or options");
      return 0;
    }
    if (arguments.count("help")) {
      std::cout << help();
      return 0;
    }
    if (arguments.count("version")) {
      std::cout << "klinker " << text_.name << " " << KLINKER_VERSION << '\n';
      return 0;
    }
    po::notify(arguments);
    return action(arguments);
  } catch (const po::error& error) {
    complain(std::string(error.what()) + "\nTry: klinker " + text_.name + " --help");
    return 2;
  } catch (const Error& error) {
    complain(error.what());
    const bool callers_fault = error.code() == ErrorCode::usage || error.code() == ErrorCode::wrong_value ||
                               error.code() == ErrorCode::invalid_table || error.code() == ErrorCode::io ||
                               error.code() == ErrorCode::invalid_model;
    return callers_fault ? 2 : 1;
  } catch (const std::exception& error) {
    complain(error.what());
    return 1;
  }
}

std::string Command::help() const {
  std::ostringstream out;
  out << "Usage: klinker " << text_.name << ' ' << text_.usage << "\n\n" << text_.description << "\n\n";
  out << options_ << '\n' << common_;
  if (!text_.example.empty()) out << "\nExample:\n" << text_.example << '\n';
  return out.str();
}

std::string Command::man_page() const {
  std::ostringstream out;
  const std::string program = "klinker-" + text_.name;
  out << ".TH " << upper(program) << " 1 \"\" \"Klinker " << KLINKER_VERSION << "\" \"Klinker\"\n.SH NAME\n"
      << troff(program + " - " + text_.summary) << "\n.SH SYNOPSIS\n.B " << troff("klinker " + text_.name) << '\n'
      << troff(text_.usage) << "\n.SH DESCRIPTION\n";
  std::string description = text_.description;
  for (std::size_t at = 0; (at = description.find("\n\n", at)) != std::string::npos; at += 5)
    description.replace(at, 2, "\n.PP\n");
  // The requests just made must keep their dots.
  std::istringstream lines(description);
  for (std::string line; std::getline(lines, line);) out << (line == ".PP" ? line : troff(line)) << '\n';
  out << ".SH OPTIONS\n";
  for (const auto& option : all_.options())
    out << ".TP\n.B " << troff(option->format_name() + " " + option->format_parameter()) << '\n'
        << troff(option->description()) << '\n';
  if (!text_.example.empty()) out << ".SH EXAMPLE\n.nf\n" << troff(text_.example) << "\n.fi\n";
  out << ".SH EXIT STATUS\n0 all is well, 1 some records failed, 2 wrong usage, 130 interrupted.\n"
      << ".SH SEE ALSO\n.BR klinker (1)\n";
  return out.str();
}

OffsetUnit offset_unit(const po::variables_map& arguments) {
  const auto name = arguments["offsets"].as<std::string>();
  if (name == "char") return OffsetUnit::code_point;
  if (name == "utf8") return OffsetUnit::utf8;
  if (name == "utf16") return OffsetUnit::utf16;
  throw Error(ErrorCode::usage, "--offsets is char, utf8 or utf16, not " + name);
}

}  // namespace klinker::tools
