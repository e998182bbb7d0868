// A state of Multi-Paxos: typed views over its bits.
#pragma once

#include <array>
#include <cstddef>

#include "model/bits.hpp"
#include "model/history.hpp"
#include "model/id_set.hpp"
#include "model/multi_paxos/action.hpp"
#include "model/multi_paxos/layout.hpp"
#include "model/packed_state.hpp"

namespace paxoscope::multi_paxos {

using model::AcceptorSet;
using model::ValueSet;
using model::Word;

using BallotSet = model::IdSet<Ballot>;

/// Room for the largest bounds (checked by a test of the layout).
using State = model::PackedState<32>;

/// The ballot of the vote that an acceptor reports, or keeps, of each slot; none if it has not voted there.
using Reports = std::array<Ballot, static_cast<std::size_t>(kSlotsMax)>;

/// Reads a state.
class View {
 public:
  View(const Layout& layout, const State& state) : layout_(layout), words_(state.data()) {}

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds(); }
  [[nodiscard]] const Layout& layout() const { return layout_; }

  // Proposers.
  [[nodiscard]] ProposerId owner(Ballot b) const { return ProposerId(b.index() % bounds().proposers); }
  [[nodiscard]] bool has_begun(Ballot b) const { return begun(b) > b.index() / bounds().proposers; }
  /// Whether it has begun, and its proposer has begun none above: it acts in this one.
  [[nodiscard]] bool is_current(Ballot b) const { return begun(b) == b.index() / bounds().proposers + 1; }
  [[nodiscard]] bool is_given_up(Ballot b) const { return has_begun(b) && !is_current(b); }
  /// Whether it has become leader.
  [[nodiscard]] bool has_led(Ballot b) const {
    return (layout_.leading().in(words_) >> static_cast<unsigned>(b.index()) & 1U) != 0;
  }
  /// What it proposed in a slot; none if it has not.
  [[nodiscard]] Value proposal(Ballot b, Slot s) const { return choice(layout_.proposal(b, s)); }

  // The variables of an acceptor.
  /// The highest ballot that it promised or voted in, by the specified rules.
  [[nodiscard]] Ballot max_bal(AcceptorId a) const {
    return Ballot(static_cast<int>(layout_.max_bal().in(block(a))) - 1);
  }
  [[nodiscard]] Ballot latest_ballot(AcceptorId a, Slot s) const {
    return Ballot(static_cast<int>(layout_.latest_vote(s).in(block(a))) - 1);
  }
  [[nodiscard]] Vote latest_vote(AcceptorId a, Slot s) const { return vote_in(latest_ballot(a, s), s); }

  // The messages that acceptors ever sent.
  [[nodiscard]] bool has_promised(AcceptorId a, Ballot b) const {
    return (layout_.promise(b).in(block(a)) & 1U) != 0;
  }
  /// What `a`, which has promised `b`, reported.
  [[nodiscard]] Reports reported(AcceptorId a, Ballot b) const {
    Reports reports{};
    Word rest = layout_.promise(b).in(block(a)) >> 1U;
    const Word mask = (Word{1} << layout_.report_bits()) - 1;
    for (int s = 0; s < bounds().slots; ++s, rest >>= layout_.report_bits()) {
      reports[static_cast<std::size_t>(s)] = Ballot(static_cast<int>(rest & mask) - 1);
    }
    return reports;
  }
  /// The ballots in which it voted.
  [[nodiscard]] BallotSet voted(AcceptorId a, Slot s) const {
    return BallotSet::of_bits(layout_.voted(s).in(block(a)));
  }
  [[nodiscard]] AcceptorSet voters(Ballot b, Slot s) const {
    AcceptorSet voters;
    for (int a = 0; a < bounds().acceptors; ++a) {
      if (voted(AcceptorId(a), s).contains(b)) voters.insert(AcceptorId(a));
    }
    return voters;
  }
  /// The vote of whoever voted in that ballot; none if it does not exist.
  [[nodiscard]] Vote vote_in(Ballot b, Slot s) const { return b.exists() ? Vote{b, proposal(b, s)} : Vote{}; }

