// peakend demo: a generated company in a data directory of its own, then the server with a trickle of new events.
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "app/service.h"
#include "app/stores.h"
#include "base/assets.h"
#include "base/calendar.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/demo_brand.h"
#include "cli/serving.h"
#include "demo/demo.h"
#include "insight/brand.h"

namespace peakend::cli {
namespace {

constexpr const char* kEmail = "demo@example.com";
constexpr const char* kPassword = "peak-and-end";  // of no worth: the company is invented and listens on this machine only
constexpr std::size_t kRound = 4'000;              ///< items a submission
constexpr int kRoundsUnderWay = 4;

struct Args {
  std::int64_t customers = 50'000, orders = 85'000, seed = static_cast<std::int64_t>(demo::Options{}.seed);
  std::string until;
  bool no_live = false;
};

bool interrupted() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

/// Sends items through the same door as everybody: validation, inbox, projection.
class Feeder {
 public:
  Feeder(app::Stores& s, WorkspaceNo no, const Clock& clock) : stores_(s), no_(no), clock_(clock) { renew(); }
  ~Feeder() { wait_below(1); }

  bool add(std::string_view item) {
    intake_->add(item);
    if (++waiting_ >= kRound) flush();
    return !failed() && !interrupted();
  }
  /// Everything added is durable when this returns; the error, if there was one.
  Result<void> finish() {
    flush();
    wait_below(1);
    const std::lock_guard lock(mutex_);
    if (error_) return tl::unexpected(*error_);
    return {};
  }
  std::int64_t accepted() const { return accepted_; }

 private:
  void renew() {
    intake_ = ingest::make_intake({no_, stores_.catalogue(no_), clock_.now(), {}, Uuid{app::random64(), app::random64()}});
  }
  void flush() {
    if (waiting_ == 0) return;
    for (const auto& r : intake_->results()) {
      if (r.state != ingest::ItemResult::State::rejected) continue;
      const std::lock_guard lock(mutex_);
      Error e{ErrorKind::internal, "internal", {r.why}, "demo item rejected: " + r.why.field + " " + r.why.code, {}};
      if (!error_) error_ = e;
    }
    auto submission = intake_->take();
    renew();
    waiting_ = 0;
    wait_below(kRoundsUnderWay);
    {
      const std::lock_guard lock(mutex_);
      ++under_way_;
    }
    stores_.inbox->submit(std::move(submission), [this](Result<inbox::Receipt> r) {
      const std::lock_guard lock(mutex_);
      --under_way_;
      if (!r && !error_) error_ = r.error();
      if (r) accepted_ += std::count(r->duplicate_of.begin(), r->duplicate_of.end(), 0);
      wake_.notify_all();
    });
  }
  void wait_below(int n) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return under_way_ < n; });
  }
  bool failed() {
    const std::lock_guard lock(mutex_);
    return error_.has_value();
  }

  app::Stores& stores_;
  WorkspaceNo no_;
  const Clock& clock_;
  std::unique_ptr<ingest::Intake> intake_;
  std::size_t waiting_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  int under_way_ = 0;
  std::int64_t accepted_ = 0;
  std::optional<Error> error_;
};

/// What a restart must know: when the generated year ends, and whether it was loaded to its end.
struct Marker {
  std::string path;
  std::int64_t end = 0;
  bool done = false;

  explicit Marker(const std::string& data) : path(data + "/demo.marker") {
    std::ifstream in(path);
    std::string state;
    if (in >> end >> state) done = state == "done";
  }
  void write() const { std::ofstream(path, std::ios::trunc) << end << (done ? " done\n" : " loading\n"); }
};

Result<WorkspaceNo> prepare(app::Stores& s) {
  if (auto w = s.accounts->workspace("demo")) return w->no;
  PK_TRY(const auto w, s.accounts->create_workspace({"demo", "云栖电器 · Yunqi Appliances", "Asia/Shanghai", "zh", true}));
  const WorkspaceNo mine[] = {w.no};
  PK_TRY(const auto account, s.accounts->create_account({kEmail, kPassword, "Demo"}, mine));
  static_cast<void>(account);
  const auto asset = assets::find("demo/journey.json");
  if (!asset) return fail(ErrorKind::internal, "internal", "demo/journey.json is not in the binary");
  PK_TRY(auto journey, journey::parse_journey(asset->raw));
  PK_TRY(const auto made, s.journeys->create(w.no, std::move(journey), "demo"));
  static_cast<void>(made);
  return w.no;
}

