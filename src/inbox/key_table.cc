#include "inbox/key_table.h"

#include <algorithm>

namespace peakend::inbox {

void KeyTable::insert(std::int64_t key, std::int64_t seq) {
  if ((n_ + 1) * 2 > slots_.size()) grow();
  auto& slot = slots_[place(key)];
  if (slot.first != 0) return;
  slot = {key, seq};
  ++n_;
}

void KeyTable::grow() {
  std::vector<std::pair<std::int64_t, std::int64_t>> old(slots_.size() * 2);
  old.swap(slots_);
  for (const auto& pair : old)
    if (pair.first != 0) slots_[place(pair.first)] = pair;
}

void KeyTable::clear() {
  if (slots_.size() > kSmallest && n_ * 16 < slots_.size()) {
    slots_ = std::vector<std::pair<std::int64_t, std::int64_t>>(kSmallest);
  } else {
    std::fill(slots_.begin(), slots_.end(), std::pair<std::int64_t, std::int64_t>{});
  }
  n_ = 0;
}

std::vector<std::pair<std::int64_t, std::int64_t>> KeyTable::take_sorted() {
  std::vector<std::pair<std::int64_t, std::int64_t>> out;
  out.reserve(n_);
  each([&](std::int64_t key, std::int64_t seq) { out.emplace_back(key, seq); });
  std::sort(out.begin(), out.end());
  slots_ = std::vector<std::pair<std::int64_t, std::int64_t>>(kSmallest);
  n_ = 0;
  return out;
}

}  // namespace peakend::inbox
