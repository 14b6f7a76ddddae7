#include <simdjson.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "command.h"
#include "dossier_key.h"
#include "fhir_batch.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/fhir.h"
#include "klinker/corpus/json.h"
#include "klinker/text/table.h"
#include "timeline/output.h"

using namespace klinker;

namespace {

// What is kept of the records of all patients: their facts, not their text.
class Patients {
 public:
  struct Item {
    std::pair<std::size_t, std::size_t> order;  // of the record, and of the document in it
    std::string id;
    RecordFacts facts;
  };

  void add(const std::string& key, Item item) {
    const std::lock_guard lock(mutex_);
    const auto [number, fresh] = numbers_.emplace(key, patients_.size());
    if (fresh) patients_.push_back({key, {}});
    patients_[number->second].items.push_back(std::move(item));
  }

  /// Patients in the order of their first records, records in that of the input, whatever the number of threads.
  template <class Print>
  void write(ByteWriter& output, Print print) {
    const auto order = [](const Item& a, const Item& b) { return a.order < b.order; };
    for (Patient& patient : patients_) std::sort(patient.items.begin(), patient.items.end(), order);
    std::sort(patients_.begin(), patients_.end(),
              [&](const Patient& a, const Patient& b) { return order(a.items.front(), b.items.front()); });
    for (Patient& patient : patients_) {
      tools::DossierNames names{patient.key, {}};
      std::vector<RecordFacts> facts;
      for (Item& item : std::exchange(patient.items, {})) {
        names.records.push_back(std::move(item.id));
        facts.push_back(std::move(item.facts));
      }
      output.write(print(make_timeline(facts), names));
    }
  }

 private:
  struct Patient {
    std::string key;
    std::vector<Item> items;
  };
  std::mutex mutex_;
  std::vector<Patient> patients_;
  std::unordered_map<std::string, std::size_t> numbers_;
};

// Without a time of day.
std::string day_of(std::string_view date) { return std::string(date.substr(0, date.find('T'))); }

std::string date_of(const Record& record) {
  const auto field = record.is_json() ? record.field("date") : std::nullopt;
  if (!field || *field == "null") return {};
  simdjson::dom::parser parser;
  std::string_view date;
  if (parser.parse(simdjson::padded_string(*field)).get(date) != simdjson::SUCCESS)
    throw Error(ErrorCode::wrong_type, "\"date\" is not a string");
  return day_of(date);
}

std::string id_of(const Record& record) {
  if (record.is_json()) {
    const auto id = record.field("id");
    return id ? std::string(*id) : std::to_string(record.place().document);
  }
  return record.place().file == "-" ? std::to_string(record.place().document) : json_string(record.place().file);
}

constexpr const char* kWhose = "; add --one-dossier where all are of one patient";

void add_record(const Record& record, const FactReader& reader, bool one, Patients& patients) {
  const auto key = one ? std::optional<std::string>("null") : tools::dossier_key(record);
  if (!key) throw Error(ErrorCode::wrong_value, std::string("the record has no \"dossier\" or \"patient_id\"") + kWhose);
  patients.add(*key, {{record.place().document, 0}, id_of(record), reader.read(record.text(), date_of(record))});
}

// Of a resource all documents count, or none.
void add_resource(const Record& record, const FactReader& reader, bool one, Patients& patients) {
  const FhirResource resource(record.text());
  std::vector<std::pair<std::string, Patients::Item>> items;
  for (const FhirDocument& document : resource.documents()) {
    if (!one && document.subject.empty())
      throw Error(ErrorCode::wrong_value, std::string("a document has no subject") + kWhose);
    const std::string id =
        document.reference.empty() ? std::to_string(record.place().document) : json_string(document.reference);
    items.push_back({one ? "null" : json_string(document.subject),
                     {{record.place().document, items.size()}, id, reader.read(document.text, day_of(document.date))}});
  }
  for (auto& [key, item] : items) patients.add(key, std::move(item));
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "timeline",
      .summary = KLINKER_SUMMARY,
      .usage = "[OPTION]... [FILE|FOLDER]...",
      .description =
          "Puts the Dutch healthcare records of each patient together: what they state, in time; the problems, with the\n"
          "latest word on each; the drugs, with their doses and what became of them. Every item is a place in a record.\n\n"
          "With --jsonl a record says whose it is with \"dossier\" or \"patient_id\", and when it was written with "
          "\"date\"\n"
          "(\"2025-03-14\"; without it, its own first lines say); one object comes out for each patient, after the last\n"
          "record, since the records of a patient may stand anywhere. Of a record its places and citations stay in memory,\n"
          "not its text. Each FILE of plain text is one record, all of one patient (--one-dossier), and a page in Dutch\n"
          "comes out. With --fhir a record is of its subject, and JSON comes out. What is no Dutch text is a bad record.\n\n"
          "Not a medical device: support for professionals, who read the source.",
      .example = "  klinker timeline --jsonl < records.jsonl > patients.jsonl\n"
                 "  klinker timeline --one-dossier brief-*.txt",
  });
  command.options().add_options()("one-dossier", tools::po::bool_switch(), "all records are of one patient")(
      "text", tools::po::bool_switch(), "with --jsonl or --fhir too, print pages in Dutch")(
      "max-ratio", tools::po::value<double>()->value_name("R")->default_value(0.33, "0.33"),
      "cite at most this share of each record, above 0 and at most 1")(
      "terms", tools::po::value<std::string>()->value_name("FILE"),
      "count these as problems too: TERM, a tab, CODE on each line");
  tools::add_fhir_option(command.options());
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) {
    const bool one = arguments["one-dossier"].as<bool>();
    batch.unit = RecordUnit::file;
    const bool fhir = tools::fhir_input(arguments, batch);
    if (!batch.jsonl && !fhir && !one)
      throw Error(ErrorCode::usage, "plain text does not say whose it is: add --one-dossier, --jsonl or --fhir");
    FactOptions options;
    options.max_ratio = arguments["max-ratio"].as<double>();
    if (!(options.max_ratio > 0 && options.max_ratio <= 1))
      throw Error(ErrorCode::usage, "--max-ratio must be above 0 and at most 1");
    options.offsets = tools::offset_unit(arguments);
    std::string terms;
    if (arguments.count("terms")) {
      options.terms_name = arguments["terms"].as<std::string>();
      terms = read_file(options.terms_name);
      options.terms = terms;
    }
    const auto reader = std::make_shared<const FactReader>(options);
    const auto patients = std::make_shared<Patients>();
    const bool text = (!batch.jsonl && !fhir) || arguments["text"].as<bool>();
    batch.printed = true;
    batch.epilogue = [=](ByteWriter& output) {
      bool first = true;
      patients->write(output, [&](const Timeline& timeline, const tools::DossierNames& names) {
        if (text) return (std::exchange(first, false) ? "" : "\n\n") + to_text(timeline, names);
        return to_json(timeline, names) + '\n';
      });
    };
    return [=] {
      return each([=](Record& record) {
        (fhir ? add_resource : add_record)(record, *reader, one, *patients);
        record.print_exactly("");
      });
    };
  });
}
