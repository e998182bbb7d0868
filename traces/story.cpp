#include "traces/story.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "model/phrases.hpp"
#include "traces/messages.hpp"

namespace paxoscope::traces {

namespace {

using model::Milestone;

/// A promise that was given, and when whoever asked for it heard of it. Steps count from 1.
struct Promise {
  model::Message message;
  std::size_t given;
  std::optional<std::size_t> heard;
};

/// Something that happened, and in which step.
struct Event {
  Milestone what;
  std::size_t step;  ///< counted from 1
  std::string process;
};

class Story {
 public:
  explicit Story(const Trace& trace) : trace_(trace) {
    for (std::size_t i = 0; i < trace.steps.size(); ++i) {
      for (const Milestone& m : trace.steps[i].milestones)
        events_.push_back({m, i + 1, trace.steps[i].process});
    }
    for (const SentMessage& m : messages_of(trace)) {
      if (m.message.kind != model::Message::Kind::kPromise) continue;
      promises_.push_back({m.message, m.sent + 1, {}});
      if (!m.receipts.empty()) promises_.back().heard = m.receipts.front().step + 1;
    }
  }

  std::vector<std::string> tell() {
    std::vector<std::string> paragraphs;
    if (trace_.processes.empty()) return paragraphs;
    std::string course;
    for (const Event& event : events_) {
      const std::string sentence = sentence_of(event);
      if (!sentence.empty()) course += (course.empty() ? "" : " ") + sentence;
    }
    if (!course.empty()) paragraphs.push_back(std::move(course));
    const std::string conflict = conflict_of_quorums();
    if (!conflict.empty()) paragraphs.push_back(conflict);
    return paragraphs;
  }

 private:
  [[nodiscard]] std::string ballot(std::int64_t number) const {
    return fmt::format("{} {}", trace_.vocabulary.ballot, number);
  }

  static std::string steps(const std::vector<std::size_t>& numbers) {
    std::vector<std::string> texts;
    texts.reserve(numbers.size());
    for (const std::size_t number : numbers) texts.push_back(std::to_string(number));
    return fmt::format("step{} {}", texts.size() == 1 ? "" : "s", model::enumerate(texts));
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

  /// The promises of the ballot of a proposal that whoever proposes has heard of.
  [[nodiscard]] std::vector<const Promise*> grounds_of(const Event& proposal) const {
    std::vector<const Promise*> grounds;
    for (const Promise& promise : promises_) {
      const bool is_for_it =
          promise.message.ballot == proposal.what.ballot && promise.message.to == proposal.process;
      if (is_for_it && promise.heard && *promise.heard <= proposal.step) grounds.push_back(&promise);
    }
    return grounds;
  }

  [[nodiscard]] std::string proposal(const Event& event) const {
    const Milestone& m = event.what;
    const std::string who =
        trace_.vocabulary.ballots_act
            ? fmt::format("{} proposes {}", ballot(m.ballot), m.value)
            : fmt::format("{} proposes {} in {}", event.process, m.value, ballot(m.ballot));
    const std::string at = fmt::format("In step {} {}", event.step, who);
    const std::vector<const Promise*> grounds = grounds_of(event);
    if (grounds.empty()) return at + ", without any promise.";
    std::vector<std::string> acceptors;
    std::vector<std::size_t> given;
    const model::Message* highest = nullptr;
    for (const Promise* promise : grounds) {
      if (std::find(acceptors.begin(), acceptors.end(), promise->message.from) == acceptors.end())
        acceptors.push_back(promise->message.from);
      given.push_back(promise->given);
      const model::Message& message = promise->message;
      if (message.reported > 0 && (highest == nullptr || message.reported > highest->reported))
        highest = &message;
    }
    std::sort(acceptors.begin(), acceptors.end());
    std::sort(given.begin(), given.end());
    std::string text =
        fmt::format("{}, having the promise{} of {} ({}), which report{} ", at, given.size() == 1 ? "" : "s",
                    model::enumerate(acceptors), steps(given), given.size() == 1 ? "s" : "");
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
                       model::enumerate(m.voters), steps(steps_of_votes(m)), m.value, ballot(m.ballot));
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
            proposal.what.value == choice.what.value)
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
    for (const Promise* promise : grounds_of(*found->proposal)) {
      const std::string& acceptor = promise->message.from;
      if (std::find(low.voters.begin(), low.voters.end(), acceptor) == low.voters.end()) continue;
      const auto voted = step_of_vote(acceptor, low);
      if (!voted) continue;
      if (!text.empty()) text += " ";
      if (promise->given < *voted) {
        text += fmt::format("{} promised {} in step {} and yet voted in {} afterwards, in step {}.", acceptor,
                            ballot(high.ballot), promise->given, ballot(low.ballot), *voted);
      } else if (promise->message.reported < low.ballot) {
        text += fmt::format("{} voted in {} in step {}, but when it promised {} in step {} it {}.", acceptor,
                            ballot(low.ballot), *voted, ballot(high.ballot), promise->given,
                            promise->message.reported == 0 ? "told of no vote"
                                                           : fmt::format("told of its vote in {} only",
                                                                         ballot(promise->message.reported)));
      } else {
        text += fmt::format("{} voted in {} in step {}, and told of it when it promised {} in step {}.",
                            acceptor, ballot(low.ballot), *voted, ballot(high.ballot), promise->given);
      }
    }
    const std::string both = fmt::format("{} is proposed in {} although {} is chosen in {}", high.value,
                                         ballot(high.ballot), low.value, ballot(low.ballot));
    if (text.empty()) {
      return fmt::format("{}: nobody whose promise it rests on voted for {} in {}.", both, low.value,
                         ballot(low.ballot));
    }
    return fmt::format("{}. {}", both, text);
  }

  const Trace& trace_;
  std::vector<Event> events_;
  std::vector<Promise> promises_;
};

}  // namespace

std::vector<std::string> story_of(const Trace& trace) { return Story(trace).tell(); }

}  // namespace paxoscope::traces
