#include "model/phrases.hpp"

#include <fmt/format.h>

namespace paxoscope::model {

std::string plural(std::size_t count, const char* thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string enumerate(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

std::string steps(const std::vector<std::size_t>& numbers) {
  std::vector<std::string> texts;
  texts.reserve(numbers.size());
  for (const std::size_t number : numbers) texts.push_back(std::to_string(number));
  return fmt::format("step{} {}", texts.size() == 1 ? "" : "s", enumerate(texts));
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

Message promise_message(const std::string& named, std::string from, std::string to, Ballot ballot,
                        const Vote& reported) {
  Message message{Message::Kind::kPromise, std::move(from), std::move(to), number(ballot), "", 0, ""};
  std::string report = "no vote";
  if (reported.exists()) {
    message.value = name(reported.value);
    message.reported = number(reported.ballot);
    report = fmt::format("voted {} in {}", name(reported.value), name(reported.ballot));
  }
  message.text = fmt::format("{} {}, {}", named, name(ballot), report);
  return message;
}

Term term(Ballot ballot) { return Term::number(ballot.exists() ? number(ballot) : -1); }
Term term(Value value) { return Term::name(value.exists() ? name(value) : "none"); }
Term term(const Vote& vote) { return Term::tuple({term(vote.ballot), term(vote.value)}); }
Term term(AcceptorId acceptor, const Vote& vote) {
  return Term::tuple({Term::name(name(acceptor)), term(vote.ballot), term(vote.value)});
}

Message message_1a(std::string from, Ballot ballot) {
  return {Message::Kind::kPrepare, std::move(from), "", number(ballot), "", 0, "1a " + name(ballot)};
}

Message message_2a(std::string from, Ballot ballot, const std::string& what, const std::string& where) {
  return {Message::Kind::kAccept,
          std::move(from),
          "",
          number(ballot),
          what,
          0,
          fmt::format("2a {} in {}", what, where)};
}

Message message_2b(AcceptorId from, Ballot ballot, const std::string& what, const std::string& where) {
  return {
      Message::Kind::kVote, name(from), "", number(ballot), what, 0, fmt::format("2b {} in {}", what, where)};
}

Term message_term(const char* type, std::vector<std::pair<std::string, Term>> fields) {
  fields.emplace(fields.begin(), "type", Term::text(type));
  return Term::record(std::move(fields));
}

void add_attributes(const AcceptorState& acceptor, std::vector<Attribute>& attributes) {
  const std::string who = name(acceptor.id());
  attributes.push_back({who, "promised", ballot_or_none(acceptor.promised())});
  attributes.push_back({who, "vote", name(acceptor.kept())});
}

std::string promise(const AcceptorState& before, Ballot ballot, const std::string& tells,
                    const AcceptorRules& rules) {
  const auto& [acceptor, promised, kept] = before;
  std::string text = fmt::format("{} promises ballot {}", name(acceptor), name(ballot));
  if (promised == ballot) text += " once more";
  if (promised > ballot) text += fmt::format(", although it has promised ballot {},", name(promised));
  text += " and " + tells;
  const Vote reported = rules.reported(ballot, before);
  if (reported.exists()) {
    text += fmt::format(" that its {} vote is for {}",
                        rules.vote_record == VoteRecord::kLatest ? "latest" : "highest", name(reported));
    if (!kept.exists()) text += ", although it has not voted";
    if (kept.exists() && kept != reported) text += fmt::format(", although it is for {}", name(kept));
  } else {
    text += kept.exists() ? fmt::format(" nothing of its vote for {}", name(kept)) : " that it has not voted";
  }
  const Ballot after = rules.promised_after_promise(ballot, before);
  if (after != ballot) {
    text += after == promised ? "; it does not remember the promise"
                              : fmt::format("; what it remembers is {}", ballot_or_none(after));
  }
  return text;
}

std::string vote(const AcceptorState& before, const Vote& cast) {
  const auto& [acceptor, promised, kept] = before;
  std::string text = fmt::format("{} votes for {}", name(acceptor), name(cast));
  if (promised > cast.ballot) text += fmt::format(", although it has promised ballot {},", name(promised));
  if (promised <= cast.ballot && kept.ballot > cast.ballot) {
    text += fmt::format(", although it has voted in ballot {},", name(kept.ballot));
  }
  return text;
}

std::string refusal(const AcceptorState& before, Ballot ballot) {
  const Ballot promised = before.promised_ballot;
  if (promised < ballot) return "its rule says so";
  return "it has promised " + (promised == ballot ? "that very ballot" : "ballot " + name(promised));
}

std::vector<std::string> newly_chosen(const History& before, const History& after) {
  const ValueSet old = before.chosen();
  std::vector<std::string> lines;
  after.chosen().for_each([&](Value value) {
    if (!old.contains(value)) lines.push_back(decision(after, after.cast, value, "chosen"));
  });
  return lines;
}

std::string crash(const AcceptorState& before, const StorageRules& rules) {
  std::vector<std::string> forgotten;
  if (rules.promised_after_crash(before) != before.promised()) {
    forgotten.push_back("that it promised ballot " + name(before.promised()));
  }
  if (rules.kept_after_crash(before) != before.kept()) {
    forgotten.push_back("its vote for " + name(before.kept()));
  }
  const std::string crashes = name(before.id()) + " crashes";
  return forgotten.empty() ? crashes : crashes + ", forgetting " + enumerate(forgotten);
}

std::string crash_line(const StorageRules& rules) {
  std::vector<std::string> kept;
  constexpr const char* kInTime = " (if that was written in time)";
  if (rules.promise == PromiseStorage::kDurable) kept.emplace_back("what it promised");
  if (rules.promise == PromiseStorage::kWithVote && rules.vote != VoteStorage::kVolatile) {
    kept.emplace_back("that its latest vote is a promise");
  }
  if (rules.promise == PromiseStorage::kLate) kept.push_back(std::string("what it promised") + kInTime);
  if (rules.vote == VoteStorage::kDurable) kept.emplace_back("its latest vote");
  if (rules.vote == VoteStorage::kLate) kept.push_back(std::string("its latest vote") + kInTime);
  return "an acceptor that crashes remembers " + (kept.empty() ? "nothing" : enumerate(kept));
}

}  // namespace paxoscope::model
