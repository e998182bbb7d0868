// Steps that concern one part of a state: computed once for each value of the part, then looked up.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "checker/bit_selection.hpp"
#include "checker/model.hpp"
#include "checker/part.hpp"
#include "checker/segmented_array.hpp"
#include "checker/state_codec.hpp"

namespace paxoscope::checker {

/// Of an action that has none.
inline constexpr std::size_t kNoNumber = ~std::size_t{0};

/// A step that changes one part of a state, to something that depends on that part alone. It can be taken whenever the
/// part is as it is and certain bits of the first part of the state are set.
struct LocalStep {
  std::size_t action_kind = 0;
  std::size_t guard_word = 0;          ///< of the first part
  std::uint64_t guard_bits = 0;        ///< all of these must be set there; 0: it can always be taken
  std::size_t number = kNoNumber;      ///< among those of the part; see Independence
  std::uint64_t also_independent = 0;  ///< others of the part that commute with it as that is now
};

/// A model that knows which of its steps are local.
///
/// There are millions of states and a few thousand values of a part, so what such a step does is worth remembering:
/// it is then found at the cost of reading it.
///
/// - `for_each_local_step(kind, value, visit)` calls `visit(LocalStep, after)` for each local step of a part of this
///   kind with this value; `after` points to the words of the part after it;
/// - `for_each_other_successor(state, is_wanted, visit)` is about the transitions that leave `state` and are not local steps
///   of any part, in the order of the actions: it calls `is_wanted(action)` for each, and `visit(action, successor)` for those
///   of which that is true.
///
/// Together they are all transitions that leave a state: for each there is either a local step of one part, of the
/// same kind of action and to the same successor, or another successor, never both.
template <typename M>
concept HasLocalSteps = HasParts<M> &&
    requires(const M& model, const typename M::State& state, const std::uint64_t* value) {
  model.for_each_local_step(std::size_t{}, value, [](const LocalStep&, const std::uint64_t*) {});
  model.for_each_other_successor(
      state, [](const typename M::Action&) { return true; },
      [](const typename M::Action&, const typename M::State&) {});
};

/// The local steps of every value that was asked for. May be used by several threads at once.
class LocalSteps {
 public:
  /// A local step in terms of numbers of values.
  struct Step {
    static constexpr std::uint8_t kNone = 255;
    static constexpr std::size_t kGuardWordMax = 63;

    std::uint64_t guard_bits = 0;
    std::uint64_t hash_change = 0;       ///< of the hash of the value
    std::uint64_t also_independent = 0;  ///< as in LocalStep
    PartTable::Number after = 0;
    std::uint16_t action_kind = 0;
    std::uint8_t guard_word : 6 = 0;
    bool is_seen_in_state : 1 = false;  ///< properties may notice something in the state after it
    bool is_seen_as_step : 1 = false;   ///< properties may notice something of the step
    std::uint8_t number = kNone;        ///< among those of its value
  };
  static constexpr std::size_t kNumbersMax = 64;  ///< of the steps of one value
  static_assert(sizeof(Step) == 32);

  /// Which of the numbered steps of a value are those of one kind of action.
  struct Kind {
    std::uint64_t numbers = 0;
    std::size_t action_kind = 0;
  };

  /// The local steps of one value, and the value. Most steps have a number: those without a guard, and those whose guard is
  /// one bit of word `guard_word`, which follow each other as their bits do. So which of them can be taken is seen at once,
  /// as a set of numbers. The others come last.
  struct alignas(64) List {
    static constexpr std::size_t kKindsAtHand = 2;

    std::uint64_t numbers = 0;             ///< of all numbered steps, which stand in this order
    std::uint64_t guarded = 0;             ///< of those with a guard
    std::uint64_t guards = 0;              ///< their guards
    std::uint64_t of_model = 0;            ///< the numbers that the model gave
    const std::uint64_t* entry = nullptr;  ///< the hash of the value, then the value, as in a PartTable
    const Step* steps = nullptr;
    std::uint32_t others = 0;
    std::uint16_t more_kinds = 0;  ///< than there is room for in `kinds`; they follow
    std::uint8_t guard_word = 0;
    bool is_seen_as_step = false;            ///< of one of the steps, properties may notice something
    std::array<Kind, kKindsAtHand> kinds{};  ///< those without numbers do not exist

