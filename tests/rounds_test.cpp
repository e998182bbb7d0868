// Protects the meaning of rounds: the packed model has exactly the steps of the naive one, in whole state spaces and on random walks; each
// step is one of the asynchronous protocol; and without faults who starts decides everything.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/property.hpp"
#include "model/rounds/in_rounds.hpp"
#include "model/rounds/words.hpp"
#include "tests/bounds_in_rounds.hpp"
#include "tests/catalogue.hpp"
#include "tests/naive_rounds.hpp"
#include "tests/paxos_as_naive.hpp"

namespace paxoscope::tests {
namespace {

using model::Budget;
using model::ProposerId;
using rounds::Bounds;
using rounds::InRounds;
using rounds::Network;

struct Space {
  Bounds bounds;
  const char* changes;
  std::uint64_t distinct;   ///< counted by both models
  std::uint64_t generated;  ///< likewise
};

std::ostream& operator<<(std::ostream& out, const Space& space) {
  const paxos::Bounds& b = space.bounds.paxos;
  return out << b.acceptors << ' ' << b.proposers << ' ' << b.attempts << ' ' << space.changes;
}

naive_rounds::Config naive_config(const InRounds& model, const std::string& changes) {
  const Bounds& b = model.bounds();
  naive_rounds::Config config;
  config.paxos = naive_paxos_config(b.paxos, changed_rules(rounds::rules(), changes));
  config.may_be_unstable = b.may_be_unstable();
  config.patience = b.patience;
  config.growth = b.growth;
  config.omissions = naive_budget(b.omissions);
  config.unstable = naive_budget(b.unstable);
  config.delay = b.delay;
  const auto starts = config.paxos.rules.find("starts");
  if (starts != config.paxos.rules.end()) config.starts = starts->second;
  const auto omitting = config.paxos.rules.find("omitting");
  if (omitting != config.paxos.rules.end()) config.omitting = omitting->second;
  config.has_leader = config.paxos.rules.contains("leader");
  return config;
}

naive_rounds::State naive_of(const InRounds& model, const rounds::State& packed) {
  const rounds::View view = model.view(packed);
  naive_rounds::State state;
  state.paxos = naive_state(model.paxos(), packed);
  model.paxos().view(packed).for_each_in_flight([&](const paxos::Message& m) {
    if (view.is_due(m)) state.due.insert(naive_message(model.paxos(), m));
    const int late = view.rounds_late(m, model.bounds().late_most());
    if (late > 0) state.late[naive_message(model.paxos(), m)] = late;
  });
  for (int i = 0; i < model.bounds().paxos.proposers; ++i) {
    state.patience.push_back(view.patience(ProposerId(i)));
    state.growth.push_back(view.growth(ProposerId(i)));
    if (view.has_begun(ProposerId(i))) state.begun.insert(i);
  }
  state.next_starter = view.next_starter().index();
  state.leader = view.leader().index();
  state.omitted = view.omitted();
  model.paxos().view(packed).for_each_process([&](const paxos::Process& process) {
    if (view.has_omitted(process)) state.omitters.insert(naive_process(process));
  });
  state.unstable = view.unstable();
  state.is_stable = view.is_stable();
  state.is_first_over = view.is_first_round_over();
  return state;
}

naive_rounds::Label naive_of(const InRounds& model, const rounds::Action& action) {
  naive_rounds::Label label;
  label.leader = action.leader.index();
  switch (action.event) {
    case rounds::Event::kStep:
      label.event = "step";
      label.step = naive_label(model.paxos(), action.step);
      break;
    case rounds::Event::kMiss:
    case rounds::Event::kWait:
      label.event = action.event == rounds::Event::kMiss ? "miss" : "wait";
      label.step.message = naive_message(model.paxos(), action.step.message);
      break;
    case rounds::Event::kStabilise:
      label.event = "stabilise";
      break;
    case rounds::Event::kEndRound:
      label.event = "end-round";
      break;
  }
  return label;
}

testing::AssertionResult same_steps(const InRounds& model, const naive_rounds::Config& config,
                                    const rounds::State& packed) {
  std::vector<naive_rounds::Step> actual;
  checker::for_each_successor(model, packed, [&](const rounds::Action& action, const rounds::State& after) {
    actual.push_back({naive_of(model, action), naive_of(model, after)});
  });
  const naive_rounds::State state = naive_of(model, packed);
  std::vector<naive_rounds::Step> expected = naive_rounds::successors(config, state);
  std::sort(actual.begin(), actual.end());
  std::sort(expected.begin(), expected.end());
  if (actual == expected) return testing::AssertionSuccess();
  testing::AssertionResult failure = testing::AssertionFailure();
  failure << "in the state\n" << state;
  const auto list = [&](const char* whose, const auto& of, const auto& but_not_of) {
    std::vector<naive_rounds::Step> only;
    std::set_difference(of.begin(), of.end(), but_not_of.begin(), but_not_of.end(), std::back_inserter(only));
    for (const auto& [label, after] : only)
      failure << "only the " << whose << " model can: " << label << ", to\n" << after;
  };
  list("packed", actual, expected);
  list("naive", expected, actual);
  return failure;
}

checker::Exploration explore(const InRounds& model) {
  return checker::breadth_first_search(model, checker::NoProperties<rounds::State>());
}

/// acceptors, proposers, attempts, values, learners.
Bounds synchronous(int acceptors, int proposers, int attempts, int learners, int patience) {
  return {.paxos = {acceptors, proposers, attempts, 2, learners, kNone, kNone}, .patience = patience};
}
Bounds synchronous(int acceptors, int proposers, int attempts, int learners, int patience, Budget loss,
                   Budget omissions, Budget crashes, Budget recoveries) {
  Bounds bounds = synchronous(acceptors, proposers, attempts, learners, patience);
  bounds.paxos.loss = loss;
  bounds.paxos.crashes = crashes;
  bounds.paxos.recoveries = recoveries;
  bounds.omissions = omissions;
  return bounds;
}

Bounds growing(Bounds bounds, int growth) {
  bounds.growth = growth;
  return bounds;
}

std::vector<Space> spaces() {
  const Budget once = Budget::times(1);
  return {
      {synchronous(3, 2, 2, 1, 4), "", 802, 837},
      {synchronous(3, 2, 4, 1, 4), "", 28102, 29325},
      {synchronous(3, 2, 4, 1, 2), "", 70679, 74296},
      {synchronous(3, 3, 2, 1, 4), "", 13360, 14061},
      {synchronous(3, 2, 4, 1, 4), "starts = time-out", 1793, 1804},
      {synchronous(3, 3, 4, 1, 5), "starts = together", 700, 700},
      {synchronous(3, 2, 4, 1, 4), "leader = omega", 84306, 99954},
      {synchronous(3, 3, 2, 1, 3), "starts = time-out, leader = omega", 13411, 15019},
      {synchronous(3, 1, 2, 1, 4, kAny, kAny, kNone, kAny), "", 8640, 9169},
      {synchronous(3, 1, 2, 2, 4, kAny, once, kNone, kAny), "", 6112, 6475},
      {synchronous(2, 2, 1, 1, 4, Budget::times(2), kAny, kNone, kAny), "", 996, 1159},
      {synchronous(3, 2, 1, 1, 4, kNone, kAny, once, kAny), "", 4983, 6403},
      {synchronous(2, 1, 2, 1, 4, kNone, kAny, Budget::times(2), once), "", 4080, 7770},
      {synchronous(2, 2, 2, 1, 3, kNone, kAny, once, kNone), "leader = omega", 31549, 47226},
      {synchronous(2, 2, 2, 1, 3, kNone, kAny, once, kAny), "starts = together", 3250, 4089},
      {synchronous(2, 2, 2, 0, 2, kNone, kAny, once, kAny), "ballot-storage = late", 17451, 23463},
      {synchronous(2, 2, 2, 0, 2, kNone, kAny, once, kAny), "ballot-storage = volatile", 15681, 21308},
      {synchronous(2, 2, 2, 0, 2, kNone, kAny, once, kAny), "promise-storage = volatile", 16225, 21499},
      {synchronous(3, 2, 3, 0, 2), "ballot-owner = shared", 1286, 1350},
      {synchronous(3, 2, 2, 1, 2), "may-vote = always", 1493, 1570},
      {growing(synchronous(3, 2, 3, 1, 1), 3), "", 14239, 14930},
      {growing(synchronous(2, 2, 2, 0, 2, kNone, kAny, once, kAny), 2), "starts = time-out", 6381, 8056},
      {growing(late(synchronous(2, 1, 3, 1, 1), Budget::times(1), 2), 2), "leader = omega", 5500, 7550},
      {synchronous(3, 1, 2, 1, 4, kAny, once, kNone, kAny), "omitting = senders", 6723, 7166},
      {synchronous(3, 1, 2, 1, 4, kAny, once, kNone, kAny), "omitting = receivers", 4484, 4822},
      {synchronous(2, 2, 1, 1, 2, kAny, Budget::times(2), kNone, kAny), "omitting = receivers", 1170, 1403},
      {synchronous(3, 2, 3, 1, 2), "refusals = nack", 13075, 13663},
      {synchronous(2, 2, 2, 0, 3, kNone, kAny, once, kAny), "refusals = nack, ballot-storage = volatile",
       17426, 23642},
      {synchronous(2, 2, 1, 0, 2, kAny, once, kNone, kAny), "refusals = nack, omitting = senders", 655, 809},
      {synchronous(3, 2, 2, 0, 2), "refusals = nack, ballot-owner = shared", 336, 346},
      {late(synchronous(2, 2, 1, 1, 2), Budget::times(1), 2), "refusals = nack", 3546, 4871},
      {synchronous(3, 2, 2, 1, 2), "proposal-value = any-reported", 1209, 1270},
      {late(synchronous(2, 1, 2, 1, 4), Budget::times(2), 1), "", 124, 154},
      {late(synchronous(2, 1, 2, 1, 4), Budget::times(1), 3), "", 3658, 5414},
      {late(synchronous(2, 1, 1, 1, 4), kAny, 2), "", 308, 473},
      {late(synchronous(2, 1, 1, 1, 2, kAny, once, kNone, kAny), kAny, 2), "", 372, 595},
      {late(synchronous(2, 2, 1, 1, 2), Budget::times(3), 1), "leader = omega", 3068, 4811},
      {late(synchronous(2, 1, 1, 1, 2, kNone, kAny, once, kAny), once, 1), "leader = omega", 511, 873},
      {late(synchronous(1, 2, 2, 1, 2), kAny, 2), "starts = time-out, leader = omega", 35994, 56174},
      {late(synchronous(1, 2, 1, 1, 2, kAny, kAny, once, kAny), Budget::times(2), 2), "leader = omega", 7444,
       16175},
  };
}

class WholeSpaceInRounds : public testing::TestWithParam<Space> {};

TEST_P(WholeSpaceInRounds, PackedAndNaiveStepsAreTheSame) {
  const Space& space = GetParam();
  ASSERT_TRUE(fits(space.bounds));
  const InRounds model(space.bounds, rounds::rules_with(space.changes));
  const naive_rounds::Config config = naive_config(model, space.changes);
  ASSERT_EQ(naive_of(model, model.initial_states().front()), naive_rounds::initial_state(config));
  const checker::Exploration exploration = explore(model);
  EXPECT_EQ(exploration.statistics.distinct, space.distinct);
  EXPECT_EQ(exploration.statistics.generated, space.generated);
  std::set<naive_rounds::State> distinct;
  for_each_state(model, exploration, [&](const rounds::State& state, std::size_t /*depth*/) {
    ASSERT_TRUE(same_steps(model, config, state));
    distinct.insert(naive_of(model, state));
  });
  EXPECT_EQ(distinct.size(), exploration.statistics.distinct) << "two states are told the same";
}

INSTANTIATE_TEST_SUITE_P(Spaces, WholeSpaceInRounds, testing::ValuesIn(spaces()));

// What is safe in the asynchronous protocol is safe in rounds, because of this.
TEST_P(WholeSpaceInRounds, EachStepIsOneOfTheAsynchronousProtocol) {
  const InRounds model(GetParam().bounds, rounds::rules_with(GetParam().changes));
  paxos::Bounds lossy = GetParam().bounds.paxos;
  lossy.loss = kAny;  // a message whose receiver is down is lost
  const checker::Exploration exploration = explore(model);
  for_each_state(model, exploration, [&](const rounds::State& state, std::size_t /*depth*/) {
    checker::for_each_successor(model, state, [&](const rounds::Action& action, const rounds::State& after) {
      const naive::State before_in_paxos = naive_state(model.paxos(), state);
      const naive::State after_in_paxos = naive_state(model.paxos(), after);
      switch (action.event) {
        case rounds::Event::kStep: {
          const bool is_start = action.step.whole().type == paxos::ActionType::kPrepare;
          const rounds::State from = is_start ? model.skipping(state, action.step.proposer) : state;
          bool is_enabled = false;
          model.paxos().for_each_enabled(
              from, [&](const paxos::Action& step) { is_enabled = is_enabled || step == action.step; });
          EXPECT_TRUE(is_enabled);
          break;
        }
        case rounds::Event::kMiss: {
          naive::State without = before_in_paxos;
          EXPECT_EQ(without.net.erase(naive_message(model.paxos(), action.step.message)), 1U);
          EXPECT_EQ(after_in_paxos, without);
          break;
        }
        case rounds::Event::kWait:
        case rounds::Event::kStabilise:
        case rounds::Event::kEndRound:
          EXPECT_EQ(after_in_paxos, before_in_paxos);
          break;
      }
    });
  });
}

// ---- Who starts decides everything

/// How many runs there are from a state until nothing can happen any more. There must be no way back to a state.
std::uint64_t runs_from(const InRounds& model, const rounds::State& state) {
  std::uint64_t runs = 0;
  std::size_t steps = 0;
  checker::for_each_successor(model, state,
                              [&](const rounds::Action& /*action*/, const rounds::State& after) {
                                runs += runs_from(model, after);
                                ++steps;
                              });
  return steps == 0 ? 1 : runs;
}

TEST(InRounds, HasOneRunForEachChoiceOfWhoStarts) {
  for (const int proposers : {1, 2, 3, 4}) {
    for (const int acceptors : {1, 3, 5}) {
      for (const int attempts : {1, 3}) {
        const InRounds model(synchronous(acceptors, proposers, attempts, 1, 4),
                             rounds::rules_with("starts = together"));
        const std::uint64_t choices =
            (std::uint64_t{1} << static_cast<unsigned>(proposers)) - 1;  // not nobody
        EXPECT_EQ(runs_from(model, model.initial_states().front()), choices)
            << proposers << " proposers, " << acceptors << " acceptors, " << attempts << " attempts";
      }
    }
  }
}

// ---- Larger bounds

TEST(InRounds, RandomWalksAtLargerBoundsAreThoseOfTheNaiveModel) {
  struct Walk {
    Bounds bounds;
    const char* changes = "";
  };
  const Budget some = Budget::times(3);
  for (const Walk& walk :
       {Walk{synchronous(5, 3, 3, 2, 3, kAny, some, some, kAny), "starts = time-out"},
        Walk{late(synchronous(3, 3, 3, 1, 3, kAny, kAny, kNone, kAny), Budget::times(6), 3),
             "leader = omega"},
        Walk{late(synchronous(4, 2, 4, 2, 2, some, kAny, kAny, kAny), kAny, 2), ""},
        Walk{growing(late(synchronous(3, 2, 3, 1, 1, kAny, some, some, kAny), kAny, 2), 3),
             "refusals = nack, omitting = senders"},
        Walk{synchronous(7, 2, 2, 1, 15, kNone, kAny, kAny, some), "starts = together, leader = omega"}}) {
    const InRounds model(walk.bounds, rounds::rules_with(walk.changes));
    const naive_rounds::Config config = naive_config(model, walk.changes);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      checker::Dice dice(seed);
      rounds::State state = model.initial_states().front();
      for (int step = 0; step < 150; ++step) {
        ASSERT_TRUE(same_steps(model, config, state))
            << walk.changes << ", seed " << seed << ", step " << step;
        std::vector<rounds::State> after;
        checker::for_each_successor(
            model, state,
            [&](const rounds::Action& /*action*/, const rounds::State& next) { after.push_back(next); });
        if (after.empty()) break;
        state = after[dice.below(after.size())];
      }
    }
  }
}

// ---- Bounds

TEST(InRounds, StatesOfTheLargestBoundsMayNotFit) {
  Bounds bounds;
  bounds.paxos = {7, 4, 4, 4, 3, kAny, kNone, kAny, kAny};
  EXPECT_FALSE(InRounds::have_room(bounds, {}));
  EXPECT_TRUE(InRounds::have_room(late(synchronous(5, 3, 4, 3, 15), kAny, 3), {}));
}

TEST(InRounds, TakesTheSettingsOfItsParameters) {
  for (const Network network : {Network::kSynchronous, Network::kPartiallySynchronous}) {
    std::vector<int> settings;
    for (const model::Parameter& parameter : rounds::parameters(network))
      settings.push_back(parameter.standard);
    Bounds standard;
    standard.network = network;
    standard.paxos.attempts = paxos::kAttemptsMax;
    standard.paxos.loss = kNone;
    EXPECT_EQ(rounds::bounds_of(network, settings), standard);
  }
  const std::vector<int> others{5, 3, 2, 4, 0, 7, 6, model::Parameter::kAny, 2, 1, 0, 9, 3};
  Bounds bounds =
      late(synchronous(5, 3, 2, 0, 7, kAny, Budget::times(2), Budget::times(1), kNone), Budget::times(9), 3);
  bounds.paxos.values = 4;
  bounds.growth = 6;
  EXPECT_EQ(rounds::bounds_of(Network::kPartiallySynchronous, others), bounds);
}

TEST(InRounds, EveryActionHasItsOwnRecord) {
  const InRounds model(late(synchronous(2, 2, 1, 1, 2, kAny, kAny, Budget::times(1), kAny), kAny, 2),
                       rounds::rules_with("leader = omega"));
  const rounds::Words words(model);
  checker::Dice dice(1);
  rounds::State state = model.initial_states().front();
  for (int step = 0; step < 400; ++step) {
    std::vector<rounds::Action> actions;
    model.for_each_enabled(state, [&](const rounds::Action& action) { actions.push_back(action); });
    if (actions.empty()) break;
    ASSERT_TRUE(std::is_sorted(actions.begin(), actions.end()));
    for (std::size_t i = 0; i < actions.size(); ++i) {
      EXPECT_FALSE(words.sentence(state, actions[i]).empty());
      EXPECT_LT(model.action_kind(actions[i]), model.action_kinds());
      for (std::size_t j = i + 1; j < actions.size(); ++j)
        EXPECT_NE(words.record(actions[i]), words.record(actions[j]));
    }
    state = model.apply(state, actions[dice.below(actions.size())]);
  }
}

}  // namespace
}  // namespace paxoscope::tests
