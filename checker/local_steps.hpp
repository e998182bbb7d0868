// Steps that concern one part of a state: computed once for each value of the part, then looked up.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "checker/model.hpp"
#include "checker/part.hpp"
#include "checker/segmented_array.hpp"
#include "checker/state_codec.hpp"

namespace paxoscope::checker {

/// A step that changes one part of a state, to something that depends on that part alone. It can be taken whenever the
/// part is as it is and certain bits of the first part of the state are set.
struct LocalStep {
  std::size_t action_kind = 0;
  std::size_t guard_word = 0;    ///< of the first part
  std::uint64_t guard_bits = 0;  ///< all of these must be set there; 0: it can always be taken
};

/// A model that knows which of its steps are local.
///
/// There are millions of states and a few thousand values of a part, so what such a step does is worth remembering:
/// it is then found at the cost of reading it.
///
/// - `for_each_local_step(kind, value, visit)` calls `visit(LocalStep, after)` for each local step of a part of this
///   kind with this value; `after` points to the words of the part after it;
/// - `for_each_other_successor(state, visit)` calls `visit(action, successor)` for the transitions that leave `state` and
///   are not local steps of any part, in the order of the actions.
///
/// Together they are all transitions that leave a state: for each there is either a local step of one part, of the
/// same kind of action and to the same successor, or another successor, never both.
template <typename M>
concept HasLocalSteps = HasParts<M> &&
    requires(const M& model, const typename M::State& state, const std::uint64_t* value) {
  model.for_each_local_step(std::size_t{}, value, [](const LocalStep&, const std::uint64_t*) {});
  model.for_each_other_successor(state, [](const typename M::Action&, const typename M::State&) {});
};

/// The local steps of every value that was asked for. May be used by several threads at once.
class LocalSteps {
 public:
  /// A local step in terms of numbers of values.
  struct Step {
    std::uint64_t guard_bits;
    std::uint64_t hash_change;  ///< of the hash of the value
    PartTable::Number after;
    std::uint16_t action_kind;
    std::uint8_t guard_word;
    bool
        is_seen_in_state : 1;  ///< properties may notice something in the state after it that they did not before
    bool is_seen_as_step : 1;  ///< properties may notice something of the step
  };
  static_assert(sizeof(Step) == 24);

  /// The local steps of one value: those without a guard, then those whose guard is one bit of word `guard_word`, no two the
  /// same, by that bit, then all others. Which of the second group can be taken is seen from all their guards at once.
  struct List {
    std::uint32_t without_guard = 0;
    std::uint32_t with_bit = 0;
    std::uint32_t others = 0;
    std::uint32_t guard_word = 0;
    std::uint64_t guards = 0;  ///< the bits of the second group
    const Step* steps = nullptr;
  };

  /// Calls `visit(step)` for each step of `list` that can be taken where the first part of the state is `first_part`.
  template <typename Visit>
  static void for_each_enabled(const List& list, const std::uint64_t* first_part, Visit&& visit) {
    const Step* const with_bit = list.steps + list.without_guard;
    for (const Step* step = list.steps; step != with_bit; ++step) visit(*step);
    for (std::uint64_t rest = list.guards & first_part[list.guard_word]; rest != 0; rest &= rest - 1) {
      const std::uint64_t below = (rest & -rest) - 1;
      visit(with_bit[std::popcount(list.guards & below)]);
    }
    const Step* const others = with_bit + list.with_bit;
    for (const Step* step = others; step != others + list.others; ++step) {
      if ((first_part[step->guard_word] & step->guard_bits) == step->guard_bits) visit(*step);
    }
  }

  explicit LocalSteps(std::size_t kinds) : of_kind_(new Lists[kinds]) {}

  /// The steps of a value, if they are known.
  [[nodiscard]] const List* find(std::size_t kind, PartTable::Number value) const {
    const std::atomic<const List*>* const known = of_kind_[kind].find(value);
    return known == nullptr ? nullptr : known->load(std::memory_order_acquire);
  }

  /// Makes them known, unless someone else was faster. Throws std::bad_alloc.
  const List& add(std::size_t kind, PartTable::Number value, std::vector<Step> steps) {
    const std::lock_guard lock(adding_);
    of_kind_[kind].reach(value);
    std::atomic<const List*>& known = *of_kind_[kind].at(value);
    if (const List* const others = known.load(std::memory_order_relaxed); others != nullptr) return *others;
    List list = sorted(steps);
    // A list and its steps side by side: one cache miss.
    const std::size_t bytes = sizeof(List) + steps.size() * sizeof(Step);
    std::unique_ptr<std::byte[]> memory(new std::byte[bytes]);
    auto* const first = reinterpret_cast<Step*>(memory.get() + sizeof(List));  // NOLINT: memory of our own
    std::uninitialized_copy(steps.begin(), steps.end(), first);
    list.steps = first;
    const List* const added = new (memory.get()) List(list);
    all_.push_back(std::move(memory));
    bytes_ += bytes;
    known.store(added, std::memory_order_release);
    return *added;
  }

  /// Allocated for the lists. While nobody adds, a function of the values that were asked for; the array that leads to them is
  /// not, as the numbers of values are a matter of luck, and does not count.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  /// Puts the steps in the order of a list, and says what there is of each group.
  static List sorted(std::vector<Step>& steps) {
    List list;
    const auto guarded = std::stable_partition(steps.begin(), steps.end(),
                                               [](const Step& step) { return step.guard_bits == 0; });
    list.without_guard = static_cast<std::uint32_t>(guarded - steps.begin());
    if (guarded != steps.end()) list.guard_word = guarded->guard_word;
    const auto others = std::stable_partition(guarded, steps.end(), [&](const Step& step) {
      if (!std::has_single_bit(step.guard_bits) || step.guard_word != list.guard_word ||
          (step.guard_bits & list.guards) != 0) {
        return false;
      }
      list.guards |= step.guard_bits;
      return true;
    });
    std::sort(guarded, others, [](const Step& a, const Step& b) { return a.guard_bits < b.guard_bits; });
    list.with_bit = static_cast<std::uint32_t>(others - guarded);
    list.others = static_cast<std::uint32_t>(steps.end() - others);
    return list;
  }

  using Lists = SegmentedArray<std::atomic<const List*>>;  // by value

  std::unique_ptr<Lists[]> of_kind_;
  std::mutex adding_;
  std::vector<std::unique_ptr<std::byte[]>> all_;
  std::uint64_t bytes_ = 0;
};

}  // namespace paxoscope::checker
