// The reduction of LastVoting: of the past only what is asked for is kept.
#pragma once

#include <span>

#include "model/catalogue.hpp"
#include "model/last_voting/last_voting.hpp"

namespace paxoscope::last_voting {

/// "past"
std::span<const model::Reduction> reductions();

/// It at work: a checker::ReductionOf<LastVoting>. docs/last_voting.md has the argument. Keeps a reference to the model.
class Past {
 public:
  /// `sees_votes`: some property looks at votes cast, else all that is asked is what processes decide.
  Past(const LastVoting& model, bool sees_votes) : model_(model), sees_votes_(sees_votes) {}

  /// Of phases in which nobody votes any more: in which lowest one each value was chosen, and proposals against such.
  void normalize(State& state) const;

  /// All steps are.
  struct Predicate {
    constexpr bool operator()(const Action& /*action*/) const { return true; }
  };
  [[nodiscard]] static Predicate needed(const State& /*state*/) { return {}; }

 private:
  const LastVoting& model_;
  bool sees_votes_;
};

}  // namespace paxoscope::last_voting
