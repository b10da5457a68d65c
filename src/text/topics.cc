#include "text/topics.h"

#include <algorithm>
#include <bitset>

#include "text/words.h"

namespace peakend::text {
namespace {

using Mask = std::bitset<kTopics.size()>;

const WordList<Mask>& words() {
  static const auto* const all = [] {
    std::unordered_map<std::string_view, Mask> masks;
    each_word(kTopicWords, [&](std::string_view topic, std::string_view word) {
      masks[word].set(static_cast<std::size_t>(std::ranges::find(kTopics, topic) - kTopics.begin()));
    });
    auto* list = new WordList<Mask>;
    for (const auto& [word, mask] : masks) list->add(word, mask);
    return list;
  }();
  return *all;
}

}  // namespace

std::vector<std::string_view> topics_of(std::string_view utf8, std::size_t most) {
  const std::string s = fold(utf8);
  std::array<int, kTopics.size()> hits{};
  const auto count = [&](const Mask& mask) {
    for (std::size_t t = 0; t < hits.size(); ++t) hits[t] += mask[t];
  };
  const auto at = code_points(s);
  for (std::size_t i = 0; i + 1 < at.size();) {
    std::size_t length = 0;
    const Mask* mask = is_han(std::string_view(s).substr(at[i], at[i + 1] - at[i])) ? words().find(s, at[i], at, i, length) : nullptr;
    if (mask == nullptr) {
      ++i;
      continue;
    }
    count(*mask);
    const std::size_t end = at[i] + length;
    while (at[i] < end) ++i;
  }
  for (const auto word : latin_words(s))
    if (const Mask* mask = words().whole(word)) count(*mask);
  std::vector<std::size_t> order;
  for (std::size_t t = 0; t < hits.size(); ++t)
    if (hits[t] > 0) order.push_back(t);
  std::ranges::stable_sort(order, [&](auto a, auto b) { return hits[a] > hits[b]; });
  std::vector<std::string_view> out;
  for (const auto t : order)
    if (out.size() < most) out.push_back(kTopics[t]);
  if (out.empty()) out.push_back(kOtherTopic);
  return out;
}

}  // namespace peakend::text
