#include "survey_files/moving.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "base/id.h"
#include "message/message.h"
#include "survey_files/formats.h"

namespace peakend::survey_files {

using survey::List;
using survey::Members;
using survey::Value;

namespace {

constexpr int kInFlight = 64;

/// Sends responses on their way, a few at a time, and waits for their commits.
class Sending {
 public:
  explicit Sending(Imported& out) : out_(out) {}
  void begin() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return flying_ < kInFlight; });
    ++flying_;
  }
  void end(const Result<collect::Submitted>& r) {
    const std::lock_guard lock(mutex_);
    if (r) ++(r->again ? out_.again : out_.stored);
    else if (r.error().kind == ErrorKind::unavailable || r.error().kind == ErrorKind::internal) broken_ = r.error();
    else refused_.push_back(r.error().code), ++out_.refused;
    --flying_;
    // Under the lock: the one who waits may be gone right after.
    changed_.notify_all();
  }
  bool broken() {
    const std::lock_guard lock(mutex_);
    return broken_.has_value();
  }
  Result<void> wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return flying_ == 0; });
    // Only now: the sender writes losses too.
    for (const auto& code : refused_) out_.moved.losses.add("responses", "loss_response_refused", code);
    if (broken_) return tl::unexpected(*broken_);
    return {};
  }

 private:
  Imported& out_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int flying_ = 0;
  std::optional<Error> broken_;
  std::vector<std::string> refused_;
};

/// Fields that the survey does not know are said once, not refused.
Value known_fields(const Response& r, const Value& document, Losses& losses) {
  Members out;
  for (const auto& [k, v] : r.fields) {
    const auto& hidden = list_of(document.find("hidden"));
    const bool known = std::any_of(hidden.begin(), hidden.end(), [&, key = &k](const Value& h) { return text_of(h.find("key")) == *key; });
    if (known) out.emplace_back(k, text_of(v));
    else losses.add(k, "loss_unknown_column");
  }
  return out;
}

Result<void> send(const Stores& s, WorkspaceNo ws, Imported& out) {
  Sending sending(out);
  const auto name = std::to_string(static_cast<unsigned>(ws)) + "/" + out.key;
  for (std::size_t i = 0; i < out.moved.responses.size() && !sending.broken(); ++i) {
    auto& r = out.moved.responses[i];
    collect::Link link;
    link.ref = "import";
    link.claims.workspace = ws;
    link.claims.survey = out.key;
    link.claims.customer = r.customer;
    link.claims.channel = "import";
    link.claims.lang = r.lang;
    collect::Answered a;
    a.response = hash_uuid("imported response", name, r.id.empty() ? "#" + std::to_string(i) : r.id);
    a.version = out.version;
    a.lang = r.lang;
    a.started = r.started_at;
    a.finished = r.finished_at;
    a.imported = true;
    a.answers = Value(std::move(r.answers));
    a.fields = known_fields(r, out.moved.document, out.moved.losses);
    if (r.done && !r.finished_at) out.moved.losses.add("responses", "loss_no_time");
    sending.begin();
    s.collect.submit(link, std::move(a), r.done ? collect::State::done : collect::State::partial,
                     [&sending](Result<collect::Submitted> result) { sending.end(result); });
  }
  return sending.wait();
}

Response response_of(const collect::ResponseRow& row) {
  Response r;
  r.id = to_hex(row.id);
  r.started_at = row.started;
  r.finished_at = row.submitted;
  r.done = row.state == collect::State::done;
  r.lang = row.lang;
  r.customer = row.customer;
  if (row.answers.members() != nullptr) r.answers = *row.answers.members();
  if (row.fields.members() != nullptr) r.fields = *row.fields.members();
  return r;
}

}  // namespace

Result<Imported> import_files(const Stores& s, WorkspaceNo ws, const std::vector<table::File>& files, const ImportWish& wish) {
  Imported out;
  PK_TRY(out.moved, read_files(files, wish.read, s.ports));
  out.key = text_of(out.moved.document.find("key"));
  const auto faulty = std::any_of(out.moved.losses.list.begin(), out.moved.losses.list.end(), [](const Loss& l) { return l.code == "loss_fault"; });
  if (wish.dry_run) return out;
  const auto json = survey::to_json(out.moved.document);
  const bool answers = wish.responses && !out.moved.responses.empty();
  if (auto made = s.create(ws, json, wish.author); !made) {
    // The same file once more: its responses go on where they stopped.
    const auto stored = made.error().code == "survey_exists" && answers ? s.document(ws, out.key, 0) : Result<std::string>(tl::unexpected(made.error()));
    if (!stored) return tl::unexpected(made.error());
    PK_TRY(const auto there, survey::parse_survey(*stored));
    PK_TRY(const auto ours, survey::parse_survey(json));
    if (survey::to_json(there) != survey::to_json(ours)) return tl::unexpected(made.error());
  }
  if (!answers) return out;
  if (faulty) {
    out.moved.losses.add("responses", "loss_responses_wait");
    return out;
  }
  PK_TRY(out.version, s.publish(ws, out.key, wish.author, out.moved.format));
  PK_CHECK(send(s, ws, out));
  return out;
}

