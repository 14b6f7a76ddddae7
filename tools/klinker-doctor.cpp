#include <simdjson.h>
#include <unicode/uchar.h>
#include <unicode/uversion.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <boost/version.hpp>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "command.h"
#include "klinker/version.h"
#include "models.h"
#ifdef KLINKER_HAVE_NN
#include "klinker/nn/runtime.h"
#endif

using namespace klinker;

namespace {

std::string cpu_features() {
  std::string features;
#if defined(__x86_64__)
  const auto add = [&features](bool present, const char* name) {
    if (present) features += (features.empty() ? "" : " ") + std::string(name);
  };
  add(__builtin_cpu_supports("sse4.2"), "sse4.2");
  add(__builtin_cpu_supports("avx2"), "avx2");
  add(__builtin_cpu_supports("fma"), "fma");
  add(__builtin_cpu_supports("avx512f"), "avx512f");
  add(__builtin_cpu_supports("avx512bw"), "avx512bw");
#endif
  return features.empty() ? "none known" : features;
}

class Report {
 public:
  void line(const char* what, const std::string& value) const { std::printf("%-16s %s\n", what, value.c_str()); }
  void warn(const std::string& text) { warnings_.push_back(text); }

  int finish() const {
    for (const std::string& warning : warnings_) std::printf("\nwarning: %s\n", warning.c_str());
    if (warnings_.empty()) std::puts("\nNothing is missing.");
    return 0;
  }

 private:
  std::vector<std::string> warnings_;
};

#ifdef KLINKER_HAVE_NN
void report_tensors(Report& report) {
  const nn::Runtime runtime = nn::inspect_runtime();
  report.line("libtorch", runtime.torch_version);
  report.line("BLAS", runtime.blas_library);
  char speed[80];
  std::snprintf(speed, sizeof speed, "%.0f GFLOP/s (single precision, %d threads)", runtime.gigaflops, runtime.threads);
  report.line("matrix product", speed);
  report.line("CUDA", runtime.cuda);
  if (runtime.gigaflops < 20)
    report.warn("matrix products are slow here: libtorch runs on an unoptimised BLAS. Install one\n"
                "  (Debian: apt-get install libopenblas0-openmp); models then run about twenty times faster.");
}
#else
void report_tensors(Report& report) {
  report.line("libtorch", "not built in");
  report.warn("this build has no libtorch, so train, evaluate, classify and hate-speech are missing. Configure with\n"
              "  -DKLINKER_WITH_NN=ON after installing libtorch-dev.");
}
#endif

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "doctor",
      .summary = KLINKER_SUMMARY,
      .usage = "",
      .description = "Prints the versions of what Klinker is built on, what this machine can do and which models are found, and says in\n"
                     "plain words what will be slow or missing.",
      .example = "",
  });
  return command.run(argc, argv, [](const tools::po::variables_map&) {
    Report report;
    report.line("klinker", KLINKER_VERSION);
    report.line("compiler", __VERSION__);
    report.line("ICU", std::string(U_ICU_VERSION) + " (Unicode " + U_UNICODE_VERSION + ")");
    report.line("simdjson", std::string(SIMDJSON_STRINGIFY(SIMDJSON_VERSION)) + " (" +
                                simdjson::get_active_implementation()->name() + ")");
    report.line("SentencePiece", std::string(KLINKER_SENTENCEPIECE) + " (training of vocabularies only)");
    report.line("Boost", BOOST_LIB_VERSION);
    report.line("zlib, zstd", std::string(zlibVersion()) + ", " + ZSTD_versionString());
    const unsigned threads = std::thread::hardware_concurrency();
    report.line("processors", std::to_string(threads) + " (" + cpu_features() + ")");
    const long pages = sysconf(_SC_PHYS_PAGES), page_size = sysconf(_SC_PAGE_SIZE);
    report.line("memory", std::to_string(pages / 1024 * page_size / 1024 / 1024) + " GB");
    report_tensors(report);

    const auto models = tools::shipped_models();
    for (const auto& model : models) report.line("model", model.name + "  " + model.path);
    if (models.empty())
      report.warn("no models are found. They lie in the folder models of the source tree; set KLINKER_MODELS to where\n"
                  "  yours are.");
    return report.finish();
  });
}
