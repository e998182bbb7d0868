// Protects the meaning of the protocol sketch: the packed model has exactly the steps of the naive one, at every state of whole state
// spaces, as it stands, under each other alternative, and under some drawn by lot; and it keeps the contract of a model.
#include "tests/naive_sketch.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <gtest/gtest.h>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/property.hpp"
#include "model/sketch/sketch.hpp"
#include "tests/catalogue.hpp"
#include "tests/sanitized.hpp"
#include "tests/seen_bits.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using model::AcceptorId;
using model::Ballot;
using model::Budget;
using model::ProposerId;
using model::Value;
using sketch::Bounds;
using sketch::Sketch;

naive_sketch::Config naive_config(const Bounds& b, const std::string& changes) {
  return {.acceptors = b.acceptors,
          .proposers = b.proposers,
          .attempts = b.attempts,
          .values = b.values,
          .loss = b.loss.is_any() ? naive_sketch::kAny : b.loss.limit(),
          .rules = changed_rules(sketch::rules(), changes)};
}

naive_sketch::Label naive_label(const sketch::Action& action) {
  static constexpr std::array kFates{"returns", "lost", "unanswered"};
  return {action.proposer.index(),
          {action.call == sketch::Call::kPrepare ? "prepare" : "accept", action.acceptor.index()},
          kFates.at(static_cast<std::size_t>(action.fate))};
}

std::set<int> indices(model::ValueSet set) {
  std::set<int> all;
  set.for_each([&](Value v) { all.insert(v.index()); });
  return all;
}
std::set<int> indices(model::AcceptorSet set) {
  std::set<int> all;
  set.for_each([&](AcceptorId a) { all.insert(a.index()); });
  return all;
}

naive_sketch::State naive_state(const Sketch& model, const sketch::State& packed) {
  const sketch::View view = model.view(packed);
  const Bounds& bounds = model.bounds();
  naive_sketch::State state;
  for (int i = 0; i < bounds.proposers; ++i) {
    const ProposerId p(i);
    naive_sketch::Proposer& proposer = state.proposers[i];
    proposer.runs_over = view.run(p);
    for (int call = view.called(p); view.called(p) > 0 && call < 2 * bounds.acceptors; ++call) {
      // Those to accept are added when all have been called to prepare.
      const bool is_prepare = call < bounds.acceptors;
      if (!is_prepare && view.called(p) < bounds.acceptors) break;
      proposer.to_do.push_back({is_prepare ? "prepare" : "accept", call % bounds.acceptors});
    }
    proposer.highest_number = view.best(p).ballot.index();
    proposer.highest_value = view.best(p).value.index();
    proposer.promised = indices(view.promisers(p));
    proposer.voted = indices(view.voters(p));
    proposer.returned = indices(view.returned(p));
  }
  for (int i = 0; i < bounds.acceptors; ++i) {
    const AcceptorId a(i);
    state.acceptors[i] = {view.promised(a).index(), view.kept(a).ballot.index(), view.kept(a).value.index()};
    state.votes[i] = {};
    for (int b = 0; b < bounds.ballots(); ++b) {
      view.cast(a, Ballot(b)).for_each([&](Value v) { state.votes[i].insert({b, v.index()}); });
    }
  }
  for (int b = 0; b < bounds.ballots(); ++b) {
    view.proposed(Ballot(b)).for_each([&](Value v) { state.proposals.insert({b, v.index()}); });
  }
  state.failed = view.spent();
  return state;
}

void expect_same_steps(const Sketch& model, const naive_sketch::Config& config, const sketch::State& packed) {
  const naive_sketch::State state = naive_state(model, packed);
  std::set<naive_sketch::Step> actual;
  std::size_t steps = 0;
  model.for_each_enabled(packed, [&](const sketch::Action& action) {
    actual.insert({naive_label(action), naive_state(model, model.apply(packed, action))});
    ++steps;
  });
  EXPECT_EQ(steps, actual.size());
  const std::set<naive_sketch::Step> expected = naive_sketch::successors(config, state);
  if (actual == expected) return;
  for (const auto& [label, after] : actual) {
    if (!expected.contains({label, after}))
      ADD_FAILURE() << "only packed: " << label << "\n" << state << "to\n" << after;
  }
  for (const auto& [label, after] : expected) {
    if (!actual.contains({label, after}))
      ADD_FAILURE() << "only naive: " << label << "\n" << state << "to\n" << after;
  }
}

void expect_history(const model::History& history, const naive_sketch::Config& config,
                    const naive_sketch::State& state) {
  EXPECT_EQ(history.acceptors, config.acceptors);
  EXPECT_EQ(history.ballots, config.proposers * config.attempts);
  EXPECT_EQ(history.values, config.values);
  EXPECT_EQ(history.learners, config.proposers);
  model::for_each_ballot(history, [&](Ballot b) {
    model::for_each_value(history, [&](Value v) {
      const std::pair pair(b.index(), v.index());
      EXPECT_EQ(history.proposed_in(b).contains(v), state.proposals.contains(pair));
      for (const auto& [a, votes] : state.votes) {
        EXPECT_EQ(history.cast.voters(b, v).contains(AcceptorId(a)), votes.contains(pair));
      }
    });
  });
  for (const auto& [p, proposer] : state.proposers) {
    EXPECT_EQ(indices(history.learned(model::LearnerId(p))), proposer.returned);
  }
}

