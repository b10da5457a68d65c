#include "base/csv_text.h"

#include <gtest/gtest.h>

namespace peakend {
namespace {

TEST(CsvText, QuotesWhatNeedsIt) {
  EXPECT_EQ(csv_text("plain"), "plain");
  EXPECT_EQ(csv_text(""), "");
  EXPECT_EQ(csv_text("a,\"b\""), "\"a,\"\"b\"\"\"");
  EXPECT_EQ(csv_text("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_text("慢，但是好"), "慢，但是好");
}

TEST(CsvText, NoFormulaRuns) {
  for (const std::string sign : {"=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"}) {
    const std::string text = sign + "HYPERLINK(1)";
    EXPECT_EQ(csv_text(text), "'" + text);
  }
  EXPECT_EQ(csv_text("=cmd|' /C calc'!A0,\"x\""), "\"'=cmd|' /C calc'!A0,\"\"x\"\"\"");
  EXPECT_EQ(csv_text("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(csv_text("1=1"), "1=1");
}

}  // namespace
}  // namespace peakend
