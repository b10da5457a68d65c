// GET /v1/feedback: the words behind the numbers, newest first, with search in Chinese and English.
#include <algorithm>

#include "engine/scale.h"
#include "insight/answer.h"

namespace peakend::insight {
namespace {

constexpr std::size_t kMaxSearchBytes = 200;

void write_item(JsonOut& out, const facts::Fact& fact) {
  out.open('{');
  out.field("id", std::to_string(fact.seq) + "-" + std::to_string(fact.item));
  out.key("at").time(fact.at);
  out.field("kind", fact.kind == facts::FactKind::rating ? "rating" : "feedback");
  out.field("text", fact.text).field("lang", fact.lang);
  if (!fact.customer.is_none()) out.field("customer", fact.customer.text());
  if (!fact.user_id.empty()) out.field("user_id", fact.user_id);
  write_place(out, fact);
  out.field("metric", fact.metric);
  if (fact.score) out.field("score", *fact.score);
  if (fact.valence) out.field("valence", engine::valence_real(*fact.valence));
  if (!fact.episode_key.empty()) out.field("episode_key", fact.episode_key);
  out.close('}');
}

/// touchpoint=, metric=, ... are short for where=touchpoint:...
void add_shortcut(const message::Request& request, std::string_view name, facts::Field field, facts::ScanSpec& spec) {
  auto values = request.args(name);
  std::erase(values, "");
  if (!values.empty()) spec.where.push_back({{field, {}}, std::move(values)});
}

Result<std::string> feedback(const Sources& sources, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const Query query, parse_query(request, caller.when));
  PK_TRY(const std::size_t limit, parse_count(request, "limit", 50, 1, 500));
  PK_TRY(const std::size_t offset, parse_count(request, "offset", 0, 0, 1'000'000));
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.where = query.where;
  spec.with_text = true;
  spec.order = facts::Order::newest_first;
  spec.limit = limit + 1;  // one more tells whether there is more
  spec.offset = offset;
  spec.contains = request.arg("q").value_or("");
  if (spec.contains.size() > kMaxSearchBytes) {
    return fail_field("q", "value_too_long", {{"value", std::to_string(kMaxSearchBytes)}});
  }
  add_shortcut(request, "touchpoint", facts::Field::touchpoint, spec);
  add_shortcut(request, "stage", facts::Field::stage, spec);
  add_shortcut(request, "scene", facts::Field::scene, spec);
  add_shortcut(request, "metric", facts::Field::metric, spec);
  add_shortcut(request, "lang", facts::Field::lang, spec);
  add_shortcut(request, "class", facts::Field::cls, spec);
  if (auto text = request.arg("customer"); text && !text->empty()) {
    spec.where.push_back({{facts::Field::customer, {}}, {customer_by_text(sources, caller.workspace, *text).text()}});
  }
  JsonOut out;
  std::size_t n = 0;
  out.open('{').key("items").open('[');
  PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& fact) {
    if (++n <= limit) write_item(out, fact);
    return n <= limit;
  }));
  out.close(']').field("more", n > limit).close('}');
  return out.take();
}

}  // namespace

void add_feedback_routes(message::Router& router, std::shared_ptr<const Sources> sources) {
  router.add({message::Verb::get, "/v1/feedback", message::Right::personal, 0,
              [sources](const message::Request& r) { return reply(r, feedback(*sources, r)); }});
}

}  // namespace peakend::insight
