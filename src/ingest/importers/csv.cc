#include "ingest/importers/csv.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include <fmt/format.h>

namespace peakend::importers {
namespace {

constexpr std::size_t kChunk = 256 * 1024;

/// A window over the text that only grows as far as one row needs.
class Window {
 public:
  explicit Window(std::unique_ptr<TextSource> in) : in_(std::move(in)) {}
  char* begin() { return buffer_.data() + at_; }
  char* end() { return buffer_.data() + size_; }
  bool ended() const { return ended_; }
  void take(std::size_t n) { at_ += n; }
  const TextSource& source() const { return *in_; }

  /// Reads more behind what is there; pointers become invalid.
  Result<void> more() {
    if (at_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + at_, size_ - at_);
      size_ -= at_;
      at_ = 0;
    }
    if (buffer_.size() - size_ < kChunk) buffer_.resize(std::max(buffer_.size() * 2, size_ + kChunk));
    PK_TRY(const std::size_t n, in_->read(std::span(buffer_).subspan(size_)));
    size_ += n;
    ended_ = n == 0;
    return {};
  }

 private:
  std::unique_ptr<TextSource> in_;
  std::vector<char> buffer_;
  std::size_t at_ = 0, size_ = 0;
  bool ended_ = false;
};

/// Where a quoted or plain field ends.
enum class Scan : std::uint8_t { field, row, need_more, unclosed };

struct Cursor {
  const char* p;
  const char* end;
  char separator;
  bool last;  ///< nothing follows `end`
  std::int64_t lines = 0;

  /// After the last character of a field: separator, end of row, or (after a closing quote) stray text.
  Scan terminator() {
    if (p == end) return last ? Scan::row : Scan::need_more;
    if (*p == separator) {
      ++p;
      return Scan::field;
    }
    if (*p == '\r') {
      if (p + 1 == end && !last) return Scan::need_more;
      p += p + 1 < end && p[1] == '\n' ? 2 : 1;
    } else {
      ++p;
    }
    ++lines;
    return Scan::row;
  }
  void skip_plain() {
    while (p < end && *p != separator && *p != '\n' && *p != '\r') ++p;
  }
};

class Csv final : public RowSource {
 public:
  Csv(std::unique_ptr<TextSource> in, ReadOptions options) : window_(std::move(in)), options_(std::move(options)) {}
  const std::vector<std::string>& columns() const override { return columns_; }
  std::uint64_t consumed() const override { return window_.source().consumed(); }
  Encoding encoding() const override { return window_.source().encoding(); }
  std::int64_t replaced() const override { return window_.source().replaced(); }

  Result<void> start() {
    for (std::int64_t i = 0; i < options_.skip_lines; ++i) PK_CHECK(skip_line());
    PK_CHECK(ensure_sample());
    std::string_view head(window_.begin(), static_cast<std::size_t>(window_.end() - window_.begin()));
    separator_ = options_.separator.empty() ? 0 : options_.separator[0];
    if (head.starts_with("sep=") && head.size() > 5 && (head[5] == '\n' || head[5] == '\r')) {  // spreadsheet hint
      if (separator_ == 0) separator_ = head[4];
      PK_CHECK(skip_line());
      head = {window_.begin(), static_cast<std::size_t>(window_.end() - window_.begin())};
    }
    if (separator_ == 0) separator_ = guess_separator(head.substr(0, kChunk));
    if (!options_.header) {
      PK_TRY(const bool any, raw_row(first_));
      held_ = any;
      for (std::size_t i = 0; i < first_.fields.size(); ++i) columns_.push_back(fmt::format("column_{}", i + 1));
      return {};
    }
    Row header;
    PK_TRY(const bool any, raw_row(header));
    if (!any) return fail(ErrorKind::invalid, "file_empty");
    if (!header.problem.empty()) return fail(ErrorKind::invalid, "header_unreadable", std::string(header.problem));
    name_columns(header);
    return {};
  }

  Result<bool> next(Row& row) override {
    if (held_) {
      held_ = false;
      row = first_;
    } else {
      PK_TRY(const bool any, raw_row(row));
      if (!any) return false;
    }
    if (row.problem.empty() && row.fields.size() != columns_.size()) {
      row.problem = row.fields.size() < columns_.size() ? "too_few_fields" : "too_many_fields";
      row.fields.clear();
    }
    return true;
  }

