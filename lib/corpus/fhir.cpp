#include "klinker/corpus/fhir.h"

#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <unordered_map>

#include "base64.h"
#include "klinker/corpus/json.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"
#include "xhtml.h"

namespace klinker {
namespace {

namespace dom = simdjson::dom;

constexpr int kDeepestSection = 64;
constexpr std::string_view kMasked = "gemaskeerd";  // where R4 demands what cannot stay

[[noreturn]] void refuse(ErrorCode code, const std::string& why) { throw Error(code, "FHIR: " + why); }

template <class Type>
std::optional<Type> get(dom::object object, std::string_view key) {
  Type value;
  if (object[key].get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

// simdjson decodes a lone surrogate to what is no UTF-8.
std::string_view require_text(std::string_view text) {
  if (find_invalid_utf8(text)) refuse(ErrorCode::wrong_value, "a string with a lone surrogate");
  return text;
}

std::string string_of(dom::object object, std::string_view key) {
  return std::string(require_text(get<std::string_view>(object, key).value_or(std::string_view())));
}

// Objects of a list, or the one that stands in its place.
std::vector<dom::object> objects_of(dom::object object, std::string_view key) {
  std::vector<dom::object> all;
  if (const auto one = get<dom::object>(object, key)) all.push_back(*one);
  if (const auto list = get<dom::array>(object, key))
    for (const dom::element item : *list)
      if (item.is_object()) all.push_back(dom::object(item));
  return all;
}

// A name out of a resource, for a message: never more than a name.
std::string as_name(std::string_view text) {
  const bool plain = text.size() <= 60 && !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                              c == '.' || c == '+' || c == '-';
                     });
  return plain ? std::string(text) : "that has no proper name";
}

std::string type_of(dom::object resource) { return string_of(resource, "resourceType"); }

// "text/html; charset=UTF-8": the type in lower case without parameters; only UTF-8 and its subset ASCII are read.
std::string content_type(std::string_view type) {
  std::string lower(type);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (const std::size_t charset = lower.find("charset="); charset != std::string::npos) {
    std::string name = lower.substr(charset + 8, lower.find(';', charset) - charset - 8);
    std::erase(name, '"');
    if (name != "utf-8" && name != "utf8" && name != "us-ascii")
      refuse(ErrorCode::unsupported, "an attachment in the character set " + as_name(name) + "; UTF-8 is read");
  }
  lower.resize(std::min(lower.find(';'), lower.size()));
  while (lower.ends_with(' ')) lower.pop_back();
  return lower;
}

bool is_markup(std::string_view type) { return type == "text/html" || type == "application/xhtml+xml"; }

bool is_text(std::string_view type) { return type == "text/plain" || is_markup(type); }

std::string attachment_text(dom::object attachment, std::string_view type) {
  const auto data = get<std::string_view>(attachment, "data");
  if (!data) refuse(ErrorCode::unsupported, "an attachment without data; what it refers to is not fetched");
  std::string text = decode_base64(*data);
  if (find_invalid_utf8(text)) refuse(ErrorCode::invalid_utf8, "an attachment that is not UTF-8");
  return is_markup(type) ? xhtml_text(text) : text;
}

void append_names(dom::object patient, std::vector<std::string>& names) {
  for (const dom::object name : objects_of(patient, "name")) {
    if (std::string text = string_of(name, "text"); !text.empty()) names.push_back(std::move(text));
    if (std::string family = string_of(name, "family"); !family.empty()) names.push_back(std::move(family));
    if (const auto given = get<dom::array>(name, "given"))
      for (const dom::element one : *given)
        if (one.is_string()) names.emplace_back(require_text(std::string_view(one)));
  }
}

/// Takes the text of a document together, line by line.
class DocumentReader {
 public:
  explicit DocumentReader(FhirDocument& document) : document_(document) {}

  void composition(dom::object resource) {
    sections(resource, "Composition", 1);
    if (document_.text.empty()) narrative(resource, "Composition");
  }

