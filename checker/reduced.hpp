// A model of which some states are taken for the same and some steps left out, because nothing that is asked depends on them.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include "checker/model.hpp"
#include "checker/part.hpp"
#include "checker/symmetry.hpp"
#include "checker/value_symmetry.hpp"
#include "checker/wrapper.hpp"

namespace paxoscope::checker {

/// What may be left out of a model, as someone argues who knows it.
///
/// - `normalize(state)` makes of a state the one that stands for it;
/// - `needed(state)` is a predicate of the actions enabled in `state`, which stands for itself: those that must be explored.
///
/// What it promises of every reachable state s that the search needs, with n(s) for its normal form:
/// - n(n(s)) = n(s), and properties notice the same in s and n(s);
/// - every needed step of n(s) has a twin: some step of s, of the model as it is, leads to a state with the same normal form
///   (so whatever is found among normal forms is found in as many steps of a real run);
/// - whatever a shortest run from s comes to, a run of needed steps from n(s) comes to in as many steps.
///
/// Tests try the first two in every state of small spaces, and the third by comparing searches; docs/reductions.md has the arguments.
template <typename R, typename M>
concept ReductionOf = Model<M> && requires(const R& reduction, typename M::State& state,
                                           const typename M::State& same, const typename M::Action& action) {
  reduction.normalize(state);
  { reduction.needed(same)(action) } -> std::same_as<bool>;
};

/// A model that lets a predicate choose, before it computes them, which successors are wanted:
/// `for_each_wanted_successor(state, is_wanted, visit)`.
template <typename M>
concept HasWantedSuccessors = Model<M> && requires(const M& model, const typename M::State& state) {
  model.for_each_wanted_successor(
      state, [](const typename M::Action&) { return true; },
      [](const typename M::Action&, const typename M::State&) {});
};

/// The model, reduced. States, actions and steps are the model's own; what is stored is normal forms.
///
/// It says nothing of local steps or of what commutes: a normal form depends on the whole state.
template <typename M, ReductionOf<M> R>
class Reduced : public Wrapper<M> {
  using Wrapper<M>::inner;

 public:
  using State = typename M::State;
  using Action = typename M::Action;

  /// Keeps references to both.
  Reduced(const M& model, const R& reduction) : Wrapper<M>(model), reduction_(reduction) {}

  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const {
    const auto is_needed = reduction_.needed(state);
    inner().for_each_enabled(state, [&](const Action& action) {
      if (is_needed(action)) visit(action);
    });
  }
  template <typename Visit>
  void for_each_successor(const State& state, Visit&& visit) const {
    if constexpr (HasWantedSuccessors<M>) {
      inner().for_each_wanted_successor(state, reduction_.needed(state), visit);
    } else {
      for_each_enabled(state, [&](const Action& action) { visit(action, this->apply(state, action)); });
    }
  }
  /// All steps, also those that a search leaves out.
  template <typename Visit>
  void for_each_unreduced_successor(const State& state, Visit&& visit) const {
    checker::for_each_successor(inner(), state, visit);
  }

  /// Of the normal form.
  void encode(const State& state, std::span<std::byte> encoding) const {
    State normal = state;
    reduction_.normalize(normal);
    inner().encode(normal, encoding);
  }
  [[nodiscard]] std::vector<Part> parts() const requires HasParts<M> { return inner().parts(); }
  [[nodiscard]] InterchangeableParts interchangeable_parts() const requires HasInterchangeableParts<M> {
    return inner().interchangeable_parts();
  }
  [[nodiscard]] std::size_t interchangeable_values() const requires HasInterchangeableValues<M> {
    return inner().interchangeable_values();
  }
  [[nodiscard]] State rename_values(const State& state, const ValueRenaming& renaming) const requires
      HasInterchangeableValues<M> {
    return inner().rename_values(state, renaming);
  }

 private:
  const R& reduction_;
};

}  // namespace paxoscope::checker
