// Scans. DuckDB sorts wide rows in memory or fails, so an ordered scan of many facts is cut into parts that follow
// each other in the order (ranges of ids or of time) and sorted part by part, all in one snapshot.
#include <algorithm>

#include <fmt/format.h>

#include "adapters/duckdb/fact_rows.h"
#include "adapters/duckdb/store.h"
#include "facts/fields.h"

namespace peakend::duck {
namespace {

using facts::Order;
using facts::ScanSpec;

struct Part {
  ScanSpec spec;
  std::string condition;
};

std::string both(const std::string& a, const std::string& b) { return a.empty() ? b : a + " AND " + b; }

class Cutter {
 public:
  Cutter(Connection& c, std::size_t rows) : c_(c), rows_(static_cast<std::int64_t>(std::max<std::size_t>(rows, 1))) {}

  Result<std::vector<Part>> cut(const ScanSpec& spec) {
    PK_TRY(auto facts, count(spec, {}));
    if (facts <= rows_) {
      parts_.push_back({spec, {}});
    } else if (spec.order == Order::newest_first) {
      PK_CHECK(by_time(spec, {}, facts));
    } else if (spec.order == Order::by_customer) {
      PK_CHECK(by_id(spec, "customer", facts));
    } else {
      PK_CHECK(by_journey(spec));
    }
    return std::move(parts_);
  }

 private:
  Result<std::int64_t> count(const ScanSpec& spec, const std::string& condition) {
    Query q = scan_query(unordered(spec), "count(*)", condition);
    return c_.number(q.sql, q.params);
  }
  static ScanSpec unordered(ScanSpec spec) {
    spec.order = Order::any, spec.limit = SIZE_MAX, spec.offset = 0;
    return spec;
  }
  std::int64_t pieces(std::int64_t facts) const { return std::min<std::int64_t>(facts / rows_ + 1, 4096); }

  Result<void> by_journey(const ScanSpec& spec) {
    Query q = scan_query(unordered(spec), "journey, count(*)");
    std::vector<std::pair<std::string, std::int64_t>> journeys;
    {
      PK_TRY(auto rows, c_.query(q.sql + " GROUP BY journey ORDER BY journey", q.params));
      for (;;) {
        PK_TRY(bool more, rows.next());
        if (!more) break;
        for (idx_t i = 0; i < rows.size(); ++i) journeys.emplace_back(rows.column(0).text(i), rows.column(1).at<std::int64_t>(i));
      }
    }
    for (const auto& [journey, facts] : journeys) {
      ScanSpec one = spec;
      one.where.push_back({{facts::Field::journey}, {journey}});
      if (facts > rows_) {
        PK_CHECK(by_id(one, "episode", facts));
      } else {
        parts_.push_back({std::move(one), {}});
      }
    }
    return {};
  }

  // Ids are hashes, so equal ranges hold about equally many; were they not, a part would only be larger.
  Result<void> by_id(const ScanSpec& spec, const char* column, std::int64_t facts) {
    std::string none = fmt::format("{} IS NULL", column);
    PK_TRY(auto without, count(spec, none));
    if (without > 0) PK_CHECK(by_time(spec, none, without));
    std::int64_t n = pieces(facts - without);
    for (std::int64_t i = 0; i < n; ++i) {
      auto border = [&](std::int64_t k) {
        return fmt::format("CAST('{:08x}-0000-0000-0000-000000000000' AS UUID)", static_cast<std::uint64_t>(k) * 0x1'0000'0000ull / static_cast<std::uint64_t>(n));
      };
      std::string from = fmt::format("{} >= {}", column, border(i));
      parts_.push_back({spec, i + 1 < n ? both(from, fmt::format("{} < {}", column, border(i + 1))) : from});
    }
    return {};
  }

  Result<void> by_time(const ScanSpec& spec, const std::string& condition, std::int64_t facts) {
    std::int64_t n = pieces(facts);
    std::vector<std::int64_t> borders;
    if (n > 1) {
      std::string shares;
      for (std::int64_t i = 1; i < n; ++i) shares += fmt::format("{}{}", i > 1 ? ", " : "", static_cast<double>(i) / static_cast<double>(n));
      Query q = scan_query(unordered(spec), fmt::format("unnest(approx_quantile(at_ms, [{}]))", shares), condition);
      PK_TRY(auto rows, c_.query(q.sql, q.params));
      for (;;) {
        PK_TRY(bool more, rows.next());
        if (!more) break;
        for (idx_t i = 0; i < rows.size(); ++i) borders.push_back(rows.column(0).at<std::int64_t>(i));
      }
      std::ranges::sort(borders);
      borders.erase(std::ranges::unique(borders).begin(), borders.end());
    }
    std::vector<Part> cut;
    for (std::size_t i = 0; i <= borders.size(); ++i) {
      std::string c = condition;
      if (i > 0) c = both(c, fmt::format("at_ms >= {}", borders[i - 1]));
      if (i < borders.size()) c = both(c, fmt::format("at_ms < {}", borders[i]));
      cut.push_back({spec, c});
    }
    if (spec.order == Order::newest_first) std::ranges::reverse(cut);
    parts_.insert(parts_.end(), std::make_move_iterator(cut.begin()), std::make_move_iterator(cut.end()));
    return {};
  }

  Connection& c_;
  std::int64_t rows_;
  std::vector<Part> parts_;
};

// Visits the facts of one query; false when the visitor stopped.
Result<bool> visit_rows(Connection& c, const Query& q, const facts::Visit& visit) {
  PK_TRY(auto rows, c.query(q.sql, q.params));
  for (;;) {
    PK_TRY(bool more, rows.next());
    if (!more) return true;
    FactReader facts(rows);
    for (idx_t i = 0; i < rows.size(); ++i)
      if (!visit(facts.read(i))) return false;
  }
}

}  // namespace

Result<void> Store::scan(const ScanSpec& spec, const facts::Visit& visit) const {
  PK_CHECK(facts::check(spec));
  PK_TRY(auto c, reader());
  bool few = spec.limit <= options_.sort_rows && spec.offset <= options_.sort_rows;  // the best few need no sort of all
  if (spec.order == Order::any || few) {
    PK_TRY([[maybe_unused]] bool all, visit_rows(*c, scan_query(spec, fact_columns()), visit));
    return {};
  }
  PK_TRY([[maybe_unused]] auto state, snapshot(*c));
  PK_TRY(auto parts, Cutter(*c, options_.sort_rows).cut(spec));
  std::size_t skip = spec.offset, left = spec.limit;
  for (Part& part : parts) {
    part.spec.limit = SIZE_MAX, part.spec.offset = 0;
    PK_TRY(bool more, visit_rows(*c, scan_query(part.spec, fact_columns(), part.condition), [&](const facts::Fact& f) {
      if (skip > 0) return --skip, true;
      return left > 0 && visit(f) && --left > 0;
    }));
    if (!more) return {};
  }
  return {};
}

}  // namespace peakend::duck
