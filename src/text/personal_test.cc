#include "text/personal.h"

#include <gtest/gtest.h>

namespace peakend::text {
namespace {

TEST(Personal, HidesWhatReachesAPerson) {
  EXPECT_EQ(hide_personal("打 138-0013-8000 或 li@example.cn"), "打 ••• 或 •••");
  EXPECT_EQ(hide_personal("call +86 13800138000 now"), "call ••• now");
  EXPECT_EQ(hide_personal("身份证11010519491231002X。"), "身份证•••。");
  EXPECT_EQ(hide_personal("卡号 6222 0212 3456 7890"), "卡号 •••");
  EXPECT_EQ(hide_personal("电话１３８００１３８０００"), "电话•••");
  EXPECT_EQ(hide_personal("write to a.b+c_1@mail.example.com, please"), "write to •••, please");
  EXPECT_EQ(hide_personal("12345678@qq.com"), "•••");
  EXPECT_EQ(hide_personal("(010) 8888-6666"), "(010) •••");
}

TEST(Personal, LeavesTheRest) {
  for (const char* text : {"", "2026-03-14 买的，5 天到", "order o85000 took 12 days", "@home", "等了3天 5小时", "2026/3/4", "￥6999", "on 2026-03-14 09:30", "a @ b"})
    EXPECT_EQ(hide_personal(text), text);
}

}  // namespace
}  // namespace peakend::text
