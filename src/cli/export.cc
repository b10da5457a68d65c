#include <cstdio>
#include <filesystem>

#include "app/stores.h"
#include "cli/commands.h"
#include "insight/query.h"

namespace peakend::cli {
namespace {

struct Args {
  std::string format = "csv", out, workspace, journey, from, to;
  std::vector<std::string> where;
  std::int64_t limit = 0;
};

std::string escaped(std::string_view s) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : s) out += {'%', hex[c >> 4], hex[c & 15]};
  return out;
}

/// The same filters as GET /v1/export, read by the same code.
Result<facts::ScanSpec> spec_of(const Args& args, const account::Workspace& workspace, const Clock& clock) {
  message::Request request;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) request.query += (request.query.empty() ? "" : "&") + std::string(name) + "=" + escaped(value);
  };
  add("journey", args.journey);
  add("from", args.from);
  add("to", args.to);
  for (const auto& w : args.where) add("where", w);
  PK_TRY(const auto zone, calendar::Zone::find(workspace.zone));
  PK_TRY(const auto query, insight::parse_query(request, {zone, clock.now()}));
  facts::ScanSpec spec;
  spec.workspace = workspace.no;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.where = query.where;
  if (args.limit > 0) spec.limit = static_cast<std::size_t>(args.limit);
  return spec;
}

int run_command(Shell& shell, const Args& args) {
  if (args.format != "csv" && args.format != "parquet")
    return shell.fail(fail_field("--format", "not_one_of", {{"allowed", "csv, parquet"}}).value());
  const SystemClock clock;
  const auto stores = app::open_stores(shell.config, clock);
  if (!stores) return shell.fail(stores.error());
  auto& s = **stores;
  const auto workspace = s.pick_workspace(args.workspace);
  if (!workspace) return shell.fail(workspace.error());
  const auto spec = spec_of(args, *workspace, clock);
  if (!spec) return shell.fail(spec.error());
  if (auto ok = s.projector->drain(); !ok) return shell.fail(ok.error());
  // Written beside its place and renamed when whole, so that what bears the name is complete.
  const std::string part = args.out + ".part";
  const auto rows = s.facts->export_to(*spec, args.format == "csv" ? facts::ExportFormat::csv : facts::ExportFormat::parquet, part);
  std::error_code ec;
  if (!rows) {
    std::filesystem::remove(part, ec);
    return shell.fail(rows.error());
  }
  std::filesystem::rename(part, args.out, ec);
  if (ec) return shell.fail(Error{ErrorKind::unavailable, "file_unwritable", {}, ec.message(), {{"file", args.out}}});
  std::printf(shell.say({"%lld facts written to %s\n", "已写出 %lld 条事实：%s\n"}), static_cast<long long>(*rows), args.out.c_str());
  return kOk;
}

}  // namespace

Command export_command() {
  const auto args = std::make_shared<Args>();
  Command c;
  c.name = "export";
  c.summary = {"Write facts as CSV or Parquet", "把事实写成 CSV 或 Parquet 文件"};
  c.details = {"The server must be stopped; from a running one use GET /v1/export.\n\nExamples:\n"
               "  peakend export --out facts.csv\n"
               "  peakend export --format parquet --out march.parquet --journey olist --from 2018-03-01 --to 2018-03-31\n"
               "  peakend export --out late.csv --where promise:broken --where state:SP,RJ",
               "服务需已停止；服务运行时请用 GET /v1/export。\n\n示例：\n"
               "  peakend export --out facts.csv\n"
               "  peakend export --format parquet --out march.parquet --journey olist --from 2018-03-01 --to 2018-03-31\n"
               "  peakend export --out late.csv --where promise:broken --where state:SP,RJ"};
  auto* a = args.get();
  c.options = {
      {"--format,-f", "FORMAT", {"csv (default) or parquet", "csv（默认）或 parquet"}, &a->format},
      {"--out,-o", "FILE", {"File to write", "输出文件"}, &a->out, true},
      {"--workspace,-w", "KEY", {"Workspace; may be left out when there is one", "工作区；只有一个时可省略"}, &a->workspace},
      {"--journey", "KEY", {"Only this journey", "仅该旅程"}, &a->journey},
      {"--from", "TIME", {"From this date or time, or back so far (90d)", "起始日期或时间，或向前跨度（如 90d）"}, &a->from},
      {"--to", "TIME", {"To this date (included) or time", "截止日期（含）或时间"}, &a->to},
      {"--where", "FIELD:VALUE", {"Filter, may be given several times", "筛选条件，可多次给出"}, &a->where},
      {"--limit", "N", {"At most so many facts", "最多条数"}, &a->limit},
  };
  c.run = [args](Shell& shell) { return run_command(shell, *args); };
  return c;
}

}  // namespace peakend::cli
