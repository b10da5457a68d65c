#include "insight/silence.h"

#include <algorithm>
#include <cmath>

#include "engine/interval.h"
#include "engine/sampling.h"
#include "engine/scale.h"
#include "engine/silence.h"
#include "insight/even_customers.h"

namespace peakend::insight {
namespace {

using engine::Estimate;
using facts::Field;

constexpr std::int64_t kNeedAll = 100, kNeedCell = 30;
constexpr std::int64_t kLongestWaitMs = 365ll * 86'400'000;  ///< what a late promise of the span may have been waited for, before it

using Persons = EvenCustomers<Person>;

struct Names {
  std::vector<std::string>* list;
  std::map<std::string, std::uint32_t, std::less<>> numbers{};
  std::uint32_t number(std::string_view name) {
    const auto it = numbers.find(name);
    if (it != numbers.end()) return it->second;
    list->emplace_back(name);
    return numbers[std::string(name)] = static_cast<std::uint32_t>(list->size() - 1);
  }
};

void note(Person* person, LivedMoment moment, std::string_view user_id) {
  if (person == nullptr || person->moments.size() >= kMaxMomentsEach) return;
  if (moment.bad && !user_id.empty()) person->user_id = user_id;
  person->moments.push_back(moment);
}

/// Gives when the first of them broke, or the begin of the span: from there on words count.
Result<std::int64_t> read_promises(Silence& out, Persons& persons, Names& names, const Sources& sources, const Caller& caller,
                                   const journey::Journey& journey, const Query& query) {
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.where = query.where;
  spec.where.push_back({{Field::journey, {}}, {journey.key}});
  spec.where.push_back({{Field::promise, {}}, {"kept", "broken"}});
  spec.want = facts::Want::folding;
  std::int64_t first = query.range.from;
  PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& f) {
    LivedMoment moment{f.at, names.number(f.touchpoint), std::nullopt, 1, 0};
    if (f.promise == facts::Promise::broken) {
      if (f.customer.is_none()) ++out.unnamed;
      moment.bad = f.due ? Reason::late : Reason::missed;
      if (f.due && *f.due < f.at) moment.due = *f.due, first = std::min(first, *f.due);
      if (f.log_ratio) moment.times = std::max(1.0, std::exp(-engine::log_ratio_real(*f.log_ratio)));
    }
    if (!f.customer.is_none()) note(persons.of(f.customer), moment, f.user_id);
    return true;
  }));
  return first;
}

bool holds(std::string_view path, const std::vector<std::string>& names) {
  while (!path.empty()) {
    const auto cut = path.find(kPathSeparator);
    if (std::ranges::find(names, path.substr(0, cut)) != names.end()) return true;
    path = cut == std::string_view::npos ? std::string_view{} : path.substr(cut + 1);
  }
  return false;
}
std::string_view last_step(std::string_view steps) {
  const auto cut = steps.rfind(kPathSeparator);
  return cut == std::string_view::npos ? steps : steps.substr(cut + 1);
}

/// Promises that are overdue and passes that timed out before their end event.
Result<void> read_episodes(Silence& out, Persons& persons, Names& names, const Sources& sources, const Caller& caller,
                           const journey::Journey& journey, const Range& range) {
  const EpisodeRules rules = rules_of(&journey);
  const std::int64_t now = to_ms(caller.when.now);
  struct Left {
    CustomerId customer;
    std::string user_id;
    std::uint32_t touchpoint;
    std::int64_t at;
  };
  std::vector<Left> left;
  std::int64_t ended = 0, timed_out = 0;
  facts::EpisodeScanSpec spec;
  spec.workspace = caller.workspace;
  spec.journey = journey.key;
  spec.order = facts::EpisodeScanSpec::Order::any;
  spec.with_path = !rules.end.empty();
  PK_CHECK(sources.facts->scan_episodes(spec, [&](const facts::EpisodeFact& e) {
    if (e.facts == 0) return true;
    const std::int64_t due = e.earliest_open_due;
    if (!is_closed(e, rules, now)) {
      if (e.open > 0 && due != 0 && due < now && due >= range.from && due < range.to && !e.customer.is_none()) {
        const double times = due > e.start ? static_cast<double>(now - e.start) / static_cast<double>(due - e.start) : 1;
        note(persons.of(e.customer), {due, names.number(e.open_touchpoint), Reason::overdue, std::clamp(times, 1.0, 10.0), 0}, e.user_id);
      }
      return true;
    }
    if (rules.end.empty() || e.end < range.from || e.end >= range.to || e.steps.empty()) return true;
    if (holds(e.path, rules.end)) return ++ended, true;
    ++timed_out;
    if (!e.customer.is_none() && left.size() < kMaxPersons) left.push_back({e.customer, e.user_id, names.number(last_step(e.steps)), e.end});
    return true;
  }));
  if (rules.end.empty()) out.abandoned = Abandoned::no_end_event;
  else if (ended < timed_out) out.abandoned = Abandoned::rarely_recorded;
  else
    for (const Left& l : left) note(persons.of(l.customer), {l.at, l.touchpoint, Reason::abandoned, 1, 0}, l.user_id);
  return {};
}

