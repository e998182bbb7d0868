// What has happened in a run of a protocol that decides on a log: a decree for each slot, and what learners made of them.
#pragma once

#include <array>
#include <boost/container/static_vector.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "model/history.hpp"
#include "model/ids.hpp"

namespace paxoscope::model {

inline constexpr int kSlotsMax = 4;

/// What a learner did with a slot.
struct Execution {
  Slot slot;
  Value value;
  bool has_effect = true;  ///< false if it passes over a command because it has executed it before

  friend bool operator==(const Execution&, const Execution&) = default;
};

/// A question for what the register holds of which commands are writes: a command that has an effect is what it holds from then on.
struct Read {
  int acknowledged = 0;  ///< the highest slot that had been executed when it was asked, counted from 1; or 0
  model::IdSet<ReadId> after;  ///< the reads that had been answered by then
  bool is_answered = false;
  Value answer;  ///< none if the register was said to hold nothing

  friend bool operator==(const Read&, const Read&) = default;
};

inline constexpr int kReadsMax = 2;

/// What a log of writes, and of what writes nothing, makes of a register.
class Register {
 public:
  /// By the specification a command has no effect where it is for the second time.
  explicit Register(bool writes_again = false) : writes_again_(writes_again) {}

  void write(Value command) {
    if (!is_of_clients(command) || (written_.contains(command) && !writes_again_)) return;
    written_.insert(command);
    value_ = command;
  }
  /// What it holds; none if nothing was written.
  [[nodiscard]] Value value() const { return value_; }

 private:
  bool writes_again_;
  ValueSet written_;
  Value value_;
};

/// The past of a state: of each slot its own, as if it were the only one, and what each learner has executed, in this order.
///
/// No learner hears of votes in the past of a slot, or is told anything: what it has learned is what it executes.
struct LogHistory {
  /// 1..kSlotsMax, in place: a search makes one of these for each state, and some kilobytes each from the heap would make its workers
  /// wait for each other.
  boost::container::static_vector<History, kSlotsMax> slots;
  std::vector<std::vector<Execution>> learners;  ///< 0..kLearnersMax
  std::vector<Read> reads;                       ///< 0..kReadsMax, as they were asked

  [[nodiscard]] const History& in(Slot slot) const { return slots[static_cast<std::size_t>(slot.index())]; }
};

/// Calls `visit(slot)` for each slot of `history`, lowest first.
template <typename Visit>
void for_each_slot(const LogHistory& history, Visit&& visit) {
  for (std::size_t s = 0; s < history.slots.size(); ++s) visit(Slot(static_cast<int>(s)));
}

/// What a register holds: "v1" or "nothing".
std::string register_name(Value value);
/// So many slots, from the lowest on: "no slot", "slot 1", "slots 1 and 2", "slots 1 to 3".
std::string lowest_slots_name(int count);

/// A line for each value that is chosen in a slot now and was not before: "in slot 2 v1 is chosen in ballot 1: …".
std::vector<std::string> newly_chosen(const LogHistory& before, const LogHistory& after);

/// The values chosen, in whatever slot.
std::vector<std::string> names_of_chosen(const LogHistory& history);
/// The same of one decree.
std::vector<std::string> names_of_chosen(const History& history);

}  // namespace paxoscope::model
