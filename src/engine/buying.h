#pragma once
// Buying without a contract: how often, and for how much, fitted to a company's own customers. Pure, thread-safe.
#include <cstdint>
#include <span>

#include "engine/equity.h"
#include "engine/estimate.h"

namespace peakend::engine {

/// One customer: repeat purchases (the first does not count), time of the last of them and of now, both since the first purchase;
/// `customers` stand for as many alike. mean_spend: of the repeat purchases, 0 without any.
struct BuyingRow {
  double repeats = 0, last = 0, observed = 0, mean_spend = 0, customers = 1;
};

inline constexpr std::int64_t kBuyingCustomers = 1'000;  ///< fewer: the simple lifetime value
inline constexpr std::int64_t kSpendCustomers = 200;     ///< with a repeat purchase

/// ln likelihood of one customer under BG/NBD (Fader, Hardie, Lee 2005, eq. 6):
/// lnΓ(r+x) - lnΓ(r) + r ln α + lnΓ(a+b) + lnΓ(b+x) - lnΓ(b) - lnΓ(a+b+x) + ln((α+T)^-(r+x) + 1[x>0] a/(b+x-1) (α+tx)^-(r+x)).
/// Worked: (.243, 4.414, .793, 2.426; x 2, tx 30.43, T 38.86) -> -9.458606.
double bgnbd_log_likelihood(const BgNbd&, const BuyingRow&);

/// Maximum likelihood of r, α, a, b: quasi-Newton (BFGS, exact gradient) on their logarithms from five starts, times scaled by their
/// mean. The best end counts; `agreeing`: how many starts came within 1e-4 of its log likelihood. Fewer than 1000 customers, or
/// nobody with a repeat purchase -> too_few. No maximum inside (nobody ever leaves, everybody at the same rate: a parameter runs to
/// its bound) -> degenerate: use the simple lifetime value. repeats < 0 or not whole, last > observed, observed <= 0 -> invalid.
struct BgNbdFit {
  BgNbd model;
  double log_likelihood = 0;
  int agreeing = 0;
  std::int64_t n = 0, need = 0;
  Status status = Status::invalid;
};
BgNbdFit fit_bgnbd(std::span<const BuyingRow>, std::int64_t need = kBuyingCustomers);
/// Purchases expected of a new customer within t: (a+b-1)/(a-1) [1 - (α/(α+t))^r 2F1(r, b; a+b-1; t/(α+t))]. Not ok: 0.
/// Worked: (.243, 4.414, .793, 2.426), t 39 -> 1.196723.
double bgnbd_new_customer(const BgNbd&, double t);

/// Gamma-gamma spend (Fader & Hardie 2013): ln likelihood lnΓ(px+q) - lnΓ(px) - lnΓ(q) + q ln γ + (px-1) ln m + px ln x
/// - (px+q) ln(γ + x m) of the customers with a repeat purchase, by the same search. q <= 1 has no mean: degenerate.
/// correlation: of purchases with mean spend (Pearson); the model supposes none, so beyond ±.3 kBiasRisk is set.
struct SpendModel {
  double p = 0, q = 0, gamma = 0;
};
struct SpendFit {
  SpendModel model;
  double log_likelihood = 0, mean = 0, correlation = 0;  ///< mean: p γ/(q - 1)
  int agreeing = 0;
  std::int64_t n = 0, need = 0;
  std::uint32_t flags = 0;
  Status status = Status::invalid;
};
SpendFit fit_gamma_gamma(std::span<const BuyingRow>, std::int64_t need = kSpendCustomers);
double gamma_gamma_log_likelihood(const SpendModel&, const BuyingRow&);

/// Digamma, d ln Γ(x)/dx for x > 0 (recurrence to 10, then the asymptotic series; DLMF 5.5.2, 5.11.2). Worked: ψ(1) = -.5772156649.
double digamma(double x);

}  // namespace peakend::engine
