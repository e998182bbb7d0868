// The narrow waist: what a protocol must offer to be explored, and all that an engine may know of it.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace paxoscope::checker {

/// A transition system with named actions.
///
/// All nondeterminism is in the choice of the action: `apply` is a function, so a path is an initial state
/// and a list of actions, and whoever replays it needs no search.
///
/// What a model promises, beyond the signatures:
/// - `initial_states()` has no duplicates and always returns the same states in the same order;
/// - `for_each_enabled(state, visit)` calls `visit` once for each action enabled in `state`, in strictly
///   increasing order of `Action`. That order is part of the contract: it decides which of several equally
///   good counterexamples is shown;
/// - `apply(state, action)` is defined for enabled actions only;
/// - `encode` writes exactly `encoded_bytes()` bytes; two states are taken for the same if and only if their
///   encodings are equal; `decode` gives back a state with this encoding. Where no reduction is at work that is
///   the state itself, otherwise the one that stands for it;
/// - `action_kind(action)` is in 0..`action_kinds()`-1 and groups actions for counting;
/// - `actor(action)` is in 0..`actors()`-1 and says which process takes the step.
template <typename M>
concept Model = std::regular<typename M::State> && std::totally_ordered<typename M::Action> &&
    std::copyable<typename M::Action> &&
    requires(const M& model, const typename M::State& state, const typename M::Action& action,
             std::span<std::byte> encoding_out, std::span<const std::byte> encoding) {
  { model.initial_states() } -> std::same_as<std::vector<typename M::State>>;
  model.for_each_enabled(state, [](const typename M::Action&) {});
  { model.apply(state, action) } -> std::same_as<typename M::State>;
  { model.encoded_bytes() } -> std::same_as<std::size_t>;
  model.encode(state, encoding_out);
  { model.decode(encoding) } -> std::same_as<typename M::State>;
  { model.action_kinds() } -> std::same_as<std::size_t>;
  { model.action_kind(action) } -> std::same_as<std::size_t>;
  { model.actors() } -> std::same_as<std::size_t>;
  { model.actor(action) } -> std::same_as<std::size_t>;
};

/// A model with a fused path: all successors of a state at once, faster than action by action.
///
/// `for_each_successor(state, visit)` calls `visit(action, successor)` for exactly what `for_each_enabled` and
/// `apply` yield, in that order. The successor is lent for the duration of the call.
template <typename M>
concept HasFusedSuccessors = Model<M> && requires(const M& model, const typename M::State& state) {
  model.for_each_successor(state, [](const typename M::Action&, const typename M::State&) {});
};

/// A model whose states hold their encoding as it is: `encoded_words(state)` points to what `encode` would write, in
/// words of 64 bits. It spares a copy of every successor.
template <typename M>
concept HoldsEncoding = Model<M> && requires(const M& model, const typename M::State& state) {
  { model.encoded_words(state) } -> std::same_as<const std::uint64_t*>;
};

/// A model whose encoding stands for several states may call a process otherwise in the state that stands for another.
/// `actor_in_representative(state, actor)` says how; without it, names are the same everywhere.
template <typename M>
concept RenamesActors = Model<M> && requires(const M& model, const typename M::State& state) {
  { model.actor_in_representative(state, std::size_t{}) } -> std::same_as<std::size_t>;
};

/// Calls `visit(action, successor)` for every transition that leaves `state`, in the order of the actions.
template <Model M, typename Visit>
void for_each_successor(const M& model, const typename M::State& state, Visit&& visit) {
  if constexpr (HasFusedSuccessors<M>) {
    model.for_each_successor(state, visit);
  } else {
    model.for_each_enabled(
        state, [&](const typename M::Action& action) { visit(action, model.apply(state, action)); });
  }
}

/// A model that leaves out steps because a search does without. `for_each_unreduced_successor(state, visit)` calls
/// `visit(action, successor)` for all of them.
template <typename M>
concept LeavesOutSteps = Model<M> && requires(const M& model, const typename M::State& state) {
  model.for_each_unreduced_successor(state, [](const typename M::Action&, const typename M::State&) {});
};

/// Calls `visit(action, successor)` for every transition that leaves `state`, also for those that a search does without.
template <Model M, typename Visit>
void for_each_unreduced_successor(const M& model, const typename M::State& state, Visit&& visit) {
  if constexpr (LeavesOutSteps<M>) {
    model.for_each_unreduced_successor(state, visit);
  } else {
    for_each_successor(model, state, visit);
  }
}

/// A run: which initial state (an index into `initial_states()`), then the actions taken.
template <typename Action>
struct Path {
  std::size_t initial_state = 0;
  std::vector<Action> actions;

  friend bool operator==(const Path&, const Path&) = default;
};

}  // namespace paxoscope::checker
