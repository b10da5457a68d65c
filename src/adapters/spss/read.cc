#include <readstat.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>

#include "adapters/spss/spss.h"
#include "base/utf8.h"

namespace peakend::spss {
namespace {

using table::Cell;
using table::Column;
using table::Measure;
using table::Type;

constexpr double kEpochSeconds = 12'219'379'200.0;  ///< 1582-10-14, the zero of SPSS, before 1970

class Reading {
 public:
  Reading(std::string_view bytes, const table::Limits& limits) : bytes_(bytes), limits_(limits) {}

  Result<table::Table> run() {
    const std::unique_ptr<readstat_parser_t, void (*)(readstat_parser_t*)> parser(readstat_parser_init(), readstat_parser_free);
    if (!parser) return fail(ErrorKind::internal, "internal", "readstat_parser_init");
    readstat_set_open_handler(parser.get(), [](const char*, void*) { return 0; });
    readstat_set_close_handler(parser.get(), [](void*) { return 0; });
    readstat_set_seek_handler(parser.get(), [](readstat_off_t off, readstat_io_flags_t whence, void* self) { return me(self).seek(off, whence); });
    readstat_set_read_handler(parser.get(), [](void* out, size_t n, void* self) { return me(self).read(static_cast<char*>(out), n); });
    readstat_set_update_handler(parser.get(), [](long, readstat_progress_handler, void*, void*) { return READSTAT_OK; });
    readstat_set_io_ctx(parser.get(), this);
    readstat_set_metadata_handler(parser.get(), [](readstat_metadata_t* m, void* self) { return me(self).metadata(m); });
    readstat_set_variable_handler(parser.get(), [](int, readstat_variable_t* v, const char* labels, void* self) { return me(self).variable(v, labels); });
    readstat_set_value_label_handler(parser.get(), [](const char* set, readstat_value_t v, const char* label, void* self) { return me(self).label(set, v, label); });
    readstat_set_value_handler(parser.get(), [](int row, readstat_variable_t* v, readstat_value_t x, void* self) { return me(self).value(row, v, x); });
    const auto rc = readstat_parse_sav(parser.get(), "", this);
    if (too_large_) return fail(ErrorKind::too_large, "table_too_large");
    if (rc != READSTAT_OK) return fail(ErrorKind::malformed, "table_broken", readstat_error_message(rc));
    for (std::size_t i = 0; i < sets_.size(); ++i) {
      const auto it = labels_.find(sets_[i]);
      if (it != labels_.end()) out_.columns[i].labels = it->second;
    }
    return std::move(out_);
  }

 private:
  static Reading& me(void* self) { return *static_cast<Reading*>(self); }
  int large() {
    too_large_ = true;
    return READSTAT_HANDLER_ABORT;
  }
  readstat_off_t seek(readstat_off_t off, readstat_io_flags_t whence) {
    const auto size = static_cast<readstat_off_t>(bytes_.size());
    const auto from = whence == READSTAT_SEEK_SET ? 0 : whence == READSTAT_SEEK_CUR ? static_cast<readstat_off_t>(at_) : size;
    if (off > size - from || off < -from) return -1;
    at_ = static_cast<std::size_t>(from + off);
    return from + off;
  }
  ssize_t read(char* out, std::size_t n) {
    n = std::min(n, bytes_.size() - at_);
    std::memcpy(out, bytes_.data() + at_, n);
    at_ += n;
    return static_cast<ssize_t>(n);
  }
  static std::string words(const char* s) { return s == nullptr ? std::string() : utf8::sanitise(s); }

