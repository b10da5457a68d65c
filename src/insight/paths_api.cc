// GET /v1/journeys/{key}/paths: the ways episodes take. GET /v1/journeys/{key}/coverage: where they are asked.
#include <algorithm>

#include "insight/matrix.h"
#include "insight/metric_answer.h"

namespace peakend::insight {
namespace {

constexpr std::size_t kMaxSteps = 20, kLinksOfStep = 40, kVariants = 50, kMaxTransitions = 500;
constexpr std::int64_t kNeed = 5;
constexpr const char* kRest = "*";

struct Asked {
  Caller caller;
  const journey::Journey* journey = nullptr;
  Query query;  ///< the journey first
};
Result<Asked> read(const Sources& sources, const message::Request& request) {
  Asked a{caller_of(sources, request), nullptr, {}};
  PK_TRY(a.journey, journey_of(a.caller, request.params.find("key")->second));
  PK_TRY(a.query, parse_query(request, a.caller.when));
  std::erase_if(a.query.where, [](const facts::Filter& f) { return f.on.field == facts::Field::journey; });
  a.query.where.insert(a.query.where.begin(), {{facts::Field::journey, {}}, {a.journey->key}});
  return a;
}

Result<void> begin(JsonOut& out, const Sources& sources, const Asked& a) {
  PK_TRY(const std::int64_t seq, sources.facts->episodes_watermark(a.caller.workspace));
  out.open('{').field("journey", a.journey->key).key("as_of").time(to_ms(a.caller.when.now)).field("as_of_seq", seq);
  return {};
}

double share(std::int64_t k, std::int64_t n) { return n > 0 ? static_cast<double>(k) / static_cast<double>(n) : 0; }
/// How ways are shown to this caller.
struct Show {
  bool repeats = false;
  std::int64_t fewest = 0;  ///< links of fewer episodes, and scores of fewer answers, are not told apart
};
void put_remembered(JsonOut& out, std::string_view key, const WaySums& sums, const Show& show) {
  Number number{remembered(sums, show.repeats), "valence", engine::Basis::measured};
  hide_few(number, show.fewest);
  out.key(key);
  write(out, number);
}

using Link = std::pair<std::string, std::string>;  ///< from, to; to "" is the end
using Links = std::map<Link, WaySums>;

/// The most frequent `most` links; the rest of each origin goes to kRest.
Links fold_rare(const Links& links, std::size_t most, std::int64_t fewest) {
  std::vector<const Links::value_type*> order;
  for (const auto& link : links) order.push_back(&link);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->second.n > b->second.n; });
  Links out;
  for (std::size_t i = 0; i < order.size(); ++i) {
    out[i < most && order[i]->second.n >= fewest ? order[i]->first : Link{order[i]->first.first, kRest}].add(order[i]->second);
  }
  return out;
}

void put_links(JsonOut& out, const PathView& view, std::size_t steps, const Show& show) {
  out.key("links").open('[');
  for (std::size_t step = 0; step < steps; ++step) {
    Links links;
    for (const Way& way : view.ways) {
      const auto& t = way.touchpoints;
      if (step < t.size()) links[{t[step], step + 1 < t.size() ? t[step + 1] : std::string()}].add(way.sums);
    }
    for (const auto& [link, sums] : fold_rare(links, kLinksOfStep, show.fewest)) {
      out.open('{').field("step", static_cast<std::int64_t>(step)).field("from", link.first).field("to", link.second).field("n", sums.n);
      put_remembered(out, "valence", sums, show);
      out.close('}');
    }
  }
  out.close(']');
}

/// From touchpoint to touchpoint whatever the step, the most frequent first, and what they leave out.
void put_transitions(JsonOut& out, const PathView& view, std::size_t limit, const Show& show) {
  Links links;
  std::map<std::string, std::int64_t> leaving;
  std::int64_t all = 0, shown = 0;
  for (const Way& way : view.ways) {
    for (std::size_t i = 0; i < way.touchpoints.size(); ++i) {
      links[{way.touchpoints[i], i + 1 < way.touchpoints.size() ? way.touchpoints[i + 1] : std::string()}].add(way.sums);
      leaving[way.touchpoints[i]] += way.sums.n;
      all += way.sums.n;
    }
  }
  std::vector<const Links::value_type*> order;
  for (const auto& link : links) order.push_back(&link);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->second.n > b->second.n; });
  out.key("transitions").open('[');
  std::size_t i = 0;
  for (; i < std::min(limit, order.size()) && order[i]->second.n >= show.fewest; ++i) {
    const auto& [link, sums] = *order[i];
    shown += sums.n;
    out.open('{').field("from", link.first).field("to", link.second).field("n", sums.n).field("share", share(sums.n, leaving[link.first]));
    put_remembered(out, "valence", sums, show);
    out.close('}');
  }
  out.close(']').key("other").open('{').field("kinds", static_cast<std::int64_t>(order.size() - i));
  out.field("n", all - shown).field("share", share(all - shown, all)).close('}');
}

