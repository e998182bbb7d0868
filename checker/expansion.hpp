// From some states of a level to all their successors, sorted by where they belong.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "checker/answers.hpp"
#include "checker/digest.hpp"
#include "checker/local_steps.hpp"
#include "checker/model.hpp"
#include "checker/observer.hpp"
#include "checker/own_lines.hpp"
#include "checker/property.hpp"
#include "checker/row_buffer.hpp"
#include "checker/state_store.hpp"

namespace paxoscope::checker::detail {

/// What became of some consecutive states of a level. Depends on these alone, not on who expanded them or when.
struct alignas(kOwnLine) Expansion {
  std::array<RowBuffer, StateStore::kPartitions>
      rows;                                ///< successors by partition, each in the order of discovery
  OwnVector<std::uint64_t> actions_taken;  ///< by kind
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
class alignas(kOwnLine) Expander {
 public:
  using State = typename M::State;
  using Action = typename M::Action;

  Expander(const M& model, const P& properties, StateStore& states, LocalSteps& local_steps,
           Observer& observer)
      : model_(model),
        properties_(properties),
        states_(states),
        codec_(states.codec()),
        local_steps_(local_steps),
        observer_(observer),
        seen_in_states_(bits_seen(properties, false, codec_.words())),
        seen_in_steps_(bits_seen(properties, true, codec_.words())),
        question_(2 * codec_.words()),
        answers_of_states_(codec_.words()),
        answers_of_steps_(2 * codec_.words()),
        key_(codec_.words()),  // no key has more words than an encoding
        successor_key_(codec_.words()),
        entries_(codec_.parts().size()),
        other_entries_(codec_.parts().size()),
        encoding_(codec_.words()),
        successor_(codec_.words()) {
    use_packing();
    std::size_t word = 0;
    for (const StateCodec::PlacedPart& part : codec_.parts()) {
      first_word_.push_back(word);
      word += part.words;
    }
    // Local steps are looked up by kind: what is seen of one part of a kind counts as seen of all.
    for (std::size_t i = 0; i < first_word_.size(); ++i) {
      for (std::size_t j = 0; j < first_word_.size(); ++j) {
        if (codec_.parts()[i].kind != codec_.parts()[j].kind) continue;
        for (std::size_t w = 0; w < codec_.parts()[i].words; ++w) {
          seen_in_states_[first_word_[i] + w] |= seen_in_states_[first_word_[j] + w];
          seen_in_steps_[first_word_[i] + w] |= seen_in_steps_[first_word_[j] + w];
        }
      }
    }
  }

  /// The state with this number.
  State state(StateNumber number) {
    read(number);
    return model_.decode(bytes(encoding_));
  }

  Digest digest(StateNumber number) {
    read(number);
    return digest_of(bytes(encoding_));
  }

  /// To be called whenever keys may have become wider.
  void use_packing() {
    packing_ = &codec_.packing();
    row_length_ = Row::length(packing_->key_words());
  }

  /// Adds the row of an initial state.
  void add_initial(const State& state, Expansion& to) {
    const std::uint64_t hash = codec_.encode(encoded(state), successor_key_.data());
    add_row(hash, true, to);
  }

  /// Adds the rows of all successors of a state, and what is to be counted.
  void expand(StateNumber number, Expansion& to) {
    const StateCodec::Known known{encoding_.data(), key_.data(), entries_.data(), read(number)};
    const State before = model_.decode(bytes(encoding_));
    to.digest += digest_of(bytes(encoding_));
    bool terminal = true;
    const auto add_successor = [&](const Action& action, const State& after) {
      terminal = false;
      ++to.actions_taken[model_.action_kind(action)];
      const std::uint64_t* const words = encoded(after);
      // Of properties that do not say what they see, even a step that changes nothing may be one to notice. And under a
      // renaming `words` are those of another state than the one the step leads to.
      if constexpr (!SaysWhatItSees<P, M> || RenamesActors<M>) {
        to.noticed |= properties_.noticed_by(before, after);
      } else if (differ_in(seen_in_steps_, encoding_.data(), words)) {
        to.noticed |= noticed_by(words, [&] { return properties_.noticed_by(before, after); });
      }
      const bool is_to_be_asked = differ_in(seen_in_states_, encoding_.data(), words);
      add_row(codec_.encode_near(known, words, successor_key_.data()), is_to_be_asked, to);
    };
    if constexpr (HasLocalSteps<M>) {
      for (std::size_t part = 0, parts = entries_.size(); part < parts; ++part) {
        LocalSteps::for_each_enabled(local_steps(known, part), known.encoding,
                                     [&](const LocalSteps::Step& step) {
                                       terminal = false;
                                       take(known, before, part, step, to);
                                     });
      }
      model_.for_each_other_successor(before, add_successor);
    } else {
      for_each_successor(model_, before, add_successor);
    }
    if (terminal) ++to.terminal;
  }