  int metadata(readstat_metadata_t* m) {
    const int columns = readstat_get_var_count(m);
    if (columns < 0 || static_cast<std::size_t>(columns) > limits_.columns) return large();
    out_.label = words(readstat_get_file_label(m));
    return READSTAT_HANDLER_OK;
  }
  int variable(readstat_variable_t* v, const char* labels) {
    if (out_.columns.size() >= limits_.columns) return large();
    Column c;
    c.name = words(readstat_variable_get_name(v));
    c.label = words(readstat_variable_get_label(v));
    const bool text = readstat_variable_get_type_class(v) == READSTAT_TYPE_CLASS_STRING;
    c.type = text ? Type::text : type_of(words(readstat_variable_get_format(v)));
    switch (readstat_variable_get_measure(v)) {
      case READSTAT_MEASURE_NOMINAL: c.measure = Measure::nominal; break;
      case READSTAT_MEASURE_ORDINAL: c.measure = Measure::ordinal; break;
      case READSTAT_MEASURE_SCALE: c.measure = Measure::scale; break;
      case READSTAT_MEASURE_UNKNOWN: break;
    }
    for (int i = 0; i < readstat_variable_get_missing_ranges_count(v) && i < 32; ++i) {
      const auto lo = readstat_variable_get_missing_range_lo(v, i), hi = readstat_variable_get_missing_range_hi(v, i);
      if (text) c.missing_texts.push_back(trimmed(readstat_string_value(lo)));
      else c.missing.emplace_back(number_in(c.type, readstat_double_value(lo)), number_in(c.type, readstat_double_value(hi)));
    }
    out_.columns.push_back(std::move(c));
    sets_.push_back(words(labels));
    return READSTAT_HANDLER_OK;
  }
  static Type type_of(std::string_view format) {
    for (const auto* date : {"DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "MOYR", "WKYR"}) {
      const std::string_view d(date);
      if (format.substr(0, d.size()) == d && (format.size() == d.size() || (format[d.size()] >= '0' && format[d.size()] <= '9'))) return Type::date;
    }
    return format.substr(0, 8) == "DATETIME" || format.substr(0, 6) == "YMDHMS" ? Type::instant : Type::number;
  }
  static double number_in(Type type, double x) {
    if (type == Type::date) return std::floor((x - kEpochSeconds) / 86'400);
    return type == Type::instant ? std::round((x - kEpochSeconds) * 1000) : x;
  }
  static std::string trimmed(const char* s) {
    std::string out = words(s);
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
  }
  Cell cell(Type type, readstat_value_t v) const {
    if (readstat_value_type_class(v) == READSTAT_TYPE_CLASS_STRING) {
      std::string s = trimmed(readstat_string_value(v));
      if (s.size() > limits_.cell_bytes) s.resize(utf8::prefix(s, limits_.cell_bytes).size());
      return s.empty() ? Cell() : Cell(std::move(s));
    }
    if (readstat_value_is_system_missing(v)) return {};
    const double x = number_in(type, readstat_double_value(v));
    return std::isfinite(x) ? Cell(x) : Cell();
  }
  int label(const char* set, readstat_value_t v, const char* label) {
    if (++label_count_ > 200'000) return large();
    // The column's type is not known here; dates with labels are not met in practice.
    labels_[words(set)].push_back({cell(Type::number, v), words(label)});
    return READSTAT_HANDLER_OK;
  }
  int value(int row, readstat_variable_t* v, readstat_value_t x) {
    const auto column = static_cast<std::size_t>(readstat_variable_get_index(v));
    if (row < 0 || column >= out_.columns.size()) return READSTAT_HANDLER_ABORT;
    const auto r = static_cast<std::size_t>(row);
    if (r >= limits_.rows || (r + 1) * out_.columns.size() > limits_.cells) return large();
    if (r >= out_.rows.size()) out_.rows.resize(r + 1, table::Row(out_.columns.size()));
    auto& into = out_.rows[r][column];
    into = cell(out_.columns[column].type, x);
    if (const auto* s = table::text(into)) text_bytes_ += s->size();
    return text_bytes_ > limits_.text_bytes ? large() : READSTAT_HANDLER_OK;
  }

  std::string_view bytes_;
  const table::Limits& limits_;
  std::size_t at_ = 0, text_bytes_ = 0, label_count_ = 0;
  bool too_large_ = false;
  table::Table out_;
  std::vector<std::string> sets_;  ///< name of the label set by column
  std::map<std::string, std::vector<table::Label>, std::less<>> labels_;
};

}  // namespace

bool is_spss(std::string_view bytes) { return bytes.substr(0, 4) == "$FL2" || bytes.substr(0, 4) == "$FL3"; }

Result<table::Table> read_sav(std::string_view bytes, const table::Limits& limits) {
  if (bytes.size() > limits.bytes) return fail(ErrorKind::too_large, "table_too_large");
  if (!is_spss(bytes)) return fail(ErrorKind::malformed, "table_broken", "no SPSS file");
  return Reading(bytes, limits).run();
}

}  // namespace peakend::spss
