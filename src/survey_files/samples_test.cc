// Real files of other programs against the expected counts. They are not part of the project; without them this is skipped.
#include <gtest/gtest.h>

#include <cmath>

#include "survey_files/formats.h"
#include "survey_files/limesurvey/xml.h"
#include "survey_files/files_test.h"

namespace peakend::survey_files {
namespace {

using survey::Value;
using testing::file;
using testing::ports;
using testing::samples;

const Value* path(const Value& v, std::initializer_list<const char*> names) {
  const Value* x = &v;
  for (const auto* n : names)
    if (x != nullptr) x = x->find(n);
  return x;
}
double number(const Value* v) { return v != nullptr && v->number() != nullptr ? *v->number() : -1; }

class Samples : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(samples() / "qualtrics")) GTEST_SKIP() << "no sample files in ../shared/data";
    oracle_ = testing::json(testing::slurp(samples() / "../oracles/survey_files.json"));
    spss_ = testing::json(testing::slurp(samples() / "../oracles/spss_expected.json"));
    ASSERT_FALSE(oracle_.is_null());
  }
  /// Reads, and checks what must hold for every file.
  static Moved read(const std::vector<table::File>& files) {
    auto moved = read_files(files, {}, ports());
    EXPECT_TRUE(moved) << files[0].name << ": " << (moved ? "" : moved.error().code + " " + moved.error().log);
    if (!moved) return {};
    survey::Report report;
    const auto s = survey::parse_survey(survey::to_json(moved->document), report);
    EXPECT_TRUE(s);
    for (const auto& f : report.faults) ADD_FAILURE() << files[0].name << ": " << f.field << " " << f.code;
    EXPECT_EQ(moved->found.responses, static_cast<std::int64_t>(moved->responses.size()) +
                                          [&] { std::int64_t n = 0; for (const auto& l : moved->losses.list) n += l.code == "loss_same_id" ? l.count : 0; return n; }())
        << files[0].name;
    return *std::move(moved);
  }
  Value oracle_, spss_;
};

TEST_F(Samples, QualtricsSurveysHaveAllTheirQuestions) {
  for (const auto& [name, want] : *oracle_.find("qsf")->members()) {
    const auto m = read({file(samples() / "qualtrics" / name)});
    EXPECT_EQ(m.format, "qsf") << name;
    EXPECT_EQ(static_cast<double>(m.found.questions), number(want.find("questions"))) << name;
    EXPECT_EQ(static_cast<double>(m.found.pages), static_cast<double>(list_of(want.find("blocks")).size())) << name;
    EXPECT_GE(m.found.rules, number(want.find("questions_with_display_logic"))) << name;
    EXPECT_EQ(text_of(path(m.document, {"title", "en"})), text_of(want.find("name")));
  }
}

TEST_F(Samples, QualtricsResponsesOfBothDialects) {
  for (const auto& [name, want] : *oracle_.find("qualtrics_csv")->members()) {
    const auto bytes = file(samples() / "qualtrics" / name);
    const auto t = ports().csv(bytes.bytes);
    ASSERT_TRUE(t);
    EXPECT_EQ(static_cast<double>(t->columns.size()), number(want.find("columns"))) << name;
    EXPECT_EQ(qualtrics_header_rows(*t), static_cast<int>(number(want.find("header_rows")))) << name;
    const auto alone = read({bytes});
    EXPECT_EQ(alone.format, "qualtrics_csv") << name;
    EXPECT_EQ(static_cast<double>(alone.responses.size()), number(want.find("records_after_headers"))) << name;
    auto base = name.substr(0, name.find('.'));
    if (const auto at = base.find("_(Insights)"); at != std::string::npos) base.resize(at);
    const auto qsf = samples() / "qualtrics" / (base + ".qsf");
    if (!std::filesystem::exists(qsf)) continue;
    const auto both = read({file(qsf), bytes});
    EXPECT_EQ(static_cast<double>(both.responses.size()), number(want.find("records_after_headers"))) << name;
    std::size_t answers = 0;
    for (const auto& r : both.responses) answers += r.answers.size();
    EXPECT_GT(answers, both.responses.size() / 2) << name;
  }
}

