#include "output.h"

#include <algorithm>
#include <utility>

#include "klinker/corpus/json.h"

namespace klinker::tools {
namespace {

void append_span(std::string& out, Span span) {
  out += "\"start\":" + std::to_string(span.start) + ",\"end\":" + std::to_string(span.end);
}

std::string date_or_null(const std::string& date) { return date.empty() ? "null" : json_string(date); }

// The fields of a place, without braces.
std::string place_fields(const Timeline::Place& place, const DossierNames& names) {
  std::string out = "\"date\":" + date_or_null(place.date) + ",\"record\":" + names.records[place.record] + ',';
  append_span(out, place.span);
  return out;
}

std::string place_object(const Timeline::Place& place, const DossierNames& names) {
  return "{" + place_fields(place, names) + "}";
}

template <class Items, class Print>
std::string list(const Items& items, Print print) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out += ',';
    out += print(item);
  }
  return out += ']';
}

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

std::string entry_json(const Timeline::Entry& entry, const DossierNames& names) {
  std::string out = "{\"date\":" + date_or_null(entry.date) + ",\"record\":" + names.records[entry.record] +
                    ",\"section\":" + quoted(name(entry.section)) + ",\"text\":" + json_string(entry.text) + ',';
  append_span(out, entry.span);
  if (!entry.note.empty()) out += ",\"note\":" + json_string(entry.note);
  if (!entry.also.empty())
    out += ",\"also\":" + list(entry.also, [&](const auto& place) { return place_object(place, names); });
  if (entry.corrected) out += ",\"corrected\":" + place_object(*entry.corrected, names);
  return out += '}';
}

std::string problem_json(const Timeline::Problem& problem, const DossierNames& names) {
  std::string out = "{\"term\":" + json_string(problem.term);
  if (!problem.code.empty()) out += ",\"code\":" + json_string(problem.code);
  out += ",\"first\":" + date_or_null(problem.first) + ",\"last\":" + date_or_null(problem.last) +
         ",\"status\":" + quoted(name(problem.status));
  if (problem.corrected) out += ",\"corrected\":" + place_object(*problem.corrected, names);
  if (problem.replaced_by)
    out += ",\"replaced_by\":{\"text\":" + json_string(problem.replacement) + ',' +
           place_fields(*problem.replaced_by, names) + '}';
  out += ",\"places\":" + list(problem.places, [&](const Timeline::Mention& place) {
           return "{" + place_fields(place, names) + ",\"presence\":" + quoted(name(place.presence)) +
                  ",\"temporality\":" + quoted(name(place.temporality)) +
                  ",\"experiencer\":" + quoted(name(place.experiencer)) + "}";
         });
  return out += '}';
}

std::string medication_json(const Timeline::Medication& medication, const DossierNames& names) {
  return "{\"drug\":" + json_string(medication.drug) + ",\"places\":" +
         list(medication.places,
              [&](const Timeline::DrugPlace& place) {
                std::string out = "{" + place_fields(place, names);
                out += ",\"change\":" + (place.change ? quoted(name(*place.change)) : "null");
                if (place.change) {
                  out += ",\"because\":{";
                  append_span(out, place.because);
                  out += '}';
                }
                if (place.dose) {
                  out += ",\"dose\":{\"text\":" + json_string(place.dose->text) + ',';
                  append_span(out, place.dose->span);
                  out += '}';
                }
                return out + ",\"presence\":" + quoted(name(place.presence)) +
                       ",\"temporality\":" + quoted(name(place.temporality)) + "}";
              }) +
         "}";
}

// 14-03-2025, as the Dutch write it.
std::string dutch_date(const std::string& date) {
  if (date.size() == 10) return date.substr(8, 2) + '-' + date.substr(5, 2) + '-' + date.substr(0, 4);
  if (date.size() == 7) return date.substr(5, 2) + '-' + date.substr(0, 4);
  return date.empty() ? "zonder datum" : date;
}

/// Text for paper. Records are called by their id.
class Paper {
 public:
  explicit Paper(const DossierNames& names) {
    for (const std::string& id : names.records) records_.push_back(bare(id));
    patient_ = bare(names.patient);
  }

