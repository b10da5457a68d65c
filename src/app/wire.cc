// The list of what plugs into what. Each feature is named here once.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "account/account_api.h"
#include "account/audit.h"
#include "adapters/http_beast/server.h"
#include "adapters/curl/smtp.h"
#include "adapters/curl/webhook.h"
#include "adapters/xgboost/xgboost.h"
#include "app/admission.h"
#include "app/console.h"
#include "app/jobs_api.h"
#include "app/ops_api.h"
#include "app/service.h"
#include "app/recall.h"
#include "app/staff.h"
#include "app/survey_door.h"
#include "app/survey_files.h"
#include "app/told_by.h"
#include "base/log.h"
#include "base/metrics.h"
#include "board/board_api.h"
#include "collect/collect_api.h"
#include "delivery/delivery_api.h"
#include "ingest/ingest_api.h"
#include "ingest/importers/imports_api.h"
#include "ingest/promise.h"
#include "insight/costly.h"
#include "initiative/initiative_api.h"
#include "insight/insight_api.h"
#include "journey/journey_api.h"
#include "live/live_api.h"
#include "survey_files/survey_files_api.h"
#include "survey/survey_api.h"
#include "trigger/trigger_api.h"

namespace peakend::app {
namespace {

http_beast::ServerOptions server_options(const Config& c) {
  http_beast::ServerOptions o;
  o.address = c.address;
  o.port = static_cast<std::uint16_t>(c.port);
  o.io_threads = c.io_threads;
  o.workers = c.workers;
  o.max_connections = static_cast<std::size_t>(c.max_connections);
  o.certificate_file = c.certificate;
  o.private_key_file = c.private_key;
  o.trust_proxy = c.trust_proxy;
  if (c.tls()) o.common_headers += "Strict-Transport-Security: max-age=31536000\r\n";
  return o;
}

/// For previews of rules: the promise as projection would read it.
journey::PromiseSeen read_promise(const journey::PromiseRule& rule, const journey::EventView& event, std::int64_t at, const std::string& zone) {
  calendar::LocalClock clock(calendar::Zone::find(zone).value_or(calendar::Zone{}));
  const auto seen = ingest::evaluate(rule, event, at, clock);
  return {seen.state, seen.expectation, seen.actual};
}

/// Responses by survey, as the list of surveys shows them.
Result<std::map<std::string, survey::Counts>> survey_counts(collect::Service& collect, WorkspaceNo no) {
  PK_TRY(const auto counts, collect.counts(no));
  std::map<std::string, survey::Counts> out;
  for (const auto& [key, n] : counts) out[key] = {n.done, n.partial, n.last_ms};
  return out;
}

/// Events from companies' own pages (w.js) bring their ingest key in the address: a header of their own would make browsers ask first.
void widget_key(message::Request& req, const message::Route& route) {
  if (route.right != message::Right::ingest || !req.header("authorization").empty() || !req.cookie("pk_session").value_or("").empty()) return;
  if (auto key = req.arg("key")) req.headers.emplace_back("authorization", "Bearer " + *key);
}

class ServiceImpl final : public Service {
 public:
  ServiceImpl(Config c, const Clock& clock) : config_(std::move(c)), clock_(clock), admission_(config_) {}
  ~ServiceImpl() override { stop(std::chrono::milliseconds(0)); }

  Result<void> start() {
    PK_TRY(stores_, open_stores(config_, clock_));
    add_ops_routes(router_, {[this] { return ready(); }, [this] { return metrics_text(); }, [this](WorkspaceNo no) { return progress(no); }});
    add_features();
    add_console(router_);
    account::keep_trail(router_, *audit_, clock_, {"PUT /v1/surveys/{key}"});  // after the last route: none can be forgotten
    server_ = http_beast::make_server(server_options(config_), router_, [this](message::Request& req, const message::Route& route) -> Result<void> {
      widget_key(req, route);
      auto known = stores_->accounts->authenticate(req, route);
      PK_CHECK(admission_.admit(req, route, std::chrono::steady_clock::now()));
      return known;
    });
    PK_CHECK(outbox_->start());
    PK_CHECK(server_->start());
    config_.port = server_->port();
    start_url_ = config_.origin() + "/";
    if (stores_->accounts->needs_setup()) {
      PK_TRY(const auto token, stores_->accounts->make_setup_token());
      start_url_ = config_.origin() + "/setup?token=" + token;
    }
    upkeep_ = std::thread([this] { keep_up(); });
    log::info("listening", {{"address", config_.origin()}, {"data", config_.data}});
    return {};
  }

  std::uint16_t port() const override { return server_->port(); }
  const message::Router& router() const override { return router_; }
  /// An account may have been made since the start (demo, user create): then the link is of no use.
  std::string start_url() const override { return stores_->accounts->needs_setup() ? start_url_ : config_.origin() + "/"; }
  Stores& stores() override { return *stores_; }

