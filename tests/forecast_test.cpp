// Protects: what is said to be still to come is there about as often as the decision record claims, and nothing is said where nothing can be told.
#include "checker/forecast.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <numeric>
#include <span>
#include <string>
#include <vector>

namespace paxoscope::tests {
namespace {

using checker::Forecast;
using checker::forecast;
using checker::Statistics;

using Sizes = std::vector<std::uint64_t>;

struct KnownSpace {
  const char* of;
  Sizes levels;
};

std::uint64_t states_in(std::span<const std::uint64_t> levels) {
  return std::accumulate(levels.begin(), levels.end(), std::uint64_t{0});
}

// The two largest of each protocol over an asynchronous network that were whole within seconds, as `check` with these options counts them.
const std::vector<KnownSpace> kKnownSpaces{
    {"synod --acceptors 3 --ballots 4",
     {1,     4,     10,    20,    45,    100,   204,   396,   756,   1426,  2624,
      4666,  7992,  13058, 20200, 29602, 41095, 53824, 66125, 75823, 81096, 81026,
      74988, 62554, 45243, 27327, 13367, 5166,  1547,  354,   61,    8,     1}},
    {"synod --acceptors 5 --ballots 2 --reductions none",
     {1,     2,     11,     30,     65,     170,   472,   1176, 2834, 6300, 11605, 18610, 31365,
      57788, 97264, 130860, 134850, 105540, 62584, 27976, 9320, 2260, 380,  40,    2}},
    {"paxos --acceptors 3 --proposers 2 --learners 1 --loss any --reductions none",
     {1,     2,     13,    48,     136,    349,    834,    1714,   2993,  5024,  9257, 17381, 28681,
      39989, 51360, 70747, 107131, 154923, 189037, 183672, 137928, 77664, 31184, 8064, 1024}},
    {"paxos --acceptors 3 --proposers 3 --learners 0 --loss none --reductions symmetry",
     {1,     3,     6,     13,    30,    66,    146,   308,   635,   1265,  2373,  4183,  7067, 11595,
      17841, 25468, 35187, 48396, 62810, 72405, 76218, 80659, 85562, 78374, 53524, 24559, 6734, 868}},
    {"paxos --network fifo --reductions none",
     {1,     2,     13,    48,    136,   349,   828,   1672,  2825,  4469,  7667, 13676, 21940,
      29951, 36912, 46489, 63124, 84336, 98734, 94758, 72147, 42512, 18800, 5760, 1024}},
    {"multi-paxos --slots 2 --property agreement --reductions none",
     {1,     2,     7,      12,     23,     40,     111,    330,   918,   2016, 3797, 6298, 10952, 21850,
      46376, 87844, 137702, 177396, 190434, 167384, 115232, 59244, 21772, 5484, 900,  88,   4}},
    {"multi-paxos --slots 2", {1,   2,    3,    4,    8,    12,   22,   45,  90,  150, 224, 305, 459,
                               760, 1263, 1834, 2259, 2326, 2066, 1460, 780, 290, 72,  12,  2}},
    {"last-voting --processes 5", {32, 94, 516, 618, 3678, 7736, 76076, 103606, 153762}},
    {"fast-paxos --acceptors 4 --fast-ballots 2 --reductions none",
     {1,    2,    9,     20,    36,    82,    228,   606,  1420, 2804, 4453,
      5922, 8345, 14224, 23224, 29876, 27492, 16584, 6048, 1288, 120}},
    {"fast-paxos --acceptors 5 --fast-ballots 2",
     {1,    2,    3,    4,     6,     12,    27,   62,   121,  220, 387, 644, 1135,
      2145, 4090, 7044, 10234, 12031, 11092, 7908, 4306, 1799, 565, 122, 17}},
    // Sizes that come in waves, that have two peaks, and rounds, of which there are many.
    {"last-voting --phases 4",
     {8, 22, 60, 74, 158, 352, 1220, 1638, 2018, 4252, 16024, 22090, 22198, 45692, 181160, 253466, 226646}},
    {"paxos --network fifo --acceptors 4",
     {1,     2,      5,      14,     34,     87,    209,   464,   930,   1566,  2265,
      2824,  3568,   5368,   9536,   16604,  25392, 33140, 37468, 39513, 44524, 59337,
      86049, 118151, 142055, 145313, 125287, 90166, 53691, 25763, 9656,  2568,  435}},
    {"paxos --network synchronous",
     {1,   2,   3,   3,   3,   3,   5,   5,   5,   5,   7,   7,   7,   7,   9,   9,   9,   9,   11,
      13,  13,  13,  13,  15,  15,  16,  18,  20,  21,  23,  26,  28,  27,  29,  34,  38,  40,  43,
      46,  48,  50,  54,  60,  66,  68,  74,  86,  94,  96,  95,  110, 122, 130, 137, 152, 163, 171,
      181, 200, 218, 229, 244, 274, 301, 313, 320, 343, 370, 388, 412, 448, 475, 489, 506, 546, 574,
      579, 597, 635, 646, 653, 671, 676, 681, 692, 701, 710, 706, 693, 672, 683, 665, 637, 627, 601,
      557, 548, 534, 482, 450, 442, 405, 364, 337, 315, 267, 245, 225, 200, 179, 134, 128, 116, 89,
      78,  62,  57,  37,  30,  30,  15,  14,  8,   8,   8,   1,   1,   1,   1,   1}},
    {"paxos --network partially-synchronous --attempts 1",
     {1,    4,   8,   13,  19,  33,  69,  89, 125, 199, 329, 353, 459, 695, 817, 1276, 1568, 1475,
      1437, 844, 538, 330, 224, 151, 104, 68, 36,  17,  8,   4,   2,   2,   2,   1,    1}}};

TEST(Forecast, IsMostlyRight) {
  constexpr std::uint64_t kFewest = 2000;  // of less nobody asks
  int inside = 0;
  int below = 0;
  int above = 0;
  int silent = 0;
  for (const auto& [of, levels] : kKnownSpaces) {
    for (std::size_t complete = 6; complete < levels.size(); ++complete) {
      const auto known = std::span(levels).first(complete);
      if (states_in(known) < kFewest) continue;
      const auto said = forecast(known);
      if (!said) {
        ++silent;
        continue;
      }
      EXPECT_LE(said->least, said->likely) << of;
      EXPECT_LE(said->likely, said->most) << of;
      const std::uint64_t truth = states_in(levels) - states_in(known);
      ++(truth < said->least ? below : truth > said->most ? above : inside);
    }
  }
  EXPECT_EQ(inside, 149);
  EXPECT_EQ(below, 3);
  EXPECT_EQ(above, 11);
  EXPECT_EQ(silent, 111);
}

TEST(Forecast, IsSilentWhereNothingCanBeTold) {
  EXPECT_FALSE(forecast(Sizes{}));
  EXPECT_FALSE(forecast(Sizes{1, 5, 20, 20, 5}));  // five levels
  EXPECT_TRUE(forecast(Sizes{1, 5, 20, 20, 5, 1}));
  EXPECT_FALSE(
      forecast(Sizes{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}));  // each twice as large as the one before
}

TEST(Forecast, IsOfWhatWasNotFoundYet) {
  Statistics so_far;
  so_far.level_sizes = {1, 4, 10, 20, 45, 100, 204, 396, 500, 480, 300};
  so_far.complete_depth = 9;
  so_far.distinct = states_in(so_far.level_sizes);
  so_far.frontier = 700;
  const auto beyond_complete = forecast(std::span(so_far.level_sizes).first(10));
  const auto said = forecast(so_far);
  ASSERT_TRUE(beyond_complete && said);
  EXPECT_EQ(said->most, beyond_complete->most - 300);
  EXPECT_EQ(said->likely, beyond_complete->likely - 300);
  EXPECT_EQ(said->least, beyond_complete->least < 300 ? 0 : beyond_complete->least - 300);
  so_far.level_sizes.back() = beyond_complete->most + 1;  // it was wrong, and is not to be said again
  EXPECT_FALSE(forecast(so_far));
  so_far.frontier = 0;
  const auto none = forecast(so_far);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->most, 0U);
}

}  // namespace
}  // namespace paxoscope::tests
