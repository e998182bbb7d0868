#include "traces/diagram.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "traces/grounds.hpp"

namespace paxoscope::traces {

namespace {

using MessageKind = model::Message::Kind;
using model::Milestone;

const Milestone* milestone_of(const Step& step, Milestone::Kind kind) {
  const auto found = std::find_if(step.milestones.begin(), step.milestones.end(),
                                  [&](const Milestone& m) { return m.kind == kind; });
  return found == step.milestones.end() ? nullptr : &*found;
}

const model::Message* sent_of(const Step& step, MessageKind kind) {
  const auto& sent = step.traffic.sent;
  const auto found =
      std::find_if(sent.begin(), sent.end(), [&](const model::Message& m) { return m.kind == kind; });
  return found == sent.end() ? nullptr : &*found;
}

/// The first message that a step has to do with; null if there is none.
const model::Message* first_message(const Step& step) {
  for (const auto* messages :
       {&step.traffic.received, &step.traffic.read, &step.traffic.lost, &step.traffic.sent}) {
    if (!messages->empty()) return &messages->front();
  }
  return nullptr;
}

/// Who does what in a step, and in which ballot.
struct Deed {
  std::string process;
  std::string label;
  std::int64_t ballot;
};

/// What others see of a step: a vote, a proposal, a promise, a question; else what it hears of, and does nothing about.
Deed deed_in_spite_of_crash(const Step& step) {
  if (!step.traffic.in_short.empty()) {
    const model::Message* const some = first_message(step);
    return {step.process, step.traffic.in_short, some == nullptr ? 0 : some->ballot};
  }
  if (const Milestone* vote = milestone_of(step, Milestone::Kind::kVoted)) {
    return {vote->process, fmt::format("votes {} in {}", vote->value, vote->ballot), vote->ballot};
  }
  if (!step.traffic.lost.empty()) {
    const model::Message& lost = step.traffic.lost.front();
    return {step.process, lost.text + " is lost", lost.ballot};
  }
  if (const Milestone* proposal = milestone_of(step, Milestone::Kind::kProposed)) {
    return {step.process, fmt::format("proposes {} in {}", proposal->value, proposal->ballot),
            proposal->ballot};
  }
  const model::Message* const first = first_message(step);
  const std::int64_t ballot = first == nullptr ? 0 : first->ballot;
  for (const Milestone& m : step.milestones) {
    if (m.kind == Milestone::Kind::kLearned && m.process == step.process)
      return {step.process, "learns " + m.value, ballot};
  }
  const auto sent = [&](const model::Message& message, std::string label) {
    return Deed{message.from, std::move(label), message.ballot};
  };
  if (const model::Message* question = sent_of(step, MessageKind::kQuestion))
    return sent(*question, "asks " + question->text);
  if (const model::Message* other = sent_of(step, MessageKind::kOther))
    return sent(*other, "answers " + other->text);
  if (const model::Message* accept = sent_of(step, MessageKind::kAccept))
    return sent(*accept, fmt::format("asks for votes for {} in {}", accept->value, accept->ballot));
  if (const model::Message* promise = sent_of(step, MessageKind::kPromise))
    return sent(*promise, fmt::format("promises {}", promise->ballot));
  if (const model::Message* prepare = sent_of(step, MessageKind::kPrepare))
    return sent(*prepare, fmt::format("asks for promises of {}", prepare->ballot));
  if (first == nullptr) return {step.process, "acts", 0};
  if (const model::Message* refusal = sent_of(step, MessageKind::kRefusal))
    return sent(*refusal, "refuses " + first->text);
  if (first->kind == MessageKind::kVote)
    return {step.process, fmt::format("hears of {} in {}", first->value, first->ballot), ballot};
  const bool is_heard = first->kind == MessageKind::kPromise || first->kind == MessageKind::kRefusal;
  return {step.process,
          fmt::format("{} {}", is_heard ? "hears" : "ignores",
                      std::string_view(first->text).substr(0, first->text.find(','))),
          ballot};
}

/// The same, and whether who takes the step crashes, or starts again.
Deed deed_of(const Step& step) {
  const model::Traffic& traffic = step.traffic;
  if (traffic.crashed.empty() && traffic.recovered.empty()) return deed_in_spite_of_crash(step);
  Deed deed{step.process, "", 0};
  if (!traffic.sent.empty() || milestone_of(step, Milestone::Kind::kVoted) != nullptr) {
    deed = deed_in_spite_of_crash(step);
    deed.label += ", ";
  }
  if (!traffic.crashed.empty()) deed.label += "crashes";
  if (!traffic.recovered.empty()) deed.label += traffic.crashed.empty() ? "starts again" : ", starts again";
  return deed;
}

std::string choices_of(const Step& step) {
  std::string text;
  for (const Milestone& m : step.milestones) {
    if (m.kind != Milestone::Kind::kChosen) continue;
    text += fmt::format("{}{} chosen in {} by {{{}}}", text.empty() ? "" : "; ", m.value, m.ballot,
                        fmt::join(m.voters, ", "));
  }
  return text;
}

std::string lessons_of(const Step& step) {
  std::string text;
  for (const Milestone& m : step.milestones) {
    if (m.kind == Milestone::Kind::kLearned && m.process != step.process)
      text += fmt::format("{}{} learns {}", text.empty() ? "" : "; ", m.process, m.value);
  }
  return text;
}

bool contains(const std::vector<std::size_t>& all, std::size_t number) {
  return std::find(all.begin(), all.end(), number) != all.end();
}

void end_outage(std::size_t lane, std::size_t row, std::vector<Outage>& outages) {
  const auto outage = std::find_if(outages.rbegin(), outages.rend(),
                                   [&](const Outage& o) { return o.lane == lane && !o.to; });
  if (outage != outages.rend()) outage->to = row;
}

/// Marks the votes with which values are chosen.
void mark_votes(const Trace& trace, std::vector<Row>& rows) {
  for (const Step& step : trace.steps) {
    for (const Milestone& choice : step.milestones) {
      if (choice.kind != Milestone::Kind::kChosen) continue;
      for (std::size_t i = 0; i < trace.steps.size(); ++i) {
        for (const Milestone& vote : trace.steps[i].milestones) {
          const bool is_voter =
              std::find(choice.voters.begin(), choice.voters.end(), vote.process) != choice.voters.end();
          if (vote.kind == Milestone::Kind::kVoted && vote.ballot == choice.ballot &&
              vote.value == choice.value && is_voter)
            rows[i].has_vote_that_counts = true;
        }
      }
    }
  }
}

/// Marks the promises on which proposals rest.
void mark_promises(const Trace& trace, const std::vector<SentMessage>& messages, std::vector<Row>& rows) {
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    if (milestone_of(trace.steps[i], Milestone::Kind::kProposed) == nullptr) continue;
    for (const std::size_t promise : grounds_of(trace, messages, i))
      rows[messages[promise].sent].has_promise_that_counts = true;
  }
}

}  // namespace

