#include "insight/silence_cases.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/scale.h"

namespace peakend::insight {
namespace {

constexpr std::int64_t kRecentMs = 14ll * 86'400'000;
constexpr std::size_t kMaxTexts = 2'000;  // different event names, touchpoints: beyond, they count as one
constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
constexpr const char* kFixed[] = {"broken", "kept", "broken_share", "overdue", "abandoned", "worst_times", "last_times", "days_since_broken",
                                  "events", "span_days", "touchpoints", "repeats"};

template <class T>
T& entry(std::vector<T>& all, std::uint32_t T::*key, std::uint32_t wanted) {
  const auto found = std::ranges::find(all, wanted, key);
  if (found != all.end()) return *found;
  T fresh;
  fresh.*key = wanted;
  return all.emplace_back(fresh);
}

/// The most frequent texts, by how many customers have them.
std::vector<std::uint32_t> most_frequent(const std::vector<std::uint32_t>& customers, const std::vector<std::string>& texts, std::size_t most) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < customers.size(); ++i)
    if (customers[i] > 0 && !texts[i].empty()) order.push_back(i);
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) { return customers[a] != customers[b] ? customers[a] > customers[b] : texts[a] < texts[b]; });
  if (order.size() > most) order.resize(most);
  return order;
}

}  // namespace

std::uint32_t CaseBook::Texts::number(std::string_view text) {
  const auto found = known_.find(std::string(text));
  if (found != known_.end()) return found->second;
  if (list.size() >= kMaxTexts) return number("");
  list.emplace_back(text);
  return known_[std::string(text)] = static_cast<std::uint32_t>(list.size() - 1);
}

CaseBook::CaseBook(std::vector<Person> persons, std::int64_t now_ms) {
  names_.number(""), places_.number("");
  for (Person& person : persons) {
    std::erase_if(person.moments, [&](const LivedMoment& m) { return m.at > now_ms - kPatienceMs; });
    if (person.moments.empty()) continue;
    std::ranges::sort(person.moments, [](const auto& a, const auto& b) { return std::pair(a.at, a.touchpoint) < std::pair(b.at, b.touchpoint); });
    std::ranges::sort(person.words, {}, &Word::at);
    Row row;
    row.head.id = person.id;
    row.head.cut = person.moments.back().at;
    for (const LivedMoment& m : person.moments) {
      const Heard h = heard_of(person.words, m);
      row.head.let_down |= m.bad.has_value();
      // Who spoke while still waiting is known by what was lived until then: no later event may tell of the answer.
      if (h.any) row.head.cut = heard_after(person.words, m.at).any ? m.at : m.began(), row.head.heard = true, row.head.bad = h.bad;
    }
    for (const LivedMoment& m : person.moments)
      if (m.began() <= row.head.cut && m.began() > row.head.cut - kLookBackMs) row.moments.push_back(m);
    rows_.emplace(person.id, std::move(row));
  }
}

void CaseBook::add(const facts::Fact& f) {
  const auto found = rows_.find(f.customer);
  if (found == rows_.end()) return;
  Row& row = found->second;
  if (f.at > row.head.cut || f.at <= row.head.cut - kLookBackMs) return;
  ++row.events;
  row.first = std::min(row.first, f.at), row.last = std::max(row.last, f.at);
  Count& name = entry(row.names, &Count::name, names_.number(f.name));
  ++name.n, name.recent += f.at > row.head.cut - kRecentMs;
  if (f.touchpoint.empty()) return;
  Place& place = entry(row.places, &Place::place, places_.number(f.touchpoint));
  ++place.n;
  if (!f.log_ratio || f.at < place.ratio_at) return;
  const auto ratio = static_cast<float>(engine::log_ratio_real(*f.log_ratio));
  // Of two at the same moment the worse one, so that order does not matter.
  place.ratio = f.at == place.ratio_at ? std::min(place.ratio, ratio) : ratio;
  place.ratio_at = f.at;
}

void CaseBook::write(const Row& row, std::span<const std::uint32_t> names, std::span<const std::uint32_t> places, std::vector<float>& out) const {
  int broken = 0, kept = 0, overdue = 0, abandoned = 0;
  double worst = 0, last = 0;
  float since = kUnknown;
  for (const LivedMoment& m : row.moments) {
    last = m.bad ? std::log(m.times) : 0;
    if (!m.bad) {
      ++kept;
      continue;
    }
    ++broken, overdue += *m.bad == Reason::overdue, abandoned += *m.bad == Reason::abandoned;
    worst = std::max(worst, last);
    since = static_cast<float>(row.head.cut - m.began()) / 86'400'000.f;
  }
  std::uint32_t repeats = 0;
  for (const Count& c : row.names) repeats = std::max(repeats, c.recent);
  const auto all = static_cast<float>(broken + kept);
  for (const float v : {static_cast<float>(broken), static_cast<float>(kept), static_cast<float>(broken) / all, static_cast<float>(overdue),
                        static_cast<float>(abandoned), static_cast<float>(worst), static_cast<float>(last), since, static_cast<float>(row.events),
                        row.events > 0 ? static_cast<float>(row.last - row.first) / 86'400'000.f : 0, static_cast<float>(row.places.size()),
                        static_cast<float>(repeats)})
    out.push_back(v);
  for (const std::uint32_t wanted : names) {
    const auto found = std::ranges::find(row.names, wanted, &Count::name);
    out.push_back(found == row.names.end() ? 0 : static_cast<float>(found->n));
  }
  for (const std::uint32_t wanted : places) {
    const auto found = std::ranges::find(row.places, wanted, &Place::place);
    out.push_back(found == row.places.end() ? 0 : static_cast<float>(found->n));
    out.push_back(found == row.places.end() || found->ratio_at == INT64_MIN ? kUnknown : found->ratio);
  }
}

CaseBook::Table CaseBook::take() {
  std::vector<std::uint32_t> with_name(names_.list.size()), with_place(places_.list.size());
  std::vector<const Row*> order;
  for (const auto& [id, row] : rows_) {
    order.push_back(&row);
    for (const Count& c : row.names) ++with_name[c.name];
    for (const Place& p : row.places) ++with_place[p.place];
  }
  std::ranges::sort(order, [](const Row* a, const Row* b) { return std::pair(a->head.cut, a->head.id) < std::pair(b->head.cut, b->head.id); });
  const auto names = most_frequent(with_name, names_.list, kMaxNames), places = most_frequent(with_place, places_.list, kMaxPlaces);
  Table out;
  out.columns.assign(std::begin(kFixed), std::end(kFixed));
  for (const auto n : names) out.columns.push_back("event:" + names_.list[n]);
  for (const auto p : places) out.columns.push_back("visits:" + places_.list[p]), out.columns.push_back("ratio:" + places_.list[p]);
  out.rows.columns = out.columns.size();
  out.rows.values.reserve(order.size() * out.columns.size());
  for (const Row* row : order) {
    out.cases.push_back(row->head);
    write(*row, names, places, out.rows.values);
  }
  rows_.clear();
  return out;
}

}  // namespace peakend::insight
