#include "model/rounds/unbounded.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "model/id_set.hpp"

namespace paxoscope::rounds {

namespace {

using model::Ballot;
using model::LearnerId;
using model::Value;
using model::Vote;
using paxos::MessageType;
using paxos::Phase;

using BallotSet = model::IdSet<Ballot>;

/// One state on its way to the one that stands for it.
class Work {
 public:
  Work(const InRounds& model, State& state)
      : model_(model),
        bounds_(model.bounds().paxos),
        state_(model.paxos().layout(), state),
        timing_(model.editor(state)) {
    state_.for_each_in_flight([&](const Message& m) { in_flight_.push_back(m); });
  }

  void forget_past() {
    std::vector<Vote> proposals;
    state_.for_each_proposal([&](Ballot b, Value v) { proposals.push_back({b, v}); });
    for (const Vote& proposal : proposals) state_.forget_proposal(proposal.ballot, proposal.value);
    for_each_acceptor([&](AcceptorId a) {
      std::vector<Vote> votes;
      state_.for_each_vote_cast(a, [&](Ballot b, Value v) { votes.push_back({b, v}); });
      for (const Vote& vote : votes) state_.forget_vote_cast(a, vote.ballot, vote.value);
    });
  }

  /// A ballot of which no promise is on its way, or asked for, cannot come to anything; one that has proposed needs its proposer no more.
  /// But its number is asked for as long as someone may refuse it and say so.
  void forget_ballots_that_are_over() {
    for (int i = 0; i < bounds_.proposers; ++i) {
      const ProposerId p(i);
      if (state_.phase(p) == Phase::kPrepare && is_asking(state_.ballot(p))) continue;
      state_.set_phase(p, Phase::kIdle);
      state_.forget_promises(p);
      if (!may_hear_of_refusal(p)) state_.set_attempts_started(p, 0);
    }
  }

  /// Of what a learner has heard matters that it has learned something, or what it may still learn from.
  void forget_hearings(const model::History& history) {
    for (int i = 0; i < bounds_.learners; ++i) {
      const LearnerId l(i);
      const model::ValueSet learned = history.learned(l);
      for_each_vote_heard(l, [&](AcceptorId a, const Vote& vote) {
        if (!learned.empty() || !may_be_heard_of(l, vote))
          state_.forget_vote_heard(l, a, vote.ballot, vote.value);
      });
      std::optional<Value> lowest;
      learned.for_each([&](Value v) {
        if (!lowest) lowest = v;
      });
      if (lowest) for_each_acceptor([&](AcceptorId a) { state_.note_vote_heard(l, a, Ballot(0), *lowest); });
    }
  }

  /// After the above.
  void renumber(const model::History& history) {
    find_mentions(history);
    choose_numbers(true);
    if (would_merge_promises()) choose_numbers(false);
    for_each_acceptor([&](AcceptorId a) {
      state_.set_promised(a, renumbered_promise(state_.promised(a)));
      state_.set_vote(a, renumbered(state_.vote(a)));
    });
    renumber_proposers();
    renumber_hearings(history);
    renumber_messages();
  }

 private:
  template <typename Visit>
  void for_each_acceptor(Visit&& visit) const {
    for (int i = 0; i < bounds_.acceptors; ++i) visit(AcceptorId(i));
  }
  /// May change what it visits.
  template <typename Visit>
  void for_each_vote_heard(LearnerId l, Visit&& visit) const {
    std::vector<std::pair<AcceptorId, Vote>> votes;
    for_each_acceptor([&](AcceptorId a) {
      state_.for_each_vote_heard(l, a, [&](Ballot b, Value v) { votes.emplace_back(a, Vote{b, v}); });
    });
    for (const auto& [acceptor, vote] : votes) visit(acceptor, vote);
  }

  [[nodiscard]] bool is_asking(Ballot ballot) const {
    return std::any_of(in_flight_.begin(), in_flight_.end(), [&](const Message& m) {
      return m.ballot == ballot && (m.type == MessageType::kPrepare || m.type == MessageType::kPromise);
    });
  }
  [[nodiscard]] bool may_hear_of_refusal(ProposerId p) const {
    if (model_.rules().paxos.refusals == paxos::Refusals::kSilent || state_.attempts_started(p) == 0)
      return false;
    return std::any_of(in_flight_.begin(), in_flight_.end(), [&](const Message& m) {
      return m.ballot == state_.ballot(p) && (m.type == MessageType::kPrepare ||
                                              m.type == MessageType::kAccept || m.type == MessageType::kNack);
    });
  }
  [[nodiscard]] bool may_propose(Ballot ballot) const {
    const ProposerId p = bounds_.owner(ballot);
    return state_.phase(p) == Phase::kPrepare && state_.ballot(p) == ballot;
  }
  [[nodiscard]] bool may_be_heard_of(LearnerId l, const Vote& vote) const {
    return may_propose(vote.ballot) ||
           std::any_of(in_flight_.begin(), in_flight_.end(), [&](const Message& m) {
             return m.ballot == vote.ballot && m.value == vote.value &&
                    (m.type == MessageType::kAccept || (m.type == MessageType::kAccepted && m.learner == l));
           });
  }

