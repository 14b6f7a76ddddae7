#include "clinical/record_html.h"

#include <algorithm>

#include "klinker/text/utf8.h"
#include "text/html.h"

namespace klinker {
namespace {

constexpr std::size_t kPreview = 90;  // code points of a statement in the list of records

// The names of places in a page: r3 is a record, r3s2 a statement of it, r3s2p1 the second place that it cites.
std::string name_of(std::size_t record) { return "r" + std::to_string(record); }
std::string name_of(std::size_t record, std::size_t statement) {
  return name_of(record) + "s" + std::to_string(statement + 1);
}
std::string name_of(std::size_t record, std::size_t statement, std::size_t place) {
  return name_of(record, statement) + "p" + std::to_string(place);
}

std::string shortened(std::string_view text) {
  std::size_t at = 0;
  for (std::size_t n = 0; n < kPreview && at < text.size(); ++n) next_code_point(text, at);
  return html_escape(text.substr(0, at)) + (at < text.size() ? "…" : "");
}

// Numbers of lines are those of the record: a tag may stand for words on two lines.
class LineNumbers {
 public:
  explicit LineNumbers(const ShownRecord& shown) : masked_(shown.masked) {
    for (std::size_t at = 0; (at = shown.record.find('\n', at)) != std::string_view::npos; ++at) ends_.push_back(at);
  }
  std::string at(std::size_t byte) const {
    const std::size_t place = masked_.to_original({byte, byte}).start;
    return std::to_string(std::lower_bound(ends_.begin(), ends_.end(), place) - ends_.begin() + 1);
  }

 private:
  const MappedText& masked_;
  std::vector<std::size_t> ends_;
};

std::vector<Span> places_of(const Statement& statement) {
  std::vector<Span> places = {statement.span};
  places.insert(places.end(), statement.also.begin(), statement.also.end());
  return places;
}

// The text by line, cut wherever a cited place or a mark begins or ends.
class TextWriter {
 public:
  TextWriter(const ShownRecord& shown, const LineNumbers& lines) : shown_(shown), lines_(lines) {}

  std::string write() {
    find_places();
    begin_line(0);
    for (std::size_t i = 0; i + 1 < cuts_.size(); ++i) piece({cuts_[i], cuts_[i + 1]});
    end_line();
    return std::move(out_);
  }

 private:
  struct Place {
    Span span;
    std::size_t statement, number;
  };

  void find_places() {
    cuts_ = {0, text().size()};
    const auto cut = [&](Span span) { cuts_.insert(cuts_.end(), {span.start, span.end}); };
    for (std::size_t s = 0; s < shown_.statements.size(); ++s) {
      const std::vector<Span> places = places_of(shown_.statements[s]);
      for (std::size_t p = 0; p < places.size(); ++p)
        if (!places[p].empty()) places_.push_back({places[p], s, p});
    }
    for (const Place& place : places_) cut(place.span);
    for (const RecordMark& mark : shown_.marks) cut(mark.span);
    std::sort(cuts_.begin(), cuts_.end());
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
    std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) { return a.span < b.span; });
  }

  void piece(Span span) {
    std::erase_if(open_, [&](const Place* place) { return place->span.end <= span.start; });
    for (; next_place_ < places_.size() && places_[next_place_].span.start <= span.start; ++next_place_) {
      open_.push_back(&places_[next_place_]);
      begun_.push_back(&places_[next_place_]);
    }
    while (next_mark_ < shown_.marks.size() && shown_.marks[next_mark_].span.end <= span.start) ++next_mark_;
    const bool marked = next_mark_ < shown_.marks.size() && shown_.marks[next_mark_].span.contains(span);
    for (std::size_t at = span.start; at < span.end;) {
      const std::size_t end = std::min(text().find('\n', at), span.end);
      const bool carriage_return = end < span.end && end > at && text()[end - 1] == '\r';
      if (const std::size_t stop = end - carriage_return; stop > at) {
        link();
        words({at, stop}, marked ? &shown_.marks[next_mark_] : nullptr);
      }
      at = end;
      if (at == span.end) break;
      if (++at == text().size()) break;  // nothing stands behind the last line end
      end_line();
      begin_line(at);
    }
  }

  // What is cited by the same statements is one link on each line, unless another place begins in it.
  void link() {
    std::vector<std::size_t> statements;
    for (const Place* place : open_) statements.push_back(place->statement);
    std::sort(statements.begin(), statements.end());
    statements.erase(std::unique(statements.begin(), statements.end()), statements.end());
    if (statements == linked_ && begun_.empty()) return;
    unlink();
    linked_ = statements;
    if (statements.empty()) return;
    std::string of;
    for (const std::size_t s : statements) of += (of.empty() ? "" : " ") + name_of(shown_.number, s);
    out_ += "<a class=\"place\" href=\"#" + name_of(shown_.number, statements.front()) + "\" data-of=\"" + of + "\"";
    for (std::size_t i = 0; i < begun_.size(); ++i) {
      const std::string id = name_of(shown_.number, begun_[i]->statement, begun_[i]->number);
      out_ += i == 0 ? " id=\"" + id + "\">" : "<span id=\"" + id + "\"></span>";
    }
    if (begun_.empty()) out_ += '>';
    begun_.clear();
  }

