#include <csignal>
#include <cstdio>
#include <thread>

#include "app/service.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/serving.h"

namespace peakend::cli {

int serve_until_signal(Shell& shell, const std::function<Result<void>(app::Service&)>& after_start,
                       const std::function<void()>& before_stop) {
  // Blocked before any thread starts, so that only sigwait below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int s : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, s);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  const SystemClock clock;
  auto service = app::start_service(shell.config, clock);
  if (!service) return shell.fail(service.error());
  if (after_start)
    if (auto ok = after_start(**service); !ok) return shell.fail(ok.error());
  std::printf("%s %s\n", shell.say({"peakend is ready:", "peakend 已就绪："}), (*service)->start_url().c_str());
  std::fflush(stdout);

  int signal = 0;
  sigwait(&signals, &signal);
  log::info("stopping", {{"signal", signal}});
  // A handler that hangs must not keep the process: all stores survive a kill.
  std::thread([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(4'000));
    log::warn("did not stop in time; leaving");
    std::_Exit(0);
  }).detach();
  if (before_stop) before_stop();
  (*service)->stop(std::chrono::milliseconds(1'200));
  service->reset();
  return kOk;
}

Command serve_command() {
  Command c;
  c.name = "serve";
  c.summary = {"Start the server and the console", "启动服务与控制台"};
  c.needs = Command::Needs::serving;
  c.details = {
      "On the first start a link is printed that creates the owner's account.\n\nExamples:\n"
      "  peakend serve --data /var/lib/peakend\n"
      "  peakend serve --address 0.0.0.0 --tls-certificate cert.pem --tls-key key.pem\n"
      "  PEAKEND_PORT=9000 peakend serve\n\n"
      "Stops on SIGINT or SIGTERM. Exit codes: 0 stopped, 1 failed, 2 wrong option, 3 data directory in use.",
      "首次启动时会显示一个链接，用于创建所有者账号。\n\n示例：\n"
      "  peakend serve --data /var/lib/peakend\n"
      "  peakend serve --address 0.0.0.0 --tls-certificate cert.pem --tls-key key.pem\n"
      "  PEAKEND_PORT=9000 peakend serve\n\n"
      "收到 SIGINT 或 SIGTERM 时停止。退出码：0 正常停止，1 失败，2 选项有误，3 数据目录被占用。"};
  c.run = [](Shell& shell) { return serve_until_signal(shell, {}); };
  return c;
}

}  // namespace peakend::cli
