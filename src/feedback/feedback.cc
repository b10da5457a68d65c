#include "feedback/feedback.h"

#include <algorithm>
#include <charconv>
#include <mutex>
#include <set>
#include <shared_mutex>

#include <fmt/format.h>

#include "base/utf8.h"
#include "engine/scale.h"
#include "feedback/feedback_sql.h"
#include "ingest/ingest.h"

namespace peakend::feedback {
namespace {

using facts::FactKind;
using records::Param;

std::int64_t number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }
constexpr std::pair<char, FactKind> kLetters[] = {{'e', FactKind::event}, {'r', FactKind::rating}, {'f', FactKind::feedback}, {'i', FactKind::identify}};
char letter_of(FactKind k) {
  const auto it = std::ranges::find(kLetters, k, &std::pair<char, FactKind>::second);
  return it == std::end(kLetters) ? '?' : it->first;
}

/// Persisted: never reuse a number.
enum class State : std::int64_t { done = 0, pending = 1, leaving = 2 };

Result<std::string> clean_label(std::string_view text, std::string_view list, std::size_t i) {
  const auto field = fmt::format("{}[{}]", list, i);
  std::string out = utf8::sanitise(text);
  std::erase_if(out, [](char c) { return c == '\n' || c == '\r' || c == '\t' || c == ','; });
  while (!out.empty() && out.back() == ' ') out.pop_back();
  while (!out.empty() && out.front() == ' ') out.erase(0, 1);
  if (out.empty()) return fail_field(field, "required");
  if (utf8::length(out) > kMaxLabelLength) return fail_field(field, "value_too_long", {{"value", std::to_string(kMaxLabelLength)}});
  return out;
}
Result<std::vector<std::string>> clean_labels(const std::vector<std::string>& in, std::string_view list) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < in.size(); ++i) {
    PK_TRY(auto label, clean_label(in[i], list, i));
    out.push_back(std::move(label));
  }
  return out;
}

class BookImpl final : public Book {
 public:
  explicit BookImpl(Deps d) : d_(std::move(d)) {}

  Result<void> load() {
    return d_.records.read([&](records::Session& s) {
      return s.query(sql::all_places, {}, [&](const records::Row& r) {
        const auto kind = std::ranges::find(kLetters, r.text(2).empty() ? '?' : r.text(2)[0], &std::pair<char, FactKind>::first);
        if (kind == std::end(kLetters)) return true;
        const auto ws = static_cast<WorkspaceNo>(r.i64(0));
        Ref ref{r.i64(1), kind->second, std::string(r.text(3))};
        Kept kept{{std::string(r.text(4)), std::string(r.text(5)), std::string(r.text(6)), std::string(r.text(7)), std::string(r.text(8)), r.i64(9)},
                  static_cast<State>(r.i64(10))};
        places_[ws][ref] = std::move(kept);
        return true;
      });
    });
  }

  Result<void> label(WorkspaceNo ws, std::span<const Ref> refs, const std::vector<std::string>& add, const std::vector<std::string>& remove,
                     std::string_view author) override {
    PK_TRY(const auto on, clean_labels(add, "add"));
    PK_TRY(const auto off, clean_labels(remove, "remove"));
    PK_TRY(const auto known, labels(ws));
    std::set<std::string> all(on.begin(), on.end());
    for (const auto& k : known) all.insert(k.label);
    if (all.size() > kMaxLabels && all.size() > known.size()) return fail_field("add", "too_many_values", {{"value", std::to_string(kMaxLabels)}});
    const std::int64_t now = to_ms(d_.clock.now());
    return d_.records.write([&](records::Tx& tx) -> Result<void> {
      for (const Ref& ref : refs) {
        const char kind = letter_of(ref.kind);
        const std::string_view kind_text(&kind, 1);
        for (const auto& l : on) {
          const Param p[] = {number(ws), ref.seq, kind_text, std::string_view(ref.message_id), std::string_view(l), author, now};
          PK_CHECK(tx.exec(sql::put_label, p));
        }
        for (const auto& l : off) {
          const Param p[] = {number(ws), ref.seq, kind_text, std::string_view(ref.message_id), std::string_view(l)};
          PK_CHECK(tx.exec(sql::drop_label, p));
        }
      }
      return {};
    });
  }