Result<void> read_words(Persons& persons, const Sources& sources, const Caller& caller, std::int64_t from) {
  const auto take = [&](const facts::Fact& f) {
    Person* person = persons.find(f.customer);
    if (person != nullptr && person->words.size() < kMaxMomentsEach) person->words.push_back({f.at, f.valence.value_or(0) < 0});
    return true;
  };
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = from;  // a word may come after the span
  spec.want = facts::Want::folding;
  spec.where = {{{Field::kind, {}}, {"rating", "feedback"}}};
  PK_CHECK(sources.facts->scan(spec, take));
  spec.where = {{{Field::kind, {}}, {"event"}}};
  spec.with_text = true;
  return sources.facts->scan(spec, take);
}

Result<void> read_floor(Silence& out, const Sources& sources, Aggregates& aggregates, const Caller& caller, const journey::Journey& journey,
                        const Query& query) {
  facts::AggregateSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.edges_are_days = query.range.whole_days;
  spec.where = query.where;
  spec.where.push_back({{Field::journey, {}}, {journey.key}});
  spec.where.push_back({{Field::kind, {}}, {"rating"}});
  spec.by = {{Field::touchpoint, {}}};
  PK_TRY(const Aggregate found, aggregates.get(spec, sources.episodes->generation(caller.workspace)));
  for (const auto& row : found->rows)
    if (row.partial.breach > 0) out.floor[row.key[0]] = row.partial.breach;
  return {};
}

Result<std::map<CustomerId, double>> read_values(const Sources& sources, const Caller& caller, const facts::ValueRule& rule) {
  facts::CustomerSpec spec;
  spec.workspace = caller.workspace;
  spec.where = {{{Field::name, {}}, {rule.event}}};
  spec.sort = facts::CustomerSpec::Sort::value;
  spec.value = rule;
  spec.value_from = 1;
  spec.limit = kMaxValued;
  PK_TRY(const auto page, sources.facts->customers(spec));
  std::map<CustomerId, double> out;
  for (const auto& row : page.rows) out.emplace(row.id, static_cast<double>(row.value) / 100);
  return out;
}

Result<Silence> silence_of(const Sources& sources, Aggregates& aggregates, CustomerValues& values, const Caller& caller,
                           const journey::Journey& journey, const Query& query) {
  Silence out;
  PK_TRY(auto persons, read_persons(out, sources, caller, journey, query));
  PK_CHECK(read_floor(out, sources, aggregates, caller, journey, query));
  PK_TRY(const auto bands, values.of(sources, caller.workspace));
  std::map<CustomerId, double> spent;
  if (bands) {
    out.value = bands->rule;
    PK_TRY(spent, read_values(sources, caller, bands->rule));
  }
  count_silence(out, std::move(persons), bands ? &spent : nullptr, to_ms(caller.when.now));
  return out;
}

/// One customer's bad experiences, by what they are counted under.
struct Bads {
  std::map<std::uint32_t, Heard> touchpoints;
  std::map<Reason, Heard> reasons;
  std::map<std::pair<std::uint32_t, Reason>, Heard> alike;
  Heard all;
  std::int32_t n = 0;
};
Bads bads_of(const Person& person) {
  Bads out;
  for (const LivedMoment& m : person.moments) {
    if (!m.bad) continue;
    const Heard h = heard_of(person.words, m);
    ++out.n;
    out.all |= h;
    out.touchpoints[m.touchpoint] |= h;
    out.reasons[*m.bad] |= h;
    out.alike[{m.touchpoint, *m.bad}] |= h;
  }
  return out;
}

