#include "model/multi_paxos/past.hpp"

#include <array>
#include <cassert>

namespace paxoscope::multi_paxos {

namespace {

using model::Assumption;

constexpr std::array<model::Reduction, 4> kAll{{
    {std::string_view(kPastReports),
     "promises that no ballot will count, and votes that acceptors will report to none, are not kept",
     /*of_rules=*/{Assumption::kPromisesRise, Assumption::kPromisesGoUp, Assumption::kCrashesForgetNothing},
     /*of_faults=*/{},
     /*of_properties=*/{Assumption::kSeesOnlyThePast}},
    {std::string_view(kPastVotes),
     "of votes where nobody can vote any more only that they chose a value, and of proposals there those "
     "that "
     "matter to it, are kept",
     /*of_rules=*/
     {Assumption::kPromisesRise, Assumption::kLearnersWantQuorums, Assumption::kQuorumsStay,
      Assumption::kCrashesForgetNothing},
     /*of_faults=*/{},
     /*of_properties=*/
     {Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen, Assumption::kSeesOnlyLaterProposals}},
    model::kAcceptorSymmetry,
    model::kValueSymmetry,
}};

}  // namespace

std::span<const model::Reduction> reductions() { return kAll; }

bool Past::wants_promises(const View& state, Ballot b) {
  if (!state.has_begun(b)) return true;
  // With a window a leader counts them anew for each slot.
  return state.is_current(b) &&
         !(state.bounds().window > 0 ? state.has_proposed_everywhere(b) : state.has_led(b));
}

bool Past::may_yet_vote(const View& state, AcceptorId a, Ballot b, Slot s) {
  if (state.max_bal(a) > b) return false;
  // What is proposed there, or may yet be.
  return state.proposal(b, s).exists() || !state.has_begun(b) || state.is_current(b);
}

void Past::forget_reports(Editor& editor) const {
  const Bounds& bounds = model_.bounds();
  Ballot highest;  // that still wants promises
  for (int i = 0; i < bounds.ballots(); ++i) {
    const Ballot b(i);
    if (editor.is_given_up(b)) editor.set_leading(b, false);
    if (wants_promises(editor, b)) {
      highest = b;
      continue;
    }
    for (int a = 0; a < bounds.acceptors; ++a) editor.forget_promise(AcceptorId(a), b);
  }
  for (int i = 0; i < bounds.acceptors; ++i) {
    const AcceptorId a(i);
    if (editor.max_bal(a) < highest) continue;
    for (int s = 0; s < bounds.slots; ++s) editor.set_latest(a, Slot(s), Ballot());
  }
  editor.answered().for_each([&](ReadId r) { editor.forget_how(r); });
}

void Past::forget_votes(Editor& editor, Slot s) const {
  const Bounds& bounds = model_.bounds();
  BallotSet referred_to;  // by what acceptors keep, or have reported
  for (int i = 0; i < bounds.acceptors; ++i) {
    const AcceptorId a(i);
    const auto refer = [&](Ballot b) {
      if (b.exists()) referred_to.insert(b);
    };
    refer(editor.latest_ballot(a, s));
    for (int b = 0; b < bounds.ballots(); ++b)
      refer(editor.reported(a, Ballot(b))[static_cast<std::size_t>(s.index())]);
  }
  ValueSet chosen;  // below b
  for (int i = 0; i < bounds.ballots(); ++i) {
    const Ballot b(i);
    const Value value = editor.proposal(b, s);
    if (!value.exists()) continue;
    const AcceptorSet voters = editor.voters(b, s);
    bool is_over = true;
    for (int a = 0; a < bounds.acceptors; ++a) {
      is_over = is_over && (voters.contains(AcceptorId(a)) || !may_yet_vote(editor, AcceptorId(a), b, s));
    }
    const bool is_chosen = model_.vote_quorums().contains(voters);
    const bool chooses_first = is_chosen && !chosen.contains(value);
    if (is_over) {
      // Who chose it is not asked. A vote that is forgotten must not be cast again.
      for (int j = 0; j < bounds.acceptors; ++j) {
        const AcceptorId a(j);
        BallotSet voted = editor.voted(a, s);
        if (chooses_first) voted.insert(b);
        if (!chooses_first && editor.max_bal(a) > b) voted = voted.without(BallotSet::of(b));
        editor.set_voted(a, s, voted);
      }
      const bool is_against_another = !chosen.without(ValueSet::of(value)).empty();
      const bool is_of_use = is_against_another || referred_to.contains(b) || !editor.voters(b, s).empty();
      if (editor.is_given_up(b) && !is_of_use) editor.propose(b, s, Value());
    }
    if (is_chosen) chosen.insert(value);
  }
}

void Past::normalize(State& state) const {
  assert(!forgets_votes_ || model_.memberships().size() == 1);  // else quorums do not stay
  Editor editor(model_.layout(), state);
  if (forgets_reports_) forget_reports(editor);
  if (!forgets_votes_) return;
  for (int s = 0; s < model_.bounds().slots; ++s) forget_votes(editor, Slot(s));
}

}  // namespace paxoscope::multi_paxos