std::string Diagram::words_of(const Row& row) const {
  const bool is_of_called = row.labelled && row.labelled != row.lane;
  return fmt::format("{}{}{}", row.is_wrong ? "⚠ " : "", is_of_called ? lanes[*row.labelled].name + " " : "",
                     row.label);
}

bool Diagram::is_down(std::size_t lane, std::size_t row) const {
  return std::any_of(outages.begin(), outages.end(), [&](const Outage& outage) {
    return outage.lane == lane && outage.from <= row && (!outage.to || row < *outage.to);
  });
}

std::optional<std::size_t> Diagram::lane_of(const std::string& process) const {
  const auto found = std::find_if(lanes.begin(), lanes.end(),
                                  [&](const model::Process& lane) { return lane.name == process; });
  if (found == lanes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - lanes.begin());
}

Diagram diagram_of(const Trace& trace) {
  Diagram diagram;
  diagram.lanes = trace.processes;
  diagram.messages = messages_of(trace);
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const Step& step = trace.steps[i];
    Row row;
    row.lane = diagram.lane_of(step.process);
    for (const auto& message : step.traffic.received) {
      const auto lane = diagram.lane_of(message.to);
      if (lane && lane != row.lane) row.called.push_back(*lane);
    }
    const Deed deed = deed_of(step);
    row.labelled = diagram.lane_of(deed.process);
    row.label = deed.label;
    row.ballot = deed.ballot;
    row.chosen = choices_of(step);
    row.learned = lessons_of(step);
    row.is_departure = trace.departure && trace.departure->step == i + 1;
    row.is_wrong = row.is_departure || (trace.departure && contains(trace.departure->again, i + 1));
    // What would be done instead begins with who would do it.
    if (row.is_departure) {
      const std::string& specified = trace.departure->specified;
      row.departs = diagram.lane_of(specified.substr(0, specified.find(' ')));
    }
    if (row.is_wrong && !row.departs) row.departs = row.labelled;
    row.is_needed = step.is_needed;
    row.is_round = !step.traffic.in_short.empty() && !step.traffic.sent.empty();
    row.crashes = !step.traffic.crashed.empty();
    if (const auto lane = diagram.lane_of(step.traffic.crashed)) diagram.outages.push_back({*lane, i, {}});
    if (const auto lane = diagram.lane_of(step.traffic.recovered)) end_outage(*lane, i, diagram.outages);
    diagram.rows.push_back(std::move(row));
  }
  mark_votes(trace, diagram.rows);
  mark_promises(trace, diagram.messages, diagram.rows);
  diagram.verdict = (trace.is_witness ? "reaches " : "violates ") + trace.property;
  return diagram;
}

}  // namespace paxoscope::traces
