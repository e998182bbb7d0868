// Protects: what is concluded from a search. A vacuous model is warned of, each way to stop has its exit
// status, and a search that is wrong about its counterexample is caught before anyone sees it.
#include <csignal>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/errors.hpp"
#include "cli/family.hpp"
#include "cli/report.hpp"
#include "graph_model.hpp"

namespace paxoscope::tests {
namespace {

using namespace cli;
using checker::Outcome;
using checker::StopReason;

Scenario scenario(bool properties_chosen) {
  Scenario s;
  s.protocol = &paxos_protocol();
  for (const model::Parameter& parameter : s.protocol->parameters()) s.settings.push_back(parameter.standard);
  s.properties = {&invariants::kAgreement, &invariants::kValueChosen};
  s.properties_chosen = properties_chosen;
  return s;
}

Report report(StopReason stop, PropertyOutcome agreement, PropertyOutcome chosen,
              bool properties_chosen = false) {
  Report r;
  r.request.scenario = scenario(properties_chosen);
  r.result.stop = stop;
  r.result.properties = {{&invariants::kAgreement, agreement, {}}, {&invariants::kValueChosen, chosen, {}}};
  r.result.action_kinds = {"prepare", "deliver-prepare"};
  r.result.is_kind_left_out = {false, false};
  r.result.statistics.actions_taken = {1, 1};
  r.result.outcome = cli::detail::overall(r.result, properties_chosen);
  return r;
}

Report concluded(Report r) {
  conclude(r);
  return r;
}

TEST(Conclusion, EachWayToStopHasItsStatus) {
  using P = PropertyOutcome;
  const auto status = [](StopReason stop, P agreement, P chosen) {
    return concluded(report(stop, agreement, chosen)).exit_status;
  };
  EXPECT_EQ(status(StopReason::kExhausted, P::kHolds, P::kReached), 0);
  EXPECT_EQ(status(StopReason::kViolation, P::kViolated, P::kInconclusive), 12);
  EXPECT_EQ(status(StopReason::kStatesMax, P::kInconclusive, P::kReached), 3);
  EXPECT_EQ(status(StopReason::kDepthMax, P::kInconclusive, P::kReached), 3);
  EXPECT_EQ(status(StopReason::kTimeMax, P::kInconclusive, P::kReached), 3);
  EXPECT_EQ(status(StopReason::kMemoryMax, P::kInconclusive, P::kReached), 4);
  for (const int signal : {SIGINT, SIGTERM}) {
    Report r = report(StopReason::kInterrupted, P::kInconclusive, P::kInconclusive);
    r.signal = signal;
    EXPECT_EQ(concluded(r).exit_status, 128 + signal);
  }
}

TEST(Conclusion, ASignalThatCameTooLateChangesNothing) {
  Report r = report(StopReason::kExhausted, PropertyOutcome::kHolds, PropertyOutcome::kReached);
  r.signal = SIGINT;
  EXPECT_EQ(concluded(r).exit_status, 0);
}

TEST(Conclusion, AnUnreachableWitnessIsAWarningUnlessItWasAskedFor) {
  const Report by_default =
      concluded(report(StopReason::kExhausted, PropertyOutcome::kHolds, PropertyOutcome::kUnreachable));
  EXPECT_EQ(by_default.exit_status, 0);
  EXPECT_EQ(by_default.result.outcome, Outcome::kHolds);
  ASSERT_EQ(by_default.warnings.size(), 1U);
  EXPECT_TRUE(by_default.warnings[0].starts_with("value-chosen is unreachable"));

  const Report asked_for =
      concluded(report(StopReason::kExhausted, PropertyOutcome::kHolds, PropertyOutcome::kUnreachable, true));
  EXPECT_EQ(asked_for.exit_status, 10);
  EXPECT_EQ(asked_for.result.outcome, Outcome::kViolated);
  EXPECT_NE(to_text(asked_for).find("VIOLATED: value-chosen is unreachable"), std::string::npos);
}

TEST(Conclusion, AnActionNeverTakenIsAWarningInAWholeSpaceOnly) {
  Report whole = report(StopReason::kExhausted, PropertyOutcome::kHolds, PropertyOutcome::kReached);
  whole.result.statistics.actions_taken = {1, 0};
  EXPECT_EQ(concluded(whole).warnings,
            std::vector<std::string>{"the action deliver-prepare was never taken: the model may be vacuous"});
  Report cut = report(StopReason::kStatesMax, PropertyOutcome::kInconclusive, PropertyOutcome::kReached);
  cut.result.statistics.actions_taken = {1, 0};
  EXPECT_TRUE(concluded(cut).warnings.empty());
}

TEST(Conclusion, AViolationOutranksAFailedExpectation) {
  Report r = report(StopReason::kViolation, PropertyOutcome::kViolated, PropertyOutcome::kReached);
  r.request.expectations.distinct = 0;
  r.result.statistics.distinct = 5;
  r = concluded(r);
  EXPECT_EQ(r.expectations.at(0).status, ExpectationStatus::kFailed);
  EXPECT_EQ(r.exit_status, 12);
}

// ---- A search that is wrong

/// A graph in which vertex 1 is said to violate agreement, but only the first so many times that anyone asks.
class ForgetfulModel : public GraphModel {
 public:
  explicit ForgetfulModel(int answers) : GraphModel(GraphModel::of({{1}, {}})), answers_(answers) {}

