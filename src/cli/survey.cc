// peakend survey import | export | responses
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/stores.h"
#include "app/survey_files.h"
#include "cli/commands.h"

namespace peakend::cli {
namespace {

struct Args {
  std::vector<std::string> files;
  std::string survey, key, lang, workspace, format, out, values;
  bool dry_run = false, without_responses = false, bom = false;
};

/// Opens the stores, finds the workspace, and does it.
template <class F>
int with_stores(Shell& shell, const Args& args, F&& f, bool may_be_first = false) {
  const SystemClock clock;
  const auto stores = app::open_stores(shell.config, clock);
  if (!stores) return shell.fail(stores.error());
  // An import may come before the first sign-in; the first account gets all workspaces there are.
  account::NewWorkspace first;
  first.key = first.name = args.workspace.empty() ? "main" : args.workspace;
  const bool none = may_be_first && (*stores)->accounts->list_workspaces().empty();
  const auto workspace = none ? (*stores)->accounts->create_workspace(first) : (*stores)->pick_workspace(args.workspace);
  if (!workspace) return shell.fail(workspace.error());
  const auto done = f(**stores, app::survey_file_stores(**stores, clock), workspace->no);
  if (!done) return shell.fail(done.error());
  return kOk;
}

Result<table::File> read_file(const std::string& path) {
  std::error_code ec;
  const auto size = std::filesystem::file_size(path, ec);
  std::ifstream in(path, std::ios::binary);
  if (ec || !in) return tl::unexpected(Error{ErrorKind::not_found, "file_unreadable", {}, path, {{"file", path}}});
  if (size > survey_files::kMaxFileBytes) return fail(ErrorKind::too_large, "table_too_large", path);
  return table::File{std::filesystem::path(path).filename().string(), {std::istreambuf_iterator<char>(in), {}}};
}
void print_losses(const Shell& shell, const survey_files::Losses& losses) {
  for (const auto& l : losses.list) {
    std::printf("  %s: %s", l.path.c_str(), message::message_text(l.code, shell.lang).c_str());
    if (!l.what.empty()) std::printf(" [%s]", l.what.c_str());
    if (l.count > 1) std::printf(" x%lld", static_cast<long long>(l.count));
    std::printf("\n");
  }
  if (losses.beyond > 0) std::printf(shell.say({"  and %lld more\n", "  另有 %lld 条\n"}), static_cast<long long>(losses.beyond));
}

int run_import(Shell& shell, const Args& args) {
  std::vector<table::File> files;
  for (const auto& path : args.files) {
    auto f = read_file(path);
    if (!f) return shell.fail(f.error());
    files.push_back(*std::move(f));
  }
  survey_files::ImportWish wish;
  wish.read.key = args.key;
  wish.read.lang = args.lang.empty() ? (shell.lang == message::Lang::zh ? "zh-CN" : "en") : args.lang;
  wish.dry_run = args.dry_run;
  wish.responses = !args.without_responses;
  wish.author = "import";
  return with_stores(shell, args, [&](app::Stores& stores, const survey_files::Stores& s, WorkspaceNo no) -> Result<void> {
    PK_TRY(const auto done, survey_files::import_files(s, no, files, wish));
    if (!wish.dry_run) PK_CHECK(stores.projector->drain());
    const auto& f = done.moved.found;
    std::printf(shell.say({"%s: %s, %lld questions, %lld of %lld rules carried over; responses: %lld read, %lld stored, %lld known, %lld refused\n",
                           "%s：%s，%lld 题，规则转换 %lld/%lld；答卷：读取 %lld，写入 %lld，已有 %lld，拒绝 %lld\n"}),
                done.key.c_str(), done.moved.format.c_str(), static_cast<long long>(f.questions), static_cast<long long>(f.rules_carried), static_cast<long long>(f.rules),
                static_cast<long long>(done.moved.responses.size()), static_cast<long long>(done.stored), static_cast<long long>(done.again), static_cast<long long>(done.refused));
    if (!done.moved.losses.list.empty()) std::printf("%s\n", shell.say({"Not carried over:", "未能转换的内容："}));
    print_losses(shell, done.moved.losses);
    return {};
  }, true);
}

int run_export(Shell& shell, const Args& args) {
  return with_stores(shell, args, [&](app::Stores&, const survey_files::Stores& s, WorkspaceNo no) -> Result<void> {
    PK_TRY(const auto written, survey_files::export_survey(s, no, args.survey, args.format.empty() ? "peakend" : args.format, 0));
    const std::string path = args.out.empty() ? written.file_name : args.out;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << written.bytes;
    out.close();
    if (!out) return tl::unexpected(Error{ErrorKind::unavailable, "file_unwritable", {}, path, {{"file", path}}});
    std::printf(shell.say({"written to %s\n", "已写出：%s\n"}), path.c_str());
    print_losses(shell, written.losses);
    return {};
  });
}

int run_responses(Shell& shell, const Args& args) {
  survey_files::ExportWish wish;
  wish.format = args.format.empty() ? "csv" : args.format;
  wish.values = args.values;
  wish.lang = args.lang;
  wish.bom = args.bom;
  wish.query.survey = args.survey;
  return with_stores(shell, args, [&](app::Stores&, const survey_files::Stores& s, WorkspaceNo no) -> Result<void> {
    const std::string part = args.out + ".part";
    std::error_code ec;
    std::filesystem::remove(part, ec);
    PK_TRY(const auto rows, survey_files::export_responses(s, no, wish, part));
    std::filesystem::rename(part, args.out, ec);
    if (ec) return tl::unexpected(Error{ErrorKind::unavailable, "file_unwritable", {}, ec.message(), {{"file", args.out}}});
    std::printf(shell.say({"%lld responses written to %s\n", "已写出 %lld 份答卷：%s\n"}), static_cast<long long>(rows), args.out.c_str());
    return {};
  });
}

}  // namespace

Command survey_command() {
  const auto args = std::make_shared<Args>();
  auto* a = args.get();
  const Option workspace{"--workspace,-w", "KEY", {"Workspace; may be left out when there is one", "工作区；只有一个时可省略"}, &a->workspace};
  Command in;
  in.name = "import";
  in.summary = {"Take in a survey and its responses", "导入问卷及其答卷"};
  in.details = {"SurveyJS, Qualtrics (QSF and CSV), LimeSurvey (LSS, LSA), Formbricks, SPSS, XLSX, CSV, or a ZIP of them.\n\nExamples:\n"
                "  peakend survey import survey.qsf responses.csv\n  peakend survey import survey.lsa --dry-run\n  peakend survey import data.sav --key hotel",
                "支持 SurveyJS、Qualtrics（QSF 与 CSV）、LimeSurvey（LSS、LSA）、Formbricks、SPSS、XLSX、CSV，或包含它们的 ZIP。\n\n示例：\n"
                "  peakend survey import survey.qsf responses.csv\n  peakend survey import survey.lsa --dry-run\n  peakend survey import data.sav --key hotel"};
  in.options = {{"file", "FILE", {"Files that belong together", "属于同一问卷的文件"}, &a->files, true},
                {"--key", "KEY", {"Key of the new survey", "新问卷的标识"}, &a->key},
                {"--lang", "LANG", {"Language when the file does not say", "文件未注明时的语言"}, &a->lang},
                {"--dry-run", "", {"Only report", "仅报告，不写入"}, &a->dry_run},
                {"--without-responses", "", {"Only the survey", "仅导入问卷"}, &a->without_responses},
                workspace};
  in.run = [args](Shell& shell) { return run_import(shell, *args); };
  Command out;
  out.name = "export";
  out.summary = {"Write a survey for another program", "导出问卷供其他软件使用"};
  out.options = {{"survey", "KEY", {"The survey", "问卷标识"}, &a->survey, true},
                 {"--format,-f", "FORMAT", {"peakend (default), surveyjs, qsf", "peakend（默认）、surveyjs、qsf"}, &a->format},
                 {"--out,-o", "FILE", {"File to write", "输出文件"}, &a->out},
                 workspace};
  out.run = [args](Shell& shell) { return run_export(shell, *args); };
  Command rows;
  rows.name = "responses";
  rows.summary = {"Write the responses of a survey", "导出问卷的答卷"};
  rows.options = {{"survey", "KEY", {"The survey", "问卷标识"}, &a->survey, true},
                  {"--format,-f", "FORMAT", {"csv (default), xlsx, parquet, sav, zsav", "csv（默认）、xlsx、parquet、sav、zsav"}, &a->format},
                  {"--out,-o", "FILE", {"File to write", "输出文件"}, &a->out, true},
                  {"--values", "FORM", {"codes, keys or words", "codes（编码）、keys（标识）或 words（文字）"}, &a->values},
                  {"--lang", "LANG", {"Language of labels", "标签语言"}, &a->lang},
                  {"--bom", "", {"CSV with a byte order mark, for Excel", "CSV 带字节序标记，便于 Excel 打开"}, &a->bom},
                  workspace};
  rows.run = [args](Shell& shell) { return run_responses(shell, *args); };
  Command c;
  c.name = "survey";
  c.summary = {"Move surveys and responses in and out", "问卷与答卷的导入导出"};
  c.children = {in, out, rows};
  return c;
}

}  // namespace peakend::cli
