// GET /v1/customers and GET /v1/customers/{id}/timeline: who they are, and one customer's way step by step.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <map>

#include "engine/scale.h"
#include "facts/fields.h"
#include "insight/answer.h"
#include "insight/customer_history.h"
#include "insight/customers_value.h"
#include "insight/fold.h"

namespace peakend::insight {
namespace {

using facts::Fact;
using facts::Field;

Number mean_of(std::int64_t n, std::int64_t sum_v) {
  Number number{{}, "valence", engine::Basis::measured};
  number.estimate.n = n;
  if (n == 0) {
    number.estimate = engine::too_few(0, 1);
    return number;
  }
  number.estimate.status = engine::Status::ok;
  number.estimate.n_eff = static_cast<double>(n);
  number.estimate.value = static_cast<double>(sum_v) / static_cast<double>(n) / engine::kValenceOne;
  return number;
}

constexpr std::int64_t kGoodFrom = 3'333, kBadBelow = -3'333;  ///< 1e-4: bands of the mean valence

/// ?band=bad|mixed|good|unrated and ?value=high|mid|low|none.
Result<void> read_bands(const message::Request& request, const std::optional<ValueBands>& known, facts::CustomerSpec& spec) {
  const std::string band = request.arg("band").value_or("");
  if (band == "bad") spec.mean_to = kBadBelow;
  else if (band == "mixed") spec.mean_from = kBadBelow, spec.mean_to = kGoodFrom;
  else if (band == "good") spec.mean_from = kGoodFrom;
  else if (band == "unrated") spec.rated = false;
  else if (!band.empty()) return fail_field("band", "not_one_of", {{"allowed", "bad, mixed, good, unrated"}});
  const std::string value = request.arg("value").value_or("");
  if (value.empty()) return {};
  const ValueBands bands = known.value_or(ValueBands{});
  if (value == "high") spec.value_from = std::max<std::int64_t>(bands.high, 1);
  else if (value == "mid") spec.value_from = std::max<std::int64_t>(bands.mid, 1), spec.value_to = bands.high;
  else if (value == "low") spec.value_from = 1, spec.value_to = bands.mid;
  else if (value == "none") spec.value_to = 1;
  else return fail_field("value", "not_one_of", {{"allowed", "high, mid, low, none"}});
  return {};
}

/// The cursor is the sort key and the id of the last row seen: "<key>.cus_<hex>".
Result<void> read_cursor(const message::Request& request, facts::CustomerSpec& spec) {
  const auto text = request.arg("after");
  if (!text || text->empty()) return {};
  facts::CustomerCursor cursor;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), cursor.key);
  const auto id = error == std::errc{} && *end == '.' ? CustomerId::parse(std::string_view(end + 1)) : std::nullopt;
  if (!id) return fail_field("after", "bad_cursor");
  cursor.id = *id;
  spec.after = cursor;
  return {};
}

Result<facts::CustomerSpec> customer_spec(const message::Request& request, const Caller& caller, const std::optional<ValueBands>& known) {
  using Sort = facts::CustomerSpec::Sort;
  static constexpr std::pair<std::string_view, Sort> kSorts[] = {
      {"last_seen", Sort::last_seen}, {"worst", Sort::worst}, {"most", Sort::most}, {"broken", Sort::broken}, {"value", Sort::value}};
  facts::CustomerSpec spec;
  spec.workspace = caller.workspace;
  PK_TRY(const Query query, parse_query(request, caller.when));
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.where = query.where;
  if (auto touchpoint = request.arg("touchpoint"); touchpoint && !touchpoint->empty())
    spec.where.push_back({{Field::touchpoint, {}}, {*touchpoint}});
  spec.search = request.arg("q").value_or("");
  if (spec.search.size() > 200) return fail_field("q", "value_too_long", {{"value", "200"}});
  const std::string sort = request.arg("sort").value_or("last_seen");
  const auto found = std::ranges::find(kSorts, sort, &std::pair<std::string_view, Sort>::first);
  if (found == std::end(kSorts)) return fail_field("sort", "not_one_of", {{"allowed", "last_seen, worst, most, broken, value"}});
  spec.sort = found->second;
  spec.broken = request.arg("broken") == "1";
  spec.silent = request.arg("silent") == "1";
  if (known) spec.value = known->rule;
  PK_CHECK(read_bands(request, known, spec));
  PK_CHECK(read_cursor(request, spec));
  PK_TRY(spec.limit, message::count_arg(request, "limit", 50, 1, 500));
  PK_TRY(spec.offset, message::count_arg(request, "offset", 0, 0, 10'000'000));
  return spec;
}