  void stop(std::chrono::milliseconds patience) override {
    if (stopped_.exchange(true)) return;
    {
      const std::lock_guard lock(upkeep_mutex_);
      stopping_ = true;
    }
    upkeep_wake_.notify_all();
    if (stores_ && stores_->live) stores_->live->stop();  // streams would hold the server up
    if (costly_) costly_->stop();
    if (server_) server_->stop(patience);
    if (upkeep_.joinable()) upkeep_.join();
    if (outbox_) outbox_->stop();  // answers that are still committed may tell it things; it listens no more
    stores_.reset();
  }

 private:
  /// Every feature's routes, one line each.
  void add_features() {
    auto& s = *stores_;
    const auto catalogue = [&s](WorkspaceNo no) { return s.catalogue(no); };
    s.accounts->on_scope([&s](WorkspaceNo no, const account::Reach& reach) { return scope_of(s.catalogue(no), reach); });
    account::add_routes(router_, *s.accounts, account_policy(config_));
    audit_ = account::make_audit(*s.records);
    journey::add_routes(router_, {*s.journeys, *s.facts, clock_, s.jobs.get(), s.projector.get(), read_promise});
    ingest::add_routes(router_, {*s.inbox, catalogue, clock_, random64, s.identity.get(), s.projector.get(), s.jobs.get(),
                                [&s](WorkspaceNo no, const std::vector<CustomerId>& ids) -> Result<void> {
                                  PK_CHECK(s.collect->forget(no, ids));
                                  PK_CHECK(insight::forget(*s.records, no, ids));
                                  PK_CHECK(s.feedback->forget(no, ids));
                                  return s.book->forget(no, ids);
                                }});
    const auto canonical = [&s](WorkspaceNo no, CustomerId c) { return s.identity->canonical(no, c); };
    costly_ = insight::add_routes(router_, {s.facts.get(), catalogue, canonical, s.episodes.get(), &clock_, config_.data + "/tmp", s.feedback.get(),
                                  [&s](WorkspaceNo no) -> std::int64_t { return s.accounts->workspace(no).value_or(account::Workspace{}).suppress_k; },
                                  recall_of(s), s.jobs.get(), boosting_.get(), s.records.get(), random64, s.initiatives.get(), staff_of(s)});
    initiative::add_routes(router_, {*s.initiatives, clock_, catalogue, insight::check_where});
    const auto zone = [&s](WorkspaceNo no) { return s.accounts->workspace(no).value_or(account::Workspace{.zone = "UTC"}).zone; };
    account::add_audit_routes(router_, *audit_, zone);
    imports_ = std::make_unique<importers::Imports>(
        importers::ImportDeps{*s.records, import_journeys(*s.journeys, "import"), *s.inbox, *s.jobs, clock_, zone, random64, config_.data + "/imports", s.projector.get()});
    importers::add_routes(router_, *imports_);
    survey::add_routes(router_, {*s.surveys, catalogue, [&s](WorkspaceNo no) { return survey_counts(*s.collect, no); }});
    collect::add_routes(router_, {*s.collect, clock_, random64, catalogue, [&s](WorkspaceNo no, std::string_view key) { return s.draft_of(no, key); }, zone,
                                  [&s] { return s.facts->watermark().value_or(0); }, config_.base_url});
    survey_files_ = std::make_unique<survey_files::Stores>(survey_file_stores(s, clock_));
    survey_files::add_routes(router_, *survey_files_, zone, random64, config_.data + "/tmp");
    board::add_routes(router_, {*s.board, [&s](WorkspaceNo no) { return s.people(no); }, catalogue});
    add_listening();
    add_jobs_routes(router_, s, clock_);
    s.live = live::make_live(clock_, [&s] { return s.facts->watermark().value_or(0); });
    s.projected.add([&s](const inbox::Projected& p) { s.live->projected(p); });
    live::add_routes(router_, *s.live);
    s.episodes->start(s.workspaces());
  }

  /// Triggers, invitations and what sends them.
  void add_listening() {
    auto& s = *stores_;
    const auto home = [&s](WorkspaceNo no) { return s.home(no); };
    const bool inside = config_.allow_private_channels;
    const auto open = [this, inside, ca = config_.channel_ca](const channel::Settings& c) -> std::unique_ptr<channel::Sender> {
      if (c.kind == channel::Kind::email) return adapters::open_smtp(c.email, clock_, {inside, 10, 60, ca});
      return adapters::open_webhook(c.gateway, clock_, {inside, 10, 30, ca});
    };
    outbox_ = delivery::make_outbox({*s.records, *s.book, clock_, s.who(), delivery::contacts_from(*s.facts), survey_door(s, clock_), trigger::terms_from(*s.triggers),
                                     trigger::happened_from(*s.triggers, *s.facts, s.who()), home, open, config_.origin(), random64});
    s.on_invitations([this] { outbox_->poke(); });
    s.collect->on_step([this](const collect::Claims& c, collect::Service::Step step) {
      if (c.invitation.empty()) return;
      using Step = collect::Service::Step;
      outbox_->note(c.workspace, c.invitation, step == Step::done ? delivery::State::done : step == Step::started ? delivery::State::partial : delivery::State::opened);
    });
    delivery::add_routes(router_, {*s.book, *s.records, clock_, s.who(), home, delivery::contacts_from(*s.facts), outbox_.get(),
                                   [&s](WorkspaceNo no, std::string_view id) { return s.identity->resolve(no, id); }, told_by(s, clock_)});
    trigger::add_routes(router_, {*s.triggers, *s.book, *s.records, *s.facts, clock_, home, s.jobs.get()});
  }
  Result<void> ready() {
    PK_TRY(auto records, stores_->records->status());
    PK_TRY(auto facts, stores_->facts->status());
    static_cast<void>(records), static_cast<void>(facts);
    return {};
  }

