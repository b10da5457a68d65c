// A year on a simulated clock: 10 000 customers, five surveys, one ledger. No limit is broken, every refusal has its reason,
// and weights give back the population's mean.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "trigger/plan.h"

namespace peakend::trigger {
namespace {

using delivery::Reason;

constexpr int kCustomers = 10'000;
constexpr std::int64_t kDayMs = 86'400'000;

struct Person {
  CustomerId id;
  std::size_t city = 0;
  double score = 0;   ///< what he would answer
  double answers = 0; ///< chance that he does
  delivery::Preference preference;
  std::vector<delivery::Asked> ledger;
  Reach reach;
};
struct Event {
  std::int64_t at = 0;
  int person = 0, rule = 0;
};
double u(const std::string& key) { return engine::hash_draw("year|" + key); }

/// Five rules: samplings of all three kinds, two kinds of survey, different priorities.
std::vector<Trigger> rules() {
  std::vector<Trigger> out(5);
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto& t = out[i];
    t.key = "r" + std::to_string(i);
    t.enabled = true;
    t.priority = static_cast<int>(20 * i);
    t.channels = {channel::Kind::email};
    t.delay_minutes = static_cast<int>(i) * 1'440;
    t.survey = "s";
  }
  out[0].sampling.mode = Mode::cells;
  out[0].sampling.by = {"city"};
  out[0].sampling.need = 40;
  out[0].sampling.expected = 400;
  out[1].sampling.mode = Mode::share;
  out[1].sampling.share = .3;
  out[2].topic = "delivery";
  out[3].kind = "relationship";
  return out;
}

TEST(Year, LimitsReasonsAndWeights) {
  const double city_score[] = {8.5, 7, 5, 3}, city_share[] = {.55, .25, .15, .05}, city_answers[] = {.35, .25, .15, .1};
  delivery::Attention attention;
  attention.gap_days = {{"any", 14}, {"relationship", 120}};
  attention.max_per_year = 6;
  std::vector<Person> people(kCustomers);
  double population = 0;
  std::vector<double> in_city(4);
  for (int i = 0; i < kCustomers; ++i) {
    auto& p = people[static_cast<std::size_t>(i)];
    const auto key = std::to_string(i);
    p.id = CustomerId(hash_uuid("customer", "1", key));
    double left = u("city" + key);
    while (p.city < 3 && left >= city_share[p.city]) left -= city_share[p.city++];
    p.score = city_score[p.city] + 2 * (u("score" + key) - .5);
    p.answers = city_answers[p.city];
    p.preference.opted_out = u("out" + key) < .03;
    if (u("less" + key) < .1) p.preference.frequency = delivery::Frequency::less;
    if (u("topic" + key) < .1) p.preference.topics_off = {"delivery"};
    p.reach.zone = *calendar::Zone::find(i % 2 == 0 ? "Asia/Shanghai" : "Europe/Berlin");
    if (u("address" + key) >= .05) p.reach.channels = {channel::Kind::email};
    population += p.score / kCustomers;
    in_city[p.city] += 1;
  }
  const auto all = rules();
  const std::int64_t start = to_ms(*calendar::parse_rfc3339("2026-01-01T00:00:00Z"));
  std::vector<Event> events;
  for (int i = 0; i < kCustomers; ++i)
    for (int r = 0; r < 5; ++r)
      for (int k = 0; k < 3; ++k)
        events.push_back({start + static_cast<std::int64_t>(u("at" + std::to_string(i) + "/" + std::to_string(r) + "/" + std::to_string(k)) * 365.0 * static_cast<double>(kDayMs)), i, r});
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return std::tie(a.at, a.person, a.rule) < std::tie(b.at, b.person, b.rule); });

  struct Invited {
    int person = 0, rule = 0;
    double weight = 1, rate = 1;
    bool answered = false;
    Instant event_at, due;
  };
  std::map<delivery::InvitationId, Invited> invited;
  std::map<Reason, std::int64_t> refusals;
  std::map<std::pair<std::int64_t, std::size_t>, CellState> cells;
  std::map<std::size_t, std::array<double, 2>> eligible;  ///< by city: events that reached the cell's draw, sum of their scores
  std::uint64_t no = 0;
  for (std::size_t e = 0; e < events.size(); ++e) {
    auto& p = people[static_cast<std::size_t>(events[e].person)];
    const auto& t = all[static_cast<std::size_t>(events[e].rule)];
    const Instant now = from_ms(events[e].at);
    for (auto& a : p.ledger) a.queued = a.at > now;
    const auto [period, elapsed] = period_of(t.sampling, now);
    const bool by_cell = t.sampling.mode == Mode::cells;
    CellState own;
    auto& state = by_cell ? cells[{period, p.city}] : own;
    state.elapsed = elapsed;
    if (by_cell)
      if (const auto before = cells.find({period - 1, p.city}); before != cells.end()) state.before = before->second.eligible;
    const auto d = plan({t, now, now, std::to_string(e), p.id, std::to_string(p.city), state, p.preference, attention, p.ledger, &p.reach, nullptr});
    if (by_cell && d.eligible) {
      ++state.eligible;
      eligible[p.city][0] += 1;
      eligible[p.city][1] += p.score;
    }
    if (!d.invites()) {
      ASSERT_NE(d.reason, Reason::none);
      ++refusals[d.reason];
      if (d.reason == Reason::gap_any || d.reason == Reason::gap_kind || d.reason == Reason::cap_year || d.reason == Reason::frequency) {
        ASSERT_TRUE(d.next && *d.next > now);
      }
      continue;
    }
    for (const auto id : d.displaced) {
      std::erase_if(p.ledger, [&](const delivery::Asked& a) { return a.id == id; });
      ++refusals[Reason::displaced];
      invited.erase(id);
    }
    const delivery::InvitationId id(Uuid{2, ++no});
    p.ledger.push_back({id, d.due, t.kind, t.priority, true, 1});
    const bool answered = u("answer" + std::to_string(e)) < p.answers;
    invited[id] = {events[e].person, events[e].rule, d.weight, d.rate, answered, now, d.due};
    if (by_cell) {
      ++state.invited;
      state.answered += answered;
    }
    // Quiet hours of the customer's own zone.
    const auto local = to_ms(d.due) + std::int64_t{calendar::offset_s(p.reach.zone, d.due)} * 1000;
    const auto hour = (local / 3'600'000) % 24;
    ASSERT_TRUE(hour >= 9 && hour < 21) << hour;
    ASSERT_LE(d.due, d.expires);
  }

  // Every event ended in an invitation or a reason.
  std::int64_t refused = 0;
  for (const auto& [reason, n] : refusals) refused += n;
  EXPECT_EQ(static_cast<std::int64_t>(invited.size()) + refused, static_cast<std::int64_t>(events.size()));
  for (const auto reason : {Reason::not_sampled, Reason::opted_out, Reason::topic_off, Reason::gap_any, Reason::gap_kind, Reason::frequency, Reason::no_address, Reason::cap_year, Reason::displaced})
    EXPECT_GT(refusals[reason], 0) << delivery::name_of(reason);

  // No limit was broken, for anybody, by anything that went out.
  for (auto& p : people) {
    std::sort(p.ledger.begin(), p.ledger.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    const int factor = p.preference.frequency == delivery::Frequency::less ? 2 : 1;
    ASSERT_TRUE(p.ledger.empty() || (!p.preference.opted_out && !p.reach.channels.empty()));
    for (std::size_t i = 1; i < p.ledger.size(); ++i) {
      const auto year = std::count_if(p.ledger.begin(), p.ledger.begin() + static_cast<std::ptrdiff_t>(i) + 1, [&](const auto& a) { return (p.ledger[i].at - a.at).count() < 365 * kDayMs; });
      ASSERT_LE(year, 6 / factor);
      ASSERT_GE((p.ledger[i].at - p.ledger[i - 1].at).count(), 14 * kDayMs * factor);
      for (std::size_t k = 0; k < i; ++k)
        ASSERT_TRUE(p.ledger[i].kind != "relationship" || p.ledger[k].kind != "relationship" || (p.ledger[i].at - p.ledger[k].at).count() >= 120 * kDayMs * factor);
    }
  }

  // Rule 0 seeks deficits. Design weights give the mean of all events that could be asked; with the answers raised to the known
  // sizes of the cities (non-response differs between them) they give it again. The plain mean of the answers does not.
  double total = 0, sum = 0, plain_sum = 0;
  int answers = 0;
  std::array<double, 4> w{}, wy{}, wyy{}, ww{};
  double hw = 0, hwy = 0;
  std::vector<std::pair<double, double>> asked;
  for (const auto& [id, i] : invited) {
    if (i.rule != 0) continue;
    EXPECT_NEAR(i.weight * i.rate, 1, 1e-9);
    EXPECT_GE(i.rate, .02);
    const auto& p = people[static_cast<std::size_t>(i.person)];
    hw += i.weight, hwy += i.weight * p.score;
    asked.emplace_back(i.weight, p.score);
    if (!i.answered) continue;
    ++answers, plain_sum += p.score;
    w[p.city] += i.weight, wy[p.city] += i.weight * p.score, wyy[p.city] += i.weight * p.score * p.score, ww[p.city] += i.weight * i.weight;
  }
  for (const auto& [city, e] : eligible) total += e[0], sum += e[1];
  const double truth = sum / total, by_weights = hwy / hw;
  double design_var = 0;
  for (const auto& [weight, y] : asked) design_var += weight * weight * (y - by_weights) * (y - by_weights);
  // Displacement takes some of rule 0's invitations away, whoever they are for; 1.96 se is the interval.
  EXPECT_NEAR(by_weights, truth, 1.96 * std::sqrt(design_var) / hw) << answers;
  double estimate = 0, var = 0;
  for (std::size_t c = 0; c < 4; ++c) {
    const double share = eligible[c][0] / total, mean = wy[c] / w[c];
    estimate += share * mean;
    var += share * share * (wyy[c] / w[c] - mean * mean) * ww[c] / (w[c] * w[c]);
  }
  EXPECT_NEAR(estimate, truth, 1.96 * std::sqrt(var));
  EXPECT_GT(std::abs(plain_sum / answers - truth), 5 * std::sqrt(var));  // why weights are needed
  EXPECT_NEAR(truth, population, .2);
}

}  // namespace
}  // namespace peakend::trigger
