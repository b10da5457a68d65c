#pragma once
// What the benches on DuckDB share: the clock, a hash, medians, and plain SQL on a file of ours.
#include <duckdb.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace peakend::bench {

using Time = std::chrono::steady_clock;

inline double seconds_since(Time::time_point t) { return std::chrono::duration<double>(Time::now() - t).count(); }

[[noreturn]] inline void die(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

inline std::uint64_t mix(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15ull;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ z >> 27) * 0x94D049BB133111EBull;
  return z ^ z >> 31;
}

template <class F>
double median_ms(int runs, F f) {
  std::vector<double> ms;
  for (int i = 0; i < runs; ++i) {
    const auto t = Time::now();
    f();
    ms.push_back(seconds_since(t) * 1000);
  }
  std::sort(ms.begin(), ms.end());
  return ms[ms.size() / 2];
}

class Raw {
 public:
  explicit Raw(const std::string& path) {
    char* error = nullptr;
    duckdb_config config;
    duckdb_create_config(&config);
    duckdb_set_config(config, "threads", "2");
    if (duckdb_open_ext(path.c_str(), &db_, config, &error) != DuckDBSuccess) die(error != nullptr ? error : "open");
    duckdb_destroy_config(&config);
    duckdb_connect(db_, &con_);
  }
  ~Raw() {
    duckdb_disconnect(&con_);
    duckdb_close(&db_);
  }
  /// Runs the question; gives the rows and the sum of all integers behind the first `keys` columns, to compare.
  std::pair<std::int64_t, std::int64_t> ask(const std::string& sql, idx_t keys = 2) {
    duckdb_result r;
    if (duckdb_query(con_, sql.c_str(), &r) != DuckDBSuccess) die(duckdb_result_error(&r));
    const auto rows = duckdb_row_count(&r);
    std::int64_t sum = 0;
    for (idx_t i = 0; i < rows; ++i) {
      for (idx_t c = keys; c < duckdb_column_count(&r); ++c) sum += duckdb_value_int64(&r, c, i);
    }
    duckdb_destroy_result(&r);
    return {static_cast<std::int64_t>(rows), sum};
  }
  /// Rows as text.
  std::vector<std::vector<std::string>> rows(const std::string& sql) {
    duckdb_result r;
    if (duckdb_query(con_, sql.c_str(), &r) != DuckDBSuccess) die(duckdb_result_error(&r));
    std::vector<std::vector<std::string>> out(duckdb_row_count(&r));
    for (idx_t i = 0; i < out.size(); ++i) {
      for (idx_t c = 0; c < duckdb_column_count(&r); ++c) {
        char* text = duckdb_value_varchar(&r, c, i);
        out[i].emplace_back(text != nullptr ? text : "");
        duckdb_free(text);
      }
    }
    duckdb_destroy_result(&r);
    return out;
  }
  duckdb_connection con() { return con_; }

 private:
  duckdb_database db_ = nullptr;
  duckdb_connection con_ = nullptr;
};

}  // namespace peakend::bench
