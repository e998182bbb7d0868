#include <fmt/format.h>

#include "cli/message_set_protocol.hpp"
#include "model/fast_paxos/fast_paxos.hpp"
#include "model/fast_paxos/rules.hpp"
#include "model/fast_paxos/words.hpp"

namespace paxoscope::cli {

namespace {

class FastPaxosProtocol final : public MessageSetProtocol<fast_paxos::FastPaxos, fast_paxos::Words> {
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

  // Promises are of classic quorums in every ballot: see docs/fast_paxos.md.
  [[nodiscard]] std::vector<RequiredIntersection> required_intersections(
      const Scenario& scenario) const override {
    const fast_paxos::Bounds bounds = bounds_of(scenario);
    const fast_paxos::Rules rules = fast_paxos::rules_of(choices(scenario));
    const RequiredIntersection::Kind classic{"classic-quorum",
                                             model::quorums_of(rules.classic_quorum, bounds.acceptors)};
    const RequiredIntersection::Kind fast{"fast-quorum",
                                          model::quorums_of(rules.fast_quorum, bounds.acceptors)};
    std::vector<RequiredIntersection> required;
    if (bounds.fast_ballots < bounds.ballots) {
      required.push_back(
          {{classic, classic}, "a ballot that {} promised need not hear of a value that {} chose"});
    }
    if (bounds.fast_ballots > 0) {
      required.push_back(
          {{classic, fast, fast},
           "a ballot that {} promised need not hear which of two values was chosen in a fast ballot, "
           "by {} or by {}"});
    }
    return required;
  }

  [[nodiscard]] std::vector<std::string> warnings(const Scenario& scenario) const override {
    std::vector<std::string> warnings;
    const fast_paxos::Bounds bounds = bounds_of(scenario);
    if (bounds.values == 1) warnings.emplace_back(kOnlyOneValue);
    if (bounds.fast_ballots == 0) {
      warnings.emplace_back("no ballot is fast: this is the synod algorithm (synod)");
    }
    const std::vector<model::Choice> choices = this->choices(scenario);
    if (bounds.fast_ballots == bounds.ballots) {
      warnings.emplace_back(
          "every ballot is fast: one-value-per-ballot, which is asked of the others, cannot fail");
    }
    add_warnings_of_quorums(scenario, warnings);
    add_warnings_of_idle_rules(choices, scenario, warnings);
    return warnings;
  }

  [[nodiscard]] std::string why_idle(const model::Choice& choice, const Scenario& scenario) const override {
    const fast_paxos::Bounds bounds = bounds_of(scenario);
    const bool is_of_fast_ballots = choice.rule->name == "votes-in-ballot" ||
                                    choice.rule->name == "any-message" || choice.rule->name == "recovery" ||
                                    choice.rule->name == "fast-quorum";
    if (is_of_fast_ballots && bounds.fast_ballots == 0) return "no ballot is fast";
    if (choice.rule->name == "proposal-value" && bounds.ballots == 1)
      return "below the only ballot nobody votes";
    if (choice.rule->name == "any-message" && bounds.fast_ballots == 1) {
      return "below the only fast ballot nobody votes";
    }
    if (choice.rule->name == "recovery") return why_recovery_is_idle(choice, bounds);
    return why_quorum_is_idle(choice, bounds.acceptors);
  }

  [[nodiscard]] std::string problem_of(const model::Choice& choice, const Scenario& scenario) const override {
    return problem_of_quorum(choice, bounds_of(scenario).acceptors);
  }
  [[nodiscard]] std::string problem_of_bounds(const Scenario& scenario) const override {
    const fast_paxos::Bounds bounds = bounds_of(scenario);
    if (bounds.fast_ballots <= bounds.ballots) return {};
    return fmt::format("have {} fast ballots of {}", bounds.fast_ballots, bounds.ballots);
  }

  [[nodiscard]] model::Questions questions(const Scenario& scenario) const override {
    const fast_paxos::Bounds bounds = bounds_of(scenario);
    model::Questions questions{bounds.acceptors, {bounds.ballots, bounds.values}, {}};
    for (int b = 0; b < bounds.ballots; ++b) questions.proposals.push_back({model::Ballot(b), {}});
    return questions;
  }

 private:
  static std::string why_recovery_is_idle(const model::Choice& choice, const fast_paxos::Bounds& bounds) {
    if (bounds.ballots == 1) return "there is no ballot to recover in";
    if (choice.alternative->name == "uncoordinated" && bounds.fast_ballots == 1) {
      return "acceptors recover by themselves in fast ballots only, and the first follows none";
    }
    return {};
  }

  [[nodiscard]] fast_paxos::Bounds bounds_of(const Scenario& scenario) const override {
    return fast_paxos::bounds_of(scenario.settings);
  }
  [[nodiscard]] fast_paxos::FastPaxos model_of(const Scenario& scenario) const override {
    return fast_paxos::FastPaxos(bounds_of(scenario), fast_paxos::rules_of(choices(scenario)));
  }
};

}  // namespace

const Protocol& fast_paxos_protocol() {
  static const FastPaxosProtocol protocol;
  return protocol;
}

}  // namespace paxoscope::cli
