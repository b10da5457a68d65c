#include "survey_files/qualtrics/responses.h"

#include <algorithm>

#include "base/calendar.h"
#include "survey_files/formats.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {
namespace {

std::string cell(const table::Row& row, std::size_t i) { return i < row.size() && table::text(row[i]) != nullptr ? *table::text(row[i]) : std::string(); }

/// {"ImportId":"QID5-1","choiceId":"1"} or {'ImportId': 'QID5-1'} -> QID5-1
std::string import_id(std::string_view s) {
  const auto at = s.find("ImportId");
  if (at == s.npos) return {};
  auto rest = s.substr(at + 8);
  const auto colon = rest.find(':');
  if (colon == rest.npos) return {};
  rest = trim(rest.substr(colon + 1));
  if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return {};
  const auto end = rest.find(rest[0], 1);
  return end == rest.npos ? std::string() : std::string(rest.substr(1, end - 1));
}

enum class Meta : std::uint8_t { none, id, started, finished, done, lang, customer, email, drop };
Meta meta_of(std::string_view name) {
  const auto low = lower_ascii(name);
  if (low == "responseid") return Meta::id;
  if (low == "startdate") return Meta::started;
  if (low == "enddate") return Meta::finished;
  if (low == "finished") return Meta::done;
  if (low == "userlanguage") return Meta::lang;
  if (low == "externaldatareference" || low == "externalreference") return Meta::customer;
  if (low == "recipientemail" || low == "emailaddress") return Meta::email;
  for (const auto* d : {"responseset", "ipaddress", "status", "recipientlastname", "recipientfirstname", "name", "locationlatitude", "locationlongitude",
                        "locationaccuracy", "progress", "duration (in seconds)", "recordeddate", "distributionchannel"})
    if (low == d) return Meta::drop;
  return Meta::none;
}
std::optional<Instant> when(std::string_view s) {
  if (const auto t = calendar::parse_rfc3339(s)) return t;
  for (const auto kind : {calendar::TimeFormat::Kind::ymd, calendar::TimeFormat::Kind::mdy})
    if (const auto t = calendar::parse_time(s, {kind, {}}, calendar::Zone())) return t->at;
  return std::nullopt;
}

}  // namespace

int qualtrics_header_rows(const table::Table& t) {
  if (t.rows.size() < 2 || t.columns.size() < 2) return 0;
  const auto first = cell(t.rows[0], 0), second = cell(t.rows[1], 0);
  const auto has = [&](std::size_t row, std::string_view word) {
    for (std::size_t c = 0; c < t.columns.size(); ++c)
      if (lower_ascii(cell(t.rows[row], c)) == word) return true;
    return false;
  };
  if (t.rows.size() > 2)
    for (std::size_t c = 0; c < t.columns.size(); ++c)
      if (!import_id(cell(t.rows[2], c)).empty()) return 3;
  // Legacy: V1, V2, ... in the first row, their names in the second.
  return (first == "V1" && lower_ascii(second) == "responseid") || (has(0, "responseid") && has(1, "responseid")) ? 2 : 0;
}

void read_qualtrics_rows(const table::Table& t, Draft& draft, Moved& out) {
  const int heads = qualtrics_header_rows(t);
  if (heads == 0) return draft.losses().add("csv", "loss_no_header");
  const auto n = t.columns.size();
  std::vector<Meta> meta(n, Meta::none);
  std::vector<const Slot*> slots(n, nullptr);
  std::vector<std::string> names(n);
  for (std::size_t c = 0; c < n; ++c) {
    names[c] = cell(t.rows[0], c);
    const auto words = cell(t.rows[1], c);
    meta[c] = meta_of(names[c]);
    if (meta[c] == Meta::none && heads == 2) meta[c] = meta_of(words);
    if (heads == 3) slots[c] = draft.slot(import_id(cell(t.rows[2], c)));
    if (slots[c] == nullptr) slots[c] = draft.slot(names[c]);
    if (slots[c] != nullptr) meta[c] = Meta::none;
    else if (meta[c] == Meta::none && !names[c].empty()) draft.losses().add(names[c], "loss_unknown_column", words);
  }
  for (std::size_t r = static_cast<std::size_t>(heads); r < t.rows.size(); ++r) {
    ++out.found.responses;
    Response response;
    Answering answers(draft, draft.losses());
    std::string email;
    for (std::size_t c = 0; c < n; ++c) {
      const auto s = cell(t.rows[r], c);
      if (s.empty()) continue;
      switch (meta[c]) {
        case Meta::id: response.id = s; break;
        case Meta::started: response.started_at = when(s); break;
        case Meta::finished: response.finished_at = when(s); break;
        case Meta::done: response.done = lower_ascii(s) == "1" || lower_ascii(s) == "true"; break;
        case Meta::lang: response.lang = language(s); break;
        case Meta::customer: response.customer = s; break;
        case Meta::email: email = s; break;
        case Meta::drop: break;
        case Meta::none:
          // -99: seen and not answered.
          if (slots[c] != nullptr && s != "-99") answers.put(*slots[c], s);
          else if (slots[c] == nullptr && response.fields.size() < 50 && !slug(names[c]).empty()) response.fields.emplace_back(slug(names[c]), s.substr(0, 500));
          break;
      }
    }
    if (response.customer.empty()) response.customer = email;
    response.answers = answers.finish();
    draft.accept(std::move(response));
  }
}

table::Table qualtrics_table(const table::Table& t) {
  const auto heads = static_cast<std::size_t>(qualtrics_header_rows(t));
  table::Table out;
  for (std::size_t c = 0; c < t.columns.size(); ++c) {
    table::Column column;
    const auto words = cell(t.rows[1], c);
    // Legacy files call their own columns V1 ...; the second row has the names.
    const bool own = meta_of(words) != Meta::none;
    column.name = own ? words : cell(t.rows[0], c);
    if (!own) column.label = words;
    if (column.name.empty()) column.name = "column_" + std::to_string(c + 1);
    out.columns.push_back(std::move(column));
  }
  for (std::size_t r = heads; r < t.rows.size(); ++r) out.rows.push_back(t.rows[r]);
  return out;
}

}  // namespace peakend::survey_files
