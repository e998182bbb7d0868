#include "cli/certificate/encodings.hpp"

#include <vector>

namespace paxoscope::cli {

namespace {

using model::AcceptorId;
using model::Ballot;
using model::LearnerId;
using model::ProposerId;
using model::Value;
using model::Vote;

/// The places of ballots, proposals and reports in the sets of an encoding.
class Universe {
 public:
  Universe(int ballots, int values)
      : values_(static_cast<std::size_t>(values)), ballots_(static_cast<std::size_t>(ballots)) {}

  [[nodiscard]] std::size_t ballots() const { return ballots_; }
  [[nodiscard]] std::size_t votes() const { return ballots_ * values_; }
  [[nodiscard]] std::size_t reports() const { return 1 + votes(); }

  [[nodiscard]] static std::size_t place(Ballot ballot) { return static_cast<std::size_t>(ballot.index()); }
  [[nodiscard]] std::size_t vote(Ballot ballot, Value value) const {
    return place(ballot) * values_ + static_cast<std::size_t>(value.index());
  }
  [[nodiscard]] std::size_t report(const Vote& vote) const {
    return vote.exists() ? 1 + this->vote(vote.ballot, vote.value) : 0;
  }

 private:
  std::size_t values_;
  std::size_t ballots_;
};

/// 0 for none, or the ballot counted from 1.
std::size_t number_of(Ballot ballot) { return static_cast<std::size_t>(ballot.index() + 1); }

std::string shared_part(const paxos::View& state, const Universe& universe) {
  const paxos::Bounds& bounds = state.bounds();
  BitString bits;
  for (int p = 0; p < bounds.proposers; ++p) {
    bits.add_number(static_cast<std::size_t>(state.attempts_started(ProposerId(p))),
                    static_cast<std::size_t>(bounds.attempts));
  }
  constexpr std::size_t kLastPhase = 2;
  for (int p = 0; p < bounds.proposers; ++p)
    bits.add_number(static_cast<std::size_t>(state.phase(ProposerId(p))), kLastPhase);
  bits.add_number(static_cast<std::size_t>(state.lost()), static_cast<std::size_t>(bounds.loss.limit()));
  bits.add_number(static_cast<std::size_t>(state.duplicated()),
                  static_cast<std::size_t>(bounds.duplication.limit()));
  const std::size_t proposed = bits.add_set(universe.votes());
  state.for_each_proposal([&](Ballot b, Value v) { bits.set(proposed + universe.vote(b, v)); });
  return bits.bytes();
}

std::string part_of(AcceptorId a, const paxos::View& state, const Universe& universe) {
  const auto learners = static_cast<std::size_t>(state.bounds().learners);
  const auto proposers = static_cast<std::size_t>(state.bounds().proposers);
  BitString bits;
  bits.add_number(number_of(state.promised(a)), universe.ballots());
  bits.add_number(universe.report(state.vote(a)), universe.votes());
  const std::size_t prepares = bits.add_set(universe.ballots());
  const std::size_t promises = bits.add_set(universe.ballots() * universe.reports());
  const std::size_t accepts = bits.add_set(universe.votes());
  const std::size_t accepteds = bits.add_set(learners * universe.votes());
  state.for_each_in_flight(a, [&](const paxos::Message& message) {
    const std::size_t ballot = Universe::place(message.ballot);
    switch (message.type) {
      case paxos::MessageType::kPrepare:
        return bits.set(prepares + ballot);
      case paxos::MessageType::kPromise:
        return bits.set(promises + ballot * universe.reports() + universe.report(message.reported));
      case paxos::MessageType::kAccept:
        return bits.set(accepts + universe.vote(message.ballot, message.value));
      case paxos::MessageType::kAccepted:
        return bits.set(accepteds + static_cast<std::size_t>(message.learner.index()) * universe.votes() +
                        universe.vote(message.ballot, message.value));
      case paxos::MessageType::kNack:
        throw SelfCheckError("a nack is in flight, though nobody sends any by the specified rules");
    }
  });
  const std::size_t recorded = bits.add_set(proposers * universe.reports());
  for (std::size_t p = 0; p < proposers; ++p) {
    state.for_each_recorded_promise(ProposerId(static_cast<int>(p)), [&](AcceptorId from, const Vote& vote) {
      if (from == a) bits.set(recorded + p * universe.reports() + universe.report(vote));
    });
  }
  const std::size_t cast = bits.add_set(universe.votes());
  state.for_each_vote_cast(a, [&](Ballot b, Value v) { bits.set(cast + universe.vote(b, v)); });
  const std::size_t heard = bits.add_set(learners * universe.votes());
  for (std::size_t l = 0; l < learners; ++l) {
    state.for_each_vote_heard(LearnerId(static_cast<int>(l)), a, [&](Ballot b, Value v) {
      bits.set(heard + l * universe.votes() + universe.vote(b, v));
    });
  }
  return bits.bytes();
}

std::string shared_part(const synod::View& state, const Universe& universe) {
  BitString bits;
  const std::size_t sent_1a = bits.add_set(universe.ballots());
  state.sent_1a().for_each([&](Ballot b) { bits.set(sent_1a + Universe::place(b)); });
  const std::size_t sent_2a = bits.add_set(universe.votes());
  state.proposed().for_each([&](Ballot b) {
    state.sent_2a(b).for_each([&](Value v) { bits.set(sent_2a + universe.vote(b, v)); });
  });
  return bits.bytes();
}

std::string part_of(AcceptorId a, const synod::View& state, const Universe& universe) {
  BitString bits;
  bits.add_number(number_of(state.max_bal(a)), universe.ballots());
  bits.add_number(universe.report(state.latest_vote(a)), universe.votes());
  const std::size_t sent_1b = bits.add_set(universe.ballots() * universe.reports());
  state.sent_1b(a).for_each([&](Ballot b) {
    state.sent_1b(a, b).for_each([&](const Vote& vote) {
      bits.set(sent_1b + Universe::place(b) * universe.reports() + universe.report(vote));
    });
  });
  const std::size_t sent_2b = bits.add_set(universe.votes());
  state.for_each_2b(a, [&](Ballot b, Value v) { bits.set(sent_2b + universe.vote(b, v)); });
  return bits.bytes();
}

template <typename View>
EncodedState encoded_parts(const View& state, const Universe& universe) {
  EncodedState parts{shared_part(state, universe), {}};
  for (int a = 0; a < state.bounds().acceptors; ++a)
    parts.acceptors.push_back(part_of(AcceptorId(a), state, universe));
  return parts;
}

}  // namespace

EncodedState encoded(const paxos::Paxos& model, const paxos::State& state) {
  return encoded_parts(model.view(state), {model.bounds().ballots(), model.bounds().values});
}

EncodedState encoded(const synod::Synod& model, const synod::State& state) {
  return encoded_parts(model.view(state), {model.bounds().ballots, model.bounds().values});
}

}  // namespace paxoscope::cli
