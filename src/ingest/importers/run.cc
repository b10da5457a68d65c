#include "ingest/importers/run.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "base/id.h"
#include "base/utf8.h"
#include "ingest/importers/item.h"
#include "ingest/importers/record.h"

namespace peakend::importers {
namespace {

constexpr std::size_t kMaxDedupeKeys = 5'000'000;
constexpr std::int64_t kProgressRows = 500;

tl::unexpected<Error> with_file(Error e, const std::string& path) {
  e.params.emplace_back("file", path);
  return tl::unexpected(std::move(e));
}

bool all_columns_known(const ReadOptions& read, const std::string& format) {
  return read.header && (format == "csv" || format == "tsv");
}

class Run {
 public:
  Run(const Mapping& map, const std::vector<Input>& inputs, const RunOptions& options, ItemSink& sink, const Hooks& hooks, Summary& out)
      : map_(map), inputs_(inputs), options_(options), sink_(sink), hooks_(hooks), out_(out), counts_(map.files.size()),
        file_of_(map.files.size()) {}

  Result<void> go() {
    PK_CHECK(assign_inputs());
    for (std::size_t f = 0; f < map_.files.size(); ++f) {
      for (const auto& item : map_.files[f].items) {
        counts_[f].push_back(out_.items.size());
        out_.items.push_back({map_.files[f].name, item.key});
      }
    }
    sink_.on_report([this](const Origin& origin, const ingest::ItemResult& result) { report(origin, result); });
    auto done = read_files();
    if (auto flushed = sink_.flush(); done && !flushed) done = flushed;
    sink_.on_report({});
    tell(true);
    return done;
  }

 private:
  Result<void> assign_inputs() {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const auto f = file_for(map_, inputs_[i].path);
      if (!f) return with_file({ErrorKind::invalid, "file_not_in_map", {}, {}, {}}, inputs_[i].path);
      file_of_[*f].push_back(i);
      const bool read = !map_.files[*f].items.empty();
      if (read) progress_.total += inputs_[i].blob->size();
      if (read && map_.files[*f].dedupe) progress_.total += inputs_[i].blob->size();
    }
    for (std::size_t f = 0; f < map_.files.size(); ++f) {
      if (!map_.files[f].required || !file_of_[f].empty()) continue;
      return fail_missing(map_.files[f]);
    }
    return {};
  }
  tl::unexpected<Error> fail_missing(const FileSpec& file) {
    Error e{ErrorKind::invalid, "required_file_missing", {}, {}, {{"file", file.name}}};
    return tl::unexpected(std::move(e));
  }

  Result<void> read_files() {
    for (std::size_t f = 0; f < map_.files.size(); ++f) {
      if (map_.files[f].items.empty()) continue;
      for (const std::size_t i : file_of_[f]) {
        PK_CHECK(read_file(f, inputs_[i]));
        if (out_.cancelled) return {};
      }
    }
    return {};
  }

  calendar::Zone zone_of(const FileSpec& file) const {
    if (options_.force_zone) return *options_.force_zone;
    return file.zone ? calendar::Zone::find(*file.zone).value_or(options_.zone) : options_.zone;
  }

  struct Open {
    std::unique_ptr<RowSource> rows;
    std::unique_ptr<Record> record;
    std::string format;
  };
  Result<Open> open(const FileSpec& file, const Input& input) {
    ReadOptions read = file.read;
    if (!options_.force_encoding.empty()) read.encoding = options_.force_encoding;
    auto found = detect(input.blob, input.path, read);
    if (!found) return with_file(found.error(), input.path);
    auto rows = open_rows(input.blob, input.path, read);
    if (!rows) return with_file(rows.error(), input.path);
    const std::string base = input.path.substr(input.path.rfind('/') + 1);
    Open o{std::move(*rows), std::make_unique<Record>(file, zone_of(file), base), found->format};
    PK_CHECK(o.record->bind(o.rows->columns(), all_columns_known(read, o.format)));
    for (std::size_t k = 0; k < file.lookups.size(); ++k) {
      PK_TRY(auto table, lookup_table(file.lookups[k]));
      o.record->set_lookup(k, std::move(table));
    }
    return o;
  }