double whole(std::int64_t hundredths) { return static_cast<double>(hundredths) / 100; }

Result<std::string> customers(const Sources& sources, CustomerValues& values, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const auto known, values.of(sources, caller.workspace));
  PK_TRY(const facts::CustomerSpec spec, customer_spec(request, caller, known));
  PK_TRY(const facts::CustomerPage page, sources.facts->customers(spec));
  JsonOut out;
  out.open('{').key("customers").open('[');
  for (const facts::CustomerRow& row : page.rows) {
    out.open('{').field("id", row.id.text()).field("user_id", row.user_id);
    out.key("first_at").time(row.first_at).key("last_at").time(row.last_at).field("facts", row.facts);
    out.key("experience");
    write(out, mean_of(row.n, row.sum_v));
    out.field("kept", row.kept).field("broken", row.broken).field("said", row.said);
    if (known) out.field("value", whole(row.value));
    out.close('}');
  }
  out.close(']').field("total", page.total);
  if (page.rows.size() == spec.limit) {
    out.field("next", std::to_string(facts::sort_key(page.rows.back(), spec.sort)) + "." + page.rows.back().id.text());
  }
  if (known) {
    out.key("value").open('{').field("event", known->rule.event).field("property", known->rule.property);
    out.field("high", whole(known->high)).field("mid", whole(known->mid)).field("customers", known->customers).close('}');
  }
  out.close('}');
  return out.take();
}

/// What the page of a timeline shows of one fact, kept until roles are known.
struct Item {
  const Fact* fact = nullptr;
  EpisodeId episode;
  const char* role = nullptr;
};
struct Timeline {
  facts::FactBatch batch;  ///< oldest first
  std::vector<Item> items;
  std::vector<facts::EpisodeFact> episodes;
  bool more = false;
};

/// The episode of a fact without explicit key: the customer's own episode of that journey that spans it.
EpisodeId episode_of(const Fact& fact, const std::vector<facts::EpisodeFact>& episodes) {
  if (!fact.episode.is_none()) return fact.episode;
  for (const auto& e : episodes) {
    if (e.journey == fact.journey && e.start <= fact.at && fact.at <= e.end && e.key.empty()) return e.id;
  }
  return {};
}

/// Peak and valley are the highest and lowest rating of the episode, end is its last one; a single rating is all
/// three and shown as the end. Only items on the page can carry a role.
void mark_roles(std::vector<Item>& items) {
  std::map<EpisodeId, std::vector<Item*>> rated;
  for (Item& item : items) {
    if (item.fact->valence && !item.episode.is_none()) rated[item.episode].push_back(&item);
  }
  for (auto& [id, list] : rated) {
    list.back()->role = "end";
    if (list.size() < 2) continue;
    auto later_wins = [](const Item* a, const Item* b) { return *a->fact->valence < *b->fact->valence; };
    Item* peak = *std::max_element(list.rbegin(), list.rend(), later_wins);
    Item* valley = *std::min_element(list.rbegin(), list.rend(), later_wins);
    if (*peak->fact->valence == *valley->fact->valence) continue;
    if (*peak->fact->valence > 0) peak->role = "peak";
    if (*valley->fact->valence < 0) valley->role = "valley";
  }
}

/// A page of the customer's facts; with `only` those of one episode, from its beginning.
struct Page {
  std::size_t limit = 200, offset = 0;
  std::optional<EpisodeId> only;
};

Result<Timeline> load(const Sources& sources, const Caller& caller, const CustomerHistory& history, CustomerId id, const Page& page) {
  Timeline line;
  facts::EpisodeScanSpec episodes;
  episodes.workspace = caller.workspace;
  episodes.customer = id;
  episodes.order = facts::EpisodeScanSpec::Order::newest_first;
  episodes.limit = 200;
  PK_CHECK(sources.facts->scan_episodes(episodes, [&](const facts::EpisodeFact& e) {
    if (e.facts > 0) line.episodes.push_back(e);
    return true;
  }));
  facts::ScanSpec spec = history.spec();
  if (page.only) spec.order = facts::Order::by_customer;
  if (page.only) {
    std::erase_if(line.episodes, [&](const auto& e) { return e.id != *page.only; });
    if (line.episodes.empty()) return fail(ErrorKind::not_found, "no_such_episode");
    spec.from = line.episodes[0].start;
    spec.to = line.episodes[0].end + 1;
  } else {
    spec.limit = page.limit + 1;
    spec.offset = page.offset;
  }
  PK_CHECK(history.scan(spec, [&](const Fact& fact) {
    if (page.only && episode_of(fact, line.episodes) != *page.only) return true;
    if (line.batch.facts.size() == page.limit) {
      line.more = true;
      return false;
    }
    line.batch.add(fact);
    return true;
  }));
  if (!page.only) std::reverse(line.batch.facts.begin(), line.batch.facts.end());
  for (const Fact& fact : line.batch.facts) line.items.push_back({&fact, episode_of(fact, line.episodes), nullptr});
  mark_roles(line.items);
  return line;
}

