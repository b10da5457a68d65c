#include "ingest/importers/imports_api.h"

#include <unistd.h>

#include <boost/json.hpp>
#include <charconv>
#include <cstdio>
#include <filesystem>

#include "base/calendar.h"

namespace peakend::importers {
namespace {

namespace json = boost::json;
using message::Request;
using message::Response;
using message::Right;
using message::Verb;

constexpr std::size_t kMaxMap = 1 << 20;

std::string string_of(const json::value& v) { return json::serialize(v); }
bool flag(const Request& r, std::string_view name) {
  const auto v = r.arg(name);
  return v && (*v == "1" || *v == "true" || v->empty());
}
template <class F>
message::Handler handle(F f) {
  return [f = std::move(f)](const Request& r) {
    auto out = f(r);
    return out ? *std::move(out) : message::problem(out.error(), r);
  };
}

Result<ImportRequest> request_of(const Request& r) {
  ImportRequest out;
  out.map = r.arg("map").value_or("");
  if (out.map.empty()) return fail_field("map", "required");
  out.files = r.args("file");
  out.zone = r.arg("zone").value_or("");
  out.encoding = r.arg("encoding").value_or("");
  out.dry_run = flag(r, "dry_run");
  out.lang = r.lang;
  if (const auto limit = r.arg("limit")) {
    const auto [end, ec] = std::from_chars(limit->data(), limit->data() + limit->size(), out.limit);
    if (ec != std::errc{} || end != limit->data() + limit->size() || out.limit < 0) return fail_field("limit", "out_of_range", {{"min", "0"}, {"max", "any"}});
  }
  return out;
}

/// Writes a body into a file of the workspace; what is written is taken away again unless it was kept.
class FileSink final : public message::BodySink {
 public:
  using Finish = std::function<Response(FileSink&)>;
  FileSink(std::string path, Finish finish) : path_(std::move(path)), finish_(std::move(finish)), file_(std::fopen(path_.c_str(), "wb")) {}
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;
  ~FileSink() override {
    if (file_) std::fclose(file_);
    if (!kept_) ::unlink(path_.c_str());
  }
  Result<void> chunk(std::string_view s) override {
    if (!file_ || std::fwrite(s.data(), 1, s.size(), file_) != s.size()) return failed();
    bytes_ += s.size();
    return {};
  }
  Response finish() override { return finish_(*this); }

  std::uint64_t bytes() const { return bytes_; }
  const std::string& path() const { return path_; }
  Result<void> close() {
    if (!file_) return failed();
    const bool ok = std::fflush(file_) == 0 && std::fclose(file_) == 0;
    file_ = nullptr;
    return ok ? Result<void>{} : failed();
  }
  void keep() { kept_ = true; }

 private:
  tl::unexpected<Error> failed() const {
    Error e{ErrorKind::unavailable, "file_unwritable", {}, path_, {{"file", "upload"}}};
    return tl::unexpected(std::move(e));
  }
  std::string path_;
  Finish finish_;
  std::FILE* file_;
  std::uint64_t bytes_ = 0;
  bool kept_ = false;
};

class Routes {
 public:
  explicit Routes(Imports& imports) : imports_(imports) {}

  Result<Response> put_map(const Request& r) const {
    PK_CHECK(imports_.maps().put(r.who.workspace, r.params.at("key"), r.body, r.who.name));
    return Response::json(string_of(json::object{{"key", r.params.at("key")}}));
  }
  Result<Response> get_map(const Request& r) const {
    PK_TRY(auto map, imports_.maps().get(r.who.workspace, r.params.at("key")));
    return Response::json(std::move(map.json));
  }
  Result<Response> list_maps(const Request& r) const {
    PK_TRY(const auto list, imports_.maps().list(r.who.workspace));
    json::array out;
    for (const auto& m : list) out.push_back({{"key", m.key}, {"author", m.author}, {"updated_at", calendar::rfc3339(m.updated)}, {"bytes", m.bytes}});
    return Response::json(string_of(json::object{{"maps", std::move(out)}}));
  }
  Result<Response> delete_map(const Request& r) const {
    PK_CHECK(imports_.maps().remove(r.who.workspace, r.params.at("key")));
    return Response::empty();
  }
  Result<Response> list_files(const Request& r) const {
    PK_TRY(const auto list, imports_.files(r.who.workspace));
    json::array out;
    for (const auto& f : list) out.push_back({{"name", f.name}, {"bytes", f.bytes}});
    return Response::json(string_of(json::object{{"files", std::move(out)}}));
  }
  Result<Response> delete_file(const Request& r) const {
    PK_CHECK(imports_.remove_file(r.who.workspace, r.params.at("name")));
    return Response::empty();
  }
  Result<std::unique_ptr<message::BodySink>> put_file(const Request& r) const {
    const std::string name = r.params.at("name");
    if (!Imports::valid_name(name)) return fail_field("name", "bad_file_name");
    PK_TRY(auto path, imports_.begin_file(r.who.workspace));
    return std::make_unique<FileSink>(std::move(path), [this, r, name](FileSink& sink) {
      const auto done = keep(sink, r, name);
      if (!done) return message::problem(done.error(), r);
      return Response::json(string_of(json::object{{"name", name}, {"bytes", sink.bytes()}}), 201);
    });
  }
  /// POST /v1/imports: with a body it is the file `name`, stored and imported; without, stored files are.
  Result<std::unique_ptr<message::BodySink>> start(const Request& r) const {
    PK_TRY(auto wanted, request_of(r));
    PK_CHECK(imports_.maps().get(r.who.workspace, wanted.map));
    const std::string name = r.arg("name").value_or("");
    if (!name.empty() && !Imports::valid_name(name)) return fail_field("name", "bad_file_name");
    PK_TRY(auto path, imports_.begin_file(r.who.workspace));
    return std::make_unique<FileSink>(std::move(path), [this, r, name, wanted](FileSink& sink) {
      auto done = begin(sink, r, name, wanted);
      return done ? *std::move(done) : message::problem(done.error(), r);
    });
  }
  Result<Response> list(const Request& r) const {
    PK_TRY(const auto all, imports_.list(r.who.workspace));
    return Response::json(jobs::to_json("imports", all));
  }
  Result<Response> get(const Request& r) const {
    PK_TRY(const auto job, find(r));
    return Response::json(jobs::to_json(job));
  }
  Result<Response> cancel(const Request& r) const {
    PK_TRY(const auto job, find(r));
    PK_CHECK(imports_.cancel(r.who.workspace, job.id));
    return Response::empty(202);
  }
  Result<Response> rejects(const Request& r) const {
    PK_TRY(const auto job, find(r));
    Response out;
    out.file = imports_.rejects_path(r.who.workspace, job.id);
    std::error_code ec;
    if (!std::filesystem::exists(out.file, ec)) return fail(ErrorKind::not_found, "no_stored_file");
    out.set("Content-Type", "text/csv; charset=utf-8");
    out.set("Content-Disposition", "attachment; filename=\"rejects.csv\"");
    return out;
  }

