// The model behind a LiveModel, for what works on any checker::Model: a search from the middle of a run, a state graph.
#pragma once

#include <compare>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checker/model.hpp"
#include "cli/live_model.hpp"

namespace paxoscope::cli {

/// Begins in states of choice. States are their encodings; an action is its place among those enabled, with who takes it. Slower than the
/// model itself, of whose type it needs to know nothing. Keeps a reference to the model.
class ErasedModel {
 public:
  using State = std::string;
  struct Action {
    std::size_t place;
    std::size_t actor;

    friend auto operator<=>(const Action&, const Action&) = default;
  };

  ErasedModel(const LiveModel& model, State start) : ErasedModel(model, std::vector{std::move(start)}) {}
  ErasedModel(const LiveModel& model, std::vector<State> starts)
      : model_(model), starts_(std::move(starts)) {}

  [[nodiscard]] std::vector<State> initial_states() const { return starts_; }
  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const {
    const std::vector<std::size_t> actors = model_.actors_in(state);
    for (std::size_t place = 0; place < actors.size(); ++place) visit(Action{place, actors[place]});
  }
  [[nodiscard]] State apply(const State& state, const Action& action) const {
    return model_.after(state, action.place);
  }
  template <typename Visit>
  void for_each_successor(const State& state, Visit&& visit) const {
    const std::vector<std::size_t> actors = model_.actors_in(state);
    const std::vector<State> successors = model_.successors(state);
    for (std::size_t place = 0; place < actors.size(); ++place)
      visit(Action{place, actors[place]}, successors[place]);
  }

  [[nodiscard]] std::size_t encoded_bytes() const { return starts_.front().size(); }
  static void encode(const State& state, std::span<std::byte> encoding) {
    std::memcpy(encoding.data(), state.data(), state.size());
  }
  [[nodiscard]] static State decode(std::span<const std::byte> encoding) {
    State state(encoding.size(), '\0');
    std::memcpy(state.data(), encoding.data(), encoding.size());
    return state;
  }

  /// Of what kind an action is, only the model itself knows.
  [[nodiscard]] static std::size_t action_kinds() { return 1; }
  [[nodiscard]] static std::size_t action_kind(const Action& /*action*/) { return 0; }
  [[nodiscard]] std::size_t actors() const { return model_.actors(); }
  [[nodiscard]] static std::size_t actor(const Action& action) { return action.actor; }

  /// What it stands for.
  [[nodiscard]] const LiveModel& live() const { return model_; }

 private:
  const LiveModel& model_;
  std::vector<State> starts_;  // at least one
};

static_assert(checker::HasFusedSuccessors<ErasedModel>);

}  // namespace paxoscope::cli
