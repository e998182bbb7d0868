// Protects what the engine promises of real protocols: that the number of workers and the kind of store change nothing, that
// steps looked up are the steps there are, that symmetric states stand for as many as they should, and that the run shown
// under symmetry is the one shown without.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/checkpoint.hpp"
#include "checker/dice.hpp"
#include "checker/digest.hpp"
#include "checker/symmetry.hpp"
#include "invariants/selection.hpp"
#include "model/paxos/paxos.hpp"
#include "model/paxos/rules.hpp"
#include "model/synod/rules.hpp"
#include "model/synod/synod.hpp"
#include "tests/catalogue.hpp"
#include "tests/faulty_storage.hpp"
#include "tests/sanitized.hpp"
#include "tests/shown_runs.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using checker::StoreKind;
using checker::Symmetric;
using model::Budget;
using paxos::Paxos;
using synod::Synod;

/// A space with the number of its states and, where it is known from other checkers, of its orbits.
template <typename Bounds>
struct Space {
  Bounds bounds;
  std::uint64_t distinct = 0;
  std::optional<std::uint64_t> orbits;
  std::optional<checker::Digest> digest;  ///< a change of the encoding or of the definition is to be seen

  friend std::ostream& operator<<(std::ostream& out, const Space& space) { return out << space.distinct; }
};

const std::vector<Space<paxos::Bounds>>& paxos_spaces() {
  const Budget none = Budget::none();
  const Budget any = Budget::any();
  static const std::vector<Space<paxos::Bounds>> spaces{
      {{3, 1, 1, 1, 0, none, none}, 77, {}, 0xe60be1e4f71bd098},
      {{3, 1, 1, 1, 0, any, none}, 356, {}, {}},
      {{3, 1, 1, 1, 0, any, any}, 7817, {}, {}},
      {{3, 1, 1, 1, 1, any, none}, 1138, 246, {}},
      {{3, 1, 1, 1, 0, Budget::times(1), Budget::times(1)}, 1387, {}, {}},
      {{4, 1, 1, 1, 0, any, none}, 1554, {}, {}},
      {{1, 2, 1, 2, 0, any, any}, 489, {}, {}},
      {{2, 1, 2, 1, 1, Budget::times(1), Budget::times(1)}, 13205, {}, {}},
      {{1, 3, 2, 2, 1, none, none}, 123750, {}, {}},
      {{3, 2, 1, 2, 0, none, none}, 16702, {}, 0xdc1d7824e188fdd1},
      {{3, 2, 1, 2, 1, none, none}, 103676, {}, {}},
      {{3, 2, 1, 2, 0, Budget::times(2), none}, 116316, {}, {}},
      {{3, 2, 1, 2, 0, any, none}, 97808, 17547, {}},
      {{2, 2, 2, 2, 0, any, none}, 331963, {}, {}},
      {{2, 2, 1, 2, 1, Budget::times(1), Budget::times(1)}, 15522, {}, {}},
      {{1, 2, 2, 2, 0, Budget::times(1), any}, 324021, {}, {}},
      {{3, 3, 1, 3, 0, none, none}, 4188956, 712236, 0xfaa6489b6f074c3e},
  };
  return spaces;
}

const std::vector<Space<synod::Bounds>>& synod_spaces() {
  static const std::vector<Space<synod::Bounds>> spaces{
      {{3, 2, 2}, 3921, {}, 0xa97804c170ac6267},
      {{3, 2, 3}, 185369, 34113, 0x5d3e5b81a76f6666},
      {{3, 3, 3}, 362361, {}, {}},
      {{5, 2, 2}, 701505, {}, {}},
      {{4, 2, 3}, 2135473, {}, {}},
      {{3, 2, 4}, 8220065, {}, 0x419bca560f36de16},
  };
  return spaces;
}

/// A sanitizer looks for wrong memory, not for wrong numbers: there small spaces are enough.
bool is_too_large_here(std::uint64_t distinct) {
  constexpr std::uint64_t kLargestSanitized = 20'000;
  return kSanitized && distinct > kLargestSanitized;
}

