// The way of one submit: survey version, open?, fields, answers, items; then one commit for the row, the quotas and the items.
#include <algorithm>

#include "base/log.h"
#include "base/metrics.h"
#include "base/utf8.h"
#include "collect/collect_sql.h"
#include "collect/service_impl.h"
#include "ingest/ingest.h"

namespace peakend::collect {
namespace {

using survey::Members;
using survey::Value;

constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kOldestAnswer = 30 * kDay;  ///< kept by a phone without network

void note_submit(const char* result) { metrics::counter("peakend_survey_submits_total", "result", result).add(); }
tl::unexpected<Error> invalid(std::vector<FieldError> faults) {
  return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(faults), {}, {}});
}

/// Hidden fields: those that the survey knows; the link's win.
Result<Value> merged_fields(const survey::Survey& s, const Claims& c, const Value& given) {
  Members out;
  std::vector<FieldError> faults;
  const auto known = [&](std::string_view k) {
    return std::any_of(s.hidden.begin(), s.hidden.end(), [&](const survey::Hidden& h) { return h.key == k; });
  };
  if (const auto* m = given.members())
    for (const auto& [k, v] : *m) {
      const std::string at = "fields." + std::string(utf8::prefix(k, 100));
      if (!known(k)) faults.push_back({at, "unknown_field", {}});
      else if (v.text() == nullptr) faults.push_back({at, "expected_string", {}});
      else if (v.text()->size() > survey::kMaxFieldBytes) faults.push_back({at, "too_long", {{"max", std::to_string(survey::kMaxFieldBytes)}}});
      else if (v.text()->find('\0') != std::string::npos) faults.push_back({at, "nul_byte", {}});
      else out.emplace_back(k, v);
    }
  if (!faults.empty()) return invalid(std::move(faults));
  Value all(std::move(out));
  for (const auto& [k, v] : c.fields)
    if (known(k)) all.set(k, v);
  return all;
}

/// Milliseconds of questions that exist; anything else is left out, it is the page's word only.
Value clean_latency(const survey::Survey& s, const Value& given) {
  Members out;
  if (const auto* m = given.members())
    for (const auto& [k, v] : *m)
      if (v.number() != nullptr && *v.number() >= 0 && *v.number() <= static_cast<double>(kDay) && s.find(k) != nullptr)
        out.emplace_back(k, static_cast<double>(static_cast<std::int64_t>(*v.number())));
  return out;
}

/// When it was answered: the respondent's word within reason.
Instant answered_at(const Answered& a, Instant now) {
  if (a.imported && a.finished && *a.finished <= now) return *a.finished;
  if (a.finished && *a.finished <= now && (now - *a.finished).count() <= kOldestAnswer) return *a.finished;
  return now;
}

/// One submit on its way; shared by the commit and its answer.
struct Work {
  Link link;
  Answered a;
  State wanted = State::done;
  std::shared_ptr<const survey::Published> published;
  survey::Checked checked;
  Instant now, at;
  survey::Place place;
  std::vector<const survey::Quota*> quotas;  ///< that this response falls into
  bool again = false;
  State stands = State::partial;
  std::int64_t seq = 0;
  std::size_t lines = 0;

  Result<bool> commit(records::Tx& tx, std::int64_t next_seq);
  Result<bool> standing(records::Tx& tx);
  Result<void> check_quotas(records::Tx& tx) const;
  Result<void> store(records::Tx& tx) const;
};

/// True: a done response is there already.
Result<bool> Work::standing(records::Tx& tx) {
  bool done = false, elsewhere = false;
  const Bytes id(a.response);
  const Param p[] = {number(link.claims.workspace), id};
  PK_CHECK(tx.query(sql::standing, p, [&](const records::Row& r) {
    done = r.i64(0) == static_cast<std::int64_t>(State::done);
    elsewhere = r.text(1) != link.ref || r.text(2) != link.claims.survey;
    if (done) seq = r.i64(3);
    return false;
  }));
  if (elsewhere) return fail(ErrorKind::conflict, "response_elsewhere");
  return done;
}

Result<void> Work::check_quotas(records::Tx& tx) const {
  const auto& s = *published->survey;
  if (a.imported || (quotas.empty() && !s.max_responses)) return {};
  std::map<std::string, std::int64_t> n;
  const Param p[] = {number(link.claims.workspace), link.claims.survey};
  PK_CHECK(tx.query(sql::quotas, p, [&](const records::Row& r) {
    n[std::string(r.text(0))] = r.i64(1);
    return true;
  }));
  if (s.max_responses && n[""] >= *s.max_responses) return fail(ErrorKind::conflict, "quota_full");
  for (const auto* q : quotas)
    if (n[q->key] >= q->limit) return fail(ErrorKind::conflict, "quota_full");
  return {};
}