  Result<Progress> progress(WorkspaceNo no) {
    Progress p;
    PK_TRY(const auto facts, stores_->facts->status());
    PK_TRY(p.episodes_lag, stores_->episodes_lag(no));
    p.last_seq = stores_->inbox->status().last_seq;
    p.facts_seq = facts.watermark;
    p.facts = facts.facts;
    p.lag = stores_->projector->lag();
    return p;
  }

  std::string metrics_text() {
    const auto s = server_->stats();
    metrics::gauge("peakend_http_connections").set(s.connections);
    metrics::gauge("peakend_http_streams").set(s.streams);
    metrics::gauge("peakend_http_queued").set(s.queued);
    metrics::gauge("peakend_http_requests").set(s.requests);
    metrics::gauge("peakend_http_refused_connections").set(s.refused);
    metrics::gauge("peakend_http_timeouts").set(s.timeouts);
    metrics::gauge("peakend_http_bytes", "direction", "in").set(s.bytes_in);
    metrics::gauge("peakend_http_bytes", "direction", "out").set(s.bytes_out);
    static constexpr const char* classes[] = {"", "1xx", "2xx", "3xx", "4xx", "5xx"};
    for (int i = 1; i < 6; ++i) metrics::gauge("peakend_http_answers", "class", classes[i]).set(s.status[i]);
    const auto in = stores_->inbox->status();
    metrics::gauge("peakend_inbox_queued").set(in.queued);
    metrics::gauge("peakend_inbox_items", "result", "accepted").set(in.accepted);
    metrics::gauge("peakend_inbox_items", "result", "duplicate").set(in.duplicates);
    metrics::gauge("peakend_inbox_commits").set(in.commits);
    metrics::gauge("peakend_projector_lag_rows").set(stores_->projector->lag());
    metrics::gauge("peakend_projector_ahead_ms").set(stores_->projector->ahead().count());
    metrics::gauge("peakend_projector_failed_rows").set(stores_->projector->failed_rows());
    metrics::gauge("peakend_live_clients").set(static_cast<std::int64_t>(stores_->live->clients()));
    return metrics::text();
  }

  /// What is due about once a minute.
  void keep_up() {
    // Erasures and corrections that an earlier process began.
    if (auto done = stores_->identity->finish_erasures(); !done) log::failure("erasure not finished", done.error());
    if (auto done = stores_->feedback->finish(); !done) log::failure("comments not moved", done.error());
    std::unique_lock lock(upkeep_mutex_);
    while (!upkeep_wake_.wait_for(lock, std::chrono::minutes(1), [this] { return stopping_; })) {
      if (auto ok = stores_->accounts->tidy(); !ok) log::failure("sessions not written", ok.error());
      if (auto ok = stores_->book->tidy(); !ok) log::failure("old refusals not removed", ok.error());
    }
    if (auto ok = stores_->accounts->tidy(); !ok) log::failure("sessions not written", ok.error());
  }

  Config config_;
  const Clock& clock_;
  Admission admission_;
  std::unique_ptr<engine::Boosting> boosting_ = adapters::make_xgboost();  // running jobs use it
  std::unique_ptr<importers::Imports> imports_;  // running import jobs use it: it goes after the stores
  std::unique_ptr<survey_files::Stores> survey_files_;
  std::unique_ptr<Stores> stores_;
  std::unique_ptr<delivery::Outbox> outbox_;
  std::unique_ptr<account::AuditLog> audit_;
  message::Router router_;
  std::shared_ptr<insight::Costly> costly_;
  std::unique_ptr<http_beast::Server> server_;
  std::string start_url_;
  std::thread upkeep_;
  std::mutex upkeep_mutex_;
  std::condition_variable upkeep_wake_;
  bool stopping_ = false;
  std::atomic<bool> stopped_{false};
};

}  // namespace

Result<std::unique_ptr<Service>> start_service(Config config, const Clock& clock) {
  auto service = std::make_unique<ServiceImpl>(std::move(config), clock);
  PK_CHECK(service->start());
  return service;
}

}  // namespace peakend::app
