#include "account/account.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <filesystem>

#include "account/account_api.h"
#include "account/secret.h"
#include "account/throttle.h"
#include "adapters/sqlite/sqlite_records.h"

namespace peakend::account {
namespace {

using message::Request;
using message::Right;
using message::Route;
using message::Verb;
using namespace std::chrono_literals;

class AccountTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_GE(sodium_init(), 0);
    path_ = testing::TempDir() + "/pk_account_" + std::to_string(::getpid()) + ".db";
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + end);
    adapters::SqliteOptions o;
    o.durable = false;
    records_ = adapters::open_sqlite(path_, o).value();
    const auto m = migrations();
    ASSERT_TRUE(records_->migrate(m));
    open();
  }
  void TearDown() override {
    accounts_.reset();
    records_.reset();
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + end);
  }
  void open() {
    accounts_ = make_accounts(*records_, clock_, [](std::span<unsigned char> to) { randombytes_buf(to.data(), to.size()); }).value();
  }
  SignedIn owner() {
    const auto token = accounts_->make_setup_token().value();
    NewWorkspace w;
    w.name = "Acme";
    return accounts_->set_up(token, {"Ann@Example.com", "correct horse", "Ann"}, w).value();
  }
  Result<void> ask(Verb verb, Right right, std::vector<std::pair<std::string, std::string>> headers, bool same_origin_only = true) {
    request_ = {};
    request_.verb = verb;
    request_.headers = std::move(headers);
    Route route;
    route.verb = verb;
    route.right = right;
    route.same_origin_only = same_origin_only;
    return accounts_->authenticate(request_, route);
  }
  static std::string code(const Result<void>& r) { return r ? "" : r.error().code; }

  std::string path_;
  ManualClock clock_{from_ms(1'773'478'800'000)};
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<Accounts> accounts_;
  Request request_;
};

TEST_F(AccountTest, SetUpLinkWorksOnceAndExpires) {
  EXPECT_TRUE(accounts_->needs_setup());
  const auto first = accounts_->make_setup_token().value();
  const auto second = accounts_->make_setup_token().value();
  const NewAccount ann{"ann@example.com", "correct horse", ""};
  NewWorkspace w;
  w.name = "Acme";
  EXPECT_EQ(accounts_->set_up(first, ann, w).error().code, "setup_token_wrong");  // replaced
  EXPECT_EQ(accounts_->set_up("", ann, w).error().code, "setup_token_wrong");
  clock_.advance(25h);
  EXPECT_EQ(accounts_->set_up(second, ann, w).error().code, "setup_token_wrong");
  const auto third = accounts_->make_setup_token().value();
  EXPECT_EQ(accounts_->set_up(third, {"ann", "short", ""}, w).error().fields.size(), 2u);
  const auto in = accounts_->set_up(third, ann, w);
  ASSERT_TRUE(in);
  EXPECT_EQ(in->who.name, "ann");
  EXPECT_TRUE(in->who.may(Right::admin));
  EXPECT_FALSE(accounts_->needs_setup());
  EXPECT_EQ(accounts_->set_up(third, ann, w).error().code, "setup_done");
  EXPECT_EQ(accounts_->make_setup_token().error().code, "setup_done");
  open();
  EXPECT_FALSE(accounts_->needs_setup());
  EXPECT_EQ(accounts_->list_workspaces().at(0).key, "acme");
}

TEST_F(AccountTest, SecretsAreNotStored) {
  const auto in = owner();
  const auto key = accounts_->create_key(in.who.workspace, "k", "ingest").value();
  ASSERT_TRUE(records_->backup(path_ + ".copy"));
  std::string bytes;
  {
    std::FILE* f = std::fopen((path_ + ".copy").c_str(), "rb");
    char piece[65536];
    for (std::size_t n; (n = std::fread(piece, 1, sizeof piece, f)) > 0;) bytes.append(piece, n);
    std::fclose(f);
  }
  std::filesystem::remove(path_ + ".copy");
  EXPECT_NE(bytes.find("ann@example.com"), std::string::npos);
  EXPECT_EQ(bytes.find(key.secret), std::string::npos);
  EXPECT_EQ(bytes.find(key.secret.substr(15)), std::string::npos);
  EXPECT_EQ(bytes.find(in.token), std::string::npos);
  EXPECT_EQ(bytes.find("correct horse"), std::string::npos);
  EXPECT_NE(bytes.find("$argon2id$"), std::string::npos);
}

