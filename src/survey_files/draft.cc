#include "survey_files/draft.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/utf8.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::Members;
using survey::Text;
using survey::Value;

void Losses::add(std::string path, std::string code, std::string_view what) {
  // The newest are the likeliest to come again: answers of one column after the other.
  for (std::size_t i = list.size(), n = 0; i-- > 0 && n < 200; ++n)
    if (list[i].path == path && list[i].code == code) {
      ++list[i].count;
      return;
    }
  if (list.size() >= kMaxLosses) {
    ++beyond;
    return;
  }
  list.push_back({brief(utf8::sanitise(path), 200), std::move(code), brief(utf8::sanitise(what), 200)});
}

std::string_view first_words(const Text& t, std::string_view lang) {
  if (const auto it = t.find(lang); it != t.end()) return it->second;
  return t.empty() ? std::string_view() : t.begin()->second;
}
Value words_value(const Text& t) {
  Members m;
  for (const auto& [lang, s] : t) m.emplace_back(lang, s);
  return m;
}
Value scale_value(double min, double max, bool up, double step) {
  Members m{{"min", min}, {"max", max}};
  if (!up) m.emplace_back("direction", "down");
  if (step != 1) m.emplace_back("step", step);
  return m;
}
std::optional<double> read_number(std::string_view s) {
  s = trim(s);
  double d = 0;
  const auto [p, ec] = std::from_chars(s.data(), s.data() + s.size(), d);
  if (s.empty() || ec != std::errc{} || p != s.data() + s.size() || !std::isfinite(d)) return std::nullopt;
  return d;
}
const Choice* find_choice(const std::vector<Choice>& choices, std::string_view foreign) {
  for (const auto& c : choices)
    if (c.foreign == foreign) return &c;
  const auto s = trim(foreign);
  for (const auto& c : choices)
    for (const auto& [lang, words] : c.text)
      if (words == s) return &c;
  return nullptr;
}

Draft::Draft(Moved& out, const ReadOptions& options) : out_(out), options_(options) {
  keys_.insert(std::string(survey::kEnd));
  languages({});
}

void Draft::languages(const std::vector<std::string>& tags) {
  languages_.clear();
  for (const auto& t : tags) {
    const auto l = language(t);
    if (l.empty() || std::find(languages_.begin(), languages_.end(), l) != languages_.end()) continue;
    if (languages_.size() < survey::kMaxLanguages) languages_.push_back(l);
    else losses().add("languages", "loss_too_many", t);
  }
  if (!languages_.empty()) return;
  const auto l = language(options_.lang);
  languages_.push_back(l.empty() ? "en" : l);
}
Text Draft::words(std::string_view s) const {
  Text t;
  if (!s.empty()) t[lang()] = s;
  return t;
}

std::string Draft::fresh(std::string_view wanted, std::string_view otherwise) {
  std::string base = slug(wanted);
  if (base.empty()) base = otherwise;
  std::string key = base;
  for (int n = 2; !keys_.insert(key).second; ++n) key = base.substr(0, 54) + "_" + std::to_string(n);
  return key;
}

void Draft::name_choices(std::vector<Choice>& choices, const char* letter) {
  std::set<std::string, std::less<>> taken{"other"};
  for (std::size_t i = 0; i < choices.size(); ++i) {
    auto& c = choices[i];
    if (!c.key.empty() && taken.insert(c.key).second) continue;
    const bool speaks = !c.foreign.empty() && ((c.foreign[0] | 0x20) >= 'a' && (c.foreign[0] | 0x20) <= 'z');
    std::string base = speaks ? slug(c.foreign) : std::string();
    if (base.empty()) {
      base = slug(first_words(c.text, lang()));
      if (base.size() > 30) base.clear();
    }
    if (base.empty()) base = letter + std::to_string(i + 1);
    std::string key = base;
    for (int n = 2; !taken.insert(key).second; ++n) key = base.substr(0, 54) + "_" + std::to_string(n);
    c.key = key;
  }
}

