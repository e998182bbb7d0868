// The decisions of an acceptor, which every protocol of the family has, and other ways to take them.
//
// In each enumeration the specified alternative comes first, and the order is that of the alternatives of the rule.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "model/answers.hpp"
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

/// The decisions of an acceptor, in the order of their rules.
enum class AcceptorRule : std::uint8_t {
  kMayPromise,
  kPromiseRecord,
  kPromiseReports,
  kMayVote,
  kVotePromises,
  kVoteRecord,
};

inline constexpr int kAcceptorRules = 6;

/// One alternative of each, or what stands in for it, and what an acceptor does by them.
///
/// An `Acceptor` has functions `id()`, `promised()` and `kept()`, of which the ballot and the vote may not exist.
struct AcceptorRules {
  MayPromise promises{};
  PromiseRecord promise_record{};
  PromiseReports promise_reports{};
  MayVote votes{};
  VotePromises vote_promises{};
  VoteRecord vote_record{};
  std::array<std::shared_ptr<const AcceptorTable>, kAcceptorRules> replaced{};

  /// Paxos Made Simple, section 2.2, phase 1(b): "If an acceptor receives a prepare request with number n greater than that of any
  /// prepare request to which it has already responded". What is promised also counts the ballots it voted in: a vote is a promise.
  template <typename Acceptor>
  [[nodiscard]] bool may_promise(Ballot ballot, const Acceptor& acceptor) const {
    if (const AcceptorTable* table = replacement(AcceptorRule::kMayPromise)) {
      return table->answer(acceptor, ballot) != 0;
    }
    return may_promise(ballot, acceptor.promised());
  }
  /// The same where nothing stands in for the rule.
  [[nodiscard]] bool may_promise(Ballot ballot, Ballot promised) const {
    if (promises == MayPromise::kAlways) return true;
    return promises == MayPromise::kAtOrAbovePromise ? ballot >= promised : ballot > promised;
  }
  template <typename Acceptor>
  [[nodiscard]] Ballot promised_after_promise(Ballot ballot, const Acceptor& acceptor) const {
    if (const AcceptorTable* table = replacement(AcceptorRule::kPromiseRecord)) {
      return Ballot(table->answer(acceptor, ballot) - 1);
    }
    return promise_record == PromiseRecord::kKept ? ballot : acceptor.promised();
  }
  template <typename Acceptor>
  [[nodiscard]] Vote reported(Ballot ballot, const Acceptor& acceptor) const {
    if (const AcceptorTable* table = replacement(AcceptorRule::kPromiseReports)) {
      return table->votes().vote(table->answer(acceptor, ballot));
    }
    return promise_reports == PromiseReports::kLatestVote ? acceptor.kept() : Vote{};
  }

  /// Phase 2(b): "it accepts the proposal unless it has already responded to a prepare request having a number greater than n". This
  /// is what makes a promise mean anything: without it a vote can slip in below a ballot whose proposer was told that there was
  /// none.
  template <typename Acceptor>
  [[nodiscard]] bool may_vote(const Vote& asked, const Acceptor& acceptor) const {
    if (const AcceptorTable* table = replacement(AcceptorRule::kMayVote)) {
      return table->answer(acceptor, asked.ballot, asked.value) != 0;
    }
    return may_vote(asked.ballot, acceptor.promised());
  }
  /// The same where nothing stands in for the rule.
  [[nodiscard]] bool may_vote(Ballot ballot, Ballot promised) const {
    if (votes == MayVote::kAlways) return true;
    return votes == MayVote::kAbovePromise ? ballot > promised : ballot >= promised;
  }
  template <typename Acceptor>
  [[nodiscard]] Ballot promised_after_vote(const Vote& cast, const Acceptor& acceptor) const {
    if (const AcceptorTable* table = replacement(AcceptorRule::kVotePromises)) {
      return Ballot(table->answer(acceptor, cast.ballot, cast.value) - 1);
    }
    return vote_promises == VotePromises::kYes ? cast.ballot : acceptor.promised();
  }
  template <typename Acceptor>
  [[nodiscard]] Vote kept_after_vote(const Vote& cast, const Acceptor& acceptor) const {
    if (const AcceptorTable* table = replacement(AcceptorRule::kVoteRecord)) {
      return table->votes().vote(table->answer(acceptor, cast.ballot, cast.value));
    }
    return vote_record == VoteRecord::kLatest || cast.ballot >= acceptor.kept().ballot ? cast
                                                                                       : acceptor.kept();
  }

  /// What stands in for a rule; null if nothing does.
  [[nodiscard]] const AcceptorTable* replacement(AcceptorRule rule) const {
    return replaced[static_cast<std::size_t>(rule)].get();
  }
  /// Whether no acceptor promises a ballot twice, however often it is asked. Of what stands in for rules nothing is known.
  [[nodiscard]] bool promise_once() const {
    return promises == MayPromise::kAbovePromise && promise_record == PromiseRecord::kKept &&
           votes != MayVote::kAlways && are_all_known();
  }
  /// Whether an acceptor that may not promise a ballot, or vote in it, never will.
  [[nodiscard]] bool refuse_for_good() const {
    return promises != MayPromise::kAlways && votes != MayVote::kAlways && are_all_known();
  }
  /// Whether nothing stands in for any of them.
  [[nodiscard]] bool are_all_known() const {
    return std::all_of(replaced.begin(), replaced.end(), [](const auto& table) { return table == nullptr; });
  }

  /// Whether it is all the same to them which acceptor it is.
  [[nodiscard]] bool are_acceptors_alike() const {
    return std::all_of(replaced.begin(), replaced.end(),
                       [](const auto& table) { return table == nullptr || table->are_acceptors_alike(); });
  }

  friend bool operator==(const AcceptorRules&, const AcceptorRules&) = default;
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
            {"above-promise", "only a ballot above every ballot it has promised", true, specified},
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
constexpr std::array<Rule, kAcceptorRules> acceptor_rules(const AcceptorAlternatives& alternatives,
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
