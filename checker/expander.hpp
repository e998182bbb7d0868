// From states to their successors, as rows sorted by where they belong.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/digest.hpp"
#include "checker/expansion.hpp"
#include "checker/independence.hpp"
#include "checker/local_steps.hpp"
#include "checker/model.hpp"
#include "checker/observer.hpp"
#include "checker/orbits.hpp"
#include "checker/own_lines.hpp"
#include "checker/part_lists.hpp"
#include "checker/property.hpp"
#include "checker/sight.hpp"
#include "checker/state_store.hpp"

namespace paxoscope::checker::detail {

/// Expands states, one thread's worth. Keeps references to all that it is given.
///
/// Successors that are found from another state all the same are counted, but not looked up (`Independence`).
template <Model M, PropertySet<M> P, typename Observer>
class alignas(kOwnLine) Expander {
 public:
  using State = typename M::State;
  using Action = typename M::Action;

  Expander(const M& model, const P& properties, const Independence& independence, StateStore& states,
           LocalSteps& local_steps, Observer& observer)
      : model_(model),
        properties_(properties),
        independence_(independence),
        states_(states),
        codec_(states.codec()),
        observer_(observer),
        sight_(properties, codec_),
        part_lists_(model, codec_, independence, local_steps, sight_),
        sleep_words_(independence.words()),
        key_(codec_.words()),  // no key has more words than an encoding
        successor_key_(codec_.words()),
        entries_(codec_.parts().size()),
        other_entries_(codec_.parts().size()),
        lists_(codec_.parts().size()),
        places_(codec_.parts().size()),
        encoding_(codec_.words()),
        successor_(codec_.words()) {
    use_packing();
  }

  /// To be called whenever keys may have become wider.
  void use_packing() {
    packing_ = &codec_.packing();
    key_words_ = packing_->key_words();
    row_length_ = Row::length(key_words_, sleep_words_);
  }

