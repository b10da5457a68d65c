#include "cli/import_remote.h"

#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "cli/http_client.h"
#include "cli/progress.h"
#include "ingest/importers/bytes.h"

namespace peakend::cli {
namespace {

namespace json = boost::json;

std::string escaped(std::string_view s) {
  std::string out;
  for (const unsigned char c : s) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
    if (plain) out += static_cast<char>(c);
    else out += fmt::format("%{:02X}", static_cast<unsigned>(c));
  }
  return out;
}

/// The answer as JSON; a problem of the server becomes an error in its own words.
Result<json::value> ok_json(const Result<Answer>& answer, const std::string& url) {
  if (!answer) return tl::unexpected(answer.error());
  json::error_code ec;
  json::value v = json::parse(answer->body, ec);
  if (answer->status >= 200 && answer->status < 300 && !ec) return v;
  Error e{ErrorKind::internal, "server_answer", {}, answer->body.substr(0, 1000), {{"url", url}, {"status", std::to_string(answer->status)}}};
  if (answer->status == 404) e.kind = ErrorKind::not_found;
  return tl::unexpected(std::move(e));
}

Result<void> upload(HttpClient& http, const std::string& path) {
  PK_TRY(const auto blob, importers::open_file(path));
  std::string buffer(256 * 1024, '\0');
  const auto part = [&](std::uint64_t at) -> Result<std::string_view> {
    PK_TRY(const std::size_t n, blob->read_at(at, buffer));
    return std::string_view(buffer.data(), n);
  };
  const std::string name = path.substr(path.rfind('/') + 1);
  const auto answer = http.send("PUT", "/v1/imports/files/" + escaped(name), blob->size(), part, "application/octet-stream");
  PK_TRY(const auto stored, ok_json(answer, http.url()));
  static_cast<void>(stored);
  return {};
}

Result<json::value> start(HttpClient& http, const RemoteImport& r) {
  PK_TRY(const auto kept, ok_json(http.send("PUT", "/v1/maps/" + escaped(r.map_key), r.map_json), http.url()));
  static_cast<void>(kept);
  std::string query = "/v1/imports?map=" + escaped(r.map_key);
  for (const auto& path : r.files) {
    PK_CHECK(upload(http, path));
    query += "&file=" + escaped(path.substr(path.rfind('/') + 1));
  }
  if (!r.zone.empty()) query += "&zone=" + escaped(r.zone);
  if (!r.encoding.empty()) query += "&encoding=" + escaped(r.encoding);
  if (r.limit > 0) query += "&limit=" + std::to_string(r.limit);
  if (r.dry_run) query += "&dry_run=true";
  return ok_json(http.send("POST", query), http.url());
}

std::int64_t number(const json::value& v, std::string_view name) {
  const auto* o = v.if_object();
  const auto* n = o ? o->if_contains(name) : nullptr;
  return n && n->is_int64() ? n->get_int64() : 0;
}
std::string text(const json::value& v, std::string_view name) {
  const auto* o = v.if_object();
  const auto* t = o ? o->if_contains(name) : nullptr;
  return t && t->is_string() ? std::string(t->get_string()) : std::string{};
}

}  // namespace

int import_remote(Shell& shell, const RemoteImport& r) {
  auto http = HttpClient::to(r.server, r.key);
  if (!http) return shell.fail(http.error());
  auto job = start(*http, r);
  if (!job) return shell.fail(job.error());
  const std::string path = "/v1/imports/" + escaped(text(*job, "id"));
  Progress bar(shell);
  for (;;) {
    job = ok_json(http->send("GET", path), http->url());
    if (!job) return shell.fail(job.error());
    const auto* result = job->as_object().if_contains("result");
    bar.show(static_cast<std::uint64_t>(number(*job, "progress")), static_cast<std::uint64_t>(number(*job, "total")), result ? number(*result, "rows") : 0);
    const std::string state = text(*job, "state");
    if (state != "queued" && state != "running") break;
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
  }
  bar.finish();
  const json::value empty = json::object{};
  const auto* found = job->as_object().if_contains("result");
  const json::value& result = found && found->is_object() ? *found : empty;
  const auto accepted = number(result, "accepted"), duplicate = number(result, "duplicate"), rejected = number(result, "rejected");
  std::printf(shell.say({"read %lld rows; accepted %lld, duplicate %lld, rejected %lld items\n", "读取 %lld 行；接收 %lld 条，重复 %lld 条，拒绝 %lld 条\n"}),
              static_cast<long long>(number(result, "rows")), static_cast<long long>(accepted), static_cast<long long>(duplicate), static_cast<long long>(rejected));
  if (rejected > 0 && !r.rejects.empty()) {
    const auto rejects = http->send("GET", path + "/rejects");
    if (rejects && rejects->status == 200) std::ofstream(r.rejects, std::ios::binary) << rejects->body;
  }
  const std::string state = text(*job, "state");
  if (state != "done") {
    std::fprintf(stderr, "peakend: %s: %s\n", state.c_str(), message::message_text(text(*job, "message"), shell.lang).c_str());
    return kFailed;
  }
  const bool nothing = rejected > 0 && accepted + duplicate == 0;
  return nothing || (r.strict && rejected > 0) ? kFailed : kOk;
}

}  // namespace peakend::cli
