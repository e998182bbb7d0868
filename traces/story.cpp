#include "traces/story.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "model/phrases.hpp"
#include "traces/grounds.hpp"
#include "traces/loop.hpp"
#include "traces/messages.hpp"

namespace paxoscope::traces {

namespace {

using model::Milestone;

/// Something that happened, and in which step.
struct Event {
  Milestone what;
  std::size_t step;  ///< counted from 1
  std::string process;
};

class Story {
 public:
  explicit Story(const Trace& trace) : trace_(trace), messages_(messages_of(trace)) {
    for (std::size_t i = 0; i < trace.steps.size(); ++i) {
      for (const Milestone& m : trace.steps[i].milestones)
        events_.push_back({m, i + 1, trace.steps[i].process});
    }
  }

  std::vector<std::string> tell() {
    std::vector<std::string> paragraphs;
    if (trace_.processes.empty()) return paragraphs;
    std::string course;
    const auto add = [&](const std::string& sentence) {
      if (!sentence.empty()) course += (course.empty() ? "" : " ") + sentence;
    };
    for (std::size_t step = 1; step <= trace_.steps.size(); ++step) {
      for (const Event& event : events_) {
        if (event.step == step) add(sentence_of(event));
      }
      if (!trace_.steps[step - 1].traffic.crashed.empty()) add(crash(step));
    }
    if (!course.empty()) paragraphs.push_back(std::move(course));
    const std::string conflict = conflict_of_quorums();
    if (!conflict.empty()) paragraphs.push_back(conflict);
    if (trace_.loop) paragraphs.push_back(going_on());
    return paragraphs;
  }

 private:
  [[nodiscard]] std::string ballot(std::int64_t number) const {
    return fmt::format("{} {}", trace_.vocabulary.ballot, number);
  }

  [[nodiscard]] std::string sentence_of(const Event& event) const {
    switch (event.what.kind) {
      case Milestone::Kind::kProposed:
        return proposal(event);
      case Milestone::Kind::kChosen:
        return choice(event);
      case Milestone::Kind::kLearned:
        return lesson(event);
      case Milestone::Kind::kVoted:
        break;
    }
    return {};
  }

  [[nodiscard]] std::string crash(std::size_t step) const {
    const Step& told = trace_.steps[step - 1];
    // What is told of one in the middle of a step begins with what it should have been.
    const bool is_whole = told.sentence.starts_with(told.traffic.crashed + " crashes");
    return is_whole ? fmt::format("In step {} {}.", step, told.sentence)
                    : fmt::format("In step {} {} crashes in the middle of what it does.", step,
                                  told.traffic.crashed);
  }

  /// ", after a crash in step 7": the last one of `process` between two steps, if there is one.
  [[nodiscard]] std::string after_crash(const std::string& process, std::size_t from, std::size_t to) const {
    for (std::size_t step = to; step-- > from;) {
      if (trace_.steps[step - 1].traffic.crashed == process)
        return fmt::format(", after a crash in step {}", step);
    }
    return {};
  }

  [[nodiscard]] std::string going_on() const {
    const std::size_t length = trace_.steps.size();
    const std::string end = fmt::format("After step {} the run is ", length);
    if (repeats_after(trace_))
      return fmt::format("{}{}; so {} again and again.", end, end_of_loop(trace_), repeated_steps(trace_));
    return length == 0 ? "Nothing can happen." : fmt::format("{}over: {}.", end, end_of_loop(trace_));
  }

  static std::string with_comma(const std::string& clause) { return clause.empty() ? clause : clause + ","; }

  /// The promises on which a proposal rests.
  [[nodiscard]] std::vector<const SentMessage*> promises_of(const Event& proposal) const {
    std::vector<const SentMessage*> promises;
    for (const std::size_t i : grounds_of(trace_, messages_, proposal.step - 1))
      promises.push_back(&messages_[i]);
    return promises;
  }

  /// What to say of a proposal that rests on no promise: `on_votes`, which names those whose votes count for promises of it, or `on_nothing`.
  [[nodiscard]] std::string in_place_of_promises(const Event& proposal, std::string_view on_votes,
                                                 std::string_view on_nothing) const {
    const std::vector<std::string>& voters = trace_.steps[proposal.step - 1].traffic.promisers;
    if (voters.empty()) return std::string(on_nothing);
    return fmt::format(fmt::runtime(on_votes), model::enumerate(voters));
  }

