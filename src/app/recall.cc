#include "app/recall.h"

#include <algorithm>

#include "ingest/ingest.h"
#include "survey/kinds/kind.h"
#include "survey/survey_service.h"

namespace peakend::app {
namespace {

using survey::Question;

bool asks_recall(const survey::Survey& s) {
  if (s.occasion == survey::Occasion::employee) return false;
  return std::ranges::any_of(s.pages, [](const survey::Page& page) {
    return std::ranges::any_of(page.questions, [](const Question& q) { return q.kind == &survey::kRecallAided || q.kind == &survey::kRecallUnaided; });
  });
}

void add_aided(insight::RecallAnswer& out, const Question& q, const survey::Value& answer) {
  const auto chosen = survey::choices_of(q, answer);
  for (const survey::Option& option : q.options) {
    if (option.touchpoint.empty()) continue;
    out.asked.push_back(option.touchpoint);
    if (std::ranges::find(chosen, option.key, &survey::Choice::key) != chosen.end()) out.named.push_back(option.touchpoint);
  }
}

insight::RecallAnswer answer_of(const collect::ResponseRow& r, const survey::Survey& s) {
  insight::RecallAnswer out;
  out.at = to_ms(r.submitted.value_or(r.changed));
  out.episode = r.episode;
  if (r.answers.members() == nullptr) return out;
  for (const auto& [key, value] : *r.answers.members()) {
    const Question* q = s.find(key);
    if (q == nullptr || value.is_null()) continue;
    if (q->kind == &survey::kRecallAided) add_aided(out, *q, value);
    else if (q->kind == &survey::kRecallUnaided && value.list() != nullptr) out.came_to_mind = out.came_to_mind.value_or(0) + static_cast<std::int32_t>(value.list()->size());
  }
  return out;
}

}  // namespace

insight::RecallOf recall_of(Stores& stores) {
  return [&s = stores](WorkspaceNo no, std::int64_t from, std::int64_t to) -> Result<insight::RecallAnswers> {
    insight::RecallAnswers out;
    PK_TRY(const auto surveys, s.surveys->list(no));
    for (const auto& stored : surveys) {
      const auto newest = stored.version == 0 ? nullptr : s.surveys->published(no, stored.key);
      if (!newest || !asks_recall(*newest->survey)) continue;
      ++out.surveys;
      collect::ResponseQuery query;
      query.survey = stored.key;
      query.state = collect::State::done;
      if (from != INT64_MIN) query.from = from_ms(from);
      if (to != INT64_MAX) query.to = from_ms(to);
      query.limit = static_cast<std::int64_t>(insight::kMaxRecall) + 1;
      std::int64_t read = 0;
      PK_CHECK(s.collect->responses(no, query, [&](const collect::ResponseRow& r) {
        if (++read == query.limit) {
          out.truncated = true;
          return false;
        }
        const auto version = r.version == newest->version ? newest->survey : s.surveys->of_version(no, stored.key, r.version);
        if (!version) return true;
        auto answer = answer_of(r, *version);
        if (answer.asked.empty() && !answer.came_to_mind) return true;
        if (!r.customer.empty()) answer.customer = s.identity->canonical(no, ingest::customer_id(no, r.customer));
        out.answers.push_back(std::move(answer));
        return true;
      }));
    }
    std::ranges::stable_sort(out.answers, std::greater{}, &insight::RecallAnswer::at);
    if (out.answers.size() > insight::kMaxRecall) out.answers.resize(insight::kMaxRecall), out.truncated = true;
    return out;
  };
}

}  // namespace peakend::app
