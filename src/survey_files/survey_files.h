#pragma once
// Moving in and out: surveys and responses in the forms of other programs. Pure and thread-safe; files come in as bytes.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "survey/survey.h"
#include "table/table.h"

namespace peakend::survey_files {

/// Something of the foreign file that could not be carried over. `code` is a closed reason with words in zh and en
/// (message::message_text(code)), `path` where in the foreign file, `what` its own words, shortened.
struct Loss {
  std::string path, code, what;
  std::int64_t count = 1;  ///< responses concerned, for losses of answers
  bool operator==(const Loss&) const = default;
};
inline constexpr std::size_t kMaxLosses = 2'000;

struct Losses {
  std::vector<Loss> list;
  std::int64_t beyond = 0;  ///< those over kMaxLosses
  /// The same path and code again counts up.
  void add(std::string path, std::string code, std::string_view what = {});
};

/// A response as it came, checked against the survey.
struct Response {
  std::string id;                       ///< the foreign one; unique within the file, else ""
  std::optional<Instant> started_at, finished_at;
  bool done = true;
  std::string lang, customer;           ///< customer: external id or e-mail address, when the file names one
  survey::Answers answers;              ///< canonical
  survey::Members fields;               ///< further columns, as texts
};

struct Found {                          ///< what the foreign file holds, before anything is left out
  std::int64_t pages = 0, questions = 0, responses = 0, rules = 0, rules_carried = 0;
};
struct Moved {
  std::string format;                   ///< peakend, surveyjs, qsf, limesurvey, formbricks, spss, xlsx, csv, qualtrics_csv
  survey::Value document;               ///< our JSON form; parse_survey finds no fault
  std::vector<Response> responses;
  Losses losses;
  Found found;
};

/// How tables and archives are read; wired by app to the adapters.
struct Ports {
  table::Reader csv;                    ///< every row is data: columns are named column_1, ...
  table::Reader xlsx, sav;
  table::Unpacker unpack;
};
struct ReadOptions {
  std::string key;                      ///< of the survey; empty: from its title
  std::string lang = "en";              ///< when the file does not say
  std::string format = "auto";
};
inline constexpr std::size_t kMaxFileBytes = 64u << 20;
inline constexpr std::size_t kMaxResponses = 200'000;

/// Reads one file, or several that belong together: a survey and its responses (QSF + CSV, SurveyJS + results, Formbricks +
/// responses). An archive (ZIP, LSA) counts as the files in it. Errors: invalid "unknown_survey_format", malformed
/// "bad_json", "xml_broken", "table_broken", "archive_broken"; too_large.
Result<Moved> read_files(const std::vector<table::File>&, const ReadOptions&, const Ports&);
std::vector<std::string_view> read_formats();

/// A written survey and what the other program cannot show. Members that it does not know travel in `peakend` members, which
/// it ignores, so that reading the file again gives the same survey.
struct Written {
  std::string bytes, file_name, content_type;
  Losses losses;
};
/// format: peakend, surveyjs, qsf. Others: invalid "unknown_survey_format". `document` must have no faults.
Result<Written> write_survey(const survey::Value& document, std::string_view format);

/// Responses as rows for statistics: one column per rating, choice, text ...; choices as numbers with labels, multiple choices
/// as 0/1 per option.
enum class Values : std::uint8_t {
  codes,  ///< numbers with labels (SPSS, Parquet)
  keys,   ///< keys of options (CSV for programs)
  words,  ///< the words of options (CSV and XLSX for people)
};
/// Visits every response; called more than once, each time it must give the same.
using EachResponse = std::function<Result<void>(const std::function<Result<void>(const Response&)>&)>;
std::unique_ptr<table::Source> response_rows(const survey::Value& document, std::string_view lang, Values, EachResponse);

}  // namespace peakend::survey_files
