// Ballots without end: states that differ only in which numbers ballots have are one.
//
// Proposers that never give up start ballots for ever, and a state that has their numbers in it never comes back. But whoever looks at a ballot
// compares it with others, and asks at most whose it is; and a new one is above all that anything speaks of. So what matters of the numbers is
// their order and, of those that messages to or from a proposer go by, whose they are. docs/rounds.md has the argument, and what is forgotten
// before, because nothing speaks of it any more.
//
// It is meant for the question whether learners learn: of the past only that is kept.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "checker/model.hpp"
#include "checker/wrapper.hpp"
#include "model/rounds/in_rounds.hpp"

namespace paxoscope::rounds {

class Unbounded : public checker::Wrapper<InRounds> {
 public:
  /// The attempts of `model` are how many ballots of one proposer there may be at a time. Keeps a reference to it. There must be no reason
  /// why_not.
  explicit Unbounded(const InRounds& model) : Wrapper(model) {}

  /// The first rule, as "rule=alternative", under which numbers of ballots mean more than their order, or proposers remember more than
  /// of one ballot; empty if there is none.
  static std::string_view why_not(const Rules& rules);

  [[nodiscard]] std::vector<State> initial_states() const {
    return {representative(State(inner().initial_states().front()))};
  }
  [[nodiscard]] State apply(const State& state, const Action& action) const {
    return representative(inner().apply(state, action));
  }

  /// The state that stands for it.
  [[nodiscard]] State representative(const State& state) const;
  /// Whether some proposer may start a ballot and has no number for it: what follows from the state is then not all there is.
  [[nodiscard]] bool is_out_of_numbers(const State& state) const;

  /// A run of the model itself, in which numbers grow, that `path` stands for; nothing if it takes more numbers than there are.
  [[nodiscard]] std::optional<checker::Path<Action>> unfolded(const checker::Path<Action>& path) const;
};

static_assert(checker::Model<Unbounded>);

}  // namespace paxoscope::rounds
