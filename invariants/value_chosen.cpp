// A value can be chosen: without this, every safety property holds for want of anything to violate it.
#include <array>

#include "invariants/property.hpp"

namespace paxoscope::invariants {

namespace value_chosen {
namespace {

bool is_witness(const History& state) { return !state.chosen().empty(); }

Explanation explain(const History& /*before*/, const History& after) {
  Explanation how;
  after.chosen().for_each(
      [&](Value value) { how.push_back(model::decision(after, after.cast, value, "chosen") + "."); });
  return how;
}

template <int kIndex>
bool is_chosen(const History& state) {
  return state.chosen().contains(Value(kIndex));
}

template <int kIndex>
constexpr Property chosen_value_property(std::string_view name) {
  return {
      .name = name,
      .statement = "this value can be chosen",
      .source = "",
      .kind = Kind::kWitness,
      .about_learners = false,
      .sees_learners = false,
      .sees_votes = true,
      .about_proposals = false,
      .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kSeesOnlyThePast,
                Assumption::kSeesOnlyWhatIsChosen, Assumption::kSeesOnlyWhatIsLearned,
                Assumption::kSeesOnlyLaterProposals},
      .holds_in = is_chosen<kIndex>,
      .holds_of = nullptr,
      .explain = explain,
  };
}

}  // namespace
}  // namespace value_chosen

const Property& chosen_value(Value value) {
  static const std::array<Property, model::kValuesMax> each{
      value_chosen::chosen_value_property<0>("v1-chosen"),
      value_chosen::chosen_value_property<1>("v2-chosen"),
      value_chosen::chosen_value_property<2>("v3-chosen"),
      value_chosen::chosen_value_property<3>("v4-chosen")};
  return each.at(static_cast<std::size_t>(value.index()));
}

const Property kValueChosen{
    .name = "value-chosen",
    .statement = "a value can be chosen",
    .source = "Paxos Made Simple, section 2.1, progress",
    .kind = Kind::kWitness,
    .about_learners = false,
    .sees_learners = false,
    .sees_votes = true,
    .about_proposals = false,
    .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart,
              Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen,
              Assumption::kSeesOnlyWhatIsLearned, Assumption::kSeesOnlyLaterProposals},
    .holds_in = value_chosen::is_witness,
    .holds_of = nullptr,
    .explain = value_chosen::explain,
};

}  // namespace paxoscope::invariants