/// Who answers and who does not, over all customers: by touchpoint first met and whether let down.
class Representative {
 public:
  void add(const Person& person, bool let_down) {
    bool answered = false;
    for (const LivedMoment& m : person.moments) answered |= heard_of(person.words, m).any;
    Cell& cell = cells_[{person.moments.front().touchpoint, let_down}];
    const auto group = group_of(person.id);
    ++cell.n[group], cell.k[group] += answered;
    ++n_;
  }
  void finish(Silence& out) const {
    for (const auto& [key, cell] : cells_) {
      for (const std::int64_t k : cell.k) out.answered += k, out.answered_down += key.second ? k : 0;
    }
    out.r_indicator = out.bias = engine::too_few(n_, kNeedAll);
    if (n_ < kNeedAll) return;
    const auto whole = at(kCustomerGroups);
    if (!whole) {
      out.r_indicator.status = out.bias.status = engine::Status::degenerate;
      return;
    }
    out.max_bias = whole->max_bias;
    std::vector<double> r, bias;
    for (std::size_t g = 0; g < kCustomerGroups; ++g)
      if (const auto part = at(g)) r.push_back(part->r), bias.push_back(part->bias);
    out.r_indicator = jackknife(whole->r, r, n_);
    out.bias = jackknife(whole->bias, bias, n_);
  }

 private:
  struct Cell {
    std::array<std::int64_t, kCustomerGroups> n{}, k{};
  };
  struct Values {
    double r = 0, max_bias = 0, bias = 0;
  };
  /// Without the customers of one group; `kCustomerGroups`: with all.
  std::optional<Values> at(std::size_t without) const {
    std::vector<double> n, rho;
    double rest = 0, rest_k = 0, bad = 0, bad_k = 0, all = 0, all_k = 0;
    for (const auto& [key, cell] : cells_) {
      std::int64_t total = 0, answered = 0, whole = 0;
      for (std::size_t g = 0; g < kCustomerGroups; ++g) {
        whole += cell.n[g];
        if (g != without) total += cell.n[g], answered += cell.k[g];
      }
      const auto x = static_cast<double>(total), y = static_cast<double>(answered);
      all += x, all_k += y;
      if (key.second) bad += x, bad_k += y;
      if (whole < kNeedCell) rest += x, rest_k += y;
      else n.push_back(x), rho.push_back(y / x);
    }
    if (rest > 0) n.push_back(rest), rho.push_back(rest_k / rest);
    const auto r = engine::r_indicator(n, rho);
    if (r.status != engine::Status::ok || all_k == 0) return std::nullopt;
    return Values{r.r, r.max_bias, bad_k / all_k - bad / all};
  }
  std::map<std::pair<std::uint32_t, bool>, Cell> cells_;
  std::int64_t n_ = 0;
};

/// Of customers let down alike who were heard, how many said it was bad; wider circles while there are too few.
std::pair<double, std::int64_t> chance_of(const LivedMoment& m, const Silence& s, const std::map<std::pair<std::uint32_t, Reason>, Voices>& alike) {
  const auto cell = alike.find({m.touchpoint, *m.bad});
  const Voices* circles[] = {cell == alike.end() ? nullptr : &cell->second, &s.by_reason[static_cast<std::size_t>(*m.bad)], &s.let_down};
  for (const Voices* v : circles)
    if (v != nullptr && v->heard >= kNeedHeard) return {static_cast<double>(v->told) / static_cast<double>(v->heard), v->heard};
  return {0, 0};
}

bool before(const Silent& a, const Silent& b) {
  if (a.expected() != b.expected()) return a.expected() > b.expected();
  if (a.worst.times != b.worst.times) return a.worst.times > b.worst.times;
  if (a.worst.at != b.worst.at) return a.worst.at > b.worst.at;
  return a.id < b.id;
}

}  // namespace

Heard heard_after(const std::vector<Word>& words, std::int64_t at) {
  Heard out;
  for (auto w = std::ranges::lower_bound(words, at, {}, &Word::at); w != words.end() && w->at - at < kVoiceWindowMs; ++w) out |= {true, w->bad};
  return out;
}

Heard heard_of(const std::vector<Word>& words, const LivedMoment& m) {
  Heard out = heard_after(words, m.at);
  for (auto w = std::ranges::lower_bound(words, m.began(), {}, &Word::at); w != words.end() && w->at < m.at; ++w) out |= {true, w->bad};
  return out;
}

Result<std::vector<Person>> read_persons(Silence& out, const Sources& sources, const Caller& caller, const journey::Journey& journey,
                                         const Query& query) {
  Persons persons(kMaxPersons);
  Names names{&out.touchpoints};
  PK_TRY(const std::int64_t first, read_promises(out, persons, names, sources, caller, journey, query));
  if (query.where.empty()) {
    PK_CHECK(read_episodes(out, persons, names, sources, caller, journey, query.range));
  } else {
    out.abandoned = Abandoned::filtered;  // episodes carry no attributes
  }
  // A few words of each customer are kept, so those long before the span may not take the place of those within it.
  const std::int64_t earliest = query.range.from > INT64_MIN + kLongestWaitMs ? query.range.from - kLongestWaitMs : INT64_MIN;
  PK_CHECK(read_words(persons, sources, caller, std::max(first, earliest)));
  out.looked_at = persons.looked_at();
  return persons.take();
}

