// The silence model on 100,000 customers with two million events: rows before the cut, boosted trees, calibration, judgement, chances
// and count. Against one logistic regression on the same rows by Newton, fitted and scored. CPU seconds of one thread. Prints JSON.
#include <Eigen/Dense>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "adapters/xgboost/xgboost.h"
#include "engine/numeric.h"
#include "engine/sampling.h"
#include "engine/scale.h"
#include "engine/silence.h"
#include "insight/silence_model.h"

using namespace peakend;
using namespace peakend::insight;

namespace {

constexpr int kCustomers = 100'000, kEvents = 20;
constexpr std::int64_t kNow = 1'780'000'000'000, kDay = 86'400'000;
double since(std::clock_t t) { return static_cast<double>(std::clock() - t) / CLOCKS_PER_SEC; }
double draw(std::uint64_t i, std::uint64_t salt) { return engine::hash_unit(i, salt); }
CustomerId id(std::uint64_t i) { return CustomerId(Uuid{engine::splitmix64(i), engine::splitmix64(~i)}); }

struct Lived {
  std::int64_t at = 0;
  double times = 1;
  int contacts = 0;
};

CaseBook::Table rows() {
  std::vector<Person> persons;
  std::vector<Lived> lived;
  for (std::uint64_t i = 0; i < kCustomers; ++i) {
    const Lived l{kNow - static_cast<std::int64_t>((20 + 340 * draw(i, 1)) * kDay), draw(i, 2) < .4 ? 1 + 2 * draw(i, 3) : 1, static_cast<int>(4 * draw(i, 4) * draw(i, 5))};
    Person p{id(i), "", {{l.at, 0, l.times > 1 ? std::optional(Reason::late) : std::nullopt, l.times}}, {}};
    const bool bad = draw(i, 6) < engine::logistic(-1.6 + 1.5 * std::log(l.times) + .6 * l.contacts + (l.times > 1 ? .8 : 0));
    if (draw(i, 7) < .4) p.words.push_back({l.at + kDay, bad});
    persons.push_back(std::move(p));
    lived.push_back(l);
  }
  CaseBook book(std::move(persons), kNow);
  const std::string names[] = {"Order Placed", "Paid", "Shipped", "Seen", "Searched", "Added", "Opened App", "Asked"}, places[] = {"buy/app", "buy/web", "deliver/app", "use/app"};
  for (std::uint64_t i = 0; i < kCustomers; ++i)
    for (std::uint64_t k = 0; k < kEvents; ++k) {
      facts::Fact f;
      f.customer = id(i);
      f.at = lived[i].at - static_cast<std::int64_t>(k) * kDay * 3;
      f.name = static_cast<int>(k) < lived[i].contacts ? "Contact" : names[static_cast<std::size_t>(draw(i * kEvents + k, 8) * 8)];
      f.touchpoint = places[static_cast<std::size_t>(draw(i * kEvents + k, 9) * 4)];
      if (k == 0) f.log_ratio = engine::log_ratio_fixed(-std::log(lived[i].times));
      book.add(f);
    }
  return book.take();
}

/// Newton's steps on everybody who spoke, chances of everybody; unknown values count as 0.
std::vector<double> by_newton(const CaseBook::Table& t) {
  const auto n = static_cast<Eigen::Index>(t.cases.size()), width = static_cast<Eigen::Index>(t.rows.columns);
  Eigen::MatrixXd x(n, width + 1);
  Eigen::VectorXd y(n), heard(n), beta = Eigen::VectorXd::Zero(width + 1);
  for (Eigen::Index i = 0; i < n; ++i) {
    x(i, 0) = 1;
    for (Eigen::Index j = 0; j < width; ++j) {
      const float v = t.rows.values[static_cast<std::size_t>(i * width + j)];
      x(i, j + 1) = std::isnan(v) ? 0 : v;
    }
    y(i) = t.cases[static_cast<std::size_t>(i)].bad, heard(i) = t.cases[static_cast<std::size_t>(i)].heard;
  }
  for (int step = 0; step < 8; ++step) {
    const Eigen::VectorXd p = (x * beta).unaryExpr([](double z) { return engine::logistic(z); });
    const Eigen::VectorXd w = (p.array() * (1 - p.array()) * heard.array()).matrix();
    Eigen::MatrixXd h = x.transpose() * w.asDiagonal() * x;
    h.diagonal().array() += 1e-3;
    beta += h.ldlt().solve(x.transpose() * (heard.array() * (y - p).array()).matrix());
  }
  const Eigen::VectorXd p = x * beta;
  return {p.data(), p.data() + n};
}

}  // namespace

int main() {
  auto start = std::clock();
  const CaseBook::Table table = rows();
  const double made = since(start);
  const auto model = learn_silence(*adapters::make_xgboost(), table, [](std::int64_t, std::int64_t) { return true; });
  const double all = since(start);
  if (!model) return 1;
  start = std::clock();
  const auto plain = by_newton(table);
  const double newton = since(start);
  std::printf("{\"customers\": %d, \"columns\": %zu, \"seconds\": %.2f, \"rows_seconds\": %.2f, \"newton_seconds\": %.2f, \"accepted\": %s, \"auc\": %.4f, \"slope\": %.3f, \"scored\": %zu, \"sum\": %.1f}\n",
              kCustomers, table.rows.columns, all, made, newton, model->refusal == Refusal::none ? "true" : "false", model->auc, model->line.slope, model->chances.size(), plain[0]);
}