  /// Tells the observer of all transitions that leave a state.
  void examine(StateNumber number) {
    const State before = state(number);
    for_each_successor(model_, before, [&](const Action& action, const State& after) {
      observer_.examine_transition(before, action, after);
    });
  }

  /// What the properties notice in the state of a row. They are asked only if they are not known to have been asked about
  /// one that looks the same to them.
  PropertyMask noticed_in(const std::uint64_t* key) {
    codec_.decode(*packing_, key, successor_.data(), other_entries_.data());
    const auto ask = [&] { return properties_.noticed_in(model_.decode(bytes(successor_))); };
    if constexpr (SaysWhatItSees<P, M>) {
      for (std::size_t w = 0; w < codec_.words(); ++w) question_[w] = successor_[w] & seen_in_states_[w];
      return answers_of_states_(question_.data(), ask);
    } else {
      return ask();
    }
  }

  /// The state of a row.
  State state_of(const std::uint64_t* key) {
    codec_.decode(*packing_, key, successor_.data(), other_entries_.data());
    return model_.decode(bytes(successor_));
  }

 private:
  const LocalSteps::List& local_steps(const StateCodec::Known& known, std::size_t part) {
    const StateCodec::PlacedPart& placed = codec_.parts()[part];
    const Field value = packing_->field(known.key, part);
    const LocalSteps::List* const steps = local_steps_.find(placed.kind, value);
    return steps != nullptr ? *steps : find_local_steps(part, value);
  }

  /// Adds the row of a local step.
  void take(const StateCodec::Known& known, const State& before, std::size_t part,
            const LocalSteps::Step& step, Expansion& to) {
    const StateCodec::PlacedPart& placed = codec_.parts()[part];
    ++to.actions_taken[step.action_kind];
    const std::uint64_t hash = known.hash + step.hash_change * placed.factor;
    std::uint64_t* const row = to.rows[Row::partition_of(hash)].add(row_length_);
    row[0] = Row::header(hash, step.is_seen_in_state);
    std::uint64_t* const key = row + 1;
    key[0] = known.key[0];
    for (std::size_t w = 2; w < row_length_; ++w) row[w] = known.key[w - 1];
    packing_->change(key, part, packing_->field(known.key, part), step.after);
    // A number too large for its field has spoilt the key, which will be made again.
    if (placed.is_sorted && packing_->fits(part, step.after)) codec_.sort(key, part);
    if (!step.is_seen_as_step) return;
    // The state itself, not the one that stands for it: a step is one of the model.
    std::copy(encoding_.begin(), encoding_.end(), successor_.begin());
    std::copy_n(placed.table->value(step.after), placed.words, successor_.data() + first_word_[part]);
    to.noticed |= noticed_by(
        successor_.data(), [&] { return properties_.noticed_by(before, model_.decode(bytes(successor_))); });
  }

  const LocalSteps::List& find_local_steps(std::size_t part, Field value) {
    const StateCodec::PlacedPart& placed = codec_.parts()[part];
    std::vector<LocalSteps::Step> steps;
    const std::uint64_t* const before = placed.table->value(value);
    model_.for_each_local_step(placed.kind, before, [&](const LocalStep& step, const std::uint64_t* after) {
      const PartTable::Number number = placed.table->intern(after);
      const std::size_t first = first_word_[part];
      const auto differ = [&](const std::vector<std::uint64_t>& seen) {
        std::uint64_t difference = 0;
        for (std::size_t w = 0; w < placed.words; ++w) difference |= (before[w] ^ after[w]) & seen[first + w];
        return difference != 0;
      };
      steps.push_back({step.guard_bits, placed.table->hash(number) - placed.table->hash(value), number,
                       static_cast<std::uint16_t>(step.action_kind),
                       static_cast<std::uint8_t>(step.guard_word), differ(seen_in_states_),
                       !SaysWhatItSees<P, M> || differ(seen_in_steps_)});
    });
    return local_steps_.add(placed.kind, value, std::move(steps));
  }

