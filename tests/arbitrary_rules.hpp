// Functions in place of rules that answer by lot: whatever a user may write, and stranger.
//
// What is answered follows from a seed and the question alone. The naive models ask it as it is; for the packed ones it becomes tables.
#pragma once

#include <cstdint>
#include <memory>
#include <ostream>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/answers.hpp"
#include "model/catalogue.hpp"

namespace paxoscope::tests {

/// Acceptors, ballots and values are counted from 0, and none is -1.
struct ArbitraryRules {
  std::uint64_t seed = 0;
  std::set<std::string> replaced;  ///< names of rules
  bool tells_acceptors_apart = false;

  /// For the name of a failed case.
  friend std::ostream& operator<<(std::ostream& out, const ArbitraryRules& rules) {
    out << "seed " << rules.seed;
    for (const std::string& rule : rules.replaced) out << ", " << rule;
    return out;
  }

  [[nodiscard]] bool replaces(const std::string& rule) const { return replaced.contains(rule); }

  /// A number below `below`.
  [[nodiscard]] int answer(std::string_view rule, const std::vector<int>& question, int below) const {
    constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15;
    constexpr unsigned kShift = 29;
    std::uint64_t hash = seed * kOdd;
    const auto mix = [&](std::uint64_t word) {
      hash = (hash ^ word) * kOdd;
      hash ^= hash >> kShift;
    };
    for (const char c : rule) mix(static_cast<std::uint64_t>(c));
    for (const int number : question) mix(static_cast<std::uint64_t>(number + 1));
    mix(kOdd);
    return static_cast<int>(hash % static_cast<std::uint64_t>(below));
  }

  /// What an acceptor answers to all that it is asked about: a ballot, and perhaps a value.
  [[nodiscard]] int of_acceptor(const std::string& rule, int acceptor, int promised, int kept_ballot,
                                int kept_value, std::vector<int> about, int below) const {
    about.insert(about.begin(), {tells_acceptors_apart ? acceptor : 0, promised, kept_ballot, kept_value});
    return answer(rule, about, below);
  }

  /// Which value a proposal carries: -1 is that of its proposer, or any. `reports` are those of the promises, in order.
  [[nodiscard]] int proposal(int ballot, const std::vector<std::pair<int, int>>& reports, int values) const {
    std::vector<int> question{ballot};
    for (const auto& [reported_ballot, value] : reports)
      question.insert(question.end(), {reported_ballot, value});
    return answer("proposal-value", question, values + 1) - 1;
  }
};

namespace detail {

inline model::AcceptorTable acceptor_table(const ArbitraryRules& arbitrary, const std::string& rule,
                                           const model::Questions& questions, bool is_about_votes,
                                           int below) {
  using About = model::AcceptorTable::About;
  const auto& [ballots, values] = questions.votes;
  std::vector<std::uint8_t> answers;
  for (int a = 0; a < questions.acceptors; ++a) {
    for (int promised = -1; promised < ballots; ++promised) {
      for (int kept = 0; kept < questions.votes.count(); ++kept) {
        const model::Vote vote = questions.votes.vote(kept);
        for (int b = 0; b < ballots; ++b) {
          for (int v = 0; v < (is_about_votes ? values : 1); ++v) {
            answers.push_back(static_cast<std::uint8_t>(
                arbitrary.of_acceptor(rule, a, promised, vote.ballot.index(), vote.value.index(),
                                      is_about_votes ? std::vector<int>{b, v} : std::vector<int>{b}, below)));
          }
        }
      }
    }
  }
  return {questions.acceptors, questions.votes, is_about_votes ? About::kVote : About::kBallot,
          std::move(answers)};
}

/// Calls `visit(reports)` for each list of 1 to `most` numbers below `below` in which none is less than the one before.
template <typename Visit>
void for_each_multiset(int below, int most, std::vector<int>& reports, const Visit& visit) {
  for (int next = reports.empty() ? 0 : reports.back(); next < below; ++next) {
    reports.push_back(next);
    visit(reports);
    if (static_cast<int>(reports.size()) < most) for_each_multiset(below, most, reports, visit);
    reports.pop_back();
  }
}

inline model::ProposalTable proposal_table(const ArbitraryRules& arbitrary,
                                           const model::Questions& questions) {
  std::vector<model::ProposalTable::Entry> entries;
  for (int b = 0; b < static_cast<int>(questions.proposals.size()); ++b) {
    std::vector<int> numbers;
    for_each_multiset(questions.votes.count(), questions.acceptors, numbers,
                      [&](const std::vector<int>& reports) {
                        std::vector<std::pair<int, int>> votes;
                        for (const int number : reports) {
                          const model::Vote vote = questions.votes.vote(number);
                          votes.emplace_back(vote.ballot.index(), vote.value.index());
                        }
                        const int value = arbitrary.proposal(b, votes, questions.votes.values);
                        entries.push_back({model::ProposalTable::question(model::Ballot(b), reports),
                                           static_cast<std::uint8_t>(value + 1)});
                      });
  }
  return {questions.votes, std::move(entries)};
}

}  // namespace detail

/// `choices`, but for the rules that are replaced.
inline std::vector<model::Choice> with_tables(std::vector<model::Choice> choices,
                                              const ArbitraryRules& arbitrary,
                                              const model::Questions& questions) {
  const int ballots = questions.votes.ballots;
  for (model::Choice& choice : choices) {
    const std::string rule(choice.rule->name);
    if (!arbitrary.replaces(rule)) continue;
    const auto table = [&]() -> decltype(model::Replacement::answers) {
      if (rule == "proposal-value") return detail::proposal_table(arbitrary, questions);
      const bool is_about_votes = rule == "may-vote" || rule == "vote-promises" || rule == "vote-record";
      const int below = rule == "may-promise" || rule == "may-vote"           ? 2
                        : rule == "promise-record" || rule == "vote-promises" ? ballots + 1
                                                                              : questions.votes.count();
      return detail::acceptor_table(arbitrary, rule, questions, is_about_votes, below);
    };
    const auto replacement =
        std::make_shared<model::Replacement>(model::Replacement{{"arbitrary", "", false, {}, ""}, table()});
    choice = {choice.rule, &replacement->alternative, {}, replacement};
  }
  return choices;
}

/// Sets of rules to replace: each alone, then all.
inline std::vector<std::set<std::string>> rules_to_replace() {
  const std::set<std::string> all{"may-promise",   "promise-record", "promise-reports", "may-vote",
                                  "vote-promises", "vote-record",    "proposal-value"};
  std::vector<std::set<std::string>> sets;
  for (const std::string& rule : all) sets.push_back({rule});
  sets.push_back(all);
  return sets;
}

}  // namespace paxoscope::tests
