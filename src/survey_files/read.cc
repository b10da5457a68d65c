// Which format is it, and which files belong together?
#include <algorithm>

#include "base/utf8.h"
#include "survey_files/formats.h"
#include "survey_files/limesurvey/xml.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::Value;

namespace {

constexpr std::size_t kMaxJson = 32u << 20, kMaxFiles = 100;

/// What was found in the files.
struct Pile {
  Value survey, responses;              ///< JSON
  std::string kind;                     ///< of the survey: qsf, surveyjs, formbricks, peakend, limesurvey
  std::string lss, lsr;
  std::vector<std::pair<std::string, table::Table>> tables;
  std::vector<std::string> table_kinds; ///< spss, xlsx, csv
  std::vector<std::string> left_out;
};

bool is_peakend(const Value& v) { return v.find("format") != nullptr && v.find("pages") != nullptr && v.find("languages") != nullptr; }

/// Some programs pad texts with NUL; a text of ours has none.
void drop_nul(std::string& s) { std::erase(s, '\0'); }
void drop_nul(table::Table& t) {
  for (auto& c : t.columns) {
    drop_nul(c.name), drop_nul(c.label);
    for (auto& l : c.labels) drop_nul(l.text);
  }
  for (auto& row : t.rows)
    for (auto& cell : row)
      if (auto* s = std::get_if<std::string>(&cell)) drop_nul(*s);
}

class Sorting {
 public:
  Sorting(const Ports& ports, const ReadOptions& options, Pile& pile) : ports_(ports), options_(options), pile_(pile) {}

