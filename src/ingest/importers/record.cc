#include "ingest/importers/record.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "base/id.h"
#include "base/utf8.h"

namespace peakend::importers {
namespace {

constexpr std::size_t kNowhere = SIZE_MAX;
// Above this many different rows the position in the file takes the place of counting repeats (256 MB of hashes).
constexpr std::size_t kMaxSeen = 16'000'000;

std::string_view trimmed(std::string_view s) {
  auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  return s;
}

std::optional<double> plain_number(std::string_view s) {
  if (s.starts_with('+')) s.remove_prefix(1);
  double v = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (s.empty() || ec != std::errc{} || end != s.data() + s.size() || !std::isfinite(v)) return std::nullopt;
  return v;
}

/// Order of two texts: as numbers when both are, else by bytes.
int compare(std::string_view a, std::string_view b) {
  const auto x = plain_number(a), y = plain_number(b);
  if (x && y) return *x < *y ? -1 : *x > *y ? 1 : 0;
  return a < b ? -1 : a > b ? 1 : 0;
}
bool same(std::string_view a, std::string_view b) { return a == b || compare(a, b) == 0; }

bool is_true(std::string_view s) { return s == "true" || s == "1" || s == "yes" || s == "y" || s == "t" || s == "是"; }
bool is_false(std::string_view s) { return s == "false" || s == "0" || s == "no" || s == "n" || s == "f" || s == "否"; }

}  // namespace

Result<void> LookupTable::put(std::string_view key, const std::vector<std::string_view>& values, bool replace) {
  auto [it, added] = rows_.try_emplace(std::string(key));
  if (!added && !replace) return {};
  it->second.clear();
  for (const auto v : values) {
    it->second.push_back(v.data() ? std::optional<std::string>(v) : std::nullopt);
    bytes_ += v.size() + sizeof(std::optional<std::string>);
  }
  bytes_ += key.size() + 64;
  if (rows_.size() > kMaxRows || bytes_ > kMaxBytes) return fail(ErrorKind::too_large, "lookup_too_large");
  return {};
}

const std::vector<std::optional<std::string>>* LookupTable::find(const std::string& key) const {
  const auto it = rows_.find(key);
  return it == rows_.end() ? nullptr : &it->second;
}

Record::Record(const FileSpec& file, calendar::Zone zone, std::string file_name)
    : file_(file), zone_(zone), file_name_(std::move(file_name)), source_(file.slots.size(), kNowhere),
      slots_(file.slots.size()), tables_(file.lookups.size()) {
  for (Slot i = 0; i < file.slots.size(); ++i) {
    if (file.slots[i] == "@row") row_slot_ = i;
    if (file.slots[i] == "@line") line_slot_ = i;
    if (file.slots[i] == "@file") file_slot_ = i;
  }
}

Result<void> Record::bind(const std::vector<std::string>& columns, bool all_known) {
  bound_ = columns.size();
  Error missing{ErrorKind::invalid, "unknown_column", {}, {}, {}};
  for (Slot i = 0; i < file_.slots.size(); ++i) {
    const auto it = std::find(columns.begin(), columns.end(), file_.slots[i]);
    source_[i] = it == columns.end() ? kNowhere : static_cast<std::size_t>(it - columns.begin());
    bool joined = i == row_slot_ || i == line_slot_ || i == file_slot_;
    for (const auto& lookup : file_.lookups) {
      joined |= std::any_of(lookup.columns.begin(), lookup.columns.end(), [&](const auto& c) { return c.second == i; });
    }
    if (joined) source_[i] = kNowhere;
    if (source_[i] == kNowhere && !joined && all_known && missing.fields.size() < 100) {
      missing.fields.push_back({file_.slots[i], "unknown_column", {{"column", file_.slots[i]}, {"file", file_name_}}});
    }
  }
  if (missing.fields.empty()) return {};
  missing.params = missing.fields[0].params;
  return tl::unexpected(std::move(missing));
}

bool Record::is_null(std::string_view text) const {
  return text.empty() || std::find(file_.null_values.begin(), file_.null_values.end(), text) != file_.null_values.end();
}

void Record::hash_row(const Row& row, const std::vector<std::string>& columns) {
  std::string content;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    if (!row.fields[i].data()) continue;
    content += columns[i];
    content += '\x1f';
    content += row.fields[i];
    content += '\x1e';
  }
  const Uuid hash = hash_uuid("import-row", file_.name, content);
  std::uint32_t repeat = 0;
  if (seen_count_ >= kMaxSeen) {
    row_id_ = to_hex(hash_uuid("import-row-at", to_hex(hash), line_));
    return;
  }
  if (seen_.size() < seen_count_ * 2 + 1024) {
    std::vector<std::uint64_t> old(std::max<std::size_t>(4096, seen_.size() * 2));
    old.swap(seen_);
    for (const std::uint64_t h : old) {
      if (h == 0) continue;
      std::size_t at = h & (seen_.size() - 1);
      while (seen_[at] != 0) at = (at + 1) & (seen_.size() - 1);
      seen_[at] = h;
    }
  }
  const std::uint64_t mark = hash.lo | 1u;
  std::size_t at = mark & (seen_.size() - 1);
  while (seen_[at] != 0 && seen_[at] != mark) at = (at + 1) & (seen_.size() - 1);
  if (seen_[at] == mark) {
    repeat = ++repeats_[mark];
  } else {
    seen_[at] = mark;
    ++seen_count_;
  }
  row_id_ = to_hex(hash);
  if (repeat > 0) row_id_ += fmt::format("-{}", repeat);
}

