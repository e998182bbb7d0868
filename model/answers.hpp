// Functions that stand in for rules, as tables: what they answer to all that they can be asked within the bounds.
//
// A search asks the tables, never the functions: what is asked twice is answered alike, and nothing can go wrong any more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "model/catalogue.hpp"
#include "model/ids.hpp"
#include "model/quorums.hpp"

namespace paxoscope::model {

/// Votes as numbers, 0 for none, in their order.
struct VoteNumbers {
  int ballots = 0;
  int values = 0;

  /// How many there are, with that of no vote.
  [[nodiscard]] constexpr int count() const { return 1 + ballots * values; }
  [[nodiscard]] constexpr int number(const Vote& vote) const {
    return vote.exists() ? 1 + vote.ballot.index() * values + vote.value.index() : 0;
  }
  [[nodiscard]] constexpr Vote vote(int number) const {
    return number == 0 ? Vote{} : Vote{Ballot((number - 1) / values), Value((number - 1) % values)};
  }
};

/// What an acceptor answers, by who it is, what it has promised, the vote that it keeps, and what it is asked about.
class AcceptorTable {
 public:
  /// What it is asked about: a ballot, to promise it; or a ballot and a value, to vote.
  enum class About : std::uint8_t { kBallot, kVote };

  /// `answers` has one for each question: of the first acceptor before those of the second, then by what it has promised (0 for
  /// nothing), then by the number of its vote, then by the ballot and the value that it is asked about.
  AcceptorTable(int acceptors, VoteNumbers votes, About about, std::vector<std::uint8_t> answers);

  /// How many answers there are.
  [[nodiscard]] static std::size_t size(int acceptors, VoteNumbers votes, About about);

  template <typename Acceptor>
  [[nodiscard]] int answer(const Acceptor& acceptor, Ballot ballot, Value value = Value(0)) const {
    return answers_[index(acceptor.id(), acceptor.promised(), acceptor.kept(), ballot, value)];
  }
  [[nodiscard]] const VoteNumbers& votes() const { return votes_; }

  /// Whether it is all the same which acceptor is asked.
  [[nodiscard]] bool are_acceptors_alike() const;
  /// Whether nothing changes but the names where two values change names. `is_answer_a_vote`: else it is one that names no value.
  [[nodiscard]] bool are_values_alike(bool is_answer_a_vote) const;

 private:
  [[nodiscard]] std::size_t index(AcceptorId acceptor, Ballot promised, const Vote& kept, Ballot ballot,
                                  Value value) const;

  int acceptors_;
  VoteNumbers votes_;
  About about_;
  std::vector<std::uint8_t> answers_;
};

/// Which value a proposal carries, by its ballot and what its quorum reported: a vote or none from each.
class ProposalTable {
 public:
  /// A question as a number. `reports` are numbers of votes, in any order, at most one for each acceptor.
  [[nodiscard]] static std::uint64_t question(Ballot ballot, std::span<const int> reports);

  struct Entry {
    std::uint64_t question;
    std::uint8_t answer;  ///< 0, or which value, counted from 1
  };

  ProposalTable(VoteNumbers votes, std::vector<Entry> entries);

  /// Nothing where the answer is that it is free to choose. The question must be one of the table's.
  [[nodiscard]] Value answer(Ballot ballot, std::span<const int> reports) const;
  [[nodiscard]] const VoteNumbers& votes() const { return votes_; }

  [[nodiscard]] bool are_values_alike() const;

 private:
  [[nodiscard]] const Entry& entry(std::uint64_t question) const;

  VoteNumbers votes_;
  std::vector<Entry> entries_;  // by question
};

/// What the rules of a protocol can be asked about, within its bounds.
struct Questions {
  int acceptors = 0;
  VoteNumbers votes;
  /// What may be proposed: of each ballot as ProposalTable counts them, the number by which acceptors know it, and its proposer's own
  /// value, if it has one.
  std::vector<Vote> proposals;
};

/// What stands in for a rule, and the alternative that it makes.
struct Replacement {
  Alternative alternative;
  std::variant<AcceptorTable, Quorums, ProposalTable> answers;
};

/// What stands in for the rule called `rule`, whose answers are of this kind; null if nothing does. It lives as long as the whole of which it is a
/// part.
template <typename Answers>
std::shared_ptr<const Answers> replacement_of(std::span<const Choice> choices, std::string_view rule) {
  const auto& replacement = choice_of(choices, rule).replacement;
  if (replacement == nullptr) return nullptr;
  return {replacement, &std::get<Answers>(replacement->answers)};
}

}  // namespace paxoscope::model
