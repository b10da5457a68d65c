#include "message/message.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "message/body_json.h"

namespace peakend::message {
namespace {

Route route(Verb verb, std::string pattern) {
  Route r;
  r.verb = verb;
  r.pattern = std::move(pattern);
  r.handler = [](const Request&) { return Response::empty(); };
  return r;
}

std::string pattern_of(const Router::Match& m) { return m.route != nullptr ? m.route->pattern : ""; }

TEST(Router, LiteralWinsOverPartWinsOverRest) {
  Router r;
  r.add(route(Verb::get, "/{rest...}"));
  r.add(route(Verb::get, "/v1/journeys/{key}"));
  r.add(route(Verb::get, "/v1/journeys/templates"));
  r.add(route(Verb::get, "/v1/journeys/{key}/matrix"));
  EXPECT_EQ(pattern_of(r.match(Verb::get, "/v1/journeys/templates")), "/v1/journeys/templates");
  const auto m = r.match(Verb::get, "/v1/journeys/olist");
  EXPECT_EQ(pattern_of(m), "/v1/journeys/{key}");
  EXPECT_EQ(m.params.at("key"), "olist");
  EXPECT_EQ(pattern_of(r.match(Verb::get, "/v1/journeys/olist/matrix")), "/v1/journeys/{key}/matrix");
  EXPECT_EQ(r.match(Verb::get, "/").params.at("rest"), "");
  EXPECT_EQ(r.match(Verb::get, "/assets/a.js").params.at("rest"), "assets/a.js");
  EXPECT_EQ(pattern_of(r.match(Verb::get, "/v1/journeys/")), "/{rest...}");
}

TEST(Router, EncodedSlashStaysInsideItsPart) {
  Router r;
  r.add(route(Verb::get, "/v1/touchpoints/{key}"));
  EXPECT_EQ(r.match(Verb::get, "/v1/touchpoints/delivery%2Fapp").params.at("key"), "delivery/app");
  EXPECT_EQ(r.match(Verb::get, "/v1/touchpoints/delivery/app").route, nullptr);
  EXPECT_EQ(r.match(Verb::get, "/v1/touchpoints/%zz").route, nullptr);
  EXPECT_EQ(r.match(Verb::get, "/v1/touchpoints/%").route, nullptr);
}

TEST(Router, KnownPathWithOtherVerbIs405AndUnknownIs404) {
  Router r;
  r.add(route(Verb::get, "/{rest...}"));
  r.add(route(Verb::post, "/v1/track"));
  r.add(route(Verb::get, "/v1/keys"));
  r.add(route(Verb::post, "/v1/keys"));
  r.add(route(Verb::del, "/v1/keys/{id}"));
  auto m = r.match(Verb::get, "/v1/track");
  EXPECT_EQ(m.route, nullptr);
  EXPECT_TRUE(m.other_verb);
  m = r.match(Verb::post, "/v1/unknown");
  EXPECT_EQ(m.route, nullptr);
  EXPECT_FALSE(m.other_verb);
  EXPECT_EQ(r.allowed("/v1/keys"), (std::vector{Verb::get, Verb::post, Verb::head}));
  EXPECT_EQ(r.allowed("/v1/keys/key_1"), (std::vector{Verb::del}));
  EXPECT_TRUE(r.allowed("/nowhere").empty());
  EXPECT_EQ(pattern_of(r.match(Verb::head, "/v1/keys")), "/v1/keys");
}

TEST(Request, QueryArguments) {
  Request q;
  q.query = "a=1&b=x%20y+z&a=2&empty=&flag&bad=%4&%E4%B8%AD=%E6%96%87&&=x";
  EXPECT_EQ(q.arg("a"), "1");
  EXPECT_EQ(q.args("a"), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(q.arg("b"), "x y z");
  EXPECT_EQ(q.arg("empty"), "");
  EXPECT_EQ(q.arg("flag"), "");
  EXPECT_EQ(q.arg("bad"), std::nullopt);
  EXPECT_EQ(q.arg("中"), "文");
  EXPECT_EQ(q.arg("missing"), std::nullopt);
}

TEST(Request, Cookies) {
  Request q;
  q.headers = {{"cookie", "a=1; pk_session=\"abc\";pk_lang = zh ; broken; =x"}};
  EXPECT_EQ(q.cookie("pk_session"), "abc");
  EXPECT_EQ(q.cookie("pk_lang"), "zh");
  EXPECT_EQ(q.cookie("session"), std::nullopt);
  EXPECT_EQ(q.cookie("broken"), std::nullopt);
}

TEST(Request, Language) {
  const auto lang = [](std::vector<std::pair<std::string, std::string>> headers, std::string query) {
    Request q;
    q.headers = std::move(headers);
    q.query = std::move(query);
    choose_language(q);
    return q.lang;
  };
  EXPECT_EQ(lang({}, ""), Lang::en);
  EXPECT_EQ(lang({{"accept-language", "zh-CN,zh;q=0.9,en;q=0.8"}}, ""), Lang::zh);
  EXPECT_EQ(lang({{"accept-language", "fr;q=1, en;q=0.3, zh;q=0.7"}}, ""), Lang::zh);
  EXPECT_EQ(lang({{"accept-language", "en, zh;q=0"}}, ""), Lang::en);
  EXPECT_EQ(lang({{"accept-language", "zh;q=banana,en;q=0.001"}}, ""), Lang::en);
  EXPECT_EQ(lang({{"accept-language", "en"}, {"cookie", "pk_lang=zh-CN"}}, ""), Lang::zh);
  EXPECT_EQ(lang({{"cookie", "pk_lang=zh"}}, "lang=en"), Lang::en);
  EXPECT_EQ(lang({{"accept-language", ",,;;q=,=;"}}, "lang=%"), Lang::en);
}

TEST(Request, EtagsAndEncodings) {
  Request q;
  q.headers = {{"if-none-match", "\"a\", W/\"b\""}, {"accept-encoding", "br;q=1.0, gzip;q=0.5"}};
  EXPECT_TRUE(q.has_etag("\"b\""));
  EXPECT_FALSE(q.has_etag("\"c\""));
  EXPECT_TRUE(q.takes_gzip());
  q.headers = {{"if-none-match", "*"}, {"accept-encoding", "gzip;q=0, *;q=1"}};
  EXPECT_TRUE(q.has_etag("\"c\""));
  EXPECT_FALSE(q.takes_gzip());
  q.headers.clear();
  EXPECT_FALSE(q.has_etag("\"c\""));
  EXPECT_FALSE(q.takes_gzip());
}

TEST(PercentDecode, Hostile) {
  EXPECT_EQ(percent_decode("a%2Fb+c", false), "a/b+c");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  for (const char* bad : {"%", "%4", "%4g", "%%41", "a%"}) EXPECT_EQ(percent_decode(bad, false), std::nullopt) << bad;
  EXPECT_EQ(percent_decode("%00", false), std::string(1, '\0'));
}

TEST(Problem, CarriesCodeFieldsAndLanguage) {
  Request q;
  q.request_id = "00ff";
  Error e{ErrorKind::invalid, "invalid_fields", {{"batch[3].value", "out_of_range", {{"min", "0"}, {"max", "10"}}}}, "secret detail", {}};
  auto r = problem(e, q);
  EXPECT_EQ(r.status, 422);
  EXPECT_EQ(*r.header("content-type"), "application/problem+json");
  auto body = boost::json::parse(r.body);
  EXPECT_EQ(body.at("code").as_string(), "invalid_fields");
  EXPECT_EQ(body.at("instance").as_string(), "00ff");
  EXPECT_EQ(body.at("errors").at(0).at("field").as_string(), "batch[3].value");
  EXPECT_EQ(body.at("errors").at(0).at("detail").as_string(), "Must lie between 0 and 10.");
  EXPECT_EQ(r.body.find("secret"), std::string::npos);
  q.lang = Lang::zh;
  body = boost::json::parse(problem(e, q).body);
  EXPECT_EQ(body.at("errors").at(0).at("detail").as_string(), "应在 0 与 10 之间。");
  EXPECT_EQ(problem(Error{ErrorKind::too_many, "login_throttled", {}, {}, {{"retry_after", "7"}}}, q).header("retry-after")->c_str(), std::string("7"));
  EXPECT_EQ(problem(Error{ErrorKind::too_large, "header_too_large", {}, {}, {}}, q, 431).status, 431);
}

TEST(BodyFields, CollectsEveryFault) {
  EXPECT_EQ(BodyFields::parse("{").error().code, "bad_json");
  EXPECT_EQ(BodyFields::parse("\"\xff\"").error().code, "bad_json");
  EXPECT_EQ(BodyFields::parse("[]").error().fields.at(0).code, "expected_object");
  EXPECT_EQ(BodyFields::parse(std::string(100, '[')).error().code, "bad_json");
  auto f = BodyFields::parse(R"({"email":"x","n":5,"extra":1,"long":"aaaaaaaaaa","none":null})").value();
  EXPECT_EQ(f.text("email", 1, 10), "x");
  EXPECT_EQ(f.optional_text("n", 0, 10), std::nullopt);
  EXPECT_EQ(f.optional_text("none", 1, 10), std::nullopt);
  EXPECT_EQ(f.text("password", 1, 10), "");
  EXPECT_EQ(f.text("long", 1, 5), "");
  const auto done = f.done();
  ASSERT_FALSE(done);
  std::set<std::string> seen;
  for (const auto& e : done.error().fields) seen.insert(e.field + ":" + e.code);
  EXPECT_EQ(seen, (std::set<std::string>{"n:expected_string", "password:required", "long:too_long", "extra:unknown_field"}));
}

TEST(Request, CountsAreBounded) {
  const auto count = [](const char* query) {
    Request r;
    r.query = query;
    return count_arg(r, "limit", 50, 1, 500);
  };
  EXPECT_EQ(count("").value(), 50);
  EXPECT_EQ(count("limit=").value(), 50);
  EXPECT_EQ(count("limit=500").value(), 500);
  for (const char* bad : {"limit=0", "limit=501", "limit=-1", "limit=x", "limit=5x", "limit=99999999999999999999"}) {
    const auto n = count(bad);
    ASSERT_FALSE(n) << bad;
    EXPECT_EQ(n.error().fields.at(0).field, "limit");
  }
}

TEST(Answering, ErrorsBecomeProblemsAndNothingIsCached) {
  const auto f = answering([](const Request& r) -> Result<Response> {
    if (r.path == "/none") return fail(ErrorKind::not_found, "not_found");
    return Response::json("{}");
  });
  Request r;
  r.path = "/none";
  EXPECT_EQ(f(r).status, 404);
  r.path = "/some";
  const Response out = f(r);
  EXPECT_EQ(out.status, 200);
  EXPECT_EQ(*out.header("cache-control"), "no-store");
}

/// Every closed code that the sources give to a caller has words in both languages.
TEST(Messages, EveryCodeHasWords) {
  const std::regex patterns[] = {
      std::regex(R"re(\bfail\(\s*ErrorKind::\w+,\s*"([a-z0-9_]+)")re"),
      std::regex(R"re(\bError\{\s*ErrorKind::\w+,\s*"([a-z0-9_]+)")re"),
      std::regex(R"re(\bfail_field\([^"\n]*"[^"\n]*",\s*"([a-z0-9_]+)")re"),
      std::regex(R"re(\brefusal\(\s*ErrorKind::\w+,\s*"([a-z0-9_]+)")re"),
  };
  std::set<std::string> missing;
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(PEAKEND_SOURCE_DIR) + "/src")) {
    const auto path = entry.path().string();
    if (entry.path().extension() != ".cc" || path.find("_test.cc") != std::string::npos) continue;
    ++files;
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    const auto source = text.str();
    for (const auto& p : patterns)
      for (std::sregex_iterator it(source.begin(), source.end(), p), end; it != end; ++it)
        if (const auto code = (*it)[1].str(); !has_message(code)) missing.insert(code + " (" + entry.path().filename().string() + ")");
  }
  EXPECT_GT(files, 20);
  std::string list;
  for (const auto& m : missing) list += m + "\n";
  EXPECT_EQ(list, "");
}

}  // namespace
}  // namespace peakend::message
