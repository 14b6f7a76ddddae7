#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/clinical/summarizer.h"

namespace klinker {

struct SummaryReportOptions {
  std::size_t max_records = 500;
  std::size_t max_bytes = 16u << 20;  ///< of HTML, of all records together
};

/// One HTML page, in Dutch, with summaries and the records that they cite side by side. It needs nothing beside it and
/// fetches nothing; what the records deny, doubt, remember, fear or tell of others is marked (EntityFinder,
/// ContextDetector).
///
/// The page holds no identifier that a Deidentifier finds in the record that it stands in: tags take their place, also where
/// their words come again in that record, and records are called by their number in the input, not by file or id. A
/// Deidentifier misses some identifiers, so keep the page where the records may be kept.
///
/// Memory is bounded by the options: the page holds the first records that fit, and of one that is too long by itself only
/// that it is. Safe to use from several threads.
class SummaryReport {
 public:
  explicit SummaryReport(const SummaryReportOptions& options = {});
  ~SummaryReport();

  /// `number` is the record's place in the input, from 1; records may come in any order. `summary` holds places in `record`,
  /// and `patient` names as Deidentifier::find takes them. Throws as Deidentifier::find does.
  void add(std::size_t number, std::string_view record, const std::vector<Statement>& summary,
           const std::vector<std::string>& patient = {});

  std::size_t records() const;  ///< that were added
  std::size_t shown() const;    ///< that are in the page

  /// The page of what was added so far; `failed` records could not be summarised.
  std::string page(std::size_t failed = 0) const;

 private:
  struct Reading;
  struct Entry {
    std::string index, html;
    std::size_t size() const { return index.size() + html.size(); }
  };
  static Entry too_long(std::size_t number);
  bool is_behind(std::size_t number);
  void keep(std::size_t number, Entry entry);

  SummaryReportOptions options_;
  std::unique_ptr<const Reading> reading_;
  mutable std::mutex mutex_;
  std::map<std::size_t, Entry> entries_;
  std::size_t bytes_ = 0;  // of the entries
  std::size_t records_ = 0;
  std::size_t first_left_out_ = static_cast<std::size_t>(-1);  // it and all behind it do not fit
};

}  // namespace klinker
