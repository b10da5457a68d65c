// Members, invitations, second factor, sessions, links, audit log: the rules, on SQLite.
#include <gtest/gtest.h>
#include <sodium.h>

#include <filesystem>

#include "account/account.h"
#include "account/audit.h"
#include "account/totp.h"
#include "adapters/sqlite/sqlite_records.h"

namespace peakend::account {
namespace {

using message::Request;
using message::Right;
using message::Route;
using message::Verb;
using namespace std::chrono_literals;

const std::string kWord = "correct horse";

std::string bytes_of_base32(const std::string& text) {
  std::string out;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    held = held << 5 | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26);
    if ((bits += 5) >= 8) out += static_cast<char>(held >> (bits -= 8) & 0xFF);
  }
  return out;
}

class PeopleTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_GE(sodium_init(), 0);
    path_ = testing::TempDir() + "/pk_people_" + std::to_string(::getpid()) + ".db";
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + end);
    adapters::SqliteOptions o;
    o.durable = false;
    records_ = adapters::open_sqlite(path_, o).value();
    ASSERT_TRUE(records_->migrate(migrations()));
    open();
    owner_ = accounts_->set_up(accounts_->make_setup_token().value(), {"ann@example.com", kWord, "Ann"}, {"", "Acme"}).value();
    acme_ = owner_.who.workspace;
  }
  void TearDown() override {
    accounts_.reset();
    records_.reset();
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + end);
  }
  void open() {
    accounts_ = make_accounts(*records_, clock_, [](std::span<unsigned char> to) { randombytes_buf(to.data(), to.size()); }).value();
  }
  SignedIn join(const std::string& email, Role role, Reach reach = {}) {
    const auto made = accounts_->invite(acme_, {email, role, std::move(reach)}, owner_.who.account).value();
    return accounts_->accept_invitation(made.token, "Bo", kWord, "10.0.0.9").value();
  }
  Result<void> ask(const std::string& token, Right right, bool limited_ok = true, bool confirm = false) {
    request_ = {};
    request_.verb = Verb::get;
    request_.headers = {{"cookie", "pk_session=" + token}};
    Route route;
    route.right = right;
    route.limited_ok = limited_ok;
    route.confirm = confirm;
    return accounts_->authenticate(request_, route);
  }
  std::string code_now(const std::string& secret) { return totp_code(bytes_of_base32(secret), totp_step(clock_.now())); }
  template <class T>
  static std::string code(const Result<T>& r) {
    return r ? "" : r.error().code == "invalid_fields" ? r.error().fields.at(0).code : r.error().code;
  }

  std::string path_;
  ManualClock clock_{from_ms(1'773'478'800'000)};
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<Accounts> accounts_;
  SignedIn owner_;
  WorkspaceNo acme_ = WorkspaceNo::none;
  Request request_;
};

TEST_F(PeopleTest, InvitationWorksOnce) {
  const auto made = accounts_->invite(acme_, {"Bo@Example.com", Role::analyst}, owner_.who.account).value();
  EXPECT_EQ(made.invitation.email, "bo@example.com");
  EXPECT_EQ(made.invitation.by, "Ann");
  EXPECT_FALSE(accounts_->look_at_invitation(made.token).value().has_account);
  EXPECT_EQ(code(accounts_->accept_invitation(made.token, "Bo", "short", "")), "too_short");
  const auto in = accounts_->accept_invitation(made.token, "Bo", kWord, "").value();
  EXPECT_EQ(in.who.rights, rights_of(Role::analyst));
  EXPECT_EQ(code(accounts_->accept_invitation(made.token, "Bo", kWord, "")), "link_wrong");
  EXPECT_EQ(code(accounts_->look_at_invitation(made.token)), "link_wrong");
  EXPECT_EQ(code(accounts_->invite(acme_, {"bo@example.com", Role::viewer}, owner_.who.account)), "member_already");
  EXPECT_TRUE(accounts_->invitations(acme_)->empty());
  EXPECT_EQ(accounts_->members(acme_)->size(), 2u);
}

