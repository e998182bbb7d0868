#include "model/paxos/normal_form.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "model/paxos/outlook.hpp"

namespace paxoscope::paxos {

/// One state on its way to its normal form.
class NormalForm::Work {
 public:
  // The analyzer loses sight of what Outlook's constructor sets first.
  // NOLINTNEXTLINE(clang-analyzer-optin.cplusplus.UninitializedObject)
  Work(const NormalForm& form, State& state)
      : form_(form),
        bounds_(form.model_.bounds()),
        state_(form.model_.layout(), state),
        outlook_(state_),
        everyone_(AcceptorSet::first(bounds_.acceptors)) {}

  // ---- Ballots

  /// A ballot that can no longer get a quorum of promises is as good as over, and so is a proposer that has no other left.
  void give_up_hopeless_ballots() {
    for_each_ballot([&](Ballot b) {
      const Prospect prospect = outlook_.prospect(b);
      if (prospect == Prospect::kOver) return;
      AcceptorSet reachable = outlook_.below(b);
      if (prospect == Prospect::kCollecting) reachable.merge(promisers_of(b));
      if (form_.model_.promise_quorums().contains(reachable)) return;
      outlook_.prospect(b) = prospect == Prospect::kCollecting ? Prospect::kOver : Prospect::kHopeless;
      if (prospect == Prospect::kToCome) return;
      state_.set_phase(bounds_.owner(b), Phase::kAccept);
      state_.forget_promises(bounds_.owner(b));
    });
    for (int p = 0; p < bounds_.proposers; ++p) finish_if_hopeless(ProposerId(p));
    // To promise such a ballot would only keep the acceptor from others.
    state_.for_each_in_flight([&](const Message& m) {
      if (m.type == MessageType::kPrepare && !outlook_.may_propose(m.ballot)) state_.remove(m);
    });
  }

  // ---- Messages

  /// A message that changes nothing when it is received, whenever it is.
  void drop_dead_messages() {
    state_.for_each_in_flight([&](const Message& m) {
      if (is_dead(m)) state_.remove(m);
    });
  }

  // ---- The past

  /// To be called once messages are as they stay.
  void read_votes() {
    state_.for_each_in_flight([&](const Message& m) {
      if (m.type == MessageType::kAccept) asked_(m.ballot.index(), m.value.index()).insert(m.acceptor);
      if (m.type == MessageType::kPrepare) asked_to_promise_.insert(m.ballot);
    });
    for (int a = 0; a < bounds_.acceptors; ++a) {
      state_.for_each_vote_cast(
          AcceptorId(a), [&](Ballot b, Value v) { voters_(b.index(), v.index()).insert(AcceptorId(a)); });
    }
  }

  /// Of the votes of a ballot, only that they choose a value matters, or what is needed for that if it may still come to
  /// it; and of several ballots that choose one value, the lowest.
  void forget_past_votes() {
    for_each_value([&](Value v) {
      bool is_chosen_below = false;
      for_each_ballot([&](Ballot b) {
        AcceptorSet& voters = voters_(b.index(), v.index());
        if (is_chosen_below || !may_be_chosen(b, v)) {
          voters.for_each([&](AcceptorId a) { state_.forget_vote_cast(a, b, v); });
          voters = {};
        } else if (is_chosen_by(voters)) {
          everyone_.for_each([&](AcceptorId a) { state_.note_vote_cast(a, b, v); });
          voters = everyone_;
          is_chosen_below = true;
        }
      });
    });
  }

  /// A proposal matters as long as another value is, or may be, chosen below it.
  void forget_past_proposals() {
    std::array<bool, kValuesMax> may_be_chosen_below{};
    for_each_ballot([&](Ballot b) {
      for_each_value([&](Value v) {
        bool matters = false;
        for (int other = 0; other < bounds_.values; ++other) {
          matters =
              matters || (other != v.index() && may_be_chosen_below.at(static_cast<std::size_t>(other)));
        }
        if (!matters || !form_.seen_.proposals) state_.forget_proposal(b, v);
      });
      for_each_value([&](Value v) {
        if (may_be_chosen(b, v)) may_be_chosen_below.at(static_cast<std::size_t>(v.index())) = true;
      });
    });
  }

  /// Of what a learner has heard, only what it has learned matters, or what is needed for that if it may still come to it.
  void forget_past_hearings() {
    for (int l = 0; l < bounds_.learners; ++l) {
      for_each_value([&](Value v) { forget_past_hearings(LearnerId(l), v); });
    }
  }

  // ---- The order of ballots

  /// Of the numbers of ballots that nothing is waited for in, only the order matters, and where those stand in it in which
  /// something is.
  void renumber_past_ballots() {
    for (int a = 0; a < bounds_.acceptors; ++a) lower_promise(AcceptorId(a));
    for (int a = 0; a < bounds_.acceptors; ++a) forget_vote_never_reported(AcceptorId(a));
    const std::optional<Renumbering> renumbering = renumbering_of_reports();
    if (renumbering) renumber_reports(*renumbering);
  }

