#include "traces/diagram.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

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

/// What others see of a step: a vote, a proposal, a promise, a question; else what it hears of, and does nothing about.
std::string label_of(const Step& step) {
  if (const Milestone* vote = milestone_of(step, Milestone::Kind::kVoted)) {
    return fmt::format("votes {} in {}", vote->value, vote->ballot);
  }
  if (!step.traffic.lost.empty()) return step.traffic.lost.front().text + " is lost";
  if (const Milestone* proposal = milestone_of(step, Milestone::Kind::kProposed)) {
    return fmt::format("proposes {} in {}", proposal->value, proposal->ballot);
  }
  for (const Milestone& m : step.milestones) {
    if (m.kind == Milestone::Kind::kLearned && m.process == step.process) return "learns " + m.value;
  }
  if (const model::Message* other = sent_of(step, MessageKind::kOther)) return "answers " + other->text;
  if (const model::Message* accept = sent_of(step, MessageKind::kAccept)) {
    return fmt::format("asks for votes for {} in {}", accept->value, accept->ballot);
  }
  if (const model::Message* promise = sent_of(step, MessageKind::kPromise)) {
    return fmt::format("promises {}", promise->ballot);
  }
  if (const model::Message* prepare = sent_of(step, MessageKind::kPrepare)) {
    return fmt::format("asks for promises of {}", prepare->ballot);
  }
  const model::Message* const received = first_message(step);
  if (received == nullptr) return "acts";
  if (received->kind == MessageKind::kVote)
    return fmt::format("hears of {} in {}", received->value, received->ballot);
  const bool is_heard = received->kind == MessageKind::kPromise;
  return fmt::format("{} {}", is_heard ? "hears" : "ignores",
                     std::string_view(received->text).substr(0, received->text.find(',')));
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

/// Marks the promises that a proposer has heard of when it proposes.
void mark_promises(const Trace& trace, const std::vector<SentMessage>& messages, std::vector<Row>& rows) {
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    for (const Milestone& proposal : trace.steps[i].milestones) {
      if (proposal.kind != Milestone::Kind::kProposed) continue;
      for (const SentMessage& m : messages) {
        if (m.message.kind != MessageKind::kPromise || m.message.ballot != proposal.ballot) continue;
        if (std::any_of(m.receipts.begin(), m.receipts.end(),
                        [&](const Receipt& receipt) { return receipt.step <= i; }))
          rows[m.sent].has_promise_that_counts = true;
      }
    }
  }
}

}  // namespace

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
    if (const model::Message* const message = first_message(step)) row.ballot = message->ballot;
    row.label = label_of(step);
    row.chosen = choices_of(step);
    row.learned = lessons_of(step);
    row.is_departure = trace.departure && trace.departure->step == i + 1;
    row.is_needed = step.is_needed;
    diagram.rows.push_back(std::move(row));
  }
  mark_votes(trace, diagram.rows);
  mark_promises(trace, diagram.messages, diagram.rows);
  diagram.verdict = (trace.is_witness ? "reaches " : "violates ") + trace.property;
  return diagram;
}

}  // namespace paxoscope::traces
