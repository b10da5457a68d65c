#include "text/lang.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/utf8.h"

namespace peakend::text {
namespace {

enum Script : std::uint8_t { none, latin, han, kana, hangul, cyrillic, arabic, hebrew, thai, greek, devanagari, kScripts };

Script script_of(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? latin : none;
  if (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) return latin;
  if (c >= 0x370 && c <= 0x3FF) return greek;
  if (c >= 0x400 && c <= 0x52F) return cyrillic;
  if (c >= 0x590 && c <= 0x5FF) return hebrew;
  if (c >= 0x600 && c <= 0x6FF) return arabic;
  if (c >= 0x900 && c <= 0x97F) return devanagari;
  if (c >= 0xE00 && c <= 0xE7F) return thai;
  if (c >= 0x3040 && c <= 0x30FF) return kana;
  if ((c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF)) return han;
  if ((c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1100 && c <= 0x11FF)) return hangul;
  return none;
}

struct StopWord {
  std::string_view word;
  std::uint8_t languages;  ///< bit per language below; words of several count half as much for each
};
enum : std::uint8_t { kEn = 1, kPt = 2, kEs = 4, kFr = 8, kDe = 16 };
constexpr std::string_view kNames[] = {"en", "pt", "es", "fr", "de"};

// Sorted, for binary search.
constexpr StopWord kStopWords[] = {
    {"a", kEn | kPt | kEs | kFr}, {"aber", kDe}, {"als", kDe}, {"and", kEn}, {"ao", kPt}, {"are", kEn}, {"as", kEn | kPt},
    {"at", kEn}, {"auch", kDe}, {"auf", kDe}, {"avec", kFr}, {"bem", kPt}, {"bien", kEs | kFr}, {"bin", kDe}, {"bom", kPt},
    {"but", kEn}, {"ce", kFr}, {"com", kPt}, {"como", kPt | kEs}, {"con", kEs}, {"da", kPt | kDe}, {"dans", kFr}, {"das", kPt | kDe},
    {"de", kPt | kEs | kFr}, {"del", kEs}, {"dem", kDe}, {"den", kDe}, {"der", kDe}, {"des", kFr | kDe}, {"die", kDe}, {"do", kPt | kEn},
    {"dos", kPt | kEs}, {"du", kFr | kDe}, {"e", kPt}, {"ein", kDe}, {"eine", kDe}, {"el", kEs}, {"em", kPt}, {"en", kEs | kFr}, {"es", kEs | kDe},
    {"est", kFr}, {"et", kFr}, {"eu", kPt}, {"foi", kPt}, {"for", kEn | kPt}, {"from", kEn}, {"fue", kEs}, {"gut", kDe}, {"had", kEn}, {"have", kEn},
    {"he", kEn | kEs}, {"i", kEn}, {"ich", kDe}, {"il", kFr}, {"in", kEn | kDe}, {"is", kEn}, {"ist", kDe}, {"it", kEn}, {"it's", kEn}, {"je", kFr},
    {"la", kEs | kFr}, {"las", kEs}, {"le", kFr}, {"les", kFr}, {"lo", kEs}, {"los", kEs}, {"mais", kPt | kFr}, {"me", kEn | kPt | kEs | kFr},
    {"meu", kPt}, {"mit", kDe}, {"muito", kPt}, {"muy", kEs}, {"my", kEn}, {"na", kPt}, {"ne", kFr}, {"nicht", kDe}, {"no", kEn | kPt | kEs}, {"not", kEn},
    {"nous", kFr}, {"nunca", kPt | kEs}, {"não", kPt}, {"o", kPt}, {"of", kEn}, {"on", kEn | kFr}, {"os", kPt}, {"ou", kPt | kFr}, {"para", kPt | kEs},
    {"pas", kFr}, {"pero", kEs}, {"por", kPt | kEs}, {"pour", kFr}, {"produit", kFr}, {"produkt", kDe}, {"produto", kPt}, {"producto", kEs}, {"que", kPt | kEs | kFr}, {"qui", kFr},
    {"recebi", kPt}, {"se", kPt | kEs | kFr}, {"sehr", kDe}, {"sich", kDe}, {"sie", kDe}, {"sind", kDe}, {"so", kEn | kDe}, {"sur", kFr}, {"that", kEn}, {"the", kEn},
    {"they", kEn}, {"this", kEn}, {"to", kEn}, {"très", kFr}, {"um", kPt | kDe}, {"uma", kPt}, {"un", kEs | kFr}, {"una", kEs}, {"und", kDe},
    {"une", kFr}, {"very", kEn}, {"von", kDe}, {"vous", kFr}, {"war", kDe}, {"was", kEn | kDe}, {"we", kEn}, {"were", kEn}, {"wie", kDe}, {"will", kEn | kDe},
    {"wir", kDe}, {"with", kEn}, {"y", kEs}, {"you", kEn}, {"your", kEn}, {"zu", kDe}, {"à", kFr | kPt}, {"é", kPt}, {"für", kDe},
};

auto sorted_words() {
  std::array<StopWord, std::size(kStopWords)> out{};
  std::copy(std::begin(kStopWords), std::end(kStopWords), out.begin());
  std::sort(out.begin(), out.end(), [](const StopWord& a, const StopWord& b) { return a.word < b.word; });
  return out;
}

/// Scores in halves: a word of one language alone counts 2, a shared word 1.
class LatinVote {
 public:
  void word(std::string_view w) {
    static const auto table = sorted_words();
    const auto it = std::lower_bound(table.begin(), table.end(), w, [](const StopWord& s, std::string_view v) { return s.word < v; });
    if (it == table.end() || it->word != w) return;
    const bool alone = (it->languages & (it->languages - 1)) == 0;
    for (std::size_t i = 0; i < std::size(kNames); ++i)
      if (it->languages >> i & 1) score_[i] += alone ? 2 : 1;
  }
  /// Needs a clear winner: at least one word of its own, and more than the next.
  std::string_view winner() const {
    std::size_t best = 0;
    int second = 0;
    for (std::size_t i = 1; i < std::size(kNames); ++i)
      if (score_[i] > score_[best]) best = i;
    for (std::size_t i = 0; i < std::size(kNames); ++i)
      if (i != best) second = std::max(second, score_[i]);
    return score_[best] >= 2 && score_[best] > second ? kNames[best] : std::string_view{};
  }

