#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

#include "checker/reduced.hpp"
#include "checker/symmetry.hpp"
#include "cli/certificate/encodings.hpp"
#include "cli/family.hpp"
#include "cli/live_family.hpp"
#include "cli/protocol.hpp"
#include "cli/reductions.hpp"
#include "model/paxos/paxos.hpp"
#include "model/paxos/reductions.hpp"
#include "model/paxos/rules.hpp"
#include "model/paxos/words.hpp"

namespace paxoscope::cli {

namespace {

/// Why it makes no difference that messages are counted; empty if it may.
std::string_view why_counting_is_idle(const paxos::Bounds& bounds, const paxos::Rules& rules) {
  const bool may_forget = bounds.may_crash() && !rules.forget_nothing();
  if (bounds.duplication.is_none() && rules.acceptor.promise_once() && !may_forget &&
      rules.promises_counted == paxos::PromisesCounted::kForThisBallot &&
      rules.promise_quorum == model::QuorumRule{}) {
    return "no message is received twice, and no acceptor promises a ballot twice";
  }
  return {};
}

/// Whether there is a moment at which an acceptor that votes may have written the one and not the other.
bool are_both_written_together(const model::StorageRules& storage) {
  const bool are_both_late =
      storage.promise == model::PromiseStorage::kLate && storage.vote == model::VoteStorage::kLate;
  return are_both_late ||
         (storage.promise == model::PromiseStorage::kDurable && storage.vote == model::VoteStorage::kDurable);
}

class PaxosProtocol final : public Protocol {
 public:
  [[nodiscard]] std::string_view name() const override { return "paxos"; }
  [[nodiscard]] std::string_view meaning() const override {
    return "classic single-decree Paxos: processes, and messages in flight over an asynchronous network";
  }
  [[nodiscard]] std::span<const model::Parameter> parameters() const override { return paxos::parameters(); }
  [[nodiscard]] std::span<const model::Rule> rules() const override { return paxos::rules(); }
  [[nodiscard]] std::span<const model::Variant> variants() const override { return paxos::variants(); }

  [[nodiscard]] std::vector<RequiredIntersection> required_intersections(
      const Scenario& scenario) const override {
    const paxos::Rules rules = paxos::rules_of(choices(scenario));
    return {promises_meet_votes(rules.promise_quorum, rules.vote_quorum,
                                paxos::bounds_of(scenario.settings).acceptors)};
  }

  [[nodiscard]] std::vector<std::string> warnings(const Scenario& scenario) const override {
    const paxos::Bounds bounds = paxos::bounds_of(scenario.settings);
    std::vector<std::string> warnings;
    const std::vector<model::Choice> choices = this->choices(scenario);
    const paxos::Rules rules = paxos::rules_of(choices);
    // Other values than the proposers' come from functions only.
    const bool may_invent_values =
        rules.replaced_proposal_value != nullptr || !rules.acceptor.are_all_known();
    add_warnings_of_values(bounds.values, bounds.proposers, may_invent_values, warnings);
    add_warnings_of_quorums(scenario, warnings);
    add_warnings_of_idle_rules(choices, scenario, warnings);
    const model::Choice& counting = model::choice_of(choices, "counting");
    const std::string_view reason = why_counting_is_idle(bounds, rules);
    if (!counting.alternative->specified && !reason.empty()) warnings.push_back(idle_text(counting, reason));
    // If a promise is late too it does matter in which order they are written.
    const model::Choice& vote = model::choice_of(choices, "vote-storage");
    const bool is_late = rules.storage.vote == model::VoteStorage::kLate && why_idle(vote, scenario).empty();
    if (is_late && bounds.learners == 0 && rules.storage.promise != model::PromiseStorage::kLate) {
      warnings.push_back(idle_text(vote, "there are no learners to tell"));
    }
    const model::Choice& order = model::choice_of(choices, "write-order");
    const bool is_order_told_of = order.alternative->specified || !why_idle(order, scenario).empty();
    if (!is_order_told_of && !are_both_written_together(rules.storage)) {
      warnings.push_back(idle_text(
          order, "of promise and vote an acceptor does not write both before it answers, nor both after"));
    }
    if (!bounds.may_crash() && !bounds.recoveries.is_any()) {
      warnings.push_back(
          fmt::format("recoveries = {} has no effect: {}", bounds.recoveries.limit(), kNothingCrashes));
    }
    if (std::string little = why_little_can_fail(scenario); !little.empty())
      warnings.push_back(std::move(little));
    return warnings;
  }
  [[nodiscard]] std::string why_little_can_fail(const Scenario& scenario) const override {
    const paxos::Bounds bounds = paxos::bounds_of(scenario.settings);
    const bool shares = paxos::rules_of(choices(scenario)).ballot_owner == paxos::BallotOwner::kShared;
    if (!shares || bounds.attempts > 1 || bounds.proposers == 1) return {};
    return "all proposers have one and the same ballot: nothing that is asked of a higher ballot can fail; "
           "ask for more attempts";
  }

