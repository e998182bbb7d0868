// A protocol of one's own: two processes and a lock that is tested, then set.
//
// A model is a regular State, an ordered Action and a handful of functions. Nothing here knows of Paxos.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/model.hpp"

namespace example {

inline constexpr std::size_t kProcesses = 2;

enum class At : std::uint8_t { kOutside, kSawItFree, kInside };
inline constexpr std::array kNames{"outside", "saw it free", "inside"};

class NaiveLock {
 public:
  struct State {
    std::array<At, kProcesses> at{};
    bool locked = false;
    friend bool operator==(const State&, const State&) = default;
  };
  struct Action {
    std::size_t process = 0;
    friend auto operator<=>(const Action&, const Action&) = default;
  };

  /// `is_atomic`: testing and setting are one step, as in real locks.
  explicit NaiveLock(bool is_atomic) : is_atomic_(is_atomic) {}

  // Where it starts, what can happen, and what happens then.
  static std::vector<State> initial_states() { return {State{}}; }

  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const {
    for (std::size_t p = 0; p < kProcesses; ++p) {
      if (state.at[p] != At::kOutside || !state.locked) visit(Action{p});
    }
  }

  [[nodiscard]] State apply(const State& before, const Action& action) const {
    State after = before;
    At& at = after.at[action.process];
    if (at == At::kOutside && !is_atomic_) {
      at = At::kSawItFree;  // and here the other may do the same
    } else if (at == At::kInside) {
      at = At::kOutside;
      after.locked = false;
    } else {
      at = At::kInside;
      after.locked = true;
    }
    return after;
  }

  // How a state is stored.
  static std::size_t encoded_bytes() { return kProcesses + 1; }
  static void encode(const State& state, std::span<std::byte> out) {
    for (std::size_t p = 0; p < kProcesses; ++p) out[p] = static_cast<std::byte>(state.at[p]);
    out[kProcesses] = static_cast<std::byte>(state.locked);
  }
  static State decode(std::span<const std::byte> in) {
    State state;
    for (std::size_t p = 0; p < kProcesses; ++p) state.at[p] = static_cast<At>(in[p]);
    state.locked = in[kProcesses] != std::byte{0};
    return state;
  }

  // How steps are counted, and whose they are.
  static std::size_t action_kinds() { return 1; }
  static std::size_t action_kind(const Action& /*action*/) { return 0; }
  static std::size_t actors() { return kProcesses; }
  static std::size_t actor(const Action& action) { return action.process; }

 private:
  bool is_atomic_;
};
static_assert(paxoscope::checker::Model<NaiveLock>);

}  // namespace example
