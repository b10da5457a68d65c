#include "insight/brand.h"

#include <algorithm>
#include <array>
#include <map>

#include "engine/interval.h"
#include "insight/even_customers.h"
#include "insight/insight_sql.h"
#include "insight/purchases.h"
#include "text/matcher.h"

namespace peakend::insight {
namespace {

using engine::Estimate;
using engine::Status;
using records::Param;

constexpr std::size_t kMaxTexts = 200'000, kEvidence = 3;
constexpr std::int32_t kThird = 3'333;  // of the scale, 1e-4

struct Tally {
  std::int64_t mentions = 0, scored = 0, good = 0;
  void add(const BrandText& t) { ++mentions, scored += t.good.has_value(), good += t.good.value_or(false); }
  Estimate good_share(std::int64_t need) const { return engine::wilson_share(good, scored, need); }
};
bool speaks(const BrandText& t, std::size_t idea) { return (t.ideas >> idea & 1u) != 0; }
double part(double x, double of) { return of > 0 ? x / of : 0; }

/// Shares of all mentions, weights and the claim, values among values and needs among needs.
void add_totals(BrandSays& out, const Brand& brand, const std::vector<Tally>& all, std::uint32_t claim) {
  const std::size_t values = brand.values.size();
  std::array<double, 2> talk{}, weight{}, claimed{};
  const auto idea_of = [&](std::size_t i) -> const BrandIdea& { return i < values ? brand.values[i] : brand.needs[i - values]; };
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t kind = i >= values;
    talk[kind] += static_cast<double>(all[i].mentions), weight[kind] += idea_of(i).weight, claimed[kind] += static_cast<double>(claim >> i & 1u);
  }
  out.claim_mentions = static_cast<std::int64_t>(claimed[0]);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t kind = i >= values;
    IdeaAll& idea = out.ideas[i];
    idea.mentions = all[i].mentions;
    idea.share = engine::wilson_share(all[i].mentions, out.texts, kNeedTexts);
    idea.good = all[i].good_share(kNeedTexts);
    idea.talk = part(static_cast<double>(all[i].mentions), talk[kind]);
    idea.intended = part(idea_of(i).weight, weight[kind]);
    idea.claim = part(static_cast<double>(claim >> i & 1u), claimed[kind]);
  }
}

/// What a touchpoint expresses, beside what is wanted; needs count by how often those who speak of them are pleased.
void add_score(BrandPlace& place, const Brand& brand, const std::vector<Tally>& cells) {
  place.score = {};
  if (place.texts < kNeedTexts || place.remembered.status != Status::ok) return;
  std::vector<double> expressed, intended, weights, pleased;
  double sum = 0;
  for (std::size_t v = 0; v < brand.values.size(); ++v) {
    expressed.push_back(static_cast<double>(cells[v].mentions));
    intended.push_back(brand.values[v].weight);
  }
  for (std::size_t k = 0; k < brand.needs.size(); ++k) sum += brand.needs[k].weight;
  for (std::size_t k = 0; k < brand.needs.size(); ++k) {
    const Tally& t = cells[brand.values.size() + k];
    weights.push_back(brand.needs[k].weight / sum);
    pleased.push_back(part(static_cast<double>(t.good), static_cast<double>(t.scored)));
  }
  if (!expressed.empty() && !weights.empty()) place.score = engine::brand_score(place.remembered.value, expressed, intended, weights, pleased);
}

