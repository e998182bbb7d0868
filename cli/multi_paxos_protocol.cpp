#include <fmt/format.h>

#include "checker/reduced.hpp"
#include "cli/message_set_protocol.hpp"
#include "model/multi_paxos/multi_paxos.hpp"
#include "model/multi_paxos/past.hpp"
#include "model/multi_paxos/rules.hpp"
#include "model/multi_paxos/words.hpp"

namespace paxoscope::cli {

namespace {

class MultiPaxosProtocol final : public MessageSetProtocol<multi_paxos::MultiPaxos, multi_paxos::Words> {
 public:
  [[nodiscard]] std::string_view name() const override { return "multi-paxos"; }
  [[nodiscard]] std::string_view meaning() const override {
    return "Multi-Paxos: a log of values, where one promise is for all slots and learners execute in order";
  }
  [[nodiscard]] std::span<const model::Parameter> parameters() const override {
    return multi_paxos::parameters();
  }
  [[nodiscard]] std::span<const model::Rule> rules() const override { return multi_paxos::rules(); }
  [[nodiscard]] std::span<const model::Variant> variants() const override { return multi_paxos::variants(); }
  [[nodiscard]] bool has_log() const override { return true; }

  [[nodiscard]] std::vector<RequiredIntersection> required_intersections(
      const Scenario& scenario) const override {
    const multi_paxos::Rules rules = multi_paxos::rules_of(choices(scenario));
    if (rules.membership.changes) return {};  // more than half of a membership is a quorum, for both
    return {promises_meet_votes(rules.promise_quorum, rules.vote_quorum, bounds_of(scenario).acceptors)};
  }

  [[nodiscard]] std::vector<std::string> warnings(const Scenario& scenario) const override {
    std::vector<std::string> warnings;
    const multi_paxos::Bounds bounds = bounds_of(scenario);
    // With more slots a no-op may stand against it, and a register holds nothing at first.
    if (bounds.values == 1 && bounds.slots == 1 && bounds.reads == 0) warnings.emplace_back(kOnlyOneValue);
    if (bounds.slots == 1 && bounds.reads == 0)
      warnings.emplace_back("the log has one slot: this is the synod algorithm (synod)");
    const multi_paxos::Rules rules = multi_paxos::rules_of(choices(scenario));
    if (bounds.reads > 0 && bounds.learners == 0) {
      warnings.emplace_back(
          rules.read == multi_paxos::ReadBy::kLearner
              ? "no read is ever asked: there is no learner to answer it"
              : "no write is ever acknowledged without a learner: reads are held against each other only");
    }
    const bool is_out_of_order = rules.execution_order == multi_paxos::ExecutionOrder::kAnyOrder;
    if (bounds.reads > 0 && is_out_of_order) {
      warnings.emplace_back(
          "linearizable-reads takes writes to be in the order of the log, also where learners acknowledge "
          "them in another");
    }
    if (rules.membership.changes && bounds.window >= bounds.slots &&
        rules.change_takes_effect == multi_paxos::ChangeTakesEffect::kAfterWindow) {
      warnings.push_back(fmt::format(
          "with change-takes-effect=after-window no change of membership takes effect: it would do so {} "
          "above its own slot, and the log has {}",
          bounds.window == 1 ? "1 slot" : fmt::format("{} slots", bounds.window), bounds.slots));
    }
    add_warnings_of_quorums(scenario, warnings);
    add_warnings_of_idle_rules(choices(scenario), scenario, warnings);
    return warnings;
  }

  [[nodiscard]] std::string why_idle(const model::Choice& choice, const Scenario& scenario) const override {
    const multi_paxos::Bounds bounds = bounds_of(scenario);
    const std::string_view rule = choice.rule->name;
    const bool is_of_learners = rule == "known-chosen" || rule == "execution-order" || rule == "duplicates";
    const multi_paxos::Rules rules = multi_paxos::rules_of(choices(scenario));
    const bool are_there_answers =
        bounds.reads > 0 && rules.read != multi_paxos::ReadBy::kLearner && rule != "execution-order";
    const bool do_leaders_count = bounds.window > 0 && rule == "known-chosen";
    if (is_of_learners && bounds.learners == 0 && !are_there_answers && !do_leaders_count)
      return "there are no learners";
    const bool is_of_storage = rule == "promise-storage" || rule == "vote-storage" || rule == "lease-storage";
    if (is_of_storage && bounds.crashes.is_none()) return std::string(kNothingCrashes);
    const bool is_of_leases = rule.starts_with("lease-");
    const bool is_of_reads = is_of_leases || rule.starts_with("read");
    if (is_of_reads && bounds.reads == 0) return "there are no reads";
    if (is_of_leases && rules.read != multi_paxos::ReadBy::kLease) return "there are no leases";
    if (rule == "read-waits" && rules.read == multi_paxos::ReadBy::kLearner) return "leaders answer no reads";
    const bool is_of_windows = rule == "window" || rule == "change-takes-effect";
    if (is_of_windows && bounds.window == 0) return "there is no window";
    if (rule == "window" && bounds.window >= bounds.slots) return "the window is as wide as the log";
    if (rule == "change-takes-effect" && !rules.membership.changes)
      return "there are no changes of membership";
    const bool is_known_anyway = bounds.window == 1 && rules.window == multi_paxos::WindowRule::kKept &&
                                 rules.change_takes_effect == multi_paxos::ChangeTakesEffect::kAtOnce;
    if (rule == "change-takes-effect" && is_known_anyway)
      return "with a window of 1 all lower slots are known to be chosen anyway";
    if (rules.membership.changes && (rule == "promise-quorum" || rule == "vote-quorum"))
      return "more than half of a membership is a quorum";
    const bool is_of_slots = rule == "gap-repair" || rule == "propose-order" || rule == "execution-order" ||
                             rule == "duplicates" ||
                             (rule == "known-chosen" && choice.alternative->name == "higher-slots");
    if (is_of_slots && bounds.slots == 1) return "the log has one slot";
    if (rule == "log-merge" && bounds.ballots() == 1) return "there is no ballot to report votes to";
    if (rule == "known-chosen" && choice.alternative->name == "any-ballots" && bounds.ballots() == 1) {
      return "there is one ballot";
    }
    return why_quorum_is_idle(choice, bounds.acceptors);
  }

