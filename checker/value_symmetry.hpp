// Values that are alike, as processes are: one state for all that differ only in who is who and what is called what.
//
// Statement. Let a renaming permute the processes among each other and the values among each other, and let it be applied to a
// state, an action or a step by renaming all that stands there. Of a model and its properties it is assumed that for every
// renaming g
// (1) g(s) is an initial state if s is one;
// (2) if action a leads from s to t, then g(a) leads from g(s) to g(t);
// (3) every property says of g(s) what it says of s, and of the step from g(s) to g(t) what it says of that from s to t.
// Then a search that stores one state of each orbit (the states that some renaming makes of one) finds the orbit of every
// reachable state and no others, each on the level on which all its states are, and notices on each level what a search of all
// states notices there.
//
// Why. A run to s, renamed, is a run of the same length to g(s), by (1) and (2); so the states of an orbit are on one level, and
// all that is stored is reachable. Let t be on level k+1, by a step from s on level k. By induction some g(s) was stored on level
// k; it is expanded, and by (2) one of its successors is g(t), which is of the orbit of t. By (3) it matters neither which state
// of an orbit is asked about, nor from which the step is taken. A run that is shown is one of the model all the same: it is
// taken step by step from the model, and the store only tells which steps lead on.
//
// What it asks of rules and properties. None may tell one value from another: they may be kept, copied, compared for equality
// and quantified over (any value, some value, all values), but no rule and no property may name one, order them or count with
// them, and nobody may have a value of his own. Then (1) to (3) hold by the form of what is written. This is the restriction on
// scalarsets of C. N. Ip and D. L. Dill, "Better verification through symmetry", Formal Methods in System Design 9 (1996).
// Tests try (2) and (3) in every state of small spaces.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <span>
#include <vector>

#include "checker/model.hpp"
#include "checker/orbits.hpp"
#include "checker/part.hpp"
#include "checker/symmetry.hpp"
#include "checker/wrapper.hpp"

namespace paxoscope::checker {

inline constexpr std::size_t kInterchangeableValuesMax = 4;

/// What each value is called afterwards: a permutation of the values of a model, counted from 0. What is said of others means
/// nothing.
using ValueRenaming = std::array<std::uint8_t, kInterchangeableValuesMax>;

/// A model whose values are alike, and its processes too.
///
/// - `interchangeable_values()` says how many values there are, 1 to kInterchangeableValuesMax;
/// - `rename_values(state, renaming)` is the state with every value v called `renaming[v]`.
///
/// It promises what stands at the head of this file, and that renaming values and permuting parts may be done in any order:
/// what becomes of a part hangs on nothing but the part and the renaming.
template <typename M>
concept HasInterchangeableValues = HasInterchangeableParts<M> &&
    requires(const M& model, const typename M::State& state, const ValueRenaming& renaming) {
  { model.interchangeable_values() } -> std::same_as<std::size_t>;
  { model.rename_values(state, renaming) } -> std::same_as<typename M::State>;
};

/// The same model with states taken for the same if a renaming of its processes and of its values makes them the same.
///
/// A representative has the least encoding among those that its state has under the renamings of values, each with its parts
/// sorted. So it is found exactly, at the cost of as many encodings as there are renamings: 24 for 4 values.
///
/// There are neither local steps nor independent actions: the parts of a representative may all differ from those of the state
/// before, even if the step concerned one of them.
template <HasInterchangeableValues M>
class SymmetricInValues : public Wrapper<M> {
  using Wrapper<M>::inner;

 public:
  using State = typename M::State;
  using Action = typename M::Action;
  static constexpr std::size_t kEncodedBytesMax = 1024;

  /// Keeps a reference to the model.
  explicit SymmetricInValues(const M& model) : Wrapper<M>(model), sorted_(model) {
    assert(model.encoded_bytes() <= kEncodedBytesMax);
    const std::size_t values = model.interchangeable_values();
    assert(1 <= values && values <= kInterchangeableValuesMax);
    ValueRenaming renaming{};
    std::iota(renaming.begin(), renaming.end(), std::uint8_t{0});
    do {
      renamings_.push_back(renaming);
    } while (std::next_permutation(renaming.begin(), renaming.begin() + static_cast<std::ptrdiff_t>(values)));
  }

  template <typename Visit>
  void for_each_successor(const State& state, Visit&& visit) const {
    checker::for_each_successor(inner(), state, visit);
  }

  /// Of the representative.
  void encode(const State& state, std::span<std::byte> encoding) const { find_least(state, encoding); }
  [[nodiscard]] std::vector<Part> parts() const { return sorted_.parts(); }

  /// The name that a process of `state` has in its representative. If several renamings lead there it does not matter by which:
  /// they differ by one that changes nothing of the representative, and so nothing of what can come after.
  [[nodiscard]] std::size_t actor_in_representative(const State& state, std::size_t actor) const {
    Buffer buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): written before it is read
    const ValueRenaming& renaming = find_least(state, in_use(buffer));
    return sorted_.actor_in_representative(inner().rename_values(state, renaming), actor);
  }

  /// How many states of the model the representative with this encoding stands for, itself included.
  [[nodiscard]] std::uint64_t orbit_size(std::span<const std::byte> encoding) const {
    // Under renamings of values: as many as there are, divided by those that change nothing but the order of parts. Each of these
    // has equally many orders.
    const State state = inner().decode(encoding);
    Buffer buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): written before it is read
    const std::span<std::byte> renamed = in_use(buffer);
    const auto same = std::count_if(renamings_.begin(), renamings_.end(), [&](const ValueRenaming& renaming) {
      sorted_.encode(inner().rename_values(state, renaming), renamed);
      return std::memcmp(renamed.data(), encoding.data(), renamed.size()) == 0;
    });
    return sorted_.orbit_size(encoding) * renamings_.size() / static_cast<std::uint64_t>(same);
  }

 private:
  using Buffer = std::array<std::byte, kEncodedBytesMax>;
  [[nodiscard]] std::span<std::byte> in_use(Buffer& buffer) const {
    return std::span(buffer).first(inner().encoded_bytes());
  }

  /// Writes the encoding of the representative. Returns the first of the renamings of values that lead there.
  const ValueRenaming& find_least(const State& state, std::span<std::byte> least) const {
    const ValueRenaming* by = &renamings_.front();  // changes nothing
    sorted_.encode(state, least);
    Buffer buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): written before it is read
    const std::span<std::byte> other = in_use(buffer);
    for (std::size_t i = 1; i < renamings_.size(); ++i) {
      sorted_.encode(inner().rename_values(state, renamings_[i]), other);
      if (std::memcmp(other.data(), least.data(), other.size()) >= 0) continue;
      std::copy(other.begin(), other.end(), least.begin());
      by = &renamings_[i];
    }
    return *by;
  }

  Symmetric<M> sorted_;  // the model with its processes alike
  std::vector<ValueRenaming> renamings_;
};

}  // namespace paxoscope::checker
