// Protects: the engine on somebody else's Multi-Paxos: it counts the states, transitions and levels that TLC is published to count, and finds what
// that specification's README says goes wrong when it is changed.
//
// The model is written after what G. Hu's MultiPaxos (in tlaplus/Examples, specifications/MultiPaxos-SMR) says; docs/multi_paxos.md tells
// how it differs from the protocol multi-paxos. Its manifest has 343,796 distinct states, 736,012 in total and a depth of 28 for three
// replicas that are alike, one write and one read.
#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/model.hpp"
#include "checker/orbits.hpp"
#include "checker/property.hpp"
#include "tests/sanitized.hpp"

namespace paxoscope::tests {
namespace {

constexpr std::size_t kReplicas = 3;
constexpr std::size_t kSlots = 2;  // one for each command
constexpr std::size_t kBallotsMax = 3;
constexpr std::size_t kMajority = 2;
constexpr std::size_t kEventsMax = 6;  // each command is asked for, and acknowledged with one of two values

using Byte = std::uint8_t;

/// A command, and also what the key holds: nothing, or what the write wrote.
enum class Command : Byte { kNone, kWrite, kRead };
/// One more than the index of a replica, or 0 for none.
using Name = Byte;
/// One more than the index of a ballot, or 0 for none.
using Ballot = Byte;

constexpr std::array kCommands{Command::kWrite, Command::kRead};
constexpr Byte bit(Command c) { return static_cast<Byte>(1U << static_cast<unsigned>(c)); }
constexpr Byte kAllCommands = bit(Command::kWrite) | bit(Command::kRead);

struct Vote {
  Ballot ballot = 0;
  Command command = Command::kNone;
  friend bool operator==(const Vote&, const Vote&) = default;
};
using Votes = std::array<Vote, kSlots>;

enum class Status : Byte { kEmpty, kPreparing, kAccepting, kCommitted };

struct Instance {
  Status status = Status::kEmpty;
  Command command = Command::kNone;
  Vote voted;
  friend bool operator==(const Instance&, const Instance&) = default;
};

struct Replica {
  Name leader = 0;
  Command value = Command::kNone;  ///< of the key
  Byte committed = 0;              ///< so many of the lowest slots
  Ballot prepared = 0;
  Ballot known = 0;  ///< the highest ballot
  Byte is_done = 0;
  std::array<Instance, kSlots> instances;
  friend bool operator==(const Replica&, const Replica&) = default;
};

struct Reply {
  Byte is_sent = 0;
  Votes votes;
  friend bool operator==(const Reply&, const Reply&) = default;
};
struct Accept {
  Name source = 0;
  Command command = Command::kNone;
  friend bool operator==(const Accept&, const Accept&) = default;
};
/// What clients see. `value` is that of an acknowledgement.
struct Event {
  Command command = Command::kNone;
  Byte is_acknowledgement = 0;
  Command value = Command::kNone;
  friend bool operator==(const Event&, const Event&) = default;
};

/// Made of bytes without padding. The set of messages is kept by what they are about; `State::send` makes sure that no two
/// different ones have the same place, so that nothing is lost by that.
struct State {
  Byte pending = kAllCommands;
  Byte notices = 0;  ///< the commit notices: bit s for the slots up to s
  std::array<Event, kEventsMax> observed;
  std::array<Name, kBallotsMax> prepares;                         ///< who asks for promises of each ballot
  std::array<std::array<Accept, kSlots>, kBallotsMax> accepts;    ///< by ballot and slot
  std::array<std::array<Reply, kReplicas>, kBallotsMax> replies;  ///< to the prepare message of each ballot
  std::array<std::array<std::array<Byte, kReplicas>, kSlots>, kBallotsMax> accepted;  ///< the accept replies
  std::array<Replica, kReplicas> replicas;

  State() : prepares{}, accepted{} {}
  friend bool operator==(const State&, const State&) = default;

