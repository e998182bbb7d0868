// Protects: which sets of acceptors are quorums, of each kind and for any number of acceptors; how they are named; and what is
// said of arguments that make no sense.
#include "model/quorums.hpp"

#include <array>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "model/catalogue.hpp"
#include "model/history.hpp"
#include "model/paxos/rules.hpp"
#include "tests/naive_quorums.hpp"

namespace paxoscope::tests {
namespace {

using model::AcceptorId;
using model::AcceptorSet;
using model::QuorumKind;
using model::QuorumRule;
using model::Quorums;

std::vector<AcceptorSet> sets_of(int acceptors) {
  std::vector<AcceptorSet> all;
  for (unsigned bits = 0; bits < 1U << static_cast<unsigned>(acceptors); ++bits) {
    all.push_back(AcceptorSet::of_bits(bits));
  }
  return all;
}

/// Those that contain no other, as text.
std::string minimal(const QuorumRule& rule, int acceptors) {
  std::string text;
  for (const AcceptorSet set : model::quorums_of(rule, acceptors).minimal()) text += model::name(set);
  return text;
}

/// Quorums of the two that have no acceptor in common.
std::vector<AcceptorSet> disjoint(const Quorums& first, const Quorums& second) {
  return model::without_common_acceptor(std::array{first, second});
}

TEST(Quorums, OfASizeAreAllSetsOfSoManyOrMore) {
  for (int n = 1; n <= model::kAcceptorsMax; ++n) {
    const int majority = n / 2 + 1;
    const auto expect_size = [&](const QuorumRule& rule, int size) {
      const Quorums quorums = model::quorums_of(rule, n);
      EXPECT_EQ(quorums.size(), size) << n;
      EXPECT_EQ(quorums.least(), size) << n;
      for (const AcceptorSet set : sets_of(n)) EXPECT_EQ(quorums.contains(set), set.size() >= size) << n;
    };
    expect_size({}, majority);
    expect_size({QuorumKind::kOneShort, ""}, majority > 1 ? majority - 1 : 1);
    expect_size({QuorumKind::kHalf, ""}, n % 2 == 0 ? n / 2 : majority);
    expect_size({QuorumKind::kAll, ""}, n);
    for (int size = 1; size <= n; ++size) expect_size({QuorumKind::kSize, std::to_string(size)}, size);
    EXPECT_EQ(Quorums::majorities(n), model::quorums_of({}, n));
    for (const AcceptorSet set : sets_of(n)) {
      EXPECT_EQ(Quorums::majorities(n).contains(set), 2 * set.size() > n);
    }
  }
}

TEST(Quorums, ByWeightHaveMoreThanHalfOfIt) {
  EXPECT_EQ(minimal({QuorumKind::kWeights, "1+1+1"}, 3), "{a1, a2}{a1, a3}{a2, a3}");
  EXPECT_EQ(minimal({QuorumKind::kWeights, "3+1+1"}, 3), "{a1}");
  EXPECT_EQ(minimal({QuorumKind::kWeights, "2+1+1+1"}, 4), "{a1, a2}{a1, a3}{a1, a4}{a2, a3, a4}");
  EXPECT_EQ(minimal({QuorumKind::kWeights, "1+1+0"}, 3), "{a1, a2}") << "half is not enough";
  EXPECT_EQ(model::quorums_of({QuorumKind::kWeights, "7+7+7"}, 3).size(), 2) << "all alike";
  EXPECT_EQ(model::quorums_of({QuorumKind::kWeights, "2+1+1+1"}, 4).size(), 0);
  EXPECT_EQ(model::quorums_of({QuorumKind::kWeights, "2+1+1+1"}, 4).least(), 2);
}

TEST(Quorums, OfAGridAreItsRowsOrItsColumns) {
  EXPECT_EQ(minimal({QuorumKind::kRows, "2x3"}, 6), "{a1, a2, a3}{a4, a5, a6}");
  EXPECT_EQ(minimal({QuorumKind::kColumns, "2x3"}, 6), "{a1, a4}{a2, a5}{a3, a6}");
  EXPECT_TRUE(disjoint(model::quorums_of({QuorumKind::kRows, "2x3"}, 6),
                       model::quorums_of({QuorumKind::kColumns, "2x3"}, 6))
                  .empty())
      << "each row meets each column";
}

TEST(Quorums, OfGroupsAreMajoritiesOfMajorities) {
  EXPECT_EQ(minimal({QuorumKind::kHierarchical, "3"}, 3), minimal({}, 3)) << "one group";
  EXPECT_EQ(minimal({QuorumKind::kHierarchical, "1+1+1"}, 3), minimal({}, 3)) << "groups of one";
  EXPECT_EQ(minimal({QuorumKind::kHierarchical, "1+3"}, 4), "{a1, a2, a3}{a1, a2, a4}{a1, a3, a4}");
  EXPECT_EQ(minimal({QuorumKind::kHierarchical, "2+1+2"}, 5), "{a1, a2, a3}{a3, a4, a5}{a1, a2, a4, a5}");
  EXPECT_EQ(model::quorums_of({QuorumKind::kHierarchical, "3+3+1"}, 7).least(), 3)
      << "of 7, where a majority is 4";
  for (const char* sizes : {"7", "3+3+1", "2+2+3", "1+6", "2+5", "4+3"}) {
    const Quorums quorums = model::quorums_of({QuorumKind::kHierarchical, sizes}, 7);
    EXPECT_TRUE(disjoint(quorums, quorums).empty()) << sizes;
  }
}

TEST(Quorums, AreWhatTheNaiveModelsTakeForSome) {
  for (const char* rule :
       {"majority", "one-short", "half", "all", "size:4", "weights:3+2+2+1+1+0", "rows:2x3", "columns:2x3",
        "hierarchical:2+3+1", "hierarchical:1+1+4", "hierarchical:4+2", "sets:a1+a2/a6"}) {
    const auto choices = model::choices_of(paxos::rules(), fmt::format("promise-quorum = {}", rule));
    const Quorums quorums =
        model::quorums_of(model::quorum_rule(model::choice_of(choices, "promise-quorum")), 6);
    for (const AcceptorSet set : sets_of(6)) {
      std::set<int> members;
      set.for_each([&](AcceptorId a) { members.insert(a.index()); });
      EXPECT_EQ(quorums.contains(set), naive::is_quorum(rule, 6, members)) << rule << model::name(set);
    }
  }
}

TEST(Quorums, AsSetsAreThoseAndAllLargerOnes) {
  EXPECT_EQ(minimal({QuorumKind::kSets, "a1+a2/a2+a3/a2+a3+a1"}, 3), "{a1, a2}{a2, a3}");
  EXPECT_EQ(minimal({QuorumKind::kSets, "a3"}, 3), "{a3}");
}

TEST(Quorums, ThatDoNotMeetAreFound) {
  const auto none_in_both = disjoint(Quorums::of_size(2, 4), Quorums::of_size(2, 4));
  ASSERT_EQ(none_in_both.size(), 2U);
  EXPECT_EQ(model::name(none_in_both[0]), "{a1, a2}");
  EXPECT_EQ(model::name(none_in_both[1]), "{a3, a4}");
  for (int n = 1; n <= model::kAcceptorsMax; ++n) {
    for (int one = 1; one <= n; ++one) {
      for (int other = 1; other <= n; ++other) {
        EXPECT_EQ(disjoint(Quorums::of_size(one, n), Quorums::of_size(other, n)).empty(), one + other > n);
        for (int third = 1; third <= n; ++third) {
          const std::array systems{Quorums::of_size(one, n), Quorums::of_size(other, n),
                                   Quorums::of_size(third, n)};
          EXPECT_EQ(model::without_common_acceptor(systems).empty(), one + other + third > 2 * n);
        }
      }
    }
  }
}

TEST(Quorums, AreNamed) {
  EXPECT_EQ(model::name(Quorums::of_size(2, 3), 3), "any 2");
  EXPECT_EQ(model::name(Quorums::of_size(3, 3), 3), "all 3");
  EXPECT_EQ(model::name(Quorums::of_size(1, 1), 1), "a1 alone");
  EXPECT_EQ(model::name(model::quorums_of({QuorumKind::kColumns, "2x2"}, 4), 4), "{a1, a3} or {a2, a4}");
  EXPECT_EQ(
      model::name(model::quorums_of({QuorumKind::kWeights, "2+1+1+1+1+1+1"}, 7), 7),
      "{a1, a2, a3, a4} or {a1, a2, a3, a5} or {a1, a2, a3, a6} or {a1, a2, a3, a7} or {a1, a2, a4, a5} or "
      "{a1, a2, a4, a6} or {a1, a2, a4, a7} or {a1, a2, a5, a6} or {a1, a2, a5, a7} or {a1, a2, a6, a7} or "
      "{a1, a3, a4, a5} or {a1, a3, a4, a6} or one of 14 more");
}

TEST(Quorums, ThatMakeNoSenseAreComplainedAbout) {
  const auto problem = [](QuorumKind kind, const char* argument) {
    return model::problem_of({kind, argument}, 3);
  };
  EXPECT_EQ(problem(QuorumKind::kMajority, ""), "");
  EXPECT_EQ(problem(QuorumKind::kSize, "3"), "");
  EXPECT_EQ(problem(QuorumKind::kSize, "x"), "wants a number of acceptors, not 'x'");
  EXPECT_EQ(problem(QuorumKind::kSize, "-1"), "wants a number of acceptors, not '-1'");
  EXPECT_EQ(problem(QuorumKind::kSize, "0"), "wants at least 1 acceptor");
  EXPECT_EQ(problem(QuorumKind::kSize, "4"), "wants at most 3, as there are no more");
  EXPECT_EQ(problem(QuorumKind::kWeights, "1+2"), "wants 3 weights, one for each acceptor, not 2");
  EXPECT_EQ(problem(QuorumKind::kWeights, "1+2+"),
            "wants weights of 0 to 99 with '+' between them, not '1+2+'");
  EXPECT_EQ(problem(QuorumKind::kWeights, "1+2+100"),
            "wants weights of 0 to 99 with '+' between them, not '1+2+100'");
  EXPECT_EQ(problem(QuorumKind::kWeights, "0+0+0"), "wants a weight that is not 0");
  EXPECT_EQ(problem(QuorumKind::kRows, "2x2"), "is a grid of 4, but there are 3 acceptors");
  EXPECT_EQ(problem(QuorumKind::kRows, "3"), "wants ROWSxCOLUMNS such as 2x2, not '3'");
  EXPECT_EQ(problem(QuorumKind::kColumns, "3x1x1"), "wants ROWSxCOLUMNS such as 2x2, not '3x1x1'");
  EXPECT_EQ(problem(QuorumKind::kColumns, "0x3"), "is a grid of 0, but there are 3 acceptors");
  EXPECT_EQ(problem(QuorumKind::kHierarchical, "2+2"), "has groups of 4 in all, but there are 3 acceptors");
  EXPECT_EQ(problem(QuorumKind::kHierarchical, "3+0"),
            "wants sizes of groups, at least 1, with '+' between them, not '3+0'");
  EXPECT_EQ(problem(QuorumKind::kHierarchical, "3+"),
            "wants sizes of groups, at least 1, with '+' between them, not '3+'");
  EXPECT_EQ(problem(QuorumKind::kSets, "a1+b2"), "wants sets such as a1+a2/a1+a3, not 'a1+b2'");
  EXPECT_EQ(problem(QuorumKind::kSets, "a1/"), "wants sets such as a1+a2/a1+a3, not 'a1/'");
  EXPECT_EQ(problem(QuorumKind::kSets, "a0"), "wants sets such as a1+a2/a1+a3, not 'a0'");
  EXPECT_EQ(problem(QuorumKind::kSets, "a1+a4"), "names a4, but there are only a1 to a3");
  EXPECT_EQ(model::problem_of({QuorumKind::kSets, "a2"}, 1), "names a2, but there is only a1");
}

}  // namespace
}  // namespace paxoscope::tests
