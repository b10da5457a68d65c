#include "delivery/letter.h"

#include <gtest/gtest.h>

#include "adapters/curl/smtp.h"
#include "adapters/curl/webhook.h"

namespace peakend::delivery {
namespace {

struct Case {
  Invitation invitation;
  Contact contact;
  Attention attention;
  Face face{"Your delivery", "en", 3, true, FirstQuestion{"nps", "How likely?", "not at all", "very", {{"0", "0"}, {"10", "10"}}}};
  std::map<std::string, Texts> texts;
  channel::Message make() { return compose({invitation, contact, attention, face, texts, "https://cx.example/r/tok", "https://cx.example/p/pref"}); }
};

TEST(Letter, ValuesNeverAct) {
  Case c;
  c.invitation.lang = "en";
  c.contact.name = "<script>alert(1)</script>{{link}}";
  c.invitation.properties = {{"order_id", "o\r\nBcc: all@example.com"}};
  c.texts["en"] = {"Order {{event.order_id}}", "Dear {{customer.name}}\nnext & line", "", "", "", ""};
  const auto m = c.make();
  EXPECT_EQ(m.subject, "Order o  Bcc: all@example.com");
  EXPECT_EQ(m.html.find("<script>"), std::string::npos);
  EXPECT_NE(m.html.find("&lt;script&gt;alert(1)&lt;/script&gt;{{link}}"), std::string::npos);
  EXPECT_NE(m.html.find("next &amp; line"), std::string::npos);
  EXPECT_NE(m.text.find("Dear <script>alert(1)</script>{{link}}"), std::string::npos);  // plain text stays what it is
}

TEST(Letter, OneClickAnswersAndTheWayOut) {
  Case c;
  c.invitation.lang = "en-GB";
  const auto m = c.make();
  for (const char* part : {"https://cx.example/r/tok?answer.nps=0", "https://cx.example/r/tok?answer.nps=10", "https://cx.example/p/pref"}) {
    EXPECT_NE(m.html.find(part), std::string::npos) << part;
    EXPECT_NE(m.text.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(m.unsubscribe, "https://cx.example/p/pref");
  EXPECT_EQ(m.subject, "A short question: Your delivery");
}

TEST(Letter, SpeaksTheCustomersLanguage) {
  Case c;
  for (const auto& [lang, word] : {std::pair{"zh-CN", "退订"}, std::pair{"zh-Hans", "退订"}, std::pair{"zh-HK", "取消訂閱"}, std::pair{"fr", "unsubscribe"}}) {
    c.invitation.lang = lang;
    EXPECT_NE(c.make().text.find(word), std::string::npos) << lang;
  }
  c.texts["zh-TW"].subject = "自己的主旨";
  c.invitation.lang = "zh-HK";
  EXPECT_EQ(c.make().subject, "自己的主旨");
  c.invitation.lang = "zh-CN";
  EXPECT_NE(c.make().subject, "自己的主旨");
  c.invitation.step = 1;
  EXPECT_EQ(c.make().subject, "提醒：Your delivery");
}

TEST(Letter, ShortMessagesAreOneLineWithALink) {
  Case c;
  c.invitation.channel = channel::Kind::sms;
  c.invitation.lang = "zh-CN";
  c.attention.company = "小鲸";
  EXPECT_EQ(c.make().text, "【小鲸】Your delivery https://cx.example/r/tok 退订：https://cx.example/p/pref");
  c.texts["zh-CN"].sms = "评价一下\n吧";
  EXPECT_EQ(c.make().text, "评价一下 吧 https://cx.example/r/tok");
}

TEST(Mime, HeadersHoldAndLinesAreShort) {
  channel::EmailSettings s;
  s.from = "ask@example.com";
  s.from_name = "小鲸电器, \"CX\"";
  channel::Message m;
  m.id = "msg_1";
  m.to = "a@b.cn\r\nBcc: x@y.z";
  m.subject = std::string("您对这次送货满意吗？") + "您对这次送货满意吗？您对这次送货满意吗？";
  m.text = "plain\ntext";
  m.html = "<p>" + std::string(2'000, 'x') + "</p>";
  m.unsubscribe = "https://cx.example/p/t";
  const auto out = adapters::mime_text(m, s, *calendar::parse_rfc3339("2026-03-14T09:00:00Z"));
  EXPECT_EQ(out.find("\nBcc:"), std::string::npos);
  EXPECT_NE(out.find("Date: Sat, 14 Mar 2026 09:00:00 +0000\r\n"), std::string::npos);
  EXPECT_NE(out.find("List-Unsubscribe: <https://cx.example/p/t>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), std::string::npos);
  EXPECT_NE(out.find("Message-ID: <msg_1@example.com>"), std::string::npos);
  EXPECT_NE(out.find("cGxhaW4NCnRleHQ="), std::string::npos);
  std::size_t at = 0;
  while (at < out.size()) {
    const auto end = out.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - at, 100u) << out.substr(at, end - at);
    for (std::size_t i = at; i < end; ++i) EXPECT_TRUE(static_cast<unsigned char>(out[i]) < 0x80 && out[i] != '\n' && out[i] != '\r');
    at = end + 2;
  }
  EXPECT_EQ(adapters::header_words("Plain"), "Plain");
  EXPECT_EQ(adapters::header_words("中"), "=?UTF-8?B?5Lit?=");
}

TEST(Webhook, SignatureIsHmacSha256) {
  // printf '1789000000.{}' | openssl dgst -sha256 -hmac secret-secret-secret
  const auto s = adapters::webhook_signature("secret-secret-secret", 1'789'000'000, "{}");
  EXPECT_EQ(s, "v1=f63e5ce2e4c193d700e6ee93de545ca2508ae56fc56cea60f4e709dd77bf89f0");
  EXPECT_NE(adapters::webhook_signature("other-secret-secret", 1'789'000'000, "{}"), s);
}

TEST(Channel, Addresses) {
  for (const char* good : {"a@b.cn", "first.last+x@example.com", "名@例子.cn"}) EXPECT_TRUE(channel::good_email(good)) << good;
  for (const char* bad : {"", "a", "@b", "a@", "a b@c.d", "a@b\r\nx", "<a@b.c>", "a,b@c.d", "a@b@c", "a@.b"}) EXPECT_FALSE(channel::good_email(bad)) << bad;
  EXPECT_EQ(channel::normal_phone("+86 138-0000-0000"), "+8613800000000");
  EXPECT_FALSE(channel::normal_phone("12"));
  EXPECT_FALSE(channel::normal_phone("+86 x"));
}

}  // namespace
}  // namespace peakend::delivery