  template <typename Message>
  static void send(Message& place, const Message& message) {
    if (place != Message{} && place != message) throw std::logic_error("two messages in one place");
    place = message;
  }
  void observe(const Event& event) {
    for (Event& seen : observed) {
      if (seen == event) return;
      if (seen.command != Command::kNone) continue;
      seen = event;
      return;
    }
    throw std::logic_error("more events than there are");
  }
  [[nodiscard]] bool is_terminated() const {
    Byte asked = 0;
    Byte acknowledged = 0;
    for (const Event& event : observed) {
      (event.is_acknowledgement != 0 ? acknowledged : asked) |= bit(event.command);
    }
    return pending == 0 && (asked & kAllCommands) == kAllCommands &&
           (acknowledged & kAllCommands) == kAllCommands;
  }
};
static_assert(std::has_unique_object_representations_v<State> && std::is_trivially_copyable_v<State>);

constexpr std::array<std::array<std::size_t, kReplicas>, 6> kRenamings{
    {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}};

/// The state in which replica r is called `names[r]`.
State renamed(const State& state, const std::array<std::size_t, kReplicas>& names) {
  State after = state;
  const auto rename = [&](Name& name) {
    if (name != 0) name = static_cast<Name>(names.at(name - 1U) + 1);
  };
  for (Name& source : after.prepares) rename(source);
  for (auto& accepts : after.accepts) {
    for (Accept& accept : accepts) rename(accept.source);
  }
  for (std::size_t r = 0; r < kReplicas; ++r) {
    after.replicas[names[r]] = state.replicas[r];
    rename(after.replicas[names[r]].leader);
    for (std::size_t b = 0; b < kBallotsMax; ++b) {
      after.replies[b][names[r]] = state.replies[b][r];
      for (std::size_t s = 0; s < kSlots; ++s) after.accepted[b][s][names[r]] = state.accepted[b][s][r];
    }
  }
  return after;
}

/// What is searched, and how the model departs from the specification: by default in nothing.
struct Options {
  std::size_t ballots = 2;
  bool takes_alike = true;                ///< replicas
  std::size_t accept_quorum = kMajority;  ///< so many replies commit a slot
  bool replies_to_accepts = true;
  bool accepts_reset =
      false;  ///< an accept message of a higher ballot resets other slots as a prepare message does
};

class MultiPaxosSmr {
 public:
  using State = tests::State;
  enum class Kind : Byte {
    kBecomeLeader,
    kHandlePrepare,
    kHandlePrepareReplies,
    kTakeRequest,
    kHandleAccept,
    kHandleAcceptReplies,
    kHandleCommitNotice,
    kBeDone,
    kStutter,  ///< for ever, once all are done
    kCount
  };
  struct Action {
    Byte replica = 0;
    Kind kind = Kind::kStutter;
    Ballot ballot = 0;  ///< of the message that is handled, or that is begun
    Byte slot = 0;      ///< of the message, or a slot that is empty
    friend auto operator<=>(const Action&, const Action&) = default;
  };

  explicit MultiPaxosSmr(const Options& options) : options_(options) {}

  [[nodiscard]] static std::vector<State> initial_states() { return {State()}; }

  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const {
    const bool is_terminated = state.is_terminated();
    for (Byte r = 0; r < kReplicas; ++r) {
      if (state.replicas[r].is_done != 0) continue;
      if (is_terminated) {
        visit(Action{r, Kind::kBeDone});
      } else {
        for_each_enabled_of(state, r, visit);
      }
    }
    const bool are_done = std::all_of(state.replicas.begin(), state.replicas.end(),
                                      [](const Replica& replica) { return replica.is_done != 0; });
    if (are_done) visit(Action{});
  }

  [[nodiscard]] State apply(const State& before, const Action& action) const {
    State after = before;
    Replica& self = after.replicas.at(action.replica);
    switch (action.kind) {
      case Kind::kBecomeLeader:
        State::send(after.prepares.at(action.ballot - 1U), name(action.replica));
        self.prepared = 0;
        join(after, action, name(action.replica));
        break;
      case Kind::kHandlePrepare:
        join(after, action, before.prepares.at(action.ballot - 1U));
        break;
      case Kind::kHandlePrepareReplies:
        prepare(after, action.replica);
        break;
      case Kind::kTakeRequest:
        take_request(after, action.replica);
        break;
      case Kind::kHandleAccept:
        accept(after, action);
        break;
      case Kind::kHandleAcceptReplies: {
        const Event event{self.instances.at(self.committed).command, 1, self.value};
        commit_next(self);
        after.observe(event);
        after.pending &= static_cast<Byte>(~bit(event.command));
        after.notices |= static_cast<Byte>(1U << self.committed);
        break;
      }
      case Kind::kHandleCommitNotice:
        commit_next(self);
        break;
      case Kind::kBeDone:
        self.is_done = 1;
        break;
      case Kind::kStutter:
      case Kind::kCount:
        break;
    }
    return after;
  }

