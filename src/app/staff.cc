#include "app/staff.h"

#include <map>

#include "survey/kinds/kind.h"
#include "survey/survey_service.h"

namespace peakend::app {
namespace {

bool alike(const engine::Scale& a, const engine::Scale& b) { return a.min == b.min && a.max == b.max && a.neutral == b.neutral && a.up == b.up; }

/// Scores of each question over all responses; one of them becomes the employees' number.
class Gathered {
 public:
  void add(const collect::ResponseRow& r, const survey::Survey& s, std::string_view field) {
    if (r.answers.members() == nullptr) return;
    const survey::Value* unit = r.fields.find(field);
    const std::string name = unit != nullptr && unit->text() != nullptr ? *unit->text() : std::string();
    const std::string person = r.customer.empty() ? "r" + to_hex(r.id) : "c" + r.customer;
    const std::size_t who = people_.emplace(person, people_.size()).first->second;
    survey::Outcome outcome;
    for (const auto& [key, value] : *r.answers.members())
      if (const survey::Question* q = s.find(key); q != nullptr && !value.is_null()) survey::score_answer(*q, value, outcome);
    for (const survey::Score& x : outcome.scores)
      if (x.is_fact) scores_[x.question].push_back({x, name, who});  // no expectation, nothing that others would say
  }

  /// The first NPS question with an answer, else the first that gives a score; all rows of a grid together. Another scale than the
  /// newest answer's (an older version of the survey) does not count: means of different scales are none.
  insight::StaffAnswers take(const survey::Survey& s) const {
    insight::StaffAnswers out;
    const survey::Question* chosen = nullptr;
    for (const auto& page : s.pages)
      for (const auto& q : page.questions) {
        if (!scores_.contains(q.key)) continue;
        if (chosen == nullptr || (q.kind == &survey::kNps && chosen->kind != &survey::kNps)) chosen = &q;
      }
    if (chosen == nullptr) return out;
    const auto& all = scores_.at(chosen->key);
    const bool nps = chosen->kind == &survey::kNps;
    out.question = chosen->key;
    out.metric = nps ? "nps" : "mean_score";
    out.scale = all.front().score.scale;
    for (const Said& a : all) {
      if (!alike(a.score.scale, out.scale)) continue;
      engine::FactValues v;
      v.valence = engine::valence_fixed(engine::valence(a.score.value, a.score.scale));
      v.score = a.score.value;
      v.cls = static_cast<std::int8_t>(engine::classify(nps ? "nps" : a.score.metric, a.score.value, a.score.scale));
      out.answers.push_back({a.unit, a.who, v});
    }
    return out;
  }

 private:
  struct Said {
    survey::Score score;
    std::string unit;
    std::size_t who = 0;
  };
  std::map<std::string, std::size_t> people_;
  std::map<std::string, std::vector<Said>> scores_;  ///< by question, newest first
};

}  // namespace

insight::StaffOf staff_of(Stores& stores) {
  return [&s = stores](WorkspaceNo no, std::string_view survey, std::string_view field, std::int64_t from, std::int64_t to) -> Result<insight::StaffAnswers> {
    PK_CHECK(s.draft_of(no, survey));
    const auto newest = s.surveys->published(no, survey);
    if (!newest) return insight::StaffAnswers{};
    if (newest->survey->occasion != survey::Occasion::employee) return fail(ErrorKind::conflict, "not_an_employee_survey");
    collect::ResponseQuery query;
    query.survey = survey;
    query.state = collect::State::done;
    if (from != INT64_MIN) query.from = from_ms(from);
    if (to != INT64_MAX) query.to = from_ms(to);
    query.limit = collect::kMaxRead + 1;
    Gathered all;
    std::int64_t read = 0;
    PK_CHECK(s.collect->responses(no, query, [&](const collect::ResponseRow& r) {
      if (++read == query.limit) return false;
      const auto version = r.version == newest->version ? newest->survey : s.surveys->of_version(no, survey, r.version);
      if (version) all.add(r, *version, field);
      return true;
    }));
    insight::StaffAnswers out = all.take(*newest->survey);
    out.truncated = read == query.limit;
    return out;
  };
}

}  // namespace peakend::app
