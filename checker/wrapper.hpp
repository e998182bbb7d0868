// What the wrappers around models have in common: they are the model, but for what each of them does otherwise.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "checker/model.hpp"

namespace paxoscope::checker {

/// Passes a model on as it is. Who derives from it hides what is to be different. What a model may know beyond the model
/// interface (local steps, parts, what commutes) is kept back: whether it still holds is for each wrapper to say.
template <Model M>
class Wrapper {
 public:
  using State = typename M::State;
  using Action = typename M::Action;

  Wrapper(const Wrapper&) = default;
  Wrapper& operator=(const Wrapper&) = delete;

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

 protected:
  /// Keeps a reference to the model.
  explicit Wrapper(const M& model) : model_(model) {}
  ~Wrapper() = default;

  [[nodiscard]] const M& inner() const { return model_; }

 private:
  const M& model_;
};

}  // namespace paxoscope::checker