/// The digest summed up from the states themselves.
template <typename M>
checker::Digest digest_again(const M& model, const checker::Exploration& exploration) {
  std::vector<std::byte> encoding(model.encoded_bytes());
  checker::Digest digest = 0;
  checker::for_each_state(model, exploration, [&](const auto& state, std::size_t /*depth*/) {
    model.encode(state, encoding);
    digest += checker::digest_of(encoding);
  });
  return digest;
}

template <typename M>
void expect_same_for_any_workers(const M& model, const checker::Exploration& one) {
  const auto expect_same = [&](const checker::Exploration& other, bool exact) {
    const checker::Statistics& a = one.statistics;
    const checker::Statistics& b = other.statistics;
    EXPECT_EQ(b.distinct, a.distinct);
    EXPECT_EQ(b.unreduced, a.unreduced);
    EXPECT_EQ(b.generated, a.generated);
    EXPECT_EQ(b.depth, a.depth);
    EXPECT_EQ(b.complete_depth, a.complete_depth);
    EXPECT_EQ(b.terminal, a.terminal);
    EXPECT_EQ(b.actions_taken, a.actions_taken);
    EXPECT_EQ(b.digest, a.digest);
    EXPECT_EQ(other.statistics.level_sizes, one.statistics.level_sizes);
    if (exact) {
      EXPECT_EQ(b.store_peak_bytes, a.store_peak_bytes);
    }
  };
  using Numbers = std::vector<std::size_t>;
  constexpr std::uint64_t kLarge = 1'000'000;  // where each search takes seconds
  const bool is_large = one.statistics.distinct > kLarge;
  for (const std::size_t workers : is_large ? Numbers{3} : Numbers{2, 3, 8}) {
    SCOPED_TRACE(workers);
    expect_same(explore(model, workers), true);
  }
  for (const std::size_t workers : is_large ? Numbers{8} : Numbers{1, 3, 8}) {
    SCOPED_TRACE(workers);
    expect_same(explore(model, workers, StoreKind::kFingerprint), false);
  }
}

template <typename M, typename Bounds>
void expect_workers_change_nothing(const std::vector<Space<Bounds>>& spaces) {
  for (const Space<Bounds>& space : spaces) {
    if (is_too_large_here(space.distinct)) continue;
    SCOPED_TRACE(space.distinct);
    const M model(space.bounds);
    const checker::Exploration one = explore(model);
    EXPECT_EQ(one.statistics.distinct, space.distinct);
    EXPECT_EQ(one.statistics.unreduced, space.distinct);
    EXPECT_EQ(one.statistics.digest, digest_again(model, one));
    if (space.digest) {
      EXPECT_EQ(one.statistics.digest, *space.digest);
    }
    expect_same_for_any_workers(model, one);
  }
}

// In the middle of a level what sleeps makes a difference: some of what follows on states that were expanded is left to others.
TEST(Workers, ChangeNothingOfPaxosThatIsStoppedInTheMiddleOfLevels) {
  const Paxos model({4, 2, 1, 2, 0, Budget::none(), Budget::none()});
  const invariants::Selection<Paxos> properties(model, {&invariants::kAgreement, &invariants::kP2b});
  const auto said = [&](const checker::Exploration& e) {
    std::vector<std::uint64_t> numbers = e.statistics.level_sizes;
    const checker::Statistics& s = e.statistics;
    numbers.insert(numbers.end(), {s.distinct, s.generated, s.looked_up, s.terminal, s.digest});
    numbers.insert(numbers.end(), s.actions_taken.begin(), s.actions_taken.end());
    return numbers;
  };
  const auto whole = checker::breadth_first_search(model, properties);
  for (const StoreKind store : {StoreKind::kExact, StoreKind::kFingerprint}) {
    FaultyStorage storage;
    std::uint64_t most = 0;
    std::size_t workers = 0;
    for (std::uint64_t stops = 0;; ++stops) {
      checker::Checkpoint checkpoint(storage);
      checkpoint.use("", std::chrono::hours(1), {});
      most += whole.statistics.distinct / 7;
      workers = workers % 3 + 1;
      const auto e = checker::breadth_first_search(
          model, properties,
          {.limits = {.states_max = most}, .workers = workers, .store = store, .checkpoint = &checkpoint});
      if (e.stop == checker::StopReason::kStatesMax) continue;
      EXPECT_EQ(stops, 7U);
      EXPECT_EQ(said(e), said(whole));
      break;
    }
  }
}

