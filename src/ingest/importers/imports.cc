#include "ingest/importers/imports.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "ingest/importers/prepare.h"
#include "message/message.h"

namespace peakend::importers {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

tl::unexpected<Error> cannot_write(const std::string& path, const std::error_code& ec) {
  Error e{ErrorKind::unavailable, "file_unwritable", {}, ec.message(), {{"file", path.substr(path.rfind('/') + 1)}}};
  return tl::unexpected(std::move(e));
}

tl::unexpected<Error> no_stored_file(std::string_view name) {
  Error e{ErrorKind::not_found, "no_stored_file", {}, {}, {{"file", std::string(name.substr(0, 120))}}};
  return tl::unexpected(std::move(e));
}

std::string params_json(const ImportRequest& r) {
  json::object o{{"map", r.map}, {"zone", r.zone}, {"encoding", r.encoding}, {"limit", r.limit}, {"dry_run", r.dry_run}};
  o["files"] = json::array(r.files.begin(), r.files.end());
  return json::serialize(o);
}

/// Counts, number of rejects and, after a failure, why; paths of the server stay out.
std::string result_json(const Summary& s, std::int64_t rejects, const Error* error, message::Lang lang) {
  Summary shown = s;
  for (auto& f : shown.files) f.path = f.path.substr(f.path.rfind('/') + 1);
  std::string out = to_json(shown);
  out.pop_back();
  out += ",\"rejects\":" + std::to_string(rejects);
  if (error) {
    json::array fields;
    for (const auto& f : error->fields) {
      fields.push_back({{"field", f.field}, {"code", f.code}, {"message", message::message_text(f.code, lang, f.params)}});
    }
    json::object e{{"code", error->code}, {"message", message::message_text(error->code, lang, error->params)}};
    if (!fields.empty()) e["fields"] = std::move(fields);
    out += ",\"error\":" + json::serialize(e);
  }
  return out + "}";
}

}  // namespace

bool Imports::valid_name(std::string_view name) {
  const auto bad = [](char c) {
    const auto u = static_cast<unsigned char>(c);
    if (u >= 0x80) return false;
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return !plain && c != '.' && c != '-' && c != '_' && c != ' ';
  };
  return !name.empty() && name.size() <= 120 && name[0] != '.' && std::none_of(name.begin(), name.end(), bad);
}

std::string Imports::folder(WorkspaceNo workspace) const { return fmt::format("{}/{}", d_.folder, static_cast<std::uint32_t>(workspace)); }

std::string Imports::rejects_path(WorkspaceNo workspace, JobId id) const {
  return fmt::format("{}/.{}.rejects.csv", folder(workspace), to_hex(id.uuid()));
}

void Imports::sweep(const std::string& path) const {
  std::error_code ec;
  const auto limit = fs::file_time_type::clock::now() - std::chrono::hours(24 * kKeepDays);
  for (const auto& entry : fs::directory_iterator(path, ec)) {
    if (entry.is_regular_file(ec) && entry.last_write_time(ec) < limit && !ec) fs::remove(entry.path(), ec);
  }
}

Result<std::string> Imports::begin_file(WorkspaceNo workspace) {
  const std::string in = folder(workspace);
  std::error_code ec;
  fs::create_directories(in, ec);
  if (ec) return cannot_write(in, ec);
  fs::permissions(in, fs::perms::owner_all, ec);
  sweep(in);
  PK_TRY(const auto there, files(workspace));
  if (there.size() >= kMaxFiles) {
    Error e{ErrorKind::conflict, "too_many", {}, {}, {{"max", std::to_string(kMaxFiles)}}};
    return tl::unexpected(std::move(e));
  }
  const std::string path = fmt::format("{}/.part-{:016x}", in, d_.random());
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return cannot_write(path, {errno, std::generic_category()});
  ::close(fd);
  return path;
}

Result<void> Imports::keep_file(WorkspaceNo workspace, const std::string& path, std::string_view name) {
  if (!valid_name(name)) return fail_field("name", "bad_file_name");
  const std::string to = folder(workspace) + "/" + std::string(name);
  std::error_code ec;
  fs::rename(path, to, ec);
  return ec ? cannot_write(to, ec) : Result<void>{};
}

Result<std::vector<StoredFile>> Imports::files(WorkspaceNo workspace) const {
  std::vector<StoredFile> out;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder(workspace), ec)) {
    const std::string name = entry.path().filename().string();
    std::error_code size_error;
    if (name[0] != '.' && entry.is_regular_file(size_error)) out.push_back({name, static_cast<std::int64_t>(entry.file_size(size_error))});
  }
  std::sort(out.begin(), out.end(), [](const StoredFile& a, const StoredFile& b) { return a.name < b.name; });
  return out;
}

Result<void> Imports::remove_file(WorkspaceNo workspace, std::string_view name) {
  std::error_code ec;
  if (!valid_name(name) || !fs::remove(folder(workspace) + "/" + std::string(name), ec)) {
    return no_stored_file(name);
  }
  return {};
}

Result<std::vector<Input>> Imports::open(WorkspaceNo workspace, const std::vector<std::string>& names) const {
  std::vector<Input> out;
  for (const auto& name : names) {
    if (!valid_name(name)) return no_stored_file(name);
    auto blob = open_file(folder(workspace) + "/" + name);
    if (!blob) return no_stored_file(name);
    out.push_back({name, std::move(*blob)});
  }
  return out;
}

