#include "initiative/initiative_json.h"

#include <cmath>

namespace peakend::initiative {
namespace json = boost::json;
namespace {

json::array list(const std::vector<std::string>& v) { return json::array(v.begin(), v.end()); }
json::value number(const std::optional<double>& x) { return x ? json::value(*x) : json::value(); }

std::optional<double> read_number(message::BodyFields& f, std::string_view name, double most) {
  const json::value* v = f.optional_value(name);
  if (v == nullptr) return std::nullopt;
  json::error_code ec;
  const double x = v->is_number() ? v->to_number<double>(ec) : NAN;
  if (!v->is_number() || ec) return f.refuse(name, "expected_number"), std::nullopt;
  if (!(std::abs(x) <= most)) return f.refuse(name, "out_of_range", {{"min", "0"}, {"max", std::to_string(static_cast<std::int64_t>(most))}}), std::nullopt;
  return x;
}

}  // namespace

json::object json_of(const Plan& p) {
  return {{"name", p.name}, {"hypothesis", p.hypothesis}, {"owner", p.owner}, {"journey", p.journey}, {"touchpoints", list(p.touchpoints)},
          {"metric", p.metric}, {"treated", list(p.treated)}, {"against", name_of(p.against)}, {"control", list(p.control)},
          {"start", p.start}, {"end", p.end}, {"baseline_days", p.baseline_days}, {"smallest", p.smallest}, {"n_min", p.n_min},
          {"n_planned", p.n_planned}, {"selected_low", p.selected_low}, {"cost", number(p.cost)}, {"worth", number(p.worth)}};
}
std::string to_json(const Plan& p) { return json::serialize(json_of(p)); }

void read_plan(message::BodyFields& f, Plan& p) {
  const auto text = [&](std::string_view name, std::string& to, std::size_t most) {
    if (auto v = f.optional_text(name, 0, most)) to = *std::move(v);
  };
  const auto texts = [&](std::string_view name, std::vector<std::string>& to, std::size_t most) {
    if (auto v = f.optional_texts(name, most, kMaxFilterBytes)) to = *std::move(v);
  };
  text("name", p.name, kMaxName), text("hypothesis", p.hypothesis, kMaxText), text("owner", p.owner, kMaxName), text("journey", p.journey, 64);
  text("metric", p.metric, 64), text("start", p.start, 10), text("end", p.end, 10);
  texts("touchpoints", p.touchpoints, kMaxTouchpoints), texts("treated", p.treated, kMaxFilters), texts("control", p.control, kMaxFilters);
  if (const auto against = f.optional_text("against", 1, 20)) {
    if (const auto known = parse_against(*against)) p.against = *known;
    else f.refuse("against", "not_one_of", {{"allowed", "others, group, before"}});
  }
  if (const auto days = f.optional_integer("baseline_days", kMinBaseline, kMaxBaseline)) p.baseline_days = static_cast<int>(*days);
  if (const auto n = f.optional_integer("n_min", kMinCustomers, 10'000'000)) p.n_min = *n;
  if (const auto n = f.optional_integer("n_planned", 0, 100'000'000)) p.n_planned = *n;
  if (const auto yes = f.optional_flag("selected_low")) p.selected_low = *yes;
  if (const auto x = read_number(f, "smallest", 1e6)) p.smallest = *x;
  if (const auto x = read_number(f, "cost", 1e15)) p.cost = *x;
  if (const auto x = read_number(f, "worth", 1e12)) p.worth = *x;
}

Result<Plan> stored_plan(std::string_view text) {
  auto f = message::BodyFields::parse(text);
  Plan p;
  if (f) read_plan(*f, p);
  if (!f || !f->done()) return fail(ErrorKind::internal, "internal", "a stored initiative cannot be read");
  return p;
}

}  // namespace peakend::initiative
