#include <charconv>
#include <cmath>
#include <string>
#include <unordered_map>

#include "base/calendar.h"
#include "engine/laws/triangle.h"
#include "engine/scale.h"
#include "ingest/ingest.h"
#include "ingest/item.h"
#include "ingest/promise.h"
#include "text/lang.h"

namespace peakend::ingest {
namespace {

/// What rules may ask of an event: properties by path, "context.x", and "scene" from wherever it was said.
class ItemEvent final : public journey::EventView {
 public:
  explicit ItemEvent(const Item& item) : item_(item) {}
  std::string_view name() const override { return item_.event; }
  std::optional<std::string_view> property(std::string_view path) const override {
    if (path.substr(0, 8) == "context.") return item_.context.find(path.substr(8));
    if (auto v = item_.attributes.find(path.substr(0, 11) == "properties." ? path.substr(11) : path)) return v;
    return path == "scene" ? item_.context.find(path) : std::nullopt;
  }

 private:
  const Item& item_;
};

/// A touchpoint's keys, kept once per row.
struct Place {
  std::string_view journey, touchpoint, stage, scene;
  std::optional<std::int32_t> floor;
};

std::optional<double> number(std::string_view s) {
  double v = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (ec != std::errc{} || end != s.data() + s.size() || !std::isfinite(v)) return std::nullopt;
  return v;
}

/// The catalogue's zone. Finding one takes longer than projecting an event, so the thread keeps the last.
calendar::Zone zone_of(const journey::Catalogue& c) {
  thread_local std::string name = "UTC";
  thread_local calendar::Zone zone;
  if (name != c.zone()) {
    zone = calendar::Zone::find(c.zone()).value_or(calendar::Zone{});
    name = c.zone();
  }
  return zone;
}

std::int64_t time_of(const inbox::Row& row, const Item& item) {
  return item.at ? *item.at : item.received != 0 ? item.received : to_ms(row.received);
}

void links(const inbox::Row& row, const Item& item, Lookup& lookup) {
  const auto link = [&](std::string_view other, bool anonymous) {
    if (item.user.empty() || other.empty() || other == item.user) return;
    lookup.link(row.workspace, {customer_id(row.workspace, item.user), customer_id(row.workspace, other), item.user, other, anonymous,
                                row.seq, time_of(row, item)});
  };
  link(item.previous, false);
  link(item.anonymous, true);
}

/// Calls line(text) for each line of the row; the parser may read kPadding bytes past its end.
template <class Line>
void each_line(const inbox::Row& row, Line&& line) {
  // One copy with room behind it, kept by the thread for the next row.
  thread_local std::string padded;
  padded.assign(row.text);
  padded.append(ItemReader::kPadding, '\0');
  std::string_view rest(padded.data(), row.text.size());
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (end > 0) line(rest.substr(0, end));
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  if (padded.capacity() > (32u << 20)) std::string().swap(padded);
}
/// Reused by the thread: its buffers grow to the largest item and stay.
ItemReader& reader_of_thread() {
  thread_local ItemReader reader;
  return reader;
}

/// Projects one row. The steps for one line: who (customer), where (touchpoint, episode), what (promise, scores, text).
class Projection {
 public:
  Projection(const inbox::Row& row, Lookup& lookup, std::shared_ptr<const journey::Catalogue> journeys, facts::FactBatch& out)
      : row_(row), lookup_(lookup), out_(out), journeys_(std::move(journeys)), clock_(zone_of(*journeys_)) {}

  void line(std::string_view json) {
    ItemReader& reader = reader_of_thread();
    if (!reader.read_canonical(json)) return lookup_.unreadable(row_.workspace, row_.seq);
    Item& item = reader.item();
    switch (item.type) {
      case ItemType::identify:
      case ItemType::alias: return identify(item);
      case ItemType::rating: return rating(item);
      case ItemType::feedback: return feedback(item);
      case ItemType::track:
      case ItemType::page:
      case ItemType::screen: return event(item);
    }
  }

 private:
  /// Everything that all kinds share. False when the customer is erased.
  bool start(const Item& item, facts::FactKind kind, facts::Fact& f) {
    f.seq = row_.seq;
    f.workspace = row_.workspace;
    f.kind = kind;
    f.at = time_of(row_, item);
    const std::string_view user = !item.user.empty() ? item.user : item.anonymous;
    if (!user.empty()) {
      f.customer = lookup_.canonical(row_.workspace, customer_id(row_.workspace, user));
      if (lookup_.erased(row_.workspace, f.customer, row_.seq, f.at)) return false;
      f.user_id = out_.keep(user);
    }
    f.message_id = out_.keep(item.id);
    return true;
  }
  void push(facts::Fact f) {
    f.item = next_item_++;
    out_.facts.push_back(f);
  }

