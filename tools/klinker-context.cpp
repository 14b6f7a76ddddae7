#include <algorithm>
#include <charconv>
#include <memory>

#include "command.h"
#include "klinker/clinical/context.h"
#include "klinker/clinical/entity_finder.h"
#include "klinker/corpus/json.h"
#include "klinker/text/table.h"

using namespace klinker;

namespace {

// What the command adds to an entity; fields of these names are replaced.
constexpr std::string_view kAdded[] = {"presence", "temporality", "experiencer", "because"};

std::string_view trimmed(std::string_view json) {
  const auto first = json.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return json.substr(first, json.find_last_not_of(" \t\r\n") + 1 - first);
}

// The items of an array or the fields of an object. A record's fields are known to be JSON, so brackets and quotes say all.
std::vector<std::string_view> parts_of(std::string_view nested) {
  std::vector<std::string_view> parts;
  std::size_t depth = 0, start = 1;
  bool quoted = false;
  for (std::size_t at = 0; at < nested.size(); ++at) {
    const char c = nested[at];
    if (quoted) {
      if (c == '\\') ++at;
      else if (c == '"') quoted = false;
      continue;
    }
    if (c == '"') quoted = true;
    if (c == '[' || c == '{') ++depth;
    const bool ends = (c == ',' && depth == 1) || ((c == ']' || c == '}') && --depth == 0);
    if (!ends) continue;
    if (const std::string_view part = trimmed(nested.substr(start, at - start)); !part.empty()) parts.push_back(part);
    start = at + 1;
  }
  return parts;
}

// An entity of a record: its place, and the bytes of its fields.
struct Entity {
  Span place;
  std::string fields;
};

[[noreturn]] void refuse(std::size_t number, const std::string& why) {
  throw Error(ErrorCode::wrong_value, "entity " + std::to_string(number) + ": " + why);
}

Entity read_entity(std::string_view json, std::size_t number, const OffsetMap& offsets) {
  if (json.front() != '{') refuse(number, "no object with \"start\" and \"end\"");
  Entity entity;
  bool has_start = false, has_end = false;
  for (const std::string_view field : parts_of(json)) {
    const std::size_t quote = field.find('"', 1);  // names with an escape are none of ours
    const std::string_view key = field.substr(1, quote - 1);
    if (std::find(std::begin(kAdded), std::end(kAdded), key) != std::end(kAdded)) continue;
    if (key == "start" || key == "end") {
      const std::string_view value = trimmed(field.substr(field.find(':', quote) + 1));
      std::size_t place = 0;
      const auto read = std::from_chars(value.data(), value.data() + value.size(), place);
      if (read.ec != std::errc() || read.ptr != value.data() + value.size())
        refuse(number, "\"" + std::string(key) + "\" is no place");
      try {
        (key == "start" ? entity.place.start : entity.place.end) = offsets.to_bytes(place);
      } catch (const Error&) {
        refuse(number, "\"" + std::string(key) + "\" is past the end of the text, or inside a character");
      }
      (key == "start" ? has_start : has_end) = true;
    }
    (entity.fields += field) += ',';
  }
  if (!has_start || !has_end) refuse(number, "\"start\" or \"end\" is missing");
  return entity;
}

std::vector<Entity> read_entities(const Record& record, const OffsetMap& offsets) {
  const auto field = record.field("entities");
  if (!field) return {};
  const std::string_view json = trimmed(*field);
  if (json.front() != '[') throw Error(ErrorCode::wrong_type, "\"entities\" is no list");
  std::vector<Entity> entities;
  for (const std::string_view part : parts_of(json)) entities.push_back(read_entity(part, entities.size() + 1, offsets));
  return entities;
}

void append_span(std::string& out, Span span) {
  out += "\"start\":" + std::to_string(span.start) + ",\"end\":" + std::to_string(span.end);
}

// Terms that overlap no entity of the record.
void add_found(std::string_view text, const EntityFinder& finder, const OffsetMap& offsets, std::vector<Entity>& entities) {
  std::vector<Span> taken;
  for (const Entity& entity : entities) taken.push_back(entity.place);
  std::sort(taken.begin(), taken.end());
  std::size_t next = 0, reach = 0;  // the ends of all places that begin before the term
  for (const FoundEntity& found : finder.find(text)) {
    for (; next < taken.size() && taken[next].start < found.span.end; ++next) reach = std::max(reach, taken[next].end);
    if (reach > found.span.start) continue;
    Entity entity{found.span, {}};
    append_span(entity.fields, offsets.from_bytes(found.span));
    entity.fields += ",\"text\":" + json_string(found.span.of(text)) + ',';
    if (!found.label.empty()) entity.fields += "\"label\":" + json_string(found.label) + ',';
    if (!found.code.empty()) entity.fields += "\"code\":" + json_string(found.code) + ',';
    entities.push_back(std::move(entity));
  }
}

std::string to_json(const std::vector<Entity>& entities, const std::vector<EntityContext>& contexts,
                    const OffsetMap& offsets, bool explain) {
  std::string out = "[";
  for (std::size_t i = 0; i < entities.size(); ++i) {
    const EntityContext& context = contexts[i];
    out += i == 0 ? "{" : ",{";
    out += entities[i].fields;
    ((out += "\"presence\":\"") += name(context.presence)) += '"';
    ((out += ",\"temporality\":\"") += name(context.temporality)) += '"';
    ((out += ",\"experiencer\":\"") += name(context.experiencer)) += '"';
    if (explain) {
      out += ",\"because\":{";
      const auto add = [&](std::string_view what, const std::optional<Span>& trigger) {
        if (!trigger) return;
        ((out += out.back() == '{' ? "\"" : ",\"") += what) += "\":{";
        append_span(out, offsets.from_bytes(*trigger));
        out += '}';
      };
      add("presence", context.presence_trigger);
      add("temporality", context.temporality_trigger);
      add("experiencer", context.experiencer_trigger);
      out += '}';
    }
    out += '}';
  }
  return out += ']';
}

// A line for each entity, with the number of its line in the record.
std::string to_text(std::string_view text, const std::vector<Entity>& entities, const std::vector<EntityContext>& contexts) {
  std::string out;
  std::size_t line = 1, counted = 0;
  for (std::size_t i = 0; i < entities.size(); ++i) {
    const Span place = entities[i].place;
    line += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(counted),
                                                text.begin() + static_cast<std::ptrdiff_t>(place.start), '\n'));
    counted = place.start;
    std::string words(place.of(text));
    std::replace_if(
        words.begin(), words.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    out += std::to_string(line) + '\t' + words + '\t';
    ((((out += name(contexts[i].presence)) += '\t') += name(contexts[i].temporality)) += '\t') +=
        name(contexts[i].experiencer);
    out += '\n';
  }
  return out;
}

