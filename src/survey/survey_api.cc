#include "survey/survey_api.h"

#include <boost/json.hpp>
#include <charconv>

#include "base/calendar.h"
#include "message/body_json.h"
#include "survey/kinds/kind.h"

namespace peakend::survey {
namespace {

namespace json = boost::json;
using message::BodyFields;
using message::Request;
using message::Response;
using message::Right;
using message::Verb;

json::value tree(std::string_view text) {
  json::error_code ec;
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  auto v = json::parse(text, ec, {}, options);
  return ec ? json::value() : std::move(v);
}
json::value tree_of(const Value& v) { return tree(to_json(v)); }

json::object words_json(const Text& t) {
  json::object out;
  for (const auto& [lang, s] : t) out[lang] = s;
  return out;
}
json::array faults_json(const std::vector<FieldError>& faults, message::Lang lang) {
  json::array out;
  for (const auto& f : faults) out.push_back({{"field", f.field}, {"code", f.code}, {"message", message::message_text(f.code, lang, f.params)}});
  return out;
}
std::size_t asked(const Survey& s) {
  std::size_t n = 0;
  for (const auto& p : s.pages)
    for (const auto& q : p.questions) n += (q.kind->uses & kSilent) == 0;
  return n;
}
json::object head_json(const Survey& s) {
  json::array languages;
  for (const auto& l : s.languages) languages.emplace_back(l);
  return {{"key", s.key}, {"title", words_json(s.title)}, {"kind", name_of(s.occasion)}, {"languages", std::move(languages)}, {"questions", asked(s)}};
}

Result<std::int64_t> number_in(std::string_view text, const char* name, std::int64_t min) {
  std::int64_t n = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (ec != std::errc{} || end != text.data() + text.size() || n < min || n > 1'000'000'000) return fail_field(name, "bad_number");
  return n;
}

/// The "survey" of a body, as text.
std::string document(BodyFields& f, bool required = true) {
  const auto* v = f.optional_value("survey");
  if (v == nullptr && required) f.refuse("survey", "required");
  if (v != nullptr && !v->is_object()) f.refuse("survey", "expected_object");
  return v == nullptr ? std::string() : json::serialize(*v);
}
/// The document under another key.
std::string renamed(std::string_view text, std::string_view key) {
  auto v = tree(text);
  if (v.is_object()) v.as_object()["key"] = key;
  return json::serialize(v);
}

class Routes {
 public:
  explicit Routes(Deps d) : d_(std::move(d)) {}

  Result<Response> list(const Request& r) const {
    PK_TRY(const auto all, d_.surveys.list(r.who.workspace));
    PK_TRY(const auto counts, d_.counts(r.who.workspace));
    json::array out;
    for (const auto& s : all) {
      Report report;
      PK_TRY(const auto parsed, parse_survey(s.draft, report));
      out.push_back(head(s, parsed, counts));
    }
    return Response::json(json::serialize(json::object{{"surveys", std::move(out)}}));
  }
  Result<Response> get(const Request& r) const {
    PK_TRY(const auto s, d_.surveys.get(r.who.workspace, r.params.at("key")));
    return full(r, s);
  }
  Result<Response> add(const Request& r) const {
    PK_TRY(auto f, BodyFields::parse(r.body, kMaxJsonDepth));
    std::string text = document(f, false);
    const auto from_template = f.optional_text("template", 1, 60), copy_of = f.optional_text("copy_of", 1, 60), key = f.optional_text("key", 1, 60);
    if ((!text.empty()) + from_template.has_value() + copy_of.has_value() != 1) f.refuse("survey", "one_source_needed");
    PK_CHECK(f.done());
    if (from_template) {
      text = template_text(*from_template);
      if (text.empty()) return fail_field("template", "unknown_template");
    } else if (copy_of) {
      PK_TRY(auto stored, d_.surveys.get(r.who.workspace, *copy_of));
      text = std::move(stored.draft);
    }
    if (key) text = renamed(text, *key);
    PK_TRY(const auto made, d_.surveys.create(r.who.workspace, text, r.who.name));
    return full(r, made, 201);
  }
  Result<Response> put(const Request& r) const {
    PK_TRY(auto f, BodyFields::parse(r.body, kMaxJsonDepth));
    const std::string text = document(f);
    const auto revision = f.optional_integer("revision", 1, 1'000'000'000);
    PK_CHECK(f.done());
    std::optional<int> based_on;
    if (revision) based_on = static_cast<int>(*revision);
    PK_TRY(const auto s, d_.surveys.put(r.who.workspace, r.params.at("key"), text, based_on, r.who.name));
    return full(r, s);
  }
  Result<Response> remove(const Request& r) const {
    const auto& key = r.params.at("key");
    PK_TRY(const auto counts, d_.counts(r.who.workspace));
    if (const auto it = counts.find(key); it != counts.end() && it->second.done + it->second.partial > 0)
      return fail(ErrorKind::conflict, "survey_has_responses");
    PK_CHECK(d_.surveys.remove(r.who.workspace, key));
    return Response::empty();
  }
  Result<Response> check(const Request& r) const {
    PK_TRY(auto f, BodyFields::parse(r.body, kMaxJsonDepth));
    const std::string text = document(f);
    PK_CHECK(f.done());
    PK_TRY(const auto report, examined(r, text));
    return Response::json(json::serialize(json::object{{"faults", faults_json(report.faults, r.lang)}, {"warnings", faults_json(report.warnings, r.lang)}}));
  }
  Result<Response> publish(const Request& r) const {
    std::string note;
    if (!r.body.empty()) {
      PK_TRY(auto f, BodyFields::parse(r.body));
      note = f.optional_text("note", 0, kMaxNoteBytes).value_or("");
      PK_CHECK(f.done());
    }
    PK_TRY(const int version, d_.surveys.publish(r.who.workspace, r.params.at("key"), r.who.name, note));
    return Response::json(json::serialize(json::object{{"version", version}}));
  }
  Result<Response> close(const Request& r) const { return set_closed(r, true); }
  Result<Response> open(const Request& r) const { return set_closed(r, false); }
  Result<Response> version(const Request& r) const {
    PK_TRY(const auto n, number_in(r.params.at("version"), "version", 1));
    PK_TRY(const auto v, d_.surveys.version(r.who.workspace, r.params.at("key"), static_cast<int>(n)));
    auto o = info(v.first);
    o["survey"] = tree(v.second);
    return Response::json(json::serialize(o));
  }
  Result<Response> compared(const Request& r) const {
    PK_TRY(const auto from, number_in(r.arg("from").value_or(""), "from", 0));
    PK_TRY(const auto to, number_in(r.arg("to").value_or("0"), "to", 0));
    PK_TRY(const auto a, document_of(r, from));
    PK_TRY(const auto b, document_of(r, to));
    json::array changes;
    for (const auto& d : compare(a, b)) {
      json::object o{{"path", d.path}, {"change", !d.before ? "added" : !d.after ? "removed" : "changed"}};
      if (d.before) o["before"] = tree_of(*d.before);
      if (d.after) o["after"] = tree_of(*d.after);
      changes.push_back(std::move(o));
    }
    return Response::json(json::serialize(json::object{{"from", from}, {"to", to}, {"changes", std::move(changes)}}));
  }
  Result<Response> templates(const Request&) const {
    json::array out;
    for (const auto& key : template_keys()) {
      const auto s = parse_survey(template_text(key));
      if (!s) continue;
      auto o = head_json(*s);
      o["description"] = words_json(s->description);
      out.push_back(std::move(o));
    }
    return Response::json(json::serialize(json::object{{"templates", std::move(out)}}));
  }
  Result<Response> one_template(const Request& r) const {
    const auto text = template_text(r.params.at("key"));
    if (text.empty()) return fail(ErrorKind::not_found, "unknown_template");
    return Response::json(std::string(text));
  }

 private:
  static json::object info(const VersionInfo& v) {
    return {{"version", v.version}, {"note", v.note}, {"author", v.author}, {"published_at", calendar::rfc3339(v.published)}};
  }
  static json::object head(const Stored& s, const Survey& parsed, const std::map<std::string, Counts>& counts) {
    auto o = head_json(parsed);
    const auto it = counts.find(s.key);
    const Counts n = it == counts.end() ? Counts{} : it->second;
    o["state"] = s.version == 0 ? "draft" : s.closed ? "closed" : "open";
    o["version"] = s.version;
    o["draft_changed"] = s.draft_changed;
    o["responses"] = {{"done", n.done}, {"partial", n.partial}};
    o["changed_at"] = calendar::rfc3339(s.changed);
    if (n.last_ms != 0) o["answered_at"] = calendar::rfc3339(from_ms(n.last_ms));
    if (!parsed.place.journey.empty()) o["journey"] = parsed.place.journey;
    if (!parsed.place.touchpoint.empty()) o["touchpoint"] = parsed.place.touchpoint;
    return o;
  }
  Result<Report> examined(const Request& r, std::string_view text) const {
    Report report;
    PK_TRY(const auto s, parse_survey(text, report));
    const auto journeys = d_.journeys(r.who.workspace);
    if (!journeys) return fail(ErrorKind::unavailable, "busy");
    if (!report.misshapen) check_places(s, *journeys, report);
    return report;
  }
  Result<Response> full(const Request& r, const Stored& s, int status = 200) const {
    Report report;
    PK_TRY(const auto parsed, parse_survey(s.draft, report));
    PK_TRY(const auto counts, d_.counts(r.who.workspace));
    PK_TRY(const auto whole, examined(r, s.draft));
    PK_TRY(const auto versions, d_.surveys.versions(r.who.workspace, s.key));
    auto o = head(s, parsed, counts);
    o["revision"] = s.revision;
    o["draft"] = tree(s.draft);
    o["faults"] = faults_json(whole.faults, r.lang);
    o["warnings"] = faults_json(whole.warnings, r.lang);
    json::array list;
    for (const auto& v : versions) list.push_back(info(v));
    o["versions"] = std::move(list);
    return Response::json(json::serialize(o), status);
  }
  Result<Response> set_closed(const Request& r, bool closed) const {
    PK_CHECK(d_.surveys.set_closed(r.who.workspace, r.params.at("key"), closed));
    return get(r);
  }
  Result<Value> document_of(const Request& r, std::int64_t version) const {
    const auto& key = r.params.at("key");
    if (version == 0) {
      PK_TRY(const auto s, d_.surveys.get(r.who.workspace, key));
      return parse_value(s.draft);
    }
    PK_TRY(const auto v, d_.surveys.version(r.who.workspace, key, static_cast<int>(version)));
    return parse_value(v.second);
  }

  Deps d_;
};

}  // namespace

void add_routes(message::Router& router, Deps deps) {
  const auto routes = std::make_shared<const Routes>(std::move(deps));
  const auto add = [&](Verb verb, const char* pattern, Right right, Result<Response> (Routes::*f)(const Request&) const, bool audit = true) {
    message::Route route;
    route.verb = verb;
    route.pattern = pattern;
    route.right = right;
    route.limited_ok = right == Right::read;  // what is asked tells no number
    route.audit = audit;
    route.handler = message::answering([routes, f](const Request& r) { return ((*routes).*f)(r); });
    router.add(std::move(route));
  };
  add(Verb::get, "/v1/surveys", Right::read, &Routes::list);
  add(Verb::post, "/v1/surveys", Right::write, &Routes::add);
  add(Verb::post, "/v1/surveys/check", Right::write, &Routes::check, false);
  add(Verb::get, "/v1/surveys/{key}", Right::read, &Routes::get);
  add(Verb::put, "/v1/surveys/{key}", Right::write, &Routes::put);
  add(Verb::del, "/v1/surveys/{key}", Right::write, &Routes::remove);
  add(Verb::post, "/v1/surveys/{key}/publish", Right::write, &Routes::publish);
  add(Verb::post, "/v1/surveys/{key}/close", Right::write, &Routes::close);
  add(Verb::post, "/v1/surveys/{key}/open", Right::write, &Routes::open);
  add(Verb::get, "/v1/surveys/{key}/versions/{version}", Right::read, &Routes::version);
  add(Verb::get, "/v1/surveys/{key}/compare", Right::read, &Routes::compared);
  add(Verb::get, "/v1/survey-templates", Right::read, &Routes::templates);
  add(Verb::get, "/v1/survey-templates/{key}", Right::read, &Routes::one_template);
}

}  // namespace peakend::survey