 private:
  using Renumbering = std::array<Ballot, kBallotsMax>;

  template <typename Visit>
  void for_each_ballot(Visit&& visit) const {
    for (int b = 0; b < bounds_.ballots(); ++b) visit(Ballot(b));
  }
  template <typename Visit>
  void for_each_value(Visit&& visit) const {
    for (int v = 0; v < bounds_.values; ++v) visit(Value(v));
  }

  /// Those whose promise of `b`, which is collecting, is recorded or in flight.
  [[nodiscard]] AcceptorSet promisers_of(Ballot b) const {
    AcceptorSet set = state_.promisers(bounds_.owner(b));
    state_.for_each_promise_in_flight([&](const Message& m) {
      if (m.ballot == b) set.insert(m.acceptor);
    });
    return set;
  }

  void finish_if_hopeless(ProposerId p) {
    const int started = state_.attempts_started(p);
    if (started == bounds_.attempts || state_.phase(p) == Phase::kPrepare) return;
    for (int attempt = started + 1; attempt <= bounds_.attempts; ++attempt) {
      if (outlook_.prospect(bounds_.ballot(p, attempt)) != Prospect::kHopeless) return;
    }
    state_.finish(p);
    for (int attempt = started + 1; attempt <= bounds_.attempts; ++attempt) {
      outlook_.prospect(bounds_.ballot(p, attempt)) = Prospect::kOver;
    }
  }

  [[nodiscard]] bool is_dead(const Message& m) const {
    switch (m.type) {
      case MessageType::kPrepare:
        return !form_.model_.may_promise(m.ballot, outlook_.promised(m.acceptor));
      case MessageType::kPromise:
        return outlook_.prospect(m.ballot) != Prospect::kCollecting || is_recorded(m);
      case MessageType::kAccept:
        return !form_.model_.may_vote(m.ballot, outlook_.promised(m.acceptor)) || is_voted_for(m);
      case MessageType::kAccepted:
        return state_.heard(m.learner, m.ballot, m.value).contains(m.acceptor);
      case MessageType::kNack:
        break;  // where there are any, no reduction takes messages away
    }
    return false;
  }

  [[nodiscard]] bool is_recorded(const Message& promise) const {
    bool is_recorded = false;
    state_.for_each_recorded_promise(bounds_.owner(promise.ballot), [&](AcceptorId a, const Vote& reported) {
      is_recorded = is_recorded || (a == promise.acceptor && reported == promise.reported);
    });
    return is_recorded;
  }

  /// It would be the same vote again. Learners have been told of it; if that was lost, the run in which it was not is as good.
  [[nodiscard]] bool is_voted_for(const Message& accept) const {
    return state_.vote(accept.acceptor) == Vote{accept.ballot, accept.value};
  }

  [[nodiscard]] bool is_chosen_by(AcceptorSet voters) const {
    return form_.model_.vote_quorums().contains(voters);
  }

  /// Is chosen, or may be after more votes.
  [[nodiscard]] bool may_be_chosen(Ballot b, Value v) const {
    AcceptorSet possible = voters_(b.index(), v.index());
    possible.merge(asked_(b.index(), v.index()));
    return outlook_.may_propose(b) || is_chosen_by(possible);
  }

  void forget_past_hearings(LearnerId l, Value v) {
    ByVote<AcceptorSet> told;  // in flight
    state_.for_each_in_flight([&](const Message& m) {
      if (m.type == MessageType::kAccepted && m.learner == l && m.value == v) {
        told(m.ballot.index(), v.index()).insert(m.acceptor);
      }
    });
    bool has_learned = false;
    for_each_ballot([&](Ballot b) { has_learned = has_learned || is_chosen_by(state_.heard(l, b, v)); });
    for_each_ballot([&](Ballot b) {
      const AcceptorSet has_told = state_.heard(l, b, v);
      const AcceptorSet will_tell = told(b.index(), v.index());
      AcceptorSet possible = has_told;
      possible.merge(will_tell);
      possible.merge(asked_(b.index(), v.index()));
      const bool may_learn =
          !has_learned && form_.seen_.learners && (outlook_.may_propose(b) || is_chosen_by(possible));
      if (may_learn) return;
      has_told.for_each([&](AcceptorId a) { state_.forget_vote_heard(l, a, b, v); });
      will_tell.for_each([&](AcceptorId a) { state_.remove(Message::accepted(b, v, a, l)); });
    });
    // In which ballot does not matter.
    if (!has_learned || !form_.seen_.learners) return;
    everyone_.for_each([&](AcceptorId a) { state_.note_vote_heard(l, a, Ballot(0), v); });
  }

  /// Something is waited for in it: promises, a proposal, or votes. Also what can never get promises stays one that cannot.
  [[nodiscard]] bool is_open(Ballot b) const {
    bool is_open = outlook_.prospect(b) != Prospect::kOver || asked_to_promise_.contains(b);
    for_each_value([&](Value v) { is_open = is_open || !asked_(b.index(), v.index()).empty(); });
    return is_open;
  }

