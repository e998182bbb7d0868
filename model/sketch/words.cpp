#include "model/sketch/words.hpp"

#include <array>
#include <fmt/format.h>
#include <utility>

#include "model/phrases.hpp"

namespace paxoscope::sketch {

namespace {

using model::enumerate_first;
using model::name;
using model::Record;

/// "nobody", "only {a3}"
std::string only(AcceptorSet set) { return set.empty() ? "nobody" : "only " + name(set); }

/// "", "twice ", "3 times "
std::string times(int count) {
  if (count == 1) return "";
  return count == 2 ? "twice " : fmt::format("{} times ", count);
}

AcceptorSet with(AcceptorSet set, AcceptorId acceptor, bool is_in) {
  if (is_in) set.insert(acceptor);
  return set;
}

}  // namespace

std::vector<std::string> Words::legend() const {
  const Bounds& bounds = model_.bounds();
  const bool is_one = bounds.proposers == 1;
  std::vector<std::string> lines =
      model::acceptors_lines(bounds.acceptors, model::Quorums::majorities(bounds.acceptors),
                             model::Quorums::majorities(bounds.acceptors));
  for (int i = 0; i < bounds.proposers; ++i) {
    const ProposerId p(i);
    std::string numbers = name(Ballot(i));
    if (model_.rules().run_number == RunNumber::kFresh) {
      for (int run = 1; run < bounds.attempts; ++run) {
        numbers += fmt::format(", then {}", name(Ballot(run * bounds.proposers + i)));
      }
    }
    lines.push_back(fmt::format("{}: a proposer; {} calls it {}to propose {}, in number {}", name(p),
                                name(caller(p)), times(bounds.attempts), name(bounds.own_value(p)), numbers));
  }
  lines.push_back(fmt::format("{} call{} each acceptor in turn to prepare, then each in turn to accept{}",
                              enumerate_first<ProposerId>(bounds.proposers), is_one ? "s" : "",
                              is_one ? "" : "; between calls the others may go on"));
  return lines;
}

Record Words::record(const Action& action) {
  static constexpr std::array kFates{"returns", "lost", "unanswered"};
  return {{"type", action.call == Call::kPrepare ? "prepare" : "propose"},
          {"proposer", name(action.proposer)},
          {"acceptor", name(action.acceptor)},
          {"fate", kFates.at(static_cast<std::size_t>(action.fate))}};
}

/// What the acceptor does: "a1 promises ballot 2 and answers that it has not voted".
std::string Words::answer(const View& before, const Action& action) const {
  const model::AcceptorState acceptor = before.acceptor_state(action.acceptor);
  const Ballot ballot = model_.number(before, action.proposer);
  if (!model_.is_granted(before, action)) {
    return fmt::format("{} {}: {}", name(action.acceptor),
                       action.call == Call::kPrepare ? "answers nothing" : "does not vote for it",
                       model::refusal(acceptor, ballot));
  }
  if (action.call == Call::kPrepare) {
    return model::promise(acceptor, ballot, "answers", model_.rules().acceptor);
  }
  std::string text = model::vote(acceptor, {ballot, model_.value(before, action.proposer)});
  if (text.ends_with(',')) text.pop_back();
  return text;
}

/// What the proposer makes of its last call to prepare, or of its last call in a run; empty for other calls.
std::string Words::end_of_run(const View& before, const Action& action) const {
  const ProposerId p = action.proposer;
  const bool knows = action.fate == Fate::kReturns && model_.is_granted(before, action);
  const int called = before.called(p) + 1;
  if (called == model_.bounds().acceptors) {
    const AcceptorSet promisers = with(before.promisers(p), action.acceptor, knows);
    if (!model_.goes_on(promisers)) {
      return fmt::format("; {} gives up, as to its knowledge {} promised", name(p), only(promisers));
    }
  }
  if (called < 2 * model_.bounds().acceptors) return {};
  const AcceptorSet voters = with(before.voters(p), action.acceptor, knows);
  const std::string voted = fmt::format("to its knowledge {} voted for it", only(voters));
  if (!model_.returns(voters)) return fmt::format("; {} returns nothing, as {}", name(p), voted);
  const bool is_majority = model::Quorums::majorities(model_.bounds().acceptors).contains(voters);
  return fmt::format("; {} returns {} to {}{}", name(p), name(model_.value(before, p)), name(caller(p)),
                     is_majority ? "" : ", although " + voted);
}

std::string Words::sentence(const State& before, const Action& action) const {
  const View view = model_.view(before);
  const ProposerId p = action.proposer;
  std::string text = fmt::format("{} calls {} to ", name(p), name(action.acceptor));
  if (action.call == Call::kPrepare) {
    text += fmt::format("prepare {}", name(model_.number(view, p)));
  } else {
    text += fmt::format("accept {} in {}", name(model_.value(view, p)), name(model_.number(view, p)));
    // Where it goes on to ask for votes.
    if (view.called(p) == model_.bounds().acceptors) {
      const Vote best = view.best(p);
      text += best.exists()
                  ? fmt::format(", the value of the highest vote returned to it, in {}", name(best.ballot))
                  : std::string(", its own value, as no vote was returned to it");
    }
    const bool is_majority =
        model::Quorums::majorities(model_.bounds().acceptors).contains(view.promisers(p));
    if (view.called(p) == model_.bounds().acceptors && !is_majority) {
      text += fmt::format(", although to its knowledge {} promised", only(view.promisers(p)));
    }
  }
  switch (action.fate) {
    case Fate::kReturns:
      text += ": " + answer(view, action);
      break;
    case Fate::kLost:
      text += ": the call is lost";
      break;
    case Fate::kUnanswered:
      text += ": " + answer(view, action) + "; the call fails on its way back";
      break;
  }
  return text + end_of_run(view, action);
}

std::string Words::refusal(const State& before, const Action& action) const {
  const View view = model_.view(before);
  const auto next = model_.next_call(view, action.proposer);
  const std::string who = name(action.proposer);
  if (!next) return fmt::format("{} makes no call: it is not called to propose any more", who);
  const std::string to = next->call == Call::kPrepare ? "prepare" : "accept";
  if (next->call == action.call && next->acceptor == action.acceptor) {
    return fmt::format("{} calls {} to {}: no more calls may fail", who, name(next->acceptor), to);
  }
  return fmt::format("{} makes no such call: its next is to {}, to {}", who, name(next->acceptor), to);
}

std::vector<std::string> Words::notes(const State& before, const State& after) const {
  return model::newly_chosen(model_.history(before), model_.history(after));
}

}  // namespace paxoscope::sketch
