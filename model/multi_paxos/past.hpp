// The reductions of Multi-Paxos: of what happened only that is kept on which something to come depends, or that is asked for.
#pragma once

#include <span>

#include "model/catalogue.hpp"
#include "model/multi_paxos/multi_paxos.hpp"

namespace paxoscope::multi_paxos {

inline constexpr std::string_view kPastReports = "past-reports";
inline constexpr std::string_view kPastVotes = "past-votes";

/// These, in this order, and the two symmetries.
std::span<const model::Reduction> reductions();

/// The first two at work, each or none: a checker::ReductionOf<MultiPaxos>. docs/multi_paxos.md has the arguments. Keeps a reference to the
/// model.
class Past {
 public:
  Past(const MultiPaxos& model, bool forgets_reports, bool forgets_votes)
      : model_(model), forgets_reports_(forgets_reports), forgets_votes_(forgets_votes) {}

  void normalize(State& state) const;

  /// All steps are.
  struct Predicate {
    constexpr bool operator()(const Action& /*action*/) const { return true; }
  };
  [[nodiscard]] static Predicate needed(const State& /*state*/) { return {}; }

 private:
  /// Whether a ballot has still to count promises, now or when it has begun.
  static bool wants_promises(const View& state, Ballot b);
  /// Whether an acceptor that has not voted in ⟨b, s⟩ may yet do so.
  [[nodiscard]] static bool may_yet_vote(const View& state, AcceptorId a, Ballot b, Slot s);
  /// Promises that no ballot will count, and what acceptors keep that they will report to none.
  void forget_reports(Editor& editor) const;
  /// Of votes of ⟨b, s⟩ that can get no more, all but that they chose a value first; and what was proposed where nobody refers to it.
  void forget_votes(Editor& editor, Slot s) const;

  const MultiPaxos& model_;
  bool forgets_reports_;
  bool forgets_votes_;
};

}  // namespace paxoscope::multi_paxos
