// A state of LastVoting: typed views over its bits.
#pragma once

#include <cstddef>

#include "model/history.hpp"
#include "model/last_voting/layout.hpp"
#include "model/packed_state.hpp"

namespace paxoscope::last_voting {

using model::Word;

/// Room for the largest bounds (checked by a test of the layout).
using State = model::PackedState<8>;
static_assert(1 + kProcessesMax <= State::kWordsMax);

/// Reads a state.
class View {
 public:
  View(const Layout& layout, const State& state) : layout_(layout), words_(state.data()) {}

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds; }

  // Where it is.
  [[nodiscard]] int rounds() const { return static_cast<int>(layout_.rounds.in(words_)); }
  [[nodiscard]] bool is_over() const { return rounds() == kRounds * bounds().phases; }
  /// The phase that is going on; where all are over, one more.
  [[nodiscard]] Ballot phase() const { return Ballot(rounds() / kRounds); }
  /// The round to come.
  [[nodiscard]] Round round() const { return static_cast<Round>(rounds() % kRounds); }
  /// That of the phase that is going on.
  [[nodiscard]] ProcessId coordinator() const { return bounds().coordinator(phase()); }

  // The variables of a process.
  [[nodiscard]] Value x(ProcessId p) const { return Value(static_cast<int>(layout_.x.in(process(p)))); }
  /// None before it voted for the first time, which the paper writes as 0.
  [[nodiscard]] Ballot timestamp(ProcessId p) const {
    return Ballot(static_cast<int>(layout_.timestamp.in(process(p))) - 1);
  }
  [[nodiscard]] bool is_committed(ProcessId p) const { return vote(p).exists(); }
  [[nodiscard]] Value vote(ProcessId p) const {
    return Value(static_cast<int>(layout_.vote.in(process(p))) - 1);
  }
  [[nodiscard]] bool is_ready(ProcessId p) const { return layout_.ready.in(process(p)) != 0; }
  [[nodiscard]] ValueSet decided(ProcessId p) const {
    return ValueSet::of_bits(layout_.decided.in(process(p)));
  }

  // What has happened.
  [[nodiscard]] ValueSet proposed(Ballot b) const {
    return ValueSet::of_bits(layout_.proposed.in(words_) >> element({b, Value(0)}) & all_values());
  }
  [[nodiscard]] ValueSet cast(ProcessId p, Ballot b) const {
    return ValueSet::of_bits(layout_.cast.in(process(p)) >> element({b, Value(0)}) & all_values());
  }

 protected:
  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] const Word* process(ProcessId p) const { return words_ + Layout::process(p); }
  /// A vote or a proposal, which must exist, as an element of a set.
  [[nodiscard]] std::size_t element(const Vote& vote) const {
    return static_cast<std::size_t>(layout_.votes.number(vote) - 1);
  }
  [[nodiscard]] Word all_values() const { return (Word{1} << static_cast<unsigned>(bounds().values)) - 1; }

 private:
  const Layout& layout_;
  const Word* words_;
};

/// Reads and writes a state.
class Editor : public View {
 public:
  Editor(const Layout& layout, State& state) : View(layout, state), words_(state.data()) {}

  void end_round() { layout().rounds.set(words_, static_cast<Word>(rounds() + 1)); }

  void set_x(ProcessId p, Value value) { layout().x.set(process(p), static_cast<Word>(value.index())); }
  void set_timestamp(ProcessId p, Ballot phase) {
    layout().timestamp.set(process(p), static_cast<Word>(phase.index() + 1));
  }
  /// None if it is not committed.
  void set_vote(ProcessId p, Value vote) {
    layout().vote.set(process(p), static_cast<Word>(vote.index() + 1));
  }
  void set_ready(ProcessId p, bool is_ready) { layout().ready.set(process(p), is_ready ? 1 : 0); }
  void decide(ProcessId p, Value value) {
    layout().decided.insert(process(p), static_cast<std::size_t>(value.index()));
  }

  void propose(const Vote& proposal) { layout().proposed.insert(words_, element(proposal)); }
  void cast_vote(ProcessId p, const Vote& vote) { layout().cast.insert(process(p), element(vote)); }
  /// As if nothing had ever been proposed, or voted for.
  void forget_past() {
    layout().proposed.set(words_, 0);
    for (int p = 0; p < bounds().processes; ++p) layout().cast.set(process(ProcessId(p)), 0);
  }

 private:
  [[nodiscard]] Word* process(ProcessId p) { return words_ + Layout::process(p); }

  Word* words_;
};

}  // namespace paxoscope::last_voting
