#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "command.h"
#include "klinker/clinical/deidentifier.h"
#include "klinker/corpus/json.h"
#include "klinker/text/table.h"
#include "patient_names.h"

using namespace klinker;

namespace {

std::string to_json(std::string_view text, const std::vector<Identifier>& identifiers, OffsetUnit unit) {
  const OffsetMap offsets(text, unit);
  std::string out = "[";
  for (const Identifier& identifier : identifiers) {
    const Span place = offsets.from_bytes(identifier.span);
    out += out.size() > 1 ? ",{" : "{";
    out += "\"start\":" + std::to_string(place.start) + ",\"end\":" + std::to_string(place.end) + ",\"label\":\"";
    (out += name(identifier.kind)) += "\"}";
  }
  return out += ']';
}

// The dossiers of a run, so that a person has one tag in all records of a patient. The last ones used are remembered, so
// that memory does not grow with the input.
class Dossiers {
 public:
  explicit Dossiers(bool one) : one_(one) {}

  std::string deidentified(const Record& record, const std::vector<Identifier>& identifiers, int days) {
    const auto key = one_ ? std::string() : key_of(record);
    if (!key) {
      Dossier alone;
      return klinker::deidentified(record.text(), identifiers, alone, days);
    }
    const std::lock_guard lock(mutex_);
    return klinker::deidentified(record.text(), identifiers, at(*key), days);
  }

 private:
  static constexpr std::size_t kMost = 100000;

  static std::optional<std::string> key_of(const Record& record) {
    if (!record.is_json()) return std::nullopt;
    for (const char* name : {"dossier", "patient_id"})
      if (const auto value = record.field(name); value && *value != "null") return std::string(*value);
    return std::nullopt;
  }
  Dossier& at(const std::string& key) {
    const auto found = index_.find(key);
    if (found != index_.end()) {
      dossiers_.splice(dossiers_.begin(), dossiers_, found->second);
      return dossiers_.front().second;
    }
    if (dossiers_.size() >= kMost) {
      index_.erase(dossiers_.back().first);
      dossiers_.pop_back();
    }
    dossiers_.emplace_front(key, Dossier());
    index_[key] = dossiers_.begin();
    return dossiers_.front().second;
  }

  bool one_;
  std::mutex mutex_;
  std::list<std::pair<std::string, Dossier>> dossiers_;
  std::unordered_map<std::string, std::list<std::pair<std::string, Dossier>>::iterator> index_;
};

// The phrase of a line, and behind a tab its label.
template <typename Use>
void each_line(const std::string& path, Use use) {
  const std::string text = read_file(path);
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = std::string_view(text).substr(at, end - at);
    at = end + 1;
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    const std::size_t tab = line.find('\t');
    try {
      use(std::string(line.substr(0, tab)), tab == std::string_view::npos ? std::string_view() : line.substr(tab + 1));
    } catch (const Error& error) {
      throw Error(ErrorCode::invalid_table, path + ":" + std::to_string(number) + ": " + error.what());
    }
  }
}

DeidentifierLists lists_of(const tools::po::variables_map& arguments) {
  DeidentifierLists lists;
  if (arguments.count("allow"))
    each_line(arguments["allow"].as<std::string>(),
              [&](std::string phrase, std::string_view) { lists.allowed.push_back(std::move(phrase)); });
  if (arguments.count("deny"))
    each_line(arguments["deny"].as<std::string>(), [&](std::string phrase, std::string_view label) {
      lists.denied.emplace_back(std::move(phrase), label.empty() ? IdentifierKind::person : identifier_kind(label));
    });
  return lists;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "deidentify",
      .summary = KLINKER_SUMMARY,
      .usage = "[OPTION]... [FILE|FOLDER]...",
      .description =
          "Finds what tells who a Dutch or Flemish healthcare record is about: names, places, institutions, dates, ages, "
          "numbers\n"
          "and addresses, and writes tags such as <PERSOON-1> in their place. All other characters stay as they are. Each "
          "FILE\n"
          "is one record; with --jsonl each record gets \"spans\" and \"deidentified\". A field \"patient\" (a name, or an\n"
          "object with given and family names) says who the patient is. Records with the same \"dossier\" or "
          "\"patient_id\"\n"
          "share their tags: the same person has the same tag. With more threads than one the numbers in the tags of a\n"
          "dossier depend on which record is ready first. What is no Dutch text is refused as a bad record.\n\n"
          "No program finds every identifier: have a person read what leaves the building.",
      .example = "  klinker deidentify brief.txt\n"
                 "  klinker deidentify --jsonl --shift-dates -21 < records.jsonl > safe.jsonl",
  });
  command.options().add_options()("patient", tools::po::value<std::vector<std::string>>()->value_name("NAME")->composing(),
                                  "a name of the patient of all records; may be given more than once")(
      "allow", tools::po::value<std::string>()->value_name("FILE"),
      "words and phrases that are never identifiers, one a line")(
      "deny", tools::po::value<std::string>()->value_name("FILE"),
      "words and phrases that always are, one a line, with a tab and a label (persoon)")(
      "one-dossier", tools::po::bool_switch(), "all records are of one patient")(
      "shift-dates", tools::po::value<int>()->value_name("DAYS")->default_value(0),
      "move dates by so many days and keep their form; a multiple of 7 keeps weekdays right")(
      "text", tools::po::bool_switch(), "with --jsonl too, print the de-identified text alone");
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) {
    const int days = arguments["shift-dates"].as<int>();
    if (days < -36500 || days > 36500) throw Error(ErrorCode::usage, "--shift-dates must be from -36500 to 36500");
    const auto names =
        arguments.count("patient") ? arguments["patient"].as<std::vector<std::string>>() : std::vector<std::string>();
    batch.unit = RecordUnit::file;
    const auto deidentifier = std::make_shared<const Deidentifier>(lists_of(arguments));
    const auto dossiers = std::make_shared<Dossiers>(arguments["one-dossier"].as<bool>());
    batch.printed = arguments["text"].as<bool>();
    return [=, unit = tools::offset_unit(arguments), jsonl = batch.jsonl && !batch.printed] {
      return each([=](Record& record) {
        const auto identifiers = deidentifier->find(record.text(), tools::patient_names(record, names));
        const std::string safe = dossiers->deidentified(record, identifiers, days);
        if (!jsonl) record.print_exactly(safe.ends_with('\n') ? safe : safe + '\n');
        else {
          record.set("spans", to_json(record.text(), identifiers, unit));
          record.set("deidentified", json_string(safe));
        }
      });
    };
  });
}