  [[nodiscard]] std::string why_idle(const model::Choice& choice, const Scenario& scenario) const override {
    const std::string_view rule = choice.rule->name;
    const paxos::Bounds bounds = paxos::bounds_of(scenario.settings);
    if (rule == "learning" && bounds.learners == 0) return "there are no learners";
    if (rule == "first-phase" && bounds.attempts == 1) return "each proposer has one ballot, its first";
    if (rule == "promises-counted" && bounds.attempts == 1) return "each proposer has one ballot";
    if (rule == "ballot-owner" && bounds.proposers == 1) return "there is one proposer";
    if (rule == "refusals" && bounds.ballots() == 1) return "there is one ballot";
    if (is_about_crashes(rule)) {
      if (!bounds.may_crash()) return std::string(kNothingCrashes);
      if (bounds.recoveries.is_none()) return "nothing that crashed starts again";
    }
    return why_quorum_is_idle(choice, bounds.acceptors);
  }
  [[nodiscard]] std::string problem_of(const model::Choice& choice, const Scenario& scenario) const override {
    return problem_of_quorum(choice, paxos::bounds_of(scenario.settings).acceptors);
  }

  /// An asynchronous network owes nobody anything but that messages arrive, so a run in rounds will do.
  [[nodiscard]] std::string why_no_termination(const Scenario& scenario) const override {
    const Scenario smooth = at_its_smoothest(scenario);
    return smooth.protocol->why_no_termination(smooth);
  }
  [[nodiscard]] std::string why_no_room(const Scenario& scenario) const override {
    const Scenario smooth = at_its_smoothest(scenario);
    return smooth.protocol->why_no_room(smooth);
  }

  [[nodiscard]] model::Questions questions(const Scenario& scenario) const override {
    const paxos::Paxos model = model_of(scenario);
    const paxos::Bounds& bounds = model.bounds();
    model::Questions questions{bounds.acceptors, {model.numbers(), bounds.values}, {}};
    for (int b = 0; b < bounds.ballots(); ++b) {
      const model::Ballot ballot(b);
      questions.proposals.push_back({model.number_of(ballot), bounds.own_value(bounds.owner(ballot))});
    }
    return questions;
  }

  [[nodiscard]] std::span<const model::Reduction> reductions() const override {
    static const auto all = [] {
      std::array<model::Reduction, 1 + paxos::kReductions> list{model::kAcceptorSymmetry};
      std::copy_n(paxos::reductions().begin(), paxos::kReductions, list.begin() + 1);
      return list;
    }();
    return all;
  }
  [[nodiscard]] bool has_use_for(const model::Reduction& reduction, const Scenario& scenario) const override {
    const auto which = number_of(reduction);
    const paxos::Bounds bounds = paxos::bounds_of(scenario.settings);
    return which ? paxos::has_use_for(*which, bounds) : bounds.acceptors > 1;
  }
  [[nodiscard]] std::vector<std::string_view> counts_on(const model::Reduction& reduction,
                                                        const Scenario& scenario) const override {
    const auto which = number_of(reduction);
    if (!which) return {};
    const paxos::Bounds bounds = paxos::bounds_of(scenario.settings);
    std::vector<std::string_view> others;
    if (paxos::needs_crash_absorption(*which, bounds)) {
      others.push_back(name_of(paxos::Reduction::kCrashAbsorption));
    }
    if (paxos::needs_loss_absorption(*which, bounds)) {
      others.push_back(name_of(paxos::Reduction::kLossAbsorption));
    }
    return others;
  }

