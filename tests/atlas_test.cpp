// Protects: what an atlas makes of its searches. Minimal and maximal combinations are those of the definition; smaller scenarios are
// all there are, in order; a journal gives back what was written, goes on where it stopped, and is refused if it is damaged.
#include "cli/atlas/atlas.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <fstream>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "checker/dice.hpp"
#include "cli/atlas/combinations.hpp"
#include "cli/atlas/journal.hpp"
#include "cli/keys.hpp"
#include "cli/protocol.hpp"
#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using cli::Atlas;
using cli::AtlasRow;
using cli::Combinations;
using cli::Journal;
using cli::VariedRule;

/// The rules of `protocol` with these names, with all their alternatives that take no argument.
std::vector<VariedRule> varied(const cli::Protocol& protocol, const std::vector<std::string>& names) {
  std::vector<VariedRule> rules;
  for (const model::Rule& rule : protocol.rules()) {
    if (std::find(names.begin(), names.end(), rule.name) == names.end()) continue;
    rules.push_back({&rule, {}});
    for (const model::Alternative& alternative : rule.alternatives) {
      if (alternative.argument.empty()) rules.back().alternatives.push_back(&alternative);
    }
  }
  return rules;
}

cli::CheckRequest request(const char* protocol) {
  cli::RequestBuilder builder;
  builder.set_protocol(protocol, {"test", true});
  return builder.finish({"test", true});
}

Atlas small_atlas() {
  return {request("synod"),
          Combinations(varied(cli::synod_protocol(), {"may-vote", "promise-reports", "vote-promises"}))};
}

// ---- Combinations

TEST(Combinations, AreAllDifferentAndKnowTheirSubsets) {
  const Combinations all(
      varied(cli::synod_protocol(), {"may-promise", "may-vote", "vote-record", "proposal-value"}));
  ASSERT_EQ(all.size(), 3U * 3 * 2 * 5);
  std::vector<std::vector<model::Choice>> seen;
  for (std::size_t c = 0; c < all.size(); ++c) {
    const std::vector<model::Choice> changes = all.changes(c);
    EXPECT_EQ(std::find(seen.begin(), seen.end(), changes), seen.end());
    seen.push_back(changes);
    std::size_t smaller = 0;
    all.for_each_with_one_less(c, [&](std::size_t less) {
      EXPECT_LT(less, c);
      const std::vector<model::Choice> of_less = all.changes(less);
      EXPECT_EQ(of_less.size() + 1, changes.size());
      for (const model::Choice& choice : of_less) {
        EXPECT_NE(std::find(changes.begin(), changes.end(), choice), changes.end());
      }
      std::size_t back = 0;
      all.for_each_with_one_more(less, [&](std::size_t more) { back += more == c ? 1 : 0; });
      EXPECT_EQ(back, 1U);
      ++smaller;
    });
    EXPECT_EQ(smaller, changes.size());
  }
  EXPECT_TRUE(all.changes(0).empty());
}

TEST(Combinations, AreCountedUpToALimit) {
  const auto rules = varied(cli::synod_protocol(), {"may-promise", "may-vote", "vote-record"});
  EXPECT_EQ(Combinations::count(rules, 18), 18U);
  EXPECT_EQ(Combinations::count(rules, 17), 18U);
  EXPECT_EQ(Combinations::count(rules, 5), 6U);
}

bool is_proper_subset(const std::vector<model::Choice>& small, const std::vector<model::Choice>& large) {
  return small.size() < large.size() &&
         std::all_of(small.begin(), small.end(), [&](const model::Choice& choice) {
           return std::find(large.begin(), large.end(), choice) != large.end();
         });
}

