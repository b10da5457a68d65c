#pragma once
// A sorted vector that reads like a std::map: for small maps that are copied, compared and walked far more often
// than changed. Entries lie together in memory, so taking one apart costs one free instead of one an entry.
#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace peakend {

/// Not thread-safe. Inserting or erasing moves entries: references and iterators die. Insertion is O(size)
/// except at the end.
template <class K, class V>
class FlatMap {
 public:
  using key_type = K;
  using mapped_type = V;
  using value_type = std::pair<K, V>;
  using iterator = typename std::vector<value_type>::iterator;
  using const_iterator = typename std::vector<value_type>::const_iterator;

  iterator begin() { return entries_.begin(); }
  iterator end() { return entries_.end(); }
  const_iterator begin() const { return entries_.begin(); }
  const_iterator end() const { return entries_.end(); }
  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  void reserve(std::size_t n) { entries_.reserve(n); }
  void clear() { entries_.clear(); }

  iterator find(const K& key) {
    auto it = lower(entries_, key);
    return it != end() && it->first == key ? it : end();
  }
  const_iterator find(const K& key) const {
    auto it = lower(entries_, key);
    return it != end() && it->first == key ? it : end();
  }
  bool contains(const K& key) const { return find(key) != end(); }
  const V& at(const K& key) const {
    auto it = find(key);
    if (it == end()) throw std::out_of_range("FlatMap::at");
    return it->second;
  }
  std::pair<iterator, bool> try_emplace(const K& key) {
    auto it = entries_.empty() || entries_.back().first < key ? end() : lower(entries_, key);
    if (it != end() && it->first == key) return {it, false};
    return {entries_.insert(it, value_type{key, V{}}), true};
  }
  V& operator[](const K& key) { return try_emplace(key).first->second; }
  iterator erase(iterator it) { return entries_.erase(it); }
  /// Appends; the key must be greater than all there are.
  V& push_back(const K& key) { return entries_.emplace_back(key, V{}).second; }

  bool operator==(const FlatMap&) const = default;

 private:
  template <class E>
  static auto lower(E& entries, const K& key) {
    return std::lower_bound(entries.begin(), entries.end(), key, [](const value_type& e, const K& k) { return e.first < k; });
  }
  std::vector<value_type> entries_;
};

}  // namespace peakend
