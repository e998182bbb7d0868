// A run of classic Paxos in the words of the protocol.
#pragma once

#include <string>
#include <vector>

#include "model/narration.hpp"
#include "model/paxos/paxos.hpp"

namespace paxoscope::paxos {

/// "prepare", "promise", "accept" or "accepted".
std::string name(MessageType type);
/// "p1", "a1" or "l1".
std::string name(Process process);

/// Tells the steps of one model. Keeps a reference to it.
class Words {
 public:
  explicit Words(const Paxos& model) : model_(model) {}

  /// Who is who, and who owns which ballots.
  [[nodiscard]] std::vector<std::string> legend() const;

  /// The process that takes `action`: "p1", "a1", "l1" or "network".
  [[nodiscard]] std::string process(const Action& action) const;

  /// `action` as data. No two actions of a model have the same record.
  [[nodiscard]] model::Record record(const Action& action) const;

  /// What happens when `action` is taken in `before`: a sentence without its full stop.
  [[nodiscard]] std::string sentence(const State& before, const Action& action) const;

  /// Why `action` is not possible in `before`. There is little that rules forbid: some do nothing then, and crashes may come later.
  [[nodiscard]] std::string refusal(const State& before, const Action& action) const;

  /// The proposers, the acceptors, the learners.
  [[nodiscard]] std::vector<model::Process> processes() const;

  [[nodiscard]] static model::Vocabulary vocabulary() { return {}; }

  /// What is so of each process; messages are left to `in_flight` and `traffic`.
  [[nodiscard]] std::vector<model::Attribute> attributes(const State& state) const;

  /// The messages on their way.
  [[nodiscard]] std::vector<model::Message> in_flight(const State& state) const;

  /// The whole state. Ballots count from 1, and -1 stands for none.
  [[nodiscard]] std::vector<model::Variable> variables(const State& state) const;

  /// What `action`, which leads from `before` to `after`, does with messages.
  [[nodiscard]] model::Traffic traffic(const State& before, const Action& action, const State& after) const;

  /// "p1's prepare of ballot 1"
  [[nodiscard]] std::string described(const Message& message) const;

  /// A message as it stands in `variables`.
  [[nodiscard]] model::Term term_of(const Message& message) const;

  /// What a step brought about that no process need know: a value is chosen, or learned.
  [[nodiscard]] std::vector<std::string> notes(const State& before, const State& after) const;

 private:
  /// The ballot of a proposer by the number that acceptors know.
  [[nodiscard]] std::string number_name(Ballot ballot) const { return name(model_.number_of(ballot)); }
  [[nodiscard]] std::string receiving(const State& state, const Action& receipt) const;
  [[nodiscard]] std::string receiving_prepare(const State& state, const Message& prepare) const;
  [[nodiscard]] std::string receiving_promise(const State& state, const Message& promise, Value chosen) const;
  [[nodiscard]] std::string choice(const View& state, ProposerId proposer, Value chosen) const;
  [[nodiscard]] std::string receiving_accept(const State& state, const Message& accept) const;
  [[nodiscard]] std::string receiving_nack(const State& state, const Message& nack) const;
  /// What an acceptor that does not do what `request` asks for does instead: " and tells p1"; empty if nothing.
  [[nodiscard]] std::string told_of_refusal(const Message& request) const;
  [[nodiscard]] std::string crashing(const State& before, Process process) const;
  [[nodiscard]] std::string crashing_in_step(const State& before, const Action& action) const;
  [[nodiscard]] std::string starting_again(const State& before, Process process) const;
  /// To whom a step that is broken off sent something.
  [[nodiscard]] std::vector<std::string> told_by(const Action& broken_off) const;
  [[nodiscard]] model::Message told(const Message& message) const;

  const Paxos& model_;
};

}  // namespace paxoscope::paxos