  Result<void> take(const table::File& f, int depth) {
    std::string_view bytes = f.bytes;
    if (bytes.size() > kMaxFileBytes) return fail(ErrorKind::too_large, "table_too_large");
    if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
    if (bytes.substr(0, 4) == std::string_view("PK\x03\x04", 4)) return archive(f, depth);
    if (bytes.substr(0, 4) == "$FL2" || bytes.substr(0, 4) == "$FL3") return table(f.name, "spss", ports_.sav, f.bytes);
    const auto head = trim(bytes.substr(0, 4'000));
    if (!head.empty() && (head[0] == '{' || head[0] == '[')) return json(f.name, bytes);
    if (head.substr(0, 5) == "<?xml" || is_limesurvey(head)) return xml(f.name, bytes);
    if (options_.format != "auto" && options_.format != "csv" && options_.format != "qsf" && options_.format != "qualtrics_csv") return unknown();
    if (head.empty()) return unknown();
    return table(f.name, "csv", ports_.csv, f.bytes);
  }

 private:
  static tl::unexpected<Error> unknown() { return fail(ErrorKind::invalid, "unknown_survey_format"); }
  Result<void> archive(const table::File& f, int depth) {
    if (!ports_.unpack || depth > 0) return unknown();
    PK_TRY(auto files, ports_.unpack(f.bytes));
    if (std::any_of(files.begin(), files.end(), [](const table::File& x) { return x.name == "xl/workbook.xml"; })) return table(f.name, "xlsx", ports_.xlsx, f.bytes);
    if (files.size() > kMaxFiles) return fail(ErrorKind::too_large, "archive_too_large");
    for (const auto& inner : files) {
      if (auto ok = take(inner, depth + 1); !ok) {
        // Pictures and styles of an archive are not ours to read.
        if (ok.error().code != "unknown_survey_format") return ok;
        pile_.left_out.push_back(inner.name);
      }
    }
    return {};
  }
  Result<void> table(const std::string& name, const char* kind, const table::Reader& reader, std::string_view bytes) {
    if (!reader) return unknown();
    PK_TRY(auto t, reader(bytes));
    drop_nul(t);
    if (kind == std::string_view("csv") && (t.columns.empty() || t.rows.empty())) return unknown();
    pile_.tables.emplace_back(name, std::move(t));
    pile_.table_kinds.emplace_back(kind);
    return {};
  }
  Result<void> json(const std::string& name, std::string_view bytes) {
    if (bytes.size() > kMaxJson) return fail(ErrorKind::too_large, "table_too_large");
    if (!utf8::valid(bytes)) return fail(ErrorKind::malformed, "bad_json", "not UTF-8");
    PK_TRY(Value v, survey::parse_value(bytes));
    const auto kind = is_peakend(v) ? "peakend" : is_qsf(v) ? "qsf" : is_formbricks(v) ? "formbricks" : is_surveyjs(v) ? "surveyjs" : "";
    if (*kind != 0) return survey(kind, std::move(v));
    if (is_formbricks_responses(v) || is_surveyjs_results(v)) {
      if (!pile_.responses.is_null()) pile_.left_out.push_back(name);
      else pile_.responses = std::move(v);
      return {};
    }
    return unknown();
  }
  Result<void> survey(const char* kind, Value v) {
    if (!pile_.kind.empty()) return fail(ErrorKind::invalid, "several_surveys");
    pile_.kind = kind;
    pile_.survey = std::move(v);
    return {};
  }
  Result<void> xml(const std::string& name, std::string_view bytes) {
    if (!is_limesurvey(bytes)) return unknown();
    const bool responses = bytes.substr(0, 4'000).find(">Responses<") != bytes.npos;
    const bool structure = bytes.substr(0, 4'000).find(">Survey<") != bytes.npos;
    if (structure && !pile_.kind.empty()) return fail(ErrorKind::invalid, "several_surveys");
    if (structure) {
      pile_.kind = "limesurvey";
      pile_.lss = bytes;
    } else if (responses) {
      pile_.lsr = bytes;
    } else {
      pile_.left_out.push_back(name);
    }
    return {};
  }

  const Ports& ports_;
  const ReadOptions& options_;
  Pile& pile_;
};

Result<void> read_own(const Value& v, const ReadOptions& options, Moved& out) {
  Value doc = v;
  if (!options.key.empty()) doc.set("key", options.key);
  survey::Report report;
  PK_TRY(const auto s, survey::parse_survey(survey::to_json(doc), report));
  // Our own form is not mended: what is wrong in it is said as it is.
  if (!report.faults.empty()) return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(report.faults), {}, {}});
  PK_TRY(out.document, survey::parse_value(survey::to_json(s)));
  out.found.pages = static_cast<std::int64_t>(s.pages.size());
  for (const auto& p : s.pages) out.found.questions += static_cast<std::int64_t>(p.questions.size());
  return {};
}

/// A CSV whose columns are named by its first row.
table::Table headed(table::Table t) {
  table::Table out;
  out.left_out = std::move(t.left_out);
  for (std::size_t c = 0; c < t.columns.size(); ++c) {
    table::Column column;
    column.name = table::shown(t.rows[0][c], table::Type::text);
    if (column.name.empty()) column.name = "column_" + std::to_string(c + 1);
    out.columns.push_back(std::move(column));
  }
  t.rows.erase(t.rows.begin());
  out.rows = std::move(t.rows);
  return out;
}

}  // namespace

std::vector<std::string_view> read_formats() { return {"peakend", "surveyjs", "qsf", "limesurvey", "formbricks", "spss", "xlsx", "csv"}; }

Result<Moved> read_files(const std::vector<table::File>& files, const ReadOptions& options, const Ports& ports) {
  Pile pile;
  Sorting sorting(ports, options, pile);
  if (files.empty() || files.size() > kMaxFiles) return fail(ErrorKind::invalid, "unknown_survey_format");
  for (const auto& f : files) PK_CHECK(sorting.take(f, 0));
  Moved out;
  out.format = pile.kind;
  const auto* table = pile.tables.empty() ? nullptr : &pile.tables.front().second;
  const bool qualtrics = table != nullptr && pile.table_kinds.front() == "csv" && qualtrics_header_rows(*table) > 0;
  std::size_t tables_used = 0;
  if (pile.kind == "qsf") {
    tables_used = table != nullptr;
    PK_CHECK(read_qsf(pile.survey, table, options, out));
  } else if (pile.kind == "surveyjs") {
    PK_CHECK(read_surveyjs(pile.survey, pile.responses, options, out));
  } else if (pile.kind == "formbricks") {
    PK_CHECK(read_formbricks(pile.survey, pile.responses, options, out));
  } else if (pile.kind == "limesurvey") {
    PK_CHECK(read_limesurvey(pile.lss, pile.lsr, options, out));
  } else if (pile.kind == "peakend") {
    PK_CHECK(read_own(pile.survey, options, out));
  } else if (table != nullptr) {
    tables_used = 1;
    out.format = qualtrics ? "qualtrics_csv" : pile.table_kinds.front();
    auto t = qualtrics ? qualtrics_table(*table) : pile.table_kinds.front() == "csv" ? headed(std::move(pile.tables.front().second)) : std::move(pile.tables.front().second);
    PK_CHECK(read_table(t, pile.tables.front().first, options, out));
  } else {
    return fail(ErrorKind::invalid, pile.responses.is_null() && pile.lsr.empty() ? "unknown_survey_format" : "responses_without_survey");
  }
  for (std::size_t i = tables_used; i < pile.tables.size(); ++i) out.losses.add(pile.tables[i].first, "loss_file");
  for (const auto& name : pile.left_out) out.losses.add(name, "loss_file");
  return out;
}

}  // namespace peakend::survey_files
