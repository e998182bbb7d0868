// A state of classic Paxos: a regular value of a few words, and typed views over its bits.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "model/bits.hpp"
#include "model/fields.hpp"
#include "model/history.hpp"
#include "model/packed_state.hpp"
#include "model/paxos/layout.hpp"
#include "model/paxos/message.hpp"

namespace paxoscope::paxos {

using model::AcceptorSet;
using model::Word;

enum class Phase : std::uint8_t { kIdle, kPrepare, kAccept };

/// Room for the largest bounds (checked by a test of the layout).
using State = model::PackedState<216>;

/// Reads a state in the words of the protocol.
class View {
 public:
  View(const Layout& layout, const State& state) : layout_(layout), words_(state.data()) {}

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds(); }

  // Acceptors.
  [[nodiscard]] Ballot promised(AcceptorId a) const {
    return Ballot(static_cast<int>(number(layout_.block(a), layout_.promised())) - 1);
  }
  [[nodiscard]] Vote vote(AcceptorId a) const {
    return layout_.report_at(number(layout_.block(a), layout_.vote()));
  }

  // Proposers.
  [[nodiscard]] int attempts_started(ProposerId p) const {
    return static_cast<int>(number(0, layout_.attempts_started(p)));
  }
  [[nodiscard]] Phase phase(ProposerId p) const { return static_cast<Phase>(number(0, layout_.phase(p))); }
  /// The ballot that `p` started last; it must have started one.
  [[nodiscard]] Ballot ballot(ProposerId p) const { return bounds().ballot(p, attempts_started(p)); }
  /// Calls `visit(acceptor, reported vote)` for every promise that `p` has recorded for its ballot.
  template <typename Visit>
  void for_each_recorded_promise(ProposerId p, Visit&& visit) const {
    const SetField field = layout_.recorded(p);
    for (int i = 0; i < bounds().acceptors; ++i) {
      const AcceptorId a(i);
      model::for_each_set_bit(words_, layout_.block(a) + field.bit, field.count,
                              [&](std::size_t report) { visit(a, layout_.report_at(report)); });
    }
  }
  [[nodiscard]] AcceptorSet promisers(ProposerId p) const;
  /// How many promises `p` has counted for its ballot, where messages are counted.
  [[nodiscard]] int counted(ProposerId p) const { return static_cast<int>(number(0, layout_.counted(p))); }
  /// The vote of which `p` was told first, where that matters.
  [[nodiscard]] Vote first_reported(ProposerId p) const {
    return layout_.report_at(layout_.first_report(p).in(words_));
  }

  // The network.
  [[nodiscard]] bool is_in_flight(const Message& m) const { return model::test_bit(words_, message_bit(m)); }
  /// Calls `visit(message)` for every message in flight, in order.
  template <typename Visit>
  void for_each_in_flight(Visit&& visit) const {
    for (int i = 0; i < bounds().acceptors; ++i) for_each_in_flight(AcceptorId(i), visit);
  }
  /// The same for those to and from `a`.
  template <typename Visit>
  void for_each_in_flight(AcceptorId a, Visit&& visit) const {
    const SetField field = layout_.in_flight();
    model::for_each_set_bit(words_, layout_.block(a) + field.bit, field.count,
                            [&](std::size_t index) { visit(layout_.message_at(a, index)); });
  }
  /// Calls `visit(message)` for every promise in flight, in order.
  template <typename Visit>
  void for_each_promise_in_flight(Visit&& visit) const {
    for_each_of(layout_.promises_in_flight(), layout_.promises_begin(), visit);
  }
  /// Likewise of nacks.
  template <typename Visit>
  void for_each_nack_in_flight(Visit&& visit) const {
    for_each_of(layout_.nacks_in_flight(), layout_.nacks_begin(), visit);
  }
  [[nodiscard]] int lost() const { return static_cast<int>(number(0, layout_.lost())); }
  [[nodiscard]] int duplicated() const { return static_cast<int>(number(0, layout_.duplicated())); }