  /// A ballot that must stay one of its own, apart from all others.
  void pin(Ballot b) { pinned_.insert(b); }
  void pin_with_owner(Ballot b) {
    pin(b);
    owned_.insert(b);
  }
  /// A vote, or a report of one.
  void note(const Vote& vote) {
    if (vote.exists()) values_.at(place(vote.ballot)).insert(vote.value);
  }
  void find_mentions(const model::History& history) {
    for (int i = 0; i < bounds_.proposers; ++i) {
      const ProposerId p(i);
      if (state_.attempts_started(p) == 0) continue;
      pin_with_owner(state_.ballot(p));
      state_.for_each_recorded_promise(
          p, [&](AcceptorId /*acceptor*/, const Vote& reported) { note(reported); });
    }
    for_each_acceptor([&](AcceptorId a) { note(state_.vote(a)); });
    for (int i = 0; i < bounds_.learners; ++i) {
      const LearnerId l(i);
      if (!history.learned(l).empty()) continue;
      for_each_vote_heard(l, [&](AcceptorId /*acceptor*/, const Vote& vote) { pin(vote.ballot); });
    }
    for (const Message& m : in_flight_) {
      m.type == MessageType::kAccepted ? pin(m.ballot) : pin_with_owner(m.ballot);
      note(m.reported);
    }
  }

  /// The lowest that keep the order, and the owners that may be asked for. None is above the number that it is for.
  ///
  /// What stands between two ballots that are pinned is compared with those, and votes with each other. So of what is promised in between only
  /// that matters, and nothing if no ballot is pinned below; and votes that follow each other there and are for one value may be in one
  /// ballot, if `joins_votes`.
  void choose_numbers(bool joins_votes) {
    int next = 0;   // not yet given
    int first = 0;  // since the last that is pinned
    int last = -1;  // given to a vote since then; -1 if none was
    model::ValueSet last_values;
    for (int i = 0; i < bounds_.ballots(); ++i) {
      const Ballot b(i);
      const model::ValueSet values = values_.at(place(b));
      if (pinned_.contains(b)) {
        while (owned_.contains(b) && bounds_.owner(Ballot(next)) != bounds_.owner(b)) ++next;
        numbers_.at(place(b)) = numbers_of_votes_.at(place(b)) = numbers_of_promises_.at(place(b)) =
            Ballot(next);
        first = ++next;
        last = -1;
        continue;
      }
      numbers_of_promises_.at(place(b)) = first > 0 ? Ballot(first) : Ballot();
      if (first > 0 && is_promised(b)) next = std::max(next, first + 1);
      if (values.empty()) continue;
      if (last < 0) {
        last = first;
      } else if (!joins_votes || values.size() > 1 || values != last_values) {
        ++last;
      }
      last_values = values;
      numbers_of_votes_.at(place(b)) = Ballot(last);
      next = std::max(next, last + 1);
    }
  }
  [[nodiscard]] bool is_promised(Ballot b) const {
    bool is_promised = false;
    for_each_acceptor([&](AcceptorId a) { is_promised = is_promised || state_.promised(a) == b; });
    return is_promised;
  }
  /// Whether two promises on their way, or recorded, would become one: that would be a step less.
  [[nodiscard]] bool would_merge_promises() const {
    std::set<std::tuple<AcceptorId, Ballot, Vote>> promises;
    std::size_t count = 0;
    const auto add = [&](AcceptorId a, Ballot b, const Vote& reported) {
      promises.insert({a, b, renumbered(reported)});
      ++count;
    };
    for (const Message& m : in_flight_) {
      if (m.type == MessageType::kPromise) add(m.acceptor, m.ballot, m.reported);
    }
    if (promises.size() < count) return true;
    promises.clear();
    count = 0;
    for (int i = 0; i < bounds_.proposers; ++i) {
      const ProposerId p(i);
      if (state_.phase(p) != Phase::kPrepare) continue;
      state_.for_each_recorded_promise(
          p, [&](AcceptorId a, const Vote& reported) { add(a, state_.ballot(p), reported); });
    }
    return promises.size() < count;
  }

  [[nodiscard]] static std::size_t place(Ballot b) { return static_cast<std::size_t>(b.index()); }
  [[nodiscard]] Ballot renumbered(Ballot pinned) const {
    return pinned.exists() ? numbers_.at(place(pinned)) : pinned;
  }
  [[nodiscard]] Ballot renumbered_promise(Ballot b) const {
    return b.exists() ? numbers_of_promises_.at(place(b)) : b;
  }
  [[nodiscard]] Vote renumbered(const Vote& vote) const {
    return vote.exists() ? Vote{numbers_of_votes_.at(place(vote.ballot)), vote.value} : vote;
  }