Part& Draft::page(std::string foreign, Text head, Text text) {
  Part p;
  p.key = fresh(foreign, "page_" + std::to_string(pages_.size() + 1));
  p.foreign = std::move(foreign);
  p.title = std::move(head);
  p.text = std::move(text);
  pages_.push_back(std::move(p));
  return pages_.back();
}

std::size_t Draft::add(Item it) {
  if (pages_.empty()) page("", {});
  if (it.kind == "grid" && it.rows.size() > survey::kMaxRows) {
    std::vector<Choice> all;
    std::swap(all, it.rows);
    std::size_t first = SIZE_MAX;
    for (std::size_t from = 0; from < all.size(); from += survey::kMaxRows) {
      Item part = it;
      part.rows.assign(all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), from + survey::kMaxRows)));
      first = std::min(first, add(std::move(part)));
    }
    return first;
  }
  it.key = fresh(it.foreign, "q" + std::to_string(items_.size() + 1));
  if (it.options.size() > survey::kMaxOptions) {
    losses().add(it.path, "loss_too_many", std::to_string(it.options.size()));
    it.options.resize(survey::kMaxOptions);
  }
  name_choices(it.options, "o");
  name_choices(it.rows, "r");
  pages_.back().items.push_back(items_.size());
  items_.push_back(std::move(it));
  return items_.size() - 1;
}

void Draft::rate(Item& it, double min, double max, double step, std::string_view look, const Text& low, const Text& high) {
  const auto said = lower_ascii(it.foreign) + " " + utf8::lower(first_words(it.text, lang()));
  const bool recommends = said.find("nps") != said.npos || said.find("recommend") != said.npos || said.find("推荐") != said.npos;
  const double points = (max - min) / step + 1;
  if (!(min < max) || !(step > 0) || points > 101 || std::abs(points - std::round(points)) > 1e-9) {
    losses().add(it.path, "loss_scale", std::to_string(min) + "-" + std::to_string(max));
    it.kind = "short_text";
    return;
  }
  it.kind = min == 0 && max == 10 && recommends ? "nps" : points > 11 ? "ces" : "csat";
  it.more.emplace_back("scale", scale_value(min, max, true, step));
  // More points than csat shows: the widget of ces without its meaning.
  if (it.kind == "ces") it.more.emplace_back("metric", "rating");
  if (it.kind == "csat") it.more.emplace_back("look", look == "faces" && points <= 5 ? "faces" : look == "stars" && points <= 10 ? "stars" : "numbers");
  if (!low.empty()) it.more.emplace_back("low", words_value(complete(low, "")));
  if (!high.empty()) it.more.emplace_back("high", words_value(complete(high, "")));
}

