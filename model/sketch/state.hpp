// A state of the sketch: typed views over its bits.
#pragma once

#include <cstddef>

#include "model/history.hpp"
#include "model/packed_state.hpp"
#include "model/phrases.hpp"
#include "model/sketch/layout.hpp"

namespace paxoscope::sketch {

using model::AcceptorSet;
using model::ValueSet;
using model::Word;

/// Room for the largest bounds (checked by a test of the layout).
using State = model::PackedState<12>;
static_assert(1 + kProposersMax + kAcceptorsMax <= State::kWordsMax);

/// Reads a state.
class View {
 public:
  View(const Layout& layout, const State& state) : layout_(layout), words_(state.data()) {}

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds; }

  // What has happened.
  [[nodiscard]] ValueSet proposed(Ballot b) const {
    return ValueSet::of_bits(layout_.proposed.in(words_) >> element({b, Value(0)}) & all_values());
  }
  [[nodiscard]] int spent() const { return static_cast<int>(layout_.spent.in(words_)); }
  [[nodiscard]] ValueSet cast(AcceptorId a, Ballot b) const {
    return ValueSet::of_bits(layout_.cast.in(acceptor(a)) >> element({b, Value(0)}) & all_values());
  }

  // The variables of a proposer.
  [[nodiscard]] int run(ProposerId p) const { return static_cast<int>(layout_.run.in(proposer(p))); }
  [[nodiscard]] int called(ProposerId p) const { return static_cast<int>(layout_.called.in(proposer(p))); }
  [[nodiscard]] Vote best(ProposerId p) const {
    return layout_.votes.vote(static_cast<int>(layout_.best.in(proposer(p))));
  }
  [[nodiscard]] AcceptorSet promisers(ProposerId p) const {
    return AcceptorSet::of_bits(layout_.promisers.in(proposer(p)));
  }
  [[nodiscard]] AcceptorSet voters(ProposerId p) const {
    return AcceptorSet::of_bits(layout_.voters.in(proposer(p)));
  }
  [[nodiscard]] ValueSet returned(ProposerId p) const {
    return ValueSet::of_bits(layout_.returned.in(proposer(p)));
  }

  // The variables of an acceptor.
  [[nodiscard]] Ballot promised(AcceptorId a) const {
    return Ballot(static_cast<int>(layout_.promised.in(acceptor(a))) - 1);
  }
  [[nodiscard]] Vote kept(AcceptorId a) const {
    return layout_.votes.vote(static_cast<int>(layout_.kept.in(acceptor(a))));
  }

  /// What an acceptor knows, which its rules ask for.
  [[nodiscard]] model::AcceptorState acceptor_state(AcceptorId a) const { return {a, promised(a), kept(a)}; }

 protected:
  [[nodiscard]] const Layout& layout() const { return layout_; }
  /// Which element of a set of votes or proposals.
  [[nodiscard]] std::size_t element(const Vote& vote) const {
    return static_cast<std::size_t>(layout_.votes.number(vote) - 1);
  }

 private:
  [[nodiscard]] const Word* proposer(ProposerId p) const { return words_ + Layout::proposer(p); }
  [[nodiscard]] const Word* acceptor(AcceptorId a) const { return words_ + layout_.acceptor(a); }
  [[nodiscard]] Word all_values() const { return (Word{1} << static_cast<unsigned>(bounds().values)) - 1; }

  const Layout& layout_;
  const Word* words_;
};

/// Reads and writes a state.
class Editor : public View {
 public:
  Editor(const Layout& layout, State& state) : View(layout, state), words_(state.data()) {}

  void propose(const Vote& proposal) { layout().proposed.insert(words_, element(proposal)); }
  void spend() { layout().spent.set(words_, static_cast<Word>(spent() + 1)); }

  void set_run(ProposerId p, int run) { layout().run.set(proposer(p), static_cast<Word>(run)); }
  void set_called(ProposerId p, int calls) { layout().called.set(proposer(p), static_cast<Word>(calls)); }
  void set_best(ProposerId p, const Vote& vote) {
    layout().best.set(proposer(p), static_cast<Word>(layout().votes.number(vote)));
  }
  void set_promisers(ProposerId p, AcceptorSet set) { layout().promisers.set(proposer(p), set.bits()); }
  void set_voters(ProposerId p, AcceptorSet set) { layout().voters.set(proposer(p), set.bits()); }
  void add_returned(ProposerId p, Value value) {
    layout().returned.insert(proposer(p), static_cast<std::size_t>(value.index()));
  }

  void set_promised(AcceptorId a, Ballot b) {
    layout().promised.set(acceptor(a), static_cast<Word>(b.index() + 1));
  }
  void set_kept(AcceptorId a, const Vote& vote) {
    layout().kept.set(acceptor(a), static_cast<Word>(layout().votes.number(vote)));
  }
  void cast_vote(AcceptorId a, const Vote& vote) { layout().cast.insert(acceptor(a), element(vote)); }

 private:
  [[nodiscard]] Word* proposer(ProposerId p) { return words_ + Layout::proposer(p); }
  [[nodiscard]] Word* acceptor(AcceptorId a) { return words_ + layout().acceptor(a); }

  Word* words_;
};

}  // namespace paxoscope::sketch