  /// ", of ballot 1": of which ballots promises are, if not all are of that in which is proposed.
  [[nodiscard]] std::string other_ballots(const std::vector<const SentMessage*>& promises,
                                          std::int64_t proposed_in) const {
    std::vector<std::int64_t> ballots;
    ballots.reserve(promises.size());
    for (const SentMessage* promise : promises) ballots.push_back(promise->message.ballot);
    std::sort(ballots.begin(), ballots.end());
    ballots.erase(std::unique(ballots.begin(), ballots.end()), ballots.end());
    if (ballots == std::vector{proposed_in}) return {};
    std::vector<std::string> texts;
    texts.reserve(ballots.size());
    for (const std::int64_t b : ballots) texts.push_back(ballot(b));
    return ", of " + model::enumerate(texts);
  }

  [[nodiscard]] std::string proposal(const Event& event) const {
    const Milestone& m = event.what;
    const std::string who =
        trace_.vocabulary.ballots_act
            ? fmt::format("{} proposes {}", ballot(m.ballot), m.value)
            : fmt::format("{} proposes {} in {}", event.process, m.value, ballot(m.ballot));
    const std::string at = fmt::format("In step {} {}", event.step, who);
    const std::vector<const SentMessage*> grounds = promises_of(event);
    if (grounds.empty()) {
      return at +
             in_place_of_promises(event, ", taking the votes of {} for promises.", ", without any promise.");
    }
    std::vector<std::string> acceptors;
    std::vector<std::size_t> given;
    const model::Message* highest = nullptr;
    std::vector<std::string> logs;
    for (const SentMessage* promise : grounds) {
      if (std::find(acceptors.begin(), acceptors.end(), promise->message.from) == acceptors.end())
        acceptors.push_back(promise->message.from);
      given.push_back(promise->sent + 1);
      const model::Message& message = promise->message;
      if (message.reported == 0) continue;
      if (message.reported == model::Message::kReportedInText) {
        const std::string log = message.text.substr(message.text.find(", ") + 2);
        if (std::find(logs.begin(), logs.end(), log) == logs.end()) logs.push_back(log);
        continue;
      }
      // Where rules let two of them differ it may go by either.
      const bool is_as_high =
          highest != nullptr && message.reported == highest->reported && message.value == m.value;
      if (highest == nullptr || message.reported > highest->reported || is_as_high) highest = &message;
    }
    std::sort(acceptors.begin(), acceptors.end());
    std::sort(given.begin(), given.end());
    given.erase(std::unique(given.begin(), given.end()), given.end());  // one step may give several
    std::string text =
        fmt::format("{}, having the promise{} of {} ({}{}), which report{} ", at,
                    grounds.size() == 1 ? "" : "s", model::enumerate(acceptors), model::steps(given),
                    other_ballots(grounds, m.ballot), grounds.size() == 1 ? "s" : "");
    if (!logs.empty()) return fmt::format("{}{}.", text, fmt::join(logs, ", and "));
    if (highest == nullptr) return text + "no vote.";
    text += fmt::format("as the highest vote one for {} in {}", highest->value, ballot(highest->reported));
    return text + (highest->value == m.value ? "." : ", which it does not go by.");
  }

  [[nodiscard]] std::vector<std::size_t> steps_of_votes(const Milestone& choice) const {
    std::vector<std::size_t> numbers;
    for (const std::string& voter : choice.voters) {
      if (const auto step = step_of_vote(voter, choice)) numbers.push_back(*step);
    }
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());  // likewise
    return numbers;
  }

