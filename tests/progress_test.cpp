// Protects: the live line says what is known, in as much room as there is.
#include "cli/progress.hpp"

#include <gtest/gtest.h>
#include <string>

#include "cli/numbers.hpp"

namespace paxoscope::tests {
namespace {

using checker::Statistics;
using cli::about;
using cli::duration_text;
using cli::progress_text;

// Half way through `synod --acceptors 3 --ballots 4`.
Statistics half_way() {
  Statistics so_far;
  so_far.level_sizes = {1,    4,    10,    20,    45,    100,   204,   396,   756,   1426,  2624,
                        4666, 7992, 13058, 20200, 29602, 41095, 53824, 66125, 75823, 81096, 20000};
  so_far.complete_depth = 20;
  so_far.depth = 21;
  for (const std::uint64_t size : so_far.level_sizes) so_far.distinct += size;
  so_far.frontier = 80'000;
  so_far.store_peak_bytes = 5 << 20;
  return so_far;
}

TEST(Progress, SaysWhatIsKnown) {
  EXPECT_EQ(progress_text(half_way(), 100'000, 400, false),
            "419,067 states, 100,000/s, frontier 80,000, level 21, 5.0 MiB, about 250,000 to come, in 3 s "
            "(87,000 to 1,300,000, in 2 s to 14 s)");
}

TEST(Progress, SaysHowMuchIsOnDisk) {
  Statistics so_far = half_way();
  so_far.spilled_bytes = 3 << 20;
  EXPECT_EQ(progress_text(so_far, 0, 85, false),
            "419,067 states, 0/s, frontier 80,000, level 21, 5.0 MiB and 3.0 MiB on disk");
}

TEST(Progress, SaysNothingOfWhatCannotBeTold) {
  Statistics so_far = half_way();
  so_far.level_sizes = {1, 4, 16, 64, 256, 1024, 4096};
  so_far.complete_depth = 6;
  EXPECT_EQ(progress_text(so_far, 100'000, 400, false),
            "419,067 states, 100,000/s, frontier 80,000, level 21, 5.0 MiB");
  // Nor at no pace at all.
  EXPECT_EQ(progress_text(half_way(), 0, 400, false),
            "419,067 states, 0/s, frontier 80,000, level 21, 5.0 MiB");
}

TEST(Progress, DrawsTheShapeOfLevels) {
  EXPECT_EQ(progress_text(half_way(), 0, 65, true),
            "419,067 states, 0/s, frontier 80,000, level 21, 5.0 MiB ▂▃▄▅▆▇██▃");
  EXPECT_EQ(progress_text(half_way(), 0, 400, true),
            "419,067 states, 0/s, frontier 80,000, level 21, 5.0 MiB ▁▁▁▁▁▁▁▁▁▁▁▁▂▂▃▄▅▆▇██▃");
}

TEST(Progress, HasRoomForSoMuch) {
  for (std::size_t columns = 0; columns < 200; ++columns)
    EXPECT_LE(progress_text(half_way(), 100'000, columns, false).size(), columns);
  EXPECT_EQ(progress_text(half_way(), 100'000, 85, false),
            "419,067 states, 100,000/s, frontier 80,000, level 21, 5.0 MiB, 2 s to 14 s to go");
  EXPECT_EQ(progress_text(half_way(), 100'000, 70, false),
            "419,067 states, 100,000/s, level 21, 5.0 MiB, 2 s to 14 s to go");
  EXPECT_EQ(progress_text(half_way(), 100'000, 30, false), "419,067 states, 100,000/s");
}

TEST(Numbers, AreAboutSoMany) {
  EXPECT_EQ(about(0), "0");
  EXPECT_EQ(about(99), "99");
  EXPECT_EQ(about(104), "100");
  EXPECT_EQ(about(105), "110");
  EXPECT_EQ(about(999), "1,000");
  EXPECT_EQ(about(1'234'567), "1,200,000");
}

TEST(Numbers, OfSecondsHaveAUnit) {
  EXPECT_EQ(duration_text(0.2), "0 s");
  EXPECT_EQ(duration_text(99), "99 s");
  EXPECT_EQ(duration_text(100), "2 min");
  EXPECT_EQ(duration_text(6000), "2 h");
  EXPECT_EQ(duration_text(47 * 3600), "47 h");
  EXPECT_EQ(duration_text(48 * 3600), "2 days");
  EXPECT_EQ(duration_text(1e300), "1,000,000,000 days");
}

}  // namespace
}  // namespace paxoscope::tests