  [[nodiscard]] CheckResult check(const CheckRequest& request, const checker::SearchOptions& options,
                                  const Progress& progress) const override {
    if (asks_for_liveness(request.scenario)) return check_at_its_smoothest(request, options, progress);
    const paxos::Paxos model = model_of(request.scenario);
    const paxos::Words words(model);
    const std::vector<PlannedReduction> plan = plan_reductions(request);
    const bool is_symmetric = is_at_work(plan, model::kAcceptorSymmetry.name);
    paxos::ReductionSet set;
    for (int i = 0; i < paxos::kReductions; ++i) {
      const auto reduction = static_cast<paxos::Reduction>(i);
      if (is_at_work(plan, name_of(reduction))) set.insert(reduction);
    }
    if (set.empty()) {
      const auto certify = [&](const auto& searched, const checker::Exploration& exploration,
                               CheckResult& result) {
        if (!request.certificate_path) return;
        cli::certify(
            model, searched, exploration, {is_symmetric, false}, options.limits,
            [&](const paxos::State& state) { return encoded(model, state); }, result);
      };
      return is_symmetric
                 ? check_model(model, words, checker::Symmetric(model), request, options, progress, certify)
                 : check_model(model, words, model, request, options, progress, certify);
    }
    const paxos::Seen seen = seen_by(request.scenario);
    const paxos::Reductions at_work(model, set, seen);
    CheckResult result = check_reduced(model, at_work, set, is_symmetric, seen, request, options, progress);
    for (std::size_t kind = 0; kind < model.action_kinds(); ++kind) {
      result.is_kind_left_out[kind] = !at_work.needs_any_of(model.action_of_kind(kind));
    }
    return result;
  }

  [[nodiscard]] std::unique_ptr<LiveModel> open(const Scenario& scenario,
                                                std::size_t initial_state) const override {
    return open_model<paxos::Words>(model_of(scenario), scenario, initial_state);
  }

  [[nodiscard]] traces::Trace replay(const Scenario& scenario,
                                     const traces::SavedTrace& saved) const override {
    if (saved.property == invariants::kTermination.name) {
      const std::string_view rounds = paxos_in_rounds_protocol().network();
      throw traces::ReplayError(
          0, fmt::format("a run against termination is one over a network that is {}", rounds));
    }
    const paxos::Paxos model = model_of(scenario);
    return replay_model(model, paxos::Words(model), scenario, saved);
  }

 private:
  /// Never holds: where no run in rounds goes on without end another one may.
  static CheckResult check_at_its_smoothest(const CheckRequest& request,
                                            const checker::SearchOptions& options, const Progress& progress) {
    CheckRequest smooth = request;
    smooth.scenario = at_its_smoothest(request.scenario);
    CheckResult result = smooth.scenario.protocol->check(smooth, options, progress);
    if (result.outcome != checker::Outcome::kHolds) return result;
    result.outcome = checker::Outcome::kInconclusive;
    result.stop = checker::StopReason::kPartOnly;
    result.properties.front().outcome = PropertyOutcome::kInconclusive;
    return result;
  }

  static bool is_about_crashes(std::string_view rule) {
    return rule == "promise-storage" || rule == "vote-storage" || rule == "write-order" ||
           rule == "ballot-storage";
  }
  static std::string_view name_of(paxos::Reduction reduction) {
    return paxos::reductions()[static_cast<std::size_t>(reduction)].name;
  }
  /// Nothing for the symmetry.
  static std::optional<paxos::Reduction> number_of(const model::Reduction& reduction) {
    for (int i = 0; i < paxos::kReductions; ++i) {
      if (name_of(static_cast<paxos::Reduction>(i)) == reduction.name)
        return static_cast<paxos::Reduction>(i);
    }
    return std::nullopt;
  }
  static paxos::Seen seen_by(const Scenario& scenario) {
    paxos::Seen seen{false, false};
    for (const invariants::Property* property : scenario.properties) {
      seen.proposals = seen.proposals || property->about_proposals;
      seen.learners = seen.learners || property->sees_learners;
    }
    return seen;
  }
  static CheckResult check_reduced(const paxos::Paxos& model, const paxos::Reductions& at_work,
                                   paxos::ReductionSet set, bool is_symmetric, const paxos::Seen& seen,
                                   const CheckRequest& request, const checker::SearchOptions& options,
                                   const Progress& progress) {
    const paxos::Words words(model);
    const paxos::Reductions for_runs(model, set, seen, paxos::ShortestRuns::kAllWorthShowing);
    const checker::Reduced searched(model, at_work);
    const checker::Reduced with_all_runs(model, for_runs);
    const bool are_all_left_in = !at_work.leaves_out_runs();
    if (!is_symmetric) {
      return check_model(model, words, searched, are_all_left_in ? searched : with_all_runs, request, options,
                         progress);
    }
    const checker::Symmetric orbits(searched);
    const checker::Symmetric orbits_with_all_runs(with_all_runs);
    return check_model(model, words, orbits, are_all_left_in ? orbits : orbits_with_all_runs, request,
                       options, progress);
  }
  [[nodiscard]] paxos::Paxos model_of(const Scenario& scenario) const {
    return paxos::Paxos(paxos::bounds_of(scenario.settings), paxos::rules_of(choices(scenario)));
  }
};

}  // namespace

const Protocol& paxos_protocol() {
  static const PaxosProtocol protocol;
  return protocol;
}

}  // namespace paxoscope::cli