TEST(Workers, ChangeNothingOfPaxos) { expect_workers_change_nothing<Paxos>(paxos_spaces()); }
TEST(Workers, ChangeNothingOfSynod) { expect_workers_change_nothing<Synod>(synod_spaces()); }

struct Watcher {
  std::uint64_t discovered = 0;
  std::uint64_t examined = 0;
  std::uint64_t finished = 0;
  template <typename State>
  void discover_state(const State& /*state*/, std::uint64_t /*depth*/) {
    ++discovered;
  }
  template <typename State, typename Action>
  void examine_transition(const State& /*before*/, const Action& /*action*/, const State& /*after*/) {
    ++examined;
  }
  template <typename State>
  void finish_state(const State& /*state*/) {
    ++finished;
  }
};

// While keys get wider, states are expanded again; nobody is to notice.
TEST(Observer, SeesEachStepOfPaxosOnce) {
  const Paxos model({3, 2, 1, 2, 0, Budget::none(), Budget::none()});
  Watcher watcher;
  const auto e = checker::breadth_first_search(model, checker::NoProperties<paxos::State>{}, {}, watcher);
  EXPECT_EQ(e.statistics.distinct, 16702U);
  EXPECT_EQ(watcher.discovered, 16702U);
  EXPECT_EQ(watcher.examined, 69320U - 1);
  EXPECT_EQ(watcher.finished, 16702U);
}

// ---- Local steps

using Steps = std::multimap<std::size_t, Encoding>;  // by kind of action

/// Of other steps, those that are wanted.
constexpr auto kAll = [](const auto& /*action*/) { return true; };

template <typename M>
Steps steps_by_apply(const M& model, const typename M::State& state) {
  Steps steps;
  model.for_each_enabled(state, [&](const auto& action) {
    steps.emplace(model.action_kind(action), encoding_of(model, model.apply(state, action)));
  });
  return steps;
}

/// Of a model without a reduction, so that a local step can be put back into the encoding.
template <typename M>
Steps steps_by_parts(const M& model, const typename M::State& state) {
  const Encoding before = encoding_of(model, state);
  std::vector<std::uint64_t> words(before.size() / sizeof(std::uint64_t));
  std::memcpy(words.data(), before.data(), before.size());
  Steps steps;
  std::size_t first = 0;
  for (const checker::Part& part : model.parts()) {
    const std::size_t length = part.bytes / sizeof(std::uint64_t);
    model.for_each_local_step(part.kind, words.data() + first,
                              [&](const checker::LocalStep& step, const std::uint64_t* after) {
                                if ((words[step.guard_word] & step.guard_bits) != step.guard_bits) return;
                                std::vector<std::uint64_t> changed = words;
                                std::copy_n(after, length, changed.data() + first);
                                Encoding encoding(before.size());
                                std::memcpy(encoding.data(), changed.data(), before.size());
                                steps.emplace(step.action_kind, std::move(encoding));
                              });
    first += length;
  }
  model.for_each_other_successor(state, kAll, [&](const auto& action, const auto& after) {
    steps.emplace(model.action_kind(action), encoding_of(model, after));
  });
  return steps;
}

/// The order of equal keys in a multimap is that of insertion, which differs.
std::vector<std::pair<std::size_t, Encoding>> sorted(const Steps& steps) {
  std::vector<std::pair<std::size_t, Encoding>> all(steps.begin(), steps.end());
  std::sort(all.begin(), all.end());
  return all;
}

template <typename M>
void expect_parts_know_their_steps(const M& model) {
  std::uint64_t states = 0;
  checker::for_each_state(model, explore(model), [&](const auto& state, std::size_t /*depth*/) {
    const std::uint64_t stride = kSanitized ? 7 : 1;  // a state differs from its neighbours in little
    if (testing::Test::HasFailure() || states++ % stride != 0) return;
    EXPECT_EQ(sorted(steps_by_parts(model, state)), sorted(steps_by_apply(model, state)));
    const Encoding encoding = encoding_of(model, state);
    EXPECT_EQ(std::memcmp(model.encoded_words(state), encoding.data(), encoding.size()), 0);
  });
}

