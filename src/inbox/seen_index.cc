#include "inbox/seen_index.h"

#include <algorithm>
#include <cstring>

#include "base/failpoint.h"
#include "base/log.h"
#include "inbox/inbox_sql.h"

namespace peakend::inbox {

using records::Param;
using records::Row;

SeenIndex::~SeenIndex() {
  {
    std::lock_guard guard(built_mutex_);
    stop_building_ = true;
  }
  if (builder_.joinable()) builder_.join();
}

Result<void> SeenIndex::load(records::Records& records) {
  std::int64_t upto = 0, n = 0;
  PK_CHECK(records.read([&](records::Session& s) -> Result<void> {
    PK_CHECK(s.query(sql::index_state, {}, [&](const Row& r) {
      upto = r.i64(0);
      n = r.i64(1);
      return false;
    }));
    last_seq_ = upto;
    const Param after[] = {upto};
    return s.query(sql::keys_after, after, [&](const Row& r) {
      last_seq_ = r.i64(0);
      const std::string_view keys = r.text(1);
      for (std::size_t i = 0; i + 8 <= keys.size(); i += 8) {
        std::int64_t key;
        std::memcpy(&key, keys.data() + i, 8);
        young_.insert(key, last_seq_);
      }
      return true;
    });
  }));
  in_table_ = static_cast<std::size_t>(n);
  freeze_when_full();
  // Slices of an unfinished move are in the table but not in n, so the table may hold up to one load of keys more.
  builder_ = std::thread([this, &records, expected = in_table_ + young_limit_] { build_filter(records, expected); });
  return {};
}

void SeenIndex::build_filter(records::Records& records, std::size_t expected) {
  auto filter = std::make_unique<KeyFilter>(std::min(expected, KeyFilter::kMaxKeys));
  bool stopped = false;
  std::size_t n = 0;
  const auto r = records.read([&](records::Session& s) {
    return s.query(sql::seen_keys, {}, [&](const Row& row) {
      filter->add(row.i64(0));
      if (++n % 65'536 == 0) {
        std::lock_guard guard(built_mutex_);
        stopped = stop_building_;
      }
      return !stopped;
    });
  });
  if (!r) log::failure("duplicate filter not built, the table is asked instead", r.error());
  std::lock_guard guard(built_mutex_);
  if (r && !stopped) built_ = std::move(filter);
  build_failed_ = !built_;
}

void SeenIndex::take_built_filter() {
  if (filter_ || no_filter_) return;
  std::lock_guard guard(built_mutex_);
  if (build_failed_) {
    no_filter_ = true;
    moved_while_building_ = {};
  }
  if (!built_) return;
  filter_ = std::move(built_);
  for (const std::int64_t key : moved_while_building_) filter_->add(key);
  moved_while_building_ = {};
}

Result<std::int64_t> SeenIndex::find(records::Session& session, std::int64_t key) const {
  if (const auto seq = group_.find(key)) return seq;
  if (const auto seq = young_.find(key)) return seq;
  if (!old_.empty()) {
    const auto it = std::lower_bound(old_.begin(), old_.end(), std::pair{key, INT64_MIN});
    if (it != old_.end() && it->first == key) return it->second;
  }
  if (filter_ && !filter_->perhaps(key)) return 0;
  std::int64_t seq = 0;
  const Param p[] = {key};
  PK_CHECK(session.query(sql::seen_find, p, [&](const Row& r) {
    seq = r.i64(0);
    return false;
  }));
  return seq;
}

void SeenIndex::freeze_when_full() {
  if (!old_.empty() || young_.size() < young_limit_) return;
  old_ = young_.take_sorted();
  old_upto_ = last_seq_;
  moved_ = 0;
}

Result<void> SeenIndex::move_slice(records::Tx& tx) {
  slice_ = 0;
  if (old_.empty()) return {};
  constexpr std::size_t kLeast = 500, kMost = 50'000;
  const std::size_t n = std::min(std::clamp(2 * group_.size(), kLeast, kMost), old_.size() - moved_);
  for (std::size_t i = moved_; i < moved_ + n; ++i) {
    const Param p[] = {old_[i].first, old_[i].second};
    PK_CHECK(tx.exec(sql::seen_put, p));
  }
  PK_FAILPOINT("inbox.index_slice");
  if (moved_ + n == old_.size()) {
    const Param p[] = {old_upto_, static_cast<std::int64_t>(old_.size())};
    PK_CHECK(tx.exec(sql::index_move, p));
  }
  slice_ = n;
  return {};
}

void SeenIndex::commit_group(std::int64_t last_seq) {
  group_.each([&](std::int64_t key, std::int64_t seq) { young_.insert(key, seq); });
  group_.clear();
  last_seq_ = std::max(last_seq_, last_seq);
  take_built_filter();
  for (std::size_t i = moved_; i < moved_ + slice_; ++i) {
    if (filter_) filter_->add(old_[i].first);
    else if (!no_filter_) moved_while_building_.push_back(old_[i].first);
  }
  moved_ += slice_;
  slice_ = 0;
  if (!old_.empty() && moved_ == old_.size()) {
    in_table_ += old_.size();
    old_ = {};
    moved_ = 0;
  }
  freeze_when_full();
}

void SeenIndex::drop_group() {
  group_.clear();
  slice_ = 0;
}

}  // namespace peakend::inbox