TEST_F(AccountTest, SignInAndThrottle) {
  owner();
  EXPECT_TRUE(accounts_->sign_in(" ann@example.com", "correct horse", "1.1.1.1").error().code == "login_failed");
  EXPECT_TRUE(accounts_->sign_in("ANN@example.com", "correct horse", "1.1.1.1"));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(accounts_->sign_in("ann@example.com", "wrong", "2001:db8::" + std::to_string(i)).error().code, "login_failed");
  const auto blocked = accounts_->sign_in("ann@example.com", "correct horse", "2001:db8::ffff");
  ASSERT_FALSE(blocked);
  EXPECT_EQ(blocked.error().code, "login_throttled");
  EXPECT_EQ(blocked.error().params.at(0).second, "900");
  EXPECT_TRUE(accounts_->sign_in("ann@example.com", "correct horse", "3.3.3.3"));  // the owner, from elsewhere
  clock_.advance(15min + 1s);
  EXPECT_TRUE(accounts_->sign_in("ann@example.com", "correct horse", "2001:db8::ffff"));
}

TEST_F(AccountTest, ManyAddressesAreSlowedButDoNotLockTheOwnerOut) {
  owner();
  ASSERT_TRUE(accounts_->sign_in("ann@example.com", "correct horse", "1.1.1.1"));
  const auto guess = [&](int n) { return accounts_->sign_in("ann@example.com", "wrong", "9.9." + std::to_string(n / 200) + "." + std::to_string(n % 200)).error().code; };
  for (int i = 0; i < 100; ++i) ASSERT_EQ(guess(i), "login_failed");
  EXPECT_EQ(guess(100), "login_throttled");
  EXPECT_TRUE(accounts_->sign_in("ann@example.com", "correct horse", "1.1.1.1"));  // known from before
  const auto unknown = accounts_->sign_in("ann@example.com", "correct horse", "4.4.4.4");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().params.at(0).second, "60");
  clock_.advance(61s);
  EXPECT_TRUE(accounts_->sign_in("ann@example.com", "correct horse", "4.4.4.4"));
}

TEST_F(AccountTest, SessionNeedsCsrfOnChangesOnly) {
  const auto in = owner();
  const std::pair<std::string, std::string> cookie{"cookie", "pk_session=" + in.token};
  EXPECT_TRUE(ask(Verb::get, Right::read, {cookie}));
  EXPECT_EQ(request_.who.account, in.who.account);
  EXPECT_EQ(code(ask(Verb::post, Right::admin, {cookie})), "csrf");
  EXPECT_EQ(code(ask(Verb::del, Right::none, {cookie})), "csrf");
  EXPECT_EQ(code(ask(Verb::post, Right::admin, {cookie, {"x-csrf-token", "0123"}})), "csrf");
  EXPECT_TRUE(ask(Verb::post, Right::admin, {cookie, {"x-csrf-token", accounts_->csrf_of(in.token)}}));
  EXPECT_TRUE(ask(Verb::post, Right::admin, {cookie}, false));
  EXPECT_EQ(code(ask(Verb::get, Right::read, {})), "not_authenticated");
  EXPECT_EQ(code(ask(Verb::get, Right::read, {{"cookie", "pk_session=" + std::string(64, '0')}})), "session_expired");
  EXPECT_TRUE(ask(Verb::get, Right::none, {{"cookie", "pk_session=" + std::string(64, '0')}}));
}

