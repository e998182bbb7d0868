// Which actions commute, so that the same state need not be looked up once for every order of them.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "checker/local_steps.hpp"

namespace paxoscope::checker {

/// A set of numbered actions.
class ActionSet {
 public:
  static constexpr std::size_t kNumbers = 128;  ///< actions are numbered from 0 to one less, those that are
  static constexpr std::size_t kWordBits = 64;
  static constexpr std::size_t kWordsMax = kNumbers / kWordBits;

  constexpr ActionSet() = default;
  static constexpr ActionSet all() {
    ActionSet set;
    for (std::uint64_t& word : set.words_) word = ~std::uint64_t{0};
    return set;
  }

  constexpr void insert(std::size_t number) {
    words_[number / kWordBits] |= std::uint64_t{1} << (number % kWordBits);
  }
  constexpr void remove(std::size_t number) {
    words_[number / kWordBits] &= ~(std::uint64_t{1} << (number % kWordBits));
  }
  [[nodiscard]] constexpr bool has(std::size_t number) const {
    return (words_[number / kWordBits] >> (number % kWordBits) & 1U) != 0;
  }

  [[nodiscard]] constexpr std::uint64_t word(std::size_t w) const { return words_[w]; }
  [[nodiscard]] constexpr std::uint64_t& word(std::size_t w) { return words_[w]; }

  friend constexpr ActionSet operator|(ActionSet a, const ActionSet& b) {
    for (std::size_t w = 0; w < kWordsMax; ++w) a.words_[w] |= b.words_[w];
    return a;
  }
  friend constexpr ActionSet operator&(ActionSet a, const ActionSet& b) {
    for (std::size_t w = 0; w < kWordsMax; ++w) a.words_[w] &= b.words_[w];
    return a;
  }
  friend constexpr bool operator==(const ActionSet&, const ActionSet&) = default;

 private:
  std::array<std::uint64_t, kWordsMax> words_{};
};

/// The numbers of the actions that belong to one part, its local steps and perhaps others: where parts are sorted they move with
/// it. They are consecutive, and all in one word of an ActionSet.
struct PartNumbers {
  std::size_t first = 0;
  std::size_t count = 0;

  [[nodiscard]] std::size_t word() const { return first / ActionSet::kWordBits; }
  [[nodiscard]] std::size_t shift() const { return first % ActionSet::kWordBits; }
  [[nodiscard]] std::uint64_t mask() const {
    return count == ActionSet::kWordBits ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
  }
  /// Those of `set`, counted within the part.
  [[nodiscard]] std::uint64_t of(const ActionSet& set) const { return set.word(word()) >> shift() & mask(); }
  /// Adds some, counted within the part.
  void add_to(ActionSet& set, std::uint64_t numbers) const { set.word(word()) |= numbers << shift(); }
  void remove_from(ActionSet& set) const { set.word(word()) &= ~(mask() << shift()); }
};

/// Which of a model's actions have numbers, and which of those commute.
///
/// A search that knows this finds every state on the way that is least in some order, and does not look it up again
/// on the others (sleep sets: P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996, chapter
/// 5). It visits the same states on the same levels and counts the same transitions, so nothing of a result hangs on it but
/// the time. docs/decisions/0006-sleep-sets.md has the proof.
///
/// What a model promises:
/// - in no reachable state two enabled actions have the same number;
/// - if the actions numbered `a` and `b` are both enabled in a reachable state and `independent_of[a]` has `b`, then each is
///   enabled after the other, and both orders lead to the same state. `independent_of[b]` then has `a`. What commutes as long as
///   a part is as it is, a local step says itself (`LocalStep::also_independent`);
/// - a local step with a number has one of those of its part. Of local steps with guards and numbers, the guards are single bits
///   of one word, and the numbers rise with them. Parts of one kind have equally many numbers.
///
/// An action without a number is always taken, and after it nothing sleeps.
struct Independence {
  std::vector<ActionSet> independent_of;  ///< by number
  std::vector<PartNumbers> of_part;       ///< by part

  /// Words of an ActionSet that are needed.
  [[nodiscard]] std::size_t words() const {
    return (independent_of.size() + ActionSet::kWordBits - 1) / ActionSet::kWordBits;
  }

  /// That of a model with so many parts and no numbers: nothing is known.
  static Independence none(std::size_t parts) { return {{}, std::vector<PartNumbers>(parts)}; }
};

/// Hands out numbers.
class NumberAllocator {
 public:
  /// So many consecutive numbers in one word; nothing if there are not enough left.
  std::optional<PartNumbers> take(std::size_t count) {
    if (count == 0) return PartNumbers{};
    const std::size_t left_in_word = ActionSet::kWordBits - next_ % ActionSet::kWordBits;
    const std::size_t first = count <= left_in_word ? next_ : next_ + left_in_word;
    if (count > ActionSet::kWordBits || first + count > ActionSet::kNumbers) return std::nullopt;
    next_ = first + count;
    return PartNumbers{first, count};
  }
  /// One more than the largest handed out.
  [[nodiscard]] std::size_t end() const { return next_; }

 private:
  std::size_t next_ = 0;
};

/// That of these actions, whose numbers `number_of` says, and of which any two commute as `commute` says.
template <typename Action, typename NumberOf, typename Commute>
Independence independence(const std::vector<Action>& actions, const std::vector<PartNumbers>& of_part,
                          const NumberOf& number_of, const Commute& commute) {
  Independence independence{{}, of_part};
  for (const Action& x : actions) {
    const std::size_t number = number_of(x);
    if (number >= independence.independent_of.size()) independence.independent_of.resize(number + 1);
    for (const Action& y : actions) {
      if (commute(x, y)) independence.independent_of[number].insert(number_of(y));
    }
  }
  return independence;
}

/// A model that knows which of its actions commute. `action_number(action)` is the number of an action, or kNoNumber; local
/// steps say theirs again, counted within their part (`LocalStep::number`).
template <typename M>
concept KnowsIndependence = HasLocalSteps<M> && requires(const M& model, const typename M::Action& action) {
  { model.independence() } -> std::same_as<Independence>;
  { model.action_number(action) } -> std::same_as<std::size_t>;
};

/// A model that knows of more that commutes if it sees the state: `also_independent(state, action)` are the numbers of actions
/// which, if they are enabled in `state`, commute there with `action`, which is enabled and is not a local step.
template <typename M>
concept KnowsIndependenceInState = KnowsIndependence<M> &&
    requires(const M& model, const typename M::State& state, const typename M::Action& action) {
  { model.also_independent(state, action) } -> std::same_as<ActionSet>;
};

/// A model that may move parts when it encodes a state. `encode_moving(state, encoding, places)` encodes, and sets
/// `places[i]` to the place of what was part i. Returns whether any part has moved; if not, `places` may be anything.
template <typename M>
concept MovesParts = HasParts<M> && requires(const M& model, const typename M::State& state,
                                             std::span<std::byte> encoding, std::span<std::uint8_t> places) {
  { model.encode_moving(state, encoding, places) } -> std::same_as<bool>;
};

}  // namespace paxoscope::checker
