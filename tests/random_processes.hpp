// Random systems of processes that are alike: small models with every kind of step that an engine treats in its own way.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "checker/dice.hpp"
#include "checker/independence.hpp"
#include "checker/local_steps.hpp"
#include "checker/model.hpp"
#include "checker/part.hpp"
#include "checker/property.hpp"
#include "checker/symmetry.hpp"

namespace paxoscope::tests {

using checker::Dice;

/// Some flags that all share, and processes that each have a place and count up to a few. A rule of a process takes it from
/// one place to another where certain flags are set; it may count, and it may even change nothing. A rule of the flags sets
/// one where others are set, or where enough processes are at a place.
///
/// Encoded plainly: this model tells the engine nothing of parts, steps or symmetry.
class RandomProcesses {
 public:
  using State =
      std::vector<std::uint64_t>;  // the flags, then for each process its place and, perhaps, its count
  struct Action {
    std::size_t rule = 0;
    std::size_t process = 0;
    friend auto operator<=>(const Action&, const Action&) = default;
  };

  explicit RandomProcesses(Dice& dice)
      : flag_words_(1 + dice.below(2)), block_words_(1 + dice.below(2)), processes_(1 + dice.below(5)) {
    for (std::size_t n = 2 + dice.below(5); n > 0; --n) flag_rules_.push_back(random_flag_rule(dice));
    for (std::size_t n = 4 + dice.below(10); n > 0; --n) process_rules_.push_back(random_process_rule(dice));
    // So that something happens.
    process_rules_.front().from = 0;
    process_rules_.front().guard_bits = 0;
  }

  // ---- The model interface

  [[nodiscard]] std::vector<State> initial_states() const { return {State(words())}; }
  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const {
    for (std::size_t rule = 0; rule < flag_rules_.size(); ++rule) {
      if (may_set(state, flag_rules_[rule])) visit(Action{rule, 0});
    }
    for (std::size_t rule = 0; rule < process_rules_.size(); ++rule) {
      for (std::size_t i = 0; i < processes_; ++i) {
        if (may_step(state.data(), block(state, i), process_rules_[rule])) {
          visit(Action{flag_rules_.size() + rule, i});
        }
      }
    }
  }
  [[nodiscard]] State apply(const State& before, const Action& action) const {
    State after = before;
    if (action.rule < flag_rules_.size()) {
      set(after.data(), flag_rules_[action.rule]);
    } else {
      step(after.data() + flag_words_ + action.process * block_words_,
           process_rules_[action.rule - flag_rules_.size()]);
    }
    return after;
  }
  [[nodiscard]] std::size_t encoded_bytes() const { return words() * sizeof(std::uint64_t); }
  void encode(const State& state, std::span<std::byte> out) const {
    std::memcpy(out.data(), state.data(), encoded_bytes());
  }
  [[nodiscard]] State decode(std::span<const std::byte> in) const {
    State state(words());
    std::memcpy(state.data(), in.data(), in.size());
    return state;
  }
  [[nodiscard]] std::size_t action_kinds() const { return flag_rules_.size() + process_rules_.size(); }
  [[nodiscard]] static std::size_t action_kind(const Action& action) { return action.rule; }
  /// The flags' own, and the processes.
  [[nodiscard]] std::size_t actors() const { return 1 + processes_; }
  [[nodiscard]] std::size_t actor(const Action& action) const {
    return action.rule < flag_rules_.size() ? 0 : 1 + action.process;
  }

  // ---- For properties