 private:
  Result<void> ensure_sample() {
    while (!window_.ended() && window_.end() - window_.begin() < static_cast<std::ptrdiff_t>(kChunk)) PK_CHECK(window_.more());
    return {};
  }
  Result<void> skip_line() {
    for (std::size_t scanned = 0;;) {
      const char* from = window_.begin() + scanned;
      const auto left = static_cast<std::size_t>(window_.end() - from);
      const auto* newline = left == 0 ? nullptr : static_cast<const char*>(std::memchr(from, '\n', left));
      if (newline) {
        window_.take(static_cast<std::size_t>(newline + 1 - window_.begin()));
        ++line_;
        return {};
      }
      scanned = static_cast<std::size_t>(window_.end() - window_.begin());
      if (window_.ended() || scanned > kMaxRowBytes) {
        window_.take(scanned);
        if (window_.ended()) return {};
        scanned = 0;
      }
      PK_CHECK(window_.more());
    }
  }

  void name_columns(const Row& header) {
    std::set<std::string, std::less<>> seen;
    for (std::size_t i = 0; i < header.fields.size(); ++i) {
      std::string base(header.fields[i]);
      while (!base.empty() && (base.back() == ' ' || base.back() == '\t')) base.pop_back();
      base.erase(0, std::min(base.find_first_not_of(" \t"), base.size()));
      if (base.empty()) base = fmt::format("column_{}", i + 1);
      std::string unique = base;
      for (int n = 2; seen.count(unique) != 0; ++n) unique = fmt::format("{}_{}", base, n);
      seen.insert(unique);
      columns_.push_back(std::move(unique));
    }
  }

  /// The next row with whatever number of fields; blank lines skipped.
  Result<bool> raw_row(Row& row) {
    for (;;) {
      if (window_.begin() == window_.end()) {
        if (!window_.ended()) PK_CHECK(window_.more());
        if (window_.begin() == window_.end()) {
          if (window_.ended()) return false;
          continue;
        }
      }
      row.line = line_;
      row.problem = {};
      const Scan scan = parse(row);
      const auto size = static_cast<std::size_t>(window_.end() - window_.begin());
      if (scan == Scan::need_more && size < kMaxRowBytes) {
        PK_CHECK(window_.more());
        continue;
      }
      if (scan == Scan::need_more || scan == Scan::unclosed || row.fields.size() > kMaxColumns) {
        row.problem = scan == Scan::unclosed ? "unclosed_quote" : scan == Scan::row ? "too_many_columns" : "row_too_large";
        row.fields.clear();
        PK_CHECK(skip_line());
        return true;
      }
      unescape(row);
      window_.take(taken_);
      line_ += lines_;
      if (row.fields.size() == 1 && row.fields[0].empty()) continue;  // blank line
      return true;
    }
  }

  /// Finds the fields of the row at the start of the window without changing the text, so that it can be
  /// tried again when the row turns out to be cut.
  Scan parse(Row& row) {
    row.fields.clear();
    quoted_.clear();
    Cursor c{window_.begin(), window_.end(), separator_, window_.ended()};
    for (;;) {
      const char* begin = c.p;
      const char* stop = nullptr;
      if (c.p < c.end && *c.p == '"') {
        const Scan inside = scan_quoted(c, stop);
        if (inside != Scan::field) return inside;
        quoted_.push_back(row.fields.size());
        ++begin;
      } else {
        c.skip_plain();
        stop = c.p;
      }
      const Scan end = c.terminator();
      if (end == Scan::need_more) return end;
      row.fields.emplace_back(begin, static_cast<std::size_t>(stop - begin));
      if (row.fields.size() > kMaxColumns && end == Scan::field) return Scan::row;
      if (end == Scan::row) {
        taken_ = static_cast<std::size_t>(c.p - window_.begin());
        lines_ = c.lines;
        return Scan::row;
      }
    }
  }

