// The reference store: plain loops over everything, one lock. Slow and obviously right; the contract suite
// compares every other store with it.
#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>

#include "base/calendar.h"
#include "base/task.h"
#include "facts/csv.h"
#include "facts/fields.h"
#include "facts/search.h"

namespace peakend::facts {
namespace {

using EpisodeKey = std::pair<WorkspaceNo, EpisodeId>;
using Place = std::pair<std::int64_t, std::int32_t>;  // (seq, item)

template <class T, class Less>
void sort_by(std::vector<const T*>& rows, Less less) {
  std::stable_sort(rows.begin(), rows.end(), [&](const T* a, const T* b) { return less(*a, *b); });
}
// Visits the page [offset, offset + limit).
template <class T, class F>
void visit_page(const std::vector<const T*>& rows, std::size_t offset, std::size_t limit, const F& visit) {
  for (std::size_t i = offset; i < rows.size() && i - offset < limit && !task::stopped(); ++i, task::read(1))
    if (!visit(*rows[i])) return;
}

bool episode_before(const Fact& a, const Fact& b) {
  return std::tie(a.journey, a.episode, a.at, a.seq, a.item) < std::tie(b.journey, b.episode, b.at, b.seq, b.item);
}
bool customer_before(const Fact& a, const Fact& b) {
  return std::tie(a.customer, a.at, a.seq, a.item) < std::tie(b.customer, b.at, b.seq, b.item);
}
bool newer(const Fact& a, const Fact& b) { return std::tie(a.at, a.seq, a.item) > std::tie(b.at, b.seq, b.item); }

// One group of an aggregate. Customers are kept apart until the end, so cluster sums are by definition exact.
struct Cell {
  engine::Partial partial;
  std::map<std::pair<CustomerId, Place>, std::pair<std::int64_t, std::int64_t>> customers;  // sum of y, count

  void add(const Fact& f, engine::Measure m) {
    auto values = values_of(f);
    engine::add(partial, values);
    if (auto y = engine::measure(m, values)) {
      Place own = f.customer.is_none() ? Place{f.seq, f.item} : Place{};
      auto& [sum, count] = customers[{f.customer, own}];
      sum += *y, ++count;
    }
  }
  engine::Partial finish() && {
    for (const auto& [who, c] : customers) engine::add_customer(partial.clusters, c.first, c.second);
    return std::move(partial);
  }
};

struct CustomerFold {
  CustomerRow row;
  std::tuple<std::int64_t, std::int64_t, std::int32_t> named_at{INT64_MIN, 0, 0};
  std::int64_t events = 0;
  std::set<std::string_view> texts;  // external ids and identify attributes

