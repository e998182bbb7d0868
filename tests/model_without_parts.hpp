// A model that keeps to itself what it knows beyond the model interface.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "checker/model.hpp"

namespace paxoscope::tests {

/// The same transition system, action by action: no parts, no local steps, nothing that commutes.
template <checker::Model M>
class ModelWithoutParts {
 public:
  using State = typename M::State;
  using Action = typename M::Action;

  /// Keeps a reference to the model.
  explicit ModelWithoutParts(const M& model) : model_(model) {}

  [[nodiscard]] std::vector<State> initial_states() const { return model_.initial_states(); }
  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const {
    model_.for_each_enabled(state, visit);
  }
  [[nodiscard]] State apply(const State& state, const Action& action) const {
    return model_.apply(state, action);
  }
  [[nodiscard]] std::size_t encoded_bytes() const { return model_.encoded_bytes(); }
  void encode(const State& state, std::span<std::byte> encoding) const { model_.encode(state, encoding); }
  [[nodiscard]] State decode(std::span<const std::byte> encoding) const { return model_.decode(encoding); }
  [[nodiscard]] std::size_t action_kinds() const { return model_.action_kinds(); }
  [[nodiscard]] std::size_t action_kind(const Action& action) const { return model_.action_kind(action); }
  [[nodiscard]] std::size_t actors() const { return model_.actors(); }
  [[nodiscard]] std::size_t actor(const Action& action) const { return model_.actor(action); }

 private:
  const M& model_;
};

}  // namespace paxoscope::tests
