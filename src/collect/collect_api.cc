// Links of a survey, and test runs.
#include "collect/collect_api.h"

#include <algorithm>
#include <charconv>

#include "base/calendar.h"
#include "base/qr.h"
#include "collect/api_parts.h"
#include "engine/scale.h"

namespace peakend::collect {
namespace {

using message::Request;
using message::Response;
using message::Right;
using message::Verb;
using survey::List;
using survey::Members;
using survey::Value;

/// The survey's draft exists in the caller's workspace.
Result<survey::Survey> draft_of(const Deps& d, const Request& r, survey::Report& report) {
  PK_TRY(const auto json, d.draft(r.who.workspace, r.params.at("key")));
  return survey::parse_survey(json, report);
}

Value shown(const Link& l) {
  const Claims& c = l.claims;
  const bool is_public = !l.id.is_none();
  Members m{{"id", is_public ? l.id.text() : l.ref}, {"kind", is_public ? "public" : "signed"}, {"name", l.name}, {"token", l.token},
            {"path", "/r/" + l.token}, {"channel", c.channel}, {"single_use", !c.once.empty()}, {"journey", c.journey},
            {"touchpoint", c.touchpoint}, {"lang", c.lang}, {"created_at", calendar::rfc3339(l.created)}, {"closed", l.closed}, {"test", c.test}};
  Members fields;
  for (const auto& [k, v] : c.fields) fields.emplace_back(k, v);
  m.emplace_back("fields", std::move(fields));
  if (!c.customer.empty()) m.emplace_back("customer", c.customer);
  if (!c.episode.empty()) m.emplace_back("episode", c.episode);
  if (c.event_at) m.emplace_back("event_at", calendar::rfc3339(*c.event_at));
  if (c.expires_at) m.emplace_back("expires_at", calendar::rfc3339(*c.expires_at));
  return m;
}

Result<Response> links(const Deps& d, const Request& r) {
  survey::Report report;
  PK_TRY(const auto s, draft_of(d, r, report));
  PK_TRY(const auto all, d.collect.links(r.who.workspace, s.key));
  PK_TRY(const auto counts, d.collect.counts_by_link(r.who.workspace, s.key));
  List out;
  for (const auto& l : all) {
    Value v = shown(l);
    const auto it = counts.find(l.ref);
    const Counts n = it == counts.end() ? Counts{} : it->second;
    v.set("responses", Members{{"done", static_cast<double>(n.done)}, {"partial", static_cast<double>(n.partial)}});
    out.push_back(std::move(v));
  }
  return Response::json(to_json(Value(Members{{"links", std::move(out)}})));
}

/// What a new link says, checked against survey and journeys.
Result<Claims> read_claims_of(const Deps& d, const Request& r, Body& b, const survey::Survey& s, bool is_signed) {
  Claims c;
  c.workspace = r.who.workspace;
  c.survey = s.key;
  c.channel = b.text("channel", 60);
  c.journey = b.text("journey", 100);
  c.touchpoint = b.text("touchpoint", 200);
  c.lang = b.text("lang", 40);
  c.expires_at = b.time("expires_at");
  c.test = b.flag("test", false);
  if (is_signed) {
    c.customer = b.text("customer", 255);
    c.episode = b.text("episode", 255);
    c.event_at = b.time("event_at");
    if (b.flag("single_use", true)) c.once = to_hex(Uuid{d.random(), d.random()});
  }
  const Value given = b.object("fields");
  if (given.members() != nullptr)
    for (const auto& [k, v] : *given.members()) {
      bool known = false;
      for (const auto& h : s.hidden) known = known || h.key == k;
      const std::string at = "fields." + k.substr(0, 100);
      if (!known) b.bad(at, "unknown_field");
      else if (v.text() == nullptr) b.bad(at, "expected_string");
      else if (v.text()->size() > survey::kMaxFieldBytes) b.bad(at, "too_long", {{"max", std::to_string(survey::kMaxFieldBytes)}});
      else c.fields[k] = *v.text();
    }
  const auto journeys = d.journeys(r.who.workspace);
  if (!journeys) return fail(ErrorKind::unavailable, "busy");
  const std::string& journey = c.journey.empty() ? s.place.journey : c.journey;
  if (!c.journey.empty() && journeys->find(c.journey) == nullptr) b.bad("journey", "unknown_journey");
  else if (!c.touchpoint.empty()) {
    const auto m = journeys->touchpoint(journey, c.touchpoint);
    if (m.touchpoint == nullptr) b.bad("touchpoint", "unknown_touchpoint");
    else if (!m.touchpoint->applicable) b.bad("touchpoint", "not_applicable");
  }
  return c;
}

Result<Response> add_link(const Deps& d, const Request& r) {
  survey::Report report;
  PK_TRY(const auto s, draft_of(d, r, report));
  PK_TRY(auto b, Body::parse(r.body));
  const std::string kind = b.text("kind", 20), name = b.text("name", 200);
  if (kind != "public" && kind != "signed") b.bad("kind", "not_one_of", {{"allowed", "public, signed"}});
  PK_TRY(auto claims, read_claims_of(d, r, b, s, kind == "signed"));
  PK_CHECK(b.done());
  Link l;
  if (kind == "public") {
    PK_TRY(l, d.collect.add_public(std::move(claims), name, r.who.name));
  } else {
    const std::string token = d.collect.signer().sign(claims);
    PK_TRY(l, d.collect.link(token));
    l.created = d.clock.now();
    l.name = name;
  }
  return Response::json(to_json(shown(l)), 201);
}

Result<Response> close_link(const Deps& d, const Request& r) {
  const auto id = LinkId::parse(r.params.at("id"));
  if (!id || id->is_none()) return fail(ErrorKind::not_found, "no_such_link");
  PK_CHECK(d.collect.close_link(r.who.workspace, r.params.at("key"), *id));
  return Response::empty();
}

/// The address of a public link as a QR code; ?kiosk=1 goes along.
Result<Response> qr_code(const Deps& d, const Request& r, bool png) {
  const auto id = LinkId::parse(r.params.at("id"));
  if (!id || id->is_none()) return fail(ErrorKind::not_found, "no_such_link");
  PK_TRY(const auto all, d.collect.links(r.who.workspace, r.params.at("key")));
  const auto it = std::find_if(all.begin(), all.end(), [&](const Link& l) { return l.id == *id; });
  if (it == all.end()) return fail(ErrorKind::not_found, "no_such_link");
  int scale = 12;
  if (const auto given = r.arg("scale")) {
    const auto [end, ec] = std::from_chars(given->data(), given->data() + given->size(), scale);
    if (ec != std::errc{} || end != given->data() + given->size() || scale < 1 || scale > 64) return fail_field("scale", "out_of_range", {{"min", "1"}, {"max", "64"}});
  }
  const std::string base = d.base_url.empty() ? std::string(r.secure ? "https://" : "http://") + std::string(r.header("host")) : d.base_url;
  const std::string address = base + "/r/" + it->token + (r.arg("kiosk") == "1" ? "?kiosk=1" : "");
  Response out;
  out.set("Content-Type", png ? "image/png" : "image/svg+xml");
  out.set("Content-Disposition", std::string("inline; filename=\"") + it->token + (png ? ".png\"" : ".svg\""));
  out.body = png ? qr_png(address, scale) : qr_svg(address);
  return out;
}
Result<Response> qr_image_svg(const Deps& d, const Request& r) { return qr_code(d, r, false); }
Result<Response> qr_image_png(const Deps& d, const Request& r) { return qr_code(d, r, true); }

/// What would happen to these answers: nothing is stored.
Result<Response> test_run(const Deps& d, const Request& r) {
  PK_TRY(auto b, Body::parse(r.body));
  const Value given = b.object("survey"), answers = b.object("answers"), fields = b.object("fields");
  PK_CHECK(b.done());
  survey::Report report;
  std::string text;
  if (given.is_null()) {
    PK_TRY(text, d.draft(r.who.workspace, r.params.at("key")));
  } else {
    text = to_json(given);
  }
  PK_TRY(const auto s, survey::parse_survey(text, report));
  if (report.misshapen) return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(report.faults), {}, {}});
  const survey::Answers sent = answers.members() != nullptr ? *answers.members() : survey::Answers{};
  const Value known = fields.members() != nullptr ? fields : Value(Members{});
  const auto journeys = d.journeys(r.who.workspace);
  if (!journeys) return fail(ErrorKind::unavailable, "busy");
  const auto walk = survey::walk(s, sent, known);
  List met, ignored, scores, words, quotas;
  for (const auto* q : walk.met) met.emplace_back(q->key);
  auto checked = survey::check_answers(s, sent, known, true);
  const std::vector<FieldError> faults = checked ? std::vector<FieldError>{} : checked.error().fields;
  if (checked) {
    for (const auto& k : checked->ignored) ignored.emplace_back(k);
    for (const auto& x : checked->outcome.scores) {
      const auto place = place_of(x.place, {}, s, *journeys);
      Members m{{"question", x.question}, {"part", x.part}, {"metric", x.metric}, {"value", x.value},
                {"valence", engine::valence(x.value, x.scale)}, {"journey", place.journey}, {"touchpoint", place.touchpoint},
                {"counts", x.is_fact && s.occasion != survey::Occasion::employee}};
      if (x.expectation) m.emplace_back("expectation", *x.expectation);
      if (!x.text.empty()) m.emplace_back("text", x.text);
      scores.push_back(std::move(m));
    }
    for (const auto& w : checked->outcome.words) words.push_back(Members{{"question", w.question}, {"part", w.part}, {"text", w.text}});
    PK_TRY(auto filled, d.collect.quotas(r.who.workspace, r.params.at("key")));
    const Value data = survey::logic_data(checked->answers, known);
    for (const auto& q : s.quotas)
      quotas.push_back(Members{{"key", q.key}, {"counted", q.when.is_null() || survey::holds(q.when, data)}, {"full", filled[q.key] >= q.limit}});
  }
  return Response::json(to_json(Value(Members{{"met", std::move(met)}, {"ended_early", walk.ended_early}, {"ignored", std::move(ignored)},
                                              {"faults", value_of(faults, r.lang)}, {"scores", std::move(scores)}, {"words", std::move(words)},
                                              {"quotas", std::move(quotas)}})));
}

}  // namespace

void add_routes(message::Router& router, Deps deps) {
  const auto d = std::make_shared<const Deps>(std::move(deps));
  const auto with = [d](Result<Response> (*f)(const Deps&, const Request&)) { return [d, f](const Request& r) { return f(*d, r); }; };
  add_route(router, Verb::get, "/v1/surveys/{key}/links", Right::write, with(links));
  add_route(router, Verb::post, "/v1/surveys/{key}/links", Right::write, with(add_link));
  add_route(router, Verb::del, "/v1/surveys/{key}/links/{id}", Right::write, with(close_link));
  add_route(router, Verb::get, "/v1/surveys/{key}/links/{id}/qr.svg", Right::write, with(qr_image_svg));
  add_route(router, Verb::get, "/v1/surveys/{key}/links/{id}/qr.png", Right::write, with(qr_image_png));
  add_route(router, Verb::post, "/v1/surveys/{key}/test", Right::write, with(test_run), false);
  add_result_routes(router, d);
  add_respond_routes(router, d);
}

}  // namespace peakend::collect