  Result<std::map<Ref, std::vector<std::string>>> labels_of(WorkspaceNo ws, std::span<const Ref> refs) override {
    std::map<Ref, std::vector<std::string>> out;
    PK_CHECK(d_.records.read([&](records::Session& s) -> Result<void> {
      for (const Ref& ref : refs) {
        const char kind = letter_of(ref.kind);
        const Param p[] = {number(ws), ref.seq, std::string_view(&kind, 1), std::string_view(ref.message_id)};
        PK_CHECK(s.query(sql::labels_of, p, [&](const records::Row& r) {
          out[ref].emplace_back(r.text(0));
          return true;
        }));
      }
      return {};
    }));
    return out;
  }

  Result<std::vector<LabelCount>> labels(WorkspaceNo ws) override {
    std::vector<LabelCount> out;
    const Param p[] = {number(ws), static_cast<std::int64_t>(2 * kMaxLabels)};
    PK_CHECK(d_.records.read([&](records::Session& s) {
      return s.query(sql::labels, p, [&](const records::Row& r) {
        out.push_back({std::string(r.text(0)), r.i64(1)});
        return true;
      });
    }));
    return out;
  }

  Result<std::vector<Ref>> labelled(WorkspaceNo ws, std::string_view label) override {
    std::vector<Ref> out;
    const Param p[] = {number(ws), label, static_cast<std::int64_t>(facts::kMaxRefs)};
    PK_CHECK(d_.records.read([&](records::Session& s) {
      return s.query(sql::labelled, p, [&](const records::Row& r) {
        const auto kind = std::ranges::find(kLetters, r.text(1).empty() ? '?' : r.text(1)[0], &std::pair<char, FactKind>::first);
        if (kind != std::end(kLetters)) out.push_back({r.i64(0), kind->second, std::string(r.text(2))});
        return true;
      });
    }));
    return out;
  }

  Result<void> note_change(WorkspaceNo ws, const Ref& ref, std::string_view text, std::string_view author) override {
    std::string clean = utf8::sanitise(text);
    while (!clean.empty() && (clean.back() == ' ' || clean.back() == '\n')) clean.pop_back();
    if (utf8::length(clean) > kMaxChange) return fail_field("text", "value_too_long", {{"value", std::to_string(kMaxChange)}});
    PK_TRY(const auto customer, customer_of(ws, ref));
    return d_.records.write([&](records::Tx& tx) -> Result<void> {
      const char kind = letter_of(ref.kind);
      const std::string_view kind_text(&kind, 1);
      if (clean.empty()) {
        const Param p[] = {number(ws), ref.seq, kind_text, std::string_view(ref.message_id)};
        PK_CHECK(tx.exec(sql::drop_change, p));
        return {};
      }
      const auto id = to_bytes(customer.uuid());
      const Param p[] = {number(ws), ref.seq, kind_text, std::string_view(ref.message_id), std::span<const std::byte>(id), std::string_view(clean), author,
                         to_ms(d_.clock.now())};
      PK_CHECK(tx.exec(sql::put_change, p));
      return {};
    });
  }

  Result<std::map<Ref, Change>> changes_of(WorkspaceNo ws, std::span<const Ref> refs) override {
    std::map<Ref, Change> out;
    PK_CHECK(d_.records.read([&](records::Session& s) -> Result<void> {
      for (const Ref& ref : refs) {
        const char kind = letter_of(ref.kind);
        const Param p[] = {number(ws), ref.seq, std::string_view(&kind, 1), std::string_view(ref.message_id)};
        PK_CHECK(s.query(sql::change_of, p, [&](const records::Row& r) {
          out[ref] = {std::string(r.text(0)), std::string(r.text(1)), r.i64(2)};
          return false;
        }));
      }
      return {};
    }));
    return out;
  }