  /// c.p at the opening quote; leaves it behind the field. Text after the closing quote belongs to the field,
  /// as spreadsheets read it.
  static Scan scan_quoted(Cursor& c, const char*& stop) {
    const char* p = c.p + 1;
    for (;;) {
      const auto* quote = static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(c.end - p)));
      if (!quote) return c.last ? Scan::unclosed : Scan::need_more;
      c.lines += std::count(p, quote, '\n');
      if (quote + 1 == c.end && !c.last) return Scan::need_more;
      if (quote + 1 < c.end && quote[1] == '"') {
        p = quote + 2;
        continue;
      }
      c.p = quote + 1;
      stop = quote;
      c.skip_plain();
      if (c.p > quote + 1) stop = c.p;
      return Scan::field;
    }
  }

  /// Doubled quotes become one, in place: the result is never longer.
  void unescape(Row& row) {
    for (const std::size_t i : quoted_) {
      const std::string_view field = row.fields[i];
      const std::size_t first = field.find('"');
      if (first == field.npos) continue;
      char* begin = const_cast<char*>(field.data());
      char* out = begin + first;
      for (const char* p = out; p < begin + field.size(); ++p) {
        if (*p == '"') {
          const bool pair = p + 1 < begin + field.size() && p[1] == '"';
          if (pair) *out++ = *p++;
          continue;  // a lone quote is the closing one before stray text
        }
        *out++ = *p;
      }
      row.fields[i] = {begin, static_cast<std::size_t>(out - begin)};
    }
  }

  Window window_;
  ReadOptions options_;
  std::vector<std::string> columns_;
  std::vector<std::size_t> quoted_;
  Row first_;
  bool held_ = false;
  char separator_ = ',';
  std::int64_t line_ = 1, lines_ = 0;
  std::size_t taken_ = 0;
};

/// Number of fields of each of the first rows of the sample, quotes respected; a cut last row is left out.
std::vector<int> field_counts(std::string_view s, char separator) {
  std::vector<int> counts;
  int fields = 1;
  bool quoted = false, at_start = true, blank = true;
  for (std::size_t i = 0; i < s.size() && counts.size() < 100; ++i) {
    const char c = s[i];
    if (quoted) {
      if (c == '"') quoted = false;  // a doubled quote closes and opens again
      continue;
    }
    if (c == '"' && (at_start || (i > 0 && s[i - 1] == '"'))) {
      quoted = true;
      blank = at_start = false;
    } else if (c == separator) {
      ++fields;
      at_start = true;
      blank = false;
    } else if (c == '\n' || c == '\r') {
      if (!blank) counts.push_back(fields);
      fields = 1;
      at_start = blank = true;
    } else {
      at_start = blank = false;
    }
  }
  if (counts.empty() && !blank) counts.push_back(fields);
  return counts;
}

}  // namespace

char guess_separator(std::string_view sample) {
  char best = ',';
  double best_score = 0;
  for (const char separator : {',', ';', '\t', '|'}) {
    const auto counts = field_counts(sample, separator);
    if (counts.empty() || counts[0] < 2) continue;
    const auto same = std::count(counts.begin(), counts.end(), counts[0]);
    const double share = static_cast<double>(same) / static_cast<double>(counts.size());
    const double score = share * share * (1 - 1.0 / counts[0]);
    if (score > best_score) best_score = score, best = separator;
  }
  return best;
}

int sniff_csv(std::string_view head, std::string_view file) {
  if (file.ends_with(".csv")) return 80;
  const auto counts = field_counts(head, guess_separator(head));
  return !counts.empty() && counts[0] > 1 ? 40 : 10;
}
int sniff_tsv(std::string_view head, std::string_view file) {
  if (file.ends_with(".tsv") || file.ends_with(".tab")) return 85;
  return guess_separator(head) == '\t' && head.find('\t') != head.npos ? 45 : 0;
}

Result<std::unique_ptr<RowSource>> open_csv(std::unique_ptr<TextSource> in, const ReadOptions& options) {
  auto csv = std::make_unique<Csv>(std::move(in), options);
  PK_CHECK(csv->start());
  return csv;
}
Result<std::unique_ptr<RowSource>> open_tsv(std::unique_ptr<TextSource> in, const ReadOptions& options) {
  ReadOptions tabs = options;
  if (tabs.separator.empty()) tabs.separator = "\t";
  return open_csv(std::move(in), tabs);
}

}  // namespace peakend::importers