TEST_F(PeopleTest, InvitationsEndByTimeReplacementAndWithdrawal) {
  const auto old = accounts_->invite(acme_, {.email = "bo@example.com", .role = Role::viewer, .days = 1}, owner_.who.account).value();
  const auto newer = accounts_->invite(acme_, {.email = "bo@example.com", .role = Role::agent, .days = 2}, owner_.who.account).value();
  EXPECT_EQ(code(accounts_->look_at_invitation(old.token)), "link_wrong");
  clock_.advance(47h);
  EXPECT_TRUE(accounts_->look_at_invitation(newer.token));
  clock_.advance(2h);
  EXPECT_EQ(code(accounts_->look_at_invitation(newer.token)), "link_wrong");
  const auto third = accounts_->invite(acme_, {"bo@example.com", Role::agent}, owner_.who.account).value();
  const auto other = accounts_->create_workspace({"", "Other"}).value();
  EXPECT_EQ(code(accounts_->revoke_invitation(other.no, third.invitation.id)), "no_such_invitation");
  EXPECT_TRUE(accounts_->revoke_invitation(acme_, third.invitation.id));
  EXPECT_EQ(code(accounts_->look_at_invitation(third.token)), "link_wrong");
  EXPECT_EQ(code(accounts_->invite(acme_, {"bo@example.com", Role::agent, {}, 31}, owner_.who.account)), "out_of_range");
  EXPECT_EQ(code(accounts_->invite(acme_, {"nobody", Role::agent}, owner_.who.account)), "email_invalid");
}

TEST_F(PeopleTest, KnownAccountJoinsWithItsPassword) {
  const auto other = accounts_->create_workspace({"", "Other"}).value();
  join("bo@example.com", Role::viewer);
  const auto made = accounts_->invite(other.no, {"bo@example.com", Role::agent}, owner_.who.account).value();
  EXPECT_TRUE(accounts_->look_at_invitation(made.token)->has_account);
  EXPECT_EQ(code(accounts_->accept_invitation(made.token, "", "another horse", "")), "login_failed");
  const auto in = accounts_->accept_invitation(made.token, "", kWord, "").value();
  EXPECT_EQ(in.who.workspace, other.no);
  EXPECT_EQ(in.who.rights, rights_of(Role::agent));
  EXPECT_EQ(accounts_->workspaces_of(in.who.account).size(), 2u);
}

TEST_F(PeopleTest, RoleChangesHoldFromTheNextRequest) {
  const auto bo = join("bo@example.com", Role::viewer);
  EXPECT_EQ(code(ask(bo.token, Right::personal)), "right_missing");
  EXPECT_TRUE(accounts_->change_member(acme_, bo.who.account, {Role::agent, {}}));
  EXPECT_TRUE(ask(bo.token, Right::personal));
  open();  // and after a restart
  EXPECT_TRUE(ask(bo.token, Right::personal));
  EXPECT_EQ(accounts_->role_of(bo.token), Role::agent);
  EXPECT_TRUE(accounts_->remove_member(acme_, bo.who.account));
  EXPECT_EQ(code(ask(bo.token, Right::read)), "session_expired");
  EXPECT_EQ(code(accounts_->sign_in("bo@example.com", kWord, "")), "no_workspace");
  EXPECT_EQ(code(accounts_->remove_member(acme_, bo.who.account)), "no_such_member");
}

TEST_F(PeopleTest, OneOwnerStays) {
  EXPECT_EQ(code(accounts_->change_member(acme_, owner_.who.account, {Role::viewer, {}})), "last_owner");
  EXPECT_EQ(code(accounts_->remove_member(acme_, owner_.who.account)), "last_owner");
  const auto bo = join("bo@example.com", Role::owner);
  EXPECT_TRUE(accounts_->change_member(acme_, owner_.who.account, {Role::viewer, {}}));
  EXPECT_EQ(code(accounts_->remove_member(acme_, bo.who.account)), "last_owner");
}

TEST_F(PeopleTest, ManagerCarriesAScopeAndIsRefusedWhereItIsNotKept) {
  const auto bo = join("bo@example.com", Role::manager, {{"shop:delivery/app"}, {"Logistics"}});
  ASSERT_TRUE(ask(bo.token, Right::read));
  ASSERT_TRUE(request_.who.scope);  // nothing resolves it yet: sees nothing
  EXPECT_TRUE(request_.who.scope->anywhere.empty());
  EXPECT_EQ(code(ask(bo.token, Right::read, false)), "not_for_limited");
  accounts_->on_scope([](WorkspaceNo, const Reach& r) {
    EXPECT_EQ(r, (Reach{{"shop:delivery/app"}, {"Logistics"}}));
    auto s = std::make_shared<message::Scope>();
    s->touchpoints["shop"] = {"delivery/app"};
    return s;
  });
  ASSERT_TRUE(ask(bo.token, Right::read));
  EXPECT_TRUE(request_.who.scope->has("shop", "delivery/app"));
  EXPECT_FALSE(request_.who.scope->has("shop", "use/app"));
  EXPECT_FALSE(request_.who.scope->has("other", "delivery/app"));
  ASSERT_TRUE(accounts_->change_member(acme_, bo.who.account, {Role::analyst, {}}));
  ASSERT_TRUE(ask(bo.token, Right::read, false));
  EXPECT_FALSE(request_.who.scope);
  EXPECT_EQ(code(accounts_->change_member(acme_, bo.who.account, {Role::manager, Reach{{"no colon"}, {}}})), "bad_touchpoint");
}

