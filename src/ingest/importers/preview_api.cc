// Routes that say what an import would do: POST /v1/imports/guess, POST /v1/imports/preview.
#include <algorithm>
#include <boost/json.hpp>

#include "base/calendar.h"
#include "base/utf8.h"
#include "ingest/importers/guess.h"
#include "ingest/importers/imports_api.h"
#include "ingest/importers/preview.h"

namespace peakend::importers {
namespace {

namespace json = boost::json;
using message::Request;
using message::Response;

constexpr std::size_t kMaxMap = 1 << 20, kMaxSample = 8 << 20;
constexpr int kPreviewSeconds = 8;

json::array texts(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }

json::object file_json(const GuessedFile& f) {
  json::array columns, rows;
  for (const auto& c : f.columns) {
    json::object o{{"name", c.name}, {"role", c.role}, {"sample", c.sample}};
    if (c.numeric) o["min"] = c.min, o["max"] = c.max;
    if (!c.time_format.empty()) o["time_format"] = c.time_format;
    if (!c.values.empty()) o["values"] = texts(c.values);
    columns.push_back(std::move(o));
  }
  for (const auto& r : f.rows) rows.push_back(texts(r));
  json::object o{{"name", f.path.substr(f.path.rfind('/') + 1)}, {"format", f.format}, {"encoding", f.encoding}, {"separator", f.separator},
                 {"sampled", f.sampled}, {"unreadable", f.unreadable}};
  o["columns"] = std::move(columns);
  o["rows"] = std::move(rows);
  return o;
}

json::object fact_json(const PreviewFact& p, const std::string& item) {
  const auto& f = p.fact;
  static constexpr const char* kinds[] = {"", "event", "rating", "feedback", "identify"};
  json::object o{{"line", p.origin.line}, {"item", item}, {"at", calendar::rfc3339(from_ms(f.at))}, {"user_id", f.user_id}, {"name", f.name},
                 {"metric", f.metric}, {"journey", f.journey}, {"touchpoint", f.touchpoint}, {"episode", f.episode_key}, {"channel", f.channel},
                 {"text", utf8::prefix(f.text, 300)}};
  const auto kind = static_cast<std::size_t>(f.kind);
  o["kind"] = kind < std::size(kinds) ? kinds[kind] : "";
  if (f.score) o["score"] = *f.score;
  if (f.valence) o["valence"] = *f.valence / 1e4;
  if (f.promise != facts::Promise::none)
    o["promise"] = f.promise == facts::Promise::kept ? "kept" : f.promise == facts::Promise::broken ? "broken" : "made";
  if (f.expectation) o["expectation"] = *f.expectation;
  if (f.actual) o["actual"] = *f.actual;
  json::object tags;
  for (const auto& t : f.tags)
    if (tags.size() < 30) tags[json::string_view(t.key.data(), t.key.size())] = utf8::prefix(t.value, 200);
  o["attributes"] = std::move(tags);
  return o;
}

std::string to_json(const Preview& p, const Mapping& map, message::Lang lang) {
  json::array facts, rejects, places;
  for (const auto& f : p.facts) facts.push_back(fact_json(f, map.files[f.origin.file].items[f.origin.item].key));
  for (const auto& r : p.rejects)
    rejects.push_back({{"file", r.file}, {"line", r.line}, {"column", r.column.empty() ? r.why.field : r.column}, {"item", r.item},
                       {"code", r.why.code}, {"reason", message::message_text(r.why.code, lang, r.why.params)}, {"value", r.value}});
  for (const auto& [touchpoint, n] : p.places) places.push_back({{"touchpoint", touchpoint}, {"n", n}});
  json::object o{{"events", p.events}, {"unmapped", p.unmapped}};
  o["summary"] = json::parse(to_json(p.summary));
  o["facts"] = std::move(facts);
  o["rejects"] = std::move(rejects);
  o["places"] = std::move(places);
  return json::serialize(o);
}

struct Asked {
  std::string map;
  std::vector<std::string> files;
  std::int64_t rows = kPreviewRows;
};
/// {"map": {...}, "files": [names], "rows"?}
Result<Asked> asked_of(std::string_view body) {
  json::error_code ec;
  const auto v = json::parse(json::string_view(body.data(), body.size()), ec);
  if (ec) return fail(ErrorKind::malformed, "bad_json", ec.message());
  if (!v.is_object()) return fail_field("", "expected_object");
  Asked out;
  for (const auto& m : v.get_object()) {
    if (m.key() == "map" && m.value().is_object()) {
      out.map = json::serialize(m.value());
    } else if (m.key() == "files" && m.value().is_array()) {
      for (const auto& f : m.value().get_array()) {
        if (!f.is_string()) return fail_field("files", "expected_string");
        out.files.emplace_back(f.get_string());
      }
    } else if (m.key() == "rows" && m.value().is_int64()) {
      out.rows = m.value().get_int64();
      if (out.rows < 1 || out.rows > kMaxPreviewRows) return fail_field("rows", "out_of_range", {{"min", "1"}, {"max", std::to_string(kMaxPreviewRows)}});
    } else {
      const bool map = m.key() == "map", files = m.key() == "files", rows = m.key() == "rows";
      return fail_field(std::string(m.key()), map ? "expected_object" : files ? "expected_array" : rows ? "expected_integer" : "unknown_field");
    }
  }
  if (out.map.empty()) return fail_field("map", "required");
  if (out.files.empty()) return fail_field("files", "required");
  return out;
}

class Routes {
 public:
  explicit Routes(Imports& imports) : imports_(imports) {}

