#include <readstat.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <set>

#include "adapters/spss/spss.h"
#include "base/utf8.h"

namespace peakend::spss {
namespace {

using table::Column;
using table::Type;

constexpr double kEpochSeconds = 12'219'379'200.0;
constexpr std::size_t kMaxName = 64, kMaxLabel = 255, kMaxValueLabel = 120, kMaxText = 32'767;

/// Letters, digits, _ . $ # @; begins with a letter; no reserved word; unique whatever the case.
std::string name_for(std::string_view wanted, std::set<std::string>& taken) {
  std::string out;
  for (const char c : wanted) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    out += letter || digit || c == '_' ? c : '_';
  }
  if (out.empty() || !((out[0] | 0x20) >= 'a' && (out[0] | 0x20) <= 'z')) out.insert(0, "v");
  if (out.size() > kMaxName - 4) out.resize(kMaxName - 4);
  while (out.back() == '_') out.pop_back();
  static const std::set<std::string> reserved{"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"};
  const auto upper = [](std::string s) {
    for (char& c : s)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return s;
  };
  if (reserved.count(upper(out))) out += "1";
  const std::string base = out;
  for (int n = 2; !taken.insert(upper(out)).second; ++n) out = base + "." + std::to_string(n);
  return out;
}

std::string cut(std::string_view s, std::size_t max) { return std::string(utf8::prefix(s, max)); }

struct Closing {
  void operator()(std::FILE* f) const { std::fclose(f); }
};
using FilePtr = std::unique_ptr<std::FILE, Closing>;

class Writing {
 public:
  Writing(const table::Source& source, std::FILE* file, bool zlib) : source_(source), file_(file), zlib_(zlib) {}

  Result<std::int64_t> run() {
    if (!w_) return fail(ErrorKind::internal, "internal", "readstat_writer_init");
    PK_CHECK(measure());
    readstat_set_data_writer(w_.get(), [](const void* data, size_t n, void* self) -> ssize_t {
      return std::fwrite(data, 1, n, static_cast<Writing*>(self)->file_) == n ? static_cast<ssize_t>(n) : -1;
    });
    readstat_writer_set_file_label(w_.get(), "peakend");
    readstat_writer_set_file_timestamp(w_.get(), 0);  // the same rows give the same bytes
    readstat_writer_set_compression(w_.get(), zlib_ ? READSTAT_COMPRESS_BINARY : READSTAT_COMPRESS_ROWS);
    std::set<std::string> taken;
    for (std::size_t i = 0; i < source_.columns().size(); ++i) add(source_.columns()[i], i, taken);
    PK_CHECK(ok(readstat_begin_writing_sav(w_.get(), this, static_cast<long>(rows_))));
    std::int64_t written = 0;
    PK_CHECK(source_.each([&](const table::Row& row) -> Result<void> {
      if (written >= rows_) return {};
      ++written;
      return write(row);
    }));
    if (written != rows_) return fail(ErrorKind::internal, "internal", "the source gave fewer rows the second time");
    PK_CHECK(ok(readstat_end_writing(w_.get())));
    return rows_;
  }

 private:
  static Result<void> ok(readstat_error_t rc) {
    if (rc == READSTAT_OK) return {};
    if (rc == READSTAT_ERROR_WRITE) return fail(ErrorKind::unavailable, "cannot_write_file", readstat_error_message(rc));
    return fail(ErrorKind::internal, "internal", readstat_error_message(rc));
  }
  Result<void> measure() {
    widths_.assign(source_.columns().size(), 1);
    return source_.each([&](const table::Row& row) -> Result<void> {
      ++rows_;
      for (std::size_t i = 0; i < row.size() && i < widths_.size(); ++i)
        if (const auto* s = table::text(row[i])) widths_[i] = std::max(widths_[i], std::min(s->size(), kMaxText));
      return {};
    });
  }
  void add(const Column& c, std::size_t i, std::set<std::string>& taken) {
    const bool text = c.type == Type::text;
    const auto name = name_for(c.name, taken);
    auto* v = readstat_add_variable(w_.get(), name.c_str(), text ? READSTAT_TYPE_STRING : READSTAT_TYPE_DOUBLE, text ? widths_[i] : 0);
    if (!c.label.empty()) readstat_variable_set_label(v, cut(c.label, kMaxLabel).c_str());
    if (c.type == Type::date) readstat_variable_set_format(v, "SDATE10");
    else if (c.type == Type::instant) readstat_variable_set_format(v, "DATETIME23.3");
    else if (!text) readstat_variable_set_format(v, c.measure == table::Measure::scale || c.measure == table::Measure::unknown ? "F8.2" : "F8.0");
    const auto measure = c.measure == table::Measure::nominal   ? READSTAT_MEASURE_NOMINAL
                         : c.measure == table::Measure::ordinal ? READSTAT_MEASURE_ORDINAL
                         : c.measure == table::Measure::scale   ? READSTAT_MEASURE_SCALE
                                                                : READSTAT_MEASURE_UNKNOWN;
    readstat_variable_set_measure(v, measure);
    if (!text && !c.labels.empty()) {
      auto* set = readstat_add_label_set(w_.get(), READSTAT_TYPE_DOUBLE, ("labels" + std::to_string(i)).c_str());
      for (const auto& l : c.labels)
        if (const auto* d = table::number(l.value)) readstat_label_double_value(set, *d, cut(l.text, kMaxValueLabel).c_str());
      readstat_variable_set_label_set(v, set);
    }
    variables_.push_back(v);
  }
  Result<void> write(const table::Row& row) {
    PK_CHECK(ok(readstat_begin_row(w_.get())));
    for (std::size_t i = 0; i < variables_.size(); ++i) {
      const auto type = source_.columns()[i].type;
      const auto* s = i < row.size() ? table::text(row[i]) : nullptr;
      const auto* d = i < row.size() ? table::number(row[i]) : nullptr;
      readstat_error_t rc = READSTAT_OK;
      if (type == Type::text && s != nullptr) rc = readstat_insert_string_value(w_.get(), variables_[i], cut(*s, widths_[i]).c_str());
      else if (type != Type::text && d != nullptr && std::isfinite(*d)) rc = readstat_insert_double_value(w_.get(), variables_[i], stored(type, *d));
      else rc = readstat_insert_missing_value(w_.get(), variables_[i]);
      PK_CHECK(ok(rc));
    }
    return ok(readstat_end_row(w_.get()));
  }
  static double stored(Type type, double x) {
    if (type == Type::date) return x * 86'400 + kEpochSeconds;
    return type == Type::instant ? x / 1000 + kEpochSeconds : x;
  }

  const table::Source& source_;
  std::FILE* file_;
  bool zlib_;
  std::unique_ptr<readstat_writer_t, void (*)(readstat_writer_t*)> w_{readstat_writer_init(), readstat_writer_free};
  std::vector<std::size_t> widths_;
  std::vector<readstat_variable_t*> variables_;
  std::int64_t rows_ = 0;
};

}  // namespace

Result<std::int64_t> write_sav(const table::Source& source, const std::string& path, bool zlib) {
  FilePtr file(std::fopen(path.c_str(), "wbx"));
  if (!file) return fail(ErrorKind::unavailable, "cannot_write_file", path);
  auto rows = Writing(source, file.get(), zlib).run();
  if (rows && std::fflush(file.get()) != 0) rows = fail(ErrorKind::unavailable, "cannot_write_file", path);
  if (!rows) std::remove(path.c_str());
  return rows;
}

}  // namespace peakend::spss