    /// The numbers of the steps that can be taken where the first part of the state is this.
    [[nodiscard]] std::uint64_t enabled(const std::uint64_t* first_part) const {
      return (numbers ^ guarded) | deposit(extract(first_part[guard_word], guards), guarded);
    }
    /// Adds how many of these numbers there are, by kind of action.
    void count(std::uint64_t which, std::uint64_t* by_kind) const {
      for (const Kind& kind : kinds) by_kind[kind.action_kind] += popcount(which & kind.numbers);
      if (more_kinds == 0) [[likely]]
        return;
      const Kind* const more = reinterpret_cast<const Kind*>(this + 1);  // NOLINT: see LocalSteps::add
      for (std::size_t i = 0; i < more_kinds; ++i) {
        by_kind[more[i].action_kind] += popcount(which & more[i].numbers);
      }
    }
    [[nodiscard]] const Step& step(std::uint64_t number_bit) const {
      return steps[popcount(numbers & (number_bit - 1))];
    }

   private:
    static std::uint64_t popcount(std::uint64_t bits) {
      return static_cast<std::uint64_t>(std::popcount(bits));
    }
  };

  /// Calls `visit(step)` for each step of `list` without a number that can be taken where the first part of the state is
  /// `first_part`.
  template <typename Visit>
  static void for_each_other_enabled(const List& list, const std::uint64_t* first_part, Visit&& visit) {
    if (list.others == 0) return;
    const Step* const others = list.steps + std::popcount(list.numbers);
    for (const Step* step = others; step != others + list.others; ++step) {
      if ((first_part[step->guard_word] & step->guard_bits) == step->guard_bits) visit(*step);
    }
  }
  /// The same for each step.
  template <typename Visit>
  static void for_each_enabled(const List& list, const std::uint64_t* first_part, Visit&& visit) {
    for (std::uint64_t rest = list.enabled(first_part); rest != 0; rest &= rest - 1) {
      visit(list.step(rest & -rest));
    }
    for_each_other_enabled(list, first_part, visit);
  }

  /// What the model says of a step.
  static Step as_step(const LocalStep& from) {
    assert(from.guard_word <= Step::kGuardWordMax);
    assert(from.number == kNoNumber || from.number < kNumbersMax);
    Step step;
    step.guard_bits = from.guard_bits;
    step.guard_word = static_cast<std::uint8_t>(from.guard_word & Step::kGuardWordMax);
    step.also_independent = from.also_independent;
    step.action_kind = static_cast<std::uint16_t>(from.action_kind);
    if (from.number != kNoNumber) step.number = static_cast<std::uint8_t>(from.number);
    return step;
  }

  explicit LocalSteps(std::size_t kinds) : of_kind_(new Lists[kinds]) {}

  /// The steps of a value, if they are known.
  [[nodiscard]] const List* find(std::size_t kind, PartTable::Number value) const {
    const std::atomic<const List*>* const known = of_kind_[kind].find(value);
    return known == nullptr ? nullptr : known->load(std::memory_order_acquire);
  }

  /// Makes them known, unless someone else was faster. `entry` is the hash of the value and its words, `words` of these.
  /// Throws std::bad_alloc.
  const List& add(std::size_t kind, PartTable::Number value, const std::uint64_t* entry, std::size_t words,
                  std::vector<Step> steps) {
    const std::lock_guard lock(adding_);
    of_kind_[kind].reach(value);
    std::atomic<const List*>& known = *of_kind_[kind].at(value);
    if (const List* const others = known.load(std::memory_order_relaxed); others != nullptr) return *others;
    List list = in_order(steps);
    std::vector<Kind> kinds = kinds_of(list, steps);
    if (kinds.size() < List::kKindsAtHand) kinds.resize(List::kKindsAtHand);
    std::copy_n(kinds.begin(), List::kKindsAtHand, list.kinds.begin());
    kinds.erase(kinds.begin(), kinds.begin() + List::kKindsAtHand);
    list.more_kinds = static_cast<std::uint16_t>(kinds.size());
    // A list and all that it points to side by side, to be fetched from memory as one.
    const std::size_t bytes = sizeof(List) + kinds.size() * sizeof(Kind) +
                              (1 + words) * sizeof(std::uint64_t) + steps.size() * sizeof(Step);
    auto block = std::make_unique<std::vector<Line>>((bytes + sizeof(Line) - 1) / sizeof(Line));
    auto* const first_kind =
        reinterpret_cast<Kind*>(block->data() + sizeof(List) / sizeof(Line));             // NOLINT: our own
    auto* const own_entry = reinterpret_cast<std::uint64_t*>(first_kind + kinds.size());  // NOLINT: the same
    auto* const first = reinterpret_cast<Step*>(own_entry + 1 + words);                   // NOLINT: the same
    std::uninitialized_copy(kinds.begin(), kinds.end(), first_kind);
    std::copy_n(entry, 1 + words, own_entry);
    std::uninitialized_copy(steps.begin(), steps.end(), first);
    list.entry = own_entry;
    list.steps = first;
    const List* const added = new (block->data()) List(list);
    bytes_ += block->size() * sizeof(Line);
    all_.push_back(std::move(block));
    known.store(added, std::memory_order_release);
    return *added;
  }

