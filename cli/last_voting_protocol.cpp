#include <algorithm>

#include "checker/reduced.hpp"
#include "cli/family.hpp"
#include "cli/live_family.hpp"
#include "cli/protocol.hpp"
#include "cli/reductions.hpp"
#include "model/last_voting/last_voting.hpp"
#include "model/last_voting/past.hpp"
#include "model/last_voting/rules.hpp"
#include "model/last_voting/words.hpp"

namespace paxoscope::cli {

namespace {

class LastVotingProtocol final : public Protocol {
 public:
  [[nodiscard]] std::string_view name() const override { return "last-voting"; }
  [[nodiscard]] std::string_view meaning() const override {
    return "LastVoting: Paxos in rounds that all take in step, where any process may fail to hear of any "
           "other";
  }
  [[nodiscard]] std::span<const model::Parameter> parameters() const override {
    return last_voting::parameters();
  }
  [[nodiscard]] std::span<const model::Rule> rules() const override { return last_voting::rules(); }
  [[nodiscard]] std::span<const model::Variant> variants() const override { return last_voting::variants(); }

  [[nodiscard]] std::vector<RequiredIntersection> required_intersections(
      const Scenario& scenario) const override {
    const last_voting::Rules rules = last_voting::rules_of(choices(scenario));
    return {promises_meet_votes(rules.promise_quorum, rules.vote_quorum,
                                last_voting::bounds_of(scenario.settings).processes)};
  }

  [[nodiscard]] std::vector<std::string> warnings(const Scenario& scenario) const override {
    const last_voting::Bounds bounds = last_voting::bounds_of(scenario.settings);
    const std::vector<model::Choice> choices = this->choices(scenario);
    const last_voting::Rules rules = last_voting::rules_of(choices);
    std::vector<std::string> warnings;
    if (bounds.values == 1 || bounds.processes == 1) warnings.emplace_back(kOnlyOneValue);
    add_warnings_of_quorums(scenario, warnings);
    add_warnings_of_idle_rules(choices, scenario, warnings);
    return warnings;
  }

  [[nodiscard]] std::string why_idle(const model::Choice& choice, const Scenario& scenario) const override {
    const last_voting::Bounds bounds = last_voting::bounds_of(scenario.settings);
    if (choice.rule->name == "flags" && bounds.phases <= bounds.processes)
      return "nobody coordinates two phases";
    return why_quorum_is_idle(choice, bounds.processes);
  }
  [[nodiscard]] std::string problem_of(const model::Choice& choice, const Scenario& scenario) const override {
    return problem_of_quorum(choice, last_voting::bounds_of(scenario.settings).processes);
  }

  /// The rules that functions may stand in for are those about quorums.
  [[nodiscard]] model::Questions questions(const Scenario& scenario) const override {
    const last_voting::Bounds bounds = last_voting::bounds_of(scenario.settings);
    return {bounds.processes, {bounds.phases, bounds.values}, {}};
  }

  [[nodiscard]] int learners(const Scenario& scenario) const override {
    return last_voting::bounds_of(scenario.settings).processes;
  }

  [[nodiscard]] std::span<const model::Reduction> reductions() const override {
    return last_voting::reductions();
  }

  /// Who crashes is not heard of any more, which is one of the sets that an adversary may choose.
  [[nodiscard]] bool covers_crashes(const Scenario& /*scenario*/) const override { return true; }

  [[nodiscard]] CheckResult check(const CheckRequest& request, const checker::SearchOptions& options,
                                  const Progress& progress) const override {
    const last_voting::LastVoting model = model_of(request.scenario);
    const last_voting::Words words(model);
    const std::vector<PlannedReduction> plan = plan_reductions(request);
    if (plan.empty() || !plan.front().is_at_work())
      return check_model(model, words, model, request, options, progress);
    const auto& properties = request.scenario.properties;
    const bool sees_votes = std::any_of(properties.begin(), properties.end(),
                                        [](const invariants::Property* p) { return p->sees_votes; });
    const last_voting::Past past(model, sees_votes);
    return check_model(model, words, checker::Reduced(model, past), request, options, progress);
  }

  [[nodiscard]] std::unique_ptr<LiveModel> open(const Scenario& scenario,
                                                std::size_t initial_state) const override {
    return open_model<last_voting::Words>(model_of(scenario), scenario, initial_state);
  }

  [[nodiscard]] traces::Trace replay(const Scenario& scenario,
                                     const traces::SavedTrace& saved) const override {
    const last_voting::LastVoting model = model_of(scenario);
    return replay_model(model, last_voting::Words(model), scenario, saved);
  }

 private:
  [[nodiscard]] last_voting::LastVoting model_of(const Scenario& scenario) const {
    return last_voting::LastVoting(last_voting::bounds_of(scenario.settings),
                                   last_voting::rules_of(choices(scenario)));
  }
};

}  // namespace

const Protocol& last_voting_protocol() {
  static const LastVotingProtocol protocol;
  return protocol;
}

}  // namespace paxoscope::cli
