// What a well-shaped survey may still have wrong: names, words, rules, jumps, contrast, places.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "survey/internal.h"
#include "survey/kinds/kind.h"

namespace peakend::survey {
namespace {

/// Everything that is known at a point of the walk.
class Sense {
 public:
  Sense(const Survey& s, Report& r) : s_(s), r_(r) {}

  void run() {
    names();
    words(s_.title, "title", true);
    words(s_.thanks, "thanks", false);
    words(s_.closed_text, "closed_text", false);
    std::size_t asked = 0;
    for (std::size_t i = 0; i < s_.pages.size(); ++i) asked += page(i);
    if (s_.pages.empty()) note(r_, "pages", "required");
    else if (asked == 0) note(r_, "pages", "no_question");
    if (asked > kMaxQuestions) note(r_, "pages", "too_many_values", {{"max", std::to_string(kMaxQuestions)}});
    for (std::size_t i = 0; i < s_.quotas.size(); ++i) rule(s_.quotas[i].when, "quotas[" + std::to_string(i) + "].when");
    theme();
  }

 private:
  void names() {
    std::set<std::string_view> keys;
    for (std::size_t p = 0; p < s_.pages.size(); ++p) {
      const std::string at = "pages[" + std::to_string(p) + "]";
      unique(keys, s_.pages[p].key, at + ".key");
      for (std::size_t q = 0; q < s_.pages[p].questions.size(); ++q)
        unique(keys, s_.pages[p].questions[q].key, at + ".questions[" + std::to_string(q) + "].key");
    }
    std::set<std::string_view> hidden, quotas;
    for (std::size_t i = 0; i < s_.hidden.size(); ++i) unique(hidden, s_.hidden[i].key, "hidden[" + std::to_string(i) + "].key");
    for (std::size_t i = 0; i < s_.quotas.size(); ++i) unique(quotas, s_.quotas[i].key, "quotas[" + std::to_string(i) + "].key");
  }
  void unique(std::set<std::string_view>& seen, std::string_view key, std::string at) {
    if (key == kEnd) note(r_, at, "bad_key");
    else if (!key.empty() && !seen.insert(key).second) note(r_, std::move(at), "duplicate_key");
  }

  void words(const Text& t, const std::string& at, bool required) {
    if (t.empty() && !required) return;
    for (std::size_t i = 0; i < s_.languages.size(); ++i) {
      const auto it = t.find(s_.languages[i]);
      if (it != t.end()) {
        piped(it->second, at + "." + it->first);
        continue;
      }
      const std::string here = at + "." + s_.languages[i];
      if (i == 0) note(r_, here, "required");
      else if (r_.warnings.size() < 100) r_.warnings.push_back({here, "words_missing", {}});
    }
  }
  /// What braces name must be there when the words are shown.
  void piped(std::string_view text, const std::string& at) {
    for (auto open = text.find("{{"); open != text.npos; open = text.find("{{", open + 2)) {
      const auto close = text.find("}}", open);
      if (close == text.npos) return note(r_, at, "unclosed_brace");
      known(text.substr(open + 2, close - open - 2), at, true);
    }
  }
  void known(std::string_view path, const std::string& at, bool shown) {
    const auto bad = [&] { note(r_, at, "unknown_reference", {{"name", std::string(path.substr(0, 100))}}); };
    const auto dot = path.find('.');
    const auto root = path.substr(0, dot);
    if (path.empty() || (dot == path.npos && !shown && (root == "answer" || root == "field"))) return;
    if (dot == path.npos) return bad();
    auto key = path.substr(dot + 1);
    key = key.substr(0, key.find('.'));
    if (root == "answer") {
      if (std::find(met_.begin(), met_.end(), key) == met_.end()) bad();
    } else if (root == "field") {
      const auto it = std::find_if(s_.hidden.begin(), s_.hidden.end(), [&](const Hidden& h) { return h.key == key; });
      if (it == s_.hidden.end() || (shown && !it->shown)) bad();
    } else {
      bad();
    }
  }
  void rule(const Value& v, const std::string& at) {
    if (v.is_null()) return;
    std::vector<FieldError> faults;
    std::set<std::string> reads;
    check_logic(v, at, faults, reads);
    for (auto& f : faults) note(r_, std::move(f.field), std::move(f.code), std::move(f.params));
    for (const auto& path : reads) known(path, at, false);
  }
  /// Jumps lead forward, to a later question or page.
  void jumps(const std::vector<Jump>& list, const std::string& at, std::size_t page, std::size_t question) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string here = at + "[" + std::to_string(i) + "]";
      rule(list[i].when, here + ".if");
      if (list[i].to == kEnd) continue;
      bool ahead = false;
      for (std::size_t p = page; p < s_.pages.size() && !ahead; ++p) {
        ahead = p > page && s_.pages[p].key == list[i].to;
        for (std::size_t q = p == page ? question + 1 : 0; q < s_.pages[p].questions.size(); ++q)
          ahead = ahead || s_.pages[p].questions[q].key == list[i].to;
      }
      if (!ahead) note(r_, here + ".to", "jump_not_ahead");
    }
  }