  /// Reads the other file whole, once per set of wanted columns. A missing file is an error only when a partner is required.
  Result<std::shared_ptr<const LookupTable>> lookup_table(const LookupSpec& spec) {
    std::string signature = spec.file + "\x1f" + spec.their_key + (spec.keep_last ? "\x1fl" : "\x1f" "f");
    for (const auto& c : spec.columns) signature += "\x1f" + c.first;
    if (const auto it = tables_.find(signature); it != tables_.end()) return it->second;
    auto table = std::make_shared<LookupTable>();
    const auto other = std::find_if(map_.files.begin(), map_.files.end(), [&](const FileSpec& f) { return f.name == spec.file; });
    const auto& sources = file_of_[static_cast<std::size_t>(other - map_.files.begin())];
    if (sources.empty() && spec.required) return fail_missing(*other);
    for (const std::size_t i : sources) PK_CHECK(fill_lookup(*table, spec, *other, inputs_[i]));
    tables_.emplace(std::move(signature), table);
    return std::shared_ptr<const LookupTable>(std::move(table));
  }
  Result<void> fill_lookup(LookupTable& table, const LookupSpec& spec, const FileSpec& other, const Input& input) {
    ReadOptions read = other.read;
    if (!options_.force_encoding.empty()) read.encoding = options_.force_encoding;
    auto opened = open_rows(input.blob, input.path, read);
    if (!opened) return with_file(opened.error(), input.path);
    RowSource& rows = **opened;
    auto find = [&](const std::string& name) {
      const auto& columns = rows.columns();
      return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
    };
    Row row;
    std::vector<std::string_view> values(spec.columns.size());
    for (;;) {
      auto any = rows.next(row);
      if (!any) return with_file(any.error(), input.path);
      if (!*any) break;
      if (!row.problem.empty()) continue;  // reported when that file is read for its items
      const auto key = row.field(find(spec.their_key));
      if (key.empty()) continue;
      for (std::size_t c = 0; c < values.size(); ++c) values[c] = row.field(find(spec.columns[c].first));
      auto kept = table.put(key, values, spec.keep_last);
      if (!kept) return with_file(kept.error(), input.path);
    }
    for (const auto& wanted : spec.columns) {
      if (find(wanted.first) == rows.columns().size()) return no_column(wanted.first, input.path);
    }
    if (find(spec.their_key) == rows.columns().size()) return no_column(spec.their_key, input.path);
    return {};
  }
  static tl::unexpected<Error> no_column(const std::string& column, const std::string& path) {
    Error e{ErrorKind::invalid, "unknown_column", {}, {}, {{"column", column}, {"file", path}}};
    return tl::unexpected(std::move(e));
  }

  /// For each key of "dedupe" the number of the row that stays.
  Result<std::vector<bool>> winners(const FileSpec& file, const Input& input) {
    struct Best {
      std::int64_t number = 0;
      std::vector<std::string> order;
    };
    PK_TRY(auto o, open(file, input));
    std::unordered_map<Uuid, Best> best;
    std::vector<bool> stays;
    Row row;
    for (std::int64_t number = 0;; ++number) {
      PK_TRY(const bool any, o.rows->next(row));
      if (!any || (options_.limit > 0 && number >= options_.limit)) break;
      stays.push_back(true);
      if (number % kProgressRows == 0 && stopped(o.rows->consumed())) break;
      if (!row.problem.empty() || o.record->load(row, o.rows->columns()) || !o.record->holds(file.where)) continue;
      std::string key;
      for (const Slot slot : file.dedupe->by) key += std::string(o.record->get(slot).value_or("")) + "\x1f";
      std::vector<std::string> order;
      for (const auto& by : file.dedupe->order) order.push_back(sortable(*o.record, by));
      auto [it, added] = best.try_emplace(hash_uuid("dedupe", key), Best{number, order});
      if (best.size() > kMaxDedupeKeys) return with_file({ErrorKind::too_large, "dedupe_too_large", {}, {}, {}}, input.path);
      if (added) continue;
      const bool wins = file.dedupe->greatest ? order >= it->second.order : order < it->second.order;
      stays[static_cast<std::size_t>(wins ? it->second.number : number)] = false;
      if (wins) it->second = {number, std::move(order)};
    }
    done_bytes_ += input.blob->size();
    return stays;
  }
  /// A text whose byte order is the order of the values.
  static std::string sortable(const Record& record, const DedupeSpec::By& by) {
    const auto v = record.get(by.slot);
    if (!v) return {};
    if (by.as == Cast::time) {
      const auto at = record.parse_time(*v, std::nullopt);
      return at ? calendar::rfc3339(*at) : std::string{};
    }
    if (by.as != Cast::number) return std::string(*v);
    const double x = record.parse_number(*v).value_or(0);
    std::uint64_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    bits = x < 0 ? ~bits : bits | 1ull << 63;  // IEEE 754 doubles in their order
    std::string out;
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(bits >> shift & 0xFF);
    return out;
  }

