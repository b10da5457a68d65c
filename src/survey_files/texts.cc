#include "survey_files/texts.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/utf8.h"

namespace peakend::survey_files {
namespace {

/// A NUL is no character of a text; ours have none.
bool blank(char c) { return c == ' ' || c == '\0' || (c >= '\t' && c <= '\r'); }

/// Decodes the entity at s[i] == '&' into out; returns the bytes taken, 0 when it is none.
std::size_t entity(std::string_view s, std::string& out) {
  const auto end = s.substr(0, 12).find(';');
  if (end == s.npos || end < 2) return 0;
  const auto name = s.substr(1, end - 1);
  if (name[0] == '#') {
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const auto digits = name.substr(hex ? 2 : 1);
    unsigned c = 0;
    const auto [p, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), c, hex ? 16 : 10);
    if (ec != std::errc{} || p != digits.data() + digits.size() || c == 0) return 0;
    if (c == 0xA0) out += ' ';
    else utf8::append(out, c);
    return end + 1;
  }
  static const std::map<std::string_view, std::string_view> known{
      {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", " "}, {"ldquo", "“"}, {"rdquo", "”"}, {"lsquo", "‘"},
      {"rsquo", "’"}, {"ndash", "–"}, {"mdash", "—"}, {"hellip", "…"}, {"copy", "©"}, {"reg", "®"}, {"trade", "™"}, {"euro", "€"},
      {"eacute", "é"}, {"egrave", "è"}, {"agrave", "à"}, {"ccedil", "ç"}, {"auml", "ä"}, {"ouml", "ö"}, {"uuml", "ü"}, {"szlig", "ß"},
      {"times", "×"}, {"deg", "°"}, {"middot", "·"}, {"bull", "•"}};
  const auto it = known.find(name);
  if (it == known.end()) return 0;
  out += it->second;
  return end + 1;
}

bool breaks_line(std::string_view tag) {
  for (const auto* t : {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "td", "th"})
    if (tag == t) return true;
  return false;
}
bool shows_more(std::string_view tag) {
  for (const auto* t : {"img", "a", "script", "style", "video", "audio", "iframe", "object", "embed", "input", "table", "svg", "select", "button"})
    if (tag == t) return true;
  return false;
}

}  // namespace

std::string lower_ascii(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return out;
}
std::string_view trim(std::string_view s) {
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  return s;
}

std::string plain(std::string_view html, bool* lost) {
  std::string out;
  bool gap = false;
  const auto put = [&](std::string_view s) {
    if (gap && !out.empty()) out += ' ';
    gap = false;
    out += s;
  };
  for (std::size_t i = 0; i < html.size() && out.size() < 40'000;) {
    const char c = html[i];
    if (c == '<' && i + 1 < html.size() && (html[i + 1] == '/' || html[i + 1] == '!' || ((html[i + 1] | 0x20) >= 'a' && (html[i + 1] | 0x20) <= 'z'))) {
      const bool comment = html.substr(i, 4) == "<!--";
      const auto end = comment ? html.find("-->", i) : html.find('>', i);
      std::size_t b = i + 1 + (html[i + 1] == '/'), e = b;
      while (e < html.size() && ((html[e] >= '0' && html[e] <= '9') || ((html[e] | 0x20) >= 'a' && (html[e] | 0x20) <= 'z'))) ++e;
      const auto tag = lower_ascii(html.substr(b, e - b));
      if (lost != nullptr && shows_more(tag)) *lost = true;
      if (breaks_line(tag)) gap = true;
      if (end == html.npos) break;
      i = end + (comment ? 3 : 1);
      if ((tag == "script" || tag == "style") && html[b - 1] != '/') {
        const auto close = lower_ascii(html.substr(i, 100'000)).find("</" + tag);
        i = close == std::string::npos ? html.size() : i + close;
      }
      continue;
    }
    std::string decoded;
    if (c == '&') {
      if (const auto n = entity(html.substr(i), decoded); n > 0) {
        i += n;
        if (decoded == " ") gap = true;
        else put(decoded);
        continue;
      }
    }
    if (blank(c)) gap = true;
    else put(html.substr(i, 1));
    ++i;
  }
  out = utf8::sanitise(out);
  if (utf8::length(out) > survey::kMaxWords) {
    if (lost != nullptr) *lost = true;
    out = brief(out, survey::kMaxWords - 1);
  }
  return out;
}

std::string brief(std::string_view s, std::size_t n) {
  std::string_view rest = s;
  for (std::size_t i = 0; i < n && !rest.empty(); ++i) utf8::next(rest);
  if (rest.empty()) return std::string(s);
  return std::string(s.substr(0, s.size() - rest.size())) + "…";
}

std::string pipe_in(std::string_view text, std::string_view open, std::string_view close, const std::function<std::string(std::string_view)>& fill) {
  std::string out;
  const auto put = [&](std::string_view s) {
    for (const char c : s) {
      // Two braces in a row would name something.
      if (c == '{' && !out.empty() && out.back() == '{') out += ' ';
      out += c;
    }
  };
  while (!text.empty()) {
    const auto a = open.empty() ? text.npos : text.find(open);
    const auto b = a == text.npos ? text.npos : text.find(close, a + open.size());
    if (b == text.npos) break;
    put(text.substr(0, a));
    const std::string filled = fill(text.substr(a + open.size(), b - a - open.size()));
    if (filled.empty()) {
      put(text.substr(a, open.size()));
      text.remove_prefix(a + open.size());
      continue;
    }
    if (!out.empty() && out.back() == '{') out += ' ';
    out += filled;
    text.remove_prefix(b + close.size());
  }
  put(text);
  return out;
}

std::string slug(std::string_view s) {
  std::string out;
  for (const char c : lower_ascii(s)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
    else if (!out.empty() && out.back() != '_') out += '_';
    if (out.size() >= 56) break;
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  if (!out.empty() && out[0] >= '0' && out[0] <= '9') out.insert(out.begin(), 'q');
  return out;
}

std::string survey_slug(std::string_view s) {
  std::string out;
  for (const char c : lower_ascii(s)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
    else if (!out.empty() && out.back() != '-') out += '-';
    if (out.size() >= 50) break;
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.size() < 2 ? "imported" : out;
}

std::string language(std::string_view s) {
  // Qualtrics' own names.
  if (lower_ascii(s) == "zh-s") return "zh-CN";
  if (lower_ascii(s) == "zh-t") return "zh-TW";
  std::string out;
  std::size_t part = 0, parts = 0;
  for (std::size_t i = 0; i <= s.size(); ++i) {
    const char c = i < s.size() ? s[i] : '-';
    if (c == '-' || c == '_') {
      if (part < 2 || part > (parts == 0 ? 3u : 8u)) return {};
      // Regions of two letters are written large, scripts begin large.
      auto* p = out.data() + out.size() - part;
      if (parts > 0 && part == 2) p[0] = static_cast<char>(p[0] & ~0x20), p[1] = static_cast<char>(p[1] & ~0x20);
      if (i < s.size()) out += '-';
      part = 0;
      ++parts;
    } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
      out += static_cast<char>(c | 0x20);
      ++part;
    } else if (parts > 0 && c >= '0' && c <= '9') {
      out += c;
      ++part;
    } else {
      return {};
    }
  }
  if (out.size() > 35) return {};
  const auto low = lower_ascii(out);
  if (low == "zh" || low == "zh-hans" || low == "zh-sg") return "zh-CN";
  if (low == "zh-hant" || low == "zh-hk" || low == "zh-hant-tw") return "zh-TW";
  return out;
}

int polarity(std::string_view words) {
  const auto s = utf8::lower(words);
  // Bad first: "disagree" holds "agree", 不满意 holds 满意.
  for (const auto* bad : {"disagree", "dissatisf", "unsatisf", "not satisf", "not at all", "unlikely", "not likely", "won't", "dislike", "poor", "bad", "terrible",
                          "awful", "horrible", "worst", "difficult", "hard", "never", "unimportant", "not important", "hate", "unwilling", "rarely", "definitely not",
                          "probably not", "weak", "low", "worse", "unhappy", "disappoint", "不同意", "不满", "不可能", "不太可能", "不愿", "很差", "非常差", "差", "困难",
                          "很难", "从不", "不重要", "不喜欢", "糟", "pas du tout", "insatisfait", "improbable", "mauvais", "unzufrieden", "schlecht", "nicht", "nada",
                          "insatisfecho", "malo"})
    if (s.find(bad) != s.npos) return -1;
  for (const auto* good : {"agree", "satisf", "likely", "will recommend", "like", "good", "great", "excellent", "best", "easy", "always", "important", "love", "willing",
                           "often", "definitely", "probably", "strong", "high", "better", "happy", "perfect", "outstanding", "extremely", "very", "enjoy", "同意", "满意",
                           "可能", "愿意", "好", "容易", "总是", "重要", "喜欢", "优", "tout à fait", "bon", "zufrieden", "sehr", "gut", "bueno", "mucho"})
    if (s.find(good) != s.npos) return 1;
  return 0;
}

int scale_direction(const std::vector<std::string>& words) {
  if (words.size() < 3 || words.size() > 11) return 0;
  bool numbers = true;
  int last = 0;
  for (std::size_t i = 0; i < words.size() && numbers; ++i) {
    int n = 0;
    const auto t = trim(words[i]);
    const auto [p, ec] = std::from_chars(t.data(), t.data() + t.size(), n);
    numbers = ec == std::errc{} && p == t.data() + t.size() && (i == 0 || n == last + 1);
    last = n;
  }
  if (numbers) return 1;
  const int first = polarity(words.front()), end = polarity(words.back());
  if (first * end != -1) return 0;
  for (const auto& w : words) {
    const auto s = utf8::lower(w);
    for (const auto* none : {"n/a", "not applicable", "don't know", "do not know", "not sure", "tried", "prefer not", "不适用", "不知道", "不清楚"})
      if (s.find(none) != s.npos) return 0;
  }
  return end;
}

}  // namespace peakend::survey_files