  [[nodiscard]] std::string problem_of(const model::Choice& choice, const Scenario& scenario) const override {
    const bool is_of_quorums = choice.rule->name == "promise-quorum" || choice.rule->name == "vote-quorum";
    if (choice.replacement != nullptr && !is_of_quorums) {
      return "cannot be a function here: what acceptors keep is one vote for each slot";
    }
    const multi_paxos::Bounds bounds = bounds_of(scenario);
    if (choice.rule->name != "membership") return problem_of_quorum(choice, bounds.acceptors);
    const multi_paxos::MembershipRule membership = multi_paxos::membership_rule(choice);
    if (membership.changes && bounds.window == 0)
      return "wants a window: after how many slots a change takes effect (--window W)";
    return multi_paxos::problem_of(membership, bounds.acceptors);
  }
  [[nodiscard]] std::string problem_of_bounds(const Scenario& scenario) const override {
    const multi_paxos::Bounds bounds = bounds_of(scenario);
    if (bounds.reads > 0 && bounds.window > 0)
      return "have reads and a window; they are not modelled at a time: set one of them to 0";
    if (bounds.ballots() <= multi_paxos::kBallotsMax) return {};
    return fmt::format("have {} ballots; there may be {}", bounds.ballots(), multi_paxos::kBallotsMax);
  }

  /// The rules that functions may stand in for are those about quorums.
  [[nodiscard]] model::Questions questions(const Scenario& scenario) const override {
    const multi_paxos::Bounds bounds = bounds_of(scenario);
    return {bounds.acceptors, {bounds.ballots(), bounds.values}, {}};
  }

  [[nodiscard]] std::span<const model::Reduction> reductions() const override {
    return multi_paxos::reductions();
  }
  [[nodiscard]] bool has_use_for(const model::Reduction& reduction, const Scenario& scenario) const override {
    const bool is_symmetry =
        reduction.name == model::kAcceptorSymmetry.name || reduction.name == model::kValueSymmetry.name;
    return !is_symmetry || MessageSetProtocol::has_use_for(reduction, scenario);
  }

  /// Symmetries are of what is left of states.
  [[nodiscard]] CheckResult check(const CheckRequest& request, const checker::SearchOptions& options,
                                  const Progress& progress) const override {
    const multi_paxos::MultiPaxos model = model_of(request.scenario);
    const multi_paxos::Words words(model);
    const std::vector<PlannedReduction> plan = plan_reductions(request);
    const multi_paxos::Past past(model, is_at_work(plan, multi_paxos::kPastReports),
                                 is_at_work(plan, multi_paxos::kPastVotes));
    const checker::Reduced reduced(model, past);
    if (is_at_work(plan, model::kValueSymmetry.name)) {
      return check_model(model, words, checker::SymmetricInValues(reduced), request, options, progress);
    }
    if (is_at_work(plan, model::kAcceptorSymmetry.name)) {
      return check_model(model, words, checker::Symmetric(reduced), request, options, progress);
    }
    return check_model(model, words, reduced, request, options, progress);
  }

 private:
  [[nodiscard]] multi_paxos::Bounds bounds_of(const Scenario& scenario) const override {
    return multi_paxos::bounds_of(scenario.settings);
  }
  [[nodiscard]] multi_paxos::MultiPaxos model_of(const Scenario& scenario) const override {
    return multi_paxos::MultiPaxos(bounds_of(scenario), multi_paxos::rules_of(choices(scenario)));
  }
};

}  // namespace

const Protocol& multi_paxos_protocol() {
  static const MultiPaxosProtocol protocol;
  return protocol;
}

}  // namespace paxoscope::cli
