// GET /v1/export: facts as one CSV or Parquet file.
#include <atomic>
#include <filesystem>

#include "insight/answer.h"

namespace peakend::insight {
namespace {

/// Names are unique in this process; the directory belongs to it.
std::string temp_path(const Sources& sources, const message::Request& request, std::string_view extension) {
  static std::atomic<std::uint64_t> counter{0};
  const std::string name = "export-" + request.request_id + "-" + std::to_string(++counter) + "." + std::string(extension);
  return (std::filesystem::path(sources.temp_dir) / name).string();
}

Result<message::Response> export_facts(const Sources& sources, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const Query query, parse_query(request, caller.when));
  PK_TRY(const std::size_t limit, message::count_arg(request, "limit", INT64_MAX, 1, INT64_MAX));
  const std::string format = request.arg("format").value_or("csv");
  if (format != "csv" && format != "parquet") return fail_field("format", "not_one_of", {{"allowed", "csv, parquet"}});
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.where = query.where;
  spec.limit = limit;
  message::Response response;
  response.file = temp_path(sources, request, format);
  response.remove_file = true;
  const auto written = sources.facts->export_to(
      spec, format == "csv" ? facts::ExportFormat::csv : facts::ExportFormat::parquet, response.file);
  if (!written) {
    std::error_code ignored;
    std::filesystem::remove(response.file, ignored);
    return tl::unexpected(written.error());
  }
  response.set("Content-Type", format == "csv" ? "text/csv; charset=utf-8" : "application/vnd.apache.parquet");
  response.set("Content-Disposition", "attachment; filename=\"peakend-facts." + format + "\"");
  response.set("Cache-Control", "no-store");
  response.set("X-Rows", std::to_string(*written));
  return response;
}

}  // namespace

void add_export_routes(message::Router& router, std::shared_ptr<const Sources> sources) {
  router.add(for_limited({message::Verb::get, "/v1/export", message::Right::personal, 0, [sources](const message::Request& r) {
                auto response = export_facts(*sources, r);
                return response ? std::move(*response) : message::problem(response.error(), r);
              }}));
}

}  // namespace peakend::insight