std::string_view unit_of(const Caller& caller, const Fact& fact) {
  const journey::Journey* journey = caller.journeys->find(fact.journey);
  if (journey == nullptr || fact.kind != facts::FactKind::event) return {};
  for (const auto& rule : journey->rules) {
    if (rule.promise && rule.event == fact.name) return rule.promise->unit;
  }
  return {};
}

void write_item(JsonOut& out, const Caller& caller, const Item& item) {
  const Fact& f = *item.fact;
  out.open('{').key("at").time(f.at).field("kind", facts::kind_text(f.kind)).field("name", f.name);
  out.field("metric", f.metric);
  write_place(out, f);
  if (!item.episode.is_none()) out.field("episode", item.episode.text());
  if (f.score) out.field("score", *f.score);
  if (f.valence) out.field("valence", engine::valence_real(*f.valence));
  if (f.expectation) out.field("expectation", *f.expectation);
  if (f.actual) out.field("actual", *f.actual);
  if (f.log_ratio) out.field("ratio", std::exp(engine::log_ratio_real(*f.log_ratio)));
  if (const auto unit = unit_of(caller, f); !unit.empty()) out.field("unit", unit);
  out.field("promise", f.promise == facts::Promise::none ? "none" : facts::promise_text(f.promise));
  if (f.due) out.key("due").time(*f.due);
  out.field("breach", f.breach).field("text", f.text).field("basis", engine::name_of(f.basis));
  out.key("attributes").open('{');
  for (const facts::Tag& tag : f.tags) out.field(tag.key, tag.value);
  out.close('}');
  if (item.role != nullptr) out.field("role", item.role);
  out.close('}');
}

void write_episode(JsonOut& out, const Caller& caller, const facts::EpisodeFact& e) {
  const bool closed = is_closed(e, rules_of(caller.journeys->find(e.journey)), to_ms(caller.when.now));
  const bool overdue = !closed && e.open > 0 && e.earliest_open_due != 0 && e.earliest_open_due < to_ms(caller.when.now);
  out.open('{').field("id", e.id.text()).field("key", e.key).field("journey", e.journey);
  out.key("start").time(e.start).key("end").time(e.end).field("closed", closed);
  if (e.n > 0) {
    out.field("remembered", engine::valence_real(e.remembered));
    out.field("mean", static_cast<double>(e.sum_v) / e.n / engine::kValenceOne);
  }
  out.field("kept", e.kept).field("broken", e.broken).field("open", closed ? 0 : e.open);
  out.field("overdue", overdue ? std::max(1, e.overdue_due_count) : 0).close('}');
}

/// External ids and traits: from the latest 500 identify facts and the page.
Result<void> write_customer(JsonOut& out, const CustomerHistory& history, CustomerId id, const Timeline& line) {
  std::vector<std::string> ids;
  std::map<std::string, std::string> traits;
  auto take = [&](const Fact& f) {
    if (!f.user_id.empty() && ids.size() < 20 && std::find(ids.begin(), ids.end(), f.user_id) == ids.end()) {
      ids.emplace_back(f.user_id);
    }
  };
  for (auto it = line.batch.facts.rbegin(); it != line.batch.facts.rend(); ++it) take(*it);
  facts::ScanSpec spec = history.spec();
  spec.where.push_back({{Field::kind, {}}, {"identify"}});
  spec.limit = 500;
  std::int64_t first = INT64_MAX, last = INT64_MIN;
  const auto span = [&](std::int64_t from, std::int64_t to) {
    first = std::min(first, from);
    last = std::max(last, to);
  };
  if (!line.batch.facts.empty()) span(line.batch.facts.front().at, line.batch.facts.back().at);
  PK_CHECK(history.scan(spec, [&](const Fact& f) {
    take(f);
    for (const facts::Tag& tag : f.tags) traits.emplace(tag.key, tag.value);  // newest first: the first one stays
    span(f.at, f.at);
    return true;
  }));
  for (const auto& e : line.episodes) span(e.start, e.end);
  if (first > last) return fail(ErrorKind::not_found, "no_such_customer");
  out.key("customer").open('{').field("id", id.text()).field("user_id", ids.empty() ? std::string{} : ids.front());
  out.key("ids").open('[');
  for (const auto& text : ids) out.text(text);
  out.close(']').key("traits").open('{');
  for (const auto& [key, value] : traits) out.field(key, value);
  out.close('}').key("first_at").time(first).key("last_at").time(last).close('}');
  return {};
}