void add_rivals(BrandSays& out, const Brand& brand, const std::vector<BrandText>& texts) {
  const std::size_t values = brand.values.size();
  std::vector<double> own(values);
  std::array<std::vector<double>, kCustomerGroups> groups;
  groups.fill(std::vector<double>(values));
  for (const BrandText& t : texts)
    for (std::size_t v = 0; v < values; ++v)
      if (speaks(t, v)) ++own[v], ++groups[t.group][v];
  double n = 0;
  for (const double x : own) n += x;
  for (const Rival& r : brand.rivals) {
    RivalAgainst a{r.name, static_cast<std::int64_t>(n), 0, {}, {}};
    double m = 0;
    for (const double x : r.mentions) m += x;
    a.theirs = static_cast<std::int64_t>(m);
    a.difference = engine::too_few(std::min(a.own, a.theirs), kNeedMentions);
    if (a.own >= kNeedMentions && a.theirs >= kNeedMentions) {
      std::vector<double> parts;
      for (const auto& g : groups) {
        std::vector<double> rest = own;
        for (std::size_t v = 0; v < values; ++v) rest[v] -= g[v];
        if (std::ranges::any_of(rest, [](double x) { return x > 0; })) parts.push_back(engine::jensen_shannon_bits(rest, r.mentions));
      }
      a.difference = jackknife(engine::jensen_shannon_bits(own, r.mentions), parts, a.own);
      a.difference.lo = std::max(0.0, a.difference.lo), a.difference.hi = std::min(1.0, a.difference.hi);
      for (std::size_t v = 0; v < values; ++v) a.ahead.push_back(own[v] / n - r.mentions[v] / m);
    }
    out.rivals.push_back(std::move(a));
  }
}

Result<void> read_texts(BrandSays& out, std::vector<BrandText>& texts, const Sources& sources, const Caller& caller, const journey::Journey& journey,
                        const Query& query, const text::Matcher& words) {
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from, spec.to = query.range.to;
  spec.where = query.where;
  spec.where.push_back({{facts::Field::journey, {}}, {journey.key}});
  spec.with_text = true;
  spec.order = facts::Order::newest_first;
  spec.limit = kMaxTexts + 1;
  TouchpointNumbers numbers(out.touchpoints);
  numbers.of("");
  return sources.facts->scan(spec, [&](const facts::Fact& f) {
    if (texts.size() == kMaxTexts) {
      out.truncated = true;
      return false;
    }
    BrandText t{numbers.of(f.touchpoint), words.of(f.text), f.customer.is_none() ? texts.size() % kCustomerGroups : group_of(f.customer), {}};
    if (f.valence) t.good = *f.valence >= kThird;
    for (std::size_t i = 0; i < out.ideas.size(); ++i)
      if (speaks(t, i) && out.ideas[i].evidence.size() < kEvidence) out.ideas[i].evidence.push_back(feedback::Ref::of(f));
    texts.push_back(t);
    return true;
  });
}

/// Share of rated closed episodes in which a touchpoint is the good peak or the end.
Result<void> read_remembered(BrandSays& out, const Sources& sources, const Caller& caller, const journey::Journey& journey, const Query& query) {
  facts::EpisodeScanSpec spec;
  spec.workspace = caller.workspace;
  spec.journey = journey.key;
  spec.from = query.range.from, spec.to = query.range.to;
  spec.order = facts::EpisodeScanSpec::Order::any;
  spec.with_path = false;
  std::array<double, kCustomerGroups> episodes{};
  TouchpointNumbers numbers(out.touchpoints);
  std::map<std::uint32_t, std::array<double, kCustomerGroups>> hits;
  PK_CHECK(sources.facts->scan_episodes(spec, [&](const facts::EpisodeFact& e) {
    if (!e.closed || e.n == 0) return true;
    const std::size_t group = group_of(e.customer);
    ++episodes[group];
    const std::uint32_t end = numbers.of(e.end_touchpoint);
    ++hits[end][group];
    if (e.salient > 0 && e.salient_touchpoint != e.end_touchpoint) ++hits[numbers.of(e.salient_touchpoint)][group];
    return true;
  }));
  double n = 0;
  for (const double x : episodes) n += x;
  for (const auto& [touchpoint, k] : hits) {
    if (out.touchpoints[touchpoint].empty()) continue;
    double all = 0;
    for (const double x : k) all += x;
    std::vector<double> parts;
    for (std::size_t g = 0; g < kCustomerGroups; ++g)
      if (n > episodes[g]) parts.push_back((all - k[g]) / (n - episodes[g]));
    BrandPlace place;
    place.touchpoint = touchpoint;
    place.remembered = n < static_cast<double>(kNeedTexts) ? engine::too_few(static_cast<std::int64_t>(n), kNeedTexts) : jackknife(all / n, parts, static_cast<std::int64_t>(n));
    place.remembered.lo = std::max(0.0, place.remembered.lo), place.remembered.hi = std::min(1.0, place.remembered.hi);
    out.places.push_back(std::move(place));
  }
  return {};
}

}  // namespace