  [[nodiscard]] static std::size_t encoded_bytes() { return sizeof(State); }
  /// Of the least of the states that differ in the names of replicas only, if these are taken for alike.
  void encode(const State& state, std::span<std::byte> out) const {
    State least = state;
    if (options_.takes_alike) {
      for (const auto& names : kRenamings) {
        const State other = renamed(state, names);
        if (std::memcmp(&other, &least, sizeof least) < 0) least = other;
      }
    }
    std::memcpy(out.data(), &least, sizeof least);
  }
  [[nodiscard]] static State decode(std::span<const std::byte> in) {
    State state;
    std::memcpy(&state, in.data(), sizeof state);
    return state;
  }
  [[nodiscard]] std::uint64_t orbit_size(std::span<const std::byte> encoding) const {
    if (!options_.takes_alike) return 1;
    const State state = decode(encoding);
    // As many as there are renamings, divided by those that change nothing.
    const auto same = std::count_if(kRenamings.begin(), kRenamings.end(),
                                    [&](const auto& names) { return renamed(state, names) == state; });
    return kRenamings.size() / static_cast<std::uint64_t>(same);
  }

  [[nodiscard]] static std::size_t action_kinds() { return static_cast<std::size_t>(Kind::kCount); }
  [[nodiscard]] static std::size_t action_kind(const Action& action) {
    return static_cast<std::size_t>(action.kind);
  }
  // A replica is not called the same in what is stored, and nothing here asks who takes a step.
  [[nodiscard]] static std::size_t actors() { return 1; }
  [[nodiscard]] static std::size_t actor(const Action& /*action*/) { return 0; }

 private:
  static Name name(Byte r) { return static_cast<Name>(r + 1); }

  /// Whether replica r leads a ballot that it has prepared.
  static bool leads(const State& state, Byte r) {
    const Replica& self = state.replicas.at(r);
    return self.leader == name(r) && self.prepared == self.known;
  }
  static bool waits_for_commit(const Replica& self) {
    return self.committed < kSlots && self.instances.at(self.committed).status == Status::kAccepting;
  }
  static std::size_t replies_to_prepare(const State& state, Ballot b) {
    const auto& replies = state.replies.at(b - 1U);
    return static_cast<std::size_t>(
        std::count_if(replies.begin(), replies.end(), [](const Reply& reply) { return reply.is_sent != 0; }));
  }
  static std::size_t replies_to_accept(const State& state, Ballot b, Byte s) {
    const auto& replies = state.accepted.at(b - 1U).at(s);
    return static_cast<std::size_t>(std::count(replies.begin(), replies.end(), Byte{1}));
  }
  /// The first command that is pending and not in the log of `self`: writes come before reads.
  static Command unseen(const State& state, const Replica& self) {
    for (const Command c : kCommands) {
      const bool is_seen = std::any_of(self.instances.begin(), self.instances.end(),
                                       [&](const Instance& instance) { return instance.command == c; });
      if ((state.pending & bit(c)) != 0 && !is_seen) return c;
    }
    return Command::kNone;
  }
  static std::size_t first_empty(const Replica& self) {
    const auto is_empty = [](const Instance& instance) { return instance.status == Status::kEmpty; };
    return static_cast<std::size_t>(std::find_if(self.instances.begin(), self.instances.end(), is_empty) -
                                    self.instances.begin());
  }

