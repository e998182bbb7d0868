// A state of Multi-Paxos: typed views over its bits.
#pragma once

#include <algorithm>
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
using ReadSet = model::IdSet<ReadId>;

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

  /// The highest slot that some learner has executed, counted from 1; or 0.
  [[nodiscard]] int acknowledged() const {
    int count = 0;
    for (int l = 0; l < bounds().learners; ++l) {
      for (std::size_t n = 0; n < executions(LearnerId(l)); ++n)
        count = std::max(count, executed_slot(LearnerId(l), n).index() + 1);
    }
    return count;
  }

  // Reads.
  /// How many were asked.
  [[nodiscard]] int reads() const { return static_cast<int>(layout_.reads().in(words_)); }
  /// The ballot that was asked; none if it was a learner.
  [[nodiscard]] Ballot read_ballot(ReadId r) const {
    return Ballot(static_cast<int>(layout_.read_ballot(r).in(words_)) - 1);
  }
  /// In how many slots that had proposed, or from how many a leader answered at once.
  [[nodiscard]] int read_from(ReadId r) const { return static_cast<int>(layout_.read_from(r).in(words_)); }
  [[nodiscard]] bool is_answered(ReadId r) const { return layout_.read_answer(r).in(words_) != 0; }
  [[nodiscard]] ReadSet answered() const {
    ReadSet answered;
    for (int r = 0; r < reads(); ++r) {
      if (is_answered(ReadId(r))) answered.insert(ReadId(r));
    }
    return answered;
  }
  /// As properties see it.
  [[nodiscard]] model::Read read(ReadId r) const {
    const Word answer = layout_.read_answer(r).in(words_);
    return {static_cast<int>(layout_.read_acknowledged(r).in(words_)),
            ReadSet::of_bits(layout_.read_after(r).in(words_)), answer != 0,
            answer < 2 ? Value() : Value(static_cast<int>(answer) - 2)};
  }
  /// Those that an acceptor has confirmed.
  [[nodiscard]] ReadSet confirmed(AcceptorId a) const {
    return ReadSet::of_bits(layout_.confirmed().in(block(a)));
  }
  [[nodiscard]] AcceptorSet confirmers(ReadId r) const {
    AcceptorSet confirmers;
    for (int a = 0; a < bounds().acceptors; ++a) {
      if (confirmed(AcceptorId(a)).contains(r)) confirmers.insert(AcceptorId(a));
    }
    return confirmers;
  }
  [[nodiscard]] bool has_proposed_everywhere(Ballot b) const {
    for (int s = 0; s < bounds().slots; ++s) {
      if (!proposal(b, Slot(s)).exists()) return false;
    }
    return true;
  }
  /// In how many slots a ballot has proposed, up to the highest.
  [[nodiscard]] int proposed(Ballot b) const {
    int count = bounds().slots;
    while (count > 0 && !proposal(b, Slot(count - 1)).exists()) --count;
    return count;
  }

  // Leases.
  /// The ballot to which an acceptor has given one; none if it has not.
  [[nodiscard]] Ballot lease(AcceptorId a) const {
    return Ballot(static_cast<int>(layout_.lease().in(block(a))) - 1);
  }
  [[nodiscard]] BallotSet leases_over() const { return BallotSet::of_bits(layout_.lease_over().in(words_)); }

  /// How often acceptors have crashed, where a budget counts it.
  [[nodiscard]] int crashed() const { return static_cast<int>(layout_.crashed().in(words_)); }

 protected:
  [[nodiscard]] Word choice_of(Value v) const {
    if (!v.exists()) return 0;
    if (const model::MembershipId made = model::membership_made_by(v); made.exists())
      return static_cast<Word>(1 + bounds().values + made.index());
    return v == model::kNoOp ? 1 : static_cast<Word>(v.index()) + 2;
  }

 private:
  [[nodiscard]] int begun(Ballot b) const { return static_cast<int>(layout_.begun(owner(b)).in(words_)); }
  [[nodiscard]] const Word* block(AcceptorId a) const { return words_ + layout_.block(a); }
  [[nodiscard]] Value choice(const WordField& field) const {
    const auto code = static_cast<int>(field.in(words_));
    if (code == 0) return {};
    const int changes = code - 1 - bounds().values;
    if (changes > 0) return model::change_to(model::MembershipId(changes));
    return code == 1 ? model::kNoOp : Value(code - 2);
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
  /// One more read; `ballot` is none if a learner was asked.
  ReadId ask(Ballot ballot, int from) {
    const ReadId r(reads());
    layout().read_ballot(r).set(words_, static_cast<Word>(ballot.index() + 1));
    layout().read_from(r).set(words_, static_cast<Word>(from));
    layout().read_acknowledged(r).set(words_, static_cast<Word>(acknowledged()));
    layout().read_after(r).set(words_, answered().bits());
    layout().reads().set(words_, static_cast<Word>(r.index() + 1));
    return r;
  }
  /// `value` is none if the register holds nothing.
  void answer(ReadId r, Value value) {
    layout().read_answer(r).set(words_, static_cast<Word>(value.exists() ? value.index() + 2 : 1));
  }
  /// Of an answered read, all that no property looks at.
  void forget_how(ReadId r) {
    layout().read_ballot(r).set(words_, 0);
    layout().read_from(r).set(words_, 0);
    for (int a = 0; a < bounds().acceptors; ++a) {
      const AcceptorId acceptor(a);
      set_confirmed(acceptor, confirmed(acceptor).without(ReadSet::of(r)));
    }
  }
  void set_confirmed(AcceptorId a, ReadSet reads) { layout().confirmed().set(block(a), reads.bits()); }
  void set_lease(AcceptorId a, Ballot b) { layout().lease().set(block(a), static_cast<Word>(b.index() + 1)); }
  void end_lease(Ballot b) {
    layout().lease_over().set(words_, layout().lease_over().in(words_) | BallotSet::of(b).bits());
  }
  void count_crash() { layout().crashed().set(words_, static_cast<Word>(crashed() + 1)); }

 private:
  [[nodiscard]] Word* block(AcceptorId a) { return words_ + layout().block(a); }

  Word* words_;
};

}  // namespace paxoscope::multi_paxos
