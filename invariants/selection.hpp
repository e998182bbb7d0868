// The properties of one run, as a search asks for them.
#pragma once

#include <cassert>
#include <concepts>
#include <cstddef>
#include <vector>

#include "checker/property.hpp"
#include "invariants/property.hpp"
#include "model/history.hpp"

namespace paxoscope::invariants {

/// A model of the Paxos family: its states have a past to ask about, of one decree or of a log of them.
template <typename M>
concept HasHistory = checker::Model<M> && requires(const M& model, const typename M::State& state) {
  { holds_in(kAgreement, model.history(state)) } -> std::same_as<bool>;
  { model.same_votes(state, state) } -> std::same_as<bool>;
  { model.history_bits(true) } -> std::same_as<std::vector<std::uint64_t>>;
};

/// Some properties over the states of some model: a checker::PropertySet. Keeps a reference to the model.
template <HasHistory M>
class Selection {
 public:
  using State = typename M::State;

  /// At most checker::kPropertiesMax of them.
  Selection(const M& model, std::vector<const Property*> properties)
      : model_(model), properties_(std::move(properties)) {
    assert(properties_.size() <= checker::kPropertiesMax);
    for (std::size_t i = 0; i < properties_.size(); ++i) {
      const checker::PropertyMask bit = checker::property_bit(i);
      if (properties_[i]->kind == Kind::kWitness) witnesses_ |= bit;
      about_proposals_ = about_proposals_ || properties_[i]->about_proposals;
      (properties_[i]->kind == Kind::kStep ? of_steps_ : in_states_) |= bit;
    }
  }

  [[nodiscard]] std::size_t size() const { return properties_.size(); }
  [[nodiscard]] const Property& operator[](std::size_t i) const { return *properties_[i]; }
  [[nodiscard]] checker::PropertyMask witnesses() const { return witnesses_; }

  [[nodiscard]] checker::PropertyMask noticed_in(const State& state) const {
    if (in_states_ == 0) return 0;
    const auto history = model_.history(state);
    checker::PropertyMask noticed = 0;
    checker::for_each_property(in_states_, [&](std::size_t i) {
      const bool is_witness = (witnesses_ & checker::property_bit(i)) != 0;
      if (holds_in(*properties_[i], history) == is_witness) noticed |= checker::property_bit(i);
    });
    return noticed;
  }

  /// What is asked of a state is asked of its history, and often only of the votes in it.
  [[nodiscard]] std::vector<std::uint64_t> bits_seen_in_states() const {
    if (in_states_ == 0) return {};
    return model_.history_bits(about_proposals_);
  }
  [[nodiscard]] std::vector<std::uint64_t> bits_seen_in_steps() const {
    if (of_steps_ == 0) return {};
    return model_.history_bits(false);
  }

  [[nodiscard]] checker::PropertyMask noticed_by(const State& before, const State& after) const {
    // Most steps cast no vote and carry none to a learner; what is chosen and learned is a function of votes.
    if (of_steps_ == 0 || model_.same_votes(before, after)) return 0;
    const auto history_before = model_.history(before);
    const auto history_after = model_.history(after);
    checker::PropertyMask noticed = 0;
    checker::for_each_property(of_steps_, [&](std::size_t i) {
      if (!holds_of(*properties_[i], history_before, history_after)) noticed |= checker::property_bit(i);
    });
    return noticed;
  }

 private:
  const M& model_;
  std::vector<const Property*> properties_;
  checker::PropertyMask witnesses_ = 0;
  checker::PropertyMask of_steps_ = 0;
  checker::PropertyMask in_states_ = 0;
  bool about_proposals_ = false;
};

}  // namespace paxoscope::invariants