  /// Asks the model for the local steps of a value of some kind of part, unless they are known.
  void list(std::size_t kind, Field value) {
    if constexpr (HasLocalSteps<M>) part_lists_.list_of_kind(kind, value);
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

  /// The state of a row.
  State state_of(const std::uint64_t* key) {
    codec_.decode(*packing_, key, successor_.data(), other_entries_.data());
    return model_.decode(bytes(successor_));
  }

  /// What the properties notice in the state of a row.
  PropertyMask noticed_in(const std::uint64_t* key) {
    return sight_.noticed_in(*packing_, key, [&] { return properties_.noticed_in(state_of(key)); });
  }

  /// How many states of the model the one of a row stands for.
  std::uint64_t orbit_size(const std::uint64_t* key) {
    if constexpr (StandsForOrbitsOfParts<M>) {
      return model_.orbit_size_by_parts([&](std::size_t part, std::size_t other) {
        return packing_->field(key, part) == packing_->field(key, other);
      });
    } else if constexpr (StandsForOrbits<M>) {
      codec_.decode(*packing_, key, successor_.data(), other_entries_.data());
      return model_.orbit_size(bytes(successor_));
    } else {
      static_cast<void>(key);
      return 1;
    }
  }

  /// Tells the observer of all transitions that leave a state.
  void examine(StateNumber number) {
    const State before = state(number);
    for_each_successor(model_, before, [&](const Action& action, const State& after) {
      observer_.examine_transition(before, action, after);
    });
  }

  /// Adds the row of an initial state.
  void add_initial(const State& state, Expansion& to) {
    const std::uint64_t hash = codec_.encode(encoded(state), successor_key_.data());
    add_row(hash, {}, true, to);
  }

  /// Adds the rows of the successors of a state that are to be looked up, and counts all.
  void expand(StateNumber number, Expansion& to) {
    if constexpr (HasLocalSteps<M>) {
      expand_by_parts(number, to);
    } else {
      expand_as_a_whole(number, to);
    }
  }

 private:
  /// A state that is being expanded.
  struct Source {
    const State& state;
    const StateCodec::Known& known;
    ActionSet asleep;
    /// The actions that come before the next one in the order of docs/decisions/0006-sleep-sets.md, or sleep. Those of them
    /// that commute with the next one sleep after it.
    ActionSet earlier;
  };

  void expand_as_a_whole(StateNumber number, Expansion& to) {
    const StateCodec::Known known{encoding_.data(), key_.data(), entries_.data(), read(number)};
    const State before = model_.decode(bytes(encoding_));
    const Source source{before, known, {}, {}};
    to.digest += digest_of(bytes(encoding_));
    bool terminal = true;
    for_each_successor(model_, before, [&](const Action& action, const State& after) {
      terminal = false;
      ++to.actions_taken[model_.action_kind(action)];
      const std::uint64_t* const words = encoded(after);
      notice_step(source, after, words, to);
      add_successor(source, words, {}, to);
    });
    if (terminal) ++to.terminal;
  }

  void expand_by_parts(StateNumber number, Expansion& to) {
    const StateCodec::Known known{encoding_.data(), key_.data(), entries_.data(), load(number)};
    const State before = model_.decode(bytes(encoding_));
    const ActionSet asleep = states_.partition(number.partition).asleep(number.index);
    Source source{before, known, asleep, asleep};
    to.digest += digest_of(bytes(encoding_));
    const bool any_local = take_local_steps(source, to);
    const bool any_other = take_other_steps(source, to);
    if (!any_local && !any_other) ++to.terminal;
  }

  // ---- Other steps

  /// Counts them and adds the rows of those that do not sleep. Returns whether there are any.
  bool take_other_steps(Source& source, Expansion& to) {
    bool any = false;
    const auto is_wanted = [&](const Action& action) {
      any = true;
      ++to.actions_taken[model_.action_kind(action)];
      return sight_.is_any_in_steps() || !sleeps(source, action);
    };
    model_.for_each_other_successor(source.state, is_wanted, [&](const Action& action, const State& after) {
      const std::uint64_t* const words = encoded(after);
      notice_step(source, after, words, to);
      if (!sleeps(source, action)) add_successor(source, words, asleep_after(source, action), to);
    });
    return any;
  }

  [[nodiscard]] bool sleeps(const Source& source, const Action& action) const {
    if constexpr (KnowsIndependence<M>) {
      const std::size_t number = model_.action_number(action);
      return number != kNoNumber && source.asleep.has(number);
    } else {
      return false;
    }
  }

  /// What sleeps after an action that does not; from now on it is one of the earlier ones.
  ActionSet asleep_after(Source& source, const Action& action) const {
    ActionSet asleep;
    if constexpr (KnowsIndependence<M>) {
      const std::size_t number = model_.action_number(action);
      if (number == kNoNumber || sleep_words_ == 0) return {};
      ActionSet commuting = independence_.independent_of[number];
      if constexpr (KnowsIndependenceInState<M>) {
        commuting = commuting | model_.also_independent(source.state, action);
      }
      asleep = source.earlier & commuting;
      source.earlier.insert(number);
      if constexpr (MovesParts<M>) move_parts(asleep);
    }
    return asleep;
  }

  /// Adds the row of a state, given its encoding.
  void add_successor(const Source& source, const std::uint64_t* words, const ActionSet& asleep,
                     Expansion& to) {
    const bool is_to_be_asked = sight_.differ_as_states(source.known.encoding, words);
    add_row(codec_.encode_near(source.known, words, successor_key_.data()), asleep, is_to_be_asked, to);
  }

  /// Asks the properties about a step.
  void notice_step(const Source& source, const State& after, const std::uint64_t* words, Expansion& to) {
    const auto ask = [&] { return properties_.noticed_by(source.state, after); };
    // Of properties that do not say what they see, even a step that changes nothing may be one to notice. And under a
    // renaming `words` are those of another state than the one the step leads to.
    if constexpr (!SaysWhatItSees<P, M> || RenamesActors<M>) {
      to.noticed |= ask();
    } else if (sight_.differ_as_steps(source.known.encoding, words)) {
      to.noticed |= sight_.noticed_by(source.known.encoding, words, ask);
    }
  }

  // ---- Local steps

  /// Counts them and adds the rows of those that do not sleep. Returns whether there are any.
  bool take_local_steps(Source& source, Expansion& to) {
    std::uint64_t any = 0;
    std::uint64_t* const taken = to.actions_taken.data();
    for (std::size_t part = 0, parts = lists_.size(); part < parts; ++part) {
      const LocalSteps::List& list = *lists_[part];
      const std::uint64_t enabled = list.enabled(source.known.encoding);
      list.count(enabled, taken);
      any |= enabled;
      std::uint64_t awake = enabled;
      if constexpr (RenamesActors<M>) {
        if (has_a_twin_before(part)) awake = 0;
      }
      if constexpr (KnowsIndependence<M>) {
        const auto& here = part_lists_[part];
        awake &= ~(here.of(source.asleep) & list.of_model);  // no other local step ever sleeps
        if (awake != 0) take_awake(source, part, enabled, awake, to);
        here.add_to(source.earlier, enabled & list.of_model);
      } else {
        for (; awake != 0; awake &= awake - 1) take(source, part, list.step(awake & -awake), {}, to);
      }
      if (list.others == 0 && !list.is_seen_as_step) [[likely]]
        continue;
      any |= static_cast<std::uint64_t>(take_rare(source, part, to));
    }
    return any != 0;
  }

  /// Adds the rows of some numbered steps of a part.
  void take_awake(const Source& source, std::size_t part, std::uint64_t enabled, std::uint64_t awake,
                  Expansion& to) {
    const LocalSteps::List& list = *lists_[part];
    const auto& here = part_lists_[part];
    const std::uint64_t asleep_here = here.of(source.asleep);
    for (; awake != 0; awake &= awake - 1) {
      const std::uint64_t bit = awake & -awake;
      const LocalSteps::Step& step = list.step(bit);
      ActionSet asleep;
      if ((list.of_model & bit) != 0 && sleep_words_ > 0) {
        const ActionSet& independent = here.independent_of[step.number];
        asleep = source.earlier & independent;
        const std::uint64_t earlier_here = asleep_here | (enabled & list.of_model & (bit - 1));
        here.add_to(asleep, earlier_here & (here.of(independent) | step.also_independent));
      }
      take(source, part, step, asleep, to);
    }
  }

  /// What there is to do about steps without a number, and those that properties look at. Returns whether there are any of the
  /// former.
  [[gnu::noinline]] bool take_rare(const Source& source, std::size_t part, Expansion& to) {
    const LocalSteps::List& list = *lists_[part];
    bool any = false;
    LocalSteps::for_each_other_enabled(list, source.known.encoding, [&](const LocalSteps::Step& step) {
      any = true;
      ++to.actions_taken[step.action_kind];
      if (!has_a_twin_before(part)) take(source, part, step, {}, to);
    });
    if (list.is_seen_as_step) {
      LocalSteps::for_each_enabled(list, source.known.encoding, [&](const LocalSteps::Step& step) {
        if (step.is_seen_as_step) notice_local_step(source, part, step, to);
      });
    }
    return any;
  }

  /// Adds the row of a step.
  void take(const Source& source, std::size_t part, const LocalSteps::Step& step, ActionSet asleep,
            Expansion& to) {
    const StateCodec::PlacedPart& placed = codec_.parts()[part];
    const std::uint64_t hash = source.known.hash + step.hash_change * placed.factor;
    std::uint64_t* const row = to.rows[Row::partition_of(hash)].add(row_length_);
    row[0] = Row::header(hash, step.is_seen_in_state);
    std::uint64_t* const key = row + 1;
    key[0] = source.known.key[0];
    for (std::size_t w = 1; w < key_words_; ++w) key[w] = source.known.key[w];
    packing_->change(key, part, packing_->field(source.known.key, part), step.after);
    // A number too large for its field has spoilt the key, which will be made again.
    if (placed.is_sorted && packing_->fits(part, step.after)) {
      const std::size_t place = codec_.sort(key, part);
      if (place != part) move_part(asleep, part, place);
    }
    for (std::size_t w = 0; w < sleep_words_; ++w) key[key_words_ + w] = asleep.word(w);
  }

  void notice_local_step(const Source& source, std::size_t part, const LocalSteps::Step& step,
                         Expansion& to) {
    // The state itself, not the one that stands for it: a step is one of the model.
    const std::uint64_t* const encoding = source.known.encoding;
    std::copy_n(encoding, codec_.words(), successor_.begin());
    const auto first = successor_.begin() + (part_of_encoding(part) - encoding_.data());
    std::copy_n(codec_.parts()[part].table->value(step.after), codec_.parts()[part].words, first);
    to.noticed |= sight_.noticed_by(encoding, successor_.data(), [&] {
      return properties_.noticed_by(source.state, model_.decode(bytes(successor_)));
    });
  }

  // ---- Where parts are sorted

  /// A part that is like the one before it: the steps of both lead to the same states.
  [[nodiscard]] bool has_a_twin_before(std::size_t part) const {
    return RenamesActors<M> && part > 0 && codec_.parts()[part].is_sorted &&
           codec_.parts()[part - 1].is_sorted && lists_[part] == lists_[part - 1];
  }

  /// One part has moved, and those between by one place towards where it came from; its actions with it.
  void move_part(ActionSet& actions, std::size_t from, std::size_t to) const {
    if (sleep_words_ == 0) return;
    const std::vector<PartNumbers>& numbers = independence_.of_part;
    const std::uint64_t moving = numbers[from].of(actions);
    const auto give = [&](std::size_t place, std::uint64_t some) {
      numbers[place].remove_from(actions);
      numbers[place].add_to(actions, some);
    };
    for (std::size_t i = from; i < to; ++i) give(i, numbers[i + 1].of(actions));
    for (std::size_t i = from; i > to; --i) give(i, numbers[i - 1].of(actions));
    give(to, moving);
  }

  /// All parts have moved as they did when the last state was encoded.
  void move_parts(ActionSet& actions) const {
    if (!has_moved_) return;
    const std::vector<PartNumbers>& numbers = independence_.of_part;
    ActionSet moved = actions;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (codec_.parts()[i].is_sorted) numbers[i].remove_from(moved);
    }
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (codec_.parts()[i].is_sorted) numbers[places_[i]].add_to(moved, numbers[i].of(actions));
    }
    actions = moved;
  }