TEST_F(PeopleTest, SecondFactor) {
  const auto id = owner_.who.account;
  const auto e = accounts_->begin_totp(id).value();
  EXPECT_EQ(bytes_of_base32(e.secret).size(), kTotpSecretBytes);
  EXPECT_EQ(code(accounts_->finish_totp(id, "000000")), "code_wrong");
  const auto codes = accounts_->finish_totp(id, code_now(e.secret)).value();
  EXPECT_EQ(codes.size(), 10u);
  EXPECT_EQ(code(accounts_->begin_totp(id)), "second_factor_on");
  EXPECT_EQ(code(accounts_->sign_in("ann@example.com", kWord, "")), "second_factor_needed");
  EXPECT_EQ(code(accounts_->sign_in("ann@example.com", "wrong", "", code_now(e.secret))), "login_failed");
  // The code that proved the enrolment is spent.
  EXPECT_EQ(code(accounts_->sign_in("ann@example.com", kWord, "", code_now(e.secret))), "second_factor_wrong");
  clock_.advance(30s);
  const auto now = code_now(e.secret);
  EXPECT_EQ(accounts_->sign_in("ann@example.com", kWord, "", now)->factor, "totp");
  EXPECT_EQ(code(accounts_->sign_in("ann@example.com", kWord, "", now)), "second_factor_wrong");
  EXPECT_EQ(accounts_->sign_in("ann@example.com", kWord, "", codes[3])->factor, "recovery");
  EXPECT_EQ(code(accounts_->sign_in("ann@example.com", kWord, "", codes[3])), "second_factor_wrong");
  EXPECT_EQ(accounts_->recovery_codes_left(id).value(), 9);
  const auto fresh = accounts_->new_recovery_codes(id).value();
  EXPECT_EQ(code(accounts_->sign_in("ann@example.com", kWord, "", codes[4])), "second_factor_wrong");
  EXPECT_TRUE(accounts_->sign_in("ann@example.com", kWord, "", fresh[0]));
  EXPECT_TRUE(accounts_->end_totp(id));
  EXPECT_TRUE(accounts_->sign_in("ann@example.com", kWord, ""));
}

TEST_F(PeopleTest, EnrolmentEndsAndWrongCodesAreThrottled) {
  const auto id = owner_.who.account;
  const auto e = accounts_->begin_totp(id).value();
  clock_.advance(11min);
  EXPECT_EQ(code(accounts_->finish_totp(id, code_now(e.secret))), "enrolment_over");
  const auto again = accounts_->begin_totp(id).value();
  ASSERT_TRUE(accounts_->finish_totp(id, code_now(again.secret)));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(code(accounts_->sign_in("ann@example.com", kWord, "", "000000")), "second_factor_wrong");
  EXPECT_EQ(code(accounts_->sign_in("ann@example.com", kWord, "", "000000")), "login_throttled");
}

TEST_F(PeopleTest, RequiredSecondFactorLeavesOnlyTheOwnAccount) {
  const auto bo = join("bo@example.com", Role::agent);
  ASSERT_TRUE(accounts_->change_workspace(acme_, {.require_totp = true}));
  EXPECT_EQ(code(ask(bo.token, Right::read)), "second_factor_required");
  EXPECT_TRUE(ask(bo.token, Right::self));
  const auto e = accounts_->begin_totp(bo.who.account).value();
  ASSERT_TRUE(accounts_->finish_totp(bo.who.account, code_now(e.secret)));
  EXPECT_TRUE(ask(bo.token, Right::read));
  EXPECT_EQ(code(accounts_->end_totp(bo.who.account)), "second_factor_required");
}

