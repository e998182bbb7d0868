// From some states of a level to all their successors, sorted by where they belong.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "checker/digest.hpp"
#include "checker/model.hpp"
#include "checker/observer.hpp"
#include "checker/property.hpp"
#include "checker/row_buffer.hpp"
#include "checker/state_store.hpp"

namespace paxoscope::checker::detail {

/// What became of some consecutive states of a level. Depends on these alone, not on who expanded them or when.
struct Expansion {
  std::array<RowBuffer, StateStore::kPartitions>
      rows;                                  ///< successors by partition, each in the order of discovery
  std::vector<std::uint64_t> actions_taken;  ///< by kind
  std::uint64_t terminal = 0;
  PropertyMask noticed = 0;  ///< properties of transitions
  Digest digest = 0;         ///< of the states expanded

  void clear(std::size_t action_kinds) {
    for (RowBuffer& buffer : rows) buffer.clear();
    actions_taken.assign(action_kinds, 0);
    terminal = 0;
    noticed = 0;
    digest = 0;
  }
};

/// A level, as a sequence of states.
class Level {
 public:
  Level() = default;
  Level(const StateStore& states, std::size_t depth) {
    std::uint64_t total = 0;
    for (std::size_t p = 0; p < StateStore::kPartitions; ++p) {
      const auto [begin, end] = states.level_in_partition(depth, p);
      first_[p] = begin;
      before_[p] = total;
      total += end - begin;
    }
    before_.back() = total;
  }

  [[nodiscard]] std::uint64_t size() const { return before_.back(); }

  /// Calls `visit(number)` for the states at `begin`..`end`-1.
  template <typename Visit>
  void for_each(std::uint64_t begin, std::uint64_t end, Visit&& visit) const {
    std::size_t p = 0;
    for (std::uint64_t at = begin; at < end; ++at) {
      while (before_[p + 1] <= at) ++p;
      visit(StateNumber{static_cast<std::uint32_t>(p),
                        static_cast<std::uint32_t>(first_[p] + (at - before_[p]))});
    }
  }

 private:
  std::array<std::size_t, StateStore::kPartitions> first_{};
  std::array<std::uint64_t, StateStore::kPartitions + 1>
      before_{};  // how many come before those of a partition
};

/// Expands states, one thread's worth. Keeps references to all that it is given.
template <Model M, PropertySet<M> P, typename Observer>
class Expander {
 public:
  using State = typename M::State;
  using Action = typename M::Action;

  Expander(const M& model, const P& properties, StateStore& states, Observer& observer)
      : model_(model),
        properties_(properties),
        states_(states),
        codec_(states.codec()),
        observer_(observer),
        fields_(codec_.fields()),
        successor_fields_(codec_.fields()),
        encoding_(codec_.words()),
        successor_(codec_.words()) {}

  /// The state with this number.
  State state(StateNumber number) {
    read(number);
    return model_.decode(bytes(encoding_));
  }

  Digest digest(StateNumber number) {
    read(number);
    return digest_of(bytes(encoding_));
  }

  /// Adds the row of an initial state.
  void add_initial(const State& state, Expansion& to) {
    model_.encode(state, writable_bytes(successor_));
    const std::uint64_t hash = codec_.encode(successor_.data(), successor_fields_.data());
    add_row(hash, true, to);
  }

  /// Adds the rows of all successors of a state, and what is to be counted.
  void expand(StateNumber number, Expansion& to) {
    const State before = state(number);
    to.digest += digest_of(bytes(encoding_));
    const StateCodec::Known known{encoding_.data(), fields_.data(), codec_.hash_of(fields_.data())};
    bool terminal = true;
    for_each_successor(model_, before, [&](const Action& action, const State& after) {
      terminal = false;
      ++to.actions_taken[model_.action_kind(action)];
      if constexpr (WatchesTransitions<Observer, M>) observer_.examine_transition(before, action, after);
      to.noticed |= properties_.noticed_by(before, after);
      model_.encode(after, writable_bytes(successor_));
      const std::uint64_t hash = codec_.encode_near(known, successor_.data(), successor_fields_.data());
      add_row(hash, is_to_be_asked(before, after), to);
    });
    if (terminal) ++to.terminal;
  }

  /// The state of a row.
  State state_of(const Field* fields) {
    codec_.decode(fields, successor_.data());
    return model_.decode(bytes(successor_));
  }

 private:
  void read(StateNumber number) {
    states_.partition(number.partition).read(number.index, fields_.data());
    codec_.decode(fields_.data(), encoding_.data());
  }

  bool is_to_be_asked(const State& before, const State& after) const {
    if constexpr (TellsSame<P, M>) {
      return !properties_.same_in(before, after);
    } else {
      return true;
    }
  }

  void add_row(std::uint64_t hash, bool mark, Expansion& to) {
    const std::size_t length = Row::length(codec_.fields());
    Row::write(to.rows[Row::partition_of(hash)].add(length), hash, mark, successor_fields_.data(),
               codec_.fields());
  }

  [[nodiscard]] std::span<const std::byte> bytes(const std::vector<std::uint64_t>& words) const {
    return std::as_bytes(std::span(words)).first(codec_.encoded_bytes());
  }
  [[nodiscard]] std::span<std::byte> writable_bytes(std::vector<std::uint64_t>& words) const {
    return std::as_writable_bytes(std::span(words)).first(codec_.encoded_bytes());
  }

  const M& model_;
  const P& properties_;
  StateStore& states_;
  StateCodec& codec_;
  Observer& observer_;
  std::vector<Field> fields_;
  std::vector<Field> successor_fields_;
  std::vector<std::uint64_t> encoding_;
  std::vector<std::uint64_t> successor_;
};

}  // namespace paxoscope::checker::detail