void count_brand(BrandSays& out, const Brand& brand, const std::vector<BrandText>& texts, std::uint32_t claim) {
  const std::size_t ideas = brand.ideas();
  out.ideas.resize(ideas);
  out.texts = static_cast<std::int64_t>(texts.size());
  std::vector<Tally> all(ideas);
  std::map<std::uint32_t, std::vector<Tally>> at;
  std::map<std::uint32_t, std::int64_t> many;
  for (const BrandText& t : texts) {
    ++many[t.touchpoint];
    auto& cells = at.try_emplace(t.touchpoint, ideas).first->second;
    for (std::size_t i = 0; i < ideas; ++i)
      if (speaks(t, i)) all[i].add(t), cells[i].add(t);
  }
  add_totals(out, brand, all, claim);
  for (const auto& [touchpoint, n] : many) {
    const auto known = std::ranges::find(out.places, touchpoint, &BrandPlace::touchpoint);
    BrandPlace& place = known != out.places.end() ? *known : out.places.emplace_back();
    place.touchpoint = touchpoint;
    place.texts = n;
  }
  for (BrandPlace& place : out.places) {
    if (place.remembered.status != Status::ok && place.remembered.need == 0) place.remembered = engine::too_few(0, kNeedTexts);
    const auto& cells = at.try_emplace(place.touchpoint, ideas).first->second;
    for (std::size_t i = 0; i < ideas; ++i)
      place.cells.push_back({cells[i].mentions, engine::wilson_share(cells[i].mentions, place.texts, kNeedTexts), cells[i].good_share(kNeedTexts),
                             part(static_cast<double>(cells[i].mentions), static_cast<double>(all[i].mentions))});
    add_score(place, brand, cells);
  }
  std::ranges::stable_sort(out.places, [](const BrandPlace& a, const BrandPlace& b) {
    return std::pair(a.score.score, a.texts) > std::pair(b.score.score, b.texts);
  });
  add_rivals(out, brand, texts);
}

Result<BrandSays> brand_says(const Sources& sources, const Caller& caller, const journey::Journey& journey, const Query& query, const Brand& brand) {
  std::vector<std::vector<std::string>> lists;
  for (const auto* ideas : {&brand.values, &brand.needs})
    for (const BrandIdea& idea : *ideas) lists.push_back(idea.words);
  const text::Matcher words(lists);
  BrandSays out;
  out.ideas.resize(brand.ideas());
  std::vector<BrandText> texts;
  PK_CHECK(read_texts(out, texts, sources, caller, journey, query, words));
  PK_CHECK(read_remembered(out, sources, caller, journey, query));
  count_brand(out, brand, texts, words.of(brand.claim));
  return out;
}

Result<Brand> Brands::get(WorkspaceNo w) {
  Brand out;
  std::string body;
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::brand_of, std::array<Param, 1>{static_cast<std::int64_t>(w)}, [&](const records::Row& r) {
      out.version = static_cast<int>(r.i64(0)), body = r.text(1);
      return false;
    });
  }));
  if (body.empty()) return out;
  const int version = out.version;
  PK_TRY(out, brand_of_json(body));
  out.version = version;
  return out;
}

Result<Brand> Brands::put(WorkspaceNo w, Brand brand) {
  const std::string body = brand_json(brand);
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    std::int64_t known = 0;
    PK_CHECK(tx.query(sql::brand_of, std::array<Param, 1>{static_cast<std::int64_t>(w)}, [&](const records::Row& r) { return known = r.i64(0), false; }));
    if (known != brand.version) return fail(ErrorKind::conflict, "stored_elsewhere");
    PK_CHECK(tx.exec(sql::put_brand, std::array<Param, 3>{static_cast<std::int64_t>(w), known + 1, std::string_view(body)}));
    return {};
  }));
  ++brand.version;
  return brand;
}

}  // namespace peakend::insight