TEST_F(PeopleTest, SessionsAreListedAndEnded) {
  const auto second = accounts_->sign_in("ann@example.com", kWord, Place("10.1.1.1", "Firefox\nX")).value();
  const auto list = accounts_->sessions_of(owner_.who.account, second.token);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_TRUE(list[0].current);
  EXPECT_EQ(list[0].address, "10.1.1.1");
  EXPECT_EQ(list[0].device, "FirefoxX");
  const auto bo = join("bo@example.com", Role::viewer);
  EXPECT_EQ(code(accounts_->end_session(bo.who.account, list[1].id)), "no_such_session");
  EXPECT_TRUE(accounts_->end_session(owner_.who.account, list[1].id));
  EXPECT_EQ(code(ask(owner_.token, Right::read)), "session_expired");
  EXPECT_TRUE(ask(second.token, Right::read));
  const auto third = accounts_->sign_in("ann@example.com", kWord, "").value();
  EXPECT_TRUE(accounts_->end_other_sessions(owner_.who.account, third.token));
  EXPECT_EQ(code(ask(second.token, Right::read)), "session_expired");
  open();
  EXPECT_TRUE(ask(third.token, Right::read));
  EXPECT_EQ(accounts_->sessions_of(owner_.who.account, "").size(), 1u);
}

TEST_F(PeopleTest, DangerousStepsNeedAPasswordGivenRecently) {
  EXPECT_TRUE(ask(owner_.token, Right::admin, true, true));
  clock_.advance(16min);
  EXPECT_EQ(code(ask(owner_.token, Right::admin, true, true)), "confirm_needed");
  EXPECT_TRUE(ask(owner_.token, Right::admin));
  EXPECT_EQ(code(accounts_->confirm(owner_.token, "wrong horse")), "password_wrong");
  EXPECT_TRUE(accounts_->confirm(owner_.token, kWord));
  EXPECT_TRUE(ask(owner_.token, Right::admin, true, true));
}

TEST_F(PeopleTest, PasswordChangeEndsOtherSessions) {
  const auto second = accounts_->sign_in("ann@example.com", kWord, "").value();
  EXPECT_EQ(code(accounts_->change_password(owner_.who.account, second.token, "wrong", "a better horse")), "password_wrong");
  EXPECT_EQ(code(accounts_->change_password(owner_.who.account, second.token, kWord, "short")), "too_short");
  EXPECT_TRUE(accounts_->change_password(owner_.who.account, second.token, kWord, "a better horse"));
  EXPECT_TRUE(ask(second.token, Right::read));
  EXPECT_EQ(code(ask(owner_.token, Right::read)), "session_expired");
  EXPECT_EQ(code(accounts_->sign_in("ann@example.com", kWord, "")), "login_failed");
}

TEST_F(PeopleTest, ResetLinkWorksOnceAndMayTakeTheFactorOff) {
  const auto e = accounts_->begin_totp(owner_.who.account).value();
  ASSERT_TRUE(accounts_->finish_totp(owner_.who.account, code_now(e.secret)));
  EXPECT_EQ(code(accounts_->make_reset_token("nobody@example.com", false)), "no_such_account");
  const auto first = accounts_->make_reset_token("ann@example.com", false).value();
  const auto token = accounts_->make_reset_token("ANN@example.com", true).value();
  EXPECT_EQ(code(accounts_->redeem_reset(first, "a better horse")), "link_wrong");
  EXPECT_EQ(accounts_->email_of_reset(token).value(), "ann@example.com");
  EXPECT_EQ(code(accounts_->redeem_reset(token, "short")), "too_short");
  EXPECT_EQ(accounts_->redeem_reset(token, "a better horse").value(), owner_.who.account);
  EXPECT_EQ(code(ask(owner_.token, Right::read)), "session_expired");
  EXPECT_EQ(code(accounts_->redeem_reset(token, "a better horse")), "link_wrong");
  EXPECT_TRUE(accounts_->sign_in("ann@example.com", "a better horse", ""));
  const auto late = accounts_->make_reset_token("ann@example.com", false).value();
  clock_.advance(25h);
  EXPECT_EQ(code(accounts_->redeem_reset(late, "a better horse")), "link_wrong");
}

TEST_F(PeopleTest, KeysExpire) {
  const auto made = accounts_->create_key(acme_, "k", "read", clock_.now() + 1h, "Ann").value();
  request_ = {};
  request_.headers = {{"x-api-key", made.secret}};
  Route route;
  route.right = Right::personal;
  EXPECT_TRUE(accounts_->authenticate(request_, route));
  route.right = Right::self;
  EXPECT_EQ(code(accounts_->authenticate(request_, route)), "right_missing");
  open();
  EXPECT_EQ(accounts_->list_keys(acme_).at(0).maker, "Ann");
  clock_.advance(61min);
  route.right = Right::read;
  EXPECT_EQ(code(accounts_->authenticate(request_, route)), "key_expired");
  EXPECT_EQ(code(accounts_->create_key(acme_, "k", "read", clock_.now() - 1h)), "in_the_past");
}