  template <typename Visit>
  void for_each_enabled_of(const State& state, Byte r, Visit&& visit) const {
    const Replica& self = state.replicas.at(r);
    for (Ballot b = 1; b <= options_.ballots; ++b) {
      const bool is_begun = state.prepares.at(b - 1U) != 0;
      if (self.leader != name(r) && b > self.known && !is_begun) visit(Action{r, Kind::kBecomeLeader, b});
    }
    for (Ballot b = 1; b <= options_.ballots; ++b) {
      const bool is_begun = state.prepares.at(b - 1U) != 0;
      if (is_begun && b > self.known) visit(Action{r, Kind::kHandlePrepare, b});
    }
    if (self.leader == name(r) && self.prepared == 0 && replies_to_prepare(state, self.known) >= kMajority)
      visit(Action{r, Kind::kHandlePrepareReplies});
    // Some slot must be empty. TLC takes such a step once for each slot that is, to the same state; the figures include that.
    for (Byte s = 0; s < kSlots; ++s) {
      const bool is_empty = self.instances.at(s).status == Status::kEmpty;
      if (is_empty && leads(state, r) && unseen(state, self) != Command::kNone)
        visit(Action{r, Kind::kTakeRequest, 0, s});
    }
    for (Ballot b = std::max<Ballot>(self.known, 1); b <= options_.ballots; ++b) {
      for (Byte s = 0; s < kSlots; ++s) {
        const bool is_sent = state.accepts.at(b - 1U).at(s).source != 0;
        if (is_sent && b > self.instances.at(s).voted.ballot) visit(Action{r, Kind::kHandleAccept, b, s});
      }
    }
    if (leads(state, r) && waits_for_commit(self) &&
        replies_to_accept(state, self.prepared, self.committed) >= options_.accept_quorum)
      visit(Action{r, Kind::kHandleAcceptReplies});
    if (self.leader != name(r) && waits_for_commit(self) &&
        (state.notices >> (self.committed + 1U) & 1U) != 0)
      visit(Action{r, Kind::kHandleCommitNotice});
  }

  static void reset(Replica& self) {
    for (Instance& instance : self.instances) {
      if (instance.status == Status::kAccepting) instance.status = Status::kPreparing;
    }
  }

  /// Promises the ballot of `action` to who asks for it, and tells of all votes.
  static void join(State& state, const Action& action, Name leader) {
    Replica& self = state.replicas.at(action.replica);
    self.leader = leader;
    self.known = action.ballot;
    reset(self);
    Reply reply{.is_sent = 1, .votes = {}};
    for (std::size_t s = 0; s < kSlots; ++s) reply.votes.at(s) = self.instances.at(s).voted;
    State::send(state.replies.at(action.ballot - 1U).at(action.replica), reply);
  }

  /// Takes over what was voted for in the highest ballots, in every slot, and proposes it where it is not committed.
  static void prepare(State& state, Byte r) {
    Replica& self = state.replicas.at(r);
    self.prepared = self.known;
    for (std::size_t s = 0; s < kSlots; ++s) {
      Vote highest;
      for (const Reply& reply : state.replies.at(self.known - 1U)) {
        // One that was not sent has no votes.
        if (reply.votes.at(s).ballot > highest.ballot) highest = reply.votes.at(s);
      }
      Instance& instance = self.instances.at(s);
      instance.command = highest.command;
      if (instance.status == Status::kPreparing ||
          (instance.status == Status::kEmpty && highest.command != Command::kNone))
        instance.status = Status::kAccepting;
      if (instance.status != Status::kAccepting) continue;
      State::send(state.accepts.at(self.prepared - 1U).at(s), Accept{name(r), instance.command});
    }
  }

  static void take_request(State& state, Byte r) {
    Replica& self = state.replicas.at(r);
    const std::size_t s = first_empty(self);
    const Command c = unseen(state, self);
    self.instances.at(s) = {Status::kAccepting, c, {self.prepared, c}};
    State::send(state.accepts.at(self.prepared - 1U).at(s), Accept{name(r), c});
    state.accepted.at(self.prepared - 1U).at(s).at(r) = 1;
    state.observe({c, 0, Command::kNone});
  }

  void accept(State& state, const Action& action) const {
    Replica& self = state.replicas.at(action.replica);
    const Accept& message = state.accepts.at(action.ballot - 1U).at(action.slot);
    if (options_.accepts_reset && action.ballot > self.known) reset(self);
    self.leader = message.source;
    self.known = action.ballot;
    self.instances.at(action.slot) = {Status::kAccepting, message.command, {action.ballot, message.command}};
    if (options_.replies_to_accepts)
      state.accepted.at(action.ballot - 1U).at(action.slot).at(action.replica) = 1;
  }

  static void commit_next(Replica& self) {
    Instance& instance = self.instances.at(self.committed);
    instance.status = Status::kCommitted;
    ++self.committed;
    if (instance.command == Command::kWrite) self.value = Command::kWrite;
  }

