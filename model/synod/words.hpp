// A run of Paxos.tla in words.
#pragma once

#include <string>
#include <vector>

#include "model/narration.hpp"
#include "model/synod/synod.hpp"

namespace paxoscope::synod {

/// "ballot 1"
inline std::string ballot_name(Ballot ballot) { return "ballot " + name(ballot); }

/// Tells the steps of one model. Keeps a reference to it.
class Words {
 public:
  explicit Words(const Synod& model) : model_(model) {}

  /// Who is who, and what a message is here.
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

  /// The variables of Paxos.tla. Ballots count from 1, and -1 stands for none.
  [[nodiscard]] std::vector<model::Variable> variables(const State& state) const;

  /// What `action`, which leads from `before` to `after`, does with messages.
  [[nodiscard]] model::Traffic traffic(const State& before, const Action& action, const State& after) const;

  /// What a step brought about that nobody need know: a value is chosen.
  [[nodiscard]] std::vector<std::string> notes(const State& before, const State& after) const;

 private:
  [[nodiscard]] std::string proposing(const View& before, Ballot ballot, Value value) const;
  [[nodiscard]] static std::string voting(const View& before, const Action& action);

  const Synod& model_;
};

}  // namespace paxoscope::synod
