// peakend import: files through a map into the data directory, or into a server.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include <fmt/format.h>

#include "app/stores.h"
#include "cli/commands.h"
#include "cli/import_remote.h"
#include "cli/progress.h"
#include "ingest/importers/guess.h"
#include "ingest/importers/prepare.h"
#include "ingest/importers/run.h"

namespace peakend::cli {
namespace {

namespace imp = importers;

struct Args {
  std::vector<std::string> files;
  std::string map, guess, workspace, server, key, rejects, zone, encoding;
  std::int64_t limit = 0;
  bool dry_run = false, strict = false;
};

Result<std::string> read_text(const std::string& path) {
  PK_TRY(const auto blob, imp::open_file(path));
  if (blob->size() > (1u << 20)) return fail(ErrorKind::too_large, "map_too_large");
  std::string text(static_cast<std::size_t>(blob->size()), '\0');
  PK_CHECK(blob->read_at(0, text));
  return text;
}

/// The files themselves; of a directory those that the map knows.
std::vector<std::string> expand(const std::vector<std::string>& given, const imp::Mapping* map) {
  namespace fs = std::filesystem;
  std::vector<std::string> out;
  std::error_code ec;
  for (const auto& path : given) {
    if (!fs::is_directory(path, ec)) {
      out.push_back(path);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(path, ec)) {
      if (entry.is_regular_file(ec) && (!map || imp::file_for(*map, entry.path().string()))) out.push_back(entry.path().string());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

Result<std::vector<imp::Input>> open_inputs(const std::vector<std::string>& paths) {
  std::vector<imp::Input> inputs;
  for (const auto& path : paths) {
    PK_TRY(auto blob, imp::open_file(path));
    inputs.push_back({path, std::move(blob)});
  }
  return inputs;
}

/// Without a map: say what the file looks like and offer one.
int propose(Shell& shell, const Args& args) {
  auto inputs = open_inputs(expand(args.files, nullptr));
  if (!inputs) return shell.fail(inputs.error());
  imp::GuessOptions options;
  if (!args.encoding.empty()) options.read.encoding = args.encoding;
  auto guess = imp::guess_mapping(*inputs, options);
  if (!guess) return shell.fail(guess.error());
  for (const auto& file : guess->files) {
    std::printf("%s: %s, %s\n", file.path.c_str(), file.format.c_str(), file.encoding.c_str());
    for (const auto& column : file.columns) {
      std::printf("  %-32s %-14s %s\n", column.name.c_str(), column.role.c_str(), column.sample.c_str());
    }
  }
  if (args.guess.empty()) {
    std::printf("%s\n", shell.say({"Nothing was imported. Write this as a map with --guess MAP.json, adjust it, then import with --map MAP.json.",
                                   "尚未导入任何数据。可用 --guess MAP.json 写出映射，修改后用 --map MAP.json 导入。"}));
    return kOk;
  }
  std::ofstream out(args.guess, std::ios::binary);
  out << guess->map_json;
  out.close();
  if (!out) return shell.fail(Error{ErrorKind::unavailable, "file_unwritable", {}, {}, {{"file", args.guess}}});
  std::printf("%s %s\n", shell.say({"Map written to", "映射已写入"}), args.guess.c_str());
  return kOk;
}

void print_summary(Shell& shell, const imp::Summary& s, const std::string& rejects) {
  for (const auto& f : s.files) {
    std::printf(shell.say({"%s: %lld rows (%s, %s)", "%s：%lld 行（%s，%s）"}), f.path.c_str(), static_cast<long long>(f.rows), f.format.c_str(), f.encoding.c_str());
    if (f.superseded) std::printf(shell.say({", %lld superseded", "，%lld 行被更新的行取代"}), static_cast<long long>(f.superseded));
    if (f.filtered) std::printf(shell.say({", %lld left out", "，%lld 行未选用"}), static_cast<long long>(f.filtered));
    if (f.unreadable) std::printf(shell.say({", %lld unreadable", "，%lld 行无法读取"}), static_cast<long long>(f.unreadable));
    if (f.replaced) std::printf(shell.say({", %lld characters not valid in this encoding", "，%lld 个字符在该编码下无效"}), static_cast<long long>(f.replaced));
    std::printf("\n");
  }
  for (const auto& i : s.items) {
    std::printf("  %-44s %10lld", (i.file + " " + i.key).c_str(), static_cast<long long>(i.accepted));
    if (i.duplicate) std::printf(shell.say({"  duplicate %lld", "  重复 %lld"}), static_cast<long long>(i.duplicate));
    if (i.rejected) std::printf(shell.say({"  rejected %lld", "  拒绝 %lld"}), static_cast<long long>(i.rejected));
    if (i.not_applicable) std::printf(shell.say({"  not applicable %lld", "  不适用 %lld"}), static_cast<long long>(i.not_applicable));
    if (i.empty) std::printf(shell.say({"  empty %lld", "  空值 %lld"}), static_cast<long long>(i.empty));
    std::printf("\n");
  }
  std::printf(shell.say({"read %lld rows; accepted %lld, duplicate %lld, rejected %lld items\n", "读取 %lld 行；接收 %lld 条，重复 %lld 条，拒绝 %lld 条\n"}),
              static_cast<long long>(s.rows), static_cast<long long>(s.accepted), static_cast<long long>(s.duplicate), static_cast<long long>(s.rejected));
  if (s.rejected && !rejects.empty()) std::printf(shell.say({"rejects: %s\n", "被拒绝的内容见：%s\n"}), rejects.c_str());
}

int exit_code(const Args& args, const imp::Summary& s) {
  const bool nothing = s.rejected > 0 && s.accepted + s.duplicate == 0;
  return nothing || (args.strict && s.rejected > 0) ? kFailed : kOk;
}

/// The first rejects go to the screen, all of them to the file.
class Rejects {
 public:
  Rejects(Shell& shell, Progress& bar) : shell_(shell), bar_(bar) {}
  Result<void> open(const std::string& path) {
    if (path.empty()) return {};
    PK_TRY(file_, imp::RejectFile::create(path));
    return {};
  }
  void add(const imp::Reject& r) {
    const std::string reason = message::message_text(r.why.code, shell_.lang, r.why.params);
    if (file_) file_->add(r, reason);
    if (++shown_ > 10) return;
    bar_.clear();
    const std::string column = r.column.empty() ? r.why.field : r.column;
    const std::string value = r.value.empty() ? "" : " \"" + r.value + "\"";
    std::fprintf(stderr, "%s:%lld: %s: %s%s\n", r.file.c_str(), static_cast<long long>(r.line), column.c_str(), reason.c_str(), value.c_str());
    if (shown_ == 10 && !file_) std::fprintf(stderr, "%s\n", shell_.say({"... more; use --rejects FILE for all", "……其余请用 --rejects 文件 查看"}));
  }

 private:
  Shell& shell_;
  Progress& bar_;
  std::unique_ptr<imp::RejectFile> file_;
  int shown_ = 0;
};

Result<account::Workspace> workspace_for(app::Stores& stores, const Args& args) {
  if (!stores.accounts->list_workspaces().empty()) return stores.pick_workspace(args.workspace);
  // The first import may come before the first sign-in; the first account gets all workspaces there are.
  account::NewWorkspace first;
  first.key = args.workspace.empty() ? "main" : args.workspace;
  first.name = first.key;
  if (!args.zone.empty()) first.zone = args.zone;
  return stores.accounts->create_workspace(first);
}

int import_here(Shell& shell, const Args& args, const imp::Mapping& map) {
  const SystemClock clock;
  auto inputs = open_inputs(expand(args.files, &map));
  if (!inputs) return shell.fail(inputs.error());
  auto stores = app::open_stores(shell.config, clock);
  if (!stores) return shell.fail(stores.error());
  auto& s = **stores;
  const auto workspace = workspace_for(s, args);
  if (!workspace) return shell.fail(workspace.error());
  auto catalogue = imp::prepare_journey(map, app::import_journeys(*s.journeys, "import"), workspace->no, args.dry_run);
  if (!catalogue) return shell.fail(catalogue.error());

  imp::RunOptions options;
  options.zone = calendar::Zone::find(workspace->zone).value_or(calendar::Zone{});
  options.force_encoding = args.encoding;
  options.limit = args.limit;
  if (!args.zone.empty()) {
    auto zone = calendar::Zone::find(args.zone);
    if (!zone) return shell.fail(zone.error());
    options.force_zone = *zone;
  }
  Progress bar(shell);
  Rejects rejects(shell, bar);
  if (auto ok = rejects.open(args.rejects); !ok) return shell.fail(ok.error());
  imp::Hooks hooks;
  hooks.reject = [&](const imp::Reject& r) { rejects.add(r); };
  hooks.progress = [&](const imp::Progress& p) { bar.show(p.bytes, p.total, p.rows); };
  auto sink = imp::make_intake_sink({workspace->no, *catalogue, clock.now(), {}, {app::random64(), app::random64()}}, clock,
                                    args.dry_run ? nullptr : s.inbox.get(), s.projector.get());
  imp::Summary summary;
  const auto done = imp::run_import(map, *inputs, options, *sink, hooks, summary);
  bar.finish();
  print_summary(shell, summary, args.rejects);
  if (!done) return shell.fail(done.error());
  if (args.dry_run) {
    std::printf("%s\n", shell.say({"Dry run: nothing was stored.", "试运行：未保存任何数据。"}));
    return exit_code(args, summary);
  }
  if (auto ok = s.projector->drain(); !ok) return shell.fail(ok.error());
  if (auto ok = s.episodes->drain(workspace->no); !ok) return shell.fail(ok.error());
  return exit_code(args, summary);
}

int run_command(Shell& shell, const Args& args) {
  if (args.map.empty()) return propose(shell, args);
  const auto text = read_text(args.map);
  if (!text) return shell.fail(text.error());
  const auto map = imp::parse_mapping(*text);
  if (!map) return shell.fail(map.error());
  if (args.server.empty()) return import_here(shell, args, *map);
  RemoteImport remote;
  remote.files = expand(args.files, &*map);
  remote.map_json = *text;
  remote.map_key = map->key.empty() ? std::filesystem::path(args.map).stem().string() : map->key;
  remote.server = args.server;
  remote.key = args.key;
  remote.rejects = args.rejects;
  remote.zone = args.zone;
  remote.encoding = args.encoding;
  remote.limit = args.limit;
  remote.dry_run = args.dry_run;
  remote.strict = args.strict;
  return import_remote(shell, remote);
}

}  // namespace

Command import_command() {
  const auto args = std::make_shared<Args>();
  Command c;
  c.name = "import";
  c.summary = {"Bring files in: CSV, TSV, JSON lines, XES; plain, gz, zst or zip", "导入文件：CSV、TSV、JSON lines、XES；可为 gz、zst、zip 压缩"};
  c.details = {
      "Running the same file again adds nothing. Without --map the file is looked at and a map is proposed.\n\nExamples:\n"
      "  peakend import orders.csv                                look at the file\n"
      "  peakend import orders.csv --guess orders.json            write a first map\n"
      "  peakend import orders.csv --map orders.json --dry-run    check everything, store nothing\n"
      "  peakend import data/olist --map examples/olist/map.json --rejects rejects.csv\n"
      "  peakend import orders.csv --map orders.json --server http://127.0.0.1:8321 --key pk_...\n\n"
      "Exit codes: 0 done (also when some rows were rejected, unless --strict), 1 failed or nothing accepted, 2 wrong use,\n"
      "3 data directory in use (stop the server or use --server), 4 not found.",
      "重复导入同一文件不会增加数据。不给 --map 时只查看文件并建议映射。\n\n示例：\n"
      "  peakend import orders.csv                                查看文件\n"
      "  peakend import orders.csv --guess orders.json            写出初步映射\n"
      "  peakend import orders.csv --map orders.json --dry-run    只检查，不保存\n"
      "  peakend import data/olist --map examples/olist/map.json --rejects rejects.csv\n"
      "  peakend import orders.csv --map orders.json --server http://127.0.0.1:8321 --key pk_...\n\n"
      "退出码：0 完成（部分行被拒绝也算完成，除非 --strict），1 失败或没有任何内容被接收，2 用法有误，\n"
      "3 数据目录被占用（请停止服务或改用 --server），4 未找到。"};
  auto* a = args.get();
  c.options = {
      {"files", "FILE", {"Files, or directories with files of the map", "文件，或包含映射所需文件的目录"}, &a->files, true},
      {"--map,-m", "MAP.json", {"How columns become items (docs/mapping.md)", "列如何变成内容（见 docs/mapping.md）"}, &a->map},
      {"--guess", "MAP.json", {"Write a proposed map and stop", "写出建议的映射后结束"}, &a->guess},
      {"--workspace,-w", "KEY", {"Workspace; may be left out when there is one", "工作区；只有一个时可省略"}, &a->workspace},
      {"--server", "URL", {"Import through a running server", "通过正在运行的服务导入"}, &a->server},
      {"--key", "KEY", {"API key with the right 'write', for --server", "用于 --server 的 API 密钥（需“write”权限）"}, &a->key},
      {"--dry-run", "", {"Check everything, store nothing", "检查全部内容，但不保存"}, &a->dry_run},
      {"--rejects", "FILE", {"CSV with every rejected row: file, line, column, reason", "记录被拒绝行的 CSV：文件、行号、列、原因"}, &a->rejects},
      {"--limit", "N", {"Only the first N rows of each file", "每个文件只读前 N 行"}, &a->limit},
      {"--zone", "ZONE", {"Zone of times without one, over the map", "未带时区的时间所用的时区（优先于映射）"}, &a->zone},
      {"--encoding", "NAME", {"Encoding of the files, over the map", "文件编码（优先于映射）"}, &a->encoding},
      {"--strict", "", {"Fail when any row is rejected", "只要有行被拒绝就以失败退出"}, &a->strict},
  };
  c.run = [args](Shell& shell) { return run_command(shell, *args); };
  return c;
}

}  // namespace peakend::cli