  // Of the same document in several forms those that are text are read.
  void reference(dom::object resource) {
    std::size_t number = 0;
    std::string other;
    for (const dom::object content : objects_of(resource, "content")) {
      const auto attachment = get<dom::object>(content, "attachment");
      const std::string path = "DocumentReference.content[" + std::to_string(number++) + "].attachment";
      if (!attachment) continue;
      const std::string type = content_type(string_of(*attachment, "contentType"));
      if (is_text(type)) add(attachment_text(*attachment, type), path, true);
      else if (other.empty()) other = as_name(type);
    }
    if (document_.text.empty() && !other.empty())
      refuse(ErrorCode::unsupported,
             "an attachment of type " + other + "; text/plain, text/html and application/xhtml+xml are read");
  }

 private:
  void sections(dom::object parent, const std::string& path, int depth) {
    if (depth > kDeepestSection)
      refuse(ErrorCode::wrong_value, "sections nested deeper than " + std::to_string(kDeepestSection));
    std::size_t number = 0;
    for (const dom::object section : objects_of(parent, "section")) {
      const std::string own = path + ".section[" + std::to_string(number++) + "]";
      add(string_of(section, "title"), own + ".title", true);
      narrative(section, own);
      sections(section, own, depth + 1);
    }
  }

  void narrative(dom::object parent, const std::string& path) {
    const auto text = get<dom::object>(parent, "text");
    if (text) add(xhtml_text(string_of(*text, "div")), path + ".text", false);
  }

  // An empty line stands before a title, so that it can be told from text.
  void add(const std::string& text, std::string path, bool opens) {
    const std::size_t end = text.find_last_not_of(" \t\r\n");
    if (end == std::string::npos) return;
    if (!document_.text.empty()) document_.text += opens ? "\n\n" : "\n";
    const std::size_t start = document_.text.size();
    document_.text.append(text, 0, end + 1);
    document_.parts.push_back({{start, document_.text.size()}, std::move(path)});
  }

  FhirDocument& document_;
};

}  // namespace

struct FhirResource::Content {
  dom::parser parser;
  dom::object root;
  std::vector<FhirDocument> documents;

  struct Entry {
    std::string address;
    dom::object resource;
  };
  std::vector<Entry> entries;
  std::unordered_map<std::string, dom::object> patients;  // by each address they may be called by
  std::optional<dom::object> only_patient;

  void read_entries() {
    const std::string type = type_of(root);
    if (type != "Bundle") {
      entries.push_back({{}, root});
      return;
    }
    const std::string kind = string_of(root, "type");
    if (kind != "document" && kind != "collection" && kind != "searchset")
      refuse(ErrorCode::unsupported, "a Bundle of type " + as_name(kind) + "; document, collection and searchset are read");
    for (const dom::object entry : objects_of(root, "entry"))
      if (const auto resource = get<dom::object>(entry, "resource"))
        entries.push_back({string_of(entry, "fullUrl"), *resource});
  }

  void read_patients() {
    std::size_t count = 0;
    for (const Entry& entry : entries) {
      if (type_of(entry.resource) != "Patient") continue;
      only_patient = ++count == 1 ? std::optional(entry.resource) : std::nullopt;
      if (!entry.address.empty()) patients.emplace(entry.address, entry.resource);
      if (const std::size_t found = entry.address.rfind("/Patient/"); found != std::string::npos)
        patients.emplace(entry.address.substr(found + 1), entry.resource);
      if (const std::string id = string_of(entry.resource, "id"); !id.empty())
        patients.emplace("Patient/" + id, entry.resource);
    }
  }

  static bool is_document(const std::string& type) { return type == "Composition" || type == "DocumentReference"; }

