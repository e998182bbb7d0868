// Protects: whatever a model tells the engine (what its parts are, which steps are local and what guards them, which
// processes are alike) and whatever properties say of what they look at, the engine says the same of the model. On random
// systems of processes, each of them searched in every way. And of what commutes nothing is lost: with sleep sets the same states are
// visited on the same levels.
#include "tests/random_processes.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/shortest_path.hpp"
#include "checker/symmetry.hpp"
#include "tests/sanitized.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using checker::Exploration;
using checker::StoreKind;
using checker::Symmetric;

constexpr std::uint64_t kSeedOfSystems = 20260401;
constexpr int kSystems = kSanitized ? 150 : 500;
constexpr std::uint64_t kStatesMost = 5000;  // larger systems are passed over

ProcessProperties random_properties(const RandomProcesses& model, Dice& dice) {
  return {&model,
          dice.below(2) == 0 ? 0 : std::uint64_t{1} << (dice.below(4) * 21),
          1 + dice.below(3),
          1 + dice.below(model.actors() - 1),
          1 + dice.below(3),
          1 + dice.below(model.actors() - 1)};
}

template <typename M, typename P>
Exploration search(const M& model, const P& properties, std::size_t workers = 1,
                   StoreKind store = StoreKind::kExact) {
  checker::SearchOptions options;
  options.limits.states_max = kStatesMost;
  options.workers = workers;
  options.store = store;
  options.violations_max = 3;  // never: the whole space is searched
  return checker::breadth_first_search(model, properties, options);
}

/// What must be the same in every way to search: counts, and what was noticed how deep.
std::string counts_of(const Exploration& e) {
  std::string text;
  const auto add = [&](std::uint64_t number) { text += std::to_string(number) + " "; };
  const checker::Statistics& s = e.statistics;
  for (const std::uint64_t number :
       {s.distinct, s.unreduced, s.generated, s.terminal, s.depth, s.complete_depth})
    add(number);
  for (const std::uint64_t taken : s.actions_taken) add(taken);
  for (const std::uint64_t size : e.statistics.level_sizes) add(size);
  return text + std::to_string(static_cast<int>(e.stop)) + " digest " + std::to_string(s.digest);
}

std::string findings_of(const Exploration& e) {
  std::string text;
  for (const auto& [property, length] : e.findings) {
    text += std::to_string(property) + " in " + std::to_string(length) + "; ";
  }
  return text;
}

/// The run shown for each finding.
template <typename M, typename P>
std::string runs_of(const M& model, const P& properties, const Exploration& e) {
  std::string text;
  for (const auto& [property, length] : e.findings) {
    const auto path = checker::shortest_path(model, properties, e, checker::property_bit(property), length);
    if (!path) return text + "no path";
    for (const auto& [rule, process] : path->actions) {
      text += std::to_string(rule) + "/" + std::to_string(process) + " ";
    }
    text += ";";
  }
  return text;
}

struct Reference {
  std::string counts, findings, runs;
};

template <typename M, typename P>
void expect_same(const M& model, const P& properties, const Reference& reference) {
  for (const std::size_t workers : {1U, 3U}) {
    const Exploration e = search(model, properties, workers);
    EXPECT_EQ(counts_of(e), reference.counts);
    EXPECT_EQ(findings_of(e), reference.findings);
    if (workers == 1) {
      EXPECT_EQ(runs_of(model, properties, e), reference.runs);
    }
    const Exploration fingerprints = search(model, properties, workers, StoreKind::kFingerprint);
    EXPECT_EQ(counts_of(fingerprints), reference.counts);
    EXPECT_EQ(findings_of(fingerprints), reference.findings);
  }
}

/// The parts as they stand in an encoding, to be told apart by nothing but what is in them.
template <typename M>
std::vector<std::byte> encoding_of(const M& model, const RandomProcesses::State& state) {
  std::vector<std::byte> encoding(model.encoded_bytes());
  model.encode(state, encoding);
  return encoding;
}