Result<std::string> paths(const Sources& sources, const message::Request& request) {
  PK_TRY(const Asked a, read(sources, request));
  PK_TRY(const std::size_t steps, message::count_arg(request, "steps", 6, 1, kMaxSteps));
  PK_TRY(const std::size_t limit, message::count_arg(request, "limit", 50, 1, kMaxTransitions));
  PK_TRY(const PathView view, paths_of(sources, a.caller, *a.journey, a.query));
  JsonOut out;
  PK_CHECK(begin(out, sources, a));
  out.field("episodes", view.episodes).field("steps", static_cast<std::int64_t>(steps)).field("left_out", view.left_out);
  const Show show{view.repeats, a.caller.fewest};
  put_links(out, view, steps, show);
  put_transitions(out, view, limit, show);
  out.key("variants").open('[');
  for (std::size_t i = 0; i < std::min(kVariants, view.ways.size()) && view.ways[i].sums.n >= show.fewest; ++i) {
    const Way& way = view.ways[i];
    out.open('{').key("path").open('[');
    for (const auto& touchpoint : way.touchpoints) out.text(touchpoint);
    out.close(']').field("n", way.sums.n);
    put_remembered(out, "remembered", way.sums, show);
    out.close('}');
  }
  out.close(']').field("variant_count", static_cast<std::int64_t>(view.ways.size())).close('}');
  return out.take();
}

struct Heard {
  std::int64_t events = 0, ratings = 0, feedback = 0, rated = 0;
};

CellState state_of(const journey::Touchpoint& t, const Heard& h, std::int64_t passes) {
  if (h.rated >= kNeed) return CellState::measured;
  if (h.rated > 0) return CellState::insufficient;
  if (h.events > 0 || passes > 0) return CellState::observed;
  return t.applicable ? CellState::unmeasured : CellState::not_applicable;
}

Result<std::string> coverage(const Sources& sources, Aggregates& aggregates, const message::Request& request) {
  PK_TRY(const Asked a, read(sources, request));
  facts::AggregateSpec spec;
  spec.workspace = a.caller.workspace;
  spec.from = a.query.range.from;
  spec.to = a.query.range.to;
  spec.edges_are_days = a.query.range.whole_days;
  spec.where = a.query.where;
  spec.by = {{facts::Field::touchpoint, {}}, {facts::Field::kind, {}}};
  PK_TRY(const Aggregate found, aggregates.get(spec, sources.episodes->generation(a.caller.workspace)));
  std::map<std::string, Heard> heard;
  for (const auto& row : found->rows) {
    Heard& h = heard[row.key[0]];
    (row.key[1] == "event" ? h.events : row.key[1] == "rating" ? h.ratings : h.feedback) += row.partial.facts;
    h.rated += row.partial.n;
  }
  PK_TRY(const MemoryView view, memory_of(sources, a.caller, *a.journey, a.query));
  JsonOut out;
  PK_CHECK(begin(out, sources, a));
  std::map<CellState, std::int64_t> states;
  out.key("touchpoints").open('[');
  for (const auto& t : a.journey->touchpoints) {
    if (a.caller.scope && !a.caller.scope->has(a.journey->key, t.key)) continue;
    const Heard& h = heard[t.key];
    const auto passes = passes_of(view, t.key);
    const CellState state = state_of(t, h, passes);
    ++states[state];
    out.open('{').field("touchpoint", t.key).field("stage", t.stage).field("scene", t.scene).field("state", name_of(state));
    out.field("events", h.events).field("ratings", h.ratings).field("feedback", h.feedback).field("passes", passes);
    Number share{measured_share(view, t.key), "share", engine::Basis::observed};
    Number answers{answers_per_pass(view, t.key), "count", engine::Basis::observed};
    for (Number* number : {&share, &answers}) hide_few(*number, a.caller.fewest);
    out.key("measured_share");
    write(out, share);
    out.key("answers_per_pass");
    write(out, answers);
    const auto name = std::find(view.names.begin(), view.names.end(), t.key);
    if (name != view.names.end()) {
      const std::int64_t at = view.last_at[static_cast<std::size_t>(name - view.names.begin())];
      if (at != 0) out.key("last_at").time(at);
    }
    out.close('}');
  }
  out.close(']');
  for (const CellState s : {CellState::measured, CellState::observed, CellState::insufficient, CellState::unmeasured, CellState::not_applicable}) {
    out.field(name_of(s), states[s]);
  }
  out.field("episodes", view.all.episodes).field("open", view.open).close('}');
  return out.take();
}

}  // namespace

void add_path_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates) {
  router.add({message::Verb::get, "/v1/journeys/{key}/paths", message::Right::read, 0,
              [sources](const message::Request& r) { return reply(r, paths(*sources, r)); }});
  router.add(for_limited({message::Verb::get, "/v1/journeys/{key}/coverage", message::Right::read, 0,
              [sources, aggregates](const message::Request& r) { return reply(r, coverage(*sources, *aggregates, r)); }}));
}

}  // namespace peakend::insight