  void unlink() {
    if (!linked_.empty()) out_ += "</a>";
    linked_.clear();
  }

  void words(Span span, const RecordMark* mark) {
    const std::string shown = html_escape(span.of(text()));
    if (mark == nullptr) {
      out_ += shown;
      return;
    }
    out_ += "<span class=\"" + mark->style + "\"";
    if (!mark->label.empty() && span.end == mark->span.end) out_ += " data-label=\"" + mark->label + "\"";
    out_ += ">" + shown + "</span>";
  }

  void begin_line(std::size_t at) {
    out_ += "<div class=\"line\"><span class=\"number\">" + lines_.at(at) + "</span><span>";
  }
  void end_line() {
    unlink();
    out_ += "</span></div>\n";
  }

  const std::string& text() const { return shown_.masked.text(); }

  const ShownRecord& shown_;
  const LineNumbers& lines_;
  std::vector<Place> places_;
  std::vector<std::size_t> cuts_;
  std::size_t next_place_ = 0, next_mark_ = 0;
  std::vector<const Place*> open_, begun_;
  std::vector<std::size_t> linked_;  // statements of the link that is open
  std::string out_;
};

std::string statement_html(const ShownRecord& shown, std::size_t s, const LineNumbers& lines) {
  const Statement& statement = shown.statements[s];
  const std::vector<Span> places = places_of(statement);
  std::string out = "<li class=\"statement\" id=\"" + name_of(shown.number, s) + "\"><a class=\"said\" href=\"#" +
                    name_of(shown.number, s, 0) + "\">" + html_escape(statement.span.of(shown.masked.text())) +
                    "</a> <span class=\"where\">regel " + lines.at(places.front().start);
  for (std::size_t p = 1; p < places.size(); ++p)
    out += ", ook <a href=\"#" + name_of(shown.number, s, p) + "\">regel " + lines.at(places[p].start) + "</a>";
  out += "</span>";
  if (!statement.note.empty()) out += "<span class=\"note\">" + html_escape(statement.note) + "</span>";
  return out + "</li>\n";
}

std::string summary_html(const ShownRecord& shown, const LineNumbers& lines) {
  if (shown.statements.empty()) return "<p class=\"soft\">Geen uitspraak past in de toegestane lengte.</p>\n";
  std::string out;
  for (std::size_t s = 0; s < shown.statements.size(); ++s) {
    const Section section = shown.statements[s].section;
    if (s == 0 || shown.statements[s - 1].section != section) {
      if (s > 0) out += "</ul>\n";
      ((out += "<h4>") += dutch_name(section)) += "</h4>\n<ul>\n";
    }
    out += statement_html(shown, s, lines);
  }
  return out + "</ul>\n";
}

std::string index_item(std::size_t number, const std::string& about) {
  return "<li><a href=\"#" + name_of(number) + "\"><b>Dossier " + std::to_string(number) + "</b> <span>" + about +
         "</span></a></li>\n";
}

std::string article(std::size_t number, const std::string& sides) {
  return fill_template("clinical/pages/record.html",
                       {{"name", name_of(number)}, {"number", std::to_string(number)}, {"sides", sides}});
}

}  // namespace

std::string index_html(const ShownRecord& shown) {
  const auto& statements = shown.statements;
  auto best = std::find_if(statements.begin(), statements.end(),
                           [](const Statement& statement) { return statement.section == Section::diagnosis; });
  if (best == statements.end()) best = statements.begin();
  return index_item(shown.number, statements.empty() ? "zonder uitspraken" : shortened(best->span.of(shown.masked.text())));
}

std::string record_html(const ShownRecord& shown) {
  const LineNumbers lines(shown);
  return article(shown.number, fill_template("clinical/pages/sides.html", {{"name", name_of(shown.number)},
                                                                           {"summary", summary_html(shown, lines)},
                                                                           {"text", TextWriter(shown, lines).write()}}));
}

std::string long_index_html(std::size_t number) { return index_item(number, "te lang voor deze pagina"); }

std::string long_record_html(std::size_t number) {
  return article(number, "<p class=\"notice\">Dit dossier is te lang voor deze pagina.</p>\n");
}

RecordMark context_mark(Span span, const EntityContext& context) {
  RecordMark mark{span, "", ""};
  const auto add = [&](const char* style, const char* label) {
    mark.style += std::string(mark.style.empty() ? "mark " : " ") + style;
    mark.label += std::string(mark.label.empty() ? "" : ", ") + label;
  };
  if (context.presence == Presence::absent) add("absent", "ontkend");
  if (context.presence == Presence::uncertain) add("uncertain", "onzeker");
  if (context.temporality == Temporality::historical) add("historical", "vroeger");
  if (context.temporality == Temporality::future) add("future", "later");
  if (context.experiencer == Experiencer::family) add("other", "familie");
  if (context.experiencer == Experiencer::other) add("other", "ander");
  return mark;
}

}  // namespace klinker
