#include <array>
#include <fmt/format.h>

#include "checker/symmetry.hpp"
#include "checker/value_symmetry.hpp"
#include "cli/family.hpp"
#include "cli/live_family.hpp"
#include "cli/protocol.hpp"
#include "cli/reductions.hpp"
#include "model/fast_paxos/fast_paxos.hpp"
#include "model/fast_paxos/rules.hpp"
#include "model/fast_paxos/words.hpp"

namespace paxoscope::cli {

namespace {

class FastPaxosProtocol final : public Protocol {
 public:
  [[nodiscard]] std::string_view name() const override { return "fast-paxos"; }
  [[nodiscard]] std::string_view meaning() const override {
    return "Fast Paxos: in a fast ballot acceptors may vote for what clients send them, and larger quorums "
           "choose";
  }
  [[nodiscard]] std::span<const model::Parameter> parameters() const override {
    return fast_paxos::parameters();
  }
  [[nodiscard]] std::span<const model::Rule> rules() const override { return fast_paxos::rules(); }
  [[nodiscard]] std::span<const model::Variant> variants() const override { return fast_paxos::variants(); }

  [[nodiscard]] std::vector<std::string> warnings(const Scenario& scenario) const override {
    std::vector<std::string> warnings;
    const fast_paxos::Bounds bounds = fast_paxos::bounds_of(scenario.settings);
    if (bounds.values == 1) warnings.emplace_back(kOnlyOneValue);
    if (bounds.fast_ballots == 0) {
      warnings.emplace_back("no ballot is fast: this is the synod algorithm (synod)");
    }
    const std::vector<model::Choice> choices = this->choices(scenario);
    const fast_paxos::Rules rules = fast_paxos::rules_of(choices);
    add_warning_of_quorums(rules.classic_quorum, rules.classic_quorum, bounds.acceptors, warnings);
    add_warnings_of_idle_rules(choices, scenario, warnings);
    return warnings;
  }

  [[nodiscard]] std::string why_idle(const model::Choice& choice, const Scenario& scenario) const override {
    const fast_paxos::Bounds bounds = fast_paxos::bounds_of(scenario.settings);
    const bool is_of_fast_ballots = choice.rule->name == "votes-in-ballot" ||
                                    choice.rule->name == "any-message" || choice.rule->name == "recovery" ||
                                    choice.rule->name == "fast-quorum";
    if (is_of_fast_ballots && bounds.fast_ballots == 0) return "no ballot is fast";
    if (choice.rule->name == "any-message" && bounds.fast_ballots == 1) {
      return "below the only fast ballot nobody votes";
    }
    if (choice.rule->name == "recovery") return why_recovery_is_idle(choice, bounds);
    if (choice.rule->name == "classic-quorum" || choice.rule->name == "fast-quorum") {
      const auto quorums = model::quorums_of(model::quorum_rule(choice), bounds.acceptors);
      const bool is_fast = choice.rule->name == "fast-quorum";
      const auto specified = model::quorums_of(
          {is_fast ? model::QuorumKind::kThreeQuarters : model::QuorumKind::kMajority, {}}, bounds.acceptors);
      if (quorums != specified) return {};
      return fmt::format("of {} acceptor{} that is {}", bounds.acceptors, bounds.acceptors == 1 ? "" : "s",
                         is_fast ? "three quarters" : "a majority");
    }
    return {};
  }

  [[nodiscard]] std::string problem_of(const model::Choice& choice, const Scenario& scenario) const override {
    return problem_of_quorum(choice, fast_paxos::bounds_of(scenario.settings).acceptors);
  }
  [[nodiscard]] std::string problem_of_bounds(const Scenario& scenario) const override {
    const fast_paxos::Bounds bounds = fast_paxos::bounds_of(scenario.settings);
    if (bounds.fast_ballots <= bounds.ballots) return {};
    return fmt::format("have {} fast ballots of {}", bounds.fast_ballots, bounds.ballots);
  }

  [[nodiscard]] model::Questions questions(const Scenario& scenario) const override {
    const fast_paxos::Bounds bounds = fast_paxos::bounds_of(scenario.settings);
    model::Questions questions{bounds.acceptors, {bounds.ballots, bounds.values}, {}};
    for (int b = 0; b < bounds.ballots; ++b) questions.proposals.push_back({model::Ballot(b), {}});
    return questions;
  }

  [[nodiscard]] std::span<const model::Reduction> reductions() const override {
    static constexpr std::array kAll{model::kAcceptorSymmetry, model::kValueSymmetry};
    return kAll;
  }
  [[nodiscard]] bool has_use_for(const model::Reduction& reduction, const Scenario& scenario) const override {
    const fast_paxos::Bounds bounds = fast_paxos::bounds_of(scenario.settings);
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
    const fast_paxos::FastPaxos model = model_of(request.scenario);
    const fast_paxos::Words words(model);
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
    return open_model<fast_paxos::Words>(model_of(scenario), scenario, initial_state);
  }

  [[nodiscard]] traces::Trace replay(const Scenario& scenario,
                                     const traces::SavedTrace& saved) const override {
    const fast_paxos::FastPaxos model = model_of(scenario);
    return replay_model(model, fast_paxos::Words(model), scenario, saved);
  }

 private:
  static std::string why_recovery_is_idle(const model::Choice& choice, const fast_paxos::Bounds& bounds) {
    if (bounds.ballots == 1) return "there is no ballot to recover in";
    if (choice.alternative->name == "uncoordinated" && bounds.fast_ballots == 1) {
      return "acceptors recover by themselves in fast ballots only, and the first follows none";
    }
    return {};
  }

  [[nodiscard]] fast_paxos::FastPaxos model_of(const Scenario& scenario) const {
    return fast_paxos::FastPaxos(fast_paxos::bounds_of(scenario.settings),
                                 fast_paxos::rules_of(choices(scenario)));
  }
};

}  // namespace

const Protocol& fast_paxos_protocol() {
  static const FastPaxosProtocol protocol;
  return protocol;
}

}  // namespace paxoscope::cli