  /// Calls `visit(process)` for all that there are: proposers, acceptors, learners.
  template <typename Visit>
  void for_each_process(Visit&& visit) const {
    for (int i = 0; i < bounds().proposers; ++i) visit(Process(ProposerId(i)));
    for (int i = 0; i < bounds().acceptors; ++i) visit(Process(AcceptorId(i)));
    for (int i = 0; i < bounds().learners; ++i) visit(Process(LearnerId(i)));
  }

  // Crashes.
  [[nodiscard]] bool is_down(Process p) const {
    return bounds().may_crash() && model::test_bit(words_, down_bit(p));
  }
  [[nodiscard]] int crashed() const { return static_cast<int>(number(0, layout_.crashed())); }
  [[nodiscard]] int recovered() const { return static_cast<int>(number(0, layout_.recovered())); }

  // The past.
  /// Calls `visit(ballot, value)` for every proposal ever issued.
  template <typename Visit>
  void for_each_proposal(Visit&& visit) const {
    const SetField field = layout_.proposed();
    model::for_each_set_bit(words_, field.bit, field.count, [&](std::size_t index) {
      const Vote proposal = layout_.vote_at(index);
      visit(proposal.ballot, proposal.value);
    });
  }
  /// Calls `visit(ballot, value)` for every vote that `a` ever cast.
  template <typename Visit>
  void for_each_vote_cast(AcceptorId a, Visit&& visit) const {
    for_each_vote(layout_.block(a), layout_.cast(), visit);
  }
  /// Those of whose vote ⟨`b`, `v`⟩ `l` has heard.
  [[nodiscard]] AcceptorSet heard(LearnerId l, Ballot b, Value v) const;
  /// Calls `visit(ballot, value)` for every vote of `a` that `l` has heard of.
  template <typename Visit>
  void for_each_vote_heard(LearnerId l, AcceptorId a, Visit&& visit) const {
    for_each_vote(layout_.block(a), layout_.heard(l), visit);
  }

 protected:
  [[nodiscard]] std::size_t number(std::size_t part, NumberField field) const {
    return model::read_number(words_, part, field);
  }
  [[nodiscard]] std::size_t message_bit(const Message& m) const {
    return layout_.block(m.acceptor) + layout_.in_flight().bit + layout_.message_index(m);
  }
  [[nodiscard]] std::size_t down_bit(Process p) const {
    const auto index = static_cast<std::size_t>(p.index);
    switch (p.role) {
      case Role::kProposer:
        return layout_.proposers_down().bit + index;
      case Role::kLearner:
        return layout_.learners_down().bit + index;
      case Role::kAcceptor:
        break;
    }
    return layout_.block(AcceptorId(p.index)) + layout_.down().bit;
  }
  [[nodiscard]] const Layout& layout() const { return layout_; }

 private:
  /// Some of the messages in flight, of which `begin` is the first in their universe.
  template <typename Visit>
  void for_each_of(SetField field, std::size_t begin, Visit&& visit) const {
    for (int i = 0; i < bounds().acceptors; ++i) {
      const AcceptorId a(i);
      model::for_each_set_bit(words_, layout_.block(a) + field.bit, field.count,
                              [&](std::size_t index) { visit(layout_.message_at(a, begin + index)); });
    }
  }
  template <typename Visit>
  void for_each_vote(std::size_t block, SetField field, Visit&& visit) const {
    model::for_each_set_bit(words_, block + field.bit, field.count, [&](std::size_t index) {
      const Vote vote = layout_.vote_at(index);
      visit(vote.ballot, vote.value);
    });
  }

  const Layout& layout_;
  const Word* words_;
};

/// An acceptor in a state, which its rules ask for what it knows.
class Acceptor {
 public:
  Acceptor(const View& view, AcceptorId id) : view_(view), id_(id) {}

  [[nodiscard]] AcceptorId id() const { return id_; }
  [[nodiscard]] Ballot promised() const { return view_.promised(id_); }
  [[nodiscard]] Vote kept() const { return view_.vote(id_); }