  [[nodiscard]] model::History history(int state) const {
    model::History history;
    history.acceptors = 1;
    history.vote_quorums = model::Quorums::majorities(1);
    history.ballots = 2;
    history.values = 2;
    if (state == 1 && answers_-- > 0) {
      for (int i = 0; i < 2; ++i) history.cast.cast(model::AcceptorId(0), model::Ballot(i), model::Value(i));
    }
    return history;
  }
  [[nodiscard]] static bool same_votes(int before, int after) { return before == after; }
  [[nodiscard]] static std::vector<std::uint64_t> history_bits(bool /*with_proposals*/) {
    return {~std::uint64_t{0}};
  }
  [[nodiscard]] static std::string_view action_kind_name(std::size_t /*kind*/) { return "step"; }

 private:
  mutable int answers_;
};

struct NoWords {
  [[nodiscard]] static std::vector<std::string> legend() { return {}; }
  [[nodiscard]] static std::string process(const GraphModel::Action& /*action*/) { return "p"; }
  [[nodiscard]] static model::Record record(const GraphModel::Action& action) {
    return {{"edge", std::int64_t{action.edge}}};
  }
  [[nodiscard]] static std::string sentence(int /*before*/, const GraphModel::Action& /*action*/) {
    return "steps";
  }
  [[nodiscard]] static std::vector<model::Attribute> attributes(int /*state*/) { return {}; }
  [[nodiscard]] static std::vector<std::string> notes(int /*before*/, int /*after*/) { return {}; }
};

CheckResult check(const ForgetfulModel& model, const CheckRequest& request,
                  const checker::SearchOptions& options) {
  return check_model(model, NoWords{}, model, request, options, {});
}

TEST(SelfCheck, ACounterexampleThatDoesNotShowTheViolationIsNeverReported) {
  CheckRequest request;
  request.scenario = scenario(true);
  request.scenario.properties = {&invariants::kAgreement};
  // Asked by the search, by the choice of the path, by the replayer and by the explanation.
  const CheckResult result = check(ForgetfulModel(4), request, {});
  ASSERT_EQ(result.counterexamples.size(), 1U);
  EXPECT_EQ(result.counterexamples.front().steps.size(), 1U);
  EXPECT_THROW(check(ForgetfulModel(2), request, {}), SelfCheckError);
  EXPECT_THROW(check(ForgetfulModel(1), request, {}), SelfCheckError);
}

// What a search by fingerprints finds is looked for again by one that keeps everything. If that finds nothing, for whatever
// reason, there is a violation and no run to show, and the report says both.
TEST(Fingerprints, ThatCannotBeFollowedBackAreAWarning) {
  Report r;
  r.request.scenario = scenario(true);
  r.request.scenario.properties = {&invariants::kAgreement};
  r.request.store = checker::StoreKind::kFingerprint;
  checker::SearchOptions options;
  options.store = checker::StoreKind::kFingerprint;
  r.result = check(ForgetfulModel(1), r.request, options);
  EXPECT_TRUE(r.result.counterexamples.empty());
  EXPECT_TRUE(r.result.runs_are_missing);
  r = concluded(r);
  EXPECT_EQ(r.exit_status, 12);
  EXPECT_EQ(r.warnings, std::vector<std::string>{
                            "a run cannot be shown: fingerprints do not lead back, and the exact search "
                            "for it reached a limit"});
  const std::string text = to_text(r);
  EXPECT_NE(text.find("VIOLATED: agreement in 1 step\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("Counterexample"), std::string::npos) << text;
  EXPECT_TRUE(to_json(r).at("counterexample").is_null());

  // Where both find it there is no warning.
  r.warnings.clear();
  r.result = check(ForgetfulModel(9), r.request, options);
  EXPECT_EQ(r.result.counterexamples.size(), 1U);
  EXPECT_FALSE(r.result.runs_are_missing);
}

}  // namespace
}  // namespace paxoscope::tests
