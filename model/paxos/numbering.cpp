#include "model/paxos/numbering.hpp"

#include <algorithm>
#include <tuple>

namespace paxoscope::paxos {

namespace {

bool is_receipt_of(const Action& action, MessageType type) {
  return is_receipt(action.type) && action.message.type == type;
}

/// For the numbers two messages are one if they agree in this.
bool are_alike(const Message& m, const Message& n) {
  return m.type == n.type && m.ballot == n.ballot && m.learner == n.learner;
}

/// Whether receiving a message of one type makes its receiver send those of another, in the same ballot.
bool answers(MessageType received, MessageType sent) {
  return (received == MessageType::kPrepare && sent == MessageType::kPromise) ||
         (received == MessageType::kPromise && sent == MessageType::kAccept) ||
         (received == MessageType::kAccept && sent == MessageType::kAccepted);
}

/// Whether `x` may send the message that `y` is about.
bool sends_what_is_in(const Action& x, const Action& y) {
  if (!is_receipt(x.type) || !answers(x.message.type, y.message.type) ||
      x.message.ballot != y.message.ballot) {
    return false;
  }
  // An acceptor answers from its own block; a proposal goes to all.
  return x.message.type == MessageType::kPromise || x.message.acceptor == y.message.acceptor;
}

/// Whether all that a proposer makes of a promise is to add it to those for its ballot, whatever came before.
bool are_promises_counted_once(const Rules& rules) {
  return rules.promises_counted == PromisesCounted::kForThisBallot && rules.proposals == Proposals::kOne &&
         rules.counting == Counting::kAcceptors && rules.replaced_proposal_value == nullptr &&
         rules.proposal_value != ProposalValue::kFirstReported &&
         rules.proposal_value != ProposalValue::kMostReported &&
         rules.proposal_value != ProposalValue::kAnyReported;
}

}  // namespace

Numbering::Numbering(const Bounds& bounds, const Rules& rules)
    : bounds_(bounds),
      are_promises_counted_once_(paxos::are_promises_counted_once(rules)),
      are_promises_numbered_(are_promises_counted_once_ &&
                             (rules.acceptor.promise_once() || bounds.duplication.is_none())),
      are_accepteds_numbered_(bounds.learners > 0) {
  const bool may_forget = bounds.may_crash() && !rules.forget_nothing();
  if (rules.proposals == Proposals::kOne && rules.ballot_owner == BallotOwner::kRoundRobin && !may_forget) {
    types_.push_back(ActionType::kDeliver);
    if (bounds.loss.is_any()) types_.push_back(ActionType::kLose);
    if (bounds.duplication.is_any()) types_.push_back(ActionType::kDuplicate);
  }
  while (!try_to_number() && !types_.empty()) {
    if (types_.size() == 1 && are_accepteds_numbered_) {
      are_accepteds_numbered_ = false;
    } else {
      types_.pop_back();
    }
  }
  receiving_promises_for_.resize(static_cast<std::size_t>(bounds.ballots()));
  for (const Action& action : actions()) {
    if (!is_receipt_of(action, MessageType::kPromise)) continue;
    receiving_promises_for_[static_cast<std::size_t>(action.message.ballot.index())].insert(number(action));
  }
}

bool Numbering::try_to_number() {
  const auto acceptors = static_cast<std::size_t>(bounds_.acceptors);
  checker::NumberAllocator numbers;
  of_part_.assign(1 + acceptors, {});
  for (std::size_t part = 1; part <= acceptors; ++part) {
    const auto block = numbers.take(types_.size() * messages());
    if (!block) return false;
    of_part_[part] = *block;
  }
  const auto prepares = numbers.take(static_cast<std::size_t>(bounds_.proposers));
  if (!prepares) return false;
  prepares_ = *prepares;
  return true;
}

std::size_t Numbering::messages() const {
  return static_cast<std::size_t>(bounds_.ballots() * (3 + (are_accepteds_numbered_ ? bounds_.learners : 0)));
}

std::size_t Numbering::number_in_part(const Action& action) const {
  const auto type = std::find(types_.begin(), types_.end(), action.type);
  if (type == types_.end()) return checker::kNoNumber;
  const Message& m = action.message;
  if (m.type == MessageType::kPromise && !are_promises_numbered_) return checker::kNoNumber;
  if (m.type == MessageType::kAccepted && !are_accepteds_numbered_) return checker::kNoNumber;
  if (m.type == MessageType::kNack) return checker::kNoNumber;
  // Prepares, promises, accepts and those accepted, for each learner, by ballot.
  const int row = static_cast<int>(m.type) + (m.type == MessageType::kAccepted ? m.learner.index() : 0);
  return static_cast<std::size_t>(type - types_.begin()) * messages() +
         static_cast<std::size_t>(row * bounds_.ballots() + m.ballot.index());
}

std::size_t Numbering::number(const Action& action) const {
  if (action.type == ActionType::kPrepare) {
    return types_.empty() ? checker::kNoNumber
                          : prepares_.first + static_cast<std::size_t>(action.proposer.index());
  }
  const std::size_t number = number_in_part(action);
  if (number == checker::kNoNumber) return number;
  return of_part_[1 + static_cast<std::size_t>(action.message.acceptor.index())].first + number;
}

std::vector<Action> Numbering::actions() const {
  std::vector<Action> actions;
  actions.reserve(static_cast<std::size_t>(bounds_.proposers) +
                  types_.size() * static_cast<std::size_t>(bounds_.acceptors) * messages());
  for (int p = 0; p < bounds_.proposers; ++p) actions.push_back(Action::prepare(ProposerId(p)));
  for (const ActionType type : types_) {
    for (int i = 0; i < bounds_.acceptors; ++i) {
      const AcceptorId a(i);
      for (int n = 0; n < bounds_.ballots(); ++n) {
        const Ballot b(n);
        actions.push_back({type, {}, Message::prepare(b, a), {}, {}, {}});
        if (are_promises_numbered_) actions.push_back({type, {}, Message::promise(b, a, {}), {}, {}, {}});
        actions.push_back({type, {}, Message::accept(b, Value(0), a), {}, {}, {}});
        for (int l = 0; are_accepteds_numbered_ && l < bounds_.learners; ++l) {
          actions.push_back({type, {}, Message::accepted(b, Value(0), a, LearnerId(l)), {}, {}, {}});
        }
      }
    }
  }
  return actions;
}

/// Whether two actions read or write the same variable of a process, and one of them writes it.
bool Numbering::touch_the_same(const Action& x, const Action& y) const {
  if (x.type == ActionType::kPrepare && y.type == ActionType::kPrepare) return x.proposer == y.proposer;
  if (x.type == ActionType::kPrepare || y.type == ActionType::kPrepare) {
    const auto& [prepare, other] = x.type == ActionType::kPrepare ? std::tie(x, y) : std::tie(y, x);
    return is_receipt_of(other, MessageType::kPromise) &&
           bounds_.owner(other.message.ballot) == prepare.proposer;
  }
  if (is_receipt_of(x, MessageType::kPromise) && is_receipt_of(y, MessageType::kPromise)) {
    return bounds_.owner(x.message.ballot) == bounds_.owner(y.message.ballot);
  }
  const auto changes_acceptor = [](const Action& action) {
    return is_receipt_of(action, MessageType::kPrepare) || is_receipt_of(action, MessageType::kAccept);
  };
  return changes_acceptor(x) && changes_acceptor(y) && x.message.acceptor == y.message.acceptor;
}

/// What a learner hears is a set, and so is what is in flight: the order in which something is added does not matter,
/// nor that in which different things are taken away. A ballot that starts is new, so its prepares are.
bool Numbering::commute(const Action& x, const Action& y) const {
  if (touch_the_same(x, y)) return false;
  if (x.type == ActionType::kPrepare || y.type == ActionType::kPrepare) return true;
  const bool are_about_one_message =
      x.message.acceptor == y.message.acceptor && are_alike(x.message, y.message);
  return !are_about_one_message && !sends_what_is_in(x, y) && !sends_what_is_in(y, x);
}

// What a proposer makes of the promises for a ballot does not hang on their order, but on which of them complete a quorum: as
// long as one that arrives does not, it commutes with the others. One that comes too late changes nothing, now or later.
checker::ActionSet Numbering::independent_of(const Message& promise, Weight weight) const {
  const ProposerId proposer = bounds_.owner(promise.ballot);
  checker::ActionSet set;
  if (weight == Weight::kLate) {
    set = checker::ActionSet::all();
  } else {
    for (int n = proposer.index(); n < bounds_.ballots(); n += bounds_.proposers) {
      if (weight == Weight::kCompleting && n == promise.ballot.index()) continue;
      set = set | receiving_promises_for_[static_cast<std::size_t>(n)];
    }
  }
  // Only what takes this message away or sends it again has anything to do with it all the same.
  const checker::PartNumbers& block = of_part_[1 + static_cast<std::size_t>(promise.acceptor.index())];
  const std::uint64_t others = block.of(set) & of_other_messages(promise) &
                               of_other_messages(Message::prepare(promise.ballot, promise.acceptor));
  block.remove_from(set);
  block.add_to(set, others);
  return set;
}

std::uint64_t Numbering::of_other_messages(const Message& message) const {
  std::uint64_t numbers = of_part_[1].mask();
  for (const ActionType type : types_) {
    const std::size_t number = number_in_part({type, {}, message, {}, {}, {}});
    if (number != checker::kNoNumber) numbers &= ~(std::uint64_t{1} << number);
  }
  return numbers;
}

checker::Independence Numbering::independence() const {
  if (types_.empty()) return checker::Independence::none(of_part_.size());
  return checker::independence(
      actions(), of_part_, [&](const Action& action) { return number(action); },
      [&](const Action& x, const Action& y) { return commute(x, y); });
}

}  // namespace paxoscope::paxos
