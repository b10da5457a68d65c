#include "engine/compute.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

namespace peakend::engine {
namespace {

namespace json = boost::json;

std::optional<json::value> shared_json(const std::string& name) {
  std::ifstream in(std::string(PEAKEND_SOURCE_DIR) + "/../shared/" + name);
  if (!in) return std::nullopt;
  std::stringstream text;
  text << in.rdbuf();
  json::error_code ec;
  auto v = json::parse(text.str(), ec);
  return ec ? std::nullopt : std::optional(v);
}

bool is_number(const json::value& v) { return v.is_number(); }

// Everything under `want` is in `got`, numbers within the tolerance (absolute below one).
void expect_has(const json::value& want, const json::value& got, double tolerance, const std::string& path) {
  if (want.is_object()) {
    ASSERT_TRUE(got.is_object()) << path;
    for (const auto& [key, value] : want.get_object()) {
      const json::value* g = got.get_object().if_contains(key);
      ASSERT_TRUE(g) << path << '.' << key;
      expect_has(value, *g, tolerance, path + "." + std::string(key));
    }
  } else if (want.is_array()) {
    ASSERT_TRUE(got.is_array()) << path;
    ASSERT_EQ(want.get_array().size(), got.get_array().size()) << path;
    for (std::size_t i = 0; i < want.get_array().size(); ++i)
      expect_has(want.get_array()[i], got.get_array()[i], tolerance, path + "[" + std::to_string(i) + "]");
  } else if (is_number(want)) {
    ASSERT_TRUE(is_number(got)) << path << ": " << json::serialize(got);
    double w = want.to_number<double>(), g = got.to_number<double>();
    EXPECT_NEAR(w, g, tolerance * std::max(1.0, std::abs(w))) << path;
    if (std::abs(w) > 1e-6) {
      EXPECT_NEAR(g / w, 1, 10 * tolerance) << path;
    }
  } else {
    EXPECT_EQ(want, got) << path;
  }
}

TEST(Compute, SharedVectors) {
  auto vectors = shared_json("spec/vectors.json");
  if (!vectors) GTEST_SKIP() << "vectors.json is not there (../shared/spec)";
  const std::set<std::string_view> iterative = {"memory.decay_fit", "peakend.ridge_to_prior"};
  int run = 0;
  for (const auto& [name, vector] : vectors->as_object()) {
    if (name == "_contract") continue;
    std::string key(name);
    auto got = compute(key, json::serialize(vector.at("in")));
    EXPECT_TRUE(got) << key << ' ' << (got ? "" : got.error().code + (got.error().fields.empty() ? "" : " " + got.error().fields[0].field + " " + got.error().fields[0].code));
    if (!got) continue;
    expect_has(vector.at("out"), json::parse(*got), iterative.contains(key) ? 1e-6 : 1e-9, key);
    ++run;
  }
  EXPECT_EQ(run, static_cast<int>(vectors->as_object().size()) - 1);
}

// Numbers worked out by hand, so that the tests mean something without the shared files.
TEST(Compute, HandMade) {
  auto same = [](std::string_view name, std::string_view in, std::string_view out) {
    auto got = compute(name, in);
    ASSERT_TRUE(got) << name << ' ' << got.error().code;
    expect_has(json::parse(out), json::parse(*got), 1e-9, std::string(name));
  };
  same("scale.valence", R"({"i":[[6,0,5,10],[2.5,0,5,10]]})", R"({"o":[0.2,-0.5]})");
  same("scale.classify", R"({"metric":"nps","scores":[9,7,6],"min":0,"max":10,"neutral":7.5})", R"({"o":[1,0,-1]})");
  same("triangle.duration", R"({"exp":4,"act":2,"res":0.001})", R"({"log":0.6931471805599453,"ratio":2})");
  same("triangle.higher", R"({"exp":100,"act":80})", R"({"ratio":0.8})");
  same("triangle.duration", R"({"exp":0,"act":2,"res":0.001})", R"({"status":"invalid"})");
  same("triangle.why", R"({"before":[8,9],"after":[9,9]})", R"({"change":-0.11778303565638346,"cause":"expectation_rose"})");
  same("triangle.reliability", R"({"x":0.8,"e":0.8,"r":0.5})", R"({"o":0.6})");
  same("promise.kept", R"({"now":0,"cases":[[1,null]]})", R"({"kept":0,"pending":1,"rate":null})");
  same("episode.basic", R"({"events":[[0,1,1],[1,2,-0.5]]})", R"({"salient":-0.5,"score":-0.5})");  // tie: the later
  same("episode.basic", R"({"events":[[0,1,-0.5],[1,2,1]]})", R"({"salient":1,"score":1})");
  same("privacy.suppress", R"({"cells":{"a":9,"b":1,"c":2}})", R"({"o":{"a":9,"b":null,"c":null}})");
  same("privacy.suppress", R"({"cells":{"a":9,"b":1}})", R"({"o":{"a":null,"b":null}})");
  same("nps.fpc", R"({"se":10,"n":40,"N":40})", R"({"o":0})");
}

// Several times the same JSON value, with commas.
std::string times(int n, std::string_view value) {
  std::string out;
  for (int i = 0; i < n; ++i) out += (i ? "," : "") + std::string(value);
  return out;
}
/// Functions that are fitted to own data: name, input, what must be in the output.
std::vector<std::array<std::string, 3>> fitted() {
  const std::string table = times(10, "[0]") + "," + times(30, "[0]") + "," + times(30, "[1]") + "," + times(30, "[1]");
  const std::string outcome = times(10, "1") + "," + times(60, "0") + "," + times(30, "1");
  const std::string recovery = times(100, R"(["A",0,0,0,1])") + "," + times(40, R"(["A",1,1,0,0.5])") + "," + times(100, R"(["B",0,0,0,0])") + "," + times(10, R"(["B",1,2,1,1])");
  const std::string stated = times(40, R"("angry","dissatisfied","satisfied","satisfied","delighted")");
  return {
      {"weight.rake", R"({"rows":[["f","x"],["f","y"],["m","x"],["m","y"]],"margins":[{"f":60,"m":40},{"x":70,"y":30}],"y":[1,1,1,1]})",
       R"({"weights":[42,18,28,12],"mean":1,"se":0})"},
      {"weight.rake", R"({"rows":[["f"]],"margins":[{"f":60,"m":40}]})", R"({"status":"invalid","margin":0})"},
      {"weight.post_stratify", R"({"strata":[[600,40,8,4],[400,10,5,9]]})", R"({"mean":6.8,"se":0.4242640687119285})"},
      {"regress.logistic", "{\"X\":[" + table + "],\"y\":[" + outcome + "]}", R"({"b":[-1.0986122886681098,1.0986122886681098],"n":100,"events":40})"},
      {"equity.hazard", "{\"X\":[" + table + "," + table + "],\"left\":[" + outcome + "," + outcome + "]}", R"({"events":80})"},
      {"equity.hazard", "{\"X\":[" + table + "],\"left\":[" + outcome + "]}", R"({"status":"too_few","have":40,"need":50})"},
      {"promise.cox", "{\"X\":[" + times(20, "[0],[1]") + "],\"time\":[" + times(10, "1,2,3,3") + "],\"ended\":[" + times(20, "1,1") + "],\"ties\":\"breslow\"}", R"({"n":40,"events":40})"},
      {"equity.bgnbd_fit", R"({"rows":[[0,0,30,500]]})", R"({"status":"too_few","have":500,"need":1000})"},
      {"equity.bgnbd_new", R"({"r":0.243,"alpha":4.414,"a":0.793,"b":2.426,"t":39})", R"({"o":1.1967231933208056})"},
      {"equity.gamma_gamma_fit", R"({"rows":[[1,30,50],[0,0,900]]})", R"({"status":"too_few","have":50,"need":200})"},
      {"memory.recall_fit", R"({"rows":[[1,2,0.5,true,false,3,true]]})", R"({"status":"too_few","have":1,"need":300})"},
      {"memory.effective_share", R"({"p":[0.9,0.6,0.3,0.2],"v":[0.5,-0.8,0.2,-0.1]})", R"({"o":0.6})"},
      {"memory.branded_recall", R"({"asked":200,"remembered":120,"own":90})", R"({})"},
      {"joypain.paradox", "{\"rows\":[" + recovery + "]}", R"({"verdict":"below","matched":1,"effect":{"o":-0.2},"repeated":{"status":"too_few"}})"},
      {"joypain.contrast", R"({"own":[9,8,7,9],"previous":[6,7,7,5]})", R"({"mean":2,"n":4})"},
      {"triangle.tolerance", "{\"s\":[" + times(40, "-0.5,-0.2,0,0.15,0.3") + "],\"stated\":[" + stated + "]}", R"({"t1":0.175,"t2":0.4,"agreement":1,"agreement_default":0.8})"},
      {"nps.families", R"({"promoters":596,"detractors":824,"n":1975})", R"({"goodman":[-16.17110429,-6.917503306],"score":[-15.22901517,-7.823671291]})"},
      {"brand.log_odds", R"({"a":[30,70],"b":[10,90],"prior":[40,160]})", R"({"delta":[0.41985384556026406,-0.41985384556026406],"z":[2.267469920254543,-4.595274286523684]})"},
      {"drivers.what_if", R"({"ratings":[[-1,10],[0,10],[1,10]],"penalty":-2,"reward":1,"shift":0.6666666666666666,"reach":0.5})", R"({"effect":0.25})"},
      {"drivers.pairwise", "{\"X\":[" + times(30, "[1,1],[2,null],[3,2],[4,5]") + "],\"y\":[" + times(30, "2,4,6,8") + "]}", R"({"fewest":90,"clipped":true})"},
      {"anomaly.overdispersed", R"({"past":[-4,-2,0,2,4,-3,3,1],"z":6})", R"({"scale":3.7065,"z":1.6187778227438285})"},
      {"proof.panel", R"({"treated":[2,3,1,2],"control":[1,0,1,0]})", R"({"effect":1.5,"se":0.5})"},
      {"boot.mean", R"({"x":[1,1,0,0],"customer":["a","b","c","d"],"replicates":40})", R"({"mean":0.5,"n":4})"},
  };
}

TEST(Compute, WhatIsFittedToOwnData) {
  std::set<std::string> seen;
  for (const auto& [name, in, want] : fitted()) {
    const auto got = compute(name, in);
    ASSERT_TRUE(got) << name << ' ' << got.error().code << ' ' << (got.error().fields.empty() ? "" : got.error().fields[0].field + " " + got.error().fields[0].code);
    expect_has(json::parse(want), json::parse(*got), 1e-8, name);
    seen.insert(name);
  }
  EXPECT_GE(seen.size(), 19u);
}

TEST(Compute, WrongInputNamesTheField) {
  auto field = [](std::string_view name, std::string_view in) {
    auto got = compute(name, in);
    EXPECT_FALSE(got) << name << ' ' << in;
    if (got || got.error().fields.empty()) return std::string(got ? "" : got.error().code);
    return got.error().fields[0].field + " " + got.error().fields[0].code;
  };
  EXPECT_EQ(field("no.such", "{}"), "no_such_function");
  EXPECT_EQ(field("wilson", "{"), "bad_json");
  EXPECT_EQ(field("wilson", "[]"), " expected_object");
  EXPECT_EQ(field("wilson", "{}"), "cases required");
  EXPECT_EQ(field("wilson", R"({"cases":[[1,2],[3]]})"), "cases[1] wrong_length");
  EXPECT_EQ(field("wilson", R"({"cases":[[1,2],["x",3]]})"), "cases[1][0] expected_number");
  EXPECT_EQ(field("wilson", R"({"cases":[[5,3]]})"), "cases[0][0] out_of_range");
  EXPECT_EQ(field("nps.basic", R"({"promoters":1.5,"detractors":0,"n":4})"), "promoters expected_integer");
  EXPECT_EQ(field("nps.weighted", R"({"x":[1,1],"w":[1]})"), "w wrong_length");
  EXPECT_EQ(field("scale.valence", R"({"i":[[1,5,3,1]]})"), "i[0] scale_not_ascending");
  EXPECT_EQ(compute("no.such", "{}").error().kind, ErrorKind::not_found);
}

TEST(Compute, ListIsSortedAndSaysSomething) {
  auto list = compute_list();
  ASSERT_GT(list.size(), 50u);
  for (std::size_t i = 0; i < list.size(); ++i) {
    EXPECT_GT(list[i].line.size(), 8u) << list[i].name;
    if (i > 0) {
      EXPECT_LT(list[i - 1].name, list[i].name);
    }
  }
}

// Odd values in place of every leaf of every input: an error or a result, never a crash, never NaN.
TEST(Compute, OddInputNeverBreaksIt) {
  std::vector<std::pair<std::string, json::value>> inputs;
  for (const auto& [name, in, want] : fitted()) inputs.emplace_back(name, json::parse(in));
  if (const auto vectors = shared_json("spec/vectors.json"))
    for (const auto& [name, vector] : vectors->as_object())
      if (name != "_contract") inputs.emplace_back(std::string(name), vector.at("in"));
  const json::value odd[] = {nullptr, 0, -1, 1e300, -1e300, 1e-300, 0.5, "x", json::array{}, json::object{}, true, 9007199254740993};
  std::mt19937_64 r(1);
  for (const auto& [name, good] : inputs) {
    for (int round = 0; round < 60; ++round) {
      json::value in = good;
      json::value* at = &in;
      while (true) {
        if (at->is_object() && !at->get_object().empty() && r() % 6) {
          at = &std::next(at->get_object().begin(), static_cast<std::ptrdiff_t>(r() % at->get_object().size()))->value();
        } else if (at->is_array() && !at->get_array().empty() && r() % 6) {
          at = &at->get_array()[r() % at->get_array().size()];
        } else {
          break;
        }
      }
      *at = odd[r() % std::size(odd)];
      auto got = compute(name, json::serialize(in));
      if (got) {
        json::error_code ec;
        auto parsed = json::parse(*got, ec);
        EXPECT_FALSE(ec) << *got;
      }
    }
  }
}

}  // namespace
}  // namespace peakend::engine