  void read_documents() {
    for (const Entry& entry : entries) {
      const std::string type = type_of(entry.resource);
      if (!is_document(type)) {
        if (entries.size() == 1 && type_of(root) != "Bundle")
          refuse(ErrorCode::unsupported,
                 "a resource " + as_name(type) + "; Bundle, Composition and DocumentReference are read");
        continue;
      }
      FhirDocument& document = documents.emplace_back();
      if (const std::string id = string_of(entry.resource, "id"); !id.empty()) document.reference = type + "/" + id;
      else document.reference = entry.address;
      document.date = string_of(entry.resource, "date");
      read_subject(entry.resource, document);
      DocumentReader reader(document);
      if (type == "Composition") reader.composition(entry.resource);
      else reader.reference(entry.resource);
    }
    if (std::all_of(documents.begin(), documents.end(), [](const FhirDocument& one) { return one.text.empty(); }))
      refuse(ErrorCode::missing_text, "no Composition or DocumentReference with text");
  }

  std::optional<dom::object> find_patient(dom::object of, const std::string& reference) const {
    if (reference.starts_with('#')) {
      for (const dom::object contained : objects_of(of, "contained"))
        if ("#" + string_of(contained, "id") == reference) return contained;
      return std::nullopt;
    }
    if (reference.empty()) return only_patient;
    const auto found = patients.find(reference);
    return found == patients.end() ? std::nullopt : std::optional(found->second);
  }

  void read_subject(dom::object resource, FhirDocument& document) const {
    const auto subject = get<dom::object>(resource, "subject");
    const std::string reference = subject ? string_of(*subject, "reference") : std::string();
    const auto identifier_of = [](dom::object holder) {
      const auto identifiers = objects_of(holder, "identifier");
      if (identifiers.empty()) return std::string();
      const std::string system = string_of(identifiers.front(), "system"), value = string_of(identifiers.front(), "value");
      return value.empty() ? value : system.empty() ? value : system + "|" + value;
    };
    const auto patient = find_patient(resource, reference);
    if (patient) append_names(*patient, document.patient_names);
    if (subject)
      if (std::string display = string_of(*subject, "display"); !display.empty()) document.patient_names.push_back(display);
    // An address that holds only in this file says nothing beside other files.
    const bool local = reference.empty() || reference.starts_with('#') || reference.starts_with("urn:");
    if (!local) document.subject = reference;
    if (document.subject.empty() && patient) {
      if (const std::string id = string_of(*patient, "id"); !id.empty() && !reference.starts_with('#'))
        document.subject = "Patient/" + id;
      else document.subject = identifier_of(*patient);
    }
    if (document.subject.empty() && subject) document.subject = identifier_of(*subject);
    if (document.subject.empty()) document.subject = reference;
    if (subject && !reference.starts_with('#')) document.subject_json = require_text(simdjson::minify(*subject));
  }
};

FhirResource::FhirResource(std::string_view json) {
  require_utf8(json);
  auto content = std::make_unique<Content>();
  dom::element root;
  if (const auto code = content->parser.parse(json.data(), json.size()).get(root); code != simdjson::SUCCESS)
    throw Error(ErrorCode::invalid_json, std::string("not valid JSON: ") + simdjson::error_message(code));
  if (root.get(content->root) != simdjson::SUCCESS) throw Error(ErrorCode::not_an_object, "FHIR: not a JSON object");
  content->read_entries();
  content->read_patients();
  content->read_documents();
  content_ = std::move(content);
}

FhirResource::~FhirResource() = default;
FhirResource::FhirResource(FhirResource&&) noexcept = default;
FhirResource& FhirResource::operator=(FhirResource&&) noexcept = default;

const std::vector<FhirDocument>& FhirResource::documents() const { return content_->documents; }

namespace {

/// Writes a JSON object field by field.
class ObjectWriter {
 public:
  void raw(std::string_view key, std::string_view json) {
    out_ += out_.size() > 1 ? "," : "";
    append_json_string(out_, key);
    (out_ += ':') += json;
  }
  void string(std::string_view key, std::string_view value) {
    if (!value.empty()) raw(key, json_string(value));
  }
  void list(std::string_view key, const std::vector<std::string>& items) {
    if (items.empty()) return;
    std::string all = "[";
    for (const std::string& item : items) (all += all.size() > 1 ? "," : "") += item;
    raw(key, all + "]");
  }
  std::string finish() { return std::move(out_ += '}'); }
  bool empty() const { return out_.size() == 1; }

