// What it takes for learners to learn, and for runs to count that they should: termination.
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/rounds/in_rounds.hpp"

namespace paxoscope::rounds {

/// In every run that counts, every learner that stays up learns something. A run counts if it goes on for ever, or until nothing is left to
/// happen, and
/// - from some moment on the network is stable, and there is a leader, where that is to come;
/// - a proposer that may start a ballot, again and again and always, does.
///
/// In rounds nothing else has to be asked of a run: time passes in each, and what is sent arrives in its time. Keeps a reference to the model.
class Termination {
 public:
  explicit Termination(const InRounds& model) : model_(model) {}

  [[nodiscard]] bool is_reached(const State& state) const { return !misses_one(state, false); }
  /// Of a state that has an end: whether it is one that counts, with a learner that is up and has learned nothing.
  [[nodiscard]] bool may_end(const State& state) const {
    return model_.is_settled(state) && misses_one(state, true);
  }

  /// That it is settled; that a learner which is up has learned nothing; and for each proposer that it starts a ballot, or may not.
  [[nodiscard]] std::size_t marks() const {
    return 2 + static_cast<std::size_t>(model_.bounds().paxos.proposers);
  }
  [[nodiscard]] std::uint32_t marks_of(const State& before, const Action& action, const State& after) const;

 private:
  /// Whether there is a learner that has learned nothing; or one of those that are up.
  [[nodiscard]] bool misses_one(const State& state, bool is_up) const;

  const InRounds& model_;
};

}  // namespace paxoscope::rounds
