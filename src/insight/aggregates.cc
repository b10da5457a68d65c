#include "insight/aggregates.h"

namespace peakend::insight {
namespace {

void put_number(std::string& key, std::int64_t n) {
  key += std::to_string(n);
  key += ';';
}
/// Length first, so that no text can look like another field.
void put_text(std::string& key, std::string_view text) {
  put_number(key, static_cast<std::int64_t>(text.size()));
  key += text;
}
void put_dimension(std::string& key, const facts::Dimension& d) {
  put_number(key, static_cast<std::int64_t>(d.field));
  put_text(key, d.key);
}

std::string key_of(const facts::AggregateSpec& spec, std::int64_t watermark, std::int64_t generation) {
  std::string key;
  for (const std::int64_t n : {watermark, generation, static_cast<std::int64_t>(spec.workspace), spec.from, spec.to,
                               static_cast<std::int64_t>(spec.edges_are_days), static_cast<std::int64_t>(spec.clusters),
                               static_cast<std::int64_t>(spec.max_rows), static_cast<std::int64_t>(spec.edges.size())}) {
    put_number(key, n);
  }
  for (const std::int64_t edge : spec.edges) put_number(key, edge);
  put_number(key, static_cast<std::int64_t>(spec.by.size()));
  for (const auto& d : spec.by) put_dimension(key, d);
  for (const auto& filter : spec.where) {
    put_dimension(key, filter.on);
    put_number(key, static_cast<std::int64_t>(filter.any_of.size()));
    for (const auto& value : filter.any_of) put_text(key, value);
  }
  return key;
}

/// A generous estimate of what the result occupies: map nodes are what counts.
std::size_t bytes_of(const std::string& key, const facts::AggregateResult& result) {
  std::size_t bytes = 2 * key.size() + 300;
  for (const auto& row : result.rows) {
    bytes += sizeof(facts::AggregateRow) + 64 + row.partial.hist.size() * 56 + row.partial.groups.size() * 136;
    for (const auto& text : row.key) bytes += sizeof(std::string) + text.size();
  }
  return bytes;
}

}  // namespace

Result<Aggregate> Aggregates::get(const facts::AggregateSpec& spec, std::int64_t generation) {
  PK_TRY(const std::int64_t watermark, store_.watermark());
  std::string key = key_of(spec, watermark, generation);
  {
    const std::lock_guard lock(mutex_);
    if (auto found = by_key_.find(key); found != by_key_.end()) {
      ++hits_;
      entries_.splice(entries_.begin(), entries_, found->second);
      return found->second->result;
    }
  }
  PK_TRY(auto fresh, store_.aggregate(spec));
  auto result = std::make_shared<const facts::AggregateResult>(std::move(fresh));
  // Facts may have come in between: what was answered is stored under what it stands on.
  if (result->as_of_seq == watermark) put(std::move(key), result);
  return result;
}

void Aggregates::put(std::string key, Aggregate result) {
  const std::size_t bytes = bytes_of(key, *result);
  if (bytes > max_bytes_ / 4) return;
  const std::lock_guard lock(mutex_);
  if (by_key_.contains(key)) return;
  entries_.push_front({std::move(key), std::move(result), bytes});
  by_key_.emplace(entries_.front().key, entries_.begin());
  bytes_ += bytes;
  while (bytes_ > max_bytes_) {
    bytes_ -= entries_.back().bytes;
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

std::size_t Aggregates::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}
std::int64_t Aggregates::hits() const {
  const std::lock_guard lock(mutex_);
  return hits_;
}

}  // namespace peakend::insight
