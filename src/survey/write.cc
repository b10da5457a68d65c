// The canonical JSON of a survey, and the minimal one that a respondent's page gets. Members at their default are left out.
#include "base/calendar.h"
#include "survey/internal.h"
#include "survey/kinds/kind.h"

namespace peakend::survey {
namespace {

void put(Members& m, const char* name, Value v) { m.emplace_back(name, std::move(v)); }
void put_text(Members& m, const char* name, std::string_view s) {
  if (!s.empty()) put(m, name, s);
}
void put_flag(Members& m, const char* name, bool b) {
  if (b) put(m, name, true);
}
void put_rule(Members& m, const char* name, const Value& v) {
  if (!v.is_null()) put(m, name, v);
}
void put_count(Members& m, const char* name, int n) {
  if (n != 0) put(m, name, n);
}
void put_words(Members& m, const char* name, const Text& t) {
  if (t.empty()) return;
  Members out;
  for (const auto& [lang, s] : t) out.emplace_back(lang, s);
  put(m, name, std::move(out));
}
void put_place(Members& m, const Place& p) {
  put_text(m, "journey", p.journey);
  put_text(m, "touchpoint", p.touchpoint);
}
void put_jumps(Members& m, const char* name, const std::vector<Jump>& jumps) {
  if (jumps.empty()) return;
  List out;
  for (const auto& j : jumps) out.push_back(Members{{"if", j.when}, {"to", j.to}});
  put(m, name, std::move(out));
}
Value scale_value(const Scale& s, bool whole) {
  Members m{{"min", s.min}, {"max", s.max}};
  if (whole) {
    put(m, "neutral", s.neutral);
    put(m, "direction", s.up ? "up" : "down");
  }
  if (s.step != 1) put(m, "step", s.step);
  return m;
}
Value contact_value(const Question& q) {
  List out;
  for (const auto& c : q.contact) {
    Members one{{"key", c.key}};
    put_flag(one, "required", c.required);
    out.push_back(std::move(one));
  }
  return out;
}

Value question_value(const Question& q) {
  const auto uses = q.kind->uses;
  Members m{{"key", q.key}, {"kind", q.kind->key}};
  put_words(m, "text", q.text);
  put_words(m, "help", q.help);
  put_flag(m, "required", q.required);
  put_rule(m, "visible_if", q.visible_if);
  put_rule(m, "required_if", q.required_if);
  put_jumps(m, "skip_to", q.skip_to);
  put_rule(m, "prefill", q.prefill);
  if ((uses & kScale) && q.scale) put(m, "scale", scale_value(*q.scale, true));
  if (uses & kMetric) put_text(m, "metric", q.metric);
  put_place(m, q.place);
  put_words(m, "low", q.low);
  put_words(m, "high", q.high);
  put_flag(m, "indirect", q.indirect);
  put_flag(m, "names", q.names);
  put_text(m, "look", q.look);
  if (uses & kExpectation) put_text(m, "expectation", q.expectation);
  put_flag(m, "expected_only", q.expected_only);
  put_words(m, "expected_text", q.expected_text);
  put_words(m, "got_text", q.got_text);
  if (!q.options.empty()) {
    List list;
    for (const auto& o : q.options) {
      Members one{{"key", o.key}};
      put_words(one, "text", o.text);
      put_text(one, "image", o.image);
      put_text(one, "touchpoint", o.touchpoint);
      list.push_back(std::move(one));
    }
    put(m, "options", std::move(list));
  }
  if (!q.rows.empty()) {
    List list;
    for (const auto& r : q.rows) {
      Members one{{"key", r.key}};
      put_words(one, "text", r.text);
      put_text(one, "metric", r.metric);
      put_place(one, r.place);
      list.push_back(std::move(one));
    }
    put(m, "rows", std::move(list));
  }
  put_flag(m, "random", q.random);
  put_flag(m, "other", q.other);
  put_words(m, "other_text", q.other_text);
  put_count(m, "min_choices", q.min_choices);
  put_count(m, "max_choices", q.max_choices);
  put_count(m, "min_length", q.min_length);
  put_count(m, "max_length", q.max_length);
  put_count(m, "max_items", q.max_items);
  put_text(m, "about", q.about);
  if (!q.contact.empty()) put(m, "contact", contact_value(q));
  put_text(m, "purpose", q.purpose);
  put_text(m, "earliest", q.earliest);
  put_text(m, "latest", q.latest);
  return m;
}

Value theme_value(const Theme& t) {
  Members m{{"accent", t.accent}, {"on_accent", t.on_accent}, {"background", t.background}, {"surface", t.surface},
            {"text", t.text},     {"muted", t.muted},         {"font", t.font},             {"radius", t.radius}};
  put_text(m, "logo", t.logo);
  return m;
}

/// One question in one language, without what only the server needs (places, metrics, neutral points).
Value public_question(const Question& q, std::string_view lang, const Survey& s) {
  const auto say = [&](Members& m, const char* name, const Text& t) { put_text(m, name, words(t, lang, s)); };
  Members m{{"key", q.key}, {"kind", q.kind->key}, {"text", words(q.text, lang, s)}};
  say(m, "help", q.help);
  put_flag(m, "required", q.required);
  put_rule(m, "visible_if", q.visible_if);
  put_rule(m, "required_if", q.required_if);
  put_jumps(m, "skip_to", q.skip_to);
  put_rule(m, "prefill", q.prefill);
  if (q.scale && !(q.kind == &kEmotion || q.kind == &kCriticalIncident)) put(m, "scale", scale_value(*q.scale, false));
  say(m, "low", q.low);
  say(m, "high", q.high);
  put_text(m, "look", q.look);
  put_flag(m, "expected_only", q.expected_only);
  say(m, "expected_text", q.expected_text);
  say(m, "got_text", q.got_text);
  if (!q.options.empty()) {
    List list;
    for (const auto& o : q.options) {
      Members one{{"key", o.key}, {"text", words(o.text, lang, s)}};
      put_text(one, "image", o.image);
      list.push_back(std::move(one));
    }
    put(m, "options", std::move(list));
  }
  if (!q.rows.empty()) {
    List list;
    for (const auto& r : q.rows) list.push_back(Members{{"key", r.key}, {"text", words(r.text, lang, s)}});
    put(m, "rows", std::move(list));
  }
  put_flag(m, "random", q.random);
  if (q.other) put(m, "other", words(q.other_text, lang, s));
  put_count(m, "min_choices", q.min_choices);
  put_count(m, "max_choices", q.max_choices);
  put_count(m, "min_length", q.min_length);
  put_count(m, "max_length", q.max_length);
  put_count(m, "max_items", q.max_items);
  if (!q.contact.empty()) put(m, "contact", contact_value(q));
  put_text(m, "earliest", q.earliest);
  put_text(m, "latest", q.latest);
  return m;
}

}  // namespace

std::string to_json(const Survey& s) {
  Members m{{"format", kFormat}, {"key", s.key}, {"kind", name_of(s.occasion)}};
  put_words(m, "title", s.title);
  put_words(m, "description", s.description);
  List languages;
  for (const auto& l : s.languages) languages.push_back(l);
  put(m, "languages", std::move(languages));
  put(m, "display", s.one_at_a_time ? "one" : "pages");
  put_place(m, s.place);
  List pages;
  for (const auto& p : s.pages) {
    Members page{{"key", p.key}};
    put_words(page, "title", p.title);
    put_words(page, "text", p.text);
    put_rule(page, "visible_if", p.visible_if);
    put_flag(page, "random", p.random);
    List questions;
    for (const auto& q : p.questions) questions.push_back(question_value(q));
    put(page, "questions", std::move(questions));
    put_jumps(page, "branches", p.branches);
    pages.push_back(std::move(page));
  }
  put(m, "pages", std::move(pages));
  if (!s.hidden.empty()) {
    List list;
    for (const auto& h : s.hidden) {
      Members one{{"key", h.key}};
      put_flag(one, "shown", h.shown);
      list.push_back(std::move(one));
    }
    put(m, "hidden", std::move(list));
  }
  if (!s.quotas.empty()) {
    List list;
    for (const auto& q : s.quotas) {
      Members one{{"key", q.key}, {"limit", static_cast<double>(q.limit)}};
      put_rule(one, "when", q.when);
      list.push_back(std::move(one));
    }
    put(m, "quotas", std::move(list));
  }
  if (!(s.theme == Theme{})) put(m, "theme", theme_value(s.theme));
  put_words(m, "thanks", s.thanks);
  put_words(m, "closed_text", s.closed_text);
  if (s.closes_at) put(m, "closes_at", calendar::rfc3339(*s.closes_at));
  if (s.max_responses) put(m, "max_responses", static_cast<double>(*s.max_responses));
  return to_json(Value(std::move(m)));
}

std::string public_json(const Survey& s, int version, std::string_view wish) {
  const std::string& lang = best_language(s, wish);
  Members m{{"key", s.key}, {"version", version}, {"lang", lang}};
  List languages;
  for (const auto& l : s.languages) languages.push_back(l);
  put(m, "languages", std::move(languages));
  put(m, "title", words(s.title, lang, s));
  put(m, "display", s.one_at_a_time ? "one" : "pages");
  put(m, "theme", theme_value(s.theme));
  List hidden;
  for (const auto& h : s.hidden) hidden.push_back(h.key);
  if (!hidden.empty()) put(m, "hidden", std::move(hidden));
  List pages;
  for (const auto& p : s.pages) {
    Members page{{"key", p.key}};
    put_text(page, "title", words(p.title, lang, s));
    put_text(page, "text", words(p.text, lang, s));
    put_rule(page, "visible_if", p.visible_if);
    put_flag(page, "random", p.random);
    List questions;
    for (const auto& q : p.questions) questions.push_back(public_question(q, lang, s));
    put(page, "questions", std::move(questions));
    put_jumps(page, "branches", p.branches);
    pages.push_back(std::move(page));
  }
  put(m, "pages", std::move(pages));
  put_text(m, "thanks", words(s.thanks, lang, s));
  return to_json(Value(std::move(m)));
}

}  // namespace peakend::survey
