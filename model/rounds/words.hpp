// A run of Paxos in rounds in the words of the protocol.
#pragma once

#include <string>
#include <vector>

#include "model/narration.hpp"
#include "model/paxos/words.hpp"
#include "model/rounds/in_rounds.hpp"

namespace paxoscope::rounds {

/// Tells the steps of one model. Keeps a reference to it.
class Words {
 public:
  explicit Words(const InRounds& model) : model_(model), of_paxos_(model.paxos()) {}

  [[nodiscard]] std::vector<std::string> legend() const;
  [[nodiscard]] std::string process(const Action& action) const;
  [[nodiscard]] model::Record record(const Action& action) const;
  [[nodiscard]] std::string sentence(const State& before, const Action& action) const;
  [[nodiscard]] std::string refusal(const State& before, const Action& action) const;
  [[nodiscard]] std::vector<model::Process> processes() const { return of_paxos_.processes(); }
  [[nodiscard]] static model::Vocabulary vocabulary() { return {}; }
  [[nodiscard]] std::vector<model::Attribute> attributes(const State& state) const;
  [[nodiscard]] std::vector<model::Message> in_flight(const State& state) const {
    return of_paxos_.in_flight(state);
  }
  [[nodiscard]] std::vector<model::Variable> variables(const State& state) const;
  [[nodiscard]] model::Traffic traffic(const State& before, const Action& action, const State& after) const;
  [[nodiscard]] std::vector<std::string> notes(const State& before, const State& after) const {
    return of_paxos_.notes(before, after);
  }

 private:
  /// What Paxos starts that step from: of a ballot that is started those before it are skipped.
  [[nodiscard]] State skipping(const State& before, const paxos::Action& step) const;

  /// Names of those that have omitted something in this round, where they are counted.
  [[nodiscard]] std::vector<std::string> omitters(const State& state) const;
  [[nodiscard]] model::Term omitted(const State& state) const;

  const InRounds& model_;
  const paxos::Words of_paxos_;
};

}  // namespace paxoscope::rounds
