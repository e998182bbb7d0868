#include <algorithm>
#include <fmt/format.h>

#include "cli/family.hpp"
#include "cli/protocol.hpp"
#include "model/paxos/paxos.hpp"
#include "model/paxos/rules.hpp"
#include "model/paxos/words.hpp"

namespace paxoscope::cli {

namespace {

class PaxosProtocol final : public Protocol {
 public:
  [[nodiscard]] std::string_view name() const override { return "paxos"; }
  [[nodiscard]] std::string_view meaning() const override {
    return "classic single-decree Paxos: processes, and messages in flight over an asynchronous network";
  }
  [[nodiscard]] std::span<const model::Parameter> parameters() const override { return paxos::parameters(); }
  [[nodiscard]] std::span<const model::Rule> rules() const override { return paxos::rules(); }
  [[nodiscard]] std::span<const model::Variant> variants() const override { return paxos::variants(); }

  [[nodiscard]] std::vector<std::string> warnings(const Scenario& scenario) const override {
    const paxos::Bounds bounds = paxos::bounds_of(scenario.settings);
    std::vector<std::string> warnings;
    if (bounds.values > bounds.proposers) {
      warnings.push_back(
          fmt::format("values = {} has no more effect than {}: each proposer proposes one value",
                      bounds.values, bounds.proposers));
    }
    if (std::min(bounds.values, bounds.proposers) == 1) {
      warnings.emplace_back(kOnlyOneValue);
    }
    return warnings;
  }

  [[nodiscard]] CheckResult check(const CheckRequest& request, const checker::SearchOptions& options,
                                  const Progress& progress) const override {
    const paxos::Paxos model = model_of(request.scenario);
    return check_model(model, paxos::Words(model), request, options, progress);
  }

  [[nodiscard]] traces::Trace replay(const Scenario& scenario,
                                     const traces::SavedTrace& saved) const override {
    const paxos::Paxos model = model_of(scenario);
    return replay_model(model, paxos::Words(model), scenario, saved);
  }

 private:
  static paxos::Paxos model_of(const Scenario& scenario) {
    return paxos::Paxos(paxos::bounds_of(scenario.settings),
                        paxos::rules_of_variant(scenario.variant).value());
  }
};

}  // namespace

const Protocol& paxos_protocol() {
  static const PaxosProtocol protocol;
  return protocol;
}

}  // namespace paxoscope::cli
