// How a protocol tells a run: the form of it. The words live with each protocol.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/term.hpp"

namespace paxoscope::model {

/// A name and what it stands for, as it goes into a file.
struct Field {
  using Value = std::variant<std::int64_t, std::string, std::vector<std::string>>;

  std::string name;
  Value value;

  friend bool operator==(const Field&, const Field&) = default;
};

using Record = std::vector<Field>;

/// Who takes part in a run: "a1", one of the acceptors.
struct Process {
  std::string name;
  std::string role;  ///< "acceptor"

  friend bool operator==(const Process&, const Process&) = default;
};

/// Something that is so of a process in a state: "a1", "promised", "ballot 2".
struct Attribute {
  std::string process;
  std::string field;
  std::string value;

  friend bool operator==(const Attribute&, const Attribute&) = default;
};

/// Something about a process that a step changed.
struct Change {
  std::string process;
  std::string field;
  std::string before;
  std::string after;

  friend bool operator==(const Change&, const Change&) = default;
};

/// What differs between two states, by the attributes of each: of the same processes and fields in the same order.
std::vector<Change> changes_between(const std::vector<Attribute>& before,
                                    const std::vector<Attribute>& after);

/// A variable of the specification, and its value in a state.
struct Variable {
  std::string name;
  Term value;

  friend bool operator==(const Variable&, const Variable&) = default;
};

/// A message, or what a call says. Messages that are equal are the same to whoever receives them.
struct Message {
  enum class Kind : std::uint8_t {
    kPrepare,   ///< asks for a promise
    kPromise,   ///< answers that
    kAccept,    ///< asks for a vote
    kVote,      ///< tells of one, or answers that
    kRefusal,   ///< answers that what is asked for is not done
    kQuestion,  ///< asks for something else
    kOther,
  };

  Kind kind = Kind::kOther;
  std::string from;
  std::string to;           ///< empty if it is for whoever acts on it
  std::int64_t ballot = 0;  ///< counted from 1; 0 if it is about none
  std::string
      value;  ///< that is asked or voted for, or that of the vote which a promise reports; empty if there is none
  /// Of a promise: the ballot of the vote that it reports; 0 if it reports none. Of one that reports a log: `text` says what, behind a comma.
  std::int64_t reported = 0;
  static constexpr std::int64_t kReportedInText = -1;
  std::string text;  ///< all that it says, in a few words: "promise 2, voted v1 in 1"

  friend auto operator<=>(const Message&, const Message&) = default;
};

/// What a protocol calls what the family has in common.
struct Vocabulary {
  std::string ballot = "ballot";  ///< in which promises and votes are given: "number"
  bool ballots_act = false;       ///< there are no proposers: it is a ballot that asks and proposes
};

/// What a step does with messages, and whom it stops or starts again.
struct Traffic {
  std::vector<Message> received;  ///< and gone
  std::vector<Message> read;      ///< received, and still there for another time
  std::vector<Message> lost;
  std::vector<Message> sent;    ///< may be received, read or lost in the same step: a call that returns
  bool counts_promise = false;  ///< a promise that is received or read is one that a proposal may rest on
  std::vector<std::string>
      promisers;  ///< of a step that proposes: the acceptors on whose promises that rests
  std::string
      in_short;  ///< of a step with many messages: what happens, in a few words; empty if that follows from them
  std::string
      crashed;  ///< the process that crashes in it, after it did what else the step does; empty if none does
  std::string recovered;  ///< that starts again, after that
};

}  // namespace paxoscope::model
