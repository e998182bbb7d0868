// Quorum systems: which sets of acceptors are enough.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/catalogue.hpp"
#include "model/id_set.hpp"
#include "model/ids.hpp"

namespace paxoscope::model {

using AcceptorSet = IdSet<AcceptorId>;

inline constexpr int kAcceptorsMax = 7;

/// Which sets of acceptors are quorums. Whoever adds acceptors to a quorum has a quorum.
///
/// A table of all sets, so that a quorum of any kind is recognised as fast as a majority.
class Quorums {
 public:
  /// No set is a quorum.
  constexpr Quorums() = default;

  /// Every set of at least `size` of the acceptors, 1..acceptors.
  static Quorums of_size(int size, int acceptors);
  static Quorums majorities(int acceptors) { return of_size(acceptors / 2 + 1, acceptors); }
  /// Every set for which `is_quorum(set)`, which must be true of all acceptors, and of every set that contains a quorum.
  template <typename IsQuorum>
  static Quorums of(int acceptors, IsQuorum&& is_quorum);

  [[nodiscard]] constexpr bool contains(AcceptorSet set) const {
    return (table_[set.bits() / kBits] >> (set.bits() % kBits) & 1U) != 0;
  }

  /// Quorums that contain no other: the smallest first, of one size in the order of their acceptors.
  [[nodiscard]] std::vector<AcceptorSet> minimal() const;
  /// How many acceptors it takes if every set of so many is a quorum and none of fewer, so that quorums tell no acceptors apart;
  /// else 0.
  [[nodiscard]] constexpr int size() const { return size_; }
  /// The size of the smallest; 0 if there is none.
  [[nodiscard]] constexpr int least() const { return least_; }

  friend constexpr bool operator==(const Quorums&, const Quorums&) = default;

 private:
  static constexpr std::size_t kBits = 64;
  static constexpr std::size_t kSets = std::size_t{1} << kAcceptorsMax;

  void insert(AcceptorSet set) { table_.at(set.bits() / kBits) |= std::uint64_t{1} << (set.bits() % kBits); }

  std::array<std::uint64_t, kSets / kBits> table_{};
  std::int8_t size_ = 0;
  std::int8_t least_ = 0;
};

template <typename IsQuorum>
Quorums Quorums::of(int acceptors, IsQuorum&& is_quorum) {
  Quorums quorums;
  int least = acceptors;
  int most_not_enough = 0;
  for (unsigned bits = 0; bits < 1U << static_cast<unsigned>(acceptors); ++bits) {
    const AcceptorSet set = AcceptorSet::of_bits(bits);
    if (is_quorum(set)) {
      quorums.insert(set);
      least = std::min(least, set.size());
    } else {
      most_not_enough = std::max(most_not_enough, set.size());
    }
  }
  quorums.least_ = static_cast<std::int8_t>(least);
  quorums.size_ = static_cast<std::int8_t>(most_not_enough < least ? least : 0);
  return quorums;
}

/// "any 2", "all 3", "a1 alone", or the sets: "{a1, a2} or {a1, a3}"; what comes before "are enough".
std::string name(const Quorums& quorums, int acceptors);

/// What one of them is called: "majority" if these are the majorities, else "quorum".
const char* noun(const Quorums& quorums, int acceptors);

/// Quorums, one of each of `systems`, in which all no acceptor is; empty if any such quorums have an acceptor in common.
std::vector<AcceptorSet> without_common_acceptor(std::span<const Quorums> systems);

/// The alternatives of a rule that says what a quorum is, the specified one first.
///
/// Sources: majorities are those of Paxos; that the quorums of the two phases need only meet each other, and grids, are
/// from H. Howard, D. Malkhi, A. Spiegelman, "Flexible Paxos: Quorum Intersection Revisited" (2016); weights from D. Gifford,
/// "Weighted Voting for Replicated Data" (1979); groups from A. Kumar, "Hierarchical Quorum Consensus" (1991).
enum class QuorumKind : std::uint8_t {
  kMajority,
  kOneShort,  ///< a majority less one, but at least one
  kHalf,
  kAll,
  kSize,
  kWeights,
  kRows,
  kColumns,
  kHierarchical,
  kSets,
  kThreeQuarters,  ///< at least; of fast ballots
};

/// A quorum system whatever the number of acceptors. `argument` is empty unless the kind wants one.
struct QuorumRule {
  QuorumKind kind = QuorumKind::kMajority;
  std::string argument;
  std::optional<Quorums> replaced = {};  ///< what stands in for the rule, for one number of acceptors

  friend bool operator==(const QuorumRule&, const QuorumRule&) = default;
};

/// What a rule that has the alternatives below says.
QuorumRule quorum_rule(const Choice& choice);

/// What keeps `rule` from making sense with so many acceptors, as a predicate: "wants 3 weights, not 2"; empty if nothing does.
std::string problem_of(const QuorumRule& rule, int acceptors);

/// Sets of acceptors, such as "a1+a2/a1+a3", or what is wrong with them, as a predicate.
using AcceptorSetsRead = std::variant<std::vector<AcceptorSet>, std::string>;
AcceptorSetsRead acceptor_sets_of(std::string_view text, int acceptors);

/// The quorums of a rule that makes sense.
Quorums quorums_of(const QuorumRule& rule, int acceptors);

/// What a rule that asks for quorums may say, if the protocol as specified keeps `specified`.
constexpr std::array<Alternative, 10> quorum_alternatives(AssumptionSet specified) {
  const AssumptionSet of_some =
      specified.without({Assumption::kAcceptorsAreAlike, Assumption::kQuorumsAreOfOneSize});
  return {{
      {"majority", "more than half of the acceptors", true, specified},
      {"one-short", "one less than a majority, but at least one", false, specified},
      {"half", "half of them, rounded up", false, specified},
      {"all", "all of them", false, specified},
      {"size", "any N of them", false, specified, "N"},
      {"weights", "more than half of the weight, of which a1 has the first number, 0 to 99, and so on", false,
       of_some, "W+W+…"},
      {"rows", "a whole row of a grid with R rows and C columns, filled row by row", false, of_some, "RxC"},
      {"columns", "a whole column of such a grid", false, of_some, "RxC"},
      {"hierarchical", "more than half of each of more than half of the groups, which have N, N, … acceptors",
       false, of_some, "N+N+…"},
      {"sets", "all of one of these sets", false, of_some, "a1+a2/…"},
  }};
}

/// What a rule that asks for quorums of fast ballots may say: the specified ones are the smallest that do with majorities whatever the
/// number of acceptors (L. Lamport, "Fast Paxos", section 3.4.1).
constexpr std::array<Alternative, 11> fast_quorum_alternatives(AssumptionSet specified) {
  std::array<Alternative, 11> all{
      {{"three-quarters", "at least three quarters of the acceptors", true, specified}}};
  const auto others = quorum_alternatives(specified);
  for (std::size_t i = 0; i < others.size(); ++i) {
    all[i + 1] = others[i];
    all[i + 1].specified = false;
  }
  return all;
}

}  // namespace paxoscope::model
