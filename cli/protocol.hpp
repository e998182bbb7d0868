// A protocol as the command line knows it: tables to list, and something to run.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checker/exploration.hpp"
#include "checker/limits.hpp"
#include "checker/outcome.hpp"
#include "cli/live_model.hpp"
#include "cli/request.hpp"
#include "cli/scenario.hpp"
#include "model/answers.hpp"
#include "model/catalogue.hpp"
#include "model/quorums.hpp"
#include "traces/trace.hpp"

namespace paxoscope::cli {

class CertifiedStates;

enum class PropertyOutcome : std::uint8_t {
  kHolds,
  kViolated,
  kReached,      ///< a witness
  kUnreachable,  ///< a witness, in a space visited whole
  kInconclusive,
};

struct PropertyResult {
  const invariants::Property* property = nullptr;
  PropertyOutcome outcome = PropertyOutcome::kInconclusive;
  std::optional<std::uint64_t> length;  ///< of the shortest run that shows it, where one was found
};

/// What came of a run of `check`, before anyone prints it.
struct CheckResult {
  checker::Outcome outcome = checker::Outcome::kInconclusive;
  checker::StopReason stop = checker::StopReason::kExhausted;
  std::vector<PropertyResult> properties;  ///< in the scenario's order
  checker::Statistics statistics;
  std::vector<std::uint64_t> levels;           ///< distinct states by depth
  std::vector<std::string_view> action_kinds;  ///< names for statistics.actions_taken
  std::vector<bool> is_kind_left_out;          ///< by kind: a reduction does without all actions of the kind
  /// One, chosen among the shortest runs to any violated property; or one for each, where several were asked for.
  std::vector<traces::Trace> counterexamples;
  std::vector<traces::Trace> witnesses;  ///< of the witnesses that were asked for by name
  bool shown_from_reduced = false;       ///< the runs shown were chosen among those that reductions leave in
  std::string why_not_shown;             ///< of a violation without a run: a sentence without its full stop
  std::chrono::duration<double> spent_before{};  ///< on the part of the search that a checkpoint spared
  /// Where a certificate was asked for and everything holds: what it certifies; or what came in between.
  std::shared_ptr<const CertifiedStates> certified;
  std::optional<checker::StopReason> why_not_certified;  ///< kInterrupted or kMemoryShort
  bool runs_are_missing = false;  ///< the exact search for what fingerprints had found reached a limit
};

/// Called now and then during a search, from the thread that searches.
using Progress = std::function<void(const checker::Statistics&)>;

/// A warning that every protocol has.
inline constexpr std::string_view kOnlyOneValue =
    "only one value can ever be proposed: no property about different values can fail here";

/// The usual network: any message may take any time.
inline constexpr std::string_view kAsynchronous = "asynchronous";

/// Why rules of what a crash leaves make no difference where there are none.
inline constexpr std::string_view kNothingCrashes = "nothing crashes";

/// Whether a parameter is not a budget of what comes after faults that never happen in `scenario`.
bool says_something(const Scenario& scenario, std::size_t parameter);

/// The settings of `scenario` by name for `other`, which takes its standard ones where `scenario` says nothing.
std::vector<int> settings_for(const Protocol& other, const Scenario& scenario);

/// Adds warnings of values that no proposer has, and of there being one only. `may_invent`: other values than the proposers' may come up.
void add_warnings_of_values(int values, int proposers, bool may_invent, std::vector<std::string>& warnings);

/// Quorums of some kinds of which a protocol counts on that, whichever they are, some acceptor is in all of them.
struct RequiredIntersection {
  struct Kind {
    std::string_view rule;  ///< that says which they are
    model::Quorums quorums;
  };
  std::vector<Kind> kinds;  ///< one may come twice
  std::string_view
      danger;  ///< if there is none; a format string that takes each: "a ballot that {} promised need not hear of …"
};

/// That of protocols in which a ballot is promised by quorums of one kind and chooses by quorums of another.
RequiredIntersection promises_meet_votes(const model::QuorumRule& promises, const model::QuorumRule& votes,
                                         int acceptors);

/// Why what is required of quorums is not so in `scenario`, a sentence without its full stop for each that is not; of all of them, or only of
/// those whose quorums the user chose one by one, and not by the name of a variant.
std::vector<std::string> broken_intersections(const Scenario& scenario, bool only_chosen);

/// Why `property` says nothing of `protocol`, whatever its bounds are, as a predicate: "is about logs, and synod has none"; empty if it may.
std::string why_meaningless(const invariants::Property& property, const Protocol& protocol);

/// Adds a warning for each of them.
void add_warnings_of_quorums(const Scenario& scenario, std::vector<std::string>& warnings);

/// What `Protocol::why_idle` says of a choice of quorums; nothing of others.
std::string why_quorum_is_idle(const model::Choice& choice, int acceptors);

/// "RULE=ALTERNATIVE has no effect: REASON"
std::string idle_text(const model::Choice& choice, std::string_view reason);

/// What `Protocol::problem_of` says where all rules with arguments are about quorums.
std::string problem_of_quorum(const model::Choice& choice, int acceptors);

class Protocol {
 public:
  Protocol() = default;
  Protocol(const Protocol&) = delete;
  Protocol& operator=(const Protocol&) = delete;
  virtual ~Protocol() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;
  /// What is known of the order in which messages arrive, and of the time that they take. Protocols of one name are the same but for that.
  [[nodiscard]] virtual std::string_view network() const { return kAsynchronous; }
  /// What may happen over an asynchronous network and not over this one: "messages that overtake others"; empty for that one.
  [[nodiscard]] virtual std::string_view leaves_out() const { return {}; }
  [[nodiscard]] virtual std::string_view meaning() const = 0;
  [[nodiscard]] virtual std::span<const model::Parameter> parameters() const = 0;
  [[nodiscard]] virtual std::span<const model::Rule> rules() const = 0;
  [[nodiscard]] virtual std::span<const model::Variant> variants() const = 0;