  Place place(const journey::Match& m) {
    if (m.touchpoint == nullptr) return {m.journey == nullptr ? std::string_view{} : out_.keep(m.journey->key), {}, {}, {}, {}};
    auto& p = places_[m.touchpoint];
    if (p.touchpoint.empty()) {
      const auto& t = *m.touchpoint;
      p = {out_.keep(m.journey->key), out_.keep(t.key), out_.keep(t.stage), out_.keep(t.scene), {}};
      if (t.floor) p.floor = engine::valence_fixed(t.floor->value);
    }
    return p;
  }
  static void set(facts::Fact& f, const Place& p) {
    f.journey = p.journey;
    f.touchpoint = p.touchpoint;
    f.stage = p.stage;
    f.scene = p.scene;
  }
  void episode(facts::Fact& f, std::string_view key) {
    if (key.empty()) return;
    f.episode_key = out_.keep(key);
    if (!f.journey.empty()) f.episode = episode_id(row_.workspace, f.journey, key);
  }
  /// Sorted attributes, a key once (the last value counts), without very long values and without `except`.
  std::span<const facts::Tag> tags(Flat& flat, std::string_view except = {}) {
    auto& in = flat.list;
    sorted_.clear();
    for (const auto& t : in) {
      if (t.value.size() > kMaxValueBytes || t.key == except) continue;
      auto at = sorted_.end();
      while (at != sorted_.begin() && t.key < (at - 1)->key) --at;
      if (at != sorted_.begin() && (at - 1)->key == t.key) (at - 1)->value = t.value;
      else sorted_.insert(at, t);
    }
    return sorted_.empty() ? std::span<const facts::Tag>{} : out_.keep_tags(sorted_);
  }
  void text(facts::Fact& f, std::string_view s) {
    if (s.empty()) return;
    f.text = out_.keep(s);
    f.lang = text::detect_language(s);
  }
  void score(facts::Fact& f, std::string_view metric, const engine::Scale& scale, double value, std::optional<double> expected,
             const Place& p) {
    f.score = value;
    f.valence = engine::valence_fixed(engine::valence(value, scale));
    f.cls = static_cast<std::int8_t>(engine::classify(metric, value, scale));
    f.breach = p.floor && *f.valence < *p.floor;
    if (!expected || !engine::contains(scale, *expected)) return;
    f.expectation = expected;
    f.actual = value;
    // Where less is better the scale is read from its other end. A step is one point, or a tenth of a 0-1 scale.
    const double e = scale.up ? *expected : scale.min + scale.max - *expected;
    const double x = scale.up ? value : scale.min + scale.max - value;
    const double range = scale.max - scale.min;
    const auto ratio = engine::log_ratio_rating({e}, {x}, scale.min, range <= 1 ? range / 10 : 1);
    if (ratio.status == engine::Status::ok) f.log_ratio = engine::log_ratio_fixed(ratio.s);
  }

  /// A comment that was moved by hand stands where it was moved to; when that place is gone, where the sender put it.
  void correct(facts::Fact& f) {
    if (f.text.empty() || f.kind == facts::FactKind::event) return;
    const auto to = lookup_.moved(row_.workspace, f.seq, f.kind, f.message_id);
    if (!to) return;
    const auto match = journeys_->touchpoint(to->first, to->second);
    if (match.touchpoint == nullptr) return;
    const Place where = place(match);
    set(f, where);
    episode(f, f.episode_key);
    f.breach = where.floor && f.valence && *f.valence < *where.floor;
  }