  Result<void> forget(WorkspaceNo ws, const std::vector<CustomerId>& customers) override {
    return d_.records.write([&](records::Tx& tx) -> Result<void> {
      for (const CustomerId c : customers) {
        const auto id = to_bytes(c.uuid());
        const Param p[] = {number(ws), std::span<const std::byte>(id)};
        PK_CHECK(tx.exec(sql::forget_changes, p));
      }
      return {};
    });
  }

  Result<std::int64_t> assign(WorkspaceNo ws, std::span<const Ref> refs, std::string_view journey, std::string_view touchpoint,
                              std::string_view author) override {
    const std::lock_guard one_at_a_time(change_mutex_);
    const auto catalogue = d_.journeys(ws);
    if (!catalogue) return fail(ErrorKind::unavailable, "busy");
    journey::Match to;
    if (!touchpoint.empty()) {
      to = catalogue->touchpoint(journey, touchpoint);
      if (to.touchpoint == nullptr || !to.touchpoint->applicable)
        return fail_field("touchpoint", "no_such_touchpoint", {{"value", std::string(touchpoint.substr(0, 100))}});
      if (placed(ws).size() + refs.size() > kMaxPlaces) return fail_field("ids", "too_many_values", {{"value", std::to_string(kMaxPlaces)}});
    }
    PK_TRY(const auto said, comments(ws, refs));
    std::vector<std::pair<Ref, Kept>> changes;
    for (const auto& [ref, fact] : said) {
      const auto before = place_of(ws, ref);
      if (!before && touchpoint.empty()) continue;
      Kept kept{before.value_or(Place{{}, {}, fact.journey, fact.touchpoint, {}, 0}), State::leaving};
      if (to.touchpoint != nullptr) kept.place.journey = to.journey->key, kept.place.touchpoint = to.touchpoint->key, kept.state = State::pending;
      kept.place.author = author;
      kept.place.at = to_ms(d_.clock.now());
      changes.emplace_back(ref, std::move(kept));
    }
    if (changes.empty()) return 0;
    PK_CHECK(keep(ws, changes));
    // What was projected without the correction must be in facts before it is moved there.
    PK_CHECK(d_.drain());
    return settle(ws, changes);
  }

  std::optional<Place> place_of(WorkspaceNo ws, const Ref& ref) const override {
    const std::shared_lock guard(mutex_);
    const auto space = places_.find(ws);
    if (space == places_.end()) return std::nullopt;
    const auto it = space->second.find(ref);
    if (it == space->second.end() || it->second.state == State::leaving) return std::nullopt;
    return it->second.place;
  }
  std::vector<Ref> placed(WorkspaceNo ws) const override {
    const std::shared_lock guard(mutex_);
    std::vector<Ref> out;
    if (const auto space = places_.find(ws); space != places_.end())
      for (const auto& [ref, kept] : space->second)
        if (kept.state != State::leaving) out.push_back(ref);
    return out;
  }
  std::optional<std::pair<std::string, std::string>> moved(WorkspaceNo ws, std::int64_t seq, FactKind kind, std::string_view message_id) const override {
    const std::shared_lock guard(mutex_);
    const auto space = places_.find(ws);
    if (space == places_.end() || space->second.empty()) return std::nullopt;
    const auto it = space->second.find(Ref{seq, kind, std::string(message_id)});
    if (it == space->second.end() || it->second.state == State::leaving) return std::nullopt;
    return std::pair(it->second.place.journey, it->second.place.touchpoint);
  }

