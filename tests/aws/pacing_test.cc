#include "src/aws/pacing.h"

#include <gtest/gtest.h>

namespace advisor::aws {
namespace {

TEST(Pace, HalvesOnThrottlingAndComesBackSlowly) {
  Pace pace(8);
  EXPECT_TRUE(pace.may_start(3, 0));
  EXPECT_FALSE(pace.may_start(4, 0));
  pace.throttled(1000, 1.0);
  EXPECT_EQ(pace.limit(), 2);
  EXPECT_FALSE(pace.may_start(0, 1199));
  EXPECT_TRUE(pace.may_start(0, 1200));
  for (int i = 0; i < 3; ++i)
    pace.succeeded();
  EXPECT_EQ(pace.limit(), 2);
  for (int i = 0; i < 1000; ++i)
    pace.succeeded();
  EXPECT_EQ(pace.limit(), 8);
}

TEST(Pace, WhatWasUnderWayTogetherCountsOnce) {
  Pace pace(8);
  for (int i = 0; i < 4; ++i)
    pace.throttled(1000, 1.0);
  EXPECT_EQ(pace.limit(), 2);
}

TEST(Pace, PausesGrowToABound) {
  Pace pace(8);
  std::int64_t now = 0;
  for (int i = 0; i < 20; ++i) {
    now = pace.paused_until();
    pace.throttled(now, 1.0);
  }
  EXPECT_EQ(pace.limit(), 1);
  EXPECT_EQ(pace.paused_until() - now, 6400);
}

TEST(RetryQuota, IsUsedUpAndFillsWithSuccess) {
  RetryQuota quota;
  for (int i = 0; i < 50; ++i)
    EXPECT_TRUE(quota.take(true));
  EXPECT_FALSE(quota.take(false));
  for (int i = 0; i < 4; ++i)
    quota.give_back(false);
  EXPECT_FALSE(quota.take(false));
  quota.give_back(false);
  EXPECT_TRUE(quota.take(false));
  quota.give_back(true);
  EXPECT_TRUE(quota.take(false));
}

TEST(RetryDelay, HasFullJitterUnderADoublingBound) {
  EXPECT_EQ(retry_delay(1, 1.0), 1000);
  EXPECT_EQ(retry_delay(2, 0.5), 1000);
  EXPECT_EQ(retry_delay(4, 1.0), 8000);
  EXPECT_EQ(retry_delay(6, 1.0), 20000);
  EXPECT_EQ(retry_delay(100, 1.0), 20000);
  EXPECT_EQ(retry_delay(100, 0.0), 0);
}

}  // namespace
}  // namespace advisor::aws