// The year of a field "date" such as "2025-03-12", or 0.
int year_of(const Record& record) {
  const auto date = record.field("date");
  int year = 0;
  if (!date || date->size() < 6 || date->front() != '"') return 0;
  const auto read = std::from_chars(date->data() + 1, date->data() + 5, year);
  return read.ec == std::errc() && read.ptr == date->data() + 5 ? year : 0;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "context",
      .summary = KLINKER_SUMMARY,
      .usage = "[OPTION]... [FILE|FOLDER]...",
      .description =
          "Says of each entity in Dutch healthcare records whether it is there (\"presence\": present, absent, uncertain), "
          "when\n"
          "(\"temporality\": current, historical, future) and whose it is (\"experiencer\": patient, family, other). With "
          "--jsonl\n"
          "the entities are the \"entities\":[{\"start\",\"end\"}] of each record, whose other fields are kept; a field "
          "\"date\"\n"
          "(\"2025-03-12\") says when the record was written. With --find entities are found by name: symptoms, diseases,\n"
          "procedures and drugs, and the terms of your own --terms. Each FILE of plain text is one record, and comes out as "
          "a line\n"
          "for each entity found: number of the line, words, presence, temporality, experiencer.\n\n"
          "Not a medical device: support for professionals, who read the source.",
      .example = "  klinker context --find brief.txt\n"
                 "  klinker context --jsonl --terms snomed.tsv < records.jsonl > entities.jsonl",
  });
  command.options().add_options()("find", "find entities by name, beside those that a record brings")(
      "terms", tools::po::value<std::string>()->value_name("FILE"),
      "find these too: TERM, a tab, CODE on each line; codes come out")(
      "explain", "with --jsonl, \"because\" gives the places of the words that decided");
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) {
    std::shared_ptr<const EntityFinder> finder;
    if (arguments.count("terms")) {
      const std::string file = arguments["terms"].as<std::string>();
      finder = std::make_shared<const EntityFinder>(read_file(file), file);
    } else if (arguments.count("find")) {
      finder = std::make_shared<const EntityFinder>();
    }
    if (!batch.jsonl && !finder)
      throw Error(ErrorCode::usage, "plain text brings no entities: add --find, --terms FILE or --jsonl");
    batch.unit = RecordUnit::file;
    const auto detector = std::make_shared<const ContextDetector>();
    return [=, unit = tools::offset_unit(arguments), jsonl = batch.jsonl, explain = arguments.count("explain") > 0] {
      return each([=](Record& record) {
        if (!finder && !record.field("entities"))
          throw Error(ErrorCode::wrong_type, "the record has no \"entities\"; --find finds some");
        const OffsetMap offsets(record.text(), unit);
        std::vector<Entity> entities = read_entities(record, offsets);
        if (finder) add_found(record.text(), *finder, offsets, entities);
        std::vector<Span> places;
        for (const Entity& entity : entities) places.push_back(entity.place);
        const auto contexts = detector->detect(record.text(), places, {.year = year_of(record)});
        if (jsonl) record.set("entities", to_json(entities, contexts, offsets, explain));
        else record.print_exactly(to_text(record.text(), entities, contexts));
      });
    };
  });
}
