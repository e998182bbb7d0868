// Protects the meaning of the protocol multi-paxos: the packed model has exactly the steps of the naive one, in whole state spaces and in random walks
// at larger bounds, under the specified rules and under each other one; and it keeps the contract of a model.
#include "tests/naive_multi_paxos.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/property.hpp"
#include "invariants/property.hpp"
#include "model/multi_paxos/multi_paxos.hpp"
#include "tests/catalogue.hpp"
#include "tests/multi_paxos_changes.hpp"
#include "tests/same_steps.hpp"
#include "tests/sanitized.hpp"
#include "tests/seen_bits.hpp"
#include "tests/thorough.hpp"

namespace paxoscope::tests {
namespace {

using model::AcceptorId;
using model::Ballot;
using model::LearnerId;
using model::ReadId;
using model::Slot;
using model::Value;
using multi_paxos::Bounds;
using multi_paxos::MultiPaxos;

std::string name(const Bounds& b) {
  std::string text;
  for (const int bound : {b.acceptors, b.proposers, b.attempts, b.slots, b.values, b.learners, b.reads}) {
    text += (text.empty() ? "" : "_") + std::to_string(bound);
  }
  return text + "_" + (b.crashes.is_any() ? "any" : std::to_string(b.crashes.limit())) + "_" +
         std::to_string(b.window);
}

naive_multi_paxos::Config naive_config(const Bounds& b, std::string_view changes) {
  return {.acceptors = b.acceptors,
          .proposers = b.proposers,
          .attempts = b.attempts,
          .slots = b.slots,
          .values = b.values,
          .learners = b.learners,
          .reads = b.reads,
          .crashes = b.crashes.is_any() ? naive_multi_paxos::kNone : b.crashes.limit(),
          .window = b.window,
          .rules = changed_rules(multi_paxos::rules(), changes)};
}

// ---- From packed to naive

int naive_value(Value v) {
  if (const model::MembershipId made = model::membership_made_by(v); made.exists())
    return naive_multi_paxos::kChange + made.index() + 1;
  return v == model::kNoOp ? naive_multi_paxos::kNoOp : v.index();
}

naive_multi_paxos::Label naive_label(const MultiPaxos& model, const multi_paxos::Action& action) {
  const bool is_learner = action.learner.exists();
  naive_multi_paxos::Label label{std::string(model.action_kind_name(model.action_kind(action))),
                                 is_learner ? action.learner.index() : action.acceptor.index(),
                                 action.ballot.index(),
                                 action.slot.index(),
                                 naive_value(action.value),
                                 {}};
  if (action.read.exists()) label.read = action.read.index();
  if (action.type == multi_paxos::ActionType::kAnswer || action.type == multi_paxos::ActionType::kLocalRead)
    label.upto = action.upto;
  if (action.type != multi_paxos::ActionType::kBecomeLeader) return label;
  for (int s = 0; s < model.bounds().slots; ++s)
    label.log.push_back(naive_value(action.log[static_cast<std::size_t>(s)]));
  return label;
}

naive_multi_paxos::State naive_state(const MultiPaxos& model, const multi_paxos::State& packed) {
  using naive_multi_paxos::Message;
  using naive_multi_paxos::MessageType;
  const Bounds& bounds = model.bounds();
  const multi_paxos::View view = model.view(packed);
  naive_multi_paxos::State state;
  const auto vote = [&](Ballot b, int s) {
    return std::pair{b.index(), naive_value(view.vote_in(b, Slot(s)).value)};
  };
  for (int b = 0; b < bounds.ballots(); ++b) {
    const Ballot ballot(b);
    if (view.has_begun(ballot)) state.msgs.insert({.type = MessageType::k1a, .bal = b});
    if (view.has_led(ballot)) state.leading.insert(b);
    for (int s = 0; s < bounds.slots; ++s) {
      const Value v = view.proposal(ballot, Slot(s));
      if (!v.exists()) continue;
      state.msgs.insert({.type = MessageType::k2a, .bal = b, .slot = s, .val = naive_value(v)});
      view.voters(ballot, Slot(s)).for_each([&](AcceptorId a) {
        state.msgs.insert(
            {.type = MessageType::k2b, .acc = a.index(), .bal = b, .slot = s, .val = naive_value(v)});
      });
    }
    for (int a = 0; a < bounds.acceptors; ++a) {
      if (!view.has_promised(AcceptorId(a), ballot)) continue;
      Message promise{.type = MessageType::k1b, .acc = a, .bal = b};
      const multi_paxos::Reports reports = view.reported(AcceptorId(a), ballot);
      for (int s = 0; s < bounds.slots; ++s)
        promise.log.push_back(vote(reports[static_cast<std::size_t>(s)], s));
      state.msgs.insert(promise);
    }
  }
  for (int a = 0; a < bounds.acceptors; ++a) {
    state.maxBal[a] = view.max_bal(AcceptorId(a)).index();
    for (int s = 0; s < bounds.slots; ++s)
      state.log[a].push_back(vote(view.latest_ballot(AcceptorId(a), Slot(s)), s));
  }
  for (int l = 0; l < bounds.learners; ++l) {
    auto& executed = state.executed[l];
    for (std::size_t n = 0; n < view.executions(LearnerId(l)); ++n) {
      executed.emplace_back(view.executed_slot(LearnerId(l), n).index(),
                            naive_value(view.executed_value(LearnerId(l), n)));
    }
  }
  for (int r = 0; r < view.reads(); ++r) {
    naive_multi_paxos::Read& read = state.reads.emplace_back();
    const model::Read seen = view.read(ReadId(r));
    read.bal = view.read_ballot(ReadId(r)).index();
    read.from = view.read_from(ReadId(r));
    read.acked = seen.acknowledged;
    seen.after.for_each([&](ReadId before) { read.after.insert(before.index()); });
    read.answer = !seen.is_answered      ? naive_multi_paxos::kNone
                  : seen.answer.exists() ? seen.answer.index()
                                         : naive_multi_paxos::kNothing;
  }
  for (int a = 0; a < bounds.acceptors; ++a) {
    state.leases[a] = view.lease(AcceptorId(a)).index();
    state.confirmed[a];
    view.confirmed(AcceptorId(a)).for_each([&](ReadId r) { state.confirmed[a].insert(r.index()); });
  }
  view.leases_over().for_each([&](Ballot b) { state.leaseOver.insert(b.index()); });
  state.crashed = view.crashed();
  return state;
}

// ---- What is asked of each state

/// Both models have the same steps out of `packed`: the same number, labels and successors.
void expect_same_steps(const MultiPaxos& model, const naive_multi_paxos::Config& config,
                       const multi_paxos::State& packed) {
  const naive_multi_paxos::State state = naive_state(model, packed);
  std::set<naive_multi_paxos::Step> actual;
  std::size_t steps = 0;
  model.for_each_enabled(packed, [&](const multi_paxos::Action& action) {
    actual.insert({naive_label(model, action), naive_state(model, model.apply(packed, action))});
    ++steps;
  });
  EXPECT_EQ(steps, actual.size());
  expect_only_common_steps(actual, naive_multi_paxos::successors(config, state), state);
}

/// The 2a and 2b messages of a state, as its history has them.
std::set<naive_multi_paxos::Message> past(const model::LogHistory& history) {
  using naive_multi_paxos::MessageType;
  std::set<naive_multi_paxos::Message> messages;
  model::for_each_slot(history, [&](Slot s) {
    const model::History& slot = history.in(s);
    model::for_each_ballot(slot, [&](Ballot b) {
      slot.proposed_in(b).for_each([&](Value v) {
        messages.insert(
            {.type = MessageType::k2a, .bal = b.index(), .slot = s.index(), .val = naive_value(v)});
      });
      model::for_each_value(slot, [&](Value v) {
        slot.cast.voters(b, v).for_each([&](AcceptorId a) {
          messages.insert({.type = MessageType::k2b,
                           .acc = a.index(),
                           .bal = b.index(),
                           .slot = s.index(),
                           .val = naive_value(v)});
        });
      });
    });
  });
  return messages;
}

std::set<naive_multi_paxos::Message> messages_of(const naive_multi_paxos::State& state, bool with_2a) {
  using naive_multi_paxos::MessageType;
  std::set<naive_multi_paxos::Message> all = state.msgs;
  std::erase_if(all, [&](const auto& m) {
    return m.type != MessageType::k2b && !(with_2a && m.type == MessageType::k2a);
  });
  return all;
}

/// What is chosen in a slot, as its history has it: ballots and values.
std::set<std::pair<int, int>> chosen_in(const model::History& slot) {
  std::set<std::pair<int, int>> chosen;
  model::for_each_ballot(slot, [&](Ballot b) {
    model::for_each_value(slot, [&](Value v) {
      if (slot.is_chosen(b, v)) chosen.emplace(b.index(), naive_value(v));
    });
  });
  return chosen;
}

/// All that a model promises of one state and of the steps out of it.
void expect_contract(const MultiPaxos& model, const naive_multi_paxos::Config& config,
                     const multi_paxos::State& packed) {
  std::vector<std::byte> encoding(model.encoded_bytes());
  model.encode(packed, encoding);
  EXPECT_EQ(MultiPaxos::decode(encoding), packed);
  const naive_multi_paxos::State state = naive_state(model, packed);
  const model::LogHistory history = model.history(packed);
  EXPECT_EQ(past(history), messages_of(state, true));
  ASSERT_EQ(history.learners.size(), state.executed.size());
  for (std::size_t l = 0; l < history.learners.size(); ++l) {
    std::vector<std::pair<int, int>> executed;
    std::set<int> commands;
    for (const model::Execution& execution : history.learners[l]) {
      executed.emplace_back(execution.slot.index(), naive_value(execution.value));
      const bool is_new = commands.insert(naive_value(execution.value)).second;
      EXPECT_EQ(execution.has_effect, is_new || !model::is_of_clients(execution.value) ||
                                          model.rules().duplicates == multi_paxos::Duplicates::kAgain);
    }
    EXPECT_EQ(executed, state.executed.at(static_cast<int>(l)));
  }
  EXPECT_EQ(holds_in(invariants::kLinearizableReads, history), are_reads_linearizable(config, state));
  for (int s = 0; s < config.slots; ++s) {
    EXPECT_EQ(chosen_in(history.in(Slot(s))), naive_multi_paxos::chosen(config, state, s));
    const auto deciding = naive_multi_paxos::membership(config, state, s);
    EXPECT_EQ(history.in(Slot(s)).vote_quorums == model::Quorums(), !deciding);
  }

  std::vector<multi_paxos::Action> actions;
  model.for_each_enabled(packed, [&](const multi_paxos::Action& action) { actions.push_back(action); });
  EXPECT_EQ(std::adjacent_find(actions.begin(), actions.end(), std::greater_equal<>()), actions.end())
      << "enabled actions must be strictly increasing";
  for (const multi_paxos::Action& action : actions) {
    const naive_multi_paxos::Label label = naive_label(model, action);
    EXPECT_LT(model.actor(action), model.actors());
    const multi_paxos::State packed_after = model.apply(packed, action);
    EXPECT_EQ(model.outcome(packed, action), packed_after);
    const naive_multi_paxos::State after = naive_state(model, packed_after);
    EXPECT_NE(packed_after, packed) << "a step that changes nothing is no transition";
    EXPECT_EQ(model.same_votes(packed, packed_after), messages_of(after, false) == messages_of(state, false))
        << label;
    const bool same_past = messages_of(after, true) == messages_of(state, true) &&
                           after.executed == state.executed && after.reads == state.reads;
    EXPECT_TRUE(same_past || !same_bits(packed, packed_after, model.history_bits(true))) << label;
  }
}

// ---- Whole state spaces

struct Space {
  Bounds bounds;
  std::string rules;