  /// When `voter` voted for what `choice` is about.
  [[nodiscard]] std::optional<std::size_t> step_of_vote(const std::string& voter,
                                                        const Milestone& choice) const {
    for (const Event& event : events_) {
      const Milestone& m = event.what;
      if (m.kind == Milestone::Kind::kVoted && m.process == voter && m.ballot == choice.ballot &&
          m.value == choice.value)
        return event.step;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::string choice(const Event& event) const {
    const Milestone& m = event.what;
    return fmt::format("With the vote{} of {} ({}) {} is chosen in {}.", m.voters.size() == 1 ? "" : "s",
                       model::enumerate(m.voters), model::steps(steps_of_votes(m)), m.value,
                       ballot(m.ballot));
  }

  [[nodiscard]] std::string lesson(const Event& event) const {
    const Milestone& m = event.what;
    const bool is_chosen = std::any_of(events_.begin(), events_.end(), [&](const Event& other) {
      return other.what.kind == Milestone::Kind::kChosen && other.what.value == m.value &&
             other.step <= event.step;
    });
    return fmt::format("In step {} {} takes {} for chosen{}.", event.step, m.process, m.value,
                       is_chosen ? "" : ", which it is not");
  }

  /// A choice, and the first proposal of another value in a higher ballot; nothing if there is none.
  struct Conflict {
    const Event* choice;
    const Event* proposal;
  };
  [[nodiscard]] std::optional<Conflict> conflict() const {
    std::optional<Conflict> found;
    for (const Event& choice : events_) {
      if (choice.what.kind != Milestone::Kind::kChosen) continue;
      for (const Event& proposal : events_) {
        if (proposal.what.kind != Milestone::Kind::kProposed || proposal.what.ballot <= choice.what.ballot ||
            proposal.what.slot != choice.what.slot || proposal.what.value == choice.what.value)
          continue;
        const bool is_lower =
            !found || std::pair(choice.what.ballot, proposal.what.ballot) <
                          std::pair(found->choice->what.ballot, found->proposal->what.ballot);
        if (is_lower) found = Conflict{&choice, &proposal};
      }
    }
    return found;
  }

  /// Each acceptor that promised the higher ballot and voted in the lower should have told of its vote, or not have voted any more.
  [[nodiscard]] std::string conflict_of_quorums() const {
    const auto found = conflict();
    if (!found) return {};
    const Milestone& low = found->choice->what;
    const Milestone& high = found->proposal->what;
    std::string text;
    for (const SentMessage* promise : promises_of(*found->proposal)) {
      const std::string& acceptor = promise->message.from;
      const std::string promised = ballot(promise->message.ballot);
      const std::size_t given = promise->sent + 1;
      if (std::find(low.voters.begin(), low.voters.end(), acceptor) == low.voters.end()) continue;
      const auto voted = step_of_vote(acceptor, low);
      if (!voted) continue;
      if (!text.empty()) text += " ";
      if (given < *voted && promise->message.ballot <= low.ballot) {
        text +=
            fmt::format("{} voted in {} in step {}, of which its promise of {}, in step {}, could not tell.",
                        acceptor, ballot(low.ballot), *voted, promised, given);
      } else if (given < *voted) {
        text +=
            fmt::format("{} promised {} in step {} and yet voted in {} afterwards, in step {}{}.", acceptor,
                        promised, given, ballot(low.ballot), *voted, after_crash(acceptor, given, *voted));
      } else if (promise->message.reported < low.ballot) {
        text += fmt::format(
            "{} voted in {} in step {}, but when it promised {} in step {}{} it {}.", acceptor,
            ballot(low.ballot), *voted, promised, given, with_comma(after_crash(acceptor, *voted, given)),
            promise->message.reported == 0
                ? "told of no vote"
                : fmt::format("told of its vote in {} only", ballot(promise->message.reported)));
      } else if (promise->message.reported == low.ballot && promise->message.value != low.value) {
        text += fmt::format(
            "{} voted for {} in {} in step {}, but told of {} there when it promised {} in step {}.",
            acceptor, low.value, ballot(low.ballot), *voted, promise->message.value, promised, given);
      } else {
        text += fmt::format("{} voted in {} in step {}, and told of it when it promised {} in step {}.",
                            acceptor, ballot(low.ballot), *voted, promised, given);
      }
    }
    const std::string both = fmt::format("{} is proposed in {} although {} is chosen in {}", high.value,
                                         ballot(high.ballot), low.value, ballot(low.ballot));
    if (promises_of(*found->proposal).empty()) {
      return both + in_place_of_promises(*found->proposal,
                                         ": it rests on the votes of {} in place of promises.",
                                         ": it rests on no promise.");
    }
    if (text.empty()) {
      return fmt::format("{}: nobody whose promise it rests on voted for {} in {}.", both, low.value,
                         ballot(low.ballot));
    }
    return fmt::format("{}. {}", both, text);
  }

  const Trace& trace_;
  std::vector<Event> events_;
  std::vector<SentMessage> messages_;
};

}  // namespace

std::vector<std::string> story_of(const Trace& trace) { return Story(trace).tell(); }

}  // namespace paxoscope::traces
