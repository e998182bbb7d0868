// Two-phase commit as a model: resource managers that prepare, and a transaction manager that decides.
//
// Source: L. Lamport, TwoPhase.tla (in tlaplus/Examples), after J. Gray and L. Lamport, "Consensus on Transaction Commit" (2006). The
// actions and variables have their names from there. Messages are never taken back, so a set of them is enough.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <paxoscope/checker/model.hpp>
#include <paxoscope/checker/property.hpp>
#include <paxoscope/model/narration.hpp>
#include <span>
#include <string>
#include <vector>

namespace example {

inline constexpr std::size_t kManagers = 3;  // the resource managers

enum class RmState : std::uint8_t { kWorking, kPrepared, kCommitted, kAborted };
enum class TmState : std::uint8_t { kInit, kCommitted, kAborted };

/// Sets of resource managers are bits.
struct State {
  std::array<RmState, kManagers> rm{};
  TmState tm{};
  std::uint8_t tm_prepared = 0;    ///< from whom the transaction manager has heard
  std::uint8_t sent_prepared = 0;  ///< who has told it
  bool sent_commit = false;
  bool sent_abort = false;

  friend bool operator==(const State&, const State&) = default;
};

enum class Step : std::uint8_t {
  kTmCommit,
  kTmAbort,
  kTmReceivePrepared,
  kRmPrepare,
  kRmChooseToAbort,
  kRmReceiveCommit,
  kRmReceiveAbort,
};

struct Action {
  Step step{};
  std::uint8_t manager = 0;  ///< of the transaction manager's own steps 0

  friend auto operator<=>(const Action&, const Action&) = default;
};

class TwoPhaseCommit {
 public:
  using State = example::State;
  using Action = example::Action;

  /// `is_impatient`: a resource manager that has said that it is prepared may still abort on its own.
  explicit TwoPhaseCommit(bool is_impatient) : is_impatient_(is_impatient) {}

  // Where it starts, what can happen (in the order of the actions), and what happens then.
  static std::vector<State> initial_states() { return {State{}}; }

  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const {
    constexpr unsigned kAll = (1U << kManagers) - 1;
    if (state.tm == TmState::kInit && state.tm_prepared == kAll) visit(Action{Step::kTmCommit});
    if (state.tm == TmState::kInit) visit(Action{Step::kTmAbort});
    for_each_manager(Step::kTmReceivePrepared, visit, [&](std::size_t m) {
      return state.tm == TmState::kInit && contains(state.sent_prepared, m) &&
             !contains(state.tm_prepared, m);
    });
    for_each_manager(Step::kRmPrepare, visit,
                     [&](std::size_t m) { return state.rm[m] == RmState::kWorking; });
    for_each_manager(Step::kRmChooseToAbort, visit, [&](std::size_t m) {
      return state.rm[m] == RmState::kWorking || (is_impatient_ && state.rm[m] == RmState::kPrepared);
    });
    for_each_manager(Step::kRmReceiveCommit, visit,
                     [&](std::size_t m) { return state.sent_commit && state.rm[m] != RmState::kCommitted; });
    for_each_manager(Step::kRmReceiveAbort, visit,
                     [&](std::size_t m) { return state.sent_abort && state.rm[m] != RmState::kAborted; });
  }

  [[nodiscard]] static State apply(const State& before, const Action& action) {
    State after = before;
    const auto bit = static_cast<std::uint8_t>(1U << action.manager);
    switch (action.step) {
      case Step::kTmCommit:
        after.tm = TmState::kCommitted;
        after.sent_commit = true;
        break;
      case Step::kTmAbort:
        after.tm = TmState::kAborted;
        after.sent_abort = true;
        break;
      case Step::kTmReceivePrepared:
        after.tm_prepared = static_cast<std::uint8_t>(after.tm_prepared | bit);
        break;
      case Step::kRmPrepare:
        after.rm[action.manager] = RmState::kPrepared;
        after.sent_prepared = static_cast<std::uint8_t>(after.sent_prepared | bit);
        break;
      case Step::kRmReceiveCommit:
        after.rm[action.manager] = RmState::kCommitted;
        break;
      case Step::kRmChooseToAbort:
      case Step::kRmReceiveAbort:
        after.rm[action.manager] = RmState::kAborted;
        break;
    }
    return after;
  }

  // How a state is stored.
  static std::size_t encoded_bytes() { return kManagers + 5; }
  static void encode(const State& state, std::span<std::byte> out) {
    std::size_t i = 0;
    const auto put = [&](auto number) { out[i++] = static_cast<std::byte>(number); };
    for (const RmState rm : state.rm) put(rm);
    put(state.tm);
    put(state.tm_prepared);
    put(state.sent_prepared);
    put(state.sent_commit);
    put(state.sent_abort);
  }
  static State decode(std::span<const std::byte> in) {
    State state;
    std::size_t i = 0;
    const auto get = [&] { return static_cast<std::uint8_t>(in[i++]); };
    for (RmState& rm : state.rm) rm = static_cast<RmState>(get());
    state.tm = static_cast<TmState>(get());
    state.tm_prepared = get();
    state.sent_prepared = get();
    state.sent_commit = get() != 0;
    state.sent_abort = get() != 0;
    return state;
  }

