// A run of Fast Paxos in words.
#pragma once

#include <string>
#include <vector>

#include "model/fast_paxos/fast_paxos.hpp"
#include "model/narration.hpp"

namespace paxoscope::fast_paxos {

/// "ballot 1"
inline std::string ballot_name(Ballot ballot) { return "ballot " + name(ballot); }

/// "v1", or "any" where a ballot lets acceptors vote for any value.
inline std::string proposal_name(Value value) { return value.exists() ? name(value) : "any"; }

/// Tells the steps of one model. Keeps a reference to it.
class Words {
 public:
  explicit Words(const FastPaxos& model) : model_(model) {}

  /// Who is who, which ballots are fast, and what a message is here.
  [[nodiscard]] std::vector<std::string> legend() const;

  /// Who takes `action`: "a1" or "ballot 1".
  [[nodiscard]] static std::string process(const Action& action);

  /// `action` as data. No two actions of a model have the same record.
  [[nodiscard]] static model::Record record(const Action& action);

  /// What happens when `action` is taken in `before`: a sentence without its full stop.
  [[nodiscard]] std::string sentence(const State& before, const Action& action) const;

  /// Why `action`, which is not possible in `before`, is not.
  [[nodiscard]] std::string refusal(const State& before, const Action& action) const;

  /// The ballots, which ask and propose, and the acceptors.
  [[nodiscard]] std::vector<model::Process> processes() const;

  [[nodiscard]] static model::Vocabulary vocabulary() { return {"ballot", true}; }

  /// What is so of each ballot and of each acceptor; what acceptors sent is left to `traffic`.
  [[nodiscard]] std::vector<model::Attribute> attributes(const State& state) const;

  /// The variables of model/fast_paxos.tla. Ballots count from 1, and -1 stands for none.
  [[nodiscard]] std::vector<model::Variable> variables(const State& state) const;

  /// What `action`, which leads from `before` to `after`, does with messages.
  [[nodiscard]] model::Traffic traffic(const State& before, const Action& action, const State& after) const;

  /// What a step brought about that nobody need know: a value is chosen.
  [[nodiscard]] std::vector<std::string> notes(const State& before, const State& after) const;

 private:
  /// Whether it is promises that let a ballot propose, or votes that collide.
  enum class Ground { kPromises, kVotes };

  [[nodiscard]] static Reports reports(const View& before, Ballot ballot, Ground ground);
  /// Why a value may be proposed, or voted for: after a comma or a colon; empty if no reason is known.
  [[nodiscard]] std::string reason(const View& before, Ballot ballot, Value value, Ground ground) const;
  [[nodiscard]] std::string refusal_to_propose(const View& before, const Action& action) const;

  const FastPaxos& model_;
};

}  // namespace paxoscope::fast_paxos
