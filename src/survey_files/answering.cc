// Columns of foreign responses become answers.
#include <algorithm>
#include <cmath>

#include "base/calendar.h"
#include "survey_files/draft.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::List;
using survey::Members;
using survey::Value;

namespace {

/// Ticked boxes are "1", "Y", or the words of the option; these are the others.
bool unticked(std::string_view s) {
  const auto low = lower_ascii(s);
  for (const auto* no : {"0", "n", "no", "false", "-1", "not selected", "unchecked", "-0", "否", "未选中"})
    if (low == no) return true;
  return false;
}
bool yes(std::string_view s) {
  const auto low = lower_ascii(s);
  for (const auto* y : {"1", "y", "yes", "true", "是", "on", "accepted"})
    if (low == y) return true;
  return false;
}

}  // namespace

Value Answering::read(const Item& it, std::string_view s) {
  const auto path = it.foreign.empty() ? it.key : it.foreign;
  if (it.kind == "single" || it.kind == "picture") {
    if (const auto* c = find_choice(it.options, s)) return it.kind == "picture" ? Value(List{c->key}) : Value(c->key);
    if (it.other && s == it.other_foreign) return Members{{"other", ""}};
    if (it.other) return Members{{"other", s}};
  } else if (it.kind == "consent") {
    if (yes(s) || find_choice(it.options, s) != nullptr) return true;
    if (unticked(s)) return false;
  } else if (it.kind == "date") {
    const auto day = s.substr(0, 10);
    if (calendar::parse_day(day)) return day;
    for (const auto kind : {calendar::TimeFormat::Kind::ymd, calendar::TimeFormat::Kind::mdy, calendar::TimeFormat::Kind::dmy})
      if (const auto t = calendar::parse_time(s, {kind, {}}, calendar::Zone())) return calendar::day_text(calendar::local_day({}, t->at));
  } else if (it.kind == "short_text" || it.kind == "long_text") {
    return s;
  } else if (it.kind == "nps" || it.kind == "csat" || it.kind == "ces") {
    if (const auto* c = find_choice(it.points, s)) return c->point;
    if (const auto d = read_number(s)) return *d;
  } else if (it.kind == "multiple" || it.kind == "ranking") {
    List out;
    // Several in one cell, separated by commas or semicolons.
    for (std::size_t from = 0; from <= s.size();) {
      const auto end = std::min(s.find_first_of(",;|", from), s.size());
      const auto one = trim(s.substr(from, end - from));
      if (const auto* c = find_choice(it.options, one)) out.emplace_back(c->key);
      else if (!one.empty()) losses_.add(path, "loss_unknown_value", one);
      from = end + 1;
    }
    if (!out.empty()) return out;
    return {};
  }
  losses_.add(path, "loss_unknown_value", s);
  return {};
}

void Answering::put(const Slot& slot, std::string_view s) {
  if (s.find('\0') != s.npos) {  // a text of ours has no NUL
    std::string rest(s);
    std::erase(rest, '\0');
    return put(slot, rest);
  }
  s = trim(s);
  const Item& it = draft_.item(slot.item);
  if (s.empty() || it.dropped) return;
  auto& g = by_item_[slot.item];
  g.any = true;
  const auto path = [&] { return (it.foreign.empty() ? it.key : it.foreign) + (slot.part.empty() ? "" : "." + slot.part); };
  switch (slot.role) {
    case Slot::value: {
      // Words of "other" that stand in another column fill in what the code says.
      if (auto v = read(it, s); !v.is_null()) g.value = std::move(v);
      break;
    }
    case Slot::tick:
      if (it.kind == "consent") g.value = !unticked(s);
      else if (!unticked(s)) g.ticks.push_back(slot.part);
      break;
    case Slot::row: {
      const auto* c = find_choice(it.points, s);
      const auto d = c != nullptr ? std::optional(c->point) : read_number(s);
      if (d) g.value.set(slot.part, *d);
      else losses_.add(path(), "loss_unknown_value", s);
      break;
    }
    case Slot::other: g.other = s; break;
    case Slot::rank_at: {
      const auto place = read_number(slot.part);
      if (const auto* c = find_choice(it.options, s)) g.ranks[static_cast<int>(place.value_or(0))] = c->key;
      else losses_.add(path(), "loss_unknown_value", s);
      break;
    }
    case Slot::rank_of: {
      const auto place = read_number(s);
      if (place && std::abs(*place) < 1e6) g.ranks[static_cast<int>(*place)] = slot.part;
      else losses_.add(path(), "loss_unknown_value", s);
      break;
    }
    case Slot::contact: g.value.set(slot.part, s); break;
  }
}

survey::Answers Answering::finish() {
  survey::Answers out;
  for (auto& [i, g] : by_item_) {
    const Item& it = draft_.item(i);
    Value v = std::move(g.value);
    if (!g.ticks.empty() || (it.kind == "multiple" && !g.other.empty())) {
      List ticks = v.list() != nullptr ? *v.list() : List{};
      for (auto& t : g.ticks)
        if (std::find(ticks.begin(), ticks.end(), Value(t)) == ticks.end()) ticks.emplace_back(std::move(t));
      if (!g.other.empty() && it.other) ticks.push_back(Members{{"other", g.other}});
      v = std::move(ticks);
    } else if (!g.ranks.empty()) {
      List ranks;
      for (auto& [place, key] : g.ranks) ranks.emplace_back(std::move(key));
      v = std::move(ranks);
    } else if (!g.other.empty() && it.kind == "single" && it.other) {
      v = Members{{"other", g.other}};
    } else if (!g.other.empty()) {
      losses_.add(it.foreign.empty() ? it.key : it.foreign, "loss_other_words", g.other);
    }
    if (!v.is_null()) out.emplace_back(it.key, std::move(v));
  }
  by_item_.clear();
  return out;
}

}  // namespace peakend::survey_files
