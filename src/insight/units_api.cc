// GET /v1/surveys/{key}/units: employees of each unit beside its customers.
#include "insight/units.h"

namespace peakend::insight {
namespace {

constexpr std::size_t kMaxName = 64;

Result<std::string> name_arg(const message::Request& request, std::string_view name, std::string fallback) {
  auto text = request.arg(name).value_or("");
  if (text.empty()) return fallback;
  if (text.size() > kMaxName) return fail_field(std::string(name), "value_too_long", {{"value", std::to_string(kMaxName)}});
  if (calendar::parse_bucket(text) || text.find_first_of(":,\\") != std::string::npos) return fail_field(std::string(name), "unknown_dimension", {{"value", text}});
  return text;
}

std::string body_of(const UnitsPage& page, const Caller& caller, std::string_view survey, std::string_view field, std::string_view attribute, const engine::Metric& metric) {
  JsonOut out;
  out.open('{').field("key", survey).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", page.as_of_seq);
  out.field("field", field).field("attribute", attribute).field("metric", metric.key).field("need", page.need);
  out.key("staff").open('{').field("question", page.question).field("metric", page.metric);
  write(out.key("all"), page.staff);
  out.field("without_unit", page.without).close('}').key("units").open('[');
  for (const UnitRow& row : page.units) {
    write(out.open('{').field("unit", row.unit).key("staff"), row.staff);
    write(out.key("customers"), row.customers);
    out.close('}');
  }
  out.close(']').field("more", page.more).field("truncated", page.truncated).key("together").open('{').field("need", engine::kCorrelationNeed).field("n", page.together.n);
  if (page.together.status == engine::Status::ok) out.field("value", page.together.value).field("lo", page.together.lo).field("hi", page.together.hi);
  out.field("no_spread", page.together.status == engine::Status::degenerate).close('}').close('}');
  return out.take();
}

Result<std::string> units(const Sources& sources, Aggregates& aggregates, const message::Request& request) {
  const std::string& survey = request.params.find("key")->second;
  const Caller caller = caller_of(sources, request);
  PK_TRY(const std::string field, name_arg(request, "field", "unit"));
  PK_TRY(const std::string attribute, name_arg(request, "attribute", field));
  PK_TRY(const engine::Metric* metric, metric_by_name(request.arg("metric").value_or("mean_experience")));
  if (metric->needs != engine::Needs::rated) return fail_field("metric", "unknown_value");
  PK_TRY(Query query, parse_query(request, caller.when));
  const facts::Dimension unit = field_by_name(attribute);
  using facts::Field;
  if (unit.field != Field::attribute && unit.field != Field::touchpoint && unit.field != Field::stage && unit.field != Field::scene && unit.field != Field::channel)
    return fail_field("attribute", "unknown_dimension", {{"value", attribute}});
  query.by = {{attribute, unit, std::nullopt}};
  if (!sources.staff) return fail(ErrorKind::not_found, "no_such_survey");
  PK_TRY(const StaffAnswers staff, sources.staff(caller.workspace, survey, field, query.range.from, query.range.to));
  const std::int64_t need = std::max(kFewestStaff, sources.suppress_k ? sources.suppress_k(caller.workspace) : 0);
  const Asking asking{caller.workspace, caller.when.zone, sources.episodes->generation(caller.workspace)};
  PK_TRY(const UnitsPage page, compute_units(aggregates, asking, caller, *metric, query, staff, need));
  return body_of(page, caller, survey, field, attribute, *metric);
}

}  // namespace

void add_unit_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates) {
  router.add({message::Verb::get, "/v1/surveys/{key}/units", message::Right::read, 0,
              [sources, aggregates](const message::Request& r) { return reply(r, units(*sources, *aggregates, r)); }});
}

}  // namespace peakend::insight
