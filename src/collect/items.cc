// A checked response becomes items: one rating per score, one feedback per text of its own.
#include <algorithm>

#include "base/calendar.h"
#include "collect/collect.h"

namespace peakend::collect {

using survey::List;
using survey::Members;
using survey::Value;

survey::Place place_of(const survey::Place& own, const Claims& c, const survey::Survey& s, const journey::Catalogue& journeys) {
  survey::Place p = own;
  if (p.touchpoint.empty() && !c.touchpoint.empty()) p = {c.journey, c.touchpoint};
  else if (p.touchpoint.empty()) p = s.place;
  if (p.journey.empty()) p.journey = !c.journey.empty() ? c.journey : s.place.journey;
  const auto m = journeys.touchpoint(p.journey, p.touchpoint);
  if (m.touchpoint != nullptr && m.touchpoint->applicable) return {m.journey->key, p.touchpoint};
  // The journey may have changed since the survey was published; the answer still counts for the whole.
  return {journeys.find(p.journey) != nullptr ? p.journey : std::string(), {}};
}

namespace {

/// How long after what it is about; nullptr when that is unknown, or was still to come.
const char* answered_after(const std::optional<Instant>& event, Instant at) {
  if (!event || at < *event) return nullptr;
  const auto ms = (at - *event).count();
  constexpr std::int64_t kHour = 3'600'000, kDay = 24 * kHour;
  return ms < kHour ? "0-1 h" : ms < kDay ? "1-24 h" : ms < 7 * kDay ? "1-7 d" : ms < 30 * kDay ? "7-30 d" : "30+ d";
}

/// What all items of one response share.
class Maker {
 public:
  Maker(const Link& link, const Answered& a, int version, const survey::Survey& s, const journey::Catalogue& journeys, Instant at,
        std::span<const Awaited> before)
      : link_(link), a_(a), s_(s), journeys_(journeys), before_(before), id_(to_hex(a.response)), at_(calendar::rfc3339(at)) {
    shared_ = {{"survey", s.key}, {"survey_version", std::to_string(version)}, {"response", id_}, {"answer_lang", a.lang}, {"link", link.ref}};
    const Claims& c = link.claims;
    if (c.event_at) shared_.emplace_back("delay_hours", survey::number_text(static_cast<double>((at - *c.event_at).count()) / 3'600'000));
    if (const char* after = answered_after(c.event_at, at)) shared_.emplace_back("answered_after", after);
    // Who was asked in person, by an invitation or a link of his own; anybody may follow a public link, a code or a button.
    shared_.emplace_back("solicited", c.invitation.empty() && c.customer.empty() && c.once.empty() ? "no" : "yes");
    if (!c.invitation.empty()) shared_.emplace_back("invitation", c.invitation);
    if (c.weight != 1) shared_.emplace_back("design_weight", survey::number_text(c.weight));
    if (const auto* fields = a.fields.members())
      for (const auto& [k, v] : *fields)
        if (v.text() != nullptr && !v.text()->empty()) shared_.emplace_back("field." + k, *v.text());
  }

  std::string rating(const survey::Score& x) const {
    Members m = start("rating", x.question, x.part, x.place);
    m.emplace_back("metric", x.metric);
    m.emplace_back("value", x.value);
    Members own = attributes(x.question, x.part);
    if (const auto e = expectation(x, own)) m.emplace_back("expectation", *e);
    m.emplace_back("scale", Members{{"min", x.scale.min}, {"max", x.scale.max}, {"neutral", x.scale.neutral}, {"direction", x.scale.up ? "up" : "down"}});
    if (!x.text.empty()) m.emplace_back("comment", x.text);
    for (const auto& [k, v] : x.attributes) own.emplace_back(k, v);
    m.emplace_back("attributes", std::move(own));
    return to_json(Value(std::move(m)));
  }
  std::string feedback(const survey::Words& w) const {
    Members m = start("feedback", w.question, w.part, w.place);
    m.emplace_back("text", w.text);
    m.emplace_back("attributes", attributes(w.question, w.part));
    return to_json(Value(std::move(m)));
  }

 private:
  /// What was said before counts; what is remembered beside the experience is coloured by it, so it only stands in for that.
  std::optional<double> expectation(const survey::Score& x, Members& own) const {
    const auto place = place_of(x.place, link_.claims, s_, journeys_);
    const auto said = std::find_if(before_.begin(), before_.end(), [&](const Awaited& b) {
      return b.place == place && b.metric == x.metric && b.scale.min == x.scale.min && b.scale.max == x.scale.max && b.scale.up == x.scale.up;
    });
    if (said != before_.end()) {
      own.emplace_back("expectation_kind", said->kind);
      own.emplace_back("expectation_asked", "before");
      own.emplace_back("expectation_at", calendar::rfc3339(said->at));
      if (x.expectation) own.emplace_back("expectation_recalled", survey::number_text(*x.expectation));
      return said->value;
    }
    if (!x.expectation_kind.empty()) own.emplace_back("expectation_kind", x.expectation_kind);
    if (x.expectation) own.emplace_back("expectation_asked", "after");
    return x.expectation;
  }
  Members start(const char* type, const std::string& question, const std::string& part, const survey::Place& own) const {
    const Claims& c = link_.claims;
    Members m{{"type", type}, {"id", id_ + "/" + question + (part.empty() ? "" : "/" + part)}, {"at", at_}};
    const auto text = [&](const char* name, const std::string& s) {
      if (!s.empty()) m.emplace_back(name, s);
    };
    const auto place = place_of(own, c, s_, journeys_);
    text("customer", c.customer);
    text("journey", place.journey);
    text("touchpoint", place.touchpoint);
    text("episode", c.episode);
    text("channel", c.channel.empty() ? "survey" : c.channel);
    return m;
  }
  Members attributes(const std::string& question, const std::string& part) const {
    Members out = shared_;
    out.emplace_back("question", question);
    if (!part.empty()) out.emplace_back("question_part", part);
    if (const Value* ms = a_.latency.find(question); ms != nullptr && ms->number() != nullptr) out.emplace_back("latency_ms", survey::number_text(*ms->number()));
    return out;
  }

  const Link& link_;
  const Answered& a_;
  const survey::Survey& s_;
  const journey::Catalogue& journeys_;
  const std::span<const Awaited> before_;
  const std::string id_, at_;
  Members shared_;
};

}  // namespace

Facts items_of(const Link& link, const Answered& a, int version, const survey::Survey& s, const survey::Checked& checked,
               const journey::Catalogue& journeys, Instant at, std::span<const Awaited> before) {
  Facts out;
  // What employees believe is no experience of a customer; it stays with the response.
  if (s.occasion == survey::Occasion::employee) return out;
  const Maker maker(link, a, version, s, journeys, at, before);
  for (const auto& x : checked.outcome.scores)
    if (x.is_fact) out.items.push_back(maker.rating(x));
  for (const auto& w : checked.outcome.words) {
    // Why somebody else was named is no word about us.
    const auto* q = s.find(w.question);
    const auto* about = q == nullptr || q->about.empty() ? nullptr : s.find(q->about);
    if (about == nullptr || !about->names) out.items.push_back(maker.feedback(w));
  }
  return out;
}

}  // namespace peakend::collect
