// What a run needs for what it shows: without which steps it shows the same.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "checker/model.hpp"
#include "traces/causal_order.hpp"
#include "traces/replay.hpp"

namespace paxoscope::traces {

namespace detail {

/// `run` without the steps that are `dropped`, of which `first` is the first; nothing if what is left is no run.
template <checker::Model M>
std::optional<Run<M>> without(const M& model, const Run<M>& run, std::size_t first,
                              const std::vector<bool>& dropped) {
  const auto at = static_cast<std::ptrdiff_t>(first);
  Run<M> left{{run.path.initial_state, {run.path.actions.begin(), run.path.actions.begin() + at}},
              {run.states.begin(), run.states.begin() + at + 1}};
  for (std::size_t i = first; i < run.path.actions.size(); ++i) {
    if (dropped[i]) continue;
    const auto& action = run.path.actions[i];
    bool is_enabled = false;
    model.for_each_enabled(left.last(),
                           [&](const auto& enabled) { is_enabled = is_enabled || enabled == action; });
    if (!is_enabled) return std::nullopt;
    left.states.push_back(model.apply(left.last(), action));
    left.path.actions.push_back(action);
  }
  return left;
}

/// Goes from the last step to the first, and drops each without which `run` still shows the same: alone or, if that does not do, with all
/// that it leads to. Whether there was any.
template <checker::Model M, typename W, typename Shows>
bool drop_what_is_not_needed(const M& model, const W& words, const Run<M>& run, const Shows& shows,
                             std::vector<bool>& dropped) {
  const CausalOrder order(steps_of(words, run));
  const std::size_t steps = run.path.actions.size();
  dropped.assign(steps, false);
  bool is_any = false;
  for (std::size_t i = steps; i-- > 0;) {
    for (const bool with_consequences : {false, true}) {
      std::vector<bool> more = dropped;
      more[i] = true;
      for (std::size_t j = i + 1; with_consequences && j < steps; ++j) {
        if (order.happens_before(i, j)) more[j] = true;
      }
      const auto left = without(model, run, i, more);
      if (!left || !shows(*left)) continue;
      dropped = std::move(more);
      is_any = true;
      break;
    }
  }
  return is_any;
}

}  // namespace detail

/// Which steps of `run` are needed for what it shows: the others can be left out, all at once, and `shows(run)` is still true of what is
/// left, of which nothing more can be left out in this way. Later steps are left out first. `shows(run)` must be true.
template <checker::Model M, DetailedNarrator<M> W, typename Shows>
std::vector<bool> needed_steps(const M& model, const W& words, const Run<M>& run, const Shows& shows) {
  std::vector<bool> needed(run.path.actions.size(), true);
  Run<M> now = run;
  std::vector<bool> dropped;
  while (detail::drop_what_is_not_needed(model, words, now, shows, dropped)) {
    std::size_t at = 0;  // in the run that is left
    for (auto&& is_needed : needed) {
      if (is_needed) is_needed = !dropped[at++];
    }
    now = detail::without(model, now, 0, dropped).value();
  }
  return needed;
}

/// `run` without the steps that it does not need.
template <checker::Model M, DetailedNarrator<M> W, typename Shows>
Run<M> shrunk(const M& model, const W& words, const Run<M>& run, const Shows& shows) {
  std::vector<bool> dropped = needed_steps(model, words, run, shows);
  dropped.flip();
  return detail::without(model, run, 0, dropped).value();
}

}  // namespace paxoscope::traces