  void name(const Fact& f) {
    row.id = f.customer;
    if (std::tuple at{f.at, f.seq, f.item}; !f.user_id.empty() && at > named_at) row.user_id = f.user_id, named_at = at;
    texts.insert(f.user_id);
    if (f.kind == FactKind::identify)
      for (const Tag& t : f.tags) texts.insert(t.value);
  }
  void add(const Fact& f, const std::optional<ValueRule>& rule) {
    row.first_at = row.facts == 0 ? f.at : std::min(row.first_at, f.at);
    row.last_at = row.facts == 0 ? f.at : std::max(row.last_at, f.at);
    ++row.facts;
    if (f.valence) ++row.n, row.sum_v += *f.valence;
    row.kept += f.promise == Promise::kept;
    row.broken += f.promise == Promise::broken;
    row.said += f.kind == FactKind::rating || f.kind == FactKind::feedback || !f.text.empty();
    events += f.kind == FactKind::event;
    if (rule && f.kind == FactKind::event && f.name == rule->event) row.value += hundredths(field_text(f, {Field::attribute, rule->property}));
  }
};
// What a list is asked of one customer: the sums of the facts that count, and the texts that are searched.
bool wanted(const CustomerFold& fold, const CustomerSpec& s, const std::vector<SearchTerm>& terms) {
  const CustomerRow& r = fold.row;
  if (r.facts == 0 || (s.broken && r.broken == 0) || (s.silent && (r.said > 0 || fold.events == 0))) return false;
  if (s.rated && *s.rated != (r.n > 0)) return false;
  if (s.mean_from > INT64_MIN && (r.n == 0 || r.sum_v < s.mean_from * r.n)) return false;
  if (s.mean_to < INT64_MAX && (r.n == 0 || r.sum_v >= s.mean_to * r.n)) return false;
  if (r.value < s.value_from || (s.value_to < INT64_MAX && r.value >= s.value_to)) return false;
  return std::ranges::all_of(terms, [&](SearchTerm term) {
    const bool without = std::exchange(term.without, false);
    term.at_word = false;
    return without != std::ranges::any_of(fold.texts, [&](std::string_view text) { return found({term}, text); });
  });
}

tl::unexpected<Error> not_supported(std::string what) { return fail(ErrorKind::invalid, "not_supported", std::move(what)); }

class MemoryFacts final : public FactStore {
 public:
  Result<void> append(const FactBatch& batch, std::int64_t upto_seq) override {
    std::unique_lock lock(mutex_);
    if (upto_seq <= watermark_) return {};
    store(batch);
    watermark_ = upto_seq;
    return {};
  }
  Result<std::int64_t> watermark() const override {
    std::shared_lock lock(mutex_);
    return watermark_;
  }

  Result<AggregateResult> aggregate(const AggregateSpec& spec) const override {
    PK_CHECK(check(spec));
    std::shared_lock lock(mutex_);
    std::map<std::vector<std::string>, Cell, KeyLess> cells{KeyLess(spec.by)};
    for (const Fact& f : facts_.facts) {
      if (f.workspace != spec.workspace || f.at < spec.from || f.at >= spec.to) continue;
      if (!std::ranges::all_of(spec.where, [&](const Filter& w) { return matches(f, w); })) continue;
      std::vector<std::string> key;
      bool inside = true;
      for (const Dimension& d : spec.by) {
        std::int64_t bucket = d.field == Field::time ? bucket_of(spec.edges, f.at) : 0;
        inside = inside && bucket >= 0;
        key.push_back(d.field == Field::time ? std::to_string(bucket) : field_text(f, d));
      }
      if (!inside) continue;
      cells[key].add(f, spec.clusters);
      if (cells.size() > spec.max_rows) return tl::unexpected(too_many_rows(spec.max_rows));
    }
    AggregateResult out;
    out.as_of_seq = watermark_;
    for (auto& [key, cell] : cells) out.rows.push_back({key, std::move(cell).finish()});
    return out;
  }

  Result<void> scan(const ScanSpec& spec, const Visit& visit) const override {
    PK_CHECK(check(spec));
    std::shared_lock lock(mutex_);
    std::vector<const Fact*> rows;
    for (const Fact& f : facts_.facts)
      if (matches(f, spec)) rows.push_back(&f);
    if (spec.order == Order::by_episode) sort_by(rows, episode_before);
    if (spec.order == Order::by_customer) sort_by(rows, customer_before);
    if (spec.order == Order::newest_first) sort_by(rows, newer);
    visit_page(rows, spec.offset, spec.limit, visit);
    if (task::stopped()) return task::cancelled();
    return {};
  }

  Result<std::int64_t> count(const ScanSpec& spec) const override {
    PK_CHECK(check(spec));
    std::shared_lock lock(mutex_);
    return std::ranges::count_if(facts_.facts, [&](const Fact& f) { return matches(f, spec); });
  }

