#include "insight/priors.h"

#include "insight/insight_sql.h"

namespace peakend::insight {
namespace {

using records::Param;
constexpr std::string_view kNames[kPriors] = {"voice", "switch", "tell_friends", "recommend", "service"};
constexpr double kFounding[kPriors] = {.24, .20, .25, 1.0 / 3, .35};
Param number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }

}  // namespace

std::string_view name_of(PriorKey key) { return kNames[static_cast<std::size_t>(key)]; }
double founding_value(PriorKey key) { return kFounding[static_cast<std::size_t>(key)]; }
std::optional<PriorKey> prior_of(std::string_view name) {
  for (std::size_t i = 0; i < kPriors; ++i)
    if (kNames[i] == name) return static_cast<PriorKey>(i);
  return std::nullopt;
}
PriorTable founding_priors() {
  PriorTable out;
  for (std::size_t i = 0; i < kPriors; ++i) out[i].value = kFounding[i];
  return out;
}

Result<PriorTable> Priors::all(WorkspaceNo w) {
  PriorTable out = founding_priors();
  if (records_ == nullptr) return out;
  PK_CHECK(records_->read([&](records::Session& s) -> Result<void> {
    return s.query(sql::priors, std::array<Param, 1>{number(w)}, [&](const records::Row& r) {
      if (const auto key = prior_of(r.text(0))) out[static_cast<std::size_t>(*key)] = {r.f64(1), std::string(r.text(2)), r.i64(3), std::string(r.text(4))};
      return true;
    });
  }));
  return out;
}

Result<void> Priors::put(WorkspaceNo w, PriorKey key, const Prior& p) {
  return records_->write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::put_prior, std::array<Param, 6>{number(w), name_of(key), p.value, std::string_view(p.source), p.changed, std::string_view(p.changed_by)}));
    return {};
  });
}

Result<void> Priors::reset(WorkspaceNo w, PriorKey key) {
  return records_->write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::delete_prior, std::array<Param, 2>{number(w), name_of(key)}));
    return {};
  });
}

}  // namespace peakend::insight