  // How steps are counted, and whose they are: the transaction manager's, or a resource manager's.
  static std::size_t action_kinds() { return 7; }
  static std::size_t action_kind(const Action& action) { return static_cast<std::size_t>(action.step); }
  static std::size_t actors() { return 1 + kManagers; }
  static std::size_t actor(const Action& action) {
    return action.step <= Step::kTmReceivePrepared ? 0 : 1 + std::size_t{action.manager};
  }

 private:
  static bool contains(std::uint8_t set, std::size_t manager) { return (set >> manager & 1U) != 0; }

  template <typename Visit, typename IsEnabled>
  static void for_each_manager(Step step, Visit& visit, const IsEnabled& is_enabled) {
    for (std::size_t m = 0; m < kManagers; ++m) {
      if (is_enabled(m)) visit(Action{step, static_cast<std::uint8_t>(m)});
    }
  }

  bool is_impatient_;
};
static_assert(paxoscope::checker::Model<TwoPhaseCommit>);

/// Nobody commits where somebody aborts; and it must be possible that everyone commits.
class Properties {
 public:
  static constexpr paxoscope::checker::PropertyMask kConsistency = 1;
  static constexpr paxoscope::checker::PropertyMask kEveryoneCommits = 2;

  static std::size_t size() { return 2; }
  static paxoscope::checker::PropertyMask witnesses() { return kEveryoneCommits; }
  static paxoscope::checker::PropertyMask noticed_in(const State& state) {
    std::size_t committed = 0;
    std::size_t aborted = 0;
    for (const RmState rm : state.rm) {
      committed += rm == RmState::kCommitted ? 1 : 0;
      aborted += rm == RmState::kAborted ? 1 : 0;
    }
    return (committed > 0 && aborted > 0 ? kConsistency : 0) |
           (committed == kManagers ? kEveryoneCommits : 0);
  }
  static paxoscope::checker::PropertyMask noticed_by(const State& /*before*/, const State& /*after*/) {
    return 0;
  }
};

/// What a run is told in.
class Words {
 public:
  static std::vector<std::string> legend() {
    return {"tm: the transaction manager", "rm1, rm2 and rm3: the resource managers"};
  }
  static std::string process(const Action& action) {
    return action.step <= Step::kTmReceivePrepared ? "tm" : name(action.manager);
  }
  static paxoscope::model::Record record(const Action& action) {
    static constexpr std::array kTypes{"tm-commit",       "tm-abort",           "tm-receive-prepared",
                                       "rm-prepare",      "rm-choose-to-abort", "rm-receive-commit",
                                       "rm-receive-abort"};
    paxoscope::model::Record record{{"type", std::string(kTypes.at(static_cast<std::size_t>(action.step)))}};
    if (action.step >= Step::kTmReceivePrepared) record.push_back({"manager", name(action.manager)});
    return record;
  }
  static std::string sentence(const State& /*before*/, const Action& action) {
    switch (action.step) {
      case Step::kTmCommit:
        return "tm commits, as it knows that all are prepared, and tells them";
      case Step::kTmAbort:
        return "tm aborts, and tells all";
      case Step::kTmReceivePrepared:
        return "tm hears that " + name(action.manager) + " is prepared";
      case Step::kRmPrepare:
        return name(action.manager) + " is prepared to commit, and tells tm";
      case Step::kRmChooseToAbort:
        return name(action.manager) + " aborts on its own";
      case Step::kRmReceiveCommit:
        return name(action.manager) + " hears that it is to commit, and does";
      case Step::kRmReceiveAbort:
        return name(action.manager) + " hears that it is to abort, and does";
    }
    return {};
  }
  static std::vector<paxoscope::model::Attribute> attributes(const State& state) {
    static constexpr std::array kRm{"working", "prepared", "committed", "aborted"};
    static constexpr std::array kTm{"undecided", "committed", "aborted"};
    std::vector<paxoscope::model::Attribute> attributes{
        {"tm", "state", kTm.at(static_cast<std::size_t>(state.tm))}};
    for (std::size_t m = 0; m < kManagers; ++m) {
      attributes.push_back({name(m), "state", kRm.at(static_cast<std::size_t>(state.rm[m]))});
    }
    return attributes;
  }
  static std::vector<std::string> notes(const State& /*before*/, const State& /*after*/) { return {}; }

 private:
  static std::string name(std::size_t manager) { return "rm" + std::to_string(manager + 1); }
};

}  // namespace example
