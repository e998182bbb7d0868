// A state of Fast Paxos: typed views over its bits.
#pragma once

#include <array>
#include <bit>
#include <cstddef>

#include "model/bits.hpp"
#include "model/fast_paxos/action.hpp"
#include "model/fast_paxos/layout.hpp"
#include "model/history.hpp"
#include "model/id_set.hpp"
#include "model/packed_state.hpp"

namespace paxoscope::fast_paxos {

using model::AcceptorSet;
using model::ValueSet;
using model::Word;

using BallotSet = model::IdSet<Ballot>;

/// Room for the largest bounds (checked by a test of the layout).
using State = model::PackedState<64>;

/// What acceptors report, each a set of votes as bits, the lowest of which says that there is none; 0 of who says nothing. By the specified
/// rules each reports one vote at most.
using Reports = std::array<Word, static_cast<std::size_t>(kAcceptorsMax)>;

/// Reads a state.
class View {
 public:
  View(const Layout& layout, const State& state) : layout_(layout), words_(state.data()) {}

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds(); }
  [[nodiscard]] const Layout& layout() const { return layout_; }

  // The variables of an acceptor.
  /// The highest ballot that it promised or voted in, by the specified rules.
  [[nodiscard]] Ballot max_bal(AcceptorId a) const {
    return Ballot(static_cast<int>(layout_.max_bal().in(block(a))) - 1);
  }
  [[nodiscard]] Vote latest_vote(AcceptorId a) const {
    return layout_.report_at(layout_.latest_vote().in(block(a)));
  }

  // The messages ever sent.
  /// The ballots of the 1a messages.
  [[nodiscard]] BallotSet sent_1a() const { return BallotSet::of_bits(layout_.sent_1a().in(words_)); }
  [[nodiscard]] bool has_sent_1b(AcceptorId a, Ballot b, const Vote& reported) const {
    return (sent_1b(a, b) >> layout_.report_index(reported) & 1U) != 0;
  }
  /// What the 1b messages of `a` for `b` report, as bits.
  [[nodiscard]] Word sent_1b(AcceptorId a, Ballot b) const { return layout_.sent_1b(b).in(block(a)); }
  /// What all 1b messages for `b` report.
  [[nodiscard]] Reports promises(Ballot b) const {
    Reports reports{};
    for (int a = 0; a < bounds().acceptors; ++a) {
      reports[static_cast<std::size_t>(a)] = sent_1b(AcceptorId(a), b);
    }
    return reports;
  }
  [[nodiscard]] bool has_sent_2b(AcceptorId a, const Vote& vote) const {
    return (layout_.sent_2b().in(block(a)) >> layout_.vote_index(vote.ballot, vote.value) & 1U) != 0;
  }
  /// The values of the 2b messages of `a` in `b`.
  [[nodiscard]] ValueSet sent_2b(AcceptorId a, Ballot b) const {
    return ValueSet::of_bits((layout_.sent_2b().in(block(a)) >> layout_.vote_index(b, Value(0))) & values());
  }
  /// The votes of `b` as if each who cast one reported it.
  [[nodiscard]] Reports votes(Ballot b) const {
    Reports reports{};
    for (int a = 0; a < bounds().acceptors; ++a) {
      reports[static_cast<std::size_t>(a)] = Word{sent_2b(AcceptorId(a), b).bits()}
                                             << layout_.report_index({b, Value(0)});
    }
    return reports;
  }
  /// The values of the 2a messages of `b`.
  [[nodiscard]] ValueSet sent_2a(Ballot b) const {
    return ValueSet::of_bits((layout_.sent_2a().in(words_) >> layout_.proposal_index(b, Value(0))) &
                             values());
  }
  /// Whether a 2a message of `b` lets acceptors vote for any value.
  [[nodiscard]] bool sent_2a_any(Ballot b) const {
    return (layout_.sent_2a().in(words_) >> layout_.proposal_index(b, Value()) & 1U) != 0;
  }
  /// Whether there is a 2a message of `b`.
  [[nodiscard]] bool has_2a(Ballot b) const { return sent_2a_any(b) || !sent_2a(b).empty(); }
  /// The values that the 2a messages of `b` let acceptors vote for.
  [[nodiscard]] ValueSet asked_for(Ballot b) const {
    return sent_2a_any(b) ? ValueSet::first(bounds().values) : sent_2a(b);
  }
  /// Calls `visit(ballot, value)` for each 2b message of `a`, lowest first.
  template <typename Visit>
  void for_each_2b(AcceptorId a, Visit&& visit) const {
    for (Word rest = layout_.sent_2b().in(block(a)); rest != 0; rest &= rest - 1) {
      const Vote vote = layout_.vote_at(static_cast<std::size_t>(std::countr_zero(rest)));
      visit(vote.ballot, vote.value);
    }
  }

 private:
  [[nodiscard]] const Word* block(AcceptorId a) const { return words_ + layout_.block(a); }
  [[nodiscard]] Word values() const { return (Word{1} << static_cast<unsigned>(bounds().values)) - 1; }

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

/// Reads and writes a state.
class Editor : public View {
 public:
  Editor(const Layout& layout, State& state) : View(layout, state), words_(state.data()) {}

  void set_max_bal(AcceptorId a, Ballot b) {
    layout().max_bal().set(block(a), static_cast<Word>(b.index() + 1));
  }
  void set_latest_vote(AcceptorId a, const Vote& vote) {
    layout().latest_vote().set(block(a), layout().report_index(vote));
  }

  void send_1a(Ballot b) { layout().sent_1a().insert(words_, static_cast<std::size_t>(b.index())); }
  void send_1b(AcceptorId a, Ballot b, const Vote& reported) {
    layout().sent_1b(b).insert(block(a), layout().report_index(reported));
  }
  /// A value that does not exist stands for any.
  void send_2a(Ballot b, Value v) { layout().sent_2a().insert(words_, layout().proposal_index(b, v)); }
  void send_2b(AcceptorId a, Ballot b, Value v) {
    layout().sent_2b().insert(block(a), layout().vote_index(b, v));
  }

 private:
  [[nodiscard]] Word* block(AcceptorId a) { return words_ + layout().block(a); }

  Word* words_;
};

}  // namespace paxoscope::fast_paxos
