// A run of the sketch in words.
#pragma once

#include <string>
#include <vector>

#include "model/narration.hpp"
#include "model/sketch/sketch.hpp"

namespace paxoscope::sketch {

/// Who calls `proposer` to propose, and learns what that returns.
inline LearnerId caller(ProposerId proposer) { return LearnerId(proposer.index()); }

/// Tells the steps of one model. Keeps a reference to it.
class Words {
 public:
  explicit Words(const Sketch& model) : model_(model) {}

  /// Who is who, and what a call is here.
  [[nodiscard]] std::vector<std::string> legend() const;

  /// Who takes `action`: "p1".
  [[nodiscard]] static std::string process(const Action& action) { return name(action.proposer); }

  /// `action` as data. No two actions of a model have the same record.
  [[nodiscard]] static model::Record record(const Action& action);

  /// What happens when `action` is taken in `before`: a sentence without its full stop.
  [[nodiscard]] std::string sentence(const State& before, const Action& action) const;

  /// Why `action`, which is not possible in `before`, is not.
  [[nodiscard]] std::string refusal(const State& before, const Action& action) const;

  /// The proposers, the acceptors, and who calls the proposers.
  [[nodiscard]] std::vector<model::Process> processes() const;

  [[nodiscard]] static model::Vocabulary vocabulary() { return {"number", false}; }

  /// What is so of each of them; what calls return is left to `traffic`.
  [[nodiscard]] std::vector<model::Attribute> attributes(const State& state) const;

  /// The whole state. Ballots count from 1, and -1 stands for none.
  [[nodiscard]] std::vector<model::Variable> variables(const State& state) const;

  /// What `action`, which leads from `before` to `after`, says: a call, and what it returns.
  [[nodiscard]] model::Traffic traffic(const State& before, const Action& action, const State& after) const;

  /// What a step brought about that nobody need know: a value is chosen.
  [[nodiscard]] std::vector<std::string> notes(const State& before, const State& after) const;

 private:
  [[nodiscard]] std::string answer(const View& before, const Action& action) const;
  [[nodiscard]] std::string end_of_run(const View& before, const Action& action) const;

  const Sketch& model_;
};

}  // namespace paxoscope::sketch