TEST_F(Samples, AnswersStandWhereTheyBelong) {
  const auto m = read({file(samples() / "qualtrics/Multiple_Answer_MC_Questions.qsf"), file(samples() / "qualtrics/Multiple_Answer_MC_Questions.csv")});
  ASSERT_EQ(m.responses.size(), 5u);
  // First record: Q2_1 empty, Q2_2 and Q2_3 ticked.
  const auto& first = m.responses[0];
  EXPECT_EQ(first.id, "R_bIVJQDOvulWU4BL");
  ASSERT_TRUE(first.finished_at);
  const auto q2 = std::find_if(first.answers.begin(), first.answers.end(), [](const auto& a) { return a.first == "q2"; });
  ASSERT_NE(q2, first.answers.end());
  EXPECT_EQ(list_of(&q2->second).size(), 2u);
  const auto logic = read({file(samples() / "qualtrics/Survey_Logic_EVERYWHERE.qsf"), file(samples() / "qualtrics/Survey_Logic_EVERYWHERE.csv")});
  EXPECT_GT(logic.found.rules_carried, 0);
}

TEST_F(Samples, LimeSurveyStructures) {
  for (const auto& [name, want] : *oracle_.find("lss")->members()) {
    const auto bytes = file(samples() / "limesurvey" / name);
    const auto doc = parse_limesurvey(bytes.bytes);
    ASSERT_TRUE(doc) << name;
    EXPECT_EQ(doc->db_version, text_of(want.find("db_version"))) << name;
    for (const auto& [table, key] : {std::pair{"groups", "groups_rows"}, {"questions", "questions_rows"}, {"subquestions", "subquestions_rows"},
                                     {"answers", "answers_rows"}, {"conditions", "conditions_rows"}, {"question_attributes", "attributes_rows"}})
      EXPECT_EQ(static_cast<double>(doc->rows(table).size()), number(want.find(key))) << name << " " << table;
    const auto m = read({bytes});
    EXPECT_EQ(static_cast<double>(m.found.questions), number(want.find("distinct_questions"))) << name;
    EXPECT_EQ(static_cast<double>(m.found.pages), number(want.find("groups_rows"))) << name;
  }
}

TEST_F(Samples, LimeSurveyArchives) {
  const auto m = read({file(samples() / "limesurvey/colors.lsa")});
  ASSERT_EQ(m.responses.size(), 2u);
  EXPECT_EQ(m.found.rules, 2);
  EXPECT_EQ(m.found.rules_carried, 2);
  const Value answers(m.responses[0].answers);
  EXPECT_EQ(survey::to_json(*answers.find("q00")), R"(["sq009","sq011"])");
  EXPECT_EQ(text_of(answers.find("g01q02")), "I am a fan of heavy metal music");
  const auto empty = read({file(samples() / "limesurvey/survey_archive_426848.lsa")});
  EXPECT_EQ(empty.responses.size(), 0u);
}

TEST_F(Samples, SurveyJs) {
  const auto m = read({file(samples() / "surveyjs/gh_nps.json"), file(samples() / "surveyjs/gh_nps_results.json")});
  EXPECT_EQ(m.format, "surveyjs");
  EXPECT_EQ(m.responses.size(), 100u);
  EXPECT_EQ(m.found.questions, 7);
  EXPECT_EQ(m.found.rules, 4);
  EXPECT_EQ(m.found.rules_carried, 4);
  std::size_t rated = 0;
  for (const auto& r : m.responses) rated += Value(r.answers).find("nps_score") != nullptr;
  EXPECT_EQ(rated, 100u);
  for (const auto& e : std::filesystem::directory_iterator(samples() / "surveyjs")) {
    const auto name = e.path().filename().string();
    if (e.path().extension() != ".json" || name.find("_results") != name.npos || name.find("schema") != name.npos) continue;
    EXPECT_GT(read({file(e.path())}).found.questions, 0) << name;
  }
}

