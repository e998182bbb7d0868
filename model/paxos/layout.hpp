// Where everything stands in an encoded state, laid out once from the bounds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/bits.hpp"
#include "model/fields.hpp"
#include "model/paxos/bounds.hpp"
#include "model/paxos/message.hpp"
#include "model/paxos/rules.hpp"

namespace paxoscope::paxos {

using model::NumberField;
using model::SetField;
using model::WordField;

/// A state is a shared part and then one block for each acceptor, each a whole number of words.
///
/// Every message of Paxos names exactly one acceptor, so a block holds all that belongs to its acceptor: what
/// it promised and voted, its messages in flight both ways, which proposer recorded its promise, its votes so
/// far and which learner heard them. Blocks are alike, so permuting acceptors is permuting blocks.
///
/// Each thing that the specification keeps as a set is a set here too, one bit for each possible element,
/// whatever the rules in force make of it. That is wider than the specified protocol needs (it casts one vote
/// in a ballot, and an acceptor sends one promise for it) and right for every variant.
///
/// The universes, in the order of their bits:
/// - vote or proposal ⟨b, v⟩: ballot · values + value;
/// - report (what a promise says of votes): none, then the votes in their order;
/// - message in flight, within a block: all prepares by ballot; promises by ballot, report; accepts by
///   ballot, value; accepteds by ballot, value, learner; nacks by ballot. This is also the order of `Message`.
class Layout {
 public:
  /// Some rules want a proposer to remember more than the specified ones; what none in force wants has no bits.
  explicit Layout(const Bounds& bounds, const Rules& rules = {});

  [[nodiscard]] const Bounds& bounds() const { return bounds_; }

  [[nodiscard]] std::size_t shared_words() const { return shared_words_; }
  [[nodiscard]] std::size_t block_words() const { return block_words_; }
  [[nodiscard]] std::size_t words() const {
    return shared_words_ + static_cast<std::size_t>(bounds_.acceptors) * block_words_;
  }
  /// The first bit of the block of `acceptor`; the shared part starts at bit 0.
  [[nodiscard]] std::size_t block(AcceptorId acceptor) const {
    return (shared_words_ + static_cast<std::size_t>(acceptor.index()) * block_words_) * model::kWordBits;
  }

  // The shared part.
  [[nodiscard]] NumberField attempts_started(ProposerId p) const { return nth(attempts_started_, p.index()); }
  [[nodiscard]] NumberField phase(ProposerId p) const { return nth(phase_, p.index()); }
  [[nodiscard]] NumberField lost() const { return lost_; }
  [[nodiscard]] NumberField duplicated() const { return duplicated_; }
  /// How often, where budgets count it.
  [[nodiscard]] NumberField crashed() const { return crashed_; }
  [[nodiscard]] NumberField recovered() const { return recovered_; }
  // Who is down; only where processes may crash.
  [[nodiscard]] SetField proposers_down() const { return proposers_down_; }
  [[nodiscard]] SetField learners_down() const { return learners_down_; }
  [[nodiscard]] SetField proposed() const { return proposed_; }
  /// Promises counted, 0..acceptors; only where messages are counted.
  [[nodiscard]] NumberField counted(ProposerId p) const { return nth(counted_, p.index()); }
  /// A report; only where it matters which came first.
  [[nodiscard]] const WordField& first_report(ProposerId p) const {
    return first_report_[static_cast<std::size_t>(p.index())];
  }

  // A block.
  [[nodiscard]] NumberField promised() const { return promised_; }  ///< ballot + 1, or 0
  [[nodiscard]] NumberField vote() const { return vote_; }          ///< a report
  [[nodiscard]] SetField in_flight() const { return in_flight_; }
  /// Those of `in_flight` that are promises, of which `promises_begin` is the first.
  [[nodiscard]] SetField promises_in_flight() const {
    return {in_flight_.bit + static_cast<std::uint32_t>(promises_begin_),
            static_cast<std::uint32_t>(accepts_begin_ - promises_begin_)};
  }
  [[nodiscard]] std::size_t promises_begin() const { return promises_begin_; }
  /// The same of nacks.
  [[nodiscard]] SetField nacks_in_flight() const {
    return {in_flight_.bit + static_cast<std::uint32_t>(nacks_begin_),
            in_flight_.count - static_cast<std::uint32_t>(nacks_begin_)};
  }
  [[nodiscard]] std::size_t nacks_begin() const { return nacks_begin_; }
  [[nodiscard]] SetField recorded(ProposerId p) const { return nth(recorded_, p.index()); }  ///< reports
  [[nodiscard]] SetField cast() const { return cast_; }                                      ///< votes
  [[nodiscard]] SetField heard(LearnerId l) const { return nth(heard_, l.index()); }         ///< votes
  [[nodiscard]] SetField down() const { return down_; }  ///< one bit; only where processes may crash
  /// `cast` and every `heard`, which stand together.
  [[nodiscard]] SetField past() const { return past_; }

  // The universes.
  [[nodiscard]] std::size_t vote_index(Ballot b, Value v) const {
    return static_cast<std::size_t>(b.index() * bounds_.values + v.index());
  }
  [[nodiscard]] Vote vote_at(std::size_t index) const {
    const int i = static_cast<int>(index);
    return {Ballot(i / bounds_.values), Value(i % bounds_.values)};
  }
  [[nodiscard]] std::size_t report_index(const Vote& vote) const {
    return vote.exists() ? 1 + vote_index(vote.ballot, vote.value) : 0;
  }
  [[nodiscard]] Vote report_at(std::size_t index) const { return index == 0 ? Vote{} : vote_at(index - 1); }
  [[nodiscard]] std::size_t message_index(const Message& message) const;
  /// The message of bit `index` of `in_flight`, as it is in the block of `acceptor`.
  [[nodiscard]] Message message_at(AcceptorId acceptor, std::size_t index) const {
    Message message = messages_[index];
    message.acceptor = acceptor;
    return message;
  }

 private:
  Bounds bounds_;
  std::size_t shared_words_ = 0;
  std::size_t block_words_ = 0;
  NumberField attempts_started_, phase_, lost_, duplicated_, crashed_, recovered_, counted_, promised_, vote_;
  std::array<WordField, kProposersMax> first_report_{};
  SetField proposed_, proposers_down_, learners_down_, in_flight_, recorded_, cast_, heard_, past_, down_;
  std::size_t promises_begin_ = 0, accepts_begin_ = 0, accepteds_begin_ = 0,
              nacks_begin_ = 0;    // within in_flight
  std::vector<Message> messages_;  // by bit of in_flight
};

}  // namespace paxoscope::paxos
