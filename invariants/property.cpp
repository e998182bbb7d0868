#include "invariants/property.hpp"

namespace paxoscope::invariants {

const std::vector<const Property*>& all_properties() {
  static const std::vector<const Property*> all{
      &kAgreement,       &kP2b,       &kP2c,         &kOneValuePerBallot, &kValidity, &kLearnersAgree,
      &kLearnedIsChosen, &kStability, &kValueChosen, &kValueLearned,
  };
  return all;
}

const std::vector<const Property*>& named_properties() {
  static const std::vector<const Property*> all = [] {
    std::vector<const Property*> named = all_properties();
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
