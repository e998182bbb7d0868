#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "cli/family.hpp"
#include "cli/live_family.hpp"
#include "cli/protocol.hpp"
#include "cli/termination.hpp"
#include "model/rounds/in_rounds.hpp"
#include "model/rounds/rules.hpp"
#include "model/rounds/unbounded.hpp"
#include "model/rounds/words.hpp"

namespace paxoscope::cli {

namespace {

using rounds::Network;

bool is_of_paxos(const model::Choice& choice) {
  const auto rules = paxos::rules();
  return std::any_of(rules.begin(), rules.end(),
                     [&](const model::Rule& rule) { return rule.name == choice.rule->name; });
}

/// The same changes of rules, which must be rules of `protocol`.
void go_by_rules_of(const Protocol& protocol, Scenario& scenario) {
  for (std::vector<model::Choice>* changes : {&scenario.changes, &scenario.from_file}) {
    for (model::Choice& choice : *changes) {
      choice.rule = find_rule(protocol, choice.rule->name);
    }
  }
}

class PaxosInRoundsProtocol final : public Protocol {
 public:
  explicit PaxosInRoundsProtocol(Network network) : network_(network) {}

  [[nodiscard]] std::string_view name() const override { return paxos_protocol().name(); }
  [[nodiscard]] std::string_view network() const override {
    return network_ == Network::kSynchronous ? "synchronous" : "partially-synchronous";
  }
  [[nodiscard]] std::string_view meaning() const override {
    return "classic single-decree Paxos: processes that take their steps in rounds";
  }
  [[nodiscard]] std::string_view leaves_out() const override {
    return "ballots that are started below others";
  }
  [[nodiscard]] std::span<const model::Parameter> parameters() const override {
    return rounds::parameters(network_);
  }
  [[nodiscard]] std::span<const model::Rule> rules() const override { return rounds::rules(); }
  [[nodiscard]] std::span<const model::Variant> variants() const override { return paxos::variants(); }

  [[nodiscard]] std::vector<RequiredIntersection> required_intersections(
      const Scenario& scenario) const override {
    return paxos_protocol().required_intersections(without_time(scenario));
  }
  [[nodiscard]] std::vector<std::string> warnings(const Scenario& scenario) const override {
    std::vector<std::string> warnings = paxos_protocol().warnings(without_time(scenario));
    const rounds::Bounds bounds = rounds::bounds_of(network_, scenario.settings);
    const auto add_if_idle = [&](std::string_view name, int setting, std::string_view why) {
      warnings.push_back(fmt::format("{} = {} has no effect: {}", name, setting, why));
    };
    if (bounds.paxos.loss.is_none() && !bounds.omissions.is_any())
      add_if_idle("omissions", bounds.omissions.limit(), "no message is lost");
    const bool is_never_lost = bounds.counts_omissions() && bounds.omissions.is_none();
    if (is_never_lost)
      warnings.emplace_back("loss has no effect: no message may be lost in any round (omissions = none)");
    if (bounds.growth > 0 && bounds.paxos.attempts == 1 && !asks_for_liveness(scenario))
      add_if_idle("growth", bounds.growth, "each proposer has one ballot");
    for (const model::Choice& choice : choices(scenario)) {
      if (is_of_paxos(choice) || choice.alternative->specified) continue;
      if (const std::string why = why_idle(choice, scenario); !why.empty())
        warnings.push_back(idle_text(choice, why));
    }
    return warnings;
  }
  [[nodiscard]] std::string why_little_can_fail(const Scenario& scenario) const override {
    return paxos_protocol().why_little_can_fail(without_time(scenario));
  }
  [[nodiscard]] std::string why_idle(const model::Choice& choice, const Scenario& scenario) const override {
    if (is_of_paxos(choice)) return paxos_protocol().why_idle(choice, without_time(scenario));
    const rounds::Bounds bounds = rounds::bounds_of(network_, scenario.settings);
    if (choice.rule->name == "leader" && bounds.paxos.proposers == 1) return "there is one proposer";
    if (choice.rule->name == "omitting" && bounds.paxos.loss.is_none()) return "no message is lost";
    if (choice.rule->name == "omitting" && bounds.omissions.is_any()) return "omissions are not counted";
    if (choice.rule->name == "omitting" && bounds.omissions.is_none())
      return "no message is lost in any round";
    return {};
  }
  [[nodiscard]] std::string problem_of(const model::Choice& choice, const Scenario& scenario) const override {
    return is_of_paxos(choice) ? paxos_protocol().problem_of(choice, without_time(scenario)) : "";
  }
  [[nodiscard]] std::string problem_of_bounds(const Scenario& scenario) const override {
    if (rounds::InRounds::have_room(rounds::bounds_of(network_, scenario.settings),
                                    rounds::rules_of(choices(scenario)))) {
      return {};
    }
    return "do not fit a state: fewer acceptors, attempts or rounds of delay would";
  }
  [[nodiscard]] std::string why_no_termination(const Scenario& scenario) const override {
    const rounds::Bounds bounds = rounds::bounds_of(network_, scenario.settings);
    if (bounds.paxos.crashes.is_any()) {
      return "where processes crash for ever nothing has to happen: crashes must be a number";
    }
    const std::string_view rule = rounds::Unbounded::why_not(rounds::rules_of(choices(scenario)));
    if (rule.empty()) return {};
    return fmt::format(
        "it is asked of ballots without end, which have no numbers, and {} goes by more than their order",
        rule);
  }
  [[nodiscard]] std::string why_no_room(const Scenario& scenario) const override {
    return fmt::format(
        "some proposer needs another ballot while something still speaks of its last {} (--attempts)",
        rounds::bounds_of(network_, scenario.settings).paxos.attempts);
  }