  Result<void> finish() override {
    const std::lock_guard one_at_a_time(change_mutex_);
    std::map<WorkspaceNo, std::vector<std::pair<Ref, Kept>>> open;
    {
      const std::shared_lock guard(mutex_);
      for (const auto& [ws, space] : places_)
        for (const auto& [ref, kept] : space)
          if (kept.state != State::done) open[ws].emplace_back(ref, kept);
    }
    if (open.empty()) return {};
    PK_CHECK(d_.drain());
    for (const auto& [ws, changes] : open) PK_CHECK(settle(ws, changes));
    return {};
  }

 private:
  struct Kept {
    Place place;
    State state = State::done;
  };
  struct Said {
    std::string journey, touchpoint, episode_key;
    std::int32_t item = 0;
    std::optional<std::int32_t> valence;
    CustomerId customer;
  };

  Result<CustomerId> customer_of(WorkspaceNo ws, const Ref& ref) const {
    facts::ScanSpec spec;
    spec.workspace = ws;
    spec.with_text = true;
    spec.which = facts::ScanSpec::Items::only;
    spec.items = {{ref.seq, ref.message_id}};
    std::optional<CustomerId> out;
    PK_CHECK(d_.facts.scan(spec, [&](const facts::Fact& f) {
      if (Ref::of(f) == ref) out = f.customer;
      return !out;
    }));
    if (!out) return fail(ErrorKind::not_found, "no_such_feedback");
    return *out;
  }

  /// The facts with a text behind the refs.
  Result<std::map<Ref, Said>> comments(WorkspaceNo ws, std::span<const Ref> refs) const {
    facts::ScanSpec spec;
    spec.workspace = ws;
    spec.with_text = true;
    spec.which = facts::ScanSpec::Items::only;
    for (const Ref& r : refs) spec.items.push_back({r.seq, r.message_id});
    const std::set<Ref> asked(refs.begin(), refs.end());
    std::map<Ref, Said> out;
    PK_CHECK(d_.facts.scan(spec, [&](const facts::Fact& f) {
      // An event carries a promise or a step as well: only what is nothing but an answer may be moved.
      if (const Ref ref = Ref::of(f); asked.contains(ref) && f.kind != FactKind::event)
        out[ref] = {std::string(f.journey), std::string(f.touchpoint), std::string(f.episode_key), f.item, f.valence, f.customer};
      return true;
    }));
    return out;
  }

  Result<void> keep(WorkspaceNo ws, const std::vector<std::pair<Ref, Kept>>& changes) {
    PK_CHECK(d_.records.write([&](records::Tx& tx) -> Result<void> {
      for (const auto& [ref, k] : changes) {
        const char kind = letter_of(ref.kind);
        const Param p[] = {number(ws), ref.seq, std::string_view(&kind, 1), std::string_view(ref.message_id),
                           std::string_view(k.place.journey), std::string_view(k.place.touchpoint), std::string_view(k.place.from_journey),
                           std::string_view(k.place.from_touchpoint), std::string_view(k.place.author), k.place.at, static_cast<std::int64_t>(k.state)};
        PK_CHECK(tx.exec(sql::put_place, p));
      }
      return {};
    }));
    const std::unique_lock guard(mutex_);
    for (const auto& [ref, k] : changes) places_[ws][ref] = k;
    return {};
  }