/// Value to us: what the customer spent, by the workspace's rule, or what an attribute says; nothing when neither is known.
Result<void> write_worth(JsonOut& out, const CustomerHistory& history, const std::optional<ValueBands>& known) {
  out.key("worth").open('{');
  if (known) {
    facts::ScanSpec spec = history.spec();
    spec.where.push_back({{Field::name, {}}, {known->rule.event}});
    spec.where.push_back({{Field::kind, {}}, {"event"}});
    spec.limit = 100'000;
    std::int64_t total = 0, events = 0, last = INT64_MIN;
    PK_CHECK(history.scan(spec, [&](const Fact& f) {
      const std::int64_t v = facts::hundredths(facts::field_text(f, {Field::attribute, known->rule.property}));
      if (v == 0) return true;
      total += v, ++events;
      last = std::max(last, f.at);
      return true;
    }));
    out.field("total", whole(total)).field("events", events).field("event", known->rule.event).field("property", known->rule.property);
    out.field("band", total <= 0 ? "none" : total >= known->high ? "high" : total >= known->mid ? "mid" : "low");
    if (events > 0) out.key("last_at").time(last);
  }
  out.close('}');
  return {};
}

/// Value they got: experience, promises, ratio and how often they said something, over everything known of the customer.
Result<void> write_got(JsonOut& out, const CustomerHistory& history) {
  PK_TRY(const engine::Partial p, history.sums());
  out.key("got").open('{').key("experience");
  write(out, mean_of(p.n, p.sum_v));
  out.field("facts", p.facts).field("kept", p.kept).field("broken", p.broken).field("breaches", p.breach).field("ratio_n", p.ratio_n);
  if (p.ratio_n > 0) {
    const double mean = static_cast<double>(p.ratio_s) / static_cast<double>(p.ratio_n);
    out.field("ratio", std::exp(engine::log_ratio_real(static_cast<std::int32_t>(std::lround(mean)))));
  }
  out.close('}');
  return {};
}

Result<std::string> timeline(const Sources& sources, CustomerValues& values, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  Page page;
  PK_TRY(page.limit, message::count_arg(request, "limit", 200, 1, 1'000));
  PK_TRY(page.offset, message::count_arg(request, "offset", 0, 0, 1'000'000));
  if (const auto episode = request.arg("episode"); episode && !episode->empty()) {
    page.only = EpisodeId::parse(*episode);
    if (!page.only) return fail_field("episode", "bad_id");
  }
  const std::string& text = request.params.find("id")->second;
  const CustomerId id = customer_by_text(sources, caller.workspace, text);
  PK_TRY(const std::int64_t seq, sources.facts->watermark());
  PK_TRY(const auto known, values.of(sources, caller.workspace));
  PK_TRY(const auto history, CustomerHistory::read(*sources.facts, caller.workspace, id));
  PK_TRY(const Timeline line, load(sources, caller, history, id, page));
  if (line.items.empty() && page.offset == 0) return fail(ErrorKind::not_found, "no_such_customer");
  JsonOut out;
  out.open('{').key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", seq);
  PK_CHECK(write_customer(out, history, id, line));
  if (page.offset == 0) {
    PK_CHECK(write_worth(out, history, known));
    PK_CHECK(write_got(out, history));
  }
  out.key("episodes").open('[');
  for (const auto& e : line.episodes) write_episode(out, caller, e);
  out.close(']').key("items").open('[');
  for (const Item& item : line.items) write_item(out, caller, item);
  out.close(']').field("more", line.more).close('}');
  return out.take();
}

}  // namespace

void add_customer_routes(message::Router& router, std::shared_ptr<const Sources> sources) {
  auto values = std::make_shared<CustomerValues>();
  router.add({message::Verb::get, "/v1/customers", message::Right::personal, 0,
              [sources, values](const message::Request& r) { return reply(r, customers(*sources, *values, r)); }});
  router.add({message::Verb::get, "/v1/customers/{id}/timeline", message::Right::personal, 0,
              [sources, values](const message::Request& r) { return reply(r, timeline(*sources, *values, r)); }});
}

}  // namespace peakend::insight