  /// In the order in which they are listed and applied; none by default.
  [[nodiscard]] virtual std::span<const model::Reduction> reductions() const { return {}; }
  /// Whether there is anything that `reduction` can leave out; by default there is.
  [[nodiscard]] virtual bool has_use_for(const model::Reduction& /*reduction*/,
                                         const Scenario& /*scenario*/) const {
    return true;
  }
  /// The names of other reductions, which come before it in the list, that must be at work for `reduction` to be sound; by default of none.
  [[nodiscard]] virtual std::vector<std::string_view> counts_on(const model::Reduction& /*reduction*/,
                                                                const Scenario& /*scenario*/) const {
    return {};
  }
  /// Every decision as it is taken in `scenario`.
  [[nodiscard]] std::vector<model::Choice> choices(const Scenario& scenario) const;

  /// Why some properties cannot fail in `scenario`, or why part of it has no effect; sentences without full
  /// stop.
  [[nodiscard]] virtual std::vector<std::string> warnings(const Scenario& scenario) const = 0;

  /// Why properties that say something cannot fail within the bounds of `scenario`, whatever the rules do about it: "all proposers have one
  /// and the same ballot"; empty if they may. A warning too.
  [[nodiscard]] virtual std::string why_little_can_fail(const Scenario& /*scenario*/) const { return {}; }

  /// Why `choice`, which is not as specified, makes no difference within the bounds of `scenario`, whatever the other rules say: "there are
  /// no learners"; empty if it may.
  [[nodiscard]] virtual std::string why_idle(const model::Choice& choice, const Scenario& scenario) const = 0;

  /// Why `choice` makes no sense in `scenario`, as a predicate: "wants 3 weights, not 2"; empty if it does.
  [[nodiscard]] virtual std::string problem_of(const model::Choice& choice,
                                               const Scenario& scenario) const = 0;

  /// Whether what befalls processes that crash is part of the space of `scenario`; by default if its budget of that name allows any.
  [[nodiscard]] virtual bool covers_crashes(const Scenario& scenario) const;

