#include "model/paxos/why_order_is_lost.hpp"

#include <array>

#include "model/ids.hpp"
#include "model/quorums.hpp"

namespace paxoscope::paxos {

namespace {

using model::AcceptorId;
using model::AcceptorRules;
using model::Ballot;
using model::Value;
using model::Vote;

/// An acceptor as rules ask for it.
class KnownAcceptor {
 public:
  KnownAcceptor(AcceptorId id, Ballot promised, const Vote& kept)
      : id_(id), promised_(promised), kept_(kept) {}

  [[nodiscard]] AcceptorId id() const { return id_; }
  [[nodiscard]] Ballot promised() const { return promised_; }
  [[nodiscard]] Vote kept() const { return kept_; }

 private:
  AcceptorId id_;
  Ballot promised_;
  Vote kept_;
};

/// What acceptors may do, whatever they know and are asked.
struct Conduct {
  bool promise_below = false;     ///< a promise lowers what was promised, as it is of a ballot below that
  bool lower_by_promise = false;  ///< a promise lowers it, as something else is recorded
  bool promise_again = false;     ///< the ballot that was promised last, or one whose promise is not recorded
  bool ask_in_vain = false;       ///< to be asked for a promise of a ballot leaves less than that promised
  bool vote_below = false;        ///< below what was promised
  bool vote_at_promise = false;   ///< in the ballot that was promised last
  bool lower_by_vote = false;     ///< a vote leaves less than its ballot promised, which had been promised
  bool vote_unbound = false;      ///< likewise, where it had not
  bool keep_lower_vote = false;   ///< a vote is not reported, and neither is a higher one
};

void note_promise(const AcceptorRules& rules, const KnownAcceptor& acceptor, Ballot ballot,
                  Conduct& conduct) {
  if (!rules.may_promise(ballot, acceptor)) {
    conduct.ask_in_vain |= acceptor.promised() < ballot;
    return;
  }
  const Ballot promised = rules.promised_after_promise(ballot, acceptor);
  const bool is_lowered = promised < acceptor.promised();
  conduct.promise_below |= is_lowered && ballot < acceptor.promised();
  conduct.lower_by_promise |= is_lowered && ballot >= acceptor.promised();
  conduct.ask_in_vain |= promised < ballot;
  conduct.promise_again |= ballot <= acceptor.promised() || promised < ballot;
}

void note_vote(const AcceptorRules& rules, const KnownAcceptor& acceptor, const Vote& vote,
               Conduct& conduct) {
  if (!rules.may_vote(vote, acceptor)) return;
  conduct.vote_below |= vote.ballot < acceptor.promised();
  conduct.vote_at_promise |= vote.ballot == acceptor.promised();
  const bool is_unbound = rules.promised_after_vote(vote, acceptor) < vote.ballot;
  conduct.lower_by_vote |= is_unbound && acceptor.promised() == vote.ballot;
  conduct.vote_unbound |= is_unbound && acceptor.promised() < vote.ballot;
  conduct.keep_lower_vote |= rules.kept_after_vote(vote, acceptor).ballot < vote.ballot;
}

/// `numbers`: how many ballots acceptors know.
Conduct conduct_of(const Bounds& bounds, int numbers, const AcceptorRules& rules) {
  Conduct conduct;
  // What names say is the same for all acceptors and votes.
  const int acceptors = rules.are_acceptors_alike() ? 1 : bounds.acceptors;
  const int values = rules.are_all_known() ? 1 : bounds.values;
  const auto vote_at = [&](int number) {
    return number == 0 ? Vote{} : Vote{Ballot((number - 1) / values), Value((number - 1) % values)};
  };
  for (int a = 0; a < acceptors; ++a) {
    for (int promised = -1; promised < numbers; ++promised) {
      for (int kept = 0; kept <= numbers * values; ++kept) {
        const KnownAcceptor acceptor(AcceptorId(a), Ballot(promised), vote_at(kept));
        for (int b = 0; b < numbers; ++b) {
          note_promise(rules, acceptor, Ballot(b), conduct);
          for (int v = 0; v < values; ++v) note_vote(rules, acceptor, {Ballot(b), Value(v)}, conduct);
        }
      }
    }
  }
  return conduct;
}

bool has_first_phases(const Bounds& bounds, const Rules& rules) {
  return rules.first_phase == FirstPhase::kEveryBallot || bounds.attempts == 1;
}

/// Whether two proposers that share a number may both propose in it, where promises only rise but for a crash.
bool may_two_propose(const Bounds& bounds, const Rules& rules, const Conduct& conduct, bool may_forget) {
  const bool are_promises_of_it =
      rules.promises_counted == PromisesCounted::kForThisBallot || bounds.attempts == 1;
  if (!has_first_phases(bounds, rules) || !are_promises_of_it) return true;
  if (conduct.promise_again || may_forget) return true;
  // Else each acceptor promises the number to one of them.
  const model::Quorums quorums = model::quorums_of(rules.promise_quorum, bounds.acceptors);
  if (rules.counting == Counting::kMessages) return 2 * quorums.least() <= bounds.acceptors;
  return !model::without_common_acceptor(std::array{quorums, quorums}).empty();
}

constexpr std::string_view kVotesBelow = "may let an acceptor vote below a vote of its own";

/// What may make an acceptor vote in a ballot not above one that it told learners of, if there are several proposers.
///
/// Who has promised at least the ballot of each vote that it told of, and votes in no ballot below what it promised, votes upwards. And as a
/// ballot proposes once it does not vote in it twice, unless two proposers use it.
std::optional<LostOrder> why_votes_go_down(const Bounds& bounds, const Rules& rules, bool may_forget) {
  using model::PromiseStorage;
  const auto lost = [](std::string_view rule, std::string_view why) { return LostOrder{rule, why, true}; };
  const bool is_shared = rules.ballot_owner == BallotOwner::kShared;
  const Conduct conduct = conduct_of(bounds, is_shared ? bounds.attempts : bounds.ballots(), rules.acceptor);
  if (conduct.vote_below) return lost("may-vote", kVotesBelow);
  if (conduct.promise_below) return lost("may-promise", kVotesBelow);
  if (conduct.lower_by_promise) return lost("promise-record", kVotesBelow);
  // Who is asked for a promise before it is asked for a vote has promised the ballot already, or a higher one.
  const bool is_asked_first = has_first_phases(bounds, rules) && bounds.loss.is_none() && !bounds.may_crash();
  if (conduct.lower_by_vote || (conduct.vote_unbound && (conduct.ask_in_vain || !is_asked_first))) {
    return lost("vote-promises", kVotesBelow);
  }
  if (may_forget) {
    const PromiseStorage storage = rules.storage.promise;
    if (storage == PromiseStorage::kVolatile || storage == PromiseStorage::kLate) {
      return lost("promise-storage", kVotesBelow);
    }
    // A promise is what is kept of votes.
    if (storage == PromiseStorage::kWithVote && rules.storage.vote != model::VoteStorage::kDurable) {
      return lost("vote-storage", kVotesBelow);
    }
    if (storage == PromiseStorage::kWithVote && conduct.keep_lower_vote) {
      return lost("vote-record", kVotesBelow);
    }
  }
  const bool may_forget_promises = may_forget && rules.storage.promise != PromiseStorage::kDurable;
  if (is_shared && conduct.vote_at_promise && may_two_propose(bounds, rules, conduct, may_forget_promises)) {
    return lost("ballot-owner",
                "may let an acceptor vote twice in a ballot, as two proposers may propose in it");
  }
  return std::nullopt;
}

}  // namespace

std::optional<LostOrder> why_order_is_lost(const Bounds& bounds, const Rules& rules) {
  if (rules.proposals == Proposals::kSeveral) {
    return LostOrder{"proposals", "may ask an acceptor twice to vote in a ballot", false};
  }
  // Of one proposer's ballots each is above those before it, and what is asked in it comes in its order.
  const bool may_refuse_twice = bounds.proposers > 1 || !rules.acceptor.are_all_known();
  if (rules.refusals == Refusals::kNack && may_refuse_twice) {
    return LostOrder{"refusals", "may tell a proposer twice that it refuses a ballot", false};
  }
  // Who crashes for good forgets nothing that it would need.
  const bool may_forget = bounds.may_crash() && !bounds.recoveries.is_none();
  if (may_forget && rules.ballot_storage != BallotStorage::kDurable) {
    return LostOrder{"ballot-storage", "may ask an acceptor twice for a promise of a ballot", false};
  }
  // One proposer's proposals arrive by ballot, and so votes are cast by ballot whatever acceptors do.
  if (bounds.learners == 0 || bounds.proposers == 1) return std::nullopt;
  return why_votes_go_down(bounds, rules, may_forget);
}

}  // namespace paxoscope::paxos
