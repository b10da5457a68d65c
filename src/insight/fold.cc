#include "insight/fold.h"

#include <algorithm>
#include <map>

namespace peakend::insight {
namespace {

using facts::Fact;
using facts::FactKind;
constexpr std::int64_t kHourMs = 3'600'000;

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

facts::EpisodeTouch& touch_of(facts::EpisodeFact& e, std::string_view touchpoint) {
  for (auto& touch : e.touches) {
    if (touch.touchpoint == touchpoint) return touch;
  }
  e.touches.push_back({std::string(touchpoint), 0, INT32_MAX, INT32_MIN, 0, 0});
  return e.touches.back();
}

}  // namespace

EpisodeRules rules_of(const journey::Journey* journey) {
  EpisodeRules rules;
  if (journey == nullptr) return rules;
  rules.start = journey->episode.start;
  rules.end = journey->episode.end;
  rules.gap_ms = journey->episode.gap_hours * kHourMs;
  rules.grace_ms = journey->episode.grace_hours * kHourMs;
  return rules;
}

bool is_closed(const facts::EpisodeFact& e, const EpisodeRules& rules, std::int64_t now_ms) {
  return e.closed || now_ms - std::max(e.end, e.earliest_open_due) >= rules.gap_ms;
}

void Folder::add(const Fact& fact) {
  if (empty()) {
    out_.workspace = fact.workspace;
    out_.journey = fact.journey;
    out_.start = fact.at;
  }
  if (out_.customer.is_none()) out_.customer = fact.customer;
  if (!fact.user_id.empty()) out_.user_id = fact.user_id;
  out_.end = fact.at;
  ++out_.facts;
  if (fact.kind == FactKind::event) {
    add_step(fact.name);
    if (has(rules_->end, fact.name)) ended_at_ = fact.at;
  }
  (fact.kind == FactKind::event ? events_ : answers_).add(fact.touchpoint);
  if (ended_at_ && fact.at - *ended_at_ > rules_->grace_ms) ended_at_.reset();  // it goes on after all
  add_promise(fact);
  if (fact.valence) add_rating(fact);
}

void Folder::add_step(std::string_view name) {
  if (steps_ == kMaxPathSteps) return;
  if (steps_++ > 0) out_.path += kPathSeparator;
  out_.path += name;
}

std::string_view Folder::Way::last() const {
  const auto cut = steps.rfind(kPathSeparator);
  return cut == std::string::npos ? std::string_view(steps) : std::string_view(steps).substr(cut + 1);
}

void Folder::Way::add(std::string_view touchpoint) {
  if (touchpoint.empty() || count == kMaxPathSteps || touchpoint == last()) return;
  if (count++ > 0) steps += kPathSeparator;
  steps += touchpoint;
}

void Folder::add_rating(const Fact& fact) {
  if (fact.score) {
    out_.outcome_score = fact.score;
    out_.outcome_metric = fact.metric;
  }
  if (fact.touchpoint.empty()) return;  // about the relationship, not a moment of this pass
  const std::int32_t v = *fact.valence;
  ++out_.n;
  out_.sum_v += v;
  facts::EpisodeTouch& touch = touch_of(out_, fact.touchpoint);
  ++touch.n;
  touch.min_v = std::min(touch.min_v, v);
  touch.max_v = std::max(touch.max_v, v);
  touch.last_v = v;
  touch.last_at = fact.at;
  moments_.push_back({fact.at, static_cast<std::int64_t>(moments_.size()), 0, v});
  touchpoints_.emplace_back(fact.touchpoint);
}

/// A later outcome settles the open promise with the same due time, else the oldest one.
void Folder::add_promise(const Fact& fact) {
  if (fact.promise == facts::Promise::made) {
    open_.push_back({std::string(fact.touchpoint), fact.at, fact.due, fact.expectation});
    return;
  }
  if (fact.promise == facts::Promise::none) return;
  (fact.promise == facts::Promise::kept ? out_.kept : out_.broken) += 1;
  auto settled = std::find_if(open_.begin(), open_.end(), [&](const OpenPromise& p) { return fact.due && p.due == fact.due; });
  if (settled == open_.end()) settled = open_.begin();
  if (settled != open_.end()) open_.erase(settled);
  if (fact.log_ratio && (!out_.log_ratio || *fact.log_ratio < *out_.log_ratio)) out_.log_ratio = fact.log_ratio;
}

/// Peaks, end, rise and drop of METHODS 2.
void Folder::fold_moments() {
  const engine::EpisodeState state = engine::fold_episode(moments_);
  const engine::EpisodeOut read = engine::episode_out(state);
  out_.peak_pos = state.pos.v;
  out_.peak_neg = state.neg.v;
  out_.begin_v = state.first.v;
  out_.end_v = state.last.v;
  out_.rise = state.rise;
  out_.drop = state.drop;
  out_.salient = read.salient_moment.v;
  out_.salient_touchpoint = touchpoints_[static_cast<std::size_t>(read.salient_moment.id)];
  out_.end_touchpoint = touchpoints_[static_cast<std::size_t>(state.last.id)];
  out_.remembered = engine::remembered_fixed(out_.salient, out_.end_v);
}

facts::EpisodeFact Folder::take(EpisodeId id, std::string key, std::int64_t now_ms) {
  if (!moments_.empty()) fold_moments();
  out_.id = id;
  out_.key = std::move(key);
  out_.steps = std::move((events_.steps.empty() ? answers_ : events_).steps);
  out_.open = static_cast<std::int32_t>(open_.size());
  if (!open_.empty()) out_.open_touchpoint = open_.front().touchpoint;
  for (const OpenPromise& p : open_) {
    if (!p.due) continue;
    out_.overdue_due_count += *p.due < now_ms;
    if (out_.earliest_open_due != 0 && *p.due >= out_.earliest_open_due) continue;
    out_.earliest_open_due = *p.due;
    out_.open_touchpoint = p.touchpoint;
  }
  out_.closed = ended_at_ || is_closed(out_, *rules_, now_ms);
  facts::EpisodeFact done = std::move(out_);
  out_ = {};
  moments_.clear();
  touchpoints_.clear();
  open_.clear();
  steps_ = 0;
  events_ = answers_ = {};
  ended_at_.reset();
  return done;
}

std::vector<Run> split(std::span<const Fact> facts, const std::function<const EpisodeRules&(std::string_view)>& rules_for) {
  std::map<std::string_view, std::vector<std::size_t>> by_journey;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    // An answer about the relationship belongs to no pass, unless its sender names one.
    if (facts[i].kind == FactKind::rating && facts[i].touchpoint.empty()) continue;
    by_journey[facts[i].journey].push_back(i);
  }
  std::vector<Run> out;
  for (const auto& [journey, members] : by_journey) {
    const EpisodeRules& rules = rules_for(journey);
    std::vector<engine::EpisodeStep> steps;
    for (const std::size_t i : members) {
      const bool event = facts[i].kind == FactKind::event;
      steps.push_back({facts[i].at, facts[i].seq, facts[i].item, {}, event && has(rules.start, facts[i].name),
                       event && has(rules.end, facts[i].name)});
    }
    for (const auto& span : engine::assign_episodes(steps, rules, INT64_MAX)) {
      Run run{std::string(journey), {}};
      for (const std::size_t step : span.steps) run.facts.push_back(members[step]);
      out.push_back(std::move(run));
    }
  }
  return out;
}

}  // namespace peakend::insight
