// A property of the Paxos family: a question about the past of a state, or of the two states of a step.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/assumptions.hpp"
#include "model/history.hpp"
#include "model/log_history.hpp"

namespace paxoscope::invariants {

using model::AcceptorId;
using model::AcceptorSet;
using model::Assumption;
using model::AssumptionSet;
using model::Ballot;
using model::History;
using model::LearnerId;
using model::LogHistory;
using model::Slot;
using model::Value;
using model::ValueSet;

enum class Kind : std::uint8_t {
  kInvariant,  ///< must hold in every reachable state
  kStep,       ///< must hold in every reachable transition
  kWitness,    ///< must be reachable: some state must be as it says
  kLiveness,   ///< must hold of every run that counts
};

/// Sentences for a person, in order.
using Explanation = std::vector<std::string>;

/// Computed from the specification, never from a variant's rules: what counts as chosen is the same for every
/// variant.
struct Property {
  std::string_view name;
  std::string_view statement;
  std::string_view source;
  Kind kind;
  bool about_learners;       ///< says nothing where there are none
  bool about_reads = false;  ///< likewise, of reads
  bool sees_learners;        ///< looks at the votes heard
  bool sees_votes;           ///< looks at the votes cast
  bool about_proposals;      ///< looks at the proposals issued
  AssumptionSet keeps;       ///< which assumptions of reductions hold of it

  /// kInvariant: whether it holds in a state. kWitness: whether the state is one. Null for the others.
  bool (*holds_in)(const History& state);
  /// kStep: whether it holds of a transition, as a function of the votes cast and heard: it is not asked of
  /// steps that add none. Null otherwise.
  /// kLiveness: what a run has to do to count is for the model to say.
  bool (*holds_of)(const History& before, const History& after);
  /// Why it fails (or how it is witnessed) in `after`; `before` is the state one step earlier. Names the
  /// quorum, the ballots and the values. Must only be asked where the property does fail (or is witnessed).
  Explanation (*explain)(const History& before, const History& after);

  // Of a property of logs these are not null, and those above are.
  /// Whether it holds in a state.
  bool (*holds_in_log)(const LogHistory& state) = nullptr;
  /// Why it fails in a state; must only be asked where it does.
  Explanation (*explain_in_log)(const LogHistory& state) = nullptr;

  /// Whether it is about a log as a whole, and means nothing where one value is agreed on.
  [[nodiscard]] bool is_of_logs() const { return holds_in_log != nullptr; }
  /// Whether it can be asked of protocols that decide on a log: what learners make of one decree is not, as they execute the log.
  [[nodiscard]] bool is_asked_of_logs() const { return is_of_logs() || !about_learners; }
};

// What is asked of a past. A property of one decree holds in a log if it holds in every slot, and a witness is there if it is in some; its
// explanation says in which. Properties of logs are asked of logs only.
bool holds_in(const Property& property, const History& state);
bool holds_in(const Property& property, const LogHistory& state);
bool holds_of(const Property& property, const History& before, const History& after);
bool holds_of(const Property& property, const LogHistory& before, const LogHistory& after);
Explanation explain(const Property& property, const History& before, const History& after);
Explanation explain(const Property& property, const LogHistory& before, const LogHistory& after);

// Each in a file of its own.
extern const Property kAgreement;
extern const Property kP2b;
extern const Property kP2c;
extern const Property kOneValuePerBallot;
extern const Property kValidity;
extern const Property kLearnersAgree;
extern const Property kLearnedIsChosen;
extern const Property kStability;
extern const Property kValueChosen;
extern const Property kValueLearned;
extern const Property kTermination;
extern const Property kPrefixOrder;
extern const Property kNoGap;
extern const Property kAtMostOnce;
extern const Property kExecutedIsChosen;
extern const Property kLinearizableReads;

/// What properties of logs keep: they look at what is chosen and at what came of it.
inline constexpr AssumptionSet kKeptByPropertiesOfLogs{
    Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart, Assumption::kSeesOnlyThePast,
    Assumption::kSeesOnlyWhatIsChosen, Assumption::kSeesOnlyLaterProposals};

/// That `value` can be chosen: a question for comparing searches, not one of all_properties().
const Property& chosen_value(Value value);

/// Every property of states and steps of one decree, in the order in which they are reported.
const std::vector<const Property*>& all_properties();

/// The same of a log: those of one decree that can be asked of each slot, and those of logs.
const std::vector<const Property*>& properties_of_logs();

/// All of these, witnesses last, in an order that agrees with both; then those of runs, which are asked for by name only.
const std::vector<const Property*>& named_properties();

/// The property called `name`, or null.
const Property* find_property(std::string_view name);

}  // namespace paxoscope::invariants
