// Protects: Multi-Paxos as its readers know it: its layout and tables, how many states it has, which quorums keep agreement, what its reductions may
// leave out, properties of logs, and how its runs are told.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/reduced.hpp"
#include "checker/shortest_path.hpp"
#include "checker/symmetry.hpp"
#include "checker/value_symmetry.hpp"
#include "invariants/selection.hpp"
#include "model/multi_paxos/past.hpp"
#include "model/multi_paxos/words.hpp"
#include "tests/catalogue.hpp"
#include "tests/multi_paxos_changes.hpp"
#include "tests/thorough.hpp"
#include "traces/replay.hpp"

namespace paxoscope::tests {
namespace {

using invariants::Property;
using model::AcceptorId;
using model::Ballot;
using model::LearnerId;
using model::Slot;
using model::Value;
using multi_paxos::Action;
using multi_paxos::Bounds;
using multi_paxos::Layout;
using multi_paxos::Log;
using multi_paxos::MultiPaxos;
using multi_paxos::Past;
using multi_paxos::State;

constexpr Ballot ballot1{0};
constexpr Ballot ballot2{1};
constexpr Slot slot1{0};
constexpr Slot slot2{1};
constexpr Value v1{0};
constexpr Value v2{1};
constexpr AcceptorId a1{0};
constexpr AcceptorId a2{1};
constexpr LearnerId l1{0};

MultiPaxos model_with(const Bounds& bounds, std::string_view changes) {
  return MultiPaxos(bounds, multi_paxos::rules_with(changes));
}

// ---- Tables

TEST(MultiPaxosLayout, EveryBoundInRangeFitsTheState) {
  std::size_t largest = 0;
  for (int proposers = 1; proposers <= multi_paxos::kProposersMax; ++proposers) {
    for (int attempts = 1; attempts <= multi_paxos::kAttemptsMax; ++attempts) {
      for (int slots = 1; slots <= multi_paxos::kSlotsMax; ++slots) {
        const Bounds bounds{multi_paxos::kAcceptorsMax,
                            proposers,
                            attempts,
                            slots,
                            multi_paxos::kValuesMax,
                            multi_paxos::kLearnersMax,
                            multi_paxos::kReadsMax,
                            model::Budget::times(model::Budget::kTimesMax)};
        Bounds windowed = bounds;  // which leaves no room for reads
        windowed.reads = 0;
        windowed.window = multi_paxos::kSlotsMax;
        if (!multi_paxos::fits(bounds)) continue;
        ASSERT_TRUE(multi_paxos::fits(windowed));
        largest = std::max({largest, Layout(bounds).words(), Layout(windowed).words()});
      }
    }
  }
  EXPECT_LE(largest, State::kWordsMax);
  EXPECT_GT(largest, State::kWordsMax - 4);  // a state is copied in blocks of so many words
}

TEST(MultiPaxosBounds, AreReadInTheOrderOfTheParameters) {
  std::vector<int> settings;
  for (const auto& parameter : multi_paxos::parameters()) settings.push_back(parameter.standard);
  EXPECT_EQ(multi_paxos::bounds_of(settings), Bounds{});
  EXPECT_EQ(multi_paxos::bounds_of(std::vector{5, 3, 1, 4, 2, 3, 2, 1, 3}),
            (Bounds{5, 3, 1, 4, 2, 3, 2, model::Budget::times(1), 3}));
  EXPECT_FALSE(multi_paxos::fits({3, 3, 3, 2, 2, 1}));
  EXPECT_TRUE(multi_paxos::fits({3, 4, 2, 4, 4, 3}));
}

TEST(MultiPaxosRules, TheSpecifiedAlternativesComeFirst) {
  expect_specified_alternatives_first(multi_paxos::rules());
  EXPECT_EQ(multi_paxos::rules_with(""), multi_paxos::Rules{});
  EXPECT_FALSE(multi_paxos::rules_of_variant("no-such"));
}

// ---- Counts

template <typename Searched>
std::uint64_t states_of(const Searched& searched) {
  return checker::breadth_first_search(searched, checker::NoProperties<State>()).statistics.distinct;
}

struct Count {
  Bounds bounds;
  std::uint64_t states = 0;
  std::uint64_t orbits = 0;
  std::uint64_t reduced = 0;  ///< orbits of what reductions leave
};

TEST(MultiPaxosCounts, AreThese) {
  for (const Count& count : {Count{{3, 2, 1, 1, 2, 1}, 6'905, 786, 262},
                             {{2, 2, 2, 1, 2, 0}, 15'729, 4'715, 716},
                             {{3, 2, 1, 2, 2, 1}, 1'056'217, 94'642, 5'786}}) {
    const MultiPaxos model(count.bounds);
    EXPECT_EQ(states_of(model), count.states);
    const checker::SymmetricInValues symmetric(model);
    const auto exploration = checker::breadth_first_search(symmetric, checker::NoProperties<State>());
    EXPECT_EQ(exploration.statistics.distinct, count.orbits);
    std::uint64_t stand_for = 0;
    std::vector<std::byte> encoding(model.encoded_bytes());
    checker::for_each_state(symmetric, exploration, [&](const State& state, std::size_t /*depth*/) {
      symmetric.encode(state, encoding);
      stand_for += symmetric.orbit_size(encoding);
    });
    EXPECT_EQ(stand_for, count.states);
    const Past past(model, true, true);
    const checker::Reduced reduced(model, past);
    EXPECT_EQ(states_of(checker::SymmetricInValues(reduced)), count.reduced);
  }
}

// ---- Quorums

// The same as one decree: agreement is kept exactly where a quorum that promises meets each that chooses.
TEST(MultiPaxosQuorums, AgreementHoldsWhereTheyMeet) {
  for (const int acceptors : {2, 3, 4}) {
    for (int promise = 1; promise <= acceptors; ++promise) {
      for (int vote = 1; vote <= acceptors; ++vote) {
        const MultiPaxos model =
            model_with({acceptors, 2, 1, 1, 2, 0}, "promise-quorum = size:" + std::to_string(promise) +
                                                       ", vote-quorum = size:" + std::to_string(vote));
        const invariants::Selection selection(model, {&invariants::kAgreement});
        const auto exploration = checker::breadth_first_search(checker::Symmetric(model), selection);
        EXPECT_EQ(exploration.findings.empty(), promise + vote > acceptors)
            << acceptors << " " << promise << " " << vote;
      }
    }
  }
}

// ---- Variants and reductions

Bounds bounds_of(const model::Variant& variant) {
  std::vector<int> settings;
  for (const auto& parameter : multi_paxos::parameters()) settings.push_back(parameter.standard);
  model::for_each_setting(variant.bounds, [&](std::string_view key, std::string_view value) {
    for (std::size_t i = 0; i < settings.size(); ++i) {
      if (multi_paxos::parameters()[i].name == key) settings[i] = value.front() - '0';
    }
  });
  return multi_paxos::bounds_of(settings);
}

/// The first to fail, and after how many steps.
using Lengths = std::map<std::string_view, std::uint64_t>;

template <typename Searched>
Lengths lengths_of(const Searched& searched, const invariants::Selection<MultiPaxos>& selection) {
  checker::SearchOptions options;
  options.violations_max = selection.size();
  Lengths lengths;
  for (const checker::Finding& finding :
       checker::breadth_first_search(searched, selection, options).findings) {
    lengths[selection[finding.property].name] = finding.length;
  }
  return lengths;
}

bool keep(std::string_view changes, model::AssumptionSet wanted) {
  const auto choices = model::choices_of(multi_paxos::rules(), changes);
  return std::all_of(choices.begin(), choices.end(), [&](const model::Choice& choice) {
    return wanted.without(choice.alternative->keeps) == model::AssumptionSet{};
  });
}

/// Those of properties_of_logs() of which all that is wanted holds.
std::vector<const Property*> that_keep(model::AssumptionSet wanted) {
  std::vector<const Property*> some;
  for (const Property* property : invariants::properties_of_logs()) {
    if (wanted.without(property->keeps) == model::AssumptionSet{}) some.push_back(property);
  }
  return some;
}

/// Every reduction that is sound under these rules finds what a search of everything finds, after as many steps.
void expect_reductions_change_nothing(const Bounds& bounds, std::string_view changes) {
  SCOPED_TRACE(changes);
  const MultiPaxos model = model_with(bounds, changes);
  const auto all = multi_paxos::reductions();
  for (const bool forgets_votes : {false, true}) {
    const model::Reduction& reduction = all[forgets_votes ? 1 : 0];
    if (!keep(changes, reduction.of_rules)) continue;
    const bool forgets_both = forgets_votes && keep(changes, all[0].of_rules);
    const Past past(model, !forgets_votes || forgets_both, forgets_votes);
    const checker::Reduced reduced(model, past);
    const invariants::Selection selection(model, that_keep(reduction.of_properties));
    const Lengths lengths = lengths_of(model, selection);
    EXPECT_EQ(lengths_of(reduced, selection), lengths);
    if (keep(changes, model::kAcceptorSymmetry.of_rules)) {
      EXPECT_EQ(lengths_of(checker::Symmetric(reduced), selection), lengths);
    }
    if (keep(changes, model::kValueSymmetry.of_rules)) {
      EXPECT_EQ(lengths_of(checker::SymmetricInValues(reduced), selection), lengths);
    }
  }
}

TEST(MultiPaxosReductions, ChangeNothingUnderAnyRule) {
  std::size_t turn = 0;  // each rule has a third of the bounds
  for (const Bounds& bounds : {Bounds{3, 2, 1, 1, 2, 1},
                               {2, 2, 1, 2, 2, 1},
                               {1, 1, 3, 2, 2, 2},
                               {3, 2, 1, 1, 1, 1, 1},
                               {2, 2, 1, 1, 1, 1, 2},
                               {2, 2, 1, 1, 2, 0, 0, model::Budget::times(1)},
                               {2, 2, 1, 2, 1, 1, 0, model::Budget::none(), 1},
                               {2, 1, 2, 2, 2, 1, 0, model::Budget::none(), 2},
                               {1, 2, 1, 3, 1, 1, 0, model::Budget::none(), 2}}) {
    expect_reductions_change_nothing(bounds, "");
    for (const std::string& changes : changes_within(bounds)) {
      if (turn++ % part_of<std::size_t>(1, 3) == 0) expect_reductions_change_nothing(bounds, changes);
    }
    ++turn;
  }
}

TEST(MultiPaxosReductions, ChangeNothingInAnyVariantThatBreaks) {
  for (const model::Variant& variant : multi_paxos::variants()) {
    if (variant.effect == model::Effect::kBreaks && bounds_of(variant).ballots() < 3)
      expect_reductions_change_nothing(bounds_of(variant), variant.change);
  }
}

/// What the normal forms of the successors of a state are.
std::set<std::vector<std::uint64_t>> normal_successors(const MultiPaxos& model, const Past& past,
                                                       const State& state) {
  std::set<std::vector<std::uint64_t>> all;
  model.for_each_enabled(state, [&](const Action& action) {
    State after = model.apply(state, action);
    past.normalize(after);
    all.insert({after.data(), after.data() + after.size()});
  });
  return all;
}

// What the argument rests on: a state and the one that stands for it have the same steps, but for what is forgotten after them.
TEST(MultiPaxosReductions, AStateAndItsNormalFormGoOnAlike) {
  struct Space {
    Bounds bounds;
    const char* rules = "";
  };
  for (const auto& [bounds, rules] :
       {Space{{3, 2, 1, 1, 2, 1}},
        {{2, 1, 3, 2, 1, 0}},
        {{2, 2, 2, 1, 2, 0}},
        {{2, 2, 1, 2, 2, 1}},
        {{2, 2, 1, 1, 1, 1, 1}},
        {{1, 1, 2, 2, 2, 1, 2}},
        {{2, 2, 1, 1, 1, 1, 1}, "read = lease"},
        {{2, 2, 1, 1, 1, 1, 1}, "read = leader"},
        {{2, 1, 1, 1, 1, 1, 2}, "read-waits = nothing"},
        {{1, 1, 2, 2, 1, 2, 2}, "read = learner"},
        {{2, 2, 1, 2, 1, 1, 0, model::Budget::none(), 1}},
        {{2, 1, 2, 2, 2, 1, 0, model::Budget::none(), 2}},
        {{2, 2, 1, 2, 1, 1, 0, model::Budget::none(), 1}, "gap-repair = skipped"},
        {{2, 2, 1, 2, 1, 0, 0, model::Budget::none(), 1}, "membership = changes:a1/a2"},
        {{2, 2, 1, 2, 1, 0, 0, model::Budget::none(), 2},
         "membership = changes:a1/a2, change-takes-effect = when-proposed"}}) {
    const MultiPaxos model = model_with(bounds, rules);
    for (const bool forgets_reports : {false, true}) {
      for (const bool forgets_votes : {false, true}) {
        if (forgets_votes && !keep(rules, multi_paxos::reductions()[1].of_rules)) continue;
        const Past past(model, forgets_reports, forgets_votes);
        const auto& of_votes = multi_paxos::reductions()[1].of_properties;
        const invariants::Selection selection(
            model, forgets_votes ? that_keep(of_votes) : invariants::properties_of_logs());
        const auto exploration = checker::breadth_first_search(model, checker::NoProperties<State>());
        checker::for_each_state(model, exploration, [&](const State& state, std::size_t /*depth*/) {
          if (HasFailure()) return;
          State normal = state;
          past.normalize(normal);
          State twice = normal;
          past.normalize(twice);
          EXPECT_EQ(twice, normal);
          EXPECT_EQ(selection.noticed_in(normal), selection.noticed_in(state));
          EXPECT_EQ(normal_successors(model, past, normal), normal_successors(model, past, state));
        });
      }
    }
  }
}

// ---- Windows and memberships

struct WindowRow {
  Bounds bounds;
  const char* rules;
  Lengths fails;
};

// The table of docs/multi_paxos.md.
TEST(MultiPaxosWindows, AreAsThePageSays) {
  const std::vector<const Property*> asked{&invariants::kAgreement, &invariants::kP2b,
                                           &invariants::kPrefixOrder, &invariants::kExecutedIsChosen};
  const auto with = [](int acceptors, int proposers, int slots, int learners, int window) {
    return Bounds{acceptors, proposers, 1, slots, 1, learners, 0, model::Budget::none(), window};
  };
  const std::vector<WindowRow> rows{
      {with(3, 2, 2, 1, 1), "membership = changes:a1+a2+a3/a3", {}},
      {with(3, 2, 2, 0, 2),
       "membership = changes:a1+a2+a3/a3, change-takes-effect = at-once",
       {{"p2b", 12}, {"agreement", 14}}},
      {with(3, 2, 2, 0, 1), "membership = changes:a1+a2+a3/a3, change-takes-effect = at-once", {}},
      {with(3, 2, 2, 0, 1),
       "membership = changes:a1+a2+a3/a3, window = ignored",
       {{"p2b", 11}, {"agreement", 12}}},
      {with(3, 2, 2, 0, 2), "membership = changes:a1+a2+a3/a3, window = ignored", {}},
      {with(2, 3, 2, 0, 1),
       "membership = changes:a1/a2, change-takes-effect = when-proposed",
       {{"p2b", 12}, {"agreement", 13}}},
      {with(2, 2, 2, 0, 1), "membership = changes:a1/a2, change-takes-effect = when-proposed", {}},
      {with(3, 2, 2, 1, 2), "membership = changes:a1+a2+a3/a1+a2, change-takes-effect = at-once", {}},
      {with(3, 2, 2, 1, 1), "membership = changes:a1+a2+a3/a1+a2, window = ignored", {}},
      {with(3, 2, 2, 1, 2),
       "membership = changes:a1+a2/a1+a2+a3, change-takes-effect = at-once",
       {{"executed-is-chosen", 11}}},
  };
  for (const WindowRow& row : rows) {
    const MultiPaxos model = model_with(row.bounds, row.rules);
    EXPECT_EQ(lengths_of(model, invariants::Selection(model, asked)), row.fails)
        << row.rules << ", window " << row.bounds.window;
  }
}

// ---- Properties of logs

TEST(LogProperties, OfOneDecreeAreAskedOfEachSlot) {
  const MultiPaxos model = model_with({3, 2, 1, 2, 2, 1}, "log-merge = nothing");
  State state = model.initial_states().front();
  const auto take = [&](const Action& action) { state = model.apply(state, action); };
  const auto vote = [&](Ballot b) {
    take(Action::phase2b(a1, b, slot2));
    take(Action::phase2b(a2, b, slot2));
  };
  for (const Ballot b : {ballot1, ballot2}) {
    take(Action::phase1a(b));
    take(Action::phase1b(a1, b));
    take(Action::phase1b(a2, b));
    take(Action::become_leader(b, Log{}));
    take(Action::phase2a(b, slot1, v1));
    take(Action::phase2a(b, slot2, b == ballot1 ? v1 : v2));
    vote(b);
  }
  const model::LogHistory history = model.history(state);
  EXPECT_FALSE(holds_in(invariants::kAgreement, history));
  EXPECT_TRUE(holds_in(invariants::kValueChosen, history));
  EXPECT_EQ(explain(invariants::kAgreement, history, history).front(),
            "In slot 2: v1 is chosen in ballot 1: {a1, a2} voted for it.");
  EXPECT_EQ(model::names_of_chosen(history), (std::vector<std::string>{"v1 in slot 2", "v2 in slot 2"}));
}

// ---- Words

/// Takes steps, and tells them.
class Teller {
 public:
  explicit Teller(const MultiPaxos& model)
      : model_(model), words_(model), state_(model.initial_states().front()) {}

  std::string take(const Action& action) {
    std::string told = words_.sentence(state_, action);
    EXPECT_TRUE(model_.outcome(state_, action)) << told;
    state_ = model_.apply(state_, action);
    return told;
  }
  [[nodiscard]] std::string refused(const Action& action) const {
    EXPECT_FALSE(model_.outcome(state_, action));
    return words_.refusal(state_, action);
  }

 private:
  const MultiPaxos& model_;
  multi_paxos::Words words_;
  State state_;
};

TEST(MultiPaxosWords, TellOfLeadersAndLogs) {
  const MultiPaxos model({3, 2, 1, 2, 2, 1});
  Teller teller(model);
  EXPECT_EQ(teller.take(Action::phase1a(ballot1)), "p1 begins ballot 1 and asks a1, a2 and a3 for promises");
  EXPECT_EQ(teller.take(Action::phase1b(a1, ballot1)),
            "a1 promises ballot 1 and reports that it has not voted");
  EXPECT_EQ(teller.refused(Action::become_leader(ballot1, {})),
            "p1 does not lead with ballot 1 and propose nothing: no quorum has promised it");
  teller.take(Action::phase1b(a2, ballot1));
  EXPECT_EQ(teller.take(Action::become_leader(ballot1, {})), "p1 leads with ballot 1, free in every slot");
  EXPECT_EQ(teller.refused(Action::phase2a(ballot1, slot2, v1)),
            "p1 does not propose v1 in slot 2 in ballot 1: it is another slot's turn");
  EXPECT_EQ(teller.take(Action::phase2a(ballot1, slot1, v1)), "p1 proposes v1 in slot 1 in ballot 1");
  teller.take(Action::phase2a(ballot1, slot2, v1));
  EXPECT_EQ(teller.take(Action::phase2b(a1, ballot1, slot2)), "a1 votes for v1 in ballot 1 in slot 2");
  teller.take(Action::phase1a(ballot2));
  EXPECT_EQ(teller.take(Action::phase1b(a1, ballot2)),
            "a1 promises ballot 2 and reports v1 in ballot 1 in slot 2");
  EXPECT_EQ(teller.refused(Action::phase2b(a1, ballot1, slot1)),
            "a1 does not vote in ballot 1 in slot 1: it has promised ballot 2");
  teller.take(Action::phase1b(a2, ballot2));
  EXPECT_EQ(teller.take(Action::become_leader(ballot2, {model::kNoOp, v1})),
            "p2 leads with ballot 2 and proposes no-op in slot 1 and v1 in slot 2");
  for (const AcceptorId a : {a1, a2}) {
    for (const Slot s : {slot1, slot2}) teller.take(Action::phase2b(a, ballot2, s));
  }
  EXPECT_EQ(teller.refused(Action::execute(l1, slot2, v1)),
            "l1 does not execute v1 in slot 2: it has not executed all lower slots");
  EXPECT_EQ(teller.take(Action::execute(l1, slot1, model::kNoOp)), "l1 executes no-op in slot 1");
}

TEST(MultiPaxosWords, TellOfReads) {
  const MultiPaxos model({3, 1, 1, 2, 1, 1, 1});
  Teller teller(model);
  const model::ReadId r1(0);
  teller.take(Action::phase1a(ballot1));
  for (const AcceptorId a : {a1, a2}) teller.take(Action::phase1b(a, ballot1));
  EXPECT_EQ(teller.refused(Action::ask_read(ballot1)),
            "p1 does not read with ballot 1 by asking: it does not lead");
  teller.take(Action::become_leader(ballot1, {}));
  teller.take(Action::phase2a(ballot1, slot1, v1));
  EXPECT_EQ(teller.refused(Action::confirm(a1, r1)), "a1 does not confirm read r1: nobody has asked for it");
  EXPECT_EQ(teller.take(Action::ask_read(ballot1)),
            "p1 is asked for read r1 and asks a1, a2 and a3 whether ballot 1 is the highest");
  EXPECT_EQ(teller.take(Action::confirm(a1, r1)),
            "a1 confirms to p1, for read r1, that it has promised no ballot above 1");
  EXPECT_EQ(teller.refused(Action::answer(ballot1, r1, 1)),
            "p1 does not read with ballot 1 from what ballot 1 proposed in slot 1: no quorum has confirmed "
            "that it leads");
  teller.take(Action::confirm(a2, r1));
  EXPECT_EQ(
      teller.refused(Action::answer(ballot1, r1, 0)),
      "p1 does not read with ballot 1 from an empty log: it had proposed in more slots when it was asked");
  EXPECT_EQ(teller.refused(Action::answer(ballot1, r1, 1)),
            "p1 does not read with ballot 1 from what ballot 1 proposed in slot 1: for all that it knows not "
            "all of that is chosen");
  for (const AcceptorId a : {a1, a2}) teller.take(Action::phase2b(a, ballot1, slot1));
  EXPECT_EQ(teller.take(Action::answer(ballot1, r1, 1)),
            "p1 answers read r1: that the register holds v1, from what ballot 1 proposed in slot 1");
}

TEST(MultiPaxosWords, TellOfLeases) {
  const MultiPaxos model = model_with({3, 2, 1, 1, 1, 1, 1, model::Budget::times(1)},
                                      "read = lease, lease-ends = any-first, lease-storage = volatile");
  Teller teller(model);
  for (const Ballot b : {ballot1, ballot2}) teller.take(Action::phase1a(b));
  for (const AcceptorId a : {a1, a2}) teller.take(Action::phase1b(a, ballot1));
  EXPECT_EQ(teller.refused(Action::phase1b(a2, ballot2)),
            "a2 does not promise ballot 2: it has given p1 a lease");
  teller.take(Action::become_leader(ballot1, {}));
  EXPECT_EQ(teller.take(Action::release(a2)),
            "by the clock of a2 the lease is over that it gave p1 for ballot 1, while p1 still goes by it");
  EXPECT_EQ(teller.take(Action::crash(a1)), "a1 crashes, forgetting the lease of p1");
  EXPECT_EQ(teller.take(Action::local_read(ballot1, 0)),
            "p1 is asked for read r1 and answers, having a lease: that the register holds nothing, from an "
            "empty log");
  EXPECT_EQ(teller.take(Action::lease_ends(ballot1)), "by its clock the lease of p1 for ballot 1 is over");
  EXPECT_EQ(teller.refused(Action::release(a2)), "a2 releases nothing: it has given no lease");
  EXPECT_EQ(teller.refused(Action::local_read(ballot1, 0)),
            "p1 does not read with ballot 1 from an empty log: there were enough reads");
}

TEST(MultiPaxosWords, TellWhoDecides) {
  const MultiPaxos model = model_with({.values = 1, .window = 2},
                                      "membership = changes:a1+a2+a3/a3, change-takes-effect = at-once");
  const Value m2 = model::change_to(model::MembershipId(1));
  Teller teller(model);
  for (const Ballot b : {ballot1, ballot2}) teller.take(Action::phase1a(b));
  for (const AcceptorId a : {a1, a2}) teller.take(Action::phase1b(a, ballot1));
  EXPECT_EQ(teller.refused(Action::phase2a(ballot1, slot2, v1)),
            "p1 does not propose v1 in slot 2 in ballot 1: it is another slot's turn");
  EXPECT_EQ(teller.take(Action::phase2a(ballot1, slot1, m2)),
            "p1 proposes use-M2 in slot 1 in ballot 1, going by M1");
  EXPECT_EQ(
      teller.refused(Action::phase2a(ballot2, slot1, v1)),
      "p2 does not propose v1 in slot 1 in ballot 2: M1 decides there, and no quorum of it has promised it");
  for (const AcceptorId a : {a1, a2}) teller.take(Action::phase2b(a, ballot1, slot1));
  teller.take(Action::phase1b(AcceptorId(2), ballot2));
  EXPECT_EQ(teller.take(Action::execute(l1, slot1, m2)), "l1 executes use-M2 in slot 1");
  EXPECT_EQ(teller.take(Action::phase2a(ballot2, slot2, v1)),
            "p2 proposes v1 in slot 2 in ballot 2, going by M2, although M1 decides there");
  teller.take(Action::phase2b(AcceptorId(2), ballot2, slot2));
  EXPECT_EQ(teller.take(Action::execute(l1, slot2, v1)),
            "l1 executes v1 in slot 2, which is not chosen there");
}

TEST(MultiPaxosWords, TellOfWindows) {
  const MultiPaxos model({.values = 1, .window = 1});
  Teller teller(model);
  teller.take(Action::phase1a(ballot1));
  EXPECT_EQ(teller.refused(Action::phase2a(ballot1, slot1, v1)),
            "p1 does not propose v1 in slot 1 in ballot 1: no quorum has promised it");
  for (const AcceptorId a : {a1, a2}) teller.take(Action::phase1b(a, ballot1));
  EXPECT_EQ(teller.refused(Action::phase2a(ballot1, slot1, model::kNoOp)),
            "p1 does not propose no-op in slot 1 in ballot 1: what is reported to it binds it otherwise");
  EXPECT_EQ(teller.take(Action::phase2a(ballot1, slot1, v1)), "p1 proposes v1 in slot 1 in ballot 1");
  EXPECT_EQ(teller.refused(Action::phase2a(ballot1, slot2, v1)),
            "p1 does not propose v1 in slot 2 in ballot 1: for all that it knows slot 1 is not chosen");
}

TEST(MultiPaxosWords, TellOfLeadersThatGoTooFar) {
  const MultiPaxos ahead = model_with({.values = 1, .window = 1}, "window = ignored");
  Teller one(ahead);
  one.take(Action::phase1a(ballot1));
  for (const AcceptorId a : {a1, a2}) one.take(Action::phase1b(a, ballot1));
  one.take(Action::phase2a(ballot1, slot1, v1));
  EXPECT_EQ(one.take(Action::phase2a(ballot1, slot2, v1)),
            "p1 proposes v1 in slot 2 in ballot 1, although for all that it knows slot 1 is not chosen");

  const MultiPaxos deaf = model_with({.slots = 1, .window = 1}, "log-merge = nothing");
  Teller two(deaf);
  for (const Ballot b : {ballot1, ballot2}) two.take(Action::phase1a(b));
  for (const AcceptorId a : {a1, a2}) two.take(Action::phase1b(a, ballot1));
  two.take(Action::phase2a(ballot1, slot1, v1));
  two.take(Action::phase2b(a1, ballot1, slot1));
  for (const AcceptorId a : {a1, a2}) two.take(Action::phase1b(a, ballot2));
  EXPECT_EQ(two.take(Action::phase2a(ballot2, slot1, v2)),
            "p2 proposes v2 in slot 1 in ballot 2, although what {a1, a2} reported binds it to v1");

  const MultiPaxos hasty = model_with({.acceptors = 2, .proposers = 3, .values = 1, .window = 2},
                                      "membership = changes:a1/a2, change-takes-effect = when-proposed");
  Teller three(hasty);
  three.take(Action::phase1a(ballot1));
  for (const AcceptorId a : {a1, a2}) three.take(Action::phase1b(a, ballot1));
  three.take(Action::phase2a(ballot1, slot1, model::change_to(model::MembershipId(1))));
  EXPECT_EQ(three.take(Action::phase2a(ballot1, slot2, v1)),
            "p1 proposes v1 in slot 2 in ballot 1, going by M1 or M2");
}

/// The first shortest run in which a property fails.
template <typename Searched>
std::optional<checker::Path<Action>> run_to(const Searched& searched,
                                            const invariants::Selection<MultiPaxos>& selection) {
  const auto exploration = checker::breadth_first_search(searched, selection);
  if (exploration.findings.size() != 1) return std::nullopt;
  return checker::shortest_path(searched, selection, exploration, 1, exploration.findings[0].length);
}

/// Every run of a wrong variant replays, tells itself without a gap, and names its actions uniquely.
TEST(MultiPaxosWords, TellEveryWrongVariant) {
  for (const model::Variant& variant : multi_paxos::variants()) {
    if (variant.effect != model::Effect::kBreaks) continue;
    SCOPED_TRACE(variant.name);
    const MultiPaxos model(bounds_of(variant), multi_paxos::rules_of_variant(variant.name).value());
    const multi_paxos::Words words(model);
    const Property& property = *invariants::find_property(variant.property);
    const invariants::Selection selection(model, {&property});
    const auto path = keep(variant.change, model::kAcceptorSymmetry.of_rules)
                          ? run_to(checker::Symmetric(model), selection)
                          : run_to(model, selection);
    ASSERT_TRUE(path);
    EXPECT_EQ(path->actions.size(), static_cast<std::size_t>(variant.length));
    const auto run = traces::replay(model, *path);
    EXPECT_NE(selection.noticed_in(run.last()), 0U);
    EXPECT_FALSE(explain(property, model.history(run.last_but_one()), model.history(run.last())).empty());
    for (std::size_t i = 0; i < run.path.actions.size(); ++i) {
      EXPECT_FALSE(words.sentence(run.states[i], run.path.actions[i]).empty());
      std::set<std::string> records;
      std::size_t enabled = 0;
      model.for_each_enabled(run.states[i], [&](const Action& action) {
        records.insert(traces::text_of(words.record(action)));
        ++enabled;
      });
      EXPECT_EQ(records.size(), enabled);
    }
  }
}

}  // namespace
}  // namespace paxoscope::tests
