// Protects: the packed model of classic Paxos: its layout, its counts of actions, what its variants break and
// how soon.
#include "model/paxos/paxos.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>

#include "checker/breadth_first_search.hpp"
#include "checker/shortest_path.hpp"
#include "invariants/selection.hpp"
#include "model/paxos/words.hpp"
#include "tests/catalogue.hpp"
#include "traces/replay.hpp"

namespace paxoscope::tests {
namespace {

using model::Budget;
using paxos::Bounds;
using paxos::fits;
using paxos::Layout;
using paxos::Paxos;

/// Every combination of the ends of the ranges.
std::vector<Bounds> extreme_bounds() {
  std::vector<Bounds> all;
  for (const int acceptors : {1, paxos::kAcceptorsMax}) {
    for (const int proposers : {1, paxos::kProposersMax}) {
      for (const int attempts : {1, paxos::kAttemptsMax}) {
        for (const int values : {1, paxos::kValuesMax}) {
          for (const int learners : {0, paxos::kLearnersMax}) {
            for (const Budget budget : {Budget::none(), Budget::times(Budget::kTimesMax), Budget::any()}) {
              all.push_back({acceptors, proposers, attempts, values, learners, budget, budget});
              all.push_back(
                  {acceptors, proposers, attempts, values, learners, budget, budget, budget, budget});
            }
          }
        }
      }
    }
  }
  return all;
}

TEST(Layout, EveryBoundInRangeFitsTheState) {
  std::size_t largest = 0;
  std::size_t largest_of_any = 0;
  for (const Bounds& bounds : extreme_bounds()) {
    ASSERT_TRUE(fits(bounds));
    largest = std::max(largest, Layout(bounds).words());
    largest_of_any = std::max(
        largest_of_any,
        Layout(bounds,
               paxos::rules_with("counting = messages, proposal-value = first-reported, refusals = nack"))
            .words());
  }
  EXPECT_EQ(largest, 205U);
  EXPECT_EQ(largest_of_any, 213U)
      << "these rules want the proposers to remember more, and have more messages";
  EXPECT_LE(largest_of_any, paxos::State::kWordsMax);
}

TEST(Layout, NumbersTheMessagesInTheirOrder) {
  for (const Bounds& bounds : extreme_bounds()) {
    const Layout layout(bounds, paxos::rules_with("refusals = nack"));
    const paxos::AcceptorId acceptor(bounds.acceptors - 1);
    ASSERT_EQ(layout.nacks_in_flight().count, static_cast<std::size_t>(bounds.ballots()));
    ASSERT_EQ(layout.in_flight().count, Layout(bounds).in_flight().count + layout.nacks_in_flight().count);
    for (std::size_t i = 0; i < layout.in_flight().count; ++i) {
      const paxos::Message message = layout.message_at(acceptor, i);
      ASSERT_EQ(layout.message_index(message), i);
      if (i > 0) {
        ASSERT_LT(layout.message_at(acceptor, i - 1), message);
      }
    }
  }
}

TEST(Layout, SendingAMessageChangesNothingElse) {
  const Paxos model({7, 4, 4, 4, 3, Budget::times(255), Budget::times(255)});
  const Layout layout(model.bounds());
  for (int a = 0; a < 7; ++a) {
    for (std::size_t i = 0; i < layout.in_flight().count; ++i) {
      paxos::State state = model.initial_states().front();
      const paxos::Message message = layout.message_at(paxos::AcceptorId(a), i);
      paxos::Editor editor(layout, state);
      editor.send(message);
      ASSERT_EQ(editor.promised(message.acceptor), paxos::Ballot());
      ASSERT_EQ(editor.vote(message.acceptor), paxos::Vote());
      ASSERT_TRUE(model.same_votes(state, model.initial_states().front()));
      int in_flight = 0;
      editor.for_each_in_flight([&](const paxos::Message& m) { in_flight += m == message ? 1 : 100; });
      ASSERT_EQ(in_flight, 1);
      editor.remove(message);
      ASSERT_EQ(state, model.initial_states().front());
    }
  }
}

TEST(Bounds, OutOfRangeDoesNotFit) {
  EXPECT_FALSE(fits({.acceptors = 0}));
  EXPECT_FALSE(fits({.acceptors = 8}));
  EXPECT_FALSE(fits({.proposers = 5}));
  EXPECT_FALSE(fits({.attempts = 0}));
  EXPECT_FALSE(fits({.values = 5}));
  EXPECT_FALSE(fits({.learners = 4}));
  EXPECT_FALSE(fits({.loss = Budget::times(256)}));
}

TEST(Bounds, ParametersAreTheMembersInOrder) {
  std::vector<int> settings;
  for (const auto& parameter : paxos::parameters()) settings.push_back(parameter.standard);
  EXPECT_EQ(paxos::bounds_of(settings), Bounds{});
  const std::vector<int> others{5, 3, 2, 4, 0, 7, model::Parameter::kAny, 2, 1};
  EXPECT_EQ(paxos::bounds_of(others),
            (Bounds{5, 3, 2, 4, 0, Budget::times(7), Budget::any(), Budget::times(2), Budget::times(1)}));
  // Links that keep order make no copies.
  constexpr auto kOrder = paxos::Order::kFirstSentFirst;
  EXPECT_EQ(paxos::parameters(kOrder).size(), paxos::parameters().size() - 1);
  EXPECT_EQ(
      paxos::bounds_of(std::vector{5, 3, 2, 4, 0, 7, 2, 1}, kOrder),
      (Bounds{5, 3, 2, 4, 0, Budget::times(7), Budget::none(), Budget::times(2), Budget::times(1), kOrder}));
  EXPECT_FALSE(fits({.duplication = Budget::times(1), .order = kOrder}));
}

TEST(Rules, HaveTheSpecifiedAlternativeFirst) { expect_specified_alternatives_first(paxos::rules()); }

TEST(Rules, EachVariantChangesWhatItSays) {
  expect_variants_change_what_they_say(paxos::variants(), paxos::rules(), paxos::rules_of_variant);
  EXPECT_EQ(paxos::rules_of_variant("none"), paxos::Rules{});
}

TEST(Rules, AreAllDifferent) {
  std::vector<paxos::Rules> all{paxos::rules_with("")};
  EXPECT_EQ(all.front(), paxos::Rules{});
  for (const std::string& changes : single_changes(paxos::rules(), 3)) {
    all.push_back(paxos::rules_with(changes));
    EXPECT_EQ(std::count(all.begin(), all.end(), all.back()), 1) << changes;
  }
  EXPECT_EQ(all.size(), 40U);
}

void expect_kinds(const Bounds& bounds, const char* changes, std::size_t nacks) {
  const Paxos model(bounds, paxos::rules_with(changes));
  const std::size_t over_which_one_may_crash = bounds.learners == 0 ? 3 : 4;
  const std::size_t messages = over_which_one_may_crash + nacks;
  std::size_t expected = 1 + messages;
  if (!bounds.loss.is_none()) expected += messages;
  if (!bounds.duplication.is_none()) expected += messages;
  if (bounds.may_crash()) {
    expected += 2 + over_which_one_may_crash;  // between two steps, at the start of a ballot, over a message
    if (!bounds.duplication.is_none()) expected += over_which_one_may_crash;
    if (!bounds.recoveries.is_none()) ++expected;
  }
  ASSERT_EQ(model.action_kinds(), expected);
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < expected; ++i) names.insert(model.action_kind_name(i));
  ASSERT_EQ(names.size(), expected);
}

TEST(Actions, AreCountedByKindAndNamedOnce) {
  for (const Bounds& bounds : extreme_bounds()) {
    expect_kinds(bounds, "", 0);
    expect_kinds(bounds, "refusals = nack", 1);
  }
}

TEST(Actions, OfASmallSpaceAreCountedExactly) {
  const Paxos model({3, 1, 1, 1, 0, Budget::none(), Budget::none()});
  const auto e = checker::breadth_first_search(model, checker::NoProperties<paxos::State>{});
  std::map<std::string_view, std::uint64_t> taken;
  for (std::size_t i = 0; i < model.action_kinds(); ++i) {
    taken[model.action_kind_name(i)] = e.statistics.actions_taken[i];
  }
  EXPECT_EQ(taken["prepare"], 1U);
  EXPECT_EQ(taken["deliver-prepare"], 48U);
  EXPECT_EQ(taken["deliver-promise"], 48U);
  EXPECT_EQ(taken["deliver-accept"], 84U);
  EXPECT_EQ(e.statistics.generated, 1U + 1 + 48 + 48 + 84);
  EXPECT_EQ(e.statistics.terminal, 1U);
}

// ---- Variants

struct Case {
  const char* variant;
  const char* property;
  Budget loss;
  int learners;
  std::uint64_t length;  // 0: holds
};

class Variants : public testing::TestWithParam<Case> {};

/// Every row also replays, tells its run without a gap, and names its actions uniquely.
TEST_P(Variants, AreViolatedInExactlySoManySteps) {
  const Case& c = GetParam();
  const Paxos model({3, 2, 1, 2, c.learners, c.loss, Budget::none()},
                    paxos::rules_of_variant(c.variant).value());
  const invariants::Property& property = *invariants::find_property(c.property);
  const invariants::Selection selection(model, {&property});
  const auto e = checker::breadth_first_search(model, selection);
  if (c.length == 0) {
    EXPECT_EQ(e.stop, checker::StopReason::kExhausted);
    EXPECT_TRUE(e.findings.empty());
    return;
  }
  ASSERT_EQ(e.findings.size(), 1U);
  EXPECT_EQ(e.findings[0].length, c.length);
  const auto path = checker::shortest_path(model, selection, e, 1, c.length);
  ASSERT_TRUE(path);
  ASSERT_EQ(path->actions.size(), c.length);
  const auto run = traces::replay(model, *path);
  EXPECT_NE(selection.noticed_in(run.last()) | selection.noticed_by(run.last_but_one(), run.last()), 0U);
  EXPECT_FALSE(property.explain(model.history(run.last_but_one()), model.history(run.last())).empty());
  const paxos::Words words(model);
  for (std::size_t i = 0; i < run.path.actions.size(); ++i) {
    EXPECT_FALSE(words.sentence(run.states[i], run.path.actions[i]).empty());
    std::set<std::string> records;
    std::size_t enabled = 0;
    model.for_each_enabled(run.states[i], [&](const paxos::Action& action) {
      records.insert(traces::text_of(words.record(action)));
      ++enabled;
    });
    EXPECT_EQ(records.size(), enabled);
  }
}

constexpr Budget kLossless = Budget::none();
constexpr Budget kLossy = Budget::any();
INSTANTIATE_TEST_SUITE_P(
    Table, Variants,
    testing::Values(
        Case{"accept-ignores-promise", "p2b", kLossless, 0, 12},
        Case{"accept-ignores-promise", "p2b", kLossy, 0, 12},
        Case{"accept-ignores-promise", "p2c", kLossless, 0, 12},
        Case{"accept-ignores-promise", "agreement", kLossless, 0, 14},
        Case{"accept-ignores-promise", "agreement", kLossy, 0, 14},
        Case{"accept-ignores-promise", "stability", kLossless, 0, 14},
        Case{"accept-ignores-promise", "learners-agree", kLossless, 1, 18},
        Case{"accept-ignores-promise", "validity", kLossless, 0, 0},
        Case{"accept-ignores-promise", "one-value-per-ballot", kLossless, 0, 0},
        Case{"accept-ignores-promise", "learned-is-chosen", kLossless, 1, 0},
        Case{"proposer-ignores-votes", "p2b", kLossless, 0, 12},
        Case{"proposer-ignores-votes", "p2b", kLossy, 0, 12},
        Case{"proposer-ignores-votes", "p2c", kLossless, 0, 12},
        Case{"proposer-ignores-votes", "agreement", kLossless, 0, 14},
        Case{"proposer-ignores-votes", "agreement", kLossy, 0, 14},
        Case{"proposer-ignores-votes", "stability", kLossless, 0, 14},
        Case{"proposer-ignores-votes", "learners-agree", kLossless, 1, 18},
        Case{"proposer-ignores-votes", "validity", kLossless, 0, 0},
        Case{"none", "agreement", kLossless, 1, 0}, Case{"none", "p2b", kLossy, 0, 0},
        Case{"none", "p2c", kLossy, 0, 0}, Case{"none", "stability", kLossless, 1, 0},
        Case{"none", "learners-agree", kLossless, 1, 0}, Case{"none", "learned-is-chosen", kLossless, 1, 0},
        Case{"none", "validity", kLossy, 0, 0}, Case{"none", "one-value-per-ballot", kLossy, 0, 0},
        Case{"none", "value-chosen", kLossless, 0, 7}, Case{"none", "value-learned", kLossless, 1, 9}),
    [](const testing::TestParamInfo<Case>& row) {
      std::string name = std::string(row.param.variant) + "_" + row.param.property +
                         (row.param.loss.is_none() ? "_lossless" : "_lossy");
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

}  // namespace
}  // namespace paxoscope::tests