/// Of representatives, both ways lead to the same representatives.
template <typename M>
void expect_parts_know_their_steps_up_to_symmetry(const M& model) {
  const Symmetric<M> symmetric(model);
  const auto representatives = [&](const Steps& steps) {
    Steps of;
    for (const auto& [kind, encoding] : steps)
      of.emplace(kind, encoding_of(symmetric, model.decode(encoding)));
    return sorted(of);
  };
  std::uint64_t states = 0;
  checker::for_each_state(symmetric, explore(symmetric), [&](const auto& state, std::size_t /*depth*/) {
    if (testing::Test::HasFailure()) return;
    ++states;
    EXPECT_EQ(encoding_of(symmetric, state), encoding_of(model, state)) << "what is stored stands for itself";
    EXPECT_EQ(representatives(steps_by_parts(model, state)), sorted(steps_by_apply(symmetric, state)));
    Steps others;
    symmetric.for_each_other_successor(state, kAll, [&](const auto& action, const auto& after) {
      others.emplace(model.action_kind(action), encoding_of(symmetric, after));
    });
    Steps others_of_model;
    model.for_each_other_successor(state, kAll, [&](const auto& action, const auto& after) {
      others_of_model.emplace(model.action_kind(action), encoding_of(symmetric, after));
    });
    EXPECT_EQ(sorted(others), sorted(others_of_model));
  });
  EXPECT_GT(states, 0U);
}

/// What a mask leaves of a state.
template <typename State>
std::vector<std::uint64_t> seen(const State& state, const std::vector<std::uint64_t>& bits) {
  std::vector<std::uint64_t> words(bits.size());
  for (std::size_t w = 0; w < bits.size(); ++w) words[w] = state.data()[w] & bits[w];
  return words;
}

/// What is noticed is a function of the bits that properties say they see: of states that look the same, one answer; of
/// steps that do, one answer, and none where both ends look the same.
template <typename M>
void expect_properties_see_what_they_say(const M& model) {
  for (const invariants::Property* property : invariants::all_properties()) {
    const invariants::Selection<M> selection(model, {property});
    std::vector<std::uint64_t> in_states = selection.bits_seen_in_states();
    std::vector<std::uint64_t> in_steps = selection.bits_seen_in_steps();
    std::map<std::vector<std::uint64_t>, checker::PropertyMask> of_states;
    std::map<std::pair<std::vector<std::uint64_t>, std::vector<std::uint64_t>>, checker::PropertyMask>
        of_steps;
    checker::for_each_state(model, explore(model), [&](const auto& state, std::size_t /*depth*/) {
      if (testing::Test::HasFailure()) return;
      const checker::PropertyMask noticed = selection.noticed_in(state);
      EXPECT_EQ(of_states.emplace(seen(state, in_states), noticed).first->second, noticed) << property->name;
      model.for_each_enabled(state, [&](const auto& action) {
        const auto after = model.apply(state, action);
        const checker::PropertyMask of_step = selection.noticed_by(state, after);
        const auto looks = std::pair(seen(state, in_steps), seen(after, in_steps));
        EXPECT_EQ(of_steps.emplace(looks, of_step).first->second, of_step) << property->name;
        EXPECT_TRUE(of_step == 0 || looks.first != looks.second) << property->name;
      });
    });
  }
}

TEST(LocalSteps, WithTheOthersAreAllStepsOfPaxos) {
  constexpr std::uint64_t kLargest = 20'000;
  for (const char* changes : kSomeRules) {
    SCOPED_TRACE(changes);
    for (const auto& space : paxos_spaces()) {
      if (space.distinct > kLargest) continue;
      SCOPED_TRACE(space.distinct);
      const Paxos model(space.bounds, paxos::rules_with(changes));
      expect_parts_know_their_steps(model);
      expect_parts_know_their_steps_up_to_symmetry(model);
    }
  }
}