/// All that a model promises of one state and of the steps out of it.
void expect_contract(const Sketch& model, const naive_sketch::Config& config, const sketch::State& packed) {
  std::vector<std::byte> encoding(model.encoded_bytes());
  model.encode(packed, encoding);
  EXPECT_EQ(Sketch::decode(encoding), packed);
  const naive_sketch::State state = naive_state(model, packed);
  expect_history(model.history(packed), config, state);

  std::vector<sketch::Action> actions;
  model.for_each_enabled(packed, [&](const sketch::Action& action) { actions.push_back(action); });
  EXPECT_EQ(std::adjacent_find(actions.begin(), actions.end(), std::greater_equal<>()), actions.end())
      << "enabled actions must be strictly increasing";
  for (const sketch::Action& action : actions) {
    const naive_sketch::Label label = naive_label(action);
    std::string kind = label.fate;
    if (kind == "returns") kind = label.call.what == "accept" ? "propose" : "prepare";
    ASSERT_LT(Sketch::action_kind(action), model.action_kinds());
    EXPECT_EQ(Sketch::action_kind_name(Sketch::action_kind(action)), kind);
    EXPECT_EQ(static_cast<int>(Sketch::actor(action)), label.proposer);
    const sketch::State packed_after = model.apply(packed, action);
    const naive_sketch::State after = naive_state(model, packed_after);
    EXPECT_NE(packed_after, packed);
    EXPECT_NE(after, state);
    bool same_votes = after.votes == state.votes;
    for (const auto& [p, proposer] : state.proposers) {
      same_votes = same_votes && after.proposers.at(p).returned == proposer.returned;
    }
    EXPECT_EQ(model.same_votes(packed, packed_after), same_votes) << label;
    EXPECT_EQ(same_bits(packed, packed_after, model.history_bits(false)), same_votes) << label;
    EXPECT_EQ(same_bits(packed, packed_after, model.history_bits(true)),
              same_votes && after.proposals == state.proposals)
        << label;
  }
}

/// Visits every state, and counts them in a way of its own.
void expect_same_space(const Bounds& bounds, const std::string& changes) {
  SCOPED_TRACE(changes);
  const Sketch model(bounds, sketch::rules_with(changes));
  const naive_sketch::Config config = naive_config(bounds, changes);
  EXPECT_EQ(naive_state(model, model.initial_states().front()), naive_sketch::initial_state(config));
  const checker::Exploration exploration =
      checker::breadth_first_search(model, checker::NoProperties<sketch::State>());
  checker::for_each_state(model, exploration, [&](const sketch::State& state, std::size_t /*depth*/) {
    if (testing::Test::HasFailure()) return;
    expect_same_steps(model, config, state);
    expect_contract(model, config, state);
  });
  EXPECT_FALSE(testing::Test::HasFailure());
}

const std::vector<Bounds>& small_bounds() {
  static const std::vector<Bounds> all{
      {1, 1, 1, 1, Budget::none()},   {1, 2, 3, 2, Budget::none()},     {3, 2, 1, 2, Budget::none()},
      {3, 2, 2, 2, Budget::none()},   {2, 2, 1, 2, Budget::any()},      {2, 3, 1, 3, Budget::times(1)},
      {5, 1, 1, 1, Budget::times(2)}, {1, 2, 2, 1, Budget::times(255)},
  };
  return all;
}

TEST(NaiveSketch, HasTheSameStepsAsItStands) {
  for (const Bounds& bounds : small_bounds()) expect_same_space(bounds, "");
}

TEST(NaiveSketch, HasTheSameStepsWithEachAlternative) {
  for (const std::string& changes : single_changes(sketch::rules(), 3)) {
    for (const Bounds& bounds : small_bounds()) expect_same_space(bounds, changes);
  }
}

TEST(NaiveSketch, HasTheSameStepsWithRulesDrawnByLot) {
  constexpr std::uint64_t kSeed = 20261126;
  Dice dice(kSeed);
  for (int i = 0; i < (kSanitized ? 4 : 40); ++i) {
    const std::string changes = changes_at_random(sketch::rules(), 3, dice);
    for (const Bounds& bounds : small_bounds()) expect_same_space(bounds, changes);
  }
}

// The largest bounds fit, and a run from one end to the other is the same.
TEST(NaiveSketch, WalksTheSameAtTheLargestBounds) {
  constexpr std::uint64_t kSeed = 20261127;
  Dice dice(kSeed);
  const Bounds largest{sketch::kAcceptorsMax, sketch::kProposersMax, sketch::kAttemptsMax, sketch::kValuesMax,
                       Budget::times(Budget::kTimesMax)};
  for (const char* changes : {"", "run-number = fresh", "run-number = fresh, promises-needed = majority"}) {
    const Sketch model(largest, sketch::rules_with(changes));
    const naive_sketch::Config config = naive_config(largest, changes);
    for (int walk = 0; walk < 20 && !HasFailure(); ++walk) {
      sketch::State state = model.initial_states().front();
      for (;;) {
        expect_same_steps(model, config, state);
        expect_contract(model, config, state);
        std::vector<sketch::Action> actions;
        model.for_each_enabled(state, [&](const sketch::Action& action) { actions.push_back(action); });
        if (actions.empty() || HasFailure()) break;
        state = model.apply(state, actions[dice.below(actions.size())]);
      }
    }
  }
}

}  // namespace
}  // namespace paxoscope::tests
