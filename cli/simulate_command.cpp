// Random walks through a space that is too large to be visited whole.
#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "checker/dice.hpp"
#include "checker/worker_pool.hpp"
#include "cli/commands.hpp"
#include "cli/live_model.hpp"
#include "cli/numbers.hpp"
#include "cli/protocol.hpp"
#include "cli/report.hpp"
#include "cli/run_outputs.hpp"
#include "cli/signals.hpp"
#include "cli/text.hpp"
#include "traces/json.hpp"

namespace paxoscope::cli {

namespace {

using checker::PropertyMask;

/// One walk, and what was seen on it.
struct Walk {
  std::size_t initial_state = 0;    ///< in which it begins, by its place
  std::vector<std::size_t> places;  ///< of the actions taken, each among those enabled
  PropertyMask noticed = 0;
};

/// What came of all walks.
struct Simulation {
  std::uint64_t runs = 0;              ///< walks taken, up to the one that found something
  std::uint64_t steps = 0;             ///< taken in them
  std::vector<std::uint64_t> reached;  ///< by property: in how many walks it failed or was reached
  std::optional<Walk> found;
  int signal = 0;
};

class Simulator {
 public:
  explicit Simulator(const SimulationRequest& request)
      : request_(request),
        model_(request.base.scenario.protocol->open(request.base.scenario)),
        initial_states_(model_->initial_states()) {
    const auto& properties = request.base.scenario.properties;
    for (std::size_t i = 0; i < properties.size(); ++i) {
      const bool is_witness = properties[i]->kind == invariants::Kind::kWitness;
      if (!is_witness || request.base.scenario.properties_chosen) wanted_ |= checker::property_bit(i);
    }
  }

  /// In blocks, of which all walks are taken: so which of them is shown, and what is counted, does not depend on the workers.
  [[nodiscard]] Simulation run() const {
    const auto& is_interrupted = catch_signals();
    Simulation all;
    all.reached.assign(request_.base.scenario.properties.size(), 0);
    checker::WorkerPool pool(request_.base.workers.value_or(checker::processors()));
    constexpr std::uint64_t kBlock = 64;
    while (all.runs < request_.runs && !all.found) {
      if (is_interrupted) {
        all.signal = caught_signal();
        break;
      }
      std::vector<Walk> block(std::min(kBlock, request_.runs - all.runs));
      pool.for_each(block.size(),
                    [&](std::size_t i, std::size_t /*worker*/) { block[i] = walk(all.runs + i); });
      for (Walk& walk : block) {
        ++all.runs;
        all.steps += walk.places.size();
        checker::for_each_property(walk.noticed, [&](std::size_t p) { ++all.reached[p]; });
        if ((walk.noticed & wanted_) == 0) continue;
        all.found = std::move(walk);
        break;
      }
    }
    return all;
  }

  /// The property that a walk is shown for.
  [[nodiscard]] const invariants::Property& shown_for(const Walk& walk) const {
    return *request_.base.scenario
                .properties[static_cast<std::size_t>(std::countr_zero(walk.noticed & wanted_))];
  }
  /// The model, opened where a walk begins.
  [[nodiscard]] std::unique_ptr<LiveModel> model_of(const Walk& walk) const {
    return request_.base.scenario.protocol->open(request_.base.scenario, walk.initial_state);
  }

 private:
  /// Ends where something wanted is noticed, where nothing can happen, and after as many steps as it may take. What happens depends on its
  /// number and on the seed alone.
  [[nodiscard]] Walk walk(std::uint64_t number) const {
    constexpr std::uint64_t kApart = 0x9E3779B97F4A7C15;  // odd, so that no two numbers have the same seed
    checker::Dice dice(request_.seed + number * kApart);
    Walk walk;
    if (initial_states_.size() > 1) walk.initial_state = dice.below(initial_states_.size());
    std::string state = initial_states_[walk.initial_state];
    walk.noticed = model_->noticed(state, state);
    while ((walk.noticed & wanted_) == 0 && walk.places.size() < request_.steps) {
      const std::size_t enabled = model_->enabled(state);
      if (enabled == 0) break;
      walk.places.push_back(dice.below(enabled));
      std::string next = model_->after(state, walk.places.back());
      walk.noticed |= model_->noticed(state, next);
      state = std::move(next);
    }
    return walk;
  }