 private:
  std::string out_ = "{";
};

/// Writes a resource again, with what may stay of it.
class Replacer {
 public:
  Replacer(const std::vector<FhirDocument>& documents, const FhirReplacements& replacements)
      : documents_(documents), replacements_(replacements) {}

  std::string resource(dom::object resource) {
    const std::string type = type_of(resource);
    ObjectWriter out;
    out.string("resourceType", as_name(type));
    out.string("id", string_of(resource, "id"));
    if (type == "Composition") composition(resource, out);
    else if (type == "DocumentReference") reference(resource, out);
    else if (type == "Patient") patient(resource, out);
    return out.finish();
  }

 private:
  // What comes from a list of codes, and cannot name anyone.
  static void copy_codes(dom::object from, ObjectWriter& out, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys)
      if (dom::element value; from[key].get(value) == simdjson::SUCCESS && (value.is_string() || value.is_bool()))
        out.raw(key, simdjson::minify(value));
  }

  // Codes with their systems; its own text is one like a title.
  std::string concept_of(dom::object concept_) const {
    std::vector<std::string> codings;
    for (const dom::object coding : objects_of(concept_, "coding")) {
      ObjectWriter one;
      for (const char* key : {"system", "version", "code", "display"}) one.string(key, string_of(coding, key));
      if (!one.empty()) codings.push_back(one.finish());
    }
    ObjectWriter out;
    out.list("coding", codings);
    out.string("text", phrase(string_of(concept_, "text")));
    return out.empty() ? std::string() : out.finish();
  }
  void copy_concepts(dom::object from, ObjectWriter& out, std::initializer_list<std::string_view> keys) const {
    for (const std::string_view key : keys) {
      std::vector<std::string> all;
      for (const dom::object item : objects_of(from, key))
        if (std::string one = concept_of(item); !one.empty()) all.push_back(std::move(one));
      dom::array list;
      if (all.empty()) continue;
      if (from[key].get(list) == simdjson::SUCCESS) out.list(key, all);
      else out.raw(key, all.front());
    }
  }
  static void copy_references(dom::object from, ObjectWriter& out, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
      std::vector<std::string> all;
      for (const dom::object item : objects_of(from, key)) {
        ObjectWriter one;
        one.string("reference", string_of(item, "reference"));
        if (!one.empty()) all.push_back(one.finish());
      }
      dom::array list;
      if (all.empty()) continue;
      if (from[key].get(list) == simdjson::SUCCESS) out.list(key, all);
      else out.raw(key, all.front());
    }
  }

  std::string date(const std::string& written, bool day_needed) const {
    using namespace std::chrono;
    const auto part = [&](std::size_t at, std::size_t size) {
      int value = 0;
      for (std::size_t i = at; i < at + size; ++i)
        value = i < written.size() && written[i] >= '0' && written[i] <= '9' ? value * 10 + (written[i] - '0') : -100000;
      return value;
    };
    const int years = part(0, 4), months = part(5, 2), days = part(8, 2);
    if (years < 0) return {};
    const year_month_day day{year(years), month(static_cast<unsigned>(std::max(months, 0))),
                             std::chrono::day(static_cast<unsigned>(std::max(days, 0)))};
    if (replacements_.shift_days == 0 || months < 0 || days < 0 || !day.ok())
      return day_needed ? std::string() : written.substr(0, 4);
    const year_month_day moved{sys_days(day) + std::chrono::days(replacements_.shift_days)};
    if (!moved.ok() || static_cast<int>(moved.year()) < 0 || static_cast<int>(moved.year()) > 9999) return {};
    const auto digits = [](unsigned value, std::size_t size) {
      std::string text = std::to_string(value);
      return std::string(size - std::min(size, text.size()), '0') + text;
    };
    std::string text = digits(static_cast<unsigned>(static_cast<int>(moved.year())), 4) + '-' +
                       digits(static_cast<unsigned>(moved.month()), 2) + '-' + digits(static_cast<unsigned>(moved.day()), 2);
    const bool clock = written.size() <= 36 && written.size() > 10 && written[10] == 'T' &&
                       written.find_first_not_of("0123456789:.+-TZ", 10) == std::string::npos;
    return clock ? text + written.substr(10) : text;
  }

