// Phrases that the protocols of the family share when they tell a run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/acceptor_rules.hpp"
#include "model/history.hpp"
#include "model/ids.hpp"
#include "model/narration.hpp"
#include "model/storage_rules.hpp"

namespace paxoscope::model {

/// "1 step", "2 steps"
std::string plural(std::size_t count, const char* thing);

/// "x", "x and y", "x, y and z"
std::string enumerate(const std::vector<std::string>& items);
/// "step 4", "steps 4 and 6"
std::string steps(const std::vector<std::size_t>& numbers);

/// The first `count` of a kind: "a1, a2 and a3".
template <typename Id>
std::string enumerate_first(int count) {
  std::vector<std::string> items;
  items.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) items.push_back(name(Id(i)));
  return enumerate(items);
}

/// Adds the first `count` of a kind to `processes`.
template <typename Id>
void add_processes(int count, const char* role, std::vector<Process>& processes) {
  for (int i = 0; i < count; ++i) processes.push_back({name(Id(i)), role});
}

/// The first `count` of a kind, each with a value: a function of the specification.
template <typename Id, typename Value>
Term function_of_first(int count, const Value& value) {
  std::vector<std::pair<Term, Term>> images;
  images.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) images.emplace_back(Term::name(name(Id(i))), value(Id(i)));
  return Term::function(std::move(images));
}

/// A ballot and a value, or a vote as a pair of them: -1 and "none" where there is none.
Term term(Ballot ballot);
Term term(Value value);
Term term(const Vote& vote);
/// Who votes, and for what: a triple.
Term term(AcceptorId acceptor, const Vote& vote);

/// Who the acceptors are and which of them are enough to promise a ballot, and to choose a value: lines of a legend.
std::vector<std::string> acceptors_lines(int acceptors, const Quorums& promising, const Quorums& voting);

/// What a promise is: a line of a legend.
inline constexpr const char* kPromiseLine = "a promise of ballot b: to vote in no ballot below b";

/// "ballot 2", or "none".
std::string ballot_or_none(Ballot ballot);

/// A promise of `ballot` as a message; `named` is what the protocol calls it: "promise 2, voted v1 in 1".
Message promise_message(const std::string& named, std::string from, std::string to, Ballot ballot,
                        const Vote& reported);

// The messages of Paxos.tla. They are for whoever acts on them; `where` is the ballot as it is told behind `what` is proposed or voted for.
/// "1a 2"
Message message_1a(std::string from, Ballot ballot);
/// "2a v1 in 2"
Message message_2a(std::string from, Ballot ballot, const std::string& what, const std::string& where);
/// "2b v1 in 2"
Message message_2b(AcceptorId from, Ballot ballot, const std::string& what, const std::string& where);
/// A message as a record of the specification, with the field "type" before the others.
Term message_term(const char* type, std::vector<std::pair<std::string, Term>> fields);

/// What an acceptor knows.
struct AcceptorState {
  AcceptorId acceptor;
  Ballot promised_ballot;
  Vote kept_vote;

  [[nodiscard]] AcceptorId id() const { return acceptor; }
  [[nodiscard]] Ballot promised() const { return promised_ballot; }
  [[nodiscard]] Vote kept() const { return kept_vote; }
};

/// What it promised, and the vote that it keeps.
void add_attributes(const AcceptorState& acceptor, std::vector<Attribute>& attributes);

/// What it knows in the state in which it is.
template <typename Acceptor>
AcceptorState known_to(const Acceptor& acceptor) {
  return {acceptor.id(), acceptor.promised(), acceptor.kept()};
}

/// "a1 promises ballot 2 and … that it has not voted", with what goes against the specified rules: `tells` says how and whom it tells,
/// `before` what it knew then.
std::string promise(const AcceptorState& before, Ballot ballot, const std::string& tells,
                    const AcceptorRules& rules);
/// "a1 votes for v1 in ballot 1", likewise.
std::string vote(const AcceptorState& before, const Vote& cast);
/// Why it does not promise a ballot, or does not vote in it, as a sentence of its own: "it has promised ballot 2".
std::string refusal(const AcceptorState& before, Ballot ballot);

/// "a1 crashes" and what it forgets by that, if it does: "a1 crashes, forgetting that it promised ballot 2"; `before` is what it knew then.
std::string crash(const AcceptorState& before, const StorageRules& rules);
/// What is left of an acceptor that crashes: a line of a legend.
std::string crash_line(const StorageRules& rules);

/// A ballot as it goes into a record: counted from 1.
constexpr std::int64_t number(Ballot ballot) { return ballot.index() + 1; }

/// A line for each value that is chosen now and was not before.
std::vector<std::string> newly_chosen(const History& before, const History& after);

}  // namespace paxoscope::model