  std::string print(const Timeline& timeline) {
    out_ = "Patiënt " + (patient_ == "null" ? "zonder nummer" : patient_) + " (" + std::to_string(records_.size()) +
           (records_.size() == 1 ? " verslag)\n" : " verslagen)\n");
    if (timeline.entries.empty()) out_ += "\n(geen uitspraak past in de toegestane lengte)\n";
    const Timeline::Entry* before = nullptr;
    for (const Timeline::Entry& entry : timeline.entries) {
      const bool same_day = before != nullptr && before->date == entry.date;
      if (!same_day) out_ += "\n" + dutch_date(entry.date) + "\n";
      if (!same_day || before->section != entry.section) (out_ += "  ") += std::string(dutch_name(entry.section)) + "\n";
      add(entry);
      before = &entry;
    }
    problems(timeline);
    medication(timeline);
    return std::move(out_);
  }

 private:
  static std::string bare(const std::string& json) {
    return json.size() > 1 && json.front() == '"' ? json.substr(1, json.size() - 2) : json;
  }
  std::string cite(const Timeline::Place& place) const {
    return records_[place.record] + (place.line > 0 ? ", regel " + std::to_string(place.line) : "");
  }
  std::string dated(const Timeline::Place& place) const { return dutch_date(place.date) + " [" + cite(place) + "]"; }

  void add(const Timeline::Entry& entry) {
    std::string said = entry.text;
    std::replace(said.begin(), said.end(), '\n', ' ');
    out_ += "  - " + said + " [" + cite(entry) + "]\n";
    if (!entry.note.empty()) out_ += "    (" + entry.note + ")\n";
    std::string also;
    for (const Timeline::Place& place : entry.also)
      if (place.record != entry.record || place.date != entry.date) also += (also.empty() ? "" : "; ") + dated(place);
    if (!also.empty()) out_ += "    (ook: " + also + ")\n";
    if (entry.corrected) out_ += "    (later gecorrigeerd: " + dated(*entry.corrected) + ")\n";
  }

  void problems(const Timeline& timeline) {
    if (timeline.problems.empty()) return;
    out_ += "\nProblemen\n";
    for (std::size_t status = 0; status <= static_cast<std::size_t>(ProblemStatus::other); ++status) {
      bool first = true;
      for (const Timeline::Problem& problem : timeline.problems) {
        if (problem.status != static_cast<ProblemStatus>(status)) continue;
        if (std::exchange(first, false)) (out_ += "  ") += std::string(dutch_name(problem.status)) + "\n";
        out_ += "  - " + problem.term + (problem.code.empty() ? "" : " (" + problem.code + ")") + ": ";
        out_ += dutch_date(problem.first);
        if (problem.last != problem.first) out_ += " t/m " + dutch_date(problem.last);
        out_ += " [" + cite(problem.places.back()) + "]";
        if (problem.corrected) out_ += "; gecorrigeerd " + dated(*problem.corrected);
        if (problem.replaced_by) out_ += ": " + problem.replacement;
        out_ += '\n';
      }
    }
  }

  void medication(const Timeline& timeline) {
    if (timeline.medication.empty()) return;
    out_ += "\nMedicatie\n";
    for (const Timeline::Medication& medication : timeline.medication) {
      out_ += "  - " + medication.drug + ":";
      const Timeline::DrugPlace* before = nullptr;
      for (const Timeline::DrugPlace& place : medication.places) {
        const auto dose = [](const Timeline::DrugPlace& of) { return of.dose ? of.dose->text : std::string(); };
        // The same again, on another day or later in the record, tells nothing.
        if (before != nullptr && before->change == place.change && dose(*before) == dose(place)) continue;
        out_ += before == nullptr ? " " : "; ";
        out_ += dutch_date(place.date);
        if (place.change) (out_ += ' ') += dutch_name(*place.change);
        if (place.dose) out_ += " " + place.dose->text;
        if (place.temporality == Temporality::future) out_ += " (onder voorwaarde)";
        out_ += " [" + cite(place) + "]";
        before = &place;
      }
      out_ += '\n';
    }
  }

  std::vector<std::string> records_;
  std::string patient_, out_;
};

}  // namespace

std::string to_json(const Timeline& timeline, const DossierNames& names) {
  return "{\"patient_id\":" + names.patient + ",\"records\":" + std::to_string(names.records.size()) +
         ",\"timeline\":" + list(timeline.entries, [&](const auto& entry) { return entry_json(entry, names); }) +
         ",\"problems\":" + list(timeline.problems, [&](const auto& problem) { return problem_json(problem, names); }) +
         ",\"medication\":" +
         list(timeline.medication, [&](const auto& medication) { return medication_json(medication, names); }) + "}";
}

std::string to_text(const Timeline& timeline, const DossierNames& names) { return Paper(names).print(timeline); }

}  // namespace klinker::tools