  [[nodiscard]] std::size_t words() const { return flag_words_ + processes_ * block_words_; }
  [[nodiscard]] std::size_t flag_words() const { return flag_words_; }
  [[nodiscard]] std::size_t block_words() const { return block_words_; }
  [[nodiscard]] std::size_t count_at(const State& state, std::uint64_t place) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < processes_; ++i) count += *block(state, i) == place ? 1U : 0U;
    return count;
  }

 protected:
  struct FlagRule {
    std::size_t word;
    std::uint64_t bit;  ///< to set, if it is not
    std::size_t guard_word;
    std::uint64_t guard_bits;
    std::uint64_t place;
    std::size_t count;  ///< of processes that must be there; 0: the rule concerns the flags alone
  };
  struct ProcessRule {
    std::size_t guard_word;
    std::uint64_t guard_bits;
    std::uint64_t from;
    std::uint64_t to;
    bool counts;
  };

  static constexpr std::uint64_t kPlaces = 4;
  static constexpr std::uint64_t kCountMost = 2;

  [[nodiscard]] std::size_t processes() const { return processes_; }
  [[nodiscard]] const std::vector<FlagRule>& flag_rules() const { return flag_rules_; }
  [[nodiscard]] const std::vector<ProcessRule>& process_rules() const { return process_rules_; }

  static bool may_set_alone(const std::uint64_t* flags, const FlagRule& rule) {
    return (flags[rule.word] & rule.bit) == 0 &&
           (flags[rule.guard_word] & rule.guard_bits) == rule.guard_bits;
  }
  [[nodiscard]] bool may_set(const State& state, const FlagRule& rule) const {
    return may_set_alone(state.data(), rule) && count_at(state, rule.place) >= rule.count;
  }
  static void set(std::uint64_t* flags, const FlagRule& rule) { flags[rule.word] |= rule.bit; }

  [[nodiscard]] bool may_step_alone(const std::uint64_t* block, const ProcessRule& rule) const {
    return block[0] == rule.from && (!rule.counts || block_words_ == 1 || block[1] < kCountMost);
  }
  [[nodiscard]] bool may_step(const std::uint64_t* flags, const std::uint64_t* block,
                              const ProcessRule& rule) const {
    return may_step_alone(block, rule) && (flags[rule.guard_word] & rule.guard_bits) == rule.guard_bits;
  }
  void step(std::uint64_t* block, const ProcessRule& rule) const {
    block[0] = rule.to;
    if (rule.counts && block_words_ == 2) ++block[1];
  }

 private:
  static constexpr std::size_t kFlags = 4;  // in a word, spread out so that the highest bit is one of them

  [[nodiscard]] const std::uint64_t* block(const State& state, std::size_t i) const {
    return state.data() + flag_words_ + i * block_words_;
  }
  static std::uint64_t flag(Dice& dice) { return std::uint64_t{1} << (dice.below(kFlags) * 21); }
  static std::uint64_t random_guard(Dice& dice) {
    constexpr std::array<int, 4> kBits{0, 2, 1, 1};  // perhaps the same twice
    std::uint64_t guard = 0;
    for (int n = kBits.at(dice.below(kBits.size())); n > 0; --n) guard |= flag(dice);
    return guard;
  }
  FlagRule random_flag_rule(Dice& dice) const {
    FlagRule rule{};
    rule.word = dice.below(flag_words_);
    rule.bit = flag(dice);
    rule.guard_word = dice.below(flag_words_);
    rule.guard_bits = dice.below(2) == 0 ? 0 : flag(dice);
    rule.place = dice.below(kPlaces);
    rule.count = dice.below(1 + std::min<std::size_t>(processes_, 3));
    return rule;
  }
  ProcessRule random_process_rule(Dice& dice) const {
    ProcessRule rule{};
    rule.guard_word = dice.below(flag_words_);
    rule.guard_bits = random_guard(dice);
    rule.from = dice.below(kPlaces);
    rule.to = dice.below(kPlaces);
    rule.counts = dice.below(2) == 0;
    return rule;
  }

  std::size_t flag_words_;
  std::size_t block_words_;
  std::size_t processes_;
  std::vector<FlagRule> flag_rules_;
  std::vector<ProcessRule> process_rules_;
};

/// The same with parts: the flags, and each process.
class RandomProcessesInParts : public RandomProcesses {
 public:
  using RandomProcesses::RandomProcesses;
  explicit RandomProcessesInParts(const RandomProcesses& plain) : RandomProcesses(plain) {}

  [[nodiscard]] std::vector<checker::Part> parts() const {
    std::vector<checker::Part> parts(1 + processes(), {block_words() * sizeof(std::uint64_t), 1});
    parts[0] = {flag_words() * sizeof(std::uint64_t), 0};
    return parts;
  }
  [[nodiscard]] checker::InterchangeableParts interchangeable_parts() const { return {1, processes(), 1}; }
};

/// The same with local steps: those of the processes, and those of the flags that no process has a say in.
class RandomProcessesWithLocalSteps : public RandomProcessesInParts {
 public:
  using RandomProcessesInParts::RandomProcessesInParts;