  [[nodiscard]] model::Questions questions(const Scenario& scenario) const override {
    return paxos_protocol().questions(without_time(scenario));
  }

  /// None: names of acceptors count, as messages arrive in their order, and every step takes its time.
  [[nodiscard]] std::span<const model::Reduction> reductions() const override { return {}; }

  [[nodiscard]] CheckResult check(const CheckRequest& request, const checker::SearchOptions& options,
                                  const Progress& progress) const override {
    const rounds::InRounds model = model_of(request.scenario);
    const rounds::Words words(model);
    if (asks_for_liveness(request.scenario))
      return check_termination(model, words, request, options, progress);
    return check_model(model, words, model, request, options, progress);
  }

  [[nodiscard]] std::unique_ptr<LiveModel> open(const Scenario& scenario,
                                                std::size_t initial_state) const override {
    return open_model<rounds::Words>(model_of(scenario), scenario, initial_state);
  }

  [[nodiscard]] traces::Trace replay(const Scenario& scenario,
                                     const traces::SavedTrace& saved) const override {
    const rounds::InRounds model = model_of(scenario);
    const rounds::Words words(model);
    if (saved.property == invariants::kTermination.name) return replay_lasso(model, words, scenario, saved);
    return replay_model(model, words, scenario, saved);
  }

 private:
  [[nodiscard]] rounds::InRounds model_of(const Scenario& scenario) const {
    return rounds::InRounds(rounds::bounds_of(network_, scenario.settings),
                            rounds::rules_of(choices(scenario)));
  }
  /// The same over an asynchronous network, which knows of no time.
  [[nodiscard]] static Scenario without_time(const Scenario& scenario) {
    const Protocol& paxos = paxos_protocol();
    Scenario other = scenario;
    other.protocol = &paxos;
    other.settings = settings_for(paxos, scenario);
    std::erase_if(other.changes, [](const model::Choice& choice) { return !is_of_paxos(choice); });
    go_by_rules_of(paxos, other);
    return other;
  }

  Network network_;
};

}  // namespace

const Protocol& paxos_in_rounds_protocol() {
  static const PaxosInRoundsProtocol protocol(Network::kSynchronous);
  return protocol;
}

Scenario at_its_smoothest(const Scenario& scenario) {
  const Protocol& protocol = paxos_in_rounds_protocol();
  Scenario other = scenario;
  other.protocol = &protocol;
  other.settings.clear();
  const auto before = scenario.protocol->parameters();
  for (const model::Parameter& parameter : protocol.parameters()) {
    other.settings.push_back(parameter.name == "patience" ? 1 : parameter.standard);
    if (parameter.is_budget) continue;  // no faults
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i].name == parameter.name) other.settings.back() = scenario.settings[i];
    }
  }
  go_by_rules_of(protocol, other);
  return other;
}

const Protocol& paxos_in_late_rounds_protocol() {
  static const PaxosInRoundsProtocol protocol(Network::kPartiallySynchronous);
  return protocol;
}

}  // namespace paxoscope::cli
