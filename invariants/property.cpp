#include "invariants/property.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace paxoscope::invariants {

bool holds_in(const Property& property, const History& state) { return property.holds_in(state); }

bool holds_in(const Property& property, const LogHistory& state) {
  if (property.is_of_logs()) return property.holds_in_log(state);
  const auto holds = [&](const History& slot) { return property.holds_in(slot); };
  return property.kind == Kind::kWitness ? std::any_of(state.slots.begin(), state.slots.end(), holds)
                                         : std::all_of(state.slots.begin(), state.slots.end(), holds);
}

bool holds_of(const Property& property, const History& before, const History& after) {
  return property.holds_of(before, after);
}

bool holds_of(const Property& property, const LogHistory& before, const LogHistory& after) {
  bool holds = true;
  model::for_each_slot(
      after, [&](Slot slot) { holds = holds && property.holds_of(before.in(slot), after.in(slot)); });
  return holds;
}

Explanation explain(const Property& property, const History& before, const History& after) {
  return property.explain(before, after);
}

Explanation explain(const Property& property, const LogHistory& before, const LogHistory& after) {
  if (property.is_of_logs()) return property.explain_in_log(after);
  Explanation why;
  model::for_each_slot(after, [&](Slot slot) {
    if (!why.empty()) return;
    const bool is_noticed = property.kind == Kind::kStep
                                ? !property.holds_of(before.in(slot), after.in(slot))
                                : property.holds_in(after.in(slot)) == (property.kind == Kind::kWitness);
    if (!is_noticed) return;
    for (const std::string& sentence : property.explain(before.in(slot), after.in(slot))) {
      why.push_back(fmt::format("In slot {}: {}", model::name(slot), sentence));
    }
  });
  return why;
}

const std::vector<const Property*>& all_properties() {
  static const std::vector<const Property*> all{
      &kAgreement,       &kP2b,       &kP2c,         &kOneValuePerBallot, &kValidity, &kLearnersAgree,
      &kLearnedIsChosen, &kStability, &kValueChosen, &kValueLearned,
  };
  return all;
}

const std::vector<const Property*>& properties_of_logs() {
  static const std::vector<const Property*> all{
      &kAgreement,   &kP2b,   &kP2c,        &kOneValuePerBallot, &kValidity,          &kStability,
      &kPrefixOrder, &kNoGap, &kAtMostOnce, &kExecutedIsChosen,  &kLinearizableReads, &kValueChosen,
  };
  return all;
}

const std::vector<const Property*>& named_properties() {
  static const std::vector<const Property*> all = [] {
    std::vector<const Property*> named = all_properties();
    // Before the witnesses, as in a log's own list.
    const auto witness = std::find_if(named.begin(), named.end(), [](const Property* property) {
      return property->kind == Kind::kWitness;
    });
    std::vector<const Property*> of_logs;
    std::copy_if(properties_of_logs().begin(), properties_of_logs().end(), std::back_inserter(of_logs),
                 [](const Property* property) { return property->is_of_logs(); });
    named.insert(witness, of_logs.begin(), of_logs.end());
    named.push_back(&kTermination);
    return named;
  }();
  return all;
}

const Property* find_property(std::string_view name) {
  for (const Property* property : named_properties()) {
    if (property->name == name) return property;
  }
  return nullptr;
}

}  // namespace paxoscope::invariants