TEST_F(PeopleTest, OldDirectoriesUpgradeAndEverybodyBecomesOwner) {
  const auto fresh = path_ + ".old";
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(fresh + end);
  adapters::SqliteOptions o;
  o.durable = false;
  {
    auto old = adapters::open_sqlite(fresh, o).value();
    const auto all = migrations();
    ASSERT_TRUE(old->migrate(std::span(all).first(1)));
    static constexpr records::Statement rows[] = {
        {"t.w", "INSERT INTO workspace (no, key, name, zone, lang, generated, created_at) VALUES (1, 'w', 'W', 'UTC', 'en', 0, 0)"},
        {"t.a", "INSERT INTO account (id, email, name, password, disabled, created_at) VALUES (x'00000000000000000000000000000001', 'a@b.c', 'A', '', 0, 0)"},
        {"t.m", "INSERT INTO membership (workspace, account, rights, created_at) VALUES (1, x'00000000000000000000000000000001', 30, 0)"}};
    ASSERT_TRUE(old->write([&](records::Tx& tx) -> Result<void> {
      for (const auto& row : rows) PK_CHECK(tx.exec(row, {}));
      return {};
    }));
    ASSERT_TRUE(old->migrate(all));
    auto accounts = make_accounts(*old, clock_, [](std::span<unsigned char> to) { randombytes_buf(to.data(), to.size()); }).value();
    const auto members = accounts->members(WorkspaceNo(1)).value();
    ASSERT_EQ(members.size(), 1u);
    EXPECT_EQ(members[0].role, Role::owner);
    EXPECT_EQ(accounts->workspace(WorkspaceNo(1))->suppress_k, 5);
  }
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(fresh + end);
}

TEST_F(PeopleTest, AuditFindsByAnythingAndPages) {
  const auto log = make_audit(*records_);
  for (int i = 0; i < 30; ++i) {
    AuditEntry e;
    e.workspace = i % 3 == 0 ? WorkspaceNo(7) : acme_;
    e.at = clock_.now() + std::chrono::minutes(i);
    e.who = i % 2 == 0 ? "acc_a" : "acc_b";
    e.actor = i % 2 == 0 ? "Ann" : "100%_Bo";
    e.action = "PATCH /v1/workspace";
    e.object = "workspace";
    e.changes = json_changes(R"({"zone":"UTC"})", i == 4 ? R"({"zone":"Asia/Shanghai"})" : R"({"zone":"Europe/Berlin"})");
    ASSERT_TRUE(log->add(e));
  }
  const auto find = [&](AuditQuery q) { return log->find(acme_, q).value(); };
  EXPECT_EQ(find({.limit = 100}).size(), 20u);
  EXPECT_EQ(find({.text = "SHANGHAI"}).size(), 1u);
  EXPECT_EQ(find({.text = "100%_b", .limit = 100}).size(), 10u);  // no pattern
  EXPECT_EQ(find({.who = "acc_b", .limit = 100}).size(), 10u);
  EXPECT_EQ(find({.action = "PATCH", .limit = 100}).size(), 20u);
  EXPECT_EQ(find({.object = "nothing"}).size(), 0u);
  EXPECT_EQ(find({.from = to_ms(clock_.now() + 28min)}).size(), 2u);
  const auto first = find({.limit = 15});
  EXPECT_EQ(find({.before = first.back().no, .limit = 15}).size(), 5u);
  EXPECT_EQ(log->people(acme_)->size(), 2u);
}

