#include "cli/family.hpp"
#include "cli/live_family.hpp"
#include "cli/protocol.hpp"
#include "model/sketch/rules.hpp"
#include "model/sketch/sketch.hpp"
#include "model/sketch/words.hpp"

namespace paxoscope::cli {

namespace {

class SketchProtocol final : public Protocol {
 public:
  [[nodiscard]] std::string_view name() const override { return "sketch"; }
  [[nodiscard]] std::string_view meaning() const override {
    return "Paxos as tutorials sketch it, with direct calls and nothing counted: broken, and what repairs it";
  }
  [[nodiscard]] std::span<const model::Parameter> parameters() const override { return sketch::parameters(); }
  [[nodiscard]] std::span<const model::Rule> rules() const override { return sketch::rules(); }
  [[nodiscard]] std::span<const model::Variant> variants() const override { return sketch::variants(); }

  [[nodiscard]] std::vector<std::string> warnings(const Scenario& scenario) const override {
    const sketch::Bounds bounds = sketch::bounds_of(scenario.settings);
    const std::vector<model::Choice> choices = this->choices(scenario);
    std::vector<std::string> warnings;
    add_warnings_of_values(bounds.values, bounds.proposers,
                           !sketch::rules_of(choices).acceptor.are_all_known(), warnings);
    add_warnings_of_idle_rules(choices, scenario, warnings);
    return warnings;
  }

  [[nodiscard]] std::string why_idle(const model::Choice& choice, const Scenario& scenario) const override {
    const sketch::Bounds bounds = sketch::bounds_of(scenario.settings);
    if (choice.rule->name == "run-number" && bounds.attempts == 1)
      return "each proposer is called to propose once";
    return {};
  }

  /// No rule takes an argument.
  [[nodiscard]] std::string problem_of(const model::Choice& /*choice*/,
                                       const Scenario& /*scenario*/) const override {
    return {};
  }

  /// The value of a proposal is no rule here.
  [[nodiscard]] model::Questions questions(const Scenario& scenario) const override {
    const sketch::Bounds bounds = sketch::bounds_of(scenario.settings);
    return {bounds.acceptors, {bounds.ballots(), bounds.values}, {}};
  }

  [[nodiscard]] int learners(const Scenario& scenario) const override {
    return sketch::bounds_of(scenario.settings).proposers;
  }

  [[nodiscard]] CheckResult check(const CheckRequest& request, const checker::SearchOptions& options,
                                  const Progress& progress) const override {
    const sketch::Sketch model = model_of(request.scenario);
    return check_model(model, sketch::Words(model), model, request, options, progress);
  }

  [[nodiscard]] std::unique_ptr<LiveModel> open(const Scenario& scenario,
                                                std::size_t initial_state) const override {
    return open_model<sketch::Words>(model_of(scenario), scenario, initial_state);
  }

  [[nodiscard]] traces::Trace replay(const Scenario& scenario,
                                     const traces::SavedTrace& saved) const override {
    const sketch::Sketch model = model_of(scenario);
    return replay_model(model, sketch::Words(model), scenario, saved);
  }

 private:
  [[nodiscard]] sketch::Sketch model_of(const Scenario& scenario) const {
    return sketch::Sketch(sketch::bounds_of(scenario.settings), sketch::rules_of(choices(scenario)));
  }
};

}  // namespace

const Protocol& sketch_protocol() {
  static const SketchProtocol protocol;
  return protocol;
}

}  // namespace paxoscope::cli
