#pragma once

#include <boost/program_options.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "klinker/corpus/batch.h"
#include "klinker/text/offset_map.h"

namespace klinker::tools {

namespace po = boost::program_options;

/// What `--help`, the man page and the shell completion are made from.
struct CommandText {
  std::string name;         ///< "tokenize"; the program is klinker-tokenize
  std::string summary;      ///< one line, no full stop
  std::string usage;        ///< after "klinker tokenize", e.g. "[OPTION]... [FILE]..."
  std::string description;  ///< paragraphs, separated by empty lines
  std::string example;      ///< shell lines
};

/// Parses the command line, answers --help and --version, turns errors into exit statuses: 0 all is well, 1 some records
/// failed, 2 wrong usage, 130 interrupted.
class Command {
 public:
  explicit Command(CommandText text);

  /// Options of this command alone; add to them before `run`.
  po::options_description& options() { return options_; }

  /// A program that does not treat records. `action` returns the exit status.
  int run(int argc, char** argv, const std::function<int(const po::variables_map&)>& action);

  /// A program that treats records through run_batch; the options that all of them share are added. `prepare` may change
  /// the batch options, and returns the maker of workers.
  using Prepare = std::function<WorkerFactory(const po::variables_map&, BatchOptions&)>;
  int run_batch(int argc, char** argv, const Prepare& prepare);

  /// What `run_batch` does when all records are written, e.g. write a report; set it in `prepare`.
  void at_end(std::function<void(const BatchSummary&)> action) { at_end_ = std::move(action); }

 private:
  int parse_and_run(int argc, char** argv, const std::function<int(const po::variables_map&)>& action);
  std::string help() const;
  std::string man_page() const;

  CommandText text_;
  po::options_description options_{"Options"};
  po::options_description common_{"Common options"};
  po::options_description all_;
  std::string positional_ = "input";
  std::function<void(const BatchSummary&)> at_end_;
};

/// `--offsets` of a batch command.
OffsetUnit offset_unit(const po::variables_map& arguments);

}  // namespace klinker::tools
