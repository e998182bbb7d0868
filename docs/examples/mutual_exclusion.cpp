// A protocol of one's own (naive_lock.hpp), checked with the engine alone.
//
// What it shows: properties are one object; the search and the run it found are two calls.
#include <cstddef>
#include <cstdio>
#include <exception>

#include "checker/breadth_first_search.hpp"
#include "checker/shortest_path.hpp"
#include "docs/examples/naive_lock.hpp"

namespace example {

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
  try {
    example::check("test, then set", example::NaiveLock(false));
    example::check("test and set", example::NaiveLock(true));
  } catch (const std::exception& error) {  // such as no memory
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
