#include "model/fast_paxos/words.hpp"

#include <cassert>
#include <fmt/format.h>

#include "model/phrases.hpp"

namespace paxoscope::fast_paxos {

namespace {

using model::enumerate_first;
using model::name;
using model::number;
using model::Record;

}  // namespace

std::vector<std::string> Words::legend() const {
  const Bounds& bounds = model_.bounds();
  std::vector<std::string> lines{
      fmt::format("{}: acceptor{}", enumerate_first<AcceptorId>(bounds.acceptors),
                  bounds.acceptors == 1 ? "" : "s"),
      "classic quorums, to promise a ballot and to choose a value in a classic one: " +
          name(model_.classic_quorums(), bounds.acceptors)};
  if (bounds.fast_ballots > 0) {
    lines.push_back("fast quorums, to choose a value in a fast ballot: " +
                    name(model_.fast_quorums(), bounds.acceptors));
  }
  const auto kind_of = [](int first, int count, const char* kind) {
    std::vector<std::string> names;
    for (int b = first; b < first + count; ++b) names.push_back(name(Ballot(b)));
    return fmt::format("ballot{} {}: {}", count == 1 ? "" : "s", model::enumerate(names), kind);
  };
  if (bounds.fast_ballots > 0) {
    lines.push_back(kind_of(0, bounds.fast_ballots,
                            "fast; where any value may be proposed, acceptors may be left to vote for any"));
  }
  if (bounds.fast_ballots < bounds.ballots) {
    lines.push_back(
        kind_of(bounds.fast_ballots, bounds.ballots - bounds.fast_ballots, "classic; one value each"));
  }
  lines.emplace_back(model::kPromiseLine);
  lines.emplace_back("a message, once sent, stays for all to act on");
  return lines;
}

std::string Words::process(const Action& action) {
  return action.acceptor.exists() ? name(action.acceptor) : ballot_name(action.ballot);
}

Record Words::record(const Action& action) {
  Record record{{"type", std::string(fast_paxos::name(action.type))}};
  if (action.acceptor.exists()) record.push_back({"acceptor", name(action.acceptor)});
  record.push_back({"ballot", number(action.ballot)});
  if (action.type != ActionType::kPhase1a && action.type != ActionType::kPhase1b)
    record.push_back({"value", proposal_name(action.value)});
  return record;
}

Reports Words::reports(const View& before, Ballot ballot, Ground ground) {
  return ground == Ground::kPromises ? before.promises(ballot) : before.votes(Ballot(ballot.index() - 1));
}

// Whether it is allowed is the model's decision; the reason given is what a quorum reports. Of several quorums that give one it is the first
// by the specified rules, a set going before those that contain it; what goes against them is told with an "although".
std::string Words::reason(const View& before, Ballot ballot, Value value, Ground ground) const {
  const Reports said = reports(before, ballot, ground);
  const FastPaxos specified(model_.bounds(), Rules{.acceptor = model_.rules().acceptor,
                                                   .classic_quorum = model_.rules().classic_quorum,
                                                   .fast_quorum = model_.rules().fast_quorum});
  const char* const does = ground == Ground::kPromises ? "reports" : "has voted";
  AcceptorSet asked;
  bool is_by_the_rules = false;
  for (unsigned bits = 1; bits <= specified.reporting(said).bits(); ++bits) {
    const AcceptorSet quorum = AcceptorSet::of_bits(bits);
    if (!specified.reporting(said).contains(quorum) || !model_.classic_quorums().contains(quorum)) continue;
    const Ballot k = specified.highest_ballot(said, quorum);
    if (ground == Ground::kVotes && specified.values_reported(said, quorum, k).size() < 2) continue;
    const Proposable allowed = specified.proposable_by(said, quorum, ballot);
    const bool is_allowed = value.exists() ? allowed.values.contains(value) : allowed.is_free;
    if (asked.empty() || (is_allowed && !is_by_the_rules)) asked = quorum;
    is_by_the_rules = is_by_the_rules || is_allowed;
  }
  if (asked.empty()) return {};
  const char* const noun = model::noun(model_.classic_quorums(), model_.bounds().acceptors);
  const Ballot k = specified.highest_ballot(said, asked);
  if (!k.exists()) return fmt::format(": it is free to, as the {} {} reports no vote", noun, name(asked));
  const Proposable allowed = specified.proposable_by(said, asked, ballot);
  const ValueSet reported = specified.values_reported(said, asked, k);
  if (!is_by_the_rules) {
    return fmt::format(", although by what the {} {} {} in {} it may only propose {}", noun, name(asked),
                       does, ballot_name(k), name(allowed.values));
  }
  if (allowed.is_free) {
    return fmt::format(": it is free to, as none of {}, for which the {} {} {} in {}, can be chosen there",
                       name(reported), noun, name(asked),
                       ground == Ground::kPromises ? "reports votes" : "has voted", ballot_name(k));
  }
  if (reported.size() == 1) {
    return fmt::format(", the value of the highest vote that the {} {} reports, in {}", noun, name(asked),
                       ballot_name(k));
  }
  return fmt::format(", which of {}, for which the {} {} {} in {}, may be chosen there", name(reported), noun,
                     name(asked), ground == Ground::kPromises ? "reports votes" : "has voted",
                     ballot_name(k));
}

std::string Words::sentence(const State& before, const Action& action) const {
  const View view = model_.view(before);
  const std::string ballot = ballot_name(action.ballot);
  const std::string proposes = action.value.exists()
                                   ? fmt::format("{} proposes {}", ballot, name(action.value))
                                   : fmt::format("{} lets acceptors vote for any value", ballot);
  const auto votes = [&] {
    std::string text =
        model::vote(model::known_to(Acceptor(view, action.acceptor)), {action.ballot, action.value});
    if (text.ends_with(',')) text.pop_back();
    const Vote kept = view.latest_vote(action.acceptor);
    if (kept.ballot == action.ballot && kept.value != action.value) {
      text += fmt::format(", although it has voted for {} in it", name(kept.value));
    }
    return text;
  };
  const std::string colliding = "the votes in " + ballot_name(Ballot(action.ballot.index() - 1)) + " collide";
  switch (action.type) {
    case ActionType::kPhase1a:
      return fmt::format("{} asks {} for promises", ballot,
                         enumerate_first<AcceptorId>(model_.bounds().acceptors));
    case ActionType::kPhase1b:
      return model::promise(model::known_to(Acceptor(view, action.acceptor)), action.ballot, "reports",
                            model_.rules().acceptor);
    case ActionType::kPhase2a:
      return proposes + reason(view, action.ballot, action.value, Ground::kPromises);
    case ActionType::kCoordinatedRecovery:
      return fmt::format("as {}, {}{}", colliding, proposes,
                         reason(view, action.ballot, action.value, Ground::kVotes));
    case ActionType::kPhase2b:
      return votes();
    case ActionType::kUncoordinatedRecovery:
      return fmt::format("as {}, {} by itself", colliding, votes());
  }
  assert(false);
  return {};
}

std::string Words::refusal_to_propose(const View& before, const Action& action) const {
  const bool is_phase2a = action.type == ActionType::kPhase2a;
  const std::string refuses =
      action.value.exists()
          ? fmt::format("{} does not propose {}", ballot_name(action.ballot), name(action.value))
          : fmt::format("{} does not let acceptors vote for any value", ballot_name(action.ballot));
  if (before.has_2a(action.ballot)) {
    return fmt::format("{}: it has {}", refuses,
                       before.sent_2a_any(action.ballot) ? "let them vote for any value"
                                                         : "proposed " + name(before.sent_2a(action.ballot)));
  }
  const Proposable allowed =
      is_phase2a ? model_.proposable(before, action.ballot) : model_.recoverable(before, action.ballot);
  if (allowed.values.empty()) {
    const char* const noun = model::noun(model_.classic_quorums(), model_.bounds().acceptors);
    return is_phase2a ? fmt::format("{}: no {} has promised it", refuses, noun)
                      : fmt::format("{}: no votes of a {} in the ballot before collide", refuses, noun);
  }
  if (!is_phase2a && !model_.rules().has_coordinated_recovery()) return refuses + ": it waits for promises";
  return fmt::format("{}: by the votes reported it may only propose {}", refuses, name(allowed.values));
}

std::string Words::refusal(const State& before, const Action& action) const {
  const View view = model_.view(before);
  const auto known = [&] { return model::known_to(Acceptor(view, action.acceptor)); };
  const std::string ballot = ballot_name(action.ballot);
  switch (action.type) {
    case ActionType::kPhase1a:
      return fmt::format("{} asks nobody for promises: it has", ballot);
    case ActionType::kPhase1b:
      return fmt::format("{} does not promise {}: {}", name(action.acceptor), ballot,
                         model::refusal(known(), action.ballot));
    case ActionType::kPhase2a:
    case ActionType::kCoordinatedRecovery:
      return refusal_to_propose(view, action);
    case ActionType::kPhase2b:
    case ActionType::kUncoordinatedRecovery:
      break;
  }
  const std::string refuses =
      fmt::format("{} does not vote for {} in {}", name(action.acceptor), name(action.value), ballot);
  const Vote kept = view.latest_vote(action.acceptor);
  if (kept.ballot == action.ballot)
    return fmt::format("{}: it has voted for {} in it", refuses, name(kept.value));
  if (action.type == ActionType::kUncoordinatedRecovery) {
    if (!model_.recoverable(view, action.ballot).values.contains(action.value))
      return refuses + ": no colliding votes of a quorum let it";
    if (!model_.rules().has_uncoordinated_recovery()) return refuses + ": it waits to be asked to";
  }
  return fmt::format("{}: {}", refuses, model::refusal(known(), action.ballot));
}

std::vector<std::string> Words::notes(const State& before, const State& after) const {
  return model::newly_chosen(model_.history(before), model_.history(after));
}

}  // namespace paxoscope::fast_paxos