  /// Why `termination` cannot be asked in `scenario`: a sentence without its full stop; empty if it can.
  [[nodiscard]] virtual std::string why_no_termination(const Scenario& scenario) const;
  /// Of a protocol whose search may end with kNoRoom: what there was no room for.
  [[nodiscard]] virtual std::string why_no_room(const Scenario& /*scenario*/) const { return {}; }

  /// Why these bounds together are too many, where each is in range; a predicate: "do not fit …"; empty if they are not.
  [[nodiscard]] virtual std::string problem_of_bounds(const Scenario& /*scenario*/) const { return {}; }

  /// How many learners there are in `scenario`; by default as many as its parameter of that name says.
  [[nodiscard]] virtual int learners(const Scenario& scenario) const;

  /// Whether it decides on a log, and not on one value: then properties of logs are asked of it.
  [[nodiscard]] virtual bool has_log() const { return false; }
  /// The properties of states and steps that mean something for it, in their order, whether there are learners or not.
  [[nodiscard]] const std::vector<const invariants::Property*>& properties() const;

  /// What must be true of the quorums in `scenario`, whose rules make sense, so that the protocol is safe; by default nothing.
  [[nodiscard]] virtual std::vector<RequiredIntersection> required_intersections(
      const Scenario& /*scenario*/) const {
    return {};
  }

  /// What the rules can be asked about in `scenario`, whose file has not been read yet.
  [[nodiscard]] virtual model::Questions questions(const Scenario& scenario) const = 0;

  /// Explores the request's scenario. Throws SelfCheckError.
  [[nodiscard]] virtual CheckResult check(const CheckRequest& request, const checker::SearchOptions& options,
                                          const Progress& progress) const = 0;

  /// The model of `scenario`, to be walked through from one of its initial states, by its place among them.
  [[nodiscard]] virtual std::unique_ptr<LiveModel> open(const Scenario& scenario,
                                                        std::size_t initial_state) const = 0;
  /// From the first.
  [[nodiscard]] std::unique_ptr<LiveModel> open(const Scenario& scenario) const { return open(scenario, 0); }

  /// Takes the steps of `saved` in the model of `scenario`, and makes sure that it ends as it says. Throws
  /// traces::ReplayError.
  [[nodiscard]] virtual traces::Trace replay(const Scenario& scenario,
                                             const traces::SavedTrace& saved) const = 0;

 protected:
  /// Adds a warning for each changed rule that is idle.
  void add_warnings_of_idle_rules(const std::vector<model::Choice>& choices, const Scenario& scenario,
                                  std::vector<std::string>& warnings) const;
};

/// Every protocol, in the order of the list, over an asynchronous network.
std::span<const Protocol* const> protocols();

/// Every protocol over every network that it has.
std::span<const Protocol* const> protocols_by_network();

/// The networks of the protocol called `name`.
std::vector<std::string> networks_of(std::string_view name);

/// What its protocol is called, and over which network if that is not the usual one: "paxos --network synchronous".
std::string words_of(const Protocol& protocol);

/// Their names.
std::vector<std::string> protocol_names();

/// The protocol called `name`, or null.
const Protocol* find_protocol(std::string_view name);

/// The same over that network.
const Protocol* find_protocol(std::string_view name, std::string_view network);

/// The rule of `protocol` called `name`, or null.
const model::Rule* find_rule(const Protocol& protocol, std::string_view name);

const Protocol& paxos_protocol();
const Protocol& paxos_over_ordered_links_protocol();
const Protocol& paxos_in_rounds_protocol();
const Protocol& paxos_in_late_rounds_protocol();

/// A scenario of `paxos` in a synchronous network without faults, with proposers without patience: each run of it is one of the
/// asynchronous network, in which every message arrives.
Scenario at_its_smoothest(const Scenario& scenario);

const Protocol& synod_protocol();
const Protocol& sketch_protocol();
const Protocol& last_voting_protocol();
const Protocol& fast_paxos_protocol();
const Protocol& multi_paxos_protocol();

}  // namespace paxoscope::cli
