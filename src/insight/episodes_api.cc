// GET /v1/journeys/{key}/episodes (with the variants of their paths) and GET /v1/promises.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "engine/scale.h"
#include "insight/answer.h"
#include "insight/fold.h"

namespace peakend::insight {
namespace {

using facts::EpisodeFact;

constexpr std::size_t kMaxVariants = 100;
constexpr std::size_t kVariantsHeld = 20'000;  ///< different paths counted at a time; rarer ones fall out

void write_path(JsonOut& out, std::string_view path) {
  out.open('[');
  while (!path.empty()) {
    const std::size_t cut = path.find(kPathSeparator);
    out.text(path.substr(0, cut));
    path = cut == std::string_view::npos ? std::string_view{} : path.substr(cut + 1);
  }
  out.close(']');
}

void write_episode(JsonOut& out, const EpisodeFact& e, bool closed, std::int64_t now) {
  out.open('{').field("id", e.id.text()).field("key", e.key).field("journey", e.journey);
  if (!e.customer.is_none()) out.field("customer", e.customer.text());
  if (!e.user_id.empty()) out.field("user_id", e.user_id);
  out.key("start").time(e.start).key("end").time(e.end).field("closed", closed).field("version", e.version);
  out.field("facts", e.facts).field("n", e.n);
  if (e.n > 0) {
    out.field("remembered", engine::valence_real(e.remembered));
    out.field("mean", static_cast<double>(e.sum_v) / e.n / engine::kValenceOne);
    out.field("peak", engine::valence_real(e.salient)).field("end_valence", engine::valence_real(e.end_v));
    out.field("peak_touchpoint", e.salient_touchpoint).field("end_touchpoint", e.end_touchpoint);
    out.field("rise", engine::valence_real(e.rise)).field("drop", engine::valence_real(e.drop));
  }
  if (e.outcome_score) out.field("outcome_score", *e.outcome_score).field("outcome_metric", e.outcome_metric);
  const std::int32_t open = closed ? 0 : e.open;
  out.field("kept", e.kept).field("broken", e.broken).field("open", open);
  out.field("overdue", open > 0 && e.earliest_open_due != 0 && e.earliest_open_due < now ? std::max(1, e.overdue_due_count) : 0);
  out.key("path");
  write_path(out, e.path);
  out.close('}');
}

/// Counts of paths. When too many different ones are held the rarest go: counts of the frequent ones stay right
/// unless one of them was rare for so long.
class Variants {
 public:
  void add(const std::string& path) {
    if (path.empty()) return;
    ++counts_[path];
    if (counts_.size() <= kVariantsHeld) return;
    cut_ = true;
    const std::int64_t floor = ++floor_;
    std::erase_if(counts_, [&](const auto& entry) { return entry.second <= floor; });
  }
  void write(JsonOut& out) const {
    std::vector<std::pair<std::string_view, std::int64_t>> list(counts_.begin(), counts_.end());
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    out.key("variants").open('[');
    for (std::size_t i = 0; i < std::min(list.size(), kMaxVariants); ++i) {
      out.open('{').key("path");
      write_path(out, list[i].first);
      out.field("n", list[i].second).close('}');
    }
    out.close(']').field("variant_count", static_cast<std::int64_t>(list.size())).field("variants_cut", cut_);
  }

 private:
  std::unordered_map<std::string, std::int64_t> counts_;
  std::int64_t floor_ = 0;
  bool cut_ = false;
};

Result<std::string> episodes(const Sources& sources, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const journey::Journey* journey, journey_of(caller, request.params.find("key")->second));
  PK_TRY(const Range range, parse_range(request, caller.when));
  PK_TRY(const std::size_t limit, message::count_arg(request, "limit", 50, 1, 500));
  PK_TRY(const std::size_t offset, message::count_arg(request, "offset", 0, 0, 10'000'000));
  const bool with_variants = request.arg("variants").value_or("") == "1";
  const EpisodeRules rules = rules_of(journey);
  const std::int64_t now = to_ms(caller.when.now);
  PK_TRY(const std::int64_t seq, sources.facts->episodes_watermark(caller.workspace));
  facts::EpisodeScanSpec spec{caller.workspace, journey->key, range.from, range.to, {}, {}, facts::EpisodeScanSpec::Order::newest_first, true, SIZE_MAX, 0};
  Variants variants;
  std::int64_t total = 0, open = 0;
  JsonOut out;
  out.open('{').key("as_of").time(now).field("as_of_seq", seq).field("journey", journey->key).key("episodes").open('[');
  PK_CHECK(sources.facts->scan_episodes(spec, [&](const EpisodeFact& e) {
    if (e.facts == 0) return true;
    const bool closed = is_closed(e, rules, now);
    const auto number = static_cast<std::size_t>(total++);
    open += !closed;
    if (number >= offset && number - offset < limit) write_episode(out, e, closed, now);
    if (with_variants) variants.add(e.path);
    return true;
  }));
  out.close(']');
  if (with_variants) variants.write(out);
  out.field("open", open).field("closed", total - open).field("total", total).close('}');
  return out.take();
}

/// The single open promises of the page's keyed episodes, by folding their facts again.
Result<std::unordered_map<EpisodeId, std::vector<OpenPromise>>> details(const Sources& sources, const Caller& caller,
                                                                        const std::vector<OpenEpisode>& page) {
  std::unordered_map<EpisodeId, std::vector<OpenPromise>> out;
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.order = facts::Order::by_episode;
  spec.want = facts::Want::folding;
  for (const auto& e : page) spec.episodes.push_back(e.id);
  if (spec.episodes.empty()) return out;
  const EpisodeRules rules;
  std::optional<Folder> folder;
  EpisodeId current;
  PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& fact) {
    if (fact.episode != current) {
      if (folder) out.emplace(current, folder->open());
      folder.emplace(rules);
      current = fact.episode;
    }
    folder->add(fact);
    return true;
  }));
  if (folder) out.emplace(current, folder->open());
  return out;
}

