#include "klinker/clinical/entity_finder.h"

#include "clinical/context_terms.h"
#include "klinker/text/table.h"

namespace klinker {

struct EntityFinder::Terms {
  struct Meaning {
    std::string label, code, term;
  };
  ContextTerms tree;
  std::vector<Meaning> meanings;

  void add(std::string_view term, Meaning meaning) {
    if (!tree.add(term, static_cast<std::uint32_t>(meanings.size()))) return;
    meaning.term = term;
    meanings.push_back(std::move(meaning));
  }
};

EntityFinder::EntityFinder(std::string_view terms, const std::string& name) {
  auto all = std::make_unique<Terms>();
  for (const TableRow& row : parse_table(terms, 2, name)) all->add(row.columns[0], {{}, std::string(row.columns[1]), {}});
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/context_terms.tsv"), 2, "context_terms.tsv"))
    all->add(row.columns[0], {std::string(row.columns[1]), {}, {}});
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/drugs.tsv"), 1, "drugs.tsv"))
    all->add(row.columns[0], {"drug", {}, {}});
  terms_ = std::move(all);
}

EntityFinder::~EntityFinder() = default;
EntityFinder::EntityFinder(EntityFinder&&) noexcept = default;
EntityFinder& EntityFinder::operator=(EntityFinder&&) noexcept = default;

std::vector<FoundEntity> EntityFinder::find(std::string_view record) const {
  std::vector<FoundEntity> entities;
  for (const ContextTerms::Match& match : terms_->tree.find(record)) {
    const Terms::Meaning& meaning = terms_->meanings[match.number];
    entities.push_back({match.span, meaning.label, meaning.code, meaning.term, match.compound});
  }
  return entities;
}

}  // namespace klinker
