// A protocol of one's own, checked with the engine alone: two processes and a lock that is tested, then set.
//
// What it shows: a model is a regular State, an ordered Action and a handful of functions; properties are one
// object; the search and the run it found are two calls. Nothing here knows of Paxos.
#include <array>
#include <compare>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/shortest_path.hpp"

namespace example {

constexpr std::size_t kProcesses = 2;

enum class At : std::uint8_t { kOutside, kSawItFree, kInside };
constexpr std::array kNames{"outside", "saw it free", "inside"};

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

/// One property: the two are never inside at once.
struct MutualExclusion {
  static std::size_t size() { return 1; }
  static paxoscope::checker::PropertyMask witnesses() { return 0; }
  static paxoscope::checker::PropertyMask noticed_in(const NaiveLock::State& state) {
    return state.at[0] == At::kInside && state.at[1] == At::kInside ? 1 : 0;
  }
  static paxoscope::checker::PropertyMask noticed_by(const NaiveLock::State& /*before*/,
                                                     const NaiveLock::State& /*after*/) {
    return 0;
  }
};

void check(const char* title, const NaiveLock& model) {
  const MutualExclusion property;
  const auto exploration = paxoscope::checker::breadth_first_search(model, property);
  std::printf("%s: %llu states, ", title, static_cast<unsigned long long>(exploration.statistics.distinct));
  if (exploration.findings.empty()) {
    std::puts("mutual exclusion holds");
    return;
  }
  const auto length = exploration.findings.front().length;
  const auto path = paxoscope::checker::shortest_path(model, property, exploration, 1, length);
  std::printf("mutual exclusion fails in %llu steps\n", static_cast<unsigned long long>(length));
  NaiveLock::State state = NaiveLock::initial_states().front();
  for (const auto& action : path->actions) {
    state = model.apply(state, action);
    std::printf("  process %zu: %s\n", action.process + 1,
                kNames.at(static_cast<std::size_t>(state.at[action.process])));
  }
}

}  // namespace example

int main() {
  example::check("test, then set", example::NaiveLock(false));
  example::check("test and set", example::NaiveLock(true));
}