void write_promise(JsonOut& out, const OpenEpisode& e, const OpenPromise* promise, std::int64_t now) {
  const std::int64_t due = promise != nullptr ? promise->due.value_or(0) : e.due;
  out.open('{').field("episode", e.id.text()).field("episode_key", e.key).field("journey", e.journey);
  if (!e.customer.is_none()) out.field("customer", e.customer.text());
  if (!e.user_id.empty()) out.field("user_id", e.user_id);
  out.key("made_at").time(promise != nullptr ? promise->made_at : e.start);
  if (promise != nullptr || !e.touchpoint.empty()) out.field("touchpoint", promise != nullptr ? promise->touchpoint : e.touchpoint);
  if (promise != nullptr) {
    if (promise->expected) out.field("expected", *promise->expected);
  }
  if (due != 0) {
    out.key("due").time(due).field("late_hours", std::max(0.0, static_cast<double>(now - due) / 3'600'000.0));
  }
  out.field("state", due != 0 && due < now ? "overdue" : "open").close('}');
}

Result<std::string> promises(const Sources& sources, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  const std::string state = request.arg("state").value_or("");
  if (!state.empty() && state != "open" && state != "overdue") {
    return fail_field("state", "not_one_of", {{"allowed", "open, overdue"}});
  }
  PK_TRY(const std::size_t limit, message::count_arg(request, "limit", 50, 1, 500));
  PK_TRY(const std::size_t offset, message::count_arg(request, "offset", 0, 0, kMaxOpenEpisodes));
  const std::string journey = request.arg("journey").value_or("");
  if (!journey.empty()) PK_CHECK(journey_of(caller, journey));
  const std::int64_t now = to_ms(caller.when.now);
  PK_TRY(auto all, sources.episodes->open(caller.workspace, journey));
  auto overdue = [&](const OpenEpisode& e) { return e.due != 0 && e.due < now; };
  const auto late = std::count_if(all.begin(), all.end(), overdue);
  if (state == "overdue") std::erase_if(all, [&](const OpenEpisode& e) { return !overdue(e); });
  if (state == "open") std::erase_if(all, overdue);
  const std::size_t first = std::min(offset, all.size()), last = std::min(first + limit, all.size());
  const std::vector<OpenEpisode> page(all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(last));
  PK_TRY(const auto detail, details(sources, caller, page));
  PK_TRY(const std::int64_t seq, sources.facts->episodes_watermark(caller.workspace));
  JsonOut out;
  out.open('{').key("as_of").time(now).field("as_of_seq", seq).key("promises").open('[');
  for (const OpenEpisode& e : page) {
    const auto found = detail.find(e.id);
    if (found == detail.end() || found->second.empty()) {
      write_promise(out, e, nullptr, now);
      continue;
    }
    for (const OpenPromise& p : found->second) write_promise(out, e, &p, now);
  }
  out.close(']').field("episodes", static_cast<std::int64_t>(all.size())).field("overdue", static_cast<std::int64_t>(late));
  out.field("more", last < all.size()).close('}');
  return out.take();
}

}  // namespace

void add_episode_routes(message::Router& router, std::shared_ptr<const Sources> sources) {
  router.add({message::Verb::get, "/v1/journeys/{key}/episodes", message::Right::personal, 0,
              [sources](const message::Request& r) { return reply(r, episodes(*sources, r)); }});
  router.add({message::Verb::get, "/v1/promises", message::Right::personal, 0,
              [sources](const message::Request& r) { return reply(r, promises(*sources, r)); }});
}

}  // namespace peakend::insight