TEST_F(AccountTest, SessionsEndByIdlenessAgeAndSignOut) {
  const auto in = owner();
  const std::pair<std::string, std::string> cookie{"cookie", "pk_session=" + in.token};
  for (int i = 0; i < 10; ++i) {
    clock_.advance(11h);
    ASSERT_TRUE(ask(Verb::get, Right::read, {cookie})) << i;
  }
  ASSERT_TRUE(accounts_->tidy());
  open();  // a restart keeps what was seen
  ASSERT_TRUE(ask(Verb::get, Right::read, {cookie}));
  clock_.advance(12h);
  EXPECT_EQ(code(ask(Verb::get, Right::read, {cookie})), "session_expired");
  auto again = accounts_->sign_in("ann@example.com", "correct horse", "x").value();
  const std::pair<std::string, std::string> second{"cookie", "pk_session=" + again.token};
  for (int i = 0; i < 33; ++i) {
    clock_.advance(10h);
    ASSERT_TRUE(ask(Verb::get, Right::read, {second})) << i;
  }
  clock_.advance(10h);
  EXPECT_EQ(code(ask(Verb::get, Right::read, {second})), "session_expired");  // 14 days
  again = accounts_->sign_in("ann@example.com", "correct horse", "x").value();
  ASSERT_TRUE(accounts_->sign_out(again.token));
  EXPECT_EQ(code(ask(Verb::get, Right::read, {{"cookie", "pk_session=" + again.token}})), "session_expired");
  again = accounts_->sign_in("ann@example.com", "correct horse", "x").value();
  ASSERT_TRUE(accounts_->reset_password("ann@example.com", "another horse"));
  EXPECT_EQ(code(ask(Verb::get, Right::read, {{"cookie", "pk_session=" + again.token}})), "session_expired");
  EXPECT_EQ(accounts_->sign_in("ann@example.com", "correct horse", "x").error().code, "login_failed");
  EXPECT_TRUE(accounts_->sign_in("ann@example.com", "another horse", "x"));
}

TEST_F(AccountTest, KeysHaveScopesAndAreRevokedAtOnce) {
  const auto in = owner();
  const auto ingest = accounts_->create_key(in.who.workspace, "shop", "ingest").value();
  const auto read = accounts_->create_key(in.who.workspace, "bi", "read").value();
  EXPECT_EQ(ingest.secret.substr(0, 10), "pk_ingest_");
  EXPECT_TRUE(ask(Verb::post, Right::ingest, {{"authorization", "Bearer " + ingest.secret}}));
  EXPECT_EQ(request_.who.workspace, in.who.workspace);
  EXPECT_EQ(request_.who.key, ingest.key.id);
  EXPECT_EQ(code(ask(Verb::get, Right::read, {{"authorization", "bearer " + ingest.secret}})), "right_missing");
  EXPECT_TRUE(ask(Verb::get, Right::read, {{"x-api-key", read.secret}}));
  EXPECT_EQ(code(ask(Verb::post, Right::ingest, {{"x-api-key", read.secret}})), "right_missing");
  EXPECT_EQ(code(ask(Verb::post, Right::ingest, {{"x-api-key", "pk_ingest_nonsense"}})), "key_unknown");
  // A wrong key is not made good by a cookie.
  EXPECT_EQ(code(ask(Verb::get, Right::read, {{"x-api-key", "wrong"}, {"cookie", "pk_session=" + in.token}})), "key_unknown");
  open();
  EXPECT_TRUE(ask(Verb::post, Right::ingest, {{"authorization", "Bearer " + ingest.secret}}));
  const auto other = accounts_->create_workspace({"", "Other", "UTC", "en", false}).value();
  EXPECT_EQ(accounts_->revoke_key(other.no, ingest.key.id).error().code, "no_such_key");
  EXPECT_TRUE(ask(Verb::post, Right::ingest, {{"authorization", "Bearer " + ingest.secret}}));
  ASSERT_TRUE(accounts_->revoke_key(in.who.workspace, ingest.key.id));
  EXPECT_EQ(code(ask(Verb::post, Right::ingest, {{"authorization", "Bearer " + ingest.secret}})), "key_unknown");
  EXPECT_EQ(accounts_->revoke_key(in.who.workspace, ingest.key.id).error().code, "no_such_key");
  open();
  EXPECT_EQ(code(ask(Verb::post, Right::ingest, {{"authorization", "Bearer " + ingest.secret}})), "key_unknown");
  EXPECT_EQ(accounts_->list_keys(in.who.workspace).size(), 1u);
  EXPECT_TRUE(accounts_->list_keys(other.no).empty());
}

