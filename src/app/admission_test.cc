#include "app/admission.h"

#include <gtest/gtest.h>

namespace peakend::app {
namespace {

using namespace std::chrono_literals;
using message::Right;

struct AdmissionTest : ::testing::Test {
  AdmissionTest() {
    config.ingest_rate = 10;
    config.request_rate = 2;
    config.anonymous_rate = 1;
  }
  static message::Request from(std::uint64_t key, const char* remote = "198.51.100.1") {
    message::Request r;
    r.remote = remote;
    if (key != 0) r.who.key = KeyId(Uuid{1, key});
    return r;
  }
  /// How many of 100 calls pass.
  static int passes(Admission& a, const message::Request& r, Right right, TokenBuckets::Time now) {
    message::Route route;
    route.right = right;
    int n = 0;
    for (int i = 0; i < 100; ++i) n += a.admit(r, route, now).has_value();
    return n;
  }
  Config config;
  TokenBuckets::Time now{};
};

TEST_F(AdmissionTest, EachKeyAndEachKindOfWorkForItself) {
  Admission a(config);
  EXPECT_EQ(passes(a, from(1), Right::ingest, now), 50);
  EXPECT_EQ(passes(a, from(1), Right::read, now), 10);  // its questions are counted apart
  EXPECT_EQ(passes(a, from(2), Right::ingest, now), 50);
  EXPECT_EQ(passes(a, from(1), Right::ingest, now + 1s), 10);
  message::Request session;
  session.who.account = AccountId(Uuid{3, 3});
  EXPECT_EQ(passes(a, session, Right::none, now), 10);
}

TEST_F(AdmissionTest, UnknownCallersByNetwork) {
  Admission a(config);
  EXPECT_EQ(passes(a, from(0, "2001:db8::1"), Right::none, now), 5);
  EXPECT_EQ(passes(a, from(0, "2001:db8::2"), Right::ingest, now), 0);
  EXPECT_EQ(passes(a, from(0, "2001:db8:1::1"), Right::none, now), 5);
  EXPECT_EQ(passes(a, from(1, "2001:db8::1"), Right::read, now), 10);  // a key is not held up by its neighbours
}

TEST_F(AdmissionTest, SaysHowLong) {
  config.anonymous_rate = 1;
  Admission a(config);
  message::Route route;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(a.admit(from(0), route, now));
  const auto refused = a.admit(from(0), route, now);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::too_many);
  EXPECT_EQ(refused.error().code, "rate_limited");
  EXPECT_EQ(refused.error().params.at(0), (std::pair<std::string, std::string>("retry_after", "1")));
}

TEST_F(AdmissionTest, ZeroIsNoLimit) {
  config.ingest_rate = config.request_rate = config.anonymous_rate = 0;
  Admission a(config);
  EXPECT_EQ(passes(a, from(0), Right::none, now), 100);
  EXPECT_EQ(passes(a, from(1), Right::read, now), 100);
}

}  // namespace
}  // namespace peakend::app
