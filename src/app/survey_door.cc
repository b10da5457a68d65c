#include "app/survey_door.h"

#include <cmath>

#include "survey/kinds/kind.h"

namespace peakend::app {
namespace {

/// The first question, when a click answers it: recommendation, satisfaction or effort on at most eleven points.
std::optional<delivery::FirstQuestion> first_question(const survey::Survey& s, const std::string& lang) {
  if (s.pages.empty() || !s.pages[0].visible_if.is_null() || s.pages[0].random || s.pages[0].questions.empty()) return std::nullopt;
  const auto& q = s.pages[0].questions[0];
  if (q.kind == nullptr || !q.scale || !q.visible_if.is_null() || (q.kind->key != "nps" && q.kind->key != "csat" && q.kind->key != "ces")) return std::nullopt;
  const auto& scale = *q.scale;
  const double points = scale.step > 0 ? (scale.max - scale.min) / scale.step + 1 : 0;
  if (!(points >= 2 && points <= 11)) return std::nullopt;
  const auto words = [&](const survey::Text& t) { return survey::pipe(survey::words(t, lang, s), s, lang, {}, {}); };
  delivery::FirstQuestion out{q.key, words(q.text), words(q.low), words(q.high), {}};
  for (int i = 0; i < static_cast<int>(std::lround(points)); ++i) {
    const auto value = survey::number_text(scale.min + i * scale.step);
    out.points.emplace_back(value, value);
  }
  return out;
}

}  // namespace

delivery::SurveyDoor survey_door(Stores& s, const Clock& clock) {
  const auto face = [&s, &clock](WorkspaceNo w, const std::string& key, int version, const std::string& lang) -> Result<delivery::Face> {
    const auto newest = s.surveys->published(w, key);
    const auto asked = version == 0 ? newest ? newest->survey : nullptr : s.surveys->of_version(w, key, version);
    if (!newest || !asked) return fail(ErrorKind::not_found, "no_such_survey");
    delivery::Face f;
    f.lang = survey::best_language(*asked, lang);
    f.title = survey::words(asked->title, f.lang, *asked);
    f.version = version == 0 ? newest->version : version;
    f.open = !newest->closed && !(newest->survey->closes_at && *newest->survey->closes_at <= clock.now());
    f.first = first_question(*asked, f.lang);
    return f;
  };
  const auto link = [&s](WorkspaceNo w, const delivery::LinkWish& wish) -> Result<delivery::Link> {
    collect::Claims c;
    c.workspace = w;
    c.survey = wish.survey;
    c.customer = wish.customer;
    c.journey = wish.journey, c.touchpoint = wish.touchpoint, c.episode = wish.episode;
    c.channel = wish.channel, c.lang = wish.lang;
    c.event_at = wish.event_at, c.expires_at = wish.expires;
    c.once = wish.invitation;  // a reminder's link is the same one
    c.invitation = wish.invitation;
    c.weight = wish.weight;
    return delivery::Link{wish.invitation, "/r/" + s.collect->signer().sign(c)};
  };
  return {face, link};
}

}  // namespace peakend::app