Result<Written> export_survey(const Stores& s, WorkspaceNo ws, std::string_view key, std::string_view format, int version) {
  PK_TRY(const auto json, s.document(ws, key, version));
  PK_TRY(const auto document, survey::parse_value(json));
  return write_survey(document, format);
}

Result<std::int64_t> export_responses(const Stores& s, WorkspaceNo ws, const ExportWish& wish, const std::string& path) {
  PK_TRY(const auto json, s.document(ws, wish.query.survey, wish.query.version.value_or(0)));
  PK_TRY(const auto parsed, survey::parse_survey(json));
  PK_TRY(const auto document, survey::parse_value(survey::to_json(parsed)));
  auto query = wish.query;
  query.limit = collect::kMaxRead;
  // Rows that change from now on are not this export's: every look sees the same.
  const Instant now = s.clock.now();
  if (!query.to || *query.to > now) query.to = now;
  const EachResponse each = [&](const std::function<Result<void>(const Response&)>& visit) -> Result<void> {
    Result<void> told;
    PK_CHECK(s.collect.responses(ws, query, [&](const collect::ResponseRow& row) {
      told = visit(response_of(row));
      return told.has_value();
    }));
    return told;
  };
  const bool labels = wish.format == "sav" || wish.format == "zsav" || wish.format == "parquet";
  const auto chosen = wish.values.empty() ? std::string(labels ? "codes" : wish.format == "xlsx" ? "words" : "keys") : wish.values;
  if (chosen != "codes" && chosen != "keys" && chosen != "words") return fail_field("values", "not_one_of", {{"allowed", "codes, keys, words"}});
  const auto values = chosen == "codes" ? Values::codes : chosen == "keys" ? Values::keys : Values::words;
  const auto rows = response_rows(document, wish.lang.empty() ? parsed.languages.front() : wish.lang, values, each);
  if (wish.format == "csv") return table::write_csv(*rows, path, wish.bom);
  const table::Writer* writer = wish.format == "xlsx" ? &s.xlsx : wish.format == "sav" ? &s.sav : wish.format == "zsav" ? &s.zsav : wish.format == "parquet" ? &s.parquet : nullptr;
  if (writer == nullptr || !*writer) return fail_field("format", "not_one_of", {{"allowed", "csv, xlsx, parquet, sav, zsav"}});
  return (*writer)(*rows, path);
}

Value losses_value(const Losses& losses, bool zh) {
  List out;
  for (const auto& l : losses.list) {
    Members m{{"path", l.path}, {"code", l.code}, {"message", message::message_text(l.code, zh ? message::Lang::zh : message::Lang::en)}};
    if (!l.what.empty()) m.emplace_back("what", l.what);
    if (l.count != 1) m.emplace_back("count", static_cast<double>(l.count));
    out.emplace_back(std::move(m));
  }
  return out;
}

std::string report_json(const Imported& i, bool zh) {
  const auto n = [](std::int64_t x) { return Value(static_cast<double>(x)); };
  const auto& f = i.moved.found;
  Members m{{"format", i.moved.format}, {"survey", i.key}, {"version", i.version},
            {"found", Members{{"pages", n(f.pages)}, {"questions", n(f.questions)}, {"responses", n(f.responses)}, {"rules", n(f.rules)}, {"rules_carried", n(f.rules_carried)}}},
            {"responses", Members{{"read", n(static_cast<std::int64_t>(i.moved.responses.size()))}, {"stored", n(i.stored)}, {"again", n(i.again)}, {"refused", n(i.refused)}}},
            {"losses", losses_value(i.moved.losses, zh)}, {"losses_beyond", n(i.moved.losses.beyond)}, {"document", i.moved.document}};
  return survey::to_json(Value(std::move(m)));
}

}  // namespace peakend::survey_files
