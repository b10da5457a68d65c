#include "account/totp.h"

#include "base/qr.h"

#include <gtest/gtest.h>

namespace peakend::account {
namespace {

// RFC 6238, appendix B (SHA-1), the last six of its eight digits.
TEST(Totp, RfcVectors) {
  const std::string secret = "12345678901234567890";
  const std::pair<std::int64_t, const char*> vectors[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"},
                                                          {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [second, code] : vectors) EXPECT_EQ(totp_code(secret, totp_step(from_ms(second * 1000))), code) << second;
}

TEST(Totp, OneStepOfDriftAndNothingElse) {
  const std::string secret = "12345678901234567890";
  const Instant now = from_ms(1'773'478'800'000);
  const auto step = totp_step(now);
  EXPECT_EQ(totp_match(secret, totp_code(secret, step), now), step);
  EXPECT_EQ(totp_match(secret, totp_code(secret, step - 1), now), step - 1);
  EXPECT_EQ(totp_match(secret, totp_code(secret, step + 1), now), step + 1);
  EXPECT_FALSE(totp_match(secret, totp_code(secret, step - 2), now));
  auto spaced = totp_code(secret, step);
  spaced.insert(3, " ");
  EXPECT_TRUE(totp_match(secret, spaced, now));
  for (const char* bad : {"", "12345", "1234567", "abcdef", "12 34 5"}) EXPECT_FALSE(totp_match(secret, bad, now)) << bad;
  EXPECT_FALSE(totp_match("", "123456", now));
}

TEST(Totp, Base32) {  // RFC 4648, section 10, without padding
  const std::pair<const char*, const char*> vectors[] = {{"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};
  for (const auto& [in, out] : vectors) EXPECT_EQ(base32(in), out);
  EXPECT_EQ(base32("\xff\xff\xff\xff\xff"), "77777777");
}

TEST(Totp, UriAndPicture) {
  const auto uri = otpauth_uri("River Goods 河", "ann+x@example.com", "MZXW6");
  EXPECT_EQ(uri, "otpauth://totp/River%20Goods%20%E6%B2%B3:ann%2Bx%40example.com?secret=MZXW6&issuer=River%20Goods%20%E6%B2%B3");
  const auto svg = qr_svg(uri);
  EXPECT_EQ(svg.rfind("<svg ", 0), 0u);
  EXPECT_NE(svg.find("M4 4h7v1h-7z"), std::string::npos);  // the first finder pattern's upper edge
  EXPECT_EQ(qr_svg(std::string(8000, 'x')), "");
}

}  // namespace
}  // namespace peakend::account