  friend std::ostream& operator<<(std::ostream& out, const Space& s) {
    return out << name(s.bounds) << ", rules " << s.rules;
  }
};

class MultiPaxosWholeSpace : public testing::TestWithParam<Space> {};

TEST_P(MultiPaxosWholeSpace, PackedAndNaiveStepsAreTheSame) {
  const auto& [bounds, rules] = GetParam();
  const MultiPaxos model(bounds, multi_paxos::rules_with(rules));
  const naive_multi_paxos::Config config = naive_config(bounds, rules);
  const std::vector<multi_paxos::State> initial = model.initial_states();
  ASSERT_EQ(initial.size(), 1U);
  ASSERT_EQ(naive_state(model, initial.front()), naive_multi_paxos::initial_state(config));

  // Of large spaces a part is compared, and of that a part as to the contract.
  const std::uint64_t most = kSanitized ? 500 : part_of<std::uint64_t>(2'000, 800);
  constexpr std::uint64_t kPart = 8;
  checker::SearchOptions options;
  options.limits.states_max = 100'000;
  const checker::Exploration exploration =
      checker::breadth_first_search(model, checker::NoProperties<multi_paxos::State>(), options);
  const std::uint64_t every = 1 + exploration.statistics.distinct / most;
  std::set<naive_multi_paxos::State> naive;
  std::uint64_t number = 0;
  std::uint64_t compared = 0;
  checker::for_each_state(model, exploration, [&](const multi_paxos::State& packed, std::size_t /*depth*/) {
    if (HasFailure() || number++ % every != 0) return;
    expect_same_steps(model, config, packed);
    if (compared++ % kPart == 0) expect_contract(model, config, packed);
    naive.insert(naive_state(model, packed));
  });
  ASSERT_FALSE(HasFailure());
  EXPECT_EQ(naive.size(), compared);
}

std::vector<Space> spaces() {
  std::vector<Space> spaces;
  for (const Bounds& bounds :
       {Bounds{3, 2, 1, 2, 2, 1}, {2, 2, 1, 2, 2, 1}, {1, 1, 3, 2, 2, 2}, {1, 2, 2, 3, 1, 1}}) {
    spaces.push_back({bounds, ""});
    for (const std::string& changes : changes_within(bounds)) spaces.push_back({bounds, changes});
  }
  using model::Budget;
  for (const Bounds& bounds : {Bounds{.learners = 1, .reads = 1},
                               {.acceptors = 2, .learners = 2, .reads = 2},
                               {.acceptors = 1, .attempts = 2, .slots = 3, .reads = 2},
                               {.acceptors = 2, .reads = 1, .crashes = Budget::times(1)},
                               {.slots = 1, .learners = 0, .crashes = Budget::times(2)},
                               {.acceptors = 2, .learners = 0, .crashes = Budget::any()}}) {
    spaces.push_back({bounds, ""});
    for (const std::string& changes : changes_within(bounds)) {
      // What is no different without reads and crashes was compared without.
      const bool is_new = changes.starts_with("read") || changes.find("-storage") != std::string::npos;
      if (is_new) spaces.push_back({bounds, changes});
    }
  }
  for (const Bounds& bounds : {Bounds{.values = 1, .learners = 0, .window = 1},
                               {.values = 1, .learners = 0, .window = 2},
                               {.acceptors = 2, .values = 1, .window = 1},
                               {.acceptors = 2, .slots = 3, .values = 1, .learners = 0, .window = 2},
                               {.acceptors = 2, .proposers = 1, .attempts = 2, .learners = 2, .window = 1},
                               {.acceptors = 2, .learners = 0, .crashes = Budget::times(1), .window = 1}}) {
    spaces.push_back({bounds, ""});
    for (const std::string& changes : changes_within(bounds)) spaces.push_back({bounds, changes});
  }
  for (const char* const memberships :
       {"a1+a2+a3/a1+a2", "a1/a2+a3/a1", "a1+a2/a2+a3/a1+a3/a2", "a3/a1+a2+a3"}) {
    for (const char* const takes_effect : {"after-window", "at-once", "when-proposed"}) {
      spaces.push_back(
          {{.values = 1, .window = 2},
           std::string("membership = changes:") + memberships + ", change-takes-effect = " + takes_effect});
    }
  }
  return spaces;
}

INSTANTIATE_TEST_SUITE_P(Spaces, MultiPaxosWholeSpace, testing::ValuesIn(spaces()));

// ---- Random walks

TEST(MultiPaxosRandomWalks, PackedAndNaiveStepsAreTheSame) {
  constexpr int kWalks = kSanitized ? 2 : 5;
  checker::Dice dice(1);
  for (const Bounds& bounds : {Bounds{3, 2, 2, 2, 2, 2},
                               {3, 3, 2, 4, 3, 1},
                               {5, 2, 4, 3, 4, 3, 2, model::Budget::times(3)},
                               {3, 2, 2, 4, 4, 2, 0, model::Budget::none(), 2},
                               {5, 3, 2, 3, 2, 1, 0, model::Budget::times(1), 1}}) {
    std::vector<std::string> all = changes_within(bounds);
    all.emplace_back("");
    all.emplace_back("gap-repair = skipped, propose-order = any-order, log-merge = any-member");
    all.emplace_back("execution-order = any-order, known-chosen = higher-slots, may-vote = always");
    for (const std::string& changes : all) {
      SCOPED_TRACE(name(bounds) + " " + changes);
      const MultiPaxos model(bounds, multi_paxos::rules_with(changes));
      const naive_multi_paxos::Config config = naive_config(bounds, changes);
      for (int walk = 0; walk < kWalks && !testing::Test::HasFailure(); ++walk) {
        multi_paxos::State state = model.initial_states().front();
        for (std::vector<multi_paxos::Action> actions;; actions.clear()) {
          if (testing::Test::HasFailure()) break;
          expect_same_steps(model, config, state);
          model.for_each_enabled(state,
                                 [&](const multi_paxos::Action& action) { actions.push_back(action); });
          if (actions.empty()) break;
          state = model.apply(state, actions[dice.below(actions.size())]);
        }
      }
    }
  }
}

}  // namespace
}  // namespace paxoscope::tests
