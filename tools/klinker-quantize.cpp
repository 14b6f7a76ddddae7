#include <filesystem>

#include "command.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/error.h"
#include "klinker/nn/model_folder.h"
#include "klinker/nn/quantize.h"
#include "models.h"
#include "output_folder.h"

using namespace klinker;

namespace {

namespace fs = std::filesystem;
namespace po = tools::po;

// Says to other programs that they cannot read these weights.
std::string marked(std::string config, const std::string& where) {
  const std::size_t end = config.rfind('}');
  if (end == std::string::npos) throw Error(ErrorCode::invalid_model, where + ": is no JSON object");
  if (config.find("\"quantization_config\"") != std::string::npos)
    throw Error(ErrorCode::usage, where + ": these weights are quantised already");
  return config.insert(end, std::string(",\"quantization_config\":{\"quant_method\":\"") + kQuantMethod + "\"}");
}

int quantize(const po::variables_map& arguments) {
  const auto model = arguments["model"].as<std::string>();
  const ModelFolder folder(fs::is_directory(model) ? model : tools::find_model(model));
  tools::OutputFolder output(arguments["output"].as<std::string>(), arguments.count("force") > 0);
  const auto config = open_writer(output.file("config.json"));
  config->write(marked(folder.config(), folder.file("config.json")));
  config->finish(true);
  write_quantized(folder.weights(), output.file("model.safetensors"));
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    const fs::path& path = entry.path();
    const bool is_weights = path.string().ends_with(".safetensors") || path.string().ends_with(".safetensors.index.json");
    if (entry.is_regular_file() && !is_weights && path.filename() != "config.json")
      fs::copy_file(path, output.part() / path.filename());
  }
  output.finish();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "quantize",
      .summary = KLINKER_SUMMARY,
      .usage = "--model DIR --output DIR [OPTION]...",
      .description = "Writes a model folder again with its weights in 4.25 bits each, a quarter of f16: matrices in blocks "
                     "of 64 as NF4, all else\n"
                     "in f16. Every command reads the result; `transformers` does not. It takes less disk, not less time or "
                     "memory, and its\n"
                     "answers differ a little: measure them with klinker evaluate.",
      .example = "  klinker quantize --model my-model --output my-model-small\n"
                 "  klinker evaluate --model my-model-small --data test.jsonl",
  });
  command.options().add_options()("model,m", po::value<std::string>()->value_name("DIR")->required(),
                                  "a model folder, or the name of a shipped model")(
      "output,o", po::value<std::string>()->value_name("DIR")->required(), "the model folder to write")(
      "force", "replace the output folder where it exists");
  return command.run(argc, argv, quantize);
}
