// Opening a model of the family.
#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checker/symmetry.hpp"
#include "cli/family.hpp"
#include "cli/live_model.hpp"
#include "model/log_history.hpp"
#include "traces/needed.hpp"

namespace paxoscope::cli {

namespace detail {

template <typename M, typename Words>
class LiveModelOf final : public LiveModel {
 public:
  LiveModelOf(M model, Scenario scenario, std::size_t initial_state)
      : model_(std::move(model)),
        words_(model_),
        scenario_(std::move(scenario)),
        selection_(model_, scenario_.properties),
        initial_(initial_state),
        begins_in_(model_.initial_states().at(initial_state)) {}

  [[nodiscard]] std::string initial_state() const override { return encoded(begins_in_); }
  [[nodiscard]] std::vector<std::string> initial_states() const override {
    std::vector<std::string> all;
    for (const State& state : model_.initial_states()) all.push_back(encoded(state));
    return all;
  }
  [[nodiscard]] std::size_t enabled(const std::string& state) const override {
    std::size_t count = 0;
    model_.for_each_enabled(decoded(state), [&](const auto& /*action*/) { ++count; });
    return count;
  }
  [[nodiscard]] std::string after(const std::string& state, std::size_t place) const override {
    const State before = decoded(state);
    return encoded(model_.apply(before, action(before, place)));
  }
  [[nodiscard]] std::vector<std::string> successors(const std::string& state) const override {
    std::vector<std::string> all;
    checker::for_each_successor(model_, decoded(state), [&](const auto& /*action*/, const State& successor) {
      all.push_back(encoded(successor));
    });
    return all;
  }
  [[nodiscard]] std::size_t actors() const override { return model_.actors(); }
  [[nodiscard]] std::vector<std::size_t> actors_in(const std::string& state) const override {
    std::vector<std::size_t> all;
    model_.for_each_enabled(decoded(state), [&](const auto& action) { all.push_back(model_.actor(action)); });
    return all;
  }
  [[nodiscard]] std::vector<Choice> choices(const std::string& state) const override {
    const State before = decoded(state);
    std::vector<Choice> all;
    model_.for_each_enabled(before, [&](const auto& action) {
      all.push_back({words_.process(action), words_.sentence(before, action), words_.record(action)});
    });
    return all;
  }
  [[nodiscard]] std::vector<model::Attribute> attributes(const std::string& state) const override {
    return words_.attributes(decoded(state));
  }
  [[nodiscard]] std::string representative(const std::string& state) const override {
    if constexpr (checker::HasInterchangeableParts<M>) {
      std::string encoding(state.size(), '\0');
      checker::Symmetric(model_).encode(decoded(state), std::as_writable_bytes(std::span(encoding)));
      return encoding;
    }
    return state;
  }
  [[nodiscard]] std::vector<std::string> exchanged(const std::string& state) const override {
    std::vector<std::string> all;
    if constexpr (checker::HasInterchangeableParts<M>) {
      const checker::InterchangeableParts alike = model_.interchangeable_parts();
      const std::vector<checker::Part> parts = model_.parts();
      std::size_t first = 0;
      for (std::size_t i = 0; i < alike.first_part; ++i) first += parts[i].bytes;
      const std::size_t bytes = parts[alike.first_part].bytes;
      for (std::size_t i = 0; i + 1 < alike.count; ++i) {
        std::string& other = all.emplace_back(state);
        const auto mine = other.begin() + static_cast<std::ptrdiff_t>(first + i * bytes);
        const auto next = mine + static_cast<std::ptrdiff_t>(bytes);
        std::swap_ranges(mine, next, next);
      }
    }
    return all;
  }
  [[nodiscard]] std::vector<model::Message> in_flight(const std::string& state) const override {
    if constexpr (requires(const State& s) { words_.in_flight(s); }) return words_.in_flight(decoded(state));
    return {};
  }
  [[nodiscard]] std::vector<std::string> chosen(const std::string& state) const override {
    return model::names_of_chosen(model_.history(decoded(state)));
  }
  [[nodiscard]] checker::PropertyMask noticed(const std::string& before,
                                              const std::string& after) const override {
    const State now = decoded(after);
    return selection_.noticed_in(now) | selection_.noticed_by(decoded(before), now);
  }
  [[nodiscard]] traces::Trace tell(const std::vector<std::size_t>& places) const override {
    return detail::tell(model_, words_, scenario_, run_of(places));
  }
  [[nodiscard]] traces::Trace tell(const std::vector<std::size_t>& places,
                                   const invariants::Property& property) const override {
    return detail::tell(model_, words_, scenario_, property, run_of(places));
  }
  [[nodiscard]] std::vector<std::size_t> shrunk(const std::vector<std::size_t>& places,
                                                const invariants::Property& property) const override {
    const invariants::Selection<M> selection(model_, {&property});
    return places_of(traces::shrunk(model_, words_, run_of(places),
                                    [&](const Run& run) { return shown_by(selection, run) != 0; }));
  }

 private:
  using State = typename M::State;
  using Action = typename M::Action;
  using Run = traces::Run<M>;

  [[nodiscard]] std::string encoded(const State& state) const {
    std::string encoding(model_.encoded_bytes(), '\0');
    model_.encode(state, std::as_writable_bytes(std::span(encoding)));
    return encoding;
  }
  [[nodiscard]] State decoded(const std::string& encoding) const {
    return model_.decode(std::as_bytes(std::span(encoding)));
  }
  [[nodiscard]] Action action(const State& state, std::size_t place) const {
    std::optional<Action> found;
    std::size_t at = 0;
    model_.for_each_enabled(state, [&](const Action& enabled) {
      if (at++ == place) found = enabled;
    });
    return found.value();
  }
  [[nodiscard]] Run run_of(const std::vector<std::size_t>& places) const {
    Run run{{initial_, {}}, {begins_in_}};
    for (const std::size_t place : places) {
      run.path.actions.push_back(action(run.last(), place));
      run.states.push_back(model_.apply(run.last(), run.path.actions.back()));
    }
    return run;
  }
  [[nodiscard]] std::vector<std::size_t> places_of(const Run& run) const {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < run.path.actions.size(); ++i) {
      std::size_t at = 0;
      model_.for_each_enabled(run.states[i], [&](const Action& enabled) {
        if (enabled < run.path.actions[i]) ++at;  // they come in increasing order
      });
      places.push_back(at);
    }
    return places;
  }

  const M model_;
  const Words words_;
  const Scenario scenario_;
  const invariants::Selection<M> selection_;
  const std::size_t initial_;  // its place among the initial states
  const State begins_in_;
};

}  // namespace detail

template <typename Words, typename M>
std::unique_ptr<LiveModel> open_model(M model, const Scenario& scenario, std::size_t initial_state) {
  return std::make_unique<detail::LiveModelOf<M, Words>>(std::move(model), scenario, initial_state);
}

}  // namespace paxoscope::cli