  /// Reads its key, its encoding and where its values are; its hash.
  std::uint64_t read(StateNumber number) {
    const Packing& was = states_.partition(number.partition).read(number.index, key_.data());
    const std::uint64_t hash = codec_.decode(was, key_.data(), encoding_.data(), entries_.data());
    if (&was != packing_) repack(was);
    return hash;
  }

  void repack(const Packing& was) {
    std::array<Field, Packing::kFieldsMax> fields{};
    was.unpack(key_.data(), fields.data());
    packing_->pack(fields.data(), key_.data());
  }

  /// The encoding of a state that is not stored yet; valid until the next call.
  const std::uint64_t* encoded(const State& state) {
    if constexpr (HoldsEncoding<M>) {
      return model_.encoded_words(state);
    } else {
      model_.encode(state, writable_bytes(successor_));
      return successor_.data();
    }
  }

  static bool differ_in(const std::vector<std::uint64_t>& seen, const std::uint64_t* before,
                        const std::uint64_t* after) {
    std::uint64_t difference = 0;
    for (std::size_t w = 0; w < seen.size(); ++w) difference |= (before[w] ^ after[w]) & seen[w];
    return difference != 0;
  }

  /// What the properties notice of a step from the state that is being expanded to this one: what `ask()` says, unless it
  /// is remembered of a step that looks the same to them.
  template <typename Ask>
  PropertyMask noticed_by(const std::uint64_t* after, const Ask& ask) {
    if constexpr (SaysWhatItSees<P, M>) {
      const std::size_t words = codec_.words();
      for (std::size_t w = 0; w < words; ++w) {
        question_[w] = encoding_[w] & seen_in_steps_[w];
        question_[words + w] = after[w] & seen_in_steps_[w];
      }
      return answers_of_steps_(question_.data(), ask);
    } else {
      return ask();
    }
  }

  /// One word for each of an encoding; all bits where the properties do not say.
  static std::vector<std::uint64_t> bits_seen(const P& properties, bool in_steps, std::size_t words) {
    if constexpr (SaysWhatItSees<P, M>) {
      std::vector<std::uint64_t> bits =
          in_steps ? properties.bits_seen_in_steps() : properties.bits_seen_in_states();
      bits.resize(words);
      return bits;
    } else {
      return std::vector<std::uint64_t>(words, ~std::uint64_t{0});
    }
  }

  void add_row(std::uint64_t hash, bool mark, Expansion& to) {
    std::uint64_t* const row = to.rows[Row::partition_of(hash)].add(row_length_);
    row[0] = Row::header(hash, mark);
    row[1] = successor_key_[0];
    for (std::size_t w = 2; w < row_length_; ++w) row[w] = successor_key_[w - 1];
  }

  [[nodiscard]] std::span<const std::byte> bytes(const OwnVector<std::uint64_t>& words) const {
    return std::as_bytes(std::span(words)).first(codec_.encoded_bytes());
  }
  [[nodiscard]] std::span<std::byte> writable_bytes(OwnVector<std::uint64_t>& words) const {
    return std::as_writable_bytes(std::span(words)).first(codec_.encoded_bytes());
  }

  const M& model_;
  const P& properties_;
  StateStore& states_;
  StateCodec& codec_;
  LocalSteps& local_steps_;
  Observer& observer_;
  std::vector<std::uint64_t> seen_in_states_;  // of an encoding
  std::vector<std::uint64_t> seen_in_steps_;
  std::vector<std::size_t> first_word_;  // of an encoding, by part
  OwnVector<std::uint64_t> question_;
  Answers answers_of_states_;
  Answers answers_of_steps_;
  const Packing* packing_ = nullptr;
  std::size_t row_length_ = 0;
  OwnVector<std::uint64_t> key_;
  OwnVector<std::uint64_t> successor_key_;
  OwnVector<const std::uint64_t*> entries_;        // of the state that is being expanded
  OwnVector<const std::uint64_t*> other_entries_;  // of any other
  OwnVector<std::uint64_t> encoding_;
  OwnVector<std::uint64_t> successor_;
};

}  // namespace paxoscope::checker::detail