  std::string phrase(const std::string& text) const { return text.empty() ? text : replacements_.phrase(document_, text); }

  // The next part of the document; they come in the order in which they were read.
  std::string next_part(const std::string& path) {
    const auto& parts = documents_[document_].parts;
    if (part_ >= parts.size() || parts[part_].path != path) return {};
    return replacements_.text(document_, parts[part_++].span);
  }

  void next_document() {
    ++document_;
    part_ = 0;
  }

  void narrative(dom::object from, ObjectWriter& out, const std::string& path) {
    const std::string text = next_part(path + ".text");
    if (text.empty()) return;
    const auto narrative = get<dom::object>(from, "text");
    ObjectWriter one;
    const std::string status = narrative ? string_of(*narrative, "status") : std::string();
    one.string("status", status == "additional" || status == "extensions" ? status : "generated");
    one.string("div", xhtml_div(text));
    out.raw("text", one.finish());
  }

  void sections(dom::object from, ObjectWriter& out, const std::string& path) {
    std::vector<std::string> all;
    std::size_t number = 0;
    for (const dom::object section : objects_of(from, "section")) {
      const std::string own = path + ".section[" + std::to_string(number++) + "]";
      ObjectWriter one;
      one.string("title", next_part(own + ".title"));
      copy_concepts(section, one, {"code"});
      narrative(section, one, own);
      copy_codes(section, one, {"mode"});
      copy_references(section, one, {"entry"});
      sections(section, one, own);
      if (!one.empty()) all.push_back(one.finish());
    }
    out.list("section", all);
  }

  void composition(dom::object from, ObjectWriter& out) {
    copy_codes(from, out, {"language", "status", "confidentiality"});
    copy_concepts(from, out, {"type", "category"});
    copy_references(from, out, {"subject", "encounter", "custodian"});
    ObjectWriter author;
    copy_references(from, author, {"author"});
    // A Composition must have an author and a title.
    if (author.empty()) out.raw("author", "[{\"display\":" + json_string(kMasked) + "}]");
    else copy_references(from, out, {"author"});
    out.string("date", date(string_of(from, "date"), false));
    const std::string title = phrase(string_of(from, "title"));
    out.string("title", title.empty() ? kMasked : std::string_view(title));
    const auto& parts = documents_[document_].parts;
    if (!parts.empty() && parts.front().path == "Composition.text") narrative(from, out, "Composition");
    sections(from, out, "Composition");
    next_document();
  }

  void reference(dom::object from, ObjectWriter& out) {
    copy_codes(from, out, {"language", "status", "docStatus"});
    copy_concepts(from, out, {"type", "category", "securityLabel"});
    copy_references(from, out, {"subject", "author", "authenticator", "custodian"});
    out.string("date", date(string_of(from, "date"), true));
    out.string("description", phrase(string_of(from, "description")));
    std::vector<std::string> contents;
    std::size_t number = 0;
    for (const dom::object content : objects_of(from, "content")) {
      const auto attachment = get<dom::object>(content, "attachment");
      const std::string path = "DocumentReference.content[" + std::to_string(number++) + "].attachment";
      const std::string type = attachment ? content_type(string_of(*attachment, "contentType")) : std::string();
      if (!is_text(type)) continue;
      const std::string text = next_part(path);
      ObjectWriter one;
      one.string("contentType", type);
      copy_codes(*attachment, one, {"language"});
      one.string("data", encode_base64(is_markup(type) ? xhtml_div(text) : text));
      one.string("title", phrase(string_of(*attachment, "title")));
      ObjectWriter wrapped;
      wrapped.raw("attachment", one.finish());
      contents.push_back(wrapped.finish());
    }
    out.list("content", contents);
    next_document();
  }