TEST(Combinations, MinimalAndMaximalOnesAreThoseOfTheDefinition) {
  constexpr std::uint64_t kSeed = 20261126;
  Dice dice(kSeed);
  const Combinations all(
      varied(cli::synod_protocol(), {"may-promise", "may-vote", "promise-record", "vote-record"}));
  for (const std::size_t one_in : {1U, 2U, 5U, 20U}) {
    std::vector<bool> is_member(all.size());
    for (std::size_t c = 0; c < all.size(); ++c) is_member[c] = dice.below(one_in) == 0;
    std::vector<std::size_t> least;
    std::vector<std::size_t> most;
    for (std::size_t c = 0; c < all.size(); ++c) {
      if (!is_member[c]) continue;
      bool has_smaller = false;
      bool has_larger = false;
      for (std::size_t other = 0; other < all.size(); ++other) {
        if (!is_member[other]) continue;
        has_smaller = has_smaller || is_proper_subset(all.changes(other), all.changes(c));
        has_larger = has_larger || is_proper_subset(all.changes(c), all.changes(other));
      }
      if (!has_smaller) least.push_back(c);
      if (!has_larger) most.push_back(c);
    }
    EXPECT_EQ(cli::minimal(all, is_member), least);
    EXPECT_EQ(cli::maximal(all, is_member), most);
  }
}

// ---- Scenarios

TEST(SmallerSettings, AreAllThatAreNotLargerSmallestFirst) {
  const std::vector<std::vector<int>> synod =
      cli::smaller_settings(cli::synod_protocol(), std::array{2, 1, 2});
  EXPECT_EQ(synod, (std::vector<std::vector<int>>{{1, 1, 1}, {1, 1, 2}, {2, 1, 1}, {2, 1, 2}}));
  // A budget is none, so many times, or without limit.
  const std::vector<std::vector<int>> sketch =
      cli::smaller_settings(cli::sketch_protocol(), std::array{1, 1, 1, 1, 2});
  EXPECT_EQ(sketch, (std::vector<std::vector<int>>{{1, 1, 1, 1, 0}, {1, 1, 1, 1, 1}, {1, 1, 1, 1, 2}}));
  constexpr int kAny = model::Parameter::kAny;
  EXPECT_EQ(cli::smaller_settings(cli::sketch_protocol(), std::array{2, 1, 1, 1, kAny}),
            (std::vector<std::vector<int>>{{1, 1, 1, 1, 0},
                                           {1, 1, 1, 1, 1},
                                           {2, 1, 1, 1, 0},
                                           {1, 1, 1, 1, 2},
                                           {2, 1, 1, 1, 1},
                                           {1, 1, 1, 1, 3},
                                           {2, 1, 1, 1, 2},
                                           {1, 1, 1, 1, 4},
                                           {2, 1, 1, 1, 3},
                                           {2, 1, 1, 1, 4},
                                           {1, 1, 1, 1, kAny},
                                           {2, 1, 1, 1, kAny}}));
  // How many may start again says nothing where nobody crashes.
  const std::vector<int> without_crashes{1, 1, 1, 1, 0, 0, 0, 0, kAny};
  EXPECT_EQ(cli::smaller_settings(cli::paxos_protocol(), without_crashes),
            (std::vector<std::vector<int>>{without_crashes}));
  EXPECT_EQ(cli::smaller_settings(cli::paxos_protocol(), std::array{1, 1, 1, 1, 0, 0, 0, 1, 1}),
            (std::vector<std::vector<int>>{
                {1, 1, 1, 1, 0, 0, 0, 0, 1}, {1, 1, 1, 1, 0, 0, 0, 1, 0}, {1, 1, 1, 1, 0, 0, 0, 1, 1}}));
}

// ---- Searches

TEST(Atlas, FindsWhatIsKnown) {
  const Atlas atlas = small_atlas();
  ASSERT_EQ(atlas.combinations().size(), 12U);
  const std::atomic<bool> not_interrupted{false};
  const auto row = [&](const std::string& changes) {
    for (std::size_t c = 0; c < atlas.combinations().size(); ++c) {
      std::string text;
      for (const model::Choice& change : atlas.combinations().changes(c)) {
        text += (text.empty() ? "" : ", ") + text_of(change);
      }
      if (text == changes) return atlas.search(c, not_interrupted);
    }
    ADD_FAILURE() << changes;
    return AtlasRow{};
  };
  const invariants::Property* const p2b = invariants::find_property("p2b");
  EXPECT_EQ(row("").verdict, cli::Verdict::kSafe);
  EXPECT_EQ(row("may-vote=above-promise").verdict, cli::Verdict::kVacuous);
  EXPECT_EQ(row("vote-promises=no").verdict, cli::Verdict::kSafe) << "with two ballots";
  const AtlasRow broken = row("promise-reports=nothing");
  EXPECT_EQ(broken.verdict, cli::Verdict::kUnsafe);
  EXPECT_EQ(broken.failure, (cli::Failure{p2b, 10}));
  EXPECT_EQ(broken.at_smallest, (cli::Failure{p2b, 7}));
  EXPECT_EQ(atlas.scenarios().at(broken.smallest), (std::vector{1, 2, 2, 0}));
}

