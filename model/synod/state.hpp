// A state of Paxos.tla: typed views over its bits.
#pragma once

#include <bit>
#include <cstddef>

#include "model/bits.hpp"
#include "model/history.hpp"
#include "model/id_set.hpp"
#include "model/packed_state.hpp"
#include "model/synod/action.hpp"
#include "model/synod/layout.hpp"
#include "model/synod/pair_set.hpp"

namespace paxoscope::synod {

using model::AcceptorSet;
using model::ValueSet;
using model::Word;

/// Room for the largest bounds (checked by a test of the layout).
using State = model::PackedState<64>;

/// What the 1b messages of one acceptor for one ballot report: under the specified rules at most one report.
class Reports {
 public:
  Reports(const Layout& layout, Word bits) : layout_(&layout), bits_(bits) {}

  /// No 1b message was sent.
  [[nodiscard]] bool empty() const { return bits_ == 0; }
  /// A 1b message was sent, and none reports a vote.
  [[nodiscard]] bool are_of_no_vote() const { return bits_ == 1; }
  /// The highest ballot in which a vote is reported; none if there is no such vote. Must not be empty.
  [[nodiscard]] Ballot highest_ballot() const {
    return layout_->report_at(static_cast<std::size_t>(std::bit_width(bits_)) - 1).ballot;
  }
  /// The values of the votes reported in `ballot`.
  [[nodiscard]] ValueSet values_in(Ballot ballot) const {
    const int values = layout_->bounds().values;
    return ValueSet::of_bits((bits_ >> layout_->report_index({ballot, Value(0)})) &
                             ((Word{1} << static_cast<unsigned>(values)) - 1));
  }
  /// Calls `visit(vote)` for each report, lowest first; a vote that does not exist is a report that there is
  /// none.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (Word rest = bits_; rest != 0; rest &= rest - 1) {
      visit(layout_->report_at(static_cast<std::size_t>(std::countr_zero(rest))));
    }
  }

 private:
  const Layout* layout_;
  Word bits_;
};

/// Reads a state in the words of the specification.
class View {
 public:
  View(const Layout& layout, const State& state) : layout_(layout), words_(state.data()) {}

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds(); }

  // The variables of an acceptor.
  [[nodiscard]] Ballot max_bal(AcceptorId a) const {
    return Ballot(static_cast<int>(layout_.max_bal().in(block(a))) - 1);
  }
  /// ⟨maxVBal, maxVal⟩
  [[nodiscard]] Vote latest_vote(AcceptorId a) const {
    return layout_.report_at(layout_.latest_vote().in(block(a)));
  }

  /// How often acceptors have crashed, where a budget counts it.
  [[nodiscard]] int crashed() const { return static_cast<int>(layout_.crashed().in(words_)); }

  // The messages ever sent.
  /// The ballots of the 1a messages.
  [[nodiscard]] BallotSet sent_1a() const { return BallotSet::of_bits(layout_.sent_1a().in(words_)); }
  /// What the 1b messages of `a` for `b` report.
  [[nodiscard]] Reports sent_1b(AcceptorId a, Ballot b) const {
    return {layout_, layout_.sent_1b(b).in(block(a))};
  }
  [[nodiscard]] bool has_sent_1b(AcceptorId a, Ballot b, const Vote& reported) const {
    return (layout_.sent_1b(b).in(block(a)) >> layout_.report_index(reported) & 1U) != 0;
  }
  [[nodiscard]] bool has_sent_2b(AcceptorId a, const Vote& vote) const {
    return (layout_.sent_2b().in(block(a)) >> layout_.vote_index(vote.ballot, vote.value) & 1U) != 0;
  }
  /// The values of the 2a messages of `b`.
  [[nodiscard]] ValueSet sent_2a(Ballot b) const {
    const Word values = (Word{1} << static_cast<unsigned>(bounds().values)) - 1;
    return ValueSet::of_bits((layout_.sent_2a().in(words_) >> layout_.vote_index(b, Value(0))) & values);
  }
  /// The ballots of the 2a messages.
  [[nodiscard]] BallotSet proposed() const { return layout_.ballots_with_2a(words_); }
  /// The ballots of the 1b messages of `a`.
  [[nodiscard]] BallotSet sent_1b(AcceptorId a) const { return layout_.ballots_with_1b(block(a)); }
  /// Calls `visit(ballot, value)` for each 2b message of `a`, lowest first.
  template <typename Visit>
  void for_each_2b(AcceptorId a, Visit&& visit) const {
    for (Word rest = layout_.sent_2b().in(block(a)); rest != 0; rest &= rest - 1) {
      const Vote vote = layout_.vote_at(static_cast<std::size_t>(std::countr_zero(rest)));
      visit(vote.ballot, vote.value);
    }
  }

 protected:
  [[nodiscard]] const Layout& layout() const { return layout_; }

 private:
  [[nodiscard]] const Word* block(AcceptorId a) const { return words_ + layout_.block(a); }

  const Layout& layout_;
  const Word* words_;
};

/// An acceptor in a state, which its rules ask for what it knows.
class Acceptor {
 public:
  Acceptor(const View& view, AcceptorId id) : view_(view), id_(id) {}

  [[nodiscard]] AcceptorId id() const { return id_; }
  [[nodiscard]] Ballot promised() const { return view_.max_bal(id_); }
  [[nodiscard]] Vote kept() const { return view_.latest_vote(id_); }

 private:
  const View& view_;
  AcceptorId id_;
};

/// Reads and writes a state in the words of the specification.
class Editor : public View {
 public:
  Editor(const Layout& layout, State& state) : View(layout, state), words_(state.data()) {}

  void set_max_bal(AcceptorId a, Ballot b) {
    layout().max_bal().set(block(a), static_cast<Word>(b.index() + 1));
  }
  void set_latest_vote(AcceptorId a, const Vote& vote) {
    layout().latest_vote().set(block(a), layout().report_index(vote));
  }

  void count_crash() { layout().crashed().set(words_, static_cast<Word>(crashed() + 1)); }

  void send_1a(Ballot b) { layout().sent_1a().insert(words_, static_cast<std::size_t>(b.index())); }
  void send_1b(AcceptorId a, Ballot b, const Vote& reported) {
    layout().sent_1b(b).insert(block(a), layout().report_index(reported));
  }
  void send_2a(Ballot b, Value v) { layout().sent_2a().insert(words_, layout().vote_index(b, v)); }
  void send_2b(AcceptorId a, Ballot b, Value v) {
    layout().sent_2b().insert(block(a), layout().vote_index(b, v));
  }

  // Back to what is in `state`, where only the step undone lies between.
  void undo_send(const State& state) { words_[0] = state.data()[0]; }
  void undo_promise(const State& state, AcceptorId a, Ballot b) {
    undo_vote(state, a);
    const std::size_t word = layout().block(a) + layout().sent_1b(b).word;
    words_[word] = state.data()[word];
  }
  void undo_vote(const State& state, AcceptorId a) {
    words_[layout().block(a)] = state.data()[layout().block(a)];
  }

 private:
  [[nodiscard]] Word* block(AcceptorId a) { return words_ + layout().block(a); }

  Word* words_;
};

}  // namespace paxoscope::synod