 private:
  Result<jobs::Job> find(const Request& r) const {
    const auto id = JobId::parse(r.params.at("id"));
    if (!id) return fail(ErrorKind::not_found, "no_such_job");
    return imports_.find(r.who.workspace, *id);
  }
  Result<void> keep(FileSink& sink, const Request& r, const std::string& name) const {
    PK_CHECK(sink.close());
    PK_CHECK(imports_.keep_file(r.who.workspace, sink.path(), name));
    sink.keep();
    return {};
  }
  Result<Response> begin(FileSink& sink, const Request& r, const std::string& name, ImportRequest wanted) const {
    if (sink.bytes() > 0) {
      if (name.empty()) return fail_field("name", "required");
      PK_CHECK(keep(sink, r, name));
      wanted.main = name;
      if (!wanted.files.empty()) wanted.files.push_back(name);
    }
    PK_TRY(const JobId id, imports_.start(r.who.workspace, wanted));
    Response out = Response::json(string_of(json::object{{"id", id.text()}}), 202);
    out.set("Location", "/v1/imports/" + id.text());
    return out;
  }
  Imports& imports_;
};

}  // namespace

void add_routes(message::Router& router, Imports& imports) {
  const auto routes = std::make_shared<Routes>(imports);
  const auto add = [&](Verb verb, const char* pattern, Right right, std::size_t max_body, Result<Response> (Routes::*f)(const Request&) const) {
    message::Route route{verb, pattern, right, max_body};
    route.handler = handle([routes, f](const Request& r) { return ((*routes).*f)(r); });
    router.add(std::move(route));
  };
  const auto add_sink = [&](Verb verb, const char* pattern, Result<std::unique_ptr<message::BodySink>> (Routes::*f)(const Request&) const) {
    message::Route route{verb, pattern, Right::write, Imports::kMaxFileBytes};
    route.sink_handler = [routes, f](const Request& r) { return ((*routes).*f)(r); };
    router.add(std::move(route));
  };
  add(Verb::get, "/v1/maps", Right::read, 0, &Routes::list_maps);
  add(Verb::get, "/v1/maps/{key}", Right::read, 0, &Routes::get_map);
  add(Verb::put, "/v1/maps/{key}", Right::write, kMaxMap, &Routes::put_map);
  add(Verb::del, "/v1/maps/{key}", Right::write, 0, &Routes::delete_map);
  add(Verb::get, "/v1/imports/files", Right::write, 0, &Routes::list_files);
  add_sink(Verb::put, "/v1/imports/files/{name}", &Routes::put_file);
  add(Verb::del, "/v1/imports/files/{name}", Right::write, 0, &Routes::delete_file);
  add_sink(Verb::post, "/v1/imports", &Routes::start);
  add(Verb::get, "/v1/imports", Right::write, 0, &Routes::list);
  add(Verb::get, "/v1/imports/{id}", Right::write, 0, &Routes::get);
  add_preview_routes(router, imports);
  add(Verb::post, "/v1/imports/{id}/cancel", Right::write, 1024, &Routes::cancel);
  add(Verb::get, "/v1/imports/{id}/rejects", Right::write, 0, &Routes::rejects);
}

}  // namespace peakend::importers
