#include "model/synod/numbering.hpp"

namespace paxoscope::synod {

namespace {

/// Whether two actions commute wherever both are enabled. Messages are never taken back, so sending one disables nothing and
/// enables the same whenever it is sent. What is left is what one acceptor does to itself, and who is first.
bool commute(const Action& x, const Action& y, const Bounds& bounds, const Rules& rules) {
  if (x == y) return false;
  if (x.acceptor.exists() && y.acceptor.exists()) return x.acceptor != y.acceptor;
  // A ballot has one value.
  if (x.type == ActionType::kPhase2a && y.type == ActionType::kPhase2a) return x.ballot != y.ballot;
  // Another report does not hurt a quorum that lets a ballot propose a value, as long as nobody reports twice, as those do who forgot that
  // they had.
  if (!rules.acceptor.promise_once() || (!bounds.crashes.is_none() && !rules.storage.forget_nothing())) {
    const auto concerns = [](const Action& promise, const Action& proposal) {
      return promise.type == ActionType::kPhase1b && proposal.type == ActionType::kPhase2a &&
             promise.ballot == proposal.ballot;
    };
    if (concerns(x, y) || concerns(y, x)) return false;
  }
  return true;
}

}  // namespace

Numbering::Numbering(const Bounds& bounds) : bounds_(bounds) {
  const auto ballots = static_cast<std::size_t>(bounds.ballots);
  const std::size_t votes = ballots * static_cast<std::size_t>(bounds.values);
  const auto acceptors = static_cast<std::size_t>(bounds.acceptors);
  checker::NumberAllocator numbers;
  const auto shared = numbers.take(ballots);
  const auto phase2a = numbers.take(votes);
  of_part_.resize(1 + acceptors);
  if (!shared || !phase2a) return;
  for (std::size_t part = 1; part <= acceptors; ++part) {
    const auto block = numbers.take(ballots + votes);
    if (!block) {
      of_part_.assign(1 + acceptors, {});
      return;
    }
    of_part_[part] = *block;
  }
  of_part_[0] = *shared;
  phase2a_ = *phase2a;
  are_numbered_ = true;
}

std::size_t Numbering::number_in_part(const Action& action) const {
  if (!are_numbered_) return checker::kNoNumber;
  switch (action.type) {
    case ActionType::kPhase1a:
    case ActionType::kPhase1b:
      return static_cast<std::size_t>(action.ballot.index());
    case ActionType::kPhase2a:
      return checker::kNoNumber;
    case ActionType::kPhase2b:
      return static_cast<std::size_t>(bounds_.ballots) + vote_index(action);
    case ActionType::kCrash:
      return checker::kNoNumber;
  }
  return checker::kNoNumber;
}

std::size_t Numbering::number(const Action& action) const {
  if (!are_numbered_ || action.type == ActionType::kCrash) return checker::kNoNumber;
  if (action.type == ActionType::kPhase2a) return phase2a_.first + vote_index(action);
  const std::size_t part =
      action.acceptor.exists() ? 1 + static_cast<std::size_t>(action.acceptor.index()) : 0;
  return of_part_[part].first + number_in_part(action);
}

std::vector<Action> Numbering::actions() const {
  std::vector<Action> actions;
  for (int i = 0; i < bounds_.ballots; ++i) {
    const Ballot b(i);
    actions.push_back(Action::phase1a(b));
    for (int v = 0; v < bounds_.values; ++v) actions.push_back(Action::phase2a(b, Value(v)));
    for (int a = 0; a < bounds_.acceptors; ++a) {
      actions.push_back(Action::phase1b(AcceptorId(a), b));
      for (int v = 0; v < bounds_.values; ++v) {
        actions.push_back(Action::phase2b(AcceptorId(a), b, Value(v)));
      }
    }
  }
  return actions;
}

checker::Independence Numbering::independence(const Rules& rules) const {
  if (!are_numbered_) return checker::Independence::none(of_part_.size());
  return checker::independence(
      actions(), of_part_, [&](const Action& action) { return number(action); },
      [&](const Action& x, const Action& y) { return commute(x, y, bounds_, rules); });
}

}  // namespace paxoscope::synod
