#include "model/rounds/layout.hpp"

namespace paxoscope::rounds {

Layout::Layout(const Bounds& bounds, const Rules& rules, const paxos::Layout& of_paxos)
    : late_levels_(bounds.late_most()) {
  const auto proposers = static_cast<std::size_t>(bounds.paxos.proposers);
  const auto acceptors = static_cast<std::size_t>(bounds.paxos.acceptors);
  const std::size_t messages = of_paxos.in_flight().count;
  model::Allocator part;
  patience_ = part.numbers(static_cast<std::size_t>(bounds.patience + bounds.growth), proposers);
  growth_ = part.numbers(static_cast<std::size_t>(bounds.growth), proposers);
  next_starter_ = part.numbers(proposers);
  if (rules.leader == Leader::kOmega) leader_ = part.numbers(proposers);
  if (bounds.counts_omissions() && rules.omitting == Omitting::kLinks)
    omitted_ = part.numbers(static_cast<std::size_t>(bounds.omissions.limit()));
  if (bounds.may_be_unstable()) {
    unstable_ = part.numbers(static_cast<std::size_t>(bounds.unstable.limit()));
    is_stable_ = part.numbers(1);
  }
  if (rules.starts == Starts::kTogether) is_first_over_ = part.numbers(1);
  if (rules.starts != Starts::kPatient) begun_ = part.sets(proposers);
  if (bounds.counts_omissions() && rules.omitting != Omitting::kLinks)
    omitters_ = part.sets(proposers + acceptors + static_cast<std::size_t>(bounds.paxos.learners));
  due_ = part.sets(messages, acceptors);
  late_ = part.sets(messages, acceptors * static_cast<std::size_t>(late_levels_));
  words_ = of_paxos.words() + part.words();

  const auto begin = static_cast<std::uint32_t>(of_paxos.words() * model::kWordBits);
  for (NumberField* field : {&patience_, &growth_, &next_starter_, &leader_, &omitted_, &unstable_,
                             &is_stable_, &is_first_over_}) {
    field->bit += begin;
  }
  for (SetField* field : {&omitters_, &begun_, &due_, &late_}) field->bit += begin;
}

}  // namespace paxoscope::rounds