std::string_view name_of(Reason r) {
  static constexpr std::string_view names[] = {"late", "missed", "overdue", "abandoned"};
  return names[static_cast<std::size_t>(r)];
}
std::string_view name_of(Abandoned a) {
  static constexpr std::string_view names[] = {"counted", "no_end_event", "rarely_recorded", "filtered"};
  return names[static_cast<std::size_t>(a)];
}

Estimate voice_rate(const Voices& v) { return engine::wilson_share(v.heard, v.n, kNeedLetDown); }
Estimate told_rate(const Voices& v) { return engine::wilson_share(v.told, v.n, kNeedLetDown); }
Estimate silent_share(const Voices& v) { return engine::wilson_share(v.silent(), v.n, kNeedLetDown); }
Estimate silent_size(const Voices& v, double looked_at) {
  Estimate e = silent_share(v);
  if (e.status != engine::Status::ok) return e;
  const double all = static_cast<double>(v.n) / looked_at;
  e.value *= all, e.lo *= all, e.hi *= all, e.se *= all;
  return e;
}

void count_silence(Silence& out, std::vector<Person> persons, const std::map<CustomerId, double>* values, std::int64_t now_ms) {
  out.by_touchpoint.resize(out.touchpoints.size());
  std::map<std::pair<std::uint32_t, Reason>, Voices> alike;
  Representative representative;
  std::vector<const Person*> silent;
  for (Person& person : persons) {
    const bool any_bad = std::ranges::any_of(person.moments, [](const LivedMoment& m) { return m.bad.has_value(); });
    std::erase_if(person.moments, [&](const LivedMoment& m) { return m.at > now_ms - kPatienceMs; });
    std::ranges::sort(person.moments, [](const auto& a, const auto& b) { return std::pair(a.at, a.touchpoint) < std::pair(b.at, b.touchpoint); });
    std::ranges::sort(person.words, {}, &Word::at);
    const Bads bads = bads_of(person);
    out.early += any_bad && bads.n == 0;
    if (person.moments.empty()) continue;
    ++out.customers;
    representative.add(person, bads.n > 0);
    if (bads.n == 0) {
      Heard h;
      for (const LivedMoment& m : person.moments) h |= heard_of(person.words, m);
      out.well.add(h.any, h.bad);
      continue;
    }
    out.let_down.add(bads.all.any, bads.all.bad);
    for (const auto& [touchpoint, h] : bads.touchpoints) out.by_touchpoint[touchpoint].add(h.any, h.bad);
    for (const auto& [reason, h] : bads.reasons) out.by_reason[static_cast<std::size_t>(reason)].add(h.any, h.bad);
    for (const auto& [key, h] : bads.alike) alike[key].add(h.any, h.bad);
    if (!bads.all.any) silent.push_back(&person);
  }
  representative.finish(out);
  for (const Person* person : silent) {
    Silent s{person->id, person->user_id, {}, 0, -1, 0, {}};
    for (const LivedMoment& m : person->moments) {
      if (!m.bad) continue;
      ++s.bad;
      const auto [chance, n] = chance_of(m, out, alike);
      if (std::tuple(chance, m.times, m.at) <= std::tuple(s.chance, s.worst.times, s.worst.at)) continue;
      s.worst = m, s.chance = chance, s.chance_n = n;
    }
    if (values != nullptr) {
      const auto found = values->find(s.id);
      s.value = found == values->end() ? 0 : found->second;
    }
    out.silent.push_back(std::move(s));
  }
  std::ranges::sort(out.silent, before);
}

std::vector<const Silent*> draw_silent(const Silence& silence, std::size_t n, std::string_view seed) {
  std::vector<std::pair<double, const Silent*>> order;
  for (const Silent& s : silence.silent) order.emplace_back(engine::hash_draw(std::string(seed) + "|" + s.id.text()), &s);
  std::ranges::sort(order, [](const auto& a, const auto& b) { return a.first != b.first ? a.first < b.first : a.second->id < b.second->id; });
  if (order.size() > n) order.resize(n);
  std::vector<const Silent*> out;
  for (const auto& [u, s] : order) out.push_back(s);
  return out;
}

Result<std::shared_ptr<const Silence>> Silences::get(const Sources& sources, Aggregates& aggregates, CustomerValues& values,
                                                     const Caller& caller, const journey::Journey& journey, const Query& query) {
  return kept_.get([&] { return data_key(sources, caller, journey, query, "silence"); },
                   [&] { return silence_of(sources, aggregates, values, caller, journey, query); });
}

}  // namespace peakend::insight