  /// Moves the facts and notes that it is done.
  Result<std::int64_t> settle(WorkspaceNo ws, const std::vector<std::pair<Ref, Kept>>& changes) {
    const auto catalogue = d_.journeys(ws);
    if (!catalogue) return fail(ErrorKind::unavailable, "busy");
    std::vector<Ref> refs;
    for (const auto& [ref, k] : changes) refs.push_back(ref);
    PK_TRY(const auto said, comments(ws, refs));
    std::vector<facts::Placing> placings;
    std::set<CustomerId> customers;
    for (const auto& [ref, k] : changes) {
      const auto it = said.find(ref);
      if (it == said.end()) continue;
      const Said& fact = it->second;
      const bool leaving = k.state == State::leaving;
      const std::string& journey = leaving ? k.place.from_journey : k.place.journey;
      const std::string& touchpoint = leaving ? k.place.from_touchpoint : k.place.touchpoint;
      const auto match = touchpoint.empty() ? journey::Match{} : catalogue->touchpoint(journey, touchpoint);
      if (!touchpoint.empty() && match.touchpoint == nullptr) continue;  // gone meanwhile: the fact stays where it is
      facts::Placing p{ref.seq, fact.item, journey, touchpoint, {}, {}, {}, false};
      if (match.touchpoint != nullptr) {
        p.stage = match.touchpoint->stage, p.scene = match.touchpoint->scene;
        p.breach = match.touchpoint->floor && fact.valence && *fact.valence < engine::valence_fixed(match.touchpoint->floor->value);
      }
      if (!fact.episode_key.empty() && !journey.empty()) p.episode = ingest::episode_id(ws, journey, fact.episode_key);
      placings.push_back(std::move(p));
      customers.insert(fact.customer);
    }
    PK_TRY(const std::int64_t moved, d_.facts.place(ws, placings));
    PK_CHECK(note_done(ws, changes));
    for (CustomerId c : customers) d_.changed(ws, c);
    return moved;
  }

  Result<void> note_done(WorkspaceNo ws, const std::vector<std::pair<Ref, Kept>>& changes) {
    PK_CHECK(d_.records.write([&](records::Tx& tx) -> Result<void> {
      for (const auto& [ref, k] : changes) {
        const char kind = letter_of(ref.kind);
        const Param p[] = {number(ws), ref.seq, std::string_view(&kind, 1), std::string_view(ref.message_id)};
        PK_CHECK(tx.exec(k.state == State::leaving ? sql::drop_place : sql::place_done, p));
      }
      return {};
    }));
    const std::unique_lock guard(mutex_);
    auto& space = places_[ws];
    for (const auto& [ref, k] : changes) {
      if (k.state == State::leaving) space.erase(ref);
      else space[ref].state = State::done;
    }
    return {};
  }

  const Deps d_;
  std::mutex change_mutex_;  // one correction at a time, before mutex_
  mutable std::shared_mutex mutex_;
  std::map<WorkspaceNo, std::map<Ref, Kept>> places_;
};

}  // namespace

Standing standing_of(std::span<const std::string> labels) {
  const auto has = [&](std::string_view l) { return std::find(labels.begin(), labels.end(), l) != labels.end(); };
  return has("closed") ? Standing::closed : has("taken") ? Standing::taken : Standing::received;
}

std::string Ref::text() const { return fmt::format("{}.{}.{}", seq, letter_of(kind), message_id); }

std::optional<Ref> Ref::parse(std::string_view s) {
  Ref out;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), out.seq);
  const auto rest = s.substr(static_cast<std::size_t>(end - s.data()));
  if (error != std::errc{} || out.seq < 0 || rest.size() < 3 || rest[0] != '.' || rest[2] != '.') return std::nullopt;
  const auto kind = std::ranges::find(kLetters, rest[1], &std::pair<char, FactKind>::first);
  if (kind == std::end(kLetters)) return std::nullopt;
  out.kind = kind->second;
  out.message_id = rest.substr(3);
  if (out.message_id.size() > 1'000) return std::nullopt;
  return out;
}

Ref Ref::of(const facts::Fact& f) { return {f.seq, f.kind, std::string(f.message_id)}; }

Result<std::unique_ptr<Book>> make_book(Deps deps) {
  auto out = std::make_unique<BookImpl>(std::move(deps));
  PK_CHECK(out->load());
  return out;
}

std::vector<records::Migration> migrations() { return {{"0001_feedback", sql::migration_0001_feedback}, {"0002_feedback_change", sql::migration_0002_feedback_change}}; }

}  // namespace peakend::feedback