Result<void> load(app::Stores& s, WorkspaceNo no, const demo::Options& options, const Shell& shell, const Clock& clock) {
  const auto begin = clock.now();
  const bool terminal = ::isatty(STDOUT_FILENO) != 0;
  std::int64_t made = 0;
  {
    Feeder feeder(s, no, clock);
    demo::generate(options, [&](std::string_view item) {
      if (++made % 20'000 == 0 && terminal) {
        std::printf("\r%s %ld ", shell.say({"generating the demo company:", "正在生成示例企业："}), static_cast<long>(made));
        std::fflush(stdout);
      }
      return feeder.add(item);
    });
    PK_CHECK(feeder.finish());
  }
  if (interrupted()) return {};
  PK_CHECK(s.projector->drain());
  PK_CHECK(s.episodes->drain(no));
  PK_CHECK(s.facts->tidy());
  ::malloc_trim(0);  // a year was loaded in seconds; what that took is not needed again
  const double seconds = static_cast<double>((clock.now() - begin).count()) / 1000;
  std::printf("%s%s %ld, %.1f s\n", terminal ? "\r" : "", shell.say({"generated and loaded:", "已生成并载入："}), static_cast<long>(made), seconds);
  return {};
}

/// Tests of improvements, registered before they began: one that works, one that does nothing, one still a draft (docs/demo.md).
Result<void> register_initiatives(app::Stores& s, WorkspaceNo no, const demo::Options& options) {
  PK_TRY(const auto known, s.initiatives->all(no));
  if (!known.empty()) return {};
  const auto zone = calendar::Zone::find("Asia/Shanghai").value_or(calendar::Zone{});
  const auto today = calendar::local_day(zone, options.end);
  const auto day = [&](int n) { return calendar::day_text(today + n); };
  const auto act = [&](int n) { return initiative::Act{no, "Demo", options.end + std::chrono::hours(24 * n), day(n)}; };
  constexpr int start = -demo::Truths::guided_setup;
  const std::vector<std::string> setup{"setup/store", "setup/online-mall", "setup/app", "setup/mini-program"};
  initiative::Plan guide;
  guide.name = "视频指导安装 · Setup guided by video";
  guide.hypothesis = "购买地面清洁机器人的客户在视频指导下安装，体验更好。 Buyers of floor-care robots who are guided by video live a better set-up.";
  guide.owner = "安装服务 · Installation";
  guide.journey = "appliance";
  guide.touchpoints = setup;
  guide.treated = {"product:扫地机器人,洗地机"};
  guide.start = day(start), guide.end = day(start + 59);
  guide.smallest = .1;
  guide.cost = 60'000, guide.worth = 400;
  initiative::Plan letter = guide;
  letter.name = "银卡会员感谢信 · Letter to silver members";
  letter.hypothesis = "收到感谢信的银卡会员安装体验更好。 Silver members who get a letter of thanks live a better set-up.";
  letter.owner = "会员运营 · Membership";
  letter.treated = {"tier:银卡"};
  letter.end = day(start + 40);
  letter.smallest = .15;
  letter.cost = 20'000;
  initiative::Plan carrier = guide;
  carrier.name = "更换承运商 · A new carrier";
  carrier.hypothesis = "更换承运商后，网上商城物流的守约率回升。 With a new carrier the online mall keeps its delivery promise again.";
  carrier.owner = "物流部 · Logistics";
  carrier.touchpoints = {"delivery/online-mall"};
  carrier.metric = "promise_kept";
  carrier.against = initiative::Against::before;
  carrier.treated = {};
  carrier.start = day(7), carrier.end = day(66);
  carrier.cost = {}, carrier.worth = {};
  PK_CHECK(s.initiatives->add(act(-2), std::move(carrier)));
  for (initiative::Plan* plan : {&letter, &guide}) {
    PK_TRY(const auto made, s.initiatives->add(act(start - 5), std::move(*plan)));
    PK_CHECK(s.initiatives->start(act(start - 4), made.id));
  }
  return {};
}

/// A few new events and answers a minute, so that the screens live.
void trickle(const std::stop_token& stop, app::Stores& s, WorkspaceNo no, demo::Options options, const Clock& clock) {
  std::mutex m;
  std::condition_variable_any wake;
  std::unique_lock lock(m);
  while (!wake.wait_for(lock, stop, std::chrono::seconds(4), [] { return false; }) && !stop.stop_requested()) {
    Feeder feeder(s, no, clock);
    const auto now = clock.now();
    for (int i = 0; i < 3; ++i) demo::generate_live(options, now, to_ms(now) / 1000 * 3 + i, [&](std::string_view item) { return feeder.add(item); });
    if (auto ok = feeder.finish(); !ok) log::failure("demo trickle", ok.error());
  }
}

