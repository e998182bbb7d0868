#include "model/answers.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace paxoscope::model {

namespace {

/// The vote after two values have changed names.
Vote with_exchanged(const Vote& vote, Value x, Value y) {
  if (vote.value == x) return {vote.ballot, y};
  if (vote.value == y) return {vote.ballot, x};
  return vote;
}

/// Calls `is_so(x, y)` for values next to each other, which can be exchanged one after the other into any order.
template <typename IsSo>
bool for_all_neighbours(int values, const IsSo& is_so) {
  for (int v = 0; v + 1 < values; ++v) {
    if (!is_so(Value(v), Value(v + 1))) return false;
  }
  return true;
}

}  // namespace

// ---- Acceptors

AcceptorTable::AcceptorTable(int acceptors, VoteNumbers votes, About about, std::vector<std::uint8_t> answers)
    : acceptors_(acceptors), votes_(votes), about_(about), answers_(std::move(answers)) {
  assert(answers_.size() == size(acceptors, votes, about));
}

std::size_t AcceptorTable::size(int acceptors, VoteNumbers votes, About about) {
  const int asked = about == About::kVote ? votes.ballots * votes.values : votes.ballots;
  return static_cast<std::size_t>(acceptors) * static_cast<std::size_t>(1 + votes.ballots) *
         static_cast<std::size_t>(votes.count()) * static_cast<std::size_t>(asked);
}

std::size_t AcceptorTable::index(AcceptorId acceptor, Ballot promised, const Vote& kept, Ballot ballot,
                                 Value value) const {
  int index = acceptor.index();
  index = index * (1 + votes_.ballots) + promised.index() + 1;
  index = index * votes_.count() + votes_.number(kept);
  index = index * votes_.ballots + ballot.index();
  if (about_ == About::kVote) index = index * votes_.values + value.index();
  return static_cast<std::size_t>(index);
}

bool AcceptorTable::are_acceptors_alike() const {
  const std::size_t of_one = answers_.size() / static_cast<std::size_t>(acceptors_);
  for (std::size_t i = of_one; i < answers_.size(); ++i) {
    if (answers_[i] != answers_[i - of_one]) return false;
  }
  return true;
}

bool AcceptorTable::are_values_alike(bool is_answer_a_vote) const {
  const int values_asked = about_ == About::kVote ? votes_.values : 1;
  const auto expected = [&](int answer, Value x, Value y) {
    return is_answer_a_vote ? votes_.number(with_exchanged(votes_.vote(answer), x, y)) : answer;
  };
  for (int a = 0; a < acceptors_; ++a) {
    for (int promised = -1; promised < votes_.ballots; ++promised) {
      for (int kept = 0; kept < votes_.count(); ++kept) {
        for (int asked = 0; asked < votes_.ballots * values_asked; ++asked) {
          const Ballot ballot(asked / values_asked);
          const Vote about{ballot, Value(asked % values_asked)};
          const int answer =
              answers_[index(AcceptorId(a), Ballot(promised), votes_.vote(kept), ballot, about.value)];
          const bool is_same = for_all_neighbours(votes_.values, [&](Value x, Value y) {
            const Vote other_kept = with_exchanged(votes_.vote(kept), x, y);
            const Value other_value =
                about_ == About::kVote ? with_exchanged(about, x, y).value : about.value;
            return answers_[index(AcceptorId(a), Ballot(promised), other_kept, ballot, other_value)] ==
                   expected(answer, x, y);
          });
          if (!is_same) return false;
        }
      }
    }
  }
  return true;
}

// ---- Proposals

namespace {

// A question: the ballot, then the reports in their order, each as its number and 1, so that an absent one is 0.
constexpr unsigned kReportBits = 7;
constexpr std::uint64_t kReportMask = (std::uint64_t{1} << kReportBits) - 1;
static_assert(kReportBits * kAcceptorsMax < 56);

}  // namespace

std::uint64_t ProposalTable::question(Ballot ballot, std::span<const int> reports) {
  assert(reports.size() <= static_cast<std::size_t>(kAcceptorsMax));
  std::array<int, kAcceptorsMax> sorted{};
  std::copy(reports.begin(), reports.end(), sorted.begin());
  std::sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(reports.size()));
  auto question = static_cast<std::uint64_t>(ballot.index());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const int report = i < reports.size() ? sorted.at(i) + 1 : 0;
    question = question << kReportBits | static_cast<std::uint64_t>(report);
  }
  return question;
}

ProposalTable::ProposalTable(VoteNumbers votes, std::vector<Entry> entries)
    : votes_(votes), entries_(std::move(entries)) {
  assert(static_cast<std::uint64_t>(votes.count()) <= kReportMask);
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.question < b.question; });
}

const ProposalTable::Entry& ProposalTable::entry(std::uint64_t question) const {
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), question,
                       [](const Entry& entry, std::uint64_t key) { return entry.question < key; });
  assert(found != entries_.end() && found->question == question);
  return *found;
}

Value ProposalTable::answer(Ballot ballot, std::span<const int> reports) const {
  return Value(entry(question(ballot, reports)).answer - 1);
}

bool ProposalTable::are_values_alike() const {
  return std::all_of(entries_.begin(), entries_.end(), [&](const Entry& one) {
    return for_all_neighbours(votes_.values, [&](Value x, Value y) {
      std::vector<int> reports;
      std::uint64_t rest = one.question;
      for (int i = 0; i < kAcceptorsMax; ++i, rest >>= kReportBits) {
        const auto report = static_cast<int>(rest & kReportMask);
        if (report > 0) reports.push_back(votes_.number(with_exchanged(votes_.vote(report - 1), x, y)));
      }
      const Vote answer{Ballot(0), Value(one.answer - 1)};
      const Value expected = one.answer == 0 ? Value() : with_exchanged(answer, x, y).value;
      return this->answer(Ballot(static_cast<int>(rest)), reports) == expected;
    });
  });
}

}  // namespace paxoscope::model