  /// The body is the file, or its first part; or ?file= names files that were sent.
  Result<Response> guess(const Request& r) const {
    GuessOptions options;
    options.read.encoding = r.arg("encoding").value_or("auto");
    options.read.separator = r.arg("separator").value_or("");
    PK_CHECK(imports_.candidates(r.who.workspace, options));
    std::vector<Input> inputs;
    const auto files = r.args("file");
    if (files.empty()) {
      const std::string name = r.arg("name").value_or("file.csv");
      if (!Imports::valid_name(name)) return fail_field("name", "bad_file_name");
      inputs.push_back({name, memory_blob(r.body)});
    } else {
      PK_TRY(inputs, imports_.open(r.who.workspace, files));
    }
    PK_TRY(const Guess g, guess_mapping(inputs, options));
    json::array shown;
    for (const auto& f : g.files) shown.push_back(file_json(f));
    json::object out{{"format", g.files[0].format}, {"encoding", g.files[0].encoding}, {"map", json::parse(g.map_json)}};
    out["columns"] = shown[0].as_object().at("columns");
    out["files"] = std::move(shown);
    return Response::json(json::serialize(out));
  }

  Result<Response> preview(const Request& r) const {
    PK_TRY(const Asked asked, asked_of(r.body));
    auto map = parse_mapping(asked.map);
    if (!map) {
      for (auto& f : map.error().fields) f.field = f.field.empty() ? "map" : "map." + f.field;
      return tl::unexpected(std::move(map).error());
    }
    PK_TRY(const auto preview, imports_.preview(r.who.workspace, *map, asked.files, asked.rows, kPreviewSeconds));
    return Response::json(to_json(preview, *map, r.lang));
  }

 private:
  Imports& imports_;
};

}  // namespace

void add_preview_routes(message::Router& router, Imports& imports) {
  const auto routes = std::make_shared<Routes>(imports);
  const auto add = [&](const char* pattern, std::size_t max_body, Result<Response> (Routes::*f)(const Request&) const) {
    message::Route route{message::Verb::post, pattern, message::Right::write, max_body};
    route.audit = false;  // tries things out, changes nothing
    route.handler = message::answering([routes, f](const Request& r) { return ((*routes).*f)(r); });
    router.add(std::move(route));
  };
  add("/v1/imports/guess", kMaxSample, &Routes::guess);
  add("/v1/imports/preview", kMaxMap, &Routes::preview);
}

}  // namespace peakend::importers