TEST_F(AccountTest, WorkspacesChangeAndSwitch) {
  const auto in = owner();
  WorkspaceNo told = WorkspaceNo::none;
  accounts_->on_workspace([&](const Workspace& w) { told = w.no; });
  const auto other = accounts_->create_workspace({"", "Other 公司 Ltd.", "Asia/Shanghai", "zh", false}).value();
  EXPECT_EQ(other.key, "other-ltd");
  EXPECT_EQ(told, other.no);
  EXPECT_EQ(accounts_->create_workspace({"other-ltd", "x", "UTC", "en", false}).error().code, "workspace_key_taken");
  EXPECT_EQ(accounts_->create_workspace({"Bad Key", "x", "UTC", "en", false}).error().fields.at(0).code, "workspace_key_invalid");
  EXPECT_EQ(accounts_->change_workspace(other.no, {{}, "Mars/Olympus", {}}).error().fields.at(0).code, "zone_unknown");
  EXPECT_EQ(accounts_->change_workspace(other.no, {"Renamed", "Europe/Berlin", {}})->zone, "Europe/Berlin");
  ASSERT_TRUE(accounts_->switch_workspace(in.token, "other-ltd"));
  ASSERT_TRUE(ask(Verb::get, Right::read, {{"cookie", "pk_session=" + in.token}}));
  EXPECT_EQ(request_.who.workspace, other.no);
  EXPECT_EQ(accounts_->switch_workspace(in.token, "nowhere").error().code, "no_such_workspace");
  open();
  ASSERT_TRUE(ask(Verb::get, Right::read, {{"cookie", "pk_session=" + in.token}}));
  EXPECT_EQ(request_.who.workspace, other.no);
  EXPECT_EQ(accounts_->workspaces_of(in.who.account).size(), 2u);
}

TEST(Secret, KeysFromHeaders) {
  ASSERT_GE(sodium_init(), 0);
  EXPECT_EQ(key_of_headers("Bearer abc", ""), "abc");
  EXPECT_EQ(key_of_headers("BEARER   abc", ""), "abc");
  EXPECT_EQ(key_of_headers("Basic YWJjOg==", ""), "abc");
  EXPECT_EQ(key_of_headers("Basic YWJjOnNlY3JldA==", ""), "abc");
  EXPECT_EQ(key_of_headers("Basic !!!", ""), "?");
  EXPECT_EQ(key_of_headers("Digest x", ""), "");
  EXPECT_EQ(key_of_headers("Bearer", ""), "");
  EXPECT_EQ(key_of_headers("", "k"), "k");
  EXPECT_EQ(key_of_headers("Bearer " + std::string(10'000, 'x'), ""), "?");
}

TEST(Rules, EmailsPasswordsSlugs) {
  for (const char* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n", "<a@b>"}) EXPECT_FALSE(normal_email(bad)) << bad;
  EXPECT_EQ(normal_email("Ann@Example.COM"), "ann@example.com");
  EXPECT_EQ(password_fault("123456789", ""), "too_short");
  EXPECT_EQ(password_fault("Password1234", ""), "password_common");
  EXPECT_EQ(password_fault("aaaaaaaaaaaa", ""), "password_common");
  EXPECT_EQ(password_fault("ann@example.com", "ann@example.com"), "password_common");
  EXPECT_EQ(password_fault("correct horse", "a@b"), std::nullopt);
  EXPECT_EQ(slug("  Hello,  World! "), "hello-world");
  EXPECT_EQ(slug("家电"), "workspace");
  EXPECT_LE(slug(std::string(500, 'a')).size(), 40u);
}

TEST(Throttle, IsBounded) {
  ManualClock clock{from_ms(0)};
  Throttle t(3, 60s);
  for (int i = 0; i < 3; ++i) t.failed("a", clock.now());
  EXPECT_EQ(t.wait_seconds("a", clock.now()), 60);
  for (int i = 0; i < 120'000; ++i) t.failed("n" + std::to_string(i), clock.now());
  EXPECT_EQ(t.wait_seconds("a", clock.now()), 60);  // the throttled stay
  clock.advance(60s);
  EXPECT_EQ(t.wait_seconds("a", clock.now()), 0);
  t.failed("a", clock.now());
  t.succeeded("a");
  EXPECT_EQ(t.wait_seconds("a", clock.now()), 0);
}

}  // namespace
}  // namespace peakend::account