  Options options_;
};
static_assert(checker::StandsForOrbits<MultiPaxosSmr>);

// ---- Properties

// The specification asks for linearizability in MultiPaxos_MC.tla, which we did not have. Published modules of the same name ask for what is asked
// here. Besides, they ask that no command is acknowledged twice. We ask for agreement too.

/// Once all is acknowledged there is an order of the commands that explains what clients saw: each got what the last write before it wrote, and none
/// that was acknowledged before another was asked for comes after it.
bool is_linearizable(const State& state) {
  const auto first = [&](Command c, bool is_acknowledgement) {
    return std::find_if(state.observed.begin(), state.observed.end(), [&](const Event& event) {
      return event.command == c && (event.is_acknowledgement != 0) == is_acknowledgement;
    });
  };
  const auto written = first(Command::kWrite, true);
  const auto read = first(Command::kRead, true);
  if (written->value != Command::kNone) return false;
  // There is one write and one read, so the value says in which order they must be.
  if (read->value == Command::kWrite) return read > first(Command::kWrite, false);
  return written > first(Command::kRead, false);
}

/// No two replicas that have committed a slot have different commands there.
bool agree(const State& state) {
  for (std::size_t s = 0; s < kSlots; ++s) {
    std::set<Command> committed;
    for (const Replica& replica : state.replicas) {
      if (replica.committed > s) committed.insert(replica.instances.at(s).command);
    }
    if (committed.size() > 1) return false;
  }
  return true;
}

enum Property : std::size_t { kLinearizable, kAgreement, kAcknowledgedOnce, kTerminates, kProperties };

/// Those in `asked`.
struct Properties {
  checker::PropertyMask asked = checker::property_bit(kProperties) - 1;