  template <typename Visit>
  void for_each_local_step(std::size_t kind, const std::uint64_t* value, Visit&& visit) const {
    if (kind == 0) {
      for (std::size_t i = 0; i < flag_rules().size(); ++i) {
        const FlagRule& rule = flag_rules()[i];
        if (rule.count > 0 || !may_set_alone(value, rule)) continue;
        std::vector<std::uint64_t> after(value, value + flag_words());
        set(after.data(), rule);
        // Said twice: by the value, and by a guard of the same bits.
        visit(checker::LocalStep{i, rule.guard_word, rule.guard_bits}, after.data());
      }
      return;
    }
    for (std::size_t i = 0; i < process_rules().size(); ++i) {
      const ProcessRule& rule = process_rules()[i];
      if (!may_step_alone(value, rule)) continue;
      std::vector<std::uint64_t> after(value, value + block_words());
      step(after.data(), rule);
      visit(checker::LocalStep{flag_rules().size() + i, rule.guard_word, rule.guard_bits}, after.data());
    }
  }
  template <typename IsWanted, typename Visit>
  void for_each_other_successor(const State& state, IsWanted&& is_wanted, Visit&& visit) const {
    for (std::size_t i = 0; i < flag_rules().size(); ++i) {
      const Action action{i, 0};
      if (flag_rules()[i].count == 0 || !may_set(state, flag_rules()[i]) || !is_wanted(action)) continue;
      visit(action, apply(state, action));
    }
  }
};

/// The same with numbers for most actions, and what of them commutes: found by trying it in all of its states.
class RandomProcessesThatCommute : public RandomProcessesWithLocalSteps {
 public:
  /// `states` are all that can be reached.
  RandomProcessesThatCommute(const RandomProcesses& plain, const std::vector<State>& states)
      : RandomProcessesWithLocalSteps(plain) {
    number_rules();
    if (!is_numbered()) return;
    independence_.independent_of.assign(end_, checker::ActionSet::all());
    for (const State& state : states) {
      for_each_pair(state, [&](std::size_t a, std::size_t b, bool commute) {
        if (!commute) independence_.independent_of[a].remove(b);
      });
    }
  }

  [[nodiscard]] bool is_numbered() const { return end_ > 0; }

  template <typename Visit>
  void for_each_local_step(std::size_t kind, const std::uint64_t* value, Visit&& visit) const {
    RandomProcessesWithLocalSteps::for_each_local_step(
        kind, value, [&](checker::LocalStep step, const std::uint64_t* after) {
          if (is_numbered()) step.number = number_in_part_.at(step.action_kind);
          visit(step, after);
        });
  }
  [[nodiscard]] checker::Independence independence() const {
    return is_numbered() ? independence_ : checker::Independence::none(1 + processes());
  }
  [[nodiscard]] std::size_t action_number(const Action& action) const {
    if (!is_numbered()) return checker::kNoNumber;
    if (is_other(action.rule)) return others_ + action.rule;
    const std::size_t number = number_in_part_.at(action.rule);
    if (number == checker::kNoNumber) return number;
    const std::size_t part = action.rule < flag_rules().size() ? 0 : 1 + action.process;
    return independence_.of_part[part].first + number;
  }

 protected:
  /// Calls `visit(a, b, commute)` for the numbers of any two actions that are enabled in a state.
  template <typename Visit>
  void for_each_pair(const State& state, Visit&& visit) const {
    std::vector<Action> enabled;
    for_each_enabled(state, [&](const Action& action) {
      if (action_number(action) != checker::kNoNumber) enabled.push_back(action);
    });
    for (const Action& a : enabled) {
      for (const Action& b : enabled)
        visit(action_number(a), action_number(b), a != b && commute(state, a, b));
    }
  }

 private:
  [[nodiscard]] bool is_other(std::size_t rule) const {
    return rule < flag_rules().size() && flag_rules()[rule].count > 0;
  }
  [[nodiscard]] bool is_enabled(const State& state, const Action& action) const {
    bool found = false;
    for_each_enabled(state, [&](const Action& each) { found = found || each == action; });
    return found;
  }
  [[nodiscard]] bool commute(const State& state, const Action& a, const Action& b) const {
    const State after_a = apply(state, a);
    const State after_b = apply(state, b);
    return is_enabled(after_a, b) && is_enabled(after_b, a) && apply(after_a, b) == apply(after_b, a);
  }