Result<void> keep_brand(app::Stores& s, WorkspaceNo no) {
  insight::Brands brands(*s.records);
  PK_TRY(const insight::Brand known, brands.get(no));
  if (known.version > 0) return {};
  PK_TRY(insight::Brand brand, insight::brand_of_json(kDemoBrand));
  PK_CHECK(brands.put(no, std::move(brand)));
  return {};
}

int run_demo(Shell& shell, const Args& args) {
  if (shell.config.data == app::Config{}.data) shell.config.data = "peakend-demo-data";
  static const SystemClock clock;
  demo::Options options;
  options.seed = static_cast<std::uint64_t>(args.seed);
  options.customers = std::max<std::int64_t>(10, args.customers);
  options.orders = std::max<std::int64_t>(10, args.orders);
  options.end = clock.now();
  if (!args.until.empty()) {
    const auto t = calendar::parse_rfc3339(args.until + "T00:00:00Z");
    if (!t) {
      std::fprintf(stderr, "%s\n", shell.say({"--until: a date such as 2026-03-14", "--until：请给出日期，例如 2026-03-14"}));
      return kUsage;
    }
    options.end = *t;
  }
  std::jthread live;
  const int code = serve_until_signal(shell, [&](app::Service& service) -> Result<void> {
    auto& s = service.stores();
    PK_TRY(const auto no, prepare(s));
    Marker marker(shell.config.data);
    if (marker.end != 0) options.end = from_ms(marker.end);
    marker.end = to_ms(options.end);
    if (!marker.done) {
      marker.write();
      PK_CHECK(load(s, no, options, shell, clock));
      if (interrupted()) return {};
      PK_CHECK(register_initiatives(s, no, options));
      PK_CHECK(keep_brand(s, no));
      marker.done = true;
      marker.write();
    }
    std::printf("%s %s / %s\n", shell.say({"sign in with", "登录账号"}), kEmail, kPassword);
    if (!args.no_live) live = std::jthread([&s, no, options](const std::stop_token& stop) { trickle(stop, s, no, options, clock); });
    return {};
  }, [&] { live = {}; });
  return code;
}

}  // namespace

Command demo_command() {
  Command c;
  const auto args = std::make_shared<Args>();
  c.name = "demo";
  c.summary = {"Start with a generated company", "用生成的示例企业启动"};
  c.needs = Command::Needs::serving;
  c.details = {
      "Generates an appliance maker with 12 months of orders, promises, ratings and words (about a million facts) into\n"
      "peakend-demo-data (or --data), then serves it. Starts again at once when it is already there. What is planted in the\n"
      "data is listed in docs/demo.md.\n\nExamples:\n"
      "  peakend demo\n"
      "  peakend demo --orders 5000 --customers 3000 --no-live\n\n"
      "Exit codes: 0 stopped, 1 failed, 2 wrong option, 3 data directory in use.",
      "生成一家家电企业 12 个月的订单、承诺、评分与文字（约一百万条事实），存入 peakend-demo-data（或 --data），然后启动服务。\n"
      "已生成时直接启动。数据中埋入的“真相”见 docs/demo.md。\n\n示例：\n"
      "  peakend demo\n"
      "  peakend demo --orders 5000 --customers 3000 --no-live\n\n"
      "退出码：0 正常停止，1 失败，2 选项有误，3 数据目录被占用。"};
  c.options = {
      {"--orders", "N", {"Orders to generate (about 12 facts each)", "生成的订单数（每单约 12 条事实）"}, &args->orders},
      {"--customers", "N", {"Customers", "客户数"}, &args->customers},
      {"--seed", "N", {"Seed: same seed, same company", "随机种子：相同种子生成相同企业"}, &args->seed},
      {"--until", "DATE", {"Day on which the data end; today when left out", "数据截止日；默认今天"}, &args->until},
      {"--no-live", "", {"No trickle of new events", "不再持续产生新事件"}, &args->no_live},
  };
  c.run = [args](Shell& shell) { return run_demo(shell, *args); };
  return c;
}

}  // namespace peakend::cli
