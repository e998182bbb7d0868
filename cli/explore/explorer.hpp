// What the explorer answers, whoever carries the questions. It keeps nothing: a state goes by the places of the actions that lead there from
// the initial state, each among those enabled.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cli/explore/goal.hpp"
#include "cli/live_model.hpp"
#include "cli/saved_run.hpp"
#include "cli/scenario.hpp"

namespace paxoscope::cli {

using Places = std::vector<std::size_t>;

/// A question that cannot be answered, in one line that says what would be right.
class QuestionError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Explorer {
 public:
  static constexpr std::size_t kStepsMax = 1000;
  static constexpr std::uint64_t kStatesMax = 200'000;  ///< that a search visits

  /// Begins in the initial state that has this place among them.
  explicit Explorer(Scenario scenario, std::uint64_t states_max = kStatesMax, std::size_t initial_state = 0);
  /// With a run to jump along. Throws SelfCheckError.
  explicit Explorer(const SavedRun& saved);

  // Each may be asked by several threads at once.

  /// What stays the same: the scenario, its properties, what can be asked, the saved run.
  [[nodiscard]] nlohmann::ordered_json scenario() const;
  /// The run to a state: "0.3.2", or nothing for the initial state. Of every state on the way, what can happen there. Throws
  /// QuestionError.
  [[nodiscard]] nlohmann::ordered_json run(std::string_view path) const;
  /// The shortest way from a state to one where a goal holds. Throws QuestionError.
  [[nodiscard]] nlohmann::ordered_json seek(std::string_view path, std::string_view goal) const;

 private:
  [[nodiscard]] std::vector<std::string> states_on(const Places& places) const;
  [[nodiscard]] traces::Trace told(const Places& places, const std::vector<std::string>& states) const;
  [[nodiscard]] nlohmann::ordered_json choices_in(const std::string& state) const;
  [[nodiscard]] std::vector<std::string> names_of(checker::PropertyMask properties) const;

  const Scenario scenario_;
  const std::unique_ptr<LiveModel> model_;
  const GoalVocabulary vocabulary_;
  const std::uint64_t states_max_;
  const std::size_t initial_state_;
  std::optional<Places> saved_;
  std::string saved_for_;  ///< the property that the saved run shows
  mutable std::mutex one_search_at_a_time_;
};

}  // namespace paxoscope::cli