  // ---- Keys and encodings

  /// Reads the key of a state, its encoding and where its values are; its hash.
  std::uint64_t read(StateNumber number) {
    read_key(number);
    return codec_.decode(*packing_, key_.data(), encoding_.data(), entries_.data());
  }

  /// The same by the lists of its parts, which it reads too.
  std::uint64_t load(StateNumber number) {
    read_key(number);
    const std::uint64_t* const key = key_.data();
    const Packing& packing = *packing_;
    const LocalSteps::List** const lists = lists_.data();
    const std::uint64_t** const entries = entries_.data();
    std::uint64_t* encoding = encoding_.data();
    std::uint64_t hash = 0;
    for (std::size_t part = 0, parts = part_lists_.size(); part < parts; ++part) {
      const LocalSteps::List& list = part_lists_.list(part, packing.field(key, part));
      const auto& here = part_lists_[part];
      const std::uint64_t* const entry = list.entry;
      lists[part] = &list;
      entries[part] = entry;
      hash += PartTable::hash_in(entry) * here.factor;
      const std::uint64_t* const words = PartTable::value_in(entry);
      *encoding++ = words[0];
      for (std::size_t w = 1; w < here.words; ++w) *encoding++ = words[w];
    }
    return hash;
  }

  void read_key(StateNumber number) {
    const Packing& was = states_.partition(number.partition).read(number.index, key_.data());
    if (&was != packing_) repack(was);
  }

