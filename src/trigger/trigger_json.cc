// Reading, checking and writing triggers.
#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>

#include "message/body_json.h"
#include "trigger/trigger.h"

namespace peakend::trigger {
namespace {

namespace json = boost::json;

using message::BodyFields;
using Errors = std::vector<FieldError>;

std::string index(const std::string& at, std::size_t i) { return at + "[" + std::to_string(i) + "]"; }

bool good_key(std::string_view s) {
  return s.size() >= 2 && s.size() <= 60 && s.front() != '-' && std::all_of(s.begin(), s.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}
bool good_language(std::string_view s) {
  return s.size() >= 2 && s.size() <= 20 && std::all_of(s.begin(), s.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; });
}

/// A member object as fields of its own; errors go to the parent with its path.
template <class Read>
void object(BodyFields& f, const char* name, Read&& read) {
  const auto* v = f.optional_value(name);
  if (v == nullptr) return;
  if (!v->is_object()) return f.refuse(name, "expected_object");
  BodyFields inner(v->get_object(), std::string(name) + ".");
  read(inner);
  if (auto ok = inner.done(); !ok) f.refuse(std::move(ok.error().fields));
}
template <class Read>
void list(BodyFields& f, const char* name, std::size_t most, Read&& read) {
  const auto* v = f.optional_value(name);
  if (v == nullptr) return;
  if (!v->is_array()) return f.refuse(name, "expected_array");
  if (v->get_array().size() > most) return f.refuse(name, "too_many", {{"max", std::to_string(most)}});
  for (std::size_t i = 0; i < v->get_array().size(); ++i) read(v->get_array()[i], index(name, i));
}
double number(BodyFields& f, const char* name, double fallback, double min, double max) {
  const auto* v = f.optional_value(name);
  if (v == nullptr) return fallback;
  if (!v->is_number()) return f.refuse(name, "expected_number"), fallback;
  const double n = v->to_number<double>();
  if (!(n >= min && n <= max)) {
    const auto text = [](double x) { return json::serialize(x == std::floor(x) ? json::value(static_cast<std::int64_t>(x)) : json::value(x)); };
    f.refuse(name, "out_of_range", {{"min", text(min)}, {"max", text(max)}});
    return fallback;
  }
  return n;
}
int whole(BodyFields& f, const char* name, int fallback, int min, int max) { return static_cast<int>(f.optional_integer(name, min, max).value_or(fallback)); }

std::vector<journey::Condition> read_conditions(BodyFields& f) {
  std::vector<journey::Condition> out;
  list(f, "when", journey::kMaxConditions, [&](const json::value& v, const std::string& at) {
    if (!v.is_object()) return f.refuse(at, "expected_object");
    BodyFields c(v.get_object(), at + ".");
    journey::Condition cond;
    cond.property = c.optional_text("property", 0, 200).value_or("");
    cond.op = c.optional_text("op", 0, 20).value_or("");
    list(c, "values", 200, [&](const json::value& one, const std::string& where) {
      if (one.is_string()) cond.values.emplace_back(one.get_string());
      else if (one.is_number() || one.is_bool()) cond.values.push_back(json::serialize(one));
      else c.refuse(where, "expected_string");
      if (!cond.values.empty() && cond.values.back().size() > 500) c.refuse(where, "too_long", {{"max", "500"}});
    });
    if (auto ok = c.done(); !ok) f.refuse(std::move(ok.error().fields));
    Errors wrong;
    journey::check_condition(cond, at, wrong);
    f.refuse(std::move(wrong));
    out.push_back(std::move(cond));
  });
  return out;
}

Sampling read_sampling(BodyFields& f) {
  Sampling s;
  const auto mode = f.optional_text("mode", 1, 10).value_or("all");
  if (mode == "share") s.mode = Mode::share;
  else if (mode == "cells") s.mode = Mode::cells;
  else if (mode != "all") f.refuse("mode", "unknown_value");
  s.share = number(f, "share", 1, 1e-4, 1);
  s.by = f.optional_texts("by", 3, 100).value_or(std::vector<std::string>{});
  if (s.mode == Mode::cells && s.by.empty()) f.refuse("by", "required");
  s.need = number(f, "need", 50, 1, 1e6);
  if (const auto* v = f.optional_value("cells")) {
    if (!v->is_object()) f.refuse("cells", "expected_object");
    else if (v->get_object().size() > kMaxCells) f.refuse("cells", "too_many", {{"max", std::to_string(kMaxCells)}});
    else
      for (const auto& m : v->get_object()) {
        const std::string key(m.key());
        if (!m.value().is_number() || !(m.value().to_number<double>() >= 0 && m.value().to_number<double>() <= 1e6)) f.refuse("cells." + key, "out_of_range", {{"min", "0"}, {"max", "1000000"}});
        else s.cells[key] = m.value().to_number<double>();
      }
  }
  s.days = whole(f, "days", 30, 1, 366);
  s.expected = number(f, "expected", 1'000, 1, 1e9);
  return s;
}

void read_messages(BodyFields& f, Trigger& t) {
  const auto* v = f.optional_value("messages");
  if (v == nullptr) return;
  if (!v->is_object()) return f.refuse("messages", "expected_object");
  if (v->get_object().size() > 20) return f.refuse("messages", "too_many", {{"max", "20"}});
  for (const auto& m : v->get_object()) {
    const std::string lang(m.key()), at = "messages." + lang;
    if (!good_language(lang)) f.refuse(at, "bad_key");
    else if (!m.value().is_object()) f.refuse(at, "expected_object");
    else {
      BodyFields one(m.value().get_object(), at + ".");
      const auto text = [&](const char* name, std::size_t max) { return one.optional_text(name, 0, max).value_or(""); };
      t.messages[lang] = {text("subject", 200), text("text", 5'000), text("button", 60), text("sms", 500), text("reminder_subject", 200), text("reminder_text", 5'000)};
      if (auto ok = one.done(); !ok) f.refuse(std::move(ok.error().fields));
    }
  }
}

void read_when_sent(BodyFields& f, Trigger& t) {
  t.delay_minutes = whole(f, "delay_minutes", 0, 0, 525'600);
  t.expires_hours = whole(f, "expires_hours", 168, 1, 8'760);
  list(f, "unless", kMaxUnless, [&](const json::value& v, const std::string& at) {
    if (!v.is_object()) return f.refuse(at, "expected_object");
    BodyFields u(v.get_object(), at + ".");
    Unless one{u.text("event", 1, 200), read_conditions(u)};
    if (auto ok = u.done(); !ok) f.refuse(std::move(ok.error().fields));
    t.unless.push_back(std::move(one));
  });
  list(f, "hours", 24, [&](const json::value& v, const std::string& at) {
    if (!v.is_int64() || v.get_int64() < 0 || v.get_int64() > 23) f.refuse(at, "out_of_range", {{"min", "0"}, {"max", "23"}});
    else if (std::find(t.hours.begin(), t.hours.end(), static_cast<int>(v.get_int64())) != t.hours.end()) f.refuse(at, "duplicate");
    else t.hours.push_back(static_cast<int>(v.get_int64()));
  });
  object(f, "quiet", [&](BodyFields& q) {
    t.quiet = delivery::Quiet{whole(q, "from", 0, 0, 23), whole(q, "to", 0, 0, 23)};
  });
  if (t.quiet && !t.hours.empty()) {
    const auto silent = [&](int h) { return t.quiet->from < t.quiet->to ? h >= t.quiet->from && h < t.quiet->to : t.quiet->from > t.quiet->to && (h >= t.quiet->from || h < t.quiet->to); };
    if (std::all_of(t.hours.begin(), t.hours.end(), silent)) f.refuse("hours", "all_quiet");
  }
  object(f, "reminder", [&](BodyFields& r) {
    t.reminders = whole(r, "count", 1, 0, 3);
    t.reminder_after_hours = whole(r, "after_hours", 72, 24, 720);
  });
}

void read_channels(BodyFields& f, Trigger& t) {
  list(f, "channels", 3, [&](const json::value& v, const std::string& at) {
    const auto k = v.is_string() ? channel::parse_kind(std::string_view(v.get_string())) : std::nullopt;
    if (!k) f.refuse(at, "unknown_value");
    else if (std::find(t.channels.begin(), t.channels.end(), *k) != t.channels.end()) f.refuse(at, "duplicate");
    else t.channels.push_back(*k);
  });
  if (t.channels.empty()) f.refuse("channels", "required");
  const auto choose = f.optional_text("choose", 1, 10).value_or("order");
  if (choose != "order" && choose != "learn") f.refuse("choose", "unknown_value");
  t.learn = choose == "learn";
}

json::value plain(double v) { return v == std::floor(v) && std::abs(v) < 1e15 ? json::value(static_cast<std::int64_t>(v)) : json::value(v); }
json::array written(const std::vector<journey::Condition>& when) {
  json::array out;
  for (const auto& c : when) out.push_back({{"property", c.property}, {"op", c.op}, {"values", json::array(c.values.begin(), c.values.end())}});
  return out;
}

}  // namespace

Result<Trigger> parse_trigger(std::string_view body) {
  PK_TRY(auto f, BodyFields::parse(body));
  for (const char* carried : {"author", "changed_at", "counts"}) static_cast<void>(f.optional_value(carried));
  Trigger t;
  t.version = whole(f, "version", 0, 0, 1'000'000'000);
  t.key = f.text("key", 1, 60);
  if (!t.key.empty() && !good_key(t.key)) f.refuse("key", "bad_trigger_key");
  object(f, "name", [&](BodyFields& n) {
    t.name.zh = n.optional_text("zh", 0, 200).value_or("");
    t.name.en = n.optional_text("en", 0, 200).value_or("");
  });
  t.enabled = f.optional_flag("enabled").value_or(false);
  const auto on = f.optional_text("on", 1, 10).value_or("event");
  if (on == "rating") t.on = On::rating;
  else if (on == "feedback") t.on = On::feedback;
  else if (on != "event") f.refuse("on", "unknown_value");
  t.event = f.optional_text("event", 0, 200).value_or("");
  if (t.on == On::event && t.event.empty()) f.refuse("event", "required");
  t.when = read_conditions(f);
  t.survey = f.text("survey", 2, 60);
  t.survey_version = whole(f, "survey_version", 0, 0, 1'000'000);
  t.kind = f.optional_text("kind", 1, 20).value_or("touchpoint");
  if (t.kind != "touchpoint" && t.kind != "relationship" && t.kind != "employee" && t.kind != "market") f.refuse("kind", "unknown_value");
  t.topic = f.optional_text("topic", 0, 60).value_or("");
  t.priority = whole(f, "priority", 50, 0, 100);
  read_when_sent(f, t);
  read_channels(f, t);
  object(f, "sampling", [&](BodyFields& s) { t.sampling = read_sampling(s); });
  read_messages(f, t);
  PK_CHECK(f.done());
  return t;
}

std::string to_json(const Trigger& t) {
  static constexpr const char* ons[] = {"event", "rating", "feedback"};
  static constexpr const char* modes[] = {"all", "share", "cells"};
  json::array unless, channels, hours;
  for (const auto& u : t.unless) unless.push_back({{"event", u.event}, {"when", written(u.when)}});
  for (const auto k : t.channels) channels.push_back(json::string(channel::name_of(k)));
  for (const int h : t.hours) hours.push_back(h);
  json::object cells;
  for (const auto& [cell, need] : t.sampling.cells) cells[cell] = plain(need);
  json::object messages;
  for (const auto& [lang, m] : t.messages)
    messages[lang] = {{"subject", m.subject}, {"text", m.text}, {"button", m.button}, {"sms", m.sms}, {"reminder_subject", m.reminder_subject}, {"reminder_text", m.reminder_text}};
  json::object o{{"key", t.key}, {"name", {{"zh", t.name.zh}, {"en", t.name.en}}}, {"enabled", t.enabled}, {"on", ons[static_cast<int>(t.on)]}, {"event", t.event},
                 {"when", written(t.when)}, {"survey", t.survey}, {"survey_version", t.survey_version}, {"kind", t.kind}, {"topic", t.topic}, {"priority", t.priority},
                 {"delay_minutes", t.delay_minutes}, {"expires_hours", t.expires_hours}, {"unless", std::move(unless)}, {"channels", std::move(channels)},
                 {"choose", t.learn ? "learn" : "order"}, {"hours", std::move(hours)},
                 {"sampling", {{"mode", modes[static_cast<int>(t.sampling.mode)]}, {"share", plain(t.sampling.share)}, {"by", json::array(t.sampling.by.begin(), t.sampling.by.end())},
                               {"need", plain(t.sampling.need)}, {"cells", std::move(cells)}, {"days", t.sampling.days}, {"expected", plain(t.sampling.expected)}}},
                 {"reminder", {{"count", t.reminders}, {"after_hours", t.reminder_after_hours}}}, {"messages", std::move(messages)}};
  if (t.quiet) o["quiet"] = {{"from", t.quiet->from}, {"to", t.quiet->to}};
  return json::serialize(o);
}

}  // namespace peakend::trigger