  // Learners.
  [[nodiscard]] std::size_t executions(LearnerId l) const {
    std::size_t n = 0;
    while (n < static_cast<std::size_t>(bounds().slots) && layout_.executed_slot(l, n).in(words_) != 0) ++n;
    return n;
  }
  [[nodiscard]] Slot executed_slot(LearnerId l, std::size_t n) const {
    return Slot(static_cast<int>(layout_.executed_slot(l, n).in(words_)) - 1);
  }
  [[nodiscard]] Value executed_value(LearnerId l, std::size_t n) const {
    return choice(layout_.executed_value(l, n));
  }
  [[nodiscard]] bool has_executed(LearnerId l, Slot s) const {
    const std::size_t count = executions(l);
    for (std::size_t n = 0; n < count; ++n) {
      if (executed_slot(l, n) == s) return true;
    }
    return false;
  }

 protected:
  [[nodiscard]] static Word choice_of(Value v) {
    if (!v.exists()) return 0;
    return v == model::kNoOp ? 1 : static_cast<Word>(v.index()) + 2;
  }

 private:
  [[nodiscard]] int begun(Ballot b) const { return static_cast<int>(layout_.begun(owner(b)).in(words_)); }
  [[nodiscard]] const Word* block(AcceptorId a) const { return words_ + layout_.block(a); }
  [[nodiscard]] Value choice(const WordField& field) const {
    const Word code = field.in(words_);
    if (code == 0) return {};
    return code == 1 ? model::kNoOp : Value(static_cast<int>(code) - 2);
  }

  const Layout& layout_;
  const Word* words_;
};

/// An acceptor in a state as it is about one slot, which its rules ask for what it knows.
class Acceptor {
 public:
  Acceptor(const View& view, AcceptorId id, Slot slot) : view_(view), id_(id), slot_(slot) {}

  [[nodiscard]] AcceptorId id() const { return id_; }
  [[nodiscard]] Ballot promised() const { return view_.max_bal(id_); }
  [[nodiscard]] Vote kept() const { return view_.latest_vote(id_, slot_); }

 private:
  const View& view_;
  AcceptorId id_;
  Slot slot_;
};

/// Reads and writes a state.
class Editor : public View {
 public:
  Editor(const Layout& layout, State& state) : View(layout, state), words_(state.data()) {}

  void begin(Ballot b) {
    layout().begun(owner(b)).set(words_, static_cast<Word>(b.index() / bounds().proposers + 1));
  }
  void set_leading(Ballot b, bool is_leading) {
    const Word bit = Word{1} << static_cast<unsigned>(b.index());
    const Word others = layout().leading().in(words_) & ~bit;
    layout().leading().set(words_, is_leading ? others | bit : others);
  }
  void propose(Ballot b, Slot s, Value v) { layout().proposal(b, s).set(words_, choice_of(v)); }
  void set_max_bal(AcceptorId a, Ballot b) {
    layout().max_bal().set(block(a), static_cast<Word>(b.index() + 1));
  }
  void set_latest(AcceptorId a, Slot s, Ballot b) {
    layout().latest_vote(s).set(block(a), static_cast<Word>(b.index() + 1));
  }
  void set_voted(AcceptorId a, Slot s, BallotSet ballots) { layout().voted(s).set(block(a), ballots.bits()); }
  void promise(AcceptorId a, Ballot b, const Reports& reports) {
    Word word = 0;
    for (int s = bounds().slots - 1; s >= 0; --s) {
      word = word << layout().report_bits() |
             static_cast<Word>(reports[static_cast<std::size_t>(s)].index() + 1);
    }
    layout().promise(b).set(block(a), word << 1U | 1U);
  }
  void forget_promise(AcceptorId a, Ballot b) { layout().promise(b).set(block(a), 0); }
  void execute(LearnerId l, Slot s, Value v) {
    const std::size_t n = executions(l);
    layout().executed_slot(l, n).set(words_, static_cast<Word>(s.index() + 1));
    set_executed_value(l, n, v);
  }
  void set_executed_value(LearnerId l, std::size_t n, Value v) {
    layout().executed_value(l, n).set(words_, choice_of(v));
  }

 private:
  [[nodiscard]] Word* block(AcceptorId a) { return words_ + layout().block(a); }

  Word* words_;
};

}  // namespace paxoscope::multi_paxos
