// A run of the sketch in words.
#pragma once

#include <string>
#include <vector>

#include "model/narration.hpp"
#include "model/sketch/sketch.hpp"

namespace paxoscope::sketch {

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

  /// What differs between two states, proposer by proposer and acceptor by acceptor; what calls return is left to the sentence.
  [[nodiscard]] std::vector<model::Change> changes(const State& before, const State& after) const;

  /// What a step brought about that nobody need know: a value is chosen.
  [[nodiscard]] std::vector<std::string> notes(const State& before, const State& after) const;

 private:
  [[nodiscard]] std::string answer(const View& before, const Action& action) const;
  [[nodiscard]] std::string end_of_run(const View& before, const Action& action) const;

  const Sketch& model_;
};

}  // namespace paxoscope::sketch
