#include <algorithm>

#include "collect/collect_sql.h"
#include "collect/service_impl.h"
#include "ingest/ingest.h"

namespace peakend::collect {
namespace {

survey::Value object_of(std::string_view json) {
  auto v = survey::parse_value(json);
  return v && v->members() != nullptr ? *std::move(v) : survey::Value(survey::Members{});
}
std::optional<Instant> time_of(const records::Row& r, int column) {
  if (r.is_null(column)) return std::nullopt;
  return from_ms(r.i64(column));
}
ResponseRow response_of(const records::Row& r) {
  ResponseRow out;
  out.id = uuid_from_bytes(r.text(0)).value_or(Uuid{});
  out.survey = r.text(1);
  out.version = static_cast<int>(r.i64(2));
  out.state = static_cast<State>(r.i64(3));
  out.link = r.text(4);
  out.customer = r.text(5);
  out.channel = r.text(6);
  out.lang = r.text(7);
  out.journey = r.text(8);
  out.touchpoint = r.text(9);
  out.episode = r.text(10);
  out.invitation = r.text(11);
  out.at = r.text(12);
  out.started = time_of(r, 13);
  out.submitted = time_of(r, 14);
  out.event_at = time_of(r, 15);
  out.changed = from_ms(r.i64(16));
  out.weight = r.f64(17);
  out.seq = r.i64(18);
  out.fields = object_of(r.text(19));
  out.answers = object_of(r.text(20));
  out.latency = object_of(r.text(21));
  return out;
}
/// The ten parameters that all questions about responses share.
std::vector<Param> where(WorkspaceNo w, const ResponseQuery& q) {
  return {number(w), q.survey, q.from ? to_ms(*q.from) : INT64_MIN, q.to ? to_ms(*q.to) : INT64_MAX,
          q.state ? static_cast<std::int64_t>(*q.state) : std::int64_t{0}, static_cast<std::int64_t>(q.version.value_or(0)), q.lang, q.link, q.channel,
          q.max_delay_ms};
}
void add(Counts& c, std::int64_t state, std::int64_t n) { (state == static_cast<std::int64_t>(State::done) ? c.done : c.partial) += n; }

}  // namespace

Result<std::vector<Awaited>> ServiceImpl::awaited(const Link& link, const journey::Catalogue& journeys, Instant at) const {
  const Claims& c = link.claims;
  std::vector<Awaited> out;
  if (c.customer.empty() || c.episode.empty() || c.test) return out;
  // What was said once it had happened is no expectation any more.
  const auto until = std::min(to_ms(at), c.event_at ? to_ms(*c.event_at) : INT64_MAX);
  std::vector<ResponseRow> rows;
  const Bytes person(ingest::customer_id(c.workspace, c.customer).uuid());
  const Param p[] = {number(c.workspace), person, c.episode, static_cast<std::int64_t>(State::done), until};
  PK_CHECK(d_.records.read([&](records::Session& s) {
    return s.query(sql::awaited, p, [&](const records::Row& r) {
      ResponseRow row;
      row.survey = r.text(0), row.version = static_cast<int>(r.i64(1)), row.journey = r.text(2), row.touchpoint = r.text(3);
      row.submitted = from_ms(r.i64(4));
      row.answers = object_of(r.text(5));
      rows.push_back(std::move(row));
      return true;
    });
  }));
  for (const auto& row : rows) {
    const auto s = d_.of_version(c.workspace, row.survey, row.version);
    if (!s) continue;
    Claims then;
    then.journey = row.journey, then.touchpoint = row.touchpoint;
    for (const auto& [key, answer] : *row.answers.members()) {
      const auto* q = s->find(key);
      if (q == nullptr || !q->expected_only) continue;
      survey::Outcome worth;
      survey::score_answer(*q, answer, worth);
      for (const auto& x : worth.scores) {
        auto place = place_of(x.place, then, *s, journeys);
        if (!place.journey.empty()) out.push_back({std::move(place), x.metric, x.expectation_kind, x.value, x.scale, *row.submitted});
      }
    }
  }
  return out;
}

Result<std::map<std::string, Counts>> ServiceImpl::counts(WorkspaceNo w) {
  std::map<std::string, Counts> out;
  const Param p[] = {number(w)};
  PK_CHECK(d_.records.read([&](records::Session& s) {
    return s.query(sql::counts, p, [&](const records::Row& r) {
      Counts& c = out[std::string(r.text(0))];
      add(c, r.i64(1), r.i64(2));
      c.last_ms = std::max(c.last_ms, r.i64(3));
      return true;
    });
  }));
  return out;
}
Result<std::map<std::string, Counts>> ServiceImpl::counts_by_link(WorkspaceNo w, std::string_view survey) {
  std::map<std::string, Counts> out;
  const Param p[] = {number(w), survey};
  PK_CHECK(d_.records.read([&](records::Session& s) {
    return s.query(sql::counts_by_link, p, [&](const records::Row& r) {
      add(out[std::string(r.text(0))], r.i64(1), r.i64(2));
      return true;
    });
  }));
  return out;
}
Result<std::map<std::string, std::int64_t>> ServiceImpl::quotas(WorkspaceNo w, std::string_view survey) {
  std::map<std::string, std::int64_t> out;
  const Param p[] = {number(w), survey};
  PK_CHECK(d_.records.read([&](records::Session& s) {
    return s.query(sql::quotas, p, [&](const records::Row& r) {
      out[std::string(r.text(0))] = r.i64(1);
      return true;
    });
  }));
  return out;
}

Result<void> ServiceImpl::responses(WorkspaceNo w, const ResponseQuery& q, const std::function<bool(const ResponseRow&)>& visit) {
  auto p = where(w, q);
  p.emplace_back(q.limit);
  p.emplace_back(q.offset);
  return d_.records.read([&](records::Session& s) {
    return s.query(sql::responses, p, [&](const records::Row& r) { return visit(response_of(r)); });
  });
}
Result<std::int64_t> ServiceImpl::count(WorkspaceNo w, const ResponseQuery& q) {
  const auto p = where(w, q);
  std::int64_t n = 0;
  PK_CHECK(d_.records.read([&](records::Session& s) {
    return s.query(sql::count_responses, p, [&](const records::Row& r) {
      n = r.i64(0);
      return false;
    });
  }));
  return n;
}
Result<ResponseRow> ServiceImpl::response(WorkspaceNo w, std::string_view survey, Uuid id) {
  std::optional<ResponseRow> out;
  const Bytes bytes(id);
  const Param p[] = {number(w), survey, bytes};
  PK_CHECK(d_.records.read([&](records::Session& s) {
    return s.query(sql::response, p, [&](const records::Row& r) {
      out = response_of(r);
      return false;
    });
  }));
  if (!out) return fail(ErrorKind::not_found, "no_such_response");
  return *std::move(out);
}

Result<std::int64_t> ServiceImpl::forget(WorkspaceNo w, const std::vector<CustomerId>& customers) {
  std::int64_t n = 0;
  PK_CHECK(d_.records.write([&](records::Tx& tx) -> Result<void> {
    for (const auto& c : customers) {
      const Bytes person(c.uuid());
      const Param p[] = {number(w), person};
      PK_TRY(const auto gone, tx.exec(sql::forget, p));
      n += gone;
    }
    return {};
  }));
  return n;
}

}  // namespace peakend::collect
