#include <array>

#include "checker/symmetry.hpp"
#include "checker/value_symmetry.hpp"
#include "cli/family.hpp"
#include "cli/live_family.hpp"
#include "cli/protocol.hpp"
#include "cli/reductions.hpp"
#include "model/synod/rules.hpp"
#include "model/synod/synod.hpp"
#include "model/synod/words.hpp"

namespace paxoscope::cli {

namespace {

class SynodProtocol final : public Protocol {
 public:
  [[nodiscard]] std::string_view name() const override { return "synod"; }
  [[nodiscard]] std::string_view meaning() const override {
    return "the synod algorithm as in Lamport's Paxos.tla: acceptors, and a set of messages that only grows";
  }
  [[nodiscard]] std::span<const model::Parameter> parameters() const override { return synod::parameters(); }
  [[nodiscard]] std::span<const model::Rule> rules() const override { return synod::rules(); }
  [[nodiscard]] std::span<const model::Variant> variants() const override { return synod::variants(); }

  [[nodiscard]] std::vector<RequiredIntersection> required_intersections(
      const Scenario& scenario) const override {
    const synod::Rules rules = synod::rules_of(choices(scenario));
    return {promises_meet_votes(rules.promise_quorum, rules.vote_quorum,
                                synod::bounds_of(scenario.settings).acceptors)};
  }

  [[nodiscard]] std::vector<std::string> warnings(const Scenario& scenario) const override {
    std::vector<std::string> warnings;
    const synod::Bounds bounds = synod::bounds_of(scenario.settings);
    if (bounds.values == 1) warnings.emplace_back(kOnlyOneValue);
    const std::vector<model::Choice> choices = this->choices(scenario);
    const synod::Rules rules = synod::rules_of(choices);
    add_warnings_of_quorums(scenario, warnings);
    add_warnings_of_idle_rules(choices, scenario, warnings);
    return warnings;
  }

  [[nodiscard]] std::string why_idle(const model::Choice& choice, const Scenario& scenario) const override {
    const synod::Bounds bounds = synod::bounds_of(scenario.settings);
    const bool is_of_storage = choice.rule->name == "promise-storage" || choice.rule->name == "vote-storage";
    if (is_of_storage && bounds.crashes.is_none()) return std::string(kNothingCrashes);
    return why_quorum_is_idle(choice, bounds.acceptors);
  }

  [[nodiscard]] std::string problem_of(const model::Choice& choice, const Scenario& scenario) const override {
    return problem_of_quorum(choice, synod::bounds_of(scenario.settings).acceptors);
  }

  [[nodiscard]] model::Questions questions(const Scenario& scenario) const override {
    const synod::Bounds bounds = synod::bounds_of(scenario.settings);
    model::Questions questions{bounds.acceptors, {bounds.ballots, bounds.values}, {}};
    for (int b = 0; b < bounds.ballots; ++b) questions.proposals.push_back({model::Ballot(b), {}});
    return questions;
  }

  [[nodiscard]] std::span<const model::Reduction> reductions() const override {
    static constexpr std::array kAll{model::kAcceptorSymmetry, model::kValueSymmetry};
    return kAll;
  }
  [[nodiscard]] bool has_use_for(const model::Reduction& reduction, const Scenario& scenario) const override {
    const synod::Bounds bounds = synod::bounds_of(scenario.settings);
    return (reduction.name == model::kValueSymmetry.name ? bounds.values : bounds.acceptors) > 1;
  }
  /// Values are renamed on top of acceptors.
  [[nodiscard]] std::vector<std::string_view> counts_on(const model::Reduction& reduction,
                                                        const Scenario& scenario) const override {
    const bool does =
        reduction.name == model::kValueSymmetry.name && has_use_for(model::kAcceptorSymmetry, scenario);
    if (!does) return {};
    return {model::kAcceptorSymmetry.name};
  }

  [[nodiscard]] CheckResult check(const CheckRequest& request, const checker::SearchOptions& options,
                                  const Progress& progress) const override {
    const synod::Synod model = model_of(request.scenario);
    const synod::Words words(model);
    const std::vector<PlannedReduction> plan = plan_reductions(request);
    if (is_at_work(plan, model::kValueSymmetry.name)) {
      return check_model(model, words, checker::SymmetricInValues(model), request, options, progress);
    }
    if (is_at_work(plan, model::kAcceptorSymmetry.name)) {
      return check_model(model, words, checker::Symmetric(model), request, options, progress);
    }
    return check_model(model, words, model, request, options, progress);
  }

  [[nodiscard]] std::unique_ptr<LiveModel> open(const Scenario& scenario,
                                                std::size_t initial_state) const override {
    return open_model<synod::Words>(model_of(scenario), scenario, initial_state);
  }

  [[nodiscard]] traces::Trace replay(const Scenario& scenario,
                                     const traces::SavedTrace& saved) const override {
    const synod::Synod model = model_of(scenario);
    return replay_model(model, synod::Words(model), scenario, saved);
  }

 private:
  [[nodiscard]] synod::Synod model_of(const Scenario& scenario) const {
    return synod::Synod(synod::bounds_of(scenario.settings), synod::rules_of(choices(scenario)));
  }
};

}  // namespace

const Protocol& synod_protocol() {
  static const SynodProtocol protocol;
  return protocol;
}

}  // namespace paxoscope::cli
