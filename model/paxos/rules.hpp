// The decisions of classic Paxos, and other ways to take them.
//
// In each enumeration the specified alternative comes first, and the order is that of the alternatives of the rule.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "model/acceptor_rules.hpp"
#include "model/catalogue.hpp"
#include "model/history.hpp"
#include "model/quorums.hpp"
#include "model/storage_rules.hpp"

namespace paxoscope::paxos {

/// When a ballot begins by asking for promises.
enum class FirstPhase : std::uint8_t { kEveryBallot, kFirstBallot };

/// Which promises a proposer counts.
enum class PromisesCounted : std::uint8_t { kForThisBallot, kForAnyOwnBallot };

/// What an acceptor does that does not promise, or vote, when it is asked to.
enum class Refusals : std::uint8_t {
  kSilent,
  kNack,  ///< tells the proposer, which then gives its ballot up
};

/// What a proposer counts when it looks for a quorum.
enum class Counting : std::uint8_t { kAcceptors, kMessages };

/// Which value a proposal carries.
enum class ProposalValue : std::uint8_t {
  kHighestReported,
  kOwn,
  kLowestReported,
  kMostReported,
  kFirstReported,
  kAnyReported,
};

/// How often a ballot proposes.
enum class Proposals : std::uint8_t { kOne, kSeveral };

/// Which ballot numbers a proposer uses.
enum class BallotOwner : std::uint8_t { kRoundRobin, kShared };

/// What becomes of the number of a proposer's ballot in a crash.
enum class BallotStorage : std::uint8_t {
  kDurable,
  kVolatile,
  kLate,  ///< written after the prepares are sent
};

/// In which order an acceptor that votes writes to stable storage.
enum class WriteOrder : std::uint8_t { kPromiseFirst, kVoteFirst };

/// What a learner makes of the votes that it hears of.
using Learning = model::Learning;

/// One alternative of each rule; the defaults are the specified ones.
struct Rules {
  model::AcceptorRules acceptor{};
  model::StorageRules storage{};
  BallotStorage ballot_storage{};
  WriteOrder write_order{};
  Refusals refusals{};
  FirstPhase first_phase{};
  PromisesCounted promises_counted{};
  Counting counting{};
  ProposalValue proposal_value{};
  std::shared_ptr<const model::ProposalTable>
      replaced_proposal_value{};  ///< what stands in for the rule, if not null
  Proposals proposals{};
  BallotOwner ballot_owner{};
  model::QuorumRule promise_quorum{};  ///< must make sense with the number of acceptors
  model::QuorumRule vote_quorum{};     ///< likewise
  Learning learning{};

  /// Whether a process that crashes has at the end of each step, and whenever it answers, written all that it answers for.
  [[nodiscard]] bool forget_nothing() const {
    return storage.forget_nothing() && ballot_storage == BallotStorage::kDurable &&
           write_order == WriteOrder::kPromiseFirst;
  }

  friend bool operator==(const Rules&, const Rules&) = default;
};

/// Every decision of the protocol, with its alternatives.
std::span<const model::Rule> rules();

/// The variants with a name; the first is "none", the protocol as specified.
std::span<const model::Variant> variants();

/// The rules with these alternatives, one for each of `rules()`.
Rules rules_of(std::span<const model::Choice> choices);

/// The specified rules but for `changes`: "rule = alternative, …".
Rules rules_with(std::string_view changes);

/// The rules of the variant called `name`, or nothing if there is none.
std::optional<Rules> rules_of_variant(std::string_view name);

}  // namespace paxoscope::paxos