std::vector<Slot> Draft::add_matrix(Item base, std::vector<Choice> columns, bool points_given) {
  std::vector<std::string> heads;
  for (const auto& c : columns) heads.emplace_back(first_words(c.text, lang()));
  int direction = points_given && columns.size() >= 2 ? 1 : scale_direction(heads);
  bool in_steps = true;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!points_given) columns[i].point = static_cast<double>(i + 1);
    in_steps = in_steps && (i == 0 || std::abs(columns[i].point - columns[i - 1].point) == 1) &&
               (i < 2 || (columns[i].point > columns[i - 1].point) == (columns[1].point > columns[0].point));
  }
  std::vector<Slot> out;
  if (direction != 0 && in_steps && !base.rows.empty() && columns.size() >= 2 && columns.size() <= 101) {
    const bool rising = columns.front().point < columns.back().point;
    const auto& low = rising ? columns.front() : columns.back();
    const auto& high = rising ? columns.back() : columns.front();
    // Points given by the file go with its words: which end is the good one is said by the words.
    const int words = points_given ? scale_direction(heads) * (rising ? 1 : -1) : direction;
    base.kind = "grid";
    base.more.emplace_back("scale", scale_value(low.point, high.point, words >= 0));
    if (!low.text.empty()) base.more.emplace_back("low", words_value(complete(low.text, "")));
    if (!high.text.empty()) base.more.emplace_back("high", words_value(complete(high.text, "")));
    if (columns.size() > 2 && scale_direction(heads) != 0 && !read_number(heads[1])) losses().add(base.path, "loss_scale_words", heads[1]);
    base.points = std::move(columns);
    const auto n = base.rows.size();
    const auto first = add(std::move(base));
    for (std::size_t r = 0; r < n; ++r) {
      const auto at = first + r / survey::kMaxRows;
      out.push_back({at, Slot::row, items_[at].rows[r % survey::kMaxRows].key});
    }
    return out;
  }
  if (base.rows.size() > 1) losses().add(base.path, "loss_matrix_split", first_words(base.text, lang()));
  const auto rows = base.rows;
  for (const auto& row : rows) {
    Item one = base;
    one.rows.clear();
    one.kind = "single";
    one.foreign = base.foreign + "_" + row.foreign;
    one.text = base.text;
    for (auto& [l, s] : one.text) s += " – " + std::string(row.text.count(l) ? row.text.at(l) : std::string(first_words(row.text, lang())));
    one.options = columns;
    out.push_back({add(std::move(one)), Slot::value, {}});
  }
  return out;
}

std::vector<std::vector<Slot>> Draft::add_multi_matrix(Item base, const std::vector<Choice>& columns) {
  std::vector<std::vector<Slot>> out;
  if (base.rows.size() > 1) losses().add(base.path, "loss_matrix_split", first_words(base.text, lang()));
  for (const auto& row : base.rows) {
    Item one = base;
    one.rows.clear();
    one.kind = "multiple";
    one.foreign = base.foreign + "_" + row.foreign;
    for (auto& [l, s] : one.text) s += " – " + std::string(row.text.count(l) ? row.text.at(l) : std::string(first_words(row.text, lang())));
    one.options = columns;
    const auto at = add(std::move(one));
    out.emplace_back();
    for (const auto& o : items_[at].options) out.back().push_back({at, Slot::tick, o.key});
  }
  return out;
}

std::vector<Slot> Draft::add_texts(const Item& base, std::string_view kind) {
  std::vector<Slot> out;
  for (const auto& row : base.rows) {
    Item one = base;
    one.rows.clear();
    one.kind = kind;
    one.foreign = base.foreign + "_" + row.foreign;
    for (auto& [l, s] : one.text) {
      const auto add_on = row.text.count(l) ? std::string_view(row.text.at(l)) : first_words(row.text, lang());
      if (!add_on.empty()) s += " – " + std::string(add_on);
    }
    out.push_back({add(std::move(one)), Slot::value, {}});
  }
  return out;
}

const Slot* Draft::slot(std::string_view name) const {
  const auto it = slots.find(name);
  return it == slots.end() ? nullptr : &it->second;
}

Text Draft::complete(const Text& t, std::string_view otherwise) const {
  Text out;
  for (const auto& [l, s] : t)
    if (!s.empty() && std::find(languages_.begin(), languages_.end(), l) != languages_.end()) out[l] = s;
  if (!out.count(lang())) {
    const auto first = first_words(t, lang());
    if (!first.empty()) out[lang()] = first;
    else if (!otherwise.empty()) out[lang()] = otherwise;
  }
  for (auto& [l, s] : out) {
    if (utf8::length(s) <= survey::kMaxWords) continue;
    s = brief(s, survey::kMaxWords - 1);
    // A placeholder must not be cut in two.
    if (const auto open = s.rfind("{{"); open != s.npos && s.find("}}", open) == s.npos) s.resize(open);
  }
  return out;
}

}  // namespace peakend::survey_files