Result<void> Imports::candidates(WorkspaceNo workspace, GuessOptions& options) const {
  const auto catalogue = d_.journeys.catalogue(workspace);
  if (!catalogue) return fail(ErrorKind::unavailable, "busy");
  options.journeys = catalogue->journeys();
  options.own_journeys = options.journeys.size();
  options.without_time = d_.clock.now();
  for (const auto& key : journey::template_keys()) {
    if (catalogue->find(key)) continue;
    PK_TRY(auto j, journey::load_template(key));
    options.journeys.push_back(std::move(j));
  }
  return {};
}

Result<Preview> Imports::preview(WorkspaceNo workspace, const Mapping& map, const std::vector<std::string>& files, std::int64_t rows,
                                 int seconds) const {
  PK_TRY(const auto inputs, open(workspace, files));
  RunOptions options;
  options.zone = calendar::Zone::find(d_.zone(workspace)).value_or(calendar::Zone{});
  options.limit = rows;
  PK_TRY(auto catalogue, prepare_journey(map, d_.journeys, workspace, true));
  const Instant begin = d_.clock.now();
  Hooks hooks;
  hooks.cancelled = [&] { return d_.clock.now() - begin > std::chrono::seconds(seconds); };
  return preview_import(map, inputs, options, {workspace, std::move(catalogue), begin, {}, {d_.random(), d_.random()}}, hooks);
}

Result<JobId> Imports::start(WorkspaceNo workspace, const ImportRequest& request) {
  PK_TRY(const StoredMap stored, maps_.get(workspace, request.map));
  PK_TRY(Mapping map, parse_mapping(stored.json));
  if (!request.zone.empty()) PK_CHECK(calendar::Zone::find(request.zone));
  if (!request.encoding.empty() && request.encoding != "auto") PK_CHECK(parse_encoding(request.encoding));
  std::vector<std::string> paths;
  if (request.files.empty()) {
    PK_TRY(const auto there, files(workspace));
    const auto kind_of_main = request.main.empty() ? std::nullopt : file_for(map, request.main);
    for (const auto& f : there) {
      const auto kind = file_for(map, f.name);
      const bool left = !kind || (kind == kind_of_main && f.name != request.main);
      if (!left) paths.push_back(folder(workspace) + "/" + f.name);
    }
  }
  for (const auto& name : request.files) {
    const std::string path = folder(workspace) + "/" + name;
    std::error_code ec;
    if (!valid_name(name) || !fs::exists(path, ec)) {
      return no_stored_file(name);
    }
    paths.push_back(path);
  }
  if (paths.empty()) return fail_field("file", "required");
  const std::string title = paths[0].substr(paths[0].rfind('/') + 1) + (paths.size() > 1 ? fmt::format(" (+{})", paths.size() - 1) : "");
  return d_.jobs.start({workspace, "import", title, params_json(request)}, [this, workspace, map = std::move(map), paths, request](jobs::Context& job) {
    return work(job, workspace, map, paths, request);
  });
}

Result<void> Imports::work(jobs::Context& job, WorkspaceNo workspace, const Mapping& map, const std::vector<std::string>& paths,
                           const ImportRequest& request) {
  Summary summary;
  std::unique_ptr<RejectFile> rejects;
  const auto run = [&]() -> Result<void> {
    std::vector<Input> inputs;
    for (const auto& path : paths) {
      PK_TRY(auto blob, open_file(path));
      inputs.push_back({path.substr(path.rfind('/') + 1), std::move(blob)});
    }
    RunOptions options;
    options.zone = calendar::Zone::find(d_.zone(workspace)).value_or(calendar::Zone{});
    if (!request.zone.empty()) options.force_zone = calendar::Zone::find(request.zone).value_or(calendar::Zone{});
    options.force_encoding = request.encoding;
    options.limit = request.limit;
    PK_TRY(auto catalogue, prepare_journey(map, d_.journeys, workspace, request.dry_run));
    PK_TRY(rejects, RejectFile::create(rejects_path(workspace, job.job().id)));
    auto sink = make_intake_sink({workspace, std::move(catalogue), d_.clock.now(), {}, {d_.random(), d_.random()}}, d_.clock,
                                 request.dry_run ? nullptr : &d_.inbox, d_.projector);
    Hooks hooks;
    hooks.reject = [&](const Reject& r) { rejects->add(r, message::message_text(r.why.code, request.lang, r.why.params)); };
    hooks.progress = [&](const Progress& p) {
      job.result(result_json(summary, rejects->lines(), nullptr, request.lang));
      job.progress(static_cast<std::int64_t>(p.bytes), static_cast<std::int64_t>(p.total));
    };
    hooks.cancelled = [&] { return job.cancelled(); };
    return run_import(map, inputs, options, *sink, hooks, summary);
  };
  const auto done = run();
  job.result(result_json(summary, rejects ? rejects->lines() : 0, done ? nullptr : &done.error(), request.lang));
  return done;
}

Result<jobs::Job> Imports::find(WorkspaceNo workspace, JobId id) {
  PK_TRY(jobs::Job job, d_.jobs.find(workspace, id));
  if (job.kind != "import") return fail(ErrorKind::not_found, "no_such_job");
  return job;
}

Result<std::vector<jobs::Job>> Imports::list(WorkspaceNo workspace) {
  PK_TRY(auto all, d_.jobs.list(workspace, 200));
  std::erase_if(all, [](const jobs::Job& j) { return j.kind != "import"; });
  if (all.size() > 50) all.resize(50);
  return all;
}

Result<void> Imports::cancel(WorkspaceNo workspace, JobId id) { return d_.jobs.cancel(workspace, id); }

}  // namespace peakend::importers