double raw(const table::Cell& c, table::Type type) {
  const auto* d = table::number(c);
  if (d == nullptr) return std::nan("");
  if (type == table::Type::date) return *d * 86'400 + 12'219'379'200.0;
  return type == table::Type::instant ? *d / 1000 + 12'219'379'200.0 : *d;
}
std::string trimmed(std::string s) {
  s.erase(s.find_last_not_of(' ') + 1);
  return s;
}

TEST_F(Samples, SpssFiles) {
  for (const auto& [name, want] : *spss_.members()) {
    const auto bytes = file(samples() / "spss" / name);
    const auto t = spss::read_sav(bytes.bytes);
    ASSERT_TRUE(t) << name << " " << t.error().log;
    // The tool that made the figures cannot read .zsav: it must equal its twin.
    const Value& w = want.find("error") != nullptr ? *spss_.find("sample.sav") : want;
    EXPECT_EQ(static_cast<double>(t->rows.size()), number(w.find("rows"))) << name;
    ASSERT_EQ(static_cast<double>(t->columns.size()), number(w.find("columns"))) << name;
    for (std::size_t c = 0; c < t->columns.size(); ++c) {
      const auto& column = t->columns[c];
      const auto* names = w.find("names");
      EXPECT_EQ(column.name, names->text() != nullptr ? *names->text() : text_of(list_of(names)[c])) << name;
      if (const auto* label = path(w, {"variable_labels", column.name.c_str()})) {
        EXPECT_EQ(trimmed(column.label), trimmed(text_of(label))) << name;
      }
      if (const auto* labels = path(w, {"value_labels", column.name.c_str()})) {
        EXPECT_EQ(column.labels.size(), labels->members()->size()) << name << " " << column.name;
        for (const auto& [words, value] : *labels->members()) {
          const auto same = std::any_of(column.labels.begin(), column.labels.end(), [&, said = &words, v = &value](const table::Label& l) {
            return l.text == *said && table::shown(l.value, table::Type::number) == trimmed(text_of(*v));
          });
          EXPECT_TRUE(same) << name << " " << column.name << " " << words;
        }
      }
      double missing = 0, sum = 0, n = 0;
      for (const auto& row : t->rows) {
        if (column.type != table::Type::text && table::empty(row[c])) ++missing;
        if (const double x = raw(row[c], column.type); !std::isnan(x)) sum += x, ++n;
      }
      if (column.type != table::Type::text) {
        EXPECT_EQ(missing, number(path(w, {"missing", column.name.c_str()}))) << name << " " << column.name;
      }
      if (const auto* mean = path(w, {"mean", column.name.c_str()}); mean != nullptr && n > 0) {
        EXPECT_NEAR(sum / n, *mean->number(), std::abs(*mean->number()) * 1e-9) << name << " " << column.name;
      }
      const auto* first = path(w, {"first_row", column.name.c_str()});
      if (first != nullptr && first->number() != nullptr) {
        EXPECT_NEAR(raw(t->rows[0][c], column.type), *first->number(), 1e-6) << name << " " << column.name;
      } else if (first != nullptr) {
        EXPECT_EQ(trimmed(table::shown(t->rows[0][c], column.type)), trimmed(text_of(first))) << name;
      }
    }
    const auto m = read({bytes});
    EXPECT_EQ(static_cast<double>(m.responses.size()), number(w.find("rows"))) << name;
  }
}

TEST_F(Samples, AHotelsScalesBecomeRatings) {
  const auto m = read({file(samples() / "spss/pspp_hotel.sav")});
  const auto& questions = list_of(list_of(m.document.find("pages"))[0].find("questions"));
  ASSERT_EQ(questions.size(), 5u);
  for (const auto& q : questions) {
    EXPECT_EQ(text_of(q.find("kind")), "csat");
    EXPECT_EQ(text_of(path(q, {"low", "en"})), "Strongly Disagree");
    EXPECT_EQ(text_of(path(q, {"high", "en"})), "Strongly Agree");
  }
  ASSERT_EQ(m.responses.size(), 17u);
  EXPECT_EQ(survey::to_json(Value(m.responses[0].answers)), R"({"v1":4,"v2":2,"v3":3,"v4":4,"v5":1})");
}

}  // namespace
}  // namespace peakend::survey_files