 private:
  const View& view_;
  AcceptorId id_;
};

/// Reads and writes a state in the words of the protocol.
class Editor : public View {
 public:
  Editor(const Layout& layout, State& state) : View(layout, state), words_(state.data()) {}

  void set_promised(AcceptorId a, Ballot b) {
    set_number(layout().block(a), layout().promised(), static_cast<std::size_t>(b.index() + 1));
  }
  void set_vote(AcceptorId a, const Vote& vote) {
    set_number(layout().block(a), layout().vote(), layout().report_index(vote));
  }
  void start_attempt(ProposerId p) {
    set_number(0, layout().attempts_started(p), static_cast<std::size_t>(attempts_started(p) + 1));
  }
  void set_attempts_started(ProposerId p, int attempts) {
    set_number(0, layout().attempts_started(p), static_cast<std::size_t>(attempts));
  }
  /// As if it had started every ballot it may, and was done with all of them.
  void finish(ProposerId p) {
    set_number(0, layout().attempts_started(p), static_cast<std::size_t>(bounds().attempts));
    set_phase(p, Phase::kAccept);
  }
  void set_phase(ProposerId p, Phase phase) {
    set_number(0, layout().phase(p), static_cast<std::size_t>(phase));
  }
  void record_promise(ProposerId p, AcceptorId a, const Vote& reported) {
    model::set_bit(words_, layout().block(a) + layout().recorded(p).bit + layout().report_index(reported));
  }
  void count_promise(ProposerId p) {
    if (layout().counted(p).width == 0) return;
    set_number(0, layout().counted(p),
               static_cast<std::size_t>(std::min(counted(p) + 1, bounds().acceptors)));
  }
  void note_report(ProposerId p, const Vote& reported) {
    const WordField& field = layout().first_report(p);
    if (field.mask != 0 && field.in(words_) == 0) field.set(words_, layout().report_index(reported));
  }
  void forget_promises(ProposerId p);

  void send(const Message& m) { model::set_bit(words_, message_bit(m)); }
  void remove(const Message& m) { model::clear_bit(words_, message_bit(m)); }
  void count_loss() { set_number(0, layout().lost(), static_cast<std::size_t>(lost() + 1)); }
  void count_duplication() {
    set_number(0, layout().duplicated(), static_cast<std::size_t>(duplicated() + 1));
  }

  void set_down(Process p) { model::set_bit(words_, down_bit(p)); }
  void set_up(Process p) { model::clear_bit(words_, down_bit(p)); }
  void count_crash() { set_number(0, layout().crashed(), static_cast<std::size_t>(crashed() + 1)); }
  void count_recovery() { set_number(0, layout().recovered(), static_cast<std::size_t>(recovered() + 1)); }

  void note_proposal(Ballot b, Value v) {
    model::set_bit(words_, layout().proposed().bit + layout().vote_index(b, v));
  }
  void note_vote_cast(AcceptorId a, Ballot b, Value v) {
    model::set_bit(words_, layout().block(a) + layout().cast().bit + layout().vote_index(b, v));
  }
  void note_vote_heard(LearnerId l, AcceptorId a, Ballot b, Value v) {
    model::set_bit(words_, layout().block(a) + layout().heard(l).bit + layout().vote_index(b, v));
  }

  void forget_proposal(Ballot b, Value v) {
    model::clear_bit(words_, layout().proposed().bit + layout().vote_index(b, v));
  }
  void forget_vote_cast(AcceptorId a, Ballot b, Value v) {
    model::clear_bit(words_, layout().block(a) + layout().cast().bit + layout().vote_index(b, v));
  }
  void forget_vote_heard(LearnerId l, AcceptorId a, Ballot b, Value v) {
    model::clear_bit(words_, layout().block(a) + layout().heard(l).bit + layout().vote_index(b, v));
  }

 private:
  void set_number(std::size_t part, NumberField field, std::size_t value) {
    model::write_number(words_, part, field, value);
  }

  Word* words_;
};

}  // namespace paxoscope::paxos
