// What an acceptor knows after it has crashed, which every protocol of the family decides, and other ways to decide it.
//
// In each enumeration the specified alternative comes first, and the order is that of the alternatives of the rule. A protocol offers as
// many of them, from the first on, as its steps can tell apart.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "model/catalogue.hpp"
#include "model/ids.hpp"

namespace paxoscope::model {

/// What becomes of a promise in a crash.
enum class PromiseStorage : std::uint8_t {
  kDurable,
  kWithVote,  ///< only the vote is on stable storage, and counts as a promise of its ballot
  kVolatile,
  kLate,  ///< written after the answer is sent
};

/// What becomes of a vote in a crash.
enum class VoteStorage : std::uint8_t {
  kDurable,
  kVolatile,
  kLate,  ///< written after learners are told
};

/// One alternative of each, and what an acceptor knows by them.
///
/// An `Acceptor` has functions `promised()` and `kept()`, of which the ballot and the vote may not exist.
struct StorageRules {
  PromiseStorage promise{};
  VoteStorage vote{};

  /// Paxos Made Simple, section 2.2: an acceptor "must remember this information even if it fails and then restarts", and section 2.4: "An
  /// acceptor records its intended response in stable storage before actually sending the response."
  template <typename Acceptor>
  [[nodiscard]] Ballot promised_after_crash(const Acceptor& acceptor) const {
    switch (promise) {
      case PromiseStorage::kDurable:
      case PromiseStorage::kLate:
        return acceptor.promised();
      case PromiseStorage::kWithVote:
        return kept_after_crash(acceptor).ballot;
      case PromiseStorage::kVolatile:
        break;
    }
    return {};
  }
  template <typename Acceptor>
  [[nodiscard]] Vote kept_after_crash(const Acceptor& acceptor) const {
    return vote == VoteStorage::kVolatile ? Vote{} : acceptor.kept();
  }

  /// Whether an acceptor knows all that it ever answered for, whenever it crashes.
  [[nodiscard]] bool forget_nothing() const { return *this == StorageRules{}; }

  friend bool operator==(const StorageRules&, const StorageRules&) = default;
};

/// The alternatives of these rules, if the protocol as specified keeps `specified`.
struct StorageAlternatives {
  explicit constexpr StorageAlternatives(AssumptionSet specified)
      : promise{{
            {"durable", "it remembers it: it is written to stable storage before it is given", true,
             specified},
            {"with-vote", "of what it promised it remembers only the ballot of its latest vote", false,
             forgetting_promises(specified)},
            {"volatile", "it forgets it", false, forgetting_promises(specified)},
            {"late", "it forgets it if it crashes between giving and writing it", false,
             forgetting_promises(specified)},
        }},
        vote{{
            {"durable", "it remembers it: it is written to stable storage before anyone is told", true,
             specified},
            {"volatile", "it forgets it", false, specified.without({Assumption::kCrashesForgetNothing})},
            {"late", "it forgets it if it crashes between telling of it and writing it", false,
             specified.without({Assumption::kCrashesForgetNothing})},
        }} {}

  std::array<Alternative, 4> promise;
  std::array<Alternative, 3> vote;

 private:
  static constexpr AssumptionSet forgetting_promises(AssumptionSet specified) {
    return specified.without(
        {Assumption::kCrashesForgetNothing, Assumption::kPromisesRise, Assumption::kPromisesGoUp});
  }
};

inline constexpr int kStorageRules = 2;

/// The rules that have so many of these alternatives, which must outlive them.
constexpr std::array<Rule, kStorageRules> storage_rules(const StorageAlternatives& alternatives,
                                                        std::size_t of_promise, std::size_t of_vote,
                                                        std::string_view source) {
  return {{
      {"promise-storage", "What becomes of an acceptor's promise when it crashes?", source,
       std::span(alternatives.promise).first(of_promise)},
      {"vote-storage", "What becomes of an acceptor's latest vote when it crashes?", source,
       std::span(alternatives.vote).first(of_vote)},
  }};
}

/// As these choices say, which have one for each of the rules.
StorageRules storage_rules_of(std::span<const Choice> choices);

}  // namespace paxoscope::model