// ---- Journals

std::vector<AtlasRow> some_rows() {
  const invariants::Property* const p2b = invariants::find_property("p2b");
  const invariants::Property* const agreement = invariants::find_property("agreement");
  return {{cli::Verdict::kSafe, {}, 0, {}},
          {cli::Verdict::kUnsafe, {p2b, 10}, 3, {agreement, 12}},
          {cli::Verdict::kVacuous, {}, 0, {}},
          {cli::Verdict::kUnknown, {}, 0, {}}};
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write(const std::string& path, const std::string& contents) {
  std::ofstream(path, std::ios::binary) << contents;
}

TEST(Journal, GivesBackWhatWasWrittenAndGoesOn) {
  const TemporaryDirectory directory;
  const std::string path = (directory.path() / "journal").string();
  const Atlas atlas = small_atlas();
  const std::vector<AtlasRow> rows = some_rows();
  {
    Journal journal(path, "an atlas", atlas);
    EXPECT_TRUE(journal.rows().empty());
    journal.append(std::span(rows).first(1));
    journal.append(std::span(rows).subspan(1, 2));
  }
  {
    Journal journal(path, "an atlas", atlas);
    EXPECT_EQ(journal.rows(), std::vector<AtlasRow>(rows.begin(), rows.begin() + 3));
    journal.append(std::span(rows).subspan(3));
  }
  EXPECT_EQ(Journal(path, "an atlas", atlas).rows(), rows);
  EXPECT_THROW(Journal(path, "another atlas", atlas), cli::InputError);
}

// Wherever it was stopped, what is whole is kept, and in the end the file is the same.
TEST(Journal, DropsALineThatIsNotWhole) {
  const TemporaryDirectory directory;
  const std::string path = (directory.path() / "journal").string();
  const Atlas atlas = small_atlas();
  const std::vector<AtlasRow> rows = some_rows();
  Journal(path, "an atlas", atlas).append(rows);
  const std::string whole = read(path);
  for (std::size_t bytes = 0; bytes <= whole.size(); ++bytes) {
    write(path, whole.substr(0, bytes));
    std::optional<Journal> journal;
    ASSERT_NO_THROW(journal.emplace(path, "an atlas", atlas)) << bytes;
    const std::size_t lines = static_cast<std::size_t>(
        std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes), '\n'));
    ASSERT_EQ(journal->rows().size(), lines == 0 ? 0 : lines - 1) << bytes;
    journal->append(std::span(rows).subspan(journal->rows().size()));
    EXPECT_EQ(read(path), whole) << bytes;
  }
}

TEST(Journal, ThatIsDamagedIsRefused) {
  const TemporaryDirectory directory;
  const std::string path = (directory.path() / "journal").string();
  const Atlas atlas = small_atlas();
  Journal(path, "an atlas", atlas).append(some_rows());
  const std::string whole = read(path);
  const std::size_t last_line = whole.rfind('\n', whole.size() - 2) + 1;
  for (std::size_t i = 0; i < last_line; ++i) {
    if (whole[i] == '\n') continue;
    std::string damaged = whole;
    damaged[i] = damaged[i] == '1' ? '2' : '1';
    write(path, damaged);
    EXPECT_THROW(Journal(path, "an atlas", atlas), cli::InputError) << i;
    EXPECT_EQ(read(path), damaged) << "it is left alone";
  }
  write(path, "something else\n");
  EXPECT_THROW(Journal(path, "an atlas", atlas), cli::InputError);
}

}  // namespace
}  // namespace paxoscope::tests