Result<void> Work::store(records::Tx& tx) const {
  const Claims& c = link.claims;
  const bool done = wanted == State::done;
  const Bytes id(a.response);
  const std::string fields = to_json(a.fields), answers = to_json(Value(checked.answers)), latency = to_json(a.latency);
  const Bytes person(ingest::customer_id(c.workspace, c.customer).uuid());
  const Param p[] = {number(c.workspace), id, c.survey, static_cast<std::int64_t>(published->version), static_cast<std::int64_t>(wanted), link.ref,
                     c.customer, c.channel, a.lang, place.journey, place.touchpoint, c.episode, c.invitation, a.at, time_or_null(a.started),
                     done ? Param(to_ms(at)) : Param(), time_or_null(c.event_at), to_ms(now), c.weight, done ? seq : std::int64_t{0},
                     done && !c.once.empty() ? Param(std::string_view(c.once)) : Param(), fields, answers, latency,
                     c.customer.empty() ? Param() : Param(person)};
  PK_CHECK(tx.exec(sql::put_response, p));
  return {};
}

Result<bool> Work::commit(records::Tx& tx, std::int64_t next_seq) {
  PK_TRY(const bool done, standing(tx));
  if (done) {
    again = true;
    stands = State::done;
    return false;
  }
  const Claims& c = link.claims;
  if (!c.once.empty()) {
    bool used = false;
    const Param p[] = {number(c.workspace), c.once};
    PK_CHECK(tx.query(sql::used, p, [&](const records::Row&) { return used = true, false; }));
    if (used) return fail(ErrorKind::conflict, "link_used");
  }
  if (wanted == State::done) {
    PK_CHECK(check_quotas(tx));
    seq = lines > 0 ? next_seq : 0;
  }
  PK_CHECK(store(tx));
  stands = wanted;
  if (wanted == State::partial) return false;
  const auto counted = [&](std::string_view key) -> Result<void> {
    const Param p[] = {number(c.workspace), c.survey, key};
    PK_CHECK(tx.exec(sql::count_quota, p));
    return {};
  };
  if (a.imported) return true;
  PK_CHECK(counted(""));
  for (const auto* q : quotas) PK_CHECK(counted(q->key));
  return true;
}

}  // namespace

Result<std::shared_ptr<const survey::Published>> ServiceImpl::survey_for(const Link& link, int version) const {
  const Claims& c = link.claims;
  if (c.test) {
    PK_TRY(const auto json, d_.draft(c.workspace, c.survey));
    survey::Report report;
    PK_TRY(auto s, survey::parse_survey(json, report));
    if (!report.faults.empty()) return invalid(std::move(report.faults));
    return std::make_shared<const survey::Published>(survey::Published{std::make_shared<const survey::Survey>(std::move(s)), 0, false});
  }
  auto now = d_.published(c.workspace, c.survey);
  if (!now) return fail(ErrorKind::not_found, "no_such_link");
  if (version == 0 || version == now->version) return now;
  auto older = version < now->version ? d_.of_version(c.workspace, c.survey, version) : nullptr;
  if (!older) return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", {{"version", "no_such_version", {}}}, {}, {}});
  return std::make_shared<const survey::Published>(survey::Published{std::move(older), version, now->closed});
}

Result<void> ServiceImpl::check_open(const Link& link, const survey::Published& p) const {
  const Instant now = d_.clock.now();
  if (link.closed || p.closed) return fail(ErrorKind::conflict, "survey_closed");
  // The newest version decides when the survey closes, whatever version was seen.
  const auto newest = link.claims.test ? nullptr : d_.published(link.claims.workspace, link.claims.survey);
  const auto& closes = newest ? newest->survey->closes_at : p.survey->closes_at;
  if (closes && now >= *closes) return fail(ErrorKind::conflict, "survey_closed");
  if (link.claims.expires_at && now >= *link.claims.expires_at) return fail(ErrorKind::conflict, "link_expired");
  return {};
}