  const SimulationRequest& request_;
  std::unique_ptr<LiveModel> model_;
  std::vector<std::string> initial_states_;
  PropertyMask wanted_ = 0;
};

std::string command_of(const SimulationRequest& request) {
  return fmt::format(
      "paxoscope simulate {}{} --seed {} --steps {} --runs {}", scenario_words(request.base.scenario),
      request.base.assumes_quorums ? " --assume-quorums" : "", request.seed, request.steps, request.runs);
}

/// What was found, and the run that shows it as it is told.
struct Found {
  const invariants::Property* property;
  std::size_t length;  ///< of the walk, before what it does not need was left out
  traces::Trace trace;
};

std::string verdict(const Simulation& simulation, const SimulationRequest& request,
                    const std::optional<Found>& found) {
  if (found) {
    const bool is_witness = found->trace.is_witness;
    return fmt::format(
        "{}: {} in walk {}; of its {}, {} needed\n", is_witness ? "REACHED" : "VIOLATED",
        found->property->name, grouped(simulation.runs), counted(found->length, "step"),
        found->trace.steps.size() == 1 ? "1 is" : fmt::format("{} are", found->trace.steps.size()));
  }
  return fmt::format("INCONCLUSIVE: nothing found in {} of at most {}{}\n", counted(simulation.runs, "walk"),
                     counted(request.steps, "step"), simulation.signal == 0 ? "" : ", then interrupted");
}

std::string to_text(const Simulation& simulation, const SimulationRequest& request,
                    const std::optional<Found>& found) {
  std::string text = heading(request.base.scenario) + "\n" + verdict(simulation, request, found) + "\n";
  if (found) {
    text += traces::to_text(found->trace, request.base.text);
    text +=
        "\n  Found by a random walk: without any one of these steps it shows nothing, but there may be a "
        "shorter run.\n\n";
  }
  auto out = std::back_inserter(text);
  text += "properties, and in how many walks each failed or was reached\n";
  const auto& properties = request.base.scenario.properties;
  for (std::size_t i = 0; i < properties.size(); ++i) {
    const bool is_witness = properties[i]->kind == invariants::Kind::kWitness;
    fmt::format_to(out, "  {:<21} {} {}\n", properties[i]->name, is_witness ? "reached in" : "failed in",
                   grouped(simulation.reached[i]));
  }
  fmt::format_to(out, "walks\n  {} of {}, {} in all; seed {}\n", grouped(simulation.runs),
                 grouped(request.runs), counted(simulation.steps, "step"), request.seed);
  text += "not checked\n  every run that no walk took: a walk that finds nothing proves nothing\n";
  fmt::format_to(out, "repeat with\n  {}\n", command_of(request));
  return text;
}

nlohmann::ordered_json to_json(const Simulation& simulation, const SimulationRequest& request,
                               const std::optional<Found>& found) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  json["schema_version"] = kSimulationSchemaVersion;
  json["kind"] = "simulation";
  json["scenario"] = traces::to_json(record_of(request.base.scenario));
  json["seed"] = request.seed;
  json["steps_max"] = request.steps;
  json["runs_max"] = request.runs;
  json["outcome"] = !found ? "inconclusive" : found->trace.is_witness ? "reached" : "violated";
  json["runs"] = simulation.runs;
  json["steps"] = simulation.steps;
  json["properties"] = nlohmann::ordered_json::array();
  const auto& properties = request.base.scenario.properties;
  for (std::size_t i = 0; i < properties.size(); ++i)
    json["properties"].push_back({{"name", properties[i]->name}, {"walks", simulation.reached[i]}});
  json["walk_length"] = found ? nlohmann::ordered_json(found->length) : nlohmann::ordered_json(nullptr);
  json["counterexample"] = nullptr;
  json["witness"] = nullptr;
  if (found) json[found->trace.is_witness ? "witness" : "counterexample"] = traces::run_to_json(found->trace);
  json["command"] = command_of(request);
  return json;
}

traces::PageFacts facts_of(const Simulation& simulation, const SimulationRequest& request,
                           const std::optional<Found>& found) {
  traces::PageFacts facts = page_facts(request.base.scenario, command_of(request));
  facts.verdict = lines_of(verdict(simulation, request, found)).front();
  facts.numbers = {{"walks", grouped(simulation.runs)},
                   {"steps in all", grouped(simulation.steps)},
                   {"seed", std::to_string(request.seed)}};
  facts.not_checked = {"every run that no walk took", "whether there is a shorter run"};
  return facts;
}

int status_of(const Simulation& simulation, const std::optional<Found>& found) {
  if (found) return found->trace.is_witness ? kHolds : kSafetyViolated;
  return simulation.signal != 0 ? kInterruptedBase + simulation.signal : kInconclusiveBound;
}

}  // namespace

int simulate_command(const SimulationRequest& request) {
  require_quorums(request.base, "simulate");
  RunOutputs outputs(request.base);
  const Simulator simulator(request);
  const Simulation simulation = simulator.run();
  std::optional<Found> found;
  if (simulation.found) {
    const invariants::Property& property = simulator.shown_for(*simulation.found);
    const auto model = simulator.model_of(*simulation.found);
    const std::vector<std::size_t> needed = model->shrunk(simulation.found->places, property);
    found = Found{&property, simulation.found->places.size(), model->tell(needed, property)};
  }
  outputs.write([&] { return to_text(simulation, request, found); },
                [&] { return to_json(simulation, request, found).dump(2) + "\n"; },
                found ? &found->trace : nullptr, [&] { return facts_of(simulation, request, found); });
  return status_of(simulation, found);
}

}  // namespace paxoscope::cli
