// GET /v1/journeys/{key}/matrix and GET /v1/journeys/{key}/laws.
#include <algorithm>
#include <cmath>

#include "engine/laws/triangle.h"
#include "insight/laws.h"
#include "insight/matrix.h"
#include "insight/metric_answer.h"

namespace peakend::insight {
namespace {

constexpr std::int64_t kRecallNeed = 300;  ///< METHODS 3: fewest answers that can tell

JsonOut& put(JsonOut& out, std::string_view key, const Number& number) {
  out.key(key);
  write(out, number);
  return out;
}

void put_range(JsonOut& out, const Range& range, std::int64_t now) {
  out.key("from");
  if (range.from == INT64_MIN) out.text("");
  else out.time(range.from);
  out.key("to").time(range.to == INT64_MAX ? now : range.to);
}

void put_insufficient(JsonOut& out, std::string_view key, std::int64_t have, std::int64_t need) {
  out.key(key).open('{').key("insufficient").open('{').field("have", have).field("need", need).close('}').close('}');
}

std::string_view name_of_moment(journey::Moment moment) {
  if (moment == journey::Moment::purchase) return "purchase";
  return moment == journey::Moment::use ? "use" : "none";
}

void put_cell(JsonOut& out, const Cell& cell) {
  const journey::Touchpoint& t = *cell.touchpoint;
  out.open('{').field("touchpoint", t.key).field("stage", t.stage).field("scene", t.scene).field("state", name_of(cell.sight.state));
  put(out, "experience", cell.sight.experience);
  put(out, "expectation_gap", cell.sight.gap);
  put(out, "ratio", cell.sight.ratio);
  put(out, "promise_kept", cell.sight.promise);
  put(out, "mot_share", cell.mot);
  out.field("moment", name_of_moment(t.moment)).field("breaches", cell.sight.breaches);
  if (!cell.role.empty()) out.field("role", cell.role);
  if (t.floor) out.key("floor").open('{').field("value", t.floor->value).field("rate", t.floor->rate).close('}');
  out.field("polarised", cell.sight.polarised);
  if (cell.last_at) out.key("last_at").time(*cell.last_at);
  out.close('}');
}

const journey::Stage* stage_of(const journey::Journey& journey, const std::string& key) {
  const auto it = std::find_if(journey.stages.begin(), journey.stages.end(), [&](const auto& s) { return s.key == key; });
  return it == journey.stages.end() ? nullptr : &*it;
}
const journey::Scene* scene_of(const journey::Journey& journey, const std::string& key) {
  const auto it = std::find_if(journey.scenes.begin(), journey.scenes.end(), [&](const auto& s) { return s.key == key; });
  return it == journey.scenes.end() ? nullptr : &*it;
}

void put_worst(JsonOut& out, const Matrix& matrix, const Worst& worst, const calendar::Zone& zone) {
  const Cell& cell = *worst.cell;
  out.key("worst").open('{').field("touchpoint", cell.touchpoint->key);
  static const journey::Text none;
  const auto* stage = stage_of(*matrix.journey, cell.touchpoint->stage);
  const auto* scene = scene_of(*matrix.journey, cell.touchpoint->scene);
  out.key("stage");
  write_text(out, stage == nullptr ? none : stage->name);
  out.key("scene");
  write_text(out, scene == nullptr ? none : scene->name);
  if (cell.sight.promise.estimate.status == engine::Status::ok) put(out, "kept", cell.sight.promise);
  if (cell.mot.estimate.status == engine::Status::ok) put(out, "mot_share", cell.mot);
  if (worst.expected) out.field("expected", *worst.expected).field("actual", *worst.actual).field("unit", worst.unit);
  if (worst.since) {
    out.field("since", calendar::day_text(calendar::local_day(zone, from_ms(worst.since->at))));
    out.key("change").open('{').field("before", worst.since->before).field("after", worst.since->after);
    out.field("p", worst.since->p).close('}');
  }
  if (worst.leverage.estimate.status == engine::Status::ok) put(out, "leverage", worst.leverage);
  out.close('}');
}

void put_story(JsonOut& out, const Matrix& matrix, const calendar::Zone& zone) {
  out.key("story").open('{');
  if (matrix.worst) put_worst(out, matrix, *matrix.worst, zone);
  for (const StagePoint& stage : matrix.stages) {
    if (stage.role != "peak") continue;
    out.key("peak").open('{').key("stage");
    write_text(out, stage.stage->name);
    out.close('}');
  }
  out.close('}');
}

void put_coverage(JsonOut& out, const Matrix& matrix) {
  auto count = [&](auto keep) { return static_cast<std::int64_t>(std::count_if(matrix.cells.begin(), matrix.cells.end(), keep)); };
  out.key("coverage").open('{');
  out.field("measured", count([](const Cell& c) { return c.sight.state == CellState::measured; }));
  out.field("applicable", count([](const Cell& c) { return c.sight.state != CellState::not_applicable; }));
  out.field("total", static_cast<std::int64_t>(matrix.cells.size())).close('}');
}

void put_stages(JsonOut& out, const Matrix& matrix) {
  out.key("stages").open('[');
  for (const StagePoint& point : matrix.stages) {
    out.open('{').field("key", point.stage->key).key("name");
    write_text(out, point.stage->name);
    put(out, "experience", point.sight.experience);
    put(out, "expectation_gap", point.sight.gap);
    put(out, "mot_share", point.mot);
    if (!point.role.empty()) out.field("role", point.role);
    out.close('}');
  }
  out.close(']').key("scenes").open('[');
  for (const auto& scene : matrix.journey->scenes) {
    out.open('{').field("key", scene.key).key("name");
    write_text(out, scene.name);
    out.close('}');
  }
  out.close(']');
}

/// What was taken from whole episodes (shares, roles, the story) also speaks of touchpoints that are not the caller's.
void hide_others(Matrix& m, const message::Scope& scope) {
  const auto hidden = [&](const Cell& c) { return !scope.has(m.journey->key, c.touchpoint->key); };
  for (Cell& cell : m.cells) {
    if (!hidden(cell)) continue;
    cell.mot = {};
    cell.role = {};
  }
  for (StagePoint& stage : m.stages) stage.mot = {};
  if (m.worst && hidden(*m.worst->cell)) m.worst.reset();
}

/// Cells as a table of stage x scene, so that one hidden alone cannot be had by subtraction; then the sums.
void hide_few_answers(Matrix& m, std::int64_t fewest) {
  for (Number Sight::*part : {&Sight::experience, &Sight::gap, &Sight::ratio, &Sight::promise}) {
    std::vector<MetricRow> rows;
    for (Cell& cell : m.cells) rows.push_back({{cell.touchpoint->stage, cell.touchpoint->scene}, cell.sight.*part});
    suppress(rows, fewest);
    for (std::size_t i = 0; i < rows.size(); ++i) m.cells[i].sight.*part = rows[i].number;
    for (StagePoint& stage : m.stages) hide_few(stage.sight.*part, fewest);
  }
  for (Cell& cell : m.cells) {
    hide_few(cell.mot, fewest);
    if (cell.sight.rated < fewest) cell.sight.breaches = 0;
  }
  for (StagePoint& stage : m.stages) hide_few(stage.mot, fewest);
  for (Number* n : {&m.remembered, &m.mean, &m.ratio, &m.promise, &m.nps}) hide_few(*n, fewest);
  if (m.worst && (m.worst->cell->sight.rated < fewest)) m.worst.reset();
}

Result<std::string> matrix(const Sources& sources, Aggregates& aggregates, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const journey::Journey* journey, journey_of(caller, request.params.find("key")->second));
  PK_TRY(const Query query, parse_query(request, caller.when));
  PK_TRY(Matrix m, compute_matrix(sources, aggregates, caller, *journey, query));
  if (caller.scope) hide_others(m, *caller.scope);
  if (caller.fewest > 0) hide_few_answers(m, caller.fewest);
  const std::int64_t now = to_ms(caller.when.now);
  JsonOut out;
  out.open('{').field("journey", journey->key).key("as_of").time(now).field("as_of_seq", m.as_of_seq);
  put_range(out, m.range, now);
  put_stages(out, m);
  out.key("cells").open('[');
  for (const Cell& cell : m.cells) put_cell(out, cell);
  out.close(']').key("headline").open('{');
  put(put(put(put(put(out, "remembered", m.remembered), "mean", m.mean), "ratio", m.ratio), "promise_kept", m.promise), "nps", m.nps);
  out.close('}');
  put_coverage(out, m);
  put_story(out, m, caller.when.zone);
  out.close('}');
  return out.take();
}

void put_triangle(JsonOut& out, const Laws& laws) {
  out.key("triangle").open('{');
  put(out, "ratio", laws.ratio);
  out.key("classes").open('{');
  std::int64_t n = 0;
  for (int c = 0; c < 4; ++c) {
    out.field(engine::name_of(static_cast<engine::TriangleClass>(c)), laws.classes[c]);
    n += laws.classes[c];
  }
  out.field("n", n).close('}').key("class_of_group");
  if (laws.group) out.text(engine::name_of(*laws.group));
  else if (laws.ratio.estimate.status == engine::Status::ok && laws.ratio.estimate.n >= 10) out.text("borderline");
  else out.null();
  out.key("histogram").open('[');
  for (std::size_t i = 0; i < kRatioBins; ++i) {
    out.open('{').field("lo", i == 0 ? 0.1 : kRatioBorders[i - 1]).field("hi", i + 1 == kRatioBins ? 10.0 : kRatioBorders[i]);
    out.field("n", laws.histogram[i]).close('}');
  }
  out.close(']').field("histogram_sampled", laws.histogram_sampled);
  const Promises& p = laws.promises;
  out.key("promises").open('{').field("kept", p.kept).field("broken", p.broken).field("open", p.open).field("overdue", p.overdue);
  put(out, "rate", p.rate);
  if (p.median) put(out, "median_duration", *p.median);
  out.close('}').key("outcome");
  if (!laws.outcome) {
    out.null();
  } else {
    out.open('{').field("metric", laws.outcome->metric);
    put(put(out, "kept", laws.outcome->kept), "broken", laws.outcome->broken);
    out.key("bins").open('[');
    for (std::size_t i = 0; i < kRatioBins; ++i) {
      out.open('{').key("lo").number(i == 0 ? 0 : kRatioBorders[i - 1]).key("hi");
      if (i + 1 == kRatioBins) out.null();
      else out.number(kRatioBorders[i]);
      put(out, "score", laws.outcome->bins[i]).close('}');
    }
    out.close(']').close('}');
  }
  out.close('}');
}

void put_peak_end(JsonOut& out, const Laws& laws) {
  out.key("peak_end").open('{');
  put(put(out, "remembered", laws.remembered), "mean", laws.mean);
  out.key("episodes").open('{').field("closed", laws.closed).field("open", laws.open).close('}');
  out.key("mot_share").open('[');
  for (const auto& t : laws.touches) put(out.open('{').field("touchpoint", t.touchpoint), "share", t.share).close('}');
  out.close(']').key("leverage").open('[');
  for (const auto& t : laws.touches) {
    put(out.open('{').field("touchpoint", t.touchpoint), "gain", t.gain).field("mean_gain", t.mean_gain).close('}');
  }
  out.close(']').field("leverage_target", static_cast<double>(kLeverageTarget) / engine::kValenceOne);
  out.key("contest");
  if (laws.contest) write(out, *laws.contest);
  else out.null();
  out.close('}');
}

void put_floors(JsonOut& out, const Laws& laws) {
  out.key("joy_pain").open('{').key("breaches").open('[');
  for (const FloorWatch& w : laws.floors) {
    write_floor(out.open('{'), w);
    out.close('}');
  }
  out.close(']').close('}');
}

Result<std::string> laws(const Sources& sources, Aggregates& aggregates, LawContests& contests, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const journey::Journey* journey, journey_of(caller, request.params.find("key")->second));
  PK_TRY(const Query query, parse_query(request, caller.when));
  const std::string touchpoint = request.arg("touchpoint").value_or("");
  if (!touchpoint.empty() && touchpoint_of(journey, touchpoint) == nullptr) {
    return fail_field("touchpoint", "no_such_touchpoint", {{"value", touchpoint.substr(0, 100)}});
  }
  // Without a touchpoint they speak of whole passes through the journey.
  if (caller.scope && !caller.scope->has(journey->key, touchpoint)) return fail(ErrorKind::forbidden, "not_for_limited");
  PK_TRY(Laws found, compute_laws(sources, aggregates, contests, caller, *journey, query, touchpoint));
  if (caller.scope) {
    std::erase_if(found.touches, [&](const auto& t) { return t.touchpoint != touchpoint; });
    std::erase_if(found.floors, [&](const FloorWatch& w) { return w.touchpoint != touchpoint; });
  }
  JsonOut out;
  out.open('{').field("journey", journey->key).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", found.as_of_seq);
  put_triangle(out, found);
  put_peak_end(out, found);
  put_insufficient(out, "effective", 0, kRecallNeed);
  put_floors(out, found);
  out.close('}');
  return out.take();
}

}  // namespace

void write_floor(JsonOut& out, const FloorWatch& w) {
  out.field("touchpoint", w.touchpoint).field("n", w.n).field("k", w.k).field("e", std::min(w.e, 1e300));
  out.field("alarm", w.alarm).field("floor", w.value).field("rate", w.rate);
  put(out, "worst", w.worst);
}

void add_matrix_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates,
                       std::shared_ptr<LawContests> contests) {
  router.add(for_limited({message::Verb::get, "/v1/journeys/{key}/matrix", message::Right::read, 0,
              [sources, aggregates](const message::Request& r) { return reply(r, matrix(*sources, *aggregates, r)); }}));
  router.add(for_limited({message::Verb::get, "/v1/journeys/{key}/laws", message::Right::read, 0,
              [sources, aggregates, contests](const message::Request& r) {
                return reply(r, laws(*sources, *aggregates, *contests, r));
              }}));
}

}  // namespace peakend::insight
