// How often the word lists are right, on public labelled texts. The lists were tuned on the texts whose hash is even; the others count.
// The figures are published in docs/methods/text_topics.md; a fall under the floors here is a fault.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "engine/interval.h"
#include "engine/sampling.h"
#include "ingest/importers/rows.h"
#include "text/emotion.h"
#include "text/topics.h"

namespace peakend::importers {
namespace {

using Visit = std::function<void(std::string_view text, std::string_view label)>;

bool read(const std::string& name, std::string_view text, std::string_view label, const Visit& visit) {
  const std::string path = std::string(PEAKEND_SOURCE_DIR) + "/../shared/data/" + name;
  if (!std::filesystem::exists(path)) return false;
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  auto source = open_rows(memory_blob(bytes.str()), name, {});
  EXPECT_TRUE(source) << name;
  if (!source) return true;
  const auto& columns = (*source)->columns();
  const auto at = [&](std::string_view c) { return static_cast<std::size_t>(std::ranges::find(columns, c) - columns.begin()); };
  const std::size_t t = at(text), l = at(label);
  Row row;
  for (;;) {
    auto any = (*source)->next(row);
    if (!any || !*any) break;
    if (!row.problem.empty() || row.field(t).empty() || engine::fnv1a64(row.field(t)) % 2 == 0) continue;
    visit(row.field(t), row.field(l));
  }
  return true;
}

struct Score {
  std::array<std::array<int, 3>, 3> table{};  ///< [labelled][said], negative neutral positive
  int n = 0, right = 0;
  void add(int labelled, int said) { ++table[static_cast<std::size_t>(labelled + 1)][static_cast<std::size_t>(said + 1)], ++n, right += labelled == said; }
  /// Mean F1 of the classes that were labelled.
  double macro_f1() const {
    double sum = 0;
    int classes = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      int labelled = 0, said = 0;
      for (std::size_t k = 0; k < 3; ++k) labelled += table[c][k], said += table[k][c];
      if (labelled > 0) sum += 2.0 * table[c][c] / std::max(1, labelled + said), ++classes;
    }
    return sum / std::max(1, classes);
  }
  void print(const char* name) const {
    const auto i = engine::wilson(right, n);
    std::printf("%s: n %d, accuracy %.4f [%.4f, %.4f], macro-F1 %.4f\n", name, n, static_cast<double>(right) / n, i.lo, i.hi, macro_f1());
  }
};

/// Two classes are labelled: the sign of the score speaks, 0 counts as negative.
void two_classes(const char* file, double floor) {
  Score s;
  if (!read(file, "review", "label", [&](auto text, auto label) { s.add(label == "1" ? 1 : -1, text::emotion_of(text).score > 0 ? 1 : -1); }))
    GTEST_SKIP() << file << " is not beside the project";
  s.print(file);
  EXPECT_GT(s.n, 5'000);
  EXPECT_GE(s.macro_f1(), floor);
}

TEST(TextData, FeelingOfChineseDeliveryReviews) { two_classes("zh_reviews/waimai_10k.csv.zst", .80); }
TEST(TextData, FeelingOfChineseShoppingReviews) { two_classes("zh_reviews/online_shopping_9_cats.csv.zst", .82); }
TEST(TextData, FeelingOfEnglishTweets) {
  Score s;
  if (!read("airline_tweets/Tweets.csv.zst", "text", "airline_sentiment", [&](auto text, auto label) {
        s.add(label == "positive" ? 1 : label == "negative" ? -1 : 0, static_cast<int>(text::emotion_of(text).feeling));
      }))
    GTEST_SKIP() << "airline_tweets is not beside the project";
  s.print("airline_tweets");
  EXPECT_GT(s.n, 5'000);
  EXPECT_GE(s.macro_f1(), .65);
}

/// One text in simplified, one in traditional characters with pinyin between them: the same things are said to be theirs.
TEST(TextData, BothScriptsGiveTheSameTopic) {
  const auto text_of = [](const char* name) {
    std::ifstream in(std::string(PEAKEND_SOURCE_DIR) + "/../shared/founding/" + name);
    std::stringstream s;
    s << in.rdbuf();
    return s.str();
  };
  const std::string simplified = text_of("S0.txt"), traditional = text_of("S1.txt");
  if (simplified.empty() || traditional.empty()) GTEST_SKIP() << "the founding texts are not beside the project";
  const auto a = text::topics_of(simplified), b = text::topics_of(traditional);
  EXPECT_EQ(a.front(), b.front());
  EXPECT_NE(a.front(), text::kOtherTopic);
}

}  // namespace
}  // namespace peakend::importers