  /// Allocated for the lists. While nobody adds, a function of the values that were asked for; the array that leads to them is
  /// not, as the numbers of values are a matter of luck, and does not count.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  /// Puts the steps in the order of a list, numbers those that the model did not where that can be done, and says what is
  /// to be known of all.
  static List in_order(std::vector<Step>& steps) {
    List list;
    const auto has_number = [](const Step& step) { return step.number != Step::kNone; };
    bool numbered_has_guard = false;
    std::size_t next = 0;  // number to give
    for (const Step& step : steps) {
      list.is_seen_as_step = list.is_seen_as_step || step.is_seen_as_step;
      if (!has_number(step)) continue;
      list.of_model |= std::uint64_t{1} << step.number;
      next = std::max<std::size_t>(next, step.number + 1U);
      if (step.guard_bits == 0) continue;
      numbered_has_guard = true;
      list.guard_word = step.guard_word;
    }
    for (Step& step : steps) {
      if (has_number(step) || step.guard_bits != 0 || next >= kNumbersMax) continue;
      step.number = static_cast<std::uint8_t>(next++);
    }
    if (!numbered_has_guard) number_guarded(steps, next, list.guard_word);
    std::stable_sort(steps.begin(), steps.end(),
                     [](const Step& a, const Step& b) { return a.number < b.number; });
    for (const Step& step : steps) {
      if (!has_number(step)) {
        ++list.others;
        continue;
      }
      const std::uint64_t bit = std::uint64_t{1} << step.number;
      assert((list.numbers & bit) == 0);  // in no state two
      list.numbers |= bit;
      if (step.guard_bits == 0) continue;
      assert(std::has_single_bit(step.guard_bits) && step.guard_word == list.guard_word);
      assert(step.guard_bits > list.guards);  // the numbers rise with it
      list.guarded |= bit;
      list.guards |= step.guard_bits;
    }
    return list;
  }

  /// Numbers steps with guards of one bit in one word, from `next` on.
  static void number_guarded(std::vector<Step>& steps, std::size_t next, std::uint8_t& guard_word) {
    const auto first =
        std::find_if(steps.begin(), steps.end(), [](const Step& step) { return step.guard_bits != 0; });
    if (first == steps.end()) return;
    guard_word = first->guard_word;
    std::vector<Step*> guarded;
    std::uint64_t guards = 0;
    for (Step& step : steps) {
      const bool fits = std::has_single_bit(step.guard_bits) && step.guard_word == guard_word &&
                        (step.guard_bits & guards) == 0 && next + guarded.size() < kNumbersMax;
      if (!fits) continue;
      guards |= step.guard_bits;
      guarded.push_back(&step);
    }
    std::sort(guarded.begin(), guarded.end(),
              [](const Step* a, const Step* b) { return a->guard_bits < b->guard_bits; });
    for (Step* const step : guarded) step->number = static_cast<std::uint8_t>(next++);
  }

  /// What the numbered steps are of, in no particular order.
  static std::vector<Kind> kinds_of(const List& list, const std::vector<Step>& steps) {
    std::vector<Kind> kinds;
    for (const Step& step : std::span(steps).first(steps.size() - list.others)) {
      const auto same = [&](const Kind& kind) { return kind.action_kind == step.action_kind; };
      auto kind = std::find_if(kinds.begin(), kinds.end(), same);
      if (kind == kinds.end()) kind = kinds.insert(kinds.end(), Kind{0, step.action_kind});
      kind->numbers |= std::uint64_t{1} << step.number;
    }
    return kinds;
  }

  struct alignas(64) Line {
    std::array<std::byte, 64> bytes;
  };

  using Lists = SegmentedArray<std::atomic<const List*>>;  // by value

  std::unique_ptr<Lists[]> of_kind_;
  std::mutex adding_;
  std::vector<std::unique_ptr<std::vector<Line>>> all_;
  std::uint64_t bytes_ = 0;
};

}  // namespace paxoscope::checker