std::optional<ValueError> Record::load(const Row& row, const std::vector<std::string>& columns) {
  if (columns.size() != bound_) (void)bind(columns, false);
  line_ = std::to_string(row.line);
  hash_row(row, columns);
  for (Slot i = 0; i < slots_.size(); ++i) {
    slots_[i].reset();
    if (source_[i] == kNowhere) continue;
    std::string_view v = row.field(source_[i]);
    if (!v.data()) continue;
    if (file_.trim) v = trimmed(v);
    if (!is_null(v)) slots_[i] = v;
  }
  if (row_slot_) slots_[*row_slot_] = row_id_;
  if (line_slot_) slots_[*line_slot_] = line_;
  if (file_slot_) slots_[*file_slot_] = file_name_;
  for (std::size_t k = 0; k < file_.lookups.size(); ++k) {
    const LookupSpec& lookup = file_.lookups[k];
    const auto key = slots_[lookup.key];
    const auto* found = key && tables_[k] ? tables_[k]->find(std::string(*key)) : nullptr;
    if (!found) {
      if (lookup.required) return ValueError{"no_partner", file_.slots[lookup.key], std::string(utf8::prefix(key.value_or(""), 100))};
      continue;
    }
    for (std::size_t c = 0; c < lookup.columns.size(); ++c) {
      const auto& v = (*found)[c];
      if (v && !is_null(*v)) slots_[lookup.columns[c].second] = *v;
    }
  }
  return std::nullopt;
}

bool Record::holds(const std::vector<MapCondition>& conditions) const {
  return std::all_of(conditions.begin(), conditions.end(), [&](const MapCondition& c) {
    const auto v = slots_[c.slot];
    if (c.op == "exists") return v.has_value();
    if (c.op == "absent") return !v.has_value();
    auto any = [&](auto test) { return v && std::any_of(c.values.begin(), c.values.end(), test); };
    const bool equal = any([&](const std::string& x) { return same(*v, x); });
    if (c.op == "eq" || c.op == "in") return equal;
    if (c.op == "ne" || c.op == "not_in") return !equal;
    if (c.op == "lt") return any([&](const std::string& x) { return compare(*v, x) < 0; });
    if (c.op == "gt") return any([&](const std::string& x) { return compare(*v, x) > 0; });
    return any([&](const std::string& x) { return v->find(x) != v->npos; });
  });
}

std::string Record::column_of(const Value& value) const {
  std::string out;
  for (const Slot slot : value.slots) out += (out.empty() ? "" : ", ") + file_.slots[slot];
  return out;
}

ValueError Record::wrong(std::string_view code, const Value& value, std::string_view text) const {
  return {code, column_of(value), std::string(utf8::prefix(text, 100))};
}

