#include "model/phrases.hpp"

#include <fmt/format.h>

namespace paxoscope::model {

std::string enumerate(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

std::vector<std::string> acceptors_lines(int acceptors, const Quorums& promising, const Quorums& voting) {
  std::string who =
      fmt::format("{}: acceptor{}", enumerate_first<AcceptorId>(acceptors), acceptors == 1 ? "" : "s");
  const Quorums majorities = Quorums::majorities(acceptors);
  if (promising == majorities && voting == majorities) {
    who += acceptors == 1 ? "; alone a majority" : fmt::format("; any {} are a majority", acceptors / 2 + 1);
    return {who};
  }
  return {who, "quorums, to promise a ballot: " + name(promising, acceptors),
          "quorums, to choose a value: " + name(voting, acceptors)};
}

std::string ballot_or_none(Ballot ballot) { return ballot.exists() ? "ballot " + name(ballot) : "none"; }

std::string reported(const Vote& vote) {
  return vote.exists() ? fmt::format("its latest vote is for {}", name(vote)) : "it has not voted";
}

std::vector<std::string> newly_chosen(const History& before, const History& after) {
  const ValueSet old = before.chosen();
  std::vector<std::string> lines;
  after.chosen().for_each([&](Value value) {
    if (!old.contains(value)) lines.push_back(decision(after, after.cast, value, "chosen"));
  });
  return lines;
}

}  // namespace paxoscope::model
