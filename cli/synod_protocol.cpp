#include "cli/message_set_protocol.hpp"
#include "model/synod/rules.hpp"
#include "model/synod/synod.hpp"
#include "model/synod/words.hpp"

namespace paxoscope::cli {

namespace {

class SynodProtocol final : public MessageSetProtocol<synod::Synod, synod::Words> {
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
    return {promises_meet_votes(rules.promise_quorum, rules.vote_quorum, bounds_of(scenario).acceptors)};
  }

  [[nodiscard]] std::vector<std::string> warnings(const Scenario& scenario) const override {
    std::vector<std::string> warnings;
    const synod::Bounds bounds = bounds_of(scenario);
    if (bounds.values == 1) warnings.emplace_back(kOnlyOneValue);
    const std::vector<model::Choice> choices = this->choices(scenario);
    add_warnings_of_quorums(scenario, warnings);
    add_warnings_of_idle_rules(choices, scenario, warnings);
    return warnings;
  }

  [[nodiscard]] std::string why_idle(const model::Choice& choice, const Scenario& scenario) const override {
    const synod::Bounds bounds = bounds_of(scenario);
    const bool is_of_storage = choice.rule->name == "promise-storage" || choice.rule->name == "vote-storage";
    if (is_of_storage && bounds.crashes.is_none()) return std::string(kNothingCrashes);
    return why_quorum_is_idle(choice, bounds.acceptors);
  }

  [[nodiscard]] std::string problem_of(const model::Choice& choice, const Scenario& scenario) const override {
    return problem_of_quorum(choice, bounds_of(scenario).acceptors);
  }

  [[nodiscard]] model::Questions questions(const Scenario& scenario) const override {
    const synod::Bounds bounds = bounds_of(scenario);
    model::Questions questions{bounds.acceptors, {bounds.ballots, bounds.values}, {}};
    for (int b = 0; b < bounds.ballots; ++b) questions.proposals.push_back({model::Ballot(b), {}});
    return questions;
  }

 private:
  [[nodiscard]] synod::Bounds bounds_of(const Scenario& scenario) const override {
    return synod::bounds_of(scenario.settings);
  }
  [[nodiscard]] synod::Synod model_of(const Scenario& scenario) const override {
    return synod::Synod(bounds_of(scenario), synod::rules_of(choices(scenario)));
  }
};

}  // namespace

const Protocol& synod_protocol() {
  static const SynodProtocol protocol;
  return protocol;
}

}  // namespace paxoscope::cli
