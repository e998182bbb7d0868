#include "cli/explore/seek.hpp"

#include <algorithm>
#include <set>

#include "checker/breadth_first_search.hpp"
#include "checker/shortest_path.hpp"
#include "cli/erased_model.hpp"
#include "cli/errors.hpp"

namespace paxoscope::cli {

namespace {

/// The goal as the only property: a witness.
class GoalReached {
 public:
  GoalReached(const LiveModel& model, const Goal& goal, bool is_about_steps)
      : model_(model), goal_(goal), is_about_steps_(is_about_steps) {}

  [[nodiscard]] static std::size_t size() { return 1; }
  [[nodiscard]] static checker::PropertyMask witnesses() { return 1; }
  [[nodiscard]] checker::PropertyMask noticed_in(const std::string& state) const {
    return goal_.holds(model_, state, state) ? 1 : 0;
  }
  [[nodiscard]] checker::PropertyMask noticed_by(const std::string& before, const std::string& after) const {
    return is_about_steps_ && goal_.holds(model_, before, after) ? 1 : 0;
  }

 private:
  const LiveModel& model_;
  const Goal& goal_;
  bool is_about_steps_;
};

std::vector<std::vector<std::string>> values_seen(const ErasedModel& model,
                                                  const checker::Exploration& exploration, const Goal& goal) {
  constexpr std::size_t kValuesMax = 12;  // of more, a list helps nobody
  std::vector<std::set<std::string>> seen(goal.facts().size());
  const bool asks_for_fields =
      std::any_of(goal.facts().begin(), goal.facts().end(),
                  [](const GoalFact& fact) { return fact.kind == GoalFact::Kind::kAttribute; });
  if (asks_for_fields) {
    checker::for_each_state(model, exploration, [&](const std::string& state, std::size_t /*depth*/) {
      const std::vector<model::Attribute> attributes = model.live().attributes(state);
      for (std::size_t i = 0; i < seen.size(); ++i) {
        if (goal.facts()[i].kind == GoalFact::Kind::kAttribute && seen[i].size() <= kValuesMax)
          seen[i].insert(attributes[goal.facts()[i].index].value);
      }
    });
  }
  std::vector<std::vector<std::string>> values;
  for (const auto& of_fact : seen) {
    if (of_fact.size() > kValuesMax) {
      values.emplace_back();
    } else {
      values.emplace_back(of_fact.begin(), of_fact.end());
    }
  }
  return values;
}

}  // namespace

Sought seek(const LiveModel& model, const std::string& start, const Goal& goal,
            const GoalVocabulary& vocabulary, std::uint64_t states_max) {
  const ErasedModel erased(model, start);
  const GoalReached reached(model, goal, goal.is_about_steps(vocabulary));
  checker::SearchOptions options;
  options.limits.states_max = states_max;
  const checker::Exploration exploration = checker::breadth_first_search(erased, reached, options);
  Sought sought;
  sought.states = exploration.statistics.distinct;
  sought.complete_depth = exploration.statistics.complete_depth;
  if (exploration.findings.empty()) {
    sought.outcome = exploration.stop == checker::StopReason::kExhausted ? Sought::Outcome::kUnreachable
                                                                         : Sought::Outcome::kLimit;
    sought.values_seen = values_seen(erased, exploration, goal);
    return sought;
  }
  const auto path = checker::shortest_path(erased, reached, exploration, checker::property_bit(0),
                                           exploration.findings.front().length);
  if (!path) throw SelfCheckError("no path leads to what the search found");
  sought.outcome = Sought::Outcome::kFound;
  for (const ErasedModel::Action& action : path->actions) sought.places.push_back(action.place);
  return sought;
}

}  // namespace paxoscope::cli