  Result<CustomerPage> customers(const CustomerSpec& spec) const override {
    std::shared_lock lock(mutex_);
    CustomerPage page;
    if (hopeless_search(spec.search)) return page;
    std::map<CustomerId, CustomerFold> all;
    for (const Fact& f : facts_.facts) {
      if (f.workspace != spec.workspace || f.customer.is_none()) continue;
      all[f.customer].name(f);
      if (f.at < spec.from || f.at >= spec.to) continue;
      if (std::ranges::all_of(spec.where, [&](const Filter& w) { return matches(f, w); })) all[f.customer].add(f, spec.value);
    }
    const auto terms = parse_search(spec.search);
    std::vector<CustomerRow> rows;
    for (auto& [id, fold] : all)
      if (wanted(fold, spec, terms)) rows.push_back(std::move(fold.row));
    const auto before = [&](std::int64_t a, CustomerId a_id, std::int64_t b, CustomerId b_id) {
      if (a != b) return spec.sort == CustomerSpec::Sort::worst ? a < b : a > b;
      return a_id < b_id;
    };
    const auto key = [&](const CustomerRow& r) { return sort_key(r, spec.sort); };
    std::ranges::sort(rows, [&](const auto& a, const auto& b) { return before(key(a), a.id, key(b), b.id); });
    page.total = static_cast<std::int64_t>(rows.size());
    if (spec.after) std::erase_if(rows, [&](const auto& r) { return !before(spec.after->key, spec.after->id, key(r), r.id); });
    for (std::size_t i = spec.offset; i < rows.size() && i - spec.offset < spec.limit; ++i) page.rows.push_back(rows[i]);
    return page;
  }

  Result<void> put_episodes(WorkspaceNo ws, std::span<const EpisodeFact> episodes, std::int64_t as_of_seq) override {
    std::unique_lock lock(mutex_);
    for (const EpisodeFact& e : episodes) {
      EpisodeFact& to = episodes_[{ws, e.id}] = e;
      to.workspace = ws;
    }
    episodes_watermark_[ws] = as_of_seq;
    return {};
  }
  Result<std::int64_t> episodes_watermark(WorkspaceNo ws) const override {
    std::shared_lock lock(mutex_);
    auto it = episodes_watermark_.find(ws);
    return it == episodes_watermark_.end() ? 0 : it->second;
  }
  Result<void> scan_episodes(const EpisodeScanSpec& spec, const VisitEpisode& visit) const override {
    std::shared_lock lock(mutex_);
    std::vector<const EpisodeFact*> rows;
    for (const auto& [key, e] : episodes_) {
      if (key.first != spec.workspace || e.end < spec.from || e.end >= spec.to) continue;
      if (!spec.journey.empty() && e.journey != spec.journey) continue;
      if (!spec.ids.empty() && std::ranges::find(spec.ids, e.id) == spec.ids.end()) continue;
      if (spec.customer && e.customer != *spec.customer) continue;
      rows.push_back(&e);
    }
    sort_by(rows, [&](const EpisodeFact& a, const EpisodeFact& b) {
      bool before = std::tie(a.end, a.id) < std::tie(b.end, b.id);
      return spec.order == EpisodeScanSpec::Order::newest_first ? std::tie(b.end, b.id) < std::tie(a.end, a.id) : before;
    });
    visit_page(rows, spec.offset, spec.limit, visit);
    if (task::stopped()) return task::cancelled();
    return {};
  }

  Result<void> set_zone(WorkspaceNo, std::string_view iana_zone) override {
    PK_TRY([[maybe_unused]] auto zone, calendar::Zone::find(iana_zone));  // nothing is rolled up here
    return {};
  }