  // Steps with a guard have a number if it is one bit of the first word, and the first with that bit; the numbers follow the bits.
  void number_rules() {
    number_in_part_.assign(flag_rules().size() + process_rules().size(), checker::kNoNumber);
    std::size_t in_flags = 0;
    for (std::size_t i = 0; i < flag_rules().size(); ++i) {
      if (!is_other(i) && flag_rules()[i].guard_bits == 0) number_in_part_[i] = in_flags++;
    }
    std::size_t in_block = 0;
    std::vector<std::pair<std::uint64_t, std::size_t>> by_guard;
    for (std::size_t i = 0; i < process_rules().size(); ++i) {
      const ProcessRule& rule = process_rules()[i];
      if (rule.guard_bits == 0) number_in_part_[flag_rules().size() + i] = in_block++;
      const bool has_one_bit = rule.guard_word == 0 && std::has_single_bit(rule.guard_bits);
      const bool is_first = std::none_of(by_guard.begin(), by_guard.end(),
                                         [&](const auto& other) { return other.first == rule.guard_bits; });
      if (has_one_bit && is_first) by_guard.emplace_back(rule.guard_bits, i);
    }
    std::sort(by_guard.begin(), by_guard.end());
    for (const auto& [guard, i] : by_guard) number_in_part_[flag_rules().size() + i] = in_block++;

    checker::NumberAllocator numbers;
    // Other steps have numbers of the first part, behind those of its local steps, of which some have none.
    others_ = in_flags;
    const auto flags = numbers.take(in_flags + flag_rules().size());
    if (!flags) return;
    independence_.of_part.push_back(*flags);
    for (std::size_t i = 0; i < processes(); ++i) {
      const auto block = numbers.take(in_block);
      if (!block) return;
      independence_.of_part.push_back(*block);
    }
    end_ = numbers.end();
  }

  std::vector<std::size_t> number_in_part_;  // by rule
  std::size_t others_ = 0;                   // the first of their numbers
  std::size_t end_ = 0;
  checker::Independence independence_;
};

/// The same, and of other steps it knows all that commutes in the state at hand.
class RandomProcessesThatSeeWhatCommutes : public RandomProcessesThatCommute {
 public:
  using RandomProcessesThatCommute::RandomProcessesThatCommute;

  [[nodiscard]] checker::ActionSet also_independent(const State& state, const Action& action) const {
    checker::ActionSet set;
    for_each_pair(state, [&](std::size_t a, std::size_t b, bool commute) {
      if (a == action_number(action) && commute) set.insert(b);
    });
    return set;
  }
};

static_assert(checker::Model<RandomProcesses> && !checker::HasParts<RandomProcesses>);
static_assert(checker::HasParts<RandomProcessesInParts> && !checker::HasLocalSteps<RandomProcessesInParts>);
static_assert(checker::HasLocalSteps<RandomProcessesWithLocalSteps>);
static_assert(checker::HasInterchangeableParts<RandomProcessesWithLocalSteps>);
static_assert(checker::KnowsIndependence<RandomProcessesThatCommute> &&
              !checker::KnowsIndependenceInState<RandomProcessesThatCommute>);
static_assert(checker::KnowsIndependenceInState<RandomProcessesThatSeeWhatCommutes> &&
              checker::HasInterchangeableParts<RandomProcessesThatSeeWhatCommutes>);

/// Property 0: never so many processes at one place while a flag is set. Property 1: no step makes the number of processes
/// at some place rise to so many or more. Property 2, a witness: all at one place. None of them asks which process it is.
struct ProcessProperties {
  const RandomProcesses* model;
  std::uint64_t flag;
  std::uint64_t place;
  std::size_t count;
  std::uint64_t step_place;
  std::size_t step_count;

  [[nodiscard]] static std::size_t size() { return 3; }
  [[nodiscard]] static checker::PropertyMask witnesses() { return 0b100; }
  [[nodiscard]] checker::PropertyMask noticed_in(const RandomProcesses::State& state) const {
    const bool bad = (state[0] & flag) == flag && model->count_at(state, place) >= count;
    const bool wanted = model->count_at(state, step_place) == model->actors() - 1;
    return (bad ? 0b001U : 0U) | (wanted ? 0b100U : 0U);
  }
  [[nodiscard]] checker::PropertyMask noticed_by(const RandomProcesses::State& before,
                                                 const RandomProcesses::State& after) const {
    const std::size_t was = model->count_at(before, step_place);
    const std::size_t is = model->count_at(after, step_place);
    return is > was && is >= step_count ? 0b010U : 0U;
  }
};

/// The same, and it says what it looks at.
struct ProcessPropertiesThatSay : ProcessProperties {
  [[nodiscard]] std::vector<std::uint64_t> bits_seen_in_states() const {
    std::vector<std::uint64_t> bits = bits_seen_in_steps();
    bits[0] = flag;
    return bits;
  }
  [[nodiscard]] std::vector<std::uint64_t> bits_seen_in_steps() const {
    std::vector<std::uint64_t> bits(model->words());
    for (std::size_t w = model->flag_words(); w < bits.size(); w += model->block_words()) bits[w] = 3;
    return bits;
  }
};

static_assert(checker::PropertySet<ProcessProperties, RandomProcesses>);
static_assert(!checker::SaysWhatItSees<ProcessProperties, RandomProcesses>);
static_assert(checker::SaysWhatItSees<ProcessPropertiesThatSay, RandomProcesses>);

}  // namespace paxoscope::tests
