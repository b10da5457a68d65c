#include "app/stores.h"

#include <sodium.h>

#include <algorithm>
#include <iterator>

#include "adapters/duckdb/duckdb_facts.h"
#include "adapters/sqlite/sqlite_records.h"
#include "base/log.h"
#include "ingest/importers/maps.h"

namespace peakend::app {
void ProjectionBus::add(inbox::OnProjected f) {
  const std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(f));
}

void ProjectionBus::tell(const inbox::Projected& p) const {
  std::vector<inbox::OnProjected> now;
  {
    const std::lock_guard lock(mutex_);
    now = listeners_;
  }
  for (const auto& f : now) f(p);
}

Stores::~Stores() {
  // Jobs use everything, so they go first; then nothing new comes in, then nothing new goes on.
  jobs.reset();
  if (inbox) inbox->stop();
  if (projector) projector->stop();
  if (reaction) reaction->stop();
  if (episodes) episodes->stop();
}

std::vector<WorkspaceNo> Stores::workspaces() const {
  std::vector<WorkspaceNo> out;
  for (const auto& w : accounts->list_workspaces()) out.push_back(w.no);
  return out;
}

delivery::Home Stores::home(WorkspaceNo no) const {
  const auto w = accounts->workspace(no).value_or(account::Workspace{.zone = "UTC", .lang = "en"});
  return {w.key, w.lang, w.zone};
}

