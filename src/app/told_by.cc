#include "app/told_by.h"

#include "base/utf8.h"

namespace peakend::app {
namespace {

constexpr std::size_t kShown = 10, kWords = 300;
constexpr std::int64_t kLately = std::int64_t{365} * 86'400'000;

}  // namespace

delivery::ToldBy told_by(Stores& s, const Clock& clock) {
  return [&s, &clock](WorkspaceNo w, CustomerId customer) -> Result<std::vector<delivery::Told>> {
    facts::ScanSpec spec;
    spec.workspace = w;
    spec.from = to_ms(clock.now()) - kLately;
    spec.with_text = true;
    spec.where = {{{facts::Field::kind, {}}, {"feedback", "rating"}}, {{facts::Field::customer, {}}, {s.identity->canonical(w, customer).text()}}};
    spec.order = facts::Order::newest_first;
    spec.limit = kShown;
    std::vector<delivery::Told> out;
    std::vector<feedback::Ref> refs;
    PK_CHECK(s.facts->scan(spec, [&](const facts::Fact& f) {
      const auto shown = utf8::prefix(f.text, kWords);
      out.push_back({from_ms(f.at), std::string(shown) + (shown.size() < f.text.size() ? "\u2026" : ""), {}, {}});
      refs.push_back(feedback::Ref::of(f));
      return true;
    }));
    PK_TRY(const auto labels, s.feedback->labels_of(w, refs));
    PK_TRY(const auto changes, s.feedback->changes_of(w, refs));
    for (std::size_t i = 0; i < refs.size(); ++i) {
      if (const auto it = labels.find(refs[i]); it != labels.end()) out[i].standing = static_cast<delivery::Told::Standing>(feedback::standing_of(it->second));
      if (const auto it = changes.find(refs[i]); it != changes.end()) out[i].change = it->second.text;
    }
    return out;
  };
}

}  // namespace peakend::app
