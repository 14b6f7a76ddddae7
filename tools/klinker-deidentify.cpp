#include <algorithm>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "command.h"
#include "dossier_key.h"
#include "fhir_batch.h"
#include "klinker/clinical/deidentifier.h"
#include "klinker/corpus/fhir.h"
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

  /// Calls `use` with the dossier of that key; a record without one stands alone.
  template <typename Use>
  std::string with(std::optional<std::string> key, Use use) {
    if (one_) key = std::string();
    if (!key) {
      Dossier alone;
      return use(alone);
    }
    const std::lock_guard lock(mutex_);
    return use(at(*key));
  }

 private:
  static constexpr std::size_t kMost = 100000;

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

// A resource with its texts de-identified, and with nothing else but what FhirResource lets stay.
class FhirDeidentifier {
 public:
  FhirDeidentifier(const Deidentifier& deidentifier, Dossiers& dossiers, const std::vector<std::string>& names, int days)
      : deidentifier_(deidentifier), dossiers_(dossiers), names_(names), days_(days) {}

  std::string deidentify(std::string_view json) const {
    const FhirResource resource(json);
    const auto& documents = resource.documents();
    std::vector<std::vector<Identifier>> found;
    for (const FhirDocument& document : documents) found.push_back(deidentifier_.find(document.text, names_of(document)));
    FhirReplacements replacements;
    replacements.shift_days = days_;
    replacements.patient = Dossier().tag(IdentifierKind::patient, "");
    replacements.text = [&](std::size_t number, Span part) {
      std::vector<Identifier> inside;
      for (Identifier identifier : found[number]) {
        if (!identifier.span.overlaps(part)) continue;
        identifier.span = {std::max(identifier.span.start, part.start) - part.start,
                           std::min(identifier.span.end, part.end) - part.start};
        inside.push_back(identifier);
      }
      return masked(documents[number], part.of(documents[number].text), inside);
    };
    replacements.phrase = [&](std::size_t number, std::string_view text) {
      try {
        return masked(documents[number], text, deidentifier_.find(text, names_of(documents[number])));
      } catch (const Error&) {
        return std::string();  // a title in another language cannot be judged
      }
    };
    return resource.replaced(replacements);
  }

 private:
  std::vector<std::string> names_of(const FhirDocument& document) const {
    std::vector<std::string> names = names_;
    names.insert(names.end(), document.patient_names.begin(), document.patient_names.end());
    return names;
  }

  std::string masked(const FhirDocument& document, std::string_view text, const std::vector<Identifier>& identifiers) const {
    const auto key = document.subject.empty() ? std::nullopt : std::optional(document.subject);
    return dossiers_.with(key, [&](Dossier& dossier) { return deidentified(text, identifiers, dossier, days_); });
  }

  const Deidentifier& deidentifier_;
  Dossiers& dossiers_;
  const std::vector<std::string>& names_;
  int days_;
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
          "dossier depend on which record is ready first. What is no Dutch text is refused as a bad record. With --fhir "
          "the\n"
          "resource comes out with its text de-identified; what could name the patient and is no text is left out.\n\n"
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
  tools::add_fhir_option(command.options());
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) {
    const int days = arguments["shift-dates"].as<int>();
    if (days < -36500 || days > 36500) throw Error(ErrorCode::usage, "--shift-dates must be from -36500 to 36500");
    const auto names =
        arguments.count("patient") ? arguments["patient"].as<std::vector<std::string>>() : std::vector<std::string>();
    batch.unit = RecordUnit::file;
    const auto deidentifier = std::make_shared<const Deidentifier>(lists_of(arguments));
    const auto dossiers = std::make_shared<Dossiers>(arguments["one-dossier"].as<bool>());
    batch.printed = arguments["text"].as<bool>();
    const bool fhir = tools::fhir_input(arguments, batch);
    if (fhir && batch.printed) throw Error(ErrorCode::usage, "--text does not go with --fhir, which writes the resource");
    return [=, unit = tools::offset_unit(arguments), jsonl = batch.jsonl && !batch.printed] {
      return each([=](Record& record) {
        if (fhir) return record.print(FhirDeidentifier(*deidentifier, *dossiers, names, days).deidentify(record.text()));
        const auto identifiers = deidentifier->find(record.text(), tools::patient_names(record, names));
        const std::string safe = dossiers->with(tools::dossier_key(record), [&](Dossier& dossier) {
          return deidentified(record.text(), identifiers, dossier, days);
        });
        if (!jsonl) record.print_exactly(safe.ends_with('\n') ? safe : safe + '\n');
        else {
          record.set("spans", to_json(record.text(), identifiers, unit));
          record.set("deidentified", json_string(safe));
        }
      });
    };
  });
}
