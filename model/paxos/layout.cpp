#include "model/paxos/layout.hpp"

#include <bit>
#include <cassert>

namespace paxoscope::paxos {

Layout::Layout(const Bounds& bounds, const Rules& rules) : bounds_(bounds) {
  assert(fits(bounds));
  const auto ballots = static_cast<std::size_t>(bounds.ballots());
  const auto proposers = static_cast<std::size_t>(bounds.proposers);
  const auto learners = static_cast<std::size_t>(bounds.learners);
  const std::size_t votes = ballots * static_cast<std::size_t>(bounds.values);
  const std::size_t reports = 1 + votes;

  model::Allocator shared;
  attempts_started_ = shared.numbers(static_cast<std::size_t>(bounds.attempts), proposers);
  phase_ = shared.numbers(2, proposers);
  lost_ = shared.numbers(static_cast<std::size_t>(bounds.loss.limit()));
  duplicated_ = shared.numbers(static_cast<std::size_t>(bounds.duplication.limit()));
  if (bounds.may_crash()) {
    crashed_ = shared.numbers(static_cast<std::size_t>(bounds.crashes.limit()));
    recovered_ = shared.numbers(static_cast<std::size_t>(bounds.recoveries.limit()));
  }
  if (rules.counting == Counting::kMessages) {
    counted_ = shared.numbers(static_cast<std::size_t>(bounds.acceptors), proposers);
  }
  proposed_ = shared.sets(votes);
  if (rules.proposal_value == ProposalValue::kFirstReported) {
    for (std::size_t p = 0; p < proposers; ++p) {
      first_report_.at(p) = shared.within_word(static_cast<std::size_t>(std::bit_width(votes)));
    }
  }
  if (bounds.may_crash()) {
    proposers_down_ = shared.sets(proposers);
    learners_down_ = shared.sets(learners);
  }
  shared_words_ = shared.words();

  model::Allocator block;
  promised_ = block.numbers(ballots);
  vote_ = block.numbers(votes);
  promises_begin_ = ballots;
  accepts_begin_ = promises_begin_ + ballots * reports;
  accepteds_begin_ = accepts_begin_ + votes;
  nacks_begin_ = accepteds_begin_ + votes * learners;
  const std::size_t nacks = rules.refusals == Refusals::kNack ? ballots : 0;
  in_flight_ = block.sets(nacks_begin_ + nacks);
  recorded_ = block.sets(reports, proposers);
  cast_ = block.sets(votes);
  heard_ = block.sets(votes, learners);
  past_ = {cast_.bit, cast_.count * (1 + static_cast<std::uint32_t>(bounds.learners))};
  if (bounds.may_crash()) down_ = block.sets(1);
  block_words_ = block.words();

  messages_.reserve(in_flight_.count);
  for (std::size_t b = 0; b < ballots; ++b)
    messages_.push_back(Message::prepare(Ballot(static_cast<int>(b)), {}));
  for (std::size_t b = 0; b < ballots; ++b) {
    for (std::size_t r = 0; r < reports; ++r) {
      messages_.push_back(Message::promise(Ballot(static_cast<int>(b)), {}, report_at(r)));
    }
  }
  for (std::size_t i = 0; i < votes; ++i) {
    messages_.push_back(Message::accept(vote_at(i).ballot, vote_at(i).value, {}));
  }
  for (std::size_t i = 0; i < votes; ++i) {
    for (int l = 0; l < bounds.learners; ++l) {
      messages_.push_back(Message::accepted(vote_at(i).ballot, vote_at(i).value, {}, LearnerId(l)));
    }
  }
  for (std::size_t b = 0; b < nacks; ++b) messages_.push_back(Message::nack(Ballot(static_cast<int>(b)), {}));
}

std::size_t Layout::message_index(const Message& message) const {
  const auto ballot = static_cast<std::size_t>(message.ballot.index());
  switch (message.type) {
    case MessageType::kPrepare:
      return ballot;
    case MessageType::kPromise:
      return promises_begin_ + ballot * recorded_.count + report_index(message.reported);
    case MessageType::kAccept:
      return accepts_begin_ + vote_index(message.ballot, message.value);
    case MessageType::kAccepted:
      return accepteds_begin_ +
             vote_index(message.ballot, message.value) * static_cast<std::size_t>(bounds_.learners) +
             static_cast<std::size_t>(message.learner.index());
    case MessageType::kNack:
      return nacks_begin_ + ballot;
  }
  assert(false);
  return 0;
}

}  // namespace paxoscope::paxos
