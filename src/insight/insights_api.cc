// GET /v1/insights (the catalogue of metrics) and GET /v1/insights/{metric}.
#include "insight/answer.h"
#include "insight/metric_answer.h"

namespace peakend::insight {
namespace {

std::string_view needs_text(engine::Needs needs) {
  switch (needs) {
    case engine::Needs::any: return "any";
    case engine::Needs::rated: return "rated";
    case engine::Needs::ratio: return "ratio";
    case engine::Needs::promise: return "promise";
  }
  return "any";
}

std::string catalogue() {
  JsonOut out;
  out.open('{').key("metrics").open('[');
  for (const engine::Metric* m : engine::all_metrics()) {
    out.open('{').field("key", m->key);
    out.key("name").open('{').field("zh", m->name.zh).field("en", m->name.en).close('}');
    out.key("description").open('{').field("zh", m->what.zh).field("en", m->what.en).close('}');
    out.field("unit", engine::name_of(m->unit)).field("formula", m->formula);
    out.field("scale", m->one_scale ? "raw" : "any").field("version", m->version).field("method", m->method);
    out.field("needs", needs_text(m->needs)).field("basis", engine::name_of(m->basis));
    out.field("fact_metric", m->fact_metric).field("need", m->need).field("more_is_better", m->more_is_better);
    if (m->lo < m->hi) out.key("range").open('[').number(m->lo).number(m->hi).close(']');
    out.close('}');
  }
  out.close(']').close('}');
  return out.take();
}

Result<std::string> insight(const Sources& sources, Aggregates& aggregates, const message::Request& request) {
  PK_TRY(const engine::Metric* metric, metric_by_name(request.params.find("metric")->second));
  const Caller caller = caller_of(sources, request);
  PK_TRY(const Query query, parse_query(request, caller.when));
  if (!query.journey.empty()) PK_CHECK(journey_of(caller, query.journey));
  const Asking asking{caller.workspace, caller.when.zone, sources.episodes->generation(caller.workspace)};
  PK_TRY(MetricAnswer answer, answer_metric(aggregates, asking, *metric, query));
  if (caller.fewest > 0) {
    suppress(answer.rows, caller.fewest);
    hide_few(answer.total, caller.fewest);
  }
  JsonOut out;
  out.open('{').field("metric", metric->key).field("unit", engine::name_of(metric->unit)).field("method", metric->method);
  out.key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", answer.as_of_seq);
  out.field("from_rollup", answer.from_rollup).key("rows").open('[');
  for (const MetricRow& row : answer.rows) {
    out.open('{').key("key").open('{');
    for (std::size_t i = 0; i < row.key.size(); ++i) out.field(query.by[i].name, row.key[i]);
    out.close('}');
    write_fields(out, row.number);
    out.close('}');
  }
  out.close(']').key("total");
  write(out, answer.total);
  out.close('}');
  return out.take();
}

}  // namespace

void add_insight_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates) {
  router.add(for_limited({message::Verb::get, "/v1/insights", message::Right::read, 0,
              [](const message::Request& r) { return reply(r, catalogue()); }}));
  router.add(for_limited({message::Verb::get, "/v1/insights/{metric}", message::Right::read, 0,
              [sources, aggregates](const message::Request& r) { return reply(r, insight(*sources, *aggregates, r)); }}));
}

}  // namespace peakend::insight
