#pragma once
// The duplicate index of the inbox: which seq holds the item of a sender's key.
//
// A B-tree hit at random places writes a whole page for every key. So young keys stay in memory (their durable copy is
// the `keys` column of the rows, read again at start) and go to the table inbox_seen by the half million, in key order,
// a slice with each commit. A Bloom filter over the table makes most look-ups of new keys free; it is built in the
// background at start, until then the table is asked.
//
// Owned by the inbox's writer thread; only the building of the filter runs beside it.
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "inbox/key_filter.h"
#include "inbox/key_table.h"
#include "records/records.h"

namespace peakend::inbox {

class SeenIndex {
 public:
  explicit SeenIndex(std::size_t young_limit) : young_limit_(young_limit) {}
  ~SeenIndex();
  SeenIndex(const SeenIndex&) = delete;
  SeenIndex& operator=(const SeenIndex&) = delete;

  /// Reads the young keys and starts building the filter.
  Result<void> load(records::Records&);

  /// The seq that holds the key, 0 when none does. Keys noted in the open group count.
  Result<std::int64_t> find(records::Session&, std::int64_t key) const;
  /// Notes a key of the open group.
  void note(std::int64_t key, std::int64_t seq) { group_.insert(key, seq); }
  /// Moves the next keys into the table, about twice as many as the group brought. Takes effect with commit_group.
  Result<void> move_slice(records::Tx&);
  /// The transaction was committed: the group's keys, up to `last_seq`, are held.
  void commit_group(std::int64_t last_seq);
  /// The transaction failed: as if the group had never been.
  void drop_group();

  std::size_t young() const { return young_.size() + old_.size() - moved_; }

 private:
  void freeze_when_full();
  void build_filter(records::Records&, std::size_t expected);
  void take_built_filter();

  const std::size_t young_limit_;
  KeyTable group_;   // keys of the transaction being made
  KeyTable young_;   // committed, not in the table
  std::vector<std::pair<std::int64_t, std::int64_t>> old_;  // sorted, on their way into the table
  std::size_t moved_ = 0, slice_ = 0;  // first moved_ of old_ are in the table; slice_ more with this transaction
  std::int64_t last_seq_ = 0, old_upto_ = 0;
  std::size_t in_table_ = 0;

  std::unique_ptr<KeyFilter> filter_;               // null until built
  std::vector<std::int64_t> moved_while_building_;
  std::thread builder_;
  bool no_filter_ = false;                          // building failed
  std::mutex built_mutex_;                          // guards the next three
  std::unique_ptr<KeyFilter> built_;
  bool build_failed_ = false, stop_building_ = false;
};

}  // namespace peakend::inbox