delivery::Who Stores::who() const {
  const auto canonical = [this](WorkspaceNo no, CustomerId c) { return identity->canonical(no, c); };
  return {canonical, [this](WorkspaceNo no, CustomerId c) {
            const CustomerId root = identity->canonical(no, c);
            std::vector<CustomerId> out{root};
            for (const auto& external : identity->external_ids(no, root).value_or(std::vector<std::string>{}))
              if (const auto id = ingest::customer_id(no, external); std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
            return out;
          }};
}

void Stores::on_invitations(std::function<void()> f) {
  const std::lock_guard lock(invitations_mutex_);
  invitations_ = std::move(f);
}

void Stores::tell_invitations() const {
  const std::lock_guard lock(invitations_mutex_);
  if (invitations_) invitations_();
}

void Stores::note(const inbox::Projected& p) {
  if (p.batch == nullptr) return;
  const std::lock_guard lock(last_mutex_);
  for (const auto& f : p.batch->facts) {
    auto& last = last_seq_[f.workspace];
    last = std::max(last, f.seq);
  }
}

std::vector<board::Person> Stores::people(WorkspaceNo no) const {
  std::vector<board::Person> out;
  if (const auto all = accounts->members(no))
    for (const auto& m : *all) out.push_back({m.account, m.name.empty() ? m.email : m.name});
  return out;
}

Result<std::int64_t> Stores::episodes_lag(WorkspaceNo no) const {
  PK_TRY(const auto done, facts->episodes_watermark(no));
  const std::lock_guard lock(last_mutex_);
  const auto it = last_seq_.find(no);
  return it == last_seq_.end() ? 0 : std::max<std::int64_t>(0, it->second - done);
}

Result<std::string> Stores::draft_of(WorkspaceNo no, std::string_view survey) const {
  PK_TRY(auto stored, surveys->get(no, survey));
  return std::move(stored.draft);
}

Result<account::Workspace> Stores::pick_workspace(std::string_view key) const {
  const auto all = accounts->list_workspaces();
  if (key.empty() && all.size() == 1) return all.front();
  for (const auto& w : all)
    if (w.key == key) return w;
  if (key.empty() && !all.empty()) return fail(ErrorKind::invalid, "workspace_needed");
  return fail(ErrorKind::not_found, "no_such_workspace");
}

std::uint64_t random64() {
  std::uint64_t v = 0;
  randombytes_buf(&v, sizeof v);
  return v;
}

std::vector<records::Migration> all_migrations() {
  std::vector<records::Migration> all;
  const auto add = [&](std::vector<records::Migration> of_feature) {
    all.insert(all.end(), std::make_move_iterator(of_feature.begin()), std::make_move_iterator(of_feature.end()));
  };
  add(account::migrations());
  add(inbox::migrations());
  add(journey::migrations());
  add(jobs::migrations());
  add(ingest::migrations());
  add(importers::migrations());
  add(feedback::migrations());
  add(board::migrations());
  add(survey::migrations());
  add(collect::migrations());
  add(delivery::migrations());
  add(trigger::migrations());
  add(insight::migrations());
  add(initiative::migrations());
  return all;
}

importers::JourneyStore import_journeys(journey::Service& service, std::string author) {
  importers::JourneyStore store;
  store.catalogue = [&service](WorkspaceNo no) { return service.catalogue(no); };
  store.create = [&service, author](WorkspaceNo no, journey::Journey j) -> Result<void> {
    PK_CHECK(service.create(no, std::move(j), author));
    return {};
  };
  store.replace = [&service, author](WorkspaceNo no, journey::Journey j, int based_on) -> Result<void> {
    PK_CHECK(service.put(no, std::move(j), based_on, author));
    return {};
  };
  return store;
}

account::Policy account_policy(const Config& c) {
  account::Policy p;
  p.session_idle = std::chrono::hours(c.session_idle_hours);
  p.session_life = std::chrono::hours(24 * c.session_days);
  return p;
}

Result<std::unique_ptr<records::Records>> open_records(const Config& config) {
  if (sodium_init() < 0) return fail(ErrorKind::internal, "internal", "libsodium cannot start");
  PK_TRY(auto records, adapters::open_sqlite(config.records_path()));
  const auto migrations = all_migrations();
  PK_TRY(const auto applied, records->migrate(migrations));
  for (const auto& name : applied) log::info("migration applied", {{"name", name}});
  return records;
}



Result<std::unique_ptr<facts::FactStore>> open_facts(const Config& config) {
  adapters::DuckdbOptions o;
  o.memory_mb = config.memory_mb;
  o.temp_dir = config.data + "/tmp/facts";
  return adapters::open_duckdb_facts(config.facts_path(), o);
}

Result<std::unique_ptr<account::Accounts>> open_accounts(records::Records& records, const Config& config, const Clock& clock) {
  return account::make_accounts(records, clock, [](std::span<unsigned char> to) { randombytes_buf(to.data(), to.size()); },
                                account_policy(config));
}

Result<std::unique_ptr<Stores>> open_stores(const Config& config, const Clock& clock) {
  auto s = std::make_unique<Stores>();
  auto* const stores = s.get();
  s->data = config.data;
  PK_TRY(s->dir, DataDir::hold(config.data));
  PK_TRY(s->records, open_records(config));
  PK_TRY(s->facts, open_facts(config));
  PK_TRY(s->accounts, open_accounts(*s->records, config, clock));
  s->journeys = journey::make_service(*s->records, clock, [stores](WorkspaceNo no) {
    const auto w = stores->accounts->workspace(no);
    return w ? w->zone : std::string("UTC");
  });
  s->board = board::make_service(*s->records, clock, [stores](WorkspaceNo no) { return stores->people(no); }, random64);
  s->initiatives = initiative::make_service(*s->records, random64);
  for (const auto& w : s->accounts->list_workspaces()) PK_CHECK(s->facts->set_zone(w.no, w.zone));
  s->accounts->on_workspace([stores](const account::Workspace& w) {
    stores->journeys->forget_cache(w.no);
    if (auto ok = stores->facts->set_zone(w.no, w.zone); !ok) log::failure("zone not taken over", ok.error(), {{"workspace", w.key}});
  });
  PK_TRY(s->jobs, jobs::make_jobs(*s->records, clock, random64));
  PK_TRY(s->inbox, inbox::make_inbox(*s->records, clock));
  const auto catalogue = [stores](WorkspaceNo no) { return stores->catalogue(no); };
  s->surveys = survey::make_service(*s->records, clock, catalogue);
  PK_TRY(s->collect, collect::make_service({*s->records, *s->inbox, clock, random64, catalogue,
                                            [stores](WorkspaceNo no, std::string_view key) { return stores->surveys->published(no, key); },
                                            [stores](WorkspaceNo no, std::string_view key, int version) { return stores->surveys->of_version(no, key, version); },
                                            [stores](WorkspaceNo no, std::string_view key) { return stores->draft_of(no, key); }}));
  s->episodes = insight::make_episode_job(*s->facts, catalogue, clock);
  PK_TRY(s->feedback, feedback::make_book({*s->records, *s->facts, clock, catalogue, [stores] { return stores->projector->drain(); },
                                           [stores](WorkspaceNo no, CustomerId c) { stores->episodes->customer_changed(no, c); }}));
  PK_TRY(s->identity, ingest::make_identity(*s->records, *s->facts, *s->inbox, catalogue, clock,
                                            [stores](WorkspaceNo no, CustomerId c) { stores->episodes->customer_changed(no, c); },
                                            [stores](WorkspaceNo no, std::int64_t seq, facts::FactKind kind, std::string_view id) {
                                              return stores->feedback->moved(no, seq, kind, id);
                                            }));
  // In this order: merged customers get their facts before anybody counts them.
  s->projected.add([stores](const inbox::Projected& p) { stores->identity->projected(p); });
  s->projected.add([stores](const inbox::Projected& p) { stores->note(p); });
  s->projected.add([stores](const inbox::Projected& p) { stores->episodes->projected(p); });
  PK_TRY(s->book, delivery::make_book(*s->records, clock, s->who(), [](std::span<unsigned char> to) { randombytes_buf(to.data(), to.size()); }));
  PK_TRY(s->triggers, trigger::make_service(*s->records, clock));
  s->reaction = trigger::make_reaction({*s->records, *s->facts, *s->triggers, *s->book, clock, s->who(), delivery::contacts_from(*s->facts),
                                        [stores](WorkspaceNo no) { return stores->home(no); }, random64, [stores] { stores->tell_invitations(); }});
  PK_CHECK(s->reaction->start());
  s->projected.add([stores](const inbox::Projected& p) { stores->reaction->projected(p); });
  PK_TRY(s->projector, inbox::make_projector(*s->inbox, *s->facts, s->identity->project(),
                                             [stores](const inbox::Projected& p) { stores->projected.tell(p); }));
  return s;
}

}  // namespace peakend::app
