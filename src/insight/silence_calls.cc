#include "insight/silence_calls.h"

#include <algorithm>

#include "engine/sampling.h"
#include "engine/silence.h"

namespace peakend::insight {

std::vector<Call> call_order(const std::vector<const Silent*>& silent, const SilenceModel& model, const CallTerms& terms, std::string_view seed) {
  std::vector<Call> ranked;
  for (const Silent* s : silent) {
    Call call{s, {}, {}, false};
    if (const auto known = model.chances.find(s->id); known != model.chances.end()) {
      call.chance = known->second;
      if (s->value) call.worth = engine::contact_value(known->second, *s->value, terms.churn, terms.recover, terms.cost);
    }
    ranked.push_back(call);
  }
  std::ranges::stable_sort(ranked, [](const Call& a, const Call& b) { return std::pair(a.worth, a.chance) > std::pair(b.worth, b.chance); });
  std::vector<std::pair<double, std::size_t>> lots;
  for (std::size_t i = 0; i < ranked.size(); ++i) lots.emplace_back(engine::hash_draw(std::string(seed) + "|" + ranked[i].who->id.text()), i);
  std::ranges::sort(lots);
  std::vector<char> taken(ranked.size());
  std::vector<Call> out;
  std::size_t next = 0, lot = 0;
  while (out.size() < ranked.size()) {
    const bool by_lot = out.size() % 10 == 9;
    std::size_t pick = 0;
    if (by_lot) {
      while (taken[lots[lot].second]) ++lot;
      pick = lots[lot].second;
    } else {
      while (taken[next]) ++next;
      pick = next;
    }
    taken[pick] = 1;
    out.push_back(ranked[pick]);
    out.back().random = by_lot;
  }
  return out;
}

}  // namespace peakend::insight