Result<Visit> ServiceImpl::visit(const Link& link) {
  Visit v;
  PK_TRY(v.published, survey_for(link, 0));
  if (auto open = check_open(link, *v.published); !open) {
    v.state = open.error().code == "link_expired" ? VisitState::expired : VisitState::closed;
    return v;
  }
  const Claims& c = link.claims;
  if (c.test) return v;
  if (told_) told_(c, Step::opened);
  const auto& s = *v.published->survey;
  const bool counted = s.max_responses || std::any_of(s.quotas.begin(), s.quotas.end(), [](const survey::Quota& q) { return q.when.is_null(); });
  if (c.once.empty() && !counted) return v;
  PK_CHECK(d_.records.read([&](records::Session& session) -> Result<void> {
    if (!c.once.empty()) {
      const Param p[] = {number(c.workspace), c.once};
      PK_CHECK(session.query(sql::used, p, [&](const records::Row&) {
        v.state = VisitState::used;
        return false;
      }));
    }
    if (!counted || v.state != VisitState::open) return {};
    const Param p[] = {number(c.workspace), c.survey};
    return session.query(sql::quotas, p, [&](const records::Row& r) {
      const auto key = r.text(0);
      if (key.empty() && s.max_responses && r.i64(1) >= *s.max_responses) v.state = VisitState::full;
      for (const auto& q : s.quotas)
        if (q.key == key && q.when.is_null() && r.i64(1) >= q.limit) v.state = VisitState::full;
      return true;
    });
  }));
  return v;
}

void ServiceImpl::submit(const Link& link, Answered a, State wanted, Done done) {
  auto work = std::make_shared<Work>();
  inbox::Submission submission;
  const auto prepare = [&]() -> Result<void> {
    PK_TRY(work->published, survey_for(link, a.version));
    const survey::Survey& s = *work->published->survey;
    // A response that is there already gets its answer again, also when the survey has closed since: the commit decides.
    const auto open = a.imported ? Result<void>{} : check_open(link, *work->published);
    PK_TRY(a.fields, merged_fields(s, link.claims, a.fields));
    if (a.answers.members() == nullptr) return fail_field("answers", a.answers.is_null() ? "required" : "expected_object");
    PK_TRY(work->checked, survey::check_answers(s, *a.answers.members(), a.fields, wanted == State::done && !a.imported));
    a.latency = clean_latency(s, a.latency);
    a.lang = survey::best_language(s, a.lang);
    if (!a.at.empty() && s.find(a.at) == nullptr) a.at.clear();
    const auto journeys = d_.journeys(link.claims.workspace);
    if (!journeys) return fail(ErrorKind::unavailable, "busy");
    work->link = link;
    work->wanted = wanted;
    work->now = d_.clock.now();
    work->at = answered_at(a, work->now);
    work->place = place_of({}, link.claims, s, *journeys);
    work->a = std::move(a);
    submission.workspace = link.claims.workspace;
    if (wanted == State::done) {
      const Value data = survey::logic_data(work->checked.answers, work->a.fields);
      for (const auto& q : s.quotas)
        if (q.when.is_null() || survey::holds(q.when, data)) work->quotas.push_back(&q);
      PK_TRY(const auto before, awaited(link, *journeys, work->at));
      const auto facts = items_of(link, work->a, work->published->version, s, work->checked, *journeys, work->at, before);
      const auto intake = ingest::make_intake({link.claims.workspace, journeys, work->now, {}, work->a.response});
      for (const auto& item : facts.items) {
        intake->add(item);
        const auto& result = intake->results().back();
        if (result.state != ingest::ItemResult::State::rejected) continue;
        metrics::counter("peakend_survey_items_rejected_total", "reason", result.why.code).add();
        log::warn("a score of a response was refused", {{"survey", s.key}, {"field", result.why.field}, {"code", result.why.code}});
      }
      submission = intake->take();
      work->lines = submission.lines.size();
    }
    submission.first = [work, open = open ? std::optional<Error>() : std::optional<Error>(open.error())](records::Tx& tx, std::int64_t seq) -> Result<bool> {
      if (!open) return work->commit(tx, seq);
      PK_TRY(const bool there, work->standing(tx));
      if (!there) return tl::unexpected(*open);
      work->again = true;
      work->stands = State::done;
      return false;
    };
    return {};
  };
  if (auto ready = prepare(); !ready) {
    note_submit(ready.error().code.c_str());
    return done(tl::unexpected(std::move(ready).error()));
  }
  if (link.claims.test) {
    Submitted out;
    out.state = wanted;
    out.ignored = work->checked.ignored;
    return done(std::move(out));
  }
  d_.inbox.submit(std::move(submission), [this, work, done = std::move(done)](Result<inbox::Receipt> r) {
    if (!r) {
      note_submit(r.error().code.c_str());
      return done(tl::unexpected(std::move(r).error()));
    }
    note_submit(work->again ? "again" : work->wanted == State::done ? "done" : "partial");
    if (told_ && !work->again) told_(work->link.claims, work->wanted == State::done ? Step::done : Step::started);
    Submitted out;
    out.state = work->stands;
    out.again = work->again;
    out.seq = work->seq;
    out.ignored = work->checked.ignored;
    done(std::move(out));
  });
}

}  // namespace peakend::collect
