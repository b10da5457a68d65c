#include "collect/page.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "base/assets.h"

namespace peakend::collect {
namespace {

constexpr std::string_view kSurvey = R"({"format":1,"key":"two","kind":"relationship","title":{"en":"A <b> & \"c\""},"languages":["en","zh-CN"],"pages":[
  {"key":"p","questions":[{"key":"nps","kind":"nps","text":{"en":"How likely? \"kind\":\"grid\" </script>"}},{"key":"why","kind":"long_text","text":{"en":"Why {{answer.nps}}?"}}]}]})";

std::string unpack(const std::string& gz) {
  z_stream z{};
  EXPECT_EQ(inflateInit2(&z, 15 + 16), Z_OK);
  std::string out(200'000, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gz.data()));
  z.avail_in = static_cast<uInt>(gz.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&z, Z_FINISH), Z_STREAM_END);  // checks length and sum, too
  EXPECT_EQ(z.avail_in, 0u);
  out.resize(z.total_out);
  inflateEnd(&z);
  return out;
}

TEST(Page, HoldsWhatTheSurveyNeedsAndNothingElse) {
  if (!assets::find("respond/core.js")) GTEST_SKIP() << "built without web/respond";
  auto survey = survey::parse_survey(kSurvey);
  ASSERT_TRUE(survey) << survey.error().code;
  const std::string visit = "{\"token\":\"t\",\"state\":\"open\",\"survey\":" + survey::public_json(*survey, 1, "en") + ",\"fields\":{}}";
  const PageInput in{visit, "en", "A <b> & \"c\"", &*survey, false};
  message::Request req;
  EXPECT_EQ(page_parts(in, req), (std::vector<std::string>{"kind-long_text", "kind-nps", "languages", "pipe"}));
  const auto plain = respond_page(in, req);
  EXPECT_EQ(plain.status, 200);
  EXPECT_NE(plain.body.find("<title>A &#60;b&#62; &#38; &#34;c&#34;</title>"), std::string::npos);
  EXPECT_EQ(plain.body.find("\"theme\""), std::string::npos);
  std::size_t ends = 0;  // nobody's words end the script
  for (auto at = plain.body.find("</script>"); at != std::string::npos; at = plain.body.find("</script>", at + 1)) ++ends;
  EXPECT_EQ(ends, 2u);
  req.headers.emplace_back("accept-encoding", "gzip");
  for (int i = 0; i < 2; ++i) {
    const auto packed = respond_page(in, req);
    ASSERT_NE(packed.header("Content-Encoding"), nullptr);
    EXPECT_EQ(unpack(packed.body), plain.body);
    EXPECT_EQ(*packed.header("Content-Security-Policy"), *plain.header("Content-Security-Policy"));
  }
  req.query = "kiosk=1&embed=card&print=1&answer.nps=9";
  EXPECT_EQ(page_parts(in, req), (std::vector<std::string>{"embed", "kind-long_text", "kind-nps", "kiosk", "languages", "paper", "pipe", "prefill"}));
}

TEST(Page, SaysThatASurveyIsClosed) {
  if (!assets::find("respond/core.js")) GTEST_SKIP() << "built without web/respond";
  message::Request req;
  const auto page = respond_page({R"({"token":"t","state":"closed","lang":"zh-HK","message":"","fields":{}})", "zh-HK", "", nullptr, false}, req);
  EXPECT_NE(page.body.find("本問卷已結束"), std::string::npos);
  EXPECT_EQ(page.body.find("pk-x"), std::string::npos);
  EXPECT_LT(page.body.size(), 20'000u);
}

}  // namespace
}  // namespace peakend::collect
