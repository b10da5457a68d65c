// The JSON form becomes a Survey; every broken rule of shape is noted with its path. Sense is checked in check.cc.
#include <algorithm>
#include <cmath>

#include "base/calendar.h"
#include "base/utf8.h"
#include "survey/internal.h"
#include "survey/kinds/kind.h"

namespace peakend::survey {
namespace {

bool is_key(std::string_view s) {
  if (s.empty() || s.size() > 60 || s[0] < 'a' || s[0] > 'z') return false;
  return std::all_of(s.begin(), s.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}
bool is_survey_key(std::string_view s) {
  if (s.size() < 2 || s.size() > 60 || s[0] == '-') return false;
  return std::all_of(s.begin(), s.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}
bool is_language(std::string_view s) {
  std::size_t part = 0;
  bool first = true;
  for (std::size_t i = 0; i <= s.size(); ++i) {
    if (i < s.size() && s[i] != '-') {
      const char c = static_cast<char>(s[i] | 0x20);
      if (!((c >= 'a' && c <= 'z') || (!first && s[i] >= '0' && s[i] <= '9'))) return false;
      ++part;
      continue;
    }
    if (part < 2 || part > (first ? 3u : 8u)) return false;
    part = 0;
    first = false;
  }
  return s.size() <= 35;
}

/// The members of one object, each asked for once; finish() refuses the rest.
class Fields {
 public:
  Fields(const Value& v, std::string at, Report& report) : v_(v), at_(std::move(at)), report_(report) {
    if (v.members() == nullptr) bad("", "expected_object");
  }
  std::string path(std::string_view name) const { return name.empty() ? at_ : at_.empty() ? std::string(name) : at_ + "." + std::string(name); }
  void bad(std::string_view name, std::string code, std::vector<std::pair<std::string, std::string>> params = {}) {
    note(report_, path(name), std::move(code), std::move(params));
  }
  const Value* take(std::string_view name) {
    taken_.push_back(name);
    const Value* x = v_.find(name);
    return x == nullptr || x->is_null() ? nullptr : x;
  }
  bool has(std::string_view name) const { return v_.find(name) != nullptr; }

  std::string text(std::string_view name, std::size_t max, bool required = false) {
    const Value* x = take(name);
    if (x == nullptr) {
      if (required) bad(name, "required");
      return {};
    }
    if (x->text() == nullptr) return shape(name, "expected_string"), std::string();
    if (x->text()->find('\0') != std::string::npos) return shape(name, "nul_byte"), std::string();
    if (x->text()->size() > max) return bad(name, "too_long", {{"max", std::to_string(max)}}), std::string();
    return *x->text();
  }
  std::string key(std::string_view name, bool (*fits)(std::string_view) = is_key) {
    std::string s = text(name, 100, true);
    if (!s.empty() && !fits(s)) bad(name, "bad_key");
    return s;
  }
  std::string one_of(std::string_view name, std::string_view fallback, std::initializer_list<std::string_view> allowed, bool required = false) {
    const std::string s = text(name, 100, required);
    if (s.empty()) return std::string(fallback);
    if (std::find(allowed.begin(), allowed.end(), s) != allowed.end()) return s;
    std::string list;
    for (const auto a : allowed) (list += list.empty() ? "" : ", ") += a;
    bad(name, "not_one_of", {{"allowed", list}});
    return std::string(fallback);
  }
  bool flag(std::string_view name) {
    const Value* x = take(name);
    if (x == nullptr) return false;
    if (x->flag() == nullptr) return shape(name, "expected_boolean"), false;
    return *x->flag();
  }
  std::optional<double> number(std::string_view name) {
    const Value* x = take(name);
    if (x == nullptr) return std::nullopt;
    if (x->number() == nullptr || !std::isfinite(*x->number())) return shape(name, "expected_number"), std::nullopt;
    return *x->number();
  }
  std::optional<std::int64_t> integer(std::string_view name, double min, double max) {
    const auto d = number(name);
    if (!d) return std::nullopt;
    if (*d != std::floor(*d) || *d < min || *d > max) {
      bad(name, "out_of_range", {{"min", number_text(min)}, {"max", number_text(max)}});
      return std::nullopt;
    }
    return static_cast<std::int64_t>(*d);
  }
  int small(std::string_view name, double min, double max) { return static_cast<int>(integer(name, min, max).value_or(0)); }
  Text words(std::string_view name) {
    Text out;
    const Value* x = take(name);
    if (x == nullptr) return out;
    if (x->members() == nullptr) return shape(name, "expected_object"), out;
    if (x->members()->size() > kMaxLanguages) bad(name, "too_many_values", {{"max", std::to_string(kMaxLanguages)}});
    for (const auto& [lang, s] : *x->members()) {
      const std::string here = std::string(name) + "." + std::string(utf8::prefix(lang, 40));
      if (s.text() == nullptr) shape(here, "expected_string");
      else if (s.text()->find('\0') != std::string::npos) shape(here, "nul_byte");
      else if (utf8::length(*s.text()) > kMaxWords) bad(here, "too_long", {{"max", std::to_string(kMaxWords)}});
      else if (!is_language(lang)) bad(here, "bad_language");
      else if (!s.text()->empty()) out[lang] = *s.text();
    }
    return out;
  }
  Value value(std::string_view name) {
    const Value* x = take(name);
    return x == nullptr ? Value() : *x;
  }
  /// Calls one(element, path) for each member of a list.
  template <class F>
  void each(std::string_view name, std::size_t max, F&& one) {
    const Value* x = take(name);
    if (x == nullptr) return;
    if (x->list() == nullptr) return shape(name, "expected_array");
    if (x->list()->size() > max) bad(name, "too_many_values", {{"max", std::to_string(max)}});
    for (std::size_t i = 0; i < x->list()->size() && i < max; ++i) one((*x->list())[i], path(name) + "[" + std::to_string(i) + "]");
  }
  void finish() {
    if (v_.members() == nullptr) return;
    for (const auto& [name, x] : *v_.members())
      if (std::find(taken_.begin(), taken_.end(), name) == taken_.end()) shape(utf8::prefix(name, 100), "unknown_field");
  }
  void shape(std::string_view name, std::string code) {
    report_.misshapen = true;
    bad(name, std::move(code));
  }

 private:
  const Value& v_;
  const std::string at_;
  Report& report_;
  std::vector<std::string_view> taken_;
};

std::vector<Jump> read_jumps(Fields& f, std::string_view name, Report& report) {
  std::vector<Jump> out;
  f.each(name, kMaxJumps, [&](const Value& v, const std::string& at) {
    Fields j(v, at, report);
    Jump jump;
    jump.when = j.value("if");
    if (jump.when.is_null()) j.bad("if", "required");
    jump.to = j.text("to", 100, true);
    j.finish();
    out.push_back(std::move(jump));
  });
  return out;
}

Place read_place(Fields& f) {
  Place p;
  p.journey = f.text("journey", 100);
  p.touchpoint = f.text("touchpoint", 200);
  return p;
}

std::optional<Scale> read_scale(Fields& f, std::string_view metric_or_kind, Report& report) {
  const Value* v = f.take("scale");
  if (v == nullptr) return std::nullopt;
  Fields s(*v, f.path("scale"), report);
  const auto min = s.number("min"), max = s.number("max"), neutral = s.number("neutral"), step = s.number("step");
  Scale out;
  out.up = s.one_of("direction", "up", {"up", "down"}) == "up";
  s.finish();
  if (!min) s.bad("min", "required");
  if (!max) s.bad("max", "required");
  if (!min || !max) return std::nullopt;
  out.min = *min;
  out.max = *max;
  out.step = step.value_or(1);
  out.neutral = neutral.value_or((out.min + out.max) / 2);
  if (!neutral && metric_or_kind == "nps" && out.min == 0 && out.max == 10) out.neutral = 7.5;
  const double points = (out.max - out.min) / out.step;
  if (!engine::valid(out)) s.bad("", "scale_order");
  else if (!(out.step > 0) || points > 100 || std::abs(points - std::round(points)) > 1e-9) s.bad("step", "bad_step");
  else return out;
  return std::nullopt;
}

void read_choices_of(Fields& f, Question& q, Report& report) {
  const auto uses = q.kind->uses;
  if (uses & kOptions) {
    f.each("options", kMaxOptions, [&](const Value& v, const std::string& at) {
      Fields o(v, at, report);
      Option option;
      option.key = o.key("key");
      option.text = o.words("text");
      option.image = o.text("image", 20'000);
      if (q.kind == &kRecallAided) option.touchpoint = o.text("touchpoint", 200);
      o.finish();
      q.options.push_back(std::move(option));
    });
  }
  if (uses & kRows) {
    f.each("rows", kMaxRows, [&](const Value& v, const std::string& at) {
      Fields r(v, at, report);
      Row row;
      row.key = r.key("key");
      row.text = r.words("text");
      row.metric = r.text("metric", 100);
      row.place = read_place(r);
      r.finish();
      q.rows.push_back(std::move(row));
    });
  }
  if (uses & kRandom) q.random = f.flag("random");
  if (uses & kIndirect) q.indirect = f.flag("indirect");
  if (uses & kNames) q.names = f.flag("names");
  if (uses & kOther) {
    q.other = f.flag("other");
    q.other_text = f.words("other_text");
  }
  if (uses & kMinChoices) q.min_choices = f.small("min_choices", 0, kMaxOptions);
  if (uses & kMaxChoices) q.max_choices = f.small("max_choices", 0, kMaxOptions);
}

Question read_question(const Value& v, const std::string& at, Report& report) {
  Fields f(v, at, report);
  Question q;
  q.key = f.key("key");
  const std::string kind = f.text("kind", 60, true);
  q.kind = find_kind(kind);
  if (q.kind == nullptr) {
    if (!kind.empty()) f.bad("kind", "unknown_kind");
    q.kind = &kStatement;
    report.misshapen = true;
    return q;
  }
  const auto uses = q.kind->uses;
  q.text = f.words("text");
  q.help = f.words("help");
  q.visible_if = f.value("visible_if");
  q.skip_to = read_jumps(f, "skip_to", report);
  if (!(uses & kSilent)) {
    q.required = f.flag("required");
    q.required_if = f.value("required_if");
    q.prefill = f.value("prefill");
  }
  if (uses & kScale) q.scale = read_scale(f, kind, report);
  if (uses & kMetric) q.metric = f.text("metric", 100);
  if (uses & kPlace) q.place = read_place(f);
  if (uses & kEnds) {
    q.low = f.words("low");
    q.high = f.words("high");
  }
  if (uses & kLook) q.look = f.one_of("look", "", {"stars", "faces", "numbers"});
  if (uses & kExpectation) {
    q.expectation = f.one_of("expectation", "will", {"will", "should", "adequate", "promised"});
    q.expected_only = f.flag("expected_only");
    q.expected_text = f.words("expected_text");
    q.got_text = f.words("got_text");
  }
  read_choices_of(f, q, report);
  if (uses & kLength) {
    const double most = kind == "short_text" ? kMaxShortText : kMaxLongText;
    q.min_length = f.small("min_length", 0, most);
    q.max_length = f.small("max_length", 1, most);
  }
  if (uses & kAbout) q.about = f.text("about", 60);
  if (uses & kMaxItems) q.max_items = f.small("max_items", 1, 20);
  if (uses & kContact) {
    f.each("contact", 6, [&](const Value& c, const std::string& here) {
      Fields field(c, here, report);
      ContactField one;
      one.key = field.one_of("key", "", {"name", "email", "phone", "wechat", "company", "address"}, true);
      one.required = field.flag("required");
      field.finish();
      if (!one.key.empty()) q.contact.push_back(std::move(one));
    });
  }
  if (uses & kPurpose) q.purpose = f.text("purpose", 60);
  if (uses & kDates) {
    q.earliest = f.text("earliest", 10);
    q.latest = f.text("latest", 10);
  }
  f.finish();
  if (q.kind->complete != nullptr) q.kind->complete(q);
  return q;
}

Page read_page(const Value& v, const std::string& at, Report& report) {
  Fields f(v, at, report);
  Page p;
  p.key = f.key("key");
  p.title = f.words("title");
  p.text = f.words("text");
  p.visible_if = f.value("visible_if");
  p.random = f.flag("random");
  f.each("questions", kMaxQuestions, [&](const Value& q, const std::string& here) { p.questions.push_back(read_question(q, here, report)); });
  p.branches = read_jumps(f, "branches", report);
  f.finish();
  return p;
}

Theme read_theme(Fields& parent, Report& report) {
  Theme t;
  const Value* v = parent.take("theme");
  if (v == nullptr) return t;
  Fields f(*v, parent.path("theme"), report);
  const auto colour = [&](const char* name, std::string& into) {
    const std::string s = f.text(name, 7);
    if (s.empty()) return;
    const bool fits = s.size() == 7 && s[0] == '#' && s.find_first_not_of("0123456789abcdefABCDEF", 1) == s.npos;
    if (fits) into = s;
    else f.bad(name, "bad_colour");
  };
  colour("accent", t.accent);
  colour("on_accent", t.on_accent);
  colour("background", t.background);
  colour("surface", t.surface);
  colour("text", t.text);
  colour("muted", t.muted);
  t.font = f.one_of("font", "system", {"system", "serif", "rounded"});
  t.radius = static_cast<int>(f.integer("radius", 0, 32).value_or(14));
  t.logo = f.text("logo", 20'000);
  if (!t.logo.empty() && !is_image(t.logo)) {
    f.bad("logo", "bad_image");
    t.logo.clear();
  }
  f.finish();
  return t;
}

Survey read_survey(const Value& v, Report& report) {
  Fields f(v, "", report);
  Survey s;
  if (v.members() == nullptr) {
    report.misshapen = true;
    return s;
  }
  if (const auto n = f.integer("format", kFormat, kFormat); !n && !f.has("format")) f.bad("format", "required");
  s.key = f.key("key", is_survey_key);
  const std::string kind = f.one_of("kind", "touchpoint", {"touchpoint", "relationship", "employee", "market"}, true);
  for (const auto o : {Occasion::touchpoint, Occasion::relationship, Occasion::employee, Occasion::market})
    if (kind == name_of(o)) s.occasion = o;
  s.title = f.words("title");
  s.description = f.words("description");
  f.each("languages", kMaxLanguages, [&](const Value& l, const std::string& at) {
    if (l.text() == nullptr || !is_language(*l.text())) note(report, at, "bad_language");
    else if (std::find(s.languages.begin(), s.languages.end(), *l.text()) != s.languages.end()) note(report, at, "duplicate");
    else s.languages.push_back(*l.text());
  });
  if (s.languages.empty()) {
    f.bad("languages", "required");
    s.languages.emplace_back("en");
  }
  s.one_at_a_time = f.one_of("display", "one", {"one", "pages"}) == "one";
  s.place = read_place(f);
  f.each("pages", kMaxPages, [&](const Value& p, const std::string& at) { s.pages.push_back(read_page(p, at, report)); });
  f.each("hidden", kMaxHidden, [&](const Value& h, const std::string& at) {
    Fields one(h, at, report);
    Hidden hidden;
    hidden.key = one.key("key");
    hidden.shown = one.flag("shown");
    one.finish();
    s.hidden.push_back(std::move(hidden));
  });
  f.each("quotas", kMaxQuotas, [&](const Value& q, const std::string& at) {
    Fields one(q, at, report);
    Quota quota;
    quota.key = one.key("key");
    quota.limit = one.integer("limit", 1, 1e9).value_or(0);
    if (!one.has("limit")) one.bad("limit", "required");
    quota.when = one.value("when");
    one.finish();
    s.quotas.push_back(std::move(quota));
  });
  s.theme = read_theme(f, report);
  s.thanks = f.words("thanks");
  s.closed_text = f.words("closed_text");
  if (const std::string at = f.text("closes_at", 40); !at.empty()) {
    s.closes_at = calendar::parse_rfc3339(at);
    if (!s.closes_at) f.bad("closes_at", "bad_timestamp");
  }
  s.max_responses = f.integer("max_responses", 1, 1e9);
  f.finish();
  return s;
}

}  // namespace

void note(Report& report, std::string field, std::string code, std::vector<std::pair<std::string, std::string>> params) {
  if (report.faults.size() < 100) report.faults.push_back({std::move(field), std::move(code), std::move(params)});
}
bool is_image(std::string_view s) {
  const auto begins = [&](std::string_view p) { return s.substr(0, p.size()) == p; };
  const bool known = begins("https://") || begins("data:image/png;base64,") || begins("data:image/jpeg;base64,") ||
                     begins("data:image/webp;base64,") || begins("data:image/gif;base64,");
  return known && s.find_first_of("\"'<> \\\n\r\t()") == s.npos;
}

Result<Survey> parse_survey(std::string_view text, Report& report) {
  if (text.size() > kMaxSurveyBytes)
    return tl::unexpected(Error{ErrorKind::too_large, "too_large", {}, {}, {{"max", std::to_string(kMaxSurveyBytes)}}});
  PK_TRY(const Value v, parse_value(text));
  Survey s = read_survey(v, report);
  if (!report.misshapen) check_sense(s, report);
  return s;
}

Result<Survey> parse_survey(std::string_view text) {
  Report report;
  PK_TRY(auto s, parse_survey(text, report));
  if (!report.faults.empty()) return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(report.faults), {}, {}});
  return s;
}

}  // namespace peakend::survey
