#include "model/last_voting/past.hpp"

#include <array>

namespace paxoscope::last_voting {

namespace {

using model::Assumption;

constexpr std::array<model::Reduction, 1> kAll{{
    {"past",
     "of votes and proposals of phases in which nobody votes any more only what they chose is kept",
     /*of_rules=*/{},
     /*of_faults=*/{},
     {Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen, Assumption::kSeesOnlyLaterProposals}},
}};

}  // namespace

std::span<const model::Reduction> reductions() { return kAll; }

void Past::normalize(State& state) const {
  Editor editor(model_.layout(), state);
  if (!sees_votes_) {
    editor.forget_past();
    return;
  }
  // Those phases before `going_on` are over: nobody proposes or votes in them any more.
  const int going_on = editor.phase().index() + (editor.round() >= Round::kAcks ? 1 : 0);
  const model::History history = model_.history(state);
  editor.forget_past();
  ValueSet chosen;  // below `phase`
  model::for_each_ballot(history, [&](Ballot phase) {
    history.proposed_in(phase).for_each([&](Value v) {
      const bool is_against_another = !chosen.without(ValueSet::of(v)).empty();
      if (is_against_another || phase.index() >= going_on) editor.propose({phase, v});
    });
    model::for_each_value(history, [&](Value v) {
      if (chosen.contains(v) || !history.is_chosen(phase, v)) return;
      chosen.insert(v);
      // Who chose it is not asked.
      for (int p = 0; p < model_.bounds().processes; ++p) editor.cast_vote(ProcessId(p), {phase, v});
    });
  });
}

}  // namespace paxoscope::last_voting
