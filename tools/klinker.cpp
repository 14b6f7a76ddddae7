// klinker COMMAND finds and runs klinker-COMMAND, as git does, so that a command which needs no tensors starts in milliseconds.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "command_table.h"
#include "klinker/version.h"

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPrefix = "klinker-";
constexpr int kUsage = 2;

// Where commands are looked for: beside this program first, then along the PATH.
std::vector<fs::path> search_path() {
  std::vector<fs::path> folders;
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (!error) folders.push_back(self.parent_path());
  const char* path = std::getenv("PATH");
  for (std::string_view rest = path ? path : ""; !rest.empty();) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    if (end > 0) folders.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return folders;
}

bool is_program(const fs::path& file) { return ::access(file.c_str(), X_OK) == 0 && !fs::is_directory(file); }

fs::path find_command(std::string_view name) {
  if (name.find('/') != std::string_view::npos) return {};
  for (const fs::path& folder : search_path())
    if (const fs::path file = folder / (std::string(kPrefix) + std::string(name)); is_program(file)) return file;
  return {};
}

std::set<std::string> installed_commands() {
  std::set<std::string> names;
  for (const fs::path& folder : search_path()) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      const std::string file = entry.path().filename().string();
      if (file.compare(0, kPrefix.size(), kPrefix) == 0 && is_program(entry.path())) names.insert(file.substr(kPrefix.size()));
    }
  }
  return names;
}

std::string help() {
  std::string text =
      "Usage: klinker COMMAND [OPTION]... [FILE]...\n\n"
      "Tokenising, normalising, classifying and summarising Dutch, on your own machine.\n\nCommands:\n";
  std::set<std::string> others = installed_commands();
  for (const auto& [name, summary] : kCommands) {
    if (others.erase(std::string(name)) == 0) continue;  // not built here
    text.append("  ").append(name).append(name.size() < 14 ? 14 - name.size() : 1, ' ').append(summary).append("\n");
  }
  for (const std::string& name : others) text += "  " + name + "\n";
  return text + "\n'klinker help COMMAND' tells more about one of them; 'klinker doctor' checks this machine.\n";
}

// Optimal string alignment: swapped neighbours count as one mistake.
std::size_t mistakes(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  return cost[a.size()][b.size()];
}

int unknown_command(const std::string& name) {
  std::fprintf(stderr, "klinker: there is no command '%s'; see 'klinker help'\n", name.c_str());
  std::string close;
  for (const std::string& known : installed_commands())
    if (mistakes(name, known) <= std::max<std::size_t>(1, known.size() / 3) ||
        (name.size() > 2 && known.compare(0, name.size(), name) == 0))
      close += "  " + known + "\n";
  if (!close.empty()) std::fprintf(stderr, "\nDid you mean:\n%s", close.c_str());
  return kUsage;
}

int run_command(const std::string& name, std::vector<char*> arguments) {
  const fs::path program = find_command(name);
  if (program.empty()) return unknown_command(name);
  arguments.insert(arguments.begin(), const_cast<char*>(program.c_str()));
  arguments.push_back(nullptr);
  ::execv(program.c_str(), arguments.data());
  std::fprintf(stderr, "klinker: %s: %s\n", program.c_str(), std::strerror(errno));
  return kUsage;
}

std::string man_page() {
  std::string page = ".TH KLINKER 1 \"\" \"Klinker " KLINKER_VERSION "\" \"Klinker\"\n.SH NAME\nklinker \\- Dutch language processing\n"
                     ".SH SYNOPSIS\n.B klinker\nCOMMAND [OPTION]... [FILE]...\n.SH DESCRIPTION\n"
                     "Finds klinker\\-COMMAND beside itself or on the PATH, and runs it.\n.SH COMMANDS\n";
  for (const auto& [name, summary] : kCommands) page.append(".TP\n.BR klinker\\-").append(name).append(" (1)\n").append(summary).append("\n");
  return page;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs(help().c_str(), stderr);
    return kUsage;
  }
  const std::string command = argv[1];
  if (command == "--version" || command == "-V" || command == "version") {
    std::puts("klinker " KLINKER_VERSION);
    return 0;
  }
  if (command == "--help-format") {
    std::fputs(man_page().c_str(), stdout);
    return 0;
  }
  if (command == "help" || command == "--help" || command == "-h") {
    std::string option = "--help";
    if (argc > 2) return run_command(argv[2], {option.data()});
    std::fputs(help().c_str(), stdout);
    return 0;
  }
  if (command.starts_with("-")) {
    std::fprintf(stderr, "klinker: unknown option '%s'; see 'klinker help'\n", command.c_str());
    return kUsage;
  }
  return run_command(command, std::vector<char*>(argv + 2, argv + argc));
}