  void event(Item& item) {
    facts::Fact f;
    if (!start(item, facts::FactKind::event, f)) return;
    const ItemEvent view(item);
    const auto match = journeys_->match(view);
    const Place where = place(match);
    set(f, where);
    f.name = out_.keep(item.event);
    if (auto channel = item.context.find("channel")) f.channel = out_.keep(*channel);
    else if (auto own = item.attributes.find("channel")) f.channel = out_.keep(*own);
    if (match.rule == nullptr) {
      f.tags = tags(item.attributes);
      return push(f);
    }
    const auto& rule = *match.rule;
    f.tags = tags(item.attributes, rule.text);
    if (!rule.episode.empty())
      if (auto key = view.property(rule.episode)) episode(f, *key);
    const auto comment = rule.text.empty() ? std::nullopt : view.property(rule.text);
    facts::Fact scored = f;
    if (rule.promise) {
      const auto p = evaluate(*rule.promise, view, f.at, clock_);
      f.promise = p.state;
      f.due = p.due;
      f.expectation = p.expectation;
      f.actual = p.actual;
      f.log_ratio = p.log_ratio;
    }
    const std::size_t at = out_.facts.size();
    push(f);
    for (const auto& r : rule.ratings) event_rating(r, view, scored, where);
    // The comment belongs to the score that it explains, and to the event when there is none.
    if (!comment) return;
    facts::Fact& explained = out_.facts[out_.facts.size() > at + 1 ? at + 1 : at];
    text(explained, *comment);
    correct(explained);
  }
  void event_rating(const journey::RatingRule& r, const ItemEvent& view, facts::Fact f, const Place& where) {
    const auto given = view.property(r.property);
    const auto value = given ? number(*given) : std::nullopt;
    if (!value || !engine::contains(r.scale, *value)) return;
    for (double skip : r.not_applicable)
      if (*value == skip) return;
    const auto expected = r.expectation.empty() ? std::nullopt : view.property(r.expectation);
    f.kind = facts::FactKind::rating;
    f.basis = engine::Basis::measured;
    f.name = out_.keep(r.property);
    f.metric = out_.keep(r.metric);
    score(f, r.metric, r.scale, *value, expected ? number(*expected) : std::nullopt, where);
    push(f);
  }

  void said(Item& item, facts::FactKind kind, std::string_view metric) {
    facts::Fact f;
    if (!start(item, kind, f)) return;
    f.basis = engine::Basis::measured;
    journey::Match match;
    if (!item.touchpoint.empty()) match = journeys_->touchpoint(item.journey, item.touchpoint);
    if (match.journey == nullptr && !item.journey.empty()) match.journey = journeys_->find(item.journey);
    const Place where = place(match);
    set(f, where);
    episode(f, item.episode);
    if (!item.channel.empty()) f.channel = out_.keep(item.channel);
    else if (auto own = item.attributes.find("channel")) f.channel = out_.keep(*own);
    f.metric = f.name = out_.keep(metric);
    f.tags = tags(item.attributes);
    if (item.value)
      if (const auto scale = item.scale ? item.scale : default_scale(item.metric); scale && engine::contains(*scale, *item.value))
        score(f, metric, *scale, *item.value, item.expectation, where);
    text(f, item.text);
    correct(f);
    push(f);
  }
  void rating(Item& item) { said(item, facts::FactKind::rating, item.metric); }
  void feedback(Item& item) {
    said(item, facts::FactKind::feedback, !item.value ? std::string_view{} : item.metric.empty() ? "rating" : item.metric);
  }

  void identify(Item& item) {
    links(row_, item, lookup_);
    facts::Fact f;
    if (!start(item, facts::FactKind::identify, f)) return;
    f.name = kTypeNames[static_cast<std::size_t>(item.type)];
    f.tags = tags(item.attributes);
    push(f);
  }

  const inbox::Row& row_;
  Lookup& lookup_;
  facts::FactBatch& out_;
  std::shared_ptr<const journey::Catalogue> journeys_;
  calendar::LocalClock clock_;
  std::unordered_map<const journey::Touchpoint*, Place> places_;
  std::vector<facts::Tag> sorted_;
  std::int32_t next_item_ = 0;
};

}  // namespace

CustomerId customer_id(WorkspaceNo workspace, std::string_view external_id) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, static_cast<std::uint32_t>(workspace)).ptr;
  return CustomerId{hash_uuid("customer", {digits, end}, external_id)};
}
EpisodeId episode_id(WorkspaceNo workspace, std::string_view journey, std::string_view key) {
  std::string place = std::to_string(static_cast<std::uint32_t>(workspace));
  place += '/';
  place += journey;
  return EpisodeId{hash_uuid("episode", place, key)};
}

Result<void> to_facts(const inbox::Row& row, Lookup& lookup, facts::FactBatch& out) {
  auto journeys = lookup.journeys(row.workspace);
  if (!journeys) return fail(ErrorKind::unavailable, "busy", "journeys of the workspace cannot be read");
  Projection projection(row, lookup, std::move(journeys), out);
  each_line(row, [&](std::string_view line) { projection.line(line); });
  return {};
}

void read_links(const inbox::Row& row, Lookup& lookup) {
  each_line(row, [&](std::string_view line) {
    // Nearly all lines are out at once; one with escapes could spell the type in another way.
    if (line.find("\"identify\"") == line.npos && line.find("\"alias\"") == line.npos && line.find("\\u") == line.npos) return;
    ItemReader& reader = reader_of_thread();
    if (!reader.read_canonical(line)) return;
    const Item& item = reader.item();
    if (item.type == ItemType::identify || item.type == ItemType::alias) links(row, item, lookup);
  });
}

}  // namespace peakend::ingest
