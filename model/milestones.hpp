// What a step of a run brings about, in the words of the specification: votes, proposals, and what comes of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/history.hpp"
#include "model/log_history.hpp"

namespace paxoscope::model {

/// Something that has happened for the first time.
struct Milestone {
  enum class Kind : std::uint8_t {
    kProposed,  ///< `value` is proposed in `ballot`: "any value" where a fast ballot leaves it to acceptors
    kVoted,     ///< `process`, an acceptor, votes for `value` in `ballot`
    kChosen,    ///< `value` is chosen, in `ballot`, by the votes of `voters`
    kLearned,   ///< `process`, a learner, has learned `value`
  };

  Kind kind;
  std::string process;
  std::int64_t ballot = 0;  ///< counted from 1; 0 for kLearned
  std::string value;
  std::vector<std::string> voters;  ///< of kChosen
  std::int64_t slot = 0;            ///< of a log, counted from 1; 0 if there is none

  friend bool operator==(const Milestone&, const Milestone&) = default;
};

/// What has happened in `after` and had not in `before`, a state one step earlier: proposals, votes, choices, lessons; each by ballot and value.
/// That a value which is chosen is chosen once more, in another ballot, is one too.
std::vector<Milestone> milestones(const History& before, const History& after);
/// The same of a log: of each slot, lowest first, values being told with it, "v1 in slot 2"; then what learners have executed, each of them a
/// lesson.
std::vector<Milestone> milestones(const LogHistory& before, const LogHistory& after);

}  // namespace paxoscope::model