  std::size_t page(std::size_t n) {
    const Page& p = s_.pages[n];
    const std::string at = "pages[" + std::to_string(n) + "]";
    words(p.title, at + ".title", false);
    words(p.text, at + ".text", false);
    rule(p.visible_if, at + ".visible_if");
    if (p.questions.empty()) note(r_, at + ".questions", "required");
    const auto before = met_.size();
    std::size_t asked = 0;
    for (std::size_t q = 0; q < p.questions.size(); ++q) {
      // Mixed questions come in any order, so none may lean on another of the page.
      if (p.random) {
        auto all = std::move(met_);
        met_.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(before));
        question(p.questions[q], at + ".questions[" + std::to_string(q) + "]", n, q);
        all.push_back(p.questions[q].key);
        met_ = std::move(all);
        if (!p.questions[q].skip_to.empty()) note(r_, at + ".questions[" + std::to_string(q) + "].skip_to", "jump_on_mixed_page");
      } else {
        question(p.questions[q], at + ".questions[" + std::to_string(q) + "]", n, q);
      }
      asked += (p.questions[q].kind->uses & kSilent) == 0;
    }
    jumps(p.branches, at + ".branches", n, p.questions.size());
    return asked;
  }

  void question(const Question& q, const std::string& at, std::size_t page, std::size_t number) {
    words(q.text, at + ".text", true);
    for (const auto& [text, name] : {std::pair{&q.help, ".help"}, {&q.low, ".low"}, {&q.high, ".high"}, {&q.expected_text, ".expected_text"},
                                     {&q.got_text, ".got_text"}, {&q.other_text, ".other_text"}})
      words(*text, at + name, false);
    rule(q.visible_if, at + ".visible_if");
    rule(q.required_if, at + ".required_if");
    prefill(q, at + ".prefill");
    options(q, at);
    if (q.min_length > 0 && q.max_length > 0 && q.min_length > q.max_length) note(r_, at + ".min_length", "range_empty");
    if ((q.kind->uses & kContact) && q.contact.empty()) note(r_, at + ".contact", "required");
    if (!q.about.empty()) {
      const Question* other = s_.find(q.about);
      const bool rated = other != nullptr && (other->scale || other->names) && std::find(met_.begin(), met_.end(), q.about) != met_.end();
      if (!rated) note(r_, at + ".about", "unknown_reference", {{"name", q.about}});
    }
    if (q.kind->check != nullptr) q.kind->check(q, at, r_);
    met_.push_back(q.key);  // its own jumps may read it
    jumps(q.skip_to, at + ".skip_to", page, number);
  }
  void prefill(const Question& q, const std::string& at) {
    if (q.prefill.text() != nullptr) piped(*q.prefill.text(), at);
    const bool filled = q.prefill.text() != nullptr && q.prefill.text()->find("{{") != std::string::npos;
    if (q.prefill.is_null() || filled || q.kind->read == nullptr || ((q.kind->uses & kScale) && !q.scale)) return;
    Value read;
    if (auto e = q.kind->read(q, q.prefill, at, read)) note(r_, std::move(e->field), std::move(e->code), std::move(e->params));
  }
  void options(const Question& q, const std::string& at) {
    const auto uses = q.kind->uses;
    std::set<std::string_view> keys;
    if ((uses & kOptions) && q.options.size() < 2) note(r_, at + ".options", "too_few_choices", {{"min", "2"}});
    for (std::size_t i = 0; i < q.options.size(); ++i) {
      const std::string here = at + ".options[" + std::to_string(i) + "]";
      unique(keys, q.options[i].key, here + ".key");
      if (q.options[i].key == "other") note(r_, here + ".key", "bad_key");
      words(q.options[i].text, here + ".text", true);
      if (!q.options[i].image.empty() && !is_image(q.options[i].image)) note(r_, here + ".image", "bad_image");
    }
    if ((uses & kRows) && q.rows.empty()) note(r_, at + ".rows", "required");
    for (std::size_t i = 0; i < q.rows.size(); ++i) {
      const std::string here = at + ".rows[" + std::to_string(i) + "]";
      unique(keys, q.rows[i].key, here + ".key");
      words(q.rows[i].text, here + ".text", q.kind == &kGrid);
    }
    const int most = static_cast<int>(q.options.size()) + (q.other ? 1 : 0);
    if (q.max_choices > most) note(r_, at + ".max_choices", "out_of_range", {{"min", "1"}, {"max", std::to_string(most)}});
    if (q.min_choices > (q.max_choices > 0 ? q.max_choices : most)) note(r_, at + ".min_choices", "range_empty");
  }

  void theme() {
    const Theme& t = s_.theme;
    const auto pair = [&](const std::string& a, const std::string& b, double need, const char* at, const char* on) {
      const double got = contrast(a, b);
      if (got + 1e-9 >= need) return;
      char text[16];
      *std::to_chars(text, text + 15, std::floor(got * 100) / 100).ptr = 0;
      note(r_, std::string("theme.") + at, "contrast_too_low", {{"on", on}, {"ratio", text}, {"need", number_text(need)}});
    };
    pair(t.text, t.background, 4.5, "text", "background");
    pair(t.text, t.surface, 4.5, "text", "surface");
    pair(t.muted, t.background, 4.5, "muted", "background");
    pair(t.muted, t.surface, 4.5, "muted", "surface");
    pair(t.on_accent, t.accent, 4.5, "on_accent", "accent");
    pair(t.accent, t.surface, 3, "accent", "surface");
  }

  const Survey& s_;
  Report& r_;
  std::vector<std::string_view> met_;  ///< questions that come before
};