 private:
  int score_[std::size(kNames)] = {};
};

}  // namespace

std::string_view detect_language(std::string_view text) {
  text = utf8::prefix(text, 2'000);
  int count[kScripts] = {};
  LatinVote vote;
  char word[16];
  std::size_t length = 0;
  const auto end_word = [&] {
    if (length > 0 && length <= sizeof word) vote.word({word, length});
    length = 0;
  };
  while (!text.empty()) {
    const std::string_view before = text;
    char32_t c = utf8::next(text);
    const Script s = script_of(c);
    ++count[s];
    if (s != latin && c != '\'') {
      end_word();
      continue;
    }
    if (c < 0x80) {
      if (length < sizeof word) word[length] = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      ++length;
      continue;
    }
    // Latin-1 capitals lie 32 below their small letters; in UTF-8 only the second byte moves.
    const bool capital = c >= 0xC0 && c <= 0xDE;
    for (std::size_t i = 0; i < before.size() - text.size(); ++i, ++length)
      if (length < sizeof word) word[length] = static_cast<char>(capital && i == 1 ? before[i] + 32 : before[i]);
  }
  end_word();
  const int letters = [&] {
    int n = 0;
    for (int s = latin; s < kScripts; ++s) n += count[s];
    return n;
  }();
  if (letters == 0) return {};
  // A Chinese or Japanese character says as much as several Latin letters: brand names do not make a text English.
  if (count[kana] > 0 && count[kana] * 8 >= count[han] + count[kana]) return "ja";
  if (count[han] * 8 >= letters) return "zh";
  if (count[hangul] * 3 >= letters) return "ko";
  constexpr struct { Script script; std::string_view name; } others[] = {
      {cyrillic, "ru"}, {arabic, "ar"}, {hebrew, "he"}, {thai, "th"}, {greek, "el"}, {devanagari, "hi"}};
  for (const auto& o : others)
    if (count[o.script] * 2 > letters) return o.name;
  return count[latin] * 2 > letters ? vote.winner() : std::string_view{};
}

}  // namespace peakend::text