  /// The lowest promise that allows and forbids the same in open ballots.
  void lower_promise(AcceptorId a) {
    Ballot b = outlook_.promised(a);
    if (!b.exists() || is_open(b)) return;
    while (b.index() > 0 && !is_open(Ballot(b.index() - 1))) b = Ballot(b.index() - 1);
    if (b.index() == 0) b = Ballot();
    state_.set_promised(a, b);
  }

  /// Also if it is too late for the promise to count.
  [[nodiscard]] bool may_be_promised(Ballot b) const {
    return outlook_.may_propose(b) || asked_to_promise_.contains(b);
  }

  void forget_vote_never_reported(AcceptorId a) {
    bool may_report = false;
    for_each_ballot(
        [&](Ballot b) { may_report = may_report || (b > state_.promised(a) && may_be_promised(b)); });
    if (!may_report) state_.set_vote(a, Vote{});
  }

  /// The least numbers that keep votes and reports in order. Those with no open ballot between them that are for one value need
  /// not even be kept apart: whichever is the highest, the value is the same. Nothing if all stay as they are.
  [[nodiscard]] std::optional<Renumbering> renumbering_of_reports() const {
    std::array<model::ValueSet, kBallotsMax> values;  // by ballot, what is reported or would be
    const auto note = [&](const Vote& vote) {
      if (vote.exists()) values.at(static_cast<std::size_t>(vote.ballot.index())).insert(vote.value);
    };
    for (int a = 0; a < bounds_.acceptors; ++a) note(state_.vote(AcceptorId(a)));
    state_.for_each_promise_in_flight([&](const Message& m) { note(m.reported); });
    for (int p = 0; p < bounds_.proposers; ++p) {
      state_.for_each_recorded_promise(
          ProposerId(p), [&](AcceptorId /*acceptor*/, const Vote& reported) { note(reported); });
    }
    Renumbering numbers;
    bool is_other = false;
    int last = -1;                // number given last
    model::ValueSet last_values;  // its values, if it may be joined
    for_each_ballot([&](Ballot b) {
      Ballot& number = numbers.at(static_cast<std::size_t>(b.index()));
      number = b;
      const model::ValueSet here = values.at(static_cast<std::size_t>(b.index()));
      if (is_open(b)) {
        last = b.index();
        last_values = {};
      } else if (!here.empty()) {
        const bool joins = here.size() == 1 && here == last_values;
        if (!joins) ++last;
        last_values = here;
        number = Ballot(last);
        is_other = is_other || number != b;
      }
    });
    if (!is_other) return std::nullopt;
    return numbers;
  }

  void renumber_reports(const Renumbering& numbers) {
    const auto renumbered = [&](Vote vote) {
      if (vote.exists()) vote.ballot = numbers.at(static_cast<std::size_t>(vote.ballot.index()));
      return vote;
    };
    for (int a = 0; a < bounds_.acceptors; ++a) {
      state_.set_vote(AcceptorId(a), renumbered(state_.vote(AcceptorId(a))));
    }
    std::vector<Message> in_flight;
    state_.for_each_promise_in_flight([&](const Message& m) { in_flight.push_back(m); });
    for (const Message& m : in_flight) state_.remove(m);
    for (Message& m : in_flight) {
      m.reported = renumbered(m.reported);
      state_.send(m);
    }
    for (int i = 0; i < bounds_.proposers; ++i) {
      const ProposerId p(i);
      std::vector<std::pair<AcceptorId, Vote>> recorded;
      state_.for_each_recorded_promise(
          p, [&](AcceptorId a, const Vote& reported) { recorded.emplace_back(a, renumbered(reported)); });
      state_.forget_promises(p);
      for (const auto& [acceptor, reported] : recorded) state_.record_promise(p, acceptor, reported);
    }
  }

  const NormalForm& form_;
  const Bounds& bounds_;
  Editor state_;
  Outlook outlook_;
  AcceptorSet everyone_;
  model::IdSet<Ballot> asked_to_promise_;  // ballots with prepares in flight
  ByVote<AcceptorSet> asked_;              // to vote, by messages in flight
  ByVote<AcceptorSet> voters_;             // their votes are cast
};

void NormalForm::normalize(State& state) const {
  Work work(*this, state);
  if (has(Reduction::kHopelessBallots)) work.give_up_hopeless_ballots();
  if (has(Reduction::kDeadMessages)) work.drop_dead_messages();
  const bool is_past_forgotten = has(Reduction::kPastVotes) || has(Reduction::kPastProposals) ||
                                 has(Reduction::kPastHearings) || has(Reduction::kBallotOrder);
  if (!is_past_forgotten) return;
  work.read_votes();
  if (has(Reduction::kPastHearings)) work.forget_past_hearings();
  if (has(Reduction::kPastVotes)) work.forget_past_votes();
  if (has(Reduction::kPastProposals)) work.forget_past_proposals();
  if (has(Reduction::kBallotOrder)) work.renumber_past_ballots();
}

}  // namespace paxoscope::paxos
