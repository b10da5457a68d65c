#include "delivery/delivery_json.h"

#include <cmath>

#include "base/calendar.h"
#include "message/body_json.h"

namespace peakend::delivery {
namespace {

namespace json = boost::json;
using message::BodyFields;

std::string text_of(const json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
}
int int_of(const json::object& o, std::string_view key, int fallback) {
  const auto* v = o.if_contains(key);
  return v != nullptr && v->is_int64() ? static_cast<int>(v->get_int64()) : fallback;
}
json::value number(double v) {
  if (v == std::floor(v) && std::abs(v) < 1e15) return static_cast<std::int64_t>(v);
  return v;
}
json::object object_of(std::string_view text) {
  json::error_code ec;
  auto v = json::parse(text, ec);
  return ec || !v.is_object() ? json::object{} : std::move(v.get_object());
}
void add_time(json::object& o, const char* key, const std::optional<Instant>& t) {
  if (t) o[key] = calendar::rfc3339(*t);
}
bool good_topic(std::string_view s) {
  return !s.empty() && s.size() <= 60 && std::all_of(s.begin(), s.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::vector<Topic> read_topics(const json::value& v, std::vector<FieldError>& errors) {
  std::vector<Topic> out;
  if (!v.is_array()) return errors.push_back({"topics", "expected_array", {}}), out;
  if (v.get_array().size() > 30) return errors.push_back({"topics", "too_many", {{"max", "30"}}}), out;
  for (std::size_t i = 0; i < v.get_array().size(); ++i) {
    const std::string at = "topics[" + std::to_string(i) + "]";
    const auto& one = v.get_array()[i];
    if (!one.is_object()) {
      errors.push_back({at, "expected_object", {}});
      continue;
    }
    Topic t{text_of(one.get_object(), "key"), {}, {}};
    if (const auto* name = one.get_object().if_contains("name"); name != nullptr && name->is_object()) {
      t.zh = text_of(name->get_object(), "zh");
      t.en = text_of(name->get_object(), "en");
    }
    if (!good_topic(t.key)) errors.push_back({at + ".key", "bad_key", {}});
    for (const auto& earlier : out)
      if (earlier.key == t.key) errors.push_back({at + ".key", "duplicate", {}});
    if (t.zh.empty() && t.en.empty()) errors.push_back({at + ".name", "required", {}});
    if (t.zh.size() > 200 || t.en.size() > 200) errors.push_back({at + ".name", "too_long", {{"max", "200"}}});
    out.push_back(std::move(t));
  }
  return out;
}

}  // namespace

std::string to_json(const Properties& list) {
  json::object o;
  for (const auto& [k, v] : list) o[k] = v;
  return json::serialize(o);
}
Properties properties_from(std::string_view text) {
  Properties out;
  for (const auto& m : object_of(text))
    if (m.value().is_string()) out.emplace_back(m.key(), m.value().get_string());
  return out;
}

Quiet read_quiet(const json::value& v, const std::string& at, std::vector<FieldError>& errors) {
  Quiet q{0, 0};
  if (!v.is_object()) return errors.push_back({at, "expected_object", {}}), q;
  for (const auto& m : v.get_object()) {
    const bool from = m.key() == "from";
    if (!from && m.key() != "to") errors.push_back({at + "." + std::string(m.key()), "unknown_field", {}});
    else if (!m.value().is_int64() || m.value().get_int64() < 0 || m.value().get_int64() > 23)
      errors.push_back({at + "." + std::string(m.key()), "out_of_range", {{"min", "0"}, {"max", "23"}}});
    else (from ? q.from : q.to) = static_cast<int>(m.value().get_int64());
  }
  return q;
}

json::object json_of(const Attention& a) {
  json::object gaps;
  for (const auto& [kind, days] : a.gap_days) gaps[kind] = number(days);
  json::array topics;
  for (const auto& t : a.topics) topics.push_back({{"key", t.key}, {"name", {{"zh", t.zh}, {"en", t.en}}}});
  return {{"gap_days", std::move(gaps)}, {"max_per_year", a.max_per_year}, {"max_messages_per_year", a.max_messages_per_year},
          {"quiet", {{"from", a.quiet.from}, {"to", a.quiet.to}}}, {"company", a.company}, {"contact", a.contact},
          {"topics", std::move(topics)}, {"version", a.version}};
}

std::string to_json(const Attention& a) { return json::serialize(json_of(a)); }

Result<Attention> read_attention(std::string_view body) {
  PK_TRY(auto f, BodyFields::parse(body));
  Attention a;
  std::vector<FieldError> wrong;
  if (const auto* gaps = f.optional_value("gap_days")) {
    a.gap_days.clear();
    if (!gaps->is_object()) wrong.push_back({"gap_days", "expected_object", {}});
    else
      for (const auto& m : gaps->get_object()) {
        const std::string kind(m.key());
        if (kind != "any" && kind != "touchpoint" && kind != "relationship" && kind != "employee" && kind != "market") wrong.push_back({"gap_days." + kind, "unknown_field", {}});
        else if (!m.value().is_number() || !(m.value().to_number<double>() >= 0 && m.value().to_number<double>() <= 3'650))
          wrong.push_back({"gap_days." + kind, "out_of_range", {{"min", "0"}, {"max", "3650"}}});
        else a.gap_days[kind] = m.value().to_number<double>();
      }
  }
  a.max_per_year = static_cast<int>(f.optional_integer("max_per_year", 0, 1'000).value_or(a.max_per_year));
  a.max_messages_per_year = static_cast<int>(f.optional_integer("max_messages_per_year", 0, 5'000).value_or(a.max_messages_per_year));
  if (const auto* q = f.optional_value("quiet")) a.quiet = read_quiet(*q, "quiet", wrong);
  a.company = f.optional_text("company", 0, 200).value_or("");
  a.contact = f.optional_text("contact", 0, 500).value_or("");
  if (const auto* t = f.optional_value("topics")) a.topics = read_topics(*t, wrong);
  a.version = static_cast<int>(f.optional_integer("version", 0, 1'000'000'000).value_or(0));
  f.refuse(std::move(wrong));
  PK_CHECK(f.done());
  return a;
}

Attention stored_attention(std::string_view text, int version) {
  auto a = read_attention(text).value_or(Attention{});
  a.version = version;
  return a;
}

std::string stored_json(const channel::Settings& s) {
  json::object o = json_of(s);
  o.erase("channel"), o.erase("password_set"), o.erase("secret_set");
  if (s.kind == channel::Kind::email) o["password"] = s.email.password;
  else o["secret"] = s.gateway.secret;
  return json::serialize(o);
}
json::object json_of(const channel::Settings& s) {
  json::object o{{"channel", channel::name_of(s.kind)}, {"enabled", s.enabled}, {"per_minute", s.per_minute}};
  if (s.kind == channel::Kind::email) {
    const auto& e = s.email;
    o["host"] = e.host, o["port"] = e.port, o["security"] = e.security, o["user"] = e.user, o["password_set"] = !e.password.empty();
    o["from"] = e.from, o["from_name"] = e.from_name, o["reply_to"] = e.reply_to;
  } else {
    o["url"] = s.gateway.url, o["secret_set"] = !s.gateway.secret.empty();
  }
  return o;
}
json::object json_of(const LastMessage& m, message::Lang lang) {
  json::object o{{"at", calendar::rfc3339(m.at)}, {"result", m.result}};
  if (m.result != "temporary" && m.result != "bounced" && m.result != "failed") return o;
  const std::string code = "channel_" + m.code;
  o["code"] = code;
  if (message::has_message(code)) o["detail"] = message::message_text(code, lang, {{"said", m.said}});
  return o;
}
channel::Settings stored_settings(channel::Kind kind, std::string_view text) {
  const auto o = object_of(text);
  channel::Settings s;
  s.kind = kind;
  const auto* enabled = o.if_contains("enabled");
  s.enabled = enabled == nullptr || !enabled->is_bool() || enabled->get_bool();
  s.per_minute = int_of(o, "per_minute", 600);
  s.email = {text_of(o, "host"), int_of(o, "port", 587), text_of(o, "security"), text_of(o, "user"), text_of(o, "password"),
             text_of(o, "from"), text_of(o, "from_name"), text_of(o, "reply_to")};
  s.gateway = {text_of(o, "url"), text_of(o, "secret")};
  return s;
}

Result<channel::Settings> read_settings(channel::Kind kind, std::string_view body, const channel::Settings* before) {
  PK_TRY(auto f, BodyFields::parse(body));
  channel::Settings s;
  s.kind = kind;
  s.enabled = f.optional_flag("enabled").value_or(true);
  s.per_minute = static_cast<int>(f.optional_integer("per_minute", 1, 100'000).value_or(600));
  if (kind == channel::Kind::email) {
    auto& e = s.email;
    e.host = f.text("host", 1, 253);
    if (e.host.find_first_of(" /@:?#\\\r\n\t") != std::string::npos) f.refuse("host", "host_invalid");
    e.port = static_cast<int>(f.optional_integer("port", 1, 65'535).value_or(587));
    e.security = f.optional_text("security", 0, 10).value_or("starttls");
    if (e.security != "starttls" && e.security != "tls" && e.security != "none") f.refuse("security", "unknown_value");
    e.user = f.optional_text("user", 0, 200).value_or("");
    const auto password = f.optional_text("password", 0, 500);
    // A stored password stays only with the host and user that it was given for: another host must not get it.
    const bool same = before != nullptr && before->email.host == e.host && before->email.user == e.user;
    e.password = password ? *password : same ? before->email.password : "";
    e.from = f.text("from", 3, 254);
    if (!e.from.empty() && !channel::good_email(e.from)) f.refuse("from", "email_invalid");
    e.from_name = f.optional_text("from_name", 0, 100).value_or("");
    e.reply_to = f.optional_text("reply_to", 0, 254).value_or("");
    if (!e.reply_to.empty() && !channel::good_email(e.reply_to)) f.refuse("reply_to", "email_invalid");
    if (e.security == "none" && !e.password.empty()) f.refuse("security", "password_in_clear");
  } else {
    auto& g = s.gateway;
    g.url = f.text("url", 8, 2'000);
    if (!g.url.starts_with("https://") && !g.url.starts_with("http://")) f.refuse("url", "url_invalid");
    if (g.url.find_first_of(" \r\n\t\"<>") != std::string::npos || g.url.find('@') != std::string::npos) f.refuse("url", "url_invalid");
    const auto secret = f.optional_text("secret", 16, 500);
    g.secret = secret ? *secret : before != nullptr && before->gateway.url == g.url ? before->gateway.secret : "";
    if (g.secret.empty()) f.refuse("secret", "required");
  }
  PK_CHECK(f.done());
  return s;
}

std::string reason_words(Reason r, message::Lang lang) { return r == Reason::none ? "" : message::message_text("not_sent_" + std::string(name_of(r)), lang); }

json::object json_of(const Invitation& i) {
  json::object o{{"id", i.id.text()}, {"customer", i.customer.text()}, {"user_id", i.user_id}, {"trigger", i.trigger}, {"trigger_version", i.trigger_version},
                 {"survey", i.survey}, {"survey_version", i.survey_version}, {"kind", i.kind}, {"topic", i.topic}, {"priority", i.priority}, {"event", i.event},
                 {"event_at", calendar::rfc3339(i.event_at)}, {"journey", i.journey}, {"touchpoint", i.touchpoint}, {"episode", i.episode},
                 {"state", name_of(i.state)}, {"reason", name_of(i.reason)}, {"channel", channel::name_of(i.channel)}, {"lang", i.lang}, {"cell", i.cell},
                 {"rate", i.rate}, {"weight", i.weight}, {"propensity", i.propensity}, {"explored", i.explored},
                 {"reminders", std::max(0, i.step - 1)}, {"attempts", i.attempts}, {"expires_at", calendar::rfc3339(i.expires)},
                 {"created_at", calendar::rfc3339(i.created)}};
  if (i.hour >= 0) o["hour"] = i.hour;
  add_time(o, "due_at", i.due);
  add_time(o, "sent_at", i.sent), add_time(o, "opened_at", i.opened), add_time(o, "started_at", i.started);
  add_time(o, "partial_at", i.partial), add_time(o, "done_at", i.done), add_time(o, "ended_at", i.ended);
  return o;
}
json::object json_of(const MessageLog& m) {
  return {{"id", m.id.text()}, {"step", m.step}, {"channel", channel::name_of(m.channel)}, {"at", calendar::rfc3339(m.at)}, {"result", m.result}, {"code", m.code}};
}
json::object json_of(const Refusal& r, message::Lang lang) {
  json::object o{{"customer", r.customer.text()}, {"user_id", r.user_id}, {"trigger", r.trigger}, {"trigger_version", r.trigger_version}, {"event", r.event},
                 {"event_at", calendar::rfc3339(r.event_at)}, {"at", calendar::rfc3339(r.at)}, {"reason", name_of(r.reason)}, {"words", reason_words(r.reason, lang)},
                 {"cell", r.cell}};
  add_time(o, "next_at", r.next);
  if (!r.invitation.is_none()) o["invitation"] = r.invitation.text();
  return o;
}
json::object json_of(const Preference& p) {
  json::array channels, topics;
  for (const auto k : p.channels) channels.push_back(json::string(channel::name_of(k)));
  for (const auto& t : p.topics_off) topics.push_back(json::string(t));
  json::object o{{"opted_out", p.opted_out}, {"channels", std::move(channels)}, {"topics_off", std::move(topics)}, {"frequency", name_of(p.frequency)}, {"source", p.source}};
  add_time(o, "changed_at", p.changed);
  return o;
}

}  // namespace peakend::delivery
