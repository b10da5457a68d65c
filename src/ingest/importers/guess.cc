#include "ingest/importers/guess.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/calendar.h"
#include "base/utf8.h"
#include "ingest/importers/propose.h"
#include "ingest/importers/record.h"

namespace peakend::importers {
namespace {

constexpr std::int64_t kSampleRows = 1'000;
constexpr std::size_t kMaxActivities = 200, kMaxGuessColumns = 300;

/// What the first rows say about one column.
struct Column {
  std::string name, lower, sample;
  std::vector<std::string> values;  ///< not empty ones
  std::set<std::string> distinct;
  bool numeric = true;
  double min = 0, max = 0;
  std::size_t bytes = 0;
  std::optional<calendar::TimeGuess> time;
  std::string role = "ignored";

  bool named(std::initializer_list<std::string_view> words) const {
    return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return lower.find(w) != lower.npos; });
  }
  double mean_bytes() const { return values.empty() ? 0 : static_cast<double>(bytes) / static_cast<double>(values.size()); }
  bool unique() const { return values.size() > 1 && distinct.size() == values.size(); }
};

/// "order_id", "Order No.", "case number", "shipment #": what many rows of one journey share.
bool names_case(std::string_view lower) {
  std::string letters;
  for (const char c : lower) {
    if (c == '#') letters += "no";
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) letters += c;
  }
  for (const std::string_view noun : {"order", "case", "shipment", "delivery", "repair", "claim", "visit"})
    for (const std::string_view tail : {"id", "no", "nr", "num", "number", "key", "ref"})
      if (letters.ends_with(std::string(noun) + std::string(tail))) return true;
  return false;
}

struct Looked {
  const Input* input = nullptr;
  Detected detected;
  std::vector<Column> columns;
  std::vector<std::string> activities;  ///< event logs: names in order of first appearance
  std::vector<std::vector<std::string>> rows;
  std::set<std::string> nulls;          ///< words for "absent" that were seen
  std::int64_t sampled = 0, unreadable = 0;

  Column* of_role(std::string_view role) {
    const auto it = std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.role == role; });
    return it == columns.end() ? nullptr : &*it;
  }
};

void take_value(Column& c, std::string_view v, std::set<std::string>& nulls) {
  if (v.empty()) return;
  if (v == "NA" || v == "NULL" || v == "null") return void(nulls.emplace(v));
  if (c.sample.empty()) c.sample = std::string(utf8::prefix(v, 60));
  c.bytes += v.size();
  if (c.numeric) {
    double x = 0;
    const auto [end, ec] = std::from_chars(v.data(), v.data() + v.size(), x);
    c.numeric = ec == std::errc{} && end == v.data() + v.size();
    c.min = c.values.empty() ? x : std::min(c.min, x);
    c.max = c.values.empty() ? x : std::max(c.max, x);
  }
  c.values.emplace_back(utf8::prefix(v, 200));
  c.distinct.insert(c.values.back());
}

Result<Looked> look(const Input& input, const ReadOptions& read) {
  Looked out;
  out.input = &input;
  PK_TRY(out.detected, detect(input.blob, input.path, read));
  PK_TRY(auto rows, open_rows(input.blob, input.path, read));
  const bool log = out.detected.format == "xes";
  std::set<std::string, std::less<>> activities;
  Row row;
  for (std::int64_t n = 0; log || n < kSampleRows; ++n) {
    PK_TRY(const bool any, rows->next(row));
    if (!any) break;
    if (n < kSampleRows) ++out.sampled;
    if (!row.problem.empty()) {
      if (n < kSampleRows) ++out.unreadable;
      continue;
    }
    while (out.columns.size() < std::min(rows->columns().size(), kMaxGuessColumns)) {
      Column c;
      c.name = rows->columns()[out.columns.size()];
      c.lower = utf8::lower(c.name);
      out.columns.push_back(std::move(c));
    }
    for (std::size_t i = 0; n < kSampleRows && i < out.columns.size(); ++i) take_value(out.columns[i], row.field(i), out.nulls);
    if (out.rows.size() < kGuessRows) {
      auto& shown = out.rows.emplace_back();
      for (std::size_t i = 0; i < out.columns.size(); ++i) shown.emplace_back(utf8::prefix(row.field(i), 200));
    }
    const auto activity = log ? std::find(rows->columns().begin(), rows->columns().end(), "concept:name") - rows->columns().begin() : 0;
    const std::string_view name = log ? row.field(static_cast<std::size_t>(activity)) : std::string_view{};
    if (!name.empty() && activities.size() < kMaxActivities && activities.emplace(name).second) out.activities.emplace_back(name);
  }
  out.detected.encoding = rows->encoding();
  return out;
}

