// What was not sent, by reason and day; what became of what was sent, by channel and hour. Names nobody.
#include <algorithm>
#include <map>

#include "engine/interval.h"
#include "trigger/outcome_json.h"

namespace peakend::trigger {
namespace {

namespace json = boost::json;
using delivery::Reason;
using message::Request;
using message::Response;
using message::Right;

constexpr std::int64_t kMostDays = 400;

class Outcomes {
 public:
  explicit Outcomes(Deps d) : d_(std::move(d)) {}

  Result<Response> reasons(const Request& r) const {
    PK_TRY(const auto span, span_of(d_, r, r.arg("from"), r.arg("to")));
    const auto [from, to] = span;
    if (to_ms(to) - to_ms(from) > kMostDays * 86'400'000) return fail(ErrorKind::too_large, "span_too_long");
    const auto w = r.who.workspace;
    const std::string trigger = r.arg("rule").value_or(r.arg("trigger").value_or(""));
    const auto zone = zone_of(d_, w);
    const calendar::Day first = calendar::local_day(zone, from), last = calendar::local_day(zone, to - std::chrono::milliseconds(1));
    const auto length = static_cast<std::size_t>(last - first) + 1;
    std::map<Reason, std::vector<std::int64_t>> by;
    const auto add = [&](Reason reason, calendar::Day day, std::int64_t n) {
      auto& days = by.try_emplace(reason, length, 0).first->second;
      // What was queued may have ended after the span that it was made in.
      const auto at = std::clamp<std::int64_t>(day - first, 0, static_cast<std::int64_t>(length) - 1);
      days[static_cast<std::size_t>(at)] += n;
    };
    PK_TRY(const auto held, d_.book.held_back(w, trigger, to_ms(from), to_ms(to)));
    calendar::LocalClock clock(zone);
    for (const auto& h : held) add(h.reason, clock.day(h.quarter * delivery::kQuarterMs), h.n);
    PK_TRY(const auto extra, counted_by_day(d_.records, w, trigger, from, to));
    for (const auto& c : extra) add(c.reason, static_cast<calendar::Day>(c.day), c.n);
    return answer(reasons_json(by, first, length, span, r.lang));
  }

  Result<Response> funnel(const Request& r) const {
    PK_TRY(const auto span, span_of(d_, r, r.arg("from"), r.arg("to")));
    const auto [from, to] = span;
    if (to_ms(to) - to_ms(from) > kMostDays * 86'400'000) return fail(ErrorKind::too_large, "span_too_long");
    const auto w = r.who.workspace;
    PK_TRY(const auto lines, d_.book.funnel(w, r.arg("rule").value_or(r.arg("trigger").value_or("")), r.arg("survey").value_or(""), to_ms(from), to_ms(to)));
    calendar::LocalClock clock(zone_of(d_, w));
    Steps all;
    std::map<channel::Kind, std::pair<Steps, std::map<int, Steps>>> channels;
    for (const auto& line : lines) {
      const auto hour = static_cast<int>(clock.local_ms(line.quarter * delivery::kQuarterMs) / 3'600'000 % 24);
      auto& [whole, hours] = channels[line.channel];
      for (auto* s : {&all, &whole, &hours[hour]}) s->add(line);
    }
    json::array list;
    for (const auto& [kind, c] : channels) {
      json::array hours;
      for (const auto& [hour, s] : c.second) {
        auto o = s.json();
        o["hour"] = hour;
        hours.push_back(std::move(o));
      }
      auto o = c.first.json();
      o["channel"] = channel::name_of(kind);
      o["hours"] = std::move(hours);
      list.push_back(std::move(o));
    }
    return answer({{"from", calendar::rfc3339(from)}, {"to", calendar::rfc3339(to)}, {"all", all.json()}, {"channels", std::move(list)}});
  }

