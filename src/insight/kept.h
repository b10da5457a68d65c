#pragma once
// Answers that cost a scan, kept until the facts they stand on change. See law_contest, drivers, silence.
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/task.h"
#include "insight/answer.h"

namespace peakend::insight {

/// Names all that an answer about a journey stands on: facts, episodes, rules, span, filters, and the hour (episodes close as
/// time goes by). `more` tells questions about the same data apart.
Result<std::string> data_key(const Sources&, const Caller&, const journey::Journey&, const Query&, std::string_view more = {});

/// The last few answers by key. Thread-safe.
template <class T>
class Kept {
 public:
  explicit Kept(std::size_t most) : most_(most) {}
  std::shared_ptr<const T> find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    for (auto it = entries_.begin(); it != entries_.end(); ++it) {
      if (it->key != key) continue;
      ++hits_;
      entries_.splice(entries_.begin(), entries_, it);
      return it->answer;
    }
    return nullptr;
  }
  void keep(std::string key, std::shared_ptr<const T> answer) {
    const std::lock_guard lock(mutex_);
    for (const Entry& e : entries_)
      if (e.key == key) return;
    entries_.push_front({std::move(key), std::move(answer)});
    if (entries_.size() > most_) entries_.pop_back();
  }
  /// The kept answer, or `compute()`, which is kept unless facts have come in meanwhile. `key()` is a Result<std::string>.
  template <class Key, class Compute>
  Result<std::shared_ptr<const T>> get(const Key& key, const Compute& compute) {
    PK_TRY(const std::string before, key());
    if (auto known = find(before)) return known;
    PK_TRY(T fresh, compute());
    if (task::stopped()) return task::cancelled();  // loops were left early
    auto answer = std::make_shared<const T>(std::move(fresh));
    PK_TRY(const std::string after, key());
    if (after == before) keep(after, answer);
    return answer;
  }
  std::int64_t hits() const {
    const std::lock_guard lock(mutex_);
    return hits_;
  }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const T> answer;
  };
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // most recent first
  std::int64_t hits_ = 0;
};

}  // namespace peakend::insight