TEST(LocalSteps, WithTheOthersAreAllStepsOfSynod) {
  for (const char* changes : kSomeRules) {
    SCOPED_TRACE(changes);
    for (const synod::Bounds& bounds : {synod::Bounds{3, 2, 2}, {2, 2, 3}, {1, 3, 3}, {4, 1, 2}}) {
      const Synod model(bounds, synod::rules_with(changes));
      expect_parts_know_their_steps(model);
      expect_parts_know_their_steps_up_to_symmetry(model);
    }
  }
}

template <typename M>
void expect_parts_know_their_steps_by(const M& model, bool are_acceptors_alike) {
  expect_parts_know_their_steps(model);
  if (are_acceptors_alike) expect_parts_know_their_steps_up_to_symmetry(model);
}

TEST(LocalSteps, WithTheOthersAreAllStepsOfEachAlternative) {
  const paxos::Bounds bounds{2, 2, 1, 2, 1, Budget::none(), Budget::none()};
  const auto alike = single_changes(paxos::rules(), 2, model::kAcceptorSymmetry.of_rules);
  for (const std::string& changes : single_changes(paxos::rules(), 2)) {
    SCOPED_TRACE(changes);
    expect_parts_know_their_steps_by(Paxos(bounds, paxos::rules_with(changes)),
                                     std::find(alike.begin(), alike.end(), changes) != alike.end());
  }
  const auto alike_of_synod = single_changes(synod::rules(), 2, model::kAcceptorSymmetry.of_rules);
  for (const std::string& changes : single_changes(synod::rules(), 2)) {
    SCOPED_TRACE(changes);
    expect_parts_know_their_steps_by(
        Synod({2, 2, 2}, synod::rules_with(changes)),
        std::find(alike_of_synod.begin(), alike_of_synod.end(), changes) != alike_of_synod.end());
  }
}

TEST(LocalSteps, ThatPropertiesDoNotSeeChangeNothingForThem) {
  for (const char* changes : kSomeRules) {
    SCOPED_TRACE(changes);
    const paxos::Rules rules = paxos::rules_with(changes);
    expect_properties_see_what_they_say(Paxos({3, 1, 1, 1, 1, Budget::any(), Budget::none()}, rules));
    expect_properties_see_what_they_say(Paxos({1, 2, 1, 2, 1, Budget::none(), Budget::times(1)}, rules));
    if (kSanitized) continue;
    expect_properties_see_what_they_say(Paxos({2, 2, 1, 2, 0, Budget::none(), Budget::none()}, rules));
  }
  for (const char* changes : kSomeRules) {
    SCOPED_TRACE(changes);
    expect_properties_see_what_they_say(Synod({3, 2, 2}, synod::rules_with(changes)));
  }
}

// ---- Symmetry

/// The orbits of all that is stored, by their encodings.
template <typename M>
std::uint64_t stored_orbits(const Symmetric<M>& symmetric, const checker::Exploration& exploration) {
  std::uint64_t stand_for = 0;
  checker::for_each_state(symmetric, exploration, [&](const auto& state, std::size_t /*depth*/) {
    stand_for += symmetric.orbit_size(encoding_of(symmetric, state));
  });
  return stand_for;
}

template <typename M, typename Bounds>
void expect_orbits_stand_for_all(const std::vector<Space<Bounds>>& spaces) {
  constexpr std::uint64_t kLargest = 5'000'000;
  for (const Space<Bounds>& space : spaces) {
    if (space.distinct > kLargest || is_too_large_here(space.distinct)) continue;
    SCOPED_TRACE(space.distinct);
    const M model(space.bounds);
    const Symmetric<M> symmetric(model);
    const checker::Exploration orbits = explore(symmetric);
    if (space.orbits) {
      EXPECT_EQ(orbits.statistics.distinct, *space.orbits);
    }
    EXPECT_EQ(stored_orbits(symmetric, orbits), space.distinct);
    EXPECT_EQ(orbits.statistics.unreduced, space.distinct);
    EXPECT_EQ(orbits.statistics.digest, digest_again(symmetric, orbits));
    constexpr std::uint64_t kFewEnoughToSort = 200'000;
    if (space.distinct <= kFewEnoughToSort) {
      std::set<Encoding> representatives;
      checker::for_each_state(model, explore(model), [&](const auto& state, std::size_t /*depth*/) {
        representatives.insert(encoding_of(symmetric, state));
      });
      EXPECT_EQ(orbits.statistics.distinct, representatives.size());
    }
    expect_same_for_any_workers(symmetric, orbits);
  }
}