double channel(int c) {
  const double x = c / 255.0;
  return x <= .04045 ? x / 12.92 : std::pow((x + .055) / 1.055, 2.4);
}
/// WCAG relative luminance; -1: no colour.
double luminance(std::string_view s) {
  int rgb[3];
  if (s.size() != 7 || s[0] != '#') return -1;
  for (int i = 0; i < 3; ++i) {
    const char* p = s.data() + 1 + 2 * i;
    if (std::from_chars(p, p + 2, rgb[i], 16).ptr != p + 2) return -1;
  }
  return .2126 * channel(rgb[0]) + .7152 * channel(rgb[1]) + .0722 * channel(rgb[2]);
}

}  // namespace

double contrast(std::string_view a, std::string_view b) {
  const double x = luminance(a), y = luminance(b);
  if (x < 0 || y < 0) return 0;
  return (std::max(x, y) + .05) / (std::min(x, y) + .05);
}

void check_sense(const Survey& s, Report& r) { Sense(s, r).run(); }

void check_places(const Survey& s, const journey::Catalogue& journeys, Report& r) {
  std::set<std::pair<std::string, std::string>> stages;
  const auto check = [&](const Place& p, const std::string& at) {
    const std::string dot = at.empty() ? "" : at + ".";
    const std::string& journey = p.journey.empty() ? s.place.journey : p.journey;
    if (!journey.empty() && journeys.find(journey) == nullptr) {
      if (!p.journey.empty() || at.empty()) note(r, dot + "journey", "unknown_journey");
      return;
    }
    if (p.touchpoint.empty()) return;
    const auto m = journeys.touchpoint(journey, p.touchpoint);
    if (m.touchpoint == nullptr) return note(r, dot + "touchpoint", "unknown_touchpoint");
    if (!m.touchpoint->applicable) return note(r, dot + "touchpoint", "not_applicable");
    stages.emplace(m.journey->key, m.touchpoint->stage);
  };
  check(s.place, "");
  std::size_t places = !s.place.empty();
  for (std::size_t p = 0; p < s.pages.size(); ++p)
    for (std::size_t n = 0; n < s.pages[p].questions.size(); ++n) {
      const Question& q = s.pages[p].questions[n];
      const std::string at = "pages[" + std::to_string(p) + "].questions[" + std::to_string(n) + "]";
      check(q.place, at);
      places += !q.place.empty();
      for (std::size_t i = 0; i < q.rows.size(); ++i) check(q.rows[i].place, at + ".rows[" + std::to_string(i) + "]");
      for (std::size_t i = 0; i < q.options.size(); ++i)
        check({{}, q.options[i].touchpoint}, at + ".options[" + std::to_string(i) + "]");
    }
  // A survey about the whole that measures one stage only sees one stage.
  if (s.occasion == Occasion::relationship && places > 0 && stages.size() == 1) {
    const auto* j = journeys.find(stages.begin()->first);
    if (j != nullptr && j->stages.size() > 1) r.warnings.push_back({"pages", "one_stage_only", {{"stage", stages.begin()->second}}});
  }
}

}  // namespace peakend::survey