  Result<std::int64_t> forget(WorkspaceNo ws, CustomerId customer) override {
    if (customer.is_none()) return 0;
    std::unique_lock lock(mutex_);
    auto removed = remove_if([&](const Fact& f) { return f.workspace == ws && f.customer == customer; });
    std::erase_if(episodes_, [&](const auto& e) { return e.first.first == ws && e.second.customer == customer; });
    return removed;
  }
  Result<std::int64_t> reassign(WorkspaceNo ws, CustomerId from, CustomerId into) override {
    if (from.is_none() || into.is_none() || from == into) return 0;
    std::unique_lock lock(mutex_);
    std::int64_t changed = 0;
    for (Fact& f : facts_.facts)
      if (f.workspace == ws && f.customer == from) f.customer = into, ++changed;
    for (auto& [key, e] : episodes_)
      if (key.first == ws && e.customer == from) e.customer = into;
    return changed;
  }
  Result<std::int64_t> place(WorkspaceNo ws, std::span<const Placing> to) override {
    std::unique_lock lock(mutex_);
    std::int64_t changed = 0;
    FactBatch moved;
    for (Fact f : facts_.facts) {
      const auto p = std::ranges::find_if(to, [&](const Placing& q) { return f.workspace == ws && q.seq == f.seq && q.item == f.item; });
      if (p != to.end()) {
        ++changed;
        f.journey = p->journey, f.touchpoint = p->touchpoint, f.stage = p->stage, f.scene = p->scene;
        f.episode = p->episode, f.breach = p->breach;
        FactBatch scratch;
        moved.add(as_stored(f, scratch));
      } else {
        moved.add(f);
      }
    }
    facts_ = std::move(moved);
    return changed;
  }
  Result<void> clear(WorkspaceNo ws) override {
    std::unique_lock lock(mutex_);
    remove_if([&](const Fact& f) { return f.workspace == ws; });
    std::erase_if(episodes_, [&](const auto& e) { return e.first.first == ws; });
    episodes_watermark_.erase(ws);
    refills_.erase(ws);
    if (watermark_ > 0) refills_[ws] = {ws, 0, watermark_};
    return {};
  }
  Result<std::vector<Refill>> refills() const override {
    std::shared_lock lock(mutex_);
    std::vector<Refill> out;
    for (const auto& [ws, r] : refills_) out.push_back(r);
    return out;
  }
  Result<void> refill(WorkspaceNo ws, const FactBatch& batch, std::int64_t upto_seq) override {
    std::unique_lock lock(mutex_);
    auto it = refills_.find(ws);
    if (it == refills_.end() || upto_seq <= it->second.done) return {};
    store(batch);
    it->second.done = upto_seq;
    if (upto_seq >= it->second.until) refills_.erase(it);
    return {};
  }
  Result<void> clear_all() override {
    std::unique_lock lock(mutex_);
    facts_ = {};
    episodes_.clear(), episodes_watermark_.clear(), refills_.clear();
    watermark_ = 0;
    return {};
  }

  Result<std::int64_t> export_to(const ScanSpec& spec, ExportFormat format, const std::string& path) const override {
    if (format != ExportFormat::csv) return not_supported("parquet from memory");
    return export_csv(*this, spec, path);
  }
  Result<void> backup(const std::string&) const override { return not_supported("backup of memory"); }
  Result<FactsStatus> status() const override {
    std::shared_lock lock(mutex_);
    auto rows = static_cast<std::int64_t>(facts_.facts.size());
    return FactsStatus{"memory", watermark_, rows, rows * static_cast<std::int64_t>(sizeof(Fact))};
  }
  Result<void> tidy() override { return {}; }

 private:
  void store(const FactBatch& batch) {
    for (const Fact& f : batch.facts) {
      FactBatch scratch;
      facts_.add(as_stored(f, scratch));
    }
  }
  template <class P>
  std::int64_t remove_if(P gone) {
    FactBatch kept;  // a new arena: the texts of what is removed must not stay either
    for (const Fact& f : facts_.facts)
      if (!gone(f)) kept.add(f);
    auto removed = static_cast<std::int64_t>(facts_.facts.size() - kept.facts.size());
    facts_ = std::move(kept);
    return removed;
  }

  mutable std::shared_mutex mutex_;
  FactBatch facts_;
  std::int64_t watermark_ = 0;
  std::map<EpisodeKey, EpisodeFact> episodes_;
  std::map<WorkspaceNo, std::int64_t> episodes_watermark_;
  std::map<WorkspaceNo, Refill> refills_;
};

}  // namespace

std::unique_ptr<FactStore> make_memory_facts() { return std::make_unique<MemoryFacts>(); }

}  // namespace peakend::facts
