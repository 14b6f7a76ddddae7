// Runs the inputs of files and folders through a fuzz target, in builds without libFuzzer.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "fuzz.h"
#include "klinker/text/table.h"

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    if (!fs::is_directory(argv[i])) files.emplace_back(argv[i]);
    else
      for (const auto& entry : fs::directory_iterator(argv[i])) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    std::fprintf(stderr, "%s\n", file.c_str());
    const std::string input = klinker::read_file(file);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  }
  if (files.empty()) std::fputs("no inputs\n", stderr);
  return files.empty() ? 1 : 0;
}
