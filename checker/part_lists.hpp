// The local steps of the parts of a state, found by the model and kept at hand.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "checker/independence.hpp"
#include "checker/local_steps.hpp"
#include "checker/own_lines.hpp"
#include "checker/sight.hpp"
#include "checker/state_codec.hpp"

namespace paxoscope::checker::detail {

/// One thread's way to the lists that all threads share: a list is asked of the model once in all, looked for among those of
/// all threads once by each, and after that it is two loads away. Keeps references to all that it is given. Of no use to a model without local steps.
template <typename M, typename P>
class PartLists {
 public:
  /// What there is to know of a part of a state.
  struct Part {
    std::uint64_t factor;                  ///< as in StateCodec::PlacedPart
    std::uint64_t mask;                    ///< of the numbers of its steps, once they are shifted
    const ActionSet* independent_of;       ///< of the first of these numbers
    const LocalSteps::List* const* lists;  ///< by value; null where not asked for yet
    std::uint32_t values;                  ///< so many are there
    std::uint32_t words;
    std::uint16_t kind;
    std::uint8_t set_word;  ///< the word of an ActionSet that has the numbers, and where in it
    std::uint8_t set_shift;

    /// Those of `set`, counted within the part.
    [[nodiscard]] std::uint64_t of(const ActionSet& set) const {
      return set.word(set_word) >> set_shift & mask;
    }
    void add_to(ActionSet& set, std::uint64_t numbers) const { set.word(set_word) |= numbers << set_shift; }
  };

  PartLists(const M& model, const StateCodec& codec, const Independence& independence, LocalSteps& shared,
            const Sight<M, P>& sight)
      : model_(model), codec_(codec), shared_(shared), sight_(sight), by_kind_(codec.kinds()) {
    for (std::size_t i = 0; i < codec.parts().size(); ++i) {
      const StateCodec::PlacedPart& placed = codec.parts()[i];
      const PartNumbers numbers = KnowsIndependence<M> ? independence.of_part[i] : PartNumbers{};
      parts_.push_back({placed.factor, numbers.mask(), independence.independent_of.data() + numbers.first,
                        nullptr, 0, placed.words, placed.kind, static_cast<std::uint8_t>(numbers.word()),
                        static_cast<std::uint8_t>(numbers.shift())});
    }
  }

  [[nodiscard]] std::size_t size() const { return parts_.size(); }
  [[nodiscard]] const Part& operator[](std::size_t part) const { return parts_[part]; }

  /// The steps of a part with this value. Throws std::bad_alloc.
  const LocalSteps::List& list(std::size_t part, Field value) {
    const Part& here = parts_[part];
    const LocalSteps::List* const list = value < here.values ? here.lists[value] : nullptr;
    return list != nullptr ? *list : fetch(part, value);
  }

  /// The same by kind of part.
  const LocalSteps::List& list_of_kind(std::size_t kind, Field value) {
    const auto part =
        std::find_if(parts_.begin(), parts_.end(), [&](const Part& each) { return each.kind == kind; });
    return list(static_cast<std::size_t>(part - parts_.begin()), value);
  }

 private:
  [[gnu::noinline]] const LocalSteps::List& fetch(std::size_t part, Field value) {
    const std::uint16_t kind = parts_[part].kind;
    std::vector<const LocalSteps::List*>& known = by_kind_[kind];
    if (value >= known.size()) {
      known.resize(std::max<std::size_t>(value + std::size_t{1}, 2 * known.size()));
      for (Part& each : parts_) {
        if (each.kind != kind) continue;
        each.lists = known.data();
        each.values = static_cast<std::uint32_t>(known.size());
      }
    }
    const LocalSteps::List* const list = shared_.find(kind, value);
    known[value] = list != nullptr ? list : &ask(part, value);
    return *known[value];
  }

  /// Asks the model.
  const LocalSteps::List& ask(std::size_t part, Field value) {
    const StateCodec::PlacedPart& placed = codec_.parts()[part];
    const std::uint64_t* const before = placed.table->value(value);
    std::vector<LocalSteps::Step> steps;
    model_.for_each_local_step(placed.kind, before, [&](const LocalStep& step, const std::uint64_t* after) {
      const PartTable::Number number = placed.table->intern(after);
      LocalSteps::Step& added = steps.emplace_back(LocalSteps::as_step(step));
      added.after = number;
      added.hash_change = placed.table->hash(number) - placed.table->hash(value);
      added.is_seen_in_state = sight_.part_differs_as_state(part, before, after);
      added.is_seen_as_step = sight_.part_differs_as_step(part, before, after);
    });
    return shared_.add(placed.kind, value, placed.table->entry(value), placed.words, std::move(steps));
  }

  const M& model_;
  const StateCodec& codec_;
  LocalSteps& shared_;
  const Sight<M, P>& sight_;
  OwnVector<Part> parts_;
  OwnVector<std::vector<const LocalSteps::List*>> by_kind_;  // what `parts_` point to
};

}  // namespace paxoscope::checker::detail
