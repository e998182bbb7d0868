// A state of Paxos in rounds: one of Paxos, and how far the round is.
#pragma once

#include <cstddef>
#include <optional>

#include "model/bits.hpp"
#include "model/paxos/state.hpp"
#include "model/rounds/layout.hpp"

namespace paxoscope::rounds {

using paxos::Message;
using paxos::State;

/// Reads what is not of Paxos in a state. What stands in it is what `Layout` has room for; the rest reads as 0.
class View {
 public:
  View(const Layout& layout, const paxos::Layout& of_paxos, const State& state)
      : layout_(layout), of_paxos_(of_paxos), words_(state.data()) {}

  /// Rounds for which `p` does not start another ballot.
  [[nodiscard]] int patience(ProposerId p) const { return number(layout_.patience(p)); }
  /// By how many rounds `p` has more of it than at first, for the next ballot that it starts.
  [[nodiscard]] int growth(ProposerId p) const { return number(layout_.growth(p)); }
  /// Whether it has ever started one, where that matters.
  [[nodiscard]] bool has_begun(ProposerId p) const {
    const SetField field = layout_.begun();
    return field.count > 0 && model::test_bit(words_, field.bit + static_cast<std::size_t>(p.index()));
  }
  /// Those before it start no ballot any more in this round.
  [[nodiscard]] ProposerId next_starter() const { return ProposerId(number(layout_.next_starter())); }
  [[nodiscard]] ProposerId leader() const { return ProposerId(number(layout_.leader()) - 1); }
  /// Messages lost in this round, where a budget counts them.
  [[nodiscard]] int omitted() const { return number(layout_.omitted()); }
  /// Whether `p` has omitted something in this round, where a budget counts those that do.
  [[nodiscard]] bool has_omitted(paxos::Process p) const {
    return layout_.omitters().count > 0 && model::test_bit(words_, omitter_bit(p));
  }
  /// How many have.
  [[nodiscard]] int omitters() const {
    int count = 0;
    model::for_each_set_bit(words_, layout_.omitters().bit, layout_.omitters().count,
                            [&](std::size_t /*index*/) { ++count; });
    return count;
  }
  /// Rounds that the network has been unstable for, likewise.
  [[nodiscard]] int unstable() const { return number(layout_.unstable()); }
  [[nodiscard]] bool is_stable() const { return number(layout_.is_stable()) != 0; }
  [[nodiscard]] bool is_first_round_over() const { return number(layout_.is_first_over()) != 0; }

  [[nodiscard]] bool is_due(const Message& m) const { return model::test_bit(words_, due_bit(m)); }
  /// The first message that has still to arrive, or not, in this round: of the first acceptor that has one, and of these the first.
  [[nodiscard]] std::optional<Message> first_due() const {
    for (int i = 0; i < of_paxos_.bounds().acceptors; ++i) {
      const AcceptorId a(i);
      const SetField field = layout_.due(a);
      std::optional<Message> first;
      model::for_each_set_bit(words_, field.bit, field.count, [&](std::size_t index) {
        if (!first) first = of_paxos_.message_at(a, index);
      });
      if (first) return first;
    }
    return std::nullopt;
  }
  /// By how many rounds a message in flight is late, of those that count.
  [[nodiscard]] int rounds_late(const Message& m, int most) const {
    int rounds = 0;
    while (rounds < most && model::test_bit(words_, late_bit(m, rounds + 1))) ++rounds;
    return rounds;
  }

 protected:
  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] const paxos::Layout& of_paxos() const { return of_paxos_; }
  [[nodiscard]] std::size_t due_bit(const Message& m) const {
    return layout_.due(m.acceptor).bit + of_paxos_.message_index(m);
  }
  /// Proposers, then acceptors, then learners.
  [[nodiscard]] std::size_t omitter_bit(paxos::Process p) const {
    const paxos::Bounds& bounds = of_paxos_.bounds();
    const int first = p.role == paxos::Role::kProposer   ? 0
                      : p.role == paxos::Role::kAcceptor ? bounds.proposers
                                                         : bounds.proposers + bounds.acceptors;
    return layout_.omitters().bit + static_cast<std::size_t>(first + p.index);
  }
  [[nodiscard]] std::size_t late_bit(const Message& m, int rounds) const {
    return layout_.late(m.acceptor, rounds).bit + of_paxos_.message_index(m);
  }

 private:
  [[nodiscard]] int number(NumberField field) const {
    return static_cast<int>(model::read_number(words_, 0, field));
  }

  const Layout& layout_;
  const paxos::Layout& of_paxos_;
  const model::Word* words_;
};

/// Reads and writes it. What has no room is not written.
class Editor : public View {
 public:
  Editor(const Layout& layout, const paxos::Layout& of_paxos, State& state)
      : View(layout, of_paxos, state), words_(state.data()) {}

  void set_patience(ProposerId p, int rounds) { set(layout().patience(p), rounds); }
  void set_growth(ProposerId p, int rounds) { set(layout().growth(p), rounds); }
  void set_begun(ProposerId p) {
    const SetField field = layout().begun();
    if (field.count > 0) model::set_bit(words_, field.bit + static_cast<std::size_t>(p.index()));
  }
  void set_next_starter(ProposerId p) { set(layout().next_starter(), p.index()); }
  void set_leader(ProposerId p) { set(layout().leader(), p.index() + 1); }
  void set_omitted(int messages) { set(layout().omitted(), messages); }
  void note_omission(paxos::Process p) { model::set_bit(words_, omitter_bit(p)); }
  void forget_omissions() {
    const SetField field = layout().omitters();
    set_omitted(0);
    for (std::size_t i = 0; i < field.count; ++i) model::clear_bit(words_, field.bit + i);
  }
  void set_unstable(int rounds) { set(layout().unstable(), rounds); }
  void set_stable() { set(layout().is_stable(), 1); }
  void end_first_round() { set(layout().is_first_over(), 1); }

  void set_due(const Message& m) { model::set_bit(words_, due_bit(m)); }
  /// It has arrived, or will not in this round.
  void clear_due(const Message& m) { model::clear_bit(words_, due_bit(m)); }
  void set_late(const Message& m, int rounds) { model::set_bit(words_, late_bit(m, rounds)); }
  void forget_late(const Message& m, int most) {
    for (int rounds = 1; rounds <= most; ++rounds) model::clear_bit(words_, late_bit(m, rounds));
  }

 private:
  void set(NumberField field, int value) {
    if (field.width > 0) model::write_number(words_, 0, field, static_cast<std::size_t>(value));
  }

  model::Word* words_;
};

}  // namespace paxoscope::rounds