  Result<void> read_file(std::size_t f, const Input& input) {
    const FileSpec& file = map_.files[f];
    std::optional<std::vector<bool>> stays;
    if (file.dedupe) {
      PK_TRY(stays, winners(file, input));
      if (out_.cancelled) return {};
    }
    PK_TRY(auto o, open(file, input));
    out_.files.push_back({input.path, file.name, o.format, {}});
    FileCount& count = out_.files.back();
    record_ = o.record.get();
    path_ = input.path;
    Row row;
    Result<void> result{};
    for (std::int64_t number = 0;; ++number) {
      if (number % kProgressRows == 0 && stopped(o.rows->consumed())) break;
      auto any = o.rows->next(row);
      if (!any) result = with_file(any.error(), input.path);
      if (!any || !*any) break;
      if (options_.limit > 0 && number >= options_.limit) {
        out_.limited = true;
        break;
      }
      ++count.rows, ++out_.rows;
      result = take_row(f, row, o, stays ? (*stays)[static_cast<std::size_t>(number)] : true, count);
      if (!result) break;
    }
    if (result) result = sink_.flush();  // the record serves the reports of this file only
    count.encoding = name(o.rows->encoding());
    count.replaced = o.rows->replaced();
    done_bytes_ += input.blob->size();
    record_ = nullptr;
    return result;
  }

  Result<void> take_row(std::size_t f, const Row& row, Open& o, bool stays, FileCount& count) {
    const FileSpec& file = map_.files[f];
    if (!row.problem.empty()) {
      bad_row(count, row.line, {}, row.problem, {});
      return {};
    }
    if (auto error = o.record->load(row, o.rows->columns())) {
      bad_row(count, row.line, error->column, error->code, error->text);
      return {};
    }
    if (!o.record->holds(file.where)) {
      ++count.filtered;
      return {};
    }
    if (!stays) {
      ++count.superseded;
      return {};
    }
    const std::string_view journey = map_.journey ? std::string_view(map_.journey->key) : std::string_view{};
    for (std::size_t i = 0; i < file.items.size(); ++i) {
      ItemCount& item = out_.items[counts_[f][i]];
      ValueError error;
      switch (build_item(file, file.items[i], *o.record, journey, line_, error)) {
        case Built::unmet: ++item.unmet; break;
        case Built::empty: ++item.empty; break;
        case Built::not_applicable: ++item.not_applicable; break;
        case Built::wrong:
          ++item.rejected, ++out_.rejected;
          reject({path_, row.line, error.column, item.key, {{}, std::string(error.code), {}}, error.text});
          break;
        case Built::item:
          ++progress_.items;
          PK_CHECK(sink_.add(line_, {static_cast<std::uint32_t>(f), static_cast<std::uint32_t>(i), row.line}));
      }
    }
    return {};
  }

  void bad_row(FileCount& count, std::int64_t line, std::string column, std::string_view code, std::string value) {
    ++count.unreadable, ++out_.rejected;
    reject({path_, line, std::move(column), {}, {{}, std::string(code), {}}, std::move(value)});
  }
  void report(const Origin& origin, const ingest::ItemResult& result) {
    using State = ingest::ItemResult::State;
    const FileSpec& file = map_.files[origin.file];
    ItemCount& item = out_.items[counts_[origin.file][origin.item]];
    if (result.state == State::accepted) ++item.accepted, ++out_.accepted;
    if (result.state == State::duplicate) ++item.duplicate, ++out_.duplicate;
    if (result.state != State::rejected) return;
    ++item.rejected, ++out_.rejected;
    const std::string column = record_ ? column_for(file, file.items[origin.item], *record_, result.why.field) : std::string{};
    reject({path_, origin.line, column, item.key, result.why, {}});
  }
  void reject(const Reject& r) {
    if (hooks_.reject) hooks_.reject(r);
  }
  bool stopped(std::uint64_t consumed) {
    progress_.bytes = done_bytes_ + consumed;
    progress_.rows = out_.rows;
    tell(false);
    if (hooks_.cancelled && hooks_.cancelled()) out_.cancelled = true;
    return out_.cancelled;
  }
  void tell(bool end) {
    if (end && !out_.cancelled) progress_.bytes = done_bytes_;
    if (hooks_.progress) hooks_.progress(progress_);
  }

  const Mapping& map_;
  const std::vector<Input>& inputs_;
  const RunOptions& options_;
  ItemSink& sink_;
  const Hooks& hooks_;
  Summary& out_;
  std::vector<std::vector<std::size_t>> counts_;   ///< file, item -> place in out_.items
  std::vector<std::vector<std::size_t>> file_of_;  ///< file of the map -> inputs
  std::unordered_map<std::string, std::shared_ptr<const LookupTable>> tables_;
  const Record* record_ = nullptr;
  std::string path_, line_;
  Progress progress_;
  std::uint64_t done_bytes_ = 0;
};

}  // namespace

Result<void> run_import(const Mapping& map, const std::vector<Input>& inputs, const RunOptions& options, ItemSink& sink,
                        const Hooks& hooks, Summary& out) {
  return Run(map, inputs, options, sink, hooks, out).go();
}

}  // namespace peakend::importers