  [[gnu::noinline]] void repack(const Packing& was) {
    std::array<Field, Packing::kFieldsMax> fields{};
    was.unpack(key_.data(), fields.data());
    packing_->pack(fields.data(), key_.data());
  }

  /// The encoding of a state that is not stored yet; valid until the next call.
  const std::uint64_t* encoded(const State& state) {
    if constexpr (MovesParts<M>) {
      has_moved_ = model_.encode_moving(state, writable_bytes(successor_), places_);
      return successor_.data();
    } else if constexpr (HoldsEncoding<M>) {
      return model_.encoded_words(state);
    } else {
      model_.encode(state, writable_bytes(successor_));
      return successor_.data();
    }
  }

  [[nodiscard]] const std::uint64_t* part_of_encoding(std::size_t part) const {
    const std::uint64_t* words = encoding_.data();
    for (std::size_t i = 0; i < part; ++i) words += codec_.parts()[i].words;
    return words;
  }

  void add_row(std::uint64_t hash, const ActionSet& asleep, bool mark, Expansion& to) {
    std::uint64_t* const row = to.rows[Row::partition_of(hash)].add(row_length_);
    row[0] = Row::header(hash, mark);
    std::uint64_t* const key = row + 1;
    key[0] = successor_key_[0];
    for (std::size_t w = 1; w < key_words_; ++w) key[w] = successor_key_[w];
    for (std::size_t w = 0; w < sleep_words_; ++w) key[key_words_ + w] = asleep.word(w);
  }

  [[nodiscard]] std::span<const std::byte> bytes(const OwnVector<std::uint64_t>& words) const {
    return std::as_bytes(std::span(words)).first(codec_.encoded_bytes());
  }
  [[nodiscard]] std::span<std::byte> writable_bytes(OwnVector<std::uint64_t>& words) const {
    return std::as_writable_bytes(std::span(words)).first(codec_.encoded_bytes());
  }

  const M& model_;
  const P& properties_;
  const Independence& independence_;
  StateStore& states_;
  StateCodec& codec_;
  Observer& observer_;
  Sight<M, P> sight_;
  PartLists<M, P> part_lists_;  // of a model with local steps
  std::size_t sleep_words_;
  const Packing* packing_ = nullptr;
  std::size_t key_words_ = 0;
  std::size_t row_length_ = 0;
  OwnVector<std::uint64_t> key_;  // of the state that is being expanded
  OwnVector<std::uint64_t> successor_key_;
  OwnVector<const std::uint64_t*> entries_;        // of the state that is being expanded
  OwnVector<const std::uint64_t*> other_entries_;  // of any other
  OwnVector<const LocalSteps::List*> lists_;       // of the state that is being expanded
  OwnVector<std::uint8_t> places_;  // of the parts of the state encoded last, if they have moved
  bool has_moved_ = false;
  OwnVector<std::uint64_t> encoding_;  // of the state that is being expanded
  OwnVector<std::uint64_t> successor_;
};

}  // namespace paxoscope::checker::detail
