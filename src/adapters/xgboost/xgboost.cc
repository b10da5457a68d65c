#include "adapters/xgboost/xgboost.h"

#include <xgboost/c_api.h>

#include <charconv>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "base/log.h"

namespace peakend::adapters {
namespace {

using engine::BoostSettings;
using engine::Rows;

tl::unexpected<Error> broken(const char* what) { return fail(ErrorKind::internal, "internal", std::string("xgboost ") + what + ": " + XGBGetLastError()); }

class Matrix {
 public:
  Matrix() = default;
  Matrix(Matrix&& m) noexcept : handle(std::exchange(m.handle, nullptr)) {}
  Matrix(const Matrix&) = delete;
  Matrix& operator=(Matrix&&) = delete;
  ~Matrix() {
    if (handle != nullptr) XGDMatrixFree(handle);
  }
  static Result<Matrix> of(const Rows& rows) {
    Matrix m;
    if (XGDMatrixCreateFromMat(rows.values.data(), rows.size(), rows.columns, std::numeric_limits<float>::quiet_NaN(), &m.handle) != 0) return broken("rows");
    return m;
  }
  DMatrixHandle handle = nullptr;
};

class TreesImpl final : public engine::Trees {
 public:
  explicit TreesImpl(std::size_t columns) : columns_(columns) {}
  ~TreesImpl() override {
    if (handle != nullptr) XGBoosterFree(handle);
  }
  Result<std::vector<double>> scores(const Rows& rows) const override {
    if (rows.columns != columns_) return fail(ErrorKind::internal, "internal", "xgboost: rows of another width");
    if (rows.size() == 0) return std::vector<double>{};
    PK_TRY(const Matrix m, Matrix::of(rows));
    constexpr const char* config = R"({"type": 1, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false})";
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* out = nullptr;
    if (XGBoosterPredictFromDMatrix(handle, m.handle, config, &shape, &dimensions, &out) != 0) return broken("scores");
    return std::vector<double>(out, out + rows.size());
  }
  std::vector<double> gains() const override { return gains_; }
  Result<void> read_gains() {
    gains_.assign(columns_, 0);
    bst_ulong n = 0, dimensions = 0;
    const char** names = nullptr;
    const bst_ulong* shape = nullptr;
    const float* scores = nullptr;
    if (XGBoosterFeatureScore(handle, R"({"importance_type": "total_gain"})", &n, &names, &dimensions, &shape, &scores) != 0) return broken("gains");
    for (bst_ulong i = 0; i < n; ++i) {
      const std::string name = names[i];  // f0, f1 ...
      std::size_t column = columns_;
      std::from_chars(name.data() + 1, name.data() + name.size(), column);
      if (column < columns_) gains_[column] = scores[i];
    }
    if (const double all = std::accumulate(gains_.begin(), gains_.end(), 0.0); all > 0)
      for (double& g : gains_) g /= all;
    return {};
  }
  BoosterHandle handle = nullptr;

 private:
  const std::size_t columns_;
  std::vector<double> gains_;
};

class Xgboost final : public engine::Boosting {
 public:
  Result<std::unique_ptr<engine::Trees>> train(const Rows& rows, std::span<const float> y, const BoostSettings& s,
                                               const std::function<bool(int)>& go_on) const override {
    if (rows.size() == 0 || y.size() != rows.size()) return fail(ErrorKind::internal, "internal", "xgboost: no rows, or outcomes of another length");
    PK_TRY(const Matrix m, Matrix::of(rows));
    if (XGDMatrixSetFloatInfo(m.handle, "label", y.data(), y.size()) != 0) return broken("outcomes");
    auto trees = std::make_unique<TreesImpl>(rows.columns);
    if (XGBoosterCreate(&m.handle, 1, &trees->handle) != 0) return broken("start");
    // Two threads were slower than one on small machines, and one sums in the same order every time.
    const std::pair<const char*, std::string> settings[] = {
        {"objective", "binary:logistic"}, {"tree_method", "hist"}, {"max_bin", "64"}, {"nthread", "1"}, {"verbosity", "0"},
        {"seed", std::to_string(s.seed)}, {"max_depth", std::to_string(s.depth)}, {"eta", std::to_string(s.rate)},
        {"min_child_weight", std::to_string(s.min_weight)}, {"lambda", std::to_string(s.ridge)}, {"subsample", std::to_string(s.rows_each)}};
    for (const auto& [name, value] : settings)
      if (XGBoosterSetParam(trees->handle, name, value.c_str()) != 0) return broken(name);
    for (int round = 0; round < s.rounds; ++round) {
      if (!go_on(round)) return fail(ErrorKind::unavailable, "cancelled");
      if (XGBoosterUpdateOneIter(trees->handle, round, m.handle) != 0) return broken("round");
    }
    PK_CHECK(trees->read_gains());
    return trees;
  }
};

}  // namespace

std::unique_ptr<engine::Boosting> make_xgboost() { return std::make_unique<Xgboost>(); }

}  // namespace peakend::adapters