TEST(Symmetry, OrbitsStandForAllStatesOfPaxos) { expect_orbits_stand_for_all<Paxos>(paxos_spaces()); }
TEST(Symmetry, OrbitsStandForAllStatesOfSynod) { expect_orbits_stand_for_all<Synod>(synod_spaces()); }

// Up to a limit states are stored one by one, and for an observer too.
TEST(Symmetry, OrbitsAreCountedUpToALimit) {
  const Synod model({3, 2, 3});
  const Symmetric<Synod> symmetric(model);
  const checker::NoProperties<synod::State> nothing;
  for (const std::size_t workers : {1U, 3U}) {
    checker::SearchOptions options;
    options.workers = workers;
    for (const std::uint64_t most : {1U, 2U, 1000U, 3000U}) {
      options.limits.states_max = most;
      const auto cut = checker::breadth_first_search(symmetric, nothing, options);
      EXPECT_EQ(cut.statistics.distinct, most);
      EXPECT_EQ(cut.statistics.unreduced, stored_orbits(symmetric, cut));
    }
    options = {};
    options.workers = workers;
    options.limits.memory_bytes_max = explore(symmetric).statistics.store_peak_bytes / 2;
    const auto cut = checker::breadth_first_search(symmetric, nothing, options);
    EXPECT_EQ(cut.stop, checker::StopReason::kMemoryMax);
    EXPECT_GT(cut.statistics.distinct, 1U);
    EXPECT_EQ(cut.statistics.unreduced, stored_orbits(symmetric, cut));
  }
  Watcher watcher;
  const Synod small({3, 2, 2});
  const auto watched = checker::breadth_first_search(Symmetric<Synod>(small), nothing, {}, watcher);
  EXPECT_EQ(watched.statistics.unreduced, 3921U);
}

/// Of a state and every permutation of the acceptors' blocks: the same representative, which represents itself, and stands
/// for as many states as there are different ones among all these; an acceptor is called there what its block's place says.
template <typename M>
void expect_one_representative(const M& model, const Symmetric<M>& symmetric,
                               const typename M::State& state) {
  const checker::InterchangeableParts alike = model.interchangeable_parts();
  const std::vector<checker::Part> parts = model.parts();
  const auto first = static_cast<std::ptrdiff_t>(parts[0].bytes);
  const auto bytes = static_cast<std::ptrdiff_t>(parts[1].bytes);
  const auto block = [&](const Encoding& encoding, std::size_t i) {
    const auto begin = encoding.begin() + first + static_cast<std::ptrdiff_t>(i) * bytes;
    return Encoding(begin, begin + bytes);
  };
  const Encoding encoding = encoding_of(model, state);
  const Encoding representative = encoding_of(symmetric, state);
  EXPECT_EQ(encoding_of(symmetric, symmetric.decode(representative)), representative);

  std::vector<std::size_t> order(alike.count);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const std::vector<std::size_t> in_order = order;
  std::set<Encoding> orbit;
  do {
    Encoding permuted = encoding;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const Encoding moved = block(encoding, order[i]);
      std::copy(moved.begin(), moved.end(),
                permuted.begin() + first + static_cast<std::ptrdiff_t>(i) * bytes);
    }
    EXPECT_EQ(encoding_of(symmetric, model.decode(permuted)), representative);
    orbit.insert(std::move(permuted));
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_TRUE(orbit.contains(representative));
  EXPECT_EQ(symmetric.orbit_size(representative), orbit.size());

  std::vector<std::size_t> places;
  for (std::size_t a = 0; a < alike.count; ++a) {
    const std::size_t place =
        symmetric.actor_in_representative(state, alike.first_actor + a) - alike.first_actor;
    places.push_back(place);
    ASSERT_LT(place, alike.count);
    EXPECT_EQ(block(representative, place), block(encoding, a));
  }
  std::sort(places.begin(), places.end());
  EXPECT_EQ(places, in_order) << "no two acceptors are called the same";
  for (std::size_t actor = 0; actor < model.actors(); ++actor) {
    if (actor >= alike.first_actor && actor < alike.first_actor + alike.count) continue;
    EXPECT_EQ(symmetric.actor_in_representative(state, actor), actor) << "others keep their names";
  }
}

