#include "journey/preview.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace peakend::journey {
namespace {

/// A stored event as rules see it. Facts keep the properties and the channel; other parts of "context" stay in the inbox.
class FactEvent final : public EventView {
 public:
  explicit FactEvent(const facts::Fact& f) : f_(f) {}
  std::string_view name() const override { return f_.name; }
  std::optional<std::string_view> property(std::string_view path) const override {
    if (path == "context.channel") return f_.channel.empty() ? std::nullopt : std::optional(f_.channel);
    if (path.substr(0, 8) == "context.") return std::nullopt;
    if (path.substr(0, 11) == "properties.") path.remove_prefix(11);
    for (const auto& t : f_.tags)
      if (t.key == path) return t.value;
    return std::nullopt;
  }

 private:
  const facts::Fact& f_;
};

bool unseen(std::string_view property) { return property.substr(0, 8) == "context." && property != "context.channel"; }
bool asks_unseen(const Rule& r) {
  return std::any_of(r.when.begin(), r.when.end(), [](const Condition& c) { return unseen(c.property); }) ||
         r.touchpoint.find("{context.") != std::string::npos;
}

std::string place(std::string_view journey, std::string_view touchpoint) {
  return touchpoint.empty() ? std::string{} : std::string(journey) + ":" + std::string(touchpoint);
}
std::string place(const Match& m) { return m.touchpoint == nullptr ? std::string{} : place(m.journey->key, m.touchpoint->key); }

std::optional<double> number(std::string_view s) {
  double v = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (ec != std::errc{} || end != s.data() + s.size() || !std::isfinite(v)) return std::nullopt;
  return v;
}

std::vector<Journey> with_draft(const Catalogue& now, const Journey& draft) {
  auto list = now.journeys();
  const auto same = std::find_if(list.begin(), list.end(), [&](const Journey& j) { return j.key == draft.key; });
  if (same == list.end()) list.push_back(draft);
  else *same = draft;
  return list;
}

class Looker {
 public:
  Looker(const Catalogue& now, const Journey& draft, std::size_t rule, const PromiseReader& promises)
      : rule_(draft.rules[rule]), promises_(promises), zone_(now.zone()), then_(with_draft(now, draft), now.zone()) {
    Journey alone = draft;
    alone.rules = {rule_};
    alone_.emplace(std::vector<Journey>{std::move(alone)}, now.zone());
    target_ = &then_.find(draft.key)->rules[rule];
    for (const auto& r : rule_.ratings) out_.ratings.push_back({r.metric, r.property});
    out_.unseen_context = asks_unseen(rule_);
  }

  void look(const facts::Fact& f) {
    ++out_.scanned;
    const FactEvent event(f);
    const Match then = then_.match(event);
    const bool matched = then.rule == target_, fits = matched || alone_->match(event).rule != nullptr;
    out_.fits += fits;
    out_.matched += matched;
    if (fits && !matched && then.rule != nullptr) ++out_.taken_by[then.rule->id];
    const std::string before = place(f.journey, f.touchpoint), after = place(then);
    ++moves_[{before, after}];
    note_properties(f);
    PreviewSample s;
    if (matched) read(f, event, s);
    auto& list = matched ? hits_ : others_;
    if (list.size() >= kPreviewSamples) return;
    s.at = f.at;
    s.user_id = f.user_id;
    s.now = before;
    s.then = after;
    s.matched = matched;
    for (const auto& t : f.tags)
      if (s.properties.size() < 40) s.properties.emplace_back(t.key, t.value.substr(0, 200));
    if (!f.channel.empty()) s.properties.emplace_back("context.channel", f.channel);
    list.push_back(std::move(s));
  }