  static std::size_t size() { return kProperties; }
  static checker::PropertyMask witnesses() { return checker::property_bit(kTerminates); }
  [[nodiscard]] checker::PropertyMask noticed_in(const State& state) const {
    checker::PropertyMask noticed = 0;
    const auto notice = [&](Property property) { noticed |= checker::property_bit(property); };
    if (state.is_terminated() && !is_linearizable(state)) notice(kLinearizable);
    if (!agree(state)) notice(kAgreement);
    if (state.observed.at(2 * kCommands.size()).command != Command::kNone) notice(kAcknowledgedOnce);
    const bool is_done = std::any_of(state.replicas.begin(), state.replicas.end(),
                                     [](const Replica& replica) { return replica.is_done != 0; });
    if (is_done) notice(kTerminates);
    return noticed & asked;
  }
  static checker::PropertyMask noticed_by(const State& /*before*/, const State& /*after*/) { return 0; }
};

/// Goes on after properties were violated.
checker::Exploration search(const Options& options) {
  return checker::breadth_first_search(MultiPaxosSmr(options), Properties{},
                                       {.workers = 2, .violations_max = kProperties});
}

/// By property, in how many steps it is noticed.
using Lengths = std::map<std::size_t, std::uint64_t>;
Lengths lengths(const checker::Exploration& e) {
  Lengths lengths;
  for (const checker::Finding& finding : e.findings) lengths[finding.property] = finding.length;
  return lengths;
}

TEST(MultiPaxosSmr, HasTheFiguresOfTlc) {
  const checker::Exploration e = search({});
  EXPECT_EQ(e.statistics.distinct, 343'796U);
  EXPECT_EQ(e.statistics.generated, 736'012U);
  EXPECT_EQ(e.statistics.depth, 27U);  // TLC calls an initial state depth 1
  EXPECT_EQ(e.statistics.terminal, 0U);
  EXPECT_EQ(e.statistics.unreduced, 2'062'561U);
  // What that specification asks for holds. It does not ask for agreement.
  EXPECT_EQ(lengths(e), (Lengths{{kTerminates, 10}, {kAgreement, 13}}));
}

TEST(MultiPaxosSmr, OrbitsAreTheStatesThatThereAreWithoutSymmetry) {
  if (kSanitized) GTEST_SKIP() << "too large";
  const checker::Exploration e = search({.takes_alike = false});
  EXPECT_EQ(e.statistics.distinct, 2'062'561U);
  EXPECT_EQ(e.statistics.generated, 4'415'485U);
  EXPECT_EQ(e.statistics.depth, 27U);
  EXPECT_EQ(e.statistics.terminal, 0U);
  EXPECT_EQ(lengths(e), (Lengths{{kTerminates, 10}, {kAgreement, 13}}));
}

// As its README says.
TEST(MultiPaxosSmr, WithOneReplyTooFewIsNotLinearizable) {
  if (kSanitized) GTEST_SKIP() << "too large";
  EXPECT_TRUE(lengths(search({.accept_quorum = kMajority - 1})).contains(kLinearizable));
}
TEST(MultiPaxosSmr, WithoutRepliesToAcceptsGoesOnToADeadlock) {
  const checker::Exploration e = search({.replies_to_accepts = false});
  EXPECT_GT(e.statistics.terminal, 0U);
  EXPECT_FALSE(lengths(e).contains(kTerminates));
}

// A replica that hears of a higher ballot by an accept message goes on waiting for the commit of what lower ones proposed to it in other
// slots, and a commit notice does not say of which ballot it is.
TEST(MultiPaxosSmr, AgreesIfAnAcceptMessageResetsOtherSlotsAsAPrepareMessageDoes) {
  if (kSanitized) GTEST_SKIP() << "too large";
  EXPECT_EQ(lengths(search({.accepts_reset = true})), (Lengths{{kTerminates, 10}}));
}

// With a third ballot clients notice: r3 took a read for what is committed in the slot where the write is.
TEST(MultiPaxosSmr, WithThreeBallotsARunIsNotLinearizable) {
  using enum MultiPaxosSmr::Kind;
  const std::vector<MultiPaxosSmr::Action> run{
      {2, kBecomeLeader, 1},      {0, kBecomeLeader, 2},
      {1, kHandlePrepare, 1},     {1, kHandlePrepare, 2},
      {0, kHandlePrepareReplies}, {0, kTakeRequest},          // the write, in slot 1
      {1, kHandleAccept, 2, 0},   {0, kHandleAcceptReplies},  // it is acknowledged
      {0, kTakeRequest, 0, 1},                                // the read, in slot 2
      {2, kHandlePrepareReplies}, {2, kTakeRequest},          // in ballot 1 it is in slot 1
      {2, kHandleAccept, 2, 1},                               // so that r3 follows ballot 2
      {2, kHandleCommitNotice},                               // of slot 1, and takes it for that of the read
      {2, kBecomeLeader, 3},      {0, kHandlePrepare, 3},
      {2, kHandlePrepareReplies}, {0, kHandleAccept, 3, 1},
      {1, kHandleAccept, 3, 1},   {2, kHandleAcceptReplies}};  // the read is acknowledged with nothing
  const MultiPaxosSmr model({.ballots = 3, .takes_alike = false});
  State state;
  for (const MultiPaxosSmr::Action& action : run) {
    std::vector<MultiPaxosSmr::Action> enabled;
    model.for_each_enabled(state, [&](const MultiPaxosSmr::Action& other) { enabled.push_back(other); });
    EXPECT_TRUE(std::is_sorted(enabled.begin(), enabled.end()));
    ASSERT_TRUE(std::binary_search(enabled.begin(), enabled.end(), action));
    EXPECT_FALSE(state.is_terminated());
    state = model.apply(state, action);
  }
  EXPECT_TRUE(state.is_terminated());
  EXPECT_FALSE(is_linearizable(state));
  const std::array<Event, kEventsMax> observed{{{Command::kWrite, 0, Command::kNone},
                                                {Command::kWrite, 1, Command::kNone},
                                                {Command::kRead, 0, Command::kNone},
                                                {Command::kRead, 1, Command::kNone}}};
  EXPECT_EQ(state.observed, observed);
}

class MultiPaxosSmrBallots : public testing::TestWithParam<std::size_t> {};

TEST_P(MultiPaxosSmrBallots, NoShorterRunIsNotLinearizable) {
  const checker::Exploration e = checker::breadth_first_search(
      MultiPaxosSmr({.ballots = GetParam()}), Properties{checker::property_bit(kLinearizable)},
      {.workers = 2, .store = checker::StoreKind::kFingerprint});
  EXPECT_EQ(lengths(e), (Lengths{{kLinearizable, 19}}));
}

INSTANTIATE_TEST_SUITE_P(Long, MultiPaxosSmrBallots, testing::Values(3), testing::PrintToStringParamName());

}  // namespace
}  // namespace paxoscope::tests
