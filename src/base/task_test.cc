#include "base/task.h"

#include <gtest/gtest.h>

#include <thread>

namespace peakend {

TEST(Task, IsSeenOnlyByTheThreadThatWorksOnIt) {
  Task outer, inner;
  EXPECT_FALSE(task::stopped());
  task::read(5);  // of nobody
  {
    const Task::Here here(outer);
    {
      const Task::Here deeper(inner);
      task::read(3);
      inner.stop();
      EXPECT_TRUE(task::stopped());
      std::thread([] { EXPECT_FALSE(task::stopped()); }).join();
    }
    EXPECT_FALSE(task::stopped());
    task::read(2);
  }
  outer.stop();
  EXPECT_FALSE(task::stopped());
  EXPECT_EQ(inner.read(), 3);
  EXPECT_EQ(outer.read(), 2);
}

TEST(Task, WakesWhatWaitsBelowOnceAndOnlyWhileItLives) {
  Task t;
  int first = 0, second = 0, none = 0;
  OnStop outside([&] { ++none; });
  {
    const Task::Here here(t);
    { OnStop gone([&] { ++first; }); }
    OnStop waits([&] { ++second; });
    OnStop moved(std::move(waits));
    std::thread([&] { t.stop(); }).join();
    t.stop();
  }
  EXPECT_EQ(first, 0);
  EXPECT_EQ(second, 1);
  EXPECT_EQ(none, 0);
}

}  // namespace peakend