  Preview result() && {
    for (const auto& [key, n] : moves_) out_.moves.push_back({key.first, key.second, n});
    std::stable_sort(out_.moves.begin(), out_.moves.end(), [](const auto& a, const auto& b) { return a.n > b.n; });
    if (out_.moves.size() > 50) out_.moves.resize(50);
    for (auto& [name, p] : properties_) out_.properties.push_back(std::move(p));
    std::stable_sort(out_.properties.begin(), out_.properties.end(), [](const auto& a, const auto& b) { return a.n > b.n; });
    // A few that do not match stay in sight: they show why.
    const std::size_t others = std::min(others_.size(), std::max<std::size_t>(5, kPreviewSamples - std::min(kPreviewSamples, hits_.size())));
    if (hits_.size() + others > kPreviewSamples) hits_.resize(kPreviewSamples - others);
    out_.samples = std::move(hits_);
    out_.samples.insert(out_.samples.end(), others_.begin(), others_.begin() + static_cast<std::ptrdiff_t>(others));
    return std::move(out_);
  }

 private:
  void note_properties(const facts::Fact& f) {
    const auto note = [&](std::string_view name, std::string_view value) {
      auto it = properties_.find(name);
      if (it == properties_.end()) {
        if (properties_.size() >= kPreviewProperties) return;
        it = properties_.emplace(std::string(name), PreviewProperty{std::string(name), 0, {}}).first;
      }
      auto& p = it->second;
      ++p.n;
      if (p.examples.size() < 5 && value.size() <= 60 && std::find(p.examples.begin(), p.examples.end(), value) == p.examples.end())
        p.examples.emplace_back(value);
    };
    for (const auto& t : f.tags) note(t.key, t.value);
    if (!f.channel.empty()) note("context.channel", f.channel);
  }
  /// What the draft rule takes from an event that it matches.
  void read(const facts::Fact& f, const FactEvent& event, PreviewSample& s) {
    if (!rule_.episode.empty())
      if (const auto key = event.property(rule_.episode)) {
        s.episode = *key;
        ++out_.with_episode;
      }
    if (rule_.promise && promises_) {
      s.promise = promises_(*rule_.promise, event, f.at, zone_);
      switch (s.promise->state) {
        case facts::Promise::kept: ++out_.kept; break;
        case facts::Promise::broken: ++out_.broken; break;
        case facts::Promise::made: ++out_.made; break;
        case facts::Promise::none: ++out_.no_promise; break;
      }
    }
    for (std::size_t i = 0; i < rule_.ratings.size(); ++i) rate(rule_.ratings[i], out_.ratings[i], event, s);
  }
  static void rate(const RatingRule& r, PreviewRating& seen, const FactEvent& event, PreviewSample& s) {
    const auto given = event.property(r.property);
    if (!given) return void(++seen.absent);
    const auto value = number(*given);
    if (!value) return void(++seen.not_number);
    if (std::find(r.not_applicable.begin(), r.not_applicable.end(), *value) != r.not_applicable.end()) return void(++seen.not_applicable);
    if (!engine::contains(r.scale, *value)) return void(++seen.off_scale);
    ++seen.scored;
    s.ratings.emplace_back(r.metric, *value);
  }

  const Rule& rule_;
  const PromiseReader& promises_;
  const std::string zone_;
  Catalogue then_;
  std::optional<Catalogue> alone_;
  const Rule* target_ = nullptr;
  std::map<std::pair<std::string, std::string>, std::int64_t> moves_;
  std::map<std::string, PreviewProperty, std::less<>> properties_;
  std::vector<PreviewSample> hits_, others_;
  Preview out_;
};

}  // namespace

Result<Preview> preview_rule(const facts::FactStore& store, WorkspaceNo workspace, const Catalogue& now, const Journey& draft,
                             std::size_t rule, const PromiseReader& promises) {
  const facts::Filter kind{{facts::Field::kind, {}}, {"event"}}, name{{facts::Field::name, {}}, {draft.rules[rule].event}};
  facts::AggregateSpec all;
  all.workspace = workspace;
  all.where = {kind, name};
  PK_TRY(const auto counted, store.aggregate(all));
  Looker looker(now, draft, rule, promises);
  facts::ScanSpec newest;
  newest.workspace = workspace;
  newest.where = {kind, name};
  newest.order = facts::Order::newest_first;
  newest.limit = kPreviewEvents;
  PK_CHECK(store.scan(newest, [&](const facts::Fact& f) {
    looker.look(f);
    return true;
  }));
  Preview out = std::move(looker).result();
  for (const auto& row : counted.rows) out.total += row.partial.facts;
  return out;
}

}  // namespace peakend::journey