 private:
  struct Steps {
    std::int64_t sent = 0, opened = 0, started = 0, done = 0, bounced = 0;
    void add(const delivery::FunnelLine& l) { sent += l.sent, opened += l.opened, started += l.started, done += l.done, bounced += l.bounced; }
    json::object json() const { return {{"sent", sent}, {"opened", opened}, {"started", started}, {"done", done}, {"bounced", bounced}, {"response_rate", rate_json(done, sent)}}; }
  };

  static json::object reasons_json(const std::map<Reason, std::vector<std::int64_t>>& by, calendar::Day first, std::size_t length, const std::pair<Instant, Instant>& span,
                                   message::Lang lang) {
    struct Line {
      Reason reason;
      std::int64_t n;
      const std::vector<std::int64_t>* days;
    };
    std::vector<Line> lines;
    std::int64_t total = 0;
    for (const auto& [reason, days] : by) {
      Line l{reason, 0, &days};
      for (const auto n : days) l.n += n;
      total += l.n;
      lines.push_back(l);
    }
    std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.n > b.n; });
    json::array names, reasons;
    for (std::size_t i = 0; i < length; ++i) names.push_back(json::string(calendar::day_text(first + static_cast<calendar::Day>(i))));
    for (const auto& l : lines)
      reasons.push_back({{"reason", delivery::name_of(l.reason)}, {"words", message::message_text("not_sent_" + std::string(delivery::name_of(l.reason)), lang)}, {"n", l.n}, {"per_day", json::array(l.days->begin(), l.days->end())}});
    return {{"from", calendar::rfc3339(span.first)}, {"to", calendar::rfc3339(span.second)}, {"total", total}, {"days", std::move(names)}, {"reasons", std::move(reasons)}};
  }

  const Deps d_;
};

}  // namespace

boost::json::object rate_json(std::int64_t answered, std::int64_t asked) {
  const auto e = engine::wilson_share(answered, asked, 5);
  json::array flags;
  for (const auto f : engine::flag_names(e.flags)) flags.push_back(json::string(f));
  json::object o{{"n", asked}, {"n_eff", static_cast<double>(asked)}, {"unit", "share"}, {"basis", "observed"}, {"method", engine::name_of(engine::Method::wilson)}, {"flags", std::move(flags)}};
  if (e.status == engine::Status::ok) o["value"] = e.value, o["lo"] = e.lo, o["hi"] = e.hi;
  else o["insufficient"] = {{"have", asked}, {"need", 5}};
  return o;
}

calendar::Zone zone_of(const Deps& d, WorkspaceNo w) { return calendar::Zone::find(d.home(w).zone).value_or(calendar::Zone{}); }

Result<std::pair<Instant, Instant>> span_of(const Deps& d, const Request& r, const std::optional<std::string>& from, const std::optional<std::string>& to) {
  const auto zone = zone_of(d, r.who.workspace);
  std::pair<Instant, Instant> out{d.clock.now() - std::chrono::hours(24 * 30), d.clock.now()};
  if (from && !from->empty()) {
    const auto t = delivery::read_bound(*from, zone, d.clock.now(), false);
    if (!t) return fail_field("from", "bad_time");
    out.first = *t;
  }
  if (to && !to->empty()) {
    const auto t = delivery::read_bound(*to, zone, d.clock.now(), true);
    if (!t) return fail_field("to", "bad_time");
    out.second = *t;
  }
  if (out.first >= out.second) return fail_field("to", "range_empty");
  return out;
}

void add_outcome_routes(message::Router& router, Deps deps) {
  const auto routes = std::make_shared<Outcomes>(std::move(deps));
  const auto add = [&](const char* pattern, Result<Response> (Outcomes::*f)(const Request&) const) {
    message::Route route;
    route.verb = message::Verb::get;
    route.pattern = pattern;
    route.right = Right::read;
    route.handler = message::answering([routes, f](const Request& r) { return ((*routes).*f)(r); });
    router.add(std::move(route));
  };
  add("/v1/refusals/counts", &Outcomes::reasons);
  add("/v1/survey-invitations/funnel", &Outcomes::funnel);
}

}  // namespace peakend::trigger