/// The format of all values; or of those of the commonest shape ("9999-99-99"), when nearly all have it: a few bad cells
/// in a file must not hide its times.
std::optional<calendar::TimeGuess> time_of(const Column& c) {
  if (c.values.empty()) return std::nullopt;
  if (auto all = calendar::guess_time_format(c.values)) return all;
  std::map<std::string, std::vector<std::string>> shapes;
  for (const auto& v : c.values) {
    std::string shape = v;
    for (char& ch : shape) ch = ch >= '0' && ch <= '9' ? '9' : ch;
    shapes[std::move(shape)].push_back(v);
  }
  const auto most = std::max_element(shapes.begin(), shapes.end(), [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  if (most->second.size() < 5 || most->second.size() * 10 < c.values.size() * 9) return std::nullopt;
  return calendar::guess_time_format(most->second);
}

bool looks_like_rating(const Column& c) {
  if (!c.numeric || c.values.empty() || c.min < 0 || c.max > 10 || c.distinct.size() > 21 || c.max < 1) return false;
  return c.named({"score", "rating", "nps", "csat", "ces", "star", "satisf", "评分", "打分", "满意", "星级", "得分", "推荐"});
}

/// Small whole numbers without holes: points, when nothing in the file has a name that says more.
bool looks_like_points(const Column& c) {
  const bool whole = std::all_of(c.values.begin(), c.values.end(), [](const std::string& v) { return v.find('.') == v.npos; });
  return c.numeric && whole && c.min >= 0 && c.max >= 3 && c.max <= 10 && static_cast<double>(c.distinct.size()) >= c.max - c.min;
}

bool is_promise(const Column& c) {
  return c.named({"estimat", "promis", "expected", "due", "deadline", "预计", "承诺", "约定", "应到", "应送", "期限"});
}

/// Gives each column its role; the first that fits wins for roles there can be one of.
void assign_roles(Looked& f) {
  for (Column& c : f.columns) {
    c.time = time_of(c);
    if (c.time) c.role = is_promise(c) ? "promise" : "time";
    else if (looks_like_rating(c)) c.role = "rating";
  }
  const auto one = [&](std::string_view role, auto&& fits) {
    for (Column& c : f.columns) {
      if (c.role != "ignored" || c.values.empty() || !fits(c)) continue;
      c.role = role;
      return;
    }
  };
  one("event", [](const Column& c) { return !c.numeric && (c.lower == "concept:name" || c.lower == "event" || c.lower == "activity" || c.named({"event_name", "事件", "活动"})); });
  one("episode", [](const Column& c) {
    return c.lower == "case:concept:name" || names_case(c.lower) || c.named({"ticket", "contract", "booking", "trip", "订单", "工单", "合同"});
  });
  one("customer", [](const Column& c) {
    return c.named({"customer", "client", "user", "member", "passenger", "客户", "会员", "用户"}) && (c.named({"id", "号", "编"}) || c.distinct.size() > 20);
  });
  one("id", [](const Column& c) { return c.unique() && (c.lower == "id" || c.lower.ends_with("_id") || c.named({"编号", "uuid"})); });
  Column* text = nullptr;  // the one with the longest words
  for (Column& c : f.columns) {
    const bool long_enough = c.mean_bytes() > 40 || (c.mean_bytes() > 8 && c.named({"comment", "text", "review", "message", "content", "feedback", "评论", "意见", "内容", "反馈"}));
    if (c.role == "ignored" && !c.numeric && long_enough && (!text || c.mean_bytes() > text->mean_bytes())) text = &c;
  }
  if (text) text->role = "text";
  const auto any = [&](std::string_view role) { return f.of_role(role) != nullptr; };
  if (!any("time") && !any("rating") && !any("text") && !any("event"))
    for (Column& c : f.columns)
      if (c.role == "ignored" && looks_like_points(c)) c.role = "rating";
  // Promises without anything that happened would be all there is: then they are times.
  if (!f.of_role("time"))
    for (Column& c : f.columns)
      if (c.role == "promise") c.role = "time";
  for (Column& c : f.columns) {
    const bool few = c.distinct.size() <= 60 || c.distinct.size() * 5 < c.values.size();
    if (c.role == "ignored" && !c.values.empty() && few && c.mean_bytes() < 80) c.role = "attribute";
  }
}

std::string quoted(std::string_view s) {
  std::string out;
  append_json_text(out, s);
  return out;
}

/// "order_delivered_at" -> "Order Delivered"
std::string event_name(std::string name) {
  for (const std::string_view tail : {"_timestamp", "_date", "_time", "_at"}) {
    if (name.size() > tail.size() + 2 && name.ends_with(tail)) name.resize(name.size() - tail.size());
  }
  bool start = true;
  for (char& c : name) {
    if (c == '_' || c == '-' || c == '.') c = ' ';
    if (start && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    start = c == ' ';
  }
  return name;
}

/// Which of the times is what the promise was about: the last that sounds like an end, else the last one.
const Column& outcome_of(const std::vector<const Column*>& times) {
  const Column* best = times.back();
  for (const Column* c : times)
    if (c->named({"deliver", "arriv", "complet", "finish", "resolv", "closed", "actual", "到达", "送达", "完成", "签收", "实际", "解决"})) best = c;
  return *best;
}

/// ", "promise": {...}" for the event of column `c`, when the file has a promise about it.
std::string promise_of(const Looked& f, const Column& c) {
  std::vector<const Column*> times;
  const Column* promised = nullptr;
  for (const Column& x : f.columns) {
    if (x.role == "time") times.push_back(&x);
    if (x.role == "promise" && !promised) promised = &x;
  }
  if (!promised || &outcome_of(times) != &c) return {};
  std::string out = ", \"promise\": {\"expected\": " + quoted(promised->name);
  if (times.size() == 1) out += ", \"made_here\": true";
  else if (times.front() != &c) out += ", \"since\": " + quoted(times.front()->name);
  return out + ", \"rule\": \"calendar_day\", \"unit\": \"day\"}";
}

std::string rating_item(const Column& c, const std::string& time, const Column* text, bool with_text) {
  const double max = c.max > 5 ? 10 : c.max > 1 ? 5 : 1;
  const bool nps = max == 10 && c.min >= 0 && c.named({"nps", "推荐", "recommend"});
  const double min = nps || max == 1 ? 0 : c.min >= 1 ? 1 : 0;
  const double neutral = nps ? 7.5 : (min + max) / 2;
  std::string metric = nps ? "nps" : c.named({"csat", "satisf", "满意"}) && max == 5 ? "csat" : c.named({"ces", "effort", "费力"}) ? "ces" : "rating";
  std::string out = fmt::format(R"({{"type": "rating", "metric": "{}", "value": {}, "scale": {{"min": {}, "max": {}, "neutral": {}}})", metric,
                                quoted(c.name), min, max, neutral);
  out += time;
  if (with_text && text) out += ", \"comment\": " + quoted(text->name);
  return out + "}";
}

/// Ratings first; else the text as feedback; else an event per row, or per time column.
std::vector<std::string> items_of(Looked& f, const std::optional<Instant>& without_time) {
  std::vector<std::string> items;
  const Column *first = f.of_role("time"), *text = f.of_role("text"), *event = f.of_role("event");
  const std::string value = first ? quoted(first->name) : fmt::format(R"({{"value": "{}"}})", calendar::rfc3339(without_time.value_or(Instant{})));
  const std::string time = ", \"time\": " + value;
  if (event) return {fmt::format(R"({{"type": "track", "key": "event", "event": {{"column": {}}}{}}})", quoted(event->name), time)};
  for (const Column& c : f.columns) {
    if (c.role == "rating") items.push_back(rating_item(c, time, text, items.empty()));
  }
  const std::string said = text ? fmt::format(R"({{"type": "feedback", "text": {}{})", quoted(text->name), time) : std::string{};
  if (items.empty() && text) items.push_back(said + "}");
  // Words without a score are worth keeping too.
  else if (text && items.size() == 1 && f.of_role("rating")->values.size() < static_cast<std::size_t>(f.sampled))
    items.push_back(said + fmt::format(R"(, "when": [{{"column": {}, "op": "absent"}}]}})", quoted(f.of_role("rating")->name)));
  if (!items.empty()) return items;
  for (const Column& c : f.columns) {
    if (c.role == "time")
      items.push_back(fmt::format(R"({{"type": "track", "event": {}, "time": {}{}}})", quoted(event_name(c.name)), quoted(c.name), promise_of(f, c)));
  }
  return items;
}

std::string file_json(Looked& f, std::size_t number, const std::optional<Instant>& without_time) {
  const std::string base = f.input->path.substr(f.input->path.rfind('/') + 1);
  std::vector<std::string> lines;
  const auto add = [&](std::string_view name, std::string value) { lines.push_back(fmt::format("      {}: {}", quoted(name), value)); };
  add("name", quoted(fmt::format("file-{}", number + 1)));
  add("match", "[" + quoted(base) + "]");
  add("format", quoted(f.detected.format));
  add("encoding", quoted(name(f.detected.encoding)));
  if (f.detected.separator != 0 && f.detected.separator != ',' && f.detected.format == "csv") add("separator", quoted(std::string(1, f.detected.separator)));
  if (const Column* time = f.of_role("time"); time && time->time) add("time_format", quoted(calendar::text(time->time->format)));
  if (const Column* id = f.of_role("id")) add("id", "[" + quoted(id->name) + "]");
  if (const Column* c = f.of_role("customer")) add("customer", quoted(c->name));
  if (const Column* c = f.of_role("episode")) add("episode", quoted(c->name));
  std::string attributes;
  for (const Column& c : f.columns) {
    if (c.role == "attribute") attributes += (attributes.empty() ? "" : ", ") + quoted(c.name) + ": " + quoted(c.name);
  }
  if (!attributes.empty()) add("attributes", "{" + attributes + "}");
  if (!f.nulls.empty()) {
    std::string nulls;
    for (const auto& n : f.nulls) nulls += (nulls.empty() ? "" : ", ") + quoted(n);
    add("null", "[" + nulls + "]");
  }
  const auto items = items_of(f, without_time);
  add("items", "[\n        " + fmt::format("{}", fmt::join(items, ",\n        ")) + "\n      ]");
  return "    {\n" + fmt::format("{}", fmt::join(lines, ",\n")) + "\n    }";
}

/// An event log is a journey of its own: one stage per activity as far as that fits on a screen.
std::string journey_json(const Looked& f) {
  const std::string label = quoted("Journey of " + f.input->path.substr(f.input->path.rfind('/') + 1));
  const bool each = f.activities.size() <= 12;
  std::vector<std::string> stages, rules;
  if (!each) stages.push_back(R"({"key": "process", "name": {"zh": "流程", "en": "Process"}})");
  for (std::size_t i = 0; i < f.activities.size(); ++i) {
    const std::string name = quoted(utf8::prefix(f.activities[i], 100)), stage = each ? fmt::format("step-{}", i + 1) : "process";
    if (each) stages.push_back(fmt::format(R"({{"key": "{}", "name": {{"zh": {}, "en": {}}}}})", stage, name, name));
    rules.push_back(fmt::format(R"({{"id": "a{}", "event": {}, "touchpoint": "{}/all", "episode": "case:concept:name"}})", i + 1, quoted(f.activities[i]), stage));
  }
  return fmt::format("  \"journey\": {{\n    \"key\": \"event-log\", \"name\": {{\"zh\": {}, \"en\": {}}},\n    \"stages\": [\n      {}\n    ],\n"
                     "    \"scenes\": [{{\"key\": \"all\", \"name\": {{\"zh\": \"全部\", \"en\": \"All\"}}}}],\n    \"rules\": [\n      {}\n    ]\n  }},\n",
                     label, label, fmt::join(stages, ",\n      "), fmt::join(rules, ",\n      "));
}

GuessedFile shown_file(Looked& f) {
  GuessedFile out;
  out.path = f.input->path;
  out.format = f.detected.format;
  out.encoding = name(f.detected.encoding);
  if (f.detected.separator != 0) out.separator = std::string(1, f.detected.separator);
  for (Column& c : f.columns) {
    GuessedColumn shown{c.name, c.role, c.sample, c.numeric && !c.values.empty(), c.min, c.max, c.time ? calendar::text(c.time->format) : std::string{}, {}};
    if (c.distinct.size() <= kGuessValues) shown.values.assign(c.distinct.begin(), c.distinct.end());
    out.columns.push_back(std::move(shown));
  }
  out.rows = f.rows;
  out.sampled = f.sampled;
  out.unreadable = f.unreadable;
  return out;
}

}  // namespace

Result<Guess> guess_mapping(const std::vector<Input>& inputs, const GuessOptions& options) {
  Guess out;
  std::string files, journey;
  std::size_t usable = 0;
  for (const Input& input : inputs) {
    PK_TRY(Looked f, look(input, options.read));
    assign_roles(f);
    out.files.push_back(shown_file(f));
    if (!f.of_role("time") && !options.without_time) continue;
    if (items_of(f, options.without_time).empty()) continue;
    if (!f.activities.empty() && journey.empty()) journey = journey_json(f);
    files += (files.empty() ? "" : ",\n") + file_json(f, usable++, options.without_time);
  }
  if (usable == 0) return fail(ErrorKind::invalid, options.without_time ? "nothing_to_import" : "time_column_missing");
  out.map_json = "{\n  \"key\": \"my-map\",\n" + journey + "  \"files\": [\n" + files + "\n  ]\n}\n";
  if (journey.empty() && !options.journeys.empty()) out.map_json = propose_places(out.map_json, out.files, options);
  PK_CHECK(parse_mapping(out.map_json));
  return out;
}

}  // namespace peakend::importers
