#include "facts/facts.h"

#include <algorithm>

#include "facts/fields.h"

namespace peakend::facts {
namespace {

constexpr std::size_t kBlockTags = 1024;

}  // namespace

std::span<const Tag> FactBatch::keep_tags(std::span<const Tag> tags) {
  if (tags.empty()) return {};
  if (tags_.empty() || tags_.back().capacity() - tags_.back().size() < tags.size()) {
    tags_.emplace_back();
    tags_.back().reserve(std::max(kBlockTags, tags.size()));
  }
  std::vector<Tag>& block = tags_.back();
  std::size_t at = block.size();
  for (const Tag& t : tags) block.push_back({keep(t.key), keep(t.value)});
  auto begin = block.begin() + static_cast<std::ptrdiff_t>(at);
  auto by_key = [](const Tag& a, const Tag& b) { return a.key < b.key; };
  auto strictly = [](const Tag& a, const Tag& b) { return a.key >= b.key; };
  if (std::adjacent_find(begin, block.end(), strictly) != block.end()) {
    std::stable_sort(begin, block.end(), by_key);
    auto last = begin;
    for (auto it = begin + 1; it != block.end(); ++it) {
      if (it->key != last->key) ++last;
      *last = *it;
    }
    block.erase(last + 1, block.end());
  }
  return {block.data() + at, block.size() - at};
}

void FactBatch::add(const Fact& f) {
  Fact& to = facts.emplace_back(f);
  for (std::string_view Fact::*text : kTexts) to.*text = keep(f.*text);
  to.tags = keep_tags(f.tags);
}

}  // namespace peakend::facts
