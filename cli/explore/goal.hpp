// What a state is to be like: "chosen(v1) and p2.phase = prepare". The language is described in docs/explorer.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "checker/property.hpp"
#include "cli/live_model.hpp"
#include "cli/scenario.hpp"
#include "model/narration.hpp"

namespace paxoscope::cli {

/// What can be asked about in a scenario.
struct GoalVocabulary {
  std::vector<model::Attribute> attributes;                  ///< of the initial state: who has which fields
  std::vector<std::string> values;                           ///< that may be chosen
  std::vector<const invariants::Property*> properties = {};  ///< in the order of the model's masks
};

GoalVocabulary goal_vocabulary(const Scenario& scenario, const LiveModel& model);

/// A goal that cannot be read. The message is one line: where, what, and what would be right.
class GoalError : public std::runtime_error {
 public:
  GoalError(std::size_t column, const std::string& problem);
  /// Counted from 1, in characters.
  [[nodiscard]] std::size_t column() const { return column_; }

 private:
  std::size_t column_;
};

/// One thing that is to be so.
struct GoalFact {
  enum class Kind : std::uint8_t {
    kChosen,     ///< `value` is chosen; any is, if it is empty
    kAttribute,  ///< the attribute in place `index` has `value`
    kProperty,   ///< that in place `index` fails or is reached
  };

  Kind kind = Kind::kChosen;
  bool is_negated = false;
  std::size_t index = 0;
  std::string value;
};

/// Facts that are to hold together.
class Goal {
 public:
  explicit Goal(std::vector<GoalFact> facts) : facts_(std::move(facts)) {}

  /// Whether all are so in `after`, or by the step to it from `before`: of a state alone, twice the same.
  [[nodiscard]] bool holds(const LiveModel& model, const std::string& before, const std::string& after) const;

  /// Whether a step can bring it about that leads to a state in which, seen alone, it does not hold.
  [[nodiscard]] bool is_about_steps(const GoalVocabulary& vocabulary) const;

  [[nodiscard]] const std::vector<GoalFact>& facts() const { return facts_; }

 private:
  std::vector<GoalFact> facts_;
};

/// Reads a goal. Throws GoalError.
Goal parse_goal(std::string_view text, const GoalVocabulary& vocabulary);

/// Goals that make sense in a scenario, to begin with.
std::vector<std::string> goal_examples(const GoalVocabulary& vocabulary);

}  // namespace paxoscope::cli
