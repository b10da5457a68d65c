// From committed events to messages, on real records.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <map>

#include "base/failpoint.h"
#include "trigger/listening_test.h"

namespace peakend::trigger {
namespace {

using delivery::Reason;
using delivery::State;
using std::chrono::hours;
using std::chrono::milliseconds;

class ReactionTest : public testing::Test {
 protected:
  ReactionTest() : dir_(std::filesystem::temp_directory_path() / ("pk_listening_" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(dir_);
    l_ = std::make_unique<Listening>(dir_);
    l_->set_up_email();
    l_->start();
  }
  ~ReactionTest() override {
    l_.reset();
    std::filesystem::remove_all(dir_);
  }
  void make(Trigger t) { ASSERT_TRUE(l_->triggers->create(kSpace, std::move(t), "tests")); }

  std::filesystem::path dir_;
  std::unique_ptr<Listening> l_;
};

TEST_F(ReactionTest, AnEventBecomesAMessageAndASecondOneAReason) {
  make(l_->simple());
  l_->identify(1, {{"email", "one@example.com"}, {"lang", "zh-CN"}, {"name", "李雷"}});
  l_->event(1, "Delivered", {{"order_id", "o7"}});
  ASSERT_EQ(l_->invitations().size(), 1u);
  EXPECT_EQ(l_->invitations()[0].state, State::queued);
  l_->send_all();
  ASSERT_EQ(l_->sent.size(), 1u);
  EXPECT_EQ(l_->sent[0].to, "one@example.com");
  EXPECT_EQ(l_->sent[0].lang, "zh-CN");
  EXPECT_NE(l_->sent[0].text.find("李雷"), std::string::npos);
  EXPECT_EQ(l_->invitations()[0].state, State::sent);

  l_->clock.advance(hours(24));
  l_->event(1, "Delivered");
  const auto no = l_->refusals();
  ASSERT_EQ(no.size(), 1u);
  EXPECT_EQ(no[0].reason, Reason::gap_any);
  EXPECT_NEAR(static_cast<double>((*no[0].next - l_->clock.now()).count()) / 86'400'000.0, 29, .001);

  l_->clock.advance(hours(24 * 30));
  l_->event(1, "Delivered");
  EXPECT_EQ(l_->invitations().size(), 2u);
}

TEST_F(ReactionTest, ProgressRemindersAndTheEnd) {
  make(l_->simple());
  l_->identify(1, {{"email", "one@example.com"}});
  l_->event(1, "Delivered");
  l_->send_all();
  l_->clock.advance(hours(73));
  l_->send_all();
  ASSERT_EQ(l_->sent.size(), 2u);  // one reminder by default
  EXPECT_NE(l_->sent[1].subject.find("reminder"), std::string::npos);
  l_->clock.advance(hours(24 * 10));
  l_->send_all();
  EXPECT_EQ(l_->sent.size(), 2u);
  const auto link = l_->invitations()[0].link;
  ASSERT_TRUE(l_->book->progress(kSpace, link, State::opened));
  ASSERT_TRUE(l_->book->progress(kSpace, link, State::partial));
  ASSERT_TRUE(l_->book->progress(kSpace, link, State::done));
  ASSERT_TRUE(l_->book->progress(kSpace, link, State::opened));
  const auto i = l_->invitations()[0];
  EXPECT_EQ(i.state, State::done);
  EXPECT_TRUE(i.opened && i.started && i.partial && i.done);
  // Who answered is not reminded.
  l_->identify(2, {{"email", "two@example.com"}});
  l_->event(2, "Delivered");
  l_->send_all();
  for (const auto& x : l_->invitations()) ASSERT_TRUE(l_->book->progress(kSpace, x.link, State::done));
  l_->clock.advance(hours(100));
  l_->send_all();
  EXPECT_EQ(l_->sent.size(), 3u);
}

TEST_F(ReactionTest, WhatHappensMeanwhileAndWhatIsChosen) {
  auto t = l_->simple();
  t.delay_minutes = 60;
  t.unless = {{"Returned", {{"full", "eq", {"true"}}}}};
  make(t);
  for (int c = 1; c <= 4; ++c) {
    l_->identify(c, {{"email", "c" + std::string(1, static_cast<char>('0' + c)) + "@example.com"}});
    l_->event(c, "Delivered");
  }
  l_->clock.advance(milliseconds(60'000));
  l_->event(1, "Returned", {{"full", "true"}});
  l_->event(2, "Returned", {{"full", "false"}});
  delivery::Preference out;
  out.opted_out = true;
  out.source = "page";
  ASSERT_TRUE(l_->book->put_preference(kSpace, customer_no(3), out, "customer"));
  l_->clock.advance(hours(1));
  l_->send_all();
  std::map<CustomerId, std::pair<State, Reason>> by;
  for (const auto& i : l_->invitations()) by[i.customer] = {i.state, i.reason};
  EXPECT_EQ(by[customer_no(1)], std::pair(State::cancelled, Reason::meanwhile));
  EXPECT_EQ(by[customer_no(2)].first, State::sent);
  EXPECT_EQ(by[customer_no(3)], std::pair(State::opted_out, Reason::opted_out));
  EXPECT_EQ(by[customer_no(4)].first, State::sent);
  EXPECT_EQ(l_->sent.size(), 2u);
  l_->clock.advance(hours(24 * 200));
  l_->event(3, "Delivered");
  EXPECT_EQ(l_->refusals()[0].reason, Reason::opted_out);
}

TEST_F(ReactionTest, ReasonsWithoutAddressChannelSurveyOrTrigger) {
  make(l_->simple());
  l_->event(1, "Delivered");
  EXPECT_EQ(l_->refusals()[0].reason, Reason::no_address);
  l_->event(2, "Delivered", {{"email", "with@event.example"}});  // the event itself may say it
  EXPECT_EQ(l_->invitations().size(), 1u);
  l_->survey_open = false;
  l_->send_all();
  EXPECT_EQ(l_->invitations()[0].reason, Reason::survey_closed);
  l_->survey_open = true;
  l_->event(3, "Delivered", {{"email", "three@event.example"}});
  ASSERT_TRUE(l_->triggers->enable(kSpace, "after", false, "tests"));
  l_->send_all();
  EXPECT_EQ(l_->invitations()[0].reason, Reason::trigger_off);
  l_->event(4, "Delivered", {{"email", "four@event.example"}});
  EXPECT_EQ(l_->invitations().size(), 2u);  // switched off: not even a refusal
  ASSERT_TRUE(l_->triggers->enable(kSpace, "after", true, "tests"));
  ASSERT_TRUE(l_->book->remove_channel(kSpace, channel::Kind::email));
  l_->clock.advance(milliseconds(1));
  l_->event(5, "Delivered", {{"email", "five@event.example"}});
  EXPECT_EQ(l_->refusals()[0].reason, Reason::no_channel);
  EXPECT_TRUE(l_->sent.empty());
}

TEST_F(ReactionTest, OldEventsAreCountedOnly) {
  make(l_->simple());
  l_->event(1, "Delivered", {{"email", "x@example.com"}}, 8LL * 24 * 3'600'000);
  EXPECT_TRUE(l_->invitations().empty());
  EXPECT_TRUE(l_->refusals().empty());
  const auto n = counted(*l_->records, kSpace, "after", l_->clock.now() - hours(24), l_->clock.now() + hours(24));
  ASSERT_TRUE(n && n->size() == 1);
  EXPECT_EQ((*n)[0], std::pair(Reason::too_late, std::int64_t{1}));
}

TEST_F(ReactionTest, TemporaryFaultsWaitDeadAddressesEnd) {
  make(l_->simple());
  l_->event(1, "Delivered", {{"email", "one@example.com"}});
  using What = channel::Fault::What;
  auto fault = channel::Fault{What::temporary, "connect", ""};
  int tries = 0;
  l_->on_send = [&](const channel::Message&) -> channel::Outcome {
    ++tries;
    return tl::unexpected(fault);
  };
  l_->send_all();
  l_->send_all();
  EXPECT_EQ(tries, 1);  // a minute between
  l_->clock.advance(std::chrono::minutes(1));
  l_->send_all();
  EXPECT_EQ(tries, 2);
  fault.what = What::dead;
  l_->clock.advance(std::chrono::minutes(5));
  l_->send_all();
  EXPECT_EQ(l_->invitations()[0].state, State::bounced);
  l_->clock.advance(hours(24 * 40));
  l_->event(1, "Delivered", {{"email", "one@example.com"}});
  EXPECT_EQ(l_->refusals()[0].reason, Reason::bounced_before);
  l_->event(1, "Delivered", {{"email", "new@example.com"}});
  EXPECT_EQ(l_->invitations().size(), 2u);  // another address is another chance
  EXPECT_EQ(l_->book->messages(kSpace, l_->invitations()[1].id)->size(), 3u);
}

TEST_F(ReactionTest, ReportsOfGateways) {
  make(l_->simple());
  l_->event(1, "Delivered", {{"email", "one@example.com"}});
  l_->send_all();
  const auto i = l_->invitations()[0];
  const auto message = l_->book->messages(kSpace, i.id)->at(0);
  EXPECT_EQ(l_->sent[0].id, message.id.text());
  EXPECT_FALSE(l_->book->report(WorkspaceNo{2}, message.id, true, "x"));  // another workspace's
  ASSERT_TRUE(l_->book->report(kSpace, message.id, true, "5.1.1"));
  EXPECT_EQ(l_->invitations()[0].state, State::bounced);
}

TEST_F(ReactionTest, NothingTwiceAndNoRebuildAsksAgain) {
  make(l_->simple());
  ++l_->seq;
  const auto b = l_->row(l_->seq, [&](facts::FactBatch& batch, std::vector<facts::Fact>& list) {
    facts::Fact f;
    f.name = "Delivered", f.customer = customer_no(1), f.message_id = "m";
    const facts::Tag tags[] = {{"email", "a@example.com"}};
    f.tags = batch.keep_tags(tags);
    list.push_back(f);
  });
  l_->tell(b, l_->seq);
  l_->tell(b, l_->seq);
  l_->tell(b, l_->seq, true);
  EXPECT_EQ(l_->invitations().size(), 1u);
  EXPECT_TRUE(l_->refusals().empty());
}

TEST_F(ReactionTest, WhatWasNotSentIsCountedByReasonAndQuarterOfAnHour) {
  make(l_->simple());
  l_->event(1, "Delivered", {{"email", "a@example.com"}});
  l_->event(1, "Delivered", {{"email", "a@example.com"}});  // the first one waits: asked not long ago
  l_->event(2, "Delivered");                                // no address
  l_->clock.advance(std::chrono::minutes(30));
  ASSERT_TRUE(l_->book->cancel_of(kSpace, "after", Reason::trigger_off));
  const auto all = *l_->book->refusals(kSpace, {"", "", {}, INT64_MIN, INT64_MAX, 500, 0, true});
  ASSERT_EQ(all.total, 3);
  EXPECT_EQ(all.list[0].reason, Reason::trigger_off);
  EXPECT_EQ(all.list[0].invitation, l_->invitations().at(0).id);
  EXPECT_TRUE(all.list[1].invitation.is_none());
  EXPECT_EQ(l_->refusals().size(), 2u);  // those alone that were refused at once
  EXPECT_EQ(l_->book->refusals(kSpace, {"", "trigger_off", {}, INT64_MIN, INT64_MAX, 500, 0, true})->total, 1);
  EXPECT_EQ(l_->book->refusals(kSpace, {"", "", {customer_no(2)}, INT64_MIN, INT64_MAX, 500, 0, true})->total, 1);
  std::map<Reason, std::pair<std::int64_t, std::int64_t>> held;
  const auto lines = *l_->book->held_back(kSpace, "after", INT64_MIN, INT64_MAX);
  for (const auto& h : lines) held[h.reason] = {h.quarter, h.n};
  const auto now = to_ms(l_->clock.now()) / delivery::kQuarterMs;
  EXPECT_EQ(held.size(), 3u);
  EXPECT_EQ(held[Reason::trigger_off], std::pair(now, std::int64_t{1}));
  EXPECT_EQ(held[Reason::no_address], std::pair(now - 2, std::int64_t{1}));
  EXPECT_TRUE(l_->book->held_back(kSpace, "other", INT64_MIN, INT64_MAX)->empty());
}

TEST_F(ReactionTest, FunnelCountsWhatWentOutByChannelAndQuarterOfAnHour) {
  make(l_->simple());
  for (int c = 1; c <= 4; ++c) l_->event(c, "Delivered", {{"email", "c" + std::to_string(c) + "@example.com"}});
  EXPECT_TRUE(l_->book->funnel(kSpace, "", "", INT64_MIN, INT64_MAX)->empty());  // nothing went out yet
  l_->send_all();
  const auto sent = l_->invitations();
  ASSERT_EQ(sent.size(), 4u);
  ASSERT_TRUE(l_->book->progress(kSpace, sent[0].link, State::opened));
  ASSERT_TRUE(l_->book->progress(kSpace, sent[1].link, State::partial));
  ASSERT_TRUE(l_->book->progress(kSpace, sent[2].link, State::done));
  const auto lines = *l_->book->funnel(kSpace, "after", "delivery", INT64_MIN, INT64_MAX);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].channel, channel::Kind::email);
  EXPECT_EQ(lines[0].quarter, to_ms(l_->clock.now()) / delivery::kQuarterMs);
  EXPECT_EQ(std::tuple(lines[0].sent, lines[0].opened, lines[0].started, lines[0].done, lines[0].bounced), std::tuple(4, 3, 2, 1, 0));
  EXPECT_TRUE(l_->book->funnel(kSpace, "after", "other", INT64_MIN, INT64_MAX)->empty());
}

TEST_F(ReactionTest, ErasedMeansGoneButNotAskedAgain) {
  make(l_->simple());
  l_->event(1, "Delivered", {{"email", "a@example.com"}});
  delivery::Preference out;
  out.opted_out = true;
  ASSERT_TRUE(l_->book->put_preference(kSpace, customer_no(1), out, "x"));
  const CustomerId ids[] = {customer_no(1)};
  ASSERT_TRUE(l_->book->forget(kSpace, ids));
  EXPECT_TRUE(l_->invitations().empty());
  EXPECT_TRUE(l_->book->preference(kSpace, customer_no(1))->opted_out);
}

TEST_F(ReactionTest, TokensAreSignedAndOnlyForTheirCustomer) {
  const auto token = l_->book->token(kSpace, customer_no(1));
  EXPECT_EQ(token.size(), 48u);
  EXPECT_EQ(l_->book->read_token(token), std::pair(kSpace, customer_no(1)));
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(l_->book->read_token(forged)) << i;
  }
  EXPECT_FALSE(l_->book->read_token(""));
  EXPECT_FALSE(l_->book->read_token(token + "A"));
}

TEST_F(ReactionTest, SimulationSaysWhatWouldHaveBeen) {
  for (int c = 1; c <= 20; ++c) l_->identify(c, {{"email", "c@example.com"}});
  for (int day = 0; day < 40; ++day) {
    l_->event(1 + day % 10, "Delivered");
    l_->clock.advance(hours(24));
  }
  auto t = l_->simple();
  const SimulationDeps deps{*l_->facts, *l_->book, l_->home()};
  const auto s = simulate(deps, kSpace, t, l_->clock.now() - hours(24 * 41), l_->clock.now());
  ASSERT_TRUE(s);
  EXPECT_EQ(s->events, 40);
  EXPECT_EQ(s->customers, 10);
  EXPECT_EQ(s->sent, 20);  // day 0 and day 30 for each
  EXPECT_EQ(s->refusals.at(Reason::gap_any), 20);
  EXPECT_TRUE(l_->invitations().empty());
  // With the rule on, the same events really give that.
  ASSERT_TRUE(l_->triggers->create(kSpace, t, "tests"));
}

/// The preference centre through its routes.
class PageTest : public ReactionTest {
 protected:
  PageTest() { delivery::add_page_routes(router_, *l_->book); }
  message::Response call(message::Verb verb, const std::string& token, std::string body = {}, std::string type = "application/x-www-form-urlencoded") {
    message::Request r;
    r.verb = verb, r.path = "/p/" + token, r.body = std::move(body), r.query = "lang=en";
    r.headers.emplace_back("content-type", std::move(type));
    const auto m = router_.match(verb, r.path);
    r.params = m.params;
    return m.route->handler(r);
  }
  message::Router router_;
};

TEST_F(PageTest, LookingChangesNothingOneClickDoes) {
  const auto token = l_->book->token(kSpace, customer_no(1));
  const auto page = call(message::Verb::get, token);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body.find("<script"), std::string::npos);
  EXPECT_LT(page.body.size(), 8'000u);
  EXPECT_FALSE(l_->book->preference(kSpace, customer_no(1))->opted_out);
  EXPECT_EQ(call(message::Verb::post, token, "nonsense=1").status, 200);
  EXPECT_FALSE(l_->book->preference(kSpace, customer_no(1))->opted_out);
  EXPECT_EQ(call(message::Verb::post, token, "List-Unsubscribe=One-Click").status, 200);
  const auto p = *l_->book->preference(kSpace, customer_no(1));
  EXPECT_TRUE(p.opted_out);
  EXPECT_EQ(p.source, "one_click");
  EXPECT_EQ(call(message::Verb::post, token, "do=again").status, 200);
  EXPECT_FALSE(l_->book->preference(kSpace, customer_no(1))->opted_out);
  EXPECT_EQ(call(message::Verb::post, token, "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--", "multipart/form-data; boundary=b").status, 200);
  EXPECT_TRUE(l_->book->preference(kSpace, customer_no(1))->opted_out);
  EXPECT_EQ(call(message::Verb::get, "x" + token.substr(1)).status, 404);
}

TEST_F(PageTest, ChoicesAreKept) {
  delivery::Attention a;
  a.company = "<b>Acme</b>";
  a.topics = {{"delivery", "送货", "Delivery"}, {"service", "服务", "Service"}};
  ASSERT_TRUE(l_->book->put_attention(kSpace, a));
  channel::Settings sms;
  sms.kind = channel::Kind::sms;
  ASSERT_TRUE(l_->book->put_channel(kSpace, sms));
  const auto token = l_->book->token(kSpace, customer_no(1));
  const auto page = call(message::Verb::post, token, "do=save&channel=sms&frequency=less&topic=service");
  EXPECT_NE(page.body.find("&lt;b&gt;Acme"), std::string::npos);
  auto p = *l_->book->preference(kSpace, customer_no(1));
  EXPECT_FALSE(p.allows(channel::Kind::email));
  EXPECT_TRUE(p.allows(channel::Kind::sms));
  EXPECT_EQ(p.frequency, delivery::Frequency::less);
  EXPECT_EQ(p.topics_off, std::vector<std::string>{"delivery"});
  call(message::Verb::post, token, "do=save&frequency=normal");
  p = *l_->book->preference(kSpace, customer_no(1));
  EXPECT_TRUE(p.opted_out);  // no way is left
}

// --- crashes --------------------------------------------------------------------------------------------------

constexpr int kPeople = 30;

/// A process that looks at 30 events and sends; the sender writes each message to a file before it answers.
void live(const std::filesystem::path& dir, const std::string& failpoint) {
  Listening l(dir);
  const auto log = (dir / "sent").string();
  l.on_send = [log](const channel::Message& m) -> channel::Outcome {
    const int fd = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const std::string line = m.url + " " + m.id + "\n";
    const bool ok = ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    ::close(fd);
    if (!ok) return tl::unexpected(channel::Fault{});
    return channel::Receipt{};
  };
  if (!failpoint.empty() && !failpoint::configure(failpoint + ":abort@3")) ::_exit(3);
  for (int i = 0; i < kPeople; ++i) {
    const auto b = l.row(i + 1, [&](facts::FactBatch& batch, std::vector<facts::Fact>& list) {
      facts::Fact f;
      f.name = "Delivered", f.customer = customer_no(i);
      const std::string id = "m" + std::to_string(i);
      f.message_id = batch.keep(id);
      const facts::Tag tags[] = {{"email", "a@example.com"}};
      f.tags = batch.keep_tags(tags);
      list.push_back(f);
    });
    if (i < kPeople / 2) static_cast<void>(l.facts->append(b, i + 1));
    if (i == kPeople / 2) l.start();
    if (i >= kPeople / 2) l.tell(b, i + 1);
  }
  static_cast<void>(l.outbox->start());
  while (true) {
    const auto n = l.outbox->run_once();
    if (!n) ::_exit(4);
    if (*n == 0) break;
  }
  l.outbox->stop();
  l.reaction->stop();
  ::_exit(0);
}

int in_child(const std::filesystem::path& dir, const std::string& failpoint) {
  const pid_t pid = ::fork();
  if (pid == 0) live(dir, failpoint);
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status;
}

TEST(CrashListening, EveryEventIsDecidedOnceAndNoMessageGoesTwice) {
  const auto dir = std::filesystem::temp_directory_path() / ("pk_listening_crash_" + std::to_string(::getpid()));
  for (const std::string_view name : failpoint::kNames) {
    if (!name.starts_with("trigger.") && !name.starts_with("outbox.")) continue;
    std::filesystem::remove_all(dir);
    {
      Listening l(dir);
      l.set_up_email();
      ASSERT_TRUE(l.triggers->create(kSpace, l.simple(), "tests"));
      auto first = l.make_reaction_now();  // the mark begins before the first event
      ASSERT_TRUE(first->start());
    }
    const int killed = in_child(dir, std::string(name));
    EXPECT_TRUE(WIFSIGNALED(killed) && WTERMSIG(killed) == SIGKILL) << name << " was never reached: " << killed;
    const int again = in_child(dir, "");
    ASSERT_TRUE(WIFEXITED(again) && WEXITSTATUS(again) == 0) << name << " " << again;
    std::map<std::string, int> sent;
    std::ifstream in(dir / "sent");
    for (std::string url, id; in >> url >> id;) ++sent[url];
    for (const auto& [url, n] : sent) EXPECT_EQ(n, 1) << name << " " << url;
    Listening l(dir);
    const auto all = l.invitations();
    EXPECT_EQ(all.size(), static_cast<std::size_t>(kPeople)) << name;
    std::size_t unsure = 0;
    for (const auto& i : all) {
      EXPECT_EQ(i.state, State::sent) << name;
      const auto messages = *l.book->messages(kSpace, i.id);
      ASSERT_EQ(messages.size(), 1u);
      unsure += messages[0].result == "unsure";
      EXPECT_TRUE(messages[0].result != "sent" || sent.contains("https://cx.example/r/" + i.id.text())) << name;
    }
    EXPECT_EQ(unsure, name == "outbox.after_claim" || name == "outbox.after_send" ? 1u : 0u) << name;
    EXPECT_EQ(sent.size(), static_cast<std::size_t>(kPeople) - (name == "outbox.after_claim" ? 1u : 0u)) << name;
  }
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace peakend::trigger