  void renumber_proposers() {
    for (int i = 0; i < bounds_.proposers; ++i) {
      const ProposerId p(i);
      if (state_.attempts_started(p) == 0) continue;
      std::vector<std::pair<AcceptorId, Vote>> recorded;
      state_.for_each_recorded_promise(
          p, [&](AcceptorId a, const Vote& reported) { recorded.emplace_back(a, renumbered(reported)); });
      state_.set_attempts_started(p, renumbered(state_.ballot(p)).index() / bounds_.proposers + 1);
      state_.forget_promises(p);
      for (const auto& [acceptor, reported] : recorded) state_.record_promise(p, acceptor, reported);
    }
  }

  void renumber_hearings(const model::History& history) {
    for (int i = 0; i < bounds_.learners; ++i) {
      const LearnerId l(i);
      if (!history.learned(l).empty()) continue;
      std::vector<std::pair<AcceptorId, Vote>> heard;
      for_each_vote_heard(l, [&](AcceptorId a, const Vote& vote) {
        state_.forget_vote_heard(l, a, vote.ballot, vote.value);
        heard.emplace_back(a, Vote{renumbered(vote.ballot), vote.value});
      });
      for (const auto& [acceptor, vote] : heard) state_.note_vote_heard(l, acceptor, vote.ballot, vote.value);
    }
  }

  void renumber_messages() {
    const int late_most = model_.bounds().late_most();
    struct OnItsWay {
      Message message;
      bool is_due;
      int rounds_late;
    };
    std::vector<OnItsWay> all;
    for (const Message& m : in_flight_) {
      all.push_back({m, timing_.is_due(m), timing_.rounds_late(m, late_most)});
      state_.remove(m);
      timing_.clear_due(m);
      timing_.forget_late(m, late_most);
    }
    for (OnItsWay& one : all) {
      one.message.ballot = renumbered(one.message.ballot);
      one.message.reported = renumbered(one.message.reported);
      state_.send(one.message);
      if (one.is_due) timing_.set_due(one.message);
      for (int rounds = 1; rounds <= one.rounds_late; ++rounds) timing_.set_late(one.message, rounds);
    }
  }

  const InRounds& model_;
  const paxos::Bounds& bounds_;
  paxos::Editor state_;
  Editor timing_;
  std::vector<Message> in_flight_;
  BallotSet pinned_;
  BallotSet owned_;                                         // of these
  std::array<model::ValueSet, paxos::kBallotsMax> values_;  // by ballot, of votes and reports
  // By ballot: what becomes of one that is pinned, of that of a vote or a report, of one that is promised.
  std::array<Ballot, paxos::kBallotsMax> numbers_, numbers_of_votes_, numbers_of_promises_;
};

}  // namespace

std::string_view Unbounded::why_not(const Rules& rules) {
  const paxos::Rules& r = rules.paxos;
  if (!r.acceptor.are_all_known() || r.replaced_proposal_value != nullptr) return "a file of rules";
  if (r.first_phase != paxos::FirstPhase{}) return "first-phase=first-ballot";
  if (r.promises_counted != paxos::PromisesCounted{}) return "promises-counted=for-any-own-ballot";
  if (r.counting != paxos::Counting{}) return "counting=messages";
  if (r.ballot_owner != paxos::BallotOwner{}) return "ballot-owner=shared";
  if (r.proposal_value == paxos::ProposalValue::kFirstReported) return "proposal-value=first-reported";
  if (r.learning == paxos::Learning::kAnyBallots) return "learning=any-ballots";
  return {};
}

State Unbounded::representative(const State& state) const {
  State other = state;
  const model::History history = inner().history(state);
  Work work(inner(), other);
  work.forget_past();
  work.forget_ballots_that_are_over();
  work.forget_hearings(history);
  work.renumber(history);
  return other;
}

bool Unbounded::is_out_of_numbers(const State& state) const {
  const bool is_starting = !inner().view(state).first_due().has_value();
  for (int i = inner().view(state).next_starter().index();
       is_starting && i < inner().bounds().paxos.proposers; ++i) {
    const ProposerId p(i);
    if (inner().may_begin(state, p) && !inner().next_ballot(state, p).exists()) return true;
  }
  return false;
}

std::optional<checker::Path<Action>> Unbounded::unfolded(const checker::Path<Action>& path) const {
  checker::Path<Action> unfolded{path.initial_state, {}};
  State real = inner().initial_states().front();
  State folded = initial_states().front();
  for (const Action& action : path.actions) {
    folded = apply(folded, action);
    std::optional<Action> found;
    inner().for_each_enabled(real, [&](const Action& candidate) {
      const bool is_alike = candidate.event == action.event && candidate.step.type == action.step.type &&
                            candidate.leader == action.leader &&
                            inner().actor(candidate) == inner().actor(action);
      if (!found && is_alike && representative(inner().apply(real, candidate)) == folded) found = candidate;
    });
    if (!found) return std::nullopt;
    unfolded.actions.push_back(*found);
    real = inner().apply(real, *found);
  }
  return unfolded;
}

}  // namespace paxoscope::rounds
