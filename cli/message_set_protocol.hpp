// What protocols have in common whose states are acceptors and a set of messages that grows.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/symmetry.hpp"
#include "checker/value_symmetry.hpp"
#include "cli/certificate/encodings.hpp"
#include "cli/family.hpp"
#include "cli/live_family.hpp"
#include "cli/protocol.hpp"
#include "cli/reductions.hpp"

namespace paxoscope::cli {

/// Acceptors are alike in its model, and so are values: that is all that searches are reduced by.
template <typename Model, typename Words>
class MessageSetProtocol : public Protocol {
 public:
  [[nodiscard]] std::span<const model::Reduction> reductions() const override {
    static constexpr std::array kAll{model::kAcceptorSymmetry, model::kValueSymmetry};
    return kAll;
  }
  [[nodiscard]] bool has_use_for(const model::Reduction& reduction, const Scenario& scenario) const override {
    const auto bounds = bounds_of(scenario);
    return (reduction.name == model::kValueSymmetry.name ? bounds.values : bounds.acceptors) > 1;
  }
  /// Values are renamed on top of acceptors.
  [[nodiscard]] std::vector<std::string_view> counts_on(const model::Reduction& reduction,
                                                        const Scenario& scenario) const override {
    const bool does =
        reduction.name == model::kValueSymmetry.name && has_use_for(model::kAcceptorSymmetry, scenario);
    if (!does) return {};
    return {model::kAcceptorSymmetry.name};
  }

  [[nodiscard]] CheckResult check(const CheckRequest& request, const checker::SearchOptions& options,
                                  const Progress& progress) const override {
    const Model model = model_of(request.scenario);
    const Words words(model);
    const std::vector<PlannedReduction> plan = plan_reductions(request);
    const bool has_value_symmetry = is_at_work(plan, model::kValueSymmetry.name);
    const bool is_symmetric = is_at_work(plan, model::kAcceptorSymmetry.name);
    const auto certify = [&]([[maybe_unused]] const auto& searched,
                             [[maybe_unused]] const checker::Exploration& exploration,
                             [[maybe_unused]] CheckResult& result) {
      if constexpr (CanBeCertified<Model>) {
        if (!request.certificate_path) return;
        cli::certify(
            model, searched, exploration, {is_symmetric, has_value_symmetry}, options.limits,
            [&](const typename Model::State& state) { return encoded(model, state); }, result);
      }
    };
    if (has_value_symmetry) {
      return check_model(model, words, checker::SymmetricInValues(model), request, options, progress,
                         certify);
    }
    if (is_symmetric)
      return check_model(model, words, checker::Symmetric(model), request, options, progress, certify);
    return check_model(model, words, model, request, options, progress, certify);
  }

  [[nodiscard]] std::unique_ptr<LiveModel> open(const Scenario& scenario,
                                                std::size_t initial_state) const override {
    return open_model<Words>(model_of(scenario), scenario, initial_state);
  }

  [[nodiscard]] traces::Trace replay(const Scenario& scenario,
                                     const traces::SavedTrace& saved) const override {
    const Model model = model_of(scenario);
    return replay_model(model, Words(model), scenario, saved);
  }

 protected:
  using Bounds = std::remove_cvref_t<decltype(std::declval<const Model&>().bounds())>;

  [[nodiscard]] virtual Bounds bounds_of(const Scenario& scenario) const = 0;
  [[nodiscard]] virtual Model model_of(const Scenario& scenario) const = 0;
};

}  // namespace paxoscope::cli
