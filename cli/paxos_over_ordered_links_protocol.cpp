#include <array>
#include <fmt/format.h>
#include <optional>

#include "checker/symmetry.hpp"
#include "cli/family.hpp"
#include "cli/live_family.hpp"
#include "cli/protocol.hpp"
#include "cli/reductions.hpp"
#include "model/paxos/paxos.hpp"
#include "model/paxos/rules.hpp"
#include "model/paxos/why_order_is_lost.hpp"
#include "model/paxos/words.hpp"

namespace paxoscope::cli {

namespace {

using paxos::Order;

/// All but the order of messages is as in an asynchronous network, which is asked about it.
class PaxosOverOrderedLinksProtocol final : public Protocol {
 public:
  [[nodiscard]] std::string_view name() const override { return paxos_protocol().name(); }
  [[nodiscard]] std::string_view network() const override { return "fifo"; }
  [[nodiscard]] std::string_view meaning() const override {
    return "classic single-decree Paxos: processes, and links that keep the order of messages";
  }
  [[nodiscard]] std::string_view leaves_out() const override { return "messages that overtake others"; }
  [[nodiscard]] std::span<const model::Parameter> parameters() const override {
    return paxos::parameters(Order::kFirstSentFirst);
  }
  [[nodiscard]] std::span<const model::Rule> rules() const override { return paxos::rules(); }
  [[nodiscard]] std::span<const model::Variant> variants() const override { return paxos::variants(); }

  [[nodiscard]] std::vector<std::string> warnings(const Scenario& scenario) const override {
    return paxos_protocol().warnings(in_any_order(scenario));
  }
  [[nodiscard]] std::vector<RequiredIntersection> required_intersections(
      const Scenario& scenario) const override {
    return paxos_protocol().required_intersections(in_any_order(scenario));
  }
  [[nodiscard]] std::string why_little_can_fail(const Scenario& scenario) const override {
    return paxos_protocol().why_little_can_fail(in_any_order(scenario));
  }
  [[nodiscard]] std::string why_idle(const model::Choice& choice, const Scenario& scenario) const override {
    return paxos_protocol().why_idle(choice, in_any_order(scenario));
  }
  [[nodiscard]] std::string problem_of(const model::Choice& choice, const Scenario& scenario) const override {
    const Scenario other = in_any_order(scenario);
    const std::vector<model::Choice> all = choices(scenario);
    for (const model::Choice& one : all) {
      const std::string problem = paxos_protocol().problem_of(one, other);
      // Then there is nothing to ask about the order yet.
      if (!problem.empty()) return one == choice ? problem : "";
    }
    const std::optional<paxos::LostOrder> lost =
        paxos::why_order_is_lost(bounds_of(scenario), paxos::rules_of(all));
    if (!lost || lost->rule != choice.rule->name) return {};
    return fmt::format(
        "{}, so that ballots do not tell which message was sent first, as they must over a network that is "
        "{}; {}={}{} would do",
        lost->why, network(), lost->rule, choice.rule->alternatives.front().name,
        lost->is_told_to_learners ? " or no learners" : "");
  }
  [[nodiscard]] std::string why_no_termination(const Scenario& /*scenario*/) const override {
    return fmt::format(
        "a run without end is looked for in rounds, and there a prepare overtakes a proposal that its "
        "proposer sent before it; ask over --network {} or synchronous",
        kAsynchronous);
  }

  [[nodiscard]] model::Questions questions(const Scenario& scenario) const override {
    return paxos_protocol().questions(in_any_order(scenario));
  }

  /// The others count on it that a message may wait for ever, which here holds up those behind it.
  [[nodiscard]] std::span<const model::Reduction> reductions() const override {
    static constexpr std::array kAll{model::kAcceptorSymmetry};
    return kAll;
  }
  [[nodiscard]] bool has_use_for(const model::Reduction& /*reduction*/,
                                 const Scenario& scenario) const override {
    return bounds_of(scenario).acceptors > 1;
  }

  [[nodiscard]] CheckResult check(const CheckRequest& request, const checker::SearchOptions& options,
                                  const Progress& progress) const override {
    const paxos::Paxos model = model_of(request.scenario);
    const paxos::Words words(model);
    if (is_at_work(plan_reductions(request), model::kAcceptorSymmetry.name)) {
      return check_model(model, words, checker::Symmetric(model), request, options, progress);
    }
    return check_model(model, words, model, request, options, progress);
  }

  [[nodiscard]] std::unique_ptr<LiveModel> open(const Scenario& scenario,
                                                std::size_t initial_state) const override {
    return open_model<paxos::Words>(model_of(scenario), scenario, initial_state);
  }

  [[nodiscard]] traces::Trace replay(const Scenario& scenario,
                                     const traces::SavedTrace& saved) const override {
    const paxos::Paxos model = model_of(scenario);
    return replay_model(model, paxos::Words(model), scenario, saved);
  }

 private:
  [[nodiscard]] static paxos::Bounds bounds_of(const Scenario& scenario) {
    return paxos::bounds_of(scenario.settings, Order::kFirstSentFirst);
  }
  [[nodiscard]] paxos::Paxos model_of(const Scenario& scenario) const {
    return paxos::Paxos(bounds_of(scenario), paxos::rules_of(choices(scenario)));
  }
  /// The same over a network in which messages may overtake others.
  [[nodiscard]] static Scenario in_any_order(const Scenario& scenario) {
    Scenario other = scenario;
    other.protocol = &paxos_protocol();
    other.settings = settings_for(*other.protocol, scenario);
    return other;
  }
};

}  // namespace

const Protocol& paxos_over_ordered_links_protocol() {
  static const PaxosOverOrderedLinksProtocol protocol;
  return protocol;
}

}  // namespace paxoscope::cli
