#pragma once
// Aggregates with a memory: the same question on the same watermark is asked of the store once.
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "facts/facts.h"

namespace peakend::insight {

using Aggregate = std::shared_ptr<const facts::AggregateResult>;

/// Thread-safe. Holds at most `max_bytes` (estimated); the least recently used answers go first. An answer is
/// valid for its watermark and generation; the generation moves when facts change without a new watermark
/// (erasure, identity merge).
class Aggregates {
 public:
  explicit Aggregates(const facts::FactStore& store, std::size_t max_bytes = 32u << 20) : store_(store), max_bytes_(max_bytes) {}
  Result<Aggregate> get(const facts::AggregateSpec&, std::int64_t generation);
  std::size_t bytes() const;
  std::int64_t hits() const;

 private:
  struct Entry {
    std::string key;
    Aggregate result;
    std::size_t bytes = 0;
  };
  void put(std::string key, Aggregate);
  const facts::FactStore& store_;
  const std::size_t max_bytes_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // most recent first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;  // views into Entry::key
  std::size_t bytes_ = 0;
  std::int64_t hits_ = 0;
};

}  // namespace peakend::insight
