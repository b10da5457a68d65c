#include "engine/compute.h"

#include <cstdio>
#include <iostream>
#include <iterator>

#include "cli/commands.h"

namespace peakend::cli {
namespace {

constexpr std::size_t kMaxInput = 16 << 20;

int compute(Shell& shell, const std::string& name, bool list) {
  if (list) {
    for (const auto& f : engine::compute_list()) std::printf("%-28.*s %.*s\n", static_cast<int>(f.name.size()), f.name.data(), static_cast<int>(f.line.size()), f.line.data());
    return kOk;
  }
  if (name.empty()) {
    std::fprintf(stderr, "peakend: %s\n", shell.say({"give the name of a function, or --list", "请给出函数名，或使用 --list"}));
    return kUsage;
  }
  std::string input;
  char piece[65536];
  while (input.size() <= kMaxInput) {
    const auto n = std::fread(piece, 1, sizeof piece, stdin);
    if (n == 0) break;
    input.append(piece, n);
  }
  const auto out = engine::compute(name, input);
  if (!out) return shell.fail(out.error());
  std::printf("%s\n", out->c_str());
  return kOk;
}

}  // namespace

Command compute_command() {
  struct Args {
    std::string name;
    bool list = false;
  };
  const auto args = std::make_shared<Args>();
  Command c;
  c.name = "compute";
  c.summary = {"Run one function of the engine: JSON in on standard input, JSON out", "运行一个引擎函数：标准输入为 JSON，输出为 JSON"};
  c.details = {"Examples:\n  peakend compute --list\n  echo '{\"cases\":[[42,50]]}' | peakend compute wilson\n\nExit codes: 0 done, 1 wrong input, 2 wrong use, 4 no such function.",
               "示例：\n  peakend compute --list\n  echo '{\"cases\":[[42,50]]}' | peakend compute wilson\n\n退出码：0 完成，1 输入有误，2 用法有误，4 没有该函数。"};
  c.options = {{"name", "NAME", {"The function", "函数名"}, &args->name, false},
               {"--list", "", {"List all functions with one line each", "列出全部函数及说明"}, &args->list, false}};
  c.needs = Command::Needs::nothing;
  c.run = [args](Shell& shell) { return compute(shell, args->name, args->list); };
  return c;
}

}  // namespace peakend::cli
