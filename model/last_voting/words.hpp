// A run of LastVoting in words.
#pragma once

#include <string>
#include <vector>

#include "model/last_voting/last_voting.hpp"
#include "model/narration.hpp"

namespace paxoscope::last_voting {

/// Tells the steps of one model. Keeps a reference to it.
class Words {
 public:
  explicit Words(const LastVoting& model) : model_(model) {}

  /// Who is who, and what a round is here.
  [[nodiscard]] std::vector<std::string> legend() const;

  /// Which values the processes have in `state`, which is an initial one.
  [[nodiscard]] std::vector<std::string> beginning(const State& state) const;

  /// Whose round `action` is: "a1".
  [[nodiscard]] static std::string process(const Action& action) { return name(action.coordinator); }

  /// `action` as data. No two actions of a model have the same record.
  [[nodiscard]] static model::Record record(const Action& action);

  /// What happens when `action` is taken in `before`: a sentence without its full stop.
  [[nodiscard]] std::string sentence(const State& before, const Action& action) const;

  /// Why `action`, which is not possible in `before`, is not.
  [[nodiscard]] std::string refusal(const State& before, const Action& action) const;

  [[nodiscard]] std::vector<model::Process> processes() const;

  [[nodiscard]] static model::Vocabulary vocabulary() { return {"phase", false}; }

  /// What is so of each process.
  [[nodiscard]] std::vector<model::Attribute> attributes(const State& state) const;

  /// The whole state. Phases count from 1, and -1 stands for none.
  [[nodiscard]] std::vector<model::Variable> variables(const State& state) const;

  /// The messages of a round, of which those that are not heard are lost.
  [[nodiscard]] model::Traffic traffic(const State& before, const Action& action, const State& after) const;

  /// What a step brought about that nobody need know: a value is chosen.
  [[nodiscard]] std::vector<std::string> notes(const State& before, const State& after) const;

 private:
  [[nodiscard]] static std::string estimates(const View& before, const Action& action);
  [[nodiscard]] std::string voting(const View& before, ProcessSet heard) const;
  [[nodiscard]] std::string acks(const View& before, ProcessSet heard) const;
  [[nodiscard]] std::string deciding(const View& before, ProcessSet heard) const;
  /// The round in a few words.
  [[nodiscard]] std::string in_short(const View& before, const Action& action) const;
  /// What `p` sends in the round to come, to `to`.
  [[nodiscard]] static model::Message message(const View& before, ProcessId p, ProcessId to);

  const LastVoting& model_;
};

}  // namespace paxoscope::last_voting
