// Binds the descriptors to CLI11; the only file that sees it.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>

#include "base/log.h"
#include "cli/command.h"

namespace peakend::cli {
namespace {

message::Lang language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* v = std::getenv(name); v != nullptr && *v != '\0')
      return std::string_view(v).substr(0, 2) == "zh" ? message::Lang::zh : message::Lang::en;
  return message::Lang::en;
}

void bind(CLI::App& app, Shell& shell, const app::OptionSpec& spec) {
  std::visit(
      [&](auto* target) {
        using T = std::remove_pointer_t<decltype(target)>;
        CLI::Option* o;
        if constexpr (std::is_same_v<T, bool>) o = app.add_flag(spec.flags, *target, shell.say(spec.help));
        else o = app.add_option(spec.flags, *target, shell.say(spec.help))->capture_default_str()->type_name(spec.value);
        o->envname(spec.env)->group(shell.say(spec.only_serve ? Words{"Server options", "服务选项"} : Words{"Common options", "通用选项"}));
      },
      spec.target);
}

void bind(CLI::App& app, Shell& shell, const Option& option) {
  std::visit(
      [&](auto* target) {
        using T = std::remove_pointer_t<decltype(target)>;
        CLI::Option* o;
        if constexpr (std::is_same_v<T, bool>) o = app.add_flag(option.flags, *target, shell.say(option.help));
        else o = app.add_option(option.flags, *target, shell.say(option.help))->type_name(option.value);
        if (option.required) o->required();
        if (shell.lang == message::Lang::zh) o->group(o->get_positional() ? "参数" : "选项");
      },
      option.target);
}

/// CLI11's own words.
void translate(CLI::App& app, const Shell& shell) {
  if (shell.lang != message::Lang::zh) return;
  app.set_help_flag("-h,--help", "显示帮助")->group("选项");
  auto words = std::make_shared<CLI::Formatter>();
  for (const auto& [from, to] : {std::pair{"Usage", "用法"}, {"OPTIONS", "选项"}, {"SUBCOMMAND", "命令"}, {"SUBCOMMANDS", "命令"},
                                 {"Subcommand", "命令"}, {"Subcommands", "命令"}, {"Options", "选项"}, {"Positionals", "参数"},
                                 {"POSITIONALS", "参数"}, {"REQUIRED", "必填"}, {"Env", "环境变量"}})
    words->label(from, to);
  app.formatter(words);
}

/// The first argument is a word that no command has: CLI11 would only say that a command is missing.
bool unknown_command(const std::vector<Command>& commands, const Shell& shell, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return false;
  for (const auto& c : commands)
    if (c.name == argv[1]) return false;
  std::fprintf(stderr, shell.say({"peakend: there is no command '%s'; see peakend --help\n", "peakend：没有命令“%s”，请见 peakend --help\n"}), argv[1]);
  return true;
}

void add(CLI::App& parent, Shell& shell, const Command& command, int& code) {
  auto* sub = parent.add_subcommand(command.name, shell.say(command.summary));
  sub->footer(shell.say(command.details));
  translate(*sub, shell);
  for (const auto& option : command.options) bind(*sub, shell, option);
  if (command.needs != Command::Needs::nothing && command.children.empty())
    for (const auto& spec : app::option_specs(shell.config))
      if (!spec.only_serve || command.needs == Command::Needs::serving) bind(*sub, shell, spec);
  if (!command.children.empty()) {
    sub->require_subcommand(1);
    for (const auto& child : command.children) add(*sub, shell, child, code);
    return;
  }
  sub->callback([&shell, &code, run = command.run, needs = command.needs] {
    if (needs != Command::Needs::nothing) {
      if (auto ok = app::validate(shell.config); !ok) {
        code = shell.fail(ok.error());
        return;
      }
      log::Options options;
      options.json = shell.config.log_format == "json";
      options.level = shell.config.log_level == "debug" ? log::Level::debug
                      : shell.config.log_level == "warn" ? log::Level::warn
                      : shell.config.log_level == "error" ? log::Level::error : log::Level::info;
      options.path = shell.config.log_file;
      if (auto ok = log::setup(options); !ok) {
        code = shell.fail(ok.error());
        return;
      }
    }
    code = run(shell);
  });
}

}  // namespace

int Shell::fail(const Error& e) const {
  std::fprintf(stderr, "peakend: %s\n", message::message_text(e.code, lang, e.params).c_str());
  for (const auto& f : e.fields)
    std::fprintf(stderr, "  %s: %s\n", f.field.c_str(), message::message_text(f.code, lang, f.params).c_str());
  if (!e.log.empty()) std::fprintf(stderr, "  (%s)\n", e.log.c_str());
  if (e.code == "options_invalid") return kUsage;
  if (e.code == "data_in_use" || e.code == "data_unwritable") return kInUse;
  return e.kind == ErrorKind::not_found ? kNotFound : kFailed;
}

int run(int argc, char** argv) {
  Shell shell;
  shell.lang = language_of_environment();
  int code = kOk;
  CLI::App app(shell.say({"peakend: what customers live through, say and leave unsaid, in one picture per journey.",
                          "peakend：把客户的经历、表达与沉默，汇成每条客户旅程的一张图。"}),
               "peakend");
  app.require_subcommand(1);
  app.footer(shell.say({"Examples:\n  peakend serve                      start on http://127.0.0.1:8321\n  peakend demo                       start with a generated company\n"
                        "  peakend import orders.csv --map orders.json\n  peakend COMMAND --help             options and examples of a command\n"
                        "Every option of serve can also be set by its environment variable (PEAKEND_...).",
                        "示例：\n  peakend serve                      在 http://127.0.0.1:8321 启动\n  peakend demo                       启动并载入生成的示例公司\n"
                        "  peakend import orders.csv --map orders.json\n  peakend 命令 --help                查看某个命令的选项与示例\n"
                        "serve 的每个选项也可以用环境变量（PEAKEND_...）设置。"}));
  const auto commands = all_commands();
  translate(app, shell);
  if (unknown_command(commands, shell, argc, argv)) return kUsage;
  for (const auto& command : commands) add(app, shell, command, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e), kOk;
    std::fprintf(stderr, shell.say({"peakend: %s; see --help\n", "peakend：用法有误（%s），请见 --help\n"}), e.what());
    return kUsage;
  }
  return code;
}

}  // namespace peakend::cli