TEST_F(PeopleTest, ADraftThatStoresItselfIsOneLineARun) {
  const auto log = make_audit(*records_);
  std::string stored = R"({"title":"a"})";
  message::Router router;
  const auto add = [&](message::Verb verb, const char* pattern, std::function<message::Response(const message::Request&)> f) {
    message::Route route;
    route.verb = verb, route.pattern = pattern, route.right = message::Right::write, route.handler = std::move(f);
    router.add(std::move(route));
  };
  add(message::Verb::get, "/v1/surveys/{key}", [&](const message::Request&) { return message::Response::json(stored); });
  add(message::Verb::put, "/v1/surveys/{key}", [&](const message::Request& r) { return stored = r.body, message::Response::json(stored); });
  add(message::Verb::post, "/v1/surveys/{key}/publish", [](const message::Request&) { return message::Response::json("{}"); });
  keep_trail(router, *log, clock_, {"PUT /v1/surveys/{key}"});
  const auto call = [&](message::Verb verb, const std::string& path, const std::string& title, const std::string& who) {
    message::Request r;
    r.verb = verb, r.path = path, r.who.workspace = acme_, r.who.name = who, r.who.account = AccountId(hash_uuid("test", "1", who));
    r.body = R"({"title":")" + title + R"("})";
    const auto m = router.match(verb, r.path);
    r.params = m.params;
    ASSERT_EQ(m.route->handler(r).status, 200);
  };
  const auto put = [&](const std::string& title, const std::string& who = "Ann") { call(message::Verb::put, "/v1/surveys/s", title, who); };
  const auto lines = [&] { return log->find(acme_, {.object = "surveys/s", .limit = 100}).value(); };
  put("b"), put("c");
  clock_.advance(9min);
  put("d");
  ASSERT_EQ(lines().size(), 1u);
  EXPECT_EQ(lines()[0].changes, R"([{"path":"title","before":"a","after":"d"}])");
  EXPECT_EQ(lines()[0].at, clock_.now() - 9min);
  EXPECT_EQ(log->find(acme_, {.text = "\"d\""}).value().size(), 1u);
  put("e", "Bo");  // another person
  put("f");        // and the first one again: what Bo did is not put down to her
  ASSERT_EQ(lines().size(), 3u);
  EXPECT_EQ(lines()[0].changes, R"([{"path":"title","before":"e","after":"f"}])");
  call(message::Verb::post, "/v1/surveys/s/publish", "", "Ann");
  put("g");        // after something else was done to it
  EXPECT_EQ(lines().size(), 5u);
  clock_.advance(11min);
  put("h");        // later
  EXPECT_EQ(lines().size(), 6u);
  call(message::Verb::put, "/v1/surveys/s2", "x", "Ann");  // another object ends nothing
  put("i");
  EXPECT_EQ(log->find(acme_, {.action = "PUT", .limit = 100}).value().size(), 6u);
}

TEST(AuditChanges, SaysWhatDiffersAndNoSecret) {
  EXPECT_EQ(json_changes(R"({"a":1,"b":{"c":"x"},"d":true})", R"({"a":2,"b":{"c":"x"},"e":null})"),
            R"([{"path":"a","before":"1","after":"2"},{"path":"d","before":"true"}])");
  EXPECT_EQ(json_changes(R"({"list":[{"key":"k","v":1},{"key":"m","v":2}]})", R"({"list":[{"key":"m","v":3}]})"),
            R"([{"path":"list[k].key","before":"k"},{"path":"list[k].v","before":"1"},{"path":"list[m].v","before":"2","after":"3"}])");
  const auto secret = json_changes("", R"({"password":"pw1","new_password":"pw2","token":"tk","code":"123456","nested":{"client_secret":{"deep":"x1"}},"name":"n"})");
  for (const char* s : {"pw1", "pw2", "tk", "123456", "x1"}) EXPECT_EQ(secret.find(std::string("\"") + s + "\""), std::string::npos) << secret;
  EXPECT_NE(secret.find(R"({"path":"name","after":"n"})"), std::string::npos);
  EXPECT_EQ(json_changes("", "not json"), "[]");
  std::string many = "{";
  for (int i = 0; i < 150; ++i) many += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
  EXPECT_NE(json_changes("", many + "}").find(R"({"more":50})"), std::string::npos);
}

TEST(Roles, TableIsWhatTheDecisionSays) {
  EXPECT_EQ(all_roles().size(), 5u);
  for (const auto& r : all_roles()) {
    EXPECT_EQ(role_by_key(r.key), r.role);
    const message::Principal who{.rights = r.rights};
    EXPECT_TRUE(who.may(Right::self)) << r.key;
    EXPECT_TRUE(who.may(Right::read)) << r.key;
    EXPECT_EQ(who.may(Right::admin), r.role == Role::owner) << r.key;
    EXPECT_EQ(who.may(Right::personal), r.role != Role::viewer) << r.key;
    EXPECT_EQ(r.limited, r.role == Role::manager) << r.key;
  }
}

}  // namespace
}  // namespace peakend::account
