// GET /v1/journeys/{key}/memory.
#include "insight/kept.h"
#include "insight/memory.h"

namespace peakend::insight {
namespace {

JsonOut& put(JsonOut& out, std::string_view key, const Number& number) {
  write(out.key(key), number);
  return out;
}
void put_name(JsonOut& out, std::string_view key, const std::string& touchpoint) {
  out.key(key);
  if (touchpoint.empty()) out.null();
  else out.text(touchpoint);
}

constexpr double kLongMemoryDays = 3650;  ///< longer than any delay that was asked for: no end

void put_curve(JsonOut& out, const Recall& r) {
  const engine::ForgettingFit& f = r.fit;
  out.key("delays").open('[');
  for (const auto& d : r.delays) put(out.open('{').field("days", d.days), "recalled", d.recalled).close('}');
  out.close(']').key("curve").open('{').field("need", 4).field("have", f.have);
  if (f.status == engine::Status::ok) {
    out.field("a", f.a).field("b", f.b).field("b_lo", f.b - 1.959963984540054 * f.se_b).field("b_hi", f.b + 1.959963984540054 * f.se_b);
    out.field("at_once", f.p0).field("half_life", f.half_life).field("half_lo", f.half_lo);
    if (f.half_hi < kLongMemoryDays) out.field("half_hi", f.half_hi);
    out.key("points").open('[');
    for (const double days : {0.0, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 21.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 270.0, 366.0}) {
      out.open('{').field("days", days).field("p", f.at(days)).close('}');
    }
    out.close(']');
  } else {
    out.field("no_forgetting", f.status == engine::Status::degenerate);
  }
  out.close('}');
}

void put_recall(JsonOut& out, const Recall& r) {
  out.key("recall").open('{').field("surveys", r.surveys).field("answers", r.answers).field("unmatched", r.unmatched).field("truncated", r.truncated);
  put(out, "all", r.all).key("places").open('[');
  for (const auto& p : r.places) put(out.open('{').field("touchpoint", p.touchpoint), "recalled", p.recalled).field("kept", name_of(p.kept)).close('}');
  out.close(']').key("forgotten").open('{').field("under", kForgotten).field("need", kForgottenNeed).close('}');
  put_curve(out, r);
  out.key("effective").open('{');
  put(put(out, "positive", r.positive), "positive_remembered", r.positive_remembered).close('}');
  out.key("unaided").open('{');
  put(out, "nothing", r.nothing).field("named", r.named).close('}');
  out.close('}');
}

std::string body_of(const MemoryPage& page, const Caller& caller, const journey::Journey& journey) {
  JsonOut out;
  out.open('{').field("journey", journey.key).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", page.as_of_seq);
  put(put(out, "remembered", page.remembered), "mean", page.mean);
  out.key("episodes").open('{').field("closed", page.closed).field("open", page.open).close('}');
  put_name(out, "peak", page.peak);
  put_name(out, "valley", page.valley);
  put_name(out, "end", page.end);
  out.key("moments").open('[');
  for (const MemoryMoment& m : page.moments) {
    out.open('{').field("touchpoint", m.touchpoint).field("passes", m.passes);
    put(put(put(put(put(out, "share", m.share), "peak", m.peak), "valley", m.valley), "end", m.end), "gain", m.gain);
    out.field("mean_gain", m.mean_gain).close('}');
  }
  out.close(']').field("leverage_target", static_cast<double>(kLeverageTarget) / engine::kValenceOne).key("contest");
  write(out, page.contest);
  put_recall(out, page.recall);
  out.close('}');
  return out.take();
}

Result<std::string> memory(const Sources& sources, Aggregates& aggregates, LawContests& contests, Kept<std::string>& kept, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const journey::Journey* journey, journey_of(caller, request.params.find("key")->second));
  PK_TRY(const Query query, parse_query(request, caller.when));
  RecallAnswers recall;
  if (sources.recall) {
    PK_TRY(recall, sources.recall(caller.workspace, query.range.from, query.range.to));
  }
  // Answers to recall questions alone leave no fact behind.
  const std::string more = std::to_string(caller.fewest) + ";" + std::to_string(recall.surveys) + ";" + std::to_string(recall.answers.size()) + ";" +
                           (recall.answers.empty() ? std::string() : std::to_string(recall.answers.front().at));
  const auto compute = [&]() -> Result<std::string> {
    PK_TRY(const MemoryPage page, compute_memory(sources, aggregates, contests, caller, *journey, query, recall));
    return body_of(page, caller, *journey);
  };
  PK_TRY(const auto body, kept.get([&] { return data_key(sources, caller, *journey, query, more); }, compute));
  return *body;
}

}  // namespace

void add_memory_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates,
                       std::shared_ptr<LawContests> contests) {
  // Of whole passes through the journey: nothing for those who see only their own touchpoints.
  router.add({message::Verb::get, "/v1/journeys/{key}/memory", message::Right::read, 0,
              [sources, aggregates, contests, kept = std::make_shared<Kept<std::string>>(32)](const message::Request& r) {
                return reply(r, memory(*sources, *aggregates, *contests, *kept, r));
              }});
}

}  // namespace peakend::insight