/// One state for each that can be told from the others, sure to be counted right: by sorting all.
template <typename P>
void expect_orbits(const RandomProcessesThatSeeWhatCommutes& model, const RandomProcesses& plain,
                   const P& properties, const Exploration& all, const Reference& reference) {
  const Symmetric<RandomProcessesInParts> by_parts(model);
  const Symmetric<RandomProcessesWithLocalSteps> by_steps(model);
  const Symmetric<RandomProcessesThatCommute> that_commute(model);
  const Symmetric<RandomProcessesThatSeeWhatCommutes> that_see(model);
  std::set<std::vector<std::byte>> orbits;
  checker::for_each_state(plain, all, [&](const RandomProcesses::State& state, std::size_t /*depth*/) {
    orbits.insert(encoding_of(by_steps, state));
  });
  checker::Digest digest = 0;
  std::uint64_t stand_for = 0;
  for (const auto& encoding : orbits) {
    digest += checker::digest_of(encoding);
    stand_for += by_steps.orbit_size(encoding);
  }
  EXPECT_EQ(stand_for, all.statistics.distinct);
  const auto expect = [&](const auto& symmetric, std::size_t workers, StoreKind store) {
    const Exploration e = search(symmetric, properties, workers, store);
    EXPECT_EQ(e.statistics.distinct, orbits.size());
    EXPECT_EQ(e.statistics.unreduced, all.statistics.distinct);
    EXPECT_EQ(e.statistics.digest, digest);
    EXPECT_EQ(e.statistics.depth, all.statistics.depth);
    EXPECT_EQ(findings_of(e), reference.findings);
    if (store == StoreKind::kExact) {
      EXPECT_EQ(runs_of(symmetric, properties, e), reference.runs);
    }
  };
  expect(by_parts, 1, StoreKind::kExact);
  expect(by_steps, 1, StoreKind::kExact);
  expect(by_steps, 3, StoreKind::kExact);
  expect(by_steps, 2, StoreKind::kFingerprint);
  expect(that_commute, 1, StoreKind::kExact);
  expect(that_commute, 3, StoreKind::kFingerprint);
  expect(that_see, 1, StoreKind::kExact);
  expect(that_see, 3, StoreKind::kExact);
}

TEST(RandomProcesses, AreSearchedTheSameInEveryWay) {
  Dice dice(kSeedOfSystems);
  int searched = 0;
  int large = 0;
  int numbered = 0;
  std::uint64_t generated = 0;
  std::uint64_t looked_up = 0;
  std::uint64_t looked_up_by_those_that_see = 0;
  std::vector<int> noticed(3);
  for (int i = 0; i < kSystems; ++i) {
    SCOPED_TRACE("system " + std::to_string(i) + " of seed " + std::to_string(kSeedOfSystems));
    const RandomProcesses plain(dice);
    const ProcessProperties properties = random_properties(plain, dice);
    const ProcessPropertiesThatSay that_say{properties};
    const Exploration all = search(plain, properties);
    if (all.stop == checker::StopReason::kStatesMax) continue;
    ASSERT_TRUE(all.stop == checker::StopReason::kExhausted);
    ++searched;
    large += all.statistics.distinct > 300 ? 1 : 0;
    for (const auto& finding : all.findings) ++noticed.at(finding.property);

    const RandomProcessesInParts in_parts(plain);
    const RandomProcessesWithLocalSteps with_steps(plain);
    std::vector<RandomProcesses::State> states;
    checker::for_each_state(plain, all, [&](const RandomProcesses::State& state, std::size_t /*depth*/) {
      states.push_back(state);
    });
    const RandomProcessesThatCommute that_commute(plain, states);
    const RandomProcessesThatSeeWhatCommutes that_see(plain, states);
    numbered += that_commute.is_numbered() ? 1 : 0;
    const Reference reference{counts_of(all), findings_of(all), runs_of(plain, properties, all)};
    expect_same(plain, that_say, reference);
    expect_same(in_parts, properties, reference);
    expect_same(in_parts, that_say, reference);
    expect_same(with_steps, properties, reference);
    expect_same(with_steps, that_say, reference);
    expect_same(that_commute, properties, reference);
    expect_same(that_commute, that_say, reference);
    expect_same(that_see, that_say, reference);
    expect_orbits(that_see, plain, properties, all, reference);
    expect_orbits(that_see, plain, that_say, all, reference);
    generated += all.statistics.generated;
    looked_up += search(that_commute, that_say).statistics.looked_up;
    looked_up_by_those_that_see += search(that_see, that_say).statistics.looked_up;
    ASSERT_FALSE(HasFailure());
  }
  // Systems in which nothing happens would show nothing.
  EXPECT_GT(searched, kSystems * 3 / 4);
  EXPECT_GT(large, kSystems / 10);
  for (const int times : noticed) EXPECT_GT(times, kSystems / 10);
  EXPECT_GT(numbered, searched * 9 / 10);
  EXPECT_LT(looked_up, generated * 2 / 3) << "much sleeps";
  EXPECT_LT(looked_up_by_those_that_see, looked_up);
}

}  // namespace
}  // namespace paxoscope::tests
