#include "survey_files/survey_files_api.h"

#include <charconv>
#include <filesystem>

#include "base/calendar.h"
#include "survey_files/formats.h"

namespace peakend::survey_files {
namespace {

using message::Request;
using Reply = message::Response;
using message::Right;
using message::Verb;
using survey::Members;
using survey::Value;

constexpr std::size_t kMaxBody = 32u << 20;

bool flag(const Request& r, std::string_view name, bool otherwise) {
  const auto v = r.arg(name);
  return v ? *v == "1" || *v == "true" || v->empty() : otherwise;
}
Result<int> version_of(const Request& r) {
  const auto v = r.arg("version");
  int n = 0;
  if (!v) return n;
  const auto [end, ec] = std::from_chars(v->data(), v->data() + v->size(), n);
  if (ec != std::errc{} || end != v->data() + v->size() || n < 1) return fail_field("version", "bad_number");
  return n;
}

struct Routes {
  const Stores& stores;
  std::function<std::string(WorkspaceNo)> zone;
  std::function<std::uint64_t()> random;
  std::string tmp;

  Result<Reply> import(const Request& r) const {
    if (r.body.empty()) return fail(ErrorKind::invalid, "unknown_survey_format");
    ImportWish wish;
    wish.read.key = r.arg("key").value_or("");
    wish.read.lang = r.arg("language").value_or(r.lang == message::Lang::zh ? "zh-CN" : "en");
    wish.dry_run = flag(r, "dry_run", false);
    wish.responses = flag(r, "responses", true);
    wish.author = r.who.name;
    PK_TRY(const auto done, import_files(stores, r.who.workspace, {{r.arg("name").value_or("survey"), r.body}}, wish));
    Reply out = Reply::json(report_json(done, r.lang == message::Lang::zh), wish.dry_run ? 200 : 201);
    if (!wish.dry_run) {
      out.set("Location", "/v1/surveys/" + done.key);
      message::Change change;
      change.object = "surveys/" + done.key;
      change.after = survey::to_json(Value(Members{{"format", done.moved.format}, {"responses", static_cast<double>(done.stored)}}));
      out.change = std::make_shared<const message::Change>(std::move(change));
    }
    return out;
  }
  Result<Reply> survey_out(const Request& r) const {
    PK_TRY(const int version, version_of(r));
    PK_TRY(auto written, export_survey(stores, r.who.workspace, r.params.at("key"), r.arg("format").value_or("peakend"), version));
    // What the other program cannot show may be asked for alone.
    if (flag(r, "report", false)) return Reply::json(survey::to_json(Value(Members{{"losses", losses_value(written.losses, r.lang == message::Lang::zh)}})));
    Reply out = Reply::json(std::move(written.bytes));
    out.set("Content-Disposition", "attachment; filename=\"" + written.file_name + "\"");
    out.set("X-Losses", std::to_string(static_cast<std::int64_t>(written.losses.list.size()) + written.losses.beyond));
    return out;
  }
  Result<Reply> responses_out(const Request& r) const {
    ExportWish wish;
    wish.format = r.arg("format").value_or("csv");
    wish.values = r.arg("values").value_or("");
    if (r.arg("words")) wish.lang = *r.arg("words");
    wish.bom = flag(r, "bom", false);
    wish.query.survey = r.params.at("key");
    if (r.arg("version")) {
      PK_TRY(wish.query.version, version_of(r));
    }
    const auto state = r.arg("state").value_or("");
    if (state == "done") wish.query.state = collect::State::done;
    else if (state == "partial") wish.query.state = collect::State::partial;
    else if (!state.empty()) return fail_field("state", "not_one_of", {{"allowed", "done, partial"}});
    PK_TRY(const auto zone_here, calendar::Zone::find(zone(r.who.workspace)));
    for (const auto& [name, into] : {std::pair{"from", &wish.query.from}, {"to", &wish.query.to}}) {
      const auto v = r.arg(name);
      if (!v) continue;
      *into = calendar::parse_bound(*v, zone_here);
      if (!*into) return fail_field(name, "bad_time");
      // A date as an end is included.
      if (name == std::string_view("to") && calendar::parse_day(*v)) *into = calendar::midnight(zone_here, *calendar::parse_day(*v) + 1);
    }
    Reply out;
    out.file = tmp + "/responses-" + to_hex(Uuid{random(), random()}) + "." + "out";
    const auto rows = export_responses(stores, r.who.workspace, wish, out.file);
    if (!rows) {
      std::error_code ignored;
      std::filesystem::remove(out.file, ignored);
      return tl::unexpected(rows.error());
    }
    out.remove_file = true;
    const bool csv = wish.format == "csv", excel = wish.format == "xlsx";
    out.set("Content-Type", csv ? "text/csv; charset=utf-8" : excel ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : wish.format == "parquet" ? "application/vnd.apache.parquet" : "application/x-spss-sav");
    out.set("Content-Disposition", "attachment; filename=\"" + r.params.at("key") + "-responses." + wish.format + "\"");
    out.set("X-Rows", std::to_string(*rows));
    return out;
  }
};

}  // namespace

void add_routes(message::Router& router, const Stores& stores, std::function<std::string(WorkspaceNo)> zone, std::function<std::uint64_t()> random, std::string tmp) {
  const auto routes = std::make_shared<const Routes>(Routes{stores, std::move(zone), std::move(random), std::move(tmp)});
  const auto add = [&](Verb verb, const char* pattern, Right right, std::size_t max_body, Result<Reply> (Routes::*f)(const Request&) const) {
    message::Route route{verb, pattern, right, max_body};
    route.limited_ok = right == Right::read;  // a survey tells nothing about touchpoints of others
    route.handler = message::answering([routes, f](const Request& r) { return ((*routes).*f)(r); });
    router.add(std::move(route));
  };
  add(Verb::post, "/v1/surveys/import", Right::write, kMaxBody, &Routes::import);
  add(Verb::get, "/v1/surveys/{key}/export", Right::read, 0, &Routes::survey_out);
  add(Verb::get, "/v1/surveys/{key}/responses/export", Right::personal, 0, &Routes::responses_out);
}

}  // namespace peakend::survey_files