template <typename M>
void expect_one_representative_everywhere(const M& model) {
  const Symmetric<M> symmetric(model);
  std::uint64_t states = 0;
  checker::for_each_state(model, explore(model), [&](const auto& state, std::size_t /*depth*/) {
    if (!testing::Test::HasFailure() && states++ % 5 == 0) expect_one_representative(model, symmetric, state);
  });
}

/// Blocks that no run leads to: any bits, in few kinds, so that some are the same and some differ in one word only.
template <typename M>
void expect_one_representative_of_random_states(const M& model, std::uint64_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  const Symmetric<M> symmetric(model);
  Dice dice(seed);
  const std::vector<checker::Part> parts = model.parts();
  for (int i = 0; i < 300 && !testing::Test::HasFailure(); ++i) {
    std::vector<std::uint64_t> words(model.encoded_bytes() / sizeof(std::uint64_t));
    for (std::size_t w = parts[0].bytes / sizeof(std::uint64_t); w < words.size(); ++w) {
      words[w] = dice.below(3) == 0 ? std::uint64_t{1} << 63U : dice.below(2);
    }
    expect_one_representative(model, symmetric, model.decode(std::as_bytes(std::span(words))));
  }
}

TEST(Symmetry, TheRepresentativeIsTheSameHoweverAcceptorsAreCalled) {
  expect_one_representative_everywhere(Paxos({3, 2, 1, 2, 0, Budget::none(), Budget::none()}));
  expect_one_representative_everywhere(Paxos({3, 1, 1, 1, 1, Budget::any(), Budget::none()}));
  expect_one_representative_everywhere(Paxos({4, 1, 1, 1, 0, Budget::any(), Budget::none()}));
  expect_one_representative_everywhere(Synod({3, 2, 2}));
  expect_one_representative_of_random_states(Paxos({4, 3, 2, 2, 1, Budget::any(), Budget::none()}), 20260402);
  expect_one_representative_of_random_states(Synod({5, 3, 6}), 20260403);
}

template <typename M>
void expect_same_runs(const M& model) {
  const std::string expected = told(model, model, 1);
  EXPECT_NE(expected, "");
  EXPECT_EQ(told(model, model, 3), expected);
  EXPECT_EQ(told(model, Symmetric<M>(model), 1), expected);
  EXPECT_EQ(told(model, Symmetric<M>(model), 2), expected);
}

TEST(Symmetry, TheRunsShownAreTheSame) {
  for (const char* changes : kSomeRules) {
    SCOPED_TRACE(changes);
    const paxos::Rules rules = paxos::rules_with(changes);
    expect_same_runs(Paxos({3, 2, 1, 2, 0, Budget::none(), Budget::none()}, rules));
    if (kSanitized) continue;
    expect_same_runs(Paxos({3, 2, 1, 2, 0, Budget::any(), Budget::none()}, rules));
    expect_same_runs(Paxos({3, 2, 1, 2, 1, Budget::none(), Budget::none()}, rules));
    expect_same_runs(Paxos({4, 2, 1, 2, 0, Budget::none(), Budget::none()}, rules));
  }
  for (const char* changes : kSomeRules) {
    SCOPED_TRACE(changes);
    const synod::Rules rules = synod::rules_with(changes);
    expect_same_runs(Synod({3, 2, 2}, rules));
    if (kSanitized) continue;
    expect_same_runs(Synod({4, 2, 2}, rules));
  }
}

}  // namespace
}  // namespace paxoscope::tests
