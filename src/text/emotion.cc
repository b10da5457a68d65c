#include "text/emotion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <charconv>
#include <utility>

#include "text/words.h"

namespace peakend::text {
namespace {

constexpr std::array<std::string_view, 17> kNotChinese{"不是很", "不是", "并不", "没有", "没", "不太", "不怎么", "不", "无", "未", "并非", "别", "难以", "毫无", "谈不上", "算不上", "无法"};
constexpr std::array<std::pair<std::string_view, double>, 13> kVeryChinese{{{"非常", 1.5}, {"特别", 1.5}, {"十分", 1.5}, {"超级", 1.5}, {"超", 1.4}, {"太", 1.3}, {"很", 1.3}, {"极", 1.5}, {"最", 1.4}, {"真", 1.2}, {"相当", 1.4}, {"巨", 1.4}, {"好", 1.1}}};
constexpr std::array<std::string_view, 6> kButChinese{"但", "可是", "不过", "然而", "就是", "可惜"};
constexpr std::array<std::string_view, 28> kNot{"not", "no", "never", "n't", "cannot", "can't", "don't", "didn't", "isn't", "wasn't", "doesn't", "won't", "couldn't", "wouldn't", "aren't", "without", "nothing", "hardly", "barely", "zero", "lack", "dont", "didnt", "cant", "isnt", "wasnt", "wont", "nor"};
constexpr std::array<std::pair<std::string_view, double>, 11> kVery{{{"very", 1.4}, {"so", 1.3}, {"really", 1.3}, {"extremely", 1.6}, {"too", 1.3}, {"absolutely", 1.5}, {"totally", 1.4}, {"super", 1.5}, {"incredibly", 1.5}, {"such", 1.2}, {"most", 1.3}}};
constexpr std::array<std::string_view, 3> kBut{"but", "however", "although"};

using Words = WordList<double>;
const Words& words_of(std::string_view list) {
  static const auto make = [](std::string_view of) {
    auto* words = new Words;
    each_word(of, [&](std::string_view head, std::string_view word) {
      double strength = 0;
      std::from_chars(head.data(), head.data() + head.size(), strength);
      words->add(word, strength);
    });
    return words;
  };
  static const Words* const chinese = make(kChineseFeeling);
  static const Words* const english = make(kEnglishFeeling);
  return list.data() == kChineseFeeling.data() ? *chinese : *english;
}

struct Sum {
  double total = 0;
  int words = 0;
};

bool is_stop(std::string_view c) {
  return c == "," || c == "." || c == "!" || c == "?" || c == ";" || c == " " || c == "\n" || c == "。" || c == "、";
}

Sum chinese(std::string_view s, const std::vector<std::size_t>& at) {
  const Words& words = words_of(kChineseFeeling);
  Sum sum;
  double weight = 1;
  std::size_t clause = 0;  // words before it say nothing about what follows
  for (std::size_t i = 0; i + 1 < at.size();) {
    std::size_t length = 0;
    const double* strength = is_han(s.substr(at[i], at[i + 1] - at[i])) ? words.find(s, at[i], at, i, length) : nullptr;
    if (strength == nullptr) {
      const auto rest = s.substr(at[i]);
      if (std::ranges::any_of(kButChinese, [&](auto b) { return rest.starts_with(b); })) weight = 1.4;
      if (is_stop(s.substr(at[i], at[i + 1] - at[i]))) clause = i + 1;
      ++i;
      continue;
    }
    const auto from = at[std::max(clause, i < 4 ? 0 : i - 4)];
    const auto before = s.substr(from, at[i] - from);
    double x = *strength;
    for (const auto& [very, factor] : kVeryChinese)
      if (before.ends_with(very)) {
        x *= factor;
        break;
      }
    if (std::ranges::any_of(kNotChinese, [&](auto n) { return before.find(n) != std::string_view::npos; })) x *= x > 0 ? -.7 : -.4;
    sum.total += x * weight;
    ++sum.words;
    const std::size_t end = at[i] + length;
    while (at[i] < end) ++i;
    clause = i;
  }
  return sum;
}

Sum latin(std::string_view s) {
  const Words& words = words_of(kEnglishFeeling);
  const auto all = latin_words(s);
  Sum sum;
  double weight = 1;
  const auto turns = [](std::string_view w) { return std::ranges::find(kNot, w) != kNot.end(); };
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::ranges::find(kBut, all[i]) != kBut.end()) weight = 1.3;
    const double* strength = words.whole(all[i]);
    if (strength == nullptr) continue;
    // "Not" before a bad word says nothing bad itself: "not bad".
    if (turns(all[i]) && i + 1 < all.size() && !turns(all[i + 1]))
      if (const double* next = words.whole(all[i + 1]); next != nullptr && *next < 0) continue;
    double x = *strength;
    if (i > 0)
      for (const auto& [very, factor] : kVery)
        if (all[i - 1] == very) x *= factor;
    bool turned = false;
    for (std::size_t k = i < 3 ? 0 : i - 3; k < i; ++k) turned = turned || turns(all[k]);
    // A weak bad word behind "not" is often another one ("couldn't wait"): it stays.
    if (turned) x *= x > 0 ? -.7 : x < -1 ? -.3 : 1;
    sum.total += x * weight;
    ++sum.words;
  }
  return sum;
}

}  // namespace

Emotion emotion_of(std::string_view utf8) {
  const std::string s = fold(utf8);
  const Sum a = chinese(s, code_points(s)), b = latin(s);
  Emotion out;
  out.words = a.words + b.words;
  if (out.words > 0) out.score = (a.total + b.total) / std::sqrt(1.0 + out.words);
  out.feeling = out.score > .3 ? Feeling::positive : out.score < -.1 ? Feeling::negative : Feeling::neutral;
  return out;
}

}  // namespace peakend::text