  void patient(dom::object from, ObjectWriter& out) {
    copy_codes(from, out, {"active"});
    ObjectWriter name;
    name.string("text", replacements_.patient);
    if (!objects_of(from, "name").empty()) out.raw("name", "[" + name.finish() + "]");
    copy_codes(from, out, {"gender"});
    out.string("birthDate", string_of(from, "birthDate").substr(0, 4));
    copy_codes(from, out, {"deceasedBoolean"});
    out.string("deceasedDateTime", date(string_of(from, "deceasedDateTime"), false));
  }

  const std::vector<FhirDocument>& documents_;
  const FhirReplacements& replacements_;
  std::size_t document_ = 0, part_ = 0;
};

}  // namespace

std::string FhirResource::replaced(const FhirReplacements& replacements) const {
  Replacer replacer(content_->documents, replacements);
  if (type_of(content_->root) != "Bundle") return replacer.resource(content_->root);
  ObjectWriter out;
  out.string("resourceType", "Bundle");
  out.string("id", string_of(content_->root, "id"));
  out.string("type", "collection");  // what was a signed document is none any more
  std::vector<std::string> entries;
  for (const Content::Entry& entry : content_->entries) {
    ObjectWriter one;
    one.string("fullUrl", entry.address);
    one.raw("resource", replacer.resource(entry.resource));
    entries.push_back(one.finish());
  }
  out.list("entry", entries);
  return out.finish();
}

std::string fhir_summary(const FhirDocument& source, const std::vector<FhirSection>& sections, std::string_view title,
                         std::string_view author, std::string_view version, std::string_view now) {
  const auto reference = [](std::string_view to) { return "{\"reference\":" + json_string(to) + "}"; };
  ObjectWriter out;
  out.string("resourceType", "Composition");
  out.string("language", "nl");
  out.raw("contained", "[{\"resourceType\":\"Device\",\"id\":\"author\",\"deviceName\":[{\"name\":" + json_string(author) +
                           ",\"type\":\"user-friendly-name\"}],\"version\":[{\"value\":" + json_string(version) + "}]}]");
  out.string("status", "preliminary");
  out.raw("type", "{\"text\":" + json_string(title) + "}");
  if (!source.subject_json.empty()) out.raw("subject", source.subject_json);
  out.string("date", source.date.empty() ? now : std::string_view(source.date));
  out.raw("author", "[" + reference("#author") + "]");
  out.string("title", title);
  if (source.reference.starts_with("Composition/"))
    out.raw("relatesTo", "[{\"code\":\"transforms\",\"targetReference\":" + reference(source.reference) + "}]");
  std::vector<std::string> all;
  for (const FhirSection& section : sections) {
    std::string div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><ul>";
    for (const FhirItem& item : section.items) {
      div += "<li title=\"";
      append_xhtml(div, item.cites);
      div += "\">";
      append_xhtml(div, item.text);
      if (!item.note.empty()) {
        div += " <i>(";
        append_xhtml(div, item.note);
        div += ")</i>";
      }
      div += "</li>";
    }
    div += "</ul></div>";
    ObjectWriter one;
    one.string("title", section.title);
    one.raw("text", "{\"status\":\"generated\",\"div\":" + json_string(div) + "}");
    if (!source.reference.empty()) one.raw("entry", "[" + reference(source.reference) + "]");
    all.push_back(one.finish());
  }
  out.list("section", all);
  return out.finish();
}

std::string fhir_collection(const std::vector<std::string>& resources) {
  std::vector<std::string> entries;
  for (const std::string& resource : resources) entries.push_back("{\"resource\":" + resource + "}");
  ObjectWriter out;
  out.string("resourceType", "Bundle");
  out.string("type", "collection");
  out.list("entry", entries);
  return out.finish();
}

}  // namespace klinker
