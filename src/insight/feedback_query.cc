#include "insight/feedback_query.h"

#include <algorithm>
#include <set>

#include "engine/scale.h"
#include "facts/fields.h"
#include "text/personal.h"

namespace peakend::insight {
namespace {

constexpr std::size_t kMaxSearchBytes = 200;

/// touchpoint=, metric=, ... are short for where=touchpoint:...
void add_shortcut(const message::Request& request, std::string_view name, facts::Field field, facts::ScanSpec& spec) {
  auto values = request.args(name);
  std::erase(values, "");
  if (!values.empty()) spec.where.push_back({{field, {}}, std::move(values)});
}

using Refs = std::set<feedback::Ref>;

/// label=, without= and assigned= as one list of items: only these, or all but these.
Result<void> add_notes(const Sources& sources, WorkspaceNo ws, const message::Request& request, facts::ScanSpec& spec) {
  using Items = facts::ScanSpec::Items;
  auto wanted = request.args("label"), unwanted = request.args("without");
  std::erase(wanted, "");
  std::erase(unwanted, "");
  const bool assigned = request.arg("assigned") == "1";
  if (wanted.empty() && unwanted.empty() && !assigned) return {};
  if (sources.feedback == nullptr) return fail(ErrorKind::unavailable, "busy");
  auto with = [&](const std::vector<std::string>& labels) -> Result<Refs> {
    Refs out;
    for (const auto& l : labels) {
      PK_TRY(const auto refs, sources.feedback->labelled(ws, l));
      out.insert(refs.begin(), refs.end());
    }
    return out;
  };
  PK_TRY(Refs only, with(wanted));
  PK_TRY(const Refs but, with(unwanted));
  if (assigned) {
    const auto placed = sources.feedback->placed(ws);
    const Refs by_hand(placed.begin(), placed.end());
    if (wanted.empty()) only = by_hand;
    else std::erase_if(only, [&](const auto& r) { return !by_hand.contains(r); });
  }
  const bool list = assigned || !wanted.empty();
  if (list) std::erase_if(only, [&](const auto& r) { return but.contains(r); });
  spec.which = list ? Items::only : Items::but;
  for (const auto& r : list ? only : but)
    if (spec.items.size() < facts::kMaxRefs) spec.items.push_back({r.seq, r.message_id});
  return {};
}

}  // namespace

Result<FeedbackAsk> read_feedback_ask(const Sources& sources, const Caller& caller, const message::Request& request) {
  PK_TRY(const Query query, parse_query(request, caller.when));
  FeedbackAsk ask;
  facts::ScanSpec& spec = ask.spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.where = query.where;
  spec.with_text = true;
  spec.order = facts::Order::newest_first;
  spec.search = request.arg("q").value_or("");
  if (spec.search.size() > kMaxSearchBytes) return fail_field("q", "value_too_long", {{"value", std::to_string(kMaxSearchBytes)}});
  if (request.arg("unassigned") == "1") {
    // What has no touchpoint often has no journey either: it is asked for beside the journey's.
    for (auto& f : spec.where)
      if (f.on.field == facts::Field::journey) f.any_of.emplace_back();
    spec.where.push_back({{facts::Field::touchpoint, {}}, {""}});
  } else {
    add_shortcut(request, "touchpoint", facts::Field::touchpoint, spec);
  }
  add_shortcut(request, "stage", facts::Field::stage, spec);
  add_shortcut(request, "scene", facts::Field::scene, spec);
  add_shortcut(request, "metric", facts::Field::metric, spec);
  add_shortcut(request, "lang", facts::Field::lang, spec);
  add_shortcut(request, "channel", facts::Field::channel, spec);
  add_shortcut(request, "class", facts::Field::cls, spec);
  // "none" is what has no score at all; an empty value cannot be said in a query.
  for (auto& f : spec.where)
    if (f.on.field == facts::Field::cls) std::ranges::replace(f.any_of, "none", "");
  if (auto text = request.arg("customer"); text && !text->empty()) {
    spec.where.push_back({{facts::Field::customer, {}}, {customer_by_text(sources, caller.workspace, *text).text()}});
  }
  // Who may see some touchpoints only reads what was said there.
  if (const auto& scope = request.who.scope) spec.where.push_back({{facts::Field::touchpoint, {}}, scope->of(query.journey)});
  ask.hide = request.arg("hide") == "1";
  PK_CHECK(add_notes(sources, caller.workspace, request, spec));
  return ask;
}

Result<Notes> notes_of(const Sources& sources, WorkspaceNo ws, const std::vector<feedback::Ref>& refs) {
  Notes out;
  if (sources.feedback == nullptr || refs.empty()) return out;
  PK_TRY(out.labels, sources.feedback->labels_of(ws, refs));
  PK_TRY(out.changes, sources.feedback->changes_of(ws, refs));
  return out;
}

void write_said(JsonOut& out, const Sources& sources, const Notes& notes, const facts::Fact& fact, bool hide) {
  const feedback::Ref ref = feedback::Ref::of(fact);
  out.open('{').field("id", ref.text());
  out.key("at").time(fact.at);
  out.field("kind", facts::kind_text(fact.kind));
  out.field("text", hide ? std::string_view(text::hide_personal(fact.text)) : fact.text).field("lang", fact.lang);
  if (!hide && !fact.customer.is_none()) out.field("customer", fact.customer.text());
  if (!hide && !fact.user_id.empty()) out.field("user_id", fact.user_id);
  write_place(out, fact);
  out.field("metric", fact.metric);
  if (fact.score) out.field("score", *fact.score);
  if (fact.valence) out.field("valence", engine::valence_real(*fact.valence)).field("class", static_cast<int>(fact.cls));
  if (!fact.episode_key.empty()) out.field("episode_key", fact.episode_key);
  if (!fact.episode.is_none()) out.field("episode", fact.episode.text());
  out.key("labels").open('[');
  if (const auto it = notes.labels.find(ref); it != notes.labels.end())
    for (const auto& l : it->second) out.text(l);
  out.close(']');
  const auto place = sources.feedback == nullptr ? std::nullopt : sources.feedback->place_of(fact.workspace, ref);
  if (place) {
    out.key("assigned").open('{').field("by", place->author).key("at").time(place->at);
    out.field("from_journey", place->from_journey).field("from_touchpoint", place->from_touchpoint).close('}');
  }
  if (const auto it = notes.changes.find(ref); it != notes.changes.end()) {
    out.key("change").open('{').field("text", it->second.text).field("by", it->second.author).key("at").time(it->second.at).close('}');
  }
  out.close('}');
}

}  // namespace peakend::insight
