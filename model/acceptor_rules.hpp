// The decisions of an acceptor, which every protocol of the family has, and other ways to take them.
//
// In each enumeration the specified alternative comes first, and the order is that of the alternatives of the rule.
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

/// Which ballots an acceptor promises when it is asked for a promise.
enum class MayPromise : std::uint8_t { kAbovePromise, kAtOrAbovePromise, kAlways };

/// Whether an acceptor remembers a promise.
enum class PromiseRecord : std::uint8_t { kKept, kForgotten };

/// What a promise reports.
enum class PromiseReports : std::uint8_t { kLatestVote, kNothing };

/// Whether an acceptor may vote in a ballot that it is asked to vote in.
enum class MayVote : std::uint8_t { kAtOrAbovePromise, kAlways, kAbovePromise };

/// Whether a vote is a promise of its ballot too.
enum class VotePromises : std::uint8_t { kYes, kNo };

/// Which of its votes an acceptor reports.
enum class VoteRecord : std::uint8_t { kLatest, kHighest };

/// One alternative of each, and what an acceptor does by them: as functions of the ballot that it promised and the vote that it
/// keeps, either of which may not exist.
struct AcceptorRules {
  MayPromise promises{};
  PromiseRecord promise_record{};
  PromiseReports promise_reports{};
  MayVote votes{};
  VotePromises vote_promises{};
  VoteRecord vote_record{};

  /// Paxos Made Simple, section 2.2, phase 1(b): "If an acceptor receives a prepare request with number n greater than that of any
  /// prepare request to which it has already responded". `promised` also counts the ballots it voted in: a vote is a promise.
  [[nodiscard]] constexpr bool may_promise(Ballot ballot, Ballot promised) const {
    if (promises == MayPromise::kAlways) return true;
    return promises == MayPromise::kAtOrAbovePromise ? ballot >= promised : ballot > promised;
  }
  [[nodiscard]] constexpr Ballot promised_after_promise(Ballot ballot, Ballot promised) const {
    return promise_record == PromiseRecord::kKept ? ballot : promised;
  }
  [[nodiscard]] constexpr Vote reported(const Vote& kept) const {
    return promise_reports == PromiseReports::kLatestVote ? kept : Vote{};
  }

  /// Phase 2(b): "it accepts the proposal unless it has already responded to a prepare request having a number greater than n". This
  /// is what makes a promise mean anything: without it a vote can slip in below a ballot whose proposer was told that there was
  /// none.
  [[nodiscard]] constexpr bool may_vote(Ballot ballot, Ballot promised) const {
    if (votes == MayVote::kAlways) return true;
    return votes == MayVote::kAbovePromise ? ballot > promised : ballot >= promised;
  }
  [[nodiscard]] constexpr Ballot promised_after_vote(Ballot ballot, Ballot promised) const {
    return vote_promises == VotePromises::kYes ? ballot : promised;
  }
  [[nodiscard]] constexpr Vote kept_after_vote(const Vote& cast, const Vote& kept) const {
    return vote_record == VoteRecord::kLatest || cast.ballot >= kept.ballot ? cast : kept;
  }

  /// Whether no acceptor promises a ballot twice, however often it is asked.
  [[nodiscard]] constexpr bool promise_once() const {
    return promises == MayPromise::kAbovePromise && promise_record == PromiseRecord::kKept &&
           votes != MayVote::kAlways;
  }
  /// Whether an acceptor that may not promise a ballot, or vote in it, never will.
  [[nodiscard]] constexpr bool refuse_for_good() const {
    return promises != MayPromise::kAlways && votes != MayVote::kAlways;
  }

  friend constexpr bool operator==(const AcceptorRules&, const AcceptorRules&) = default;
};

/// Where a specification states the decisions, for the list of rules.
struct AcceptorSources {
  std::string_view promise;      ///< which ballots it promises, and what a promise is
  std::string_view vote;         ///< in which it votes
  std::string_view max_ballot;   ///< that a vote is a promise
  std::string_view latest_vote;  ///< which vote it keeps
};

/// The alternatives of these rules, if the protocol as specified keeps `specified`.
struct AcceptorAlternatives {
  explicit constexpr AcceptorAlternatives(AssumptionSet specified)
      : may_promise{{
            {"above-promise", "only a ballot above every ballot it has promised or voted in", true,
             specified},
            {"at-or-above-promise", "also the ballot it promised last, once more", false,
             specified.without({Assumption::kPromisesGoUp})},
            {"always", "any ballot, also one below what it has promised", false,
             specified.without({Assumption::kPromisesRise, Assumption::kPromisesGoUp})},
        }},
        promise_record{{
            {"kept", "yes", true, specified},
            {"forgotten", "no: it answers, and forgets that it did", false,
             specified.without({Assumption::kPromisesGoUp})},
        }},
        promise_reports{{
            {"latest-vote", "the ballot and value of its latest vote, or that there is none", true,
             specified},
            {"nothing", "never a vote", false, specified},
        }},
        may_vote{{
            {"at-or-above-promise", "unless it has promised a higher ballot", true, specified},
            {"always", "in every ballot it is asked to, whatever it promised", false,
             specified.without({Assumption::kPromisesRise})},
            {"above-promise", "only in a ballot above every ballot it has promised", false, specified},
        }},
        vote_promises{{
            {"yes", "yes: it votes in no ballot below any more, and promises none", true, specified},
            {"no", "no: only what it promised when it was asked to counts", false,
             specified.without({Assumption::kPromisesRise})},
        }},
        vote_record{{
            {"latest", "the one it cast last", true, specified},
            {"highest", "the one in the highest ballot, whenever it was cast", false, specified},
        }} {}

  std::array<Alternative, 3> may_promise;
  std::array<Alternative, 2> promise_record;
  std::array<Alternative, 2> promise_reports;
  std::array<Alternative, 3> may_vote;
  std::array<Alternative, 2> vote_promises;
  std::array<Alternative, 2> vote_record;
};

/// The rules that have these alternatives, which must outlive them.
constexpr std::array<Rule, 6> acceptor_rules(const AcceptorAlternatives& alternatives,
                                             const AcceptorSources& source) {
  return {{
      {"may-promise", "Which ballots does an acceptor promise?", source.promise, alternatives.may_promise},
      {"promise-record", "Does an acceptor remember its promise?", source.promise,
       alternatives.promise_record},
      {"promise-reports", "What does a promise report?", source.promise, alternatives.promise_reports},
      {"may-vote", "When does an acceptor vote?", source.vote, alternatives.may_vote},
      {"vote-promises", "Is a vote in a ballot a promise of it too?", source.max_ballot,
       alternatives.vote_promises},
      {"vote-record", "Which of its votes does an acceptor report?", source.latest_vote,
       alternatives.vote_record},
  }};
}

/// The rules of one array after those of another.
template <std::size_t M, std::size_t N>
constexpr std::array<Rule, M + N> joined(const std::array<Rule, M>& first,
                                         const std::array<Rule, N>& second) {
  std::array<Rule, M + N> all{};
  std::copy(first.begin(), first.end(), all.begin());
  std::copy(second.begin(), second.end(), all.begin() + M);
  return all;
}

/// As these choices say, which have one for each of the rules.
AcceptorRules acceptor_rules_of(std::span<const Choice> choices);

}  // namespace paxoscope::model