std::optional<std::string> Record::text(const Value& value, std::optional<ValueError>& error) const {
  std::optional<std::string> out;
  switch (value.kind) {
    case Value::Kind::none: return std::nullopt;
    case Value::Kind::constant: out = value.text; break;
    case Value::Kind::column:
      if (slots_[value.slots[0]]) out = std::string(*slots_[value.slots[0]]);
      break;
    case Value::Kind::pattern:
      out = value.literals[0];
      for (std::size_t i = 0; i < value.slots.size(); ++i) {
        const auto v = slots_[value.slots[i]];
        if (!v) return value.otherwise;
        *out += *v;
        *out += value.literals[i + 1];
      }
      break;
    case Value::Kind::join:
      for (const Slot slot : value.slots) {
        if (!slots_[slot]) continue;
        if (out) *out += value.text;
        else out.emplace();
        *out += *slots_[slot];
      }
      break;
  }
  if (!out) return value.otherwise;
  if (value.map.empty()) return out;
  const auto it = std::lower_bound(value.map.begin(), value.map.end(), *out, [](const auto& pair, const std::string& s) { return pair.first < s; });
  if (it != value.map.end() && it->first == *out) return it->second;
  if (value.otherwise) return value.otherwise;
  if (value.closed) {
    error = wrong("value_not_in_map", value, *out);
    return std::nullopt;
  }
  return out;
}

std::optional<Instant> Record::parse_time(std::string_view s, const std::optional<calendar::TimeFormat>& format) const {
  const auto parsed = calendar::parse_time(s, format.value_or(file_.time_format), zone_);
  if (!parsed) return std::nullopt;
  if (file_.precision == "millisecond") return parsed->at;
  if (file_.precision == "day") return calendar::bucket_start(zone_, calendar::Bucket::day, parsed->at);
  if (file_.precision == "hour") return calendar::bucket_start(zone_, calendar::Bucket::hour, parsed->at);
  const std::int64_t unit = file_.precision == "second" ? 1000 : 60'000;
  const std::int64_t ms = to_ms(parsed->at);
  return from_ms(ms - ((ms % unit) + unit) % unit);
}

std::optional<double> Record::parse_number(std::string_view s) const {
  if (!file_.decimal_comma) return plain_number(s);
  std::string dotted;
  for (const char c : s) {
    if (c != '.' && c != ' ') dotted += c == ',' ? '.' : c;
  }
  return plain_number(dotted);
}

std::optional<Instant> Record::time(const Value& value, std::optional<ValueError>& error) const {
  const auto s = text(value, error);
  if (!s) return std::nullopt;
  const auto at = parse_time(*s, value.format);
  if (!at) error = wrong("bad_time", value, *s);
  return at;
}

std::optional<double> Record::number(const Value& value, std::optional<ValueError>& error) const {
  const auto s = text(value, error);
  if (!s) return std::nullopt;
  const auto v = parse_number(*s);
  if (!v) error = wrong("not_a_number", value, *s);
  return v;
}

bool Record::append_json(const Value& value, std::string& out, std::optional<ValueError>& error) const {
  switch (value.as) {
    case Cast::text: {
      const auto s = text(value, error);
      if (s) append_json_text(out, value.hash ? to_hex(hash_uuid("import-name", *s)) : *s);
      return s.has_value();
    }
    case Cast::number: {
      const auto v = number(value, error);
      if (v) fmt::format_to(std::back_inserter(out), "{}", *v);
      return v.has_value();
    }
    case Cast::boolean: {
      const auto s = text(value, error);
      if (!s) return false;
      const std::string lower = utf8::lower(*s);
      if (!is_true(lower) && !is_false(lower)) error = wrong("not_a_boolean", value, *s);
      else out += is_true(lower) ? "true" : "false";
      return !error;
    }
    case Cast::time:
    case Cast::date: {
      const auto at = time(value, error);
      if (at) append_json_text(out, value.as == Cast::time ? calendar::rfc3339(*at, zone_) : calendar::day_text(calendar::local_day(zone_, *at)));
      return at.has_value();
    }
  }
  return false;
}

void append_json_text(std::string& out, std::string_view s) {
  out += '"';
  for (const char c : s) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
        else if (c != '\0') fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    }
  }
  out += '"';
}

}  // namespace peakend::importers
